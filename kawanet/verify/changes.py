"""Which flows two networks treat differently: an exact comparison of all of them.

A flow is a packet that enters at a place (a segment, or a router that sends it itself) and arrives
at another. It is newly possible if in the second network some equal-cost branch arrives there and
in the first none did; newly impossible the other way round. Where it arrives in both, it matters
too whether some branch is lost on the way. Both networks are walked backwards from
every destination (`reachability`) in one space of headers and with one set of destination classes,
so equal sets are equal values, and "no flow changed" is a proof over all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.model.interfaces import Family
from kawanet.model.plant import Port
from kawanet.verify.ends import Place, has_arrived
from kawanet.verify.fabric import Fabric, State
from kawanet.verify.ground import Ground, grounds
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import FilterMap, Partition, absorb, collect, common, left_over
from kawanet.verify.places import PlaceName, SegmentName, node_name
from kawanet.verify.senders import Sender
from kawanet.verify.settling import Ends


@dataclass(frozen=True)
class Pair:
    """Two networks made comparable, for one family."""

    before: Ground
    after: Ground

    @property
    def fabric(self) -> Fabric:
        return self.after.fabric


class Origin(NamedTuple):
    """Where packets start: a segment or a routing instance, as it is called in both networks."""

    name: str
    segment: SegmentName | None = None
    node: Node | None = None


class Flow(StrEnum):
    """How packets from an origin to a place fare in the second network, unlike in the first."""

    POSSIBLE = "newly possible"
    IMPOSSIBLE = "newly impossible"
    PARTLY_LOST = "newly lost on some path"  # they arrive in both, in the first on every path
    WHOLE = "no longer lost on any path"


class Delta(NamedTuple):
    """Packets from an origin to a place that two networks treat differently. `change` is the same
    with any source, so that origins whose packets change alike can be told."""

    flow: Flow
    origin: Origin
    place: PlaceName
    packets: Partition
    change: Partition


def pair(before: DataPlane, after: DataPlane, family: Family) -> Pair:
    """Walk both networks in one space."""
    return Pair(*grounds((before, after), family))


def deltas(pair: Pair) -> Iterator[Delta]:
    """Every difference, by origin and place."""
    signs = _Signs()
    names = sorted({*pair.before.segments, *pair.after.segments})
    for name in names:
        yield from _on_segment(pair, signs, name)
    planes = [s.dataplane for s in (pair.before, pair.after)]
    for node in sorted({*planes[0].nodes, *planes[1].nodes}):
        yield from _from_node(pair, signs, node)


def _on_segment(pair: Pair, signs: _Signs, name: SegmentName) -> Iterator[Delta]:
    origin = Origin(str(name), segment=name)
    for old in _senders(pair.before, name):
        for new in _senders(pair.after, name):
            sources = _common_sources(pair, old, new)
            if sources is None or signs.alike(pair, name, old, new):
                continue
            ends = [
                _ends(side, name, sender)
                for side, sender in ((pair.before, old), (pair.after, new))
            ]
            yield from _differences(pair, origin, ends[0], ends[1], sources)


def _senders(side: Ground, name: SegmentName) -> tuple[Sender | None, ...]:
    """The senders of a segment; nobody, where the network has no such segment."""
    return side.senders.on(side.segments[name]) if name in side.segments else (None,)


def _ends(side: Ground, name: SegmentName, sender: Sender | None) -> Ends:
    return {} if sender is None else side.senders.ends(side.segments[name], sender)


def _common_sources(pair: Pair, old: Sender | None, new: Sender | None) -> Region | None:
    space = pair.fabric.space
    region = space.all
    for sender in (old, new):
        region = region & sender.sources if sender is not None else region
    return None if region == space.none else region


def _from_node(pair: Pair, signs: _Signs, node: Node) -> Iterator[Delta]:
    known = [node in s.dataplane.node_index for s in (pair.before, pair.after)]
    if all(known) and signs.of_node(pair.before, node) == signs.of_node(pair.after, node):
        return
    sides = (pair.before, pair.after)
    ends = [s.senders.from_node(node) if k else {} for s, k in zip(sides, known, strict=True)]
    origin = Origin(f"router {node_name(node)}", node=node)
    yield from _differences(pair, origin, ends[0], ends[1], pair.fabric.space.all)


def _differences(
    pair: Pair, origin: Origin, old: Ends, new: Ends, sources: Region
) -> Iterator[Delta]:
    none = pair.fabric.space.none
    places = sorted({e for e in (*old, *new) if isinstance(e, Place) and has_arrived(e)})
    lost = _lost(old), _lost(new)
    worse = left_over(lost[1], lost[0].items(), none)
    better = left_over(lost[0], lost[1].items(), none)
    for place in places:
        one, two = old.get(place, {}), new.get(place, {})
        both = _shared(one, two, none)
        for flow, packets in (
            (Flow.POSSIBLE, left_over(two, one.items(), none)),
            (Flow.IMPOSSIBLE, left_over(one, two.items(), none)),
            (Flow.PARTLY_LOST, _shared(both, worse, none)),
            (Flow.WHOLE, _shared(both, better, none)),
        ):
            yield from _named(pair, origin, flow, place, packets, sources)


def _lost(ends: Ends) -> Partition:
    """Packets of which some branch does not arrive anywhere, for whatever reason."""
    found: Partition = {}
    for end, packets in ends.items():
        if not has_arrived(end):
            for region, bits in packets.items():
                absorb(found, region, bits)
    return found


def _shared(one: Partition, two: Partition, none: Region) -> Partition:
    found: Partition = {}
    for region, bits in common(one, two, none):
        absorb(found, region, bits)
    return found


def _named(
    pair: Pair, origin: Origin, flow: Flow, place: Place, packets: Partition, sources: Region
) -> Iterator[Delta]:
    """The deltas of one place's number, by the names that it has."""
    none = pair.fabric.space.none
    named: dict[PlaceName, Partition] = {}
    for region, bits in packets.items():
        if region & sources != none:
            for name, classes in pair.before.places.split(place, bits):
                collect(named.setdefault(name, {}), {region: classes})
    for name, change in sorted(named.items(), key=lambda item: item[0]):
        mine: Partition = {}
        for region, bits in change.items():
            collect(mine, {region & sources: bits})
        yield Delta(flow, origin, name, mine, change)


@dataclass
class _Signs:
    """Signs of what becomes of packets: equal signs, equal ends. Most origins of two networks
    that differ little have equal signs, and need no further look."""

    _numbers: dict[object, int] = field(default_factory=dict)
    _states: dict[tuple[int, State], int] = field(default_factory=dict)
    _plain: dict[tuple[int, str], bool] = field(default_factory=dict)

    def alike(self, pair: Pair, name: SegmentName, old: Sender | None, new: Sender | None) -> bool:
        if old is None or new is None:
            return old is new
        return self._of(pair.before, name, old) == self._of(pair.after, name, new)

    def of_node(self, side: Ground, node: Node) -> int:
        """The sign of what a routing instance sends itself."""
        fabric = side.fabric
        if self._nothing_of_its_own(fabric, node.device):
            return self._of_state(side, State(fabric.dataplane.node_index[node]))
        return self._of_ends(side.senders.from_node(node))

    def _of(self, side: Ground, name: SegmentName, sender: Sender) -> int:
        fabric, domain = side.fabric, side.segments[name]
        near = [
            (wanted, self._of_port(side, port))
            for wanted, port in fabric.owned(domain).items()
            if wanted & sender.near
        ]
        gateways = {self._of_port(side, port) for port in sender.gateways}
        return self._number((sender.near, frozenset(near), frozenset(gateways)))

    def _of_port(self, side: Ground, port: Port) -> int:
        entrance: tuple[State, FilterMap | None] | None = side.fabric.entrance(port)
        if entrance is None:
            return -1
        return self._number((self._of_state(side, entrance[0]), entrance[1]))

    def _of_state(self, side: Ground, state: State) -> int:
        key = (id(side.senders), state)
        if key not in self._states:
            self._states[key] = self._of_ends(side.senders.reached.ends[state])
        return self._states[key]

    def _of_ends(self, ends: Ends) -> int:
        arrived = [(e, frozenset(p.items())) for e, p in ends.items() if has_arrived(e)]
        lost = frozenset(_lost(ends).items())
        return self._number((frozenset(arrived), lost))

    def _number(self, value: object) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    def _nothing_of_its_own(self, fabric: Fabric, device: str) -> bool:
        """Whether a device treats what it sends itself like what passes it: no firewall, and no
        ACL on the way out."""
        key = (id(fabric), device)
        if key not in self._plain:
            found = fabric.dataplane.network.device[device]
            out = any(f.direction == "out" for i in found.interfaces for f in i.filters)
            self._plain[key] = not (out or found.policy.zones)
        return self._plain[key]
