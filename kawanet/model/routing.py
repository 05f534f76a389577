"""Routing of a device: static routes, OSPF, and what the other protocols' modules define."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Literal

from kawanet.errors import Span
from kawanet.model.bgp import BgpProcess
from kawanet.model.igp import EigrpProcess, IsisProcess, RipProcess
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.packing import quickly_made, quickly_pickled
from kawanet.model.route_policy import (
    AsPathList,
    CommunityList,
    IPNetwork,
    PrefixList,
    Redistribution,
    RoutePolicy,
    Source,
)

__all__ = [
    "AggregateRoute",
    "AreaKind",
    "AreaRange",
    "IPNetwork",
    "OspfArea",
    "OspfProcess",
    "Redistribution",
    "RouteLeak",
    "Routing",
    "Source",
    "StaticRoute",
    "Track",
]


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class StaticRoute:
    """`next_hop` and `interface` both None: discard (null route)."""

    vrf: str
    prefix: IPNetwork
    next_hop: IPAddress | None = None
    interface: str | None = None
    distance: int = 1
    next_hop_vrf: str | None = None  # a route leak: the next hop is resolved in another VRF
    where: Span | None = field(default=None, compare=False, repr=False)
    tag: int = 0
    metric: int = 0
    track: str | None = None  # in use while this `Track` is up
    connected_only: bool = False  # the next hop must be on a segment (Junos without `resolve`)
    permanent: bool = False  # stays though its interface is down
    kernel: bool = False  # Linux: put there by others than the routing daemon, which sees it
    communities: tuple[str, ...] = ()  # that BGP tells of it
    readvertised: bool = True  # False: no protocol takes it in (Junos `no-readvertise`)


@quickly_made
@dataclass(frozen=True, slots=True)
class AreaRange:
    """An ABR summary of the area's intra-area routes (RFC 2328 §12.4.3, §C.2)."""

    prefix: IPNetwork
    advertise: bool = True
    where: Span | None = field(default=None, compare=False, repr=False)
    cost: int | None = None  # None: the largest (or least, by the platform) of the parts
    tag: int = 0


class AreaKind(StrEnum):
    NORMAL = "normal"
    STUB = "stub"
    TOTALLY_STUB = "totally-stub"
    NSSA = "nssa"
    TOTALLY_NSSA = "totally-nssa"


@dataclass(frozen=True, slots=True)
class OspfArea:
    """An area as configured on this router; areas of kind normal without ranges are not listed."""

    area: int
    kind: AreaKind = AreaKind.NORMAL
    ranges: tuple[AreaRange, ...] = ()
    default_cost: int | None = None  # of the default route told into a stub area
    default_originate: bool = False  # a default into an NSSA
    import_lists: tuple[str, ...] = ()  # prefix lists on summaries into the area
    export_lists: tuple[str, ...] = ()  # and out of it
    default_told: bool = True  # False: a stub area hears no default from here (Junos, unless asked)
    virtual_links: tuple[IPv4Address, ...] = ()  # router ids of border routers across the area
    default_metric: int | None = None  # of `default_originate`
    default_metric_type: int = 2
    imports: bool = True  # False: a border router tells an NSSA nothing that it takes in


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class OspfProcess:
    """One OSPF instance: a VRF and an address family (4: OSPFv2, 6: OSPFv3)."""

    vrf: str
    family: Family
    process: int | None
    router_id: IPv4Address
    areas: tuple[OspfArea, ...] = ()
    redistribute: tuple[Redistribution, ...] = ()
    default_originate: bool = False  # only while a default route is in the RIB
    reference_bandwidth_mbps: int | None = None
    where: Span | None = field(default=None, compare=False, repr=False)
    default_always: bool = False
    default_metric: int = 1
    default_metric_type: int = 2
    default_policies: tuple[str, ...] = ()
    summaries: tuple[AreaRange, ...] = ()  # of external routes (`summary-address`)
    distance: int = 110
    distance_inter_area: int | None = None
    distance_external: int | None = None
    max_paths: int | None = None  # None: as many as there are
    max_metric: bool = False  # a stub router (RFC 6987)
    import_lists: tuple[str, ...] = ()  # what of OSPF enters the RIB (`distribute-list in`)
    import_policies: tuple[str, ...] = ()
    rfc1583_compatible: bool = True
    enabled: bool = True
    discards: tuple[Literal["internal", "external"], ...] = ("internal", "external")
    neighbors: tuple[IPAddress, ...] = ()  # that are greeted on networks without broadcast
    needs_neighbors: bool = False  # on such networks, nobody else is


@dataclass(frozen=True, slots=True)
class AggregateRoute:
    """A route that is there while a more specific one is (Junos `aggregate`, `generate`).
    `borrows`: packets go the way of the first contributing route; else they are discarded."""

    vrf: str
    prefix: IPNetwork
    borrows: bool = False
    distance: int = 130
    policies: tuple[str, ...] = ()
    tag: int = 0
    where: Span | None = field(default=None, compare=False, repr=False)
    metric: int = 0
    communities: tuple[str, ...] = ()  # that BGP tells of it


@dataclass(frozen=True, slots=True)
class RouteLeak:
    """Routes of one VRF taken into another of the same device (`import vrf`, rib-groups,
    `instance-import`). Leaks by route target stand in `Vrf.targets` instead."""

    vrf: str
    from_vrf: str
    family: Family
    policies: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()  # empty: all that the platform takes
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Track:
    """Something a static route or a VRRP priority leans on: up while `interface` is (line
    protocol, or with an address: ip routing), while `prefix` is in the RIB of `vrf`, while
    `probe` answers from there; what no configuration tells is assumed up. One with `parts` is up
    while all of them are (or any): names of other tracks, and whether each must be up or down."""

    name: str
    interface: str | None = None
    prefix: IPNetwork | None = None
    vrf: str = "default"
    where: Span | None = field(default=None, compare=False, repr=False)
    parts: tuple[tuple[str, bool], ...] = ()
    needs: Literal["all", "any"] = "all"
    probe: IPAddress | None = None
    probe_from: str | IPAddress | None = None  # an interface or an address


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Routing:
    """Sorted: statics by (vrf, family, prefix, next hop), processes by (family, vrf), lists and
    policies by (family,) name."""

    static: tuple[StaticRoute, ...] = ()
    ospf: tuple[OspfProcess, ...] = ()
    bgp: tuple[BgpProcess, ...] = ()
    eigrp: tuple[EigrpProcess, ...] = ()
    isis: tuple[IsisProcess, ...] = ()
    rip: tuple[RipProcess, ...] = ()
    aggregates: tuple[AggregateRoute, ...] = ()
    leaks: tuple[RouteLeak, ...] = ()
    policies: tuple[RoutePolicy, ...] = ()
    prefix_lists: tuple[PrefixList, ...] = ()
    as_path_lists: tuple[AsPathList, ...] = ()
    community_lists: tuple[CommunityList, ...] = ()
    tracks: tuple[Track, ...] = ()
