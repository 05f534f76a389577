"""Formatting for the EOS templates: how EOS writes a port, a group, a list of VLANs.

EOS speaks IOS's syntax with words of its own; what both write alike is IOS's formatting. `mtu` is
the layer-3 MTU on every kind of interface. What EOS cannot say raises InternalError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

from kawanet.errors import InternalError
from kawanet.model.bgp import BgpProcess
from kawanet.model.interfaces import (
    Interface,
    InterfaceKind,
    IPInterface,
    OspfInterface,
    PortMode,
    Switchport,
    VrrpGroup,
)
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.policy import Acl, AclRule, AddressMatch, Wildcard
from kawanet.model.routing import OspfProcess, Redistribution, StaticRoute
from kawanet.model.services import RadiusServer
from kawanet.model.system import Secret, System, User
from kawanet.render.bgp_words import bgp_activation, bgp_policies, bgp_session
from kawanet.render.cisco_iosxe import FILTERS as IOS
from kawanet.render.cisco_iosxe import acl_rule
from kawanet.render.vlan_words import vlan_ranges

_CLOCKS = {"JST": "Asia/Tokyo"}  # EOS names zones as the tz database does
_STP_MODES = {"mst": "mstp", "rstp": "rstp", "rapid-pvst": "rapid-pvst"}
_STP_INSTANCES = {"mst": "mst 0 ", "rapid-pvst": "vlan-id 1-4094 "}
_CLEARTEXT = {"http": ("api http-commands", ("protocol http",)), "telnet": ("telnet", ())}
_FULL_RIGHTS = 15
_FINAL_LINE = "EOF"
_PROTOCOLS = {
    4: {1: "icmp", 2: "igmp", 6: "tcp", 17: "udp", 89: "ospf"},
    6: {6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp"},
}
_ANY = {4: "ip", 6: "ipv6"}
_SWITCHED_KINDS = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)


@dataclass(frozen=True, slots=True)
class CleartextService:
    """A `management` block that lets administrators in unencrypted."""

    name: str
    commands: tuple[str, ...]


def _clock(zone: str) -> str:
    return _CLOCKS.get(zone, zone)


def _account(user: User) -> str:
    words = {"reference": "", "hashed": "sha512 ", "plain": "0 "}[user.secret.kind]
    if user.name == "enable":
        return f"enable password {words}{user.secret}"
    role = "network-admin" if user.privilege == _FULL_RIGHTS else "network-operator"
    return (
        f"username {user.name} privilege {user.privilege} role {role} secret {words}{user.secret}"
    )


def _shared_key(secret: Secret) -> str:
    return {"reference": "", "hashed": "8a ", "plain": "0 "}[secret.kind] + str(secret)


def _has_a_name(server: RadiusServer) -> bool:
    return server.name != str(server.address)


def _ports_of(name: str, device: Device) -> str:
    """The UDP ports of a group's server: EOS tells servers of one address apart by them."""
    server = next((s for s in device.services.radius_servers if s.name == name), None)
    if server is None:
        return ""
    return f" auth-port {server.auth_port} acct-port {server.acct_port}"


def _banner(text: str) -> str:
    if any(line.strip() == _FINAL_LINE for line in text.split("\n")):
        raise InternalError("a line of the banner is what EOS closes it with")
    return f"banner login\n{text}\n{_FINAL_LINE}"


def _cleartext_services(system: System) -> Iterator[CleartextService]:
    for name in system.cleartext_services:
        if name not in _CLEARTEXT:
            raise InternalError(f"EOS has no service {name}")
        yield CleartextService(*_CLEARTEXT[name])


def _stp_mode(mode: str) -> str:
    return _STP_MODES[mode]


def _stp_instances(mode: str | None) -> str:
    return _STP_INSTANCES.get(mode or "", "")


def _speed(interface: Interface) -> str:
    mbps, rest = divmod(interface.speed_bps or 0, 10**6)
    if rest or not mbps or interface.kind is not InterfaceKind.PHYSICAL:
        raise InternalError(f"EOS sets no speed of {interface.speed_bps} on {interface.name}")
    return f"{mbps}full" if mbps % 1000 else f"{mbps // 1000}g"


def _is_routed_port(interface: Interface) -> bool:
    """Whether the port must be told that it is routed; a LAG's member follows the LAG."""
    return interface.kind in _SWITCHED_KINDS and interface.lag is None


def _switchport_commands(port: Switchport) -> Iterator[str]:
    """What stands behind `switchport`: with a phone, the access VLAN is the native one."""
    if port.mode is PortMode.TRUNK:
        yield "mode trunk"
        yield f"trunk native vlan {port.native_vlan or 'tag'}"
    elif port.voice_vlan is not None:
        yield "mode trunk phone"
        yield f"trunk native vlan {port.access_vlan}"
        yield f"phone vlan {port.voice_vlan}"
        yield "phone trunk tagged"
    else:
        yield "mode access"
        yield f"access vlan {port.access_vlan}"


def _vlan_list(vlans: tuple[int, ...]) -> str:
    return ",".join(vlan_ranges(vlans)) or "none"


def _address_command(address: IPInterface, interface: Interface) -> str:
    if not isinstance(address, IPv4Interface):
        return f"ipv6 address {address}{' link-local' if address.ip.is_link_local else ''}"
    first = next(a for a in interface.addresses if a.version == 4)
    return f"ip address {address}{'' if address is first else ' secondary'}"


def _lag_number(name: str) -> str:
    return name.removeprefix("Port-Channel")


def _ospf_command(ospf: OspfInterface) -> str:
    return "ip ospf" if ospf.family == 4 else "ospfv3 ipv6"


def _is_silenced_here(ospf: OspfInterface) -> bool:
    """OSPFv3 is made passive on the interface, OSPFv2 in its process."""
    return ospf.passive and ospf.family == 6


def _passive_interfaces(device: Device) -> Mapping[str, list[str]]:
    """The passive interfaces of OSPFv2 by VRF."""
    return {
        vrf: [
            i.name
            for i in device.interfaces
            if i.vrf == vrf and any(o.passive and o.family == 4 for o in i.ospf)
        ]
        for vrf in (DEFAULT_VRF, *(v.name for v in device.vrfs))
    }


def _dotted(area: int) -> str:
    return str(IPv4Address(area))


def _vrrp_commands(groups: Sequence[VrrpGroup]) -> Iterator[str]:
    """EOS sets priority and pre-emption once for both families of a group number."""
    told: dict[int, tuple[int, bool]] = {}
    for group in groups:
        settings = (group.priority, group.preempt)
        if group.group not in told:
            yield f"vrrp {group.group} priority-level {group.priority}"
            if not group.preempt:
                yield f"no vrrp {group.group} preempt"
        elif told[group.group] != settings:
            raise InternalError(f"EOS has one priority for both families of group {group.group}")
        told[group.group] = settings
        start = f"vrrp {group.group} ipv{group.family}"
        if group.family == 4:
            yield f"{start} version 3"  # the model's groups speak VRRPv3; EOS would speak v2
        if group.link_local is not None:
            yield f"{start} {group.link_local}"
        if group.address != group.link_local:
            yield f"{start} {group.address}"


def _acl_lines(acl: Acl) -> Iterator[str]:
    for rule in acl.rules:
        yield from (f"remark {line}" for line in rule.remark.split("\n") if rule.remark)
        yield _acl_rule(rule, acl.family)


def _acl_rule(rule: AclRule, family: int) -> str:
    number = rule.protocol
    word = _ANY[family] if number is None else _PROTOCOLS[family].get(number, str(number))
    return acl_rule(rule, word, _acl_address)


def _acl_address(match: AddressMatch | None) -> str:
    if match is None:
        return "any"
    if isinstance(match, Wildcard):
        return f"{_dotted(match.address)} {_dotted(match.mask)}"
    text = str(match)
    host = text.removesuffix("/128" if ":" in text else "/32")
    return text if host == text else f"host {host}"


def _import_name(redistribution: Redistribution, process: OspfProcess) -> str:
    return f"OSPF{process.family}-{process.vrf}-{redistribution.source.upper()}"


def _ospf_numbers(device: Device) -> Mapping[str, int]:
    """A process number for each VRF: the VRF's own number where it has one of its own."""
    numbers: dict[str, int] = {}
    own = {v.name: v.number for v in device.vrfs if v.number}
    for vrf in (DEFAULT_VRF, *(v.name for v in device.vrfs)):
        free = (n for n in range(1, 1 << 16) if n not in own.values())
        wanted = own.get(vrf)
        unused = wanted is not None and wanted not in numbers.values()
        numbers[vrf] = (
            wanted if unused and wanted else next(n for n in free if n not in numbers.values())
        )
    return numbers


def _bgp_lines(process: BgpProcess) -> Iterator[str]:
    """A process below its head or its `vrf`: policies stand with the neighbour, families last."""
    if process.router_id is not None:
        yield f"router-id {process.router_id}"
    for neighbor in process.neighbors:
        yield from bgp_session(neighbor)
        for own in neighbor.families:
            yield from bgp_policies(neighbor, own.family)
    families = process.families if process.neighbors else ()
    distances = {(f.distance_external, f.distance_internal, f.distance_local) for f in families}
    yield from (f"distance bgp {' '.join(map(str, said))}" for said in sorted(distances))
    for family in families:
        yield "!"
        yield f"address-family ipv{family.family}"
        for neighbor in process.neighbors:
            yield from (f"   {line}" for line in bgp_activation(neighbor, family.family))
        yield from (f"   network {network.prefix}" for network in family.networks)


def _static_command(route: StaticRoute) -> str:
    words = ["ip" if route.prefix.version == 4 else "ipv6", "route"]
    words += ["vrf", route.vrf] if route.vrf != DEFAULT_VRF else []
    words.append(str(route.prefix))
    leak = route.next_hop_vrf if route.interface is None else None
    words += ["egress-vrf", leak] if leak is not None else []
    words += [str(h) for h in (route.interface, route.next_hop) if h is not None] or ["Null0"]
    words += [str(route.distance)] if route.distance != 1 else []
    return " ".join(words)


_AS_IN_IOS = (
    "area_kind", "bgp_by_as", "in_vrf", "methods", "names_network", "of_vrf", "prefix_range",
    "route_map_entries",
)  # fmt: skip
FILTERS: Mapping[str, Callable[..., object]] = {
    **{name: IOS[name] for name in _AS_IN_IOS},
    "account": _account,
    "acl_lines": _acl_lines,
    "address_command": _address_command,
    "banner": _banner,
    "bgp_lines": _bgp_lines,
    "cleartext_services": _cleartext_services,
    "clock": _clock,
    "dotted": _dotted,
    "has_a_name": _has_a_name,
    "import_name": _import_name,
    "is_routed_port": _is_routed_port,
    "is_silenced_here": _is_silenced_here,
    "lag_number": _lag_number,
    "ospf_command": _ospf_command,
    "ospf_numbers": _ospf_numbers,
    "passive_interfaces": _passive_interfaces,
    "ports_of": _ports_of,
    "shared_key": _shared_key,
    "speed": _speed,
    "static_command": _static_command,
    "stp_instances": _stp_instances,
    "stp_mode": _stp_mode,
    "switchport_commands": _switchport_commands,
    "vlan_list": _vlan_list,
    "vrrp_commands": _vrrp_commands,
}
