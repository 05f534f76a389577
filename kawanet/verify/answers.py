"""The other half of reaching: what packets look like when they get there, and whether what answers
them gets back.

A stateful firewall lets an answer pass that belongs to a packet it let through (or its VRRP partner
did); ACLs know no state and see the reversed packet, with ACK set for TCP. Where NAT stands on the
way, the sets of answers are not worked out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kawanet.forwarding.dataplane import HopKind, Node
from kawanet.forwarding.sessions import firewall_pairs
from kawanet.model.policy import TCP
from kawanet.verify.ends import End, Place, has_arrived
from kawanet.verify.fabric import SELF, Fabric, State
from kawanet.verify.ground import Ground
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.partition import Partition
from kawanet.verify.places import PlaceName, node_name
from kawanet.verify.propagate import Arrival, Sweep, tracked
from kawanet.verify.ranges import as_headers
from kawanet.verify.reach import Answer, Departure, Passage
from kawanet.verify.reachability import reachability
from kawanet.verify.senders import Senders
from kawanet.verify.settling import Ends

ECHO, ECHO_REPLY = (8, 128), (0, 129)  # RFC 792, RFC 4443


def walked(answer: Answer) -> Sweep:
    """Send what arrives on its way once more, forwards."""
    fabric = answer.ground.fabric
    sweep = Sweep(fabric)
    for passage in answer.passages:
        _send(answer.ground, sweep, passage)
    return sweep.run()


def _send(ground: Ground, sweep: Sweep, passage: Passage) -> None:
    departure, fabric = passage.departure, ground.fabric
    if departure.sender is None:
        assert isinstance(departure.start, Node)
        node = ground.dataplane.node_index[departure.start]
        sweep.enter(State(node, SELF), passage.packets, None, "")
        return
    for port in departure.sender.gateways:
        entrance = fabric.entrance(port)
        near = departure.sender.near
        packets = {r: b & ~near for r, b in passage.packets.items() if b & ~near}
        if entrance is not None and packets:
            sweep.enter(entrance[0], packets, entrance[1], port.interface)


def received(answer: Answer) -> Region:
    """What arrives, as it is when it arrives: after NAT."""
    ground, space = answer.ground, answer.ground.fabric.space
    found = [as_headers(ground.fabric, p.packets) for p in answer.passages]
    if not _has_nat(ground.fabric):
        return space.union(found)
    found = list(_direct(answer))
    places = {(p.place.end, p.place.where) for p in answer.passages}
    for arrival, packets in walked(answer).arrived.items():
        if _place(ground, arrival) in places:
            found.append(_as_it_is(ground.fabric, arrival.state.context, packets))
    return space.union(found)


def _direct(answer: Answer) -> Iterator[Region]:
    """What needs no router."""
    for passage in answer.passages:
        near = passage.departure.sender.near if passage.departure.sender is not None else 0
        yield as_headers(answer.ground.fabric, {r: b & near for r, b in passage.packets.items()})


def _as_it_is(fabric: Fabric, context: int, packets: Partition) -> Region:
    region, space = as_headers(fabric, packets), fabric.space
    if not context:
        return region
    guise = fabric.contexts[context - 1]
    pool = space.between(space.source_field, guise.first, guise.last)
    if guise.port is None:
        return space.without(region, space.source_field) & pool
    port = space.value(space.source_port_field, guise.port)
    return space.without(region, space.source_field, space.source_port_field) & pool & port


ENDS = {HopKind.LOCAL: End.LOCAL, HopKind.DELIVER: End.DELIVERED, HopKind.EXIT: End.EXITED}


def _place(ground: Ground, arrival: Arrival) -> tuple[End, str]:
    """Where a forward walk ended, as places are named; next hops outside are not told apart."""
    for name, domain in ground.segments.items():
        if domain == arrival.domain:
            return ENDS[arrival.kind], str(name)
    return ENDS[arrival.kind], node_name(ground.dataplane.nodes[arrival.state.node])


def _has_nat(fabric: Fabric) -> bool:
    devices = fabric.dataplane.network.devices
    return any(n.family == fabric.family for d in devices for n in d.policy.nat)


def answered(answer: Answer) -> Answer | None:
    """The part of what arrives of which some branch of the answer gets back to where it started;
    what does not is `lost`. None: NAT stands on the way."""
    fabric, space = answer.ground.fabric, answer.ground.fabric.space
    crossed = walked(answer).crossed
    if any(fabric.device(c.node).policy.nat for c in crossed):
        return None
    pairs = firewall_pairs(fabric.dataplane)
    known: dict[int, Region] = {}
    for crossing, packets in crossed.items():
        opened = tracked(fabric, crossing, packets)
        replies = _reply_headers(space, as_headers(fabric, opened))
        for node in _partners(fabric, pairs, crossing.node):
            known[node] = known.get(node, space.none) | replies
    back = Senders(reachability(replace(fabric, sessions=known)))
    passages, lost = [], list(answer.lost)
    for passage in answer.passages:
        home = _gets_home(answer.ground, back, passage)
        asked = _asked_by(space, home)
        good, bad = (_of_set(fabric, passage.packets, part) for part in (asked, ~asked))
        if good:
            passages.append(replace(passage, packets=good))
        if bad:
            lost.append((passage.departure, bad))
    return replace(answer, passages=tuple(passages), lost=tuple(lost))


def _of_set(fabric: Fabric, packets: Partition, wanted: Region) -> Partition:
    """Packets in a set whose headers speak of destinations too."""
    found: Partition = {}
    for region, bits in packets.items():
        both = as_headers(fabric, {region: bits}) & wanted
        if both != fabric.space.none:
            found[both] = found.get(both, 0) | bits
    return found


def _partners(fabric: Fabric, pairs: dict[str, str], node: int) -> list[int]:
    """The nodes that know the sessions of a node: itself, and those of its VRRP partner."""
    plane = fabric.dataplane
    device, vrf = plane.nodes[node]
    return [
        number
        for number, other in enumerate(plane.nodes)
        if other.vrf == vrf and pairs.get(other.device, other.device) == pairs.get(device, device)
    ]


def _gets_home(ground: Ground, back: Senders, passage: Passage) -> Region:
    """Answers, as headers with destinations, that get from where packets arrived to where they
    started."""
    found = ground.fabric.space.none
    for sources, ends in _answering(ground, back, passage.place):
        for end, packets in ends.items():
            if isinstance(end, Place) and has_arrived(end):
                for region, bits in packets.items():
                    for name, classes in ground.places.split(end, bits):
                        if _is_home(passage.departure, name):
                            found = found | sources & as_headers(ground.fabric, {region: classes})
    return found


def _answering(ground: Ground, back: Senders, place: PlaceName) -> Iterator[tuple[Region, Ends]]:
    """Who answers at a place: a router itself, or the hosts of a segment and what is beyond."""
    if place.end is End.LOCAL:
        for node in ground.dataplane.nodes:
            if node_name(node) == place.where:
                yield ground.fabric.space.all, back.from_node(node)
    for name, domain in ground.segments.items():
        if str(name) == place.where and place.end is not End.LOCAL:
            for sender in back.on(domain):
                yield sender.sources, back.ends(domain, sender)


def _is_home(departure: Departure, name: PlaceName) -> bool:
    if isinstance(departure.start, Node):
        return name.end is End.LOCAL and name.where == node_name(departure.start)
    return name.end in {End.DELIVERED, End.EXITED} and name.where == departure.name


def _swapped(space: Space) -> list[tuple[int, Region]]:
    """Variables of the ends of a packet, each with that of the other end in its place."""
    pairs = (
        (space.destination_field, space.source_field),
        (space.destination_port_field, space.source_port_field),
    )
    return [
        (a[i], space.variables[b[i]])
        for one, two in pairs
        for a, b in ((one, two), (two, one))
        for i in range(len(one))
    ]


def _retyped(
    space: Space, before: tuple[int, int], after: tuple[int, int]
) -> list[tuple[int, Region]]:
    """ICMP types changed: each bit of the type as it is afterwards."""
    field = space.icmp_field
    found = []
    for i in range(len(field)):
        bit = space.variables[field[i]]
        shift = len(field) - 1 - i
        for old, new in zip(before, after, strict=True):
            was = space.value(field, old)
            bit = bit | was if new >> shift & 1 else bit & ~was
        found.append((field[i], bit))
    return found


def _asked_by(space: Space, replies: Region) -> Region:
    """Packets whose answer is in a set: `Packet.reply` read backwards."""
    flag = len(space.variables) - 1
    pairs = [*_swapped(space), *_retyped(space, ECHO, ECHO_REPLY), (flag, space.protocol(TCP))]
    return _substituted(replies, pairs)


def _reply_headers(space: Space, asked: Region) -> Region:
    """Answers of a set of first packets."""
    flag = len(space.variables) - 1
    back = [*_swapped(space), *_retyped(space, ECHO_REPLY, ECHO), (flag, space.none)]
    is_reply = ~(space.protocol(TCP) & ~space.established)
    return _substituted(asked, back) & is_reply


def _substituted(region: Region, pairs: list[tuple[int, Region]]) -> Region:
    """The set of headers that, with other values in some variables, are in the region."""
    return region.substitute(type(region).make_substitution(pairs))
