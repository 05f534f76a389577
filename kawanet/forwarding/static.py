"""Static routes: in the table while their next hop resolves through it.

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
from kawanet.forwarding.probes import answers
from kawanet.forwarding.rib import (
    CONNECTED,
    KERNEL,
    NO_ROWS,
    STATIC,
    Candidate,
    Rows,
    Workspace,
    rows,
)
from kawanet.forwarding.route_view import marked
from kawanet.forwarding.segments import MAX_TRACKS, tracked_up
from kawanet.forwarding.traits import traits
from kawanet.model.interfaces import IPAddress
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.routing import Source, StaticRoute, Track

_KINDS = ((Source.STATIC, STATIC), (Source.KERNEL, KERNEL))
Grounded = set[tuple[int, int]]  # (node, prefix) of static routes that resolve
Hops = tuple[Hop, ...]


@dataclass
class StaticEngine:
    """Static routes of all devices: each is in the table while its next hop resolves."""

    work: Workspace
    devices: Mapping[int, tuple[Device, ...]]  # by node that a route of theirs leans on
    _hops: dict[str, list[Hops]] = field(default_factory=dict)

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        found: dict[int, Rows] = {}
        names = {d.name: d for n in sorted(changed & set(self.devices)) for d in self.devices[n]}
        for name, device in names.items():
            hops = _Reading(self.work, device, best).hops()
            if hops != self._hops.get(name):
                self._hops[name] = hops
                active = list(zip(device.routing.static, hops, strict=True))
                for vrf in sorted({r.vrf for r in device.routing.static}):
                    mine = [(r, h) for r, h in active if r.vrf == vrf]
                    node = self.work.node_number[Node(name, vrf)]
                    found[node] = _pack(self.work, device, mine)
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
        leaned = {work.node_number[node] for node in static_nodes(device)}
        if leaned and any(t.probe is not None for t in device.routing.tracks):
            leaned = set(range(len(work.nodes)))  # a probe goes wherever the tables lead it
        for number in sorted(leaned):
            devices.setdefault(number, []).append(device)
    return StaticEngine(work, {n: tuple(d) for n, d in devices.items()}) if devices else None


def static_nodes(device: Device) -> Iterator[Node]:
    """Nodes that a device's static routes speak of."""
    named = {t.name: t for t in device.routing.tracks}
    for route in device.routing.static:
        yield Node(device.name, route.vrf)
        if route.next_hop_vrf is not None:
            yield Node(device.name, route.next_hop_vrf)
        if route.track is not None:
            asked = (t for t in named.values() if t.prefix is not None or t.probe is not None)
            yield from (Node(device.name, t.vrf) for t in asked)


def _pack(work: Workspace, device: Device, active: Sequence[tuple[StaticRoute, Hops]]) -> Rows:
    """Rows of active routes; equal prefix, distance and metric share the load. A distance that
    means never keeps a route out."""
    found: dict[tuple[int, int, int], Candidate] = {}
    never = traits(device.platform).never
    for route, hops in active:
        if not hops or (never is not None and route.distance >= never):
            continue
        prefix = work.prefixes.number(route.prefix)
        key = (prefix, route.distance, route.metric)
        old = found.get(key)
        if old is not None:
            found[key] = old._replace(hops=work.union(old.hops, work.hops(hops)))
            continue
        where, mine = work.spans.number(route.where), work.hops(hops)
        source, protocol = _KINDS[route.kernel]
        origin = work.origin(source, tag=route.tag, bgp=marked(route.communities))
        found[key] = Candidate(prefix, route.distance, protocol, route.metric, mine, where, origin)
    return rows(list(found.values())) if found else NO_ROWS


@dataclass
class _Reading:
    """The static routes of one device, resolved against the best routes of the last round. A
    static route in `best` counts only once it is found again itself, so that two cannot hold each
    other up."""

    work: Workspace
    device: Device
    best: Sequence[Rows]
    grounded: Grounded = field(default_factory=set)

    def hops(self) -> list[Hops]:
        """The hops of every route; none: inactive."""
        statics = self.device.routing.static
        found: list[Hops] = [()] * len(statics)
        while True:
            before = len(self.grounded)
            for n, route in enumerate(statics):
                if not found[n]:
                    found[n] = tuple(self._resolve(route)) if self._tracked(route) else ()
                    if found[n]:
                        prefix = self.work.prefixes.number(route.prefix)
                        self.grounded.add((self._node(route.vrf), prefix))
            if len(self.grounded) == before:
                return found

    def _node(self, vrf: str) -> int:
        return self.work.node_number[Node(self.device.name, vrf)]

    def _is_here(self, route: StaticRoute) -> bool:
        """Whether the next hop is looked up in the table that the route itself is in."""
        return route.next_hop_vrf in {None, route.vrf}

    def _tracked(self, route: StaticRoute) -> bool:
        """Whether what the route leans on is up; of a probe that is assumed."""
        if route.track is None:
            return True
        tracks = self.device.routing.tracks
        return self._up(route.track, {t.name: t for t in tracks}, MAX_TRACKS)

    def _up(self, name: str, named: Mapping[str, Track], depth: int) -> bool:
        track = named.get(name) or Track(name)
        if track.parts:
            up = [self._up(n, named, depth - 1) == on for n, on in track.parts if depth]
            return all(up) if track.needs == "all" else any(up)
        if track.probe is not None:
            return answers(self.work, self.best, self.device, self._node(track.vrf), track)
        if track.prefix is not None:
            table = self.best[self._node(track.vrf)]
            return bool((table["prefix"] == self.work.prefixes.number(track.prefix)).any())
        return track.interface is None or tracked_up(self.work.segments, self.device, name)

    def _resolve(self, route: StaticRoute) -> Sequence[Hop]:
        found: Sequence[Hop]
        if route.interface is not None:
            found = self._by_interface(route, route.interface)
        elif route.next_hop is not None:
            found = self._by_lookup(route, route.next_hop)
        elif route.next_hop_vrf is not None:
            found = [Hop(HopKind.VRF, neighbour=Node(self.device.name, route.next_hop_vrf))]
        else:
            found = [Hop(HopKind.DISCARD)]
        if not found and route.permanent:
            return [Hop(HopKind.DISCARD, route.interface or "", next_hop=route.next_hop)]
        return found

    def _by_interface(self, route: StaticRoute, name: str) -> Sequence[Hop]:
        port, segments = Port(self.device.name, name), self.work.segments
        if port not in segments.layer2.up:
            return ()
        if route.next_hop is not None:
            return [segments.way(port, route.next_hop)]
        domain = segments.domain(port)
        if domain is None:
            return [Hop(HopKind.DISCARD, name)]
        far = [r for r in domain.routers if r != port]
        if len(far) == 1 and not domain.edges:
            return [segments.forward(port, domain.index, far[0], None)]
        return [Hop(HopKind.DELIVER, name, domain.index)]

    def _by_lookup(self, route: StaticRoute, next_hop: IPAddress) -> Sequence[Hop]:
        node = self._node(route.next_hop_vrf or route.vrf)
        own = self.work.prefixes.number(route.prefix)
        match = self.work.find(self.best[node], next_hop, own if self._is_here(route) else -1)
        if match is None or match[0] == 0 or _covers_itself(route, next_hop, match[0]):
            return ()
        row = match[1]
        if row.protocol in {STATIC, KERNEL} and (node, row.prefix) not in self.grounded:
            return ()
        if route.connected_only and row.protocol != CONNECTED:
            return ()
        hops = []
        for hop in self.work.hop_sets.values[row.hops]:
            if hop.kind is HopKind.DELIVER:
                port = Port(self.device.name, hop.interface)
                hops.append(self.work.segments.way(port, next_hop))
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


def _findings(device: Device, resolved: Sequence[Hops]) -> Iterator[Finding]:
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
