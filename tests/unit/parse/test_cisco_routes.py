"""Static routes, tracks, VRFs and policy routing of IOS -> the model."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from kawanet.model.network import Device, RouteTargets
from kawanet.model.policy import Action, PolicyRouteRule
from kawanet.model.route_policy import MatchCommunities, MatchPolicies, Source
from kawanet.model.routing import RouteLeak, StaticRoute, Track
from kawanet.parse.cisco_iosxe import parse

NET = ip_network("10.0.0.0/8")
HOP = ip_address("192.0.2.1")


def device(text: str) -> Device:
    parsed = parse({"r1.cfg": text})
    assert not parsed.unclaimed
    return parsed.device


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("192.0.2.1 name to the north", None),
        ("192.0.2.1 track 5", StaticRoute("default", NET, HOP, track="5")),
        ("192.0.2.1 250 tag 7 permanent",
         StaticRoute("default", NET, HOP, distance=250, tag=7, permanent=True)),
        ("dialer 1 250", StaticRoute("default", NET, interface="Dialer1", distance=250)),
        ("GigabitEthernet0/1", StaticRoute("default", NET, interface="GigabitEthernet0/1")),
        ("Gi0/1 192.0.2.1 5 name x",
         StaticRoute("default", NET, HOP, "GigabitEthernet0/1", 5)),
    ],
)  # fmt: skip
def test_static_routes(line: str, expected: StaticRoute | None) -> None:
    if expected is None:
        parsed = parse({"r1.cfg": f"ip route 10.0.0.0 255.0.0.0 {line}\n"})
        assert [u.line_class.value for u in parsed.unclaimed] == ["unmodelled"]
        return
    assert device(f"ip route 10.0.0.0 255.0.0.0 {line}\n").routing.static == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("track 1 interface GigabitEthernet0/1 line-protocol\n delay down 5\n",
         Track("1", "GigabitEthernet0/1")),
        ("track 1 interface Gi0/1 ip routing\n", Track("1", "GigabitEthernet0/1")),
        ("track 1 ip route 10.0.0.0 255.0.0.0 reachability\n ip vrf RED\n",
         Track("1", prefix=NET, vrf="RED")),
        ("track 1 ip route 10.0.0.0/8 reachability\n", Track("1", prefix=NET)),
        ("track 1 ip sla 7 reachability\n default-state up\n", Track("1")),
        ("track 1 rtr 7\n", Track("1")),
    ],
)  # fmt: skip
def test_tracks(text: str, expected: Track) -> None:
    assert device(text).routing.tracks == (expected,)


def test_a_tracked_interface_is_a_track_of_its_own_name() -> None:
    text = (
        "interface GigabitEthernet0/1\n ip address 10.0.0.2 255.0.0.0\n standby 1 ip 10.0.0.1\n"
        " standby 1 track GigabitEthernet0/2 20\ninterface GigabitEthernet0/2\n"
    )
    found = device(text)
    assert found.routing.tracks == (Track("GigabitEthernet0/2", "GigabitEthernet0/2"),)
    assert found.interfaces[0].vrrp[0].tracks[0].track == "GigabitEthernet0/2"


def test_route_targets_of_both_styles() -> None:
    text = (
        "vrf definition A\n rd 65001:7\n route-target both 1:1\n address-family ipv4\n"
        "  import map IN\n  export map OUT\n  route-target import 2:2\n exit-address-family\n"
        " address-family ipv6\n exit-address-family\n"
        "ip vrf B\n rd 10.0.0.1:9\n route-target export 3:3\n route-target import 1:1\n"
    )
    a, b = device(text).vrfs
    assert (a.rd, a.number, b.rd, b.number) == ("65001:7", 7, "10.0.0.1:9", 9)
    assert a.targets == (
        RouteTargets(4, ("1:1", "2:2"), ("1:1",), ("IN",), ("OUT",)),
        RouteTargets(6, ("1:1",), ("1:1",)),
    )
    assert b.targets == (RouteTargets(4, ("1:1",), ("3:3",)),)


def test_route_targets_as_old_ios_prints_them() -> None:
    text = (
        "vrf definition A\n rd 65001:7\n !\n address-family ipv4\n route-target export 1:1\n"
        " exit-address-family\n !\n address-family ipv6\n exit-address-family\n"
    )
    assert device(text).vrfs[0].targets == (RouteTargets(4, (), ("1:1",)),)


def test_leaks() -> None:
    text = (
        "vrf definition A\n address-family ipv4\n  import ipv4 unicast map M\n"
        "  export ipv4 unicast 500 map N\n"
        "  route-replicate from vrf B unicast connected route-map R\n"
        "  route-replicate from vrf C unicast all\n"
        "global-address-family ipv4\n route-replicate from vrf A unicast static\n"
    )
    assert device(text).routing.leaks == (
        RouteLeak("A", "B", 4, ("R",), (Source.CONNECTED,)),
        RouteLeak("A", "C", 4),
        RouteLeak("A", "default", 4, ("M",), (Source.BGP,)),
        RouteLeak("default", "A", 4, (), (Source.STATIC,)),
        RouteLeak("default", "A", 4, ("N",), (Source.BGP,)),
    )


def test_policy_routing() -> None:
    text = (
        "interface Vlan1\n ip policy route-map PBR\n"
        "route-map PBR permit 10\n match ip address 101\n set ip next-hop 192.0.2.1\n"
        "route-map PBR deny 20\nroute-map ROUTES permit 10\n"
    )
    found = device(text)
    assert found.interfaces[0].policy_routes == ((4, "PBR"),)
    (bound,) = found.policy.policy_routes
    assert bound.rules == (
        PolicyRouteRule(Action.PERMIT, ("101",), (HOP,)),
        PolicyRouteRule(Action.DENY),
    )


def test_interfaces_for_metrics() -> None:
    text = (
        "interface GigabitEthernet0/1\n ip unnumbered Loopback0\n delay 100\n bandwidth 5000\n"
        "interface Vlan7\n no autostate\n"
    )
    port, svi = device(text).interfaces
    assert (port.unnumbered, port.delay_10us, port.speed_bps) == ("Loopback0", 100, 5_000_000)
    assert (svi.autostate, port.autostate) == (False, True)


def test_a_policy_list_is_a_policy_that_route_maps_call() -> None:
    found = device(
        "ip policy-list P permit\n match community 5\nroute-map M permit 10\n match policy-list P\n"
    ).routing
    main, listed = found.policies
    assert main.terms[0].matches == (MatchPolicies((listed.name,)),)
    assert listed.terms[0].matches == (MatchCommunities(("5",)),)


def test_lists() -> None:
    text = (
        "ip prefix-list P seq 10 permit 10.0.0.0/8 le 24\nip prefix-list P description x\n"
        "ipv6 prefix-list P seq 5 deny ::/0 ge 64\n"
        "ip as-path access-list 7 permit _65001$\nip as-path access-list 7 deny .*\n"
        "ip community-list standard C permit 65000:1\nip community-list 101 permit 65.*\n"
        "ip extcommunity-list standard E permit rt 1:1\n"
    )
    found = device(text).routing
    assert [(p.family, p.name) for p in found.prefix_lists] == [(4, "P"), (6, "P")]
    (as_path,) = found.as_path_lists
    assert [(e.action.value, e.text) for e in as_path.entries] == [
        ("permit", "_65001$"),
        ("deny", ".*"),
    ]
    assert [c.name for c in found.community_lists] == ["101", "C", "ext:E"]
