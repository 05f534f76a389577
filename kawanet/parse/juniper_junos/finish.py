"""Drafts -> the model: ports and units joined, names resolved, everything in the model's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from kawanet.model.interfaces import (
    Family,
    FilterBinding,
    Interface,
    InterfaceKind,
    LagMember,
    Switchport,
    Tunnel,
)
from kawanet.model.network import DEFAULT_VRF, Device, Vrf
from kawanet.model.policy import Acl, Policy
from kawanet.model.services import Services
from kawanet.model.switching import Switching
from kawanet.model.system import System
from kawanet.parse.ip_words import address
from kawanet.parse.juniper_junos.draft import (
    DeviceDraft,
    PortDraft,
    UnitDraft,
)
from kawanet.parse.juniper_junos.firewall import as_management
from kawanet.parse.juniper_junos.isis import speak_isis
from kawanet.parse.juniper_junos.leaks import targets_of
from kawanet.parse.juniper_junos.ospf import speak
from kawanet.parse.juniper_junos.reading import UNRECOGNISED, guarded
from kawanet.parse.juniper_junos.rip import rip_of
from kawanet.parse.juniper_junos.routes import routing_of
from kawanet.parse.juniper_junos.services import relay
from kawanet.parse.juniper_junos.switching import switchport_of
from kawanet.parse.juniper_junos.units import (
    carrier,
    interface_name,
    kind_of,
    name_of,
    port_kind,
)
from kawanet.parse.juniper_junos.values import natural, number

PLATFORM = "juniper_junos"
ORDER = {
    InterfaceKind.LOOPBACK: 0,
    InterfaceKind.PHYSICAL: 1,
    InterfaceKind.LAG: 2,
    InterfaceKind.SUBINTERFACE: 3,
    InterfaceKind.TUNNEL: 4,
    InterfaceKind.SVI: 5,
}
T = TypeVar("T")
_FAMILY, _VERSION = attrgetter("family"), attrgetter("version")
_GROUP, _DIRECTION = attrgetter("family", "group"), attrgetter("direction", "family")
_HEADER, _TAG = 14, 4  # bytes of an Ethernet header and of a tag, which a port's mtu includes
_MANAGEMENT_INSTANCE = "mgmt_junos"
_MANAGEMENT_PORTS = ("fxp0", "em0", "me0", "re0:mgmt-0", "vme")


def device_of(d: DeviceDraft, name: str) -> Device:
    """The device that a draft says."""
    _join_instances(d)
    management = _management(d)
    _join_filters(d)
    rip = tuple(
        process
        for i in d.instances.values()
        for process in guarded(d.account, i.rip[0][1] if i.rip else None, partial(rip_of, d, i))
        or ()
    )
    interfaces = sorted(_interfaces(d), key=lambda i: (ORDER[i.kind], natural(i.name)))
    names = {unit.name: name_of(unit) for unit in d.units()}
    return Device(
        name=d.name or name,
        platform=PLATFORM,
        system=_system(d, interfaces, management),
        vrfs=_vrfs(d),
        switching=Switching(
            tuple(sorted(d.vlans.values(), key=lambda v: v.vlan_id)),
            d.stp_mode,  # type: ignore[arg-type]
            d.stp_priority,
        ),
        interfaces=tuple(interfaces),
        routing=routing_of(d, names, rip),
        policy=_policy(d),
        services=_services(d),
    )


def _policy(d: DeviceDraft) -> Policy:
    """The filters, and those with which policy routing chooses its packets."""
    acls = dict(d.acls)
    for (family, name, title), acl in d.term_acls.items():
        if (family, name) in d.policy_routes:
            acls.setdefault((family, title), acl)
    routes = tuple(route for _, route in sorted(d.policy_routes.items()))
    return Policy(
        tuple(acl for _, acl in sorted(acls.items())),
        tuple(group for _, group in sorted(d.address_groups.items())),
        tuple(group for _, group in sorted(d.services.items())) if d.zones else (),
        tuple(sorted(d.zones, key=lambda z: z.name)),
        tuple(d.rules),
        tuple(d.nat),
        routes,
    )


def _join_filters(d: DeviceDraft) -> None:
    """Filters that stand one after the other on a unit are one."""
    for unit in d.units():
        for family, side, names, where in unit.chains:
            name = " ".join(names)
            parts = [d.acls[(family, n)] for n in names if (family, n) in d.acls]
            rules = tuple(rule for acl in parts for rule in acl.rules)
            d.acls.setdefault((family, name), Acl(name, family, rules, where))
            unit.filters.append(FilterBinding(name, family, side, where))


def _ways(d: DeviceDraft, unit: UnitDraft) -> tuple[tuple[Family, str], ...]:
    """The policy routing of a unit: what its filters on the way in say of it."""
    names = [(f.family, f.acl) for f in unit.filters if f.direction == "in"]
    chained = ((fam, n) for fam, side, ns, _ in unit.chains if side == "in" for n in ns)
    return tuple(sorted(way for way in (*names, *chained) if way in d.policy_routes))


def _vrfs(d: DeviceDraft) -> tuple[Vrf, ...]:
    """The instances, and the one that the device makes for its management port."""
    found = [
        replace(i.vrf, targets=guarded(d.account, i.node, partial(targets_of, d, i, i.node)) or ())
        for i in d.instances.values()
        if i.vrf and i.node
    ]
    used = {u.vrf for u in d.units()}
    if _MANAGEMENT_INSTANCE in used - {v.name for v in found}:
        found.append(Vrf(_MANAGEMENT_INSTANCE))
    return tuple(found)


def _join_instances(d: DeviceDraft) -> None:
    """Put units into their instances, then OSPF and DHCP relays onto units."""
    if d.root.at("system", "management-instance"):
        for managed in (u for name in _MANAGEMENT_PORTS if (u := d.unit(name))):
            managed.vrf = _MANAGEMENT_INSTANCE
    for instance in d.instances.values():
        for node in instance.interfaces:
            unit = d.unit(node.word)
            if unit:
                unit.vrf = instance.name
    for instance in d.instances.values():
        relay(d, instance)
        for process in instance.processes:
            speak(d, process)
        guarded(d.account, instance.isis, partial(speak_isis, d, instance))


def _interfaces(d: DeviceDraft) -> Iterator[Interface]:
    for port in d.ports.values():
        carried = carrier(port.name)
        if carried is None:
            yield _port(d, port)
        for unit in port.units.values():
            if name_of(unit) == port.name or _is_guard(unit):
                continue
            found = _unit(d, unit)
            dead = carried is not None and not port.enabled
            yield replace(found, enabled=False) if dead else found


def _is_guard(unit: UnitDraft) -> bool:
    """Whether a unit of lo0 is there only to hold the management filter."""
    return unit.port.name == "lo0" and not unit.addresses and not unit.description


def _port(d: DeviceDraft, port: PortDraft) -> Interface:
    unit = port.units.get(0)
    whole = unit is not None and name_of(unit) == port.name
    header = _HEADER + (_TAG if port.tagged else 0)
    mtu = port.mtu - header if port.mtu else None
    lag = _membership(d, port)
    if unit is not None and whole:
        return _unit(d, unit, _Whole(port, mtu, lag))
    return Interface(
        port.name,
        port_kind(port),
        port.description,
        port.enabled,
        mtu=mtu,
        speed_bps=port.speed_bps,
        lag=lag,
        where=port.where,
    )


def _membership(d: DeviceDraft, port: PortDraft) -> LagMember | None:
    if port.lag is None:
        return None
    lag = d.ports.get(port.lag)
    mode = lag.lacp if lag else None
    return LagMember(port.lag, "active" if mode == "active" else "passive" if mode else "on")


class _Whole(NamedTuple):
    """What a port says of its only unit, which is the port itself."""

    port: PortDraft
    mtu: int | None
    lag: LagMember | None


def _unit(d: DeviceDraft, unit: UnitDraft, whole: _Whole | None = None) -> Interface:
    port, name = unit.port, unit.name
    kind = kind_of(unit)
    subinterface = kind is InterfaceKind.SUBINTERFACE
    lines = sorted(unit.addresses, key=lambda a: (a[0].version, a[0] not in unit.primary))
    return Interface(
        port.name if whole else name,
        kind,
        (port.description if whole else "") or unit.description,
        unit.enabled and (port.enabled or not whole),
        unit.vrf,
        tuple(a for a, _ in lines),
        whole.mtu if whole and unit.mtu is None else unit.mtu,
        port.speed_bps if whole and unit.bandwidth_bps is None else unit.bandwidth_bps,
        port.name if subinterface else None,
        d.svi_vlans.get(name) if kind is InterfaceKind.SVI else unit.vlan,
        whole.lag if whole else None,
        _switchport(d, unit) if unit.switching else None,
        _tunnel(unit) if unit.tunnel else None,
        _in_order(unit.ospf, _FAMILY),
        _in_order(unit.vrrp, _GROUP),
        _in_order(unit.filters, _DIRECTION),
        _in_order(unit.relays, _VERSION),
        not lines or name in d.advertised or name_of(unit) in d.advertised,
        whole.port.where if whole else unit.where,
        tuple(where for _, where in lines),
        isis=tuple(unit.isis),
        rip=_in_order(unit.rip, _FAMILY),
        unnumbered=interface_name(d, unit.unnumbered) if unit.unnumbered else None,
        policy_routes=_ways(d, unit) if d.policy_routes else (),
        linked=f"{port.name}.{unit.peer}" if unit.peer in port.units else None,
    )


def _in_order(found: list[T], key: Callable[[T], Any]) -> tuple[T, ...]:
    """What was found, sorted; nearly always it is one thing or none."""
    return tuple(sorted(found, key=key)) if len(found) > 1 else tuple(found)


def _switchport(d: DeviceDraft, unit: UnitDraft) -> Switchport | None:
    try:
        return switchport_of(d, unit)
    except ValueError:
        if unit.switching:
            d.account.mark_all(unit.switching, UNRECOGNISED)
        return None


def _tunnel(unit: UnitDraft) -> Tunnel | None:
    words = unit.tunnel
    if not {"source", "destination"} <= words.keys():
        return None
    key = number(words["key"]) if "key" in words else None
    source, destination = address(words["source"]), address(words["destination"])
    return Tunnel(source, destination, words.get("vrf", "default"), key=key)


def _management(d: DeviceDraft) -> tuple[str, ...]:
    """The filters on every unit of lo0, IPv4 then IPv6; they guard the router, not its traffic."""
    units = [u for u in d.units() if u.port.name == "lo0"]
    found: list[str] = []
    for family in (4, 6):
        names = {
            tuple(f.acl for f in u.filters if f.family == family and f.direction == "in")
            for u in units
        }
        name = names.pop() if len(names) == 1 else ()
        found += name
        elsewhere = {
            f.acl
            for u in d.units()
            for f in u.filters
            if f.family == family and u.port.name != "lo0"
        }
        for each in set(name) - elsewhere:
            acl = d.acls.get((family, each))
            if acl:
                d.acls[(acl.family, each)] = as_management(acl)
    for unit in units:
        unit.filters = []
    return tuple(found)


def _services(d: DeviceDraft) -> Services:
    names = {word: server.name for word, server in d.radius_servers.items()}
    groups = tuple(
        replace(g, servers=tuple(names.get(s, s) for s in g.servers))
        for g in d.radius_groups.values()
    )
    return Services(tuple(d.radius_servers.values()), groups, d.dot1x_group)


def _system(d: DeviceDraft, interfaces: list[Interface], management: tuple[str, ...]) -> System:
    s, values = d.system, d.system.values
    by_address = {a.ip: i for i in reversed(interfaces) for a in i.addresses}
    source = next((by_address[a] for a in s.sources if a in by_address), None)
    vrf = source.vrf if source else next(iter(s.instances), "")
    methods = {"radius": s.login_group or "radius", "password": "local"}
    return System(
        domain=values.get("domain", ""),
        banner=values.get("banner", ""),
        timezone=values.get("timezone", ""),
        management_vrf="" if vrf == DEFAULT_VRF else vrf,
        management_interface=source.name if source else "",
        management_acl=management,
        ntp_servers=tuple(values.get("ntp", ())),
        dns_servers=tuple(values.get("dns", ())),
        syslog_servers=tuple(values.get("syslog", ())),
        users=tuple(values.get("users", ())),
        snmp_users=tuple(values.get("snmp_users", ())),
        snmp_communities=tuple(values.get("communities", ())),
        ssh=values.get("ssh", False),
        cleartext_services=tuple(sorted(values.get("cleartext", ()))),
        aaa_login=tuple(methods.get(m, m) for m in s.login),
        where=values.get("where"),
    )
