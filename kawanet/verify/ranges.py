"""Destination classes as headers: what walks tell by class, told by address."""

from __future__ import annotations

from collections.abc import Iterable

from kawanet.verify.cover import AddressRange, listed
from kawanet.verify.destinations import members
from kawanet.verify.fabric import Fabric
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import Partition


def destinations_of(fabric: Fabric, bits: int) -> Region:
    """Headers to any address of the classes."""
    space = fabric.space
    return space.union(
        space.between(space.destination_field, first, last) for first, last in runs(fabric, bits)
    )


def sources_of(fabric: Fabric, bits: int) -> Region:
    """Headers from any address of the classes."""
    space = fabric.space
    return space.union(
        space.between(space.source_field, first, last) for first, last in runs(fabric, bits)
    )


def runs(fabric: Fabric, bits: int) -> list[tuple[int, int]]:
    """The address ranges of classes, neighbours joined."""
    every = sorted(r for number in members(bits) for r in fabric.classes.ranges(number))
    joined: list[tuple[int, int]] = []
    for first, last in every:
        if joined and joined[-1][1] + 1 == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def as_headers(fabric: Fabric, packets: Partition) -> Region:
    """A partition as one set of headers in which destinations stand too."""
    return fabric.space.union(_each(fabric, packets))


def _each(fabric: Fabric, packets: Partition) -> Iterable[Region]:
    for region, bits in packets.items():
        yield region & destinations_of(fabric, bits)


def destinations_text(fabric: Fabric, packets: Partition, most: int = 3) -> str:
    """The destinations of a partition in words, at most some of the ranges."""
    bits = 0
    for classes in packets.values():
        bits |= classes
    return listed([AddressRange(fabric.family, *r) for r in runs(fabric, bits)], most)
