"""Who is in one broadcast domain with whom: each case is a network and the groups expected."""

import pytest
from small_networks import access, box, cable, member, net, port, sub, svi, trunk, tunnel

from kawanet.forwarding.layer2 import broadcast_domains
from kawanet.model.interfaces import InterfaceKind
from kawanet.model.plant import LinkKind

LAG = InterfaceKind.LAG


def groups(network):
    """Each domain as the names of its routers and edges; domains of one member left out."""
    found = []
    for domain in broadcast_domains(network).domains:
        names = sorted({str(p) for p in (*domain.routers, *domain.edges)})
        if len(names) > 1:
            found.append(" ".join(names))
    return sorted(found)


R1 = box("r1", port("e0", "10.0.0.1/24"))
R2 = box("r2", port("e0", "10.0.0.2/24"))


def switch(name, *ports, vlans=(10, 20)):
    return box(name, *ports, vlans=vlans)


CASES = {
    "a cable joins two routed ports": (net(R1, R2, cables=["r1:e0 r2:e0"]), ["r1:e0 r2:e0"]),
    "an unconfigured box is an edge": (net(R1, cables=["r1:e0 pc:eth0"]), ["pc:eth0 r1:e0"]),
    "access ports of one VLAN": (
        net(
            R1,
            switch("s", access("p1", 10), access("p2", 10), access("p3", 20)),
            cables=["r1:e0 s:p1", "s:p2 pc:0", "s:p3 other:0"],
        ),
        ["pc:0 r1:e0"],
    ),
    "a trunk carries what both ends allow": (
        net(
            switch("a", access("p1", 10), access("p2", 20), trunk("t", 10, 20)),
            switch("b", access("p1", 10), access("p2", 20), trunk("t", 10)),
            cables=["a:t b:t", "a:p1 x:0", "b:p1 y:0", "a:p2 v:0", "b:p2 w:0"],
        ),
        ["x:0 y:0"],
    ),
    "a stray VLAN on both trunk ends joins it": (
        net(
            switch("a", access("p2", 20), trunk("t", 10, 20)),
            switch("b", access("p2", 20), trunk("t", 10, 20)),
            cables=["a:t b:t", "a:p2 v:0", "b:p2 w:0"],
        ),
        ["v:0 w:0"],
    ),
    "different native VLANs leak into each other": (
        net(
            switch("a", access("p1", 10), trunk("t", 10, 20, native=10)),
            switch("b", access("p2", 20), trunk("t", 10, 20, native=20)),
            cables=["a:t b:t", "a:p1 x:0", "b:p2 y:0"],
        ),
        ["x:0 y:0"],
    ),
    "no native VLAN takes no untagged frame": (
        net(
            switch("a", access("p1", 10), trunk("t", 10, 20)),
            R1,
            cables=["a:t r1:e0", "a:p1 x:0"],
        ),
        [],
    ),
    "an access port against a trunk's native VLAN": (
        net(
            switch("a", access("p1", 10), access("t", 10)),
            switch("b", access("p2", 20), trunk("t", 10, 20, native=20)),
            cables=["a:t b:t", "a:p1 x:0", "b:p2 y:0"],
        ),
        ["x:0 y:0"],
    ),
    "a trunk that lists nothing carries every VLAN": (
        net(
            switch("a", access("p1", 10), trunk("t")),
            switch("b", access("p1", 10), trunk("t")),
            cables=["a:t b:t", "a:p1 x:0", "b:p1 y:0"],
        ),
        ["x:0 y:0"],
    ),
    "a VLAN that the table does not know is not carried": (
        net(
            switch("a", access("p1", 30), trunk("t", 30), vlans=(10, 30)),
            switch("b", trunk("u", 30), trunk("t", 30), vlans=(10,)),
            switch("c", access("p1", 30), trunk("u", 30), vlans=(10, 30)),
            cables=["a:t b:t", "b:u c:u", "a:p1 x:0", "c:p1 y:0"],
        ),
        [],
    ),
    "sub-interfaces meet trunk VLANs": (
        net(
            box("r", port("e0"), sub("e0", 10, "10.0.0.1/24"), sub("e0", 20, "10.0.1.1/24")),
            switch("s", access("p1", 10), access("p2", 20), trunk("t", 10, 20)),
            cables=["r:e0 s:t", "s:p1 x:0", "s:p2 y:0"],
        ),
        ["r:e0.10 x:0", "r:e0.20 y:0"],
    ),
    "sub-interfaces of a port that is shut are down": (
        net(
            box("r", port("e0", enabled=False), sub("e0", 10, "10.0.0.1/24")),
            switch("s", access("p1", 10), trunk("t", 10)),
            cables=["r:e0 s:t", "s:p1 x:0"],
        ),
        [],
    ),
    "a shut port carries nothing": (
        net(
            box("r1", port("e0", "10.0.0.1/24", enabled=False)),
            R2,
            cables=["r1:e0 r2:e0"],
        ),
        [],
    ),
    "voice rides tagged beside data": (
        net(
            switch("s", access("p1", 10, voice=20), access("p2", 20)),
            cables=["s:p1 phone:0", "s:p2 pbx:0"],
        ),
        ["pbx:0 phone:0"],
    ),
    "members of a LAG take its configuration": (
        net(
            switch("a", access("p1", 10), trunk("lag", 10, kind=LAG), member("m1", "lag")),
            switch("b", access("p1", 10), trunk("lag", 10, kind=LAG), member("m1", "lag")),
            cables=["a:m1 b:m1", "a:p1 x:0", "b:p1 y:0"],
        ),
        ["x:0 y:0"],
    ),
    "a routed LAG with sub-interfaces": (
        net(
            box("r", port("lag", kind=LAG), member("m1", "lag"), sub("lag", 10, "10.0.0.1/24")),
            switch("b", access("p1", 10), trunk("lag", 10, kind=LAG), member("m1", "lag")),
            cables=["r:m1 b:m1", "b:p1 y:0"],
        ),
        ["r:lag.10 y:0"],
    ),
    "a LAG that is shut takes its members with it": (
        net(
            switch(
                "a", access("p1", 10), trunk("g", 10, kind=LAG, enabled=False), member("m1", "g")
            ),
            switch("b", access("p1", 10), trunk("g", 10, kind=LAG), member("m1", "g")),
            cables=["a:m1 b:m1", "a:p1 x:0", "b:p1 y:0"],
        ),
        [],
    ),
    "a carrier's Ethernet service has many ends": (
        net(
            R1,
            R2,
            box("r3", port("e0", "10.0.0.3/24")),
            cables=[cable("r1:e0 r2:e0 r3:e0", LinkKind.CARRIER_L2)],
        ),
        ["r1:e0 r2:e0 r3:e0"],
    ),
    "a service that passes no tags cuts VLANs, not untagged frames": (
        net(
            box("r1", port("e0", "10.0.0.1/24"), sub("e0", 10, "10.1.0.1/24")),
            box("r2", port("e0", "10.0.0.2/24"), sub("e0", 10, "10.1.0.2/24")),
            cables=[cable("r1:e0 r2:e0", LinkKind.CARRIER_L2, passes_tags=False)],
        ),
        ["r1:e0 r2:e0"],
    ),
    "a carrier that routes stands between the ends": (
        net(R1, R2, cables=[cable("r1:e0 r2:e0", LinkKind.CARRIER_L3)]),
        ["r1:e0 r1:e0-r2:e0:r1:e0", "r1:e0-r2:e0:r2:e0 r2:e0"],
    ),
    "SVIs join their VLAN": (
        net(
            switch("s", svi(10, "10.0.0.1/24"), access("p1", 10)),
            cables=["s:p1 x:0"],
        ),
        ["s:vlan10 x:0"],
    ),
    "a host port without a cable is an edge": (
        net(
            switch("s", svi(10, "10.0.0.1/24"), access("p1", 10), access("p2", 20)),
            cables=["s:p2 x:0"],
        ),
        ["s:p1 s:vlan10"],
    ),
    "a tunnel joins its two ends": (
        net(
            box("r1", port("e0", "10.0.0.1/24"), tunnel("t", "10.0.0.1", "10.0.0.2", "1.0.0.0/31")),
            box("r2", port("e0", "10.0.0.2/24"), tunnel("t", "10.0.0.2", "10.0.0.1", "1.0.0.1/31")),
            cables=["r1:e0 r2:e0"],
        ),
        ["r1:e0 r2:e0", "r1:t r2:t"],
    ),
    "tunnels with different keys stay apart": (
        net(
            box(
                "r1",
                port("e0", "10.0.0.1/24"),
                tunnel("t1", "10.0.0.1", "10.0.0.2", "1.0.0.0/31", key=1),
                tunnel("t2", "10.0.0.1", "10.0.0.2", "1.0.1.0/31", key=2),
            ),
            box(
                "r2",
                port("e0", "10.0.0.2/24"),
                tunnel("t1", "10.0.0.2", "10.0.0.1", "1.0.0.1/31", key=1),
                tunnel("t2", "10.0.0.2", "10.0.0.1", "1.0.1.1/31", key=2),
            ),
            cables=["r1:e0 r2:e0"],
        ),
        ["r1:e0 r2:e0", "r1:t1 r2:t1", "r1:t2 r2:t2"],
    ),
    "a tunnel to a box outside has that box for an edge": (
        net(
            box(
                "r1", port("e0", "10.0.0.1/24"), tunnel("t", "10.0.0.1", "192.0.2.9", "1.0.0.0/31")
            ),
            cables=["r1:e0 carrier:0"],
        ),
        ["192.0.2.9:tunnel r1:t", "carrier:0 r1:e0"],
    ),
    "a device without a VLAN table bridges what its ports name": (
        net(
            switch("a", access("p1", 10), trunk("t", 10, 30), trunk("u", 30), vlans=()),
            box("r", port("e0"), sub("e0", 30, "10.0.0.1/24")),
            box("q", port("e0"), sub("e0", 30, "10.0.0.2/24")),
            cables=["a:t r:e0", "a:u q:e0"],
        ),
        ["q:e0.30 r:e0.30"],
    ),
    "without any cabling equal subnets are one segment": (
        net(R1, R2, box("r3", port("e0", "10.9.0.3/24"))),
        ["r1:e0 r2:e0"],
    ),
    "without cabling, a subnet in two VRFs of a device is two segments": (
        net(
            box("a", port("e0", "10.0.0.1/24", vrf="A"), port("e1", "10.0.0.1/24", vrf="B")),
            box("b", port("e0", "10.0.0.2/24", vrf="A"), port("e1", "10.0.0.2/24", vrf="B")),
        ),
        ["a:e0 b:e0", "a:e1 b:e1"],
    ),
}


@pytest.mark.parametrize(("network", "expected"), CASES.values(), ids=CASES)
def test_broadcast_domains(network, expected):
    assert groups(network) == sorted(expected)


def test_a_cable_to_a_shut_port_takes_the_far_end_down():
    shut = box("r1", port("e0", "10.0.0.1/24", enabled=False))
    assert broadcast_domains(net(shut, R2, cables=["r1:e0 r2:e0"])).up == frozenset()


DOWN = {
    "no port in the VLAN": (
        net(switch("s", svi(10, "10.0.0.1/24"), access("p", 20)), cables=["s:p x:0"]),
        ["KW-FWD-001"],
    ),
    "only a trunk without a cable": (
        net(
            switch("s", svi(10, "10.0.0.1/24"), trunk("t", 10), access("p", 20)),
            cables=["s:p x:0"],
        ),
        ["KW-FWD-001"],
    ),
    "the tunnel has no way back": (
        net(
            box("r1", port("e0", "10.0.0.1/24"), tunnel("t", "10.0.0.1", "10.0.0.2", "1.0.0.0/31")),
            R2,
            cables=["r1:e0 r2:e0"],
        ),
        ["KW-FWD-002"],
    ),
    "the tunnel's source is not up": (
        net(
            box("r1", port("e0", "10.0.0.1/24"), tunnel("t", "10.0.0.9", "10.0.0.2", "1.0.0.0/31")),
            R2,
            cables=["r1:e0 r2:e0"],
        ),
        ["KW-FWD-002"],
    ),
    "a cabled port that the text does not have": (
        net(R1, R2, cables=["r1:e0 r2:e0", "r1:e7 r2:e7"]),
        ["KW-FWD-009", "KW-FWD-009"],
    ),
    "no cabling": (net(R1), ["KW-FWD-010"]),
}


@pytest.mark.parametrize(("network", "codes"), DOWN.values(), ids=DOWN)
def test_findings(network, codes):
    assert [f.code for f in broadcast_domains(network).findings] == codes


def test_a_down_svi_is_named_with_its_line():
    network = net(switch("s", svi(10, "10.0.0.1/24"), access("p", 20)), cables=["s:p x:0"])
    (finding,) = broadcast_domains(network).findings
    assert finding.where == network.device["s"].interface["vlan10"].where
    assert "vlan10" in finding.message
    assert "10.0.0.1/24" in finding.message
