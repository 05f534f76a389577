"""Tunnels as segments of two ports: each end names the other.

A tunnel is up if its source is an address of an interface that is up in the underlay VRF, and the
device that owns its destination has a tunnel back. Whether the underlay routes between the two is
not asked here: it would make layer 2 depend on the routes above it. A destination that no device
owns is an external box, and an edge of the tunnel's domain.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from kawanet.findings import Finding
from kawanet.forwarding.codes import TUNNEL_DOWN
from kawanet.model.interfaces import Interface, InterfaceKind, IPAddress, Tunnel
from kawanet.model.network import Network
from kawanet.model.plant import Port


@dataclass(frozen=True)
class Tunnels:
    """Ports that are joined, ports whose far end is outside, and what is wrong."""

    pairs: tuple[tuple[Port, Port], ...]
    external: tuple[tuple[Port, Port], ...]
    findings: tuple[Finding, ...]


def tunnel_pairs(network: Network, up: Set[Port]) -> Tunnels:
    """Match tunnels with mirrored source and destination; `up`: interfaces known to be up."""
    tunnels = list(_tunnels(network))
    if not tunnels:
        return Tunnels((), (), ())
    owned = _addresses(network)
    inside = {address for _, _, address in owned}
    live = {a for a in owned if owned[a] & up}
    ends = {
        _end(t): port for port, _, t in tunnels if (port.device, t.underlay_vrf, t.source) in live
    }
    pairs, external, findings = set(), [], []
    for port, interface, tunnel in tunnels:
        far = ends.get(_mirror(tunnel))
        if _end(tunnel) not in ends:
            findings.append(_down(port, interface, f"source {tunnel.source} is not up here"))
        elif far is not None and far != port:
            pairs.add((min(port, far), max(port, far)))
        elif tunnel.destination not in inside:
            external.append((port, Port(str(tunnel.destination), "tunnel")))
        else:
            actual = f"{tunnel.destination} has no tunnel that is up back to {tunnel.source}"
            findings.append(_down(port, interface, actual))
    return Tunnels(tuple(sorted(pairs)), tuple(external), tuple(findings))


def _tunnels(network: Network) -> Iterator[tuple[Port, Interface, Tunnel]]:
    for device in network.devices:
        for interface in device.interfaces:
            if interface.kind is InterfaceKind.TUNNEL and interface.tunnel and interface.enabled:
                yield Port(device.name, interface.name), interface, interface.tunnel


def _addresses(network: Network) -> dict[tuple[str, str, IPAddress], set[Port]]:
    """(device, VRF, address) -> interfaces that have it."""
    found: dict[tuple[str, str, IPAddress], set[Port]] = {}
    for device in network.devices:
        for i in device.interfaces:
            for address in i.addresses:
                key = (device.name, i.vrf, address.ip)
                found.setdefault(key, set()).add(Port(device.name, i.name))
    return found


def _end(tunnel: Tunnel) -> tuple[IPAddress, IPAddress, str, int | None]:
    return tunnel.source, tunnel.destination, tunnel.mode, tunnel.key


def _mirror(tunnel: Tunnel) -> tuple[IPAddress, IPAddress, str, int | None]:
    return tunnel.destination, tunnel.source, tunnel.mode, tunnel.key


def _down(port: Port, interface: Interface, actual: str) -> Finding:
    return Finding(
        TUNNEL_DOWN.code,
        TUNNEL_DOWN.severity,
        f"{port.device} {port.interface} is down: {actual}",
        port.device,
        interface.where,
        expected="a tunnel with mirrored source, destination and key at the far end",
        actual=actual,
    )
