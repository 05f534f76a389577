"""One readable packet out of a set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address
from itertools import islice

from kawanet.forwarding.packet import Packet
from kawanet.model.interfaces import IPAddress
from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP
from kawanet.verify.destinations import members
from kawanet.verify.fabric import Fabric
from kawanet.verify.headerspace import Region, Space

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


def pick_host_packet(fabric: Fabric, region: Region, bits: int) -> Packet | None:
    """The same, from a source that may be a host's, if there is one."""
    space = fabric.space
    others = [f for f in space.fields if f not in (space.source_field, space.destination_field)]
    alone = space.without(region, *others, space.destination_field)
    runs = islice(space.runs(alone, space.source_field), LOOKED_AT)
    for first, last, _ in runs:
        for step in (HOST, 1):
            source = space.value(space.source_field, first + step)
            if first and first + step <= last:
                packet = pick_packet(fabric, region & source, bits)
                if packet is not None:
                    return packet
    return pick_packet(fabric, region, bits)


def pick_header(space: Space, region: Region) -> Packet | None:
    """A packet of a set in which destinations stand as headers; None for the empty set."""
    if region == space.none:
        return None
    liked = region.pick_cube_dd_set(space.value(space.destination_field, HOST)).pick_cube() or []
    destination = _number(liked, space.destination_field, HOST)
    rest = region & space.value(space.destination_field, destination)
    return _pick_rest(space, rest, destination)


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
