"""EOS `show ... | json`. Source: the outputs of EOS 4.2x themselves; members not named are passed
over."""

from __future__ import annotations

from collections.abc import Iterator
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
from kawanet.observe.jsontree import items, members, records
from kawanet.observe.neighbours import Seen, is_up
from kawanet.observe.words import address_of, interface_address, is_discard, prefix_of

_TYPES = {
    "ebgp": "ebgp",
    "ibgp": "ibgp",
    "ospfintraarea": "ospf",
    "ospfinterarea": "ospf-ia",
    "ospfexternaltype1": "ospf-e1",
    "ospfexternaltype2": "ospf-e2",
    "ospfnssaexternaltype1": "ospf-n1",
    "ospfnssaexternaltype2": "ospf-n2",
    "ospfsummary": "ospf-range",
    "ospfv3": "ospf",
    "bgpaggregate": "bgp-aggregate",
    "isislevel1": "isis-l1",
    "isislevel2": "isis-l2",
}


_MEMBERS = frozenset(("vrfs", "lldpNeighbors", "routes"))


def is_eos(document: Any) -> bool:
    """Whether a document is EOS's."""
    ports = items(document, "interfaces")
    named = isinstance(document, dict) and _MEMBERS & document.keys()
    return bool(named) or any("interfaceStatus" in i for _, i in ports if isinstance(i, dict))


def read(document: Any, kind: Kind, context: Context, into: Gathered) -> None:
    """Add what a document says."""
    if kind is Kind.ROUTES:
        _routes(document, context, into)
    else:
        into.seen.extend(_READ[kind](document, context) if kind in _READ else ())


def _routes(document: Any, context: Context, into: Gathered) -> None:
    tables = items(document, "vrfs") or [(context.vrf or DEFAULT_VRF, document)]
    for vrf, table in tables:  # older releases have no `vrfs` around IPv6
        routes = items(table, "routes")
        for text, route in routes:
            prefix = prefix_of(text)
            if prefix is None or not isinstance(route, dict):
                into.routes.unread.append(text)
            elif route.get("routeAction") != "receive":
                into.routes.add(_route(vrf, prefix, route, context))
        if not routes:
            into.routes.tables.add(ObservedTable(vrf, context.family))


def _route(vrf: str, prefix: Any, route: dict[str, Any], context: Context) -> ObservedRoute:
    kind = "".join(c for c in str(route.get("routeType", "")).lower() if c.isalnum())
    hops = tuple(_hop(via) for via in records(route, "vias"))
    if route.get("routeAction") == "drop" or (not hops and kind.endswith("aggregate")):
        hops = (ObservedHop(discard=True),)
    return ObservedRoute(
        vrf,
        prefix,
        _TYPES.get(kind, kind),
        hops,
        route.get("preference"),
        route.get("metric"),
        context.where,
    )


def _hop(via: dict[str, Any]) -> ObservedHop:
    interface = str(via.get("interface", ""))
    discard = is_discard(interface)
    address = address_of(str(via.get("nexthopAddr") or via.get("vtepAddr") or ""))
    return ObservedHop(
        address,
        "" if discard else interface,
        str(via.get("vrf") or via.get("vrfName") or ""),
        discard,
    )


def _ospf(document: Any, context: Context) -> Iterator[Seen]:
    for vrf, found in items(document, "vrfs"):
        for _, instance in items(found, "instList"):
            for entry in records(instance, "ospfNeighborEntries"):
                yield _neighbour(vrf, "ospf", entry, "interfaceAddress", "adjacencyState", context)


def _bgp(document: Any, context: Context) -> Iterator[Seen]:
    for vrf, found in items(document, "vrfs"):
        for peer in records(found, "peerList"):
            yield _neighbour(vrf, "bgp", peer, "peerAddress", "state", context)
        for address, peer in items(found, "peers"):
            named = {**peer, "peerAddress": address}
            yield _neighbour(vrf, "bgp", named, "peerAddress", "peerState", context)


def _isis(document: Any, context: Context) -> Iterator[Seen]:
    for vrf, found in items(document, "vrfs"):
        for _, instance in items(found, "isisInstances"):
            for system, neighbour in items(instance, "neighbors"):
                for adjacency in records(neighbour, "adjacencies"):
                    named = {**adjacency, "peer": adjacency.get("hostname") or system}
                    yield _neighbour(vrf, "isis", named, "peer", "state", context)


def _neighbour(
    vrf: str, protocol: Any, entry: dict[str, Any], peer: str, state: str, context: Context
) -> ObservedNeighbour:
    said = str(entry.get(state, ""))
    return ObservedNeighbour(
        vrf or DEFAULT_VRF,
        protocol,
        str(entry.get(peer, "")),
        is_up(protocol, said),
        said,
        str(entry.get("interfaceName", "")),
        context.where,
    )


def _interfaces(document: Any, context: Context) -> Iterator[Seen]:
    for name, said in items(document, "interfaces"):
        status = str(said.get("interfaceStatus", ""))
        addresses = []
        for block in _blocks(said):
            every = [
                members(block, "primaryIp"),
                *records(block, "secondaryIpsOrderedList"),
                members(block, "virtualIp"),
                *records(block, "virtualSecondaryIpsOrderedList"),
                members(block, "ipAddr"),
            ]
            addresses += [
                interface_address(a.get("address", ""), a.get("maskLen", ""))
                for a in every
                if isinstance(a, dict)
            ]
        for block in records(said, "interfaceAddressIp6", "globalUnicastIp6s"):
            length = str(block.get("subnet", "")).partition("/")[2]
            addresses.append(interface_address(str(block.get("address", "")), length))
        yield ObservedInterface(
            name,
            str(said.get("lineProtocolStatus", "")).lower() == "up",
            status != "disabled",
            tuple(a for a in addresses if a is not None),
            "",
            context.where,
        )


def _blocks(said: Any) -> list[Any]:
    """`show interfaces` has a list, `show ip interface brief` one object."""
    found = members(said, "interfaceAddress")
    return found if isinstance(found, list) else [found]


def _cables(document: Any, context: Context) -> Iterator[Seen]:
    for entry in records(document, "lldpNeighbors"):
        yield _cable(
            context, entry.get("port"), entry.get("neighborDevice"), entry.get("neighborPort")
        )
    for port, found in items(document, "lldpNeighbors"):
        for entry in records(found, "lldpNeighborInfo"):
            far = members(entry, "neighborInterfaceInfo")
            name = far.get("interfaceId_v2") or far.get("interfaceId")
            yield _cable(context, port, entry.get("systemName"), name)


def _cable(context: Context, port: object, device: object, far: object) -> Cabling:
    name = str(device or "").partition(".")[0]
    return Cabling(context.device, str(port), name, str(far or "").strip('"'), context.where)


_READ = {
    Kind.OSPF: _ospf,
    Kind.BGP: _bgp,
    Kind.ISIS: _isis,
    Kind.INTERFACES: _interfaces,
    Kind.CABLES: _cables,
    Kind.ADDRESSES: _interfaces,
}
