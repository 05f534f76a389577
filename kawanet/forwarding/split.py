"""Subnets that are on two segments at once: which one a packet ends on is a matter of distance."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.findings import Finding
from kawanet.forwarding.codes import SPLIT_SUBNET
from kawanet.forwarding.layer2 import Layer2
from kawanet.model.interfaces import Interface
from kawanet.model.network import Network
from kawanet.model.plant import Port
from kawanet.model.routing import IPNetwork

HOSTS = 4  # smaller subnets join two routers: two of them with one prefix are duplicate addresses


def split_subnets(network: Network, layer2: Layer2) -> Iterator[Finding]:
    """One finding for each subnet that routers of one VRF hold on segments that are not joined."""
    if layer2.inferred:
        return
    found: dict[tuple[str, IPNetwork], dict[int, tuple[Port, Interface]]] = {}
    for device in network.devices:
        for interface in device.interfaces:
            port = Port(device.name, interface.name)
            domain = layer2.domain_of_router.get(port)
            for address in interface.addresses if domain is not None and port in layer2.up else ():
                if address.network.num_addresses >= HOSTS and domain is not None:
                    key = (interface.vrf, address.network)
                    found.setdefault(key, {}).setdefault(domain, (port, interface))
    for (vrf, prefix), places in sorted(found.items(), key=lambda f: (f[0][0], str(f[0][1]))):
        if len(places) > 1:
            yield _finding(vrf, prefix, sorted(places.values(), key=lambda p: p[0]))


def _finding(vrf: str, prefix: IPNetwork, places: list[tuple[Port, Interface]]) -> Finding:
    port, interface = places[0]
    where = ", ".join(str(p) for p, _ in places)
    return Finding(
        SPLIT_SUBNET.code,
        SPLIT_SUBNET.severity,
        f"{prefix} of VRF {vrf} is on {len(places)} segments that nothing joins: {where}",
        port.device,
        interface.where,
        tuple(i.where for _, i in places[1:] if i.where is not None),
        expected="one segment, or a prefix for each",
        actual=f"{len(places)} segments",
    )
