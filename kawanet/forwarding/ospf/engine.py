"""OSPF among the other protocols: asked again when what it imports has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kawanet.findings import Finding
from kawanet.forwarding.dataplane import Session
from kawanet.forwarding.ospf.redistribution import External, redistributed
from kawanet.forwarding.ospf.topology import OspfTopology, ospf_topology
from kawanet.forwarding.rib import NO_ROWS, Rows, Workspace


@dataclass
class OspfEngine:
    work: Workspace
    topology: OspfTopology
    _imports: tuple[External, ...] = ()
    _tables: dict[int, Rows] = field(default_factory=dict)

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        mine = {i.node_number for i in self.topology.instances}
        if self._tables and not changed & mine:
            return {}
        imports = redistributed(self.work, self.topology.instances, best)
        if self._tables and imports == self._imports:
            return {}
        self._imports = imports
        outer = self.topology.external_rows(imports)
        new: dict[int, Rows] = {}
        for node in sorted(mine):
            tables = [*self.topology.inner[node], *outer[node]]
            together = np.concatenate(tables) if tables else NO_ROWS
            if node not in self._tables or not np.array_equal(together, self._tables[node]):
                new[node] = together
        self._tables.update(new)
        return new

    def state(self) -> None:
        return None

    def sessions(self) -> tuple[Session, ...]:
        return self.topology.sessions

    def findings(self) -> tuple[Finding, ...]:
        return self.topology.findings


def ospf_engine(work: Workspace) -> OspfEngine | None:
    """The engine, if any device has an OSPF process."""
    if not any(
        d.routing.ospf or any(i.ospf for i in d.interfaces) for d in work.segments.network.devices
    ):
        return None
    return OspfEngine(work, ospf_topology(work))
