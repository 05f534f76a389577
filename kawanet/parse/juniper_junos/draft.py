"""What the readers fill: mutable drafts of a device, its ports, units and instances."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any, Literal

from kawanet.errors import Span
from kawanet.model.interfaces import (
    Family,
    FilterBinding,
    IPAddress,
    IPInterface,
    IsisInterface,
    OspfInterface,
    RipInterface,
    VrrpGroup,
)
from kawanet.model.network import DEFAULT_VRF, Vrf
from kawanet.model.policy import (
    Acl,
    AddressGroup,
    FirewallRule,
    NatRule,
    PolicyRoute,
    ServiceGroup,
    Zone,
)
from kawanet.model.route_policy import AsPathList, CommunityList, PrefixList, RoutePolicy, Source
from kawanet.model.routing import AggregateRoute, OspfArea, RouteLeak, StaticRoute, Track
from kawanet.model.services import RadiusGroup, RadiusServer
from kawanet.model.switching import Vlan
from kawanet.parse.juniper_junos.reading import Account
from kawanet.parse.word_tree import Node

_DIGITS = 11  # of a unit's number, at most 10


@dataclass(slots=True)
class UnitDraft:
    """A logical interface: `name` is what other statements call it (xe-0/0/0.0)."""

    account: Account
    port: PortDraft
    number: int
    where: Span
    description: str = ""
    enabled: bool = True
    vlan: int | None = None
    bandwidth_bps: int | None = None
    mtu: int | None = None
    addresses: list[tuple[IPInterface, Span]] = field(default_factory=list)
    primary: list[IPInterface] = field(default_factory=list)
    filters: list[FilterBinding] = field(default_factory=list)
    chains: list[tuple[Family, Literal["in", "out"], tuple[str, ...], Span]] = field(
        default_factory=list
    )  # several filters as one
    vrrp: list[VrrpGroup] = field(default_factory=list)
    tracks: dict[str, Track] = field(default_factory=dict)
    tunnel: dict[str, str] = field(default_factory=dict)
    switching: Node | None = None  # family ethernet-switching
    ospf: list[OspfInterface] = field(default_factory=list)
    isis: list[IsisInterface] = field(default_factory=list)
    rip: list[RipInterface] = field(default_factory=list)
    iso: list[str] | None = None  # family iso, and its addresses
    unnumbered: str | None = None
    peer: int | None = None  # of a logical tunnel: the unit at its other end
    families: set[Family] = field(default_factory=set)
    relays: list[IPAddress] = field(default_factory=list)
    vrf: str = DEFAULT_VRF

    @property
    def name(self) -> str:
        return f"{self.port.name}.{self.number}"


@dataclass(slots=True)
class PortDraft:
    """A physical interface, or the carrier of units (lo0, irb, gr-0/0/0)."""

    account: Account
    name: str
    where: Span
    description: str = ""
    enabled: bool = True
    mtu: int | None = None  # of the frame, its header included
    speed_bps: int | None = None
    lag: str | None = None
    lacp: str | None = None  # of an ae: active, passive, or None
    native_vlan: int | None = None
    tagged: bool = False
    mode: Node | None = None
    units: dict[int, UnitDraft] = field(default_factory=dict)


@dataclass(slots=True)
class ProcessDraft:
    """OSPF of an instance, for one family."""

    account: Account
    device: DeviceDraft
    vrf: str
    family: Family
    where: Span
    areas: dict[int, OspfArea] = field(default_factory=dict)
    interfaces: list[tuple[int, Node]] = field(default_factory=list)
    exports: list[Node] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)  # fields of OspfProcess
    virtual_links: list[tuple[int, IPv4Address]] = field(default_factory=list)  # area, router id
    keeps_out_of_nssa: bool = False  # `no-nssa-abr`
    enabled: bool = True


@dataclass(slots=True)
class InstanceDraft:
    """A routing instance; the default one is called `default`."""

    account: Account
    device: DeviceDraft
    name: str
    vrf: Vrf | None = None
    node: Node | None = None
    rib_groups: list[tuple[Node, Source, Family | None]] = field(default_factory=list)
    router_id: IPv4Address | None = None
    interfaces: list[Node] = field(default_factory=list)
    static: list[StaticRoute] = field(default_factory=list)
    aggregates: list[AggregateRoute] = field(default_factory=list)
    options: Node | None = None  # routing-options
    bgp: Node | None = None
    isis: Node | None = None
    rip: list[tuple[Family, Node]] = field(default_factory=list)
    processes: list[ProcessDraft] = field(default_factory=list)
    relay_groups: list[tuple[Family, Node]] = field(default_factory=list)


@dataclass(slots=True)
class SystemDraft:
    """Management settings as they are found."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: list[IPAddress] = field(default_factory=list)
    instances: list[str] = field(default_factory=list)
    login: tuple[str, ...] = ()
    login_group: str = ""


@dataclass(slots=True)
class DeviceDraft:
    """Everything read so far."""

    account: Account
    root: Node
    name: str = ""
    system: SystemDraft = field(default_factory=SystemDraft)
    ports: dict[str, PortDraft] = field(default_factory=dict)
    instances: dict[str, InstanceDraft] = field(default_factory=dict)
    vlans: dict[str, Vlan] = field(default_factory=dict)
    vlan_lists: dict[str, tuple[int, ...]] = field(default_factory=dict)
    svi_vlans: dict[str, int] = field(default_factory=dict)  # irb.110 -> 110
    vlan_ports: dict[str, set[int]] = field(default_factory=dict)  # VLANs that name a port
    voice: dict[str, str] = field(default_factory=dict)
    edges: set[str] = field(default_factory=set)
    guarded: set[str] = field(default_factory=set)
    guard_edges: bool = False
    dot1x: set[str] = field(default_factory=set)
    dot1x_group: str = ""
    stp_mode: str | None = None
    stp_priority: int | None = None
    advertised: set[str] = field(default_factory=set)
    acls: dict[tuple[Family, str], Acl] = field(default_factory=dict)
    radius_servers: dict[str, RadiusServer] = field(default_factory=dict)  # by address
    radius_groups: dict[str, RadiusGroup] = field(default_factory=dict)
    policies: dict[str, RoutePolicy] = field(default_factory=dict)
    absorbed: set[str] = field(default_factory=set)  # policies that are a plain redistribution
    named: set[str] = field(default_factory=set)  # policies that something else refers to
    prefix_lists: dict[tuple[Family, str], PrefixList] = field(default_factory=dict)
    as_path_lists: dict[str, AsPathList] = field(default_factory=dict)
    community_lists: dict[str, CommunityList] = field(default_factory=dict)
    communities: dict[str, tuple[str, ...]] = field(default_factory=dict)  # members of each
    rib_groups: dict[str, Node] = field(default_factory=dict)
    leaks: list[RouteLeak] = field(default_factory=list)
    policy_routes: dict[tuple[Family, str], PolicyRoute] = field(default_factory=dict)
    zones: list[Zone] = field(default_factory=list)
    rules: list[FirewallRule] = field(default_factory=list)
    nat: list[NatRule] = field(default_factory=list)
    address_groups: dict[tuple[Family, str], AddressGroup] = field(default_factory=dict)
    services: dict[str, ServiceGroup] = field(default_factory=dict)
    term_acls: dict[tuple[Family, str, str], Acl] = field(default_factory=dict)  # of their terms

    def unit(self, name: str) -> UnitDraft | None:
        """The unit another statement names; a port's name alone is its unit 0."""
        port, _, number = name.partition(".")
        found = self.ports.get(port)
        if found is None:
            return None
        asked = number or "0"
        unit = found.units.get(int(asked)) if asked.isdecimal() and len(asked) < _DIGITS else None
        return unit if unit is not None and str(unit.number) == asked else None

    def release(self) -> None:
        """Take the drafts apart. They refer to each other: the whole tree would stay until the
        collector looks for cycles, which on large texts takes as long as reading them."""
        for port in self.ports.values():
            port.units.clear()
        self.instances.clear()

    def units(self) -> list[UnitDraft]:
        """All units."""
        return [unit for port in self.ports.values() for unit in port.units.values()]
