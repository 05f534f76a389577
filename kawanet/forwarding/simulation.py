"""Put the stages together: segments, routes by protocol, the best of them, forwarding tables."""

from __future__ import annotations

from collections.abc import Iterable

from kawanet.forwarding.connected import connected_rows
from kawanet.forwarding.converge import converge
from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.forwarding.fib import FAMILIES, make_atoms, make_fib, used_prefixes
from kawanet.forwarding.kept import Kept
from kawanet.forwarding.layer2 import Layer2, broadcast_domains
from kawanet.forwarding.protocols import engines
from kawanet.forwarding.rib import RouteTable, Workspace
from kawanet.forwarding.segments import Segments
from kawanet.forwarding.split import split_subnets
from kawanet.forwarding.static import static_nodes
from kawanet.model.network import Network
from kawanet.model.routing import IPNetwork

MOST_HOP_SETS = 200  # a node, on average, beyond which most are of edits long ago


def simulate(
    network: Network, cuts: Iterable[IPNetwork] = (), layer2: Layer2 | None = None
) -> DataPlane:
    """Compute the forwarding state of a network.

    `cuts` are prefixes that the caller wants to tell apart: atoms never cross their ends.
    `layer2` are the broadcast domains, if the caller knows them.
    """
    return run(workspace(network, layer2), cuts)


def run(work: Workspace, cuts: Iterable[IPNetwork] = ()) -> DataPlane:
    """`simulate` for a workspace that is there already: a new one, or one used `again`."""
    network, layer2 = work.segments.network, work.segments.layer2
    routed = converge(work, connected_rows(work), engines(work))
    wanted = tuple(cuts)
    used = used_prefixes(work, routed.best)
    atoms = {family: make_atoms(work, used, family, wanted) for family in FAMILIES}
    return DataPlane(
        network=network,
        domains=layer2.domains,
        domain_of_router=layer2.domain_of_router,
        nodes=work.nodes,
        node_index=work.node_number,
        atoms=atoms,
        hop_sets=tuple(work.hop_sets.values),
        fib={family: make_fib(work, used, atoms[family], routed.best) for family in FAMILIES},
        routes=RouteTable(work, routed.best),
        findings=(*layer2.findings, *split_subnets(network, layer2), *routed.findings),
        owners=work.segments.owners,
        up=layer2.up,
        inferred=layer2.inferred,
        sessions=routed.sessions,
    )


def workspace(
    network: Network,
    layer2: Layer2 | None = None,
    before: Workspace | None = None,
    keeping: bool = False,
) -> Workspace:
    """Layer 2 and the routing instances of a network, before any route.

    With `keeping`, what the steps of the simulation give is kept in it; `before` is such a one, of
    a network with the same segments (the very same `layer2.domains`), from which to take it.
    """
    segments, nodes = Segments(network, layer2 or broadcast_domains(network)), _nodes(network)
    if before is not None and before.nodes == nodes:
        outgrown = len(before.hop_sets.values) > MOST_HOP_SETS * len(nodes)
        if before.segments.layer2.domains is segments.layer2.domains and not outgrown:
            return before.again(segments)
    return Workspace(segments, nodes, kept=Kept(keeping))


def _nodes(network: Network) -> tuple[Node, ...]:
    """Routing instances that have anything to route."""
    found: set[Node] = set()
    for device in network.devices:
        name, routing = device.name, device.routing
        found.update(
            Node(name, i.vrf)
            for i in device.interfaces
            if i.addresses or i.ospf or i.isis or i.unnumbered
        )
        found.update(static_nodes(device))
        vrfs = {p.vrf for p in routing.ospf} | {p.vrf for p in routing.bgp}
        vrfs |= {p.vrf for p in routing.eigrp} | {p.vrf for p in routing.isis}
        vrfs |= {p.vrf for p in routing.rip} | {a.vrf for a in routing.aggregates}
        vrfs |= {v for leak in routing.leaks for v in (leak.vrf, leak.from_vrf)}
        found.update(Node(name, vrf) for vrf in vrfs)
    return tuple(sorted(found))
