"""One concrete packet, and what each kind of rule makes of it. Plain on purpose: this is the
oracle that the symbolic code is tested against.

What no group or ACL of that name defines: an undefined ACL permits everything (as on the devices
that have ACLs; the reference is a finding of its own), an undefined group matches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.model.interfaces import Family, Interface, IPAddress
from kawanet.model.network import Device
from kawanet.model.policy import (
    PROTOCOL_NAMES,
    TCP,
    UDP,
    Acl,
    AclRule,
    Action,
    AddressMatch,
    FirewallRule,
    IPNetwork,
    NatKind,
    NatRule,
    Policy,
    PortRange,
    Service,
    Wildcard,
)

PORT_PROTOCOLS = (TCP, UDP)


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet as filters see it. `established`: TCP with ACK or RST set, so not a first packet."""

    source: IPAddress
    destination: IPAddress
    protocol: int = TCP
    source_port: int = 0
    destination_port: int = 0
    icmp_type: int | None = None
    established: bool = False

    @property
    def family(self) -> Family:
        return 4 if self.destination.version == 4 else 6

    def __str__(self) -> str:
        """`tcp 10.16.4.10:49152 -> 10.32.8.20:443`, `icmp 10.1.0.1 -> 10.2.0.1 type 8`."""
        ported = self.protocol in PORT_PROTOCOLS
        source = _end(self.source, self.source_port if ported else None)
        destination = _end(self.destination, self.destination_port if ported else None)
        icmp = "" if self.icmp_type is None else f" type {self.icmp_type}"
        reply = " established" if self.established else ""
        protocol = PROTOCOL_NAMES.get(self.protocol, str(self.protocol))
        return f"{protocol} {source} -> {destination}{icmp}{reply}"

    def reply(self) -> Packet:
        """The packet that answers this one (an ICMP echo request, 8 or 128, gets its reply)."""
        answer = {8: 0, 128: 129}
        return Packet(
            self.destination,
            self.source,
            self.protocol,
            self.destination_port,
            self.source_port,
            None if self.icmp_type is None else answer.get(self.icmp_type, self.icmp_type),
            self.protocol == TCP,
        )


def _end(address: IPAddress, port: int | None) -> str:
    if port is None:
        return str(address)
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"


class Decision(NamedTuple):
    """What a filter said, and which line made it say so (None: the default)."""

    permitted: bool
    text: str
    where: Span | None = None
    stateful: bool = True  # of a permit between zones: it opens a session


def matches_acl_rule(rule: AclRule, packet: Packet) -> bool:
    """Whether one line of an ACL matches."""
    return (
        rule.protocol in {None, packet.protocol}
        and _address_matches(rule.source, packet.source)
        and _address_matches(rule.destination, packet.destination)
        and _ports_match(rule.source_ports, packet.protocol, packet.source_port)
        and _ports_match(rule.destination_ports, packet.protocol, packet.destination_port)
        and rule.icmp_type in {None, packet.icmp_type}
        and (not rule.established or (packet.protocol == TCP and packet.established))
    )


def acl_decision(acl: Acl, packet: Packet) -> Decision:
    """First match decides; no match is deny."""
    for rule in acl.rules:
        if matches_acl_rule(rule, packet):
            return Decision(rule.action is Action.PERMIT, f"ACL {acl.name}", rule.where)
    return Decision(False, f"ACL {acl.name}: no line matches", acl.where)


def interface_decision(
    device: Device, interface: Interface, direction: str, packet: Packet
) -> Decision | None:
    """What the ACL bound to the interface says; None where no ACL is bound."""
    for binding in interface.filters:
        if binding.direction == direction and binding.family == packet.family:
            for acl in device.policy.acls:
                if acl.name == binding.acl and acl.family == binding.family:
                    return acl_decision(acl, packet)
    return None


def zone_of(policy: Policy, interface: str) -> str:
    """The zone of an interface; an interface in no zone goes by its own name."""
    for zone in policy.zones:
        if interface in zone.interfaces:
            return zone.name
    return interface


def matches_firewall_rule(
    policy: Policy, rule: FirewallRule, packet: Packet, ingress: str, egress: str
) -> bool:
    """Whether an enabled rule of the packet's family matches between two interfaces."""
    return (
        rule.enabled
        and rule.family == packet.family
        and _side_matches(policy, rule.from_zones, ingress)
        and _side_matches(policy, rule.to_zones, egress)
        and in_groups(policy, rule.sources, packet.source)
        and in_groups(policy, rule.destinations, packet.destination)
        and _services_match(policy, rule.services, packet)
        and (not rule.acls or _one_permits(policy, rule.acls, packet))
    )


def firewall_decision(policy: Policy, packet: Packet, ingress: str, egress: str) -> Decision:
    """First matching rule decides; what no rule takes is dropped, where nothing else is said."""
    for rule in policy.rules:
        if matches_firewall_rule(policy, rule, packet, ingress, egress):
            permitted = rule.action is Action.PERMIT
            return Decision(permitted, f"rule {rule.name}", rule.where, rule.stateful)
    zones = f"{zone_of(policy, ingress)} to {zone_of(policy, egress)}"
    if policy.unmatched is Action.PERMIT:
        return Decision(True, f"no filter from {zones}", stateful=False)
    return Decision(False, f"no rule permits it from {zones}")


def destination_nat(policy: Policy, packet: Packet, ingress: str) -> NatRule | None:
    """The destination NAT rule that takes the packet, if any."""
    for rule in policy.nat:
        if (
            rule.kind is NatKind.DESTINATION
            and rule.family == packet.family
            and _side_matches(policy, (rule.from_zone,), ingress)
            and rule.address == packet.destination
            and rule.protocol in {None, packet.protocol}
            and rule.port in {None, packet.destination_port}
            and in_groups(policy, rule.sources, packet.source)
        ):
            return rule
    return None


def source_nat(policy: Policy, packet: Packet, ingress: str, egress: str) -> NatRule | None:
    """The source NAT rule that takes the packet, if any."""
    for rule in policy.nat:
        if (
            rule.kind is NatKind.SOURCE
            and rule.family == packet.family
            and _side_matches(policy, (rule.from_zone,), ingress)
            and _side_matches(policy, (rule.to_zone,), egress)
            and rule.address in {None, packet.source}
            and rule.protocol in {None, packet.protocol}
            and rule.port in {None, packet.source_port}
            and in_groups(policy, rule.sources, packet.source)
            and in_groups(policy, rule.destinations, packet.destination)
            and _is_chosen(policy, rule, packet)
        ):
            return rule
    return None


def _is_chosen(policy: Policy, rule: NatRule, packet: Packet) -> bool:
    """Whether the ACLs of a NAT rule choose the packet."""
    chosen = not rule.acls or _one_permits(policy, rule.acls, packet)
    return chosen and not _one_permits(policy, rule.unless_acls, packet)


def _one_permits(policy: Policy, names: tuple[str, ...], packet: Packet) -> bool:
    """Whether one of the ACLs of these names permits the packet."""
    named = (a for a in policy.acls if a.name in names and a.family == packet.family)
    return any(acl_decision(a, packet).permitted for a in named)


def in_groups(policy: Policy, names: tuple[str, ...], address: IPAddress) -> bool:
    """Whether an address is in one of the named groups; no name is any address."""
    return not names or any(
        group.name in names
        and group.family == address.version
        and any(address in prefix for prefix in group.prefixes)
        for group in policy.address_groups
    )


def matches_service(service: Service, packet: Packet) -> bool:
    """Whether a service covers the packet's protocol and destination port."""
    return (
        service.protocol in {None, packet.protocol}
        and _ports_match(service.ports, packet.protocol, packet.destination_port)
        and service.icmp_type in {None, packet.icmp_type}
    )


def _services_match(policy: Policy, names: tuple[str, ...], packet: Packet) -> bool:
    return not names or any(
        group.name in names and any(matches_service(s, packet) for s in group.services)
        for group in policy.service_groups
    )


def _side_matches(policy: Policy, names: tuple[str, ...], interface: str) -> bool:
    """Whether zone or interface names take an interface in; none, or an empty name, is any."""
    return not any(names) or interface in names or zone_of(policy, interface) in names


def _address_matches(match: AddressMatch | None, address: IPAddress) -> bool:
    if match is None:
        return True
    if isinstance(match, Wildcard):
        care = ~match.mask & 0xFFFFFFFF
        return address.version == 4 and int(address) & care == match.address & care
    return _contains(match, address)


def _contains(prefix: IPNetwork, address: IPAddress) -> bool:
    return address.version == prefix.version and address in prefix


def _ports_match(ranges: tuple[PortRange, ...], protocol: int, port: int) -> bool:
    """A rule with ports speaks of TCP and UDP only."""
    if not ranges:
        return True
    return protocol in PORT_PROTOCOLS and any(first <= port <= last for first, last in ranges)
