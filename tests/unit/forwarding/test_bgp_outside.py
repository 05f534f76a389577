"""Peers at a hand-off that nobody configures here: up or why not, and what comes in from them."""

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest
from small_bgp import bgp, bgp_routes, of, peer, route_map, router
from small_networks import net, port

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import HopKind, Node
from kawanet.model.plant import ExternalPeer
from kawanet.model.route_policy import SetMetric

OUTSIDE = ExternalPeer(
    "ext",
    64496,
    (ip_address("192.0.2.1"), ip_address("2001:db8:f::1")),
    (ip_network("172.20.0.0/15"), ip_network("2001:db8:3000::/36")),
)


def handed_off(*parts, outside=OUTSIDE, far=()):
    """r1 at the hand-off, with r2 behind it."""
    one = router(
        "r1",
        port("e0", "192.0.2.3/27", "2001:db8:f::3/64"),
        port("e1", "10.0.0.1/24", "2001:db8:1::1/64"),
        *parts,
    )
    two = router("r2", port("e1", "10.0.0.2/24", "2001:db8:1::2/64"), *far)
    made = net(one, two, cables=["r1:e0 ext:handoff", "r1:e1 r2:e1"])
    return simulate(replace(made, plant=replace(made.plant, peers=(outside,) if outside else ())))


def states(dataplane):
    return [(str(s.remote), s.remote_device, s.up, s.reason) for s in dataplane.sessions]


V4, V6 = peer("192.0.2.1", 64496), peer("2001:db8:f::1", 64496)


def test_both_families_come_in_and_leave_by_the_hand_off():
    dataplane = handed_off(bgp(64512, V4, V6))
    assert states(dataplane) == [
        ("192.0.2.1", "ext", True, ""),
        ("2001:db8:f::1", "ext", True, ""),
    ]
    assert bgp_routes(dataplane, "r1") == [
        "172.20.0.0/15 bgp 20/0 e0>192.0.2.1",
        "2001:db8:3000::/36 bgp 20/0 e0>2001:db8:f::1",
    ]
    hops = [r.hops for r in dataplane.routes[Node("r1", "default")] if r.protocol == "bgp"]
    assert {h.kind for each in hops for h in each} == {HopKind.EXIT}


@pytest.mark.parametrize("line", [peer("192.0.2.1", 64497), peer("2001:db8:f::1", 64497)])
def test_another_as_number_keeps_the_session_down(line):
    dataplane = handed_off(bgp(64512, line))
    reason = "remote AS is 64496, expected 64497"
    assert states(dataplane) == [(str(line.address), "ext", False, reason)]
    assert bgp_routes(dataplane, "r1") == []


def test_without_a_known_peer_the_session_may_be_up_and_nothing_comes_in():
    dataplane = handed_off(bgp(64512, V4), outside=None)
    assert states(dataplane) == [
        ("192.0.2.1", "", True, "no device here has the neighbour's address")
    ]
    assert bgp_routes(dataplane, "r1") == []


def test_an_import_policy_keeps_out_what_it_does_not_permit():
    strict = route_map("IN", ([of("172.20.0.0/16")], []))
    assert bgp_routes(handed_off(strict, bgp(64512, peer("192.0.2.1", 64496,
        import_policies="IN"))), "r1") == []  # fmt: skip
    wide = route_map("IN", ([of("172.20.0.0/15")], [SetMetric(7)]))
    found = handed_off(wide, bgp(64512, peer("192.0.2.1", 64496, import_policies="IN")))
    assert bgp_routes(found, "r1") == ["172.20.0.0/15 bgp 20/7 e0>192.0.2.1"]


def test_no_policy_at_all_where_the_platform_wants_one():
    assert bgp_routes(handed_off(bgp(64512, V4, V6, ebgp_requires_policy=True)), "r1") == []


def test_a_path_with_the_own_number_is_refused():
    assert bgp_routes(handed_off(bgp(64496, V4)), "r1") == []


def test_what_came_in_is_told_to_the_neighbours_here():
    inner = peer("10.0.0.2", 64512, next_hop_self="yes")
    dataplane = handed_off(bgp(64512, V4, inner), far=(bgp(64512, peer("10.0.0.1", 64512)),))
    assert bgp_routes(dataplane, "r2") == ["172.20.0.0/15 ibgp 200/0 e1>10.0.0.1"]
