"""EIGRP (RFC 7868), IS-IS (ISO 10589, RFC 1195, RFC 5308) and RIP (RFC 2453, RFC 2080).

Which interfaces take part stands on the interface (`Interface.eigrp`, `.isis`, `.rip`), however the
vendor writes it (`network` statements are resolved by the parser).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import Literal

from kawanet.errors import Span
from kawanet.model.distances import DistanceRule
from kawanet.model.interfaces import Family
from kawanet.model.route_policy import EigrpMetric, Redistribution

Level = Literal["1", "2", "1-2"]


@dataclass(frozen=True, slots=True)
class EigrpProcess:
    """One autonomous system in a VRF and family. `wide`: 64-bit metrics (named mode)."""

    vrf: str
    family: Family
    asn: int
    name: str = ""  # of the instance, where it has one
    router_id: IPv4Address | None = None
    redistribute: tuple[Redistribution, ...] = ()
    default_metric: EigrpMetric | None = None
    k_values: tuple[int, int, int, int, int] = (1, 0, 1, 0, 0)
    distance_internal: int = 90
    distance_external: int = 170
    max_paths: int = 4
    variance: int = 1
    wide: bool = False
    stub: tuple[str, ...] | None = None  # connected, summary, static, redistributed, receive-only
    import_lists: tuple[str, ...] = ()  # prefix lists of `distribute-list in`
    export_lists: tuple[str, ...] = ()
    where: Span | None = field(default=None, compare=False, repr=False)
    default_originate: bool = False  # while another protocol's default route is in the RIB
    default_always: bool = False
    distances: tuple[DistanceRule, ...] = ()  # of internal routes


@dataclass(frozen=True, slots=True)
class IsisSummary:
    """A prefix told in place of its parts, at a level."""

    prefix: IPv4Network | IPv6Network
    level: Level = "2"
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsisProcess:
    """One instance. `net` is the whole title, e.g. `49.0001.1921.6800.1001.00`."""

    vrf: str
    name: str
    net: str
    level: Level = "1-2"
    families: tuple[Family, ...] = (4,)
    wide_metrics: bool = True
    multi_topology: bool = False  # IPv6 has a graph of its own
    redistribute: tuple[Redistribution, ...] = ()
    default_originate: bool = False
    leak_policy: str | None = None  # level 2 into level 1
    distance: int = 115
    distance_external: int | None = None
    distance_level_1: int | None = None  # where it differs (Junos)
    max_paths: int = 4
    overload: bool = False
    reference_bandwidth_mbps: int | None = None
    where: Span | None = field(default=None, compare=False, repr=False)
    summaries: tuple[IsisSummary, ...] = ()


@dataclass(frozen=True, slots=True)
class RipProcess:
    """RIPv2 (family 4) or RIPng (family 6) in a VRF. `auto_summary`: subnets of one classful
    network are told as that network where the interface is in another."""

    vrf: str
    family: Family
    redistribute: tuple[Redistribution, ...] = ()
    default_metric: int = 1
    default_originate: bool = False
    distance: int = 120
    max_paths: int = 4
    where: Span | None = field(default=None, compare=False, repr=False)
    auto_summary: bool = False
    distances: tuple[DistanceRule, ...] = ()
