"""First-hop redundancy inside `interface`: the blocks `hsrp N`, `vrrp N` and `vrrpv3 N`.

HSRP takes a lower router's place only with `preempt`; VRRP unless told not to.
Source: Cisco Nexus 3548 NX-OS Unicast Routing Command Reference OL-27852-01, `preempt (VRRP)`
(enabled) and `priority (VRRP)` (100); a running configuration writes `preempt` of HSRP where on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kawanet.model.interfaces import Family, TrackedPriority, VrrpGroup
from kawanet.parse.cisco_nxos.draft import GroupDraft, NxInterface
from kawanet.parse.cisco_nxos.values import interface_name
from kawanet.parse.cisco_values import either
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    Entry,
    build_table,
    entries,
    read_all,
)

_GROUPS = range(4096)
_ANYCAST = 0
_PRIORITY = 100


def _group(i: NxInterface, protocol: str, family: Family, number: int) -> GroupDraft:
    if number not in _GROUPS:
        raise ValueError(f"{number} is no group")
    key = (protocol, family, number)
    return i.groups.setdefault(key, GroupDraft(family, number, protocol))


def _hsrp(i: NxInterface, s: Statement) -> LineClass:
    """`hsrp N [ipv4|ipv6]`."""
    family: Family = 6 if s.words[2:3] == ["ipv6"] else 4
    group = _group(i, "hsrp", family, int(s.words[1]))
    read_all(_TABLE, group, s.children, i.ledger)
    return MODELLED


def _vrrp(i: NxInterface, s: Statement) -> LineClass:
    """`vrrp N`, which is down until `no shutdown`."""
    group = _group(i, "vrrp", 4, int(s.words[1]))
    group.enabled = False
    read_all(_TABLE, group, s.children, i.ledger)
    return MODELLED


def _vrrpv3(i: NxInterface, s: Statement) -> LineClass:
    """`vrrpv3 N address-family ipv4|ipv6`."""
    family: Family = 6 if s.words[3] == "ipv6" else 4
    read_all(_TABLE, _group(i, "vrrp", family, int(s.words[1])), s.children, i.ledger)
    return MODELLED


def _address(group: GroupDraft, s: Statement) -> LineClass:
    """`ip A [secondary]` (HSRP), `address A [primary|secondary]` (VRRP)."""
    if len(s.words) < 2 or s.words[1] == "autoconfig":
        return UNMODELLED  # the address is learnt
    address = either(s.words[1].partition("/")[0])
    if address.version != group.family:
        raise ValueError(f"{address} is of the other family")
    if address.version == 6 and address.is_link_local:
        group.settings["link_local"] = address
    elif s.words[2:3] == ["secondary"]:
        group.addresses = (*group.addresses, address)
    else:
        group.addresses = (address, *group.addresses)
    return MODELLED


def _priority(group: GroupDraft, s: Statement) -> LineClass:
    group.settings["priority"] = int(s.words[1])
    return MODELLED  # the thresholds behind concern vPC's uplinks


def _preempt(group: GroupDraft, s: Statement) -> LineClass:
    group.settings["preempt"] = s.words[0] != "no"
    return MODELLED


def _track(group: GroupDraft, s: Statement) -> LineClass:
    """`track OBJECT [decrement N]`; HSRP without a decrement takes 10 off, VRRPv3 gives up. VRRP's
    `track interface I priority N` names the priority that is left."""
    match s.words[1:]:
        case ["interface", *words, "priority", value]:
            group.floors = (*group.floors, (interface_name("".join(words)), int(value)))
            return MODELLED
        case [track]:
            decrement = 10 if group.protocol == "hsrp" else None
        case [track, "decrement", value]:
            decrement = int(value)
        case [track, "shutdown"]:
            decrement = None
        case _:
            return UNMODELLED
    group.tracks = (*group.tracks, TrackedPriority(track, decrement))
    return MODELLED


def _shutdown(group: GroupDraft, s: Statement) -> LineClass:
    group.enabled = s.words[0] == "no"
    return MODELLED


def groups_of(i: NxInterface) -> tuple[VrrpGroup, ...]:
    """The groups that run and have an address, IPv4 before IPv6."""
    drafts = sorted(i.groups.values(), key=lambda g: g.family)
    found = tuple(_group_of(g) for g in drafts if g.enabled and _addresses(g))
    return (*_anycast_of(i), *found) if i.anycast else found


def _anycast_of(i: NxInterface) -> Iterator[VrrpGroup]:
    """An anycast gateway's own addresses, as a group in which every router answers."""
    held4 = [a.ip for a, _ in ((i.primary,) if i.primary else ()) + i.secondary]
    held6 = [a.ip for a, _ in i.ipv6 if not a.is_link_local]
    if held4:
        yield VrrpGroup(4, _ANYCAST, held4[0], protocol="varp", more=tuple(held4[1:]))
    if held6:
        yield VrrpGroup(6, _ANYCAST, held6[0], protocol="varp", more=tuple(held6[1:]))


def _addresses(group: GroupDraft) -> tuple[Any, ...]:
    local = group.settings.get("link_local")
    return group.addresses or (() if local is None else (local,))


def _group_of(group: GroupDraft) -> VrrpGroup:
    first, *more = _addresses(group)
    settings = {"preempt": group.protocol != "hsrp", **group.settings}
    priority = settings.get("priority", _PRIORITY)
    floors = (TrackedPriority(name, max(0, priority - value)) for name, value in group.floors)
    return VrrpGroup(
        family=group.family,
        group=group.group,
        address=first,
        protocol="hsrp" if group.protocol == "hsrp" else "vrrp",
        more=tuple(more),
        tracks=(*group.tracks, *floors),
        **settings,
    )


_TABLE = build_table(
    entries(
        """authentication, mac-address, name, timers, advertisement-interval, description,
        match-address, vrrpv2, vrrs, bfd, use-bia, object""",
        IRRELEVANT,
    ),
    entries("follow, forwarder", UNMODELLED),
    {
        "ip": _address,
        "address": _address,
        "priority": _priority,
        "preempt": _preempt,
        "no preempt": _preempt,
        "track": _track,
        "object-track": _track,
        "shutdown": _shutdown,
        "no shutdown": _shutdown,
    },
)
REDUNDANCY: dict[str, Entry[Any]] = {
    "hsrp": _hsrp,
    **entries("hsrp version, hsrp delay, hsrp use-bia, hsrp bfd, hsrp mac-refresh", IRRELEVANT),
    "vrrp": _vrrp,
    "vrrp bfd": IRRELEVANT,
    "vrrpv3": _vrrpv3,
    "glbp": UNMODELLED,
}
