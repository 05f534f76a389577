"""Which packets get from here to there: exact sets in, exact sets out, and back.

"Here" is a segment, a router itself, or wherever hosts of a prefix are; "there" is a router, a
segment, or any place where packets to a prefix arrive. Asked are first packets (TCP without ACK).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from kawanet.forwarding.dataplane import HopKind
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Start
from kawanet.model.policy import TCP, IPNetwork, PortRange
from kawanet.verify.ends import End, Place, has_arrived
from kawanet.verify.ground import Ground
from kawanet.verify.headerspace import Region, Space, covers
from kawanet.verify.partition import Partition, absorb
from kawanet.verify.places import PlaceName, near_subnets, node_name
from kawanet.verify.ranges import sources_of
from kawanet.verify.senders import Sender
from kawanet.verify.settling import Ends
from kawanet.verify.witness import pick_host_packet


class Where(NamedTuple):
    """One end of the question: a prefix, a segment (by an interface on it), or a device."""

    prefix: IPNetwork | None = None
    domain: int | None = None
    device: str = ""


class Extent(StrEnum):
    """How much of what was asked arrives."""

    ALL = "all"  # every packet, on every equal-cost branch
    SOME = "some"
    NONE = "none"


class Departure(NamedTuple):
    """Packets that start together: from where, with which sources, and how they end."""

    name: str
    start: Start
    sources: Region
    ends: Ends
    sender: Sender | None = None  # None: the router itself


@dataclass(frozen=True)
class Passage:
    """What gets from one origin to one place: header sets by destination class, as sent."""

    departure: Departure
    place: PlaceName
    packets: Partition


@dataclass(frozen=True)
class Answer:
    """What of the packets asked arrives, and what of them is lost or ends elsewhere on a branch."""

    ground: Ground
    passages: tuple[Passage, ...]
    lost: tuple[tuple[Departure, Partition], ...] = field(repr=False)

    @property
    def extent(self) -> Extent:
        if not self.passages:
            return Extent.NONE
        return Extent.SOME if self.lost else Extent.ALL

    def witness(self) -> tuple[Packet, Start] | None:
        """A packet that arrives."""
        return self._pick((p.departure, p.packets) for p in self.passages)

    def counter_witness(self) -> tuple[Packet, Start] | None:
        """A packet asked of which some branch does not arrive there."""
        return self._pick(self.lost)

    def _pick(self, some: Iterable[tuple[Departure, Partition]]) -> tuple[Packet, Start] | None:
        for departure, packets in some:
            for region, bits in packets.items():
                packet = pick_host_packet(self.ground.fabric, region, bits)
                if packet is not None:
                    return packet, departure.start
        return None


def first_packets(
    space: Space,
    protocol: int | None = None,
    ports: tuple[PortRange, ...] = (),
    source_ports: tuple[PortRange, ...] = (),
) -> Region:
    """First packets of a protocol to some ports, from some ports; None or nothing: any."""
    first = ~(space.protocol(TCP) & space.established)
    to = space.ports(space.destination_port_field, ports)
    return (
        first & space.protocol(protocol) & to & space.ports(space.source_port_field, source_ports)
    )


def reach(ground: Ground, origin: Where, target: Where, headers: Region) -> Answer:
    """What of `headers` gets from an origin to a target."""
    classes = _asked_classes(ground, target)
    passages: list[Passage] = []
    lost: list[tuple[Departure, Partition]] = []
    for departure in departures(ground, origin):
        region = departure.sources & headers
        if region == ground.fabric.space.none:
            continue
        for end, packets in departure.ends.items():
            part = _narrowed(ground, packets, region, classes)
            if not part:
                continue
            if not isinstance(end, Place) or not has_arrived(end):
                lost.append((departure, part))
                continue
            for name, mine in _by_name(ground, end, part).items():
                if _is_there(ground, target, name):
                    passages.append(Passage(departure, name, mine))
                else:
                    lost.append((departure, mine))
    return Answer(ground, tuple(passages), tuple(lost))


def _narrowed(ground: Ground, packets: Partition, region: Region, classes: int) -> Partition:
    part: Partition = {}
    for held, bits in packets.items():
        both = held & region
        if bits & classes and both != ground.fabric.space.none:
            absorb(part, both, bits & classes)
    return part


def _by_name(ground: Ground, place: Place, packets: Partition) -> dict[PlaceName, Partition]:
    found: dict[PlaceName, Partition] = {}
    for region, bits in packets.items():
        for name, classes in ground.places.split(place, bits):
            absorb(found.setdefault(name, {}), region, classes)
    return found


def _asked_classes(ground: Ground, target: Where) -> int:
    """Destination classes asked: the prefix, the subnets of the segment, the device's addresses."""
    fabric = ground.fabric
    if target.prefix is not None:
        return fabric.classes.of_prefixes((target.prefix,))
    if target.domain is not None:
        subnets = near_subnets(ground.dataplane, target.domain, fabric.family)
        return fabric.classes.of_prefixes(subnets)
    found = 0
    for interface in ground.dataplane.network.device[target.device].interfaces:
        for address in interface.addresses:
            if address.version == fabric.family and not address.is_link_local:
                found |= 1 << fabric.classes.at(int(address.ip))
    return found


def _is_there(ground: Ground, target: Where, name: PlaceName) -> bool:
    if target.prefix is not None:
        return True
    if target.domain is not None:
        here = next((str(s) for s, d in ground.segments.items() if d == target.domain), "")
        return name.end is End.DELIVERED and name.where == here
    mine = {node_name(n) for n in ground.dataplane.nodes if n.device == target.device}
    return name.end is End.LOCAL and name.where in mine


def departures(ground: Ground, origin: Where) -> Iterator[Departure]:
    """Everything that may start at an origin."""
    if origin.prefix is not None:
        yield from _from_prefix(ground, origin.prefix)
    elif origin.domain is not None:
        for sender in ground.senders.on(origin.domain):
            yield _departure(ground, origin.domain, sender, sender.sources)
    else:
        for node in ground.dataplane.nodes:
            if node.device == origin.device:
                own = ground.senders.own_sources(node)
                ends = ground.senders.from_node(node)
                yield Departure(f"router {node_name(node)}", node, own, ends)


def _from_prefix(ground: Ground, prefix: IPNetwork) -> Iterator[Departure]:
    """Hosts on segments with a subnet that shares addresses with the prefix; where there is none,
    senders beyond the segments by which routes to the prefix leave the network."""
    space = ground.fabric.space
    asked = space.between(space.source_field, *covers(prefix))
    found = False
    for domain in sorted(ground.segments.values()):
        for sender in ground.senders.on(domain):
            here = sender.sources & asked
            if sender.near and here != space.none:
                found = True
                yield _departure(ground, domain, sender, here)
    for domain, bits in sorted(_exits(ground).items()) if not found else ():
        sources = asked & sources_of(ground.fabric, bits)
        for sender in ground.senders.on(domain):
            here = sender.sources & sources
            if not sender.near and here != space.none:
                yield _departure(ground, domain, sender, here)


def _exits(ground: Ground) -> dict[int, int]:
    """Segments by which routes leave the network, and for which destinations."""
    found: dict[int, int] = {}
    fabric = ground.fabric
    for node in range(len(ground.dataplane.nodes)):
        for bits, hop_set in fabric.rows(node):
            for hop in ground.dataplane.hop_sets[hop_set]:
                if hop.kind is HopKind.EXIT and hop.domain >= 0:
                    found[hop.domain] = found.get(hop.domain, 0) | bits
    return found


def _departure(ground: Ground, domain: int, sender: Sender, sources: Region) -> Departure:
    name = next((str(s) for s, d in ground.segments.items() if d == domain), f"segment {domain}")
    return Departure(name, domain, sources, ground.senders.ends(domain, sender), sender)
