"""Formatting for the FortiOS templates: quoting, object names, and the layout of comments.

Forms that the parser reads back:

* an address group is one address object per prefix, named by the prefix, and one addrgrp;
* a service group is one custom service per `Service`, named by its content, and one group;
* comments are `key=value` joined by `; `, keys in the order rule/nat, owner, reason, expires, with
  `%`, `;` and control characters percent-encoded in values;
* a name that FortiOS cannot hold (too long, taken, forbidden characters) is shortened, and the
  exact one stands in the comment.

Source: Fortinet FortiOS 7.4 CLI Reference (sizes: policy name 35, address, service and VIP 79).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kawanet.model.interfaces import Family, Interface, InterfaceKind, IPAddress, IPInterface
from kawanet.model.network import Device
from kawanet.model.policy import Zone
from kawanet.model.routing import StaticRoute
from kawanet.model.system import System, User
from kawanet.render import fortinet_fortios_bgp as bgp
from kawanet.render import fortinet_fortios_policy as policy
from kawanet.render import fortinet_fortios_text as text
from kawanet.render.fortinet_fortios_text import family_of, of_family

FULL_RIGHTS = 15
_TYPES = {
    InterfaceKind.PHYSICAL: "physical",
    InterfaceKind.LAG: "aggregate",
    InterfaceKind.LOOPBACK: "loopback",
    InterfaceKind.TUNNEL: "tunnel",
}
_TIMEZONES = {"JST": "Asia/Tokyo"}  # FortiOS takes names of the tz database only
_LACP = {"active": "active", "passive": "passive", "on": "static"}


def zone_name(timezone: str) -> str:
    """A time zone as FortiOS names it."""
    return _TIMEZONES.get(timezone, timezone)


def profile(user: User) -> str:
    """The predefined access profile of a user."""
    return "super_admin" if user.privilege == FULL_RIGHTS else "super_admin_readonly"


def radius_logins(methods: Iterable[str]) -> list[str]:
    """The RADIUS groups among login methods; FortiOS always tries local users too."""
    return [method for method in methods if method != "local"]


def dns_slots(servers: Iterable[IPAddress]) -> list[tuple[str, IPAddress]]:
    """The attributes of `system dns`, which has two places for each family."""
    found = list(servers)
    v4 = zip(("primary", "secondary"), of_family(found, 4), strict=False)
    v6 = zip(("ip6-primary", "ip6-secondary"), of_family(found, 6), strict=False)
    return [*v4, *v6]


def source_addresses(device: Device) -> list[tuple[str, IPAddress]]:
    """The addresses of the management interface, as sources of the device's own packets."""
    interface = device.interface.get(device.system.management_interface)
    addresses = interface.addresses if interface else ()
    return [
        (attribute, found[0].ip)
        for attribute, found in (
            ("source-ip", of_family(addresses, 4)),
            ("source-ip6", of_family(addresses, 6)),
        )
        if found
    ]


def source_for(server: IPAddress, device: Device) -> list[IPAddress]:
    """The management interface's address of the server's family, if it has one."""
    return of_family((address for _, address in source_addresses(device)), family_of(server))


def vrf_number(item: Interface | StaticRoute, device: Device) -> int:
    """The number of a VRF, which is all that FortiOS keeps of it; 0 is the default one."""
    return next((v.number or 0 for v in device.vrfs if v.name == item.vrf), 0)


def access(interface: Interface, system: System) -> str:
    """What the box itself answers on an interface: ping, and on management interfaces logins."""
    chosen = system.management_interface
    managed = interface.name == chosen if chosen else bool(interface.addresses)
    logins = ["ssh"] * system.ssh + [
        s for s in system.cleartext_services if s in ("http", "telnet")
    ]
    return " ".join(["ping"] * bool(interface.addresses) + logins * managed)


def type_name(interface: Interface) -> str:
    """FortiOS's type of an interface; a VLAN is told by its `vlanid`."""
    return _TYPES.get(interface.kind, "")


def members(interface: Interface, device: Device) -> list[str]:
    """The ports of a LAG."""
    if interface.kind is not InterfaceKind.LAG:
        return []
    return [i.name for i in device.interfaces if i.lag and i.lag.lag == interface.name]


def lacp_modes(interface: Interface, device: Device) -> list[str]:
    """The LACP mode of a LAG, which on FortiOS is one for all its members."""
    modes = [i.lag.mode for i in device.interfaces if i.lag and i.lag.lag == interface.name]
    return [_LACP[mode] for mode in modes[:1]]


def speed(speed_bps: int) -> str:
    """A speed in bit/s as FortiOS names it."""
    mbps = speed_bps // 1_000_000
    return "100Gfull" if mbps == 100_000 else f"{mbps}full"


def second_addresses(interface: Interface, family: Family) -> list[IPInterface]:
    """All addresses of a family but the first."""
    return of_family(interface.addresses, family)[1:]


def speaks_ipv6(interface: Interface) -> bool:
    """Whether the interface needs a `config ipv6` block."""
    things = (*interface.addresses, *interface.vrrp, *interface.dhcp_relays)
    return not interface.router_advertisements or bool(of_family(things, 6))


def virtual_link_locals(interface: Interface) -> list[IPAddress]:
    """The virtual link-local address, one an interface."""
    return [g.link_local for g in of_family(interface.vrrp, 6) if g.link_local][:1]


def real_zones(zones: Iterable[Zone]) -> list[Zone]:
    """Zones to write; an interface that stands for itself in policies needs none."""
    return [zone for zone in zones if zone.interfaces != (zone.name,)]


def routes(static: Iterable[StaticRoute], family: Family) -> list[StaticRoute]:
    """Static routes of a family."""
    return [route for route in static if route.prefix.version == family]


def discards(route: StaticRoute) -> bool:
    """Whether the route is a null route."""
    return route.next_hop is None and route.interface is None


def egress(route: StaticRoute, device: Device) -> list[str]:
    """The interface FortiOS wants with every gateway: the one connected to the next hop."""
    if route.interface is not None:
        return [route.interface]
    return [
        i.name
        for i in device.interfaces
        if i.vrf == route.vrf and any(route.next_hop in a.network for a in i.addresses)
    ][:1]


FILTERS: Mapping[str, Callable[..., Any]] = {
    filter_.__name__: filter_
    for filter_ in (
        access, discards, dns_slots, egress, lacp_modes, members, profile, radius_logins,
        real_zones, routes, second_addresses, source_addresses, source_for, speaks_ipv6, speed,
        type_name, zone_name,
        virtual_link_locals, vrf_number, text.able, text.dotted, text.first_one, text.members_or,
        text.name_or, text.names, text.of_family, text.quote, text.string_or, policy.acl_comment,
        policy.external_interface, policy.interface_filter, policy.mapped, policy.local_rules,
        policy.local_service, policy.nat_comment, policy.of_nat, policy.pools, policy.prefixes,
        policy.protocol_name, policy.rule_comments, policy.service_members,
        policy.service_objects, policy.titled, policy.verb,
        bgp.dotted_prefix, bgp.lists_of, bgp.neighbor_lines, bgp.rule_lines, bgp.tail,
        bgp.term_lines,
    )
}  # fmt: skip
