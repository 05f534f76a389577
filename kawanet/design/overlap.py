"""Find what overlaps, in one sweep: addresses, VLAN ids and days are all ranges of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

from kawanet.design.index import Path


class Range(NamedTuple):
    """Numbers from `first` to `last`, both included; `what` names it in a message."""

    first: int
    last: int
    path: Path
    what: str
    owner: str = ""


def overlapping(ranges: Iterable[Range]) -> Iterator[tuple[Range, Range]]:
    """Give pairs (later written, other) that overlap; each range is the later start of one pair.

    Ranges that are reversed overlap nothing.
    """
    order = {}
    reach: Range | None = None
    numbered = [(item, position) for position, item in enumerate(ranges) if item.first <= item.last]
    for item, position in sorted(numbered, key=lambda pair: (pair[0].first, pair[1])):
        order[item.path] = position
        if reach is not None and item.first <= reach.last:
            later = order[reach.path] < position
            yield (item, reach) if later else (reach, item)
        if reach is None or item.last > reach.last:
            reach = item


def addresses(path: Path, network: IPv4Network | IPv6Network, owner: str = "") -> Range:
    """Give the addresses of a prefix as a range."""
    first, last = int(network.network_address), int(network.broadcast_address)
    return Range(first, last, path, str(network), owner)
