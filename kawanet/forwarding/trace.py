"""Walk one packet through the data plane, hop by hop, along every equal-cost branch.

Order at a router or firewall: ingress ACL, destination NAT, policy route, route, zone rules (only
where the device has zones), source NAT, egress ACL. A packet to a firewall's own address is taken
only where its management is: the management interface, its zone, or the management VRF. Routers
take any packet to themselves (what they answer is the management ACL's business) that their rules
to their own zone permit, if they have one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from kawanet.errors import Span
from kawanet.forwarding.dataplane import DataPlane, Hop, HopKind, Node
from kawanet.forwarding.hosts import gateways, interface_of, on_segment
from kawanet.forwarding.packet import (
    Decision,
    Packet,
    destination_nat,
    firewall_decision,
    interface_decision,
    source_nat,
    zone_of,
)
from kawanet.forwarding.policy_routes import steered
from kawanet.forwarding.sessions import NO_SESSIONS, Session, Sessions
from kawanet.model.interfaces import Interface
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.plant import Port
from kawanet.model.policy import TCP, NatRule

MAX_HOPS = 64
MAX_BRANCHES = 1000

Start = int | Node | Port  # a segment, a node itself, an interface that the packet enters


class Outcome(StrEnum):
    DELIVERED = "delivered"  # onto its segment, to a host
    LOCAL = "local"  # to a router or firewall itself
    EXITED = "exited"  # to a next hop outside
    DROPPED = "dropped"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: what was decided at which node, and the line that says so."""

    node: Node
    text: str
    where: Span | None = None
    interface: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One way the packet may go. `packet` is as it arrived; `why` and `where` tell of the end;
    `domain` is -1 where it did not end on a segment."""

    outcome: Outcome
    steps: tuple[Step, ...]
    packet: Packet
    domain: int = -1
    device: str = ""
    interface: str = ""
    why: str = ""
    where: Span | None = None
    sessions: tuple[Session, ...] = ()

    @property
    def arrived(self) -> bool:
        """Whether the packet got to somebody."""
        return self.outcome in {Outcome.DELIVERED, Outcome.LOCAL, Outcome.EXITED}


@dataclass(frozen=True, slots=True)
class Trace:
    """All branches of one packet. `complete` is false where branches were cut off."""

    packet: Packet
    start: Start
    branches: tuple[Branch, ...]
    complete: bool = True

    @property
    def arrived(self) -> bool:
        """Whether every branch got to somebody."""
        return self.complete and bool(self.branches) and all(b.arrived for b in self.branches)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Where a packet is, and how it came there. `ingress` is '' for what the node itself sends."""

    dataplane: DataPlane
    sessions: Sessions
    node: Node
    ingress: str
    packet: Packet
    steps: tuple[Step, ...] = ()
    seen: frozenset[tuple[Node, str, Packet]] = frozenset()
    opened: tuple[Session, ...] = ()
    passed: bool = False  # this firewall knows the session: its rules are not asked
    undo: Session | None = None  # the session whose NAT is undone here
    reply: bool = False  # of that session

    @property
    def device(self) -> Device:
        return self.dataplane.network.device[self.node.device]

    def interface(self, name: str) -> Interface | None:
        return self.device.interface.get(name)

    def within(self, vrf: str | None) -> _Walk:
        """The walk in another VRF of the device, if one is named."""
        node = self.node if vrf is None else Node(self.node.device, vrf)
        return replace(self, node=node) if node in self.dataplane.node_index else self

    def note(self, text: str, where: Span | None = None, interface: str = "") -> _Walk:
        return replace(self, steps=(*self.steps, Step(self.node, text, where, interface)))

    def end(self, outcome: Outcome, why: str = "", where: Span | None = None) -> Branch:
        text = f"{outcome}: {why}" if why else str(outcome)
        steps = (*self.steps, Step(self.node, text, where, self.ingress))
        return Branch(
            outcome, steps, self.packet, -1, self.node.device, self.ingress, why, where, self.opened
        )


def trace(
    dataplane: DataPlane,
    packet: Packet,
    start: Start,
    sessions: Sessions = NO_SESSIONS,
    max_branches: int = MAX_BRANCHES,
) -> Trace:
    """Follow a packet from a segment (its domain's index), from a node itself, or from where it
    comes in at an interface."""
    walks = _starts(dataplane, packet, start, sessions)
    branches: list[Branch] = []
    for branch in walks:
        if len(branches) == max_branches:
            return Trace(packet, start, tuple(branches), complete=False)
        branches.append(branch)
    return Trace(packet, start, tuple(branches))


def _starts(
    dataplane: DataPlane, packet: Packet, start: Start, sessions: Sessions
) -> Iterator[Branch]:
    if isinstance(start, Node):
        walk = _Walk(dataplane, sessions, start, "", packet)
        known = sessions.of_reply(start.device, packet)
        yield from _route(replace(walk, passed=known is not None and known.passes))
        return
    if isinstance(start, Port):
        node = Node(start.device, interface_of(dataplane, start).vrf)
        yield from _enter(_Walk(dataplane, sessions, node, start.interface, packet))
        return
    domain = dataplane.domains[start]
    direct = on_segment(dataplane, domain, packet)
    ports = gateways(dataplane, domain, packet.source)
    for port in ports if direct is None else direct:
        node = Node(port.device, interface_of(dataplane, port).vrf)
        yield from _enter(_Walk(dataplane, sessions, node, port.interface, packet))
    if direct == () or (direct is None and not ports):
        outcome = Outcome.DROPPED if direct is None else Outcome.DELIVERED
        why = "no router on the segment" if direct is None else "on the sender's own segment"
        yield Branch(outcome, (), packet, domain.index, why=why)


def _enter(walk: _Walk) -> Iterator[Branch]:
    """A packet comes in at an interface."""
    key = (walk.node, walk.ingress, walk.packet)
    if key in walk.seen or len(walk.seen) == MAX_HOPS:
        yield walk.end(Outcome.LOOP, "the packet was here before")
        return
    walk = replace(walk, seen=walk.seen | {key}, passed=False, undo=None, reply=False)
    interface = walk.interface(walk.ingress)
    if interface is not None:
        said = interface_decision(walk.device, interface, "in", walk.packet)
        if said is not None and not said.permitted:
            yield walk.end(Outcome.DROPPED, f"{said.text} in on {walk.ingress}", said.where)
            return
        if said is not None:
            walk = walk.note(f"{said.text} permits in", said.where, walk.ingress)
    yield from _steer(_before_routing(walk))


def _before_routing(walk: _Walk) -> _Walk:
    """At a firewall: is the packet a reply to a session, and is its destination translated?"""
    policy = walk.device.policy
    if not policy.zones:
        return walk
    session = walk.sessions.of_reply(walk.node.device, walk.packet)
    if session is not None:
        packet = replace(
            walk.packet,
            destination=session.before.source,
            destination_port=session.before.source_port,
        )
        walk = replace(walk, packet=packet, passed=session.passes, undo=session, reply=True)
        walk = walk.within(session.vrf)
        return walk.note("reply of a known session", None, walk.ingress)
    rule = destination_nat(policy, walk.packet, walk.ingress)
    if rule is None or rule.mapped_address is None:
        return replace(walk, undo=None)
    port = walk.packet.destination_port if rule.mapped_port is None else rule.mapped_port
    packet = replace(walk.packet, destination=rule.mapped_address, destination_port=port)
    before = Session(walk.node.device, walk.packet, walk.packet)
    walk = replace(walk, packet=packet, undo=before).within(rule.vrf)
    return walk.note(f"NAT {rule.name}: to {packet.destination}", rule.where, walk.ingress)


def _steer(walk: _Walk) -> Iterator[Branch]:
    """Follow the policy route of the interface that the packet came in at; else the table."""
    interface = walk.interface(walk.ingress)
    here = interface is not None and interface.vrf == walk.node.vrf
    bound = here and interface is not None and interface.policy_routes
    said = (
        steered(walk.dataplane, walk.node, interface, walk.packet) if interface and bound else None
    )
    if said is None:
        yield from _route(walk)
        return
    # Another VRF may send the packet back here, and then the table decides: no circle yet.
    walk = replace(walk, seen=walk.seen - {(walk.node, walk.ingress, walk.packet)})
    for hop in said.hops:
        text = f"policy route {said.policy} {_onto(hop)}"
        yield from _follow(walk.note(text, said.where, hop.interface), hop)


def _route(walk: _Walk) -> Iterator[Branch]:
    """Look the destination up, and follow every hop."""
    route = walk.dataplane.route(walk.node, walk.packet.destination)
    hops = walk.dataplane.hops(walk.node, walk.packet.destination)
    if route is None or not hops:
        yield walk.end(Outcome.DROPPED, f"no route to {walk.packet.destination}")
        return
    text = f"{route.protocol} {route.prefix}"
    for hop in hops:
        yield from _follow(walk.note(f"{text} {_onto(hop)}", route.where, hop.interface), hop)


def _onto(hop: Hop) -> str:
    via = f" via {hop.next_hop}" if hop.next_hop is not None else ""
    return f"{hop.kind}{via}"


def _follow(walk: _Walk, hop: Hop) -> Iterator[Branch]:
    where = walk.steps[-1].where
    if hop.kind is HopKind.LOCAL:
        yield _local(walk)
    elif hop.kind is HopKind.DISCARD and hop.next_hop is None:
        yield walk.end(Outcome.DROPPED, "null route", where)
    elif hop.kind is HopKind.DISCARD:
        yield walk.end(Outcome.DROPPED, f"nobody answers as {hop.next_hop}", where)
    elif hop.kind is HopKind.VRF and hop.neighbour is not None:
        yield from _leak(walk, hop.neighbour)
    else:
        yield from _leave(walk, hop)


def _leak(walk: _Walk, other: Node) -> Iterator[Branch]:
    """Look the packet up again in another VRF of the same device."""
    key = (other, walk.ingress, walk.packet)
    if key in walk.seen or other not in walk.dataplane.node_index:
        yield walk.end(Outcome.LOOP if key in walk.seen else Outcome.DROPPED, "route leak")
        return
    yield from _route(replace(walk, node=other, seen=walk.seen | {key}))


def _local(walk: _Walk) -> Branch:
    policy = walk.device.policy
    if not policy.zones or not walk.ingress or walk.passed:
        return walk.end(Outcome.LOCAL)
    if policy.self_zone:
        said = _zone_decision(walk, policy.self_zone)
        if not said.permitted:
            return walk.end(Outcome.DROPPED, said.text, said.where)
        return _remembered(walk, walk.packet, said.stateful).end(Outcome.LOCAL, said.text)
    if not _is_management(walk):
        return walk.end(Outcome.DROPPED, "a firewall takes only management traffic for itself")
    return walk.end(Outcome.LOCAL)


def _is_management(walk: _Walk) -> bool:
    system, policy = walk.device.system, walk.device.policy
    if system.management_vrf not in {"", DEFAULT_VRF} and system.management_vrf == walk.node.vrf:
        return True
    own = system.management_interface
    return bool(own) and zone_of(policy, walk.ingress) == zone_of(policy, own)


def _leave(walk: _Walk, hop: Hop) -> Iterator[Branch]:
    """A packet goes out of an interface: zone rules, source NAT, egress ACL, then the segment."""
    if walk.device.policy.zones and walk.ingress:
        said = _zone_decision(walk, hop.interface)
        if not said.permitted:
            yield walk.end(Outcome.DROPPED, said.text, said.where)
            return
        walk = walk.note(f"{said.text} permits", said.where, hop.interface)
        walk = _after_rules(walk, hop.interface, said.stateful)
    elif walk.device.policy.self_zone:
        said = _zone_decision(walk, hop.interface)
        if not said.permitted:
            yield walk.end(Outcome.DROPPED, said.text, said.where)
            return
        walk = _remembered(walk, walk.packet, said.stateful)
    interface = walk.interface(hop.interface)
    if interface is not None and walk.ingress:
        out = interface_decision(walk.device, interface, "out", walk.packet)
        if out is not None and not out.permitted:
            yield walk.end(Outcome.DROPPED, f"{out.text} out on {hop.interface}", out.where)
            return
        if out is not None:
            walk = walk.note(f"{out.text} permits out", out.where, hop.interface)
    yield from _across(walk, hop)


def _zone_decision(walk: _Walk, egress: str) -> Decision:
    if walk.passed:
        return Decision(True, "the session")
    policy = walk.device.policy
    said = firewall_decision(policy, walk.packet, walk.ingress or policy.self_zone, egress)
    if said.stateful and walk.packet.protocol == TCP and walk.packet.established:
        return Decision(False, "no session for a TCP packet that is not the first")
    return said


def _after_rules(walk: _Walk, egress: str, stateful: bool) -> _Walk:
    """Undo or do NAT on the source, and remember the session."""
    if walk.reply and walk.undo is not None:
        original = walk.undo.before
        packet = replace(
            walk.packet, source=original.destination, source_port=original.destination_port
        )
        return replace(walk, packet=packet)
    rule = source_nat(walk.device.policy, walk.packet, walk.ingress, egress)
    packet = walk.packet if rule is None else _translated(walk, rule, egress)
    where = rule.where if rule is not None else None
    walk = _remembered(walk, packet, stateful, None if rule is None else rule.vrf)
    return walk if rule is None else walk.note(f"NAT {rule.name}: from {packet.source}", where)


def _remembered(walk: _Walk, packet: Packet, stateful: bool, vrf: str | None = None) -> _Walk:
    """The packet as it goes on, and the session that it opens (or belongs to)."""
    before = walk.undo.before if walk.undo is not None else walk.packet
    session = Session(walk.node.device, before, packet, stateful, vrf)
    return replace(walk, packet=packet, opened=(*walk.opened, session))


def _translated(walk: _Walk, rule: NatRule, egress: str) -> Packet:
    """The packet with a source of the pool; of the outgoing interface where there is no pool."""
    if rule.mapped_address is not None:
        port = walk.packet.source_port if rule.mapped_port is None else rule.mapped_port
        return replace(walk.packet, source=rule.mapped_address, source_port=port)
    if rule.pool_first is not None:
        return replace(walk.packet, source=rule.pool_first)
    interface = walk.interface(egress)
    own = interface.addresses if interface is not None else ()
    source = next((a.ip for a in own if a.version == walk.packet.family), walk.packet.source)
    return replace(walk.packet, source=source)


def _across(walk: _Walk, hop: Hop) -> Iterator[Branch]:
    """A packet crosses a segment."""
    port = Port("", "")
    if hop.kind is HopKind.FORWARD and hop.neighbour is not None:
        port = Port(hop.neighbour.device, hop.neighbour_interface)
    elif hop.kind is HopKind.DELIVER:
        port = walk.dataplane.owners.get((hop.domain, walk.packet.destination), port)
    if port.device:
        node = Node(port.device, interface_of(walk.dataplane, port).vrf)
        yield from _enter(replace(walk, node=node, ingress=port.interface))
        return
    exits = hop.kind is HopKind.EXIT
    why = f"to {hop.next_hop}" if exits else ""
    branch = walk.end(Outcome.EXITED if exits else Outcome.DELIVERED, why)
    yield replace(branch, domain=hop.domain, interface=hop.interface)
