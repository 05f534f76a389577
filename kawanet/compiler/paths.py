"""How packets cross firewalls: shortest paths on the bipartite graph of zones and firewalls.

A zone is a tier or an external. Next hops are worked out for each destination, so that the routes
of all flows agree; ties are broken by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kawanet.compiler.day import Day
from kawanet.compiler.flows import Resolved


class Step(NamedTuple):
    """One crossing: a packet passes `firewall` from one zone to another."""

    firewall: str
    from_zone: str
    to_zone: str


class Way(NamedTuple):
    """A route that flows need: in `zone`, packets for `destination` cross `firewall`; or, on the
    firewall, packets for `destination` leave by `zone`."""

    firewall: str
    zone: str
    destination: str


@dataclass(frozen=True)
class Paths:
    """The graph of the day."""

    zones: Mapping[str, tuple[str, ...]]  # by firewall, sorted

    @cached_property
    def firewalls(self) -> Mapping[str, tuple[str, ...]]:
        """Firewalls by zone, sorted."""
        found: dict[str, list[str]] = {}
        for firewall, zones in sorted(self.zones.items()):
            for zone in zones:
                found.setdefault(zone, []).append(firewall)
        return {zone: tuple(firewalls) for zone, firewalls in found.items()}

    @cached_property
    def _tables(self) -> dict[str, dict[str, Step]]:
        return {}

    def _table(self, destination: str) -> dict[str, Step]:
        """The first crossing from every zone towards a destination (breadth first)."""
        if destination in self._tables:
            return self._tables[destination]
        table: dict[str, Step] = {}
        frontier, seen = [destination], {destination}
        while frontier:
            reached: dict[str, Step] = {}
            for near in sorted(frontier):
                for firewall in self.firewalls.get(near, ()):
                    for zone in self.zones[firewall]:
                        if zone not in seen:
                            reached.setdefault(zone, Step(firewall, zone, near))
            seen |= reached.keys()
            table |= reached
            frontier = list(reached)
        self._tables[destination] = table
        return table

    def path(self, source: str, destination: str) -> tuple[Step, ...]:
        """Crossings from zone to zone; empty if there is no way (or none is needed)."""
        table, steps, zone = self._table(destination), [], source
        while zone != destination and zone in table:
            steps.append(table[zone])
            zone = table[zone].to_zone
        return tuple(steps)


def paths_of(day: Day) -> Paths:
    """The firewalls of the day with their tiers and open externals."""
    closed = {e.name for e in day.design.externals if not e.holds_on(day.on)}
    return Paths(
        {
            f.name: tuple(sorted({*f.tiers, *(e for e in f.externals if e not in closed)}))
            for f in day.design.firewalls
        }
    )


@dataclass(frozen=True)
class Crossings:
    """What the day's flows ask of the firewalls: rules by firewall, and routes."""

    rules: Mapping[str, tuple[tuple[Step, Resolved], ...]]
    into: tuple[Way, ...]  # routes of the routers beside firewalls
    out: tuple[Way, ...]  # routes of the firewalls


def crossings_of(paths: Paths, flows: Iterable[Resolved]) -> Crossings:
    """Lay every flow on its path, and its replies on theirs."""
    rules: dict[str, list[tuple[Step, Resolved]]] = {}
    into: set[Way] = set()
    out: set[Way] = set()
    for flow in flows:
        source, destination = flow.source.tier, flow.destination.tier
        for step in paths.path(source, destination):
            rules.setdefault(step.firewall, []).append((step, flow))
        for a, b in ((source, destination), (destination, source)):
            for step in paths.path(a, b):
                into.add(Way(step.firewall, step.from_zone, b))
                out.add(Way(step.firewall, step.to_zone, b))
    ordered = {firewall: tuple(found) for firewall, found in rules.items()}
    return Crossings(ordered, tuple(sorted(into)), tuple(sorted(out)))
