"""Read an ifupdown2 `interfaces` file into a draft.

What a stanza describes shows in its attributes: `vrf-table` a VRF, `bond-slaves` a LAG,
`bridge-vlan-aware` the bridge, `vlan-raw-device` a sub-interface (or an SVI, on the bridge).
Source: ifupdown-addons-interfaces(5); Cumulus Linux user guide, VLAN-aware Bridge Mode.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from ipaddress import ip_address

from kawanet.errors import Span
from kawanet.model.interfaces import InterfaceKind, LagMember, Tunnel
from kawanet.model.network import DEFAULT_VRF, Vrf
from kawanet.model.routing import StaticRoute
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr.draft import DeviceDraft, InterfaceDraft, word_set
from kawanet.parse.linux_frr.ifupdown_bridge import Stanza, ports_of, read_bridge, read_ports
from kawanet.parse.linux_frr.ifupdown_classic import read_classic
from kawanet.parse.linux_frr.ifupdown_routes import (
    command_route,
    gateway,
    loopback_of,
    virtual_addresses,
    with_mask,
)
from kawanet.parse.linux_frr.values import interface_address
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED

_STOCK_SOURCE = "/etc/network/interfaces.d/*"  # in every fresh box, and empty there


def read_interfaces(draft: DeviceDraft, ledger: Ledger, first: int, last: int) -> None:
    """Read lines first..last (from 1) of a file. Never raises on text."""
    stanzas = _stanzas(ledger, first, last)
    bridge = next((s for s in stanzas if _is_bridge(s)), None)
    for stanza in stanzas:
        if stanza.has("vrf-table"):
            _read_vrf(draft, ledger, stanza)
        elif stanza is bridge:
            read_bridge(draft, ledger, stanza)
        else:
            _read_interface(draft, ledger, stanza, bridge)
    read_ports(draft, ledger, bridge, {s.name: s for s in stanzas})
    read_classic(draft, ledger, [s for s in stanzas if s.name in draft.interfaces], bridge)
    _join_lags(draft, ledger, stanzas)
    _place_tunnels(draft)


def _is_bridge(stanza: Stanza) -> bool:
    return stanza.value("bridge-vlan-aware") in ("yes", "on", "1")


_OUTSIDE = frozenset(("auto", "mapping", "source", "source-directory"))


def _stanzas(ledger: Ledger, first: int, last: int) -> list[Stanza]:
    """Split into stanzas; claim the lines outside them."""
    stanzas: dict[str, Stanza] = {}
    current: Stanza | None = None
    classes = ledger.classes  # of lines that are not empty: `claim`, written out
    for line, text in enumerate(ledger.texts[first - 1 : last], first):
        key, _, rest = text.strip().partition(" ")
        if "\t" in key:
            key, _, rest = text.strip().replace("\t", " ").partition(" ")
        rest = rest.lstrip()
        if not key:
            continue
        if "_" in key:  # as Debian's ifupdown writes bridge_ports
            key = key.replace("_", "-")
        if key == "iface" and rest:
            name, *method = rest.split()
            current = stanzas.setdefault(name, Stanza(name, line, tuple(method)))
            classes[line - 1] = UNMODELLED if "dhcp" in method else MODELLED
        elif key in _OUTSIDE or key[:6] == "allow-":
            current = None
            classes[line - 1] = _outside(key, rest)
        elif key[0] == "#" and not (key == "#:" and current is not None):
            classes[line - 1] = IRRELEVANT
        elif current is not None:
            current.lines.append((line, key, rest))
            current.values[key] = rest
    return list(stanzas.values())


def _outside(key: str, rest: str) -> LineClass:
    if key.startswith("source"):
        return IRRELEVANT if rest.startswith(_STOCK_SOURCE) else UNMODELLED
    return UNMODELLED if key == "mapping" else MODELLED


# ---- VRFs and plain interfaces --------------------------------------------------------------


def _read_vrf(draft: DeviceDraft, ledger: Ledger, stanza: Stanza) -> None:
    number: int | None = None
    description = ""
    for line, key, value in stanza.lines:
        if key == "vrf-table" and (value == "auto" or value.isdecimal()):
            number = None if value == "auto" else int(value)
        elif key == "alias":
            description = value
        elif key == "address":
            ledger.claim(line, _vrf_address(draft, stanza.name, value, ledger.span(line)))
            continue
        else:
            continue
        ledger.claim(line, MODELLED)
    draft.vrfs[stanza.name] = Vrf(stanza.name, number, description, ledger.span(stanza.line))


def _vrf_address(draft: DeviceDraft, vrf: str, value: str, where: Span) -> LineClass:
    try:
        return MODELLED if loopback_of(draft, vrf, value, where) else IRRELEVANT
    except (ValueError, IndexError):
        return LineClass.UNRECOGNISED


def _read_interface(
    draft: DeviceDraft, ledger: Ledger, stanza: Stanza, bridge: Stanza | None
) -> None:
    interface = draft.interface(stanza.name, ledger.span(stanza.line))
    interface.kind = _kind(stanza, bridge)
    _name_parts(interface, stanza)
    late = stanza.has(*_LAST)
    lines = sorted(stanza.lines, key=lambda one: one[1] in _LAST) if late else stanza.lines
    for line, key, value in lines:
        where = Span(ledger.file, line)
        try:
            route = _route(interface, key, value, where) if late else None
            found = _attribute(interface, key, value, where) if route is None else MODELLED
            draft.statics += [route] if route is not None else []
        except (ValueError, IndexError, KeyError):
            found = None
        if found is not None:
            ledger.claim(line, found)


def _kind(stanza: Stanza, bridge: Stanza | None) -> InterfaceKind:
    device = stanza.value("vlan-raw-device") or stanza.name.rpartition(".")[0]
    if stanza.has("bond-slaves", "bond-mode"):
        return InterfaceKind.LAG
    if stanza.has("tunnel-mode", "mode") or (stanza.has("pre-up") and _link_add(stanza)):
        return InterfaceKind.TUNNEL
    if stanza.value("link-type") == "dummy" or "loopback" in stanza.method:
        return InterfaceKind.LOOPBACK
    if device:
        svi = bridge is not None and device == bridge.name
        return InterfaceKind.SVI if svi else InterfaceKind.SUBINTERFACE
    return InterfaceKind.PHYSICAL


def _name_parts(interface: InterfaceDraft, stanza: Stanza) -> None:
    """VLAN and parent as the name says them; attributes may say otherwise."""
    if interface.kind in (InterfaceKind.SVI, InterfaceKind.SUBINTERFACE):
        parent, _, vlan = stanza.name.rpartition(".")
        number = vlan if parent else stanza.name.removeprefix("vlan")
        interface.vlan = int(number) if number.isascii() and number.isdecimal() else None
        if interface.kind is InterfaceKind.SUBINTERFACE:
            interface.parent = parent or None


def _route(interface: InterfaceDraft, key: str, value: str, where: Span) -> StaticRoute | None:
    """The route that a line puts into the kernel."""
    if key == "gateway":
        return gateway(interface, value, where)
    return command_route(interface, value.split(), where) if key in _COMMANDS else None


def _attribute(interface: InterfaceDraft, key: str, value: str, where: Span) -> LineClass | None:
    if key == "address":
        interface.addresses.append((interface_address(value.split(maxsplit=1)[0]), where))
        return MODELLED
    if key in _SAID:
        interface.setting_lines.append((_SAID[key], where))
    handler = _ATTRIBUTES.get(key)
    if handler is not None:
        handler(interface, value)
        return MODELLED
    if key in _OF_PORTS:
        odd = interface.kind is InterfaceKind.SVI and key[:7] == "bridge-"
        return UNMODELLED if odd else MODELLED
    if key in _COMMANDS:
        return _command(interface, value.split())
    if key in _NO_EFFECT or key.startswith(("bond-", "tunnel-", "mstpctl-", "link-")):
        return IRRELEVANT
    return UNMODELLED if key in _UNMODELLED or key.startswith("bridge-") else None


def _enabled(interface: InterfaceDraft, value: str) -> None:
    interface.enabled = value not in ("yes", "on", "1")


def _alias(interface: InterfaceDraft, value: str) -> None:
    interface.description = value


def _mtu(interface: InterfaceDraft, value: str) -> None:
    interface.mtu = int(value)


def _speed(interface: InterfaceDraft, value: str) -> None:
    interface.speed_bps = int(value) * 1_000_000


def _vlan_id(interface: InterfaceDraft, value: str) -> None:
    interface.vlan = int(value)


def _raw_device(interface: InterfaceDraft, value: str) -> None:
    if interface.kind is InterfaceKind.SUBINTERFACE:
        interface.parent = value


def _vrf(interface: InterfaceDraft, value: str) -> None:
    interface.vrf = value


_COMMANDS = ("up", "pre-up", "post-up")
_LAST = frozenset((*_COMMANDS, "gateway"))  # lines that need the interface's VRF


_ATTRIBUTES: Mapping[str, Callable[[InterfaceDraft, str], None]] = {
    "link-down": _enabled,
    "alias": _alias,
    "mtu": _mtu,
    "link-speed": _speed,
    "vlan-id": _vlan_id,
    "vlan-raw-device": _raw_device,
    "vrf": _vrf,
    "address-virtual": virtual_addresses,
    "netmask": with_mask,
}
_SAID = {  # settings whose line people ask for: see Interface.line
    "vlan-id": "tag",
    "vrf": "vrf",
    "bridge-access": "access",
    "bridge-vids": "allowed",
    "bridge-pvid": "native",
}
_OF_PORTS = word_set(
    "bridge-access bridge-vids bridge-pvid bridge-allow-untagged mstpctl-portadminedge "
    "mstpctl-bpduguard bond-slaves bond-mode link-type tunnel-mode tunnel-local "
    "tunnel-endpoint tunnel-ttl tunnel-physdev mode local endpoint ttl tunnel-dev vrrp"
)
_NO_EFFECT = word_set(
    "broadcast hwaddress dns-nameservers dns-search requires description clagd-priority "
    "down pre-down post-down clagd-args clagd-enable clagd-cmd ptm-enable arp-accept hwtype "
    "link-autoneg link-duplex link-fec metric scope preferred-lifetime"
)
_UNMODELLED = word_set(
    "vxlan-id vxlan-local-tunnelip vxlan-remoteip clagd-vxlan-anycast-ip vxlan-ageing vxlan-port "
    "vxlan-mcastgrp vxlan-learning vxlan-tos vxlan-ttl es-sys-mac es-id "
    "clag-id clagd-peer-ip clagd-sys-mac clagd-backup-ip macvlan pointopoint vlan-protocol "
    "ip-forward ip6-forward vrf-default-route"
)


# ---- tunnels --------------------------------------------------------------------------------


def _command(interface: InterfaceDraft, words: list[str]) -> LineClass:
    """The two commands of ours: a passive LACP bond, and a GRE tunnel with a key."""
    if words == f"ip link set dev {interface.name} type bond lacp_active off".split():
        return MODELLED
    if words[:5] != ["ip", "link", "add", interface.name, "type"]:
        return UNMODELLED
    options = dict(zip(words[6::2], words[7::2], strict=True))
    if words[5] not in ("gre", "ip6gre") or options.keys() - _TUNNEL_OPTIONS:
        return UNMODELLED
    interface.tunnel = _tunnel(
        options["local"], options["remote"], options.get("dev"), options.get("key")
    )
    return MODELLED


_TUNNEL_OPTIONS = frozenset(("local", "remote", "ttl", "key", "dev"))


def _tunnel(local: str, remote: str, device: str | None, key: str | None) -> Tunnel:
    return Tunnel(
        source=ip_address(local),
        destination=ip_address(remote),
        underlay_vrf=device or DEFAULT_VRF,
        key=None if key is None else int(key),
    )


def _link_add(stanza: Stanza) -> bool:
    start = f"ip link add {stanza.name} type "
    return any(
        k == "pre-up" and v.startswith((start + "gre ", start + "ip6gre "))
        for _, k, v in stanza.lines
    )


def _read_tunnel(draft: DeviceDraft, ledger: Ledger, stanza: Stanza) -> None:
    local = stanza.value("tunnel-local") or stanza.value("local")
    remote = stanza.value("tunnel-endpoint") or stanza.value("endpoint")
    device = stanza.value("tunnel-physdev") or stanza.value("tunnel-dev")
    mode = stanza.value("tunnel-mode") or stanza.value("mode")
    try:
        tunnel = _tunnel(local or "", remote or "", device, None)
    except ValueError:
        tunnel = None
    if tunnel is not None and mode in ("gre", "ip6gre"):
        draft.interfaces[stanza.name].tunnel = tunnel
    else:
        ledger.claim_all((n for n, k, _ in stanza.lines if k.endswith("mode")), UNMODELLED)


def _place_tunnels(draft: DeviceDraft) -> None:
    """A tunnel bound to a device has its underlay in that device's VRF (or in it, if it is one)."""
    for interface in draft.interfaces.values():
        tunnel = interface.tunnel
        if tunnel is not None and tunnel.underlay_vrf not in draft.vrfs:
            device = draft.interfaces.get(tunnel.underlay_vrf)
            vrf = device.vrf if device is not None else tunnel.underlay_vrf
            interface.tunnel = replace(tunnel, underlay_vrf=vrf)


# ---- LAGs -----------------------------------------------------------------------------------


def _join_lags(draft: DeviceDraft, ledger: Ledger, stanzas: list[Stanza]) -> None:
    for stanza in stanzas:
        if stanza.has("tunnel-mode", "mode") and stanza.name in draft.interfaces:
            _read_tunnel(draft, ledger, stanza)
        for line, key, value in stanza.lines if stanza.has("bond-slaves") else ():
            if key == "bond-slaves":
                passive = any(k == "up" and "lacp_active off" in v for _, k, v in stanza.lines)
                static = stanza.value("bond-mode") not in (None, "802.3ad", "4")
                mode = "on" if static else "passive" if passive else "active"
                for name in ports_of(value, ledger, line):
                    member = draft.interface(name, ledger.span(line))
                    member.lag = LagMember(stanza.name, mode)  # type: ignore[arg-type]
