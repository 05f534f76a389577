"""The routes of one level in one family: graphs, and what each router makes of what is told.

A router of both levels tells its level-1 routes to level 2 (RFC 1195 §3.2), and others back only
by a policy (RFC 5302). A router of level 1 only sends what it has no route for to the nearest
router of its area that is attached to another (ISO 10589 §7.2.9.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kawanet.forwarding.disjoint import DisjointSets
from kawanet.forwarding.isis.speakers import Adjacency, Instance
from kawanet.forwarding.link_state.adverts import Advert, Chosen, adverts, choose
from kawanet.forwarding.link_state.spf import UNREACHABLE, AreaGraph, area_graph
from kawanet.forwarding.rib import Workspace
from kawanet.model.interfaces import Family


class Told(NamedTuple):
    """A prefix (by number) that an instance tells at a level. `detail`: tag and whether it is
    external, packed as 2 * tag + external."""

    instance: int
    prefix: int
    metric: int
    detail: int = 0


@dataclass(frozen=True)
class Level:
    """One level in one family: its graphs, one a set of routers that hear of each other."""

    number: int
    family: Family
    graphs: tuple[AreaGraph[Instance], ...]
    home: Mapping[int, int]  # instance -> graph
    speaking: frozenset[int]  # instances with a neighbour in another area

    def distances(self, instance: int) -> Iterator[tuple[int, int]]:
        """(instance, distance) of the routers that one reaches, itself left out."""
        graph = self.graphs[self.home[instance]]
        row = graph.distance[graph.position[instance]]
        for member in graph.members:
            distance = int(row[graph.position[member.number]])
            if distance < UNREACHABLE and member.number != instance:
                yield member.number, distance

    def first_hops(self, instance: int, towards: int) -> int:
        """The hop set from a router to another."""
        graph = self.graphs[self.home[instance]]
        return int(graph.first[graph.position[instance], graph.position[towards]])


def level_graphs(
    work: Workspace,
    number: int,
    family: Family,
    instances: Sequence[Instance],
    adjacencies: Sequence[Adjacency],
) -> Level:
    """Compute the shortest paths of a level."""
    here = [
        i for i in instances if any((s.level, s.family) == (number, family) for s in i.speakers)
    ]
    links = [a for a in adjacencies if (a.level, a.family) == (number, family)]
    sets: DisjointSets[int] = DisjointSets()
    for instance in here:
        sets.add(instance.number)
    for link in links:
        for speaker in link.speakers[1:]:
            sets.union(link.speakers[0].instance, speaker.instance)
    groups: dict[int, list[Instance]] = {}
    for instance in here:
        groups.setdefault(sets.find(instance.number), []).append(instance)
    avoided = frozenset(i.number for i in here if i.process.overload)
    graphs = []
    for root, members in groups.items():
        mine = [a for a in links if sets.find(a.speakers[0].instance) == root]
        graphs.append(area_graph(work, number, members, mine, avoided))
    home = {m.number: n for n, g in enumerate(graphs) for m in g.members}
    return Level(number, family, tuple(graphs), home, _attached(instances, links))


def _attached(instances: Sequence[Instance], links: Sequence[Adjacency]) -> frozenset[int]:
    found: set[int] = set()
    for link in links:
        areas = {instances[s.instance].area for s in link.speakers}
        if len(areas) > 1:
            found.update(s.instance for s in link.speakers)
    return frozenset(found)


@dataclass
class Learnt:
    """What each router makes of a level."""

    work: Workspace
    level: Level
    chosen: dict[int, Chosen] = field(default_factory=dict)

    def learn(self, told: Sequence[Told]) -> None:
        """Choose among all that is told."""
        by_graph: dict[int, list[Told]] = {}
        for one in told:
            if one.instance in self.level.home:
                by_graph.setdefault(self.level.home[one.instance], []).append(one)
        for n, said in by_graph.items():
            graph = self.level.graphs[n]
            known = adverts(
                Advert(t.prefix, graph.position[t.instance], t.metric, t.detail) for t in said
            )
            for member in graph.members:
                at = graph.position[member.number]
                self.chosen[member.number] = choose(
                    self.work, graph.distance[at], graph.first[at], known
                )

    def table(self, instance: int) -> Iterator[tuple[int, int, int]]:
        """(prefix, cost, detail) of all that a router knows at this level, its own included."""
        chosen = self.chosen.get(instance)
        if chosen is not None:
            details = chosen.tag.tolist() if chosen.tag is not None else [0] * len(chosen.keys)
            yield from zip(chosen.keys.tolist(), chosen.cost.tolist(), details, strict=True)
