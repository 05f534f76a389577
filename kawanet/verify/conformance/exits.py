"""Ways out of a router, computed and observed, in one form: (interface, next hop).

A device often prints a next hop that it would look up again (`B 10.0.0.0/8 via 192.168.0.1`). Such
a next hop is looked up in the computed table of its VRF, and what it leads to is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from kawanet.forwarding.dataplane import DataPlane, Hop, HopKind, Node
from kawanet.model.interfaces import IPAddress
from kawanet.model.observed import ObservedHop
from kawanet.model.routing import IPNetwork
from kawanet.verify.conformance.normalise import interface_key

Exit = tuple[str, str]  # interface and next hop, '' where there is none
DISCARD: Exit = ("discard", "")
_LEAKS = 4  # VRFs that a route may be leaked through


def computed_exits(plane: DataPlane, prefix: IPNetwork, hops: Iterable[Hop]) -> frozenset[Exit]:
    """Where the computed hops of a route leave the router."""
    return frozenset(_leaving(plane, prefix, hops, _LEAKS))


def _leaving(
    plane: DataPlane, prefix: IPNetwork, hops: Iterable[Hop], depth: int
) -> Iterator[Exit]:
    for hop in hops:
        if hop.kind is HopKind.VRF and hop.next_hop is not None:
            yield "?", str(hop.next_hop)  # to the other edge of a VPN
        elif hop.kind is HopKind.VRF and hop.neighbour is not None and depth:
            below = _looked_up(plane, hop.neighbour, prefix.network_address)
            yield from _leaving(plane, prefix, below, depth - 1)
        elif hop.kind is HopKind.DISCARD and (not hop.interface or hop.next_hop is None):
            yield (interface_key(hop.interface), "") if hop.interface else DISCARD
        else:
            yield interface_key(hop.interface), str(hop.next_hop or "")


def observed_exits(plane: DataPlane, node: Node, hops: Iterable[ObservedHop]) -> frozenset[Exit]:
    """Where the printed hops of a route leave the router."""
    return frozenset(exit_ for hop in hops for exit_ in _printed(plane, node, hop))


def _printed(plane: DataPlane, node: Node, hop: ObservedHop) -> Iterator[Exit]:
    if hop.discard:
        yield DISCARD
    elif hop.address is None or hop.interface:
        yield interface_key(hop.interface), str(hop.address or "")
    else:
        yield from _recursive(plane, Node(node.device, hop.vrf or node.vrf), hop.address)


def _recursive(plane: DataPlane, node: Node, address: IPAddress) -> Iterator[Exit]:
    """A next hop on a segment is the way itself; another is looked up."""
    found = _looked_up(plane, node, address)
    for hop in found:
        on_segment = hop.kind in {HopKind.DELIVER, HopKind.LOCAL}
        next_hop = str(address) if on_segment else str(hop.next_hop or "")
        yield interface_key(hop.interface), next_hop
    if not found:
        yield "?", str(address)


def _looked_up(plane: DataPlane, node: Node, address: IPAddress) -> tuple[Hop, ...]:
    return plane.hops(node, address) if node in plane.node_index else ()


def same_exits(a: frozenset[Exit], b: frozenset[Exit]) -> bool:
    """Whether two sets are one. Where a side names no next hop on an interface (it is the only one
    there, or the output has no room for it) the interface alone is compared; where a side knows no
    interface, the next hops."""
    if a == b:
        return True
    if any(name in {"", "?"} for name, _ in (*a, *b)):
        return {hop for _, hop in a} == {hop for _, hop in b}
    bare = {name for name, hop in (*a, *b) if not hop}
    return {e if e[0] not in bare else (e[0], "") for e in a} == {
        e if e[0] not in bare else (e[0], "") for e in b
    }


def same_neighbours(plane: DataPlane, device: str, a: frozenset[Exit], b: frozenset[Exit]) -> bool:
    """Whether two sets lead to the same neighbours where a side names them by link-local addresses.
    Such an address is mostly made by the system, of its hardware address, and stands in no line:
    then the interface and the number of neighbours on it count."""
    if not any(hop.startswith("fe80:") for _, hop in (*a, *b)):
        return False
    named = [{(name, _owner(plane, device, name, hop)) for name, hop in side} for side in (a, b)]
    unknown = {name for side in named for name, owner in side if not owner}
    return {e for e in named[0] if e[0] not in unknown} == {
        e for e in named[1] if e[0] not in unknown
    } and all(_on(a, name) == _on(b, name) for name in unknown)


def _on(exits: frozenset[Exit], name: str) -> int:
    return sum(interface == name for interface, _ in exits)


def _owner(plane: DataPlane, device: str, name: str, hop: str) -> str:
    """The device that answers for a next hop on one of our interfaces; '' where none here does."""
    if not hop:
        return ""
    domain = _domains(plane, device).get(name)
    port = plane.owners.get((domain, ip_address(hop))) if domain is not None else None
    return port.device if port is not None else ""


def _domains(plane: DataPlane, device: str) -> dict[str, int]:
    return {
        interface_key(port.interface): domain
        for port, domain in plane.domain_of_router.items()
        if port.device == device
    }


def exits_text(exits: frozenset[Exit]) -> str:
    """`10.0.0.1@gigabitethernet0/1 discard`, for people."""
    return " ".join(f"{hop}@{name}" if hop else name for name, hop in sorted(exits))
