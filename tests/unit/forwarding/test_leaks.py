"""Routes of one VRF's table in another's: what crosses, and that it goes no further."""

import pytest
from small_bgp import of, route_map, router
from small_networks import net, port, static

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.network import RouteTargets, Vrf
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    MatchVrfs,
    PolicyTerm,
    RoutePolicy,
    Source,
)
from kawanet.model.routing import RouteLeak


def box_with(*parts, platform="juniper_junos", red=(), blue=()):
    """VRF red has 10.1.0.0/24 and a static route, blue 10.2.0.0/24."""
    return net(
        router(
            "r1",
            Vrf("red", targets=red),
            Vrf("blue", targets=blue),
            port("e0", "10.1.0.1/24", vrf="red"),
            port("e1", "10.2.0.1/24", vrf="blue"),
            static("10.9.0.0/16", "10.1.0.9", vrf="red"),
            *parts,
            platform=platform,
        ),
        cables=["r1:e0 pc:0", "r1:e1 pc:1"],
    )


def table(network, vrf):
    return [f"{r.prefix} {r.protocol}" for r in simulate(network).routes[Node("r1", vrf)]]


OWN = ["10.2.0.0/24 connected", "10.2.0.1/32 local"]
CONNECTED = ["10.1.0.0/24 connected", "10.1.0.1/32 local"]


def junos(name, *terms):
    return RoutePolicy(name, terms, None)


LEAKS = {
    "interface routes": (
        (RouteLeak("blue", "red", 4, (), (Source.CONNECTED,)),),
        [*CONNECTED, *OWN],
    ),
    "all routes": (
        (RouteLeak("blue", "red", 4, (), ()),),
        [*CONNECTED, *OWN, "10.9.0.0/16 static"],
    ),
    "those of a policy": (
        (
            RouteLeak("blue", "red", 4, ("p",), ()),
            junos("p", PolicyTerm("1", Action.PERMIT, (MatchVrfs(("red",)), of("10.9.0.0/16")))),
        ),
        [*OWN, "10.9.0.0/16 static"],
    ),
    "a group's policy only refuses": (
        (
            RouteLeak("blue", "red", 4, ("p",), (Source.ANY,)),
            junos("p", PolicyTerm("1", Action.DENY, (of("10.9.0.0/16"),))),
        ),
        [*CONNECTED, *OWN],
    ),
    "the other family": ((RouteLeak("blue", "red", 6, (), ()),), OWN),
}


@pytest.mark.parametrize("name", LEAKS)
def test_leaks_of_the_table(name):
    parts, expected = LEAKS[name]
    assert table(box_with(*parts), "blue") == expected


def test_both_ways_and_no_further():
    leaks = [RouteLeak("blue", "red", 4), RouteLeak("red", "blue", 4)]
    network = box_with(*leaks)
    assert table(network, "blue") == [*CONNECTED, *OWN, "10.9.0.0/16 static"]
    assert table(network, "red") == [*CONNECTED, *OWN, "10.9.0.0/16 static"]


def test_by_target():
    red = (RouteTargets(4, (), ("1:1",)),)
    blue = (RouteTargets(4, ("1:1",), ()),)
    network = box_with(red=red, blue=blue)
    assert table(network, "blue") == [*CONNECTED, *OWN, "10.9.0.0/16 static"]
    assert "10.2.0.0/24 connected" not in table(network, "red")


def test_by_target_with_policies():
    red = (RouteTargets(4, (), ("1:1",), export_policies=("out",)),)
    blue = (RouteTargets(4, ("1:1",), ()),)
    policy = route_map("out", ([of("10.9.0.0/16")], []))
    assert table(box_with(policy, red=red, blue=blue), "blue") == [*OWN, "10.9.0.0/16 static"]


def test_a_packet_follows_the_leaked_route():
    network = box_with(RouteLeak("blue", "red", 4))
    routes = {str(r.prefix): r for r in simulate(network).routes[Node("r1", "blue")]}
    (hop,) = routes["10.9.0.0/16"].hops
    assert (hop.kind, hop.interface, str(hop.next_hop)) == ("exit", "e0", "10.1.0.9")
