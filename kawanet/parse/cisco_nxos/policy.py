"""Prefix, AS-path and community lists, and route maps: the words of the IOS family."""

from __future__ import annotations

from typing import Any

from kawanet.parse.cisco_nxos.draft import NxDevice
from kawanet.parse.cisco_nxos.values import interface_name
from kawanet.parse.indented import Statement
from kawanet.parse.policy_draft import TermDraft
from kawanet.parse.prefix_lists import read_as_path_list, read_community_list, read_prefix_list
from kawanet.parse.result import LineClass
from kawanet.parse.route_maps import ROUTE_MAP, open_term
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    Entry,
    build_table,
    entries,
    read_all,
)

_KINDS = {"community-list": "", "extcommunity-list": "ext:", "large-community-list": "large:"}


def _prefix_list(d: NxDevice, s: Statement) -> LineClass:
    family = 4 if s.words[0] == "ip" else 6
    return read_prefix_list(
        d.policies, 4 if family == 4 else 6, s.words[2], s.words[3:], d.ledger.span(s.number)
    )


def _as_path_list(d: NxDevice, s: Statement) -> LineClass:
    """`ip as-path access-list NAME [seq N] permit|deny "REGEX"`."""
    return read_as_path_list(d.policies, s.words[3], s.words[4:], d.ledger.span(s.number))


def _community_list(d: NxDevice, s: Statement) -> LineClass:
    """`ip [ext|large-]community-list standard|expanded NAME [seq N] permit|deny ...`."""
    where = d.ledger.span(s.number)
    return read_community_list(d.policies, s.words[2:], where, _KINDS[s.words[1]])


def _route_map(d: NxDevice, s: Statement) -> LineClass:
    """`route-map NAME [permit|deny] [N]`; `pbr-statistics` counts."""
    if s.words[2:] == ["pbr-statistics"]:
        return IRRELEVANT
    where = d.ledger.span(s.number)
    term = open_term(d.policies, s.words[1:], d.ledger, where, interface_name)
    read_all(_ROUTE_MAP, term, s.children, d.ledger)
    return MODELLED


def _source_protocol(t: TermDraft, s: Statement) -> LineClass:
    """`match source-protocol bgp-65001 ospf-1 direct`: instances stand behind a dash."""
    words = [part for w in s.words[2:] for part in w.split("-", 1)]
    line = Statement(s.number, s.text, [*s.words[:2], *words])
    line_class: LineClass = ROUTE_MAP["match source-protocol"](t, line)  # type: ignore[operator]
    return line_class


_ROUTE_MAP = build_table(
    ROUTE_MAP,
    entries("set forwarding-address", UNMODELLED),
    {"match source-protocol": _source_protocol},
)
ROUTE_POLICY: dict[str, Entry[Any]] = {
    "ip prefix-list": _prefix_list,
    "ipv6 prefix-list": _prefix_list,
    "ip as-path access-list": _as_path_list,
    "ip community-list": _community_list,
    "ip extcommunity-list": _community_list,
    "ip large-community-list": _community_list,
    "route-map": _route_map,
}
