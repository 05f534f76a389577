"""What a path looks like after some hops: attributes, next hops, who hears what."""

from ipaddress import IPv4Address

import pytest
from small_bgp import (
    bgp,
    bgp_routes,
    chain,
    of,
    peer,
    route_map,
    router,
    seen,
)
from small_networks import loopback, net, port, static

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.bgp import NeighborFilter
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    AsPathEntry,
    AsPathList,
    PolicyTerm,
    PrependAsPath,
    SetCommunities,
    SetLocalPreference,
    SetMetric,
    SetNextHop,
)

P = "192.0.2.0/24"


def left(asn, remote, **more):
    """The neighbour on the left, for r2."""
    return peer("10.0.1.1", remote, **more)


def r1(asn=1, remote=2, *, to=None, parts=(), **more):
    """The origin of P, with r2 on its right."""
    return (bgp(asn, peer("10.0.1.2", remote, **(to or {})), networks=[P], **more), *parts)


def r2(asn=2, *peers, parts=(), **more):
    return (bgp(asn, *peers, **more), *parts)


def r3(asn=3, remote=2, *, to=None, parts=(), **more):
    """The last of three, with r2 on its left."""
    return (bgp(asn, peer("10.0.2.1", remote, **(to or {})), **more), *parts)


def three(first, second, third):
    return chain(first, second, third)


def marked(*communities):
    return route_map("m", SetCommunities(communities))


L, R = "10.0.1.1", "10.0.2.2"  # r2's neighbours

THROUGH = {
    "external, external": (
        r1(),
        r2(2, peer(L, 1), peer(R, 3)),
        r3(),
        ["2 1 via 10.0.2.1"],
    ),
    "internal: the next hop stays": (
        r1(),
        r2(2, peer(L, 1), peer(R, 2)),
        r3(2),
        None,  # 10.0.1.1 is nowhere in r3's table
    ),
    "internal: next hop self": (
        r1(),
        r2(2, peer(L, 1), peer(R, 2, next_hop_self="yes")),
        r3(2),
        ["1 via 10.0.2.1 med 0"],
    ),
    "internal to internal is not told": (
        r1(2, 2),
        r2(2, peer(L, 2), peer(R, 2)),
        (*r3(2), static("10.0.1.0/24", "10.0.2.1")),
        None,
    ),
    "reflected to a client": (
        r1(2, 2, router_id="1.1.1.1"),
        r2(2, peer(L, 2), peer(R, 2, route_reflector_client=True), router_id="2.2.2.2"),
        (*r3(2), static("10.0.1.0/24", "10.0.2.1")),
        ["- via 10.0.1.1 med 0 from 1.1.1.1 clusters 2.2.2.2"],
    ),
    "reflected from a client, own cluster": (
        r1(2, 2, router_id="1.1.1.1"),
        r2(
            2,
            peer(L, 2, route_reflector_client=True),
            peer(R, 2),
            cluster_id=IPv4Address("9.9.9.9"),
        ),
        (*r3(2), static("10.0.1.0/24", "10.0.2.1")),
        ["- via 10.0.1.1 med 0 from 1.1.1.1 clusters 9.9.9.9"],
    ),
    "between clients, where that is off": (
        r1(2, 2),
        r2(
            2,
            peer(L, 2, route_reflector_client=True),
            peer(R, 2, route_reflector_client=True),
            client_to_client=False,
        ),
        (*r3(2), static("10.0.1.0/24", "10.0.2.1")),
        None,
    ),
    "reflected with next hop self for all": (
        r1(2, 2, router_id="1.1.1.1"),
        r2(
            2,
            peer(L, 2),
            peer(R, 2, route_reflector_client=True, next_hop_self="all"),
            router_id="2.2.2.2",
        ),
        r3(2),
        ["- via 10.0.2.1 med 0 from 1.1.1.1 clusters 2.2.2.2"],
    ),
    "next hop unchanged to outside": (
        r1(),
        r2(2, peer(L, 1), peer(R, 3, next_hop_unchanged=True)),
        (*r3(), static("10.0.1.0/24", "10.0.2.1")),
        ["2 1 via 10.0.1.1"],
    ),
    "no-export": (
        r1(
            to={"export_policies": "mark"},
            parts=(route_map("mark", SetCommunities(("no-export",))),),
        ),
        r2(2, peer(L, 1), peer(R, 3)),
        r3(),
        None,
    ),
    "no-export goes on inside": (
        r1(
            to={"export_policies": "mark"},
            parts=(route_map("mark", SetCommunities(("no-export",))),),
        ),
        r2(2, peer(L, 1), peer(R, 2, next_hop_self="yes")),
        r3(2),
        ["1 via 10.0.2.1 med 0 no-export"],
    ),
    "no-advertise": (
        r1(to={"export_policies": "m"}, parts=(marked("no-advertise"),)),
        r2(2, peer(L, 1), peer(R, 2, next_hop_self="yes")),
        r3(2),
        None,
    ),
    "communities are sent only if said": (
        r1(to={"export_policies": "m"}, parts=(marked("1:1", "rt:1:1"),)),
        r2(2, peer(L, 1), peer(R, 3, send_communities=("standard",))),
        r3(),
        ["2 1 via 10.0.2.1 1:1"],
    ),
    "local preference stays inside": (
        r1(),
        r2(
            2,
            peer(L, 1, import_policies="lp"),
            peer(R, 2, next_hop_self="yes"),
            parts=(route_map("lp", SetLocalPreference(300)),),
        ),
        r3(2),
        ["1 via 10.0.2.1 lp 300 med 0"],
    ),
    "and is not told outside": (
        r1(),
        r2(
            2,
            peer(L, 1, import_policies="lp"),
            peer(R, 3),
            parts=(route_map("lp", SetLocalPreference(300)),),
        ),
        r3(),
        ["2 1 via 10.0.2.1"],
    ),
    "MED set on the way out": (
        r1(),
        r2(
            2,
            peer(L, 1),
            peer(R, 3, export_policies="med"),
            parts=(route_map("med", SetMetric(7)),),
        ),
        r3(),
        ["2 1 via 10.0.2.1 med 7"],
    ),
    "prepended on the way out: own number first": (
        r1(),
        r2(
            2,
            peer(L, 1),
            peer(R, 3, export_policies="pre"),
            parts=(route_map("pre", PrependAsPath((2, 2))),),
        ),
        r3(),
        ["2 2 2 1 via 10.0.2.1"],
    ),
    "own number in the path": (
        r1(3),
        r2(2, peer(L, 3), peer(R, 3)),
        r3(3),
        None,
    ),
    "own number allowed": (
        r1(3),
        r2(2, peer(L, 3), peer(R, 3)),
        r3(3, to={"allow_as_in": 1}),
        ["2 3 via 10.0.2.1"],
    ),
    "number of the neighbour replaced": (
        r1(3),
        r2(2, peer(L, 3), peer(R, 3, as_override=True)),
        r3(3),
        ["2 2 via 10.0.2.1"],
    ),
    "private numbers removed": (
        r1(64999),
        r2(2, peer(L, 64999), peer(R, 3, remove_private_as="yes")),
        r3(),
        ["2 via 10.0.2.1"],
    ),
    "private numbers replaced": (
        r1(64999),
        r2(2, peer(L, 64999), peer(R, 3, remove_private_as="replace")),
        r3(),
        ["2 2 via 10.0.2.1"],
    ),
    "local AS put before, coming in and going out": (
        r1(1, 22),
        r2(2, peer(L, 1, local_as=22), peer(R, 3)),
        r3(),
        ["2 22 1 via 10.0.2.1"],
    ),
    "local AS, not put before": (
        r1(1, 22),
        r2(2, peer(L, 1, local_as=22, local_as_mode="no-prepend"), peer(R, 3)),
        r3(),
        ["2 1 via 10.0.2.1"],
    ),
    "local AS shown with the own": (
        r1(),
        r2(2, peer(L, 1), peer(R, 3, local_as=22)),
        r3(3, 22),
        ["22 2 1 via 10.0.2.1"],
    ),
    "local AS in place of the own": (
        r1(),
        r2(2, peer(L, 1), peer(R, 3, local_as=22, local_as_mode="replace")),
        r3(3, 22),
        ["22 1 via 10.0.2.1"],
    ),
    "confederation members": (
        r1(),
        r2(
            64512,
            peer(L, 1),
            peer(R, 64513, next_hop_self="yes"),
            confederation=2,
            confederation_peers=(64513,),
        ),
        r3(64513, 64512, confederation=2, confederation_peers=(64512,)),
        ["(64512) 1 via 10.0.2.1 med 0"],
    ),
    "a confederation from outside": (
        r1(64513, 64512, confederation=2, confederation_peers=(64512,)),
        r2(
            64512,
            peer(L, 64513),
            peer(R, 3),
            confederation=2,
            confederation_peers=(64513,),
        ),
        r3(),
        ["2 via 10.0.2.1"],
    ),
    "local-as community stops at a member": (
        r1(to={"export_policies": "m"}, parts=(marked("local-as"),)),
        r2(
            64512,
            peer(L, 1),
            peer(R, 64513, next_hop_self="yes"),
            confederation=2,
            confederation_peers=(64513,),
        ),
        r3(64513, 64512, confederation=2, confederation_peers=(64512,)),
        None,
    ),
    "an export filter": (
        r1(),
        r2(
            2,
            peer(L, 1),
            peer(R, 3, export_filter=NeighborFilter(as_path_lists=("own",))),
            parts=(AsPathList("own", (AsPathEntry(Action.PERMIT, "^$"),)),),
        ),
        r3(),
        None,
    ),
    "an import policy that denies": (
        r1(),
        r2(2, peer(L, 1), peer(R, 3)),
        r3(to={"import_policies": "no"}, parts=(route_map("no", ([of("10.0.0.0/8")], [])),)),
        None,
    ),
    "no policy where one is wanted": (
        r1(),
        r2(2, peer(L, 1), peer(R, 3)),
        r3(ebgp_requires_policy=True),
        None,
    ),
    "weight of a neighbour": (
        r1(),
        r2(2, peer(L, 1), peer(R, 3)),
        r3(to={"weight": 50}),
        ["2 1 via 10.0.2.1 weight 50"],
    ),
    "next hop set to the neighbour": (
        r1(),
        r2(2, peer(L, 1), peer(R, 2)),
        r3(2, to={"import_policies": "peer"}, parts=(route_map("peer", SetNextHop("peer")),)),
        ["1 via 10.0.2.1 med 0"],
    ),
    "next hop set by policy": (
        r1(),
        r2(
            2,
            peer(L, 1),
            peer(R, 2, export_policies="self"),
            parts=(route_map("self", SetNextHop("self")),),
        ),
        r3(2),
        ["1 via 10.0.2.1 med 0"],
    ),
    "Junos: what is prepended stands outside": (
        r1(),
        r2(
            2,
            peer(L, 1),
            peer(R, 3, export_policies="pre"),
            parts=(route_map("pre", PrependAsPath((7,))),),
            exports_rib=True,
        ),
        r3(enforce_first_as=False),
        ["7 2 1 via 10.0.2.1"],
    ),
    "a first AS that is not the neighbour's": (
        r1(),
        r2(
            2,
            peer(L, 1),
            peer(R, 3, export_policies="pre"),
            parts=(route_map("pre", PrependAsPath((7,))),),
            exports_rib=True,
        ),
        r3(),
        None,
    ),
}


NOT_BACK = {
    "the AS that told it": (r1(3), r2(2, peer(L, 3), peer(R, 3, advertise_peer_as=False)), None),
    "unless it is overridden": (
        r1(3),
        r2(2, peer(L, 3), peer(R, 3, advertise_peer_as=False, as_override=True)),
        ["2 2 via 10.0.2.1"],
    ),
    "another AS": (
        r1(1),
        r2(2, peer(L, 1), peer(R, 3, advertise_peer_as=False)),
        ["2 1 via 10.0.2.1"],
    ),
}


@pytest.mark.parametrize("name", NOT_BACK)
def test_what_is_not_told_to(name):
    first, second, expected = NOT_BACK[name]
    assert seen(three(first, second, r3(3, to={"allow_as_in": 3})), "r3", P) == expected


@pytest.mark.parametrize("name", THROUGH)
def test_from_one_end_to_the_other(name):
    first, second, third, expected = THROUGH[name]
    assert seen(three(first, second, third), "r3", P) == expected


def test_a_third_party_on_the_segment_is_named_as_next_hop():
    lan = [
        router("r1", port("e0", "10.0.0.1/24"), bgp(1, peer("10.0.0.2", 2), networks=[P])),
        router("r2", port("e0", "10.0.0.2/24"), bgp(2, peer("10.0.0.1", 1), peer("10.0.0.3", 3))),
        router("r3", port("e0", "10.0.0.3/24"), bgp(3, peer("10.0.0.2", 2))),
    ]
    network = net(*lan, cables=["r1:e0 r2:e0 r3:e0"])
    assert seen(network, "r3", P) == ["2 1 via 10.0.0.1"]
    assert bgp_routes(simulate(network), "r3") == [f"{P} bgp 20/0 e0>10.0.0.1"]


def test_ipv6_over_ipv6_and_over_ipv4():
    six = "2001:db8:f::/48"
    native = chain(
        bgp(1, peer("2001:db8:1::2", 2), networks=[six]), bgp(2, peer("2001:db8:1::1", 1))
    )
    assert bgp_routes(simulate(native), "r2") == [f"{six} bgp 20/0 e1>2001:db8:1::1"]
    carried = chain(
        bgp(1, peer("10.0.1.2", 2, families=(4, 6)), networks=[six, P]),
        bgp(2, peer("10.0.1.1", 1, families=(4, 6))),
    )
    assert bgp_routes(simulate(carried), "r2") == [
        f"{P} bgp 20/0 e1>10.0.1.1",
        f"{six} bgp 20/0 e1>2001:db8:1::1",
    ]


def test_ipv4_over_an_unnumbered_interface():
    network = net(
        router("r1", port("e0"), loopback("lo", "1.1.1.1/32"), bgp(1, away("e0"), networks=[P])),
        router("r2", port("e0"), loopback("lo", "2.2.2.2/32"), bgp(2, away("e0"))),
        cables=["r1:e0 r2:e0"],
    )
    (route,) = (r for r in simulate(network).routes[Node("r2", "default")] if r.protocol == "bgp")
    (hop,) = route.hops
    assert (hop.kind, hop.interface, hop.neighbour.device) == ("forward", "e0", "r1")


def away(interface):
    return peer(None, "external", families=(4,), interface=interface)


def test_an_external_path_over_an_internal_one_and_load_sharing():
    def diamond(**knobs):
        return net(
            router(
                "r1",
                port("e2", "10.2.0.1/24"),
                port("e3", "10.3.0.1/24"),
                bgp(1, peer("10.2.0.2", 2), peer("10.3.0.3", 3), **knobs),
            ),
            router("r2", port("e0", "10.2.0.2/24"), bgp(2, peer("10.2.0.1", 1), networks=[P])),
            router("r3", port("e0", "10.3.0.3/24"), bgp(3, peer("10.3.0.1", 1), networks=[P])),
            cables=["r1:e2 r2:e0", "r1:e3 r3:e0"],
        )

    assert bgp_routes(simulate(diamond()), "r1") == [f"{P} bgp 20/0 e2>10.2.0.2"]
    shared = simulate(diamond(max_paths=2, multipath_relax=True))
    assert bgp_routes(shared, "r1") == [f"{P} bgp 20/0 e2>10.2.0.2 e3>10.3.0.3"]


def test_additional_paths_are_all_told():
    def reflected(many):
        knobs = {"additional_paths_send": many, "additional_paths_receive": many}
        client = {"route_reflector_client": True}
        lan = [
            router("r1", port("e0", "10.0.0.1/24"), bgp(9, peer("10.0.0.3", 9), networks=[P])),
            router("r2", port("e0", "10.0.0.2/24"), bgp(9, peer("10.0.0.3", 9), networks=[P])),
            router(
                "r3",
                port("e0", "10.0.0.3/24"),
                bgp(
                    9,
                    peer("10.0.0.1", 9, **client),
                    peer("10.0.0.2", 9, **client),
                    peer("10.0.0.4", 9, **client, **knobs),
                ),
            ),
            router("r4", port("e0", "10.0.0.4/24"), bgp(9, peer("10.0.0.3", 9, **knobs))),
        ]
        found = seen(net(*lan, cables=["r1:e0 r2:e0 r3:e0 r4:e0"]), "r4", P)
        return [line.split()[2] for line in found]

    assert reflected(many=False) == ["10.0.0.1"]
    assert reflected(many=True) == ["10.0.0.1", "10.0.0.2"]


def test_a_default_told_to_one_neighbour():
    def told(**more):
        return seen(
            chain(
                (bgp(1, peer("10.0.1.2", 2, default_originate=True, **more)), *PARTS),
                bgp(2, peer("10.0.1.1", 1)),
            ),
            "r2",
            "0.0.0.0/0",
        )

    assert told() == ["1 via 10.0.1.1 med 0"]
    assert told(export_policies="if-other") == ["1 via 10.0.1.1 med 0"]
    assert told(default_originate_policy="if-net") == ["1 via 10.0.1.1 med 9"]
    assert told(default_originate_policy="if-other") is None
    assert told(default_originate_needs_route=True) is None


PARTS = (
    route_map("if-net", ([of("10.0.1.0/24")], [SetMetric(9)])),
    route_map("if-other", ([of("10.77.0.0/16")], [SetMetric(9)])),
)


def test_a_next_hop_through_another_bgp_route():
    """r3 reaches r1's address only by a BGP route; the path to P hangs on it."""
    network = three(
        (bgp(1, peer("10.0.1.2", 2), networks=[P]),),
        (bgp(2, peer(L, 1), peer(R, 2), networks=["10.0.1.0/24"]),),
        (bgp(2, peer("10.0.2.1", 2)),),
    )
    assert bgp_routes(simulate(network), "r3") == [
        "10.0.1.0/24 ibgp 200/0 e1>10.0.2.1",
        f"{P} ibgp 200/0 e1>10.0.2.1",
    ]


def test_a_route_is_no_way_to_its_own_next_hop():
    network = three(
        (bgp(1, peer("10.0.1.2", 2), networks=["10.0.0.0/20"]),),
        (bgp(2, peer(L, 1), peer(R, 2)),),
        (bgp(2, peer("10.0.2.1", 2)), static("10.0.0.0/8", "10.0.2.1")),
    )
    assert bgp_routes(simulate(network), "r3") == ["10.0.0.0/20 ibgp 200/0 e1>10.0.2.1"]


def test_a_denied_term_after_all():
    deny = PolicyTerm("10", Action.DENY)
    network = chain(
        (bgp(1, peer("10.0.1.2", 2, export_policies="no"), networks=[P]), route_map("no", deny)),
        bgp(2, peer("10.0.1.1", 1)),
    )
    assert seen(network, "r2", P) is None
