"""Static routes and OSPF processes of a device."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Network

from kawanet.errors import Span
from kawanet.model.interfaces import Family, IPAddress

IPNetwork = IPv4Network | IPv6Network


class Source(StrEnum):
    """Where redistributed routes come from."""

    CONNECTED = "connected"
    STATIC = "static"


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


@dataclass(frozen=True, slots=True)
class AreaRange:
    """An ABR summary of the area's intra-area routes (RFC 2328 §12.4.3, §C.2)."""

    prefix: IPNetwork
    advertise: bool = True
    where: Span | None = field(default=None, compare=False, repr=False)


class AreaKind(StrEnum):
    NORMAL = "normal"
    STUB = "stub"
    TOTALLY_STUB = "totally-stub"
    NSSA = "nssa"


@dataclass(frozen=True, slots=True)
class OspfArea:
    """An area as configured on this router; areas of kind normal without ranges are not listed."""

    area: int
    kind: AreaKind = AreaKind.NORMAL
    ranges: tuple[AreaRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Redistribution:
    """Routes of `source` imported as AS-external. `metric_type` 1 is E1, 2 is E2."""

    source: Source
    metric: int = 20
    metric_type: int = 2
    prefixes: tuple[IPNetwork, ...] | None = None  # None: all of them
    where: Span | None = field(default=None, compare=False, repr=False)


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


@dataclass(frozen=True, slots=True)
class Routing:
    """Sorted: statics by (vrf, family, prefix, next hop), processes by (family, vrf)."""

    static: tuple[StaticRoute, ...] = ()
    ospf: tuple[OspfProcess, ...] = ()
