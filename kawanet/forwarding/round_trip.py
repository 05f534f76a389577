"""A packet and its answer; and where an address lives."""

from __future__ import annotations

from dataclasses import dataclass

from kawanet.forwarding.dataplane import DataPlane, HopKind, Node
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.sessions import firewall_pairs, with_sessions
from kawanet.forwarding.trace import Branch, Outcome, Start, Trace, trace
from kawanet.model.interfaces import Family, IPAddress


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """The walk forward, and the walk of the reply for each branch that arrived, in order."""

    forward: Trace
    replies: tuple[Trace, ...]

    @property
    def works(self) -> bool:
        """Whether every branch arrives, and every reply gets back."""
        if not self.forward.arrived or len(self.replies) != len(self.forward.branches):
            return False
        return all(
            reply.arrived and all(_is_back(b, self.forward.start) for b in reply.branches)
            for reply in self.replies
        )


def _is_back(branch: Branch, start: Start) -> bool:
    if isinstance(start, Node):
        return branch.outcome is Outcome.LOCAL and branch.steps[-1].node.device == start.device
    return branch.domain == start


def round_trip(dataplane: DataPlane, packet: Packet, start: Start) -> RoundTrip:
    """Follow a packet, and the answer from wherever it arrives.

    Stateful firewalls that let the packet through (or back one that did, by VRRP) pass the answer
    and undo NAT; ACLs know no state and see a reversed packet, `established` for TCP.
    """
    forward = trace(dataplane, packet, start)
    pair = firewall_pairs(dataplane)
    replies = []
    for branch in forward.branches:
        origin = _origin(branch)
        if branch.arrived and origin is not None:
            sessions = with_sessions(branch.sessions, pair)
            replies.append(trace(dataplane, branch.packet.reply(), origin, sessions))
    return RoundTrip(forward, tuple(replies))


def _origin(branch: Branch) -> Start | None:
    """Where the answer starts: the segment that the packet ended on, or the router itself."""
    if branch.outcome is not Outcome.LOCAL:
        return branch.domain if branch.domain >= 0 else None
    return branch.steps[-1].node


def locate(dataplane: DataPlane, address: IPAddress) -> tuple[int, ...]:
    """Domains where an address lives: those with the longest subnet that holds it; for an address
    of nobody here, those onto which the longest routes to it leave the network."""
    family: Family = 4 if address.version == 4 else 6
    found: dict[int, set[int]] = {}
    outside: dict[int, set[int]] = {}
    atom = dataplane.atoms[family].index(int(address))
    for n, node in enumerate(dataplane.nodes):
        for hop in dataplane.hop_sets[dataplane.fib[family].lookup(n, atom)]:
            route = dataplane.route(node, address) if hop.kind is HopKind.EXIT else None
            if route is not None:
                outside.setdefault(route.prefix.prefixlen, set()).add(hop.domain)
    for domain in dataplane.domains:
        for port in domain.routers:
            if port in dataplane.up:
                interface = dataplane.network.device[port.device].interface[port.interface]
                for own in interface.addresses:
                    if own.version == family and address in own.network:
                        found.setdefault(own.network.prefixlen, set()).add(domain.index)
    nearest = found or outside
    return tuple(sorted(nearest[max(nearest)])) if nearest else ()


def owner_node(dataplane: DataPlane, address: IPAddress) -> Node | None:
    """The node that has an address for its own, the first by name."""
    for node in dataplane.nodes:
        hops = dataplane.hops(node, address)
        if any(h.kind is HopKind.LOCAL for h in hops):
            return node
    return None
