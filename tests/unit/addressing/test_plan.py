"""The plan of the small city: blocks by tier and region, segments by need, ids unique."""

from itertools import pairwise
from pathlib import Path

import pytest

from kawanet.addressing import AddressPlan, Lock, plan_addresses
from kawanet.design.schema import Design
from kawanet.errors import InputError
from kawanet.load import load_design

SMALL = Path(__file__).resolve().parents[3] / "topology" / "small"


@pytest.fixture(scope="module")
def design() -> Design:
    return load_design(SMALL)


@pytest.fixture(scope="module")
def plan(design) -> AddressPlan:
    return plan_addresses(design, None)


def test_a_region_has_the_same_place_in_every_tier(plan, design):
    bases = {t.name: int(t.ipv4.network_address) for t in design.tiers}
    places = {}
    for (tier, region), pairs in plan.regions.items():
        assert all(p[0].prefixlen == 16 and p[1].prefixlen == 52 for p in pairs)
        offset = int(pairs[0][0].network_address) - bases[tier]
        assert places.setdefault(region, offset) == offset
    assert set(places) == {"hall", "annex", "north", "wan-flets"}
    assert len(set(places.values())) == 4


def test_segments_lie_in_their_region_and_function_and_never_overlap(plan):
    segments = list(plan.segments.values())
    for segment in segments:
        blocks = plan.functions[segment.tier, segment.base]
        assert any(segment.ipv4.subnet_of(b[0]) and segment.ipv6.subnet_of(b[1]) for b in blocks)
    for family in ("ipv4", "ipv6"):
        found = sorted((getattr(s, family) for s in segments), key=lambda n: n.network_address)
        assert not any(a.overlaps(b) for a, b in pairwise(found))


def test_segments_hold_their_hosts_with_room_to_grow(plan):
    for need in plan.places.needs:
        segment = plan.segments[need.key]
        assert segment.ipv4.num_addresses >= need.least()
        assert need.fixed or segment.ipv4.num_addresses >= 2 * need.hosts
        assert segment.ipv6.prefixlen == 64


def test_vlan_ids_are_from_the_tier_s_block_and_unique_where_frames_can_meet(plan, design):
    blocks = {t.name: t.vlans for t in design.tiers}
    for segments in plan.segments_at.values():
        ids = [s.vlan for s in segments]
        assert len(ids) == len(set(ids))
        assert all(blocks[s.tier][0] + 10 <= s.vlan <= blocks[s.tier][1] for s in segments)


def test_a_site_that_only_a_carrier_reaches_takes_addresses_from_the_carrier_s_region(plan):
    block = plan.regions["lgw", "wan-flets"][0]
    assert plan.segments["lgw/north-library/users"].ipv4.subnet_of(block[0])
    assert plan.loopbacks["north-library-rt-1"].ipv4 in plan.regions["mgt", "wan-flets"][0][0]


def test_links_are_31_and_127_and_unique(plan):
    fours = [pair.ipv4 for pair in plan.links.values()]
    sixes = [pair.ipv6 for pair in plan.links.values()]
    assert {n.prefixlen for n in fours} == {31}
    assert {n.prefixlen for n in sixes} == {127}
    assert len(set(fours)) == len(fours) == len(set(sixes))


def test_every_router_number_loopback_and_port_is_its_own(plan):
    assert len(set(plan.router_ids.values())) == len(plan.router_ids)
    assert len(set(plan.loopbacks.values())) == len(plan.loopbacks)
    ports = [(box, p.speed_mbps, p.number) for (box, _), p in plan.ports.items()]
    assert len(set(ports)) == len(ports)


def test_servers_begin_at_host_11_of_their_segment(plan):
    for box, host in plan.servers.items():
        segment = next(s for s in plan.segments.values() if host.ipv4 in s.ipv4)
        assert host.ipv6 in segment.ipv6, box
        assert int(host.ipv4) - int(segment.ipv4.network_address) >= 11


def test_a_tier_that_is_too_small_is_bad_input(design):
    tiers = [t.model_copy(update={"vlans": (t.vlans[0], t.vlans[0] + 11)}) for t in design.tiers]
    with pytest.raises(InputError, match="no VLAN id left"):
        plan_addresses(design.model_copy(update={"tiers": tuple(tiers)}), None)


def test_a_lock_that_somebody_broke_is_bad_input(plan, design):
    broken = {**plan.lock.entries, "segment/lgw/hall/wlan": "10.32.40.0/23"}
    with pytest.raises(InputError):
        plan_addresses(design, Lock(broken))


def test_a_region_beyond_the_tiers_blocks_is_bad_input(plan, design):
    broken = {**plan.lock.entries, "region/hall/1": "16"}
    with pytest.raises(InputError, match="region/hall/1: 16 lies outside the tiers"):
        plan_addresses(design, Lock(broken))
