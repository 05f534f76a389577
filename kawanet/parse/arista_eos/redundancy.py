"""VRRP and VARP inside `interface`.

A group's settings hold for its IPv4 and its IPv6 address alike. With VARP every router of the
segment answers for the address; all of an interface's are one group, of number 0.
"""

from __future__ import annotations

from typing import Any

from kawanet.model.interfaces import TrackedPriority
from kawanet.parse.arista_eos.draft import EosInterface
from kawanet.parse.cisco_iosxe.draft import VrrpDraft
from kawanet.parse.cisco_iosxe.interfaces import LAYER_3
from kawanet.parse.cisco_iosxe.redundancy import set_address, vrrp_draft
from kawanet.parse.cisco_values import either
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

_OTHER_SETTINGS: dict[str, LineClass] = {
    "advertisement": IRRELEVANT,
    "timers": IRRELEVANT,
    "session": IRRELEVANT,
    "description": IRRELEVANT,
    "authentication": IRRELEVANT,
    "peer": IRRELEVANT,
    "mac-address": IRRELEVANT,
    "bfd": IRRELEVANT,
    "delay": IRRELEVANT,
    "track": UNMODELLED,
}
_VARP = 0  # no number of VRRP


def _vrrp(i: EosInterface, s: Statement) -> LineClass:
    number = int(s.words[1])
    match s.words[2:]:
        case ["ipv4", "version", _]:
            return IRRELEVANT
        case ["ip" | "ipv4", address]:
            return set_address(_group(i, 4, number), address)
        case ["ipv6", address]:
            return set_address(_group(i, 6, number), address)
        case [("ip" | "ipv4" | "ipv6") as kind, address, "secondary"]:
            group = _group(i, 6 if kind == "ipv6" else 4, number)
            group.more = (*group.more, either(address))
            return MODELLED
    return _setting(_all(i, number), s.words[2:])


def _setting(groups: list[VrrpDraft], words: list[str]) -> LineClass:
    """A setting of both families."""
    for group in groups:
        match words:
            case ["priority-level" | "priority", value]:
                group.priority = int(value)
            case ["preempt", *_]:
                group.preempt = True
            case ["shutdown" | "disabled"]:
                group.enabled = False
            case ["tracked-object", *track]:
                group.tracks = (*group.tracks, _tracked(track))
            case [word, *_]:
                return _OTHER_SETTINGS.get(word, UNRECOGNISED)
    return MODELLED


def _tracked(words: list[str]) -> TrackedPriority:
    """`NAME decrement N`, `NAME shutdown`."""
    name, *rest = words
    return TrackedPriority(name, int(rest[1]) if rest[0] == "decrement" else None)


def _virtual_router(i: EosInterface, s: Statement) -> LineClass:
    """`ip|ipv6 virtual-router address A[/N]`: one address of all routers here (VARP)."""
    _answer(i, s.words[3].partition("/")[0])
    return UNMODELLED if "/" in s.words[3] else MODELLED  # another subnet than the interface's


def _virtual_address(i: EosInterface, s: Statement) -> LineClass:
    """`ip|ipv6 address virtual A/N [secondary]`: the interface's own, and that of all."""
    plain = Statement(s.number, s.text, [*s.words[:2], *s.words[3:]])
    line_class: LineClass = LAYER_3[" ".join(s.words[:2])](i, plain)  # type: ignore[operator]
    if line_class is MODELLED:
        _answer(i, s.words[3].partition("/")[0])
    return line_class


def _answer(i: EosInterface, word: str) -> None:
    address = either(word)
    group = vrrp_draft(i, 4 if address.version == 4 else 6, _VARP)
    group.protocol = "varp"
    set_address(group, word)


def _no_vrrp(i: EosInterface, s: Statement) -> LineClass:
    """`no vrrp N preempt`; other defaults that are written out change nothing."""
    if s.words[3:] == ["preempt"]:
        for group in _all(i, int(s.words[2])):
            group.preempt = False
        return MODELLED
    return IRRELEVANT


def _defaults(i: EosInterface, number: int) -> VrrpDraft:
    i.vrrp_defaults = i.vrrp_defaults or {}
    return i.vrrp_defaults.setdefault(number, VrrpDraft(4, number))


def _all(i: EosInterface, number: int) -> list[VrrpDraft]:
    """What a setting of a group holds for: the addresses already read, and those to come."""
    return [_defaults(i, number), *(g for g in i.vrrp if g.group == number)]


def _group(i: EosInterface, family: int, number: int) -> VrrpDraft:
    known = len(i.vrrp)
    group = vrrp_draft(i, 4 if family == 4 else 6, number)
    if len(i.vrrp) > known:
        defaults = _defaults(i, number)
        group.priority, group.preempt = defaults.priority, defaults.preempt
        group.tracks, group.enabled = defaults.tracks, defaults.enabled
    return group


REDUNDANCY: dict[str, Entry[Any]] = {
    "vrrp": _vrrp,
    "no vrrp": _no_vrrp,
    "ip virtual-router address": _virtual_router,
    "ipv6 virtual-router address": _virtual_router,
    "ip address virtual": _virtual_address,
    "ipv6 address virtual": _virtual_address,
    **entries("no ip virtual-router, no ipv6 virtual-router", IRRELEVANT),
}
