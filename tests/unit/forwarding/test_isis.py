"""IS-IS: tables of routes 'prefix protocol distance/metric via'."""

import pytest
from small_networks import box, loopback, net, port, static

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.igp import IsisProcess
from kawanet.model.interfaces import IsisInterface
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    MatchPrefixes,
    PolicyTerm,
    PrefixRange,
    Redistribution,
    RoutePolicy,
    Source,
)


def routes(dataplane, device):
    lines = []
    for route in dataplane.routes[Node(device, "default")]:
        if route.protocol.startswith("isis"):
            ends = (h.neighbour.device if h.neighbour else h.kind for h in route.hops)
            via = ",".join(sorted(ends))
            lines.append(f"{route.prefix} {route.protocol} {route.distance}/{route.metric} {via}")
    return lines


def isis(metric=None, **more):
    return (IsisInterface("x", metric_1=metric, metric_2=metric, **more),)


def link(name, address, metric=None, network="point-to-point", **more):
    return port(name, address, isis=isis(metric, network=network, **more))


def process(number, area="0001", **more):
    return IsisProcess("default", "x", f"49.{area}.0000.0000.000{number}.00", **more)


def router(number, *parts, area="0001", platform="any", **more):
    own = loopback("lo", f"192.168.0.{number}/32", isis=isis(0, passive=True))
    return box(f"r{number}", own, *parts, process(number, area, **more), platform=platform)


def chain(one, two, three, extra=(), policies=()):
    """r1 - r2 - r3 with metrics 10 and 20; the settings of each process."""
    return net(
        router(1, link("a", "10.0.12.1/30", 10), **one),
        router(2, link("a", "10.0.12.2/30", 10), link("b", "10.0.23.2/30", 20), *policies, **two),
        router(3, link("b", "10.0.23.3/30", 20), port("out", "172.16.0.3/24"), *extra, **three),
        cables=["r1:a r2:a", "r2:b r3:b", "r3:out x:0"],
    )


LEVEL_2 = {"level": "2"}
JUNOS = {"level": "2", "distance": 18, "distance_level_1": 15, "distance_external": 165}
OTHER_AREA = {"area": "0002"}
HOST_3 = PrefixRange(loopback("lo", "192.168.0.3/32").addresses[0].network, 32, 32)
LEAK = RoutePolicy("leak", (PolicyTerm("10", Action.PERMIT, (MatchPrefixes((HOST_3,)),)),))
OUT = (static("203.0.113.0/24", "172.16.0.9", tag=5),)

SEEN = {
    "one level": (
        chain(LEVEL_2, LEVEL_2, LEVEL_2),
        "r1",
        [
            "10.0.23.0/30 isis-l2 115/30 r2",
            "192.168.0.2/32 isis-l2 115/10 r2",
            "192.168.0.3/32 isis-l2 115/30 r2",
        ],
    ),
    "level 1 before level 2": (
        chain({}, {}, {}),
        "r1",
        [
            "10.0.23.0/30 isis-l1 115/30 r2",
            "192.168.0.2/32 isis-l1 115/10 r2",
            "192.168.0.3/32 isis-l1 115/30 r2",
        ],
    ),
    "a router of level 1 goes out by the attached one": (
        chain({"level": "1"}, {}, OTHER_AREA),
        "r1",
        [
            "0.0.0.0/0 isis-l1 115/10 r2",
            "10.0.23.0/30 isis-l1 115/30 r2",
            "192.168.0.2/32 isis-l1 115/10 r2",
        ],
    ),
    "level-1 routes are told to level 2": (
        chain({"level": "1"}, {}, OTHER_AREA),
        "r3",
        [
            "10.0.12.0/30 isis-l2 115/30 r2",
            "192.168.0.1/32 isis-l2 115/30 r2",
            "192.168.0.2/32 isis-l2 115/20 r2",
        ],
    ),
    "a policy lets one back": (
        chain({"level": "1"}, {"leak_policy": "leak"}, OTHER_AREA, policies=(LEAK,)),
        "r1",
        [
            "0.0.0.0/0 isis-l1 115/10 r2",
            "10.0.23.0/30 isis-l1 115/30 r2",
            "192.168.0.2/32 isis-l1 115/10 r2",
            "192.168.0.3/32 isis-l1-ex 115/30 r2",
        ],
    ),
    "areas apart at level 1: no neighbours": (
        chain({"level": "1", **OTHER_AREA}, {}, {}),
        "r1",
        [],
    ),
    "no way leads through an overloaded router": (
        chain(LEVEL_2, {"level": "2", "overload": True}, LEVEL_2),
        "r1",
        ["10.0.23.0/30 isis-l2 115/30 r2", "192.168.0.2/32 isis-l2 115/10 r2"],
    ),
    "an overloaded router itself goes anywhere": (
        chain(LEVEL_2, {"level": "2", "overload": True}, LEVEL_2),
        "r2",
        ["192.168.0.1/32 isis-l2 115/10 r1", "192.168.0.3/32 isis-l2 115/20 r3"],
    ),
    "a static route is taken in": (
        chain(
            LEVEL_2,
            LEVEL_2,
            {"level": "2", "redistribute": (Redistribution(Source.STATIC, 5),)},
            extra=OUT,
        ),
        "r2",
        [
            "192.168.0.1/32 isis-l2 115/10 r1",
            "192.168.0.3/32 isis-l2 115/20 r3",
            "203.0.113.0/24 isis-l2 115/25 r3",
        ],
    ),
    "distances of Junos": (
        chain(
            LEVEL_2,
            JUNOS,
            {
                "level": "2",
                "redistribute": (Redistribution(Source.STATIC, 0),),
                "wide_metrics": False,
            },
            extra=OUT,
        ),
        "r2",
        [
            "192.168.0.1/32 isis-l2 18/10 r1",
            "192.168.0.3/32 isis-l2 18/20 r3",
            "203.0.113.0/24 isis-l2-ex 165/20 r3",
        ],
    ),
    "with wide metrics alone nothing is external": (
        chain(
            LEVEL_2,
            JUNOS,
            {"level": "2", "redistribute": (Redistribution(Source.STATIC, 0),)},
            extra=OUT,
        ),
        "r2",
        [
            "192.168.0.1/32 isis-l2 18/10 r1",
            "192.168.0.3/32 isis-l2 18/20 r3",
            "203.0.113.0/24 isis-l2 18/20 r3",
        ],
    ),
    "a default is told while there is one": (
        chain(
            LEVEL_2,
            LEVEL_2,
            {"level": "2", "default_originate": True},
            extra=(static("0.0.0.0/0", "172.16.0.9"),),
        ),
        "r2",
        [
            "0.0.0.0/0 isis-l2 115/20 r3",
            "192.168.0.1/32 isis-l2 115/10 r1",
            "192.168.0.3/32 isis-l2 115/20 r3",
        ],
    ),
}


# Real FRR 8.4 does so (tests/lab/topologies/isis).
FRR = {"platform": "linux_frr"}
OF_FRR = {
    "level-1 routes stay in their area": (
        chain({"level": "1", **FRR}, FRR, {**OTHER_AREA, **FRR}),
        "r3",
        ["10.0.12.0/30 isis-l2 115/30 r2", "192.168.0.2/32 isis-l2 115/20 r2"],
    ),
    "interfaces of level 2 only are told to level 1": (
        net(
            router(1, link("a", "10.0.12.1/30", 10), level="1", **FRR),
            router(
                2, link("a", "10.0.12.2/30", 10), link("b", "10.0.23.2/30", 20, level="2"), **FRR
            ),
            cables=["r1:a r2:a", "r2:b x:0"],
        ),
        "r1",
        ["10.0.23.0/30 isis-l1 115/30 r2", "192.168.0.2/32 isis-l1 115/10 r2"],
    ),
    "connected prefixes that IS-IS has anyway are taken in too": (
        net(
            router(1, link("a", "10.0.12.1/30", 10), level="2", **FRR),
            router(
                2,
                link("a", "10.0.12.2/30", 10),
                link("b", "10.0.23.2/30", 20),
                level="2",
                redistribute=(Redistribution(Source.CONNECTED, 0),),
                **FRR,
            ),
            cables=["r1:a r2:a", "r2:b x:0"],
        ),
        "r1",
        ["10.0.23.0/30 isis-l2 115/10 r2", "192.168.0.2/32 isis-l2 115/10 r2"],
    ),
}
SEEN |= OF_FRR


@pytest.mark.parametrize(("network", "device", "expected"), SEEN.values(), ids=SEEN)
def test_routes(network, device, expected):
    assert routes(simulate(network), device) == expected


@pytest.mark.parametrize(
    ("platform", "metric"), [("cisco_iosxe", 10), ("cisco_nxos", 40), ("juniper_junos", 10)]
)
def test_default_metrics(platform, metric):
    one = router(1, link("a", "10.0.12.1/30"), platform=platform, level="2")
    two = router(2, link("a", "10.0.12.2/30"), platform=platform, level="2")
    dataplane = simulate(net(one, two, cables=["r1:a r2:a"]))
    assert routes(dataplane, "r1") == [f"192.168.0.2/32 isis-l2 115/{metric} r2"]


def test_narrow_metrics_end_at_63():
    one = router(1, link("a", "10.0.12.1/30", 1000), level="2", wide_metrics=False)
    two = router(2, link("a", "10.0.12.2/30", 1000), level="2", wide_metrics=False)
    dataplane = simulate(net(one, two, cables=["r1:a r2:a"]))
    assert routes(dataplane, "r1") == ["192.168.0.2/32 isis-l2 115/63 r2"]


def test_ipv6_has_a_graph_of_its_own_where_it_is_said():
    def of(number, metric):
        config = IsisInterface("x", (4, 6), metric_2=metric, metric_v6_2=7)
        return router(
            number,
            port("a", f"10.0.12.{number}/30", f"2001:db8::{number}/64", isis=(config,)),
            loopback("lo6", f"2001:db8:1::{number}/128", isis=(IsisInterface("x", (6,)),)),
            level="2",
            families=(4, 6),
            multi_topology=True,
        )

    dataplane = simulate(net(of(1, 5), of(2, 5), cables=["r1:a r2:a"]))
    assert routes(dataplane, "r1") == [
        "192.168.0.2/32 isis-l2 115/5 r2",
        "2001:db8:1::2/128 isis-l2 115/17 r2",
    ]


def test_sessions_say_why_they_are_not_up():
    dataplane = simulate(chain({"level": "1", **OTHER_AREA}, LEVEL_2, LEVEL_2))
    said = {(s.device, s.remote_device): (s.up, s.reason) for s in dataplane.sessions}
    assert said["r1", "r2"] == (False, "areas 490002 and 490001, levels 1 and 2")
    assert said["r2", "r3"] == (True, "")
