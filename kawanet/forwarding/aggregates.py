"""Routes that are there while a more specific one is: Junos `aggregate` and `generate`.

Source: Junos "Example: Configuring Aggregate Routes" and "Conditionally Generate Static Routes": an
aggregate is discarded where it leads; a generated route borrows the next hop of its primary
contributing route, the lowest by number, which must have one (a route to an interface has none).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kawanet.forwarding.dataplane import Hop, HopKind, Node
from kawanet.forwarding.ospf.imports import inside
from kawanet.forwarding.redistribution import Importer
from kawanet.forwarding.rib import AGGREGATE, Candidate, Rows, Workspace, rows
from kawanet.forwarding.route_view import marked
from kawanet.model.network import Device
from kawanet.model.policy import Action
from kawanet.model.routing import AggregateRoute, Source

FORWARDING = (HopKind.FORWARD, HopKind.EXIT)


@dataclass
class AggregateEngine:
    """The aggregates of all devices."""

    work: Workspace
    takers: Mapping[int, tuple[Importer, tuple[AggregateRoute, ...]]]  # by node
    _tables: dict[int, list[Candidate]] = field(default_factory=dict)

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        found: dict[int, Rows] = {}
        for node in sorted(changed & set(self.takers)):
            taker, aggregates = self.takers[node]
            new = [row for a in aggregates for row in self._row(taker, a, best[node])]
            if new != self._tables.get(node, []):
                self._tables[node] = new
                found[node] = rows(new)
        return found

    def state(self) -> None:
        return None

    def sessions(self) -> tuple[()]:
        return ()

    def findings(self) -> tuple[()]:
        return ()

    def _row(self, taker: Importer, aggregate: AggregateRoute, best: Rows) -> Iterator[Candidate]:
        key = self.work.prefixes.number(aggregate.prefix)
        parts = [
            row
            for row in map(Candidate._make, best.tolist())
            if row.prefix != key and inside(self.work, row.prefix, aggregate.prefix)
        ]
        if aggregate.borrows:
            parts = [row for row in parts if self._leads_on(row)]
        parts.sort(key=lambda r: _order(self.work, r))
        for part in parts:
            view = taker.view(part)
            if taker.policies.decide(aggregate.policies, view, Action.PERMIT) is not None:
                hops = part.hops if aggregate.borrows else self.work.hops([Hop(HopKind.DISCARD)])
                where = self.work.spans.number(aggregate.where)
                marks = marked(aggregate.communities)
                origin = self.work.origin(Source.AGGREGATE, tag=aggregate.tag, bgp=marks)
                metric = aggregate.metric
                yield Candidate(key, aggregate.distance, AGGREGATE, metric, hops, where, origin)
                return

    def _leads_on(self, row: Candidate) -> bool:
        return any(h.kind in FORWARDING for h in self.work.hop_sets.values[row.hops])


def _order(work: Workspace, row: Candidate) -> tuple[int, int]:
    prefix = work.prefixes.values[row.prefix]
    return int(prefix.network_address), prefix.prefixlen


def aggregate_engine(work: Workspace) -> AggregateEngine | None:
    """The engine, if any device has aggregates."""
    takers = {}
    for device in work.segments.network.devices:
        for vrf in sorted({a.vrf for a in device.routing.aggregates}):
            own = tuple(a for a in device.routing.aggregates if a.vrf == vrf)
            node = Node(device.name, vrf)
            takers[work.node_number[node]] = (_taker(work, device, node), own)
    return AggregateEngine(work, takers) if takers else None


def _taker(work: Workspace, device: Device, node: Node) -> Importer:
    return Importer(work, device, node, 4, Source.AGGREGATE, "")
