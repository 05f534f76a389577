"""Best routes as rows, and how those of two networks differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from kawanet.errors import Span
from kawanet.forwarding.dataplane import DataPlane, Hop, HopKind, Node, Route
from kawanet.forwarding.rib import PROTOCOLS
from kawanet.model.routing import IPNetwork

# What may be asked for: protocols, and all of their kinds together.
PROTOCOL_WORDS = tuple(
    dict.fromkeys(word for name in PROTOCOLS for word in (name.partition("-")[0], name))
)


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A best route. A next hop is written `address (interface)`, or as an interface alone."""

    device: str
    vrf: str
    prefix: IPNetwork
    protocol: str
    distance: int
    metric: int
    next_hops: tuple[str, ...]
    where: Span | None = field(default=None, compare=False)


class Change(StrEnum):
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RouteChange:
    """A route that only one network has, or that leads elsewhere in the other."""

    change: Change
    device: str
    vrf: str
    prefix: IPNetwork
    before: str
    after: str
    where: Span | None = field(default=None, compare=False)  # in the network that has it now


def route_rows(dataplane: DataPlane, device: str | None = None) -> Iterator[RouteRow]:
    """All best routes (of a device), by device, VRF, family and prefix."""
    for node in dataplane.nodes if device is None else _nodes_of(dataplane, device):
        for route in dataplane.routes[node]:
            yield RouteRow(
                node.device,
                node.vrf,
                route.prefix,
                route.protocol,
                route.distance,
                route.metric,
                tuple(hop_text(h) for h in route.hops),
                route.where,
            )


def is_of(protocol: str, asked: str) -> bool:
    """Whether a route's protocol is the one asked for, or one of its kinds: `ospf-e2` of `ospf`,
    `ibgp` of `bgp`."""
    return protocol == asked or protocol.startswith(f"{asked}-") or protocol == f"i{asked}"


def _nodes_of(dataplane: DataPlane, device: str) -> list[Node]:
    return [node for node in dataplane.nodes if node.device == device]


def hop_text(hop: Hop, named: bool = True) -> str:
    """A way onward in words; without the names of interfaces where `named` is false."""
    interface = hop.interface if named else ""
    if hop.kind is HopKind.VRF and hop.neighbour is not None:
        return f"VRF {hop.neighbour.vrf}"
    if hop.kind is HopKind.DISCARD and hop.next_hop is None:
        return "discard"
    if hop.next_hop is None and hop.neighbour is not None and not named:
        return hop.neighbour.device
    if hop.next_hop is None:
        return interface or str(hop.kind)
    return f"{hop.next_hop} ({interface})" if interface else str(hop.next_hop)


def route_changes(before: DataPlane, after: DataPlane) -> Iterator[RouteChange]:
    """Routes that differ in protocol or next hops, whatever the interfaces are called."""
    for node in sorted({*before.nodes, *after.nodes}):
        old, new = _table(before, node), _table(after, node)
        for prefix in sorted({*old, *new}, key=_prefix_order):
            one, two = old.get(prefix), new.get(prefix)
            said = tuple(_behaviour(r) if r is not None else "" for r in (one, two))
            if said[0] != said[1]:
                shown = two or one
                change = Change.CHANGED if one and two else Change.GONE if one else Change.NEW
                where = shown.where if shown else None
                yield RouteChange(change, node.device, node.vrf, prefix, said[0], said[1], where)


def _table(dataplane: DataPlane, node: Node) -> dict[IPNetwork, Route]:
    known = node in dataplane.node_index
    return {r.prefix: r for r in dataplane.routes[node]} if known else {}


def _behaviour(route: Route) -> str:
    hops = sorted({hop_text(h, named=False) for h in route.hops})
    return f"{_LABELS.get(route.protocol, route.protocol)} {', '.join(hops)}"


# An address the router answers for (VRRP, NAT) is in the tables of some platforms, as a local one.
_LABELS = {"virtual": "local"}


def _prefix_order(prefix: IPNetwork) -> tuple[int, int, int]:
    return prefix.version, int(prefix.network_address), prefix.prefixlen
