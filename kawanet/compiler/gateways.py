"""Gateways of segments: SVIs with VRRP on the routers of a building, sub-interfaces elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network

from kawanet.addressing.needs import MANAGEMENT, TRANSIT
from kawanet.addressing.values import (
    FIREWALL_GATEWAY,
    FIRST_FIREWALL,
    FIRST_ROUTER,
    GATEWAY,
    HANDOFF_FIREWALL,
    HANDOFF_VIRTUAL,
    Segment,
)
from kawanet.addressing.wiring import Box, Cable
from kawanet.compiler.acls import spoof_acl_name
from kawanet.compiler.day import Day, vrf_of
from kawanet.compiler.routed import base_interfaces, ospf_on
from kawanet.compiler.switching import vlans_below
from kawanet.design.schema import External
from kawanet.model.interfaces import (
    FilterBinding,
    Interface,
    InterfaceKind,
    IPAddress,
    VrrpGroup,
)

ROUTER_GROUP, FIREWALL_GROUP = 1, 2
FIRST_PRIORITY, PRIORITY_STEP = 110, 10
SEGMENT_COST = 10
NO_USERS = (MANAGEMENT, TRANSIT)


def faces_users(day: Day, segment: Segment) -> bool:
    """Say whether people's or other hosts' devices are plugged into the segment."""
    return segment.base not in NO_USERS and segment.key not in day.server_segments


def virtual(group: int, rank: int, addresses: tuple[IPAddress, IPAddress]) -> tuple[VrrpGroup, ...]:
    """VRRP of both families; `rank` 0 leads. Groups of one segment differ in their link-local."""
    priority = FIRST_PRIORITY - PRIORITY_STEP * rank
    local = IPv6Address(f"fe80::{group}")
    return (
        VrrpGroup(4, group, addresses[0], priority),
        VrrpGroup(6, group, addresses[1], priority, link_local=local),
    )


def svis(day: Day, box: Box) -> Iterator[Interface]:
    """The SVIs of a building's router: one for each segment at the site."""
    area = day.area_of_region[day.site[box.site].region]
    for segment in day.segments_here.get(box.site, ()):
        routers = day.routers_of(segment)
        rank = routers.index(box.name)
        gateway = segment.address(GATEWAY)
        number = FIRST_ROUTER + 2 * segment.sites.index(box.site) + box.index - 1
        users = faces_users(day, segment)
        yield Interface(
            day.platform(box).svi.format(vlan=segment.vlan),
            InterfaceKind.SVI,
            f"{segment.tier} {segment.name}",
            vrf=vrf_of(segment.tier),
            addresses=segment.host(number),
            vlan=segment.vlan,
            ospf=ospf_on(day, box, segment.tier, area, SEGMENT_COST, passive=True),
            vrrp=virtual(ROUTER_GROUP, rank, (gateway.ipv4, gateway.ipv6)),
            filters=_filters(segment) if users else (),
            dhcp_relays=_relays(day, segment) if users else (),
            router_advertisements=users,
        )


def _filters(segment: Segment) -> tuple[FilterBinding, ...]:
    return tuple(
        FilterBinding(spoof_acl_name(segment.tier, family), family, "in") for family in (4, 6)
    )


def _relays(day: Day, segment: Segment) -> tuple[IPAddress, ...]:
    """DHCP servers of the segment's own tier: requests never cross tiers."""
    found: list[IPAddress] = []
    for name in day.design.management.dhcp:
        system = day.system[name]
        if system.tier == segment.tier and any(w.holds_on(day.on) for w in system.windows):
            hosts = [day.plan.servers[f"srv-{name}-{n}"] for n in range(1, system.servers + 1)]
            found += [h.ipv4 for h in hosts] + [h.ipv6 for h in hosts]
    return tuple(sorted(found, key=lambda a: (a.version, int(a))))


def lan_port(day: Day, box: Box, cable: Cable) -> Iterator[Interface]:
    """The port of a small site's router to its first switch, with a sub-interface a segment."""
    yield from base_interfaces(day, box, cable)
    parent = day.port(box.name, cable.name)
    below = vlans_below(day, day.boxes[cable.ends[1]])
    area = day.area_of_small(day.site[box.site])
    for segment in day.segments_here.get(box.site, ()):
        if segment.vlan not in below:
            continue
        users = faces_users(day, segment)
        yield Interface(
            day.platform(box).subinterface.format(parent=parent, vlan=segment.vlan),
            InterfaceKind.SUBINTERFACE,
            f"{segment.tier} {segment.name}",
            vrf=vrf_of(segment.tier),
            addresses=segment.host(GATEWAY),
            parent=parent,
            vlan=segment.vlan,
            ospf=ospf_on(day, box, segment.tier, area, SEGMENT_COST, passive=True),
            filters=_filters(segment) if users else (),
            dhcp_relays=_relays(day, segment) if users else (),
            router_advertisements=users,
        )


def transit_key(day: Day, box: Box, tier: str) -> str:
    """The key of a firewall pair's transit segment in a tier."""
    firewall = day.firewall_of(box)
    return f"{tier}/{firewall.site}/{TRANSIT}-{firewall.name}"


def firewall_port(day: Day, box: Box, cable: Cable) -> Iterator[Interface]:
    """The port of a firewall to its core: a sub-interface and a virtual address a tier."""
    yield from base_interfaces(day, box, cable)
    parent = day.port(box.name, cable.name)
    for tier in sorted(day.firewall_of(box).tiers):
        segment = day.plan.segments[transit_key(day, box, tier)]
        gateway = segment.address(FIREWALL_GATEWAY)
        yield Interface(
            day.platform(box).subinterface.format(parent=parent, vlan=segment.vlan),
            InterfaceKind.SUBINTERFACE,
            f"tier {tier}",
            addresses=segment.host(FIRST_FIREWALL + box.index - 1),
            parent=parent,
            vlan=segment.vlan,
            vrrp=virtual(FIREWALL_GROUP, box.index - 1, (gateway.ipv4, gateway.ipv6)),
            router_advertisements=False,
        )
    if box.name in day.plan.management:
        yield _firewall_management(day, box, parent)


def _firewall_management(day: Day, box: Box, parent: str) -> Interface:
    """A firewall that does not join the management tier has an address in it, in no zone."""
    segment, host = day.management_segment(box.site), day.plan.management[box.name]
    number = int(host.ipv4) - int(segment.ipv4.network_address)
    return Interface(
        day.platform(box).subinterface.format(parent=parent, vlan=segment.vlan),
        InterfaceKind.SUBINTERFACE,
        "management",
        addresses=segment.host(number),
        parent=parent,
        vlan=segment.vlan,
        router_advertisements=False,
    )


def external_of(day: Day, name: str) -> External:
    """An external network by name."""
    return next(e for e in day.design.externals if e.name == name)


def handoff_port(day: Day, box: Box, cable: Cable) -> Iterator[Interface]:
    """The port of a firewall to an external network."""
    external = external_of(day, cable.about)
    number = HANDOFF_FIREWALL + box.index - 1
    addresses = (at4(external.handoff_ipv4, number), at6(external.handoff_ipv6, number))
    shared = (external.handoff_ipv4[HANDOFF_VIRTUAL], external.handoff_ipv6[HANDOFF_VIRTUAL])
    for base in base_interfaces(day, box, cable):
        yield Interface(
            base.name,
            base.kind,
            base.description,
            addresses=addresses,
            vrrp=virtual(FIREWALL_GROUP, box.index - 1, shared),
            router_advertisements=False,
        )


def at4(network: IPv4Network, number: int) -> IPv4Interface:
    """The number-th address of a prefix, with its length."""
    return IPv4Interface((int(network.network_address) + number, network.prefixlen))


def at6(network: IPv6Network, number: int) -> IPv6Interface:
    """The number-th address of a prefix, with its length."""
    return IPv6Interface((int(network.network_address) + number, network.prefixlen))
