"""First-hop redundancy inside `interface`: VRRP (v3 and classic) and HSRP as VRRP groups."""

from __future__ import annotations

from kawanet.model.interfaces import Family, VrrpGroup
from kawanet.parse.cisco_iosxe.draft import InterfaceDraft, VrrpDraft
from kawanet.parse.cisco_iosxe.values import either
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
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

_GROUPS = range(4096)
_OTHER_SETTINGS: dict[str, LineClass] = {
    "timers": IRRELEVANT,
    "description": IRRELEVANT,
    "name": IRRELEVANT,
    "authentication": IRRELEVANT,
    "version": IRRELEVANT,
    "mac-refresh": IRRELEVANT,
    "delay": IRRELEVANT,
    "use-bia": IRRELEVANT,
    "track": UNMODELLED,
    "follow": UNMODELLED,
    "ip": UNMODELLED,
    "ipv6": UNMODELLED,
}
_FAMILIES: dict[str, Family] = {"ip": 4, "ipv4": 4, "ipv6": 6}


def vrrp_draft(i: InterfaceDraft, family: Family, number: int) -> VrrpDraft:
    """The draft of a group, made when it is first met."""
    if number not in _GROUPS:
        raise ValueError(f"{number} is no group")
    for group in i.vrrp:
        if (group.family, group.group) == (family, number):
            return group
    group = VrrpDraft(family, number)
    i.vrrp = (*i.vrrp, group)
    return group


def _vrrp(i: InterfaceDraft, s: Statement) -> LineClass:
    words = s.words
    number = int(words[1])
    if words[2] == "address-family":
        read_all(_VRRP_V3, vrrp_draft(i, _FAMILIES[words[3]], number), s.children, i.ledger)
        return MODELLED
    return _setting(i, number, words[2:])


def _standby(i: InterfaceDraft, s: Statement) -> LineClass:
    """HSRP: a group without a number is group 0, and pre-emption is off unless asked for."""
    words = s.words[1:]
    numbered = words[0].isdigit()
    number = int(words[0]) if numbered else 0
    before = len(i.vrrp)
    line_class = _setting(i, number, words[1:] if numbered else words)
    for group in i.vrrp[before:]:
        group.preempt = group.preempt and "preempt" in words
    return line_class


def _setting(i: InterfaceDraft, number: int, words: list[str]) -> LineClass:
    """A classic one-line setting; priority and pre-emption hold for both families of a group."""
    match words:
        case ["ip"] | ["ipv6", "autoconfig"]:
            return UNMODELLED  # the address is learnt
        case [("ip" | "ipv6") as kind, address]:
            return set_address(vrrp_draft(i, _FAMILIES[kind], number), address.partition("/")[0])
        case ["priority", value, *_]:
            for group in _both(i, number):
                group.priority = int(value)
        case ["preempt", *_]:
            for group in _both(i, number):
                group.preempt = True
        case [word, *_]:
            return _OTHER_SETTINGS.get(word, UNRECOGNISED)
    return MODELLED


def _both(i: InterfaceDraft, number: int) -> tuple[VrrpDraft, ...]:
    """The groups of a number; a setting that comes before any address makes the IPv4 one."""
    found = tuple(g for g in i.vrrp if g.group == number)
    return found or (vrrp_draft(i, 4, number),)


def set_address(group: VrrpDraft, word: str) -> LineClass:
    """Give a group its address, or its link-local one."""
    address = either(word)
    if address.version != group.family:
        raise ValueError(f"{word} is of the other family")
    if address.version == 6 and address.is_link_local:
        group.link_local = address
    elif group.address is None or group.address == address:
        group.address = address
    else:
        return UNMODELLED  # a group has one address in the model
    return MODELLED


def _address(group: VrrpDraft, s: Statement) -> LineClass:
    return set_address(group, s.words[1].partition("/")[0])


def _priority(group: VrrpDraft, s: Statement) -> LineClass:
    group.priority = int(s.words[1])
    return MODELLED


def _preempt(group: VrrpDraft, s: Statement) -> LineClass:
    group.preempt = s.words[0] != "no"
    return MODELLED


def groups_of(i: InterfaceDraft) -> tuple[VrrpGroup, ...]:
    """The groups that have an address; an IPv6 group with only a link-local one has that."""
    return tuple(
        VrrpGroup(g.family, g.group, address, g.priority, g.preempt, g.link_local)
        for g in i.vrrp
        if (address := g.address or g.link_local) is not None
    )


_VRRP_V3 = build_table(
    entries("timers, description, exit-vrrp, vrrpv2, match-address, vrrs", IRRELEVANT),
    entries("track, shutdown", UNMODELLED),
    {
        "address": _address,
        "priority": _priority,
        "preempt": _preempt,
        "no preempt": _preempt,
    },
)
REDUNDANCY: dict[str, Entry[InterfaceDraft]] = {
    "vrrp": _vrrp,
    "vrrp delay": IRRELEVANT,
    "standby": _standby,
    "glbp": UNMODELLED,
}
