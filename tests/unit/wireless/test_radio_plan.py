"""Access points: stable names, legal channels, reuse on a floor."""

from pathlib import Path

import pytest

from kawanet.load import load_design
from kawanet.wireless import RadioPlan, plan_radio
from kawanet.wireless.plan import CHANNELS, level, sample_mac

SMALL = Path(__file__).resolve().parents[3] / "topology" / "small"


@pytest.fixture(scope="module")
def plan() -> RadioPlan:
    return plan_radio(load_design(SMALL))


def test_names_say_site_floor_and_number(plan):
    assert [p.name for p in plan.points] == [
        "hall-ap-01f-01",
        "hall-ap-01f-02",
        "hall-ap-02f-01",
        "hall-ap-02f-02",
        "north-ap-01f-01",
        "north-library-ap-01",
    ]


def test_a_floor_uses_each_channel_once_before_it_uses_one_again():
    design = load_design(SMALL)
    site = design.sites[0]
    floor = site.floors[0].model_copy(update={"access_points": 25})
    wide = site.model_copy(update={"floors": (floor, *site.floors[1:])})
    points = plan_radio(design.model_copy(update={"sites": (wide, *design.sites[1:])})).at[
        site.name, floor.name
    ]
    channels = [p.channel for p in points]
    assert set(channels[:20]) == set(CHANNELS)
    assert channels[20:] == channels[:5]


def test_adding_an_access_point_moves_no_other(plan):
    design = load_design(SMALL)
    site = design.sites[0]
    floor = site.floors[1].model_copy(update={"access_points": 3})
    more = site.model_copy(update={"floors": (site.floors[0], floor)})
    grown = plan_radio(design.model_copy(update={"sites": (more, *design.sites[1:])}))
    assert set(plan.points) < set(grown.points)
    assert len(grown.points) == len(plan.points) + 1


def test_only_channels_that_are_legal_in_japan(plan):
    assert {p.channel for p in plan.points} <= set(range(36, 65, 4)) | set(range(100, 145, 4))


def test_macs_are_local_unicast_and_differ(plan):
    assert len({p.mac for p in plan.points}) == len(plan.points)
    assert all(p.mac.startswith("02") and len(p.mac) == 14 for p in plan.points)
    assert sample_mac("a") == sample_mac("a") != sample_mac("b")


@pytest.mark.parametrize(("floor", "number"), [("25F", 25), ("B2F", -2), ("1F", 1), ("", 0)])
def test_levels(floor, number):
    assert level(floor) == number
