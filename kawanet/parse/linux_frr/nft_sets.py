"""Named sets of nft as zones, address groups and service groups.

A set of `ifname` is a zone, of `ipv4_addr` or `ipv6_addr` an address group, of
`inet_proto . inet_service` the ports of a service group: elements that stand on one line and
share a protocol are one service, and the full range of ports (or protocols) means any. The
ICMP types of a group `svc.X` are in sets of their own, `icmp4.X` and `icmp6.X`.
Our names carry the kind in front (`zone.`, `v4.`, ...), with odd bytes as `/xx`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    AddressGroup,
    PortRange,
    Service,
    ServiceGroup,
    Zone,
)
from kawanet.parse.linux_frr.nft_syntax import Block
from kawanet.parse.linux_frr.nft_values import addresses, icmp_type, port_range, protocol, unquoted

KINDS = ("zone.", "v4.", "v6.", "svc.", "icmp4.", "icmp6.", "acl4.", "acl6.")
_ALL_PORTS = PortRange(0, 0xFFFF)
_QUIET = ("flags", "auto-merge", "size", "policy", "comment", "typeof", "counter", "type")
_LIVE = ("timeout", "dynamic")  # flags of a set that packets or time change


def plain_name(name: str) -> str:
    """The model's name of an nft identifier: without its kind, `/xx` as the byte it stands for."""
    for kind in KINDS:
        if name.startswith(kind):
            return _decoded(name[len(kind) :])
    return name


def _decoded(text: str) -> str:
    head, *rest = text.split("/")
    parts = [head.encode()]
    for piece in rest:
        try:
            parts.append(bytes.fromhex(piece[:2]) + piece[2:].encode())
        except ValueError:
            return text
    return b"".join(parts).decode(errors="replace")


@dataclass(slots=True)
class Sets:
    """The sets of one table, by their nft names, as groups of the model."""

    zones: dict[str, Zone] = field(default_factory=dict)
    addresses: dict[str, AddressGroup] = field(default_factory=dict)
    services: dict[str, ServiceGroup] = field(default_factory=dict)  # by the model's name
    ports: dict[str, tuple[PortRange, ...]] = field(default_factory=dict)


Element = tuple[tuple[int, int], list[str]]  # statement and line, words


def read_set(sets: Sets, block: Block, where: Span) -> bool:
    """Read a `set` block; False if it is of a kind the model has no place for."""
    kind = " ".join(w for s in block.statements if s.words[0] == "type" for w in s.words[1:])
    words = [w for s in block.statements for w in s.words if s.words[0] == "flags"]
    known = all(s.words[0] in (*_QUIET, "elements") for s in block.statements)
    reader = _KINDS.get(kind)
    if reader is None or not known or any(flag in words for flag in _LIVE):
        return False
    reader(sets, block, where)
    return True


def _elements(block: Block) -> list[Element]:
    """Elements with their lines. An element's own comment is passed over."""
    found: list[Element] = []
    for number, statement in enumerate(block.statements):
        if statement.words[:3] != ["elements", "=", "{"]:
            continue
        current: list[str] = []
        for word, line in zip(statement.words[3:], statement.lines[3:], strict=True):
            if word in (",", "}"):
                current = []
            else:
                if not current:
                    found.append(((number, line), current))
                current.append(word)
    return [(line, w[: w.index("comment")] if "comment" in w else w) for line, w in found]


def _single(element: Element) -> str:
    if len(element[1]) != 1:
        raise ValueError(" ".join(element[1]))
    return unquoted(element[1][0])


def _zone(sets: Sets, block: Block, where: Span) -> None:
    names = tuple(_single(e) for e in _elements(block))
    sets.zones[block.name] = Zone(plain_name(block.name), names, where)


def _address_group(sets: Sets, block: Block, where: Span, family: Family) -> None:
    found = tuple(p for e in _elements(block) for p in addresses(_single(e)))
    if any(p.version != family for p in found):
        raise ValueError("an address of the other family")
    sets.addresses[block.name] = AddressGroup(plain_name(block.name), family, found, where)


def _port_set(sets: Sets, block: Block, _where: Span) -> None:
    sets.ports[block.name] = tuple(port_range(_single(e)) for e in _elements(block))


def _service_set(sets: Sets, block: Block, where: Span) -> None:
    grouped: dict[tuple[tuple[int, int], int | None], list[PortRange]] = {}
    for line, words in _elements(block):
        if len(words) != 3 or words[1] != ".":
            raise ValueError(" ".join(words))
        number = None if words[0] == "0-255" else protocol(words[0])
        grouped.setdefault((line, number), []).append(port_range(words[2]))
    services = [
        Service(number, () if ports == [_ALL_PORTS] else tuple(ports))
        for (_, number), ports in grouped.items()
    ]
    _add_services(sets, plain_name(block.name), services, where)


def _type_set(sets: Sets, block: Block, where: Span, number: int) -> None:
    services = [Service(number, (), icmp_type(_single(e), number)) for e in _elements(block)]
    _add_services(sets, plain_name(block.name), services, where)


def _add_services(sets: Sets, name: str, services: list[Service], where: Span) -> None:
    group = sets.services.get(name, ServiceGroup(name, (), where))
    merged = sorted((*group.services, *services), key=service_order)
    sets.services[name] = replace(group, services=tuple(merged))


def service_order(service: Service) -> tuple[int, tuple[PortRange, ...], int]:
    """The order of services in a group: any protocol, and any type, first."""
    number = -1 if service.protocol is None else service.protocol
    return number, service.ports, -1 if service.icmp_type is None else service.icmp_type


_KINDS: Mapping[str, Callable[[Sets, Block, Span], None]] = {
    "ifname": _zone,
    "ipv4_addr": lambda s, b, w: _address_group(s, b, w, 4),
    "ipv6_addr": lambda s, b, w: _address_group(s, b, w, 6),
    "inet_service": _port_set,
    "inet_proto . inet_service": _service_set,
    "icmp_type": lambda s, b, w: _type_set(s, b, w, ICMP),
    "icmpv6_type": lambda s, b, w: _type_set(s, b, w, ICMPV6),
}
