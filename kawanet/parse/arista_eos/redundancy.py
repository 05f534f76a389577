"""VRRP inside `interface`. A group's settings hold for its IPv4 and its IPv6 address alike."""

from __future__ import annotations

from kawanet.parse.arista_eos.draft import EosInterface
from kawanet.parse.cisco_iosxe.draft import VrrpDraft
from kawanet.parse.cisco_iosxe.redundancy import set_address, vrrp_draft
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, UNRECOGNISED, Entry

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
    "tracked-object": UNMODELLED,
    "track": UNMODELLED,
    "shutdown": UNMODELLED,
    "disabled": UNMODELLED,
}


def _vrrp(i: EosInterface, s: Statement) -> LineClass:
    number = int(s.words[1])
    match s.words[2:]:
        case ["ipv4", "version", _]:
            return IRRELEVANT
        case ["ip" | "ipv4", address]:
            return set_address(_group(i, 4, number), address)
        case ["ipv6", address]:
            return set_address(_group(i, 6, number), address)
        case ["ip" | "ipv4" | "ipv6", _, "secondary"]:
            return UNMODELLED  # a group has one address in the model
        case ["priority-level" | "priority", value]:
            for group in _all(i, number):
                group.priority = int(value)
        case ["preempt", *_]:
            for group in _all(i, number):
                group.preempt = True
        case [word, *_]:
            return _OTHER_SETTINGS.get(word, UNRECOGNISED)
    return MODELLED


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
    return group


REDUNDANCY: dict[str, Entry[EosInterface]] = {"vrrp": _vrrp, "no vrrp": _no_vrrp}
