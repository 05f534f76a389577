"""Prefix, AS-path and community lists, route maps and peer filters.

Lists stand on lines of their own or as blocks; what routes are told is in the words of the IOS
family, with `sub-route-map` for a map that is asked first.
"""

from __future__ import annotations

from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.route_policy import MatchAsPathLength, MatchCommunities, SetTag
from kawanet.parse.arista_eos.as_paths import read_as_path
from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.arista_eos.values import interface_name
from kawanet.parse.indented import Statement
from kawanet.parse.numbers import as_number
from kawanet.parse.policy_draft import TermDraft
from kawanet.parse.prefix_lists import read_community_list, read_prefix_list, sequence_of
from kawanet.parse.result import LineClass
from kawanet.parse.route_maps import ROUTE_MAP, open_term
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    build_table,
    entries,
    read_all,
)

_LONGEST = (1 << 16) - 1  # AS numbers in a path
_KINDS = {"community-list": "", "extcommunity-list": "ext:", "large-community-list": "large:"}


def _prefix_list(d: EosDevice, s: Statement) -> LineClass:
    """A prefix list on one line, or as a block of `seq` lines."""
    family: Family = 4 if s.words[0] == "ip" else 6
    name, where = s.words[2], d.ledger.span
    if len(s.words) > 3:
        return read_prefix_list(d.policies, family, name, s.words[3:], where(s.number))
    for child in s.children:
        try:
            line = read_prefix_list(d.policies, family, name, child.words, where(child.number))
        except (ValueError, IndexError, KeyError):
            line = UNRECOGNISED
        d.ledger.claim(child.number, line)
    return MODELLED


def _as_path_list(d: EosDevice, s: Statement) -> LineClass:
    where = d.ledger.span(s.number)
    return read_as_path(d.policies, s.words[3], s.words[4:], where, characters=d.as_path_characters)


def _regex_mode(d: EosDevice, s: Statement) -> LineClass:
    d.as_path_characters = s.words[3] == "string"
    return MODELLED


def _community_list(d: EosDevice, s: Statement) -> LineClass:
    """`ip community-list [regexp] NAME permit|deny ...`."""
    where = d.ledger.span(s.number)
    return read_community_list(d.policies, s.words[2:], where, _KINDS[s.words[1]])


def _route_map(d: EosDevice, s: Statement) -> LineClass:
    where = d.ledger.span(s.number)
    term = open_term(d.policies, s.words[1:], d.ledger, where, interface_name)
    read_all(_ROUTE_MAP, term, s.children, d.ledger)
    return MODELLED


def _sub_route_map(t: TermDraft, s: Statement) -> LineClass:
    """The entry holds where the other map permits; its changes come with it."""
    t.name("policies", s.words[1:2])
    return MODELLED


def _match_acls(t: TermDraft, s: Statement) -> LineClass:
    """`match ip|ipv6 address access-list A`."""
    t.name("acls", s.words[4:])
    return MODELLED


def _as_path_length(t: TermDraft, s: Statement) -> LineClass:
    """`match as-path length = N | >= N | <= N`."""
    sign, value = s.words[3], int(s.words[4])
    low, high = {"=": (value, value), ">=": (value, _LONGEST), "<=": (0, value)}[sign]
    t.matches.append(MatchAsPathLength(low, high))
    return MODELLED


def _communities(prefix: str) -> Entry[Any]:
    """`match community A B [exact-match] [or-results]`: all of the lists, unless `or-results`."""

    def read(t: TermDraft, s: Statement) -> LineClass:
        options = {"exact-match", "or-results"} & set(s.words[3:])
        names = tuple(prefix + w for w in s.words[2:] if w not in options)
        exact = "exact-match" in options
        groups = (names,) if "or-results" in options else tuple((name,) for name in names)
        t.matches += [MatchCommunities(group, exact) for group in groups]
        return MODELLED

    return read


def _metric_type(t: TermDraft, s: Statement) -> LineClass:
    """`match metric-type type-1|type-2`."""
    t.name("route types", [f"external-{s.words[2][-1]}"])
    return MODELLED if s.words[2] in ("type-1", "type-2") else UNMODELLED


def _set_tag(t: TermDraft, s: Statement) -> LineClass:
    if s.words[2] == "auto":
        return UNMODELLED
    t.changes.append(SetTag(int(s.words[2])))
    return MODELLED


def _prepend(t: TermDraft, s: Statement) -> LineClass:
    """`set as-path prepend N ...`; `auto` is the AS number of whoever speaks."""
    if "auto" in s.words:
        return UNMODELLED
    line_class: LineClass = ROUTE_MAP["set as-path"](t, s)  # type: ignore[operator]
    return line_class


def _peer_filter(d: EosDevice, s: Statement) -> LineClass:
    """`peer-filter F`: `N match as-range A-B result accept|reject`."""
    ranges = d.peer_filters.setdefault(s.words[1], [])
    for child in s.children:
        _, words = sequence_of(child.words)
        line_class = UNRECOGNISED
        match list(words):
            case ["match", "as-range", asns, "result", ("accept" | "reject") as result]:
                first, _, last = asns.partition("-")
                if result == "accept":
                    ranges.append((as_number(first), as_number(last or first)))
                line_class = MODELLED
        d.ledger.claim(child.number, line_class)
    return MODELLED


_ROUTE_MAP = build_table(
    ROUTE_MAP,
    entries("set ip dscp, set traffic-class, set bgp bestpath as-path weight", IRRELEVANT),
    entries("set nexthop, set segment-list, set bgp, set extcommunity lbw", UNMODELLED),
    {
        "sub-route-map": _sub_route_map,
        "match ip address access-list": _match_acls,
        "match ipv6 address access-list": _match_acls,
        "match ip address dynamic": UNMODELLED,
        "match as-path length": _as_path_length,
        "match community": _communities(""),
        "match extcommunity": _communities("ext:"),
        "match large-community": _communities("large:"),
        "match metric-type": _metric_type,
        "set as-path match": UNMODELLED,
        "set as-path prepend": _prepend,
        "set tag": _set_tag,
    },
)
ROUTE_POLICY: dict[str, Entry[Any]] = {
    "ip prefix-list": _prefix_list,
    "ipv6 prefix-list": _prefix_list,
    "ip as-path access-list": _as_path_list,
    "ip as-path regex-mode": _regex_mode,
    "ip community-list": _community_list,
    "ip extcommunity-list": _community_list,
    "ip large-community-list": _community_list,
    "route-map": _route_map,
    "peer-filter": _peer_filter,
}
