"""Disjoint sets of hashable things (union by size, path halving): nearly linear."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class DisjointSets(Generic[T]):
    """A growing family of disjoint sets; things join it when they are first named."""

    def __init__(self) -> None:
        self._number: dict[T, int] = {}
        self._parent: list[int] = []
        self._size: list[int] = []

    def add(self, thing: T) -> int:
        """Make sure the thing is in a set; return its number."""
        number = self._number.setdefault(thing, len(self._parent))
        if number == len(self._parent):
            self._parent.append(number)
            self._size.append(1)
        return number

    def find(self, thing: T) -> int:
        """Return the number of the thing that stands for the set of this one."""
        return self._root(self.add(thing))

    def union(self, a: T, b: T) -> None:
        """Make one set of the two sets that hold a and b."""
        x, y = self.find(a), self.find(b)
        if x == y:
            return
        if self._size[x] < self._size[y]:
            x, y = y, x
        self._parent[y] = x
        self._size[x] += self._size[y]

    def __iter__(self) -> Iterator[T]:
        return iter(self._number)

    def _root(self, number: int) -> int:
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number
