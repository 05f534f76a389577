"""Changed flows as rows: deltas that are alike put together, each with a packet as the witness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.forwarding.dataplane import DataPlane
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Start, Trace, trace
from kawanet.model.interfaces import Family
from kawanet.verify.changes import Delta, Flow, Origin, Pair, deltas, pair
from kawanet.verify.cover import HeaderRow, cover
from kawanet.verify.ground import Ground, in_both_families
from kawanet.verify.partition import Partition, absorb
from kawanet.verify.places import PlaceName
from kawanet.verify.ranges import as_headers
from kawanet.verify.troubles import ending
from kawanet.verify.witness import pick_host_packet

MOST_PRODUCTS = 20  # of one row
MOST_RANGES = 3  # spelt out in a cell
TRIES = 20  # origins tried for a witness that the tracer confirms


@dataclass(frozen=True, slots=True)
class FlowChange:
    """Packets that two networks treat differently. The row names the first of origins and places,
    and shows the first of the products that make up its packets; `packets` has them all (or as
    many as are kept). `before` and `after` say how the witness ends, `where` the line that stops
    it in the network where it does not arrive."""

    change: Flow
    family: Family
    origin: str
    more_origins: int
    place: str
    more_places: int
    destination: str
    source: str
    protocol: str
    port: str
    witness: Packet | None
    before: str
    after: str
    where: Span | None = field(default=None, compare=False)
    origins: tuple[str, ...] = field(default=(), repr=False)
    places: tuple[str, ...] = field(default=(), repr=False)
    packets: tuple[HeaderRow, ...] = field(default=(), repr=False)
    walks: tuple[Trace, ...] = field(default=(), repr=False, compare=False)  # before, after


class Group(NamedTuple):
    """Deltas that are alike: origins whose packets fare in one way, towards some places."""

    flow: Flow
    origins: tuple[Origin, ...]
    places: tuple[PlaceName, ...]
    deltas: tuple[Delta, ...]


def flow_changes(before: DataPlane, after: DataPlane) -> tuple[FlowChange, ...]:
    """Every flow that two networks treat differently, in both families. None: proved that there
    is none.

    Raises:
        TooLarge: the filters of a family are too large to be compared.
    """

    def of_family(family: Family) -> Iterator[FlowChange]:
        both = pair(before, after, family)
        return (_row(both, group) for group in grouped(deltas(both)))

    return in_both_families(of_family)


def grouped(found: Iterable[Delta]) -> Iterator[Group]:
    """Put together the origins with the same packets to a place, then places with the same
    origins."""
    alike: dict[tuple[Flow, PlaceName, object], list[Delta]] = {}
    for delta in found:
        key = delta.flow, delta.place, frozenset(delta.change.items())
        alike.setdefault(key, []).append(delta)
    together: dict[tuple[Flow, tuple[Origin, ...]], list[Delta]] = {}
    for (flow, _, _), members in alike.items():
        origins = tuple(d.origin for d in members)
        together.setdefault((flow, origins), []).extend(members)
    for (flow, origins), members in together.items():
        places = tuple(dict.fromkeys(d.place for d in members))
        yield Group(flow, origins, places, tuple(members))


def _row(both: Pair, group: Group) -> FlowChange:
    family = both.fabric.family
    union: Partition = {}
    for delta in group.deltas:
        for region, bits in delta.packets.items():
            absorb(union, region, bits)
    whole = as_headers(both.fabric, union)
    products = cover(both.fabric.space, whole, MOST_PRODUCTS).rows
    first = HeaderRow.of(products[0], MOST_RANGES)
    witness, walks = _witness(both, group)
    branches = [_telling(walk) for walk in walks]
    better = group.flow in {Flow.POSSIBLE, Flow.WHOLE}
    lost = branches[0 if better else 1] if branches else None
    return FlowChange(
        group.flow,
        family,
        group.origins[0].name,
        len(group.origins) - 1,
        str(group.places[0]),
        len(group.places) - 1,
        first.destination,
        first.source,
        first.protocol,
        first.port,
        witness,
        ending(branches[0]) if branches else "",
        ending(branches[1]) if branches else "",
        lost.where if lost is not None else None,
        tuple(o.name for o in group.origins),
        tuple(map(str, group.places)),
        tuple(HeaderRow.of(p) for p in products),
        walks,
    )


def _witness(both: Pair, group: Group) -> tuple[Packet | None, tuple[Trace, ...]]:
    """A packet that the tracer too sees end differently in the two networks."""
    for delta in group.deltas[:TRIES]:
        for region, bits in delta.packets.items():
            packet = pick_host_packet(both.fabric, region, bits)
            if packet is not None:
                walks = tuple(
                    _walk(side, delta.origin, packet) for side in (both.before, both.after)
                )
                if _endings(walks[0]) != _endings(walks[1]):
                    return packet, walks
    return None, ()


def _walk(side: Ground, origin: Origin, packet: Packet) -> Trace:
    plane = side.dataplane
    start: Start = -1
    if origin.segment is not None and origin.segment in side.segments:
        start = side.segments[origin.segment]
    elif origin.node is not None and origin.node in plane.node_index:
        start = origin.node
    return Trace(packet, start, ()) if start == -1 else trace(plane, packet, start)


def _endings(walk: Trace) -> set[tuple[str, str, str]]:
    """How branches end, whatever interfaces are called."""
    return {(b.outcome, b.device, b.why if b.arrived else "") for b in walk.branches}


def _telling(walk: Trace) -> Branch | None:
    """A branch to show: one that does not arrive, if there is one."""
    lost: Sequence[Branch] = [b for b in walk.branches if not b.arrived]
    return next(iter(lost or walk.branches), None)
