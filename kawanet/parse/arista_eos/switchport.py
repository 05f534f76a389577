"""Statements of layer-2 ports. With a phone, a port is `trunk phone`: native VLAN untagged."""

from __future__ import annotations

from typing import Any

from kawanet.model.interfaces import PortMode
from kawanet.parse.arista_eos.draft import EosInterface
from kawanet.parse.cisco_iosxe.switchport import SWITCHPORT as IOS
from kawanet.parse.cisco_values import vlan_id
from kawanet.parse.indented import Statement
from kawanet.parse.ios_family import PORTS_SWITCH
from kawanet.parse.result import LineClass
from kawanet.parse.statements import MODELLED, UNMODELLED, Entry

_AS_IN_IOS = (
    "switchport mode access",
    "switchport mode trunk",
    "switchport access vlan",
    "switchport trunk native vlan",
    "switchport trunk allowed vlan",
    "spanning-tree portfast",
    "no spanning-tree portfast",
    "spanning-tree bpduguard",
    "dot1x port-control",
    "dot1x pae",
)


def _mode_phone(i: EosInterface, _: Statement) -> LineClass:
    i.mode, i.phone_trunk = PortMode.ACCESS, True
    return MODELLED


def _native_tagged(i: EosInterface, _: Statement) -> LineClass:
    i.native_tagged = True
    return MODELLED


def _phone_vlan(i: EosInterface, s: Statement) -> LineClass:
    i.voice_vlan = vlan_id(s.words[3])
    return MODELLED


def _trunk_group(i: EosInterface, s: Statement) -> LineClass:
    i.trunk_groups = (*i.trunk_groups, *s.words[3:])
    return MODELLED


SWITCHPORT: dict[str, Entry[Any]] = {
    **{words: IOS[words] for words in _AS_IN_IOS},
    **PORTS_SWITCH,
    "switchport mode trunk phone": _mode_phone,
    "switchport trunk native vlan tag": _native_tagged,
    "switchport phone vlan": _phone_vlan,
    "switchport trunk group": _trunk_group,
    "switchport phone trunk": UNMODELLED,
    "switchport phone trunk tagged": MODELLED,  # as the model takes a phone's frames to be
}
