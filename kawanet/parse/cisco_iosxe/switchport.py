"""Statements of layer-2 ports: switchport, spanning-tree edge, 802.1X."""

from __future__ import annotations

from functools import lru_cache

from kawanet.model.interfaces import PortMode, Switchport
from kawanet.parse.cisco_iosxe.draft import InterfaceDraft
from kawanet.parse.cisco_values import vlan_id, vlan_list
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
)

DEFAULT_VLAN = 1  # of an access port, and untagged on a trunk
_ALL_VLANS = range(1, 4095)

make_switchport = lru_cache(maxsize=1 << 12)(Switchport)  # ports of a city are much alike


def _mode_access(i: InterfaceDraft, _: Statement) -> LineClass:
    i.mode, i.layer2 = PortMode.ACCESS, True
    return MODELLED


def _mode_trunk(i: InterfaceDraft, s: Statement) -> LineClass:
    i.mode, i.layer2 = PortMode.TRUNK, True
    i.note("trunk", s.number)
    return MODELLED


def _switchport(i: InterfaceDraft, s: Statement) -> LineClass:
    if len(s.words) > 1:
        return UNMODELLED
    i.layer2, i.routed = True, False
    return MODELLED


def _no_switchport(i: InterfaceDraft, s: Statement) -> LineClass:
    if len(s.words) > 2:
        return IRRELEVANT
    i.routed, i.layer2 = True, False
    return MODELLED


def _access_vlan(i: InterfaceDraft, s: Statement) -> LineClass:
    i.access_vlan, i.layer2 = vlan_id(s.words[3]), True
    i.note("access", s.number)
    return MODELLED


def _voice_vlan(i: InterfaceDraft, s: Statement) -> LineClass:
    if not s.words[3].isdigit():
        return UNMODELLED  # dot1p, untagged, none
    i.voice_vlan, i.layer2 = vlan_id(s.words[3]), True
    return MODELLED


def _native_vlan(i: InterfaceDraft, s: Statement) -> LineClass:
    i.native_vlan, i.layer2 = vlan_id(s.words[4]), True
    i.note("native", s.number)
    return MODELLED


def _allowed_vlans(i: InterfaceDraft, s: Statement) -> LineClass:
    """Set, widen or narrow the VLANs of a trunk."""
    word = s.words[4]
    i.layer2 = True
    i.note("allowed", s.number)
    held = _ALL_VLANS if i.allowed_vlans is None else i.allowed_vlans
    if word == "all":
        i.allowed_vlans = None
    elif word == "none":
        i.allowed_vlans = ()
    elif word == "add":
        i.allowed_vlans = tuple(sorted(set(held).union(vlan_list(s.words[5]))))
    elif word == "remove":
        i.allowed_vlans = tuple(sorted(set(held).difference(vlan_list(s.words[5]))))
    elif word == "except":
        i.allowed_vlans = tuple(sorted(set(_ALL_VLANS).difference(vlan_list(s.words[5]))))
    else:
        i.allowed_vlans = vlan_list("".join(s.words[4:]))
    return MODELLED


def _portfast(i: InterfaceDraft, s: Statement) -> LineClass:
    i.edge = s.words[0] != "no" and s.words[-1] not in ("disable", "network")
    return MODELLED


def _bpdu_guard(i: InterfaceDraft, s: Statement) -> LineClass:
    match s.words[-1]:
        case "enable":
            i.bpdu_guard = True
        case "disable":
            i.bpdu_guard = False
        case _:
            return UNRECOGNISED
    return MODELLED


def _port_control(i: InterfaceDraft, s: Statement) -> LineClass:
    i.port_control = s.words[2] == "auto"
    return MODELLED


def _authenticator(i: InterfaceDraft, s: Statement) -> LineClass:
    i.authenticator = s.words[2] == "authenticator"
    return MODELLED


def switchport_of(
    i: InterfaceDraft, *, implicit: bool, edge_default: bool, bpdu_guard_default: bool
) -> Switchport | None:
    """The layer-2 behaviour of a port; None for a routed one.

    `implicit`: the port says nothing, on a device whose ports switch unless told otherwise.
    """
    if not (i.layer2 or implicit):
        return None
    mode = i.mode or PortMode.ACCESS
    access, native = i.access_vlan, i.native_vlan
    trunk = mode is PortMode.TRUNK
    if trunk:
        native = DEFAULT_VLAN if native is None else native
    else:
        access = DEFAULT_VLAN if access is None else access
    edge = (edge_default and not trunk) if i.edge is None else i.edge
    guard = (bpdu_guard_default and edge) if i.bpdu_guard is None else i.bpdu_guard
    dot1x = i.port_control and i.authenticator
    return make_switchport(mode, access, i.voice_vlan, native, i.allowed_vlans, edge, guard, dot1x)


SWITCHPORT: dict[str, Entry[InterfaceDraft]] = {
    "switchport": _switchport,
    "no switchport": _no_switchport,
    "switchport mode access": _mode_access,
    "switchport mode trunk": _mode_trunk,
    "switchport access vlan": _access_vlan,
    "switchport voice vlan": _voice_vlan,
    "switchport trunk native vlan": _native_vlan,
    "switchport trunk allowed vlan": _allowed_vlans,
    "spanning-tree portfast": _portfast,
    "no spanning-tree portfast": _portfast,
    "spanning-tree bpduguard": _bpdu_guard,
    "authentication port-control": _port_control,
    "access-session port-control": _port_control,
    "dot1x port-control": _port_control,
    "dot1x pae": _authenticator,
}
