"""What may pass: ACLs on interfaces, zones and rules of a stateful firewall, NAT."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.packing import quickly_made, quickly_pickled

IPNetwork = IPv4Network | IPv6Network

ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58  # IANA protocol numbers
PROTOCOL_NAMES = {TCP: "tcp", UDP: "udp", ICMP: "icmp", ICMPV6: "icmpv6"}


class Action(StrEnum):
    PERMIT = "permit"
    DENY = "deny"


class PortRange(NamedTuple):
    """TCP or UDP ports, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Wildcard:
    """An IPv4 address with a wildcard mask (1 bits: do not care) that is no prefix."""

    address: int
    mask: int


AddressMatch = IPNetwork | Wildcard


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class AclRule:
    """One line of an ACL. An empty tuple or None means any.

    `established` matches TCP with ACK or RST set only (a reply, not a first packet).
    """

    action: Action
    protocol: int | None = None
    source: AddressMatch | None = None
    destination: AddressMatch | None = None
    source_ports: tuple[PortRange, ...] = ()
    destination_ports: tuple[PortRange, ...] = ()
    icmp_type: int | None = None
    established: bool = False
    log: bool = False
    remark: str = ""  # the remark line(s) standing before the rule
    where: Span | None = field(default=None, compare=False, repr=False)


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class Acl:
    """First match decides; no match is deny."""

    name: str
    family: Family
    rules: tuple[AclRule, ...] = ()
    where: Span | None = field(default=None, compare=False, repr=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class AddressGroup:
    """A named set of prefixes of one family, sorted. Rules refer to it by name."""

    name: str
    family: Family
    prefixes: tuple[IPNetwork, ...]
    where: Span | None = field(default=None, compare=False, repr=False)


class Service(NamedTuple):
    """A protocol with its destination ports. `protocol` None: any; `ports` empty: any."""

    protocol: int | None = None
    ports: tuple[PortRange, ...] = ()
    icmp_type: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """A named set of services, sorted."""

    name: str
    services: tuple[Service, ...]
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Zone:
    """A named set of interfaces of a firewall, sorted."""

    name: str
    interfaces: tuple[str, ...]
    where: Span | None = field(default=None, compare=False, repr=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class FirewallRule:
    """A rule between zones, for one address family; what a `stateful` one permits opens a session,
    by which replies pass and without which TCP that is no first packet does not.

    Empty tuples mean any; sources, destinations and services are names of groups; of `acls` one
    must permit the packet. Destinations are matched after destination NAT, sources before source
    NAT. `implied`: no line says so, the platform does where nothing is said.
    """

    name: str
    family: Family
    action: Action
    from_zones: tuple[str, ...] = ()
    to_zones: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    log: bool = True
    enabled: bool = True
    expires: date | None = None  # last day on which the rule is wanted (kept in its comment)
    owner: str = ""
    reason: str = ""
    where: Span | None = field(default=None, compare=False, repr=False)
    stateful: bool = True
    acls: tuple[str, ...] = ()
    implied: bool = False


class NatKind(StrEnum):
    SOURCE = "source"
    DESTINATION = "destination"


@quickly_made
@dataclass(frozen=True, slots=True)
class NatRule:
    """One NAT rule, first match decides; sources and destinations are group names, empty is any.

    SOURCE: after the firewall rules, packets from `from_zone` to `to_zone` get a source in
    `pool_first..pool_last` (None: the address of the outgoing interface); of packets from `address`
    (and `port` of `protocol`) only, if given, which get `mapped_address` (and `mapped_port`). Of
    `acls` one must permit the packet, of `unless_acls` none may. With `vrf` what is translated to
    the inside, replies too, is looked up in that VRF.
    DESTINATION: before routing, packets from `from_zone` to `address` (and `port` of `protocol`,
    if given) get destination `mapped_address` (and `mapped_port`).
    """

    name: str
    family: Family
    kind: NatKind
    from_zone: str
    to_zone: str = ""
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    pool_first: IPAddress | None = None
    pool_last: IPAddress | None = None
    address: IPAddress | None = None
    mapped_address: IPAddress | None = None
    protocol: int | None = None
    port: int | None = None
    mapped_port: int | None = None
    where: Span | None = field(default=None, compare=False, repr=False)
    acls: tuple[str, ...] = ()
    unless_acls: tuple[str, ...] = ()
    vrf: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class PolicyRouteRule:
    """Packets that one of `acls` (none: every packet) permits go another way, if it is there.

    `action` DENY: they go by the table. `next_hops` are tried in order (the first on a live
    segment, by `interface` where that is named; with `recursive` any that has a route); with
    `default` only where the table has no route but a default. With `vrf` they are looked up in
    that VRF; `interface` "discard" drops them.
    """

    action: Action
    acls: tuple[str, ...] = ()
    next_hops: tuple[IPAddress, ...] = ()
    interface: str | None = None
    vrf: str | None = None
    default: bool = False
    where: Span | None = field(default=None, compare=False, repr=False)
    recursive: bool = False


@dataclass(frozen=True, slots=True)
class PolicyRoute:
    """Policy-based routing, bound to interfaces by name (`Interface.policy_routes`)."""

    name: str
    rules: tuple[PolicyRouteRule, ...] = ()
    where: Span | None = field(default=None, compare=False, repr=False)


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that filters. A device with `zones` is a stateful firewall: what no rule
    permits between zones (or within one) is dropped. Groups and ACLs sorted by (family, name).
    `nat` holds DESTINATION rules before SOURCE rules, in each IPv4 before IPv6.

    A router may have zones too: `self_zone` is what its rules call the router itself (a firewall
    takes for itself only what comes by its management). With `unmatched` PERMIT what no rule takes
    passes without a session: zones that only NAT knows.
    """

    acls: tuple[Acl, ...] = ()
    address_groups: tuple[AddressGroup, ...] = ()
    service_groups: tuple[ServiceGroup, ...] = ()
    zones: tuple[Zone, ...] = ()
    rules: tuple[FirewallRule, ...] = ()
    nat: tuple[NatRule, ...] = ()
    policy_routes: tuple[PolicyRoute, ...] = ()
    self_zone: str = ""
    unmatched: Action = Action.DENY

    @property
    def is_firewall(self) -> bool:
        """Whether the device is a firewall, and no router with zones."""
        return bool(self.zones) and not self.self_zone
