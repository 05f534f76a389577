"""The cities we ship are as large and as whole as they must be."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kawanet.design.ends import parse_end
from kawanet.design.schema import Design, FibreRole, SiteKind, System
from kawanet.load import load_design

TOPOLOGY = Path(__file__).parents[3] / "topology"
# Days on which the city is another: opening of the building, today, the end of the migration.
OPENING, TODAY, END = date(2023, 10, 10), date(2026, 4, 1), date(2029, 4, 1)


@cache
def city(name: str) -> Design:
    return load_design(TOPOLOGY / name)


def sites_on(system: System, day: date) -> list[str]:
    return [window.site for window in system.windows if window.holds_on(day)]


@pytest.mark.parametrize("name", ["kawasaki", "small"])
def test_the_nine_tiers(name: str) -> None:
    tiers = [tier.name for tier in city(name).tiers]
    assert tiers == ["myn", "lgw", "int", "mgt", "gst", "mob", "dmz", "voi", "svc"]


@pytest.mark.parametrize("name", ["kawasaki", "small"])
def test_every_flow_is_owned_and_explained(name: str) -> None:
    for flow in city(name).flows:
        assert flow.owner, flow.name
        assert flow.reason, flow.name


def test_the_sites() -> None:
    kinds = Counter(site.kind for site in city("kawasaki").sites)
    assert (kinds[SiteKind.MAIN], kinds[SiteKind.THIRD], kinds[SiteKind.IDC]) == (1, 1, 1)
    assert kinds[SiteKind.WARD] == 7
    assert kinds[SiteKind.BRANCH] >= 10
    assert kinds[SiteKind.FACILITY] >= 150


def test_the_main_building() -> None:
    hall = next(site for site in city("kawasaki").sites if site.kind is SiteKind.MAIN)
    floors = [f"{n}F" for n in range(25, 0, -1)] + ["B1F", "B2F"]
    assert [floor.name for floor in hall.floors] == floors
    assert {floor.label for floor in hall.floors[:3]} == {"議会"}
    assert all(floor.access_switches == 2 and floor.access_points for floor in hall.floors)
    assert 190 <= sum(floor.access_points for floor in hall.floors) <= 250
    assert (len(hall.risers), len(hall.entrances), len(hall.power_feeds)) == (2, 2, 2)
    assert hall.machine_room


def test_at_least_five_hundred_devices() -> None:
    """Count what stands at the sites alone: routers, access and facility switches."""
    design = city("kawasaki")
    classes = {kind.name: kind for kind in design.site_classes}
    count = 0
    for site in design.sites:
        pair = 1 if site.site_class else 2
        switches = sum(floor.access_switches for floor in site.floors)
        count += pair + switches + (classes[site.site_class].switches if site.site_class else 0)
    assert count >= 500


def test_the_seventeen_systems_of_the_relocation_table() -> None:
    table = [s for s in city("kawasaki").systems if "移設スケジュール" in s.source]
    assert len(table) == 17
    assert all(window.label for system in table for window in system.windows)


def test_who_carries_what() -> None:
    for carrier in city("kawasaki").carriers:
        assert ("myn" in carrier.tiers) <= (carrier.service != "flets")


@pytest.mark.parametrize("day", [OPENING, TODAY, END])
def test_every_system_but_the_host_runs_somewhere(day: date) -> None:
    for system in city("kawasaki").systems:
        assert len(sites_on(system, day)) == (0 if system.name == "host" else 1), system.name


def test_the_third_building_empties() -> None:
    systems = city("kawasaki").systems
    left = [sum(sites_on(s, day) == ["bldg3"] for s in systems) for day in (OPENING, TODAY, END)]
    assert left[0] > left[1] > left[2] == 0


@pytest.mark.parametrize(
    ("day", "role"),
    [
        (OPENING, FibreRole.L2_EXTENSION),
        (TODAY, FibreRole.L2_EXTENSION),
        (END, FibreRole.L3_LOAD_SHARING),
    ],
)
def test_the_two_lives_of_the_dedicated_fibre(day: date, role: FibreRole) -> None:
    (fibre,) = city("kawasaki").fibres
    assert [dated.role for dated in fibre.roles if dated.holds_on(day)] == [role]


def test_no_system_moves_after_the_fibre_ceased_to_stretch_its_vlan() -> None:
    design = city("kawasaki")
    stretched = [r for r in design.fibres[0].roles if r.role is FibreRole.L2_EXTENSION]
    moves = [w.since for s in design.systems for w in s.windows[1:] if w.since]
    assert moves
    for day in moves:
        assert any(role.holds_on(day) for role in stretched), day


def test_every_attachment_is_its_own_trunk() -> None:
    for ring in city("kawasaki").rings:
        trunks = Counter(srlg for hop in ring.hops for srlg in hop.srlgs)
        assert set(trunks.values()) == {1}, ring.name


def test_between_the_tiers_only_what_the_model_permits() -> None:
    """The matrix of the alpha model, as the flows realise it."""
    design = city("kawasaki")
    tier_of = {system.name: system.tier for system in design.systems}

    def zone(text: str) -> str:
        end = parse_end(text)
        names = {"system": tier_of.get(end.name, ""), "pool": "mob", "devices": "mgt"}
        return names.get(end.kind, end.name)

    crossing = {(zone(f.source), zone(f.destination), f.kind) for f in design.flows}
    pairs = {(a, b) for a, b, _ in crossing if a != b}
    assert not pairs & {("myn", "int"), ("int", "myn"), ("lgw", "myn"), ("mob", "lgw")}
    assert {b for a, b in pairs if a == "mob"} == {"svc"}
    assert {b for a, b in pairs if a == "gst"} == {"internet"}
    assert {k for a, b, k in crossing if (a, b) == ("int", "lgw")} == {"sanitise", "mail_text"}
    assert {k for a, b, k in crossing if (a, b) == ("lgw", "int")} == {"screen"}
    assert {a for a, b in pairs if b == "govcloud"} == {"myn"}
