"""Policy routes: which way a packet goes that comes in where one is bound.

The first rule that takes the packet decides. A packet to an address of the device itself is
delivered there, whatever the rules say. A next hop counts if it is on a connected segment that is
up (with `recursive`: if the table has a route to it); where none of a rule counts, the table
decides, as it does for packets that no rule takes.
Source: IOS command reference, `set ip next-hop`, `set ip default next-hop`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.forwarding.dataplane import DataPlane, Hop, HopKind, Node
from kawanet.forwarding.packet import Packet, acl_decision
from kawanet.model.interfaces import Family, Interface, IPAddress
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.policy import Acl, Action, PolicyRoute, PolicyRouteRule

DISCARD = "discard"


class Steered(NamedTuple):
    """What a policy route makes of a packet: hops of its own, by which rule."""

    policy: str
    hops: tuple[Hop, ...]
    where: Span | None


def policy_of(device: Device, interface: Interface, family: Family) -> PolicyRoute | None:
    """The policy route bound to an interface for a family; an undefined name binds none."""
    for bound, name in interface.policy_routes:
        if bound == family:
            return next((p for p in device.policy.policy_routes if p.name == name), None)
    return None


def steered(
    dataplane: DataPlane, node: Node, interface: Interface, packet: Packet
) -> Steered | None:
    """What the policy route of an interface makes of a packet; None: the table decides."""
    device = dataplane.network.device[node.device]
    policy = policy_of(device, interface, packet.family)
    if policy is None or _is_own(dataplane, node, packet.destination):
        return None
    for rule in policy.rules:
        if _takes(device, rule, packet):
            left = rule.default and _has_explicit_route(dataplane, node, packet.destination)
            hops = () if left else hops_of(dataplane, node, rule, packet.family)
            return Steered(policy.name, hops, rule.where or policy.where) if hops else None
    return None


def rule_acls(device: Device, rule: PolicyRouteRule, family: Family) -> list[Acl]:
    """The ACLs of a rule that speak of the family."""
    return [a for a in device.policy.acls if a.name in rule.acls and a.family == family]


def hops_of(
    dataplane: DataPlane, node: Node, rule: PolicyRouteRule, family: Family
) -> tuple[Hop, ...]:
    """The hops of a rule as the network stands; none: the table decides."""
    if rule.action is Action.DENY:
        return ()
    at = node if rule.vrf is None else Node(node.device, rule.vrf)
    for next_hop in rule.next_hops if at in dataplane.node_index else ():
        found = () if next_hop.version != family else _to(dataplane, at, rule, next_hop)
        if found:
            return found
    if rule.interface == DISCARD:
        return (Hop(HopKind.DISCARD),)
    looked_up = at != node and at in dataplane.node_index and not rule.next_hops
    return (Hop(HopKind.VRF, neighbour=at),) if looked_up else ()


def not_followed(device: Device, interface: Interface) -> Iterator[Span | None]:
    """Lines of those policy routes of an interface that say what this module cannot follow."""
    for family, _ in interface.policy_routes:
        policy = policy_of(device, interface, family)
        for rule in policy.rules if policy is not None else ():
            defined = {a.name for a in device.policy.acls} >= set(rule.acls)
            linked = any(a.version == 6 and a.is_link_local for a in rule.next_hops)
            bare = rule.interface not in {None, DISCARD} and not rule.next_hops
            if bare or linked or not defined:
                yield rule.where or policy.where if policy is not None else None


def _to(
    dataplane: DataPlane, node: Node, rule: PolicyRouteRule, next_hop: IPAddress
) -> tuple[Hop, ...]:
    """The ways to a next hop."""
    found = []
    for hop in dataplane.hops(node, next_hop):
        if rule.interface not in {None, DISCARD, hop.interface}:
            continue
        if hop.kind is HopKind.DELIVER:
            found.append(_way(dataplane, hop, next_hop))
        elif rule.recursive and hop.kind is not HopKind.LOCAL:
            found.append(hop)
    return tuple(found)


def _way(dataplane: DataPlane, onto: Hop, next_hop: IPAddress) -> Hop:
    """The hop onto a segment to whoever has an address there; nobody: it is dropped."""
    owner = dataplane.owners.get((onto.domain, next_hop), Port("", ""))
    if owner.device:
        vrf = dataplane.network.device[owner.device].interface[owner.interface].vrf
        to = Node(owner.device, vrf)
        return Hop(HopKind.FORWARD, onto.interface, onto.domain, next_hop, to, owner.interface)
    outside = dataplane.inferred or bool(dataplane.domains[onto.domain].edges)
    kind = HopKind.EXIT if outside else HopKind.DISCARD
    return Hop(kind, onto.interface, onto.domain, next_hop)


def _takes(device: Device, rule: PolicyRouteRule, packet: Packet) -> bool:
    acls = rule_acls(device, rule, packet.family)
    return not rule.acls or any(acl_decision(a, packet).permitted for a in acls)


def _is_own(dataplane: DataPlane, node: Node, address: IPAddress) -> bool:
    return any(h.kind is HopKind.LOCAL for h in dataplane.hops(node, address))


def _has_explicit_route(dataplane: DataPlane, node: Node, address: IPAddress) -> bool:
    route = dataplane.route(node, address)
    return route is not None and route.prefix.prefixlen > 0
