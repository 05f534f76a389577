"""Sets of packet headers as decision diagrams.

One `Space` a family. Variables, from the root down: destination, source, protocol, destination
port, source port, ICMP type, and one bit `established` (TCP with ACK or RST: no first packet).
Addresses come first because a filter's tests on them share prefixes; protocol first costs 100
times as many nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from oxidd.bcdd import BCDDFunction, BCDDManager

from kawanet.forwarding.dataplane import bounds
from kawanet.forwarding.packet import Packet
from kawanet.model.interfaces import Family
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    TCP,
    UDP,
    AddressMatch,
    PortRange,
    Service,
    Wildcard,
)

Region = BCDDFunction  # a set of headers

NODES = 1 << 25  # reserved address space only; pages are touched as nodes are made
CACHE = 1 << 20
PORT_BITS = 16
BYTE_BITS = 8

covers = bounds  # first and last address of a prefix


class Space:
    """All headers of one family, and the sets that rules are made of. Sets are interned."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.address_bits = 32 if family == 4 else 128
        widths = (self.address_bits, self.address_bits, BYTE_BITS, PORT_BITS, PORT_BITS, BYTE_BITS)
        self._manager = BCDDManager(NODES, CACHE, 1)
        total = sum(widths) + 1
        self._manager.add_vars(total)
        self.variables = tuple(self._manager.var(i) for i in range(total))
        starts = [sum(widths[:i]) for i in range(len(widths) + 1)]
        fields = [range(s, s + w) for s, w in zip(starts, widths, strict=False)]
        self.fields = (*fields, range(starts[-1], total))
        (
            self.destination_field,
            self.source_field,
            self.protocol_field,
            self.destination_port_field,
            self.source_port_field,
            self.icmp_field,
        ) = fields
        self.all = self._manager.true()
        self.none = self._manager.false()
        self.established = self.variables[starts[-1]]
        self.value = cache(self._value)
        self.between = cache(self._between)
        self.address = cache(self._address)
        self.headers = cache(self._headers)

    def _value(self, field: range, value: int, length: int | None = None) -> Region:
        """Headers whose `field` begins with the first `length` bits of `value`."""
        bits = len(field)
        kept = bits if length is None else length
        region = self.all
        for i in range(kept - 1, -1, -1):
            variable = self.variables[field[i]]
            region = (variable if value >> (bits - 1 - i) & 1 else ~variable) & region
        return region

    def _between(self, field: range, first: int, last: int) -> Region:
        """Headers with `first <= field <= last`: at most two comparisons of one pass each."""
        low, high = self.all, self.all
        for i in range(len(field) - 1, -1, -1):
            variable, shift = self.variables[field[i]], len(field) - 1 - i
            low = (variable & low) if first >> shift & 1 else (variable | low)
            high = (~variable | high) if last >> shift & 1 else (~variable & high)
        return low & high

    def _address(self, field: range, match: AddressMatch | None) -> Region:
        """Headers whose address in `field` the prefix or wildcard covers."""
        if match is None:
            return self.all
        if isinstance(match, Wildcard):
            return self._wildcard(field, match)
        return self.value(field, int(match.network_address), match.prefixlen)

    def _wildcard(self, field: range, match: Wildcard) -> Region:
        region = self.all
        for i in range(len(field) - 1, -1, -1):
            shift = len(field) - 1 - i
            if not match.mask >> shift & 1:
                variable = self.variables[field[i]]
                region = (variable if match.address >> shift & 1 else ~variable) & region
        return region

    def _headers(
        self,
        protocol: int | None,
        source_ports: tuple[PortRange, ...],
        destination_ports: tuple[PortRange, ...],
        icmp_type: int | None,
        established: bool,
    ) -> Region:
        """Headers by all that is neither source nor destination, as a line of an ACL says it."""
        region = (
            self.protocol(protocol)
            & self.ports(self.destination_port_field, destination_ports)
            & self.ports(self.source_port_field, source_ports)
            & self.icmp_type(icmp_type)
        )
        return region & self.protocol(TCP) & self.established if established else region

    def union(self, regions: Iterable[Region]) -> Region:
        """Any of them. Merged in pairs, so that sizes stay even."""
        pending = list(regions)
        if not pending:
            return self.none
        while len(pending) > 1:
            odd = pending[len(pending) & ~1 :]
            pending = [a | b for a, b in zip(pending[::2], pending[1::2], strict=False)] + odd
        return pending[0]

    def sources(self, matches: Iterable[AddressMatch]) -> Region:
        """Headers with a source in any of them; none for no match at all."""
        return self.union(self.address(self.source_field, m) for m in matches)

    def destinations(self, matches: Iterable[AddressMatch]) -> Region:
        """Headers with a destination in any of them; none for no match at all."""
        return self.union(self.address(self.destination_field, m) for m in matches)

    def protocol(self, number: int | None) -> Region:
        return self.all if number is None else self.value(self.protocol_field, number)

    def ports(self, field: range, ranges: tuple[PortRange, ...]) -> Region:
        """TCP or UDP headers with a port in any range; all headers if there is no range."""
        if not ranges:
            return self.all
        inside = self.union(self.between(field, r.first, r.last) for r in ranges)
        return inside & (self.protocol(TCP) | self.protocol(UDP))

    def icmp_type(self, number: int | None) -> Region:
        """ICMP headers with this type; all headers for None."""
        if number is None:
            return self.all
        icmp = self.protocol(ICMP) | self.protocol(ICMPV6)
        return self.value(self.icmp_field, number) & icmp

    def service(self, service: Service) -> Region:
        """Headers going to the service."""
        return (
            self.protocol(service.protocol)
            & self.ports(self.destination_port_field, service.ports)
            & self.icmp_type(service.icmp_type)
        )

    def services(self, services: Iterable[Service]) -> Region:
        """Headers going to any of the services; all headers if none is named."""
        named = tuple(services)
        return self.union(map(self.service, named)) if named else self.all

    def packet(self, packet: Packet) -> Region:
        """The headers of one packet, destination aside."""
        region = (
            self.value(self.source_field, int(packet.source))
            & self.protocol(packet.protocol)
            & self.icmp_type(packet.icmp_type)
        )
        if packet.protocol not in (TCP, UDP):
            return region
        ports = self.value(self.destination_port_field, packet.destination_port)
        return region & ports & self.value(self.source_port_field, packet.source_port)

    def without(self, region: Region, *fields: range) -> Region:
        """The headers with any value in the fields (existential quantification)."""
        cube = self.all
        for index in sorted((i for f in fields for i in f), reverse=True):
            cube = self.variables[index] & cube
        return region.exists(cube)

    def destination_ranges(self, region: Region) -> Iterator[tuple[int, int, Region]]:
        """Yield (first, last, headers without destination) for each run of destinations."""
        return self.runs(region, self.destination_field)

    def runs(self, region: Region, field: range) -> Iterator[tuple[int, int, Region]]:
        """Yield (first, last, rest) for each run of values of a field, in order; runs of nothing
        are left out. No field before this one may matter to the region any more: then its
        variables stand at the top of the diagram, and this walks its upper part only."""
        yield from merge_runs(self._runs(region, field))

    def _runs(self, region: Region, field: range) -> Iterator[tuple[int, int, Region]]:
        waiting = [(region, 0, 0)]  # a diagram, the bits above it, and the first value below
        while waiting:
            region, depth, first = waiting.pop()
            if region == self.none:
                continue
            level = region.node_level()
            if level is None or level >= field.stop:
                yield first, first + (1 << (len(field) - depth)) - 1, region
                continue
            if level > field.start + depth:  # the bit does not matter: both halves are alike
                high = low = region
            else:
                high, low = region.cofactors() or (region, region)
            half = 1 << (len(field) - depth - 1)
            waiting.append((high, depth + 1, first + half))
            waiting.append((low, depth + 1, first))


def merge_runs(runs: Iterator[tuple[int, int, Region]]) -> Iterator[tuple[int, int, Region]]:
    """Join neighbouring runs with the same headers."""
    held: tuple[int, int, Region] | None = None
    for first, last, region in runs:
        if held is not None and held[1] + 1 == first and held[2] == region:
            held = (held[0], last, region)
            continue
        if held is not None:
            yield held
        held = (first, last, region)
    if held is not None:
        yield held
