"""A gathered IOS-XE draft -> a `Device`: statements that name each other are resolved."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv6Address

from kawanet.errors import Span
from kawanet.model.interfaces import (
    Interface,
    InterfaceKind,
    IPAddress,
    IPInterface,
    Tunnel,
)
from kawanet.model.network import Device
from kawanet.model.policy import Acl, Action, Policy, PolicyRoute
from kawanet.model.route_policy import Source
from kawanet.model.services import Services
from kawanet.model.switching import Switching
from kawanet.model.system import System
from kawanet.parse.cisco_iosxe.acl import rules_of
from kawanet.parse.cisco_iosxe.draft import (
    DeviceDraft,
    InterfaceDraft,
    LineDraft,
    ProcessDraft,
)
from kawanet.parse.cisco_iosxe.finish_eigrp import eigrp_of
from kawanet.parse.cisco_iosxe.finish_routing import ImportName, routing_of
from kawanet.parse.cisco_iosxe.isis import isis_of
from kawanet.parse.cisco_iosxe.nat import SELF, nat_of
from kawanet.parse.cisco_iosxe.ospf_interface import ospf_of
from kawanet.parse.cisco_iosxe.redundancy import groups_of
from kawanet.parse.cisco_iosxe.rip import rip_of
from kawanet.parse.cisco_iosxe.switchport import switchport_of
from kawanet.parse.cisco_iosxe.wireless import wireless_of
from kawanet.parse.cisco_iosxe.zones import zones_of
from kawanet.parse.cisco_values import interface_name, optional_address
from kawanet.parse.policy_draft import policy_routes_of
from kawanet.parse.statements import UNMODELLED

_MANAGEMENT_PORT = "GigabitEthernet0/0"  # routed on switches, though nothing says so
_SWITCHED_KINDS = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)


def ios_import_name(process: ProcessDraft, source: Source) -> str:
    """What the renderer calls the route map of a redistribution into OSPF."""
    return f"OSPF{process.family}-{process.process}-{source.upper()}"


def device_of(
    d: DeviceDraft,
    platform: str,
    fallback_name: str,
    import_name: ImportName = ios_import_name,
) -> Device:
    """Build the device. `fallback_name` serves a text without `hostname`."""
    routing = routing_of(d, import_name)
    bound = {name for i in d.interfaces.values() for _, name in i.policy_routes}
    switches = bool(d.vlans) or any(i.layer2 for i in d.interfaces.values())
    parents = {name.partition(".")[0] for name in d.interfaces if "." in name}
    return Device(
        name=d.system.hostname or fallback_name,
        platform=platform,
        system=_system(d),
        vrfs=tuple(d.vrfs.values()),
        switching=Switching(tuple(d.vlans[v] for v in sorted(d.vlans)), d.stp_mode, d.stp_priority),
        interfaces=tuple(
            _interface(d, i, switches and i.name not in parents) for i in d.interfaces.values()
        ),
        routing=routing,
        policy=_policy(d, policy_routes_of(d.policies, bound)),
        services=Services(
            tuple(d.radius_servers.values()), tuple(d.radius_groups.values()), d.dot1x_group
        ),
        wireless=wireless_of(d),
    )


def _policy(d: DeviceDraft, policy_routes: tuple[PolicyRoute, ...]) -> Policy:
    """ACLs, zones and NAT. Zones that only NAT knows filter nothing."""
    acls = tuple(
        Acl(name, family, rules_of(a), a.where) for (family, name), a in sorted(d.acls.items())
    )
    firewall = zones_of(d)
    nat = nat_of(d, zoned=bool(firewall.zones))
    zones = firewall.zones or nat.zones
    if not zones:
        return Policy(acls, policy_routes=policy_routes)
    return Policy(
        acls,
        service_groups=firewall.services,
        zones=zones,
        rules=firewall.rules,
        nat=nat.rules,
        policy_routes=policy_routes,
        self_zone=SELF,
        unmatched=Action.DENY if firewall.zones else Action.PERMIT,
    )


def _interface(d: DeviceDraft, i: InterfaceDraft, may_switch: bool) -> Interface:
    lines = _address_lines(i)
    implicit = may_switch and _is_silent_port(i)
    return Interface(
        i.name,
        i.kind,
        i.description,
        i.enabled,
        i.vrf,
        tuple(address for address, _ in lines),
        i.ip_mtu or i.mtu or i.ipv6_mtu,
        i.bandwidth_bps if i.speed_bps is None else i.speed_bps,
        i.name.partition(".")[0] if i.kind is InterfaceKind.SUBINTERFACE else None,
        i.vlan,
        i.lag,
        switchport_of(
            i,
            implicit=implicit,
            edge_default=d.edge_default,
            bpdu_guard_default=d.bpdu_guard_default,
        ),
        _tunnel(d, i),
        ospf_of(i),
        groups_of(i),
        i.filters,
        i.relays,
        i.router_advertisements,
        i.where,
        tuple(span for _, span in lines),
        i.setting_lines,
        eigrp_of(d, i) if d.eigrp else (),
        isis_of(d, i) if d.isis else (),
        rip_of(d, i) if d.rip else (),
        _bandwidth_kbps(i),
        i.delay_10us,
        i.unnumbered,
        i.autostate,
        i.policy_routes,
    )


def _bandwidth_kbps(i: InterfaceDraft) -> int | None:
    """The bandwidth of metrics where the port's speed is said too; else `speed_bps` is that."""
    if i.bandwidth_bps is None or i.speed_bps is None:
        return None
    return i.bandwidth_bps // 1000


def _is_silent_port(i: InterfaceDraft) -> bool:
    """Whether a port says nothing of layer 3, so that on a switch it bridges VLAN 1."""
    return (
        i.kind in _SWITCHED_KINDS
        and not i.routed
        and i.lag is None
        and not i.ipv6
        and i.name != _MANAGEMENT_PORT
    )


def _address_lines(i: InterfaceDraft) -> Sequence[tuple[IPInterface, Span]]:
    return [*([i.primary] if i.primary else []), *i.secondary, *i.ipv6]


def _tunnel(d: DeviceDraft, i: InterfaceDraft) -> Tunnel | None:
    """The tunnel; a source given as an interface is that interface's address."""
    mode = i.tunnel_mode
    if i.kind is not InterfaceKind.TUNNEL or mode is None or i.tunnel_destination is None:
        return None
    source = optional_address(i.tunnel_source)
    if source is None:
        source = _address_of(d, i.tunnel_source, i.tunnel_destination.version)
    if source is None:
        i.ledger.claim(i.where.line, UNMODELLED)
        return None
    return Tunnel(source, i.tunnel_destination, i.tunnel_vrf, mode, i.tunnel_key)


def _address_of(d: DeviceDraft, name: str, version: int) -> IPAddress | None:
    other = d.interfaces.get(name) or (d.interfaces.get(interface_name(name)) if name else None)
    if other is None:
        return None
    if version == 4:
        return other.primary[0].ip if other.primary else None
    addresses: list[IPv6Address] = [a.ip for a, _ in other.ipv6 if not a.is_link_local]
    return addresses[0] if addresses else None


def _system(d: DeviceDraft) -> System:
    s = d.system
    interface, vrf = s.sources[0] if s.sources else ("", "")
    banner = s.banner_motd if s.banner_login is None else s.banner_login
    telnet = any(_speaks(line, "telnet") for line in s.vty)
    return System(
        domain=s.domain,
        banner=banner or "",
        timezone=s.timezone,
        management_vrf=vrf or next(iter(s.vrfs_used), ""),
        management_interface=interface,
        management_acl=_management_acl(s.vty),
        ntp_servers=s.ntp_servers,
        dns_servers=s.dns_servers,
        syslog_servers=s.syslog_servers,
        users=tuple(s.users.values()),
        snmp_users=s.snmp_users,
        snmp_communities=s.snmp_communities,
        ssh=not s.vty or any(line.transports is None or _speaks(line, "ssh") for line in s.vty),
        cleartext_services=tuple(sorted(s.cleartext | ({"telnet"} if telnet else set()))),
        aaa_login=s.aaa_login,
        where=s.where,
    )


def _speaks(line: LineDraft, protocol: str) -> bool:
    return line.transports is not None and bool({protocol, "all"} & set(line.transports))


def _management_acl(lines: Sequence[LineDraft]) -> tuple[str, ...]:
    """The ACLs on all terminal lines; none if one line lacks them, for it is a way in."""
    reachable = [line for line in lines if line.transports != ("none",)]
    found = {(line.acl4, line.acl6) for line in reachable or lines}
    names = found.pop() if len(found) == 1 else ("", "")
    return tuple(name for name in names if name)
