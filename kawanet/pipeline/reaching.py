"""`reach`: words into the two ends of a question, and its answer as rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from kawanet.design.nearest import did_you_mean
from kawanet.forwarding.dataplane import DataPlane
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.round_trip import RoundTrip, round_trip
from kawanet.forwarding.trace import Start, Trace, trace
from kawanet.model.interfaces import Family
from kawanet.model.policy import PortRange
from kawanet.pipeline.rows import Rows
from kawanet.pipeline.trace import domain_at
from kawanet.pipeline.words import bad, prefix_of, protocol_of
from kawanet.verify.answers import answered, received
from kawanet.verify.cover import Cover, HeaderRow, Headers, cover
from kawanet.verify.ground import ground
from kawanet.verify.headerspace import Region, Space, covers
from kawanet.verify.ranges import as_headers
from kawanet.verify.reach import Answer, Extent, Where, first_packets, reach

MOST_ROWS = 200
ASKED_BACK = "NAT stands on the way: the answers of the whole set are not worked out"


@dataclass(frozen=True, slots=True)
class ReachRow:
    """Packets that get from an origin to a place: a product of ranges; rows do not overlap."""

    origin: str
    place: str
    destination: str
    source: str
    protocol: str
    port: str
    source_port: str
    icmp_type: str


@dataclass(frozen=True)
class Reach:
    """The answer. `sent` and `received` are the exact sets, as products that do not overlap: as
    they are sent, and (after NAT) as they arrive; `complete` is false where more make up a set."""

    answer: Answer = field(repr=False)
    note: str = ""  # what was not worked out
    most: int = MOST_ROWS

    @property
    def extent(self) -> Extent:
        """How much of what was asked arrives: all, some or none."""
        return self.answer.extent

    @cached_property
    def rows(self) -> Rows[ReachRow]:
        """What arrives, by origin and place; at most `most` rows."""
        found: list[ReachRow] = []
        left_out = 0
        for (origin, place), packets in self._by_ends().items():
            part = cover(
                self._space, self._shown(as_headers(self.answer.ground.fabric, packets)), self.most
            )
            left_out += 0 if part.complete else 1
            found += [_row(origin, place, headers) for headers in part.rows]
        left_out += max(0, len(found) - self.most)
        return Rows(ReachRow, tuple(found[: self.most]), left_out)

    def _by_ends(self) -> dict[tuple[str, str], dict[Region, int]]:
        together: dict[tuple[str, str], dict[Region, int]] = {}
        for passage in self.answer.passages:
            known = together.setdefault((passage.departure.name, str(passage.place)), {})
            for region, bits in passage.packets.items():
                known[region] = known.get(region, 0) | bits
        return together

    @cached_property
    def sent(self) -> Cover:
        """What gets there, as it is sent."""
        fabric = self.answer.ground.fabric
        parts = [as_headers(fabric, p.packets) for p in self.answer.passages]
        return cover(self._space, self._shown(self._space.union(parts)), self.most)

    @cached_property
    def received(self) -> Cover:
        """The same packets as they are when they arrive."""
        return cover(self._space, self._shown(received(self.answer)), self.most)

    @cached_property
    def witness(self) -> Trace | None:
        """A packet that arrives, followed hop by hop."""
        return self._followed(self.answer.witness())

    @cached_property
    def counter_witness(self) -> Trace | None:
        """A packet asked that does not (on some branch), followed hop by hop."""
        return self._followed(self.answer.counter_witness())

    @cached_property
    def round_trip(self) -> RoundTrip | None:
        """The witness and what answers it."""
        found = self.answer.witness()
        return round_trip(self.answer.ground.dataplane, *found) if found else None

    def _followed(self, found: tuple[Packet, Start] | None) -> Trace | None:
        return trace(self.answer.ground.dataplane, *found) if found else None

    @property
    def _space(self) -> Space:
        return self.answer.ground.fabric.space

    def _shown(self, region: Region) -> Region:
        """First packets are asked: the flag of later ones needs no column."""
        flag = self._space.fields[-1]
        return self._space.without(region, flag)


def _row(origin: str, place: str, headers: Headers) -> ReachRow:
    words = HeaderRow.of(headers, 8)
    return ReachRow(
        origin,
        place,
        words.destination,
        words.source,
        words.protocol,
        words.port,
        words.source_port,
        words.icmp_type,
    )


def ask_reach(
    dataplane: DataPlane,
    origin: str,
    target: str,
    proto: str | None = None,
    ports: tuple[PortRange, ...] = (),
    with_return: bool = False,
    family: Family | None = None,
    most: int = MOST_ROWS,
) -> Reach:
    """Which first packets get from an origin to a target.

    An end is a prefix or address, `DEVICE` (the box itself) or `DEVICE:INTERFACE` (the segment
    there). The family is that of a prefix; else `family`, or IPv4.

    Raises:
        InputError: an end is none, or the two are of different families.
    """
    ends = where_of(dataplane, origin), where_of(dataplane, target)
    chosen = _family(origin, target, ends, family)
    marks = [(covers(end.prefix),) for end in ends if end.prefix is not None]
    asked = ground(dataplane, chosen, marks)
    protocol = protocol_of(proto, chosen) if proto else None
    answer = reach(asked, *ends, first_packets(asked.fabric.space, protocol, ports))
    if not with_return:
        return Reach(answer, most=most)
    back = answered(answer)
    return Reach(answer, ASKED_BACK, most) if back is None else Reach(back, most=most)


def _family(origin: str, target: str, ends: tuple[Where, Where], family: Family | None) -> Family:
    versions = {end.prefix.version for end in ends if end.prefix is not None}
    if len(versions) > 1:
        raise bad(f"{origin} {target}", "are of two address families", "give two of one")
    if not versions:
        return family or 4
    return 4 if versions == {4} else 6


def where_of(dataplane: DataPlane, word: str) -> Where:
    """Read one end of a question. Raises InputError."""
    if word in dataplane.network.device:
        return Where(device=word)
    device, colon, _ = word.partition(":")
    if colon and device in dataplane.network.device:
        return Where(domain=domain_at(dataplane, word, ()))
    if not any(c in word for c in ".:/"):
        hint = did_you_mean(word, dataplane.network.device) or "a device, device:interface, prefix"
        raise bad(word, "is no device and no prefix", hint)
    return Where(prefix=prefix_of(word))
