"""FRR and Cumulus `show ... json`, whose shapes differ from release to release: what a member is
shows in what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_interface
from typing import Any

from kawanet.model.network import DEFAULT_VRF
from kawanet.model.observed import (
    NeighbourProtocol,
    ObservedHop,
    ObservedInterface,
    ObservedNeighbour,
    ObservedRoute,
    ObservedTable,
)
from kawanet.observe.commands import Kind
from kawanet.observe.gathered import Context, Gathered
from kawanet.observe.jsontree import records, text
from kawanet.observe.neighbours import Seen, is_up
from kawanet.observe.route_forms import LINUX
from kawanet.observe.routes import read_rows
from kawanet.observe.tables import Row
from kawanet.observe.words import address_of, prefix_of

_PROTOCOLS = {
    "ospf": "ospf-any",
    "ospf6": "ospf-any",
    "eigrp": "eigrp-any",
}
_GROUPS = frozenset(("neighbors", "peers", "ipv4Unicast", "ipv6Unicast", "ipv4", "ipv6"))


def read(document: Any, kind: Kind, context: Context, into: Gathered) -> None:
    """Add what a document says."""
    if kind is Kind.ROUTES and isinstance(document, list):
        _kernel(document, context, into)
    elif kind is Kind.ROUTES:
        _routes(document, context.vrf or DEFAULT_VRF, context, into)
    elif kind in {Kind.INTERFACES, Kind.ADDRESSES}:
        into.seen.extend(_interfaces(document, context))
    elif kind in {Kind.OSPF, Kind.OSPFV3, Kind.BGP}:
        into.seen.extend(_peers(document, context.vrf or "", kind, context))


def _routes(document: Any, vrf: str, context: Context, into: Gathered) -> None:
    """Prefixes, or VRFs that hold prefixes."""
    for name, value in document.items() if isinstance(document, dict) else ():
        if isinstance(value, dict):
            _routes(value, name, context, into)
        elif isinstance(value, list):
            prefix = prefix_of(name)
            if prefix is None:
                into.routes.unread.append(name)
                continue
            for route in value:
                if isinstance(route, dict) and route.get("selected"):
                    where = str(route.get("vrfName") or vrf)
                    into.routes.add(_route(where, prefix, route, context))
    if document == {}:
        into.routes.tables.add(ObservedTable(vrf, context.family))


def _kernel(document: list[Any], context: Context, into: Gathered) -> None:
    """`ip -j route show`."""
    for route in document:
        row = {
            "PREFIX": text(route, "dst"),
            "NEXT_HOP": text(route, "gateway") or text(route, "via", "host"),
            "CODE": text(route, "protocol"),
            "NOTE": text(route, "type"),
            "INTERFACE": text(route, "dev"),
            "IGNORED": "",
            "HOPS": records(route, "nexthops"),
        }
        read_rows(LINUX._replace(ways=_kernel_ways), (row,), context, into.routes)


def _kernel_ways(row: Row) -> Iterator[Row]:
    for hop in row["HOPS"]:
        host = text(hop, "gateway") or text(hop, "via", "host")
        yield {**row, "NEXT_HOP": host, "INTERFACE": text(hop, "dev")}
    if not row["HOPS"]:
        yield row


def _route(vrf: str, prefix: Any, route: dict[str, Any], context: Context) -> ObservedRoute:
    hops = [h for h in records(route, "nexthops") if isinstance(h, dict)]
    used = [h for h in hops if h.get("fib")] or [h for h in hops if not h.get("recursive")]
    protocol = str(route.get("protocol", ""))
    found = tuple(_hop(h) for h in used)
    discards = bool(found) and all(h.discard for h in found)
    name = "ospf-range" if discards and protocol == "ospf" else protocol
    return ObservedRoute(
        vrf,
        prefix,
        _PROTOCOLS.get(name, name),
        found,
        route.get("distance"),
        route.get("metric"),
        context.where,
    )


def _hop(hop: dict[str, Any]) -> ObservedHop:
    discard = bool(hop.get("blackhole") or hop.get("unreachable") or hop.get("reject"))
    interface = "" if discard else str(hop.get("interfaceName", ""))
    return ObservedHop(address_of(str(hop.get("ip", ""))), interface, "", discard)


def _peers(value: Any, vrf: str, kind: Kind, context: Context) -> Iterator[Seen]:
    """Walk down to objects that are peers; a name on the way that is no address is a VRF's."""
    for name, below in value.items() if isinstance(value, dict) else ():
        inner = str(below.get("vrfName") or vrf) if isinstance(below, dict) else vrf
        if isinstance(below, list):
            for entry in below:
                if isinstance(entry, dict) and ("ifaceName" in entry or "nbrState" in entry):
                    yield _ospf(name, entry, vrf, context)
        elif isinstance(below, dict) and ("bgpState" in below or "remoteAs" in below):
            yield _bgp(name, below, inner, context)
        elif isinstance(below, dict) and "ifaceName" in below:
            yield _ospf(name, below, inner, context)
        elif isinstance(below, dict):
            is_vrf = name not in _GROUPS and address_of(name) is None
            yield from _peers(below, name if is_vrf and inner == vrf else inner, kind, context)


def _ospf(router: str, entry: dict[str, Any], vrf: str, context: Context) -> ObservedNeighbour:
    state = str(entry.get("nbrState") or entry.get("state") or "")
    protocol: NeighbourProtocol = "ospf"
    interface = str(entry.get("ifaceName", "")).partition(":")[0]
    peer = str(entry.get("ifaceAddress") or entry.get("address") or router)
    return ObservedNeighbour(
        vrf, protocol, peer, is_up(protocol, state), state, interface, context.where
    )


def _bgp(peer: str, entry: dict[str, Any], vrf: str, context: Context) -> ObservedNeighbour:
    state = str(entry.get("bgpState") or entry.get("state") or "")
    interface = "" if address_of(peer) else peer
    address = str(entry.get("bgpNeighborAddr") or peer)
    return ObservedNeighbour(
        vrf, "bgp", address, is_up("bgp", state), state, interface, context.where
    )


def _interfaces(document: Any, context: Context) -> Iterator[Seen]:
    for name, said in document.items() if isinstance(document, dict) else ():
        if not isinstance(said, dict) or "administrativeStatus" not in said:
            continue
        enabled = said.get("administrativeStatus") == "up"
        up = enabled and said.get("operationalStatus") == "up"
        texts = [str(a.get("address", "")) for a in records(said, "ipAddresses")]
        yield ObservedInterface(
            name,
            up,
            enabled,
            tuple(ip_interface(t) for t in texts if prefix_of(t) is not None),
            str(said.get("vrfName", "")),
            context.where,
        )
