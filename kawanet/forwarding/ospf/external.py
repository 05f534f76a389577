"""Routes to imported prefixes: E1 adds the way to the boundary router, E2 only breaks ties by it.

Source: RFC 2328 §16.4 (forwarding address 0 is assumed: next hops are those to the boundary
router), RFC 3101 for NSSAs: inside, a type-7 import is seen as it is; the border router with the
highest router-id imports it again for the rest (§3.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np

from kawanet.forwarding.ospf.adverts import NOTHING, Advert, Chosen, adverts, choose
from kawanet.forwarding.ospf.areas import RoutingDomain, boundary_key
from kawanet.forwarding.ospf.redistribution import External
from kawanet.forwarding.ospf.speakers import Instance
from kawanet.forwarding.ospf.spf import UNREACHABLE, Distances, HopIds
from kawanet.model.routing import AreaKind

TIE = np.int64(1) << 32  # an E2 metric in units above any distance


def external_chosen(
    domain: RoutingDomain, instance: Instance, externals: Sequence[External]
) -> tuple[Chosen, Chosen]:
    """What a router makes of the imports it hears of, its own left out: (E1, E2)."""
    heard = _visible(domain, instance, externals)
    seen = [e for e in heard if e.instance != instance.number]
    if not seen:
        return NOTHING, NOTHING
    boundaries = sorted({e.instance for e in seen})
    distance, first = _ways(domain, instance, boundaries)
    at = {number: n for n, number in enumerate(boundaries)}
    by_type = {
        kind: adverts(
            Advert(e.prefix, at[e.instance], e.metric * (1 if kind == 1 else int(TIE)))
            for e in seen
            if e.metric_type == kind
        )
        for kind in (1, 2)
    }
    one = choose(domain.work, distance, first, by_type[1])
    two = choose(domain.work, distance, first, by_type[2])
    return one, two._replace(cost=two.cost // TIE)


def _visible(
    domain: RoutingDomain, instance: Instance, externals: Iterable[External]
) -> Iterator[External]:
    """Type-5 imports are heard in normal areas, type-7 imports in their own NSSA."""
    normal = AreaKind.NORMAL in _kinds(instance)
    members = {i.number: i for i in domain.instances}
    for number, own in groupby(externals, lambda e: e.instance):
        origin = members[number]
        inside = [a for a in origin.areas if origin.area(a).kind is AreaKind.NSSA]
        if (normal and AreaKind.NORMAL in _kinds(origin)) or set(inside) & set(instance.areas):
            yield from own
        elif normal:
            for external in own:
                yield from _translated(domain, origin, inside, external)


def _kinds(instance: Instance) -> set[AreaKind]:
    return {instance.area(a).kind for a in instance.areas}


def _translated(
    domain: RoutingDomain, origin: Instance, areas: Sequence[int], external: External
) -> Iterator[External]:
    for area in areas:
        graph = domain.graphs[area]
        here = graph.position[origin.number]
        borders = [
            m
            for m in graph.members
            if m.is_border and graph.distance[graph.position[m.number], here] < UNREACHABLE
        ]
        if borders:
            chosen = max(borders, key=lambda m: m.process.router_id)
            way = int(graph.distance[graph.position[chosen.number], here])
            metric = external.metric + (way if external.metric_type == 1 else 0)
            yield external._replace(instance=chosen.number, metric=metric)


def _ways(
    domain: RoutingDomain, instance: Instance, boundaries: Sequence[int]
) -> tuple[Distances, HopIds]:
    """Distance and hop set from a router to each boundary router; intra-area ways win."""
    members = {i.number: i for i in domain.instances}
    distance = np.full(len(boundaries), UNREACHABLE, np.int64)
    first = np.zeros(len(boundaries), np.int32)
    inside = [domain.intra.get((instance.number, a), NOTHING) for a in instance.areas]
    between = [domain.inter.get((instance.number, a), NOTHING) for a in instance.areas]
    for n, number in enumerate(boundaries):
        key = boundary_key(members[number])
        ways = list(_found(inside, key)) or list(_found(between, key))
        if ways:
            distance[n], first[n] = min(ways)
    return distance, first


def _found(tables: Iterable[Chosen], key: int) -> Iterator[tuple[int, int]]:
    for table in tables:
        at = int(np.searchsorted(table.keys, key))
        if at < len(table.keys) and table.keys[at] == key:
            yield int(table.cost[at]), int(table.hops[at])
