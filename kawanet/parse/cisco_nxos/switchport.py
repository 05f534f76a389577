"""Statements of layer-2 ports. A port switches unless told not to."""

from __future__ import annotations

from typing import Any

from kawanet.model.interfaces import PortMode
from kawanet.parse.cisco_iosxe.switchport import SWITCHPORT as IOS
from kawanet.parse.cisco_nxos.draft import NxInterface
from kawanet.parse.indented import Statement
from kawanet.parse.ios_family import PORTS_SWITCH
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, Entry, entries

_AS_IN_IOS = (
    "switchport mode access",
    "switchport mode trunk",
    "switchport access vlan",
    "switchport voice vlan",
    "switchport trunk native vlan",
    "switchport trunk allowed vlan",
    "spanning-tree bpduguard",
    "dot1x port-control",
    "dot1x pae",
)


def _port_type(i: NxInterface, s: Statement) -> LineClass:
    """`spanning-tree port type edge [trunk]|network|normal`."""
    i.edge = s.words[3] == "edge"
    return MODELLED


def _host(i: NxInterface, _: Statement) -> LineClass:
    """`switchport host`: an access port at the edge."""
    i.mode, i.edge = PortMode.ACCESS, True
    return MODELLED


SWITCHPORT: dict[str, Entry[Any]] = {
    **{words: IOS[words] for words in _AS_IN_IOS},
    **PORTS_SWITCH,
    "spanning-tree port type": _port_type,
    "switchport host": _host,
    **entries("switchport mode, switchport private-vlan, switchport vlan mapping", UNMODELLED),
    **entries("switchport trunk native vlan tag, switchport isolated", UNMODELLED),
    **entries("switchport block, switchport port-security, switchport priority", IRRELEVANT),
    **entries("switchport monitor, switchport autostate exclude", IRRELEVANT),
}
