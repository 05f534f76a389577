"""Junos `show ... | display json`, where every text is a list of one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kawanet.model.network import DEFAULT_VRF
from kawanet.model.observed import (
    Cabling,
    ObservedHop,
    ObservedInterface,
    ObservedNeighbour,
    ObservedRoute,
    ObservedTable,
)
from kawanet.observe.commands import Kind
from kawanet.observe.gathered import Context, Gathered
from kawanet.observe.jsontree import data, members, records
from kawanet.observe.neighbours import Seen, is_up
from kawanet.observe.route_forms import junos_protocol
from kawanet.observe.routes import junos_table, way
from kawanet.observe.words import interface_address, prefix_of

_MASTER = frozenset(("", "master", "default"))
_DOWN = frozenset(("iff-down", "iff-device-down", "iff-hardware-down", "iff-admin-down"))


def is_junos(document: Any) -> bool:
    """Whether a document is Junos's."""
    return isinstance(document, dict) and any(
        name.endswith("-information") or name in {"output", "multi-routing-engine-results"}
        for name in document
    )


def read(document: Any, kind: Kind, context: Context, into: Gathered) -> None:
    """Add what a document says."""
    if kind is Kind.ROUTES:
        for table in _below(document, "route-information", "route-table"):
            _table(table, context, into)
        return
    for path, reader in _READ.get(kind, ()):
        for record in _below(document, *path):
            into.seen.extend(reader(record, context))


def _below(document: Any, *path: str) -> Iterator[Any]:
    """All records of a path through lists of objects; a pair of routing engines says it twice."""
    found = [document, *_engines(document)]
    for name in path:
        found = [below for record in found for below in records(record, name)]
    yield from found


def _engines(document: Any) -> Iterator[Any]:
    for both in records(document, "multi-routing-engine-results"):
        yield from records(both, "multi-routing-engine-item")


def _table(table: Any, context: Context, into: Gathered) -> None:
    name = data(table, "table-name")
    vrf = junos_table(name)
    if vrf is None:
        return
    into.routes.tables.add(ObservedTable(vrf, 6 if "inet6" in name else 4))
    for entry in records(table, "rt"):
        written = data(entry, "rt-destination")
        length = "" if "/" in written else data(entry, "rt-prefix-length")
        prefix = prefix_of(written, length)  # `detail` has the length beside it
        if prefix is None:
            into.routes.unread.append(written)
            continue
        for path in records(entry, "rt-entry"):
            if {*data(path, "active-tag")} & {*"*+"}:
                into.routes.add(_route(vrf, prefix, path, context))


def _route(vrf: str, prefix: Any, path: Any, context: Context) -> ObservedRoute:
    kind = data(path, "nh-type")
    discards = kind in {"Discard", "Reject"}
    hops = tuple(_hop(nh) for nh in records(path, "nh"))
    metric = data(path, "metric")
    preference = data(path, "preference")
    return ObservedRoute(
        vrf,
        prefix,
        junos_protocol(data(path, "protocol-name"), discards),
        hops or (ObservedHop(discard=discards),) * discards,
        int(preference) if preference.isdecimal() else None,
        int(metric) if metric.isdecimal() else None,
        context.where,
    )


def _hop(nh: Any) -> ObservedHop:
    interface = data(nh, "via") or data(nh, "nh-local-interface")
    return way(data(nh, "to"), interface, data(nh, "nh-table"))


def _vrf(name: str) -> str:
    return DEFAULT_VRF if name in _MASTER else name


def _bgp(peer: Any, context: Context) -> Iterator[Seen]:
    address = data(peer, "peer-address").partition("+")[0].split(" ")[0]
    vrf = data(peer, "peer-cfg-rti") or data(peer, "peer-fwd-rti")
    state = data(peer, "peer-state")
    yield ObservedNeighbour(
        _vrf(vrf), "bgp", address, is_up("bgp", state), state, "", context.where
    )


def _ospf(protocol: Any) -> Callable[[Any, Context], Iterator[Seen]]:
    def reader(entry: Any, context: Context) -> Iterator[Seen]:
        state = data(entry, "ospf-neighbor-state")
        yield ObservedNeighbour(
            context.vrf or "",
            protocol,
            data(entry, "neighbor-address"),
            is_up(protocol, state),
            state,
            data(entry, "interface-name"),
            context.where,
        )

    return reader


def _isis(entry: Any, context: Context) -> Iterator[Seen]:
    state = data(entry, "adjacency-state")
    yield ObservedNeighbour(
        context.vrf or "",
        "isis",
        data(entry, "system-name"),
        is_up("isis", state),
        state,
        data(entry, "interface-name"),
        context.where,
    )


def _interface(physical: Any, context: Context) -> Iterator[Seen]:
    up = data(physical, "oper-status") == "up"
    enabled = data(physical, "admin-status") == "up"
    yield ObservedInterface(data(physical, "name"), up, enabled, None, "", context.where)
    for logical in records(physical, "logical-interface"):
        flags = {name for f in records(logical, "if-config-flags") for name in members(f)}
        addresses = tuple(
            made
            for family in records(logical, "address-family")
            for address in records(family, "interface-address")
            if (made := _address(address)) is not None
        )
        yield ObservedInterface(
            data(logical, "name"), up and not flags & _DOWN, None, addresses, "", context.where
        )


def _address(entry: Any) -> Any:
    local, _, length = data(entry, "ifa-local").partition("/")
    length = length or data(entry, "ifa-destination").partition("/")[2]
    return interface_address(local, length or ("128" if ":" in local else "32"))


def _cable(entry: Any, context: Context) -> Iterator[Seen]:
    near = data(entry, "lldp-local-interface") or data(entry, "lldp-local-port-id")
    name = data(entry, "lldp-remote-system-name").partition(".")[0]
    far = data(entry, "lldp-remote-port-id")
    if data(entry, "lldp-remote-port-id-subtype") not in {"", "Interface name"}:
        far = data(entry, "lldp-remote-port-description") or far
    far = far or data(entry, "lldp-remote-port-description")
    if near and name and far:
        yield Cabling(context.device, near, name, far, context.where)


_READ: dict[Kind, tuple[tuple[tuple[str, ...], Callable[[Any, Context], Iterator[Seen]]], ...]] = {
    Kind.BGP: ((("bgp-information", "bgp-peer"), _bgp),),
    Kind.OSPF: ((("ospf-neighbor-information", "ospf-neighbor"), _ospf("ospf")),),
    Kind.OSPFV3: ((("ospf3-neighbor-information", "ospf3-neighbor"), _ospf("ospfv3")),),
    Kind.ISIS: ((("isis-adjacency-information", "isis-adjacency"), _isis),),
    Kind.INTERFACES: ((("interface-information", "physical-interface"), _interface),),
    Kind.ADDRESSES: ((("interface-information", "physical-interface"), _interface),),
    Kind.CABLES: ((("lldp-neighbors-information", "lldp-neighbor-information"), _cable),),
}
