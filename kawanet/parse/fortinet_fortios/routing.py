"""`config router static` and `static6` -> static routes.

FortiOS wants the outgoing interface with every gateway. Where that interface is the one the
gateway is connected to it says nothing new, and the model's route has no interface.
Source: Fortinet FortiOS 7.4 CLI Reference, config router static (`distance` defaults to 10, `vrf`
only with `blackhole`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import NamedTuple

from kawanet.model.interfaces import Family, Interface, IPAddress
from kawanet.model.routing import IPNetwork, StaticRoute
from kawanet.parse.fortinet_fortios.addresses import AddressBook
from kawanet.parse.fortinet_fortios.reading import Entry, Scope, fields
from kawanet.parse.fortinet_fortios.sections import section_class
from kawanet.parse.ip_words import network
from kawanet.parse.result import LineClass

ROUTE = fields(
    modelled="dst gateway device distance blackhole vrf status dstaddr internet-service "
    "internet-service-custom sdwan sdwan-zone dynamic-gateway link-monitor-exempt",
    irrelevant="comment comments weight tag preferred-source",
    unmodelled="priority bfd devindex virtual-wan-link src",
)
_UNMODELLED_IF_SET = ("internet-service", "internet-service-custom")
_DEFAULT_DISTANCE, _SDWAN_DISTANCE = 10, 1
_SDWAN_ZONE = "virtual-wan-link"
SDWAN = fields(
    modelled="status zone members",
    irrelevant="load-balance-mode neighbor-hold-down neighbor-hold-boot-time fail-detect "
    "neighbor-hold-down-time app-perf-log-period speedtest-bypass-routing",
    unmodelled="service health-check neighbor duplication",
)
ZONE = fields(
    irrelevant="service-sla-tie-break advpn-select advpn-health-check minimum-sla-meet-members"
)
MEMBER = fields(
    modelled="interface gateway status zone",
    irrelevant="weight cost volume-ratio comment spillover-threshold source gateway6 source6 "
    "ingress-spillover-threshold priority priority6 seq-num preferred-source transport-group",
)


Books = Mapping[Family, AddressBook]


def read_routes(scope: Scope, interfaces: Sequence[Interface], books: Books) -> list[StaticRoute]:
    """All static routes of a scope."""
    segments = _Segments(interfaces)
    members = _sdwan_members(scope)
    families: tuple[tuple[str, Family], ...] = (("router static", 4), ("router static6", 6))
    return [
        route
        for path, family in families
        for entry in scope.table(path, ROUTE).values()
        for route in _routes(entry, family, scope, segments, books, members)
    ]


def sort_key(route: StaticRoute) -> tuple[str, int, int, int, int, str]:
    """The model's order: VRF, family, prefix, next hop."""
    prefix = route.prefix
    hop = -1 if route.next_hop is None else int(route.next_hop)
    start = int(prefix.network_address)
    return (route.vrf, prefix.version, start, prefix.prefixlen, hop, route.interface or "")


def _route(entry: Entry, family: Family, scope: Scope, segments: _Segments) -> list[StaticRoute]:
    """The route of an entry; none if it is switched off or leads nowhere the model knows."""
    if entry.text("status", "enable") != "enable":
        return []
    for key in (*_UNMODELLED_IF_SET, "dynamic-gateway"):
        if entry.text(key, "disable") != "disable":
            entry.mark(key, LineClass.UNMODELLED)
    prefix = _prefix(entry, family)
    if prefix is None or any(key in entry.values for key in _UNMODELLED_IF_SET):
        return []
    device = segments.interface.get(entry.text("device"))
    blackhole = entry.is_on("blackhole")
    gateway = None if blackhole else entry.address("gateway")
    if gateway is not None and (gateway.version != family or not int(gateway)):
        entry.mark("gateway", LineClass.UNRECOGNISED if int(gateway) else LineClass.IRRELEVANT)
        gateway = None
    named = None if blackhole else entry.text("device") or None
    if not blackhole and gateway is None and named is None:
        entry.mark("gateway" if "gateway" in entry.values else "dst", LineClass.UNRECOGNISED)
        return []
    vrf = device.vrf if device else scope.vrf(entry.number("vrf") or 0)
    distance = entry.number("distance")
    return [
        StaticRoute(
            vrf=vrf,
            prefix=prefix,
            next_hop=gateway,
            interface=None if named == segments.owner(vrf, gateway) else named,
            distance=_DEFAULT_DISTANCE if distance is None else distance,
            where=entry.where,
        )
    ]


def _routes(
    entry: Entry,
    family: Family,
    scope: Scope,
    segments: _Segments,
    books: Books,
    members: Sequence[Member],
) -> list[StaticRoute]:
    """The routes of an entry: one for each prefix of a named address, and for each member of an
    SD-WAN zone."""
    if entry.is_on("sdwan") or "sdwan-zone" in entry.values:
        zones = set(entry.words("sdwan-zone"))
        mine = [m for m in members if not zones or m.zone in zones]
        if entry.text("status", "enable") != "enable":
            return []
        prefix, distance = _prefix(entry, family), entry.number("distance")
        return [
            StaticRoute(
                scope.vrf(0),
                prefix,
                m.gateway,
                None if m.interface == segments.owner(scope.vrf(0), m.gateway) else m.interface,
                _SDWAN_DISTANCE if distance is None else distance,
                where=entry.where,
            )
            for m in mine
            if prefix is not None and (m.gateway is None or m.gateway.version == family)
        ]
    found = _route(entry, family, scope, segments)
    if "dstaddr" not in entry.values:
        return found
    prefixes = books[family].prefixes(entry.words("dstaddr"))
    return [replace(r, prefix=p) for r in found for p in prefixes if p is not None]


class Member(NamedTuple):
    """A way out of SD-WAN."""

    zone: str
    interface: str
    gateway: IPAddress | None


def _sdwan_members(scope: Scope) -> tuple[Member, ...]:
    """The members of `config system sdwan` that are up; its rules are policy routes."""
    found: list[Member] = []
    for path in ("system sdwan", "system virtual-wan-link"):
        said = scope.sections.get(path, ())
        if not any(section_class(path, b) is LineClass.UNMODELLED for _, b in said):
            continue
        entry = scope.settings(path, SDWAN)
        if not entry.is_on("status"):
            continue
        entry.table("zone", ZONE)
        for each in entry.table("members", MEMBER).values():
            if each.is_on("status", default=True) and each.text("interface"):
                gateway = each.address("gateway")
                gateway = gateway if gateway is not None and int(gateway) else None
                zone = each.text("zone", _SDWAN_ZONE)
                found.append(Member(zone, each.text("interface"), gateway))
    return tuple(found)


def _prefix(entry: Entry, family: Family) -> IPNetwork | None:
    """The destination; a route without one is a default route."""
    if "dst" not in entry.values:
        return ip_network("0.0.0.0/0" if family == 4 else "::/0")
    prefix = entry.read("dst", lambda words: network("/".join(words[:2])))
    if prefix is not None and prefix.version != family:
        entry.mark("dst", LineClass.UNRECOGNISED)
        return None
    return prefix


class _Segments:
    """On whose segment a next hop is; each next hop is looked for once."""

    def __init__(self, interfaces: Sequence[Interface]) -> None:
        self.interface = {i.name: i for i in interfaces}
        self._found: dict[tuple[str, IPAddress], str | None] = {}

    def owner(self, vrf: str, gateway: IPAddress | None) -> str | None:
        """The first interface of a VRF with the next hop on its segment."""
        if gateway is None:
            return None
        key = (vrf, gateway)
        if key not in self._found:
            self._found[key] = next(
                (
                    i.name
                    for i in self.interface.values()
                    if i.vrf == vrf and any(gateway in a.network for a in i.addresses)
                ),
                None,
            )
        return self._found[key]
