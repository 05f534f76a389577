"""IS-IS among the other protocols: asked again when what it imports has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from kawanet.findings import Finding
from kawanet.forwarding.dataplane import Session
from kawanet.forwarding.isis.levels import Learnt, Level, Told, level_graphs
from kawanet.forwarding.isis.speakers import (
    NARROW_MOST,
    Instance,
    isis_adjacencies,
    isis_instances,
    isis_sessions,
)
from kawanet.forwarding.isis.summaries import summarised
from kawanet.forwarding.link_state.adverts import Chosen
from kawanet.forwarding.link_state.spf import HopIds
from kawanet.forwarding.ospf.imports import DEFAULT
from kawanet.forwarding.redistribution import Importer, Taken
from kawanet.forwarding.rib import (
    ISIS_L1,
    ISIS_L1_EX,
    ISIS_L2,
    ISIS_L2_EX,
    NO_ROWS,
    ROW,
    Rows,
    Workspace,
    together,
)
from kawanet.forwarding.route_view import RouteView
from kawanet.model.interfaces import Family
from kawanet.model.policy import Action
from kawanet.model.route_policy import Source

EXTERNAL = 1  # the lowest bit of `Told.detail`


class Import(NamedTuple):
    """A route taken in, at the levels to which it goes."""

    levels: tuple[int, ...]
    told: Told


@dataclass
class IsisEngine:
    work: Workspace
    instances: Sequence[Instance]
    levels: Mapping[tuple[int, Family], Level]
    neighbours: tuple[Session, ...]
    takers: Mapping[tuple[int, Family], Importer]
    _imports: dict[tuple[int, Family], tuple[Import, ...]] = field(default_factory=dict)
    _tables: dict[int, Rows] | None = None

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        moved = self._tables is None
        for key, taker in self.takers.items():
            instance = self.instances[key[0]]
            if instance.node_number in changed:
                new = tuple(_imports(self.work, instance, taker, best[instance.node_number]))
                moved |= new != self._imports.get(key, ())
                self._imports[key] = new
        return self._learn() if moved else {}

    def state(self) -> None:
        return None

    def sessions(self) -> tuple[Session, ...]:
        return self.neighbours

    def findings(self) -> tuple[Finding, ...]:
        return ()

    def _learn(self) -> Mapping[int, Rows]:
        tables: dict[int, list[Rows]] = {i.node_number: [] for i in self.instances}
        for family in sorted({f for _, f in self.levels}):
            for node, table in self._routes(family):
                tables[node].append(table)
        old = self._tables or {}
        new = {n: together(found) for n, found in tables.items()}
        self._tables = new
        return {n: t for n, t in new.items() if n not in old or not np.array_equal(t, old[n])}

    def _routes(self, family: Family) -> Iterator[tuple[int, Rows]]:
        lower = summarised(self.work, self.instances, 1, self._own(family, 1))
        one = self._learnt(family, 1, lower.told)
        upwards = [t for i in self.instances for t in self._upwards(i, one)]
        told = [*self._own(family, 2), *upwards]
        upper = summarised(self.work, self.instances, 2, told)
        two = self._learnt(family, 2, upper.told)
        yield from (*lower.discards, *upper.discards)
        leaked = [t for i in self.instances for t in self._downwards(i, two)]
        inner = self._learnt(family, 1, leaked) if leaked else None
        for instance in self.instances:
            node = instance.node_number
            yield node, self._rows(instance, one, ISIS_L1)
            yield node, self._rows(instance, two, ISIS_L2)
            yield node, self._default(instance, one, two, family)
            if 2 not in instance.levels:
                yield node, self._rows(instance, inner, ISIS_L1_EX)

    def _learnt(self, family: Family, number: int, told: Sequence[Told]) -> Learnt | None:
        level = self.levels.get((number, family))
        if level is None:
            return None
        learnt = Learnt(self.work, level)
        learnt.learn(told)
        return learnt

    def _own(self, family: Family, level: int) -> list[Told]:
        """What routers tell of their interfaces and of what they take in."""
        found = []
        for instance in self.instances:
            for speaker in instance.speakers:
                if (speaker.level, speaker.family) == (level, family):
                    for prefix in speaker.prefixes:
                        key = self.work.prefixes.number(prefix)
                        found.append(Told(instance.number, key, speaker.cost))
            for imported in self._imports.get((instance.number, family), ()):
                if level in imported.levels:
                    found.append(imported.told)
        return found

    def _upwards(self, instance: Instance, one: Learnt | None) -> Iterator[Told]:
        """Level-1 routes told to level 2, its own interfaces' too."""
        if one is not None and 2 in instance.levels and instance.traits.isis_level_1_goes_up:
            inner_only = instance.process.distance_external is not None  # Junos, without a policy
            for prefix, cost, detail in one.table(instance.number):
                if inner_only and detail & EXTERNAL:
                    continue
                yield Told(instance.number, prefix, cost, detail)

    def _downwards(self, instance: Instance, two: Learnt | None) -> Iterator[Told]:
        """Level-2 routes that the instance's policy lets into level 1."""
        policy = instance.process.leak_policy
        if two is None or policy is None or 1 not in instance.levels:
            return
        policies = self.work.policies(instance.device)
        for prefix, cost, detail in two.table(instance.number):
            view = RouteView(
                self.work.prefixes.values[prefix],
                Source.ISIS,
                instance.process.name,
                "level-2",
                instance.node.vrf,
                detail >> 1,
                cost,
            )
            if policies.decide((policy,), view, Action.DENY) is not None:
                yield Told(instance.number, prefix, cost, detail)

    def _rows(self, instance: Instance, learnt: Learnt | None, protocol: int) -> Rows:
        """What a router learnt at a level, but for what is its own."""
        if learnt is None or instance.number not in learnt.chosen:
            return NO_ROWS
        return self._pack(instance, learnt.chosen[instance.number], protocol)

    def _pack(self, instance: Instance, chosen: Chosen, protocol: int) -> Rows:
        process, level_1 = instance.process, protocol in {ISIS_L1, ISIS_L1_EX}
        keep = chosen.hops > 0
        packed = np.empty(int(keep.sum()), ROW)
        packed["prefix"], packed["metric"] = chosen.keys[keep], chosen.cost[keep]
        packed["hops"] = self._limited(chosen.hops[keep], process.max_paths)
        packed["protocol"], packed["distance"] = protocol, process.distance
        if level_1 and process.distance_level_1 is not None:
            packed["distance"] = process.distance_level_1
        packed["where"] = self.work.spans.number(process.where)
        detail = np.zeros(len(packed), np.int64) if chosen.tag is None else chosen.tag[keep]
        if process.distance_external is not None:
            outer = (detail & EXTERNAL).astype(bool)
            packed["distance"][outer] = process.distance_external
            packed["protocol"][outer] = ISIS_L1_EX if level_1 else ISIS_L2_EX
        kind = "level-1" if level_1 else "level-2"
        tags, at = np.unique(detail >> 1, return_inverse=True)
        for n, tag in enumerate(tags.tolist()):
            packed["origin"][at == n] = self.work.origin(Source.ISIS, process.name, kind, tag)
        return packed

    def _limited(self, hops: HopIds, most: int) -> HopIds:
        found, at = np.unique(hops, return_inverse=True)
        fewer = [self.work.limit(h, most) for h in found.tolist()]
        return np.array(fewer, np.int32)[at] if fewer else hops

    def _default(
        self, instance: Instance, one: Learnt | None, two: Learnt | None, family: Family
    ) -> Rows:
        """The way out of an area, for a router that knows only its own."""
        if one is None or two is None or 2 in instance.levels:
            return NO_ROWS
        if instance.number not in one.level.home:
            return NO_ROWS
        reached = list(one.level.distances(instance.number))
        ways = [(d, n) for n, d in reached if n in two.level.speaking]
        nearest = min((d for d, _ in ways), default=None)
        hops = 0
        for distance, number in ways:
            if distance == nearest:
                first = one.level.first_hops(instance.number, number)
                hops = self.work.union(hops, first) if hops else first
        if nearest is None or not hops:
            return NO_ROWS
        key = self.work.prefixes.number(DEFAULT[family])
        default = Chosen(*(np.array([v]) for v in (key, nearest, hops)))
        return self._pack(instance, default, ISIS_L1)


def _imports(work: Workspace, instance: Instance, taker: Importer, best: Rows) -> Iterator[Import]:
    process = instance.process
    if process.default_originate:
        key = work.prefixes.number(DEFAULT[taker.family])
        mine = best[best["prefix"] == key]["origin"].tolist()
        others = any(work.origins.values[o].source is not Source.ISIS for o in mine)
        if others or instance.traits.isis_default_always:
            yield Import((2,), Told(instance.number, key, 0))
    for taken in taker.taken(process.redistribute, best):
        yield _import(instance, taken)


def _import(instance: Instance, taken: Taken) -> Import:
    view, rule = taken.view, taken.rule
    metric = rule.metric or 0
    if view.metric_set and view.metric is not None:
        metric = view.metric
    level = view.level or rule.level or instance.traits.isis_import_level
    levels = tuple(n for n in instance.levels if level in {"1-2", str(n)})
    wide = instance.process.wide_metrics  # RFC 5305 §4: nothing is external there
    metric = metric if wide else min(metric, NARROW_MOST)
    detail = 2 * view.tag + (0 if wide else EXTERNAL)
    return Import(
        levels or instance.levels, Told(instance.number, taken.row.prefix, metric, detail)
    )


def isis_engine(work: Workspace) -> IsisEngine | None:
    """The engine, if any device has an IS-IS process."""
    instances = isis_instances(work)
    if not instances:
        return None
    adjacencies = isis_adjacencies(instances)
    used = sorted({(s.level, s.family) for i in instances for s in i.speakers})
    levels = {key: level_graphs(work, *key, instances, adjacencies) for key in used}
    takers = {(i.number, f): _taker(work, i, f) for i in instances for f in i.process.families}
    sessions = isis_sessions(work, instances, adjacencies)
    return IsisEngine(work, instances, levels, sessions, takers)


def _taker(work: Workspace, instance: Instance, family: Family) -> Importer:
    spoken = frozenset(s.port.interface for s in instance.speakers if s.family == family)
    if instance.traits.redistributes_own_prefixes:
        spoken = frozenset()
    return Importer(
        work,
        instance.device,
        instance.node,
        family,
        Source.ISIS,
        instance.process.name,
        spoken,
    )
