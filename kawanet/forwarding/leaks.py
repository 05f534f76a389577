"""Routes of one VRF's table in another's on the same device, as they are: Junos rib-groups,
`instance-import` and route targets (auto-export), EOS `leak routes`, IOS `route-replicate`.

A route keeps its protocol, distance and hops. What was leaked into a VRF is not leaked on from
there. Source: Junos Routing Options (rib-groups: what no policy refuses is imported;
`instance-import`: what none accepts is not); EOS "Inter-VRF Local Route Leaking".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kawanet.findings import Finding
from kawanet.forwarding.bgp.habits import habits
from kawanet.forwarding.dataplane import Node, Session
from kawanet.forwarding.redistribution import Importer
from kawanet.forwarding.rib import CONNECTED, LOCAL, Candidate, Rows, Workspace, rows
from kawanet.forwarding.route_targets import crosses, targets_of
from kawanet.forwarding.route_view import RouteView
from kawanet.model.interfaces import Family
from kawanet.model.network import Device, RouteTargets
from kawanet.model.policy import Action
from kawanet.model.route_policy import Source
from kawanet.model.routing import RouteLeak


class TableLeak(NamedTuple):
    """From one node's table to another's: by a line of its own, or by targets."""

    device: Device
    source: Node
    target: Node
    family: Family
    leak: RouteLeak | None = None
    gives: RouteTargets | None = None
    takes: RouteTargets | None = None


@dataclass
class LeakEngine:
    work: Workspace
    leaks: tuple[TableLeak, ...]
    _given: dict[int, dict[int, Candidate]] = field(default_factory=dict)  # by node, prefix

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        number = self.work.node_number
        touched = sorted({number[k.target] for k in self.leaks if number[k.source] in changed})
        found = {}
        for node in touched:
            given: dict[int, Candidate] = {}
            for leak in self.leaks:
                if number[leak.target] == node:
                    for row in self._taken(leak, best[number[leak.source]]):
                        given.setdefault(row.prefix, row)
            if given != self._given.get(node, {}):
                found[node] = rows(list(given.values()))
            self._given[node] = given
        return found

    def state(self) -> None:
        return None

    def sessions(self) -> Sequence[Session]:
        return ()

    def findings(self) -> Sequence[Finding]:
        return ()

    def _taken(self, leak: TableLeak, table: Rows) -> Iterator[Candidate]:
        """Rows that cross, and the device's own addresses in connected subnets that do."""
        here = self._given.get(self.work.node_number[leak.source], {})
        views = Importer(self.work, leak.device, leak.source, leak.family, Source.ANY, "")
        own: dict[str, list[Candidate]] = {}
        subnets: set[str] = set()
        for item in table.tolist():
            row = Candidate(*item)
            if here.get(row.prefix) == row:
                continue
            if self.work.prefixes.values[row.prefix].version != leak.family:
                continue
            if row.protocol == LOCAL:
                own.setdefault(self._interface(row), []).append(row)
            if self._passes(leak, views.view(row)):
                yield row
                if row.protocol == CONNECTED:
                    subnets.add(self._interface(row))
        for interface in sorted(subnets & set(own)):
            yield from own[interface]

    def _interface(self, row: Candidate) -> str:
        return next((h.interface for h in self.work.hop_sets.values[row.hops]), "")

    def _passes(self, leak: TableLeak, view: RouteView) -> bool:
        policies = self.work.policies(leak.device)
        if leak.gives is not None and leak.takes is not None:
            return crosses(policies, leak.gives, leak.takes, view, marks=False) is not None
        if leak.leak is None:
            return False
        sources = leak.leak.sources
        if sources and view.source not in sources and Source.ANY not in sources:
            return False
        default = Action.PERMIT if sources or not leak.leak.policies else Action.DENY
        return policies.decide(leak.leak.policies, view, default) is not None


def leak_engine(work: Workspace) -> LeakEngine | None:
    """The engine, if any device leaks between tables."""
    found = tuple(k for d in work.segments.network.devices for k in _leaks(work, d))
    return LeakEngine(work, found) if found else None


def _leaks(work: Workspace, device: Device) -> Iterator[TableLeak]:
    own = habits(device.platform)
    for leak in device.routing.leaks:
        source, target = Node(device.name, leak.from_vrf), Node(device.name, leak.vrf)
        if leak.sources not in own.bgp_leaks:
            yield TableLeak(device, source, target, leak.family, leak)
    if not own.leaks_tables:
        return
    names = [v.name for v in device.vrfs if Node(device.name, v.name) in work.node_number]
    for one in names:
        for two in names:
            for family in (4, 6):
                gives, takes = targets_of(device, one, family), targets_of(device, two, family)
                if one != two and gives is not None and takes is not None:
                    source, target = Node(device.name, one), Node(device.name, two)
                    yield TableLeak(device, source, target, gives.family, gives=gives, takes=takes)
