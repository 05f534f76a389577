"""Policy routes in sets: which packets a state sends by which hops before the table is asked.

Packets are split by the rules in order, as `forwarding.policy_routes` treats one packet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kawanet.forwarding.dataplane import DataPlane, Hop, HopKind, Node
from kawanet.forwarding.policy_routes import hops_of, policy_of, rule_acls
from kawanet.model.interfaces import Family
from kawanet.model.network import Device
from kawanet.model.policy import Acl, Action, PolicyRoute, PolicyRouteRule
from kawanet.verify.destinations import Ranges
from kawanet.verify.headerspace import Region, covers
from kawanet.verify.partition import FilterMap, Partition, collect, left_over, passed_by

if TYPE_CHECKING:
    from kawanet.verify.fabric import Fabric, State


class Bound(NamedTuple):
    """A policy route where it is bound: every side and instance has it once."""

    interface: str
    vrf: str
    policy: PolicyRoute


def bound_policies(device: Device, family: Family) -> Iterator[Bound]:
    """The policy routes on the interfaces of a device."""
    for interface in device.interfaces if device.policy.policy_routes else ():
        policy = policy_of(device, interface, family) if interface.policy_routes else None
        if policy is not None:
            yield Bound(interface.name, interface.vrf, policy)


def policy_acls(device: Device, family: Family) -> list[Acl]:
    """The ACLs by which the policy routes of a device choose packets."""
    policies = (b.policy for b in bound_policies(device, family))
    return [acl for p in policies for rule in p.rules for acl in rule_acls(device, rule, family)]


def explicit_colours(dataplane: DataPlane, family: Family) -> list[Ranges]:
    """Destinations with a route that is no default, where a rule asks for that."""
    found = []
    for device in dataplane.network.devices:
        for _, vrf, policy in bound_policies(device, family):
            node = Node(device.name, vrf)
            if any(r.default for r in policy.rules) and node in dataplane.node_index:
                found.append(_explicit(dataplane, node, family))
    return [ranges for ranges in dict.fromkeys(found) if ranges]


def _explicit(dataplane: DataPlane, node: Node, family: Family) -> Ranges:
    prefixes = (r.prefix for r in dataplane.routes[node])
    return tuple(covers(p) for p in prefixes if p.version == family and p.prefixlen)


def shares(fabric: Fabric, state: State) -> tuple[tuple[FilterMap, tuple[Hop, ...] | int], ...]:
    """Which packets of a state with a policy route go where: by hops of a rule, or by a hop set of
    the table (an index)."""
    device = fabric.device(state.node)
    policy = next(p for p in device.policy.policy_routes if p.name == state.policy)
    node, everything = fabric.dataplane.nodes[state.node], fabric.classes.everything
    own = _own_classes(fabric, state.node)
    by_table: Partition = {fabric.space.all: own} if own else {}
    left: Partition = {fabric.space.all: everything & ~own}
    found: list[tuple[FilterMap, tuple[Hop, ...] | int]] = []
    for rule in policy.rules:
        taken, left = _taken(fabric, state, device, rule, left)
        hops = hops_of(fabric.dataplane, node, rule, fabric.family) if taken else ()
        kept = _kept_by_table(fabric, node, rule) if hops else everything
        collect(by_table, _of_classes(taken, kept))
        moved = _of_classes(taken, everything & ~kept)
        if moved:
            found.append((tuple(moved.items()), hops))
    collect(by_table, left)
    for bits, hop_set in fabric.rows(state.node):
        part = _of_classes(by_table, bits)
        if part:
            found.append((tuple(part.items()), hop_set))
    return tuple(found)


def _taken(
    fabric: Fabric, state: State, device: Device, rule: PolicyRouteRule, packets: Partition
) -> tuple[Partition, Partition]:
    """Packets that a rule takes, and the others."""
    if not rule.acls:
        return packets, {}
    found: Partition = {}
    for acl in rule_acls(device, rule, fabric.family):
        match = _in_context(fabric, fabric.permitted(acl), state.context)
        collect(found, passed_by(packets, match, fabric.space.none))
        packets = left_over(packets, match, fabric.space.none)
    return found, packets


def _in_context(fabric: Fabric, rules: FilterMap, context: int) -> FilterMap:
    return tuple((fabric.within(region, context), bits) for region, bits in rules)


def _kept_by_table(fabric: Fabric, node: Node, rule: PolicyRouteRule) -> int:
    """Classes that the table keeps from a rule: with `default`, those with a route of their own."""
    if rule.action is Action.DENY or not rule.default:
        return 0
    found = 0
    for first, last in _explicit(fabric.dataplane, node, fabric.family):
        found |= fabric.classes.bits(first, last)
    return found


def _own_classes(fabric: Fabric, node: int) -> int:
    """Classes of the addresses of a node itself."""
    found = 0
    for bits, hop_set in fabric.rows(node):
        if any(h.kind is HopKind.LOCAL for h in fabric.hops(hop_set)):
            found |= bits
    return found


def _of_classes(packets: Partition | Iterable[tuple[Region, int]], bits: int) -> Partition:
    items = packets.items() if isinstance(packets, dict) else packets
    return {region: have & bits for region, have in items if have & bits}
