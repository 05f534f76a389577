"""Walk a network by packet sets: from many entrances at once, to a fixed point.

`sweep` answers "which packets may come where" for all entrances together, in rounds: a state is
looked at again only for the classes that grew, so each round moves unions, not single packets.
The same walk answers "which packets are lost where" when drops are recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from kawanet.forwarding.dataplane import HopKind
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.policy import TCP
from kawanet.verify.fabric import SELF, Fabric, Passage, State
from kawanet.verify.partition import FilterMap, Partition, absorb, collect, left_over, passed_by
from kawanet.verify.translate import seen, translate_destinations, translate_sources


class Arrival(NamedTuple):
    """Where packets end: on a segment (`domain`), at an external next hop, or in the node."""

    state: State
    kind: HopKind
    domain: int
    interface: str


class Loss(NamedTuple):
    """Where packets are dropped, and why: `no route`, `discard`, `acl in`, `acl out` or `zone`."""

    state: State
    reason: str
    interface: str


class Crossing(NamedTuple):
    """A passage through a firewall from one side to another."""

    node: int
    from_side: str
    to_side: str


SideFilter = Callable[[Fabric, State, str], FilterMap]


def by_rules(fabric: Fabric, state: State, to_side: str) -> FilterMap:
    """First packets pass what the rules permit."""
    found = fabric.between(state.node, state.side, to_side)
    if not state.context:
        return found
    return tuple((fabric.within(r, state.context), bits) for r, bits in found)


def without_session(fabric: Fabric, state: State, to_side: str) -> FilterMap:
    """What passes where no session is known: first packets by the rules, and what needs none."""
    if fabric.free(state, to_side):
        return fabric.unknown(state, to_side)
    space = fabric.space
    first = ~(space.protocol(TCP) & space.established)
    rules = ((r & first, b) for r, b in by_rules(fabric, state, to_side))
    return tuple((r, b) for r, b in rules if r != space.none)


def tracked(fabric: Fabric, crossing: Crossing, packets: Partition) -> Partition:
    """Of what crossed, the packets that opened a session."""
    free = fabric.free(State(crossing.node, crossing.from_side), crossing.to_side)
    return left_over(packets, free, fabric.space.none) if free else packets


def is_for_itself(fabric: Fabric, state: State) -> bool:
    """Whether a device takes packets to its own addresses from this side: routers always do (their
    rules aside), a firewall only where its management is."""
    device = fabric.device(state.node)
    if not device.policy.is_firewall or state.side == SELF:
        return True
    system = device.system
    vrf = fabric.dataplane.nodes[state.node].vrf
    if system.management_vrf not in {"", DEFAULT_VRF} and system.management_vrf == vrf:
        return True
    own = system.management_interface
    return bool(own) and _zone(device, state.side) == _zone(device, own)


def _zone(device: Device, side: str) -> str:
    return next((z.name for z in device.policy.zones if side in z.interfaces), side)


class Treatment(NamedTuple):
    """How firewalls treat the packets of a walk: translation on the way in, filter between sides,
    translation on the way out ({context: packets})."""

    entering: Callable[[Fabric, State, Partition], dict[State, Partition]]
    between: SideFilter
    leaving: Callable[[Fabric, State, Passage, Partition], dict[int, Partition]]


FIRST_PACKETS = Treatment(translate_destinations, by_rules, translate_sources)


@dataclass
class Sweep:
    """One walk. `reached`, `arrived`, `lost` and `crossed` hold what was found."""

    fabric: Fabric
    treatment: Treatment = FIRST_PACKETS
    record_losses: bool = False
    reached: dict[State, Partition] = field(default_factory=dict)
    arrived: dict[Arrival, Partition] = field(default_factory=dict)
    lost: dict[Loss, Partition] = field(default_factory=dict)
    crossed: dict[Crossing, Partition] = field(default_factory=dict)
    _pending: dict[State, int] = field(default_factory=dict)

    def enter(self, state: State, packets: Partition, ingress: FilterMap | None, via: str) -> None:
        """Let packets in at a state, through an ingress ACL at interface `via`."""
        passed = self._filtered(packets, ingress, Loss(state, "acl in", via))
        if state.side in {"", SELF}:
            self._reach(state, passed)
            return
        for target, part in self.treatment.entering(self.fabric, state, passed).items():
            self._reach(target, part)

    def _reach(self, state: State, packets: Partition) -> None:
        for region, bits in packets.items():
            grown = absorb(self.reached.setdefault(state, {}), region, bits)
            if grown:
                self._pending[state] = self._pending.get(state, 0) | grown

    def run(self) -> Sweep:
        """Walk until nothing grows."""
        while self._pending:
            round_, self._pending = self._pending, {}
            for state in sorted(round_):
                changed = round_[state]
                known = self.reached[state]
                self._push(state, {r: b & changed for r, b in known.items() if b & changed})
        return self

    def _push(self, state: State, packets: Partition) -> None:
        for mine, hop_set in self.fabric.shares(state) if state.policy else ():
            self._pass_on(state, hop_set, passed_by(packets, mine, self.fabric.space.none))
        if state.policy:
            return
        for mask, hop_set in self.fabric.rows(state.node):
            self._pass_on(state, hop_set, {r: b & mask for r, b in packets.items() if b & mask})

    def _pass_on(self, state: State, hop_set: int, moving: Partition) -> None:
        if not moving:
            return
        passages = self.fabric.passages(state.node, hop_set)
        if not passages:
            self._lose(Loss(state, "no route", ""), moving)
        for passage in passages:
            self._take(state, passage, moving)

    def _take(self, state: State, passage: Passage, packets: Partition) -> None:
        kind = passage.kind
        if kind is HopKind.DISCARD:
            self._lose(Loss(state, "discard", passage.hop.interface), packets)
        elif kind is HopKind.LOCAL:
            self._take_in(state, passage, packets)
        elif kind is HopKind.VRF:
            self.enter(State(passage.target, state.side, state.context), packets, None, "")
        else:
            self._leave(state, passage, packets)

    def _take_in(self, state: State, passage: Passage, packets: Partition) -> None:
        """Packets to the router itself; a firewall takes only what comes by its management."""
        name = passage.hop.interface
        own = self.fabric.device(state.node).policy.self_zone
        if own and state.side not in {"", SELF}:
            packets = self._cross(state, own, packets, name)
        if is_for_itself(self.fabric, state):
            self._arrive(Arrival(state, HopKind.LOCAL, -1, name), packets)
        else:
            self._lose(Loss(state, "own address", name), packets)

    def _leave(self, state: State, passage: Passage, packets: Partition) -> None:
        """Cross the sides (and source NAT) of a firewall, then the egress ACL."""
        asked = self.fabric.as_asked(state)
        if asked is not None:
            packets = self._cross(asked, passage.egress_side, packets, passage.hop.interface)
        if asked == state:
            leaving = self.treatment.leaving(self.fabric, state, passage, packets)
        else:
            leaving = {state.context: packets}
        for context, part in leaving.items():
            self._egress(state, passage, context, part)

    def _cross(self, state: State, to_side: str, packets: Partition, name: str) -> Partition:
        """What the rules let pass from the side of a state to another."""
        rules = self.treatment.between(self.fabric, state, to_side)
        packets = self._filtered(packets, rules, Loss(state, "zone", name))
        crossing = Crossing(state.node, state.side, to_side)
        collect(self.crossed.setdefault(crossing, {}), packets)
        return packets

    def _egress(self, state: State, passage: Passage, context: int, packets: Partition) -> None:
        name = passage.hop.interface
        if state.side != SELF:
            out = seen(self.fabric, passage.out_filter, context)
            packets = self._filtered(packets, out, Loss(state, "acl out", name))
        if passage.kind is HopKind.FORWARD:
            target = State(passage.target, passage.target_side, context, passage.target_policy)
            ingress = seen(self.fabric, passage.in_filter, context)
            self.enter(target, packets, ingress, passage.hop.neighbour_interface)
            return
        here = Arrival(
            State(state.node, state.side, context), passage.kind, passage.hop.domain, name
        )
        self._arrive(here, self._to_hosts(passage, context, packets))

    def _to_hosts(self, passage: Passage, context: int, packets: Partition) -> Partition:
        """Hand packets for other routers' own addresses to them; return the rest."""
        owned = self.fabric.owned(passage.hop.domain)
        if passage.kind is not HopKind.DELIVER or not owned:
            return packets
        everyone = 0
        for bits in packets.values():
            everyone |= bits
        everyone &= self.fabric.owned_classes(passage.hop.domain)
        for wanted, port in owned.items() if everyone else ():
            entrance = self.fabric.entrance(port) if everyone & wanted else None
            if entrance is None:
                continue
            state, ingress = entrance[0]._replace(context=context), entrance[1]
            taken = {r: wanted for r, b in packets.items() if b & wanted}
            self.enter(state, taken, seen(self.fabric, ingress, context), port.interface)
            packets = {r: b & ~wanted for r, b in packets.items() if b & ~wanted}
        return packets

    def _arrive(self, place: Arrival, packets: Partition) -> None:
        collect(self.arrived.setdefault(place, {}), packets)

    def _lose(self, place: Loss, packets: Partition) -> None:
        if self.record_losses:
            collect(self.lost.setdefault(place, {}), packets)

    def _filtered(self, packets: Partition, rules: FilterMap | None, place: Loss) -> Partition:
        if rules is None:
            return packets
        if self.record_losses:
            lost = left_over(packets, rules, self.fabric.space.none)
            if lost:
                self._lose(place, lost)
        return passed_by(packets, rules, self.fabric.space.none)
