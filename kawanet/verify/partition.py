"""Partitions: header sets with disjoint sets of destination classes, and how they combine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kawanet.verify.headerspace import Region

Partition = dict[Region, int]  # header set -> destination classes
FilterMap = tuple[tuple[Region, int], ...]  # header set that passes -> the classes it is for


def absorb(known: Partition, region: Region, bits: int) -> int:
    """Add packets to a partition, keeping its class sets disjoint; return the classes that grew."""
    bits &= ~known.get(region, 0)
    if not bits:
        return 0
    grown = 0
    for held, have in list(known.items()):
        common = bits & have
        if not common:
            continue
        bits ^= common
        joined = held | region
        if joined != held:
            grown |= common
            _move(known, held, joined, common)
        if not bits:
            return grown
    known[region] = known.get(region, 0) | bits
    return grown | bits


def collect(known: Partition, packets: Partition) -> None:
    """Add packets without keeping class sets disjoint: enough where only their union is asked."""
    for region, bits in packets.items():
        known[region] = known.get(region, 0) | bits


def _move(known: Partition, held: Region, joined: Region, bits: int) -> None:
    """Give classes of one header set to a larger one."""
    rest = known[held] & ~bits
    if rest:
        known[held] = rest
    else:
        del known[held]
    known[joined] = known.get(joined, 0) | bits


def passed_by(packets: Partition, rules: FilterMap, none: Region) -> Partition:
    """Packets that a filter lets pass."""
    passed: Partition = {}
    for region, bits in packets.items():
        for permitted, classes in rules:
            common = bits & classes
            if common:
                both = region & permitted
                if both != none:
                    passed[both] = passed.get(both, 0) | common
    return passed


def left_over(packets: Partition, rules: Iterable[tuple[Region, int]], none: Region) -> Partition:
    """Packets that a filter (or another partition) does not cover."""
    held = tuple(rules)
    left: Partition = {}
    for region, bits in packets.items():
        rest = bits
        for permitted, classes in held:
            common = rest & classes
            if not common:
                continue
            rest ^= common
            beyond = region & ~permitted
            if beyond != none:
                left[beyond] = left.get(beyond, 0) | common
        if rest:
            left[region] = left.get(region, 0) | rest
    return left


def common(left: Partition, right: Partition, none: Region) -> Iterator[tuple[Region, int]]:
    """Yield the packets that two partitions share."""
    for region, bits in left.items():
        for other, classes in right.items():
            both = bits & classes
            if both and region & other != none:
                yield region & other, both
