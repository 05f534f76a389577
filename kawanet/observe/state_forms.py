"""Which template reads which output of neighbours and interfaces, by words in its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kawanet.observe.commands import Kind
from kawanet.observe.context import Context
from kawanet.observe.neighbours import (
    Seen,
    brief_reader,
    cable_reader,
    peer_reader,
    read_fortios_interface,
    read_interface,
    read_junos_interface,
    read_terse,
)
from kawanet.observe.tables import Row

_ADDRESS = r"[0-9A-Fa-f]*[.:][0-9A-Fa-f:.]*"
_UP_OR_DOWN = r"(?:UP|Up|up|INIT|Init|Initializing|DOWN|Down)"
# What begins an entry, whatever the system: a form must read as many as there are.
_ENTRIES = {
    Kind.OSPF: r"^[ \t]*(?:Neighbor )?\d+\.\d+\.\d+\.\d+(?:,| +\S+ +\S)",
    Kind.OSPFV3: r"^[ \t]*(?:Neighbor )?\d+\.\d+\.\d+\.\d+(?:,| +\S+ +\S|[ \t]*$)",
    Kind.BGP: r"^BGP neighbor (?:is|on) |^Peer: |^(?:\S+\()?" + _ADDRESS + r"\)?(?:[ \t]+\d+){4}",
    Kind.EIGRP: r"^\d+ +(?:Link-local|\d+\.)",
    Kind.ISIS: rf"^.*\s{_UP_OR_DOWN}\s+\d(?!.*ES-IS)",
    Kind.INTERFACES: r"^(?:Interface )?\S+ is (?:up|down|admin)|==(?:\[| \[ )"
    r"|^Physical interface: |^  Logical interface ",
    Kind.ADDRESSES: r"\b(?:up|down)[ \t]+(?:up|down)\b|protocol-(?:up|down)|\[(?:up|down|admin)",
}


def entries(kind: Kind, text: str) -> int:
    """How many neighbours or interfaces a text seems to name."""
    pattern = _ENTRIES.get(kind)
    return len(re.findall(pattern, text, re.MULTILINE)) if pattern else 0


class TextForm(NamedTuple):
    """A kind of output as a system prints it: `mark` stands in its text."""

    kind: Kind
    template: str
    mark: str
    read: Callable[[Row, Context], Iterator[Seen]]


_NTC_OSPF = {"peer": "IP_ADDRESS", "state": "STATE", "interface": "INTERFACE"}
_OSPF = {"peer": "PEER", "other": "NEIGHBOUR", "state": "STATE", "interface": "INTERFACE"}
_NTC_ISIS = {"peer": "SYSTEM_ID", "state": "STATE", "interface": "INTERFACE"}
_OWN = {"peer": "PEER", "other": "INTERFACE", "state": "STATE", "interface": "INTERFACE"}
_CABLE = cable_reader("LOCAL_INTERFACE", "NEIGHBOR_NAME", "NEIGHBOR_INTERFACE")
_PORT_ID = cable_reader("LOCAL_INTERFACE", "NEIGHBOR_NAME", "NEIGHBOR_PORT_ID")

_NTC = {
    "nxos_ospf": "cisco_nxos_show_ip_ospf_neighbor",
    "eos_ospf": "arista_eos_show_ip_ospf_neighbor",
    "junos_ospf": "juniper_junos_show_ospf_neighbor",
    "ios_ospf": "cisco_ios_show_ip_ospf_neighbor",
    "eos_isis": "arista_eos_show_isis_neighbors",
    "junos_isis": "juniper_junos_show_isis_adjacency",
    "ios_isis": "cisco_ios_show_isis_neighbors",
    "eos_lldp_detail": "arista_eos_show_lldp_neighbors_detail",
    "ios_lldp_detail": "cisco_ios_show_lldp_neighbors_detail",
    "nxos_lldp_detail": "cisco_nxos_show_lldp_neighbors_detail",
    "nxos_cdp_detail": "cisco_nxos_show_cdp_neighbors_detail",
    "ios_cdp_detail": "cisco_ios_show_cdp_neighbors_detail",
    "junos_lldp": "juniper_junos_show_lldp_neighbors",
    "eos_lldp": "arista_eos_show_lldp_neighbors",
    "ios_lldp": "cisco_ios_show_lldp_neighbors",
    "ios_brief_v6": "cisco_ios_show_ipv6_interface_brief",
    "ios_brief": "cisco_ios_show_ip_interface_brief",
    "eos_brief": "arista_eos_show_ip_interface_brief",
    "ios_cdp": "cisco_ios_show_cdp_neighbors",
    "nxos_cdp": "cisco_nxos_show_cdp_neighbors",
}


_NTC_OSPF_PEER, _NTC_ISIS_PEER = peer_reader("ospf", _NTC_OSPF), peer_reader("isis", _NTC_ISIS)
_OWN_OSPF, _OWN_ISIS = peer_reader("ospf", _OSPF), peer_reader("isis", _OWN)
_OSPFV3_PEER, _BGP_PEER = peer_reader("ospfv3", _OSPF), peer_reader("bgp", _OWN)
_OF_LINE = brief_reader("NAME", "", "PROTOCOL")
# Each form before those whose marks stand in its text too; ntc-templates' before ours, which read
# what those pass over.
_FORMS = (
    (Kind.OSPF, "nxos_ospf", "OSPF Process ID", _NTC_OSPF_PEER),
    (Kind.OSPF, "eos_ospf", "Instance VRF", _NTC_OSPF_PEER),
    (Kind.OSPF, "junos_ospf", "Address          Interface              State", _NTC_OSPF_PEER),
    (Kind.OSPF, "own/ospf_neighbours", "RXmtL", _OWN_OSPF),
    (Kind.OSPF, "own/ospf_neighbours", "VRF ", _OWN_OSPF),
    (Kind.OSPF, "ios_ospf", "Dead Time", _NTC_OSPF_PEER),
    (Kind.OSPF, "own/ospf_details", "interface address", _OWN_OSPF),
    (Kind.OSPF, "own/ospf_neighbours", "Pri ", _OWN_OSPF),
    (Kind.OSPFV3, "own/ospf_neighbours", "Pri ", _OSPFV3_PEER),
    (Kind.OSPFV3, "own/ospf_details", "tate is ", _OSPFV3_PEER),
    (Kind.BGP, "own/bgp_neighbours", "BGP neighbor ", _BGP_PEER),
    (Kind.BGP, "own/junos_bgp", "Groups: ", _BGP_PEER),
    (Kind.BGP, "own/junos_bgp", "Peer: ", _BGP_PEER),
    (Kind.BGP, "own/bgp_summary", "MsgRcvd", _BGP_PEER),
    (Kind.EIGRP, "own/eigrp_neighbours", "EIGRP", peer_reader("eigrp", _OWN)),
    (Kind.ISIS, "own/nxos_isis", "IS-IS adjacency database", _OWN_ISIS),
    (Kind.ISIS, "own/clns_neighbours", "Holdtime  Type Protocol", _OWN_ISIS),
    (Kind.ISIS, "eos_isis", "Instance  VRF", _NTC_ISIS_PEER),
    (Kind.ISIS, "junos_isis", "L State", _NTC_ISIS_PEER),
    (Kind.ISIS, "ios_isis", "Circuit Id", _NTC_ISIS_PEER),
    (Kind.ISIS, "own/isis_neighbours", "System", _OWN_ISIS),
    (Kind.INTERFACES, "own/fortios_interfaces", "== [ ", read_fortios_interface),
    (Kind.INTERFACES, "own/fortios_interfaces", "==[", read_fortios_interface),
    (Kind.INTERFACES, "own/junos_interfaces", "Physical interface: ", read_junos_interface),
    (Kind.INTERFACES, "own/interfaces", " is up", read_interface),
    (Kind.INTERFACES, "own/interfaces", " is down", read_interface),
    (Kind.INTERFACES, "own/interfaces", " is admin", read_interface),
    (Kind.ADDRESSES, "own/nxos_addresses", "Status for VRF", _OF_LINE),
    (Kind.ADDRESSES, "own/junos_terse", "Admin Link Proto", read_terse),
    (Kind.ADDRESSES, "ios_brief", "OK? Method", brief_reader("INTERFACE", "STATUS", "PROTO")),
    (Kind.ADDRESSES, "ios_brief_v6", "[", brief_reader("INTERFACE", "ADMIN", "PROTOCOL")),
    (Kind.ADDRESSES, "eos_brief", "Protocol", brief_reader("INTERFACE", "STATUS", "PROTOCOL")),
    (Kind.CABLES, "eos_lldp_detail", "LLDP neighbor", _CABLE),
    (Kind.CABLES, "ios_lldp_detail", "Local Intf:", _PORT_ID),
    (Kind.CABLES, "nxos_lldp_detail", "Local Port id:", _CABLE),
    (Kind.CABLES, "nxos_cdp_detail", "System Name:", _CABLE),
    (Kind.CABLES, "ios_cdp_detail", "Device ID: ", _CABLE),
    (Kind.CABLES, "junos_lldp", "Local Interface    Parent", _CABLE),
    (Kind.CABLES, "eos_lldp", "Neighbor Device ID", _CABLE),
    (Kind.CABLES, "ios_lldp", "Hold-time", _CABLE),
    (Kind.CABLES, "ios_cdp", "Holdtme", _CABLE),
    (Kind.CABLES, "nxos_cdp", "Hldtme", _CABLE),
)
FORMS = tuple(TextForm(kind, _NTC.get(name, name), mark, read) for kind, name, mark, read in _FORMS)
