"""Static routes: next hops resolved through the routing table, until nothing changes.

A next hop is looked up in the table of its VRF (`next_hop_vrf` if given) by longest match; a
connected route ends the search, any other lends its hops. A default route resolves no next hop,
and a route does not resolve the next hop that it covers itself: it would be its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kawanet.findings import Finding
from kawanet.forwarding.codes import NO_ANSWER, UNRESOLVED
from kawanet.forwarding.dataplane import Hop, HopKind, Node
from kawanet.forwarding.rib import (
    NO_ROWS,
    STATIC,
    Candidate,
    Rows,
    Workspace,
    rows,
)
from kawanet.model.interfaces import IPAddress
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.routing import Source, StaticRoute


@dataclass
class StaticEngine:
    """Static routes of all devices: each is in the table while its next hop resolves."""

    work: Workspace
    devices: Mapping[int, tuple[Device, ...]]  # by node that a route of theirs leans on
    _hops: dict[str, list[tuple[Hop, ...]]] = field(default_factory=dict)

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        found: dict[int, Rows] = {}
        names = {d.name: d for n in sorted(changed & set(self.devices)) for d in self.devices[n]}
        for name, device in names.items():
            hops = _device_hops(self.work, device, best)
            if hops != self._hops.get(name):
                self._hops[name] = hops
                active = list(zip(device.routing.static, hops, strict=True))
                for vrf in sorted({r.vrf for r in device.routing.static}):
                    mine = [(r, h) for r, h in active if r.vrf == vrf]
                    found[self.work.node_number[Node(name, vrf)]] = _pack(self.work, mine)
        return found

    def state(self) -> None:
        return None

    def sessions(self) -> tuple[()]:
        return ()

    def findings(self) -> list[Finding]:
        devices = self.work.segments.network.device
        return [
            finding
            for name, hops in sorted(self._hops.items())
            for finding in _findings(devices[name], hops)
        ]


def static_engine(work: Workspace) -> StaticEngine | None:
    """The engine, if any device has static routes."""
    devices: dict[int, list[Device]] = {}
    for device in work.segments.network.devices:
        for node in sorted(set(static_nodes(device))):
            devices.setdefault(work.node_number[node], []).append(device)
    return StaticEngine(work, {n: tuple(d) for n, d in devices.items()}) if devices else None


def _device_hops(work: Workspace, device: Device, best: Sequence[Rows]) -> list[tuple[Hop, ...]]:
    """The hops of every static route of a device (none: inactive). A static route in `best` counts
    only once it is found again itself, so that two cannot hold each other up."""
    statics = device.routing.static
    found: list[tuple[Hop, ...]] = [()] * len(statics)
    grounded: Grounded = set()
    while True:
        before = len(grounded)
        for n, route in enumerate(statics):
            if not found[n]:
                found[n] = tuple(_resolve(work, device, route, best, grounded))
                if found[n]:
                    node = work.node_number[Node(device.name, route.vrf)]
                    grounded.add((node, work.prefixes.number(route.prefix)))
        if len(grounded) == before:
            return found


def static_nodes(device: Device) -> Iterator[Node]:
    """Nodes that a device's static routes speak of."""
    for route in device.routing.static:
        yield Node(device.name, route.vrf)
        if route.next_hop_vrf is not None:
            yield Node(device.name, route.next_hop_vrf)


Grounded = set[tuple[int, int]]  # (node, prefix) of static routes that resolve
Resolved = list[tuple[StaticRoute, tuple[Hop, ...]]]


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
        origin = old.origin if old else work.origin(Source.STATIC, tag=route.tag)
        found[key] = Candidate(*key, STATIC, route.metric, together, where, origin)
    return rows(list(found.values())) if found else NO_ROWS


def _resolve(
    work: Workspace, device: Device, route: StaticRoute, best: Sequence[Rows], grounded: Grounded
) -> Sequence[Hop]:
    if route.interface is not None:
        return _by_interface(work, device, route, route.interface)
    if route.next_hop is not None:
        return _by_lookup(work, device, route, route.next_hop, best, grounded)
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
    work: Workspace,
    device: Device,
    route: StaticRoute,
    next_hop: IPAddress,
    best: Sequence[Rows],
    grounded: Grounded,
) -> Sequence[Hop]:
    node = work.node_number[Node(device.name, route.next_hop_vrf or route.vrf)]
    match = work.find(best[node], next_hop)
    if match is None or match[0] == 0 or _covers_itself(route, next_hop, match[0]):
        return ()
    if match[1].protocol == STATIC and (node, match[1].prefix) not in grounded:
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


def _findings(device: Device, resolved: Sequence[tuple[Hop, ...]]) -> Iterator[Finding]:
    for route, hops in zip(device.routing.static, resolved, strict=True):
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
