"""Route maps and lists as IOS, EOS, NX-OS and FRR write them -> the model's terms."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from kawanet.errors import Span
from kawanet.model.policy import Action, PolicyRouteRule
from kawanet.model.route_policy import (
    Change,
    EigrpMetric,
    Match,
    MatchAcls,
    MatchAsPaths,
    MatchCommunities,
    MatchInterfaces,
    MatchLocalPreference,
    MatchMetric,
    MatchNextHops,
    MatchPolicies,
    MatchPrefixes,
    MatchProtocols,
    MatchRouteTypes,
    MatchTags,
    PolicyTerm,
    PrefixRange,
    PrependAsPath,
    ReplaceAsPath,
    SetCommunities,
    SetEigrpMetric,
    SetLevel,
    SetLocalPreference,
    SetMetric,
    SetMetricType,
    SetNextHop,
    SetOrigin,
    SetTag,
    SetWeight,
    Source,
)
from kawanet.parse.indented import read_forest
from kawanet.parse.lines import Ledger
from kawanet.parse.policy_draft import (
    PolicyDraft,
    community_lists_of,
    policies_of,
    policy_routes_of,
    prefix_lists_of,
)
from kawanet.parse.prefix_lists import (
    community,
    prefix_range,
    read_community_list,
    read_prefix_list,
)
from kawanet.parse.result import LineClass
from kawanet.parse.route_maps import ROUTE_MAP, open_term
from kawanet.parse.statements import build_table, read_all

WHERE = Span("r1.cfg", 1)
_TABLE = build_table(ROUTE_MAP)


def read(text: str) -> tuple[PolicyDraft, list[LineClass | None]]:
    ledger = Ledger("r1.cfg", text.split("\n"))
    draft = PolicyDraft()
    for root in read_forest(ledger.texts).roots:
        where = ledger.span(root.number)
        term = open_term(draft, root.words[1:], ledger, where, str.title)
        ledger.claim(root.number)
        read_all(_TABLE, term, root.children, ledger)
    return draft, ledger.classes


def term(*lines: str) -> PolicyTerm:
    draft, classes = read("route-map M permit 10\n" + "\n".join(f" {line}" for line in lines))
    assert set(classes) <= {LineClass.MODELLED, LineClass.IRRELEVANT}
    return policies_of(draft)[0].terms[0]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("match ip address prefix-list A B", MatchPrefixes((), ("A", "B"))),
        ("match ip address prefix-list A\nmatch ip address prefix-list A C",
         MatchPrefixes((), ("A", "C"))),
        ("match ip address 10 LAN", MatchAcls(("10", "LAN"))),
        ("match ipv6 address prefix-list A", MatchPrefixes((), ("A",))),
        ("match ip next-hop prefix-list A\nmatch ip next-hop 7", MatchNextHops(("A",), ("7",))),
        ("match ip next-hop address 10.0.0.1",
         MatchNextHops(addresses=(ip_address("10.0.0.1"),))),
        ("match as-path 1 2", MatchAsPaths(("1", "2"))),
        ("match community 1 exact-match", MatchCommunities(("1",), True)),
        ("match community A B", MatchCommunities(("A", "B"))),
        ("match extcommunity A", MatchCommunities(("ext:A",))),
        ("match large-community A", MatchCommunities(("large:A",))),
        ("match tag 30 20", MatchTags((20, 30))),
        ("match interface loopback0", MatchInterfaces(("Loopback0",))),
        ("match metric 100", MatchMetric(100, 100)),
        ("match metric 100 +- 20", MatchMetric(80, 120)),
        ("match local-preference 50", MatchLocalPreference(50, 50)),
        ("match route-type external type-1", MatchRouteTypes(("external-1",))),
        ("match route-type internal external", MatchRouteTypes(("external", "internal"))),
        ("match source-protocol bgp 65001 connected",
         MatchProtocols(((Source.BGP, "65001"), (Source.CONNECTED, None)))),
        ("call OTHER", MatchPolicies(("OTHER",))),
    ],
)  # fmt: skip
def test_conditions(lines: str, expected: Match) -> None:
    assert term(*lines.split("\n")).matches == (expected,)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("set metric 50", SetMetric(50)),
        ("set metric +50", SetMetric(50, "add")),
        ("set metric -50", SetMetric(50, "subtract")),
        ("set metric 1000 10 255 1 1500", SetEigrpMetric(EigrpMetric(1000, 10, 255, 1, 1500))),
        ("set metric-type type-1", SetMetricType(1)),
        ("set metric-type internal", SetMetricType("internal")),
        ("set local-preference 200", SetLocalPreference(200)),
        ("set weight 7", SetWeight(7)),
        ("set tag 9", SetTag(9)),
        ("set origin igp", SetOrigin("igp")),
        ("set level level-1-2", SetLevel("1-2")),
        ("set as-path prepend 65001 1.10", PrependAsPath((65001, 65546))),
        ("set as-path prepend last-as 3", PrependAsPath((), 3)),
        ("set as-path replace any", ReplaceAsPath()),
        ("set community 65000:1 no-export", SetCommunities(("65000:1", "no-export"))),
        ("set community 4259840001 additive", SetCommunities(("65000:1",), (), "add")),
        ("set community none", SetCommunities()),
        ("set comm-list 7 delete", SetCommunities((), ("7",), "delete")),
        ("set extcommunity rt 65000:1 65000:2 additive",
         SetCommunities(("rt:65000:1", "rt:65000:2"), (), "add")),
        ("set large-community 1:2:3", SetCommunities(("large:1:2:3",))),
        ("set ip next-hop 10.0.0.1", SetNextHop(ip_address("10.0.0.1"))),
        ("set ip next-hop self", SetNextHop("self")),
        ("set ip next-hop peer-address", SetNextHop("peer")),
        ("set ipv6 next-hop unchanged", SetNextHop("unchanged")),
    ],
)  # fmt: skip
def test_changes(line: str, expected: Change) -> None:
    assert term(line).changes == (expected,)


def test_communities_are_deleted_before_others_are_set() -> None:
    found = term("set community 1:1", "set comm-list 7 delete", "set metric 5").changes
    assert found == (
        SetMetric(5),
        SetCommunities((), ("7",), "delete"),
        SetCommunities(("1:1",)),
    )


def test_entries_in_order_and_where_they_go_on() -> None:
    draft, _ = read(
        "route-map M deny 30\nroute-map M permit 10\n continue 25\nroute-map M permit 20\n"
        " continue\nroute-map M permit 40\n continue\n"
    )
    (policy,) = policies_of(draft)
    assert policy.default is Action.DENY
    assert [(t.name, t.action, t.goto) for t in policy.terms] == [
        ("10", Action.PERMIT, "30"),
        ("20", Action.PERMIT, "30"),
        ("30", Action.DENY, None),
        ("40", Action.PERMIT, None),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("match ip address A\nset ip next-hop 10.0.0.1 10.0.0.2", PolicyRouteRule(
            Action.PERMIT, ("A",), (ip_address("10.0.0.1"), ip_address("10.0.0.2")))),
        ("set ip default next-hop 10.0.0.1", PolicyRouteRule(
            Action.PERMIT, (), (ip_address("10.0.0.1"),), default=True)),
        ("set interface Null0", PolicyRouteRule(Action.PERMIT, interface="discard")),
        ("set vrf RED", PolicyRouteRule(Action.PERMIT, vrf="RED")),
        ("set ip vrf RED next-hop 10.0.0.1", PolicyRouteRule(
            Action.PERMIT, (), (ip_address("10.0.0.1"),), vrf="RED")),
        ("set global", PolicyRouteRule(Action.PERMIT, vrf="default")),
        ("set ip next-hop recursive 10.0.0.1", PolicyRouteRule(
            Action.PERMIT, (), (ip_address("10.0.0.1"),), recursive=True)),
    ],
)  # fmt: skip
def test_what_packets_are_told(lines: str, expected: PolicyRouteRule) -> None:
    body = "".join(f" {line}\n" for line in lines.split("\n"))
    draft, _ = read("route-map M permit 10\n" + body)
    assert policy_routes_of(draft, {"M", "absent"})[0].rules == (expected,)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("match length 0 100", LineClass.UNMODELLED),
        ("set automatic-tag", LineClass.UNMODELLED),
        ("set ip next-hop verify-availability 10.0.0.1 10 track 1", LineClass.UNMODELLED),
        ("set ip dscp ef", LineClass.IRRELEVANT),
        ("set local-preference much", LineClass.UNRECOGNISED),
        ("frobnicate", LineClass.UNRECOGNISED),
    ],
)
def test_what_is_not_modelled(line: str, expected: LineClass) -> None:
    assert read(f"route-map M permit 10\n {line}")[1][1] is expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10.0.0.0/8", 8, 8),
        ("10.0.0.0/8 ge 16", 16, 32),
        ("10.0.0.0/8 le 24", 8, 24),
        ("10.0.0.0/8 ge 16 le 24", 16, 24),
        ("10.0.0.0/8 le 24 ge 16", 16, 24),
        ("10.1.0.0/8 eq 24", 24, 24),
        ("any", 0, 32),
    ],
)
def test_prefix_ranges(text: str, low: int, high: int) -> None:
    prefix = ip_network("0.0.0.0/0" if text == "any" else "10.0.0.0/8")
    assert prefix_range(text.split(), 4) == PrefixRange(prefix, low, high)


def test_list_entries_by_number() -> None:
    draft = PolicyDraft()
    for line in ("seq 10 permit 10.2.0.0/16", "seq 5 deny 10.1.0.0/16", "permit 10.3.0.0/16"):
        read_prefix_list(draft, 4, "P", line.split(), WHERE)
    (found,) = prefix_lists_of(draft)
    assert [str(e.match.prefix) for e in found.entries] == [
        "10.1.0.0/16",
        "10.2.0.0/16",
        "10.3.0.0/16",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "name", "communities", "regex"),
    [
        ("1 permit 65000:1 no-export", "", "1", ("65000:1", "no-export"), None),
        ("100 permit ^65000:", "", "100", (), "^65000:"),
        ("standard A permit internet", "", "A", (), ""),
        ("expanded A deny _1:1_", "", "A", (), "(?:^|[ ,{}()]|$)1:1(?:^|[ ,{}()]|$)"),
        ("1 permit rt 65000:1 soo 65000:9", "ext:", "ext:1", ("rt:65000:1", "soo:65000:9"), None),
        ("standard A permit 1:2:3", "large:", "large:A", ("large:1:2:3",), None),
    ],
)
def test_community_lists(
    text: str, kind: str, name: str, communities: tuple[str, ...], regex: str | None
) -> None:
    draft = PolicyDraft()
    read_community_list(draft, text.split(), WHERE, kind)
    (found,) = community_lists_of(draft)
    assert (found.name, found.entries[0].communities, found.entries[0].regex) == (
        name,
        communities,
        regex,
    )


def test_community_spellings() -> None:
    assert community("4294967041") == community("NO-EXPORT") == "no-export"
    assert community("local-AS") == "local-as"
    with pytest.raises(ValueError, match="no community"):
        community("65536:1")
