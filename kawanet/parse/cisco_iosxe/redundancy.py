"""First-hop redundancy inside `interface`: VRRP (v3 and classic), HSRP and GLBP as VRRP groups."""

from __future__ import annotations

from typing import Literal

from kawanet.model.interfaces import Family, TrackedPriority, VrrpGroup
from kawanet.parse.cisco_iosxe.draft import InterfaceDraft, VrrpDraft
from kawanet.parse.cisco_values import either, interface_name
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
    **dict.fromkeys(("timers", "description", "name", "authentication", "version"), IRRELEVANT),
    **dict.fromkeys(("mac-refresh", "mac-address", "delay", "use-bia", "bfd", "arp"), IRRELEVANT),
    **dict.fromkeys(("redirect", "redirects", "sso", "no", "weighting", "forwarder"), IRRELEVANT),
    **dict.fromkeys(("client-cache", "load-balancing"), IRRELEVANT),
    **dict.fromkeys(("follow", "ip", "ipv6", "track"), UNMODELLED),
}
_DECREMENT = 10
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
        group = vrrp_draft(i, _FAMILIES[words[3]], number)
        read_all(_VRRP_V3, group, s.children, i.ledger)
        return MODELLED
    return _setting(i, number, words[2:])


def _not_vrrp(i: InterfaceDraft, s: Statement) -> LineClass:
    """`no vrrp N preempt`, `no standby N preempt`."""
    if s.words[3:4] != ["preempt"]:
        return IRRELEVANT
    for group in _both(i, int(s.words[2])):
        group.preempt = False
    return MODELLED


def _standby(i: InterfaceDraft, s: Statement) -> LineClass:
    """HSRP: a group without a number is group 0, and pre-emption is off unless asked for."""
    return _without_preemption(i, s, "hsrp")


def _glbp(i: InterfaceDraft, s: Statement) -> LineClass:
    """GLBP elects its gateway as HSRP does; which router answers a host is not modelled."""
    return _without_preemption(i, s, "glbp")


def _without_preemption(
    i: InterfaceDraft, s: Statement, protocol: Literal["hsrp", "glbp"]
) -> LineClass:
    words = s.words[1:]
    numbered = words[0].isdigit()
    number = int(words[0]) if numbered else 0
    before = len(i.vrrp)
    line_class = _setting(i, number, words[1:] if numbered else words)
    for group in i.vrrp[before:]:
        group.preempt = group.preempt and "preempt" in words
        group.protocol = protocol
        _inherit(i, group)
    return line_class


def _inherit(i: InterfaceDraft, group: VrrpDraft) -> None:
    """A group's second family takes what was said of the number before."""
    other = next((g for g in i.vrrp if g.group == group.group and g is not group), None)
    if other is not None:
        group.priority, group.preempt, group.tracks = other.priority, other.preempt, other.tracks


def _setting(i: InterfaceDraft, number: int, words: list[str]) -> LineClass:
    """A classic one-line setting; priority and pre-emption hold for both families of a group."""
    match words:
        case ["ip"] | ["ipv6", "autoconfig"]:
            return UNMODELLED  # the address is learnt
        case [("ip" | "ipv6") as kind, address]:
            return set_address(vrrp_draft(i, _FAMILIES[kind], number), address.partition("/")[0])
        case [("ip" | "ipv6") as kind, address, "secondary"]:
            group = vrrp_draft(i, _FAMILIES[kind], number)
            group.more = (*group.more, either(address))
        case ["priority", value, *_]:
            for group in _both(i, number):
                group.priority = int(value)
        case ["preempt", *_]:
            for group in _both(i, number):
                group.preempt = True
        case ["track", *tracked]:
            track = _tracked(tracked)
            for group in _both(i, number):
                group.tracks = (*group.tracks, track)
        case ["shutdown"]:
            for group in _both(i, number):
                group.enabled = False
        case [word, *_]:
            return _OTHER_SETTINGS.get(word, UNRECOGNISED)
    return MODELLED


def _tracked(words: list[str]) -> TrackedPriority:
    """`N|INTERFACE [decrement] [VALUE] | shutdown`; an interface is a track of its own name."""
    name, rest = words[0], words[1:]
    if not name.isdigit():
        if name.isalpha() and rest and rest[0][0].isdigit() and "/" in rest[0]:
            name, rest = name + rest[0], rest[1:]
        name = interface_name(name)
    if rest[:1] == ["shutdown"]:
        return TrackedPriority(name, None)
    numbers = [int(w) for w in rest if w != "decrement"]
    return TrackedPriority(name, numbers[0] if numbers else _DECREMENT)


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
    elif address not in group.more:
        group.more = (*group.more, address)
    return MODELLED


def _address(group: VrrpDraft, s: Statement) -> LineClass:
    return set_address(group, s.words[1].partition("/")[0])


def _track(group: VrrpDraft, s: Statement) -> LineClass:
    group.tracks = (*group.tracks, _tracked(s.words[1:]))
    return MODELLED


def _shutdown(group: VrrpDraft, s: Statement) -> LineClass:
    group.enabled = s.words[0] == "no"
    return MODELLED


def _priority(group: VrrpDraft, s: Statement) -> LineClass:
    group.priority = int(s.words[1])
    return MODELLED


def _preempt(group: VrrpDraft, s: Statement) -> LineClass:
    group.preempt = s.words[0] != "no"
    return MODELLED


def groups_of(i: InterfaceDraft) -> tuple[VrrpGroup, ...]:
    """The groups that have an address; an IPv6 group with only a link-local one has that."""
    return tuple(
        VrrpGroup(
            g.family,
            g.group,
            address,
            g.priority,
            g.preempt,
            g.link_local,
            g.protocol,
            g.more,
            g.tracks,
        )
        for g in i.vrrp
        if g.enabled and (address := g.address or g.link_local) is not None
    )


_VRRP_V3 = build_table(
    entries("timers, description, exit-vrrp, vrrpv2, match-address, vrrs", IRRELEVANT),
    {
        "track": _track,
        "shutdown": _shutdown,
        "no shutdown": _shutdown,
        "address": _address,
        "priority": _priority,
        "preempt": _preempt,
        "no preempt": _preempt,
    },
)
REDUNDANCY: dict[str, Entry[InterfaceDraft]] = {
    "vrrp": _vrrp,
    "no vrrp": _not_vrrp,
    "no standby": _not_vrrp,
    "vrrp delay": IRRELEVANT,
    "standby": _standby,
    "standby delay": IRRELEVANT,
    "standby version": IRRELEVANT,
    "standby redirect": IRRELEVANT,
    "glbp": _glbp,
}
