"""The management plane of every box: time, names, logs, users, and who may log in."""

from __future__ import annotations

from functools import partial

from kawanet.addressing.boxes import server_box
from kawanet.addressing.wiring import Box, Join
from kawanet.compiler.day import Day, vrf_of
from kawanet.compiler.gateways import transit_key
from kawanet.compiler.policy import FIREWALLS
from kawanet.design.schema import Role
from kawanet.model.interfaces import IPAddress
from kawanet.model.services import RadiusGroup, RadiusServer, Services
from kawanet.model.system import Secret, SnmpUser, System, User

ADMIN_GROUP, WLAN_GROUP = "RADIUS", "RADIUS-WLAN"
BANNER = "Authorised use only. All access is logged."
FALLBACK_USER, MONITOR_USER = "fallback", "monitor"
LOOPBACK_NUMBER = 0


def loopback_name(day: Day, box: Box) -> str:
    """The loopback of a routed box."""
    return day.platform(box).loopback.format(n=LOOPBACK_NUMBER)


def management_interface(day: Day, box: Box) -> tuple[str, str]:
    """(interface, VRF) that a box is managed by; the VRF is empty for the default one."""
    tier = day.design.management.tier
    if box.name in day.plan.loopbacks:
        return loopback_name(day, box), vrf_of(tier)
    segment = day.management_segment(box.site)
    platform = day.platform(box)
    if box.role not in FIREWALLS:
        return platform.svi.format(vlan=segment.vlan), ""
    if box.name not in day.plan.management:
        segment = day.plan.segments[transit_key(day, box, tier)]
    parent = day.port(box.name, day.cable_of(box.name, Join.FIREWALL)[0].name)
    return platform.subinterface.format(parent=parent, vlan=segment.vlan), ""


def system_of(day: Day, box: Box) -> System:
    """The same on every box, but for the interface it is managed by."""
    management = day.design.management
    interface, vrf = management_interface(day, box)
    return System(
        domain=day.design.city.domain,
        banner=BANNER,
        timezone=day.design.city.timezone,
        management_vrf=vrf,
        management_interface=interface,
        management_acl=day.platform(box).management_acl_names,
        ntp_servers=addresses_of(day, management.ntp),
        dns_servers=addresses_of(day, management.dns),
        syslog_servers=addresses_of(day, management.syslog),
        users=(User(FALLBACK_USER, Secret("reference", f"user-{FALLBACK_USER}")),),
        snmp_users=(
            SnmpUser(
                MONITOR_USER,
                Secret("reference", f"snmp-{MONITOR_USER}-auth"),
                Secret("reference", f"snmp-{MONITOR_USER}-privacy"),
            ),
        ),
        aaa_login=(ADMIN_GROUP, "local"),
    )


def addresses_of(day: Day, systems: tuple[str, ...]) -> tuple[IPAddress, ...]:
    """The servers' addresses of some systems in order, IPv4 before IPv6."""
    return day.once(("addresses", *systems), partial(_addresses, day, systems))


def _addresses(day: Day, systems: tuple[str, ...]) -> tuple[IPAddress, ...]:
    hosts = [
        day.plan.servers[server_box(name, n)]
        for name in systems
        for n in range(1, day.system[name].servers + 1)
    ]
    return (*(h.ipv4 for h in hosts), *(h.ipv6 for h in hosts))


def services_of(day: Day, box: Box) -> Services:
    """RADIUS for logging in, for wired 802.1X on switches, and for the WLANs of a controller."""
    return day.once(("services", box.role), partial(_services, day, box))


def _services(day: Day, box: Box) -> Services:
    management, wireless = day.design.management, day.design.wireless
    systems = list(management.radius)
    groups = [RadiusGroup(ADMIN_GROUP, _server_names(day, management.radius))]
    if box.role == Role.WLC and wireless:
        systems += [s for s in wireless.radius if s not in systems]
        groups.append(RadiusGroup(WLAN_GROUP, _server_names(day, wireless.radius)))
    servers = tuple(
        RadiusServer(
            _server_name(name, n),
            day.plan.servers[server_box(name, n)].ipv4,
            Secret("reference", f"radius-{name}"),
        )
        for name in systems
        for n in range(1, day.system[name].servers + 1)
    )
    dot1x = ADMIN_GROUP if box.role in {Role.ACCESS, Role.FACILITY_SWITCH} else ""
    return Services(servers, tuple(groups), dot1x)


def _server_name(system: str, number: int) -> str:
    return f"{system}-{number}"


def _server_names(day: Day, systems: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        _server_name(name, n) for name in systems for n in range(1, day.system[name].servers + 1)
    )
