"""OSPF of the whole network: what does not depend on imported routes is computed once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kawanet.findings import Finding
from kawanet.forwarding.dataplane import Session
from kawanet.forwarding.ospf.adverts import NOTHING, Chosen
from kawanet.forwarding.ospf.areas import RoutingDomain, routing_domain
from kawanet.forwarding.ospf.external import external_chosen
from kawanet.forwarding.ospf.neighbours import ospf_sessions
from kawanet.forwarding.ospf.redistribution import External
from kawanet.forwarding.ospf.speakers import Adjacency, Instance, speaking
from kawanet.forwarding.rib import (
    OSPF,
    OSPF_DISTANCE,
    OSPF_E1,
    OSPF_E2,
    OSPF_IA,
    OSPF_RANGE,
    ROW,
    Rows,
    Workspace,
    rows,
)
from kawanet.model.route_policy import Source

KINDS = {
    OSPF: "intra-area",
    OSPF_RANGE: "intra-area",
    OSPF_IA: "inter-area",
    OSPF_E1: "external-1",
    OSPF_E2: "external-2",
}


@dataclass(frozen=True)
class OspfTopology:
    """Routing domains, their inner routes a node, findings, and neighbours as rows."""

    work: Workspace
    instances: tuple[Instance, ...]
    domains: tuple[RoutingDomain, ...]
    inner: tuple[tuple[Rows, ...], ...]
    findings: tuple[Finding, ...]
    sessions: tuple[Session, ...] = ()

    def external_rows(self, externals: Sequence[External]) -> list[list[Rows]]:
        """Routes to imported prefixes, a list of tables a node."""
        found: list[list[Rows]] = [[] for _ in self.work.nodes]
        by_instance: dict[int, list[External]] = {}
        for external in externals:
            by_instance.setdefault(external.instance, []).append(external)
        for domain in self.domains:
            mine = [e for i in domain.instances for e in by_instance.get(i.number, ())]
            for instance in domain.instances if mine else ():
                one, two = external_chosen(domain, instance, mine)
                tables = found[instance.node_number]
                tables.append(_pack(self.work, instance, one, OSPF_E1))
                tables.append(_pack(self.work, instance, two, OSPF_E2))
        return found


def ospf_topology(work: Workspace) -> OspfTopology:
    """Compute adjacencies, shortest paths, and routes inside and between areas."""
    spoken = speaking(work)
    groups = spoken.routing_domains()
    home = {i.number: n for n, group in enumerate(groups) for i in group}
    adjacencies: dict[int, list[Adjacency]] = {}
    for adjacency in spoken.adjacencies:
        adjacencies.setdefault(home[adjacency.speakers[0].instance], []).append(adjacency)
    domains = tuple(
        routing_domain(work, group, adjacencies.get(n, ())) for n, group in enumerate(groups)
    )
    inner, sessions = tuple(_inner(work, domains)), ospf_sessions(work, spoken)
    return OspfTopology(work, spoken.instances, domains, inner, spoken.findings, sessions)


def _inner(work: Workspace, domains: Iterable[RoutingDomain]) -> list[tuple[Rows, ...]]:
    found: list[list[Rows]] = [[] for _ in work.nodes]
    for domain in domains:
        for instance in domain.instances:
            tables = found[instance.node_number]
            for area in instance.areas:
                intra = domain.intra[instance.number, area]
                inter = domain.inter.get((instance.number, area), NOTHING)
                tables.append(_pack(work, instance, intra, OSPF))
                tables.append(_pack(work, instance, inter, OSPF_IA))
        for instance, row in domain.discards:
            found[instance.node_number].append(rows([row]))
    return [tuple(tables) for tables in found]


def _pack(work: Workspace, instance: Instance, chosen: Chosen, protocol: int) -> Rows:
    """Rows of what was chosen; a router needs no route to what it announces itself."""
    keep = (chosen.keys >= 0) & (chosen.hops > 0)
    packed = np.empty(int(keep.sum()), ROW)
    packed["prefix"], packed["metric"] = chosen.keys[keep], chosen.cost[keep]
    packed["hops"] = chosen.hops[keep]
    packed["distance"], packed["protocol"] = OSPF_DISTANCE, protocol
    packed["where"] = work.spans.number(instance.process.where)
    packed["origin"] = work.origin(
        Source.OSPF, str(instance.process.process or ""), KINDS[protocol]
    )
    return packed
