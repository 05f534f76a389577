"""Statements inside `interface ...`: addresses, VRF, filters, bundles, tunnels, metrics."""

from __future__ import annotations

from typing import Any

from kawanet.model.interfaces import LagMember
from kawanet.parse.cisco_iosxe.interfaces import LAYER_3
from kawanet.parse.cisco_iosxe.nat import NAT_INTERFACE
from kawanet.parse.cisco_nxos.draft import NxDevice, NxInterface
from kawanet.parse.cisco_nxos.igp_interface import IGP
from kawanet.parse.cisco_nxos.known import INTERFACE_KNOWN
from kawanet.parse.cisco_nxos.redundancy import REDUNDANCY
from kawanet.parse.cisco_nxos.switchport import SWITCHPORT
from kawanet.parse.cisco_nxos.values import (
    address_and_rest,
    interface_kind,
    interface_name,
    interface_names,
)
from kawanet.parse.cisco_values import either, ipv6_interface, type_of, vlan_id
from kawanet.parse.indented import Statement
from kawanet.parse.ios_family import read_ports
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    build_table,
    claim_below,
    entries,
)

_OVERLAYS = frozenset(("nve", "Bdi", "Overlay"))
_QUIET = frozenset(("Null0", "sup-eth0"))
_VALUED = ("tag", "route-preference")
_AS_IN_IOS = (
    "description",
    "mtu",
    "ip access-group",
    "ipv6 traffic-filter",
    "tunnel source",
    "tunnel key",
)


def read_interface(device: NxDevice, s: Statement) -> LineClass:
    """Read one `interface` block, for each interface it names."""
    text = "".join(s.words[1:])
    if s.words[1] in ("breakout", "cmp-mgmt") or interface_name(text) in _QUIET:
        claim_below(s, IRRELEVANT, device.ledger)
        return IRRELEVANT
    names = interface_names(text)
    if type_of(names[0]) in _OVERLAYS:
        claim_below(s, UNMODELLED, device.ledger)
        return UNMODELLED
    return read_ports(device, names, s, interface_kind, NxInterface, _TABLE)


def _shutdown(i: NxInterface, s: Statement) -> LineClass:
    i.said_enabled = s.words[0] == "no"
    return MODELLED


def _vrf(i: NxInterface, s: Statement) -> LineClass:
    """Move to a VRF. NX-OS drops the addresses an interface had before, and so does this; the
    management port is in its VRF, said or not."""
    if s.words[2] != i.vrf and (i.name, s.words[2]) != ("mgmt0", "management"):
        held = [*([i.primary] if i.primary else []), *i.secondary, *i.ipv6]
        i.ledger.claim_all((span.line for _, span in held), UNMODELLED)
        i.primary, i.secondary, i.ipv6 = None, (), ()
    i.vrf = s.words[2]
    i.note("vrf", s.number)
    return MODELLED


def _address(i: NxInterface, s: Statement) -> LineClass:
    """`ip address A/N [secondary] [tag T]`."""
    if s.words[2] == "dhcp":
        return UNMODELLED
    found, options = address_and_rest(s.words[2:])
    line = (found, i.ledger.span(s.number))
    line_class = MODELLED
    if "route-preference" in options:
        line_class = UNMODELLED  # the connected route's distance
    if "secondary" in options:
        i.secondary = (*(old for old in i.secondary if old[0] != found), line)
    elif options and options[0] not in _VALUED:
        return UNRECOGNISED
    else:
        i.primary = line
    return line_class


def _no_address(i: NxInterface, _: Statement) -> LineClass:
    i.primary, i.secondary = None, ()
    return IRRELEVANT


def _ipv6_address(i: NxInterface, s: Statement) -> LineClass:
    """`ipv6 address A/N [secondary] [tag T]`, `ipv6 address use-link-local-only`."""
    word, options = s.words[2], s.words[3:]
    if ":" not in word:
        return IRRELEVANT if word == "use-link-local-only" else UNMODELLED  # dhcp, autoconfig
    if options[:1] == ["eui64"] or options[:1] == ["anycast"]:
        return UNMODELLED
    address = ipv6_interface(word)
    i.ipv6 = (*(old for old in i.ipv6 if old[0] != address), (address, i.ledger.span(s.number)))
    return MODELLED


def _link_local(i: NxInterface, s: Statement) -> LineClass:
    address = ipv6_interface(f"{s.words[2].partition('/')[0]}/64")
    i.ipv6 = ((address, i.ledger.span(s.number)), *i.ipv6)
    return MODELLED


def _unnumbered(i: NxInterface, s: Statement) -> LineClass:
    i.more["unnumbered"] = interface_name("".join(s.words[2:]))
    return MODELLED


def _encapsulation(i: NxInterface, s: Statement) -> LineClass:
    i.vlan = vlan_id(s.words[2])
    i.note("tag", s.number)
    return MODELLED if len(s.words) == 3 else UNMODELLED


def _bandwidth(i: NxInterface, s: Statement) -> LineClass:
    if not s.words[1].isdigit():
        return UNMODELLED  # inherit: sub-interfaces take it over
    i.more["bandwidth_kbps"] = int(s.words[1])
    return MODELLED


def _delay(i: NxInterface, s: Statement) -> LineClass:
    i.more["delay_10us"] = int(s.words[1])
    return MODELLED


def _speed(i: NxInterface, s: Statement) -> LineClass:
    if not s.words[1].isdigit():
        return IRRELEVANT  # auto
    i.speed_bps = int(s.words[1]) * 1_000_000
    return MODELLED


def _channel_group(i: NxInterface, s: Statement) -> LineClass:
    """`channel-group N [force] [mode on|active|passive]`."""
    options = [w for w in s.words[2:] if w != "force"]
    match options:
        case [] | ["mode", "on"]:
            i.lag = LagMember(f"port-channel{int(s.words[1])}", "on")
        case ["mode", ("active" | "passive") as mode]:
            i.lag = LagMember(f"port-channel{int(s.words[1])}", mode)
        case _:
            return UNRECOGNISED
    return MODELLED


def _relay(i: NxInterface, s: Statement) -> LineClass:
    """`ip dhcp relay address A [use-vrf V]`."""
    if len(s.words) > 5:
        return UNMODELLED
    i.relays = (*i.relays, either(s.words[4]))
    return MODELLED


def _policy(i: NxInterface, s: Statement) -> LineClass:
    family = 4 if s.words[0] == "ip" else 6
    i.more["policy_routes"] = (*i.more.get("policy_routes", ()), (family, s.words[3]))
    return MODELLED


def _autostate(i: NxInterface, s: Statement) -> LineClass:
    i.more["autostate"] = s.words[0] != "no"
    return MODELLED


def _no_router_advertisements(i: NxInterface, _: Statement) -> LineClass:
    i.router_advertisements = False
    return MODELLED


def _anycast_gateway(i: NxInterface, _: Statement) -> LineClass:
    """The interface's addresses are those of every leaf."""
    i.anycast = True
    return MODELLED


def _tunnel_destination(i: NxInterface, s: Statement) -> LineClass:
    i.tunnel_destination = either(s.words[2])
    return MODELLED


def _tunnel_mode(i: NxInterface, s: Statement) -> LineClass:
    i.tunnel_mode = {"gre": "gre", "ipip": "ip"}.get(s.words[2])  # type: ignore[assignment]
    return MODELLED if i.tunnel_mode else UNMODELLED


def _tunnel_vrf(i: NxInterface, s: Statement) -> LineClass:
    i.tunnel_vrf = s.words[2]
    return MODELLED


_LAYER_3: dict[str, Entry[Any]] = {
    **{words: LAYER_3[words] for words in _AS_IN_IOS},
    "shutdown": _shutdown,
    "no shutdown": _shutdown,
    "vrf member": _vrf,
    "ip address": _address,
    "no ip address": _no_address,
    "ipv6 address": _ipv6_address,
    "ipv6 link-local": _link_local,
    "ip unnumbered": _unnumbered,
    "encapsulation dot1q": _encapsulation,
    "encapsulation dot1Q": _encapsulation,
    "bandwidth": _bandwidth,
    "delay": _delay,
    "speed": _speed,
    "channel-group": _channel_group,
    "ip dhcp relay address": _relay,
    "ipv6 dhcp relay address": _relay,
    "ip policy route-map": _policy,
    "ipv6 policy route-map": _policy,
    "autostate": _autostate,
    "no autostate": _autostate,
    "ipv6 nd suppress-ra": _no_router_advertisements,
    "fabric forwarding mode anycast-gateway": _anycast_gateway,
    "tunnel destination": _tunnel_destination,
    "tunnel mode": _tunnel_mode,
    "tunnel use-vrf": _tunnel_vrf,
    **entries("no ipv6 nd suppress-ra, no ip policy, no description, no mtu", IRRELEVANT),
}
_TABLE = build_table(INTERFACE_KNOWN, _LAYER_3, SWITCHPORT, IGP, REDUNDANCY, NAT_INTERFACE)
