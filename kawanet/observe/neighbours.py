"""Neighbours and interfaces printed as text: rows of a TextFSM template -> observed values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_interface
from typing import NamedTuple

from kawanet.model.observed import (
    Cabling,
    NeighbourProtocol,
    ObservedInterface,
    ObservedNeighbour,
)
from kawanet.observe.commands import Kind
from kawanet.observe.context import Context
from kawanet.observe.tables import Row
from kawanet.observe.words import interface_address

Seen = ObservedNeighbour | ObservedInterface | Cabling
FULL = ("full", "2way", "two_way", "2-way", "twoway")  # both ends hear each other


class TextForm(NamedTuple):
    """A kind of output as a system prints it: `mark` stands in its text."""

    kind: Kind
    template: str
    mark: str
    read: Callable[[Row, Context], Iterator[Seen]]


def is_up(protocol: NeighbourProtocol, state: str) -> bool:
    """Whether routes may come over a session in this state, in any system's word for it."""
    word = state.lower().partition("/")[0].strip()
    if protocol in {"ospf", "ospfv3"}:
        return word in FULL
    if protocol == "bgp":
        return word.startswith("estab") or word.isdecimal()
    return word in {"up", ""}


def _peer(protocol: NeighbourProtocol, columns: Mapping[str, str]) -> Callable[..., Iterator[Seen]]:
    """A reader of rows whose columns `peer`, `state`, `interface`, `vrf` are named so."""

    def read(row: Row, context: Context) -> Iterator[Seen]:
        peer = str(row.get(columns["peer"]) or row.get(columns.get("other", "")) or "")
        state = str(row.get(columns.get("state", "")) or "")
        if peer:
            vrf = str(row.get(columns.get("vrf", "")) or "") or context.vrf or ""
            interface = str(row.get(columns.get("interface", "")) or "")
            up = is_up(protocol, state)
            yield ObservedNeighbour(
                vrf, protocol, peer.rstrip(":"), up, state, interface, context.where
            )

    return read


_NTC_OSPF = {"peer": "IP_ADDRESS", "state": "STATE", "interface": "INTERFACE", "vrf": "VRF"}
_OSPF = {"peer": "PEER", "other": "NEIGHBOUR", "state": "STATE", "interface": "INTERFACE"}
_ISIS = {"peer": "SYSTEM_ID", "state": "STATE", "interface": "INTERFACE", "vrf": "VRF"}
_OWN = {"peer": "PEER", "state": "STATE", "interface": "INTERFACE", "vrf": "VRF"}


def _interface(row: Row, context: Context) -> Iterator[Seen]:
    status, line = str(row["STATUS"]).strip(), str(row["PROTOCOL"]).strip()
    if row["NAME"]:
        addresses = tuple(ip_interface(a) for a in row["ADDRESS"] if _is_interface(a))
        yield ObservedInterface(
            row["NAME"],
            status == "up" and line in {"up", ""},
            None if not status else "admin" not in status and row["ADMIN"] != "down",
            addresses,
            row["VRF"],
            context.where,
        )


def _is_interface(text: str) -> bool:
    address, _, length = text.partition("/")
    return interface_address(address, length) is not None


def _fortios_interface(row: Row, context: Context) -> Iterator[Seen]:
    """`get system interface` says up of every port that is not shut, also of one with no plug; only
    `get system interface physical` (`==[port1]`) knows."""
    address = interface_address(row["ADDRESS"], row["MASK"])
    said = row["STATUS"] == "up"
    addresses = () if address is None else (address,)
    up, enabled = (said, None) if row["LINK"] else (None, said)
    yield ObservedInterface(row["NAME"], up, enabled, addresses, "", context.where)


def _brief(name: str, status: str, line: str) -> Callable[[Row, Context], Iterator[Seen]]:
    """A reader of `show ip interface brief`: it gives no length, so no address is taken from it."""

    def read(row: Row, context: Context) -> Iterator[Seen]:
        up = row[line].strip() == "up" and row.get(status, "up").strip() == "up"
        vrf = row.get("VRF") or context.vrf or ""
        yield ObservedInterface(row[name], up, None, None, vrf, context.where)

    return read


def _cable(near: str, far: str, port: str) -> Callable[[Row, Context], Iterator[Seen]]:
    def read(row: Row, context: Context) -> Iterator[Seen]:
        interface, neighbour = row[near].strip(), row[far].strip()
        other = row[port].strip() or row.get("NEIGHBOR_PORT_ID", "").strip()
        if interface and neighbour and other:
            name = neighbour.partition(".")[0] if not neighbour[0].isdigit() else neighbour
            yield Cabling(context.device, interface, name.partition("(")[0], other, context.where)

    return read


_CABLE = _cable("LOCAL_INTERFACE", "NEIGHBOR_NAME", "NEIGHBOR_INTERFACE")
_PORT_ID = _cable("LOCAL_INTERFACE", "NEIGHBOR_NAME", "NEIGHBOR_PORT_ID")

_NTC = {
    "nxos_ospf": "cisco_nxos_show_ip_ospf_neighbor",
    "eos_ospf": "arista_eos_show_ip_ospf_neighbor",
    "junos_ospf": "juniper_junos_show_ospf_neighbor",
    "ios_ospf": "cisco_ios_show_ip_ospf_neighbor",
    "junos_bgp": "juniper_junos_show_bgp_summary",
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
    "ios_brief": "cisco_ios_show_ip_interface_brief",
    "eos_brief": "arista_eos_show_ip_interface_brief",
    "ios_cdp": "cisco_ios_show_cdp_neighbors",
    "nxos_cdp": "cisco_nxos_show_cdp_neighbors",
}


def _forms() -> Iterator[TextForm]:
    """The forms, each before those whose marks stand in its text too."""
    ospf, isis, bgp = _peer("ospf", _NTC_OSPF), _peer("isis", _ISIS), _peer("bgp", _OWN)
    junos_bgp = _peer("bgp", {"peer": "PEER_IP", "state": "STATE"})
    for kind, template, mark, reader in (
        (Kind.OSPF, "nxos_ospf", "OSPF Process ID", ospf),
        (Kind.OSPF, "eos_ospf", "Instance VRF", ospf),
        (Kind.OSPF, "junos_ospf", "Address          Interface              State", ospf),
        (Kind.OSPF, "own/ospf_neighbours", "Interface ID", _peer("ospfv3", _OSPF)),
        (Kind.OSPF, "own/ospf_neighbours", "RXmtL", _peer("ospf", _OSPF)),
        (Kind.OSPF, "own/ospf_neighbours", "VRF ", _peer("ospf", _OSPF)),
        (Kind.OSPF, "ios_ospf", "Dead Time", ospf),
        (Kind.BGP, "own/bgp_neighbours", "BGP neighbor ", bgp),
        (Kind.BGP, "junos_bgp", "Groups: ", junos_bgp),
        (Kind.BGP, "own/bgp_summary", "MsgRcvd", bgp),
        (Kind.EIGRP, "own/eigrp_neighbours", "EIGRP", _peer("eigrp", _OWN)),
        (Kind.ISIS, "own/nxos_isis", "IS-IS adjacency database", _peer("isis", _OWN)),
        (Kind.ISIS, "own/clns_neighbours", "Holdtime  Type Protocol", _peer("isis", _OWN)),
        (Kind.ISIS, "eos_isis", "Instance  VRF", isis),
        (Kind.ISIS, "junos_isis", "L State", isis),
        (Kind.ISIS, "ios_isis", "System Id", isis),
        (Kind.INTERFACES, "own/fortios_interfaces", "== [ ", _fortios_interface),
        (Kind.INTERFACES, "own/fortios_interfaces", "==[", _fortios_interface),
        (Kind.INTERFACES, "own/interfaces", " is up", _interface),
        (Kind.INTERFACES, "own/interfaces", " is down", _interface),
        (Kind.INTERFACES, "own/interfaces", " is admin", _interface),
        (Kind.ADDRESSES, "own/nxos_addresses", "Status for VRF", _brief("NAME", "", "PROTOCOL")),
        (Kind.ADDRESSES, "ios_brief", "OK? Method", _brief("INTERFACE", "STATUS", "PROTO")),
        (Kind.ADDRESSES, "eos_brief", "Protocol", _brief("INTERFACE", "STATUS", "PROTOCOL")),
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
    ):
        yield TextForm(kind, _NTC.get(template, template), mark, reader)


FORMS = tuple(_forms())
