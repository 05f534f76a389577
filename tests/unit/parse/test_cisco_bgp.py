"""`router bgp` of IOS: neighbours, families, VRFs, groups, templates -> the model's sessions."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from kawanet.model.bgp import (
    BgpAggregate,
    BgpFamily,
    BgpNeighbor,
    BgpNeighborFamily,
    BgpNetwork,
    BgpProcess,
    NeighborFilter,
)
from kawanet.model.route_policy import Redistribution, Source
from kawanet.model.system import Secret
from kawanet.parse.cisco_iosxe import parse

PEER = ip_address("10.0.0.2")
REMOTE = "neighbor 10.0.0.2 remote-as 65002\n"


def bgp(lines: str, before: str = "") -> tuple[BgpProcess, ...]:
    body = "".join(f" {line}\n" for line in lines.strip().split("\n"))
    parsed = parse({"r1.cfg": f"{before}router bgp 65001\n{body}"})
    assert not parsed.unclaimed
    return parsed.device.routing.bgp


def process(lines: str) -> BgpProcess:
    (found,) = bgp(lines)
    return found


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("neighbor 10.0.0.2 description to the north", {"description": "to the north"}),
        ("neighbor 10.0.0.2 local-as 65009", {"local_as": 65009}),
        ("neighbor 10.0.0.2 local-as 65009 no-prepend",
         {"local_as": 65009, "local_as_mode": "no-prepend"}),
        ("neighbor 10.0.0.2 local-as 65009 no-prepend replace-as",
         {"local_as": 65009, "local_as_mode": "replace"}),
        ("neighbor 10.0.0.2 update-source Loopback0", {"update_source": "Loopback0"}),
        ("neighbor 10.0.0.2 update-source Lo 0", {"update_source": "Loopback0"}),
        ("neighbor 10.0.0.2 ebgp-multihop", {"multihop": 255}),
        ("neighbor 10.0.0.2 ebgp-multihop 2", {"multihop": 2}),
        ("neighbor 10.0.0.2 ttl-security hops 3", {"multihop": 3}),
        ("neighbor 10.0.0.2 disable-connected-check", {"connected_check": False}),
        ("neighbor 10.0.0.2 shutdown", {"enabled": False}),
        ("neighbor 10.0.0.2 shutdown\nno neighbor 10.0.0.2 shutdown", {"enabled": True}),
        ("neighbor 10.0.0.2 transport connection-mode passive", {"passive": True}),
        ("neighbor 10.0.0.2 password 7 0822455D0A16", {"password": Secret("plain")}),
        ("neighbor 10.0.0.2 cluster-id 1.1.1.1", {"cluster_id": ip_address("1.1.1.1")}),
        ("neighbor 10.0.0.2 timers 10 30\nneighbor 10.0.0.2 fall-over bfd\n"
         "neighbor 10.0.0.2 soft-reconfiguration inbound", {}),
    ],
)  # fmt: skip
def test_sessions(lines: str, expected: dict[str, Any]) -> None:
    families = (BgpNeighborFamily(4),)
    assert process(REMOTE + lines).neighbors == (
        BgpNeighbor(PEER, 65002, families=families, **expected),
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("route-map A in\nroute-map B out",
         {"import_policies": ("A",), "export_policies": ("B",)}),
        ("prefix-list A in\nfilter-list 1 out\ndistribute-list 7 in",
         {"import_filter": NeighborFilter(("A",), (), ("7",)),
          "export_filter": NeighborFilter((), ("1",), ())}),
        ("route-reflector-client", {"route_reflector_client": True}),
        ("next-hop-self", {"next_hop_self": "yes"}),
        ("next-hop-self all", {"next_hop_self": "all"}),
        ("next-hop-unchanged", {"next_hop_unchanged": True}),
        ("send-community", {"send_communities": ("standard",)}),
        ("send-community both", {"send_communities": ("standard", "extended")}),
        ("send-community\nsend-community extended",
         {"send_communities": ("standard", "extended")}),
        ("default-originate", {"default_originate": True}),
        ("default-originate route-map D",
         {"default_originate": True, "default_originate_policy": "D"}),
        ("allowas-in", {"allow_as_in": 3}),
        ("allowas-in 1", {"allow_as_in": 1}),
        ("as-override", {"as_override": True}),
        ("remove-private-as", {"remove_private_as": "yes"}),
        ("remove-private-as all", {"remove_private_as": "all"}),
        ("remove-private-as all replace-as", {"remove_private_as": "replace"}),
        ("weight 100", {"weight": 100}),
        ("maximum-prefix 500 80 restart 5", {"maximum_prefixes": 500}),
        ("maximum-prefix 500 warning-only", {}),
        ("additional-paths send receive",
         {"additional_paths_send": True, "additional_paths_receive": True}),
    ],
)  # fmt: skip
def test_families_of_a_session(lines: str, expected: dict[str, Any]) -> None:
    said = "".join(f"neighbor 10.0.0.2 {line}\n" for line in lines.split("\n"))
    flat = process(REMOTE + said).neighbors[0].families
    family = process(
        REMOTE + "!\naddress-family ipv4\n" + "".join(f" {line}\n" for line in said.splitlines())
    )
    assert flat == family.neighbors[0].families == (BgpNeighborFamily(4, **expected),)


def test_families_are_active_as_ios_has_them() -> None:
    (default,) = process("neighbor 2001:db8::1 remote-as 1\naddress-family ipv6\n"
                         " neighbor 2001:db8::1 activate").neighbors  # fmt: skip
    assert [f.family for f in default.families] == [4, 6]
    (denied,) = process("neighbor 2001:db8::1 remote-as 1\naddress-family ipv4\n"
                        " no neighbor 2001:db8::1 activate\naddress-family ipv6\n"
                        " neighbor 2001:db8::1 activate").neighbors  # fmt: skip
    assert [f.family for f in denied.families] == [6]
    (without,) = process("no bgp default ipv4-unicast\n" + REMOTE).neighbors
    assert without.families == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("bgp router-id 1.1.1.1", {"router_id": ip_address("1.1.1.1")}),
        ("bgp cluster-id 7", {"cluster_id": ip_address("0.0.0.7")}),
        ("no bgp client-to-client reflection", {"client_to_client": False}),
        ("bgp confederation identifier 100\nbgp confederation peers 65003 1.1\n"
         "bgp confederation peers 65002",
         {"confederation": 100, "confederation_peers": (65002, 65003, 65537)}),
        ("bgp default local-preference 50", {"default_local_preference": 50}),
        ("default-metric 7", {"default_metric": 7}),
        ("bgp always-compare-med", {"always_compare_med": True}),
        ("bgp deterministic-med", {"deterministic_med": True}),
        ("bgp bestpath med confed missing-as-worst",
         {"confederation_med": True, "missing_med_worst": True}),
        ("bgp bestpath as-path ignore", {"ignore_as_path": True}),
        ("bgp bestpath as-path multipath-relax", {"multipath_relax": True}),
        ("bgp bestpath compare-routerid", {"compare_router_id": True}),
        ("no bgp enforce-first-as", {"enforce_first_as": False}),
        ("bgp suppress-inactive", {"advertise_inactive": False}),
        ("bgp log-neighbor-changes\nno synchronization\nno auto-summary\ntimers bgp 3 9", {}),
    ],
)  # fmt: skip
def test_the_process(lines: str, expected: dict[str, Any]) -> None:
    found = process(lines)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("network 10.1.0.0 mask 255.255.0.0",
         {"networks": (BgpNetwork(ip_network("10.1.0.0/16")),)}),
        ("network 10.0.0.0", {"networks": (BgpNetwork(ip_network("10.0.0.0/8")),)}),
        ("network 192.0.2.0 route-map M",
         {"networks": (BgpNetwork(ip_network("192.0.2.0/24"), "M"),)}),
        ("aggregate-address 10.0.0.0 255.0.0.0 summary-only as-set suppress-map S",
         {"aggregates": (BgpAggregate(ip_network("10.0.0.0/8"), True, True,
                                      suppress_policy="S"),)}),
        ("aggregate-address 10.0.0.0 255.0.0.0 attribute-map A advertise-map B",
         {"aggregates": (BgpAggregate(ip_network("10.0.0.0/8"), attribute_policy="A",
                                      advertise_policy="B"),)}),
        ("maximum-paths 4\nmaximum-paths ibgp 2\nmaximum-paths eibgp 3",
         {"max_paths": 4, "max_paths_ibgp": 2, "max_paths_eibgp": 3}),
        ("distance bgp 30 210 220",
         {"distance_external": 30, "distance_internal": 210, "distance_local": 220}),
        ("default-information originate", {"default_originate": True}),
        ("table-map T filter", {"table_policy": "T"}),
        ("redistribute connected metric 5 route-map M",
         {"redistribute": (Redistribution(Source.CONNECTED, 5, policies=("M",)),)}),
        ("redistribute ospf 7 match external 1 nssa-external 2",
         {"redistribute": (Redistribution(Source.OSPF, None, instance="7", route_types=(
             "external-1", "nssa-external-2")),)}),
        ("redistribute ospf 7",
         {"redistribute": (Redistribution(Source.OSPF, None, instance="7",
                                          route_types=("internal",)),)}),
    ],
)  # fmt: skip
def test_what_a_family_tells(lines: str, expected: dict[str, Any]) -> None:
    inside = "address-family ipv4 unicast\n" + "".join(f" {line}\n" for line in lines.split("\n"))
    assert process(lines).families == process(inside).families == (BgpFamily(4, **expected),)


def test_a_link_local_peer_names_its_interface() -> None:
    (found,) = process("neighbor FE80::1%GigabitEthernet0/1 remote-as 65002").neighbors
    assert (found.address, found.update_source) == (ip_address("fe80::1"), "GigabitEthernet0/1")


def test_a_family_may_tell_all_its_peers_more_paths() -> None:
    (found,) = process(
        REMOTE + "address-family ipv4\n bgp additional-paths send receive\n"
        " bgp additional-paths select all\n neighbor 10.0.0.2 advertise additional-paths all\n"
    ).neighbors
    assert found.families == (
        BgpNeighborFamily(4, additional_paths_send=True, additional_paths_receive=True),
    )


def test_ipv6_prefixes() -> None:
    lines = (
        "address-family ipv6\n network 2001:db8:1::/48\n"
        " aggregate-address 2001:db8::/32 summary-only\n redistribute static\n"
    )
    (family,) = process(lines).families
    assert family.family == 6
    assert family.networks[0].prefix == ip_network("2001:db8:1::/48")
    assert family.aggregates[0].summary_only


def test_a_group_holds_where_the_peer_is_silent() -> None:
    (found,) = process(
        "neighbor G peer-group\nneighbor G remote-as 65002\nneighbor G update-source Loopback0\n"
        "neighbor 10.0.0.2 peer-group G\nneighbor 10.0.0.2 description mine\n"
        "address-family ipv4\n neighbor G send-community\n neighbor G route-map OUT out\n"
        " neighbor G weight 5\n neighbor 10.0.0.2 weight 9\n neighbor 10.0.0.2 activate\n"
    ).neighbors
    assert (found.remote_as, found.update_source, found.description) == (
        65002,
        "Loopback0",
        "mine",
    )
    assert found.families == (
        BgpNeighborFamily(4, (), ("OUT",), send_communities=("standard",), weight=9),
    )


def test_templates() -> None:
    (found,) = process(
        "template peer-policy P\n route-map IN in\n send-community both\nexit-peer-policy\n"
        "template peer-policy Q\n inherit peer-policy P 10\n weight 3\n exit-peer-policy\n"
        "template peer-session BASE\n timers 3 9\n update-source Loopback0\n exit-peer-session\n"
        "template peer-session S\n remote-as 65002\n inherit peer-session BASE\n"
        "neighbor 10.0.0.2 inherit peer-session S\n"
        "address-family ipv4\n neighbor 10.0.0.2 activate\n"
        " neighbor 10.0.0.2 inherit peer-policy Q\n"
    ).neighbors
    assert (found.remote_as, found.update_source) == (65002, "Loopback0")
    assert found.families == (
        BgpNeighborFamily(4, ("IN",), send_communities=("standard", "extended"), weight=3),
    )


def test_groups_in_a_circle_end() -> None:
    lines = "neighbor A peer-group B\nneighbor B peer-group A\nneighbor 10.0.0.2 peer-group A\n"
    assert process(REMOTE + lines).neighbors[0].remote_as == 65002


def test_dynamic_peers() -> None:
    lines = (
        "bgp listen range 10.9.0.0/16 peer-group G\nneighbor G peer-group\n"
        "neighbor G remote-as 65009\nbgp listen limit 20\n"
    )
    (found,) = process(lines).neighbors
    assert (found.address, found.listen, found.remote_as) == (
        None,
        ip_network("10.9.0.0/16"),
        65009,
    )


def test_peers_stand_in_the_order_of_their_addresses() -> None:
    lines = "".join(f"neighbor {a} remote-as 1\n" for a in ("2001:db8::1", "10.0.0.10", "10.0.0.9"))
    assert [str(n.address) for n in process(lines).neighbors] == [
        "10.0.0.9",
        "10.0.0.10",
        "2001:db8::1",
    ]


def test_a_vrf_takes_what_is_said_of_the_whole() -> None:
    before = "interface Loopback0\n ip address 9.9.9.9 255.255.255.255\n"
    red, default = bgp(
        "bgp always-compare-med\nneighbor 10.0.0.2 remote-as 65002\n"
        "address-family ipv4 vrf RED\n redistribute connected\n neighbor 10.1.0.2 remote-as 65003\n"
        " neighbor 10.1.0.2 as-override\n exit-address-family\n"
        "address-family ipv6 vrf RED\n neighbor 2001:db8::2 remote-as 65003\n"
        " neighbor 2001:db8::2 activate\n",
        before,
    )
    assert (default.vrf, default.router_id) == ("default", None)
    assert (red.vrf, red.router_id, red.always_compare_med) == (
        "RED",
        ip_address("9.9.9.9"),
        True,
    )
    assert [(str(n.address), n.families) for n in red.neighbors] == [
        ("10.1.0.2", (BgpNeighborFamily(4, as_override=True),)),
        ("2001:db8::2", (BgpNeighborFamily(6),)),
    ]
    assert [f.family for f in red.families] == [4, 6]


def test_old_ios_prints_a_family_on_the_depth_of_the_process() -> None:
    lines = (
        "no synchronization\nneighbor 10.0.0.2 remote-as 65002\n!\naddress-family ipv4\n"
        "neighbor 10.0.0.2 activate\nneighbor 10.0.0.2 weight 5\nexit-address-family\n!\n"
        "address-family ipv4 vrf RED\nredistribute connected\nno synchronization\n"
        "exit-address-family\n"
    )
    red, default = bgp(lines)
    assert default.neighbors[0].families == (BgpNeighborFamily(4, weight=5),)
    assert default.families == (BgpFamily(4),)
    assert red.families == (BgpFamily(4, redistribute=(Redistribution(Source.CONNECTED, None),)),)


def test_an_igp_takes_external_routes_unless_told_otherwise() -> None:
    text = "router ospf 1\n redistribute bgp 65001 subnets\nrouter bgp 65001\n"
    for said, expected in (
        ("", ("external",)),
        (" bgp redistribute-internal\n", ("external", "internal")),
    ):
        (found,) = parse({"r1.cfg": text + said}).device.routing.ospf[0].redistribute
        assert (found.route_types, found.metric, found.classful_only) == (expected, 1, False)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (" address-family vpnv4\n  neighbor 10.0.0.2 route-map M in\n", {"unmodelled"}),
        (" address-family ipv4 multicast\n  network 10.0.0.0\n", set()),
        (" network 10.0.0.0 evpn\n", {"unmodelled"}),
        (" neighbor 10.0.0.2 soo 1:1\n", {"unmodelled"}),
        (" neighbor 10.0.0.2 frobnicate\n", {"unrecognised"}),
        (" bgp confederation peers many\n", {"unrecognised"}),
        (" aggregate-address 10.0.0.0 255.0.0.0 attribute-map\n", {"unrecognised"}),
    ],
)
def test_what_is_not_modelled(lines: str, expected: set[str]) -> None:
    parsed = parse({"r1.cfg": "router bgp 65001\n" + lines})
    assert {u.line_class.value for u in parsed.unclaimed} == expected
