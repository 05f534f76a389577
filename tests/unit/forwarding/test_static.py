"""Connected and static routes: tables of expected next hops."""

from ipaddress import ip_address

import pytest
from small_networks import box, loopback, net, port, static, vrrp

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import HopKind, Node


def table(dataplane, device, vrf="default"):
    """Routes as 'prefix protocol kind interface next-hop neighbour' lines, locals left out."""
    lines = []
    for route in dataplane.routes[Node(device, vrf)]:
        for hop in route.hops:
            neighbour = hop.neighbour.device if hop.neighbour else None
            words = (route.prefix, route.protocol, hop.kind, hop.interface, hop.next_hop, neighbour)
            lines.append(" ".join(str(w) for w in words if w))
    return [line for line in lines if " local local " not in line]


NEIGHBOURS = (
    box("r2", port("e0", "10.0.0.2/24"), port("e1", "10.2.0.1/24")),
    box("r3", port("e0", "10.0.0.3/24")),
)
CABLES = ["r1:e0 r2:e0 r3:e0", "r1:e1 pc:0", "r2:e1 pc:1"]


def around(*routes, **more):
    r1 = box("r1", port("e0", "10.0.0.1/24"), port("e1", "10.1.0.1/24", **more), *routes)
    return net(r1, *NEIGHBOURS, cables=CABLES)


CONNECTED = [
    "10.0.0.0/24 connected deliver e0",
    "10.1.0.0/24 connected deliver e1",
]
CASES = {
    "connected only": ((), []),
    "next hop on a segment": (
        (static("10.2.0.0/24", "10.0.0.2"),),
        ["10.2.0.0/24 static forward e0 10.0.0.2 r2"],
    ),
    "two next hops share": (
        (static("10.9.0.0/16", "10.0.0.2"), static("10.9.0.0/16", "10.0.0.3")),
        [
            "10.9.0.0/16 static forward e0 10.0.0.2 r2",
            "10.9.0.0/16 static forward e0 10.0.0.3 r3",
        ],
    ),
    "a next hop outside, on a segment with an edge": (
        (static("0.0.0.0/0", "10.1.0.254"),),
        ["0.0.0.0/0 static exit e1 10.1.0.254"],
    ),
    "a next hop that nobody can be": (
        (static("0.0.0.0/0", "10.0.0.77"),),
        ["0.0.0.0/0 static discard e0 10.0.0.77"],
    ),
    "null": ((static("10.9.0.0/16"),), ["10.9.0.0/16 static discard"]),
    "recursive": (
        (static("10.2.0.0/24", "10.0.0.2"), static("10.9.0.0/16", "10.2.0.7")),
        [
            "10.2.0.0/24 static forward e0 10.0.0.2 r2",
            "10.9.0.0/16 static forward e0 10.0.0.2 r2",
        ],
    ),
    "recursive twice, in any order": (
        (
            static("10.3.0.0/24", "10.9.0.1"),
            static("10.9.0.0/16", "10.2.0.7"),
            static("10.2.0.0/24", "10.0.0.2"),
        ),
        [
            "10.2.0.0/24 static forward e0 10.0.0.2 r2",
            "10.3.0.0/24 static forward e0 10.0.0.2 r2",
            "10.9.0.0/16 static forward e0 10.0.0.2 r2",
        ],
    ),
    "through itself: inactive": (
        (static("10.9.0.0/16", "10.9.0.1"), static("10.0.0.0/8", "10.0.0.2")),
        ["10.0.0.0/8 static forward e0 10.0.0.2 r2"],
    ),
    "through each other: inactive": (
        (static("10.8.0.0/16", "10.9.0.1"), static("10.9.0.0/16", "10.8.0.1")),
        [],
    ),
    "a host route to its own next hop": (
        (static("10.0.0.2/32", "10.0.0.2"),),
        ["10.0.0.2/32 static forward e0 10.0.0.2 r2"],
    ),
    "a default route resolves no next hop": (
        (static("0.0.0.0/0", "10.0.0.2"), static("172.16.0.0/12", "192.0.2.1")),
        ["0.0.0.0/0 static forward e0 10.0.0.2 r2"],
    ),
    "the lower distance wins": (
        (static("10.9.0.0/16", "10.0.0.2", distance=10), static("10.9.0.0/16", "10.0.0.3")),
        ["10.9.0.0/16 static forward e0 10.0.0.3 r3"],
    ),
    "connected beats static": ((static("10.1.0.0/24", "10.0.0.2"),), []),
    "its own address is no next hop": ((static("10.9.0.0/16", "10.1.0.1"),), []),
    "out of an interface to a next hop": (
        (static("10.9.0.0/16", "10.0.0.3", interface="e0"),),
        ["10.9.0.0/16 static forward e0 10.0.0.3 r3"],
    ),
    "out of an interface that is not there": ((static("10.9.0.0/16", interface="e9"),), []),
    "through a null route": (
        (static("10.2.0.0/24"), static("10.9.0.0/16", "10.2.0.7")),
        ["10.2.0.0/24 static discard", "10.9.0.0/16 static discard"],
    ),
    "out of an interface, onto the segment": (
        (static("10.9.0.0/16", interface="e0"),),
        ["10.9.0.0/16 static deliver e0"],
    ),
}


@pytest.mark.parametrize(("routes", "expected"), CASES.values(), ids=CASES)
def test_routes(routes, expected):
    dataplane = simulate(around(*routes))
    assert sorted(table(dataplane, "r1")) == sorted(CONNECTED + expected)
    assert "KW-FWD-008" not in {f.code for f in dataplane.findings}


def test_an_interface_that_is_down_takes_its_routes_with_it():
    route = static("10.9.0.0/16", "10.1.0.9", line=7)
    dataplane = simulate(around(route, enabled=False))
    assert table(dataplane, "r1") == CONNECTED[:1]
    assert [(f.code, f.where.line) for f in dataplane.findings] == [("KW-FWD-003", 7)]


def test_a_next_hop_nobody_has_is_a_finding():
    dataplane = simulate(around(static("0.0.0.0/0", "10.0.0.77", line=3)))
    assert [(f.code, f.where.line) for f in dataplane.findings] == [("KW-FWD-004", 3)]


def leak(**more):
    r1 = box(
        "r1",
        port("e0", "10.0.0.1/24", vrf="A"),
        port("e1", "10.1.0.1/24", vrf="B"),
        static("10.2.0.0/24", vrf="B", **more),
    )
    return net(r1, *NEIGHBOURS, cables=CABLES)


def test_a_route_leak_resolves_in_the_other_vrf():
    dataplane = simulate(leak(next_hop="10.0.0.2", next_hop_vrf="A"))
    assert "10.2.0.0/24 static forward e0 10.0.0.2 r2" in table(dataplane, "r1", "B")


def test_a_leak_without_a_next_hop_is_looked_up_again():
    dataplane = simulate(leak(next_hop_vrf="A"))
    (hop,) = dataplane.hops(Node("r1", "B"), port("x", "10.2.0.5/24").addresses[0].ip)
    assert (hop.kind, hop.neighbour) == (HopKind.VRF, Node("r1", "A"))


def test_loopbacks_are_local_and_hold_nobody_else():
    dataplane = simulate(net(box("r1", loopback("lo", "10.9.0.1/24"), port("e0", "10.0.0.1/24"))))
    assert "10.9.0.0/24 connected discard lo" in table(dataplane, "r1")


def test_out_of_a_loopback_is_nowhere():
    dataplane = simulate(
        net(box("r1", loopback("lo", "10.9.0.1/32"), static("10.8.0.0/16", interface="lo")))
    )
    assert "10.8.0.0/16 static discard lo" in table(dataplane, "r1")


def test_out_of_a_link_with_one_neighbour():
    r1 = box("r1", port("e0", "10.0.0.0/31"), static("10.9.0.0/16", interface="e0"))
    dataplane = simulate(net(r1, box("r2", port("e0", "10.0.0.1/31")), cables=["r1:e0 r2:e0"]))
    assert "10.9.0.0/16 static forward e0 r2" in table(dataplane, "r1")


def test_two_ports_in_one_subnet_share_it():
    dataplane = simulate(net(box("r1", port("a", "10.0.0.1/24"), port("b", "10.0.0.2/24"))))
    assert table(dataplane, "r1") == [
        "10.0.0.0/24 connected deliver a",
        "10.0.0.0/24 connected deliver b",
    ]


def test_link_local_addresses_give_no_route_but_answer():
    network = net(
        box("r1", port("e0", "fe80::1/64", "fd00::1/64")),
        box("r2", port("e0", "fd00::2/64"), static("::/0", "fe80::1", interface="e0")),
        cables=["r1:e0 r2:e0"],
    )
    dataplane = simulate(network)
    assert table(dataplane, "r1") == ["fd00::/64 connected deliver e0"]
    assert "::/0 static forward e0 fe80::1 r1" in table(dataplane, "r2")


def test_routes_of_a_node_by_longest_match():
    dataplane = simulate(around(static("10.0.0.0/8", "10.0.0.2")))
    node = Node("r1", "default")
    found = [str(dataplane.route(node, ip_address(a)).prefix) for a in ("10.0.0.7", "10.7.0.1")]
    assert found == ["10.0.0.0/24", "10.0.0.0/8"]
    assert dataplane.route(node, ip_address("fd00::1")) is None
    assert len(dataplane.routes) == len(list(dataplane.routes)) == 3


VRRP = {
    "highest priority": ((110, 100), True, "r1"),
    "tie: highest address": ((100, 100), True, "r2"),
    "the other way round": ((90, 100), True, "r2"),
    "the master is down": ((110, 100), False, "r2"),
}


@pytest.mark.parametrize(("priorities", "r1_up", "master"), VRRP.values(), ids=VRRP)
def test_virtual_addresses_resolve_to_the_master(priorities, r1_up, master):
    first, second = priorities
    network = net(
        box("r1", port("e0", "10.0.0.1/24", vrrp=(vrrp(1, "10.0.0.9", first),), enabled=r1_up)),
        box("r2", port("e0", "10.0.0.2/24", vrrp=(vrrp(1, "10.0.0.9", second),))),
        box("host", port("e0", "10.0.0.5/24"), static("0.0.0.0/0", "10.0.0.9")),
        cables=["r1:e0 r2:e0 host:e0"] if r1_up else ["r2:e0 host:e0"],
    )
    dataplane = simulate(network)
    assert f"0.0.0.0/0 static forward e0 10.0.0.9 {master}" in table(dataplane, "host")


def test_the_owner_of_the_virtual_address_is_master():
    network = net(
        box("r1", port("e0", "10.0.0.1/24", vrrp=(vrrp(1, "10.0.0.1", 100),))),
        box("r2", port("e0", "10.0.0.2/24", vrrp=(vrrp(1, "10.0.0.1", 200),))),
        cables=["r1:e0 r2:e0"],
    )
    assert simulate(network).owners[0, port("x", "10.0.0.1/24").addresses[0].ip].device == "r1"
