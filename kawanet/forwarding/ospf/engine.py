"""OSPF among the other protocols: asked again when what it imports has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from kawanet.findings import Finding
from kawanet.forwarding.dataplane import Session
from kawanet.forwarding.link_state.adverts import Chosen, alike
from kawanet.forwarding.ospf.external import Externals
from kawanet.forwarding.ospf.imports import NOTHING_IMPORTED, Imports, importer, imports
from kawanet.forwarding.ospf.speakers import NSSAS, Instance
from kawanet.forwarding.ospf.topology import OspfTopology, ospf_topology, pack
from kawanet.forwarding.redistribution import Importer
from kawanet.forwarding.rib import Rows, Workspace, rows, together


@dataclass
class OspfEngine:
    """Imports are looked at again only where the best routes changed, and outer routes only in
    domains in which some import did."""

    work: Workspace
    topology: OspfTopology
    externals: tuple[Externals, ...]
    takers: Mapping[int, Importer]  # of the instances that import anything
    _imports: dict[int, Imports] = field(default_factory=dict)
    _outer: dict[int, dict[int, list[Rows]]] = field(default_factory=dict)  # by node, domain
    _tables: dict[int, Rows] = field(default_factory=dict)

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        first = not self._tables
        nodes = set(self._nodes) if first else set()
        for n, externals in enumerate(self.externals):
            instances = externals.domain.instances
            moved = [i for i in instances if self._imports_anew(i, best, changed)]
            if moved:
                nodes |= self._hear(n, externals)
        return {node: table for node in sorted(nodes) if (table := self._table(node)) is not None}

    def state(self) -> None:
        return None

    def sessions(self) -> tuple[Session, ...]:
        return self.topology.sessions

    def findings(self) -> tuple[Finding, ...]:
        return self.topology.findings

    @property
    def _nodes(self) -> set[int]:
        return {i.node_number for i in self.topology.instances}

    def _imports_anew(
        self, instance: Instance, best: Sequence[Rows], changed: frozenset[int]
    ) -> bool:
        taker = self.takers.get(instance.number)
        if taker is None or instance.node_number not in changed:
            return False
        new = imports(self.work, instance, taker, best[instance.node_number])
        if new == self._imports.get(instance.number, NOTHING_IMPORTED):
            return False
        self._imports[instance.number] = new
        return True

    def _hear(self, number: int, externals: Externals) -> set[int]:
        """Outer routes of a domain anew; gives its nodes."""
        heard = externals.heard(self._imports)
        nodes = set()
        for instance in externals.domain.instances:
            tables = [
                pack(self.work, instance, self._as_before(instance, protocol, chosen), protocol)
                for protocol, chosen in externals.chosen(instance, heard)
            ]
            discards = self._imports.get(instance.number, NOTHING_IMPORTED).discards
            if discards:
                tables.append(rows(discards))
            of_node = self._outer.setdefault(instance.node_number, {})
            if instance.node_number in nodes:
                of_node[number] += tables
            else:
                of_node[number] = tables
            nodes.add(instance.node_number)
        return nodes

    def _table(self, node: int) -> Rows | None:
        """The node's rows; None if they are as before."""
        outer = self._outer.get(node, {})
        tables = [*self.topology.inner[node], *(t for n in sorted(outer) for t in outer[n])]
        tables = [table for table in tables if len(table)]
        table = self.work.kept.of("ospf table", tables, partial(together, tables))
        old = self._tables.get(node)
        self._tables[node] = table
        return None if old is not None and np.array_equal(table, old) else table

    def _as_before(self, instance: Instance, protocol: int, chosen: Chosen) -> Chosen:
        step = ("ospf outer", instance.node, instance.number, protocol)
        return self.work.kept.same(step, chosen, alike)


def ospf_engine(work: Workspace) -> OspfEngine | None:
    """The engine, if any device has an OSPF process."""
    devices = work.segments.network.devices
    if not any(d.routing.ospf or any(i.ospf for i in d.interfaces) for d in devices):
        return None
    topology = ospf_topology(work)
    takers = {i.number: importer(work, i) for i in topology.instances if _imports(i)}
    return OspfEngine(work, topology, tuple(Externals(d) for d in topology.domains), takers)


def _imports(instance: Instance) -> bool:
    process = instance.process
    nssa = any(a.default_originate and a.kind in NSSAS for a in process.areas)
    return bool(process.redistribute) or instance.originates_default or nssa
