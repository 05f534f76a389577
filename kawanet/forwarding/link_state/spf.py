"""Shortest paths inside one area, for all its routers at once.

All distances come from one call of SciPy's Dijkstra. A neighbour is a first hop to a target iff
the cost to it plus its own distance is the distance: one comparison of arrays a neighbour, so a
leaf with one uplink costs next to nothing. Segments of three or more routers are a vertex of
their own (RFC 2328 §16.1); costs are doubled inside so that leaving it is not free but 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from kawanet.forwarding.dataplane import Hop
from kawanet.forwarding.neighbourhood import hop_to
from kawanet.forwarding.rib import Workspace
from kawanet.model.interfaces import Family
from kawanet.model.plant import Port

Distances = npt.NDArray[np.int64]
HopIds = npt.NDArray[np.int32]
UNREACHABLE = np.int64(1) << 40
MAX_BITS = 62
FEW_VERTICES = 384  # up to so many, cubic work costs less than to import a library


class Member(Protocol):
    """A router of an area, under its number in the protocol."""

    @property
    def number(self) -> int: ...


class Speaker(Protocol):
    """An interface in an area; `transit` is the cost of the way over it to neighbours."""

    @property
    def instance(self) -> int: ...
    @property
    def port(self) -> Port: ...
    @property
    def domain(self) -> int: ...
    @property
    def transit(self) -> int: ...
    @property
    def family(self) -> Family: ...


class Adjacency(Protocol):
    """Two or more speakers on one segment, each a neighbour of each other."""

    @property
    def speakers(self) -> Sequence[Speaker]: ...


M = TypeVar("M", bound=Member)


class Shortcut(NamedTuple):
    """A way between two instances that is no segment (a virtual link), in one direction."""

    source: int
    target: int
    cost: int
    hops: tuple[Hop, ...]


class Edge(NamedTuple):
    """A way from a router to a neighbour (by position in the area)."""

    neighbour: int
    cost: int
    hop: Hop


@dataclass(frozen=True)
class AreaGraph(Generic[M]):
    """An area: `distance[u, v]`, and `first[u, v]`, the hop set that u uses towards v."""

    area: int
    members: tuple[M, ...]
    position: dict[int, int]  # instance number -> position
    distance: Distances
    first: HopIds


def area_graph(
    work: Workspace,
    area: int,
    members: Sequence[M],
    adjacencies: Sequence[Adjacency],
    avoided: frozenset[int] = frozenset(),
    shortcuts: Sequence[Shortcut] = (),
) -> AreaGraph[M]:
    """Compute all shortest paths of an area. No way leads through the `avoided` instances, unless
    it begins there."""
    position = {instance.number: n for n, instance in enumerate(members)}
    distance = _distances(len(members), position, adjacencies, avoided, shortcuts)
    edges: list[list[Edge]] = [[] for _ in members]
    for adjacency in adjacencies:
        for speaker in adjacency.speakers:
            edges[position[speaker.instance]].extend(_edges(work, speaker, adjacency, position))
    for way in shortcuts:
        over = (Edge(position[way.target], way.cost, hop) for hop in way.hops)
        edges[position[way.source]].extend(over)
    for number in sorted(avoided & set(position)):
        _leave(distance, position[number], edges[position[number]])
    first = np.zeros((len(members), len(members)), np.int32)
    for u, ways in enumerate(edges):
        if ways:
            first[u] = _first_hops(work, u, ways, distance)
    return AreaGraph(area, tuple(members), position, distance, first)


def _leave(distance: Distances, u: int, ways: Sequence[Edge]) -> None:
    """The distances of a router through which no way leads, from itself."""
    for way in ways:
        distance[u] = np.minimum(distance[u], way.cost + distance[way.neighbour])
    distance[u, u] = 0
    distance[u][distance[u] > UNREACHABLE] = UNREACHABLE


def _distances(
    count: int,
    position: dict[int, int],
    adjacencies: Sequence[Adjacency],
    avoided: frozenset[int],
    shortcuts: Sequence[Shortcut],
) -> Distances:
    weights: dict[tuple[int, int], int] = {}

    shut = {position[n] for n in avoided if n in position}

    def join(a: int, b: int, weight: int) -> None:
        if a not in shut:
            weights[a, b] = min(weight, weights.get((a, b), weight))

    vertices = count
    for way in shortcuts:
        join(position[way.source], position[way.target], 2 * way.cost)
    for adjacency in adjacencies:
        if len(adjacency.speakers) == 2:
            one, two = adjacency.speakers
            join(position[one.instance], position[two.instance], 2 * one.transit)
            join(position[two.instance], position[one.instance], 2 * two.transit)
            continue
        for speaker in adjacency.speakers:
            join(position[speaker.instance], vertices, 2 * speaker.transit - 1)
            join(vertices, position[speaker.instance], 1)
        vertices += 1
    if not weights:
        return np.where(np.eye(count, dtype=bool), np.int64(0), UNREACHABLE)
    if vertices <= FEW_VERTICES:
        return _by_every_vertex(count, vertices, weights)
    # Imported where areas are large: it takes a fifth of a second.
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    ends = np.array(list(weights), np.int32)
    graph = csr_matrix(
        (np.array(list(weights.values()), float), (ends[:, 0], ends[:, 1])), (vertices, vertices)
    )
    found = dijkstra(graph, indices=np.arange(count))[:, :count]
    reached = np.isfinite(found)
    return np.where(reached, np.where(reached, found, 0) // 2, UNREACHABLE).astype(np.int64)


def _by_every_vertex(count: int, vertices: int, weights: dict[tuple[int, int], int]) -> Distances:
    """The same by Floyd and Warshall's method, quick for few vertices."""
    found = np.full((vertices, vertices), 2 * UNREACHABLE, np.int64)
    for (a, b), weight in weights.items():
        found[a, b] = weight
    np.fill_diagonal(found, 0)
    through = np.empty_like(found)
    for by in range(vertices):
        np.add(found[:, by, None], found[by], out=through)
        np.minimum(found, through, out=found)
    found = found[:count, :count]
    return np.where(found < 2 * UNREACHABLE, found // 2, UNREACHABLE)


def _edges(
    work: Workspace, speaker: Speaker, adjacency: Adjacency, position: dict[int, int]
) -> list[Edge]:
    """The ways of a speaker to its neighbours on one segment."""
    return [
        Edge(
            position[other.instance],
            speaker.transit,
            hop_to(work, speaker.port, speaker.domain, other.port, speaker.family),
        )
        for other in adjacency.speakers
        if other is not speaker
    ]


def _first_hops(work: Workspace, u: int, ways: list[Edge], distance: Distances) -> HopIds:
    """The hop set of router u towards every other."""
    neighbours = np.array([w.neighbour for w in ways])
    costs = np.array([w.cost for w in ways], np.int64)
    used = costs[:, None] + distance[neighbours] == distance[u][None, :]
    used[:, distance[u] >= UNREACHABLE] = False
    used[:, u] = False
    if len(ways) <= MAX_BITS:
        codes = (used * (np.int64(1) << np.arange(len(ways)))[:, None]).sum(axis=0)
        _, at, inverse = np.unique(codes, return_index=True, return_inverse=True)
    else:
        _, at, inverse = np.unique(used, axis=1, return_index=True, return_inverse=True)
    sets = [work.hops([ways[k].hop for k in np.flatnonzero(used[:, n])]) for n in at]
    return np.array(sets, np.int32)[inverse.reshape(-1)]
