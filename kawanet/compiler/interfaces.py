"""All interfaces of a box: its loopback, what each cable's purpose asks for, SVIs, edge ports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from kawanet.addressing.boxes import is_pair_site
from kawanet.addressing.wiring import Box, Cable, Join
from kawanet.compiler.carriers import carrier_port
from kawanet.compiler.day import Day, vrf_of
from kawanet.compiler.gateways import firewall_port, handoff_port, lan_port, svis
from kawanet.compiler.mobile import mobile_port
from kawanet.compiler.policy import FIREWALLS
from kawanet.compiler.routed import ospf_on, routed_cable
from kawanet.compiler.switching import (
    BUILDING_ROUTERS,
    SWITCHES,
    edge_interfaces,
    is_layer2_fibre,
    server_port,
    trunk_port,
)
from kawanet.compiler.system import loopback_name, management_interface
from kawanet.design.schema import Role
from kawanet.model.interfaces import Interface, InterfaceKind

Maker = Callable[[Day, Box, Cable], Iterator[Interface]]

MAKERS: Mapping[Join, Maker] = {
    Join.RING: routed_cable,
    Join.PAIR: routed_cable,
    Join.SPUR: routed_cable,
    Join.HEAD_END: routed_cable,
    Join.CARRIER_PAIR: routed_cable,
    Join.PAIR_TRUNK: trunk_port,
    Join.UPLINK: trunk_port,
    Join.SERVER: server_port,
    Join.HANDOFF: handoff_port,
    Join.MOBILE: mobile_port,
    Join.CARRIER: carrier_port,
}
ORDER = {
    InterfaceKind.LOOPBACK: 0,
    InterfaceKind.PHYSICAL: 1,
    InterfaceKind.LAG: 2,
    InterfaceKind.SUBINTERFACE: 3,
    InterfaceKind.TUNNEL: 4,
    InterfaceKind.SVI: 5,
}


def interfaces_of(day: Day, box: Box) -> tuple[Interface, ...]:
    """All interfaces, by kind and name as people count."""
    return tuple(sorted(_all(day, box), key=lambda i: (ORDER[i.kind], natural(i.name))))


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sort key in which port 10 follows port 9."""
    parts = re.split(r"(\d+)", name)
    return tuple((int(p), "") if p.isdigit() else (-1, p) for p in parts if p)


def _all(day: Day, box: Box) -> Iterator[Interface]:
    if box.name in day.plan.loopbacks:
        yield _loopback(day, box)
    for cable in day.cables_of.get(box.name, ()):
        yield from _maker(day, box, cable)(day, box, cable)
    if box.role in BUILDING_ROUTERS:
        yield from svis(day, box)
    if box.role in SWITCHES:
        yield from edge_interfaces(day, box)
        yield _management_svi(day, box)


def _maker(day: Day, box: Box, cable: Cable) -> Maker:
    """What an end of a cable becomes; the three whose ends differ are told apart here."""
    match cable.join:
        case Join.FIBRE:
            return trunk_port if is_layer2_fibre(day, cable) else routed_cable
        case Join.FIREWALL:
            return firewall_port if box.role in FIREWALLS else trunk_port
        case Join.LAN:
            return trunk_port if box.role in SWITCHES else lan_port
    return MAKERS[cable.join]


def _loopback(day: Day, box: Box) -> Interface:
    tier = day.design.management.tier
    site = day.site[box.site]
    inside = box.role in (Role.BRANCH, Role.FACILITY) and not is_pair_site(site)
    area = day.area_of_small(site) if inside else 0
    return Interface(
        loopback_name(day, box),
        InterfaceKind.LOOPBACK,
        "management",
        vrf=vrf_of(tier),
        addresses=day.plan.loopbacks[box.name].interfaces(),
        ospf=ospf_on(day, box, tier, area, passive=True),
        router_advertisements=False,
    )


def _management_svi(day: Day, box: Box) -> Interface:
    segment, host = day.management_segment(box.site), day.plan.management[box.name]
    number = int(host.ipv4) - int(segment.ipv4.network_address)
    return Interface(
        management_interface(day, box)[0],
        InterfaceKind.SVI,
        "management",
        addresses=segment.host(number),
        vlan=segment.vlan,
        router_advertisements=False,
    )
