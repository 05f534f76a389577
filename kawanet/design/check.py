"""What a design must satisfy beyond the form of each value: references, overlaps, dates, rings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kawanet.design.schema import Design


class Complaint(NamedTuple):
    """One thing wrong, at a path of keys and positions that begins with a top-level key."""

    path: tuple[str | int, ...]
    message: str
    hint: str = ""


def check(design: Design, broken: Mapping[str, frozenset[str]]) -> Iterator[Complaint]:
    """Find everything wrong between the values of a design.

    `broken` holds, by top-level key, names of items that are not valid by themselves: references
    to them are good, and nothing is said about what they would have been.
    """
    yield from ()
