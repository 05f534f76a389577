"""Formatting for the IOS-XE templates: how IOS-XE writes an address, a port, a list of VLANs.

Where the same meaning has several spellings, the one here is canonical. The layer-3 MTU is
`mtu` on ports and port-channels (there the interface MTU *is* the payload size) and `ip mtu` with
`ipv6 mtu` on sub-interfaces, SVIs, loopbacks and tunnels, which share a parent's frame size.
`bandwidth` carries the speed everywhere: optics fix the line rate, and OSPF reads `bandwidth`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from ipaddress import IPv4Interface

from kawanet.errors import InternalError
from kawanet.model.bgp import BgpFamily, BgpProcess
from kawanet.model.interfaces import (
    Interface,
    InterfaceKind,
    IPAddress,
    IPInterface,
    OspfInterface,
)
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.policy import TCP, UDP, AclRule, AddressMatch, PortRange, Wildcard
from kawanet.model.routing import AreaKind, IPNetwork, OspfProcess, Redistribution, StaticRoute
from kawanet.model.system import Secret, System, User
from kawanet.model.wireless import Wlan, WlanSecurity
from kawanet.render.bgp_words import (
    bgp_activation,
    bgp_by_as,
    bgp_policies,
    bgp_session,
    bgp_vrf,
    family_of_peer,
    prefix_range,
    route_map_entries,
)
from kawanet.render.vlan_words import vlan_ranges

CLOCKS = {"JST": "JST 9 0", "UTC": "UTC 0 0"}  # zone name -> name, hours, minutes
LOCAL_METHODS = ("enable", "line", "local", "local-case", "none")
CLEARTEXT = {  # service -> (the line that enables it, the line that disables it)
    "finger": ("ip finger", "no ip finger"),
    "http": ("ip http server", "no ip http server"),
    "rsh": ("ip rcmd rsh-enable", ""),
    "small-servers": ("service tcp-small-servers", ""),
    "tftp": ("tftp-server flash:", ""),
}
AREA_KINDS = {
    AreaKind.STUB: "stub",
    AreaKind.TOTALLY_STUB: "stub no-summary",
    AreaKind.NSSA: "nssa",
    AreaKind.TOTALLY_NSSA: "nssa no-summary",
}
_PROTOCOLS = {
    4: {1: "icmp", 2: "igmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 51: "ahp", 89: "ospf"},
    6: {6: "tcp", 17: "udp", 50: "esp", 51: "ahp", 58: "icmp", 132: "sctp"},
}
_ANY = {4: "ip", 6: "ipv6"}
_EQ_LIMIT = 10  # ports that one `eq` takes
_VLAN_LIST_LIMIT = 180  # characters; IOS refuses lines over 254
_BANNER_MARKS = ("^C", "#", "~", "|", "`", "\x03")

_WPA_OFF = ("no security wpa", "no security wpa wpa2", "no security wpa akm dot1x")
_WLAN_SECURITY: Mapping[WlanSecurity, tuple[str, ...]] = {
    WlanSecurity.OPEN: ("no security ft adaptive", *_WPA_OFF),
    WlanSecurity.PSK: (
        "security wpa wpa2",
        "no security wpa akm dot1x",
        "security wpa akm psk",
        "security wpa psk set-key ascii 0 %%secret:wlan-{profile}-psk%%",
    ),
    WlanSecurity.WPA2_ENTERPRISE: ("security wpa wpa2", "security wpa akm dot1x"),
    WlanSecurity.WPA3_ENTERPRISE: (
        "no security wpa wpa2",
        "security wpa wpa3",
        "no security wpa akm dot1x",
        "security wpa akm dot1x-sha256",
    ),
    WlanSecurity.OWE: (
        "no security wpa wpa2",
        "security wpa wpa3",
        "no security wpa akm dot1x",
        "security wpa akm owe",
    ),
}


def _clock(zone: str) -> str:
    return CLOCKS.get(zone, zone)


def _in_vrf(vrf: str) -> str:
    return f"vrf {vrf} " if vrf else ""


def _of_vrf(vrf: str) -> str:
    return "" if vrf in ("", DEFAULT_VRF) else f" vrf {vrf}"


def _account(user: User) -> str:
    forms = {"reference": f"secret {user.secret}", "hashed": f"secret 9 {user.secret}"}
    word = forms.get(user.secret.kind, f"password 0 {user.secret}")
    if user.name == "enable":
        return f"enable {word}"
    return f"username {user.name} privilege {user.privilege} {word}"


def _shared_key(secret: Secret) -> str:
    return {"reference": "", "hashed": "6 ", "plain": "0 "}[secret.kind] + str(secret)


def _methods(methods: tuple[str, ...]) -> str:
    return " ".join(m if m in LOCAL_METHODS else f"group {m}" for m in methods)


def _banner(text: str) -> str:
    mark = next((m for m in _BANNER_MARKS if m not in text), "")
    if not mark:
        raise InternalError("the banner uses every delimiter that IOS-XE could close it with")
    return f"banner login {mark}\n{text}\n{mark}"


def _cleartext_commands(system: System) -> list[str]:
    found = system.cleartext_services
    return [c for name, pair in CLEARTEXT.items() if (c := pair[0 if name in found else 1])]


def _vty_transports(system: System) -> str:
    names = ("telnet",) * ("telnet" in system.cleartext_services) + ("ssh",) * system.ssh
    return " ".join(names) or "none"


def _stp_instances(mode: str | None) -> str:
    return "mst 0-4094" if mode == "mst" else "vlan 1-4094"


def _vlan_lists(vlans: tuple[int, ...]) -> list[str]:
    lists = [""]
    for part in vlan_ranges(vlans):
        if len(lists[-1]) + len(part) >= _VLAN_LIST_LIMIT:
            lists.append("")
        lists[-1] += f",{part}" if lists[-1] else part
    return lists if lists[0] else ["none"]


def _is_switch(device: Device) -> bool:
    return bool(device.switching.vlans) or any(i.switchport for i in device.interfaces)


def _is_routed_port(interface: Interface, device: Device) -> bool:
    """Whether the port must be told that it is routed; a LAG's member follows the LAG."""
    if interface.kind not in (InterfaceKind.PHYSICAL, InterfaceKind.LAG):
        return False
    lag = device.interface.get(interface.lag.lag) if interface.lag else None
    return lag is None or lag.switchport is None


def _has_vrrp(device: Device) -> bool:
    return any(i.vrrp for i in device.interfaces)


def _mtu_commands(interface: Interface) -> tuple[str, ...]:
    framed = interface.kind in (InterfaceKind.PHYSICAL, InterfaceKind.LAG)
    return ("mtu",) if framed else ("ip mtu", "ipv6 mtu")


def _address_command(address: IPInterface, interface: Interface) -> str:
    if not isinstance(address, IPv4Interface):
        local = address.ip.is_link_local
        return f"ipv6 address {address.ip} link-local" if local else f"ipv6 address {address}"
    first = next(a for a in interface.addresses if a.version == 4)
    return f"ip address {address.ip} {address.netmask}{'' if address is first else ' secondary'}"


def _prefix_length_on(address: IPAddress, interface: Interface) -> int:
    """The length that IOS-XE wants behind a virtual global address; it takes no part in VRRP."""
    lengths = (a.network.prefixlen for a in interface.addresses if address in a.network)
    return next(lengths, 64)


def _lag_number(name: str) -> str:
    return name.removeprefix("Port-channel")


def _ospf_command(ospf: OspfInterface) -> str:
    return "ip ospf" if ospf.family == 4 else f"ospfv3 {ospf.process} ipv6"


def _ospf_area_command(ospf: OspfInterface) -> str:
    middle = "" if ospf.family == 6 else f" {ospf.process}"
    return f"{_ospf_command(ospf)}{middle} area {ospf.area}"


def _names_network(ospf: OspfInterface, interface: Interface) -> bool:
    """Whether the network type must be written: it is not the default of this kind."""
    return ospf.network == "point-to-point" or interface.kind is InterfaceKind.TUNNEL


def _passive_interfaces(device: Device) -> Mapping[tuple[int, int | None, str], list[str]]:
    passive: dict[tuple[int, int | None, str], list[str]] = defaultdict(list)
    for interface in device.interfaces:
        for ospf in interface.ospf:
            if ospf.passive:
                passive[(ospf.family, ospf.process, interface.vrf)].append(interface.name)
    return passive


def _area_kind(kind: AreaKind) -> str:
    return AREA_KINDS[kind]


def _network(prefix: IPNetwork) -> str:
    return f"{prefix.network_address} {prefix.netmask}" if prefix.version == 4 else str(prefix)


def _import_name(redistribution: Redistribution, process: OspfProcess) -> str:
    return f"OSPF{process.family}-{process.process}-{redistribution.source.upper()}"


def _bgp_family_lines(process: BgpProcess, family: BgpFamily) -> list[str]:
    """An address family; in a VRF the sessions stand in it too, and none is active by itself."""
    lines = []
    own_vrf = process.vrf != DEFAULT_VRF
    if own_vrf and process.router_id is not None:
        lines.append(f"bgp router-id {process.router_id}")
    for network in family.networks:
        lines.append(f"network {_bgp_prefix(network.prefix)}")
    for neighbor in process.neighbors:
        if own_vrf and family_of_peer(neighbor, family.family):
            lines += [*bgp_session(neighbor), f"neighbor {neighbor.address} activate"]
        elif not own_vrf:
            lines += bgp_activation(neighbor, family.family)
        lines += bgp_policies(neighbor, family.family)
    return lines


def _bgp_prefix(prefix: IPNetwork) -> str:
    if prefix.version == 6:
        return str(prefix)
    return f"{prefix.network_address} mask {prefix.netmask}"


def _static_command(route: StaticRoute) -> str:
    words = ["ip" if route.prefix.version == 4 else "ipv6", "route"]
    words += ["vrf", route.vrf] if route.vrf != DEFAULT_VRF else []
    words.append(_network(route.prefix))
    hops = [str(h) for h in (route.interface, route.next_hop) if h is not None]
    words += hops or ["Null0"]
    words += [str(route.distance)] if route.distance != 1 else []
    return " ".join([*words, *_leak_words(route)])


def _leak_words(route: StaticRoute) -> list[str]:
    """How the next hop's VRF is said; behind an interface, it is the interface's own VRF."""
    if route.next_hop_vrf is None or route.interface is not None:
        return []
    if route.prefix.version == 4 and route.next_hop_vrf == DEFAULT_VRF:
        return ["global"]
    return ["nexthop-vrf", route.next_hop_vrf]


def _acl_rule(rule: AclRule, family: int) -> str:
    number = rule.protocol
    word = _ANY[family] if number is None else _PROTOCOLS[family].get(number, str(number))
    return acl_rule(rule, word, _acl_address)


def acl_rule(rule: AclRule, protocol: str, written: Callable[[AddressMatch | None], str]) -> str:
    """Write a rule, with the platform's word for the protocol and its way to write addresses."""
    words = [
        rule.action.value,
        protocol,
        written(rule.source),
        *_acl_ports(rule, rule.source_ports),
        written(rule.destination),
        *_acl_ports(rule, rule.destination_ports),
    ]
    words += [str(rule.icmp_type)] if rule.icmp_type is not None else []
    words += ["established"] if rule.established else []
    words += ["log"] if rule.log else []
    return " ".join(words)


def _acl_address(match: AddressMatch | None) -> str:
    if match is None:
        return "any"
    if isinstance(match, Wildcard):
        return f"{_dotted(match.address)} {_dotted(match.mask)}"
    if match.prefixlen == match.max_prefixlen:
        return f"host {match.network_address}"
    return f"{match.network_address} {match.hostmask}" if match.version == 4 else str(match)


def _dotted(value: int) -> str:
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _acl_ports(rule: AclRule, ports: tuple[PortRange, ...]) -> list[str]:
    """Say the ports in the words one line allows. Raises InternalError if there are none."""
    if not ports:
        return []
    if rule.protocol not in (TCP, UDP):
        raise InternalError(f"an ACL of this syntax has no ports with protocol {rule.protocol}")
    if len(ports) == 1 and ports[0].first != ports[0].last:
        return ["range", *map(str, ports[0])]
    if len(ports) <= _EQ_LIMIT and all(p.first == p.last for p in ports):
        return ["eq", *(str(p.first) for p in ports)]
    below, above = ports[0], ports[-1]
    if len(ports) == 2 and (below.first, above.last - 65535, above.first - below.last) == (0, 0, 2):
        return ["neq", str(below.last + 1)]
    raise InternalError(f"one line of an ACL cannot hold the ports {ports}")


def _wlan_security(wlan: Wlan) -> tuple[str, ...]:
    return tuple(line.format(profile=wlan.profile) for line in _WLAN_SECURITY[wlan.security])


FILTERS: Mapping[str, Callable[..., object]] = {
    "account": _account,
    "acl_rule": _acl_rule,
    "address_command": _address_command,
    "area_kind": _area_kind,
    "banner": _banner,
    "bgp_by_as": bgp_by_as,
    "bgp_family_lines": _bgp_family_lines,
    "bgp_session": bgp_session,
    "bgp_vrf": bgp_vrf,
    "cleartext_commands": _cleartext_commands,
    "clock": _clock,
    "has_vrrp": _has_vrrp,
    "import_name": _import_name,
    "in_vrf": _in_vrf,
    "is_routed_port": _is_routed_port,
    "is_switch": _is_switch,
    "lag_number": _lag_number,
    "methods": _methods,
    "mtu_commands": _mtu_commands,
    "names_network": _names_network,
    "network": _network,
    "of_vrf": _of_vrf,
    "ospf_area_command": _ospf_area_command,
    "ospf_command": _ospf_command,
    "passive_interfaces": _passive_interfaces,
    "prefix_length_on": _prefix_length_on,
    "prefix_range": prefix_range,
    "route_map_entries": route_map_entries,
    "shared_key": _shared_key,
    "static_command": _static_command,
    "stp_instances": _stp_instances,
    "vlan_lists": _vlan_lists,
    "vty_transports": _vty_transports,
    "wlan_security": _wlan_security,
}
