"""Peers at hand-offs (`Plant.peers`) as routers of the lab: bgpd that announces what they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_interface

from lab import Lab
from lab_network import Placed

from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.model.interfaces import IPAddress, IPInterface
from kawanet.model.plant import ExternalPeer, Port


def place_peers(lab: Lab, plane: DataPlane, placed: Placed) -> Placed:
    """Stand each peer on the wires of its hand-offs to the nodes that are there."""
    outside: dict[str, dict[str, IPAddress]] = {}
    for number, peer in enumerate(plane.network.plant.peers):
        ours = list(_ours(plane, peer, list(placed.names)))
        if not ours:
            continue
        name, wires = f"x{number}", sorted({wire for wire, _, _, _ in ours})
        interfaces = [
            {
                "name": f"e{wire}",
                "wire": wire,
                "addresses": sorted({str(own) for at, own, _, _ in ours if at == wire}),
                "up": True,
                "virtual": [],
            }
            for wire in wires
        ]
        lab.do("node", name=name, interfaces=interfaces)
        text = "\n".join(_text(peer, [(near, asn) for _, _, near, asn in ours]))
        lab.do("routing", name=name, daemons=["zebra", "staticd", "bgpd"], text=text)
        outside[name] = {f"e{wire}": own.ip for wire, own, _, _ in ours if own.version == 6}
    return replace(placed, outside=outside)


def _ours(
    plane: DataPlane, peer: ExternalPeer, nodes: list[Node]
) -> Iterator[tuple[str, IPInterface, IPAddress, int]]:
    """(wire, the peer's address there, our address, our AS number) of each session."""
    for node in nodes:
        device = plane.network.device[node.device]
        for process in (p for p in device.routing.bgp if p.vrf == node.vrf):
            for remote in (n.address for n in process.neighbors if n.address in peer.addresses):
                for interface in device.interfaces:
                    domain = plane.domain_of_router.get(Port(device.name, interface.name))
                    for own in (a for a in interface.addresses if remote in a.network):
                        there = ip_interface(f"{remote}/{own.network.prefixlen}")
                        yield f"w{domain}", there, own.ip, process.asn


def _text(peer: ExternalPeer, sessions: list[tuple[IPAddress, int]]) -> Iterator[str]:
    yield f"router bgp {peer.asn}"
    yield f" bgp router-id {min(a for a in peer.addresses if a.version == 4)}"
    yield from (" no bgp ebgp-requires-policy", " no bgp network import-check")
    yield from (f" neighbor {near} remote-as {asn}" for near, asn in sessions)
    for family in (4, 6):
        yield f" address-family ipv{family} unicast"
        yield from (f"  network {p}" for p in peer.announces if p.version == family)
        for near, _ in sessions:
            yield f"  {'' if near.version == family else 'no '}neighbor {near} activate"
        yield " exit-address-family"
    yield "exit"
    yield ""
