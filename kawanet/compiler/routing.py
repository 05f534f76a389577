"""OSPF processes, and static routes towards firewalls, carriers and gateways."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Network

from kawanet.addressing.hosts import has_default
from kawanet.addressing.needs import TRANSIT, carrier_region
from kawanet.addressing.values import (
    FIREWALL_GATEWAY,
    GATEWAY,
    HANDOFF_EXTERNAL,
    Host,
)
from kawanet.addressing.wiring import Box, Cable, Join
from kawanet.compiler import bgp
from kawanet.compiler.day import UNDERLAY_VRF, Day, vrf_of
from kawanet.compiler.gateways import external_of, transit_key
from kawanet.compiler.handoffs import handoffs_of
from kawanet.compiler.paths import Crossings
from kawanet.design.schema import Role
from kawanet.errors import InternalError
from kawanet.model.bgp import BgpProcess
from kawanet.model.interfaces import Family, Interface
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.platform import BgpTraits
from kawanet.model.policy import IPNetwork
from kawanet.model.routing import (
    AreaKind,
    AreaRange,
    OspfArea,
    OspfProcess,
    Redistribution,
    Routing,
    Source,
    StaticRoute,
)

DEFAULT4, DEFAULT6 = IPv4Network("0.0.0.0/0"), IPv6Network("::/0")


def routing_of(
    day: Day, box: Box, interfaces: tuple[Interface, ...], crossings: Crossings
) -> Routing:
    """All routing of a box."""
    static = tuple(sorted(set(_static(day, box, crossings)), key=_static_key))
    handoffs = handoffs_of(day, box, crossings)
    if not handoffs:
        return Routing(static, tuple(_processes(day, box, interfaces, static, ())))
    traits = day.platform(box).bgp
    own = bgp.processes(handoffs, _own_asn(day), _bgp_router_id(day, box), traits)
    spoken = tuple(own)
    return Routing(
        static,
        tuple(_processes(day, box, interfaces, static, spoken)),
        spoken,
        policies=bgp.policies(handoffs, traits),
        prefix_lists=bgp.prefix_lists(handoffs),
    )


def _own_asn(day: Day) -> int:
    """The city's number.

    Raises:
        InternalError: there is none, which the check of the design forbids.
    """
    if day.design.city.asn is None:
        raise InternalError("BGP is spoken without an AS number of the city")
    return day.design.city.asn


def _bgp_router_id(day: Day, box: Box) -> IPv4Address | None:
    """As OSPF's in the mobile tier; None on firewalls, which have no number of that kind."""
    mobile = day.design.mobile
    if box.role != Role.MOBILE_EDGE or mobile is None:
        return None
    return router_id(day, box, mobile.tier)


def _static_key(route: StaticRoute) -> tuple[str, int, IPNetwork, str]:
    return route.vrf, route.prefix.version, route.prefix, str(route.next_hop)


def _static(day: Day, box: Box, crossings: Crossings) -> Iterator[StaticRoute]:
    match box.role:
        case Role.CORE | Role.WARD:
            yield from _towards_firewalls(day, box, crossings)
        case Role.FIREWALL | Role.MOBILE_FIREWALL:
            yield from _of_firewall(day, box, crossings)
        case Role.MOBILE_EDGE:
            yield from _of_mobile_edge(day, box)
        case Role.BRANCH | Role.FACILITY | Role.HEADEND:
            for cable in day.cable_of(box.name, Join.CARRIER):
                yield from _of_carrier(day, box, cable)
        case _:
            gateway = day.management_segment(box.site).address(GATEWAY)
            yield from both(DEFAULT_VRF, (DEFAULT4, DEFAULT6), gateway)


def both(vrf: str, prefixes: tuple[IPNetwork, ...], to: Host) -> Iterator[StaticRoute]:
    """Routes of both families to one neighbour."""
    for prefix in prefixes:
        yield StaticRoute(vrf, prefix, to.ipv4 if prefix.version == 4 else to.ipv6)


def destination_prefixes(day: Day, zone: str) -> tuple[IPNetwork, ...]:
    """What a route to a tier or an external covers."""
    if zone in day.tier:
        return day.tier[zone].ipv4, day.tier[zone].ipv6
    external = external_of(day, zone)
    return (DEFAULT4, DEFAULT6) if has_default(external) else tuple(external.prefixes)


def _towards_firewalls(day: Day, box: Box, crossings: Crossings) -> Iterator[StaticRoute]:
    """On the routers beside a firewall: what lies behind it, in each VRF that a flow needs."""
    for way in crossings.into:
        firewall = day.firewall[way.firewall]
        if firewall.site == box.site and way.zone in firewall.tiers:
            key = f"{way.zone}/{box.site}/{TRANSIT}-{firewall.name}"
            gateway = day.plan.segments[key].address(FIREWALL_GATEWAY)
            prefixes = destination_prefixes(day, way.destination)
            yield from both(vrf_of(way.zone), prefixes, gateway)


def _of_firewall(day: Day, box: Box, crossings: Crossings) -> Iterator[StaticRoute]:
    """Tiers by their cores, externals by their routers, and what lies behind either."""
    firewall = day.firewall_of(box)
    direct = {*firewall.tiers}
    for tier in sorted(direct):
        prefixes = destination_prefixes(day, tier)
        yield from both(DEFAULT_VRF, prefixes, _neighbour(day, box, tier))
    spoken = {h.name for h in handoffs_of(day, box, crossings)}
    for way in crossings.out:
        if way.zone == way.destination and way.zone in spoken:
            continue  # told by the external itself
        if way.firewall == firewall.name and way.destination not in direct:
            prefixes = destination_prefixes(day, way.destination)
            yield from both(DEFAULT_VRF, prefixes, _neighbour(day, box, way.zone))
    if box.name in day.plan.management:
        gateway = day.management_segment(box.site).address(GATEWAY)
        managed = day.design.management.tier
        yield from both(DEFAULT_VRF, destination_prefixes(day, managed), gateway)


def _neighbour(day: Day, box: Box, zone: str) -> Host:
    """The next router of a firewall in a zone."""
    if zone in day.tier:
        return day.plan.segments[transit_key(day, box, zone)].address(GATEWAY)
    external = external_of(day, zone)
    return Host(external.handoff_ipv4[HANDOFF_EXTERNAL], external.handoff_ipv6[HANDOFF_EXTERNAL])


def _of_mobile_edge(day: Day, box: Box) -> Iterator[StaticRoute]:
    mobile = day.design.mobile
    if mobile is None or mobile.bgp is not None:
        return
    _, carrier = day.mobile_hosts(mobile, box)
    for pool in mobile.pools:
        yield from both(vrf_of(mobile.tier), day.plan.pools[pool.name], carrier)


def _of_carrier(day: Day, box: Box, cable: Cable) -> Iterator[StaticRoute]:
    underlay = day.plan.underlay.get((cable.about, box.name))
    if underlay is not None and underlay.gateway is not None:
        yield StaticRoute(UNDERLAY_VRF, DEFAULT4, underlay.gateway)


def router_id(day: Day, box: Box, tier: str) -> IPv4Address:
    """<tier number>.<24 bits of the box>: unique in the city, the same on every day."""
    return IPv4Address((day.tier[tier].number << 24) | day.plan.router_ids[box.name])


def _processes(
    day: Day,
    box: Box,
    interfaces: tuple[Interface, ...],
    static: tuple[StaticRoute, ...],
    spoken: tuple[BgpProcess, ...],
) -> Iterator[OspfProcess]:
    """One process a VRF and family that has an interface, sorted by (family, vrf)."""
    areas: dict[tuple[Family, str], set[int]] = {}
    for interface in interfaces:
        for ospf in interface.ospf:
            areas.setdefault((ospf.family, interface.vrf), set()).add(ospf.area)
    tiers = {vrf_of(t): t for t in day.tier}
    platform = day.platform(box)
    numbered = platform.numbered_ospf
    for (family, vrf), found in sorted(areas.items()):
        tier = tiers[vrf]
        routes = [r.prefix for r in static if r.vrf == vrf and r.prefix.version == family]
        yield OspfProcess(
            vrf,
            family,
            day.tier[tier].number if numbered else None,
            router_id(day, box, tier),
            tuple(a for n in sorted(found) if (a := _area(day, box, tier, family, n))),
            (
                *((Redistribution(Source.STATIC),) if any(r.prefixlen for r in routes) else ()),
                *(_of_bgp(p, platform.bgp) for p in spoken if p.vrf == vrf),
            ),
            default_originate=any(r.prefixlen == 0 for r in routes),
        )


def _of_bgp(process: BgpProcess, traits: BgpTraits) -> Redistribution:
    """What a hand-off told, for the routers inside."""
    return Redistribution(Source.BGP, instance=str(process.asn) if traits.names_instance else None)


def _area(day: Day, box: Box, tier: str, family: Family, area: int) -> OspfArea | None:
    """How a box takes part in an area: border routers summarise, those inside are stubs."""
    if area == 0:
        return None
    region = _region_behind(day, box, area)
    if region is None:
        return OspfArea(area, AreaKind.STUB)
    pairs = day.plan.regions.get((tier, region), ())
    ranges = tuple(AreaRange(pair[family == 6]) for pair in sorted(pairs))
    return OspfArea(area, AreaKind.TOTALLY_STUB, ranges)


def _region_behind(day: Day, box: Box, area: int) -> str | None:
    """The region whose block a border router announces for an area; None inside the area."""
    if box.role == Role.WARD:
        return day.site[box.site].region
    if box.role == Role.HEADEND:
        carriers = [c for c in day.design.carriers if day.is_head_end(box, c)]
        return next(carrier_region(c.name) for c in carriers if day.plan.areas[c.name] == area)
    return None
