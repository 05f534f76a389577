"""Put the stages together: segments, routes by protocol, the best of them, forwarding tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kawanet.findings import Finding
from kawanet.forwarding.codes import NO_STABLE_STATE
from kawanet.forwarding.connected import connected_rows
from kawanet.forwarding.dataplane import DataPlane, Node, Session
from kawanet.forwarding.fib import FAMILIES, make_atoms, make_fib
from kawanet.forwarding.layer2 import broadcast_domains
from kawanet.forwarding.ospf import External, OspfTopology, ospf_topology, redistributed
from kawanet.forwarding.rib import RouteTable, Rows, Workspace, select
from kawanet.forwarding.segments import Segments
from kawanet.forwarding.split import split_subnets
from kawanet.forwarding.static import static_nodes, static_rows
from kawanet.model.network import Network
from kawanet.model.routing import IPNetwork

MAX_ROUNDS = 8


def simulate(network: Network, cuts: Iterable[IPNetwork] = ()) -> DataPlane:
    """Compute the forwarding state of a network.

    `cuts` are prefixes that the caller wants to tell apart: atoms never cross their ends.
    """
    layer2 = broadcast_domains(network)
    work = Workspace(Segments(network, layer2), _nodes(network))
    routed = _routes(work)
    wanted = tuple(cuts)
    atoms = {family: make_atoms(work, family, wanted) for family in FAMILIES}
    return DataPlane(
        network=network,
        domains=layer2.domains,
        domain_of_router=layer2.domain_of_router,
        nodes=work.nodes,
        node_index={node: n for n, node in enumerate(work.nodes)},
        atoms=atoms,
        hop_sets=tuple(work.hop_sets.values),
        fib={family: make_fib(work, atoms[family], routed.best) for family in FAMILIES},
        routes=RouteTable(work, routed.best),
        findings=(*layer2.findings, *split_subnets(network, layer2), *routed.findings),
        owners=work.segments.owners,
        up=layer2.up,
        inferred=layer2.inferred,
        sessions=routed.sessions,
    )


class _Routed(NamedTuple):
    best: list[Rows]
    findings: tuple[Finding, ...]
    sessions: tuple[Session, ...]


def _routes(work: Workspace) -> _Routed:
    """The best routes of every node, at the fixed point of static recursion (static routes lean on
    OSPF) and redistribution (OSPF takes in static routes)."""
    connected = connected_rows(work)
    ospf = ospf_topology(work)
    imports: tuple[External, ...] = ()
    unstable: tuple[Finding, ...] = ()
    for round_number in range(MAX_ROUNDS):
        outer = ospf.external_rows(imports)
        others = [select([connected[n], *ospf.inner[n], *outer[n]]) for n in range(len(work.nodes))]
        statics = static_rows(work, others)
        best = [
            select([rows, statics.rows[n]]) if n in statics.rows else rows
            for n, rows in enumerate(others)
        ]
        again = redistributed(work, ospf.instances, best)
        if again == imports:
            break
        if round_number == MAX_ROUNDS - 1:
            unstable = (_no_stable_state(work, ospf, set(again) ^ set(imports)),)
        imports = again
    return _Routed(best, (*ospf.findings, *statics.findings, *unstable), ospf.sessions)


def _no_stable_state(work: Workspace, ospf: OspfTopology, moving: set[External]) -> Finding:
    first = min(moving)
    process = ospf.instances[first.instance]
    return Finding(
        NO_STABLE_STATE.code,
        NO_STABLE_STATE.severity,
        f"{NO_STABLE_STATE.title}: {work.prefixes.values[first.prefix]} on {process.node.device}",
        process.node.device,
        process.process.where,
    )


def _nodes(network: Network) -> tuple[Node, ...]:
    """Routing instances that have anything to route."""
    found: set[Node] = set()
    for device in network.devices:
        found.update(Node(device.name, i.vrf) for i in device.interfaces if i.addresses or i.ospf)
        found.update(static_nodes(device))
        found.update(Node(device.name, p.vrf) for p in device.routing.ospf)
    return tuple(sorted(found))
