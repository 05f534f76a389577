"""Routes to imported prefixes: E1 adds the way to the boundary router, E2 only breaks ties by it.

Sources: RFC 2328 §16.4; RFC 3101 for NSSAs: inside, a type-7 import is seen as it is; the border
router with the highest router-id imports it again for the rest (§3.1, §3.2), with its forwarding
address kept, so that the way is to the router that imported it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from kawanet.forwarding.link_state.adverts import NOTHING, Advert, Adverts, Chosen, adverts, choose
from kawanet.forwarding.link_state.spf import UNREACHABLE
from kawanet.forwarding.ospf.areas import RoutingDomain, boundary_key
from kawanet.forwarding.ospf.imports import DEFAULT, NOTHING_IMPORTED, External, Imports, inside
from kawanet.forwarding.ospf.speakers import NSSAS, Instance
from kawanet.forwarding.rib import OSPF_E1, OSPF_E2, OSPF_N1, OSPF_N2
from kawanet.model.interfaces import InterfaceKind, IPAddress
from kawanet.model.routing import AreaKind

TIE = np.int64(1) << 32  # an E2 metric in units above any distance
_Table = tuple[int, Chosen]
EVERYWHERE = -1  # the scope of a type-5 import; that of a type-7 is its area


class Exit(NamedTuple):
    """Where an import leads: to a router (by number), or to an address of which it told."""

    instance: int
    forward: IPAddress | None


@dataclass(frozen=True)
class Heard:
    """Imports of one scope, sorted once for all who hear them."""

    exits: tuple[Exit, ...]
    one: Adverts  # of metric type 1
    two: Adverts


@dataclass
class Externals:
    """The imports of a routing domain, and the ways to them, which do not change."""

    domain: RoutingDomain
    _ways: dict[tuple[int, Exit], tuple[int, int]] = field(default_factory=dict)

    def heard(self, imported: Mapping[int, Imports]) -> dict[int, Heard]:
        """All imports by scope; `imported` by instance number."""
        scopes: dict[int, list[External]] = {}
        default = self.domain.work.prefixes.number(DEFAULT[self.domain.family])
        for instance in self.domain.instances:
            mine = imported.get(instance.number, NOTHING_IMPORTED)
            for scope, external in _told(instance, mine, default):
                scopes.setdefault(scope, []).append(external)
        for scope in sorted(s for s in scopes if s != EVERYWHERE):
            again = list(self._translated(scope, scopes[scope]))
            if again:
                scopes.setdefault(EVERYWHERE, []).extend(again)
        return {scope: _sorted(found) for scope, found in scopes.items()}

    def chosen(self, instance: Instance, heard: Mapping[int, Heard]) -> Iterator[_Table]:
        """What a router makes of what it hears, its own left out: (protocol, routes)."""
        kinds = {instance.kind(a): a for a in instance.areas}
        if AreaKind.NORMAL in kinds and EVERYWHERE in heard:
            yield from self._of(instance, heard[EVERYWHERE], OSPF_E1, OSPF_E2)
        for area in instance.areas:
            if instance.kind(area) in NSSAS and area in heard:
                yield from self._of(instance, heard[area], OSPF_N1, OSPF_N2)

    def _of(self, instance: Instance, heard: Heard, one: int, two: int) -> Iterator[_Table]:
        work = self.domain.work
        distance = np.full(len(heard.exits), UNREACHABLE, np.int64)
        first = np.zeros(len(heard.exits), np.int32)
        for n, way_out in enumerate(heard.exits):
            if way_out.instance != instance.number:
                distance[n], first[n] = self._way(instance, way_out)
        yield one, choose(work, distance, first, heard.one)
        chosen = choose(work, distance, first, heard.two)
        yield two, chosen._replace(cost=chosen.cost // TIE)

    def _way(self, instance: Instance, way_out: Exit) -> tuple[int, int]:
        key = (instance.number, way_out)
        if key not in self._ways:
            if way_out.forward is None:
                boundary = boundary_key(self.domain.member[way_out.instance])
                self._ways[key] = _to_key(self.domain, instance, boundary)
            else:
                self._ways[key] = _to_address(self.domain, instance, way_out.forward)
        return self._ways[key]

    def _translated(self, area: int, heard: Sequence[External]) -> Iterator[External]:
        """Type-7 imports of an area as its translator tells them to the rest, or a summary of
        them. Those of border routers are not meant for the rest (they tell it themselves)."""
        if area not in self.domain.graphs:
            return
        graph = self.domain.graphs[area]
        borders = [m for m in graph.members if m.is_border]
        found: list[External] = []
        for external in heard:
            origin = self.domain.member[external.instance]
            here = graph.position[origin.number]
            ways = graph.distance[:, here]
            near = [b for b in borders if ways[graph.position[b.number]] < UNREACHABLE]
            if origin.is_border or not near:
                continue
            chosen = max(near, key=lambda m: m.router_id)
            way = int(ways[graph.position[chosen.number]])
            added = way if external.metric_type == 1 and external.forward is None else 0
            metric = external.metric + added
            if self.domain.family == 4 and chosen.traits.nssa_translated_metric is not None:
                metric = chosen.traits.nssa_translated_metric
            found.append(external._replace(instance=chosen.number, metric=metric))
        yield from self._summarised(found)

    def _summarised(self, found: Sequence[External]) -> Iterator[External]:
        work = self.domain.work
        kept: dict[tuple[int, int], External] = {}
        for external in found:
            process = self.domain.member[external.instance].process
            whole = next(
                (s for s in process.summaries if inside(work, external.prefix, s.prefix)), None
            )
            if whole is None:
                yield external
            elif whole.advertise:
                key = work.prefixes.number(whole.prefix)
                new = External(external.instance, key, external.metric, external.metric_type)
                old = kept.get((external.instance, key))
                kept[external.instance, key] = min(old, new) if old else new
        yield from kept.values()


def _told(instance: Instance, imported: Imports, default: int) -> Iterator[tuple[int, External]]:
    """The imports of a router by the scope in which it tells them. Its own default is not for an
    NSSA, which has a line for that (on most platforms)."""
    told_all = instance.traits.nssa_hears_own_default or not instance.originates_default
    quiet = -1 if told_all else default
    if AreaKind.NORMAL in {instance.kind(a) for a in instance.areas}:
        yield from ((EVERYWHERE, e) for e in imported.externals)
    for area in instance.areas:
        if instance.kind(area) in NSSAS and (instance.area(area).imports or not instance.is_border):
            own = _own_address(instance, area)
            for external in imported.externals:
                if external.prefix != quiet:
                    yield area, external._replace(forward=external.forward or own)
    yield from imported.nssa_defaults


def _own_address(instance: Instance, area: int) -> IPAddress | None:
    """RFC 3101 §2.3: a type-7 import needs a forwarding address; a loopback's is preferred."""
    own = [
        (s.interface.kind is InterfaceKind.LOOPBACK, int(a.ip), a.ip)
        for s in instance.speakers
        if s.config.area == area
        for a in s.interface.addresses
        if a.version == instance.process.family and not a.is_link_local
    ]
    return max(own, key=lambda o: o[:2])[2] if own else None


def _sorted(found: Iterable[External]) -> Heard:
    every = list(found)
    exits = tuple(sorted({Exit(e.instance, e.forward) for e in every}, key=_exit_order))
    at = {way_out: n for n, way_out in enumerate(exits)}
    by_type = [
        adverts(
            Advert(e.prefix, at[Exit(e.instance, e.forward)], e.metric * unit, e.tag)
            for e in every
            if e.metric_type == kind
        )
        for kind, unit in ((1, 1), (2, int(TIE)))
    ]
    return Heard(exits, *by_type)


def _exit_order(way_out: Exit) -> tuple[int, int]:
    return way_out.instance, -1 if way_out.forward is None else int(way_out.forward)


def _to_key(domain: RoutingDomain, instance: Instance, key: int) -> tuple[int, int]:
    """Distance and hop set to a boundary router; intra-area ways win."""
    for tables in (domain.intra, domain.inter):
        ways = list(
            _found((tables.get((instance.number, a), NOTHING) for a in instance.areas), key)
        )
        if ways:
            return min(ways)
    return int(UNREACHABLE), 0


def _to_address(domain: RoutingDomain, instance: Instance, address: IPAddress) -> tuple[int, int]:
    """Distance and hop set to a forwarding address, by the longest prefix inside the domain."""
    work = domain.work
    for _, key in work.covering(address):
        distance, hops = _to_key(domain, instance, key)
        if distance < UNREACHABLE:
            if hops:
                return distance, hops
            return distance, _onto_segment(domain, instance, address)
    return int(UNREACHABLE), 0


def _onto_segment(domain: RoutingDomain, instance: Instance, address: IPAddress) -> int:
    """The hop to an address on a segment of the router itself; 0: its own address."""
    segments = domain.work.segments
    for speaker in instance.speakers:
        for own in speaker.interface.addresses:
            if own.version == address.version and address in own.network and own.ip != address:
                return domain.work.hops([segments.way(speaker.port, address)])
    return 0


def _found(tables: Iterable[Chosen], key: int) -> Iterator[tuple[int, int]]:
    for table in tables:
        at = int(np.searchsorted(table.keys, key))
        if at < len(table.keys) and table.keys[at] == key:
            yield int(table.cost[at]), int(table.hops[at])
