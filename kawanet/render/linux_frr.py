"""Formatting that the templates of `linux_frr` need beyond Jinja2: fragments of FRR, ifupdown2
and nft syntax. Everything here is spelling; what stands in a configuration is in the device.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address
from itertools import groupby

from kawanet.model.bgp import BgpNeighbor
from kawanet.model.interfaces import Family, Interface, IPAddress, PortMode, Switchport
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.routing import OspfProcess, Redistribution, StaticRoute
from kawanet.render.bgp_words import (
    bgp_activation,
    bgp_policies,
    bgp_session,
    bgp_vrf,
    prefix_range,
    route_map_entries,
)
from kawanet.render.linux_nft import NFT_FILTERS

BRIDGE = "bridge"  # the one VLAN-aware bridge of a box


def by_vrf(routes: Iterable[StaticRoute]) -> list[tuple[str, list[StaticRoute]]]:
    """Runs of routes of one VRF, '' for the default VRF (written outside any block)."""
    return [
        ("" if vrf == DEFAULT_VRF else vrf, list(run))
        for vrf, run in groupby(routes, key=lambda route: route.vrf)
    ]


def static_route(route: StaticRoute) -> str:
    """One `ip route` or `ipv6 route` line."""
    target = [str(hop) for hop in (route.next_hop, route.interface) if hop is not None]
    words = [
        "ip" if route.prefix.version == 4 else "ipv6",
        "route",
        str(route.prefix),
        *(target or ["blackhole"]),
        *([str(route.distance)] if route.distance != 1 else []),
        *(["nexthop-vrf", route.next_hop_vrf] if route.next_hop_vrf else []),
    ]
    return " ".join(words)


def process_name(process: OspfProcess) -> str:
    """`ospf vrf MYN`, `ospf6` ..., as after the word `router`."""
    vrf = "" if process.vrf == DEFAULT_VRF else f" vrf {process.vrf}"
    return f"{'ospf' if process.family == 4 else 'ospf6'}{vrf}"


def bgp_family(neighbor: BgpNeighbor, family: Family) -> list[str]:
    """The lines of a neighbour in an address family."""
    return [*bgp_activation(neighbor, family), *bgp_policies(neighbor, family)]


def route_map(entry: Redistribution, process: OspfProcess) -> str:
    """The name of the route-map (and prefix-list) that limits a redistribution."""
    return f"{process_name(process).replace(' vrf ', '-').upper()}-{entry.source.upper()}"


def frr_interface(interface: Interface) -> list[str]:
    """The lines of FRR's `interface` block; empty when the interface needs none."""
    return [*_ospf(interface), *_vrrp(interface), *_advertisements(interface)]


def _ospf(interface: Interface) -> list[str]:
    lines = []
    for ospf in interface.ospf:
        head = "ip ospf" if ospf.family == 4 else "ipv6 ospf6"
        values = (("cost", ospf.cost), ("hello-interval", ospf.hello_s))
        lines += [f"{head} area {ospf.area}", f"{head} network {ospf.network}"]
        lines += [f"{head} {word} {n}" for word, n in values if n is not None]
        lines += [f"{head} dead-interval {ospf.dead_s}"] if ospf.dead_s is not None else []
        lines += [f"{head} passive"] if ospf.passive else []
    return lines


def _vrrp(interface: Interface) -> list[str]:
    """One FRR group holds both families, so its settings are written with its first address."""
    lines = []
    for index, group in enumerate(interface.vrrp):
        head = f"vrrp {group.group}"
        if group.group not in {g.group for g in interface.vrrp[:index]}:
            lines += [f"{head} version 3", f"{head} priority {group.priority}"]
            lines += [] if group.preempt else [f"no {head} preempt"]
        addresses = [a for a in (group.link_local, group.address) if a is not None]
        word = "ip" if group.family == 4 else "ipv6"
        lines += [f"{head} {word} {address}" for address in addresses]
    return lines


def _advertisements(interface: Interface) -> list[str]:
    """FRR advertises only when told to; where no IPv6 address stands only a refusal matters."""
    if not interface.router_advertisements:
        return ["ipv6 nd suppress-ra"]
    has_v6 = any(a.version == 6 for a in interface.addresses)
    return ["no ipv6 nd suppress-ra"] if has_v6 else []


def vrrp_macvlans(interface: Interface) -> list[str]:
    """ifupdown2's `vrrp` lines, which make the macvlan devices that FRR's vrrpd asks for."""
    hosts: dict[int, list[str]] = {}
    for group in interface.vrrp:
        length = 32 if group.family == 4 else 128
        addresses = [a for a in (group.link_local, group.address) if a is not None]
        hosts.setdefault(group.group, []).extend(f"{a}/{length}" for a in addresses)
    return [f"vrrp {group} {' '.join(addresses)}" for group, addresses in hosts.items()]


def bridge_ports(device: Device) -> list[str]:
    """Names of the ports in the bridge."""
    return [i.name for i in device.interfaces if i.switchport is not None]


def needs_bridge(device: Device) -> bool:
    """Whether anything of the device stands on the bridge."""
    svi = any(i.kind == "svi" for i in device.interfaces)
    return svi or bool(bridge_ports(device)) or device.switching != type(device.switching)()


def lag_members(device: Device, lag: str) -> list[Interface]:
    """The physical ports bundled in a LAG."""
    return [i for i in device.interfaces if i.lag is not None and i.lag.lag == lag]


def bond_mode(device: Device, lag: str) -> str:
    """LACP, or a static bundle; Linux keeps the mode with the bond, not with the member."""
    static = any(i.lag is not None and i.lag.mode == "on" for i in lag_members(device, lag))
    return "balance-xor" if static else "802.3ad"


def lacp_passive(device: Device, lag: str) -> bool:
    """Whether the bond waits for its partner to speak first."""
    return any(i.lag is not None and i.lag.mode == "passive" for i in lag_members(device, lag))


def vid_list(vids: Iterable[int]) -> str:
    """VLAN ids as ifupdown2 writes them: `10 20-29 40`."""
    runs: list[list[int]] = []
    for vid in vids:
        if runs and runs[-1][1] == vid - 1:
            runs[-1][1] = vid
        else:
            runs.append([vid, vid])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def switchport_lines(port: Switchport) -> list[str]:
    """VLAN membership. An access port with a voice VLAN is written as its PVID and one tagged id
    that leaves the PVID out; a trunk lists its native VLAN among its ids."""
    edge = [("mstpctl-portadminedge yes", port.edge), ("mstpctl-bpduguard yes", port.bpdu_guard)]
    return [*_vlans(port), *(line for line, wanted in edge if wanted)]


def _vlans(port: Switchport) -> list[str]:
    if port.mode is PortMode.ACCESS and port.voice_vlan is None:
        return [f"bridge-access {port.access_vlan}"]
    if port.mode is PortMode.ACCESS:
        return [f"bridge-vids {port.voice_vlan}", f"bridge-pvid {port.access_vlan}"]
    native = port.native_vlan
    untagged = "bridge-allow-untagged no" if native is None else f"bridge-pvid {native}"
    vids = port.allowed_vlans
    return [*([f"bridge-vids {vid_list(vids)}"] if vids is not None else []), untagged]


def dhcp_relays(device: Device) -> list[str]:
    """dnsmasq's `dhcp-relay` lines: the relay's own address on the segment, then the server."""
    return [
        f"dhcp-relay={next(a.ip for a in i.addresses if a.version == server.version)},{server}"
        for i in device.interfaces
        for server in i.dhcp_relays
    ]


def bracketed(address: IPAddress) -> str:
    """An address before a port: IPv6 stands in brackets."""
    return f"[{address}]" if ip_address(address).version == 6 else str(address)


def dot1x_ports(device: Device) -> list[str]:
    """Names of the ports that ask for 802.1X."""
    return [i.name for i in device.interfaces if i.switchport is not None and i.switchport.dot1x]


_ALL: tuple[Callable[..., object], ...] = (
    by_vrf,
    static_route,
    process_name,
    route_map,
    bgp_vrf,
    bgp_session,
    bgp_family,
    prefix_range,
    route_map_entries,
    frr_interface,
    vrrp_macvlans,
    bridge_ports,
    needs_bridge,
    lag_members,
    bond_mode,
    lacp_passive,
    vid_list,
    switchport_lines,
    dhcp_relays,
    bracketed,
    dot1x_ports,
    *NFT_FILTERS,
)
FILTERS: Mapping[str, Callable[..., object]] = {f.__name__: f for f in _ALL}
