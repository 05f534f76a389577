"""OSPF of the whole network: what does not depend on imported routes is computed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from kawanet.findings import Finding
from kawanet.forwarding.dataplane import Session
from kawanet.forwarding.link_state.adverts import NOTHING, Chosen
from kawanet.forwarding.ospf.areas import RoutingDomain, standing_domain
from kawanet.forwarding.ospf.hellos import Adjacency, speaking
from kawanet.forwarding.ospf.imports import importer
from kawanet.forwarding.ospf.neighbours import ospf_sessions
from kawanet.forwarding.ospf.speakers import Instance
from kawanet.forwarding.rib import (
    OSPF,
    OSPF_E1,
    OSPF_E2,
    OSPF_IA,
    OSPF_N1,
    OSPF_N2,
    ROW,
    Candidate,
    Rows,
    Workspace,
    rows,
)
from kawanet.forwarding.route_filters import offset_of
from kawanet.model.route_policy import Source

KINDS = {
    OSPF: "intra-area",
    OSPF_IA: "inter-area",
    OSPF_E1: "external-1",
    OSPF_E2: "external-2",
    OSPF_N1: "nssa-external-1",
    OSPF_N2: "nssa-external-2",
}


@dataclass(frozen=True)
class OspfTopology:
    """Routing domains, their inner routes a node, findings, and neighbours as rows."""

    instances: tuple[Instance, ...]
    domains: tuple[RoutingDomain, ...]
    inner: tuple[tuple[Rows, ...], ...]
    findings: tuple[Finding, ...]
    sessions: tuple[Session, ...]


def ospf_topology(work: Workspace) -> OspfTopology:
    """Compute adjacencies, shortest paths, and routes inside and between areas."""
    spoken = speaking(work)
    groups = spoken.routing_domains()
    home = {i.number: n for n, group in enumerate(groups) for i in group}
    adjacencies: dict[int, list[Adjacency]] = {}
    for adjacency in spoken.adjacencies:
        adjacencies.setdefault(home[adjacency.speakers[0].instance], []).append(adjacency)
    domains = tuple(
        standing_domain(work, group, adjacencies.get(n, ())) for n, group in enumerate(groups)
    )
    inner, sessions = tuple(_inner(work, domains)), ospf_sessions(work, spoken)
    return OspfTopology(spoken.instances, domains, inner, spoken.findings, sessions)


def _inner(work: Workspace, domains: Iterable[RoutingDomain]) -> list[tuple[Rows, ...]]:
    found: list[list[Rows]] = [[] for _ in work.nodes]
    for domain in domains:
        for instance in domain.instances:
            tables = found[instance.node_number]
            for area in instance.areas:
                intra = domain.intra[instance.number, area]
                inter = domain.inter.get((instance.number, area), NOTHING)
                tables.append(pack(work, instance, intra, OSPF))
                tables.append(pack(work, instance, inter, OSPF_IA))
        for instance, row in domain.discards:
            found[instance.node_number].append(rows([row]))
    return [tuple(tables) for tables in found]


def pack(work: Workspace, instance: Instance, chosen: Chosen, protocol: int) -> Rows:
    """Rows of what was chosen; a router needs no route to what it announces itself."""
    process = instance.process
    listed = any(s.config.filters for s in instance.speakers)
    if process.import_lists or process.import_policies or listed:  # these look at more
        return _pack(work, instance, chosen, protocol)
    made_of = (process, chosen)
    return work.kept.of(
        ("ospf rows", protocol), made_of, partial(_pack, work, instance, chosen, protocol)
    )


def _pack(work: Workspace, instance: Instance, chosen: Chosen, protocol: int) -> Rows:
    keep = (chosen.keys >= 0) & (chosen.hops > 0)
    packed = np.empty(int(keep.sum()), ROW)
    packed["prefix"], packed["metric"] = chosen.keys[keep], chosen.cost[keep]
    packed["hops"] = chosen.hops[keep]
    packed["distance"], packed["protocol"] = _distance(instance, protocol), protocol
    packed["where"] = work.spans.number(instance.process.where)
    kind = KINDS[protocol]
    if chosen.tag is None:
        packed["origin"] = work.origin(Source.OSPF, instance.name, kind)
    else:
        tags, at = np.unique(chosen.tag[keep], return_inverse=True)
        numbers = [work.origin(Source.OSPF, instance.name, kind, int(tag)) for tag in tags]
        packed["origin"] = np.array(numbers, np.int32)[at] if numbers else 0
    return _admitted(work, instance, packed, protocol)


def _distance(instance: Instance, protocol: int) -> int:
    process = instance.process
    said = process.distance_external
    if protocol == OSPF:
        said = process.distance
    elif protocol == OSPF_IA:
        said = process.distance_inter_area
    return process.distance if said is None else said


def _admitted(work: Workspace, instance: Instance, packed: Rows, protocol: int) -> Rows:
    """No more hops than the process uses, and no route that its lists keep out of the RIB (Junos
    keeps out external ones only: Routing Policies User Guide, "Example: Configuring a Route Filter
    Policy to Specify Priority for Prefixes Learned Through OSPF")."""
    process = instance.process
    if process.max_paths is not None:
        hops, at = np.unique(packed["hops"], return_inverse=True)
        fewer = [work.limit(h, process.max_paths) for h in hops.tolist()]
        if fewer:
            packed["hops"] = np.array(fewer, np.int32)[at]
    inner = instance.traits.ospf_keeps_inner_routes and protocol in (OSPF, OSPF_IA)
    if (process.import_lists or process.import_policies) and not inner:
        policies = work.policies(work.segments.network.device[instance.node.device])
        taker = importer(work, instance)
        lists = policies.lists
        keep = [
            all(lists.prefix(n, taker.view(row).prefix) for n in process.import_lists)
            and policies.permits(process.import_policies, taker.view(row))
            for row in map(Candidate._make, packed.tolist())
        ]
        packed = packed[np.array(keep, bool)]
    return _by_interface(work, instance, packed)


def _by_interface(work: Workspace, instance: Instance, packed: Rows) -> Rows:
    """Without the ways that lists of their interface keep out of the RIB."""
    held = {s.port.interface: s.config.filters for s in instance.speakers if s.config.filters}
    if not held:
        return packed
    policies = work.policies(work.segments.network.device[instance.node.device])
    taker, kept = importer(work, instance), []
    for row in map(Candidate._make, packed.tolist()):
        view, hops = taker.view(row), work.hop_sets.values[row.hops]
        left = [
            hop
            for hop in hops
            if offset_of(policies, held.get(hop.interface, ()), "in", view) is not None
        ]
        if left:
            kept.append(row if len(left) == len(hops) else row._replace(hops=work.hops(left)))
    return rows(kept)
