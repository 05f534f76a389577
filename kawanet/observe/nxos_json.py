"""NX-OS `show ... | json`: rows in `TABLE_x`/`ROW_x`, one row as an object, several as a list.

Source: the outputs themselves, as NX-API's documents show them; members not named are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.observed import (
    Cabling,
    NeighbourProtocol,
    ObservedInterface,
    ObservedNeighbour,
    ObservedRoute,
    ObservedTable,
)
from kawanet.observe.commands import Kind
from kawanet.observe.gathered import Context, Gathered
from kawanet.observe.jsontree import first_text
from kawanet.observe.neighbours import Seen, is_up
from kawanet.observe.route_forms import nxos_protocol
from kawanet.observe.routes import way
from kawanet.observe.words import interface_address, prefix_of

_VRF = ("vrf-name-out", "vrf", "cname", "vrf-name")


class _Row(NamedTuple):
    """A row of the innermost table `name`, and the VRF and family it stands below."""

    name: str
    row: dict[str, Any]
    vrf: str
    family: Family


def is_nxos(document: Any) -> bool:
    """Whether a document is NX-OS's."""
    return isinstance(document, dict) and any(n.startswith("TABLE_") for n in document)


def read(document: Any, kind: Kind, context: Context, into: Gathered) -> None:
    """Add what a document says."""
    for found in _rows(document, context.vrf or "", context.family):
        if kind is Kind.ROUTES:
            _route(found, context, into)
        else:
            into.seen.extend(_seen(found, kind, context))


def _rows(value: Any, vrf: str, family: Family) -> Iterator[_Row]:
    """All rows at any depth."""
    for one in value if isinstance(value, list) else (value,):
        for table, below in one.items() if isinstance(one, dict) else ():
            for part in below if isinstance(below, list) else (below,):
                for name, held in part.items() if table.startswith("TABLE_") else ():
                    for row in held if isinstance(held, list) else (held,):
                        where = first_text(row, *_VRF) or vrf
                        version = _family(row, family)
                        yield _Row(name.removeprefix("ROW_"), row, where, version)
                        yield from _rows(row, where, version)


def _family(row: Any, otherwise: Family) -> Family:
    said = first_text(row, "addrf")
    return 6 if said == "ipv6" else 4 if said == "ipv4" else otherwise


def _route(found: _Row, context: Context, into: Gathered) -> None:
    vrf = found.vrf or DEFAULT_VRF
    if found.name == "addrf":
        into.routes.tables.add(ObservedTable(vrf, found.family))
    if found.name != "prefix":
        return
    written = first_text(found.row, "ipprefix")
    prefix = prefix_of(written)
    if prefix is None:
        into.routes.unread.append(written)
        return
    for path in (r.row for r in _rows(found.row, vrf, found.family) if r.name == "path"):
        if str(path.get("ubest", "true")).lower() == "true":
            address, _, hop_vrf = first_text(path, "ipnexthop").partition("%")
            into.routes.add(
                ObservedRoute(
                    vrf,
                    prefix,
                    nxos_protocol(first_text(path, "clientname"), first_text(path, "type")),
                    (way(address, first_text(path, "ifname"), hop_vrf),),
                    _number(path, "pref"),
                    _number(path, "metric"),
                    context.where,
                )
            )


def _number(row: dict[str, Any], name: str) -> int | None:
    said = first_text(row, name)
    return int(said) if said.isdecimal() else None


def _seen(found: _Row, kind: Kind, context: Context) -> Iterator[Seen]:
    row = found.row
    columns = _PEERS.get((kind, found.name))
    if columns is not None and isinstance(row, dict):
        peer, state = first_text(row, *columns.peer), first_text(row, columns.state)
        if peer:
            up = is_up(columns.protocol, state)
            port = first_text(row, columns.interface)
            yield ObservedNeighbour(
                found.vrf, columns.protocol, peer, up, state, port, context.where
            )
    elif kind is Kind.INTERFACES and found.name == "interface":
        yield _interface(row, context)
    elif kind is Kind.ADDRESSES and found.name == "intf":
        up = first_text(row, "proto-state") == "up"
        name = first_text(row, "intf-name")
        yield ObservedInterface(name, up, None, None, found.vrf, context.where)
    elif kind is Kind.CABLES:
        near = first_text(row, "l_port_id", "intf_id")
        far = first_text(row, "sys_name", "chassis_id", "sysname", "device_id")
        if near and far:
            name = far.partition(".")[0].partition("(")[0]
            yield Cabling(context.device, near, name, first_text(row, "port_id"), context.where)


class _Columns(NamedTuple):
    protocol: NeighbourProtocol
    peer: tuple[str, ...]
    state: str = ""
    interface: str = ""


_BGP_PEER = ("neighborid", "neighbor-id", "neighbor")
_PEERS = {
    (Kind.OSPF, "nbr"): _Columns("ospf", ("addr",), "state", "intf"),
    (Kind.BGP, "neighbor"): _Columns("bgp", _BGP_PEER, "state"),
    (Kind.EIGRP, "peer"): _Columns("eigrp", ("peer_ipaddr",), "", "peer_ifname"),
    (Kind.ISIS, "process_adj"): _Columns(
        "isis", ("adj-sys-name-out",), "adj-state-out", "adj-intf-name-out"
    ),
}


def _interface(row: dict[str, Any], context: Context) -> ObservedInterface:
    address = interface_address(
        first_text(row, "eth_ip_addr", "svi_ip_addr"), first_text(row, "eth_ip_mask", "svi_ip_mask")
    )
    return ObservedInterface(
        first_text(row, "interface"),
        first_text(row, "svi_line_proto", "state") == "up",
        first_text(row, "svi_admin_state", "admin_state") != "down",
        () if address is None else (address,),
        "",
        context.where,
    )
