"""Put the stages together: segments, routes by protocol, the best of them, forwarding tables."""

from __future__ import annotations

from collections.abc import Iterable

from kawanet.forwarding.connected import connected_rows
from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.forwarding.fib import FAMILIES, make_atoms, make_fib
from kawanet.forwarding.layer2 import broadcast_domains
from kawanet.forwarding.rib import NO_ROWS, RouteTable, Workspace, select
from kawanet.forwarding.segments import Segments
from kawanet.forwarding.static import static_nodes, static_rows
from kawanet.model.network import Network
from kawanet.model.routing import IPNetwork


def simulate(network: Network, cuts: Iterable[IPNetwork] = ()) -> DataPlane:
    """Compute the forwarding state of a network.

    `cuts` are prefixes that the caller wants to tell apart: atoms never cross their ends.
    """
    layer2 = broadcast_domains(network)
    work = Workspace(Segments(network, layer2), _nodes(network))
    connected = connected_rows(work)
    statics = static_rows(work, connected)
    best = [select([rows, statics.rows.get(n, NO_ROWS)]) for n, rows in enumerate(connected)]
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
        fib={family: make_fib(work, atoms[family], best) for family in FAMILIES},
        routes=RouteTable(work, best),
        findings=(*layer2.findings, *statics.findings),
        owners=work.segments.owners,
        up=layer2.up,
        inferred=layer2.inferred,
    )


def _nodes(network: Network) -> tuple[Node, ...]:
    """Routing instances that have anything to route."""
    found: set[Node] = set()
    for device in network.devices:
        found.update(Node(device.name, i.vrf) for i in device.interfaces if i.addresses or i.ospf)
        found.update(static_nodes(device))
        found.update(Node(device.name, p.vrf) for p in device.routing.ospf)
    return tuple(sorted(found))
