"""Statements inside `interface ...`: addresses, VRF, MTU, filters, tunnels, LAGs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kawanet.model.interfaces import Family, FilterBinding, LagMember
from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft
from kawanet.parse.cisco_iosxe.eigrp import EIGRP_INTERFACE
from kawanet.parse.cisco_iosxe.isis import ISIS_INTERFACE
from kawanet.parse.cisco_iosxe.known import INTERFACE_KNOWN
from kawanet.parse.cisco_iosxe.nat import NAT_INTERFACE
from kawanet.parse.cisco_iosxe.ospf_interface import OSPF
from kawanet.parse.cisco_iosxe.redundancy import REDUNDANCY
from kawanet.parse.cisco_iosxe.rip import RIP_INTERFACE
from kawanet.parse.cisco_iosxe.switchport import SWITCHPORT
from kawanet.parse.cisco_iosxe.zones import ZONES_INTERFACE
from kawanet.parse.cisco_values import (
    either,
    interface_kind,
    interface_name,
    ipv4_cidr,
    ipv4_interface,
    ipv6,
    ipv6_interface,
    type_of,
    vlan_id,
)
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    build_table,
    claim_below,
    read_all,
)

_BRIDGED_KINDS = frozenset(
    [
        "Dialer",
        "Virtual-Template",
        "Virtual-Access",
        "BDI",
        "BVI",
        "nve",
        "pseudowire",
        "LISP",
        "Multilink",
        "ATM",
    ]
)
_TUNNEL_MODES: Mapping[str, Literal["gre", "ip", "ipsec"]] = {
    "gre ip": "gre",
    "gre ipv6": "gre",
    "ipip": "ip",
    "ipv6ip": "ip",
    "ipv6": "ip",
    "ipsec ipv4": "ipsec",
    "ipsec ipv6": "ipsec",
}
_LINK_KINDS = frozenset(("point-to-point", "multipoint", "l2transport"))  # behind the name
_RANGE_LIMIT = 1024  # ports in one `interface range`


def read_interface(device: DeviceDraft, s: Statement) -> LineClass:
    """Read one `interface` block, or one `interface range` for each of its ports."""
    if s.words[1] == "range":
        for name in _range_names("".join(s.words[2:])):
            read_all(_TABLE, draft_of(device, name, s), s.children, device.ledger)
        return MODELLED
    name = interface_name("".join(w for w in s.words[1:] if w not in _LINK_KINDS))
    if name == "Null0":
        claim_below(s, IRRELEVANT, device.ledger)
        return IRRELEVANT
    read_all(_TABLE, draft_of(device, name, s), s.children, device.ledger)
    return UNMODELLED if type_of(name) in _BRIDGED_KINDS else MODELLED


def draft_of(device: DeviceDraft, name: str, s: Statement) -> InterfaceDraft:
    """The draft of an interface, made when it is first met."""
    found = device.interfaces.get(name)
    if found is None:
        where = device.ledger.span(s.number)
        found = InterfaceDraft(name, interface_kind(name), device.ledger, where)
        device.interfaces[name] = found
        if name.startswith("Vlan"):
            found.vlan = vlan_id(name[4:])
    return found


def _range_names(text: str) -> list[str]:
    """`Gi1/0/1-4,Te1/1/1` -> full names. Raises ValueError for what is no such list."""
    names: list[str] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first.lower() == "port" and dash:  # Port-channel has a dash of its own
            head, dash, last = last.partition("-")
            first = f"{first}-{head}"
        name = interface_name(first)
        digits = len(name) - len(name.rstrip("0123456789"))
        stem, start = name[:-digits], int(name[-digits:])
        end = int(last) if dash else start
        if end - start >= _RANGE_LIMIT:
            raise ValueError("too many ports in one range")
        names += [f"{stem}{n}" for n in range(start, end + 1)]
    return names


def _description(i: InterfaceDraft, s: Statement) -> LineClass:
    i.description = s.rest(1)
    return MODELLED


def _shutdown(i: InterfaceDraft, s: Statement) -> LineClass:
    i.enabled = s.words[0] == "no"
    return MODELLED


def _vrf(i: InterfaceDraft, s: Statement) -> LineClass:
    """Move to a VRF. IOS drops the addresses an interface had before, and so does this."""
    vrf = s.words[-1]
    if vrf != i.vrf:
        held = [*([i.primary] if i.primary else []), *i.secondary, *i.ipv6]
        i.ledger.claim_all((span.line for _, span in held), UNMODELLED)
        i.primary, i.secondary, i.ipv6 = None, (), ()
    i.vrf = vrf
    i.routed = True
    i.note("vrf", s.number)
    return MODELLED


def _ip_address(i: InterfaceDraft, s: Statement) -> LineClass:
    words = s.words
    i.routed = True
    if words[2] in ("dhcp", "negotiated", "pool"):
        return UNMODELLED
    if "/" in words[2]:
        found, options = ipv4_cidr(words[2]), words[3:]
    else:
        found, options = ipv4_interface(words[2], words[3]), words[4:]
    line = (found, i.ledger.span(s.number))
    if not options:
        i.primary = line
    elif options[0] == "secondary":
        i.secondary = (*(old for old in i.secondary if old[0] != line[0]), line)
    else:
        return UNRECOGNISED
    return MODELLED


def _no_ip_address(i: InterfaceDraft, _: Statement) -> LineClass:
    i.primary, i.secondary, i.routed = None, (), True
    return IRRELEVANT


def _ipv6_address(i: InterfaceDraft, s: Statement) -> LineClass:
    words = s.words
    i.routed = True
    if ":" not in words[2]:
        return UNMODELLED  # autoconfig, dhcp, a general prefix
    if len(words) > 3 and words[3] == "link-local":
        address = ipv6_interface(f"{ipv6(words[2].partition('/')[0])}/64")
    elif len(words) > 3:
        return UNMODELLED  # eui-64, anycast
    else:
        address = ipv6_interface(words[2])
    i.ipv6 = (*(old for old in i.ipv6 if old[0] != address), (address, i.ledger.span(s.number)))
    return MODELLED


def _encapsulation(i: InterfaceDraft, s: Statement) -> LineClass:
    i.vlan = vlan_id(s.words[2])
    i.routed = True
    i.note("tag", s.number)
    return MODELLED if len(s.words) == 3 else UNMODELLED  # native, second-dot1q


def _mtu(i: InterfaceDraft, s: Statement) -> LineClass:
    i.mtu = int(s.words[1])
    return MODELLED


def _ip_mtu(i: InterfaceDraft, s: Statement) -> LineClass:
    i.ip_mtu = int(s.words[2])
    return MODELLED


def _ipv6_mtu(i: InterfaceDraft, s: Statement) -> LineClass:
    i.ipv6_mtu = int(s.words[2])
    return MODELLED


def _bandwidth(i: InterfaceDraft, s: Statement) -> LineClass:
    if not s.words[1].isdigit():
        return IRRELEVANT  # inherit, receive
    i.bandwidth_bps = int(s.words[1]) * 1000
    return MODELLED


def _delay(i: InterfaceDraft, s: Statement) -> LineClass:
    i.delay_10us = int(s.words[1])
    return MODELLED


def _unnumbered(i: InterfaceDraft, s: Statement) -> LineClass:
    i.unnumbered = interface_name("".join(w for w in s.words[2:] if w != "poll"))
    i.routed = True
    return MODELLED


def _policy_route(i: InterfaceDraft, s: Statement) -> LineClass:
    """`ip policy route-map M`, `ipv6 policy route-map M`."""
    family: Family = 4 if s.words[0] == "ip" else 6
    i.policy_routes = (*(p for p in i.policy_routes if p[0] != family), (family, s.words[3]))
    return MODELLED


def _autostate(i: InterfaceDraft, s: Statement) -> LineClass:
    i.autostate = s.words[0] != "no"
    return MODELLED


def _speed(i: InterfaceDraft, s: Statement) -> LineClass:
    if not s.words[1].isdigit():
        return IRRELEVANT  # auto, nonegotiate
    i.speed_bps = int(s.words[1]) * 1_000_000
    return MODELLED


def _channel_group(i: InterfaceDraft, s: Statement) -> LineClass:
    name = f"Port-channel{int(s.words[1])}"
    match s.words[3] if len(s.words) > 3 else "on":
        case ("active" | "passive" | "on") as mode:
            i.lag = LagMember(name, mode)
            return MODELLED
        case ("auto" | "desirable") as pagp:  # PAgP: one end asks, as in LACP
            i.lag = LagMember(name, "active" if pagp == "desirable" else "passive")
            return MODELLED
    return UNRECOGNISED


def _filter(i: InterfaceDraft, s: Statement) -> LineClass:
    words = s.words
    family: Family = 4 if words[0] == "ip" else 6
    match words[3]:
        case ("in" | "out") as direction:
            where = i.ledger.span(s.number)
            i.filters = (*i.filters, FilterBinding(words[2], family, direction, where))
            return MODELLED
    return UNRECOGNISED


def _relay(i: InterfaceDraft, s: Statement) -> LineClass:
    words = s.words[2:] if s.words[0] == "ip" else s.words[4:]
    if len(words) > 1:
        return UNMODELLED  # a relay in another VRF, or through a named interface
    i.relays = (*i.relays, either(words[0]))
    return MODELLED


def _no_router_advertisements(i: InterfaceDraft, _: Statement) -> LineClass:
    i.router_advertisements = False
    return MODELLED


def _tunnel_source(i: InterfaceDraft, s: Statement) -> LineClass:
    i.tunnel_source = "".join(s.words[2:])
    return MODELLED


def _tunnel_destination(i: InterfaceDraft, s: Statement) -> LineClass:
    i.tunnel_destination = either(s.words[2])
    return MODELLED


def _tunnel_mode(i: InterfaceDraft, s: Statement) -> LineClass:
    i.tunnel_mode = _TUNNEL_MODES.get(" ".join(s.words[2:]))
    return MODELLED if i.tunnel_mode else UNMODELLED


def _tunnel_key(i: InterfaceDraft, s: Statement) -> LineClass:
    i.tunnel_key = int(s.words[2])
    return MODELLED


def _tunnel_vrf(i: InterfaceDraft, s: Statement) -> LineClass:
    i.tunnel_vrf = s.words[2]
    return MODELLED


LAYER_3: dict[str, Entry[InterfaceDraft]] = {
    "description": _description,
    "shutdown": _shutdown,
    "no shutdown": _shutdown,
    "vrf forwarding": _vrf,
    "ip vrf forwarding": _vrf,
    "ip address": _ip_address,
    "no ip address": _no_ip_address,
    "ipv6 address": _ipv6_address,
    "encapsulation dot1Q": _encapsulation,
    "encapsulation dot1q": _encapsulation,
    "mtu": _mtu,
    "ip mtu": _ip_mtu,
    "ipv6 mtu": _ipv6_mtu,
    "bandwidth": _bandwidth,
    "speed": _speed,
    "delay": _delay,
    "ip unnumbered": _unnumbered,
    "ipv6 unnumbered": _unnumbered,
    "ip policy route-map": _policy_route,
    "ipv6 policy route-map": _policy_route,
    "autostate": _autostate,
    "no autostate": _autostate,
    "channel-group": _channel_group,
    "ip access-group": _filter,
    "ipv6 traffic-filter": _filter,
    "ip helper-address": _relay,
    "ipv6 dhcp relay destination": _relay,
    "ipv6 nd ra suppress": _no_router_advertisements,
    "ipv6 nd suppress-ra": _no_router_advertisements,
    "tunnel source": _tunnel_source,
    "tunnel destination": _tunnel_destination,
    "tunnel mode": _tunnel_mode,
    "tunnel key": _tunnel_key,
    "tunnel vrf": _tunnel_vrf,
}
_TABLE = build_table(
    INTERFACE_KNOWN,
    LAYER_3,
    SWITCHPORT,
    OSPF,
    REDUNDANCY,
    EIGRP_INTERFACE,
    ISIS_INTERFACE,
    RIP_INTERFACE,
    NAT_INTERFACE,
    ZONES_INTERFACE,
)
