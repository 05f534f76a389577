"""One readable packet out of a set, and the line to blame for where it went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address
from itertools import islice

from kawanet.errors import Span
from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Step
from kawanet.model.interfaces import IPAddress
from kawanet.model.plant import Port
from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP
from kawanet.verify.destinations import members
from kawanet.verify.fabric import Fabric
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.tiers import TierMap

# Documentation addresses (RFC 5737, RFC 3849) read well for "somewhere outside".
OUTSIDE = {4: (0xCB00710A, 0xC633640A), 6: (0x20010DB8 << 96 | 0x10,)}
PORTS = (443, 22, 80, 3389, 53, 445, 123, 25, 8080)
EPHEMERAL = 50000
LOOKED_AT = 64  # classes looked at for a readable destination
HOST = 10  # a host number that people give to hosts
ECHO = {4: 8, 6: 128}


def pick_packet(fabric: Fabric, region: Region, bits: int) -> Packet | None:
    """A packet of the region to one of the classes, with values that people know; None if there
    is none."""
    for number in _readable_first(fabric, bits):
        found = _pick_destination(fabric, region, number)
        if found is not None:
            return _pick_rest(fabric.space, *found)
    return None


def _readable_first(fabric: Fabric, bits: int) -> Iterator[int]:
    """Classes with room for a host number before classes of single addresses."""
    near = list(islice(members(bits), LOOKED_AT))
    wide = {n for n in near if any(b - a >= HOST for a, b in fabric.classes.ranges(n))}
    yield from (n for n in near if n in wide)
    yield from (n for n in near if n not in wide)
    yield from islice(members(bits), LOOKED_AT, None)


def _pick_destination(fabric: Fabric, region: Region, number: int) -> tuple[Region, int] | None:
    space, field = fabric.space, fabric.space.destination_field
    ranges = fabric.classes.ranges(number)
    wanted = [a for a in OUTSIDE[fabric.family] if fabric.classes.at(a) == number]
    for step in (HOST, 1, 0):
        wanted += [first + step for first, last in ranges[:LOOKED_AT] if first + step <= last]
    for address in wanted:
        rest = region & space.value(field, address)
        if rest != space.none:
            return rest, address
    for first, last in ranges:
        rest = region & space.between(field, first, last)
        if rest != space.none:
            address = _number(rest.pick_cube() or [], field, 0)
            return rest & space.value(field, address), address
    return None


def _number(cube: list[bool | None], field: range, preferred: int) -> int:
    """The value of a field in an assignment; bits that do not matter are the preferred ones."""
    value = 0
    for i in field:
        shift = field[-1] - i
        bit = cube[i]
        value = value << 1 | (preferred >> shift & 1 if bit is None else bool(bit))
    return value


def _pick_rest(space: Space, region: Region, destination: int) -> Packet:
    region = _narrow(space, region, space.protocol_field, (TCP, UDP, _icmp(space)))
    region = _narrow(space, region, space.destination_port_field, PORTS)
    region = _narrow(space, region, space.source_port_field, (EPHEMERAL,))
    region = _narrow(space, region, space.icmp_field, (ECHO[space.family],))
    region = region & ~space.established if region & ~space.established != space.none else region
    taste = space.value(space.source_field, HOST)
    cube = region.pick_cube_dd_set(taste).pick_cube() or []
    protocol = _number(cube, space.protocol_field, TCP)
    ported = protocol in (TCP, UDP)
    icmp = protocol in (ICMP, ICMPV6)
    return Packet(
        _address(space, _number(cube, space.source_field, HOST)),
        _address(space, destination),
        protocol,
        _number(cube, space.source_port_field, EPHEMERAL) if ported else 0,
        _number(cube, space.destination_port_field, PORTS[0]) if ported else 0,
        _number(cube, space.icmp_field, ECHO[space.family]) if icmp else None,
        protocol == TCP and _number(cube, range(len(cube) - 1, len(cube)), 0) == 1,
    )


def _icmp(space: Space) -> int:
    return ICMP if space.family == 4 else ICMPV6


def _narrow(space: Space, region: Region, field: range, values: Iterable[int]) -> Region:
    """The part of a region with the first of the values that it has; the region if it has none."""
    for value in values:
        part = region & space.value(field, value)
        if part != space.none:
            return part
    return region


def _address(space: Space, value: int) -> IPAddress:
    return IPv4Address(value) if space.family == 4 else IPv6Address(value)


def blame(dataplane: DataPlane, tiers: TierMap, branch: Branch, from_tier: str) -> Span | None:
    """The line that let a packet out of its tier.

    An interface that stands alone in a VRF full of another tier's is itself misplaced. Else, where
    the path first touches a segment of another tier, the device there decided: by a rule or an
    ACL line that permits, else by a route that somebody wrote, else by the interface.
    """
    steps = branch.steps
    for number, step in enumerate(steps):
        port = Port(step.node.device, step.interface)
        tier = _tier_of_port(dataplane, tiers, port)
        if tier and _is_misplaced(dataplane, tiers, step.node, port, tier):
            return dataplane.network.device[port.device].interface[port.interface].where
        if tier not in {"", from_tier}:
            return _decider(dataplane, steps, number, port)
    written = [s.where for s in steps if s.where is not None]
    return written[-1] if written else None


def _is_misplaced(dataplane: DataPlane, tiers: TierMap, node: Node, port: Port, tier: str) -> bool:
    """Whether a router's interface is in the node, and those of its tier are few there against
    those of another."""
    device = dataplane.network.device[node.device]
    if device.policy.zones or device.interface[port.interface].vrf != node.vrf:
        return False
    found = [
        _tier_of_port(dataplane, tiers, Port(device.name, i.name))
        for i in device.interfaces
        if i.vrf == node.vrf
    ]
    most = max((found.count(t) for t in set(found) - {"", tier}), default=0)
    return most >= 3 * found.count(tier)


def _tier_of_port(dataplane: DataPlane, tiers: TierMap, port: Port) -> str:
    index = dataplane.domain_of_router.get(port)
    return tiers.tier_of_domain[index] if index is not None else ""


def _decider(dataplane: DataPlane, steps: tuple[Step, ...], number: int, port: Port) -> Span | None:
    """Who let the packet onto a port: a permit line, a written route, or the interface itself."""
    device = port.device
    here = [s for s in steps if s.node.device == device]
    permits = [s for s in here if "permits" in s.text and s.where is not None]
    if permits:
        return permits[-1].where
    interface = dataplane.network.device[device].interface[port.interface]
    routes = [s.where for s in steps[: number + 1] if s.where is not None]
    static = [s.where for s in here if s.text.startswith("static") and s.where is not None]
    if static:
        return static[-1]
    return interface.where or (routes[-1] if routes else None)


def stopped_by(branch: Branch) -> Span | None:
    """The line that ended a walk; where nothing that is written did, the last that was followed."""
    written = [s.where for s in branch.steps if s.where is not None]
    return branch.where or (written[-1] if written else None)
