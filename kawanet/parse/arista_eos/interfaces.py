"""Statements inside `interface ...`. What EOS says in IOS's words is read by IOS's readers."""

from __future__ import annotations

from typing import Any

from kawanet.model.interfaces import LagMember
from kawanet.parse.arista_eos.draft import EosDevice, EosInterface
from kawanet.parse.arista_eos.igp import IGP_INTERFACE
from kawanet.parse.arista_eos.known import INTERFACE_KNOWN
from kawanet.parse.arista_eos.ospf_interface import OSPF
from kawanet.parse.arista_eos.pbr import PBR_INTERFACE
from kawanet.parse.arista_eos.redundancy import REDUNDANCY
from kawanet.parse.arista_eos.switchport import SWITCHPORT
from kawanet.parse.arista_eos.values import (
    interface_kind,
    interface_name,
    interface_names,
    speed_bps,
)
from kawanet.parse.cisco_iosxe.interfaces import LAYER_3
from kawanet.parse.cisco_values import type_of, vlan_id
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
)

_OVERLAYS = frozenset(("Vxlan", "Recirc-Channel"))
_AS_IN_IOS = (
    "description",
    "shutdown",
    "no shutdown",
    "ip address",
    "no ip address",
    "ipv6 address",
    "mtu",
    "ip access-group",
    "ip helper-address",
    "ipv6 dhcp relay destination",
    "tunnel destination",
    "tunnel key",
)


def read_interface(device: EosDevice, s: Statement) -> LineClass:
    """Read one `interface` block, for each port it names."""
    names = interface_names("".join(s.words[1:]))
    if type_of(names[0]) in _OVERLAYS:
        claim_below(s, UNMODELLED, device.ledger)
        return UNMODELLED
    return read_ports(device, names, s, interface_kind, EosInterface, _TABLE)


def _encapsulation(i: EosInterface, s: Statement) -> LineClass:
    """`encapsulation dot1q vlan N`; more tags are not modelled."""
    i.vlan = vlan_id(s.words[3])
    i.note("tag", s.number)
    return MODELLED if len(s.words) == 4 else UNMODELLED


def _channel_group(i: EosInterface, s: Statement) -> LineClass:
    match s.words[3:]:
        case ["active" | "passive" | "on" as mode]:
            i.lag = LagMember(f"Port-Channel{int(s.words[1])}", mode)
            return MODELLED
    return UNRECOGNISED


def _speed(i: EosInterface, s: Statement) -> LineClass:
    found = speed_bps(s.words[-1])
    if found is None:
        return IRRELEVANT
    i.speed_bps = found
    return MODELLED


def _no_router_advertisements(i: EosInterface, s: Statement) -> LineClass:
    """Without `all`, a host that asks is still answered."""
    i.router_advertisements = s.words[-1] != "all"
    return MODELLED


def _unnumbered(i: EosInterface, s: Statement) -> LineClass:
    """`ip address unnumbered I`, `ip unnumbered I`."""
    i.unnumbered = interface_name("".join(s.words[s.words.index("unnumbered") + 1 :]))
    return MODELLED


def _autostate(i: EosInterface, s: Statement) -> LineClass:
    i.autostate = s.words[0] != "no"
    return MODELLED


def _tunnel_source(i: EosInterface, s: Statement) -> LineClass:
    i.tunnel_source = s.words[-1]
    return MODELLED


def _tunnel_mode(i: EosInterface, s: Statement) -> LineClass:
    i.tunnel_mode = "gre" if s.words[2:] == ["gre"] else None
    return MODELLED if i.tunnel_mode else UNMODELLED


def _tunnel_vrf(i: EosInterface, s: Statement) -> LineClass:
    i.tunnel_vrf = s.words[3]
    return MODELLED


_LAYER_3: dict[str, Entry[Any]] = {
    **{words: LAYER_3[words] for words in _AS_IN_IOS},
    "ipv6 access-group": LAYER_3["ipv6 traffic-filter"],
    "vrf": LAYER_3["vrf forwarding"],
    "encapsulation dot1q vlan": _encapsulation,
    "channel-group": _channel_group,
    "speed": _speed,
    "ipv6 nd ra disabled": _no_router_advertisements,
    "ipv6 nd ra suppress": _no_router_advertisements,
    "tunnel source": _tunnel_source,
    "tunnel mode": _tunnel_mode,
    "tunnel underlay vrf": _tunnel_vrf,
    "ip address dhcp": UNMODELLED,
    "ip address unnumbered": _unnumbered,
    "ip unnumbered": _unnumbered,
    "autostate": _autostate,
    "no autostate": _autostate,
}
_TABLE = build_table(
    INTERFACE_KNOWN, _LAYER_3, SWITCHPORT, OSPF, IGP_INTERFACE, PBR_INTERFACE, REDUNDANCY
)
