"""What is gathered while an IOS-XE text is read, before it becomes a `Device`.

Drafts keep their defaults on the class, so that making one costs nothing per attribute; sequences
are tuples that grow, so that no default is ever shared and changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface
from typing import TYPE_CHECKING, Any, Literal

from kawanet.errors import Span
from kawanet.model.interfaces import (
    Family,
    FilterBinding,
    InterfaceKind,
    IPAddress,
    LagMember,
    PortMode,
    RouteFilter,
    TrackedPriority,
)
from kawanet.model.network import Vrf
from kawanet.model.policy import AclRule, AddressMatch, Service, Wildcard
from kawanet.model.route_policy import IPNetwork, Redistribution
from kawanet.model.routing import AreaKind, AreaRange, RouteLeak, StaticRoute, Track
from kawanet.model.services import RadiusGroup, RadiusServer
from kawanet.model.switching import Vlan
from kawanet.model.system import SnmpCommunity, SnmpUser, User
from kawanet.parse.bgp_draft import BgpDraft, PeerDraft
from kawanet.parse.cisco_iosxe.nat import NatDraft
from kawanet.parse.cisco_iosxe.wireless_draft import WirelessDraft
from kawanet.parse.cisco_iosxe.zones import ZonesDraft
from kawanet.parse.lines import Ledger
from kawanet.parse.policy_draft import PolicyDraft
from kawanet.parse.probes import Probe

if TYPE_CHECKING:
    from kawanet.parse.cisco_iosxe.eigrp import EigrpDraft
    from kawanet.parse.cisco_iosxe.isis import IsisDraft, IsisPort
    from kawanet.parse.cisco_iosxe.rip import RipDraft


OspfNetwork = Literal["broadcast", "point-to-point", "non-broadcast", "point-to-multipoint"]


class OspfDraft:
    """OSPF of one family on one interface. `area` None: timers or costs, but not enabled."""

    process: int | None = None
    area: int | None = None
    cost: int | None = None
    network: OspfNetwork | None = None
    hello_s: int | None = None
    dead_s: int | None = None
    passive: bool = False
    authentication: str | None = None  # None: as the area has it
    priority: int = 1
    mtu_ignore: bool = False
    shutdown: bool = False
    secondaries: bool = True
    suppressed: bool | None = None  # `prefix-suppression`; None: as the process has it
    left_out: tuple[IPv4Network, ...] = ()
    filters: tuple[RouteFilter, ...] = ()


class VrrpDraft:
    """A first-hop redundancy group of one family."""

    priority: int = 100
    preempt: bool = True
    address: IPAddress | None = None
    link_local: IPv6Address | None = None
    protocol: Literal["vrrp", "hsrp", "glbp", "varp"] = "vrrp"
    more: tuple[IPAddress, ...] = ()
    tracks: tuple[TrackedPriority, ...] = ()
    enabled: bool = True

    def __init__(self, family: Family, group: int) -> None:
        self.family = family
        self.group = group


class InterfaceDraft:
    """An interface, and the switchport, tunnel and protocol settings on it."""

    description: str = ""
    enabled: bool = True
    vrf: str = "default"
    primary: tuple[IPv4Interface, Span] | None = None
    secondary: tuple[tuple[IPv4Interface, Span], ...] = ()
    ipv6: tuple[tuple[IPv6Interface, Span], ...] = ()
    mtu: int | None = None
    ip_mtu: int | None = None
    ipv6_mtu: int | None = None
    bandwidth_bps: int | None = None
    speed_bps: int | None = None
    vlan: int | None = None
    lag: LagMember | None = None
    layer2: bool = False  # a switchport line was seen
    routed: bool = False  # `no switchport` or an IP line was seen
    mode: PortMode | None = None
    access_vlan: int | None = None
    voice_vlan: int | None = None
    native_vlan: int | None = None
    allowed_vlans: tuple[int, ...] | None = None
    edge: bool | None = None
    bpdu_guard: bool | None = None
    port_control: bool = False
    authenticator: bool = False
    tunnel_source: str = ""
    tunnel_destination: IPAddress | None = None
    tunnel_mode: Literal["gre", "ip", "ipsec"] | None = "gre"  # None: one that is not modelled
    tunnel_key: int | None = None
    tunnel_vrf: str = "default"
    ospf4: OspfDraft | None = None
    ospf6: OspfDraft | None = None
    vrrp: tuple[VrrpDraft, ...] = ()
    filters: tuple[FilterBinding, ...] = ()
    relays: tuple[IPAddress, ...] = ()
    router_advertisements: bool = True
    setting_lines: tuple[tuple[str, Span], ...] = ()
    delay_10us: int | None = None
    unnumbered: str | None = None
    autostate: bool = True
    policy_routes: tuple[tuple[Family, str], ...] = ()
    nat_side: str = ""  # inside, outside
    zone: str = ""
    eigrp_summaries: tuple[tuple[tuple[Family, int], IPNetwork], ...] = ()
    eigrp_unsplit: tuple[tuple[int, int], ...] = ()
    eigrp6: tuple[int, ...] = ()
    isis: IsisPort | None = None
    ripng: str = ""
    rip_summaries: tuple[IPNetwork, ...] = ()

    def __init__(self, name: str, kind: InterfaceKind, ledger: Ledger, where: Span) -> None:
        self.name = name
        self.kind = kind
        self.ledger = ledger
        self.where = where

    def note(self, setting: str, line: int) -> None:
        """Remember which line said a setting; the last one holds."""
        self.setting_lines = (*self.setting_lines, (setting, self.ledger.span(line)))


@dataclass(slots=True)
class AreaDraft:
    """What is said of an area. `authentication` holds for interfaces that say nothing."""

    kind: AreaKind = AreaKind.NORMAL
    ranges: tuple[AreaRange, ...] = ()
    default_cost: int | None = None
    default_originate: bool = False
    import_lists: tuple[str, ...] = ()
    export_lists: tuple[str, ...] = ()
    authentication: str = ""
    virtual_links: tuple[IPv4Address, ...] = ()
    default_metric: int | None = None
    default_metric_type: int = 2
    imports: bool = True


@dataclass(slots=True)
class ProcessDraft:
    """An OSPF process: of OSPFv2 with one VRF, or one address family of OSPFv3."""

    family: Family
    process: int | None  # None on platforms with one process a VRF
    vrf: str
    ledger: Ledger
    where: Span
    router_id: IPv4Address | None = None
    areas: dict[int, AreaDraft] = field(default_factory=dict)
    redistribute: list[Redistribution] = field(default_factory=list)
    default_originate: bool = False
    reference_bandwidth_mbps: int | None = None
    networks: list[tuple[IPv4Network | Wildcard, int]] = field(default_factory=list)
    passive_default: bool = False
    passive: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    settings: dict[str, Any] = field(default_factory=dict)  # further fields of `OspfProcess`
    summaries: tuple[AreaRange, ...] = ()
    default_metric: int | None = None  # of what is redistributed
    suppresses: bool = False  # `prefix-suppression`
    neighbors: tuple[IPv4Address, ...] = ()
    filters: list[tuple[str, RouteFilter]] = field(default_factory=list)  # by interface


@dataclass(slots=True)
class AclDraft:
    """Rules with their sequence numbers; `remarks` wait for the rule below them."""

    name: str
    family: Family
    standard: bool
    ledger: Ledger
    where: Span
    rules: list[tuple[int, AclRule]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    sorted: bool = True
    reopened: bool = False


@dataclass(slots=True)
class ObjectGroup:
    """The members of an object group. `exact` is false if some could not be read."""

    addresses: list[AddressMatch | None] = field(default_factory=list)
    services: list[tuple[Service, Service]] = field(default_factory=list)  # (source, destination)
    exact: bool = True


@dataclass(slots=True)
class LineDraft:
    """A `line vty` block."""

    transports: tuple[str, ...] | None = None
    acl4: str = ""
    acl6: str = ""


class SystemDraft:
    """Identity and management plane."""

    hostname: str = ""
    domain: str = ""
    banner_login: str | None = None
    banner_motd: str | None = None
    timezone: str = ""
    sources: tuple[tuple[str, str], ...] = ()  # (interface, VRF) in the order of trust
    vrfs_used: tuple[str, ...] = ()
    ntp_servers: tuple[IPAddress, ...] = ()
    dns_servers: tuple[IPAddress, ...] = ()
    syslog_servers: tuple[IPAddress, ...] = ()
    snmp_users: tuple[SnmpUser, ...] = ()
    snmp_communities: tuple[SnmpCommunity, ...] = ()
    aaa_login: tuple[str, ...] = ()
    where: Span | None = None

    def __init__(self) -> None:
        self.cleartext: set[str] = set()
        self.users: dict[str, User] = {}
        self.vty: list[LineDraft] = []


@dataclass(slots=True)
class DeviceDraft:
    """Everything read so far. `ledger` is that of the file being read."""

    ledger: Ledger
    system: SystemDraft = field(default_factory=SystemDraft)
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    vlans: dict[int, Vlan] = field(default_factory=dict)
    stp_mode: Literal["rapid-pvst", "mst", "rstp"] | None = None
    stp_priority: int | None = None
    edge_default: bool = False
    bpdu_guard_default: bool = False
    interfaces: dict[str, InterfaceDraft] = field(default_factory=dict)
    static: list[StaticRoute] = field(default_factory=list)
    processes: dict[tuple[Family, int | None, str], ProcessDraft] = field(default_factory=dict)
    policies: PolicyDraft = field(default_factory=PolicyDraft)
    bgp: dict[str, BgpDraft] = field(default_factory=dict)  # by VRF
    bgp_groups: dict[str, PeerDraft] = field(default_factory=dict)  # templates
    bgp_router_ids: dict[str, str] = field(default_factory=dict)  # VRF -> interface
    takes_internal_bgp: bool = False  # other protocols take all of BGP's routes anyway
    bgp_external: set[str] = field(default_factory=set)  # VRFs where they do not
    bgp_internal: set[str] = field(default_factory=set)  # VRFs whose iBGP routes others take
    eigrp: dict[tuple[str, Family, int], EigrpDraft] = field(default_factory=dict)
    isis: dict[str, IsisDraft] = field(default_factory=dict)
    rip: dict[tuple[Family, str], RipDraft] = field(default_factory=dict)
    leaks: list[RouteLeak] = field(default_factory=list)
    tracks: dict[str, Track] = field(default_factory=dict)
    probes: dict[str, Probe] = field(default_factory=dict)  # IP SLA operations
    probe_of_track: dict[str, str] = field(default_factory=dict)  # track -> operation
    nat: NatDraft = field(default_factory=NatDraft)
    zoning: ZonesDraft = field(default_factory=ZonesDraft)
    acls: dict[tuple[Family, str], AclDraft] = field(default_factory=dict)
    object_groups: dict[str, ObjectGroup] = field(default_factory=dict)
    radius_servers: dict[str, RadiusServer] = field(default_factory=dict)
    radius_groups: dict[str, RadiusGroup] = field(default_factory=dict)
    method_groups: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, list) -> group
    dot1x_group: str = ""
    wireless: WirelessDraft = field(default_factory=WirelessDraft)
