"""How a host sends its first packet.

It sends to a neighbour of its own subnet directly, else to the segment's gateway: the master
where VRRP guards the subnet, otherwise every router on it (a branch each). Where no subnet of the
segment holds the source, the sender is a router outside, and every router of the segment is tried.
"""

from __future__ import annotations

from kawanet.forwarding.dataplane import DataPlane, Domain
from kawanet.forwarding.packet import Packet
from kawanet.model.interfaces import Interface, IPAddress
from kawanet.model.plant import Port


def on_segment(dataplane: DataPlane, domain: Domain, packet: Packet) -> tuple[Port, ...] | None:
    """Who takes a packet that needs no router: () a host of the segment; None: it needs one."""
    owner = dataplane.owners.get((domain.index, packet.destination))
    for port in domain.routers:
        for address in interface_of(dataplane, port).addresses if port in dataplane.up else ():
            net = address.network
            if net.version == packet.family and packet.source in net and packet.destination in net:
                return () if owner is None else (owner,)
    return None


def gateways(dataplane: DataPlane, domain: Domain, source: IPAddress) -> tuple[Port, ...]:
    """The routers to which a host with this source hands what is not for its own subnet."""
    up = [p for p in domain.routers if p in dataplane.up]
    subnet = [p for p in up if _has(dataplane, p, source)]
    nearby = subnet or [p for p in up if _speaks(dataplane, p, source)]
    masters = {
        dataplane.owners[domain.index, group.address]
        for p in nearby
        for group in interface_of(dataplane, p).vrrp
        if group.family == source.version
    }
    return tuple(sorted(masters & set(nearby))) or tuple(
        p for p in nearby if not any(a.ip == source for a in interface_of(dataplane, p).addresses)
    )


def _has(dataplane: DataPlane, port: Port, address: IPAddress) -> bool:
    interface = interface_of(dataplane, port)
    return any(address.version == a.version and address in a.network for a in interface.addresses)


def _speaks(dataplane: DataPlane, port: Port, address: IPAddress) -> bool:
    return any(a.version == address.version for a in interface_of(dataplane, port).addresses)


def interface_of(dataplane: DataPlane, port: Port) -> Interface:
    """The layer-3 interface that a port names."""
    return dataplane.network.device[port.device].interface[port.interface]
