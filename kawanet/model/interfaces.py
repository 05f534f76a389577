"""Interfaces of a device, layer 1 to 3, with what is bound to each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from typing import Literal

from kawanet.errors import Span
from kawanet.model.packing import quickly_made, quickly_pickled

Family = Literal[4, 6]
IPAddress = IPv4Address | IPv6Address
IPInterface = IPv4Interface | IPv6Interface


class InterfaceKind(StrEnum):
    PHYSICAL = "physical"
    LAG = "lag"
    SVI = "svi"
    SUBINTERFACE = "subinterface"
    LOOPBACK = "loopback"
    TUNNEL = "tunnel"


class PortMode(StrEnum):
    ACCESS = "access"
    TRUNK = "trunk"


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class Switchport:
    """Layer-2 behaviour of a port. An access port uses `access_vlan` (and `voice_vlan`, tagged);
    a trunk carries exactly `allowed_vlans`, tagged except `native_vlan`.

    `allowed_vlans` is sorted; None means every VLAN (the platform's default, a finding). A trunk
    whose `native_vlan` is None carries no untagged frame.
    """

    mode: PortMode
    access_vlan: int | None = None
    voice_vlan: int | None = None
    native_vlan: int | None = None
    allowed_vlans: tuple[int, ...] | None = None
    edge: bool = False  # spanning-tree portfast: a host port
    bpdu_guard: bool = False
    dot1x: bool = False  # 802.1X authenticator


@quickly_made
@dataclass(frozen=True, slots=True)
class LagMember:
    """Membership of a physical port in a LAG. `mode` is LACP active/passive, or static 'on'."""

    lag: str
    mode: Literal["active", "passive", "on"] = "active"


@dataclass(frozen=True, slots=True)
class Tunnel:
    """A point-to-point tunnel; source and destination live in `underlay_vrf`. Both ends have the
    same mode; `ip` is a packet in a packet, `ipsec` a virtual tunnel interface."""

    source: IPAddress
    destination: IPAddress
    underlay_vrf: str
    mode: Literal["gre", "ip", "ipsec"] = "gre"
    key: int | None = None


@dataclass(frozen=True, slots=True)
class RouteFilter:
    """What EIGRP or RIP takes in or tells on an interface, or what of OSPF's ways over it enters
    the RIB: all the lists must permit a route. With `offset` nothing is refused, but what they
    permit weighs so much more."""

    direction: Literal["in", "out"]
    prefix_lists: tuple[str, ...] = ()
    acls: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    offset: int | None = None


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class OspfInterface:
    """OSPF on an interface, for one address family (4: OSPFv2, 6: OSPFv3)."""

    family: Family
    process: int | None  # None on platforms with one process a VRF
    area: int
    cost: int | None = None
    passive: bool = False
    network: Literal["broadcast", "point-to-point", "non-broadcast", "point-to-multipoint"] = (
        "broadcast"
    )
    hello_s: int | None = None
    dead_s: int | None = None
    authentication: str = ""  # what must be equal on both ends, without the key
    priority: int = 1  # 0: never the designated router
    mtu_ignore: bool = False
    left_out: tuple[IPv4Network | IPv6Network, ...] = ()  # of its prefixes, not announced
    filters: tuple[RouteFilter, ...] = ()  # what of the ways over it enters the RIB


@dataclass(frozen=True, slots=True)
class EigrpInterface:
    """EIGRP on an interface. `summaries`: what is told here in place of its parts."""

    family: Family
    asn: int
    passive: bool = False
    summaries: tuple[IPv4Network | IPv6Network, ...] = ()
    split_horizon: bool = True
    filters: tuple[RouteFilter, ...] = ()


@dataclass(frozen=True, slots=True)
class IsisInterface:
    """IS-IS on an interface; `process` is the instance's name."""

    process: str
    families: tuple[Family, ...] = (4,)
    level: Literal["1", "2", "1-2"] | None = None  # None: as the process
    metric_1: int | None = None
    metric_2: int | None = None
    metric_v6_1: int | None = None  # multi-topology
    metric_v6_2: int | None = None
    passive: bool = False
    network: Literal["broadcast", "point-to-point"] = "broadcast"


@dataclass(frozen=True, slots=True)
class RipInterface:
    """RIP on an interface. `summaries` as of EIGRP."""

    family: Family
    passive: bool = False
    summaries: tuple[IPv4Network | IPv6Network, ...] = ()
    filters: tuple[RouteFilter, ...] = ()


@dataclass(frozen=True, slots=True)
class TrackedPriority:
    """While the `Track` of this name is down, the priority is less by `decrement` (or the group
    gives up: `decrement` None)."""

    track: str
    decrement: int | None = 10


@quickly_made
@dataclass(frozen=True, slots=True)
class VrrpGroup:
    """A group of routers with a virtual address, for one address family: VRRP (RFC 5798) or HSRP
    (RFC 2281), which elects in the same way."""

    family: Family
    group: int
    address: IPAddress
    priority: int = 100
    preempt: bool = True
    link_local: IPv6Address | None = None  # RFC 5798 §5.1.2.4 wants it first, for family 6
    protocol: Literal["vrrp", "hsrp", "glbp", "varp"] = "vrrp"  # varp: every router answers
    more: tuple[IPAddress, ...] = ()  # secondary virtual addresses
    tracks: tuple[TrackedPriority, ...] = ()


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class FilterBinding:
    """An ACL applied to packets entering (`in`) or leaving (`out`) the interface."""

    acl: str
    family: Family
    direction: Literal["in", "out"]
    where: Span | None = field(default=None, compare=False, repr=False)


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class Interface:
    """One interface. `parent` and `vlan` go with sub-interfaces; an SVI has only `vlan`."""

    name: str
    kind: InterfaceKind
    description: str = ""
    enabled: bool = True
    vrf: str = "default"
    addresses: tuple[IPInterface, ...] = ()  # primary first, IPv4 before IPv6
    mtu: int | None = None  # layer-3 MTU, bytes; None: the platform's default (1500)
    speed_bps: int | None = None
    parent: str | None = None
    vlan: int | None = None
    lag: LagMember | None = None
    switchport: Switchport | None = None
    tunnel: Tunnel | None = None
    ospf: tuple[OspfInterface, ...] = ()
    vrrp: tuple[VrrpGroup, ...] = ()
    filters: tuple[FilterBinding, ...] = ()
    dhcp_relays: tuple[IPAddress, ...] = ()
    router_advertisements: bool = True  # hosts on this segment may learn an IPv6 prefix from it
    where: Span | None = field(default=None, compare=False, repr=False)
    address_lines: tuple[Span, ...] = field(default=(), compare=False, repr=False)
    setting_lines: tuple[tuple[str, Span], ...] = field(default=(), compare=False, repr=False)
    eigrp: tuple[EigrpInterface, ...] = ()
    isis: tuple[IsisInterface, ...] = ()
    rip: tuple[RipInterface, ...] = ()
    bandwidth_kbps: int | None = None  # as configured, for metrics only
    delay_10us: int | None = None  # EIGRP, tens of microseconds
    unnumbered: str | None = None  # borrows the addresses of this interface
    autostate: bool = True  # an SVI goes down with the last port of its VLAN
    policy_routes: tuple[tuple[Family, str], ...] = ()  # `policy.PolicyRoute` on the way in
    linked: str | None = None  # the interface of this device at the other end (VDOM link, lt-)

    def line(self, *settings: str) -> Span | None:
        """The line of the first of the settings (`vrf`, `tag`, `access`, `trunk`, `native`,
        `allowed`) that was written; else the line where the interface begins."""
        said = dict(self.setting_lines)
        return next((said[s] for s in settings if s in said), self.where)
