"""What a check of the design looks things up in, and how it complains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kawanet.design.nearest import did_you_mean
from kawanet.design.schema import Design, Ports, Site, SiteClass, Ssid, System

Path = tuple[str | int, ...]
SMALL = ("branch", "facility")


class Complaint(NamedTuple):
    """One thing wrong, at a path of keys and positions that begins with a top-level key."""

    path: Path
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Index:
    """A design with its names at hand.

    `broken` holds, by top-level key, the names of items that are not valid by themselves:
    references to them are good, and nothing is said about what they would have been. A key that
    stands in it makes every statement about absence under that key unsafe.
    """

    design: Design
    broken: Mapping[str, frozenset[str]]

    def names(self, key: str) -> frozenset[str]:
        """Give all names under a top-level key, those of broken items included."""
        return self._names[key]

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        keys = ("tiers", "regions", "site_classes", "sites", "carriers", "externals", "systems")
        return {
            key: frozenset(item.name for item in getattr(self.design, key))
            | self.broken.get(key, frozenset())
            for key in (*keys, "services", "firewalls")
        }

    @cached_property
    def sites(self) -> dict[str, Site]:
        return {site.name: site for site in self.design.sites}

    @cached_property
    def systems(self) -> dict[str, System]:
        return {system.name: system for system in self.design.systems}

    @cached_property
    def site_classes(self) -> dict[str, SiteClass]:
        return {item.name: item for item in self.design.site_classes}

    @cached_property
    def segments(self) -> dict[str, frozenset[str]]:
        """Give the names of the segments of each tier, wherever they are used."""
        design = self.design
        found: dict[str, set[str]] = {}
        items: list[Ports | System | Ssid] = [*design.systems]
        items += [ports for site in design.sites for _, ports in self.wired(site)]
        items += [ports for kind in design.site_classes for ports in kind.wired]
        items += design.wireless.ssids if design.wireless else ()
        for item in items:
            found.setdefault(item.tier, set()).add(item.segment)
        return {tier: frozenset(names) for tier, names in found.items()}

    def complete(self, *keys: str) -> bool:
        """Say whether every item under these keys is valid, so that absence means absence."""
        return not any(key in self.broken for key in keys)

    def refer(self, path: Path, key: str, name: str, word: str) -> Iterator[Complaint]:
        """Complain if no item under `key` has that name; `word` is what such an item is called."""
        if name not in self.names(key):
            hint = did_you_mean(name, self.names(key))
            yield Complaint(path, f"unknown {word} `{name}`", hint)

    def refer_all(
        self, path: Path, key: str, names: Iterable[str], word: str
    ) -> Iterator[Complaint]:
        """Complain of each unknown name of a list."""
        for position, name in enumerate(names):
            yield from self.refer((*path, position), key, name, word)

    def wired(self, site: Site) -> tuple[tuple[Path, Ports], ...]:
        """Give the wired ports of a site, with the path below `sites` or `site_classes`."""
        return tuple(
            (("floors", f, "wired", w), ports)
            for f, floor in enumerate(site.floors)
            for w, ports in enumerate(floor.wired)
        )
