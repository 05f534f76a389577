"""OSPF beyond the plain case: NSSAs, summaries, policies, lists, distances, vendors' defaults."""

from ipaddress import ip_network

import pytest
from small_networks import box, loopback, net, ospf, port, process, static

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    MatchPrefixes,
    MatchTags,
    PolicyTerm,
    PrefixList,
    PrefixListEntry,
    PrefixRange,
    Redistribution,
    RoutePolicy,
    SetMetric,
    SetMetricType,
    SetTag,
    Source,
)
from kawanet.model.routing import AreaKind, AreaRange, OspfArea


def routes(dataplane, device, only="ospf"):
    lines = []
    for route in dataplane.routes[Node(device, "default")]:
        if route.protocol.startswith(only):
            ends = (h.neighbour.device if h.neighbour else h.kind for h in route.hops)
            via = ",".join(sorted(ends))
            lines.append(f"{route.prefix} {route.protocol} {route.distance}/{route.metric} {via}")
    return lines


def link(name, address, area=0, cost=10, network="point-to-point", **more):
    return port(name, address, ospf=(ospf(area, cost=cost, network=network, **more),))


def router(number, *parts, platform="any", **more):
    return box(f"r{number}", *parts, process(f"0.0.0.{number}", **more), platform=platform)


def prefix_list(name, *prefixes):
    ranges = (PrefixRange(ip_network(p), ip_network(p).prefixlen, 32) for p in prefixes)
    return PrefixList(name, 4, tuple(PrefixListEntry(Action.PERMIT, r) for r in ranges))


def policy(name, *terms):
    return RoutePolicy(name, tuple(terms))


def term(*matches, changes=(), action=Action.PERMIT):
    return PolicyTerm("10", action, matches, changes)


REDISTRIBUTE = (Redistribution(Source.STATIC, 20),)
STATICS = (static("172.16.0.0/24", tag=7), static("172.16.1.0/24"), static("192.0.2.0/24"))


def chain(one=(), two=(), three=(), platform="any", **processes):
    """r1 -area 0- r2 -area 1- r3; extra parts of each, and settings of r1's to r3's process."""
    return net(
        router(1, link("b", "10.9.1.0/31"), *one, platform=platform, **processes.get("r1", {})),
        router(
            2,
            link("a", "10.9.1.1/31"),
            link("b", "10.9.2.0/31", area=1),
            *two,
            platform=platform,
            **processes.get("r2", {}),
        ),
        router(
            3,
            link("a", "10.9.2.1/31", area=1),
            *three,
            platform=platform,
            **processes.get("r3", {}),
        ),
        cables=["r1:b r2:a", "r2:b r3:a"],
    )


def area(kind, **more):
    return (OspfArea(1, kind, **more),)


def nssa(kind=AreaKind.NSSA, importing=True, of_r2=(), **more):
    """r3 imports in an NSSA."""
    r3 = {"areas": area(kind), "redistribute": REDISTRIBUTE if importing else ()}
    return chain(three=STATICS, r2={"areas": area(kind, **more), **dict(of_r2)}, r3=r3)


def imports(policies, **rule):
    rules = (Redistribution(Source.STATIC, 20, policies=("p",), **rule),)
    return chain(one=(*STATICS, policies), r1={"redistribute": rules})


TAGGED = term(MatchTags((7,)), changes=(SetMetric(5), SetMetricType(1), SetTag(9)))
INSIDE = prefix_list("inside", "172.16.0.0/16")
RANGE = AreaRange(ip_network("10.9.0.0/16"))

SEEN = {
    "an NSSA shows its imports as such": (
        nssa(),
        "r2",
        [
            "172.16.0.0/24 ospf-n2 110/20 r3",
            "172.16.1.0/24 ospf-n2 110/20 r3",
            "192.0.2.0/24 ospf-n2 110/20 r3",
        ],
    ),
    "its border tells them to the rest": (
        nssa(),
        "r1",
        [
            "10.9.2.0/31 ospf-ia 110/20 r2",
            "172.16.0.0/24 ospf-e2 110/20 r2",
            "172.16.1.0/24 ospf-e2 110/20 r2",
            "192.0.2.0/24 ospf-e2 110/20 r2",
        ],
    ),
    "a border of an NSSA summarises what it translates": (
        nssa(of_r2={"summaries": (AreaRange(ip_network("172.16.0.0/16")),)}),
        "r1",
        [
            "10.9.2.0/31 ospf-ia 110/20 r2",
            "172.16.0.0/16 ospf-e2 110/20 r2",
            "192.0.2.0/24 ospf-e2 110/20 r2",
        ],
    ),
    "a totally NSSA has a default between areas": (
        nssa(AreaKind.TOTALLY_NSSA, default_cost=3),
        "r3",
        ["0.0.0.0/0 ospf-ia 110/13 r2"],
    ),
    "an NSSA gets a default where it is said": (
        nssa(default_originate=True),
        "r3",
        ["0.0.0.0/0 ospf-n2 110/1 r2", "10.9.1.0/31 ospf-ia 110/20 r2"],
    ),
    "a policy chooses, and sets metric, type and tag": (
        imports(policy("p", TAGGED)),
        "r2",
        ["172.16.0.0/24 ospf-e1 110/15 r1"],
    ),
    "a policy that is not there lets nothing in": (imports(policy("q", TAGGED)), "r2", []),
    "a summary stands for imports, at the least metric": (
        chain(
            one=STATICS,
            r1={
                "redistribute": REDISTRIBUTE,
                "summaries": (AreaRange(ip_network("172.16.0.0/16"), tag=4),),
            },
        ),
        "r2",
        ["172.16.0.0/16 ospf-e2 110/20 r1", "192.0.2.0/24 ospf-e2 110/20 r1"],
    ),
    "and is discarded at home": (
        chain(
            one=STATICS,
            r1={
                "redistribute": REDISTRIBUTE,
                "summaries": (AreaRange(ip_network("172.16.0.0/16")),),
            },
        ),
        "r1",
        ["10.9.2.0/31 ospf-ia 110/20 r2", "172.16.0.0/16 ospf-range 254/20 discard"],
    ),
    "a default, always": (
        chain(r1={"default_always": True, "default_metric": 5, "default_metric_type": 1}),
        "r2",
        ["0.0.0.0/0 ospf-e1 110/15 r1"],
    ),
    "a default while a policy sees a route": (
        chain(
            one=(*STATICS, INSIDE, policy("p", term(MatchPrefixes(lists=("inside",))))),
            r1={"default_always": True, "default_policies": ("p",)},
        ),
        "r2",
        ["0.0.0.0/0 ospf-e2 110/1 r1"],
    ),
    "no default while it sees none": (
        chain(
            one=(INSIDE, policy("p", term(MatchPrefixes(lists=("inside",))))),
            r1={"default_always": True, "default_policies": ("p",)},
        ),
        "r2",
        [],
    ),
    "distances by kind": (
        chain(
            three=STATICS,
            r1={"distance": 30, "distance_inter_area": 40, "distance_external": 50},
            r3={"redistribute": (Redistribution(Source.STATIC, 1, prefixes=(STATICS[2].prefix,)),)},
        ),
        "r1",
        ["10.9.2.0/31 ospf-ia 40/20 r2", "192.0.2.0/24 ospf-e2 50/1 r2"],
    ),
    "a list keeps routes out of the RIB": (
        chain(
            one=(prefix_list("some", "192.0.2.0/24"),),
            three=STATICS,
            r1={"import_lists": ("some",)},
            r3={"redistribute": REDISTRIBUTE},
        ),
        "r1",
        ["192.0.2.0/24 ospf-e2 110/20 r2"],
    ),
    "a list keeps summaries out of an area": (
        chain(
            one=(loopback("lo", "172.16.9.9/32", ospf=(ospf(),)),),
            two=(INSIDE,),
            r2={"areas": area(AreaKind.NORMAL, import_lists=("inside",))},
        ),
        "r3",
        ["172.16.9.9/32 ospf-ia 110/20 r2"],
    ),
    "a stub router is no way for others": (
        chain(r2={"max_metric": True}),
        "r1",
        ["10.9.2.0/31 ospf-ia 110/20 r2"],
    ),
    "nor is anything beyond it near": (
        chain(three=(loopback("lo", "172.16.9.9/32", ospf=(ospf(1),)),), r2={"max_metric": True}),
        "r1",
        ["10.9.2.0/31 ospf-ia 110/20 r2", "172.16.9.9/32 ospf-ia 110/65545 r2"],
    ),
    "a process that is shut down is not there": (chain(r2={"enabled": False}), "r1", []),
    "a range with a cost of its own": (
        chain(r2={"areas": area(AreaKind.NORMAL, ranges=(AreaRange(RANGE.prefix, cost=99),))}),
        "r1",
        ["10.9.0.0/16 ospf-ia 110/109 r2"],
    ),
}


@pytest.mark.parametrize(("network", "device", "expected"), SEEN.values(), ids=SEEN)
def test_routes(network, device, expected):
    assert routes(simulate(network), device) == expected


DISCARDS = {
    "cisco_iosxe": "10.9.0.0/16 ospf-range 110/10 discard",
    "cisco_nxos": "10.9.0.0/16 ospf-range 220/10 discard",
    "juniper_junos": "10.9.0.0/16 ospf-range 10/16777215 discard",
    "linux_frr": "10.9.0.0/16 ospf-range 110/0 discard",
}


@pytest.mark.parametrize(("platform", "expected"), DISCARDS.items())
def test_discard_routes_of_ranges(platform, expected):
    network = chain(r2={"areas": area(AreaKind.NORMAL, ranges=(RANGE,))}, platform=platform)
    assert routes(simulate(network), "r2") == [expected]


@pytest.mark.parametrize(("platform", "there"), [("cisco_iosxe", False), ("juniper_junos", True)])
def test_a_range_that_is_not_told_is_discarded_by_some(platform, there):
    hidden = AreaRange(RANGE.prefix, advertise=False)
    network = chain(r2={"areas": area(AreaKind.NORMAL, ranges=(hidden,))}, platform=platform)
    assert bool(routes(simulate(network), "r2")) is there
    assert routes(simulate(network), "r1") == []


COSTS = {
    ("cisco_iosxe", "GigabitEthernet0/1"): 2,
    ("cisco_iosxe", "FastEthernet0/1"): 2,
    ("cisco_iosxe", "Ethernet0/1"): 11,
    ("cisco_iosxe", "Serial0/0"): 65,
    ("cisco_nxos", "Ethernet1/1"): 41,
    ("arista_eos", "Ethernet1"): 20,
    ("juniper_junos", "ge-0/0/0.0"): 1,
    ("linux_frr", "swp1"): 100,
}


@pytest.mark.parametrize(("where", "metric"), COSTS.items(), ids=str)
def test_costs_that_no_line_says(where, metric):
    platform, name = where

    def of(number):
        own = loopback("lo", f"192.168.0.{number}/32", ospf=(ospf(),))
        return router(number, link(name, f"10.0.0.{number}/24", cost=None), own, platform=platform)

    dataplane = simulate(net(of(1), of(2), cables=[f"r1:{name} r2:{name}"]))
    assert routes(dataplane, "r1") == [f"192.168.0.2/32 ospf 110/{metric} r2"]


def test_a_range_is_as_cheap_as_its_cheapest_part_on_ios():
    parts = (
        loopback("l1", "10.9.3.1/32", ospf=(ospf(1, cost=3),)),
        loopback("l2", "10.9.4.1/32", ospf=(ospf(1, cost=7),)),
    )
    areas = area(AreaKind.NORMAL, ranges=(RANGE,))
    for platform, metric in (("cisco_iosxe", 13), ("cisco_nxos", 20)):
        network = chain(two=parts, r2={"areas": areas}, platform=platform)
        assert routes(simulate(network), "r1") == [f"10.9.0.0/16 ospf-ia 110/{metric} r2"]


def segment(one, two, three=None):
    """Routers on one segment with the settings of their interfaces."""
    settings = [s for s in (one, two, three) if s is not None]
    routers = [
        router(
            n,
            port("a", f"10.0.0.{n}/24", ospf=(ospf(cost=1, **s),)),
            loopback("lo", f"192.168.0.{n}/32", ospf=(ospf(),)),
        )
        for n, s in enumerate(settings, 1)
    ]
    ends = " ".join(f"r{n}:a" for n in range(1, len(settings) + 1))
    return simulate(net(*routers, cables=[ends]))


NEIGHBOURS = {
    "plain": ({}, {}, ""),
    "authentication": ({"authentication": "md5 1"}, {}, "authentication md5 1 and none"),
    "nobody is designated": (
        {"priority": 0},
        {"priority": 0},
        "neither may be designated router: both have priority 0",
    ),
    "one is": ({"priority": 0}, {}, ""),
    "timers": ({"hello_s": 5}, {}, "hello interval 5 and 10, dead interval 20 and 40"),
    "network types have timers of their own": (
        {"network": "non-broadcast"},
        {"network": "non-broadcast", "hello_s": 30},
        "",
    ),
}


@pytest.mark.parametrize(("one", "two", "reason"), NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_neighbours(one, two, reason):
    dataplane = segment(one, two)
    assert [(s.up, s.reason) for s in dataplane.sessions if s.device == "r1"] == [
        (not reason, reason)
    ]
    assert bool(routes(dataplane, "r1")) is (not reason)


def test_the_mtu_does_not_matter_where_one_ignores_it():
    def of(number, mtu, **more):
        config = ospf(cost=1, **more)
        return router(number, port("a", f"10.0.0.{number}/24", ospf=(config,), mtu=mtu))

    for ignore in (False, True):
        two = of(2, 9000, mtu_ignore=ignore)
        dataplane = simulate(net(of(1, 1500), two, cables=["r1:a r2:a"]))
        assert {s.up for s in dataplane.sessions} == {ignore}


def test_hosts_of_point_to_multipoint_networks():
    dataplane = segment(*[{"network": "point-to-multipoint"}] * 3)
    assert routes(dataplane, "r1") == [
        "10.0.0.2/32 ospf 110/1 r2",
        "10.0.0.3/32 ospf 110/1 r3",
        "192.168.0.2/32 ospf 110/1 r2",
        "192.168.0.3/32 ospf 110/1 r3",
    ]


def test_routes_of_another_process_and_back():
    """Two processes on r2 take in each other's routes; nothing comes back to where it was."""
    both = (
        Redistribution(Source.OSPF, 20, instance="2"),
        Redistribution(Source.OSPF, 30, instance="1"),
    )
    r1 = router(1, link("a", "10.9.1.0/31"), loopback("lo", "192.168.0.1/32", ospf=(ospf(),)))
    other = ospf(cost=10, network="point-to-point", process=2)
    r2 = box(
        "r2",
        link("a", "10.9.1.1/31"),
        port("b", "10.9.2.0/31", ospf=(other,)),
        process("0.0.0.2", redistribute=both[:1]),
        process("0.0.0.22", number=2, redistribute=both[1:]),
    )
    r3 = box(
        "r3",
        port("b", "10.9.2.1/31", ospf=(other,)),
        loopback("lo", "192.168.0.3/32", ospf=(ospf(process=2),)),
        process("0.0.0.3", number=2),
    )
    dataplane = simulate(net(r1, r2, r3, cables=["r1:a r2:a", "r2:b r3:b"]))
    assert "192.168.0.3/32 ospf-e2 110/20 r2" in routes(dataplane, "r1")
    assert "192.168.0.1/32 ospf-e2 110/30 r2" in routes(dataplane, "r3")


def test_maximum_paths():
    r1 = [link("a", "10.9.1.0/31"), link("b", "10.9.2.0/31"), link("c", "10.9.3.0/31")]
    r2 = [link("a", "10.9.1.1/31"), link("b", "10.9.2.1/31"), link("c", "10.9.3.1/31")]
    own = loopback("lo", "192.168.0.2/32", ospf=(ospf(),))
    wires = ["r1:a r2:a", "r1:b r2:b", "r1:c r2:c"]
    for most, count in ((None, 3), (2, 2), (1, 1)):
        network = net(router(1, *r1, max_paths=most), router(2, *r2, own), cables=wires)
        (route,) = (
            r
            for r in simulate(network).routes[Node("r1", "default")]
            if str(r.prefix) == "192.168.0.2/32"
        )
        assert len(route.hops) == count


FRR_SUMMARIES = {
    "cisco_iosxe": ["172.16.0.0/16 ospf-e1 110/15 r1", "192.0.2.0/24 ospf-e1 110/15 r1"],
    "linux_frr": ["172.16.0.0/16 ospf-e2 110/20 r1", "192.0.2.0/24 ospf-e1 110/15 r1"],
}


@pytest.mark.parametrize(("platform", "expected"), FRR_SUMMARIES.items())
def test_a_summary_of_imports_keeps_their_metric_or_not(platform, expected):
    rules = (Redistribution(Source.STATIC, 5, metric_type=1),)
    summaries = (AreaRange(ip_network("172.16.0.0/16")),)
    settings = {"redistribute": rules, "summaries": summaries}
    assert routes(simulate(chain(one=STATICS, r1=settings, platform=platform)), "r2") == expected


@pytest.mark.parametrize(("platform", "metric"), [("cisco_iosxe", 65545), ("linux_frr", 16711690)])
def test_summaries_of_a_stub_router(platform, metric):
    far = loopback("lo", "172.16.9.9/32", ospf=(ospf(1, cost=0),))
    network = chain(three=(far,), r2={"max_metric": True}, platform=platform)
    assert f"172.16.9.9/32 ospf-ia 110/{metric} r2" in routes(simulate(network), "r1")


def test_an_import_is_reached_at_its_forwarding_address():
    """r3 hears of r2's import over r1, and goes to the next hop on their segment itself."""
    lan = {"cost": 1, "network": "broadcast"}
    r1 = router(1, link("a", "10.0.0.1/24", **lan))
    way = static("172.16.0.0/16", "10.0.0.9")
    r2 = router(2, link("a", "10.0.0.2/24", **lan), way, redistribute=REDISTRIBUTE)
    r3 = router(3, link("a", "10.0.0.3/24", **lan))
    dataplane = simulate(net(r1, r2, r3, cables=["r1:a r2:a r3:a x:0"]))
    (route,) = (r for r in dataplane.routes[Node("r3", "default")] if r.protocol == "ospf-e2")
    assert [(h.kind, str(h.next_hop)) for h in route.hops] == [("exit", "10.0.0.9")]
