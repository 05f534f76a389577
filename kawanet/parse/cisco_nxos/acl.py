"""ACLs and object groups: all lists are named and extended, groups are `addrgroup`, `portgroup`."""

from __future__ import annotations

from itertools import product
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.parse.cisco_iosxe.acl import open_acl, read_rules
from kawanet.parse.cisco_iosxe.draft import ObjectGroup
from kawanet.parse.cisco_nxos.draft import NxDevice
from kawanet.parse.cisco_values import ipv4_host, ipv4_match, ipv4_prefix, ipv6_network
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    entries,
)

_QUIET = frozenset(("statistics", "ignore"))
_LINES_LIMIT = 1000  # that one line with port groups may become


def _acl(d: NxDevice, s: Statement) -> LineClass:
    """`ip access-list NAME`, `ipv6 access-list NAME`."""
    family: Family = 4 if s.words[0] == "ip" else 6
    acl = open_acl(d, family, s.words[-1], False, s.number)
    lines = []
    for child in s.children:
        rest = child.words[1:] if child.words[0] == "no" else child.words
        if rest[:1] and rest[0] in _QUIET:
            d.ledger.claim(child.number, IRRELEVANT)
        elif child.words[0] == "fragments":
            d.ledger.claim(child.number, UNMODELLED)
        else:
            lines += _spelt_out(d, child)
    read_rules(d, acl, lines)
    return MODELLED


def _spelt_out(d: NxDevice, s: Statement) -> list[Statement]:
    """The line with its groups in IOS's words: a line for each choice of port ranges."""
    words = s.words
    if "addrgroup" not in words and "portgroup" not in words:
        return [s]
    choices: list[list[list[str]]] = []
    rest = iter(words)
    for word in rest:
        if word == "portgroup":
            choices.append(d.port_groups.get(next(rest, ""), [["portgroup"]]))
        else:
            choices.append([["object-group" if word == "addrgroup" else word]])
    return [
        Statement(s.number, s.text, [w for part in choice for w in part])
        for choice, _ in zip(product(*choices), range(_LINES_LIMIT), strict=False)
    ]


def _addresses(d: NxDevice, s: Statement) -> LineClass:
    """`object-group ip|ipv6 address NAME`."""
    family: Family = 4 if s.words[1] == "ip" else 6
    group = d.object_groups.setdefault(s.words[3], ObjectGroup())
    for child in s.children:
        words = child.words[1:] if child.words[0].isdigit() else child.words
        line_class = MODELLED
        try:
            group.addresses.append(_member(words, family))
        except (ValueError, IndexError):
            group.exact = False
            line_class = UNRECOGNISED
        d.ledger.claim(child.number, line_class)
    return MODELLED


def _member(words: list[str], family: Family) -> Any:
    match words:
        case ["host", host]:
            return ipv4_host(host) if family == 4 else ipv6_network(host)
        case [prefix]:
            return ipv4_prefix(prefix) if family == 4 else ipv6_network(prefix)
        case [address, wildcard] if family == 4:
            return ipv4_match(address, wildcard)
    raise ValueError("no member of a group of addresses")


def _ports(d: NxDevice, s: Statement) -> LineClass:
    """`object-group ip port NAME`: lines of an operator and its ports."""
    group = d.port_groups.setdefault(s.words[3], [])
    for child in s.children:
        words = child.words[1:] if child.words[0].isdigit() else child.words
        known = words[0] in ("eq", "neq", "gt", "lt", "range") and all(
            w.isdigit() for w in words[1:]
        )
        if known:
            group.append(words)
        d.ledger.claim(child.number, MODELLED if known else UNRECOGNISED)
    return MODELLED


POLICY: dict[str, Entry[Any]] = {
    "ip access-list": _acl,
    "ipv6 access-list": _acl,
    "object-group ip address": _addresses,
    "object-group ipv6 address": _addresses,
    "object-group ip port": _ports,
    **entries("object-group", UNMODELLED),
}
