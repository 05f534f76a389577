"""Real packets through a real rule set: one device and VRF in a namespace, its nftables loaded, its
routes as computed; what comes out where, beside what the tracer says."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, ip_network
from itertools import takewhile
from typing import NamedTuple

from lab import Lab
from scapy.layers import inet, inet6, l2
from scapy.packet import Raw

from kawanet.forwarding import Packet, trace
from kawanet.forwarding.dataplane import DataPlane, HopKind, Node
from kawanet.forwarding.trace import Outcome
from kawanet.model.interfaces import Interface, InterfaceKind, IPAddress
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP, FirewallRule, IPNetwork

STRANGER = "02:00:00:00:00:99"  # whoever is not here: next hops and hosts
NEIGHBOUR_V6 = "fe80::99"
EVERYBODY = IPv4Address("255.255.255.255")
PLAIN: Mapping[str, object] = {"wire": None, "up": True, "virtual": []}
ECHO = {4: (ICMP, 8), 6: (ICMPV6, 128)}
SOURCE_PORT = 50000


class Shot(NamedTuple):
    """A packet put on the segment of an interface, and its mark."""

    mark: str
    ingress: str
    packet: Packet


@dataclass(frozen=True)
class Box:
    """A node in the lab with its rule set."""

    plane: DataPlane
    node: Node
    name: str
    interfaces: tuple[Interface, ...]

    def far(self, interface: str) -> str:
        """The far end of one of its interfaces."""
        return f"{self.name}.{[i.name for i in self.interfaces].index(interface)}"


def set_up(lab: Lab, plane: DataPlane, node: Node, rules: str) -> Box:
    """Build the node, its routes and neighbours, and load its nftables."""
    device = plane.network.device[node.device]
    interfaces = tuple(i for i in device.interfaces if i.vrf == node.vrf and i.addresses)
    box = Box(plane, node, "box", interfaces)
    specs = [
        {**PLAIN, "name": i.name, "addresses": [str(a) for a in i.addresses]} for i in interfaces
    ]
    virtual = _locals(box) - {a.ip for i in interfaces for a in i.addresses}
    specs.append({**PLAIN, "name": "lo", "addresses": sorted(map(str, virtual))})
    lab.do("node", name=box.name, interfaces=specs)
    script = "\n".join((*_neighbours(box), *_routes(box)))
    lab.do("exec", name=box.name, words=["ip", "-batch", "-"], stdin=script + "\n")
    lab.do("exec", name=box.name, words=["nft", "-f", "-"], stdin=rules)
    return box


def _neighbours(box: Box) -> Iterator[str]:
    for interface in box.interfaces:
        yield _neighbour(NEIGHBOUR_V6, interface.name)


def _neighbour(address: object, interface: str) -> str:
    return f"neighbor replace {address} lladdr {STRANGER} dev {interface} nud permanent"


def _routes(box: Box) -> Iterator[str]:
    names = {i.name for i in box.interfaces}
    for route in box.plane.routes[box.node]:
        ways = []
        for hop in route.hops:
            if hop.kind in (HopKind.FORWARD, HopKind.EXIT) and hop.interface in names:
                v4 = route.prefix.version == 4 and hop.next_hop is not None
                via = hop.next_hop if v4 else NEIGHBOUR_V6
                if v4:
                    yield _neighbour(via, hop.interface)
                ways.append(f"nexthop via {via} dev {hop.interface} onlink")
        if ways:
            yield f"route replace {route.prefix} {' '.join(ways)}"


def agree(wanted: list[str], real: list[str]) -> bool:
    """The kernel sends a packet one of the equal ways, the tracer names all of them."""
    return set(real) <= set(wanted) if real else not wanted


def fire(lab: Lab, box: Box, shots: list[Shot]) -> dict[str, list[str]]:
    """Send all packets at once; the interfaces out of which each came, by mark."""
    macs = _macs(lab, box)
    hosts = {
        _neighbour(s.packet.destination, i.name)
        for s in shots
        for i in box.interfaces
        if any(
            s.packet.destination in a.network and s.packet.destination != a.ip for a in i.addresses
        )
    }
    script = "\n".join(sorted(hosts)) + "\n"
    lab.do("exec", name=box.name, words=["ip", "-batch", "-"], stdin=script)
    frames = [[box.far(s.ingress), bytes(_frame(s, macs[s.ingress])).hex()] for s in shots]
    back = {box.far(i.name): i.name for i in box.interfaces}
    marks = [s.mark for s in shots]
    found = lab.do("volley", frames=frames, marks=marks, listen=sorted(back), wait_s=2.0)
    return {mark: sorted({back[f] for f in ends}) for mark, ends in found.items()}


def _macs(lab: Lab, box: Box) -> Mapping[str, str]:
    links = json.loads(lab.do("exec", name=box.name, words=["ip", "-j", "link"]))
    return {link["ifname"]: link["address"] for link in links}


def _frame(shot: Shot, mac: str) -> l2.Ether:
    packet = shot.packet
    network = inet.IP if packet.family == 4 else inet6.IPv6
    head = network(src=str(packet.source), dst=str(packet.destination))
    body = {
        TCP: inet.TCP(sport=packet.source_port, dport=packet.destination_port, flags="S"),
        UDP: inet.UDP(sport=packet.source_port, dport=packet.destination_port),
        ICMP: inet.ICMP(type=8),
        ICMPV6: inet6.ICMPv6EchoRequest(),
    }[packet.protocol]
    return l2.Ether(src=STRANGER, dst=mac) / head / body / Raw(shot.mark.encode())


def expected(box: Box, shot: Shot) -> list[str]:
    """The interfaces out of which the tracer sends a packet, one of them."""
    found = trace(box.plane, shot.packet, Port(box.node.device, shot.ingress))
    out = set()
    for branch in found.branches:
        here = list(takewhile(lambda s: s.node == box.node, branch.steps))
        if len(here) < len(branch.steps):
            out.add(here[-1].interface)
        elif branch.outcome in (Outcome.DELIVERED, Outcome.EXITED):
            out.add(branch.interface)
    return sorted(out)


# ---- packets that are worth sending ---------------------------------------------------------


def shots(box: Box, count: int, seed: int) -> list[Shot]:
    """Packets drawn from the rules (what they permit, and near misses) and from the routes."""
    chance = random.Random(seed)
    device = box.plane.network.device[box.node.device]
    found: list[Shot] = []
    while len(found) < count:
        number = len(found)
        shot = _of_rule(box, device, chance, number) if device.policy.rules else None
        shot = shot or _of_tables(box, device, chance, number)
        if shot is not None and _plain(box, shot.packet):
            found.append(shot)
    return found


def _plain(box: Box, packet: Packet) -> bool:
    """From one host to another: not from the box itself, nor to or from an address that no host
    may have."""
    own = [a for i in box.interfaces for a in i.addresses]
    nobodys = {a.network.network_address for a in own if a.network.prefixlen < a.max_prefixlen - 1}
    nobodys |= {a.network.broadcast_address for a in own if a.version == 4}
    ends = {packet.source, packet.destination}
    odd = any(a.is_multicast or a.is_link_local or a.is_unspecified or a == EVERYBODY for a in ends)
    return len(ends) == 2 and not odd and not ends & nobodys and packet.source not in _locals(box)


def _locals(box: Box) -> set[IPAddress]:
    """Addresses at which the box itself answers, virtual ones among them."""
    routes = box.plane.routes[box.node]
    return {r.prefix.network_address for r in routes if r.protocol == "local"}


def _of_rule(box: Box, device: Device, chance: random.Random, number: int) -> Shot | None:
    rule: FirewallRule = chance.choice(device.policy.rules)
    if chance.random() < 0.4:
        return None
    groups = {(g.family, g.name): g.prefixes for g in device.policy.address_groups}
    services = {g.name: g.services for g in device.policy.service_groups}
    zones = {z.name: z.interfaces for z in device.policy.zones}
    near = [p for name in rule.sources for p in groups[rule.family, name]]
    far = [p for name in rule.destinations for p in groups[rule.family, name]]
    names = [n for z in rule.from_zones for n in zones[z] if n in {i.name for i in box.interfaces}]
    if not (near and far and names):
        return None
    service = chance.choice([s for n in rule.services for s in services[n]] or [None])
    protocol = service.protocol if service and service.protocol else TCP
    ports = service.ports if service else ()
    port = chance.choice([p for r in ports for p in (r.first, r.last, r.last + 1)] or [443])
    return _shot(
        number, chance.choice(names), _inside(chance, near), _inside(chance, far), protocol, port
    )


def _of_tables(box: Box, device: Device, chance: random.Random, number: int) -> Shot | None:
    family = chance.choice((4, 6))
    prefixes = [r.prefix for r in box.plane.routes[box.node] if r.prefix.version == family]
    rules = [r for a in device.policy.acls if a.family == family for r in a.rules]
    prefixes = [p for p in prefixes if not p.is_multicast and not p.is_link_local]
    prefixes += [m for r in rules for m in (r.source, r.destination) if _is_prefix(m)]
    ingress = chance.choice([i for i in box.interfaces if i.kind is not InterfaceKind.LOOPBACK])
    own = [ip_network(a.network) for a in ingress.addresses if a.version == family]
    if not prefixes or not own:
        return None
    source = _inside(chance, own if chance.random() < 0.7 else prefixes)
    protocol = chance.choice((TCP, UDP, ECHO[family][0]))
    ports = [p for r in rules for q in r.destination_ports for p in (q.first, q.last, q.last + 1)]
    port = chance.choice([22, 53, 443, 3389, *ports])
    return _shot(number, ingress.name, source, _inside(chance, prefixes), protocol, port)


def _is_prefix(match: object) -> bool:
    return match is not None and hasattr(match, "network_address") and match.prefixlen > 0


def _inside(chance: random.Random, prefixes: list[IPNetwork]) -> IPAddress:
    """An address of a prefix: no network or broadcast address, nothing outside unicast."""
    prefix = chance.choice(prefixes)
    if prefix.prefixlen == 0:
        prefix = ip_network("198.51.100.0/24" if prefix.version == 4 else "2001:db8:77::/64")
    last = min(prefix.num_addresses, 1 << 16) - 1
    edge = 1 if last > 1 else 0
    offset = chance.randint(
        edge, max(last - (edge if isinstance(prefix, IPv4Network) else 0), edge)
    )
    return prefix.network_address + offset


def _shot(
    number: int, ingress: str, source: IPAddress, destination: IPAddress, protocol: int, port: int
) -> Shot | None:
    if source.version != destination.version:
        return None
    mark = f"<shot {number:04d}>"
    if protocol in (TCP, UDP):
        packet = Packet(source, destination, protocol, SOURCE_PORT, port)
        return Shot(mark, ingress, packet)
    proto, kind = ECHO[source.version]
    return Shot(mark, ingress, Packet(source, destination, proto, icmp_type=kind))
