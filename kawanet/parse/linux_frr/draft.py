"""What the readers of a Linux box's files fill in together, before it becomes one `Device`.

An interface of `linux_frr` is described in several files (addresses in `interfaces`, OSPF and
VRRP in `frr.conf`, filters in `nftables.conf`), so the readers share one mutable draft, and
`linux_frr` turns it into frozen values once all files are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import IPv4Address
from types import SimpleNamespace
from typing import Any, Literal

from kawanet.errors import Span
from kawanet.model.bgp import BgpProcess
from kawanet.model.interfaces import (
    Family,
    FilterBinding,
    Interface,
    InterfaceKind,
    IPAddress,
    IPInterface,
    LagMember,
    OspfInterface,
    RipInterface,
    Switchport,
    Tunnel,
    VrrpGroup,
)
from kawanet.model.network import DEFAULT_VRF, Vrf
from kawanet.model.policy import Policy
from kawanet.model.routing import (
    OspfArea,
    OspfProcess,
    Redistribution,
    StaticRoute,
)
from kawanet.model.services import Services
from kawanet.model.switching import Switching
from kawanet.model.system import System
from kawanet.parse.bgp_draft import BgpDraft, bgp_of
from kawanet.parse.linux_frr.frr_isis import IsisDraft, IsisPort, isis_on
from kawanet.parse.linux_frr.frr_rip import RipDraft
from kawanet.parse.linux_frr.frr_vpn import VpnDraft
from kawanet.parse.policy_draft import PolicyDraft


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables of keywords."""
    return frozenset(text.split())


@dataclass(slots=True)
class OspfDraft:
    """OSPF lines of one interface and family; without an area they mean nothing."""

    area: int | None = None
    cost: int | None = None
    passive: bool | None = None
    network: str | None = None
    hello_s: int | None = None
    dead_s: int | None = None
    authentication: str | None = None  # None: as the area has it
    priority: int = 1
    mtu_ignore: bool = False


@dataclass(slots=True)
class InterfaceDraft:
    """One interface while it is being read. `advertises` None: no line said so."""

    name: str
    kind: InterfaceKind = InterfaceKind.PHYSICAL
    description: str = ""
    enabled: bool = True
    vrf: str = DEFAULT_VRF
    addresses: list[tuple[IPInterface, Span]] = field(default_factory=list)
    mtu: int | None = None
    speed_bps: int | None = None
    parent: str | None = None
    vlan: int | None = None
    lag: LagMember | None = None
    switchport: Switchport | None = None
    tunnel: Tunnel | None = None
    ospf: dict[Family, OspfDraft] = field(default_factory=dict)
    vrrp: list[VrrpGroup] = field(default_factory=list)
    filters: list[FilterBinding] = field(default_factory=list)
    dhcp_relays: list[IPAddress] = field(default_factory=list)
    isis: IsisPort | None = None
    rip: tuple[RipInterface, ...] = ()
    advertises: bool | None = None
    where: Span | None = None
    setting_lines: list[tuple[str, Span]] = field(default_factory=list)

    def ospf_of(self, family: Family) -> OspfDraft:
        """The OSPF lines of a family, made on first use."""
        return self.ospf.setdefault(family, OspfDraft())

    def frozen(self) -> Interface:
        """The interface as the model has it."""
        held = self.addresses
        addresses = sorted(held, key=lambda a: a[0].version) if len(held) > 1 else held
        return Interface(
            name=self.name,
            kind=self.kind,
            description=self.description,
            enabled=self.enabled,
            vrf=self.vrf,
            addresses=tuple([a for a, _ in addresses]),
            mtu=self.mtu,
            speed_bps=self.speed_bps,
            parent=self.parent,
            vlan=self.vlan,
            lag=self.lag,
            switchport=self.switchport,
            tunnel=self.tunnel,
            ospf=self._ospf() if self.ospf else (),
            isis=isis_on(self.isis, self.kind),
            rip=self.rip,
            vrrp=tuple(self.vrrp),
            filters=tuple(self.filters),
            dhcp_relays=tuple(self.dhcp_relays),
            router_advertisements=self._advertises(),
            where=self.where,
            address_lines=tuple([span for _, span in addresses]),
            setting_lines=tuple(self.setting_lines),
        )

    def _ospf(self) -> tuple[OspfInterface, ...]:
        return tuple(
            _ospf_interface(family, self.ospf[family], self.kind)
            for family in sorted(self.ospf)
            if self.ospf[family].area is not None
        )

    def _advertises(self) -> bool:
        """FRR sends no router advertisements unless told to (`no ipv6 nd suppress-ra`); on an
        interface without IPv6 the question does not arise and the model's default stands."""
        if self.advertises is not None:
            return self.advertises
        return not any(a.version == 6 for a, _ in self.addresses)


_NETWORKS: Mapping[str, Literal["point-to-point", "point-to-multipoint"]] = {
    "point-to-point": "point-to-point",
    "point-to-multipoint": "point-to-multipoint",
}


def _ospf_interface(family: Family, draft: OspfDraft, kind: InterfaceKind) -> OspfInterface:
    """FRR takes a tunnel for a point-to-point network when no line says otherwise."""
    tunnel = kind is InterfaceKind.TUNNEL
    network = draft.network or ("point-to-point" if tunnel else "broadcast")
    return OspfInterface(
        family=family,
        process=None,
        area=draft.area or 0,
        cost=draft.cost,
        passive=bool(draft.passive),
        network=_NETWORKS.get(network, "broadcast"),
        hello_s=draft.hello_s,
        dead_s=draft.dead_s,
        authentication=draft.authentication or "",
        priority=draft.priority,
        mtu_ignore=draft.mtu_ignore,
    )


@dataclass(slots=True)
class ProcessDraft:
    """One `router ospf` or `router ospf6` block. `networks` keeps (prefix, area) as written."""

    vrf: str
    family: Family
    where: Span
    router_id: IPv4Address | None = None
    areas: dict[int, OspfArea] = field(default_factory=dict)
    redistribute: list[tuple[Redistribution, str]] = field(default_factory=list)  # with route-map
    without_metric: set[int] = field(default_factory=set)  # indices of `redistribute`
    default_metric: int | None = None
    default_originate: bool = False
    reference_bandwidth_mbps: int | None = None
    networks: list[tuple[str, int]] = field(default_factory=list)
    passive_default: bool = False
    passive: dict[str, bool] = field(default_factory=dict)
    authentication: dict[int, str] = field(default_factory=dict)  # of interfaces, by area
    settings: dict[str, Any] = field(default_factory=dict)  # further fields of `OspfProcess`

    def frozen(self, router_id: IPv4Address) -> OspfProcess:
        """The process as the model has it; `router_id` is used when no line gave one."""
        return OspfProcess(
            vrf=self.vrf,
            family=self.family,
            process=None,
            router_id=self.router_id or router_id,
            areas=tuple(self.areas[a] for a in sorted(self.areas)),
            redistribute=tuple(self._with_metric(n) for n in range(len(self.redistribute))),
            default_originate=self.default_originate,
            reference_bandwidth_mbps=self.reference_bandwidth_mbps,
            where=self.where,
            **self.settings,
        )

    def _with_metric(self, index: int) -> Redistribution:
        entry, _ = self.redistribute[index]
        unsaid = self.default_metric is not None and index in self.without_metric
        return replace(entry, metric=self.default_metric) if unsaid else entry


def _collected(empty: System | Services) -> SimpleNamespace:
    """The fields of a value of the model, to be set one by one as lines are read."""
    return SimpleNamespace(**{f.name: getattr(empty, f.name) for f in fields(empty)})


@dataclass(slots=True)
class DeviceDraft:
    """A whole box while it is being read. Interfaces and VRFs keep the order of the text."""

    name: str = ""
    system: SimpleNamespace = field(default_factory=lambda: _collected(System()))
    services: SimpleNamespace = field(default_factory=lambda: _collected(Services()))
    switching: Switching = Switching()
    policy: Policy = Policy()
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    interfaces: dict[str, InterfaceDraft] = field(default_factory=dict)
    statics: list[StaticRoute] = field(default_factory=list)
    processes: dict[tuple[Family, str], ProcessDraft] = field(default_factory=dict)
    policies: PolicyDraft = field(default_factory=PolicyDraft)
    bgp: dict[str, BgpDraft] = field(default_factory=dict)
    isis: dict[tuple[str, str], IsisDraft] = field(default_factory=dict)  # by VRF and name
    rip: dict[tuple[Family, str], RipDraft] = field(default_factory=dict)
    vpn: dict[tuple[str, Family], VpnDraft] = field(default_factory=dict)
    router_id: IPv4Address | None = None  # `router-id` of zebra, for processes without their own
    dot1x: bool = False  # hostapd asks for 802.1X
    dot1x_ports: list[str] = field(default_factory=list)
    relays: list[tuple[IPAddress, IPAddress]] = field(default_factory=list)  # (local, server)

    def know_vrf(self, name: str, where: Span) -> None:
        """Note a VRF that a line names."""
        if name != DEFAULT_VRF:
            self.vrfs.setdefault(name, Vrf(name, where=where))

    def bgp_processes(self) -> tuple[BgpProcess, ...]:
        """BGP as the model has it; a process without a router id takes zebra's."""
        found = bgp_of(self.bgp)
        return tuple(p if p.router_id else replace(p, router_id=self.router_id) for p in found)

    def interface(self, name: str, where: Span) -> InterfaceDraft:
        """The interface of that name, made on first mention."""
        found = self.interfaces.get(name)
        if found is None:
            found = self.interfaces[name] = InterfaceDraft(name, where=where)
        return found
