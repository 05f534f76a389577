"""What an EOS draft means, said as the common drafts of the IOS family say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kawanet.model.interfaces import Interface, InterfaceKind, PortMode
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.route_policy import Source
from kawanet.parse.arista_eos.draft import EosDevice, EosInterface
from kawanet.parse.arista_eos.igp import settle_isis
from kawanet.parse.arista_eos.pbr import policy_routes_of
from kawanet.parse.arista_eos.values import interface_name
from kawanet.parse.cisco_iosxe.draft import ProcessDraft
from kawanet.parse.cisco_iosxe.finish import device_of
from kawanet.parse.cisco_iosxe.switchport import DEFAULT_VLAN
from kawanet.parse.statements import IRRELEVANT, UNMODELLED

_SWITCHED_KINDS = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)
_MANAGEMENT = "Management"
_ALL_VLANS = range(1, 4095)
_HEAD = 10  # lines among which the release stands
_WITHOUT_RIBD = 32


def eos_device_of(d: EosDevice, platform: str, fallback_name: str) -> Device:
    """Build the device. `fallback_name` serves a text without `hostname`."""
    parents = {name.partition(".")[0] for name in d.ports if "." in name}
    for port in d.ports.values():
        _settle_layer_2(port, d.routed_by_default or port.name in parents)
        _settle_phone(port)
        if port.tunnel_source:
            port.tunnel_source = interface_name(port.tunnel_source)
        _settle_trunk_groups(d, port)
    _settle_ospf(d)
    settle_isis(d)
    _settle_router_ids(d)
    _settle_bgp(d)
    d.system.vrfs_used = tuple(v for v in d.system.vrfs_used if v != DEFAULT_VRF)
    _doubt_vrfs_that_do_not_route(d)
    device = device_of(d, platform, fallback_name, _import_name)
    if d.pbr_policies:
        policy = replace(device.policy, policy_routes=policy_routes_of(d))
        device = replace(device, policy=policy)
    if not any(port.native_tagged for port in d.ports.values()):
        return device
    return replace(device, interfaces=tuple(_native_tagged(d, i) for i in device.interfaces))


def _import_name(process: ProcessDraft, source: Source) -> str:
    """What the renderer calls the route map of a redistribution into OSPF."""
    return f"OSPF{process.family}-{process.vrf}-{source.upper()}"


def _settle_layer_2(port: EosInterface, routed_by_default: bool) -> None:
    """A port switches unless told not to; then the addresses it holds lie idle."""
    may = port.kind in _SWITCHED_KINDS and not port.name.startswith(_MANAGEMENT)
    told = not routed_by_default if port.switches is None else port.switches
    port.layer2 = may and told and port.lag is None
    port.routed = not port.layer2
    if port.layer2 or port.lag is not None:
        held = [*([port.primary] if port.primary else []), *port.secondary, *port.ipv6]
        port.ledger.claim_all((span.line for _, span in held), IRRELEVANT)
        port.primary, port.secondary, port.ipv6 = None, (), ()
        port.ospf4 = port.ospf6 = None


def _settle_phone(port: EosInterface) -> None:
    """A phone port is an access port whose VLAN is the native one."""
    if port.phone_trunk:
        port.access_vlan, port.native_vlan = port.native_vlan or DEFAULT_VLAN, None
        port.allowed_vlans = None
        said = {"native": "access"}
        port.setting_lines = tuple((said.get(s, s), span) for s, span in port.setting_lines)


def _settle_trunk_groups(d: EosDevice, port: EosInterface) -> None:
    """A VLAN that is in trunk groups is carried by the trunks of those groups alone."""
    if not d.grouped_vlans or port.mode is not PortMode.TRUNK:
        return
    mine = set(port.trunk_groups)
    others = {vlan for vlan, groups in d.grouped_vlans.items() if not groups & mine}
    held = _ALL_VLANS if port.allowed_vlans is None else port.allowed_vlans
    if not others.isdisjoint(held):
        port.allowed_vlans = tuple(vlan for vlan in held if vlan not in others)


def _settle_router_ids(d: EosDevice) -> None:
    """The router id of `router general` serves every protocol of its VRF that says none."""
    for vrf, address in d.general_router_ids.items():
        for process in d.processes.values():
            if process.vrf == vrf and process.router_id is None:
                process.router_id = address
        if vrf in d.bgp:
            d.bgp[vrf].settings.setdefault("router_id", address)


def _settle_bgp(d: EosDevice) -> None:
    """Say of dynamic peers who they may be, and of aggregates what makes them.

    A peer filter accepts a range of AS numbers: one number, or all but the own are external. The
    older of EOS's two routing processes (ribd) makes an aggregate of any more specific route.
    """
    for peer, name, own in d.filtered_peers:
        ranges = d.peer_filters.get(name, [])
        numbers = {low for low, high in ranges if low == high}
        if len(numbers) == len(ranges) == 1:
            peer.session["remote_as"] = numbers.pop()
        elif ranges:
            within = any(low <= own <= high for low, high in ranges)
            peer.session["remote_as"] = "internal" if within and len(ranges) == 1 else "external"
    for vrf, bgp in d.bgp.items():
        if {vrf, DEFAULT_VRF} & d.bgp_stopped:
            bgp.families.clear()
            for peer in bgp.peers.values():
                peer.session["enabled"] = False
    if d.multi_agent or not _is_old(d.ledger.texts[:_HEAD]):
        return
    for bgp in d.bgp.values():
        for family in bgp.families.values():
            family.aggregates = {
                prefix: replace(aggregate, from_rib=True)
                for prefix, aggregate in family.aggregates.items()
            }


def _is_old(texts: Sequence[str]) -> bool:
    """Whether the header names a release that still had ribd, the default of its time.

    Source: arista.com TOI "ribd removal": the model is removed from EOS-4.32.0F on.
    """
    for text in texts:
        _, found, version = text.partition("EOS-4.")
        minor = version.partition(".")[0]
        if found and minor.isdigit():
            return int(minor) < _WITHOUT_RIBD
    return False


def _native_tagged(d: EosDevice, interface: Interface) -> Interface:
    port, switchport = d.ports[interface.name], interface.switchport
    if switchport is None or not port.native_tagged or switchport.mode is not PortMode.TRUNK:
        return interface
    return replace(interface, switchport=replace(switchport, native_vlan=None))


def _settle_ospf(d: EosDevice) -> None:
    """OSPF runs on an interface if its VRF has a process; OSPFv3 is silenced on the interface."""
    running = {(p.family, p.vrf) for p in d.processes.values()}
    for port in d.ports.values():
        if port.ospf4 and (4, port.vrf) not in running:
            port.ospf4 = None
        if port.ospf6 and (6, port.vrf) not in running:
            port.ospf6 = None
        process = d.processes.get((6, None, port.vrf))
        if process is not None and port.passive6 is not None:
            (process.passive if port.passive6 else process.active).add(port.name)


def _doubt_vrfs_that_do_not_route(d: EosDevice) -> None:
    """A VRF without `ip routing` passes nothing on, which the model cannot say.

    Where two interfaces could be joined, the interfaces' lines are UNMODELLED.
    """
    ports = [p for p in d.ports.values() if not p.name.startswith(_MANAGEMENT)]
    for family in (4, 6):
        held = [p for p in ports if p.enabled and (p.primary if family == 4 else p.ipv6)]
        count = Counter(p.vrf for p in held if p.kind is not InterfaceKind.LOOPBACK)
        for port in held:
            if count[port.vrf] > 1 and (family, port.vrf) not in d.forwarding:
                port.ledger.claim(port.where.line, UNMODELLED)
