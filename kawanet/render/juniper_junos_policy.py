"""Filters, static routes, OSPF areas and DHCP relays as Junos writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from kawanet.model.interfaces import Family, IPAddress, OspfInterface
from kawanet.model.network import Device
from kawanet.model.policy import TCP, Acl, AclRule, Action, AddressMatch, PortRange, Wildcard
from kawanet.model.routing import AreaKind, AreaRange, OspfProcess, StaticRoute
from kawanet.render.juniper_junos_text import quoted, unit_name

STEP = 10
SSH = 22
_PROTOCOL = {4: "protocol", 6: "next-header"}
_NAMES = {4: "inet", 6: "inet6"}
_STUBS = {
    AreaKind.NORMAL: "",
    AreaKind.STUB: "stub default-metric 1",
    AreaKind.TOTALLY_STUB: "stub default-metric 1 no-summaries",
    AreaKind.NSSA: "nssa",
    AreaKind.TOTALLY_NSSA: "nssa default-lsa default-metric 1 no-summaries",
}


@dataclass(frozen=True, slots=True)
class TermView:
    name: str
    remark: str
    matches: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AclView:
    name: str
    terms: tuple[TermView, ...]


@dataclass(frozen=True, slots=True)
class FilterFamily:
    name: str
    acls: tuple[AclView, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    unit: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaView:
    text: str
    kind: str
    ranges: tuple[AreaRange, ...]
    interfaces: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class RelayView:
    family: Family
    groups: tuple[str, ...]


def filters(device: Device) -> tuple[FilterFamily, ...]:
    """The ACLs by family; the management ACLs as filters that leave all but SSH alone."""
    guards = set(device.system.management_acl)
    found = []
    for family, name in _NAMES.items():
        acls = tuple(
            AclView(a.name, tuple(_terms(a, a.name in guards)))
            for a in device.policy.acls
            if a.family == family
        )
        if acls:
            found.append(FilterFamily(name, acls))
    return tuple(found)


def _terms(acl: Acl, guard: bool) -> Iterator[TermView]:
    rules = acl.rules
    for n, rule in enumerate(rules, 1):
        remark = rule.remark.replace("*/", "* /")
        matches = tuple(_guarding(rule, acl.family) if guard else _matches(rule, acl.family))
        yield TermView(f"t{n * STEP}", remark, matches, tuple(_actions(rule)))
    if guard:
        if not rules or not (rules[-1].source is None and rules[-1].destination is None):
            ssh = tuple(_guarding(AclRule(Action.DENY), acl.family))
            yield TermView("no-other-ssh", "", ssh, ("discard",))
        yield TermView("all-but-ssh", "", (), ("accept",))


def _guarding(rule: AclRule, family: Family) -> Iterator[str]:
    """A rule of a management ACL speaks of SSH to the router, whatever its protocol."""
    yield f"{_PROTOCOL[family]} {TCP}"
    yield from _addresses(rule)
    yield f"destination-port {SSH}"


def _matches(rule: AclRule, family: Family) -> Iterator[str]:
    if rule.protocol is not None:
        yield f"{_PROTOCOL[family]} {rule.protocol}"
    yield from _addresses(rule)
    if rule.source_ports:
        yield f"source-port {_ports(rule.source_ports)}"
    if rule.destination_ports:
        yield f"destination-port {_ports(rule.destination_ports)}"
    if rule.icmp_type is not None:
        yield f"icmp-type {rule.icmp_type}"
    if rule.established:
        yield "tcp-established"


def _addresses(rule: AclRule) -> Iterator[str]:
    if rule.source is not None:
        yield f"source-address {_address(rule.source)}"
    if rule.destination is not None:
        yield f"destination-address {_address(rule.destination)}"


def _address(match: AddressMatch) -> str:
    if isinstance(match, Wildcard):
        return f"{IPv4Address(match.address)}/{IPv4Address(match.mask ^ 0xFFFFFFFF)}"
    return str(match)


def _ports(ports: Sequence[PortRange]) -> str:
    words = [str(a) if a == b else f"{a}-{b}" for a, b in ports]
    return words[0] if len(words) == 1 else f"[ {' '.join(words)} ]"


def _actions(rule: AclRule) -> Iterator[str]:
    if rule.log:
        yield "syslog"
    yield "accept" if rule.action is Action.PERMIT else "discard"


def static_routes(device: Device, vrf: str, family: int) -> tuple[str, ...]:
    """The routes of an instance, one block a prefix; several next hops are qualified ones."""
    found: dict[str, list[StaticRoute]] = {}
    for route in device.routing.static:
        if route.vrf == vrf and route.prefix.version == family:
            found.setdefault(str(route.prefix), []).append(route)
    return tuple(
        "\n".join([f"route {prefix} {{", *_hops(device, routes), "}"])
        for prefix, routes in found.items()
    )


def _hops(device: Device, routes: Sequence[StaticRoute]) -> Iterator[str]:
    first = routes[0]
    single = len(routes) == 1
    if any(r.next_hop is not None and not r.interface and not r.connected_only for r in routes):
        yield "    resolve;"
    if single and first.next_hop is None and first.interface is None:
        table = f"{first.next_hop_vrf}.inet{'' if first.prefix.version == 4 else '6'}.0"
        yield "    discard;" if first.next_hop_vrf is None else f"    next-table {table};"
        yield f"    preference {first.distance};"
    elif single and (first.next_hop is None or first.interface is None):
        yield f"    next-hop {first.next_hop or _unit(device, first.interface)};"
        yield f"    preference {first.distance};"
    else:
        for route in routes:
            yield f"    qualified-next-hop {route.next_hop or _unit(device, route.interface)} {{"
            yield f"        preference {route.distance};"
            if route.next_hop is not None and route.interface is not None:
                yield f"        interface {_unit(device, route.interface)};"
            yield "    }"


def _unit(device: Device, name: str | None) -> str:
    interface = device.interface.get(name or "")
    return unit_name(interface) if interface else str(name)


def areas(process: OspfProcess, device: Device) -> tuple[AreaView, ...]:
    """The areas as configured, then those that only interfaces name."""
    speakers: dict[int, list[Speaker]] = {}
    for interface in device.interfaces:
        for ospf in interface.ospf:
            if ospf.family == process.family and interface.vrf == process.vrf:
                speaker = Speaker(unit_name(interface), tuple(_statements(ospf)))
                speakers.setdefault(ospf.area, []).append(speaker)
    known = {area.area: area for area in process.areas}
    return tuple(
        AreaView(
            str(IPv4Address(number)),
            _STUBS[known[number].kind] if number in known else "",
            known[number].ranges if number in known else (),
            tuple(speakers.get(number, ())),
        )
        for number in (*known, *sorted(speakers.keys() - known.keys()))
    )


def _statements(ospf: OspfInterface) -> Iterator[str]:
    if ospf.network == "point-to-point":
        yield "interface-type p2p"
    if ospf.passive:
        yield "passive"
    if ospf.cost is not None:
        yield f"metric {ospf.cost}"
    if ospf.hello_s is not None:
        yield f"hello-interval {ospf.hello_s}"
    if ospf.dead_s is not None:
        yield f"dead-interval {ospf.dead_s}"


def router_ids(device: Device, vrf: str) -> tuple[IPv4Address, ...]:
    """The router-id of an instance, if it runs OSPF or BGP: one for all."""
    ospf = [p.router_id for p in device.routing.ospf if p.vrf == vrf]
    bgp = [p.router_id for p in device.routing.bgp if p.vrf == vrf and p.router_id is not None]
    return (*ospf, *bgp)[:1]


def policy_name(process: OspfProcess) -> str:
    """The export policy of a process."""
    return quoted(f"OSPF{process.family}-{process.vrf}")


def relays(device: Device, vrf: str) -> tuple[RelayView, ...]:
    """DHCP relays of an instance: interfaces with the same servers share a group."""
    found = []
    for family in (4, 6):
        groups: dict[tuple[IPAddress, ...], list[str]] = {}
        for i in device.interfaces:
            servers = tuple(r for r in i.dhcp_relays if r.version == family)
            if i.vrf == vrf and servers:
                groups.setdefault(servers, []).append(unit_name(i))
        if groups:
            blocks = [_servers(n, s) for n, s in enumerate(groups, 1)]
            blocks += [_relay_group(n, names) for n, names in enumerate(groups.values(), 1)]
            found.append(RelayView(4 if family == 4 else 6, tuple(blocks)))
    return tuple(found)


def _servers(number: int, servers: Sequence[IPAddress]) -> str:
    lines = [f"        {server};" for server in servers]
    return "\n".join(["server-group {", f"    dhcp-{number} {{", *lines, "    }", "}"])


def _relay_group(number: int, names: Sequence[str]) -> str:
    lines = [f"    interface {name};" for name in names]
    return "\n".join(
        [f"group dhcp-{number} {{", f"    active-server-group dhcp-{number};", *lines, "}"]
    )
