"""A header set as rows that people read: products of ranges that do not overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, summarize_address_range
from itertools import islice
from typing import NamedTuple

from kawanet.model.interfaces import Family
from kawanet.model.policy import PROTOCOL_NAMES
from kawanet.verify.headerspace import Region, Space

MOST_RUNS = 4096  # of one field; an odd wildcard makes any number of them
ADDRESS_BITS = {4: 32, 6: 128}


class AddressRange(NamedTuple):
    """Addresses of a family from first to last. Printed as a prefix where it is one."""

    family: Family
    first: int
    last: int

    def __str__(self) -> str:
        bits = ADDRESS_BITS[self.family]
        kind = IPv4Address if self.family == 4 else IPv6Address
        first, last = kind(self.first), kind(self.last)
        if self.first == self.last:
            return str(first)
        if self.last - self.first + 1 == 1 << bits:
            return "any"
        if (self.last - self.first + 1).bit_count() == 1:
            (prefix, *more) = summarize_address_range(first, last)
            if not more:
                return str(prefix)
        return f"{first}-{last}"


class NumberRange(NamedTuple):
    """Protocols, ports or ICMP types from first to last."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Headers:
    """Packets with any of the destinations, any of the sources, and so on: a product. An empty
    tuple means any. `established` None: both first packets and later ones."""

    destinations: tuple[AddressRange, ...]
    sources: tuple[AddressRange, ...]
    protocols: tuple[NumberRange, ...]
    ports: tuple[NumberRange, ...]
    source_ports: tuple[NumberRange, ...]
    icmp_types: tuple[NumberRange, ...]
    established: bool | None


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """`Headers` in words: ranges separated by commas, `any` for all, tcp for 6."""

    destination: str
    source: str
    protocol: str
    port: str
    source_port: str
    icmp_type: str
    established: str

    @classmethod
    def of(cls, headers: Headers, most: int | None = None) -> HeaderRow:
        """Write a product in words, at most `most` ranges of each field (None: all)."""
        established = {None: "", True: "yes", False: "no"}[headers.established]
        return cls(
            listed(headers.destinations, most),
            listed(headers.sources, most),
            listed(tuple(map(_protocol, headers.protocols)), most),
            listed(headers.ports, most),
            listed(headers.source_ports, most),
            listed(headers.icmp_types, most),
            established,
        )


@dataclass(frozen=True, slots=True)
class Cover:
    """Disjoint products that are the whole set; part of it, where `complete` is false."""

    rows: tuple[Headers, ...]
    complete: bool


def cover(space: Space, region: Region, most: int) -> Cover:
    """At most `most` disjoint products of ranges that make up a set."""
    found = tuple(islice(_products(space, region, 0, ()), most + 1))
    rows = tuple(row for row, _ in found[:most])
    return Cover(rows, len(found) <= most and all(whole for _, whole in found))


Ranges = tuple[tuple[int, int], ...]  # of one field; empty: all values


def _products(
    space: Space, region: Region, index: int, above: tuple[Ranges, ...]
) -> Iterator[tuple[Headers, bool]]:
    """Yield products with the ranges chosen for the fields above, and whether none was cut."""
    field = space.fields[index]
    runs = list(islice(space.runs(region, field), MOST_RUNS + 1))
    whole = len(runs) <= MOST_RUNS
    alike: dict[Region, list[tuple[int, int]]] = {}
    for first, last, rest in runs[:MOST_RUNS]:
        alike.setdefault(rest, []).append((first, last))
    for rest, ranges in alike.items():
        full = ranges == [(0, (1 << len(field)) - 1)]
        chosen = (*above, () if full else tuple(ranges))
        if index + 1 == len(space.fields):
            yield _headers(space.family, chosen), whole
            continue
        for row, complete in _products(space, rest, index + 1, chosen):
            yield row, complete and whole


def _headers(family: Family, chosen: tuple[Ranges, ...]) -> Headers:
    destinations, sources, protocols, ports, source_ports, kinds, established = chosen
    return Headers(
        tuple(AddressRange(family, *r) for r in destinations),
        tuple(AddressRange(family, *r) for r in sources),
        tuple(NumberRange(*r) for r in protocols),
        tuple(NumberRange(*r) for r in ports),
        tuple(NumberRange(*r) for r in source_ports),
        tuple(NumberRange(*r) for r in kinds),
        bool(established[0][0]) if established else None,
    )


def listed(ranges: Sequence[object], most: int | None) -> str:
    """Ranges in words, at most some of them; `any` for none."""
    shown = ranges if most is None or len(ranges) <= most + 1 else ranges[:most]
    more = f" and {len(ranges) - len(shown)} more" if len(shown) < len(ranges) else ""
    return (",".join(map(str, shown)) or "any") + more


def _protocol(numbers: NumberRange) -> str:
    name = PROTOCOL_NAMES.get(numbers.first)
    return name if name and numbers.first == numbers.last else str(numbers)
