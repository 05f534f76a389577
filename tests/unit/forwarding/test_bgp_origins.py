"""What begins at a speaker: networks, redistribution, aggregates; leaks between VRFs."""

from dataclasses import replace
from ipaddress import ip_network

import pytest
from small_bgp import (
    aggregate,
    always,
    bgp,
    bgp_routes,
    bgp_tables,
    chain,
    in_table,
    of,
    peer,
    route_map,
    router,
    seen,
    text,
)
from small_networks import loopback, net, ospf, port, process, static

from kawanet.forwarding import simulate
from kawanet.forwarding.bgp.aggregates import merged
from kawanet.forwarding.dataplane import Node
from kawanet.model.network import RouteTargets, Vrf
from kawanet.model.route_policy import (
    MatchProtocols,
    Redistribution,
    SetCommunities,
    SetMetric,
    SetOrigin,
    Source,
)
from kawanet.model.routing import RouteLeak


def told(first, *, device="r2", platform="any"):
    """What r2 hears from r1, of which the parts are given, line by line."""
    network = chain(first, (bgp(2, peer("10.0.1.1", 1)),), more={"r1": {"platform": platform}})
    table = bgp_tables(network)[device]
    return [f"{prefix} {text(chosen.best.path)}" for prefix, chosen in table.items()]


def one(*parts, **more):
    return (bgp(1, peer("10.0.1.2", 2), **more), *parts)


STATIC = Redistribution(Source.STATIC, None)
ORIGINS = {
    "a network that is not in the table": (one(networks=[in_table("10.5.0.0/16")]), []),
    "a network in the table": (
        one(static("10.5.0.0/16"), networks=[in_table("10.5.0.0/16")]),
        ["10.5.0.0/16 1 via 10.0.1.1 med 0"],
    ),
    "a network with a policy": (
        one(route_map("m", SetMetric(4)), networks=[always("10.5.0.0/16", "m")]),
        ["10.5.0.0/16 1 via 10.0.1.1 med 4"],
    ),
    "redistribution": (
        one(static("10.5.0.0/16"), redistribute=(STATIC,)),
        ["10.5.0.0/16 1 via 10.0.1.1 incomplete med 0"],
    ),
    "redistribution with a metric": (
        one(static("10.5.0.0/16"), redistribute=(replace(STATIC, metric=8),)),
        ["10.5.0.0/16 1 via 10.0.1.1 incomplete med 8"],
    ),
    "a default metric": (
        one(static("10.5.0.0/16"), redistribute=(STATIC,), default_metric=6),
        ["10.5.0.0/16 1 via 10.0.1.1 incomplete med 6"],
    ),
    "a policy on redistribution": (
        one(
            static("10.5.0.0/16"),
            static("10.6.0.0/16"),
            route_map("m", ([of("10.5.0.0/16")], [SetMetric(3), SetOrigin("igp")])),
            redistribute=(replace(STATIC, policies=("m",)),),
        ),
        ["10.5.0.0/16 1 via 10.0.1.1 med 3"],
    ),
    "Junos: the table's routes, as policies choose": (
        (
            bgp(1, peer("10.0.1.2", 2, export_policies="m"), exports_rib=True),
            static("10.5.0.0/16"),
            loopback("lo", "1.1.1.1/32"),
            route_map("m", ([MatchProtocols(((Source.STATIC, None),))], [SetMetric(3)])),
        ),
        ["10.5.0.0/16 1 via 10.0.1.1 med 3"],
    ),
    "Junos: nothing without a policy": (
        (bgp(1, peer("10.0.1.2", 2), exports_rib=True), static("10.5.0.0/16")),
        [],
    ),
    "an aggregate with its parts": (
        one(networks=["10.5.1.0/24"], aggregates=[aggregate("10.5.0.0/16")]),
        ["10.5.1.0/24 1 via 10.0.1.1 med 0", "10.5.0.0/16 1 via 10.0.1.1 med 0"],
    ),
    "an aggregate alone": (
        one(networks=["10.5.1.0/24"], aggregates=[aggregate("10.5.0.0/16", summary_only=True)]),
        ["10.5.0.0/16 1 via 10.0.1.1 med 0"],
    ),
    "no part, no aggregate": (
        one(networks=["10.6.1.0/24"], aggregates=[aggregate("10.5.0.0/16")]),
        ["10.6.1.0/24 1 via 10.0.1.1 med 0"],
    ),
    "an aggregate is part of a wider one": (
        one(
            networks=["10.5.1.0/24"],
            aggregates=[
                aggregate("10.5.0.0/16", summary_only=True),
                aggregate("10.0.0.0/8", summary_only=True),
            ],
        ),
        ["10.0.0.0/8 1 via 10.0.1.1 med 0"],
    ),
    "some parts suppressed": (
        one(
            route_map("s", ([of("10.5.1.0/24")], [])),
            networks=["10.5.1.0/24", "10.5.2.0/24"],
            aggregates=[aggregate("10.5.0.0/16", suppress_policy="s")],
        ),
        ["10.5.2.0/24 1 via 10.0.1.1 med 0", "10.5.0.0/16 1 via 10.0.1.1 med 0"],
    ),
    "only some parts count": (
        one(
            route_map("a", ([of("10.5.9.0/24")], [])),
            networks=["10.5.1.0/24"],
            aggregates=[aggregate("10.5.0.0/16", advertise_policy="a")],
        ),
        ["10.5.1.0/24 1 via 10.0.1.1 med 0"],
    ),
    "an aggregate's own attributes": (
        one(
            route_map("c", SetCommunities(("1:1",))),
            networks=["10.5.1.0/24"],
            aggregates=[aggregate("10.5.0.0/16", summary_only=True, attribute_policy="c")],
        ),
        ["10.5.0.0/16 1 via 10.0.1.1 med 0 1:1"],
    ),
    "an aggregate of the table's routes": (
        one(static("10.5.1.0/24"), aggregates=[aggregate("10.5.0.0/16", from_rib=True)]),
        ["10.5.0.0/16 1 via 10.0.1.1 incomplete med 0"],
    ),
    "not while the table has a better route": (
        one(
            static("10.5.1.0/24"),
            static("10.5.0.0/16"),
            aggregates=[aggregate("10.5.0.0/16", from_rib=True)],
        ),
        [],
    ),
}


@pytest.mark.parametrize("name", ORIGINS)
def test_origins(name):
    parts, expected = ORIGINS[name]
    assert told(parts) == expected


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("cisco_iosxe", ["10.5.0.0/16 1 via 10.0.1.2", "192.0.2.0/24 1 via 10.0.1.1"]),
        ("arista_eos", ["10.5.0.0/16 1 via 10.0.1.1", "192.0.2.0/24 1 via 10.0.1.1"]),
    ],
)
def test_whose_next_hop_a_redistributed_route_has(platform, expected):
    """r1's static route leads to .2 of the shared segment; on IOS its next hop goes along."""
    lan = [
        router(
            "r1",
            port("e0", "10.0.1.1/24"),
            bgp(1, peer("10.0.1.3", 3), redistribute=(STATIC,), networks=["192.0.2.0/24"]),
            static("10.5.0.0/16", "10.0.1.2"),
            platform=platform,
        ),
        router("r2", port("e0", "10.0.1.2/24")),
        router("r3", port("e0", "10.0.1.3/24"), bgp(3, peer("10.0.1.1", 1))),
    ]
    network = net(*lan, cables=["r1:e0 r2:e0 r3:e0"])
    found = [f"{p} {seen(network, 'r3', p)[0]}" for p in ("10.5.0.0/16", "192.0.2.0/24")]
    assert [
        line.removesuffix(" incomplete med 0").removesuffix(" med 0") for line in found
    ] == expected


def test_a_static_route_through_the_neighbour_comes_back_with_another_next_hop():
    """r1's static route leads through r2 itself: r2 is not told its own address."""
    first = (
        bgp(1, peer("10.0.1.2", 2), redistribute=(STATIC,)),
        static("10.5.0.0/16", "10.0.1.2"),
    )
    assert told(first, platform="linux_frr") == ["10.5.0.0/16 1 via 10.0.1.1 incomplete med 0"]


def test_an_aggregate_is_a_discard_route_at_home():
    first = one(networks=["10.5.1.0/24"], aggregates=[aggregate("10.5.0.0/16")])
    dataplane = simulate(chain(first, (bgp(2, peer("10.0.1.1", 1)),)))
    assert bgp_routes(dataplane, "r1") == ["10.5.0.0/16 bgp 200/0 >discard"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([(1, 2), (1, 2)], (1, 2)),
        ([(1, 2), (1, 3)], (1, (2, 3))),
        ([(1,), (2,)], ((1, 2),)),
        ([(1, 2), (1,)], (1, (2,))),
        ([()], ()),
    ],
)
def test_paths_merged(paths, expected):
    assert merged(paths) == expected


def test_bgp_into_ospf_and_back():
    """r2 takes r1's route into OSPF, r3 from OSPF into BGP."""
    into_ospf = Redistribution(Source.BGP, 20)
    network = chain(
        (bgp(1, peer("10.0.1.2", 2), networks=["192.0.2.0/24"]),),
        (
            bgp(2, peer("10.0.1.1", 1)),
            process("2.2.2.2", redistribute=(into_ospf,)),
            port("e9", "10.9.0.2/24", ospf=(ospf(),)),
        ),
        (
            bgp(3, peer("10.0.3.2", 4), redistribute=(Redistribution(Source.OSPF, None),)),
            process("3.3.3.3"),
            port("e9", "10.9.0.3/24", ospf=(ospf(),)),
        ),
        (bgp(4, peer("10.0.3.1", 3)),),
    )
    wired = replace(network, plant=replace(network.plant, links=(*network.plant.links, *E9)))
    assert bgp_routes(simulate(wired), "r4") == ["192.0.2.0/24 bgp 20/20 e1>10.0.3.1"]


E9 = net(cables=["r2:e9 r3:e9"]).plant.links


def two_vrfs(red, blue, *parts, leak=(), platform="cisco_iosxe"):
    """One router with VRFs red and blue, each with a subnet and BGP that takes it in."""
    connected = (Redistribution(Source.CONNECTED, None),)
    return net(
        router(
            "r1",
            Vrf("red", targets=(red,)),
            Vrf("blue", targets=(blue,)),
            port("e0", "10.1.0.1/24", vrf="red"),
            port("e1", "10.2.0.1/24", vrf="blue"),
            bgp(65000, vrf="red", redistribute=connected),
            bgp(65000, vrf="blue", redistribute=connected),
            *parts,
            *leak,
            platform=platform,
        ),
        cables=["r1:e0 pc:0", "r1:e1 pc:1"],
    )


def targets(imports="", exports="", **more):
    return RouteTargets(4, tuple(imports.split()), tuple(exports.split()), **more)


MARK = route_map("mark", ([of("10.1.0.0/24")], [SetCommunities(("rt:1:99",))]))
LEAKS = {
    "export met by import": (targets(exports="1:1"), targets("1:1"), (), [], ["10.1.0.0/24"]),
    "no target in common": (targets(exports="1:1"), targets("1:2"), (), [], []),
    "both ways": (
        targets("1:2", "1:1"),
        targets("1:1", "1:2"),
        (),
        ["10.2.0.0/24"],
        ["10.1.0.0/24"],
    ),
    "an export map gives another target": (
        targets(exports="1:1", export_policies=("mark",)),
        targets("1:99"),
        (MARK,),
        [],
        ["10.1.0.0/24"],
    ),
    "instead of the VRF's own": (
        targets(exports="1:1", export_policies=("mark",)),
        targets("1:1"),
        (MARK,),
        [],
        [],
    ),
    "what the map does not match keeps its targets": (
        targets("1:1"),
        targets(exports="1:1", export_policies=("mark",)),
        (MARK,),
        ["10.2.0.0/24"],
        [],
    ),
    "an import map": (
        targets(exports="1:1"),
        targets("1:1", import_policies=("no",)),
        (route_map("no", ([of("10.99.0.0/24")], [])),),
        [],
        [],
    ),
}


@pytest.mark.parametrize("name", LEAKS)
def test_leaks_by_route_target(name):
    red, blue, parts, in_red, in_blue = LEAKS[name]
    dataplane = simulate(two_vrfs(red, blue, *parts))
    for vrf, expected in (("red", in_red), ("blue", in_blue)):
        found = [r for r in dataplane.routes[Node("r1", vrf)] if r.protocol == "bgp"]
        assert [str(r.prefix) for r in found] == expected


def test_a_leaked_subnet_is_reached_in_the_other_vrf():
    dataplane = simulate(two_vrfs(targets(exports="1:1"), targets("1:1")))
    (host,) = dataplane.hops(Node("r1", "blue"), ip_network("10.1.0.9/32").network_address)
    (own,) = dataplane.hops(Node("r1", "blue"), ip_network("10.1.0.1/32").network_address)
    assert (host.kind, host.interface, own.kind) == ("deliver", "e0", "local")


def test_a_leak_by_name():
    leak = (RouteLeak("blue", "red", 4),)
    network = two_vrfs(targets(), targets(), leak=leak, platform="linux_frr")
    found = [r for r in simulate(network).routes[Node("r1", "blue")] if r.protocol == "bgp"]
    assert [str(r.prefix) for r in found] == ["10.1.0.0/24"]


def test_what_came_from_another_vrf_goes_no_further():
    """red -> blue -> green by targets: green takes blue's own route only."""
    connected = (Redistribution(Source.CONNECTED, None),)
    vrfs = [
        Vrf("red", targets=(targets(exports="1:1"),)),
        Vrf("blue", targets=(targets("1:1", "1:2"),)),
        Vrf("green", targets=(targets("1:2"),)),
    ]
    parts = [
        part
        for n, vrf in enumerate(vrfs)
        for part in (
            port(f"e{n}", f"10.{n}.0.1/24", vrf=vrf.name),
            bgp(65000, vrf=vrf.name, redistribute=connected),
        )
    ]
    network = net(
        router("r1", *vrfs, *parts, platform="cisco_iosxe"),
        cables=[f"r1:e{n} pc:{n}" for n in range(3)],
    )
    found = [r for r in simulate(network).routes[Node("r1", "green")] if r.protocol == "bgp"]
    assert [str(r.prefix) for r in found] == ["10.1.0.0/24"]
