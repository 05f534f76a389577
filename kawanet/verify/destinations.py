"""Destination classes: addresses that nothing in the network or the statement tells apart.

The atoms of the data plane are cut further at every destination that a filter, a flow or a tier
names. Fine atoms that fall alike under all of these, and have the same column in the FIB, are one
class; sets of classes are Python integers (bit c: class c). Walks over the network then move
integers, and a header set needs no destination variables.

Likeness is found by hashing to 128 bits: two unlike atoms share a class with a chance below
2**-100 for a million atoms.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kawanet.forwarding.dataplane import Atoms, Fib
from kawanet.model.interfaces import Family
from kawanet.model.policy import IPNetwork
from kawanet.verify.headerspace import covers

Ranges = tuple[tuple[int, int], ...]  # (first, last) addresses, both included

SEED = 20160401  # any constant: the same input gives the same classes


@dataclass(eq=False)
class Classes:
    """The classes of one family. `cuts[i]` is the first address of fine atom i."""

    family: Family
    cuts: tuple[int, ...]
    class_of: npt.NDArray[np.intp]  # fine atom -> class
    parent: npt.NDArray[np.intp]  # class -> an atom of the data plane with its FIB column
    hashes: Hashes
    _bits: dict[tuple[int, int], int] = field(default_factory=dict)
    _order: npt.NDArray[np.intp] | None = None
    _starts: npt.NDArray[np.intp] = field(default_factory=lambda: np.zeros(1, dtype=np.intp))

    def same_as(self, other: Classes) -> bool:
        """Whether both tell the same addresses apart, under the same numbers."""
        mine, theirs = (self.class_of, self.parent), (other.class_of, other.parent)
        return self.cuts == other.cuts and all(map(np.array_equal, mine, theirs))

    @property
    def count(self) -> int:
        return len(self.parent)

    @property
    def everything(self) -> int:
        """The set of all classes."""
        return (1 << self.count) - 1

    def at(self, address: int) -> int:
        """The class that holds an address."""
        return int(self.class_of[bisect_right(self.cuts, address) - 1])

    def bits(self, first: int, last: int) -> int:
        """Classes of the addresses from first to last; exact where both ends are cuts."""
        key = (first, last)
        if key not in self._bits:
            start = bisect_right(self.cuts, first) - 1
            end = bisect_right(self.cuts, last)
            one = end - start == 1
            self._bits[key] = (
                1 << int(self.class_of[start])
                if one
                else as_bits(self.class_of[start:end], self.count)
            )
        return self._bits[key]

    def of_prefixes(self, prefixes: Iterable[IPNetwork]) -> int:
        """Classes of all addresses of the prefixes of this family."""
        found = 0
        for prefix in prefixes:
            if prefix.version == self.family:
                found |= self.bits(*covers(prefix))
        return found

    def ranges(self, wanted: int) -> list[tuple[int, int]]:
        """Address ranges of a class, in address order."""
        if self._order is None:
            self._order = np.argsort(self.class_of, kind="stable")
            counts = np.bincount(self.class_of, minlength=self.count)
            self._starts = np.concatenate(([0], np.cumsum(counts)))
        last = 1 << (32 if self.family == 4 else 128)
        atoms = self._order[self._starts[wanted] : self._starts[wanted + 1]].tolist()
        cuts = self.cuts
        return [(cuts[i], (cuts[i + 1] if i + 1 < len(cuts) else last) - 1) for i in atoms]


def as_bits(members: npt.NDArray[np.intp], count: int) -> int:
    """The set of class numbers as an integer."""
    flags = np.zeros(count, dtype=np.uint8)
    flags[members] = 1
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def members(bits: int) -> Iterator[int]:
    """Yield the class numbers of a set, ascending."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def some_of(bits: int, count: int) -> int:
    """The first `count` classes of a set."""
    return sum(1 << number for number in islice(members(bits), count))


def classify(
    tables: Sequence[tuple[Atoms, Fib]],
    colours: Sequence[Ranges],
    before: Hashes | None = None,
) -> tuple[Classes, ...]:
    """Cut the atoms of one network, or of several together, at the ends of all colours, and join
    what is alike. The classes of all networks are the same; only their `parent` differs.

    A colour is a set of address ranges; two addresses are told apart when one colour holds the
    one and not the other, or when some node forwards them differently. `before` are the hashes of
    a FIB much like the first, from which they are brought up to date.
    """
    family = tables[0][0].family
    last = (1 << (32 if family == 4 else 128)) - 1
    starts = {0}.union(*(atoms.cuts for atoms, _ in tables))
    for colour in colours:
        for first, end in colour:
            starts.add(first)
            if end < last:
                starts.add(end + 1)
    cuts = tuple(sorted(starts))
    marks = np.zeros((2, len(cuts)), dtype=np.uint64)
    parents = []
    hashes = []
    for number, (atoms, fib) in enumerate(tables):
        parents.append(np.array([atoms.index(c) for c in cuts], dtype=np.intp))
        hashes.append(_hash_rows(fib, SEED + 2 * number, before))
        columns = np.cumsum(hashes[-1].steps, axis=1, dtype=np.uint64)
        marks += columns[:, parents[-1]]
    _paint(marks, cuts, colours)
    return _group(family, cuts, list(zip(parents, hashes, strict=True)), marks)


class Hashes(NamedTuple):
    """Two hashes of every column of a FIB, as the differences from column to column."""

    fib: Fib
    seed: int
    steps: npt.NDArray[np.uint64]


def _hash_rows(fib: Fib, seed: int, before: Hashes | None) -> Hashes:
    """Two 64-bit hashes of every column: sums weighted by random odd numbers.

    Each node adds its weight times its hop set; written as differences at the starts of runs, so
    the work grows with the runs, not with nodes times atoms. Of a FIB that is the one of `before`
    but for some rows, only those count.
    """
    size = (2, len(fib.starts), 1)
    drawn = np.random.Generator(np.random.PCG64(seed)).integers(0, 2**64, size, dtype=np.uint64)
    weights = (drawn | np.uint64(1)).swapaxes(0, 1)
    if before is None or before.seed != seed or not _as_large(fib, before.fib):
        steps = np.zeros((2, fib.size), dtype=np.uint64)
        for starts, hops, weight in zip(fib.starts, fib.hops, weights, strict=True):
            _add_row(steps, starts, hops, weight)
        return Hashes(fib, seed, steps)
    steps, old = before.steps.copy(), before.fib
    for n, weight in enumerate(weights):
        if fib.starts[n] is not old.starts[n] or fib.hops[n] is not old.hops[n]:
            _add_row(steps, fib.starts[n], fib.hops[n], weight)
            _add_row(steps, old.starts[n], old.hops[n], np.uint64(0) - weight)
    return Hashes(fib, seed, steps)


def _as_large(one: Fib, other: Fib) -> bool:
    return one.size == other.size and len(one.starts) == len(other.starts)


def _add_row(
    steps: npt.NDArray[np.uint64],
    starts: npt.NDArray[np.int32],
    hops: npt.NDArray[np.int32],
    weight: npt.NDArray[np.uint64],
) -> None:
    value = hops.astype(np.uint64)
    value *= value + np.uint64(0x9E3779B97F4A7C15)
    value[1:] -= value[:-1].copy()
    steps[:, starts] += weight * value


def _paint(marks: npt.NDArray[np.uint64], cuts: tuple[int, ...], colours: Sequence[Ranges]) -> None:
    """Add a random mark of its own for every colour to the atoms that it covers."""
    drawn = np.random.Generator(np.random.PCG64(SEED + 1)).integers(
        0, 2**64, size=(len(colours), 2, 1), dtype=np.uint64
    )
    ends: list[int] = []  # atoms where a colour begins or stops
    of: list[int] = []  # and which colour it is
    for number, colour in enumerate(colours):
        for first, last in _disjoint(colour) if len(colour) > 1 else colour:
            ends += (bisect_right(cuts, first) - 1, bisect_right(cuts, last))
            of += (number, number)
    steps = np.zeros((2, len(cuts) + 1), dtype=np.uint64)  # what changes from atom to atom
    for row, column in zip(steps, drawn[:, :, 0].T, strict=True):
        np.bitwise_xor.at(row, np.array(ends, np.intp), column[of])
    marks ^= np.bitwise_xor.accumulate(steps[:, :-1], axis=1)


def _disjoint(colour: Ranges) -> list[tuple[int, int]]:
    """The same addresses in ranges that do not overlap."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(colour):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _group(
    family: Family,
    cuts: tuple[int, ...],
    tables: Sequence[tuple[npt.NDArray[np.intp], Hashes]],
    marks: npt.NDArray[np.uint64],
) -> tuple[Classes, ...]:
    """Number the classes in order of their first address."""
    pairs = np.ascontiguousarray(marks.T).view([("a", np.uint64), ("b", np.uint64)]).ravel()
    _, firsts, inverse = np.unique(pairs, return_index=True, return_inverse=True)
    order = np.argsort(firsts, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    class_of = rank[inverse].astype(np.intp)
    return tuple(
        Classes(family, cuts, class_of, parent[firsts[order]], hashes) for parent, hashes in tables
    )
