"""Static routes: next hops resolved through the routing table, until nothing changes.

A next hop is looked up in the table of its VRF (`next_hop_vrf` if given) by longest match; a
connected route ends the search, any other lends its hops. A default route resolves no next hop,
and a route does not resolve the next hop that it covers itself: it would be its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kawanet.findings import Finding
from kawanet.forwarding.codes import NO_ANSWER, UNRESOLVED
from kawanet.forwarding.dataplane import Hop, HopKind, Node
from kawanet.forwarding.rib import (
    NO_ROWS,
    STATIC,
    Candidate,
    LongestMatch,
    Rows,
    Workspace,
    rows,
    select,
)
from kawanet.model.interfaces import IPAddress
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.routing import StaticRoute

MAX_ROUNDS = 16  # deeper recursion than this is left unresolved

Tables = Mapping[Node, LongestMatch]


class Statics(NamedTuple):
    """Rows of active static routes a node number, and what is wrong with the others."""

    rows: Mapping[int, Rows]
    findings: tuple[Finding, ...]


def static_rows(work: Workspace, others: Sequence[Rows]) -> Statics:
    """Resolve all static routes against `others` (rows of the other protocols, a node) and
    each other."""
    number = {node: n for n, node in enumerate(work.nodes)}
    found: dict[int, Rows] = {}
    findings: list[Finding] = []
    for device in work.segments.network.devices:
        if device.routing.static:
            active = _device_routes(work, device, others, number)
            for vrf in sorted({r.vrf for r in device.routing.static}):
                mine = [(r, h) for r, h in active if r.vrf == vrf]
                found[number[Node(device.name, vrf)]] = _pack(work, mine)
            findings.extend(_findings(device, active))
    return Statics(found, tuple(findings))


def static_nodes(device: Device) -> Iterator[Node]:
    """Nodes that a device's static routes speak of."""
    for route in device.routing.static:
        yield Node(device.name, route.vrf)
        if route.next_hop_vrf is not None:
            yield Node(device.name, route.next_hop_vrf)


Resolved = list[tuple[StaticRoute, tuple[Hop, ...]]]


def _device_routes(
    work: Workspace, device: Device, others: Sequence[Rows], number: Mapping[Node, int]
) -> Resolved:
    """Every static route of a device with its hops (none: inactive), at the fixed point."""
    nodes = sorted(set(static_nodes(device)))
    resolved: Resolved = [(route, ()) for route in device.routing.static]
    for _ in range(MAX_ROUNDS):
        tables = {}
        for node in nodes:
            mine = _pack(work, [(r, h) for r, h in resolved if r.vrf == node.vrf])
            tables[node] = LongestMatch(work, select([others[number[node]], mine]))
        new = [(r, tuple(_resolve(work, device, r, tables))) for r in device.routing.static]
        if new == resolved:
            break
        resolved = new
    return resolved


def _pack(work: Workspace, active: Resolved) -> Rows:
    """Rows of active routes; equal prefix and distance share the load."""
    found: dict[tuple[int, int], Candidate] = {}
    for route, hops in active:
        if not hops:
            continue
        key = (work.prefixes.number(route.prefix), route.distance)
        old = found.get(key)
        together = work.union(old.hops, work.hops(hops)) if old else work.hops(hops)
        where = old.where if old else work.spans.number(route.where)
        found[key] = Candidate(*key, STATIC, 0, together, where)
    return rows(list(found.values())) if found else NO_ROWS


def _resolve(work: Workspace, device: Device, route: StaticRoute, tables: Tables) -> Sequence[Hop]:
    if route.interface is not None:
        return _by_interface(work, device, route, route.interface)
    if route.next_hop is not None:
        return _by_lookup(work, device, route, route.next_hop, tables)
    if route.next_hop_vrf is not None:
        return [Hop(HopKind.VRF, neighbour=Node(device.name, route.next_hop_vrf))]
    return [Hop(HopKind.DISCARD)]


def _by_interface(work: Workspace, device: Device, route: StaticRoute, name: str) -> Sequence[Hop]:
    port = Port(device.name, name)
    if port not in work.segments.layer2.up:
        return ()
    if route.next_hop is not None:
        return [work.segments.way(port, route.next_hop)]
    domain = work.segments.domain(port)
    if domain is None:
        return [Hop(HopKind.DISCARD, name)]
    far = [r for r in domain.routers if r != port]
    if len(far) == 1 and not domain.edges:
        return [work.segments.forward(port, domain.index, far[0], None)]
    return [Hop(HopKind.DELIVER, name, domain.index)]


def _by_lookup(
    work: Workspace, device: Device, route: StaticRoute, next_hop: IPAddress, tables: Tables
) -> Sequence[Hop]:
    match = tables[Node(device.name, route.next_hop_vrf or route.vrf)].find(next_hop)
    if match is None or match[0] == 0 or _covers_itself(route, next_hop, match[0]):
        return ()
    hops = []
    for hop in work.hop_sets.values[match[1].hops]:
        if hop.kind is HopKind.DELIVER:
            hops.append(work.segments.way(Port(device.name, hop.interface), next_hop))
        elif hop.kind is not HopKind.LOCAL:
            hops.append(hop)
    return hops


def _covers_itself(route: StaticRoute, next_hop: IPAddress, match_length: int) -> bool:
    """Whether the route, once active, would be the match for its own next hop. A host route to
    its own next hop is the usual way to pin it to a segment, and works."""
    if route.next_hop_vrf not in {None, route.vrf} or next_hop.version != route.prefix.version:
        return False
    own = route.prefix.prefixlen
    return next_hop in route.prefix and match_length <= own < route.prefix.max_prefixlen


def _findings(device: Device, resolved: Resolved) -> Iterator[Finding]:
    for route, hops in resolved:
        target = f"{device.name} VRF {route.vrf}: {route.prefix} via {_via(route)}"
        if not hops:
            yield Finding(
                UNRESOLVED.code,
                UNRESOLVED.severity,
                f"{target} is inactive: the next hop has no route or its interface is down",
                device.name,
                route.where,
            )
        elif any(h.kind is HopKind.DISCARD and h.next_hop is not None for h in hops):
            yield Finding(
                NO_ANSWER.code,
                NO_ANSWER.severity,
                f"{target}: nobody on the segment has the next hop's address",
                device.name,
                route.where,
            )


def _via(route: StaticRoute) -> str:
    parts = (route.interface, str(route.next_hop) if route.next_hop else None, route.next_hop_vrf)
    return " ".join(p for p in parts if p) or "discard"
