"""Routes that lean on others: tracked statics, aggregates, virtual addresses, cycles."""

from ipaddress import ip_address, ip_network

import pytest
from small_networks import (
    access,
    box,
    loopback,
    net,
    ospf,
    port,
    process,
    static,
    svi,
    vrrp,
)

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import HopKind, Node
from kawanet.model.interfaces import TrackedPriority
from kawanet.model.plant import Port
from kawanet.model.policy import Action
from kawanet.model.route_policy import PolicyTerm, Redistribution, RoutePolicy, Source
from kawanet.model.routing import AggregateRoute, Track


def routes(dataplane, device, *protocols):
    lines = []
    for route in dataplane.routes[Node(device, "default")]:
        if route.protocol in protocols:
            ends = (h.neighbour.device if h.neighbour else h.kind for h in route.hops)
            lines.append(f"{route.prefix} {route.distance}/{route.metric} {','.join(sorted(ends))}")
    return lines


OUT = port("e1", "10.1.0.1/24")
DOWN = port("e2", "10.2.0.1/24", enabled=False)


def alone(*parts, platform="any"):
    """r1 with a segment e1 to the outside, and e2 shut down."""
    return simulate(net(box("r1", OUT, DOWN, *parts, platform=platform), cables=["r1:e1 x:0"]))


def out(prefix="192.0.2.0/24", **more):
    return static(prefix, "10.1.0.9", **more)


STATICS = {
    "tracked: the interface is up": ((out(track="1"), Track("1", "e1")), ["192.0.2.0/24 1/0 exit"]),
    "tracked: it is down": ((out(track="1"), Track("1", "e2")), []),
    "tracked: the prefix is there": (
        (out(track="1"), Track("1", prefix=ip_network("10.1.0.0/24"))),
        ["192.0.2.0/24 1/0 exit"],
    ),
    "tracked: it is not": ((out(track="1"), Track("1", prefix=ip_network("10.9.0.0/24"))), []),
    "tracked: a probe is taken to be up": (
        (out(track="1"), Track("1")),
        ["192.0.2.0/24 1/0 exit"],
    ),
    "a backup takes over from a tracked route": (
        (out(track="1"), Track("1", "e2"), static("192.0.2.0/24", "10.1.0.8", distance=200)),
        ["192.0.2.0/24 200/0 exit"],
    ),
    "distance 255: never": ((out(distance=255),), []),
    "permanent, though its interface is down": (
        (static("192.0.2.0/24", "10.2.0.9", permanent=True),),
        ["192.0.2.0/24 1/0 discard"],
    ),
    "a next hop that must be on a segment": (
        (out("10.9.0.0/16"), static("192.0.2.0/24", "10.9.0.1", connected_only=True)),
        ["10.9.0.0/16 1/0 exit"],
    ),
    "the lower metric first": (
        (out(metric=100), static("192.0.2.0/24", metric=50)),
        ["192.0.2.0/24 1/50 discard"],
    ),
}


@pytest.mark.parametrize(("parts", "expected"), STATICS.values(), ids=STATICS)
def test_static_routes(parts, expected):
    assert routes(alone(*parts), "r1", "static") == expected


def test_a_distance_of_255_is_a_distance_on_junos():
    dataplane = alone(out(distance=255), platform="juniper_junos")
    assert routes(dataplane, "r1", "static") == ["192.0.2.0/24 255/0 exit"]


def whole(**more):
    return AggregateRoute("default", ip_network("172.16.0.0/12"), **more)


NONE_OF_THEM = RoutePolicy("none", (PolicyTerm("1", Action.DENY),))
AGGREGATES = {
    "there while a part is": ((whole(), out("172.16.5.0/24")), ["172.16.0.0/12 130/0 discard"]),
    "not without": ((whole(), out()), []),
    "a part that a policy does not count": (
        (whole(policies=("none",)), NONE_OF_THEM, out("172.16.5.0/24")),
        [],
    ),
    "generated: it borrows the next hop of the first part that has one": (
        (whole(borrows=True), static("172.16.1.0/24"), out("172.16.5.0/24")),
        ["172.16.0.0/12 130/0 exit"],
    ),
    "generated, of parts that lead nowhere": ((whole(borrows=True), static("172.16.1.0/24")), []),
    "of an aggregate": (
        (
            whole(),
            AggregateRoute("default", ip_network("172.16.0.0/16")),
            out("172.16.5.0/24"),
        ),
        ["172.16.0.0/12 130/0 discard", "172.16.0.0/16 130/0 discard"],
    ),
}


@pytest.mark.parametrize(("parts", "expected"), AGGREGATES.values(), ids=AGGREGATES)
def test_aggregates(parts, expected):
    assert routes(alone(*parts), "r1", "aggregate") == expected


def group(priority=100, protocol="hsrp", **more):
    return vrrp(1, "10.0.0.254", priority, protocol=protocol, **more)


def pair(one, two, platform="any", *parts):
    r1 = box("r1", port("e0", "10.0.0.1/24", vrrp=one), DOWN, *parts, platform=platform)
    r2 = box("r2", port("e0", "10.0.0.2/24", vrrp=two), platform=platform)
    return simulate(net(r1, r2, cables=["r1:e0 r2:e0 x:0"]))


TRACKED = (TrackedPriority("1", 20),)
MASTERS = {
    "equal priority: the higher address": ((group(),), (group(),), "r2"),
    "the higher priority": ((group(110),), (group(),), "r1"),
    "less by what is tracked": ((group(110, tracks=TRACKED),), (group(),), "r2"),
    "given up": ((group(200, tracks=(TrackedPriority("1", None),)),), (group(1),), "r2"),
    "tracking an interface by its name": (
        (group(110, tracks=(TrackedPriority("e2", 20),)),),
        (group(),),
        "r2",
    ),
    "a second virtual address": ((group(110, more=(ip_address("10.0.0.253"),)),), (), "r1"),
}


@pytest.mark.parametrize(("one", "two", "master"), MASTERS.values(), ids=MASTERS)
def test_masters(one, two, master):
    dataplane = pair(one, two, "any", Track("1", "e2"))
    domain = dataplane.domain_of_router[Port("r1", "e0")]
    virtual = [g.address for g in one] + [a for g in one for a in g.more]
    owners = {dataplane.owners[domain, a].device for a in virtual}
    assert owners == {master}


SHOWN = {
    "cisco_iosxe": {"r1": [], "r2": []},
    "cisco_nxos": {"r1": ["10.0.0.254/32"], "r2": ["10.0.0.254/32"]},
    "juniper_junos": {"r1": [], "r2": ["10.0.0.254/32"]},
}


@pytest.mark.parametrize(("platform", "expected"), SHOWN.items())
def test_who_has_the_virtual_address_in_its_table(platform, expected):
    dataplane = pair((group(),), (group(),), platform)
    shown = {
        device: [p for p in (str(r.prefix) for r in _locals(dataplane, device)) if "254" in p]
        for device in ("r1", "r2")
    }
    assert shown == expected
    answer = dataplane.hops(Node("r2", "default"), ip_address("10.0.0.254"))
    assert [h.kind for h in answer] == [HopKind.LOCAL]


def _locals(dataplane, device):
    return [r for r in dataplane.routes[Node(device, "default")] if r.protocol == "local"]


def test_every_router_answers_for_a_shared_address():
    dataplane = pair((group(protocol="varp"),), (group(protocol="varp"),))
    for device in ("r1", "r2"):
        answer = dataplane.hops(Node(device, "default"), ip_address("10.0.0.254"))
        assert [h.kind for h in answer] == [HopKind.LOCAL]


@pytest.mark.parametrize("autostate", [True, False])
def test_an_svi_without_ports(autostate):
    gateway = svi(10, "10.0.0.1/24", autostate=autostate)
    dataplane = simulate(net(box("r1", gateway, vlans=[10]), cables=["r2:e0 r3:e0"]))
    assert (Port("r1", "vlan10") in dataplane.up) is not autostate


def test_an_unnumbered_interface_speaks_from_the_address_it_borrows():
    def of(number):
        own = loopback("lo", f"192.168.0.{number}/32", ospf=(ospf(),))
        config = ospf(cost=10, network="point-to-point")
        return box(
            f"r{number}",
            own,
            port("e0", unnumbered="lo", ospf=(config,)),
            process(f"0.0.0.{number}"),
        )

    dataplane = simulate(net(of(1), of(2), cables=["r1:e0 r2:e0"]))
    (hop,) = dataplane.hops(Node("r1", "default"), ip_address("192.168.0.2"))
    assert (hop.interface, str(hop.next_hop), hop.neighbour.device) == ("e0", "192.168.0.2", "r2")


def test_a_host_address_is_connected():
    dataplane = simulate(net(box("r1", loopback("lo", "192.168.0.1/32"), access("e0", 1))))
    (route,) = dataplane.routes[Node("r1", "default")]
    assert (route.protocol, [h.kind for h in route.hops]) == ("connected", [HopKind.LOCAL])


def test_a_cycle_is_named():
    """r1's two statics stand only on what r2 tells; r2 tells it only while r1 does not."""
    link = {"cost": 10, "network": "point-to-point"}
    taken = (Redistribution(Source.STATIC, 20),)
    r1 = box(
        "r1",
        port("a", "10.9.1.0/31", ospf=(ospf(**link),)),
        static("172.16.0.0/16", "172.17.0.1"),
        static("172.17.0.0/16", "172.16.0.1"),
        process("0.0.0.1", redistribute=taken),
    )
    r2 = box(
        "r2",
        port("a", "10.9.1.1/31", ospf=(ospf(**link),)),
        port("b", "10.0.2.1/24"),
        static("172.16.0.0/16", "10.0.2.9", distance=200),
        static("172.17.0.0/16", "10.0.2.9", distance=200),
        process("0.0.0.2", redistribute=taken),
    )
    found = simulate(net(r1, r2, cables=["r1:a r2:a", "r2:b x:0"])).findings
    (message,) = [f.message for f in found if f.code == "KW-FWD-008"]
    for part in ("172.16.0.0/16", "172.17.0.0/16", "static/ospf-e2", "on r1", "on r2"):
        assert part in message
