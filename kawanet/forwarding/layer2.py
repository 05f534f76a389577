"""Broadcast domains, from the text of the devices and the cables between them.

A frame leaves a port with or without a tag, crosses the link to all other ends, and enters each by
what is configured there. Links that a carrier routes (CARRIER_L3) pass no frame: each end is alone
with the carrier. Spanning tree is not needed: a blocked port changes the path, not the domain.

A port with no cable listed is up only if it looks like a host port (access or edge). Where the
plant lists no link at all, every enabled port is up and domains are inferred from equal subnets;
so it is with the ports that a partial plant does not list.
A device taken out of the network must be taken out of the plant's links too, else its ports count
as boxes that nobody configures here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from kawanet.findings import Finding
from kawanet.forwarding.codes import INFERRED, NO_PORT, SVI_DOWN, Code
from kawanet.forwarding.dataplane import Domain, DomainPort
from kawanet.forwarding.disjoint import DisjointSets
from kawanet.forwarding.ports import (
    DevicePorts,
    InterfaceKey,
    Tap,
    VlanKey,
    is_host_port,
    is_layer3,
)
from kawanet.forwarding.subnets import infer_by_subnet
from kawanet.forwarding.tunnels import tunnel_pairs
from kawanet.model.interfaces import Interface, InterfaceKind
from kawanet.model.network import Device, Network
from kawanet.model.plant import Link, LinkKind, Port
from kawanet.model.routing import IPNetwork

CARRIER = (LinkKind.CARRIER_L2, LinkKind.CARRIER_L3)


class WireKey(NamedTuple):
    """Frames with one tag on one link; `end` tells ends apart where the link keeps them apart."""

    link: int
    end: int
    tag: int | None


Key = VlanKey | InterfaceKey | WireKey


@dataclass(frozen=True)
class Layer2:
    """All broadcast domains, and which layer-3 interfaces are up."""

    domains: tuple[Domain, ...]
    domain_of_router: Mapping[Port, int]
    up: frozenset[Port]
    inferred: bool
    findings: tuple[Finding, ...]


def _lists() -> defaultdict[Key, list[Any]]:
    return defaultdict(list)


@dataclass
class _Build:
    """Working state of one run."""

    ports: Mapping[str, DevicePorts]
    sets: DisjointSets[Key] = field(default_factory=DisjointSets)
    domain_ports: defaultdict[Key, list[DomainPort]] = field(default_factory=_lists)
    edges: defaultdict[Key, list[Port]] = field(default_factory=_lists)
    live: set[Key] = field(default_factory=set)  # VLANs and interfaces with a port that is up
    findings: list[Finding] = field(default_factory=list)


def broadcast_domains(network: Network) -> Layer2:
    """Compute every broadcast domain of the network."""
    build = _Build({d.name: DevicePorts(d) for d in network.devices})
    inferred = not network.plant.links or network.plant.partial
    for number, link in enumerate(network.plant.links):
        _cable(build, number, link)
    _uncabled(build, network)
    for device in network.devices:
        _virtual(build, device)
        _inside(build, device)
    _tunnels(build, network)
    if inferred:
        for a, b in infer_by_subnet(network, _to_infer(build, network)):
            build.sets.union(a, b)
        if not network.plant.links:
            build.findings.append(_finding(INFERRED, ""))
    return _collect(build, network, inferred)


def _to_infer(build: _Build, network: Network) -> list[InterfaceKey]:
    """Interfaces that are up and may be joined by their subnets: of those on a listed cable, the
    ones whose subnets are on one segment only, so that nothing is joined that is told apart. An
    SVI may reach others through switches and ports that are not listed."""
    up = sorted(k for k in build.live if isinstance(k, InterfaceKey))
    joined = frozenset(build.sets)
    wired = {build.sets.find(k) for k in joined if isinstance(k, WireKey)}
    told = {
        k: s
        for k in up
        if k in joined
        and (s := build.sets.find(k)) in wired
        and network.device[k.device].interface[k.interface].kind is not InterfaceKind.SVI
    }
    places: dict[IPNetwork, set[int]] = {}
    for key, segment in told.items():
        for address in network.device[key.device].interface[key.interface].addresses:
            places.setdefault(address.network, set()).add(segment)
    split = {subnet for subnet, segments in places.items() if len(segments) > 1}
    return [
        k
        for k in up
        if k not in told
        or not any(
            a.network in split for a in network.device[k.device].interface[k.interface].addresses
        )
    ]


def _cable(build: _Build, number: int, link: Link) -> None:
    """Join what the ends of a link make of the frames on it."""
    alive = [_end_alive(build, end) for end in link.ends]
    wires: set[WireKey] = set()
    for position, end in enumerate(link.ends):
        ports = build.ports.get(end.device)
        if ports is None:
            continue
        if end.interface not in ports.device.interface:
            build.findings.append(_finding(NO_PORT, end.device, f"{end} ({link.name})"))
            continue
        others = [a for p, a in enumerate(alive) if p != position]
        if link.kind in CARRIER or not others or any(others):
            wires.update(_plug(build, ports, end, _Socket(number, position, link)))
    _edges_of_link(build, link, wires)


def _end_alive(build: _Build, end: Port) -> bool:
    """An end keeps the link up if it is an enabled port, or a box nobody configures here."""
    ports = build.ports.get(end.device)
    if ports is None:
        return True
    interface = ports.device.interface.get(end.interface)
    return interface is not None and interface.enabled


class _Socket(NamedTuple):
    """One end of a link, by its position among the ends."""

    number: int
    position: int
    link: Link

    def wire(self, tag: int | None) -> WireKey:
        alone = self.link.kind is LinkKind.CARRIER_L3
        cut = alone or (tag is not None and not self.link.passes_tags)
        return WireKey(self.number, self.position if cut else -1, tag)


def _plug(build: _Build, ports: DevicePorts, end: Port, socket: _Socket) -> Iterator[WireKey]:
    base = ports.base(end.interface)
    for tap in ports.taps(base) if base is not None else ():
        wire = socket.wire(tap.tag)
        build.sets.union(wire, tap.key)
        _raise(build, tap, end)
        yield wire


def _raise(build: _Build, tap: Tap, port: Port) -> None:
    build.live.add(tap.key)
    build.domain_ports[tap.key].append(DomainPort(port.device, port.interface, tap.tag))


def _edges_of_link(build: _Build, link: Link, wires: set[WireKey]) -> None:
    """A box nobody configures may use any tag that the link carries; a carrier that routes is
    such a box at each end, named after the link."""
    unknown = [end for end in link.ends if end.device not in build.ports]
    for wire in sorted(wires, key=lambda w: (w.end, w.tag or 0)):
        if link.kind is LinkKind.CARRIER_L3:
            build.edges[wire].append(Port(link.name, str(link.ends[wire.end])))
        elif wire.end == -1:
            build.edges[wire] += unknown


def _uncabled(build: _Build, network: Network) -> None:
    cabled = {end for link in network.plant.links for end in link.ends}
    every = not cabled or network.plant.partial
    for device in network.devices:
        ports = build.ports[device.name]
        for interface in device.interfaces:
            if interface.kind is not InterfaceKind.PHYSICAL:
                continue
            port = Port(device.name, interface.name)
            if (every or is_host_port(interface)) and port not in cabled:
                _alone(build, ports, interface, port)


def _alone(build: _Build, ports: DevicePorts, interface: Interface, port: Port) -> None:
    """A port that is up without a listed cable: an edge of its domains if hosts may be there."""
    base = ports.base(interface.name)
    if base is None:
        return
    host = is_host_port(base)
    for tap in ports.taps(base):
        if tap.key not in build.live:  # what is live is in a set already
            build.sets.add(tap.key)
        _raise(build, tap, port)
        if host:
            build.edges[tap.key].append(port)


def _virtual(build: _Build, device: Device) -> None:
    """Loopbacks are up; an SVI is up while a port that is up carries its VLAN, or always
    without autostate."""
    for interface in device.interfaces:
        key = InterfaceKey(device.name, interface.name)
        if interface.kind is InterfaceKind.LOOPBACK and interface.enabled:
            build.live.add(key)
        if interface.kind is not InterfaceKind.SVI or not interface.enabled:
            continue
        if interface.vlan is not None and VlanKey(device.name, interface.vlan) in build.live:
            build.sets.union(VlanKey(device.name, interface.vlan), key)
            build.live.add(key)
        elif not interface.autostate:
            build.live.add(key)
        elif is_layer3(interface):
            build.findings.append(_svi_down(device, interface))


def _inside(build: _Build, device: Device) -> None:
    """Links between two interfaces of one device are up while both ends are."""
    for interface in device.interfaces:
        other = device.interface.get(interface.linked or "")
        if other is not None and interface.enabled and other.enabled:
            ends = (InterfaceKey(device.name, i.name) for i in (interface, other))
            a, b = sorted(ends)
            build.sets.union(a, b)
            build.live.update((a, b))


def _tunnels(build: _Build, network: Network) -> None:
    up = {_port(k) for k in build.live if isinstance(k, InterfaceKey)}
    tunnels = tunnel_pairs(network, up)
    build.findings.extend(tunnels.findings)
    for a, b in tunnels.pairs:
        build.sets.union(_key(a), _key(b))
        build.live.update((_key(a), _key(b)))
    for port, outside in tunnels.external:
        build.live.add(_key(port))
        build.edges[_key(port)].append(outside)


def _key(port: Port) -> InterfaceKey:
    return InterfaceKey(port.device, port.interface)


def _port(key: InterfaceKey) -> Port:
    return Port(key.device, key.interface)


def _svi_down(device: Device, interface: Interface) -> Finding:
    addresses = ", ".join(str(a) for a in interface.addresses)
    return Finding(
        SVI_DOWN.code,
        SVI_DOWN.severity,
        f"{device.name} {interface.name} ({addresses}) is down: no port carries its VLAN",
        device.name,
        interface.where,
        expected=f"a port that is up in VLAN {interface.vlan}",
        actual="none: the prefix is in no routing table",
    )


def _finding(code: Code, device: str, detail: str = "") -> Finding:
    message = f"{code.title}: {detail}" if detail else code.title
    return Finding(code.code, code.severity, message, device)


def _collect(build: _Build, network: Network, inferred: bool) -> Layer2:
    """Number the domains in the order of their first member."""
    parts: defaultdict[int, _Part] = defaultdict(_Part)
    for key in build.sets:
        part = parts[build.sets.find(key)]
        if isinstance(key, VlanKey):
            part.vlans.append((key.device, key.vlan))
        elif isinstance(key, InterfaceKey):
            part.routers.append(_port(key))
    _lonely_routers(build, network, parts)
    for key, ports in build.domain_ports.items():
        parts[build.sets.find(key)].ports += ports
    for key, edges in build.edges.items():
        parts[build.sets.find(key)].edges += edges
    unnumbered = sorted((part.domain() for part in parts.values()), key=_first)
    domains = tuple(replace(domain, index=n) for n, domain in enumerate(unnumbered))
    return Layer2(
        domains,
        {router: d.index for d in domains for router in d.routers},
        frozenset(_port(k) for k in build.live if isinstance(k, InterfaceKey)),
        inferred,
        tuple(build.findings),
    )


def _lonely_routers(build: _Build, network: Network, parts: defaultdict[int, _Part]) -> None:
    """Give an interface that is up and on no wire (an unlisted routed port) a domain of its own."""
    loopbacks = {
        (d.name, i.name)
        for d in network.devices
        for i in d.interfaces
        if i.kind is InterfaceKind.LOOPBACK
    }
    known = {key for key in build.sets if isinstance(key, InterfaceKey)}
    for key in sorted(k for k in build.live if isinstance(k, InterfaceKey)):
        if key not in known and tuple(key) not in loopbacks:
            parts[build.sets.find(key)].routers.append(_port(key))


@dataclass
class _Part:
    routers: list[Port] = field(default_factory=list)
    edges: list[Port] = field(default_factory=list)
    ports: list[DomainPort] = field(default_factory=list)
    vlans: list[tuple[str, int]] = field(default_factory=list)

    def domain(self) -> Domain:
        return Domain(
            -1,
            tuple(sorted(set(self.routers))),
            tuple(sorted(set(self.edges))),
            tuple(sorted(set(self.ports), key=_port_order)),
            tuple(sorted(set(self.vlans))),
        )


def _port_order(port: DomainPort) -> tuple[str, str, int]:
    return port.device, port.interface, port.tag or 0


def _first(domain: Domain) -> tuple[str, str, int]:
    """Sort key: a member that no other domain has."""
    first = [_port_order(port) for port in domain.ports[:1]]
    first += [(p.device, p.interface, 0) for p in domain.routers[:1]]
    return min(first + [(device, "", vlan) for device, vlan in domain.vlans[:1]])
