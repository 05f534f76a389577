"""What has been allocated once: the lock, and the ledger that fills it during one planning run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from kawanet.errors import InputError, Problem, Span

LOCK_FILE = "addresses.lock.yml"


@dataclass(frozen=True)
class Lock:
    """Allocations by key, e.g. `segment/lgw/tama-library/users: 10.38.4.0/24 fd.../64 2003`.

    Every value is text: fields parted by one space. A key that stands here keeps its value.
    """

    entries: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(sorted(self.entries.items()))

    def without(self, keys: tuple[str, ...]) -> Lock:
        """Give the values of some keys back, so that others may take them."""
        gone = set(keys)
        return Lock({k: v for k, v in self.entries.items() if k not in gone})


class Ledger:
    """The lock while planning: old entries are read, new ones appended; knows what was asked for.

    The only mutable value of the package; it lives for one call of `plan_addresses`.
    """

    def __init__(self, lock: Lock) -> None:
        self.entries: dict[str, str] = dict(sorted(lock.entries.items()))
        self.asked: set[str] = set()
        self._by_box: dict[str, dict[str, list[tuple[str, str]]]] = {}

    def get(self, key: str) -> str | None:
        """The value of a key that is already allocated; None if it must be."""
        self.asked.add(key)
        return self.entries.get(key)

    def put(self, key: str, value: str) -> str:
        """Allocate."""
        self.asked.add(key)
        self.entries[key] = value
        return value

    def below(self, prefix: str) -> list[tuple[str, str]]:
        """Entries whose keys begin with the prefix, asked for or not: all of them are taken."""
        return [(k, v) for k, v in self.entries.items() if k.startswith(prefix)]

    def below_box(self, kind: str, box: str) -> list[tuple[str, str]]:
        """Entries `<kind>/<box>/...`; quick, because ports are asked for box by box."""
        if kind not in self._by_box:
            by_box: dict[str, list[tuple[str, str]]] = {}
            self._by_box[kind] = by_box
            for key, value in self.below(f"{kind}/"):
                by_box.setdefault(key.split("/")[1], []).append((key, value))
        return self._by_box[kind].get(box, [])

    def unused(self) -> tuple[str, ...]:
        """Keys that stand in the lock but that nothing in the design asked for."""
        return tuple(sorted(self.entries.keys() - self.asked))

    def lock(self) -> Lock:
        """The lock with everything old and new."""
        return Lock(dict(sorted(self.entries.items())))


def refuse(message: str, hint: str, key: str = "") -> NoReturn:
    """Raise InputError: the design or its lock cannot be planned."""
    raise InputError((Problem(Span(LOCK_FILE), f"{key}: {message}" if key else message, hint),))
