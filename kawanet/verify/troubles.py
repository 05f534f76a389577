"""What is wrong with where packets go, without any policy: loops, black holes, and equal-cost
branches that disagree. Each row has a packet that the concrete tracer sees go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kawanet.errors import Span
from kawanet.forwarding.dataplane import HopKind, Node
from kawanet.forwarding.disjoint import DisjointSets
from kawanet.forwarding.hosts import interface_of
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Outcome, Start, Trace, trace
from kawanet.model.interfaces import Family
from kawanet.verify.ends import End
from kawanet.verify.fabric import State
from kawanet.verify.ground import Ground
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import Partition, absorb
from kawanet.verify.places import node_name
from kawanet.verify.ranges import destinations_text
from kawanet.verify.settling import Ends
from kawanet.verify.witness import pick_host_packet, pick_packet


@dataclass(frozen=True, slots=True)
class Loop:
    """Packets that come round again. `routers` are those of the circle, in order; where no single
    packet was found that the tracer sees circle, the router alone that it was found at."""

    family: Family
    routers: tuple[str, ...]
    destination: str
    witness: Packet | None
    where: Span | None = field(default=None, compare=False)
    walk: Trace | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class BlackHole:
    """Packets sent on to a router that drops them for want of a route, though they are for what
    lives where routers lead from there (firewalls aside: they part networks), or though no part of
    the route by which they are sent lives there. `sender` is where the witness starts."""

    family: Family
    device: str
    vrf: str
    reason: str
    destination: str
    sender: str
    witness: Packet
    where: Span | None = field(default=None, compare=False)
    walk: Trace | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Multipath:
    """Packets of which one equal-cost branch arrives and another is dropped. No witness: no single
    packet was found that the tracer sees fare so."""

    family: Family
    origin: str
    more_origins: int
    destination: str
    witness: Packet | None
    arrives: str
    dropped: str
    where: Span | None = field(default=None, compare=False)
    origins: tuple[str, ...] = field(default=(), repr=False)
    walk: Trace | None = field(default=None, repr=False, compare=False)


def loops(ground: Ground) -> Iterator[Loop]:
    """One row for each circle of routers."""
    found: dict[tuple[str, ...], Partition] = {}
    shown: dict[tuple[str, ...], tuple[Packet, Trace, Branch]] = {}
    for state, packets in ground.senders.reached.loops():
        for region, bits in packets.items() if not state.context else ():
            packet = pick_host_packet(ground.fabric, region, bits)
            if packet is None:
                continue
            seen = _sees(ground, state, packet, _circles)
            here = (node_name(ground.dataplane.nodes[state.node]),)
            circle = _circle(seen[1]) if seen is not None else here
            absorb(found.setdefault(circle, {}), region, bits)
            if seen is not None:
                shown.setdefault(circle, (packet, *seen))
    for circle in sorted(found):
        destination = destinations_text(ground.fabric, found[circle])
        packet, walk, branch = shown.get(circle, (None, None, None))
        yield Loop(ground.fabric.family, circle, destination, packet, _last_line(branch), walk)


def _last_line(branch: Branch | None) -> Span | None:
    steps = reversed(branch.steps) if branch is not None else ()
    return next((s.where for s in steps if s.where is not None), None)


def _circles(branch: Branch) -> bool:
    return branch.outcome is Outcome.LOOP


def _circle(branch: Branch) -> tuple[str, ...]:
    """The routers that come round, beginning with the first by name."""
    names = [node_name(s.node) for s in branch.steps]
    path = [n for i, n in enumerate(names) if i == 0 or names[i - 1] != n]
    last = path[-1]
    before = len(path) - 2 - path[:-1][::-1].index(last) if last in path[:-1] else 0
    circle = path[before:-1] if before < len(path) - 1 else path
    start = circle.index(min(circle))
    return tuple(circle[start:] + circle[:start])


def _sees(
    ground: Ground, state: State, packet: Packet, wanted: Callable[[Branch], bool]
) -> tuple[Trace, Branch] | None:
    """A walk of the packet, from a node or a segment beside it, with a branch that is wanted."""
    plane = ground.dataplane
    node = plane.nodes[state.node]
    beside = {d for p, d in plane.domain_of_router.items() if p.device == node.device}
    starts: list[Start] = [*sorted(beside)] if state.side else [node, *sorted(beside)]
    for start in starts:
        walk = trace(plane, packet, start)
        branch = next((b for b in walk.branches if wanted(b)), None)
        if branch is not None:
            return walk, branch
    return None


LOST = {End.NO_ROUTE: "no route", End.DISCARDED: "discarded"}


def black_holes(ground: Ground) -> Iterator[BlackHole]:
    """One row for each router that drops what others send it."""
    for node, (lost, senders) in sorted(_attracted(ground, _alive(ground)).items()):
        for sender in sorted(senders):
            row = _black_hole(ground, node, sender, lost)
            if row is not None:
                yield row
                break


def _alive(ground: Ground) -> list[int]:
    """For each node, the destinations that live where routers alone lead from it."""
    plane, fabric = ground.dataplane, ground.fabric
    joined: DisjointSets[int] = DisjointSets()
    for domain in plane.domains:
        here = [
            plane.node_index[Node(p.device, interface_of(plane, p).vrf)]
            for p in domain.routers
            if p in plane.up and not plane.network.device[p.device].policy.is_firewall
        ]
        for node in here[1:]:
            joined.union(here[0], node)
    living: dict[int, int] = {}
    for node in range(len(plane.nodes)):
        group = joined.find(node)
        for bits, hop_set in fabric.rows(node):
            kinds = {hop.kind for hop in plane.hop_sets[hop_set]}
            if kinds & {HopKind.DELIVER, HopKind.LOCAL}:
                living[group] = living.get(group, 0) | bits
    return [living.get(joined.find(node), 0) for node in range(len(plane.nodes))]


def _attracted(ground: Ground, alive: list[int]) -> dict[int, tuple[int, dict[int, int]]]:
    """Node -> living destinations that it has no way for, and who sends it such packets."""
    fabric = ground.fabric
    everything = fabric.classes.everything
    lost = {n: _without_way(ground, n, alive[n]) for n in range(len(alive))}
    found: dict[int, tuple[int, dict[int, int]]] = {}
    for node in lost:
        for bits, hop_set in fabric.rows(node):
            for passage in fabric.passages(node, hop_set):
                forwards = passage.kind in {HopKind.FORWARD, HopKind.VRF}
                target = passage.target if forwards else node
                dead = passage.kind is HopKind.DISCARD and passage.hop.next_hop is not None
                sent = bits & (lost[target] if forwards else everything if dead else 0)
                if sent & ~alive[target]:
                    sent &= alive[target] | _dead_routes(ground, node, lost[target])
                if sent:
                    held, senders = found.setdefault(target, (0, {}))
                    senders[node] = senders.get(node, 0) | sent
                    found[target] = held | sent, senders
    return found


def _dead_routes(ground: Ground, node: int, lost: int) -> int:
    """Destinations of those routes of a node all of whose destinations are lost."""
    plane, found = ground.dataplane, 0
    for route in plane.routes[plane.nodes[node]]:
        bits = ground.fabric.classes.of_prefixes((route.prefix,))
        found |= 0 if bits & ~lost else bits
    return found


def _without_way(ground: Ground, node: int, alive: int) -> int:
    """Destinations for which a node has no route; or a null route, though they live (one for the
    rest of a summary is as it should be)."""
    fabric, found = ground.fabric, 0
    for bits, hop_set in fabric.rows(node):
        passages = fabric.passages(node, hop_set)
        if not passages:
            found |= bits
        elif any(p.kind is HopKind.DISCARD for p in passages):
            found |= bits & alive
    return found


def _black_hole(ground: Ground, node: int, sender: int, lost: int) -> BlackHole | None:
    plane, family = ground.dataplane, ground.fabric.family
    ends = ground.senders.from_node(plane.nodes[sender])
    held: Partition = {}
    for end in LOST:
        for region, bits in ends.get(end, {}).items():
            if bits & lost:
                absorb(held, region, bits & lost)
    own = ground.senders.own_sources(plane.nodes[sender])
    for region, bits in held.items():
        liked = region & own if region & own != ground.fabric.space.none else region
        packet = pick_host_packet(ground.fabric, liked, bits)
        walk = trace(plane, packet, plane.nodes[sender]) if packet is not None else None
        for branch in walk.branches if walk is not None else ():
            here = branch.steps and branch.steps[-1].node == plane.nodes[node]
            if packet is not None and branch.outcome is Outcome.DROPPED and here:
                return BlackHole(
                    family,
                    *plane.nodes[node],
                    branch.why,
                    destinations_text(ground.fabric, held),
                    node_name(plane.nodes[sender]),
                    packet,
                    branch.where or _last_line(branch),
                    walk,
                )
    return None


def inconsistent(ground: Ground) -> Iterator[Multipath]:
    """One row for all origins whose packets fare alike."""
    alike: dict[frozenset[tuple[object, int]], list[tuple[str, Start, Partition]]] = {}
    for name, start, ends, only in _origins(ground):
        found = ground.senders.reached.inconsistent(ends)
        mine = {r & only[0]: b & only[1] for r, b in found.items() if b & only[1]}
        mine.pop(ground.fabric.space.none, None)
        if any(pick_packet(ground.fabric, r, b) is not None for r, b in mine.items()):
            alike.setdefault(frozenset(found.items()), []).append((name, start, mine))
    for members in alike.values():
        yield _multipath(ground, members)


def _origins(ground: Ground) -> Iterator[tuple[str, Start, Ends, tuple[Region, int]]]:
    """Senders of every subnet, then routers themselves: name, start, ends, and which packets."""
    everything = ground.fabric.classes.everything
    for name in sorted(ground.segments):
        domain = ground.segments[name]
        for sender in ground.senders.on(domain):
            if sender.near and len(sender.gateways) == 1:
                ends = ground.senders.ends(domain, sender)
                yield str(name), domain, ends, (sender.sources, everything & ~sender.near)
    for node in ground.dataplane.nodes:
        ends = ground.senders.from_node(node)
        own = ground.senders.own_sources(node)
        yield f"router {node_name(node)}", node, ends, (own, everything)


def _multipath(ground: Ground, members: list[tuple[str, Start, Partition]]) -> Multipath:
    names = tuple(dict.fromkeys(name for name, _, _ in members))
    walk = _disagreeing(ground, members)
    branches = walk.branches if walk is not None else ()
    arrived = next((b for b in branches if b.arrived), None)
    lost = next((b for b in branches if not b.arrived), None)
    return Multipath(
        ground.fabric.family,
        names[0],
        len(names) - 1,
        destinations_text(ground.fabric, members[0][2]),
        walk.packet if walk is not None else None,
        ending(arrived) if arrived is not None else "",
        ending(lost) if lost is not None else "",
        lost.where if lost is not None else None,
        names,
        walk,
    )


def _disagreeing(ground: Ground, members: list[tuple[str, Start, Partition]]) -> Trace | None:
    """The walk of a packet of which one branch arrives and another does not."""
    for _, start, packets in members:
        for region, bits in packets.items():
            packet = pick_host_packet(ground.fabric, region, bits)
            if packet is not None:
                walk = trace(ground.dataplane, packet, start)
                if len({b.arrived for b in walk.branches}) == 2:
                    return walk
    return None


def ending(branch: Branch | None) -> str:
    """How a branch ends, in words."""
    if branch is None:
        return "no such place"
    at = f" at {branch.device}" if branch.device else ""
    why = f": {branch.why}" if branch.why else ""
    return f"{branch.outcome}{at}{why}"
