"""EOS text -> model: BGP, IS-IS, RIP, lists and policies, VARP, trunk groups, policy routing."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.model.bgp import BgpNeighbor, BgpProcess
from kawanet.model.interfaces import Interface, IsisInterface, TrackedPriority, VrrpGroup
from kawanet.model.network import Device, RouteTargets
from kawanet.model.policy import Action, PolicyRouteRule
from kawanet.model.route_policy import (
    Match,
    MatchAcls,
    MatchPolicies,
    MatchPrefixes,
    MatchRouteTypes,
    Redistribution,
    SetLocalPreference,
    Source,
)
from kawanet.model.routing import AreaKind, OspfArea, Track
from kawanet.parse.arista_eos import parse
from kawanet.parse.arista_eos.as_paths import as_regex

PERMIT, DENY = Action.PERMIT, Action.DENY


def device(text: str) -> Device:
    return parse({"r1.cfg": text}).device


def port(lines: str, name: str = "Vlan10", rest: str = "") -> Interface:
    body = "".join(f"   {line}\n" for line in lines.split("\n"))
    return device(f"interface {name}\n{body}{rest}").interface[name]


def classes(text: str) -> list[tuple[int, str]]:
    return [(u.where.line, u.line_class.value) for u in parse({"r1.cfg": text}).unclaimed]


def bgp(lines: str, vrf: str = "default", rest: str = "") -> BgpProcess:
    body = "".join(f"   {line}\n" for line in lines.split("\n"))
    found = device(f"router bgp 65000\n{body}{rest}").routing.bgp
    return next(p for p in found if p.vrf == vrf)


def neighbour(lines: str) -> BgpNeighbor:
    (found,) = bgp(lines).neighbors
    return found


def test_the_defaults_of_bgp() -> None:
    found = bgp("neighbor 10.0.0.1 remote-as 65001")
    (family,) = found.families
    assert (family.max_paths, family.max_paths_ibgp) == (1, 1)
    assert (family.distance_external, family.distance_internal) == (200, 200)
    assert (found.advertise_inactive, found.multipath_relax) == (False, True)
    assert found.prefers_local_weight is False


@pytest.mark.parametrize(
    ("line", "attribute", "expected"),
    [
        ("router-id 192.0.2.1", "router_id", ip_address("192.0.2.1")),
        ("bgp cluster-id 192.0.2.9", "cluster_id", ip_address("192.0.2.9")),
        ("bgp advertise-inactive", "advertise_inactive", True),
        ("no bgp bestpath as-path multipath-relax", "multipath_relax", False),
        ("bgp bestpath tie-break router-id", "compare_router_id", True),
        ("bgp always-compare-med", "always_compare_med", True),
        ("bgp bestpath med missing-as-worst", "missing_med_worst", True),
        ("bgp confederation identifier 1.1", "confederation", 65537),
        ("bgp confederation peers 65001-65003,65010", "confederation_peers",
         (65001, 65002, 65003, 65010)),
        ("no bgp client-to-client reflection", "client_to_client", False),
    ],
)  # fmt: skip
def test_knobs_of_the_process(line: str, attribute: str, expected: object) -> None:
    assert getattr(bgp(line), attribute) == expected


def test_what_a_process_originates() -> None:
    found = bgp(
        "maximum-paths 4 ecmp 8\ndistance bgp 20 190 195\nnetwork 10.0.0.0/8 route-map N\n"
        "network fd00::/32\naggregate-address 10.0.0.0/8 as-set summary-only match-map M\n"
        "redistribute connected route-map C\nredistribute ospf match external\n"
        "address-family ipv6\n   redistribute static"
    )
    four, six = found.families
    assert [str(n.prefix) for n in four.networks] == ["10.0.0.0/8"]
    assert [str(n.prefix) for n in six.networks] == ["fd00::/32"]
    (aggregate,) = four.aggregates
    assert (aggregate.summary_only, aggregate.as_set) == (True, True)
    assert (aggregate.advertise_policy, aggregate.from_rib) == ("M", False)
    assert [r.source for r in four.redistribute] == [Source.CONNECTED, Source.OSPF]
    assert [r.source for r in six.redistribute] == [Source.CONNECTED, Source.STATIC]
    assert four.redistribute[1].route_types == ("external",)
    assert four.redistribute[0] == Redistribution(Source.CONNECTED, None, policies=("C",))
    assert (four.max_paths, four.max_paths_ibgp, six.max_paths) == (4, 4, 4)
    assert (four.distance_external, four.distance_internal, four.distance_local) == (20, 190, 195)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("! device: r (vEOS, EOS-4.23.0.1F)\n", True),
        ("! device: r (vEOS, EOS-4.33.0F)\n", False),
        ("! device: r (vEOS, EOS-4.23.0.1F)\nservice routing protocols model multi-agent\n", False),
        ("", False),
    ],
)
def test_the_older_process_makes_aggregates_of_any_route(head: str, expected: bool) -> None:
    (found,) = device(f"{head}router bgp 1\n   aggregate-address 10.0.0.0/8\n").routing.bgp
    assert found.families[0].aggregates[0].from_rib is expected


@pytest.mark.parametrize(
    ("lines", "attribute", "expected"),
    [
        ("ebgp-multihop 3", "multihop", 3),
        ("ttl maximum-hops 2", "multihop", 3),
        ("update-source Lo0", "update_source", "Loopback0"),
        ("local-as 65009 no-prepend replace-as", "local_as_mode", "replace"),
        ("shutdown", "enabled", False),
        ("description to  the west", "description", "to  the west"),
        ("passive", "passive", True),
    ],
)
def test_settings_of_a_session(lines: str, attribute: str, expected: object) -> None:
    found = neighbour(f"neighbor 10.0.0.1 remote-as 65001\nneighbor 10.0.0.1 {lines}")
    assert getattr(found, attribute) == expected


@pytest.mark.parametrize(
    ("lines", "attribute", "expected"),
    [
        ("route-map IN in", "import_policies", ("IN",)),
        ("route-map OUT out", "export_policies", ("OUT",)),
        ("next-hop-self", "next_hop_self", "yes"),
        ("route-reflector-client", "route_reflector_client", True),
        ("send-community", "send_communities", ("standard", "extended", "large")),
        ("send-community standard extended", "send_communities", ("standard", "extended")),
        ("maximum-routes 12000", "maximum_prefixes", 12000),
        ("maximum-routes 0", "maximum_prefixes", None),
        ("maximum-routes 5 warning-only", "maximum_prefixes", None),
        ("allowas-in", "allow_as_in", 3),
        ("remove-private-as all replace-as", "remove_private_as", "replace"),
        ("as-path remote-as replace out", "as_override", True),
        ("weight 7", "weight", 7),
        ("additional-paths receive", "additional_paths_receive", True),
        ("default-originate always", "default_originate_needs_route", False),
        ("default-originate route-map D", "default_originate_needs_route", True),
        ("default-originate route-map D", "default_originate_policy", "D"),
        ("next-hop-unchanged", "next_hop_unchanged", True),
    ],
)
def test_settings_of_a_family(lines: str, attribute: str, expected: object) -> None:
    found = neighbour(f"neighbor 10.0.0.1 remote-as 65001\nneighbor 10.0.0.1 {lines}")
    assert getattr(found.families[0], attribute) == expected


def test_groups_and_which_families_are_on() -> None:
    found = bgp(
        "no bgp default ipv4-unicast\nneighbor G peer group\nneighbor G remote-as 65001\n"
        "neighbor G route-map R in\nneighbor H peer-group\n"
        "neighbor 10.0.0.1 peer group G\nneighbor 10.0.0.1 description one\n"
        "neighbor 10.0.0.2 remote-as 65002\nneighbor fd00::3 peer-group H\n"
        "neighbor fd00::3 remote-as 65003\n"
        "address-family ipv4\n   neighbor G activate\n   neighbor G prefix-list P in\n"
        "   no neighbor 10.0.0.2 activate\naddress-family ipv6\n   neighbor H activate\n"
        "   neighbor H next-hop-self"
    )
    one, two, three = found.neighbors
    (family,) = one.families
    assert (one.remote_as, one.description, family.import_policies) == (65001, "one", ("R",))
    assert family.import_filter.prefix_lists == ("P",)
    assert two.families == ()
    assert [(f.family, f.next_hop_self) for f in three.families] == [(6, "yes")]


def test_a_vrf_has_groups_targets_and_a_process_of_its_own() -> None:
    rest = (
        "   vrf RED\n      rd 192.0.2.1:10\n      route-target import vpn-ipv4 65000:1\n"
        "      route-target export vpn-ipv4 65000:2\n      route-target import evpn 10:10\n"
        "      router-id 192.0.2.2\n      local-as 65111\n      neighbor 10.1.0.1 peer group G\n"
        "      redistribute connected\n"
    )
    lines = "neighbor G peer group\nneighbor G remote-as 65001\nbgp advertise-inactive"
    found = bgp(lines, "RED", rest)
    assert (found.asn, found.router_id) == (65111, ip_address("192.0.2.2"))
    assert (found.neighbors[0].remote_as, found.advertise_inactive) == (65001, True)
    (red,) = device(f"router bgp 65000\n{rest}").vrfs
    assert (red.rd, red.targets) == ("192.0.2.1:10", (RouteTargets(4, ("65000:1",), ("65000:2",)),))
    assert classes(f"router bgp 65000\n{rest}") == [(6, "unmodelled")]


def test_dynamic_and_unnumbered_peers() -> None:
    text = (
        "peer-filter SPINES\n   10 match as-range 65100-65199 result accept\n"
        "peer-filter ONE\n   10 match as-range 65007 result accept\n"
        "router bgp 65000\n   neighbor G peer group\n"
        "   bgp listen range 10.0.0.0/24 peer-group G peer-filter SPINES\n"
        "   bgp listen range 10.1.0.0/24 peer group G remote-as 65005\n"
        "   neighbor interface Et1-2 peer-group G peer-filter ONE\n"
    )
    found = device(text).routing.bgp[0].neighbors
    assert [(str(n.listen), n.remote_as) for n in found[:2]] == [
        ("10.0.0.0/24", "external"),
        ("10.1.0.0/24", 65005),
    ]
    assert [(n.interface, n.remote_as) for n in found[2:]] == [
        ("Ethernet1", 65007),
        ("Ethernet2", 65007),
    ]
    assert classes(text) == []


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("_65001_", ["65001", "65002 65001 7"], ["650010", "165001"]),
        ("^65001$", ["65001"], ["65001 65001", "6500"]),
        ("65001", ["1 65001"], ["650011"]),
        ("^65001 .*$", ["65001 1 2 3"], ["1 65001 2"]),
        ("^.$", ["65001"], ["65001 65002", ""]),
        ("^$", [""], ["1"]),
        ("^[65000-65002]_", ["65001 7"], ["65003"]),
        ("_[4200000000-4294967294]_", ["1 4200000001"], ["4199999999", "42000000001"]),
        ("^(65001)(_65001)*$", ["65001 65001"], ["65001 65002"]),
    ],
)
def test_as_path_expressions_count_whole_numbers(
    text: str, inside: list[str], outside: list[str]
) -> None:
    pattern = as_regex(text)
    assert all(re.search(pattern, path) for path in inside)
    assert not any(re.search(pattern, path) for path in outside)


def test_lists_and_route_maps() -> None:
    text = """
ip prefix-list P
   seq 10 permit 10.0.0.0/8 eq 24
ip as-path regex-mode string
ip as-path access-list A permit 65 any
ip as-path access-list A deny .* igp
ip community-list regexp C permit 65000:.*
ip extcommunity-list X permit rt 65000:1
route-map INNER permit 10
   set local-preference 200
route-map M permit 10
   match ip address prefix-list P
   sub-route-map INNER
route-map M deny 20
"""
    routing = device(text).routing
    assert routing.prefix_lists[0].entries[0].match == (ip_network("10.0.0.0/8"), 24, 24)
    assert routing.as_path_lists[0].entries[0].regex == "65"
    assert [len(x.entries) for x in routing.community_lists] == [1, 1]
    inner, outer = routing.policies
    assert inner.terms[0].changes == (SetLocalPreference(200),)
    assert set(outer.terms[0].matches) == {MatchPrefixes((), ("P",)), MatchPolicies(("INNER",))}
    assert outer.terms[1].action is DENY
    assert classes(text) == [(6, "unmodelled")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("match ip address access-list A", MatchAcls(("A",))),
        ("match metric-type type-2", MatchRouteTypes(("external-2",))),
    ],
)
def test_conditions_in_words_of_eos(line: str, expected: Match) -> None:
    (policy,) = device(f"route-map M permit 10\n   {line}\n").routing.policies
    assert policy.terms[0].matches == (expected,)


@pytest.mark.parametrize(
    "line",
    ["match router-id prefix-list P", "match invert-result as-path A", "set as-path prepend auto",
     "set tag auto", "set metric +igp-nexthop-cost", "match ip address dynamic X"],
)  # fmt: skip
def test_what_of_a_route_map_is_not_modelled_is_said(line: str) -> None:
    assert classes(f"route-map M permit 10\n   {line}\n") == [(2, "unmodelled")]


def test_router_general() -> None:
    text = (
        "router general\n   router-id ipv4 192.0.2.7\n   vrf RED\n"
        "      leak routes source-vrf default subscribe-policy RM\n"
        "      routes dynamic prefix-list D\n"
        "router ospf 1\nrouter bgp 1\n"
    )
    routing = device(text).routing
    assert routing.ospf[0].router_id == ip_address("192.0.2.7")
    assert routing.bgp[0].router_id == ip_address("192.0.2.7")
    assert [(x.vrf, x.from_vrf, x.family, x.policies) for x in routing.leaks] == [
        ("RED", "default", 4, ("RM",)),
        ("RED", "default", 6, ("RM",)),
    ]
    assert classes(text) == [(5, "unmodelled")]


def test_isis() -> None:
    text = (
        "interface Ethernet1\n   no switchport\n   ip address 10.0.0.1/31\n"
        "   ipv6 address fd00::1/64\n   isis enable CORE\n   isis metric 30\n"
        "   isis network point-to-point\n   isis circuit-type level-2\n"
        "interface Loopback0\n   ip address 192.0.2.1/32\n   isis enable CORE\n   isis passive\n"
        "router isis CORE\n   net 49.0001.0000.0000.0001.00\n   is-type level-2\n"
        "   redistribute connected route-map C\n   address-family ipv4 unicast\n"
        "      maximum-paths 4\n"
    )
    found = device(text)
    (process,) = found.routing.isis
    assert (process.level, process.wide_metrics, process.max_paths) == ("2", True, 4)
    assert process.families == (4,)
    assert found.interface["Ethernet1"].isis == (
        IsisInterface("CORE", (4,), "2", 30, 30, network="point-to-point"),
    )
    assert found.interface["Loopback0"].isis[0].passive
    assert classes(text) == []


def test_rip_runs_when_told() -> None:
    text = (
        "interface Ethernet1\n   no switchport\n   ip address 10.0.0.1/31\n"
        "router rip\n   network 10.0.0.0/8\n   redistribute static\n   no shutdown\n"
    )
    found = device(text)
    assert [r.source for r in found.routing.rip[0].redistribute] == [Source.STATIC]
    assert [r.family for r in found.interface["Ethernet1"].rip] == [4]
    assert device(text.replace("   no shutdown\n", "")).routing.rip == ()


def test_areas_of_ospf() -> None:
    text = (
        "router ospf 1\n   area 1 nssa no-summary\n   area 2 filter prefix-list P\n"
        "   area 3 not-so-stubby lsa type-7 convert type-5\n   max-lsa 12000\n"
        "   distance ospf external 150\n   max-metric router-lsa\n"
        "   default-information originate always metric 5 metric-type 1\n"
        "   redistribute bgp route-map B\n"
    )
    (process,) = device(text).routing.ospf
    assert process.areas == (
        OspfArea(1, AreaKind.TOTALLY_NSSA),
        OspfArea(2, import_lists=("P",)),
        OspfArea(3, AreaKind.NSSA),
    )
    assert (process.distance_external, process.max_metric) == (150, True)
    assert (process.default_always, process.default_metric, process.default_metric_type) == (
        True,
        5,
        1,
    )
    assert [(r.source, r.metric) for r in process.redistribute] == [(Source.BGP, 1)]
    assert classes(text) == []


@pytest.mark.parametrize(
    ("lines", "addresses", "groups"),
    [
        ("ip address 10.0.0.2/24\nip virtual-router address 10.0.0.1", ["10.0.0.2/24"],
         (VrrpGroup(4, 0, ip_address("10.0.0.1"), protocol="varp"),)),
        ("ip address virtual 10.0.0.1/24\nip address virtual 10.1.0.1/24 secondary",
         ["10.0.0.1/24", "10.1.0.1/24"],
         (VrrpGroup(4, 0, ip_address("10.0.0.1"), protocol="varp",
                    more=(ip_address("10.1.0.1"),)),)),
        ("ipv6 address fd00::2/64\nipv6 virtual-router address fd00::1", ["fd00::2/64"],
         (VrrpGroup(6, 0, ip_address("fd00::1"), protocol="varp"),)),
        ("vrrp 5 tracked-object UP decrement 30\nvrrp 5 ipv4 10.0.0.1\n"
         "vrrp 5 ipv4 10.1.0.1 secondary", [],
         (VrrpGroup(4, 5, ip_address("10.0.0.1"), more=(ip_address("10.1.0.1"),),
                    tracks=(TrackedPriority("UP", 30),)),)),
        ("vrrp 5 ipv4 10.0.0.1\nvrrp 5 shutdown", [], ()),
    ],
)  # fmt: skip
def test_addresses_that_several_answer_for(
    lines: str, addresses: list[str], groups: tuple[VrrpGroup, ...]
) -> None:
    found = port(lines)
    assert [str(a) for a in found.addresses] == addresses
    assert found.vrrp == groups


def test_a_tracked_interface_and_an_svi_that_stays_up() -> None:
    found = device("track UP interface Ethernet1 line-protocol\ninterface Vlan9\n   no autostate\n")
    assert found.routing.tracks == (Track("UP", "Ethernet1"),)
    assert not found.interface["Vlan9"].autostate


def test_a_vlan_in_a_trunk_group_is_carried_by_its_trunks_alone() -> None:
    text = (
        "vlan 10,4094\nvlan 4094\n   trunk group MLAG\n"
        "interface Port-Channel1\n   switchport mode trunk\n"
        "   switchport trunk allowed vlan 10,4094\n"
        "interface Port-Channel2\n   switchport mode trunk\n   switchport trunk group MLAG\n"
        "   switchport trunk allowed vlan 10,4094\n"
    )
    found = device(text).interface
    ports = (found[f"Port-Channel{n}"].switchport for n in (1, 2))
    assert [p and p.allowed_vlans for p in ports] == [(10,), (10, 4094)]
    assert classes(text) == []


def test_policy_routing() -> None:
    text = """
class-map type pbr match-any WEB
   10 match ip access-group A
   20 match ip access-group B
policy-map type pbr P
   10 class WEB
      set nexthop 10.0.0.9 vrf RED
   20 match ip access-group C
      drop
   30 match ip access-group D
interface Ethernet1
   no switchport
   service-policy type pbr input P
"""
    found = device(text)
    (policy,) = found.policy.policy_routes
    hops = (ip_address("10.0.0.9"),)
    assert policy.rules == (
        PolicyRouteRule(PERMIT, ("A",), hops, vrf="RED"),
        PolicyRouteRule(PERMIT, ("B",), hops, vrf="RED"),
        PolicyRouteRule(PERMIT, ("C",), interface="discard"),
        PolicyRouteRule(DENY, ("D",)),
    )
    assert found.interface["Ethernet1"].policy_routes == ((4, "P"), (6, "P"))
    assert classes(text) == []


TEXT = (
    "neighbor G peer group remote-as 65001 10.0.0.1 fd00::/64 activate route-map in out no "
    "address-family ipv4 vrf X listen range bgp aggregate-address 10.0.0.0/8 isis enable "
    "set match as-path [1-999999] ( virtual-router secondary maximum-paths -1 area nssa"
)
WORDS = st.sampled_from(sorted(set(TEXT.split())))


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["interface Ethernet1", "router bgp 1", "router ospf 1", "router isis I",
                 "router rip", "route-map M permit 10", "peer-filter F", "track T",
                 "policy-map type pbr P", "class-map type pbr match-any C",
                 "ip as-path access-list A permit", ""]
            ),
            st.lists(st.tuples(st.integers(0, 3), st.lists(WORDS, max_size=6)), max_size=6),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_noise_in_every_room_is_counted(
    blocks: list[tuple[str, list[tuple[int, list[str]]]]],
) -> None:
    lines = [
        line
        for head, body in blocks
        for line in (head, *("   " * depth + " ".join(words) for depth, words in body))
    ]
    parsed = parse({"x.cfg": "\n".join(lines)})
    assert sum(parsed.counts.values()) == sum(1 for line in lines if line.strip())
