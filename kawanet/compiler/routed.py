"""Routed cables: physical ports or LAGs, a sub-interface a tier, OSPF on each; and tunnels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface

from kawanet.addressing.links import AREA_LINK
from kawanet.addressing.ports import member_names
from kawanet.addressing.wiring import Box, Cable, Join
from kawanet.compiler.day import Day, vrf_of
from kawanet.design.schema import SiteKind
from kawanet.model.interfaces import (
    Family,
    Interface,
    InterfaceKind,
    LagMember,
    OspfInterface,
    Switchport,
)

REFERENCE_MBPS = 100_000  # OSPF cost 1
FAMILIES: tuple[Family, Family] = (4, 6)
Addresses = tuple[IPv4Interface | IPv6Interface, ...]


def cost_of(rate_mbps: int) -> int:
    """The OSPF cost of a link, by its rate."""
    return max(1, REFERENCE_MBPS // rate_mbps)


def base_interfaces(
    day: Day, box: Box, cable: Cable, switchport: Switchport | None = None
) -> Iterator[Interface]:
    """The physical ports of a cable's end, and the LAG where it has members."""
    about = f"{cable.name} to {' '.join(e for e in day.ends(cable) if e != box.name)}"
    about = about if cable.join is not Join.CARRIER else cable.name
    if cable.members == 1:
        name = day.port(box.name, cable.name)
        yield Interface(name, InterfaceKind.PHYSICAL, about, switchport=switchport)
        return
    lag = day.port(box.name, cable.name)
    for member in member_names(cable):
        name = day.port(box.name, member)
        yield Interface(name, InterfaceKind.PHYSICAL, member, lag=LagMember(lag))
    yield Interface(lag, InterfaceKind.LAG, about, switchport=switchport)


@dataclass(frozen=True, slots=True)
class Sub:
    """A sub-interface to make: dot1q id, tier, addresses, area and cost."""

    vlan: int
    tier: str
    addresses: Addresses
    area: int | None = None
    cost: int | None = None
    about: str = ""


def subinterface(day: Day, box: Box, parent: str, sub: Sub) -> Interface:
    """One routed sub-interface, point-to-point in OSPF where it has an area."""
    name = day.platform(box).subinterface.format(parent=parent, vlan=sub.vlan)
    return Interface(
        name,
        InterfaceKind.SUBINTERFACE,
        sub.about or f"tier {sub.tier}",
        vrf=vrf_of(sub.tier),
        addresses=sub.addresses,
        parent=parent,
        vlan=sub.vlan,
        ospf=ospf_on(day, box, sub.tier, sub.area, sub.cost),
        router_advertisements=False,
    )


def ospf_on(
    day: Day,
    box: Box,
    tier: str,
    area: int | None,
    cost: int | None = None,
    *,
    passive: bool = False,
) -> tuple[OspfInterface, ...]:
    """OSPF of both families; point-to-point unless passive."""
    if area is None:
        return ()
    process = day.tier[tier].number if day.platform(box).numbered_ospf else None
    network = "broadcast" if passive else "point-to-point"
    return tuple(
        OspfInterface(family, process, area, cost, passive, network)  # type: ignore[arg-type]
        for family in FAMILIES
    )


def routed_cable(day: Day, box: Box, cable: Cable) -> Iterator[Interface]:
    """A cable whose tiers are sub-interfaces at both ends."""
    yield from base_interfaces(day, box, cable)
    parent = day.port(box.name, cable.name)
    end = cable.ends.index(box.name)
    cost = cost_of(cable.speed_mbps * cable.members)
    area = _area(day, cable)
    for tier in day.plan.reach.on_cable(cable, day.plan.wiring):
        vlan = day.tier[tier].vlans[0]
        pair = day.plan.links[cable.name, tier]
        yield subinterface(day, box, parent, Sub(vlan, tier, pair.end(end), area, cost))
    yield from _area_links(day, box, cable, parent, cost)


def _area(day: Day, cable: Cable) -> int:
    """Rings, pairs and head-ends are area 0; a spur is in the area of its ward."""
    if cable.join is not Join.SPUR:
        return 0
    ward = day.site[day.plan.wiring.box[cable.ends[0]].site]
    return day.area_of_region[ward.region]


def _area_links(day: Day, box: Box, cable: Cable, parent: str, cost: int) -> Iterator[Interface]:
    """Between two border routers, a second sub-interface in each area behind them: whoever loses
    its way into the area still has one through its neighbour."""
    end = cable.ends.index(box.name)
    site = day.site[box.site]
    if cable.join is Join.PAIR and site.kind is SiteKind.WARD:
        area = day.area_of_region[site.region]
        for tier in day.plan.reach.on_cable(cable, day.plan.wiring):
            pair = day.plan.links[f"{cable.name}/{AREA_LINK}", tier]
            vlan = day.tier[tier].vlans[0] + 1
            about = f"tier {tier} inside the area"
            yield subinterface(day, box, parent, Sub(vlan, tier, pair.end(end), area, cost, about))
    if cable.join is Join.CARRIER_PAIR:
        for number, carrier in enumerate(sorted(day.design.carriers, key=lambda c: c.name)):
            for tier in day.plan.reach.carried(carrier) if day.is_head_end(box, carrier) else ():
                pair = day.plan.links[f"{cable.name}/{carrier.name}", tier]
                vlan = day.tier[tier].vlans[0] + 2 + number
                about = f"tier {tier} of {carrier.name}"
                area = day.plan.areas[carrier.name]
                yield subinterface(
                    day, box, parent, Sub(vlan, tier, pair.end(end), area, cost, about)
                )
