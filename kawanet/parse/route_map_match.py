"""Conditions of a route map (`match ...`), in the words that IOS, EOS, NX-OS and FRR share."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Literal, TypeAlias

from kawanet.model.route_policy import (
    MatchLocalPreference,
    MatchMetric,
    MatchNeighbours,
    MatchNextHops,
    MatchOrigin,
    MatchProtocols,
    Source,
)
from kawanet.parse.cisco_values import either
from kawanet.parse.indented import Statement
from kawanet.parse.policy_draft import TermDraft
from kawanet.parse.result import LineClass
from kawanet.parse.statements import MODELLED, UNMODELLED, UNRECOGNISED, Entry

Level: TypeAlias = Literal["1", "2", "1-2"]

SOURCES: dict[str, Source] = {
    "connected": Source.CONNECTED,
    "direct": Source.CONNECTED,
    "kernel": Source.KERNEL,
    "static": Source.STATIC,
    "ospf": Source.OSPF,
    "ospf3": Source.OSPF,
    "ospf6": Source.OSPF,
    "ospfv3": Source.OSPF,
    "bgp": Source.BGP,
    "eigrp": Source.EIGRP,
    "isis": Source.ISIS,
    "rip": Source.RIP,
    "ripng": Source.RIP,
}
LEVELS: dict[str, Level] = {"level-1": "1", "level-2": "2", "level-1-2": "1-2"}
_LISTED: dict[str, str] = {  # `match WORD NAMES` -> the kind of what is named
    "as-path": "as-paths",
    "extcommunity": "extended communities",
    "large-community": "large communities",
    "tag": "tags",
    "call": "policies",
    "policy-list": "policy lists",
}


def _address(t: TermDraft, s: Statement) -> LineClass:
    """`match ip|ipv6 address [prefix-list] NAMES`."""
    names = s.words[3:]
    listed = names[0] == "prefix-list"
    if names[0] == "prefix-len":
        return UNMODELLED
    t.name("prefixes" if listed else "acls", names[1:] if listed else names)
    return MODELLED


def _match_next_hop(t: TermDraft, s: Statement) -> LineClass:
    """`match ip next-hop [prefix-list] NAMES`, or FRR's `address A`."""
    names = s.words[3:]
    if names[0] == "address":
        t.matches.append(MatchNextHops(addresses=(either(names[1]),)))
    elif names[0] in ("prefix-len", "type"):
        return UNMODELLED
    elif names[0] == "prefix-list":
        t.name("next-hop lists", names[1:])
    else:
        t.name("next-hop acls", names)
    return MODELLED


def _listed(t: TermDraft, s: Statement) -> LineClass:
    """A condition that only names lists or numbers."""
    words = s.words if s.words[0] == "call" else s.words[1:]
    names = [int(w) for w in words[1:]] if words[0] == "tag" else words[1:]
    if not names:
        return UNRECOGNISED
    t.name(_LISTED[words[0]], map(str, names))
    return MODELLED


def _match_community(t: TermDraft, s: Statement) -> LineClass:
    names = [w for w in s.words[2:] if w not in ("exact-match", "or-results", "any")]
    exact = "exact-match" in s.words
    if not names:
        return UNRECOGNISED
    t.name("exact communities" if exact else "communities", names)
    return MODELLED


def _match_interface(t: TermDraft, s: Statement) -> LineClass:
    words = s.words[2:]
    if len(words) == 2 and words[0].isalpha() and words[1][0].isdigit():
        words = ["".join(words)]  # `Loopback 0`
    t.name("interfaces", (t.full_name(w) for w in words))
    return MODELLED


def _match_metric(t: TermDraft, s: Statement) -> LineClass:
    """`match metric N [+- D]`; several numbers, and EIGRP's `external`, are not modelled."""
    match s.words[2:]:
        case [value]:
            t.matches.append(MatchMetric(int(value), int(value)))
        case [value, "+-", deviation]:
            middle, width = int(value), int(deviation)
            t.matches.append(MatchMetric(max(0, middle - width), middle + width))
        case _:
            return UNMODELLED
    return MODELLED


def _match_local_preference(t: TermDraft, s: Statement) -> LineClass:
    if len(s.words) != 3:
        return UNMODELLED
    value = int(s.words[2])
    t.matches.append(MatchLocalPreference(value, value))
    return MODELLED


def _route_type(t: TermDraft, s: Statement) -> LineClass:
    """`match route-type internal|external [type-1|type-2]|level-1|level-2|local|nssa-external`."""
    kinds: list[str] = []
    for word in s.words[2:]:
        if word in ("type-1", "type-2") and kinds and "external" in kinds[-1]:
            kinds[-1] = f"{kinds[-1].removesuffix('-1')}-{word[-1]}"
        elif word in _ROUTE_TYPES:
            kinds.append(_ROUTE_TYPES[word])
        else:
            return UNMODELLED
    t.name("route types", kinds)
    return MODELLED


_ROUTE_TYPES = {
    **{k: k for k in ("internal", "external", "level-1", "level-2", "local", "nssa-external")},
    **{k: k for k in ("inter-area", "intra-area")},
    "type-1": "external-1",
    "type-2": "external-2",
}


def _source_protocol(t: TermDraft, s: Statement) -> LineClass:
    """`match source-protocol bgp 65001 | connected | ...`."""
    found: list[tuple[Source, str | None]] = []
    for word in s.words[2:]:
        if word in SOURCES:
            found.append((SOURCES[word], None))
        elif found:
            found[-1] = (found[-1][0], word)
        else:
            return UNRECOGNISED
    t.matches.append(MatchProtocols(tuple(found)))
    return MODELLED


def _match_origin(t: TermDraft, s: Statement) -> LineClass:
    match s.words[2]:
        case ("igp" | "egp" | "incomplete") as origin:
            t.matches.append(MatchOrigin(origin))
            return MODELLED
    return UNRECOGNISED


def _match_peer(t: TermDraft, s: Statement) -> LineClass:
    """FRR's `match peer A`; an interface, a group and `local` are not modelled."""
    try:
        t.matches.append(MatchNeighbours((ip_network(s.words[2]),)))
    except ValueError:
        return UNMODELLED
    return MODELLED


def _match_vrf(t: TermDraft, s: Statement) -> LineClass:
    t.name("vrfs", s.words[2:])
    return MODELLED


def each_family(
    beginnings: str, entry: Entry[TermDraft], families: tuple[str, ...] = ("",)
) -> dict[str, Entry[TermDraft]]:
    """One entry for several beginnings, each with each family's word in place of `IP`."""
    return {
        beginning.strip().replace("IP", family): entry
        for beginning in beginnings.split(",")
        for family in families
    }


_BOTH = ("ip", "ipv6")
MATCHES: dict[str, Entry[TermDraft]] = {
    **each_family("match IP address", _address, _BOTH),
    **each_family("match IP next-hop", _match_next_hop, _BOTH),
    **each_family("match as-path, match extcommunity, match large-community", _listed),
    **each_family("match tag, match policy-list, call", _listed),
    "match community": _match_community,
    "match interface": _match_interface,
    "match metric": _match_metric,
    "match local-preference": _match_local_preference,
    "match route-type": _route_type,
    "match source-protocol": _source_protocol,
    "match origin": _match_origin,
    "match peer": _match_peer,
    "match source-vrf": _match_vrf,
    "match": UNMODELLED,
}
