"""Who answers for an address, as seen from a node: a walk along the tables, one packet's way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kawanet.forwarding.dataplane import Hop, HopKind, Node
from kawanet.forwarding.rib import Rows, Workspace
from kawanet.model.interfaces import IPAddress
from kawanet.model.plant import Port

MAX_STEPS = 64


class Arrival(NamedTuple):
    """Where a packet to an address ends. `node` -1: with somebody who is no device here.

    `interface` is the one it left by, `connected` says that the address is on a segment of the
    first node, `routers` counts the boxes that pass it on (0: straight).
    """

    node: int
    interface: str
    connected: bool
    routers: int
    port: Port | None = None


def arrival(
    work: Workspace, best: Sequence[Rows], start: int, address: IPAddress
) -> Arrival | None:
    """Walk from a node to whoever has the address; None: it does not arrive."""
    node, passed, first, connected = start, 0, "", False
    for step in range(MAX_STEPS):
        match = work.find(best[node], address)
        hops = work.hop_sets.values[match[1].hops] if match is not None else ()
        if not hops:
            return None
        hop = hops[0]
        first = first or hop.interface
        connected = connected or (step == 0 and hop.kind in {HopKind.DELIVER, HopKind.LOCAL})
        if hop.kind is HopKind.LOCAL:
            port = Port(work.nodes[node].device, hop.interface)
            return Arrival(node, first, connected, max(passed - 1, 0), port)
        if hop.kind is HopKind.DELIVER:
            return _delivered(work, hop, address, Arrival(-1, first, connected, passed))
        if hop.kind is HopKind.EXIT:
            return Arrival(-1, first, connected, passed)
        if hop.neighbour is None or hop.neighbour not in work.node_number:
            return None
        node = work.node_number[hop.neighbour]
        passed += hop.kind is HopKind.FORWARD
    return None


def _delivered(work: Workspace, hop: Hop, address: IPAddress, so_far: Arrival) -> Arrival | None:
    segments = work.segments
    owner = segments.owners.get((hop.domain, address))
    if owner is None:
        domain = segments.layer2.domains[hop.domain]
        return so_far if domain.edges or segments.layer2.inferred else None
    node = work.node_number.get(Node(owner.device, segments.interface(owner).vrf))
    return None if node is None else so_far._replace(node=node, port=owner)
