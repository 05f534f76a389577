"""VLANs and spanning tree of the whole device."""

from __future__ import annotations

from kawanet.model.switching import Vlan
from kawanet.parse.cisco_iosxe.draft import DeviceDraft
from kawanet.parse.cisco_values import vlan_list
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    Entry,
)

_EVERY_INSTANCE = (["vlan", "1-4094"], ["mst", "0-4094"], ["mst", "0"])
_NAMED_ROOTS = {"root primary": 24576, "root secondary": 28672}
_QUIET = frozenset(("exit", "mtu", "media", "ring"))


def _vlan(d: DeviceDraft, s: Statement) -> LineClass:
    """`vlan 10-20,30`, with a name where there is only one."""
    vlans = vlan_list("".join(s.words[1:]))
    where = d.ledger.span(s.number)
    name = ""
    for child in s.children:
        line_class = UNMODELLED  # shutdown, state suspend, private-vlan, remote-span
        if child.words[0] == "name":
            name = child.rest(1)
            line_class = MODELLED
        elif child.words[0] in _QUIET or child.words[:2] == ["state", "active"]:
            line_class = IRRELEVANT
        d.ledger.claim(child.number, line_class)
    for vlan in vlans:
        known = d.vlans.get(vlan)
        d.vlans[vlan] = Vlan(vlan, name or (known.name if known else ""), where)
    return MODELLED


def _no_vlan(d: DeviceDraft, s: Statement) -> LineClass:
    for vlan in vlan_list("".join(s.words[2:])):
        d.vlans.pop(vlan, None)
    return MODELLED


def _stp_mode(d: DeviceDraft, s: Statement) -> LineClass:
    match s.words[2]:
        case ("rapid-pvst" | "mst" | "rstp") as mode:
            d.stp_mode = mode
            return MODELLED
    return IRRELEVANT  # pvst: which links block does not change what frames can reach


def _stp_priority(d: DeviceDraft, s: Statement) -> LineClass:
    words = s.words
    if words[1:3] not in _EVERY_INSTANCE:
        return IRRELEVANT  # of some VLANs only
    if words[3] == "priority":
        d.stp_priority = int(words[4])
        return MODELLED
    d.stp_priority = _NAMED_ROOTS.get(" ".join(words[3:5]), d.stp_priority)
    return MODELLED if words[3] == "root" else IRRELEVANT


def _edge_default(d: DeviceDraft, _: Statement) -> LineClass:
    d.edge_default = True
    return MODELLED


def _bpdu_guard_default(d: DeviceDraft, _: Statement) -> LineClass:
    d.bpdu_guard_default = True
    return MODELLED


SWITCHING: dict[str, Entry[DeviceDraft]] = {
    "vlan": _vlan,
    "no vlan": _no_vlan,
    "vlan database": UNMODELLED,
    "vlan internal": IRRELEVANT,
    "vlan accounting": IRRELEVANT,
    "vlan configuration": IRRELEVANT,
    "vlan access-map": UNMODELLED,
    "vlan filter": UNMODELLED,
    "vlan dot1q tag native": UNMODELLED,
    "vlan group": UNMODELLED,
    "spanning-tree": IRRELEVANT,
    "spanning-tree mode": _stp_mode,
    "spanning-tree vlan": _stp_priority,
    "spanning-tree mst": _stp_priority,
    "spanning-tree mst configuration": IRRELEVANT,
    "spanning-tree portfast default": _edge_default,
    "spanning-tree portfast edge default": _edge_default,
    "spanning-tree portfast bpduguard default": _bpdu_guard_default,
    "spanning-tree portfast edge bpduguard default": _bpdu_guard_default,
}
