"""All pairs at once: how the packets from every place to every destination end.

`all_pairs` goes backwards: what becomes of a destination class at a state follows from what becomes
of it at the states it may go on to, so each (state, class) is looked at once, and sets of classes
move together as integers. Header sets appear where filters stand; a chain of filters that many
sources share is composed once. Classes left over when no state can be settled any more are those
whose routes lead in a circle; for them the same equations are solved to their fixed points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.model.interfaces import Family
from kawanet.model.plant import Port
from kawanet.verify.destinations import Ranges
from kawanet.verify.ends import End, Place, has_arrived
from kawanet.verify.fabric import SELF, Fabric, State
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.partition import FilterMap, Partition, absorb, common, left_over, passed_by
from kawanet.verify.same_ways import same_ways
from kawanet.verify.ways import Target, Way, before_move, ways_of
from kawanet.verify.weave import weave

Ends = dict[End | Place, Partition]  # the packets with at least one branch that ends so


@dataclass(frozen=True)
class Reachability:
    """How packets end, by where they are: `ends[state][end]` are the packets (header sets with
    their destination classes) of which at least one equal-cost branch ends so.

    States are routing instances after ingress filters (of a firewall: an instance and the side it
    is entered by). For a packet at a state, all its branches together are the ends that hold it.
    """

    fabric: Fabric
    ends: Mapping[State, Ends]
    ways: Mapping[State, tuple[Way, ...]] = field(repr=False)

    def from_port(self, port: Port) -> Ends:
        """Ends of the packets that come in at a layer-3 interface, its ingress ACL counted."""
        entrance = self.fabric.entrance(port)
        if entrance is None:
            return {}
        return self._behind(self.ends[entrance[0]], entrance[1])

    def from_node(self, node: Node) -> Ends:
        """Ends of the packets that a routing instance itself sends."""
        return self._sent_by(State(self.fabric.dataplane.node_index[node], SELF), frozenset())

    def _sent_by(self, state: State, before: frozenset[State]) -> Ends:
        """Ends of what a router sends; it stays its own where it is looked up in another VRF."""
        space, everything = self.fabric.space, self.fabric.classes.everything
        found: Ends = {}
        for way in ways_of(self.fabric, state):
            target, ends = way.target, self.ends
            if isinstance(target, State) and target.side == SELF:
                circles = target in before or target == state
                loop: Ends = {End.LOOP: {space.all: everything}}
                ends = {target: loop if circles else self._sent_by(target, before | {state})}
            _contribute(space, way, everything, ends, found)
        return found

    def on(self, dataplane: DataPlane) -> Reachability:
        """The same for a network that differs in nothing that packets meet."""
        return replace(self, fabric=replace(self.fabric, dataplane=dataplane))

    def ports(self) -> Iterator[Port]:
        """Every layer-3 interface at which packets may come in, sorted."""
        yield from sorted(p for p in self.fabric.dataplane.up if self.fabric.entrance(p))

    def loops(self) -> Iterator[tuple[State, Partition]]:
        """States with packets of which a branch never ends, sorted."""
        for state in sorted(self.ends):
            if self.ends[state].get(End.LOOP):
                yield state, self.ends[state][End.LOOP]

    def inconsistent(self, ends: Ends) -> Partition:
        """Of the ends of one place: packets that arrive on one branch and are lost on another."""
        found: Partition = {}
        lost = [p for end, p in ends.items() if not has_arrived(end)]
        for end, arrived in ends.items():
            for partition in lost if has_arrived(end) else ():
                for region, bits in common(arrived, partition, self.fabric.space.none):
                    absorb(found, region, bits)
        return found

    def _behind(self, ends: Ends, ingress: FilterMap | None) -> Ends:
        if ingress is None:
            return ends
        none, space = self.fabric.space.none, self.fabric.space
        found = {end: passed_by(packets, ingress, none) for end, packets in ends.items()}
        stopped = left_over({space.all: self.fabric.classes.everything}, ingress, none)
        for region, bits in stopped.items():
            absorb(found.setdefault(End.ACL_IN, {}), region, bits)
        return {end: packets for end, packets in found.items() if packets}


def all_pairs(
    dataplane: DataPlane,
    family: Family,
    colours: Sequence[Ranges] = (),
    before: Reachability | None = None,
) -> Reachability:
    """Compute how the packets of a family end, from everywhere to everywhere.

    `colours` are destinations that the caller wants to tell apart. `before` is what was computed
    of a network much like this one: filters of the same content are not built again.
    """
    known = before.fabric.table if before is not None else None
    space = known.space if known is not None else Space(family)
    fabric = weave(dataplane, family, space, list(colours), known)
    if before is not None and same_ways(fabric, before.fabric, before.ways):
        return Reachability(fabric, before.ends, before.ways)
    return reachability(fabric)


def reachability(fabric: Fabric) -> Reachability:
    """The same for a fabric that is woven already."""
    ways = _all_ways(fabric)
    ends: dict[State, Ends] = {state: {} for state in ways}
    circling = _settle(fabric, ways, ends)
    if circling:
        _settle_circles(fabric, ways, ends, circling)
    return Reachability(fabric, ends, ways)


def _all_ways(fabric: Fabric) -> dict[State, tuple[Way, ...]]:
    """The ways of every state: instances, sides of firewalls, and what source NAT leads to."""
    waiting = list(fabric.entered())
    found: dict[State, tuple[Way, ...]] = {}
    while waiting:
        state = waiting.pop()
        if state not in found:
            found[state] = ways_of(fabric, state)
            targets = (w.target for w in found[state])
            waiting += [t for t in targets if isinstance(t, State) and t not in found]
    return found


def _settle(
    fabric: Fabric, ways: Mapping[State, tuple[Way, ...]], ends: dict[State, Ends]
) -> dict[State, int]:
    """Settle each class at each state once all states are settled that it may go on to; return
    the classes that never are."""
    onward = {s: [w for w in ws if isinstance(w.target, State)] for s, ws in ways.items()}
    steps = {s: _steps(ws) for s, ws in onward.items()}
    before: dict[State, set[State]] = {}
    for state, some in onward.items():
        for way in some:
            if isinstance(way.target, State):
                before.setdefault(way.target, set()).add(state)
    left = dict.fromkeys(ways, fabric.classes.everything)
    pending = set(ways)
    while pending:
        round_, pending = sorted(pending), set()
        for state in round_:
            stuck = 0
            for target, bits, moves in steps[state]:
                unsettled = left[target]
                if unsettled:
                    stuck |= bits & unsettled
                    for frm, to in moves:
                        if to & unsettled:
                            stuck |= frm
            settled = left[state] & ~stuck
            if settled:
                left[state] ^= settled
                pending.update(before.get(state, ()))
                for way in ways[state]:
                    _contribute(fabric.space, way, settled, ends, ends[state])
    return {state: bits for state, bits in left.items() if bits}


Step = tuple[State, int, tuple[tuple[int, int], ...]]  # target, classes, (class before, after)


def _steps(ways: Iterable[Way]) -> list[Step]:
    """Where classes may go on to, header sets aside."""
    return [
        (w.target, w.open, tuple((m.before, m.after) for m in w.moves))
        for w in ways
        if isinstance(w.target, State)
    ]


def _contribute(space: Space, way: Way, bits: int, ends: Mapping[State, Ends], into: Ends) -> int:
    """Add to a state's ends what one way gives for some classes; return the classes that grew."""
    grown = 0
    for end, partition in _there(space, way.target, ends):
        known = into.get(end)
        if known is None:
            known = into[end] = {}
        for region, held in tuple(partition.items()):  # it may be the one that grows
            grown |= _add(known, region, way.plain & bits & held)
            for gate, classes in way.gates:
                both = classes & bits & held
                if both:
                    passed = region & gate
                    if passed != space.none:
                        grown |= _add(known, passed, both)
            for move in way.moves:
                if move.before & bits and move.after & held:
                    sent = before_move(space, move, region)
                    if sent != space.none:
                        grown |= _add(known, sent, move.before)
    return grown


def _there(
    space: Space, target: Target, ends: Mapping[State, Ends]
) -> Iterable[tuple[End | Place, Partition]]:
    if isinstance(target, State):
        return tuple(ends[target].items())
    return ((target, {space.all: -1}),)


def _add(known: Partition, region: Region, bits: int) -> int:
    """`absorb`, with a short way for the common case: nothing else is known."""
    if not bits:
        return 0
    if not known or (len(known) == 1 and region in known):
        have = known.get(region, 0)
        known[region] = have | bits
        return bits & ~have
    return absorb(known, region, bits)


def _settle_circles(
    fabric: Fabric,
    ways: Mapping[State, tuple[Way, ...]],
    ends: dict[State, Ends],
    circling: Mapping[State, int],
) -> None:
    """Classes whose routes lead in a circle: ends are the least fixed point; what circles for
    ever is the greatest fixed point of going on."""
    growing = True
    while growing:
        growing = False
        for state, bits in sorted(circling.items()):
            for way in ways[state]:
                if _contribute(fabric.space, way, bits, ends, ends[state]):
                    growing = True
    forever: dict[State, Ends] = {state: {} for state in ways}
    for state, bits in circling.items():
        forever[state] = {End.LOOP: {fabric.space.all: bits}}
    shrinking = True
    while shrinking:
        shrinking = False
        for state, bits in sorted(circling.items()):
            again: Ends = {}
            for way in ways[state]:
                if isinstance(way.target, State):
                    _contribute(fabric.space, way, bits, forever, again)
            if again.get(End.LOOP, {}) != forever[state].get(End.LOOP, {}):
                forever[state] = again
                shrinking = True
    for state in circling:
        for region, bits in forever[state].get(End.LOOP, {}).items():
            absorb(ends[state].setdefault(End.LOOP, {}), region, bits)
