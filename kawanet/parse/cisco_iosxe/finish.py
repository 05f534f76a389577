"""A gathered IOS-XE draft -> a `Device`: statements that name each other are resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address

from kawanet.errors import Span
from kawanet.model.interfaces import (
    Interface,
    InterfaceKind,
    IPAddress,
    IPInterface,
    Tunnel,
)
from kawanet.model.network import Device
from kawanet.model.policy import Acl, AddressMatch, Policy, Wildcard
from kawanet.model.routing import (
    OspfArea,
    OspfProcess,
    Redistribution,
    Routing,
    StaticRoute,
)
from kawanet.model.services import Services
from kawanet.model.switching import Switching
from kawanet.model.system import System
from kawanet.parse.cisco_iosxe.acl import rules_of
from kawanet.parse.cisco_iosxe.draft import (
    DeviceDraft,
    InterfaceDraft,
    LineDraft,
    OspfDraft,
    ProcessDraft,
    RedistributionDraft,
)
from kawanet.parse.cisco_iosxe.ospf_interface import ospf_of
from kawanet.parse.cisco_iosxe.redundancy import groups_of
from kawanet.parse.cisco_iosxe.switchport import switchport_of
from kawanet.parse.cisco_iosxe.values import interface_name, optional_address
from kawanet.parse.cisco_iosxe.wireless import wireless_of
from kawanet.parse.statements import MODELLED, UNMODELLED

_NO_ADDRESS = IPv4Address(0)
_MANAGEMENT_PORT = "GigabitEthernet0/0"  # routed on switches, though nothing says so
_SWITCHED_KINDS = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)


def device_of(d: DeviceDraft, platform: str, fallback_name: str) -> Device:
    """Build the device. `fallback_name` serves a text without `hostname`."""
    _run_networks(d)
    _silence(d)
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
        routing=Routing(_static(d), _processes(d)),
        policy=Policy(
            tuple(
                Acl(name, family, rules_of(a), a.where)
                for (family, name), a in sorted(d.acls.items())
            )
        ),
        services=Services(
            tuple(d.radius_servers.values()), tuple(d.radius_groups.values()), d.dot1x_group
        ),
        wireless=wireless_of(d),
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
        i.speed_bps if i.bandwidth_bps is None else i.bandwidth_bps,
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
    )


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
    """The GRE tunnel; a source given as an interface is that interface's address."""
    if i.kind is not InterfaceKind.TUNNEL or not i.tunnel_gre or i.tunnel_destination is None:
        return None
    source = optional_address(i.tunnel_source)
    if source is None:
        source = _address_of(d, i.tunnel_source, i.tunnel_destination.version)
    if source is None:
        i.ledger.claim(i.where.line, UNMODELLED)
        return None
    return Tunnel(source, i.tunnel_destination, i.tunnel_vrf, key=i.tunnel_key)


def _address_of(d: DeviceDraft, name: str, version: int) -> IPAddress | None:
    other = d.interfaces.get(name) or (d.interfaces.get(interface_name(name)) if name else None)
    if other is None:
        return None
    if version == 4:
        return other.primary[0].ip if other.primary else None
    addresses: list[IPv6Address] = [a.ip for a, _ in other.ipv6 if not a.is_link_local]
    return addresses[0] if addresses else None


def _run_networks(d: DeviceDraft) -> None:
    """Enable OSPFv2 where a `network` statement covers the primary address, first match first."""
    for p in d.processes.values():
        if not p.networks:
            continue
        for i in d.interfaces.values():
            if i.vrf != p.vrf or i.primary is None or (i.ospf4 and i.ospf4.area is not None):
                continue
            area = next((a for m, a in p.networks if _covers(m, i.primary[0].ip)), None)
            if area is not None:
                i.ospf4 = i.ospf4 or OspfDraft()
                i.ospf4.process, i.ospf4.area = p.process, area


def _covers(match: AddressMatch, address: IPv4Address) -> bool:
    if isinstance(match, Wildcard):
        return not (int(address) ^ match.address) & ~match.mask & 0xFFFFFFFF
    return address in match


def _silence(d: DeviceDraft) -> None:
    """Make interfaces passive as their process says."""
    for p in d.processes.values():
        for i in d.interfaces.values():
            ospf = i.ospf4 if p.family == 4 else i.ospf6
            if ospf and ospf.area is not None and (ospf.process, i.vrf) == (p.process, p.vrf):
                named = i.name in p.passive
                ospf.passive = named or (p.passive_default and i.name not in p.active)


def _static(d: DeviceDraft) -> tuple[StaticRoute, ...]:
    return tuple(sorted((_leak(d, route) for route in d.static), key=_route_key))


def _leak(d: DeviceDraft, route: StaticRoute) -> StaticRoute:
    """A route through an interface of another VRF resolves its next hop there."""
    if route.interface is None or route.next_hop_vrf is not None:
        return route
    interface = d.interfaces.get(route.interface)
    if interface is None or interface.vrf == route.vrf:
        return route
    return replace(route, next_hop_vrf=interface.vrf)


def _route_key(route: StaticRoute) -> tuple[str, int, int, int, int, str, int]:
    """The model's order: VRF, family, prefix, next hop."""
    prefix = route.prefix
    hop = -1 if route.next_hop is None else int(route.next_hop)
    start = int(prefix.network_address)
    interface = route.interface or ""
    return (route.vrf, prefix.version, start, prefix.prefixlen, hop, interface, route.distance)


def _processes(d: DeviceDraft) -> tuple[OspfProcess, ...]:
    drafts = sorted(d.processes.values(), key=lambda p: (p.family, p.vrf, p.process or 0))
    return tuple(
        OspfProcess(
            p.vrf,
            p.family,
            p.process,
            p.router_id or _highest_address(d, p),
            tuple(OspfArea(number, a.kind, a.ranges) for number, a in p.areas.items()),
            tuple(_redistribution(d, p, r) for r in p.redistribute),
            p.default_originate,
            p.reference_bandwidth_mbps,
            p.where,
        )
        for p in drafts
    )


def _highest_address(d: DeviceDraft, p: ProcessDraft) -> IPv4Address:
    """The router-id IOS chooses: the highest loopback address in the VRF, else the highest."""
    mine = [
        (i.kind, i.primary[0].ip) for i in d.interfaces.values() if i.primary and i.vrf == p.vrf
    ]
    loopbacks = [ip for kind, ip in mine if kind is InterfaceKind.LOOPBACK]
    return max(loopbacks or [ip for _, ip in mine], default=_NO_ADDRESS)


def _redistribution(d: DeviceDraft, p: ProcessDraft, r: RedistributionDraft) -> Redistribution:
    where = r.ledger.span(r.line)
    plain = Redistribution(r.source, r.metric, r.metric_type, None, where)
    return _through_route_map(d, p, r, plain) if r.route_map else plain


def _through_route_map(
    d: DeviceDraft, p: ProcessDraft, r: RedistributionDraft, plain: Redistribution
) -> Redistribution:
    """What a route map lets through, if it is one entry with at most one exact prefix list.

    Anything else leaves the redistribution unfiltered in the model, and its line UNMODELLED.
    """
    entries = d.route_maps.get(r.route_map, [])
    entry = entries[0] if len(entries) == 1 and entries[0].permit else None
    listed = d.prefix_lists.get((p.family, (entry and entry.prefix_list) or ""), [])
    permits = [e for e in listed if e.permit]
    denies_all = not permits and len(listed) == 1
    exact = bool(listed) and permits == listed and all(e.prefix is not None for e in permits)
    if entry is None or not (entry.prefix_list is None or exact or denies_all):
        r.ledger.claim(r.line, UNMODELLED)
        return plain
    entry.ledger.claim_all(entry.lines, MODELLED)
    for used in listed:
        used.ledger.claim(used.line, MODELLED)
    return replace(
        plain,
        metric=plain.metric if entry.metric is None else entry.metric,
        metric_type=entry.metric_type or plain.metric_type,
        prefixes=None
        if entry.prefix_list is None
        else tuple(e.prefix for e in permits if e.prefix is not None),
    )


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
