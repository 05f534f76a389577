"""OSPF: routes expected of small networks, written as 'prefix protocol metric next-routers'."""

import pytest
from small_networks import (
    access,
    box,
    cable,
    loopback,
    member,
    net,
    ospf,
    port,
    process,
    static,
    sub,
    tunnel,
)
from small_networks import trunk as tagged

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.interfaces import InterfaceKind
from kawanet.model.plant import LinkKind
from kawanet.model.routing import AreaKind, AreaRange, OspfArea, Redistribution, Source


def learnt(dataplane, device, vrf="default"):
    lines = []
    for route in dataplane.routes[Node(device, vrf)]:
        if route.protocol.startswith("ospf"):
            via = ",".join(
                sorted(h.neighbour.device if h.neighbour else h.kind for h in route.hops)
            )
            lines.append(f"{route.prefix} {route.protocol} {route.metric} {via}")
    return lines


def router(number, *parts, areas=(), **more):
    """A router n with router-id 0.0.0.n and one OSPFv2 process."""
    return box(f"r{number}", *parts, process(f"0.0.0.{number}", areas=areas, **more))


def link(name, address, area=0, cost=10, **more):
    """A point-to-point OSPF interface."""
    config = ospf(area, cost=cost, network="point-to-point", **more)
    return port(name, address, ospf=(config,))


def lan(name, address, area=0, cost=1, **more):
    return port(name, address, ospf=(ospf(area, cost=cost, **more),))


def chain(areas_of_r2=(), areas_of_r3=(), **of_r1):
    """r1 -area 0- r2 -area 1- r3, each with a LAN 10.0.n.0/24; r1 and r2 hold area 0."""
    return net(
        router(1, link("b", "10.9.1.0/31"), lan("a", "10.0.1.1/24"), **of_r1),
        router(
            2,
            link("a", "10.9.1.1/31"),
            link("b", "10.9.2.0/31", area=1),
            lan("c", "10.0.2.1/24"),
            areas=areas_of_r2,
        ),
        router(
            3,
            link("a", "10.9.2.1/31", area=1),
            lan("b", "10.0.3.1/24", area=1),
            lan("c", "10.0.31.1/24", area=1, cost=5),
            areas=areas_of_r3,
        ),
        cables=["r1:b r2:a", "r2:b r3:a", "r1:a x:1", "r2:c x:2", "r3:b x:3", "r3:c x:4"],
    )


def area(kind, *ranges):
    summaries = tuple(
        AreaRange(port("x", r.rstrip("!")).addresses[0].network, not r.endswith("!"))
        for r in ranges
    )
    return (OspfArea(1, kind, summaries),)


NORMAL, STUB, TOTALLY, NSSA = (
    AreaKind.NORMAL,
    AreaKind.STUB,
    AreaKind.TOTALLY_STUB,
    AreaKind.NSSA,
)

AREAS = {
    "between areas": (
        chain(),
        {
            "r1": [
                "10.0.2.0/24 ospf 11 r2",
                "10.0.3.0/24 ospf-ia 21 r2",
                "10.0.31.0/24 ospf-ia 25 r2",
                "10.9.2.0/31 ospf-ia 20 r2",
            ],
            "r2": [
                "10.0.1.0/24 ospf 11 r1",
                "10.0.3.0/24 ospf 11 r3",
                "10.0.31.0/24 ospf 15 r3",
            ],
            "r3": [
                "10.0.1.0/24 ospf-ia 21 r2",
                "10.0.2.0/24 ospf-ia 11 r2",
                "10.9.1.0/31 ospf-ia 20 r2",
            ],
        },
    ),
    "a range hides its components and is discarded at the border": (
        chain(areas_of_r2=area(NORMAL, "10.0.0.0/18", "10.9.2.0/24")),
        {
            "r1": [
                "10.0.0.0/18 ospf-ia 25 r2",
                "10.0.2.0/24 ospf 11 r2",
                "10.9.2.0/24 ospf-ia 20 r2",
            ],
            "r2": [
                "10.0.0.0/18 ospf-range 15 discard",
                "10.0.1.0/24 ospf 11 r1",
                "10.0.3.0/24 ospf 11 r3",
                "10.0.31.0/24 ospf 15 r3",
                "10.9.2.0/24 ospf-range 10 discard",
            ],
        },
    ),
    "a range that is not advertised": (
        chain(areas_of_r2=area(NORMAL, "10.0.0.0/18!")),
        {"r1": ["10.0.2.0/24 ospf 11 r2", "10.9.2.0/31 ospf-ia 20 r2"]},
    ),
    "a stub area has summaries and a default": (
        chain(areas_of_r2=area(STUB), areas_of_r3=area(STUB)),
        {
            "r3": [
                "0.0.0.0/0 ospf-ia 11 r2",
                "10.0.1.0/24 ospf-ia 21 r2",
                "10.0.2.0/24 ospf-ia 11 r2",
                "10.9.1.0/31 ospf-ia 20 r2",
            ],
        },
    ),
    "a totally stubby area has a default only": (
        chain(areas_of_r2=area(TOTALLY), areas_of_r3=area(STUB)),
        {
            "r3": ["0.0.0.0/0 ospf-ia 11 r2"],
            "r2": ["10.0.1.0/24 ospf 11 r1", "10.0.3.0/24 ospf 11 r3", "10.0.31.0/24 ospf 15 r3"],
        },
    ),
    "one side stub, the other not: no adjacency": (
        chain(areas_of_r2=area(STUB)),
        {"r3": [], "r1": ["10.0.2.0/24 ospf 11 r2", "10.9.2.0/31 ospf-ia 20 r2"]},
    ),
}


@pytest.mark.parametrize(("network", "expected"), AREAS.values(), ids=AREAS)
def test_areas(network, expected):
    dataplane = simulate(network)
    assert {device: learnt(dataplane, device) for device in expected} == expected


def redistribute(source=Source.STATIC, metric_type=2, **more):
    return (Redistribution(source, metric_type=metric_type, **more),)


def importer(*parts, areas=(), **more):
    """r1 -area 0- r2 -area 1- r3 as `chain`, where r1 has static routes."""
    network = chain(areas_of_r2=areas, areas_of_r3=areas)
    r1 = network.device["r1"]
    own = router(1, *r1.interfaces, *parts, **more)
    return net(own, *network.devices[1:], cables=network.plant.links)


HERE = static("172.16.0.0/16", "10.0.1.9")
THERE = static("172.17.0.0/16", "10.0.1.9")
DEFAULT = static("0.0.0.0/0", "10.0.1.9")
CONNECTED = port("z", "192.0.2.1/24")

IMPORTS = {
    "E2 keeps its metric": (
        importer(HERE, redistribute=redistribute()),
        {"r2": "172.16.0.0/16 ospf-e2 20 r1", "r3": "172.16.0.0/16 ospf-e2 20 r2"},
    ),
    "E1 adds the way, to the forwarding address": (
        importer(HERE, redistribute=redistribute(metric_type=1)),
        {"r2": "172.16.0.0/16 ospf-e1 31 r1", "r3": "172.16.0.0/16 ospf-e1 41 r2"},
    ),
    "a filter": (
        importer(HERE, THERE, redistribute=redistribute(prefixes=(THERE.prefix,), metric=7)),
        {"r2": "172.17.0.0/16 ospf-e2 7 r1"},
    ),
    "static without redistribution": (importer(HERE), {"r2": ""}),
    "inactive static routes are not imported": (
        importer(static("172.16.0.0/16", "192.0.2.9"), redistribute=redistribute()),
        {"r2": ""},
    ),
    "stub areas hear of no import": (
        importer(HERE, redistribute=redistribute(), areas=area(STUB)),
        {"r2": "172.16.0.0/16 ospf-e2 20 r1", "r3": "0.0.0.0/0 ospf-ia 11 r2"},
    ),
    "connected, without what OSPF has anyway": (
        importer(CONNECTED, redistribute=redistribute(Source.CONNECTED)),
        {"r2": "192.0.2.0/24 ospf-e2 20 r1"},
    ),
    "a default is not redistributed": (
        importer(DEFAULT, redistribute=redistribute()),
        {"r2": ""},
    ),
    "a default is originated while there is one": (
        importer(DEFAULT, default_originate=True),
        {"r2": "0.0.0.0/0 ospf-e2 1 r1", "r3": "0.0.0.0/0 ospf-e2 1 r2"},
    ),
    "no default, nothing to originate": (importer(HERE, default_originate=True), {"r2": ""}),
}


@pytest.mark.parametrize(("network", "expected"), IMPORTS.values(), ids=IMPORTS)
def test_imports(network, expected):
    cabled = net(*network.devices, cables=(*network.plant.links, cable("r1:z x:9")))
    dataplane = simulate(cabled)
    for device, line in expected.items():
        outer = [
            text
            for text in learnt(dataplane, device)
            if "ospf-e" in text or text.startswith("0.0.0.0/0")
        ]
        assert outer == ([line] if line else []), device


def test_an_nssa_shows_its_import_inside_and_translates_it_outside():
    network = chain(areas_of_r2=area(NSSA))
    r3 = network.device["r3"]
    own = router(
        3,
        *r3.interfaces,
        static("172.16.0.0/16", "10.0.3.9"),
        areas=area(NSSA),
        redistribute=redistribute(metric_type=1),
    )
    dataplane = simulate(net(*network.devices[:2], own, cables=network.plant.links))
    assert "172.16.0.0/16 ospf-n1 31 r3" in learnt(dataplane, "r2")
    assert "172.16.0.0/16 ospf-e1 41 r2" in learnt(dataplane, "r1")


def test_a_static_route_through_ospf_is_imported_too():
    network = importer(static("172.16.0.0/16", "10.0.2.77"), redistribute=redistribute())
    dataplane = simulate(network)
    assert "172.16.0.0/16 ospf-e2 20 r1" in learnt(dataplane, "r2")


def importers(of_r1, of_r2):
    """Two routers that import their static routes; r2 has a way out at b."""
    r1 = router(1, link("a", "10.9.1.0/31"), *of_r1, redistribute=redistribute())
    r2 = router(
        2,
        link("a", "10.9.1.1/31"),
        port("b", "10.0.2.1/24"),
        *of_r2,
        redistribute=redistribute(),
    )
    return simulate(net(r1, r2, cables=["r1:a r2:a", "r2:b x:0"]))


def test_a_floating_static_route_yields_to_what_is_heard():
    dataplane = importers(
        [static("172.16.0.0/16", "172.17.0.1")],
        [
            static("172.17.0.0/16", "10.0.2.9"),
            static("172.16.0.0/16", "10.0.2.9", distance=200),
        ],
    )
    assert learnt(dataplane, "r1") == ["172.17.0.0/16 ospf-e2 20 r2"]
    assert learnt(dataplane, "r2") == ["172.16.0.0/16 ospf-e2 20 r1"]
    assert dataplane.findings == ()


def test_imports_that_never_settle_are_a_finding():
    """r2 imports while it hears nothing from r1; r1 imports only while it hears r2."""
    dataplane = importers(
        [static("172.16.0.0/16", "172.17.0.1"), static("172.17.0.0/16", "172.16.0.1")],
        [
            static("172.16.0.0/16", "10.0.2.9", distance=200),
            static("172.17.0.0/16", "10.0.2.9", distance=200),
        ],
    )
    assert "KW-FWD-008" in [f.code for f in dataplane.findings]


def square(**of_r1):
    """r1 reaches r4's LAN over r2 and r3 at equal cost."""
    return net(
        router(1, link("a", "10.9.1.0/31"), link("b", "10.9.2.0/31", **of_r1)),
        router(2, link("a", "10.9.1.1/31"), link("b", "10.9.3.0/31")),
        router(3, link("a", "10.9.2.1/31"), link("b", "10.9.4.0/31")),
        router(4, link("a", "10.9.3.1/31"), link("b", "10.9.4.1/31"), lan("c", "10.0.4.1/24")),
        cables=["r1:a r2:a", "r1:b r3:a", "r2:b r4:a", "r3:b r4:b", "r4:c x:0"],
    )


def test_equal_costs_share():
    assert "10.0.4.0/24 ospf 21 r2,r3" in learnt(simulate(square()), "r1")


def test_a_dearer_way_is_not_used():
    assert "10.0.4.0/24 ospf 21 r2" in learnt(simulate(square(cost=11)), "r1")


def pair(one=None, two=None, network="10.0.0.2/24", **more):
    """Two routers on a segment, with LANs; what differs is given."""
    return net(
        router(1, lan("a", "10.0.0.1/24", **(one or {})), lan("b", "10.0.1.1/24")),
        router(2, lan("a", network, **(two or {})), lan("b", "10.0.2.1/24"), **more),
        cables=["r1:a r2:a", "r1:b x:1", "r2:b x:2"],
    )


MISMATCHES = {
    "hello": (pair(one={"hello_s": 5}), "hello interval 5 and 10"),
    "dead": (pair(one={"dead_s": 41}), "dead interval 41 and 40"),
    "area": (pair(two={"area": 7}), "area 0 and 7"),
    "subnet": (pair(network="10.0.0.2/25"), "subnet 10.0.0.0/24 and 10.0.0.0/25"),
    "network": (
        pair(two={"network": "point-to-point"}),
        "network type broadcast and point-to-point",
    ),
}


@pytest.mark.parametrize(("network", "words"), MISMATCHES.values(), ids=MISMATCHES)
def test_neighbours_that_do_not_match(network, words):
    dataplane = simulate(network)
    assert not [r for r in learnt(dataplane, "r1") if "10.0.2.0" in r]
    (finding,) = (f for f in dataplane.findings if f.code == "KW-FWD-005")
    assert words in finding.message


def test_two_routers_with_one_id():
    r1 = router(1, lan("a", "10.0.0.1/24"))
    r2 = box("r2", lan("a", "10.0.0.2/24"), lan("b", "10.0.2.1/24"), process("0.0.0.1"))
    dataplane = simulate(net(r1, r2, cables=["r1:a r2:a", "r2:b x:0"]))
    assert learnt(dataplane, "r1") == []
    assert [f.code for f in dataplane.findings] == ["KW-FWD-007"]


def test_mtu_must_match():
    r1 = router(1, port("a", "10.0.0.1/24", ospf=(ospf(),), mtu=9000))
    r2 = router(2, lan("a", "10.0.0.2/24"), lan("b", "10.0.2.1/24"))
    dataplane = simulate(net(r1, r2, cables=["r1:a r2:a", "r2:b x:0"]))
    assert ["MTU 9000 and 1500" in f.message for f in dataplane.findings] == [True]


def test_passive_interfaces_are_announced_but_form_no_adjacency():
    dataplane = simulate(pair(one={"passive": True}))
    assert learnt(dataplane, "r1") == []
    network = net(
        router(1, lan("a", "10.0.0.1/24")),
        router(2, lan("a", "10.0.0.2/24"), lan("b", "10.0.2.1/24", passive=True)),
        cables=["r1:a r2:a", "r2:b x:0"],
    )
    assert learnt(simulate(network), "r1") == ["10.0.2.0/24 ospf 2 r2"]


def test_an_interface_without_a_process_is_a_finding():
    dataplane = simulate(net(box("r1", lan("a", "10.0.0.1/24")), cables=["r1:a x:0"]))
    assert [f.code for f in dataplane.findings] == ["KW-FWD-006"]


def test_an_interface_that_names_no_process_takes_the_vrf_s():
    r1 = router(1, port("a", "10.0.0.1/24", ospf=(ospf(process=None),)))
    r2 = router(2, lan("a", "10.0.0.2/24"), lan("b", "10.0.2.1/24"))
    assert learnt(simulate(net(r1, r2, cables=["r1:a r2:a", "r2:b x:0"])), "r1") != []


def test_more_parallel_ways_than_bits_in_a_word():
    count = 70
    ends = [[link(f"e{k}", f"10.9.{k}.{side}/31") for k in range(count)] for side in (0, 1)]
    network = net(
        router(1, *ends[0]),
        router(2, *ends[1], lan("lan", "10.0.2.1/24")),
        cables=["r2:lan x:0", *(f"r1:e{k} r2:e{k}" for k in range(count))],
    )
    dataplane = simulate(network)
    hops = dataplane.hops(Node("r1", "default"), port("x", "10.0.2.9/24").addresses[0].ip)
    assert len(hops) == count


def test_sub_interfaces_and_lags_know_their_speed_and_mtu():
    trunk = port("e", mtu=9000, speed_bps=10_000_000)
    r1 = router(1, trunk, sub("e", 10, "10.0.0.1/24", ospf=(ospf(),)))
    bundle = port("g", "10.0.0.2/24", kind=InterfaceKind.LAG, mtu=9000, ospf=(ospf(),))
    members = [member(f"m{n}", "g", speed_bps=10_000_000) for n in (1, 2)]
    r2 = router(2, bundle, *members, loopback("lo", "10.0.9.2/32", ospf=(ospf(),)))
    switch = box("s", access("p1", 10), access("p2", 10), tagged("t", 10), vlans=(10,))
    r1_lo = loopback("lo", "10.0.9.1/32", ospf=(ospf(),))
    r1 = box("r1", *r1.interfaces, r1_lo, *r1.routing.ospf)
    dataplane = simulate(net(r1, r2, switch, cables=["r1:e s:t", "s:p1 r2:m1", "s:p2 r2:m2"]))
    assert learnt(dataplane, "r1") == ["10.0.9.2/32 ospf 10 r2"]
    assert learnt(dataplane, "r2") == ["10.0.9.1/32 ospf 5 r1"]


def test_many_routers_on_one_carrier_service_are_all_neighbours():
    routers = [
        router(n, lan("a", f"10.0.0.{n}/24", cost=3), lan("b", f"10.1.{n}.1/24"))
        for n in range(1, 6)
    ]
    ends = " ".join(f"r{n}:a" for n in range(1, 6))
    hosts = [f"r{n}:b x:{n}" for n in range(1, 6)]
    dataplane = simulate(net(*routers, cables=[cable(ends, LinkKind.CARRIER_L2), *hosts]))
    assert learnt(dataplane, "r1") == [f"10.1.{n}.0/24 ospf 4 r{n}" for n in range(2, 6)]


def test_vrfs_are_worlds_of_their_own():
    def vrf_router(number, vrf_of_b):
        return box(
            f"r{number}",
            port("a", f"10.0.0.{number}/24", vrf="A", ospf=(ospf(process=1),)),
            port("b", f"10.{number}.0.1/24", vrf=vrf_of_b, ospf=(ospf(process=1, cost=1),)),
            process(f"0.0.0.{number}", vrf="A"),
        )

    network = net(
        vrf_router(1, "A"), vrf_router(2, "B"), cables=["r1:a r2:a", "r1:b x:1", "r2:b x:2"]
    )
    dataplane = simulate(network)
    assert learnt(dataplane, "r2", "A") == ["10.1.0.0/24 ospf 2 r1"]
    assert learnt(dataplane, "r1", "A") == []


def test_ospfv3_runs_beside_ospfv2():
    def dual(number):
        both = (ospf(), ospf(family=6))
        return box(
            f"r{number}",
            port("a", f"10.0.0.{number}/24", f"fd00::{number}/64", ospf=both),
            port("b", f"10.0.{number}.1/24", f"fd00:{number}::1/64", ospf=both),
            process(f"0.0.0.{number}"),
            process(f"0.0.0.{number}", family=6),
        )

    dataplane = simulate(net(dual(1), dual(2), cables=["r1:a r2:a", "r1:b x:1", "r2:b x:2"]))
    assert learnt(dataplane, "r1") == ["10.0.2.0/24 ospf 2 r2", "fd00:2::/64 ospf 2 r2"]


COSTS = {
    "by speed": ({"speed_bps": 10_000_000}, {}, 10),
    "never under 1": ({"speed_bps": 10_000_000_000}, {}, 1),
    "by reference": ({"speed_bps": 10_000_000_000}, {"reference_bandwidth_mbps": 100_000}, 10),
}


@pytest.mark.parametrize(("of_port", "of_process", "cost"), COSTS.values(), ids=COSTS)
def test_costs(of_port, of_process, cost):
    r1 = router(1, port("a", "10.0.0.1/24", ospf=(ospf(),), **of_port), **of_process)
    r2 = router(2, lan("a", "10.0.0.2/24"), loopback("lo", "10.0.9.9/32", ospf=(ospf(),)))
    dataplane = simulate(net(r1, r2, cables=["r1:a r2:a"]))
    assert learnt(dataplane, "r1") == [f"10.0.9.9/32 ospf {cost} r2"]


def test_ospf_runs_over_a_tunnel():
    def end(number, other):
        return router(
            number,
            port("u", f"192.0.2.{number}/24"),
            tunnel(
                "t",
                f"192.0.2.{number}",
                f"192.0.2.{other}",
                f"10.0.0.{number}/30",
                ospf=(ospf(network="point-to-point", cost=100),),
            ),
            lan("b", f"10.0.{number}.1/24"),
        )

    dataplane = simulate(net(end(1, 2), end(2, 1), cables=["r1:u r2:u", "r1:b x:1", "r2:b x:2"]))
    assert learnt(dataplane, "r1") == ["10.0.2.0/24 ospf 101 r2"]
