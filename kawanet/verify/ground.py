"""A network made ready to be asked, without any policy: walked backwards from all destinations, its
places named. Several networks together share one space of headers and one set of classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from oxidd.util import DDMemoryError

from kawanet.forwarding.dataplane import DataPlane
from kawanet.model.interfaces import Family
from kawanet.verify.beside import beside
from kawanet.verify.destinations import Ranges
from kawanet.verify.fabric import Fabric
from kawanet.verify.headerspace import Space
from kawanet.verify.places import (
    PlaceNames,
    SegmentName,
    matched,
    number_places,
    segment_names,
    subnet_colours,
)
from kawanet.verify.reachability import reachability
from kawanet.verify.senders import Senders
from kawanet.verify.weave import weave_together

T = TypeVar("T")


class TooLarge(Exception):  # noqa: N818  no error of ours: an answer
    """The filters of a network do not fit into one space of headers."""


@dataclass(frozen=True)
class Ground:
    """One network and family: how all packets end, its segments by name, and what places mean."""

    senders: Senders
    segments: Mapping[SegmentName, int]
    places: PlaceNames

    @property
    def fabric(self) -> Fabric:
        return self.senders.fabric

    @property
    def dataplane(self) -> DataPlane:
        return self.fabric.dataplane


def grounds(
    dataplanes: Sequence[DataPlane], family: Family, more: Iterable[Ranges] = ()
) -> tuple[Ground, ...]:
    """Walk networks in one space; segments of the others go by the names they have in the first.
    `more` are destinations that the caller wants to tell apart, beside subnets."""
    own_colours = {c for plane in dataplanes for c in subnet_colours(plane, family)}
    colours = sorted(own_colours.union(more))
    fabrics = weave_together(dataplanes, family, Space(family), colours)
    own = [segment_names(plane, family) for plane in dataplanes]
    names = [own[0], *(matched(own[0], other) for other in own[1:])]
    spots, words = number_places(fabrics, names)
    return tuple(
        Ground(
            Senders(reachability(replace(fabric, places=places))),
            {name: index for index, name in called.items()},
            words,
        )
        for fabric, places, called in zip(fabrics, spots, names, strict=True)
    )


def ground(dataplane: DataPlane, family: Family, more: Iterable[Ranges] = ()) -> Ground:
    """The same for one network."""
    return grounds((dataplane,), family, more)[0]


def in_both_families(question: Callable[[Family], Iterable[T]]) -> tuple[T, ...]:
    """Answers for IPv4, then those for IPv6, which are worked out beside. They must be picklable.

    Raises:
        TooLarge: the filters of a family are too large.
    """

    def of_family(family: Family) -> tuple[T, ...] | None:
        try:
            return tuple(question(family))
        except DDMemoryError:
            return None

    with beside(lambda: of_family(6)) as ipv6:
        found = of_family(4), ipv6()
    if found[0] is None or found[1] is None:
        raise TooLarge
    return (*found[0], *found[1])
