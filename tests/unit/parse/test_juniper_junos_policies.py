"""Policies and filters on foreign Junos text: each table says what a few lines mean."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import get_args

import pytest

from kawanet.model.network import Device
from kawanet.model.policy import Action, NatKind, PolicyRouteRule, PortRange, Service, Zone
from kawanet.model.route_policy import (
    Change,
    Match,
    MatchAsPaths,
    MatchCommunities,
    MatchFamily,
    MatchInterfaces,
    MatchLocalPreference,
    MatchMetric,
    MatchNeighbours,
    MatchNextHops,
    MatchOrigin,
    MatchPolicies,
    MatchPrefixes,
    MatchProtocols,
    MatchRouteTypes,
    MatchTags,
    MatchVrfs,
    PolicyTerm,
    PrefixList,
    PrefixRange,
    PrependAsPath,
    SetCommunities,
    SetDistance,
    SetLevel,
    SetLocalPreference,
    SetMetric,
    SetMetricType,
    SetNextHop,
    SetOrigin,
    SetTag,
    Source,
)
from kawanet.parse.juniper_junos import parse
from kawanet.parse.result import LineClass

PERMIT, DENY = Action.PERMIT, Action.DENY
LISTS = """\
set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/30
set policy-options prefix-list P 10.1.0.0/16
set policy-options prefix-list P 2001:db8::/32
set policy-options community C members 65001:1
set policy-options community C members 65001:2
set policy-options community W members 65001:*
set policy-options community MANY members 65001:1
set policy-options community MANY members "^65002:[0-9]{2}$"
set policy-options community T members target:65001:100
set policy-options community L members large:1:2:3
set policy-options as-path A ".* 65010"
set policy-options as-path-group B as-path one "()"
set policy-options route-filter-list R 10.5.0.0/16 orlonger
"""


def device_of(text: str) -> Device:
    parsed = parse({"r": text})
    assert parsed.unclaimed == ()
    return parsed.device


def policy(lines: str) -> tuple[Device, tuple[PolicyTerm, ...]]:
    text = "".join(f"set policy-options policy-statement S {line}\n" for line in lines.split("; "))
    device = device_of(LISTS + text)
    (found,) = (p for p in device.routing.policies if p.name == "S")
    assert found.default is None
    return device, found.terms


def ranges(*found: tuple[str, int, int]) -> MatchPrefixes:
    return MatchPrefixes(tuple(PrefixRange(ip_network(p), a, b) for p, a, b in found))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("from protocol bgp", MatchProtocols(((Source.BGP, None),))),
        ("from protocol direct; from protocol ospf3",
         MatchProtocols(((Source.CONNECTED, None), (Source.OSPF, None)))),
        ("from protocol rsvp", MatchProtocols(())),
        ("from prefix-list P", MatchPrefixes((), ("P",))),
        ("from prefix-list-filter P orlonger",
         ranges(("10.1.0.0/16", 16, 32), ("2001:db8::/32", 32, 128))),
        ("from prefix-list-filter P longer",
         ranges(("10.1.0.0/16", 17, 32), ("2001:db8::/32", 33, 128))),
        ("from route-filter 10/8 exact", ranges(("10.0.0.0/8", 8, 8))),
        ("from route-filter 10/8 longer", ranges(("10.0.0.0/8", 9, 32))),
        ("from route-filter 10/8 orlonger", ranges(("10.0.0.0/8", 8, 32))),
        ("from route-filter 10/8 upto /16", ranges(("10.0.0.0/8", 8, 16))),
        ("from route-filter 10/8 prefix-length-range /12-/20", ranges(("10.0.0.0/8", 12, 20))),
        ("from route-filter 10/8 through 10.64.0.0/10",
         ranges(("10.0.0.0/8", 8, 8), ("10.0.0.0/9", 9, 9), ("10.64.0.0/10", 10, 10))),
        ("from route-filter 0/0 exact; from route-filter 10/8 exact",
         ranges(("0.0.0.0/0", 0, 0), ("10.0.0.0/8", 8, 8))),
        ("from route-filter-list R", ranges(("10.5.0.0/16", 16, 32))),
        ("from as-path A", MatchAsPaths(("A",))),
        ("from as-path-group B", MatchAsPaths(("B",))),
        ("from community C; from community W", MatchCommunities(("C", "W"))),
        ("from neighbor 10.0.0.2", MatchNeighbours((ip_network("10.0.0.2/32"),))),
        ("from interface ge-0/0/0.0", MatchInterfaces(("ge-0/0/0",))),
        ("from tag 7; from tag 8", MatchTags((7, 8))),
        ("from metric 5", MatchMetric(5, 5)),
        ("from local-preference 200", MatchLocalPreference(200, 200)),
        ("from next-hop 10.0.0.2", MatchNextHops(addresses=(ip_address("10.0.0.2"),))),
        ("from instance RED; from instance master", MatchVrfs(("RED", "default"))),
        ("from family inet6", MatchFamily(6)),
        ("from policy OTHER", MatchPolicies(("OTHER",))),
        ("from level 2", MatchRouteTypes(("level-2",))),
        ("from route-type external", MatchRouteTypes(("external",))),
        ("from external type 1", MatchRouteTypes(("external-1",))),
        ("from origin egp", MatchOrigin("egp")),
    ],
)  # fmt: skip
def test_conditions(lines: str, expected: Match) -> None:
    _, (term,) = policy(lines + "; then accept")
    assert isinstance(expected, get_args(Match))
    assert (term.matches, term.action) == ((expected,), PERMIT)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("metric 5", SetMetric(5)),
        ("metric add 5", SetMetric(5, "add")),
        ("metric subtract 5", SetMetric(5, "subtract")),
        ("metric igp", SetMetric(0, "igp")),
        ("metric minimum-igp 3", SetMetric(3, "igp")),
        ("local-preference 200", SetLocalPreference(200)),
        ("local-preference add 20", SetLocalPreference(20, "add")),
        ("preference 9", SetDistance(9)),
        ("tag 7", SetTag(7)),
        ("next-hop self", SetNextHop("self")),
        ("next-hop peer-address", SetNextHop("peer")),
        ("next-hop discard", SetNextHop("discard")),
        ("next-hop 10.0.0.2", SetNextHop(ip_address("10.0.0.2"))),
        ('as-path-prepend "65001 1.10"', PrependAsPath((65001, 65546))),
        ("as-path-expand last-as count 3", PrependAsPath(last=3)),
        ("community add C", SetCommunities(("65001:1", "65001:2"), op="add")),
        ("community set T", SetCommunities(("rt:65001:100",), op="set")),
        ("community + L", SetCommunities(("large:1:2:3",), op="add")),
        ("community delete W", SetCommunities((), ("W",), "delete")),
        ("community delete MANY", SetCommunities((), ("MANY (any)",), "delete")),
        ("origin incomplete", SetOrigin("incomplete")),
        ("external type 1", SetMetricType(1)),
    ],
)
def test_changes(lines: str, expected: Change) -> None:
    _, (term,) = policy(f"term a then {lines}")
    assert isinstance(expected, get_args(Change))
    assert (term.name, term.changes, term.action) == ("a", (expected,), None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("term a then accept; term b then reject",
         (PolicyTerm("a", PERMIT), PolicyTerm("b", DENY))),
        ("term a then next policy", (PolicyTerm("a", None, next_policy=True),)),
        ("term a then next term; then reject", (PolicyTerm("a", None), PolicyTerm("", DENY))),
        ("term a to level 1; term a then accept",
         (PolicyTerm("a", PERMIT, (), (SetLevel("1"),)),)),
        ("then load-balance per-packet", (PolicyTerm("", None),)),
    ],
)  # fmt: skip
def test_what_becomes_of_a_route(lines: str, expected: tuple[PolicyTerm, ...]) -> None:
    assert policy(lines)[1] == expected


def entries(device: Device, name: str) -> list[tuple[Action, str, int, int]]:
    (found,) = (p for p in device.routing.prefix_lists if p.name == name)
    assert isinstance(found, PrefixList)
    return [(e.action, str(e.match.prefix), e.match.low, e.match.high) for e in found.entries]


def test_only_the_longest_filter_that_covers_a_route_counts() -> None:
    device, (term,) = policy(
        "term t from route-filter 10/8 orlonger; term t from route-filter 10.1/16 exact; "
        "term t then accept"
    )
    assert term.matches == (MatchPrefixes((), ("S t filter",)),)
    assert entries(device, "S t filter") == [
        (PERMIT, "10.1.0.0/16", 16, 16),
        (DENY, "10.1.0.0/16", 16, 32),
        (PERMIT, "10.0.0.0/8", 8, 32),
    ]


def test_a_filter_may_have_an_action_of_its_own() -> None:
    device, terms = policy(
        "term t from route-filter 0/0 upto /7 reject; term t from route-filter 0/0 upto /24; "
        "term t then metric 5; term t then accept"
    )
    own, rejected = terms
    assert (own.action, own.changes, rejected.action, rejected.changes) == (
        PERMIT, (SetMetric(5),), DENY, (),
    )  # fmt: skip
    assert entries(device, "S t filter")[:2] == [
        (DENY, "0.0.0.0/0", 0, 7),
        (PERMIT, "0.0.0.0/0", 0, 24),
    ]
    assert entries(device, "S t filter reject")[:2] == [
        (PERMIT, "0.0.0.0/0", 0, 7),
        (DENY, "0.0.0.0/0", 0, 24),
    ]


def test_a_prefix_list_may_take_its_prefixes_from_the_text() -> None:
    text = (
        "set protocols bgp group G neighbor 192.0.2.1 peer-as 65010\n"
        "set protocols bgp group G neighbor 2001:db8::1 peer-as 65010\n"
        'set policy-options prefix-list N apply-path "protocols bgp group <*> neighbor <*>"\n'
    )
    lists = device_of(text).routing.prefix_lists
    assert [(p.name, p.family, str(p.entries[0].match.prefix)) for p in lists] == [
        ("N", 4, "192.0.2.1/32"),
        ("N", 6, "2001:db8::1/128"),
    ]


@pytest.mark.parametrize(
    ("name", "communities", "expected"),
    [
        ("C", "65001:1 65001:2 65001:3", True),
        ("C", "65001:1", False),
        ("W", "65000:9 65001:77", True),
        ("W", "165001:7", False),
        ("MANY", "65001:1 65002:33", True),
        ("MANY", "65002:33", False),
        ("MANY", "65001:1 65002:333", False),
    ],
)
def test_communities(name: str, communities: str, expected: bool) -> None:
    (found,) = (c for c in device_of(LISTS).routing.community_lists if c.name == name)
    (entry,) = found.entries
    held = set(communities.split())
    matches = (
        re.search(entry.regex, communities) is not None
        if entry.regex
        else set(entry.communities) <= held
    )
    assert matches is expected


@pytest.mark.parametrize(
    "line",
    ["from condition X", "from policy ( A && ! )", "then metric expression metric offset 4",
     "from prefix-list P; from source-address-filter 10/8 exact", "from route-filter 10/8 odd"],
)  # fmt: skip
def test_what_the_model_cannot_say_is_told(line: str) -> None:
    text = "".join(f"set policy-options policy-statement S {x}\n" for x in line.split("; "))
    told = {u.line_class for u in parse({"r": LISTS + text}).unclaimed}
    assert told and told <= {LineClass.UNMODELLED, LineClass.UNRECOGNISED}


def test_a_filter_may_send_packets_into_an_instance() -> None:
    device = device_of(
        "set interfaces ge-0/0/0 unit 0 family inet filter input F\n"
        "set firewall family inet filter F term a from source-address 10.0.0.0/24\n"
        "set firewall family inet filter F term a then routing-instance RED\n"
        "set firewall family inet filter F term b then accept\n"
    )
    (route,) = device.policy.policy_routes
    assert route.rules == (
        PolicyRouteRule(PERMIT, ("F/a",), vrf="RED"),
        PolicyRouteRule(DENY, ("F/b",)),
    )
    assert device.interface["ge-0/0/0"].policy_routes == ((4, "F"),)
    assert [a.name for a in device.policy.acls] == ["F", "F/a", "F/b"]


def test_filters_in_a_row_are_one() -> None:
    device = device_of(
        "set interfaces ge-0/0/0 unit 0 family inet filter input-list A\n"
        "set interfaces ge-0/0/0 unit 0 family inet filter input-list B\n"
        "set firewall family inet filter A term a from protocol tcp\n"
        "set firewall family inet filter A term a then accept\n"
        "set firewall family inet filter B term b then discard\n"
    )
    assert [f.acl for f in device.interface["ge-0/0/0"].filters] == ["A B"]
    (joined,) = (a for a in device.policy.acls if a.name == "A B")
    assert [r.action for r in joined.rules] == [PERMIT, DENY]


SRX = """\
set interfaces ge-0/0/0 unit 0 family inet address 203.0.113.2/30
set interfaces ge-0/0/1 unit 0 family inet address 192.168.20.1/24
set security address-book global address WEB 192.168.20.80/32
set security address-book global address R range-address 10.0.0.2 to 10.0.0.3
set security address-book global address-set S address WEB
set security address-book global address-set S address R
set security zones security-zone trust interfaces ge-0/0/1.0
set security zones security-zone trust address-book address LOCAL 192.168.3.0/24
set security zones security-zone untrust interfaces ge-0/0/0.0
set security policies from-zone trust to-zone untrust policy p match source-address LOCAL
set security policies from-zone trust to-zone untrust policy p match destination-address any
set security policies from-zone trust to-zone untrust policy p match application junos-https
set security policies from-zone trust to-zone untrust policy p then permit
set security policies global policy g match source-address any-ipv4
set security policies global policy g match destination-address S
set security policies global policy g match application MINE
set security policies global policy g then deny
set applications application MINE term t1 protocol tcp destination-port 8080-8090
set security nat source rule-set out from zone trust
set security nat source rule-set out to zone untrust
set security nat source rule-set out rule r match source-address 192.168.0.0/16
set security nat source rule-set out rule r then source-nat interface
set security nat destination pool W address 192.168.20.80/32 port 8080
set security nat destination rule-set in from zone untrust
set security nat destination rule-set in rule w match destination-address 203.0.113.2/32
set security nat destination rule-set in rule w match destination-port 80
set security nat destination rule-set in rule w match protocol tcp
set security nat destination rule-set in rule w then destination-nat pool W
"""


def test_a_firewall_has_zones_rules_and_nat() -> None:
    found = device_of(SRX).policy
    assert found.zones == (Zone("trust", ("ge-0/0/1",)), Zone("untrust", ("ge-0/0/0",)))
    first, last = found.rules
    assert (first.name, first.sources, first.services, first.action) == (
        "trust/untrust/p", ("trust/LOCAL",), ("junos-https",), PERMIT,
    )  # fmt: skip
    assert (last.name, last.from_zones, last.destinations, last.action) == ("g", (), ("S",), DENY)
    groups = {g.name: [str(p) for p in g.prefixes] for g in found.address_groups}
    assert groups["S"] == ["10.0.0.2/31", "192.168.20.80/32"]
    services = {g.name: g.services for g in found.service_groups}
    assert services["MINE"] == (Service(6, (PortRange(8080, 8090),)),)
    into, out = found.nat
    assert (into.kind, into.port, into.mapped_port) == (NatKind.DESTINATION, 80, 8080)
    assert (out.kind, out.sources, out.pool_first) == (NatKind.SOURCE, ("out/r/from",), None)


def test_a_device_that_works_packet_by_packet_is_a_router() -> None:
    line = "set security forwarding-options family mpls mode packet-based\n"
    found = device_of(SRX + line).policy
    assert (found.zones, found.rules, found.nat) == ((), (), ())
