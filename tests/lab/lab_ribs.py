"""RIBs of real daemons beside computed ones, in the same words.

FRR 8.4 lists no local host routes; an address with a full-length prefix is a connected route there.
So computed LOCAL routes are compared where the address has such a prefix, and left out elsewhere.
Everything else is compared as it stands: prefix, protocol, distance, metric, hops.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from lab import Lab
from lab_network import Placed, virtual_name

from kawanet.forwarding.dataplane import DataPlane, Hop, HopKind, Node, Route
from kawanet.model.interfaces import Interface, IPAddress
from kawanet.model.plant import Port

FAMILIES = {4: "ip", 6: "ipv6"}
SETTLED = 2  # equal readings, one after the other
PAUSE_S = 2.0


class Way(NamedTuple):
    """One next hop: an interface, an address (None: connected), or a discard."""

    interface: str
    address: str


class Entry(NamedTuple):
    prefix: str
    protocol: str
    distance: int
    metric: int
    ways: tuple[Way, ...]


Ribs = dict[Node, tuple[Entry, ...]]
PROTOCOL: Mapping[str, str] = {
    "ospf-range": "ospf",
    "ospf-ia": "ospf",
    "ospf-n1": "ospf",
    "ospf-n2": "ospf",
    "ospf-e1": "ospf",
    "ospf-e2": "ospf",
    "ospf6": "ospf",
    "ibgp": "bgp",
    "isis-l1": "isis",
    "isis-l2": "isis",
    "ripng": "rip",
    "kernel": "kernel",
}
DISCARD = Way("", "discard")


def computed_ribs(plane: DataPlane, placed: Placed) -> Ribs:
    """What kawanet says."""
    return {
        node: tuple(sorted((*_alone(plane, node, placed), *_routed(plane, node))))
        for node in placed.names
    }


def _routed(plane: DataPlane, node: Node) -> Iterator[Entry]:
    return (_computed(r) for r in plane.routes[node] if r.protocol != "local")


def _alone(plane: DataPlane, node: Node, placed: Placed) -> Iterator[Entry]:
    """Connected routes of addresses that are alone in their prefix."""
    for interface in plane.network.device[node.device].interfaces:
        if interface.vrf == node.vrf and Port(node.device, interface.name) in plane.up:
            for address in interface.addresses:
                if address.network.prefixlen == address.max_prefixlen:
                    way = Way(interface.name, "")
                    yield Entry(str(address.network), "connected", 0, 0, (way,))
            if node in placed.virtual:
                yield from _virtual(plane, Port(node.device, interface.name), interface)


def _virtual(plane: DataPlane, port: Port, interface: Interface) -> Iterator[Entry]:
    """The master's virtual addresses, each on a device of its own."""
    domain = plane.domain_of_router.get(port, -1)
    for group in interface.vrrp:
        if plane.owners.get((domain, group.address)) == port:
            way = Way(virtual_name(group), "")
            yield Entry(str(ip_network(group.address)), "connected", 0, 0, (way,))


def _computed(route: Route) -> Entry:
    return Entry(
        str(route.prefix),
        PROTOCOL.get(route.protocol, route.protocol),
        route.distance,
        route.metric,
        tuple(sorted({_computed_way(route, h) for h in route.hops})),
    )


def _computed_way(route: Route, hop: Hop) -> Way:
    if route.protocol == "static" and hop.next_hop is None and hop.kind is HopKind.FORWARD:
        return Way(hop.interface, "")  # a route by its interface alone
    if hop.kind is HopKind.DISCARD and not hop.interface:
        return DISCARD
    if hop.kind in (HopKind.DELIVER, HopKind.LOCAL) or hop.kind is HopKind.DISCARD:
        return Way(hop.interface, "")
    if hop.neighbour is not None and (hop.next_hop is None or hop.next_hop.version == 6):
        return Way(hop.interface, f"{hop.neighbour} {hop.neighbour_interface}")
    return Way(hop.interface, str(hop.next_hop))


def real_ribs(lab: Lab, placed: Placed) -> Ribs:
    """What the daemons say."""
    link_locals = _link_locals(lab, placed)
    return {node: _real(lab, name, link_locals) for node, name in placed.names.items()}


def _real(lab: Lab, name: str, link_locals: Mapping[IPAddress, str]) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for word in FAMILIES.values():
        for prefix, routes in lab.show(name, f"show {word} route json").items():
            network = ip_network(prefix)
            if network.version == 6 and network.is_link_local:
                continue
            found += [_real_entry(prefix, r, link_locals) for r in routes if r.get("selected")]
    return tuple(sorted(found))


def _real_entry(prefix: str, route: dict[str, Any], link_locals: Mapping[IPAddress, str]) -> Entry:
    ways = {_real_way(h, link_locals) for h in route["nexthops"] if _is_last(h)}
    protocol = PROTOCOL.get(route["protocol"], route["protocol"])
    return Entry(prefix, protocol, route["distance"], route["metric"], tuple(sorted(ways)))


def _is_last(hop: dict[str, Any]) -> bool:
    """A recursive next hop is followed by those that resolve it."""
    return bool(hop.get("active")) and not hop.get("recursive")


def _real_way(hop: dict[str, Any], link_locals: Mapping[IPAddress, str]) -> Way:
    if hop.get("blackhole") or hop.get("unreachable") or hop.get("reject"):
        return DISCARD
    interface = hop.get("interfaceName", "")
    if "ip" not in hop:
        return Way(interface, "")
    address = ip_address(hop["ip"])
    return Way(interface, link_locals.get(address, str(address)))


def _link_locals(lab: Lab, placed: Placed) -> dict[IPAddress, str]:
    """Every IPv6 address of the lab that is up, as the node and interface that has it; those of
    a router outside as its global address: of two next hops that it tells, FRR uses the local."""
    found: dict[IPAddress, str] = {}
    for node, name in placed.names.items():
        for link in json.loads(lab.do("exec", name=name, words=["ip", "-j", "-6", "address"])):
            for address in link["addr_info"] if link["operstate"] == "UP" else ():
                macvlan = link["ifname"].startswith("vrrp")  # which stands for its parent
                own = link["link"] if macvlan else link["ifname"]
                found[ip_address(address["local"])] = f"{node} {own}"
    for name, addresses in placed.outside.items():
        for link in json.loads(lab.do("exec", name=name, words=["ip", "-j", "-6", "address"])):
            for address in link["addr_info"] if link["ifname"] in addresses else ():
                found[ip_address(address["local"])] = str(addresses[link["ifname"]])
    return found


def settle(lab: Lab, placed: Placed, wanted: Ribs, seconds: float) -> Ribs:
    """Read until the daemons agree with `wanted` twice in a row, or the time is over; the last
    reading, for the caller to compare."""
    deadline, equal = time.monotonic() + seconds, 0
    real = real_ribs(lab, placed)
    while time.monotonic() < deadline:
        equal = 0 if differences(wanted, real) else equal + 1
        if equal == SETTLED:
            break
        time.sleep(PAUSE_S)
        real = real_ribs(lab, placed)
    return real


def differences(wanted: Ribs, real: Ribs) -> list[str]:
    """One line a route that differs: node, what is computed, what is there."""
    lines = []
    for node in wanted:
        mine = {e.prefix: e for e in wanted[node]}
        theirs = {e.prefix: e for e in real[node]}
        for prefix in sorted(mine.keys() | theirs.keys()):
            if mine.get(prefix) != theirs.get(prefix):
                lines.append(
                    f"{node.device} {node.vrf} {prefix}:\n  computed {mine.get(prefix)}"
                    f"\n  real     {theirs.get(prefix)}"
                )
    return lines
