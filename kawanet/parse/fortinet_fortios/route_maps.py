"""`config router` prefix-list, access-list, aspath-list, community-list and route-map.

An access list of routes matches a prefix and all inside it, or with `exact-match` itself alone: it
is a prefix list here. A rule without an action permits.
Source: Fortinet FortiOS CLI Reference, config router access-list / prefix-list / route-map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    AsPathEntry,
    AsPathList,
    Change,
    CommunityEntry,
    CommunityList,
    IPNetwork,
    Match,
    MatchAsPaths,
    MatchCommunities,
    MatchInterfaces,
    MatchMetric,
    MatchNextHops,
    MatchOrigin,
    MatchPrefixes,
    MatchRouteTypes,
    MatchTags,
    PolicyTerm,
    PrefixList,
    PrefixListEntry,
    PrefixRange,
    PrependAsPath,
    RoutePolicy,
    SetCommunities,
    SetLocalPreference,
    SetMetric,
    SetMetricType,
    SetNextHop,
    SetOrigin,
    SetTag,
    SetWeight,
)
from kawanet.parse.cisco_regex import python_regex
from kawanet.parse.fortinet_fortios.reading import Entry, Scope, fields
from kawanet.parse.ip_words import network
from kawanet.parse.result import LineClass

FAMILIES: tuple[tuple[str, Family], ...] = (("", 4), ("6", 6))
_LIST = fields(modelled="rule type", irrelevant="comments")
_RULE = fields(
    modelled="action prefix prefix6 ge le exact-match wildcard regexp match", irrelevant="flags"
)
_MAP = fields(modelled="rule", irrelevant="comments")
_TERM = fields(
    modelled="action match-as-path match-community match-community-exact match-interface "
    "match-ip-address match-ip6-address match-ip-nexthop match-ip6-nexthop match-metric "
    "match-origin match-route-type match-tag set-aspath set-aspath-action set-community "
    "set-community-additive set-community-delete set-ip-nexthop set-ip6-nexthop "
    "set-local-preference set-metric set-metric-type set-origin set-tag set-weight",
    irrelevant="set-atomic-aggregate set-aggregator-as set-aggregator-ip "
    "set-dampening-max-suppress set-dampening-reachability-half-life set-dampening-reuse "
    "set-dampening-suppress match-flags "
    "set-dampening-unreachability-half-life set-extcommunity-soo set-originator-id set-flags "
    "set-route-tag set-priority set-ip6-nexthop-local",
    unmodelled="match-extcommunity match-extcommunity-exact match-vrf set-extcommunity-rt "
    "set-vpnv4-nexthop set-vpnv6-nexthop match-suppress set-ip-prefsrc",
)
_KINDS = {"external-type1": "external-1", "external-type2": "external-2", "1": "external-1",
          "2": "external-2"}  # fmt: skip
_COMMUNITIES = {"internet": "internet", "local-AS": "local-as", "local-as": "local-as"}


@dataclass(slots=True)
class Lists:
    """The lists and policies of all VDOMs."""

    prefixes: dict[tuple[Family, str], PrefixList] = field(default_factory=dict)
    as_paths: dict[str, AsPathList] = field(default_factory=dict)
    communities: dict[str, CommunityList] = field(default_factory=dict)
    policies: dict[str, RoutePolicy] = field(default_factory=dict)


def read_lists(scope: Scope, lists: Lists) -> None:
    """Read all lists of a VDOM; names are prefixed with those of VDOMs beside root."""
    for tail, family in FAMILIES:
        for path in (f"router prefix-list{tail}", f"router access-list{tail}"):
            for entry in scope.table(path, _LIST).values():
                name = scope.named(entry.name)
                found = _prefix_list(entry, name, family, exact="prefix-list" in path)
                lists.prefixes[(family, name)] = found
    for entry in scope.table("router aspath-list", _LIST).values():
        name = scope.named(entry.name)
        lists.as_paths[name] = AsPathList(name, tuple(_as_paths(entry)), entry.where)
    for entry in scope.table("router community-list", _LIST).values():
        name = scope.named(entry.name)
        lists.communities[name] = CommunityList(name, tuple(_communities(entry)), entry.where)
    for entry in scope.table("router route-map", _MAP).values():
        name = scope.named(entry.name)
        terms = tuple(_term(scope, rule) for rule in entry.table("rule", _TERM).values())
        lists.policies[name] = RoutePolicy(name, terms, Action.DENY, entry.where)


def _action(rule: Entry) -> Action:
    return Action.DENY if rule.text("action", "permit") == "deny" else Action.PERMIT


def _prefix_list(entry: Entry, name: str, family: Family, exact: bool) -> PrefixList:
    found = []
    for rule in entry.table("rule", _RULE).values():
        match = _range(rule, family, exact)
        if match is not None:
            found.append(PrefixListEntry(_action(rule), match, rule.where))
    return PrefixList(name, family, tuple(found), entry.where)


def _range(rule: Entry, family: Family, exact: bool) -> PrefixRange | None:
    key = "prefix" if "prefix" in rule.values else "prefix6"
    if "wildcard" in rule.values:
        prefix = rule.read("wildcard", _wildcard)
    elif rule.text(key, "any") == "any":
        prefix, exact = ip_network("0.0.0.0/0" if family == 4 else "::/0"), False
    else:
        prefix = rule.read(key, _network)
    if prefix is None or prefix.version != family:
        return None
    length, most = prefix.prefixlen, prefix.max_prefixlen
    low, high = rule.number("ge"), rule.number("le")
    if low is not None or high is not None:
        return PrefixRange(prefix, low or length, high if high is not None else most)
    alone = exact or rule.is_on("exact-match")
    return PrefixRange(prefix, length, length if alone else most)


def _network(words: tuple[str, ...]) -> IPNetwork:
    return network("/".join(words[:2]))


def _wildcard(words: tuple[str, ...]) -> IPNetwork:
    """An address with a wildcard mask (1 bits: do not care) that is a prefix."""
    free = int(IPv4Address(words[1]))
    if free & (free + 1):
        raise ValueError("a wildcard with holes")
    return ip_network((int(IPv4Address(words[0])) & ~free, 32 - free.bit_length()))


def _as_paths(entry: Entry) -> Iterator[AsPathEntry]:
    for rule in entry.table("rule", _RULE).values():
        text = " ".join(rule.words("regexp"))
        regex = rule.read("regexp", lambda words: python_regex(" ".join(words)))
        if regex is not None:
            yield AsPathEntry(_action(rule), regex, text, rule.where)


def _communities(entry: Entry) -> Iterator[CommunityEntry]:
    for rule in entry.table("rule", _RULE).values():
        if "regexp" in rule.values:
            regex = rule.read("regexp", lambda words: python_regex(" ".join(words)))
            if regex is not None:
                yield CommunityEntry(_action(rule), (), regex, rule.where)
            continue
        words = " ".join(rule.words("match")).split()
        yield CommunityEntry(_action(rule), tuple(map(_community, words)), None, rule.where)


def _community(word: str) -> str:
    return _COMMUNITIES.get(word, word)


def _term(scope: Scope, rule: Entry) -> PolicyTerm:
    matches = [m for key, read in _MATCHES.items() if (m := _said(scope, rule, key, read))]
    changes = [c for key, read in _CHANGES.items() if (c := _said(scope, rule, key, read))]
    if rule.text("set-aspath-action", "prepend") != "prepend":
        rule.mark("set-aspath-action", LineClass.UNMODELLED)
    return PolicyTerm(rule.name, _action(rule), tuple(matches), tuple(changes), where=rule.where)


Reader = Callable[[Scope, Entry, tuple[str, ...]], Any]


def _said(scope: Scope, rule: Entry, key: str, reader: Reader) -> Any:
    return rule.read(key, lambda words: reader(scope, rule, words))


def _prefixes(scope: Scope, _: Entry, words: tuple[str, ...]) -> Match:
    return MatchPrefixes((), tuple(map(scope.named, words)))


def _hops(scope: Scope, _: Entry, words: tuple[str, ...]) -> Match:
    return MatchNextHops(lists=tuple(map(scope.named, words)))


def _match_communities(scope: Scope, rule: Entry, words: tuple[str, ...]) -> Match:
    return MatchCommunities(tuple(map(scope.named, words)), rule.is_on("match-community-exact"))


def _origin(_: Scope, __: Entry, words: tuple[str, ...]) -> Any:
    return None if words[0] == "none" else words[0]


def _match_origin(scope: Scope, rule: Entry, words: tuple[str, ...]) -> Match | None:
    word = _origin(scope, rule, words)
    return MatchOrigin(word) if word else None


def _set_origin(scope: Scope, rule: Entry, words: tuple[str, ...]) -> Change | None:
    word = _origin(scope, rule, words)
    return SetOrigin(word) if word else None


def _kind(_: Scope, __: Entry, words: tuple[str, ...]) -> Match | None:
    return MatchRouteTypes((_KINDS[words[0]],)) if words[0] in _KINDS else None


def _metric_type(_: Scope, __: Entry, words: tuple[str, ...]) -> Change:
    return SetMetricType(1 if words[0] in ("1", "external-type1") else 2)


def _set_communities(_: Scope, rule: Entry, words: tuple[str, ...]) -> Change:
    values = tuple(_community(w) for part in words for w in part.split())
    return SetCommunities(values, (), "add" if rule.is_on("set-community-additive") else "set")


def _metric(_: Scope, __: Entry, words: tuple[str, ...]) -> Change:
    sign = {"+": "add", "-": "subtract"}.get(words[0][0])
    value = int(words[0].lstrip("+-"))
    return SetMetric(value, sign) if sign else SetMetric(value)  # type: ignore[arg-type]


_MATCHES: dict[str, Reader] = {
    "match-ip-address": _prefixes,
    "match-ip6-address": _prefixes,
    "match-ip-nexthop": _hops,
    "match-ip6-nexthop": _hops,
    "match-as-path": lambda s, _, w: MatchAsPaths(tuple(map(s.named, w))),
    "match-community": _match_communities,
    "match-interface": lambda _, __, w: MatchInterfaces(w),
    "match-metric": lambda _, __, w: MatchMetric(int(w[0]), int(w[0])),
    "match-tag": lambda _, __, w: MatchTags((int(w[0]),)),
    "match-origin": _match_origin,
    "match-route-type": _kind,
}
_CHANGES: dict[str, Reader] = {
    "set-aspath": lambda _, __, w: PrependAsPath(tuple(int(n) for p in w for n in p.split())),
    "set-community": _set_communities,
    "set-community-delete": lambda s, _, w: SetCommunities((), (s.named(w[0]),), "delete"),
    "set-ip-nexthop": lambda _, __, w: SetNextHop(ip_address(w[0])),
    "set-ip6-nexthop": lambda _, __, w: SetNextHop(ip_address(w[0])),
    "set-local-preference": lambda _, __, w: SetLocalPreference(int(w[0])),
    "set-metric": _metric,
    "set-metric-type": _metric_type,
    "set-origin": _set_origin,
    "set-tag": lambda _, __, w: SetTag(int(w[0])),
    "set-weight": lambda _, __, w: SetWeight(int(w[0])),
}
