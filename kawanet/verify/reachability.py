"""All pairs at once: how the packets from every place to every destination end.

`all_pairs` goes backwards: what becomes of a destination class at a state follows from what becomes
of it at the states it may go on to, so each (state, class) is looked at once, and sets of classes
move together as integers. Header sets appear where filters stand; a chain of filters that many
sources share is composed once. Classes left over when no state can be settled any more are those
whose routes lead in a circle; for them the same equations are solved to their fixed points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.model.interfaces import Family
from kawanet.model.plant import Port
from kawanet.verify.destinations import Ranges
from kawanet.verify.ends import End, has_arrived
from kawanet.verify.fabric import SELF, Fabric, State
from kawanet.verify.headerspace import Space
from kawanet.verify.partition import FilterMap, Partition, absorb, common, left_over, passed_by
from kawanet.verify.resettle import resettled
from kawanet.verify.same_ways import same_ways
from kawanet.verify.settling import Ends, Ways, contribute, settling
from kawanet.verify.ways import Way, ways_of
from kawanet.verify.weave import weave


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
            contribute(space, way, everything, ends, found)
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
    if before is None:
        return reachability(weave(dataplane, family, Space(family), list(colours)))
    old = before.fabric
    fabric = weave(dataplane, family, old.space, list(colours), old.table, old.classes.hashes)
    ways = same_ways(fabric, old, before.ways)
    if ways is None:
        return reachability(fabric)
    ends = resettled(fabric, ways, before.ways, before.ends)
    return reachability(fabric, ways) if ends is None else Reachability(fabric, ends, ways)


def reachability(fabric: Fabric, ways: Ways | None = None) -> Reachability:
    """The same for a fabric that is woven already; `ways` are its ways, if they are known."""
    ways = _all_ways(fabric) if ways is None else ways
    ends: dict[State, Ends] = {state: {} for state in ways}
    left = dict.fromkeys(ways, fabric.classes.everything)
    for state, settled in settling(ways, left):
        for way in ways[state]:
            contribute(fabric.space, way, settled, ends, ends[state])
    circling = {state: bits for state, bits in left.items() if bits}
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


def _settle_circles(
    fabric: Fabric,
    ways: Ways,
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
                if contribute(fabric.space, way, bits, ends, ends[state]):
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
                    contribute(fabric.space, way, bits, forever, again)
            if again.get(End.LOOP, {}) != forever[state].get(End.LOOP, {}):
                forever[state] = again
                shrinking = True
    for state in circling:
        for region, bits in forever[state].get(End.LOOP, {}).items():
            absorb(ends[state].setdefault(End.LOOP, {}), region, bits)
