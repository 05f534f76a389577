"""NAT on a firewall, applied to packet sets.

Destination NAT changes the packet: its class and perhaps its port. Source NAT changes only the
context: header sets keep the source that was sent, filters behind it see the pool.
"""

from __future__ import annotations

from kawanet.model.network import Device
from kawanet.model.policy import NatKind, NatRule, PortRange
from kawanet.verify.fabric import Fabric, Guise, Passage, State, nat_rules
from kawanet.verify.filters import side_matches
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import FilterMap, Partition, absorb, left_over, passed_by


def seen(fabric: Fabric, rules: FilterMap | None, context: int) -> FilterMap | None:
    """An ACL as met by packets with a translated source."""
    if rules is None or not context:
        return rules
    return tuple((fabric.within(r, context), bits) for r, bits in rules)


def translate_destinations(
    fabric: Fabric, state: State, packets: Partition
) -> dict[State, Partition]:
    """Apply the destination NAT of a firewall to packets that come in; the first match decides.
    A rule may lead them into another VRF, so to another state."""
    device = fabric.device(state.node)
    rules = nat_rules(device, fabric.family, NatKind.DESTINATION) if device.policy.nat else []
    found: dict[State, Partition] = {}
    for rule in rules:
        if side_matches(device.policy, (rule.from_zone,), state.side):
            taken, packets = map_destination(fabric, device, rule, packets, state.context)
            result = found.setdefault(fabric.in_vrf(state, rule.vrf), {}) if taken else {}
            for region, bits in taken.items():
                absorb(result, region, bits)
    result = found.setdefault(state, {})
    for region, bits in packets.items():
        absorb(result, region, bits)
    return found


def map_destination(
    fabric: Fabric, device: Device, rule: NatRule, packets: Partition, context: int = 0
) -> tuple[Partition, Partition]:
    """Packets that the rule takes, with their new destination (and port); and the others."""
    if rule.address is None or rule.mapped_address is None:
        return {}, packets
    space, classes = fabric.space, fabric.classes
    match = space.protocol(rule.protocol) & fabric.within(
        nat_sources(fabric, device, rule), context
    )
    ports = space.destination_port_field
    if rule.port is not None:
        match = match & space.ports(ports, (PortRange(rule.port, rule.port),))
    filtered = ((match, 1 << classes.at(int(rule.address))),)
    mapped = 1 << classes.at(int(rule.mapped_address))
    taken: Partition = {}
    for region in passed_by(packets, filtered, space.none):
        moved = region
        if rule.port is not None and rule.mapped_port is not None:
            moved = space.without(region, ports) & space.value(ports, rule.mapped_port)
        taken[moved] = mapped
    return taken, left_over(packets, filtered, space.none)


def nat_sources(fabric: Fabric, device: Device, rule: NatRule) -> Region:
    """Headers with a source that the rule names."""
    if not rule.sources:
        return fabric.space.all
    return fabric.space.sources(fabric.table.groups(device).prefixes(rule.sources))


def translate_sources(
    fabric: Fabric, state: State, passage: Passage, packets: Partition
) -> dict[int, Partition]:
    """Apply source NAT between two zones: {context: packets}; the first matching rule decides."""
    device = fabric.device(state.node)
    rules = nat_rules(device, fabric.family, NatKind.SOURCE) if device.policy.nat else []
    result: dict[int, Partition] = {}
    for rule in rules:
        if not side_matches(device.policy, (rule.from_zone,), state.side):
            continue
        if not side_matches(device.policy, (rule.to_zone,), passage.egress_side):
            continue
        match = seen(fabric, fabric.split(fabric.table.nat_match(device, rule)), state.context)
        taken = passed_by(packets, match or (), fabric.space.none)
        guise = _guise(fabric, device, rule, passage)
        if taken and guise is not None:
            part = result.setdefault(fabric.context(guise), {})
            for region, bits in taken.items():
                absorb(part, region, bits)
            packets = left_over(packets, match or (), fabric.space.none)
    if packets:
        result.setdefault(state.context, {}).update(packets)
    return result


def _guise(fabric: Fabric, device: Device, rule: NatRule, passage: Passage) -> Guise | None:
    """The sources that the rule gives."""
    if rule.mapped_address is not None:
        mapped = int(rule.mapped_address)
        return Guise(mapped, mapped, rule.mapped_port)
    if rule.pool_first is not None and rule.pool_last is not None:
        return Guise(int(rule.pool_first), int(rule.pool_last))
    addresses = device.interface[passage.hop.interface].addresses
    own = [int(a.ip) for a in addresses if a.version == fabric.family]
    return Guise(own[0], own[0]) if own else None
