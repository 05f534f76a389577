"""The way of a frame through a broadcast domain, port by port."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kawanet.forwarding.dataplane import DataPlane, Domain, Node
from kawanet.forwarding.ports import DevicePorts, VlanKey
from kawanet.forwarding.trace import Start, Step
from kawanet.model.interfaces import Interface
from kawanet.model.plant import Port


class _Inside(NamedTuple):
    """A frame inside a box: in one of its VLANs, or (None) at its router or its host."""

    device: str
    vlan: int | None


_Way = tuple[_Inside, Port, Port, _Inside]  # from a box out of a port, into a port of another box


def port_chain(dataplane: DataPlane, domain: Domain, start: Port, end: Port) -> list[Port]:
    """Ports that a frame passes from one to the other within the domain; [] if none is known."""
    ways: dict[_Inside, list[_Way]] = {}
    for way in _ways(dataplane, domain):
        ways.setdefault(way[0], []).append(way)
    goals = set(_places(dataplane, domain, end))
    seen = {place: [start] for place in _places(dataplane, domain, start)}
    queue = list(seen)
    for place in queue:
        if place in goals:
            return list(dict.fromkeys([*seen[place], end]))
        for _, port, far, beyond in ways.get(place, ()):
            if beyond not in seen:
                seen[beyond] = [*seen[place], port, far]
                queue.append(beyond)
    return []


def entry_port(dataplane: DataPlane, start: Start, preferred: Iterable[Port] = ()) -> Port | None:
    """A port by which people may name a segment where a packet enters: one that is on as few other
    segments as can be, of those the first of the preferred, else one with hosts."""
    if not isinstance(start, int):
        return None
    domain = dataplane.domains[start]
    ports = {*domain.edges, *domain.routers}
    seen = Counter(p for d in dataplane.domains for p in {*d.edges, *d.routers} if p in ports)
    rank = {port: n for n, port in reversed(list(enumerate(preferred)))}
    order = sorted(ports, key=lambda p: (seen[p], rank.get(p, len(rank)), p not in domain.edges, p))
    return order[0] if order else None


def switched(dataplane: DataPlane, domain: Domain, port: Port) -> Step:
    """What a box does with the frame at a port."""
    base = base_interface(dataplane, port)
    vlans = {p.vlan for p in _places(dataplane, domain, port)} - {None}
    known = len(vlans) == 1
    text = f"switched in VLAN {vlans.pop()}" if known else "on the segment"
    return Step(Node(port.device, ""), text, base.where if base else None, port.interface)


def base_interface(dataplane: DataPlane, port: Port) -> Interface | None:
    """The interface whose lines rule a port: itself, or its LAG."""
    device = dataplane.network.device.get(port.device)
    found = device.interface.get(port.interface) if device else None
    if device is None or found is None or found.lag is None:
        return found
    return device.interface.get(found.lag.lag, found)


def vlans_by_tag(dataplane: DataPlane, port: Port) -> dict[int | None, int]:
    """The VLAN inside the device for each tag on a switching port."""
    base = base_interface(dataplane, port)
    if base is None:
        return {}
    taps = DevicePorts(dataplane.network.device[port.device]).taps(base)
    return {t.tag: t.key.vlan for t in taps if isinstance(t.key, VlanKey)}


def _places(dataplane: DataPlane, domain: Domain, port: Port) -> list[_Inside]:
    """Where a frame of the domain is in the box, when it is at a port."""
    tags = [p.tag for p in domain.ports if Port(p.device, p.interface) == port]
    if tags:
        inside = vlans_by_tag(dataplane, port)
        return sorted({_Inside(port.device, inside.get(t)) for t in tags}, key=str)
    base = base_interface(dataplane, port)
    bridged: list[int | None] = [v for d, v in domain.vlans if d == port.device]
    if base is not None and base.vlan in bridged:
        return [_Inside(port.device, base.vlan)]
    return [_Inside(port.device, v) for v in (bridged or [None])]


def _ways(dataplane: DataPlane, domain: Domain) -> Iterator[_Way]:
    """Every step across a cable, with the tag kept."""
    tags: dict[Port, list[int | None]] = {}
    for p in domain.ports:
        tags.setdefault(Port(p.device, p.interface), []).append(p.tag)
    edges = set(domain.edges)
    for link in dataplane.network.plant.links:
        ends = [end for end in link.ends if end in tags or end in edges]
        for port in ends:
            for far in ends:
                if far != port:
                    yield from _across(dataplane, tags, port, far)


def _across(
    dataplane: DataPlane, tags: dict[Port, list[int | None]], port: Port, far: Port
) -> Iterator[_Way]:
    near, beyond = vlans_by_tag(dataplane, port), vlans_by_tag(dataplane, far)
    for tag in tags.get(port) or tags.get(far) or ():
        if far not in tags or port not in tags or tag in tags[far]:
            out, into = _Inside(port.device, near.get(tag)), _Inside(far.device, beyond.get(tag))
            yield out, port, far, into
