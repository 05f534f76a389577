"""What one simulation hands on to the next: results of its steps, by what they were made of.

A step is a pure function of objects that nobody changes. Asked again with the very same objects, it
gives the very same result; so what an edit does not reach is neither computed nor even compared.
Objects are known by identity, and kept alive as long as a result is known by them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """Results of the last run and of this one; without `keeping`, of none."""

    def __init__(self, keeping: bool = False) -> None:
        self.keeping = keeping
        self._before: dict[Hashable, Any] = {}
        self._now: dict[Hashable, Any] = {}

    def of(self, step: Hashable, made_of: Sequence[object], make: Callable[[], T]) -> T:
        """The result of a step for these objects; `step` says all else that it depends on."""
        if not self.keeping:
            return make()
        key = (step, *map(id, made_of))
        known = self._now.get(key) or self._before.get(key) or (tuple(made_of), make())
        self._now[key] = known
        result: T = known[1]
        return result

    def same(self, step: Hashable, value: T, alike: Callable[[T, T], bool]) -> T:
        """What the last run had here, if the value is like it; else the value."""
        if not self.keeping:
            return value
        before = self.last(step)
        if before is not None and alike(before, value):
            value = before
        self.put(step, value)
        return value

    def last(self, step: Hashable) -> Any:
        """What the last run put here; None if nothing."""
        return self._before.get(("put", step))

    def put(self, step: Hashable, value: object) -> None:
        """Leave something for the next run."""
        if self.keeping:
            self._now["put", step] = value

    def turn(self) -> None:
        """Begin a run: forget what the last one did not ask for."""
        if self._now:
            self._before, self._now = self._now, {}
