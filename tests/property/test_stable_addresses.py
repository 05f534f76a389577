"""Law 4: what is allocated stays; adding a site changes that site, its WAN edge and new lines."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kawanet.addressing import Lock, plan_addresses, released
from kawanet.compiler import compile_network
from kawanet.design.schema import Circuit, Design, Site, SiteKind, Spur, Window
from kawanet.load import load_design
from kawanet.model.network import Network
from kawanet.render.manifest import load_platforms
from kawanet.wireless import plan_radio

SMALL = Path(__file__).resolve().parents[2] / "topology" / "small"
ON = date(2026, 4, 1)


@cache
def small() -> Design:
    return load_design(SMALL)


@cache
def locked() -> Lock:
    return plan_addresses(small(), None).lock


def network(design: Design, lock: Lock | None) -> Network:
    plan = plan_addresses(design, lock)
    return compile_network(design, plan, plan_radio(design), load_platforms(), ON)


def added(design: Design, name: str, kind: str, by: str) -> Design:
    """The design with one more small site, on a spur or on the carrier's service."""
    site = Site(
        name=name,
        label=name,
        kind=SiteKind.FACILITY,
        region="north",
        latitude=35.5,
        longitude=139.6,
        site_class=kind,
    )
    more: dict[str, object] = {"sites": (*design.sites, site)}
    if by == "spur":
        more["spurs"] = (*design.spurs, Spur(site=name, ward="north", km=1.0))
    else:
        circuit = Circuit(site=name, carrier="flets", rate_mbps=100)
        more["circuits"] = (*design.circuits, circuit)
    return design.model_copy(update=more)


NAMES = st.from_regex(r"[a-z]{3,8}-[0-9]{1,2}", fullmatch=True)
ADDITIONS = st.lists(
    st.tuples(NAMES, st.sampled_from(["library", "branch"]), st.sampled_from(["spur", "flets"])),
    min_size=1,
    max_size=4,
    unique_by=lambda a: a[0],
)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(ADDITIONS)
def test_adding_sites_moves_no_allocation(additions):
    design = small()
    for name, kind, by in additions:
        design = added(design, name, kind, by)
    lock = plan_addresses(design, locked()).lock
    assert locked().entries.items() <= lock.entries.items()
    new = {k.split("/", 1)[1] for k in lock.entries.keys() - locked().entries.keys()}
    names = [name for name, _, _ in additions]
    assert all(any(n in key for n in names) or _shared(key) for key in new)


def _shared(key: str) -> bool:
    """A function or a region that had no block so far takes one."""
    return key.rpartition("/")[2].isdigit() and ("north/" in key or "wan-flets/" in key)


@FEW
@given(st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_of_the_design(random):
    lists = ("tiers", "regions", "site_classes", "sites", "spurs", "systems", "firewalls", "flows")
    mixed = {}
    for name in lists:
        values = list(getattr(small(), name))
        random.shuffle(values)
        mixed[name] = tuple(values)
    assert plan_addresses(small().model_copy(update=mixed), None).lock == locked()


def test_planning_again_changes_nothing():
    plan = plan_addresses(small(), locked())
    assert plan.lock == locked()
    assert plan.unused == ()


@pytest.mark.parametrize(
    ("kind", "by", "edge"),
    [
        ("library", "spur", {"north-wr-1", "north-wr-2"}),
        ("branch", "spur", {"north-wr-1", "north-wr-2"}),
        ("library", "flets", {"hall-he-1", "hall-he-2"}),
    ],
)
def test_adding_a_facility_changes_its_site_and_its_wan_edge_only(kind, by, edge):
    before, after = (
        network(small(), locked()).device,
        network(added(small(), "aaa-new", kind, by), locked()).device,
    )
    assert {n for n in after if n not in before} == {"aaa-new-rt-1", "aaa-new-sw-1"}
    changed = {n for n in before if before[n] != after[n]}
    wireless = {"hall-wlc-1", "hall-wlc-2"} if kind == "library" else set()  # its access points
    assert changed == edge | wireless
    for name in edge:
        kept = before[name].interface.items() - after[name].interface.items()
        assert not kept, name


def test_a_removed_site_stays_reserved_until_it_is_released():
    with_it = added(small(), "old-site", "library", "spur")
    lock = plan_addresses(with_it, locked()).lock
    without = plan_addresses(small(), lock)
    assert without.lock == lock
    assert all("old-site" in key or _shared(key) for key in without.unused)
    assert "segment/lgw/old-site/users" in without.unused
    freed = released(without)
    assert freed.entries.keys() == lock.entries.keys() - set(without.unused)
    again = plan_addresses(added(small(), "new-site", "library", "spur"), freed)
    assert (
        again.segments["lgw/new-site/users"].ipv4
        == plan_addresses(with_it, lock).segments["lgw/old-site/users"].ipv4
    )


def test_a_segment_that_outgrows_its_prefix_is_the_only_one_to_move():
    floors = small().sites[0].floors
    wired = floors[0].wired
    grown = wired[0].model_copy(update={"ports": 200})
    floor = floors[0].model_copy(update={"wired": (grown, *wired[1:])})
    site = small().sites[0].model_copy(update={"floors": (floor, *floors[1:])})
    design = small().model_copy(update={"sites": (site, *small().sites[1:])})
    before, after = plan_addresses(small(), locked()), plan_addresses(design, locked())
    moved = {k for k, s in before.segments.items() if after.segments[k] != s}
    assert moved == {"myn/hall/02f-users"}
    assert after.segments["myn/hall/02f-users"].vlan == before.segments["myn/hall/02f-users"].vlan


def test_a_system_that_starts_to_move_keeps_its_address():
    systems = {s.name: s for s in small().systems}
    staying = next(s for s in systems.values() if {w.site for w in s.windows} == {"annex"})
    before = plan_addresses(small(), locked())
    assert before.places.server_home(staying) == "annex"
    moving = staying.model_copy(
        update={
            "windows": (
                Window(site="annex", until=date(2026, 12, 31)),
                Window(site="hall", since=date(2027, 1, 1)),
            )
        }
    )
    changed = tuple({**systems, staying.name: moving}.values())
    after = plan_addresses(small().model_copy(update={"systems": changed}), locked())
    assert after.servers == before.servers
    fresh = plan_addresses(small().model_copy(update={"systems": changed}), None)
    assert fresh.places.server_home(moving) == "hall"


def test_compiling_twice_gives_equal_networks():
    assert network(small(), None) == network(small(), locked())
