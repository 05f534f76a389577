"""`config router static` and `static6` -> static routes.

FortiOS wants the outgoing interface with every gateway. Where that interface is the one the
gateway is connected to it says nothing new, and the model's route has no interface.
Source: Fortinet FortiOS 7.4 CLI Reference, config router static (`distance` defaults to 10, `vrf`
only with `blackhole`).
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network

from kawanet.model.interfaces import Family, Interface, IPAddress
from kawanet.model.routing import IPNetwork, StaticRoute
from kawanet.parse.fortinet_fortios.reading import Entry, Scope, fields
from kawanet.parse.ip_words import network
from kawanet.parse.result import LineClass

ROUTE = fields(
    modelled="dst gateway device distance blackhole vrf status dstaddr internet-service "
    "internet-service-custom sdwan sdwan-zone dynamic-gateway link-monitor-exempt",
    irrelevant="comment comments weight tag preferred-source",
    unmodelled="priority bfd devindex virtual-wan-link src",
)
_UNMODELLED_IF_SET = ("dstaddr", "internet-service", "internet-service-custom", "sdwan-zone")
_DEFAULT_DISTANCE = 10


def read_routes(scope: Scope, interfaces: Sequence[Interface]) -> list[StaticRoute]:
    """All static routes of a scope."""
    segments = _Segments(interfaces)
    families: tuple[tuple[str, Family], ...] = (("router static", 4), ("router static6", 6))
    return [
        route
        for path, family in families
        for entry in scope.table(path, ROUTE).values()
        for route in _route(entry, family, scope, segments)
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
    for key in (*_UNMODELLED_IF_SET, "sdwan", "dynamic-gateway"):
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
