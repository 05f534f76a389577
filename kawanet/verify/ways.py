"""What may become of packets at one state of the fabric: all ways onward, each decided once.

A way leads to another state or to an end, with the destination classes that take it: `plain` ones
with every header, `gates` with some, `moves` with another destination (NAT). What a filter stops is
a way too, to the end that says so; so for every packet the ways of a state are all its branches.

Headers are those of the packet as it was sent, destination aside (see `fabric`). A firewall knows
no session here: TCP that is not a first packet ends there, as in `forwarding.trace`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kawanet.forwarding.dataplane import Hop, HopKind
from kawanet.model.policy import NatKind, NatRule, PortRange
from kawanet.verify.ends import End, Place, Spot
from kawanet.verify.fabric import SELF, Fabric, Passage, State, nat_rules
from kawanet.verify.filters import side_matches
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.partition import FilterMap, Partition, left_over, passed_by
from kawanet.verify.propagate import is_for_itself, without_session
from kawanet.verify.translate import nat_sources, seen, translate_sources


class Move(NamedTuple):
    """Destination NAT on the way: headers in `match` for the class `before` go on as `after`, as
    far as `gate` lets what they are then pass. `ports`: destination port before and after."""

    before: int  # a set of one class, as all sets of classes
    after: int
    match: Region
    gate: Region
    ports: tuple[int, int] | None


Target = State | End | Place


class Way(NamedTuple):
    """One way onward. The classes of `plain` and of each of `gates` are disjoint."""

    target: Target
    plain: int = 0
    gates: FilterMap = ()
    moves: tuple[Move, ...] = ()

    @property
    def open(self) -> int:
        """Classes of which some packet goes this way under its own destination."""
        found = self.plain
        for _, bits in self.gates:
            found |= bits
        return found


def ways_of(fabric: Fabric, state: State) -> tuple[Way, ...]:
    """All ways onward from a state; those to one target that nothing filters are one."""
    merged = _translated_ways(fabric, state)
    return merged if state.side in {"", SELF} else _with_destination_nat(fabric, state, merged)


def _translated_ways(fabric: Fabric, state: State) -> tuple[Way, ...]:
    """The ways of packets that destination NAT has seen."""
    found: list[Way] = []
    for packets, hop_set in _shares(fabric, state):
        passages = fabric.passages(state.node, hop_set)
        if not passages:
            found += _onward(fabric, End.NO_ROUTE, packets)
        for passage in passages:
            _through(fabric, state, passage, packets, found)
    return _merged(found)


def _shares(fabric: Fabric, state: State) -> Iterator[tuple[Partition, int]]:
    """All packets of a state by the hop set that they go by."""
    if state.policy:
        yield from ((dict(packets), hop_set) for packets, hop_set in fabric.shares(state))
        return
    for bits, hop_set in fabric.rows(state.node):
        yield {fabric.space.all: bits}, hop_set


def _merged(ways: Iterable[Way]) -> tuple[Way, ...]:
    plain: dict[Target, int] = {}
    gated: dict[Target, list[tuple[Region, int]]] = {}
    for way in ways:
        if way.plain:
            plain[way.target] = plain.get(way.target, 0) | way.plain
        if way.gates:
            gated.setdefault(way.target, []).extend(way.gates)
    open_ = tuple(Way(target, bits) for target, bits in plain.items())
    return open_ + tuple(Way(target, 0, tuple(gates)) for target, gates in gated.items())


def _through(
    fabric: Fabric, state: State, passage: Passage, packets: Partition, found: list[Way]
) -> None:
    kind = passage.kind
    if kind is HopKind.DISCARD:
        found += _onward(fabric, End.DISCARDED, packets)
    elif kind is HopKind.LOCAL:
        packets = _to_itself(fabric, state, packets, found)
        end = End.LOCAL if is_for_itself(fabric, state) else End.OWN_ADDRESS
        found += _ending(fabric, Spot(end, state.node), packets)
    elif kind is HopKind.VRF:
        found += _onward(fabric, State(passage.target, state.side, state.context), packets)
    else:
        _across(fabric, state, passage, packets, found)


def _across(
    fabric: Fabric, state: State, passage: Passage, packets: Partition, found: list[Way]
) -> None:
    """Cross the sides and source NAT of a firewall, then leave."""
    asked = fabric.as_asked(state)
    if asked is not None:
        rules = _between(fabric, asked, passage.egress_side)
        packets = _filtered(fabric, packets, rules, End.ZONE, found)
    if asked != state:
        _leave(fabric, state, passage, state.context, packets, found)
        return
    for context, part in translate_sources(fabric, state, passage, packets).items():
        _leave(fabric, state, passage, context, part, found)


def _to_itself(fabric: Fabric, state: State, packets: Partition, found: list[Way]) -> Partition:
    """What the rules of a router to its own zone let pass."""
    own = fabric.device(state.node).policy.self_zone
    if not own or state.side in {"", SELF}:
        return packets
    return _filtered(fabric, packets, _between(fabric, state, own), End.ZONE, found)


def _between(fabric: Fabric, state: State, to_side: str) -> FilterMap:
    """What passes from side to side: by the rules, and by the sessions that are known."""
    rules = without_session(fabric, state, to_side)
    known = fabric.sessions.get(state.node)
    if known is None:
        return rules
    left = fabric.classes.everything
    for _, classes in rules:
        left &= ~classes
    return (*((r | known, b) for r, b in rules), (known, left))


def _leave(
    fabric: Fabric,
    state: State,
    passage: Passage,
    context: int,
    packets: Partition,
    found: list[Way],
) -> None:
    """The egress ACL, then the neighbour's ingress ACL, or the segment."""
    if state.side != SELF:
        out = seen(fabric, passage.out_filter, context)
        packets = _filtered(fabric, packets, out, End.ACL_OUT, found)
    if passage.kind is HopKind.FORWARD:
        ingress = seen(fabric, passage.in_filter, context)
        packets = _filtered(fabric, packets, ingress, End.ACL_IN, found)
        target = State(passage.target, passage.target_side, context, passage.target_policy)
        found += _onward(fabric, target, packets)
    elif passage.kind is HopKind.EXIT:
        found += _ending(fabric, spot_beyond(passage.hop, state.node), packets)
    else:
        rest = _to_routers(fabric, passage, context, packets, found)
        found += _ending(fabric, spot_beyond(passage.hop, state.node), rest)


def _to_routers(
    fabric: Fabric, passage: Passage, context: int, packets: Partition, found: list[Way]
) -> Partition:
    """Hand packets for other routers' own addresses to them; return the rest."""
    owned = fabric.owned_classes(passage.hop.domain)
    everyone = 0
    for bits in packets.values():
        everyone |= bits
    if not everyone & owned:
        return packets
    for wanted, port in fabric.owned(passage.hop.domain).items():
        entrance = fabric.entrance(port) if everyone & wanted else None
        if entrance is None:
            continue
        taken = {r: wanted for r, b in packets.items() if b & wanted}
        packets = {r: b & ~wanted for r, b in packets.items() if b & ~wanted}
        ingress = seen(fabric, entrance[1], context)
        taken = _filtered(fabric, taken, ingress, End.ACL_IN, found)
        found += _onward(fabric, entrance[0]._replace(context=context), taken)
    return packets


def _filtered(
    fabric: Fabric, packets: Partition, rules: FilterMap | None, end: End, found: list[Way]
) -> Partition:
    """What a filter lets pass; what it stops is a way to the end."""
    if rules is None:
        return packets
    none = fabric.space.none
    found += _onward(fabric, end, left_over(packets, rules, none))
    return passed_by(packets, rules, none)


def spot_beyond(hop: Hop, node: int) -> Spot:
    """Where packets are that a hop puts on its segment, for hosts or for a next hop outside."""
    end = End.EXITED if hop.kind is HopKind.EXIT else End.DELIVERED
    return Spot(end, -1 if hop.domain >= 0 else node, hop.domain, hop.next_hop)


def at_spot(fabric: Fabric, spot: Spot) -> tuple[tuple[End | Place, int], ...]:
    """What an end at a spot is called, for which classes."""
    return fabric.places.get(spot, ((spot.end, -1),))


def _ending(fabric: Fabric, spot: Spot, packets: Partition) -> list[Way]:
    """Ends of packets at a spot; told apart from other spots where the fabric has places."""
    found: list[Way] = []
    for target, classes in at_spot(fabric, spot):
        part = {r: b & classes for r, b in packets.items() if b & classes}
        found += _onward(fabric, target, part)
    return found


def _onward(fabric: Fabric, target: Target, packets: Partition) -> list[Way]:
    plain = packets.get(fabric.space.all, 0)
    gates = tuple((r, b) for r, b in packets.items() if r != fabric.space.all)
    return [Way(target, plain, gates)] if plain or gates else []


def _with_destination_nat(fabric: Fabric, state: State, ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """The ways of packets as they come in, given those of packets as translated; the first rule
    that matches decides."""
    device = fabric.device(state.node)
    rules = nat_rules(device, fabric.family, NatKind.DESTINATION) if device.policy.nat else []
    untaken: dict[int, Region] = {}
    moves: list[Way] = []
    for rule in rules:
        mine = side_matches(device.policy, (rule.from_zone,), state.side)
        if not mine or rule.address is None or rule.mapped_address is None:
            continue
        before = 1 << fabric.classes.at(int(rule.address))
        after = 1 << fabric.classes.at(int(rule.mapped_address))
        rest = untaken.get(before, fabric.space.all)
        match = _nat_match(fabric, state, rule)
        untaken[before] = rest & ~match
        there = fabric.in_vrf(state, rule.vrf)
        beyond = ways if there == state else _translated_ways(fabric, there)
        moves += _moves(fabric, beyond, rule, (before, after), rest & match)
    return (*(_untaken(fabric, way, untaken) for way in ways), *moves) if untaken else ways


def _nat_match(fabric: Fabric, state: State, rule: NatRule) -> Region:
    space, device = fabric.space, fabric.device(state.node)
    sources = fabric.within(nat_sources(fabric, device, rule), state.context)
    match = space.protocol(rule.protocol) & sources
    if rule.port is None:
        return match
    return match & space.ports(space.destination_port_field, (PortRange(rule.port, rule.port),))


def _moves(
    fabric: Fabric, ways: Iterable[Way], rule: NatRule, ends: tuple[int, int], match: Region
) -> list[Way]:
    before, after = ends
    changed = rule.port is not None and rule.mapped_port is not None
    ports = (rule.port or 0, rule.mapped_port or 0) if changed else None
    found = []
    for way in ways:
        gates = [region for region, bits in way.gates if bits & after]
        gates += [fabric.space.all] if way.plain & after else []
        moves = tuple(Move(before, after, match, gate, ports) for gate in gates)
        if moves and match != fabric.space.none:
            found.append(Way(way.target, moves=moves))
    return found


def _untaken(fabric: Fabric, way: Way, untaken: dict[int, Region]) -> Way:
    """A way for those packets only that no rule translates."""
    plain, gates = way.plain, list(way.gates)
    for before, rest in untaken.items():
        if plain & before:
            gates.append((fabric.space.all, before))
            plain &= ~before
        narrowed = [(r & rest, before) for r, bits in gates if bits & before]
        others = [(r, bits & ~before) for r, bits in gates if bits & ~before]
        gates = [*others, *(g for g in narrowed if g[0] != fabric.space.none)]
    return Way(way.target, plain, tuple(gates))


def before_move(space: Space, move: Move, region: Region) -> Region:
    """The headers that a move turns into headers of the region."""
    after = region & move.gate
    if move.ports is None:
        return after & move.match
    field = space.destination_port_field
    return space.without(after & space.value(field, move.ports[1]), field) & move.match
