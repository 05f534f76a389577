"""NAT of IOS and NX-OS: `ip nat inside source ...` between the inside and outside interfaces.

Inside to outside: routed, then translated; outside to inside: translated, then routed. A static
entry works both ways; what `inside source list` chooses opens translations from the inside only.
Source: Cisco document 6209, NAT order of operation; IOS IP Addressing Services Command Reference,
ip nat inside source; NX-OS Interfaces Configuration Guide, configuring static and dynamic NAT.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network
from itertools import product
from typing import TYPE_CHECKING, Any

from kawanet.errors import Span
from kawanet.model.interfaces import IPAddress
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.policy import TCP, UDP, Action, NatKind, NatRule, Zone
from kawanet.parse.cisco_iosxe.ports import PORTS
from kawanet.parse.cisco_values import interface_name, ipv4, ipv4_network, ipv4_prefix
from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    entries,
)

if TYPE_CHECKING:
    from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft
    from kawanet.parse.policy_draft import TermDraft

INSIDE, OUTSIDE = "inside", "outside"
SELF = "self"
_PROTOCOLS = {"tcp": TCP, "udp": UDP}
_HARMLESS = frozenset(
    ["overload", "extendable", "no-alias", "no-payload", "forced", "reversible", "add-route", "oer"]
)
_NETWORK_LIMIT = 256  # addresses of a `static network` that are told one by one


@dataclass(frozen=True, slots=True)
class NatLine:
    """One `ip nat inside source` line, its names not looked up yet."""

    words: tuple[str, ...]  # behind `source`
    ledger: Ledger
    number: int

    @property
    def where(self) -> Span:
        return self.ledger.span(self.number)


@dataclass(slots=True)
class NatDraft:
    """What a text says of NAT."""

    lines: list[NatLine] = field(default_factory=list)
    pools: dict[str, tuple[IPAddress, IPAddress]] = field(default_factory=dict)


def _pool(d: DeviceDraft, s: Statement) -> LineClass:
    """`ip nat pool P FIRST LAST netmask M`, or its ranges as `address FIRST LAST` below."""
    name, words = s.words[3], s.words[4:]
    ranges = [] if words[0] in ("netmask", "prefix-length") else [(ipv4(words[0]), ipv4(words[1]))]
    for child in s.children:
        ranges.append((ipv4(child.words[1]), ipv4(child.words[2])))
        d.ledger.claim(child.number, MODELLED if len(ranges) == 1 else UNMODELLED)
    if not ranges or int(ranges[0][0]) > int(ranges[0][1]):
        return UNRECOGNISED
    d.nat.pools[name] = ranges[0]
    return UNMODELLED if "rotary" in words or "match-host" in words else MODELLED


def _source(d: DeviceDraft, s: Statement) -> LineClass:
    """Keep a line until all that it names is read; `finish` says how it ended."""
    d.nat.lines.append(NatLine(tuple(s.words[4:]), d.ledger, s.number))
    return MODELLED


def _side(i: InterfaceDraft, s: Statement) -> LineClass:
    """`ip nat inside`, `ip nat outside` of an interface."""
    i.nat_side = s.words[2]
    return MODELLED if len(s.words) == 3 else UNMODELLED


NAT: dict[str, Entry[Any]] = {
    "ip nat": UNMODELLED,  # outside source, inside destination, NVI
    "ip nat pool": _pool,
    "ip nat inside source": _source,
    **entries(
        """ip nat translation, ip nat log, ip nat service, ip nat settings, ip nat create, ip nat
        switchover, ip nat refresh""",
        IRRELEVANT,
    ),
}
NAT_INTERFACE: dict[str, Entry[Any]] = {
    "ip nat": UNMODELLED,
    "ip nat inside": _side,
    "ip nat outside": _side,
}


class NotFollowedError(ValueError):
    """A line says what the model cannot say."""


@dataclass(frozen=True, slots=True)
class NatParts:
    """What NAT gives: rules between zones, and the zones if the text has none of its own."""

    rules: tuple[NatRule, ...] = ()
    zones: tuple[Zone, ...] = ()


def nat_of(d: DeviceDraft, zoned: bool) -> NatParts:
    """The NAT of a device; `zoned`: its interfaces have zones already, so rules name interfaces."""
    found: list[NatRule] = []
    for line in d.nat.lines:
        try:
            found += _rules(d, line)
        except NotFollowedError:
            line.ledger.claim(line.number, UNMODELLED)
        except (ValueError, IndexError, KeyError):
            line.ledger.claim(line.number, UNRECOGNISED)
    sides = _sides(d)
    there = sides.keys() | d.interfaces.keys()
    kept = [r for r in found if {r.from_zone, r.to_zone or r.from_zone} <= there]
    ordered = sorted(kept, key=_order)
    if zoned:
        return NatParts(tuple(r for rule in ordered for r in _by_interface(rule, sides)))
    named = {name for rule in ordered for name in (rule.from_zone, rule.to_zone)}
    if any(name in d.interfaces for name in named):
        named |= sides.keys()
    zones = tuple(
        Zone(side, tuple(sorted(i.name for i in some)), some[0].where)
        for side, some in sorted(sides.items())
        if side in named
    )
    return NatParts(tuple(ordered), zones)


def _order(rule: NatRule) -> tuple[bool, int]:
    """Destinations first; in each, ports before addresses before what lists choose."""
    single = rule.address is not None
    return rule.kind is NatKind.SOURCE, 0 if rule.port is not None else 1 if single else 2


def _sides(d: DeviceDraft) -> dict[str, list[InterfaceDraft]]:
    """The interfaces of each side; those in a VRF are a side of its own."""
    found: dict[str, list[InterfaceDraft]] = {}
    for i in d.interfaces.values():
        if i.nat_side:
            found.setdefault(_in_vrf(i.nat_side, i.vrf), []).append(i)
    return found


def _in_vrf(side: str, vrf: str) -> str:
    return side if vrf == DEFAULT_VRF else f"{side} {vrf}"


def _by_interface(rule: NatRule, sides: Mapping[str, list[InterfaceDraft]]) -> Iterator[NatRule]:
    """The rule for each pair of interfaces in place of the sides."""
    names = {side: [i.name for i in some] for side, some in sides.items()}
    starts = names.get(rule.from_zone, [rule.from_zone])
    ends = names.get(rule.to_zone, [rule.to_zone])
    for start, end in product(starts, ends):
        yield replace(rule, from_zone=start, to_zone=end)


def _rules(d: DeviceDraft, line: NatLine) -> list[NatRule]:
    """The rules of a line. With `vrf X` the inside is there, and the outside in the global table;
    with `match-in-vrf` both are there."""
    words = list(line.words)
    same = "match-in-vrf" in words
    if same:
        words.remove("match-in-vrf")
    if "vrf" not in words[2:-1]:
        return _unscoped(d, line, words)
    at = words.index("vrf", 2)
    vrf = words[at + 1]
    names = {INSIDE: _in_vrf(INSIDE, vrf), OUTSIDE: _in_vrf(OUTSIDE, vrf) if same else OUTSIDE}
    return [
        replace(
            rule,
            from_zone=names[rule.from_zone],
            to_zone=names.get(rule.to_zone, rule.to_zone),
            vrf=None if same else vrf,
        )
        for rule in _unscoped(d, line, [*words[:at], *words[at + 2 :]])
    ]


def _unscoped(d: DeviceDraft, line: NatLine, words: list[str]) -> list[NatRule]:
    """The rules of a line, VRFs aside."""
    match words:
        case ["static", "network", *rest]:
            return list(_static_network(line, rest))
        case ["static", *rest]:
            return list(_static(d, line, rest))
        case ["list", name, *rest]:
            return [_dynamic(d, line, rest, {"acls": (name,)})]
        case ["route-map", name, *rest]:
            chosen = _chosen(d, name)
            return [_dynamic(d, line, rest, fields) for fields in chosen]
        case _:
            raise ValueError(words)


def _options(words: list[str]) -> None:
    """Behind what a line translates only harmless words may stand."""
    if not _HARMLESS.issuperset(words):
        raise NotFollowedError(words)


def _static(d: DeviceDraft, line: NatLine, words: list[str]) -> Iterator[NatRule]:
    """`[tcp|udp] LOCAL [PORT] GLOBAL|interface I [PORT]`, both ways."""
    protocol = _PROTOCOLS.get(words[0])
    rest = words[1:] if protocol is not None else words
    local, rest = ipv4(rest[0]), rest[1:]
    port = mapped_port = None
    if protocol is not None:
        port, rest = _port(protocol, rest[0]), rest[1:]
    public, rest = _public(d, rest)
    if protocol is not None:
        mapped_port, rest = _port(protocol, rest[0]), rest[1:]
    _options(rest)
    yield from _both_ways(line, protocol, (local, port), (public, mapped_port))


def _port(protocol: int, word: str) -> int:
    return int(word) if word.isdigit() else PORTS[protocol][word]


def _public(d: DeviceDraft, words: list[str]) -> tuple[IPAddress, list[str]]:
    """An address, or that of an interface."""
    if words[0] != "interface":
        return ipv4(words[0]), words[1:]
    name = words[1]
    rest = words[2:]
    if name.isalpha():
        name, rest = name + words[2], words[3:]
    return _address_of(d, name), rest


def _address_of(d: DeviceDraft, name: str) -> IPAddress:
    interface = d.interfaces.get(name) or d.interfaces.get(interface_name(name))
    if interface is None or interface.primary is None:
        raise NotFollowedError(name)  # an address that is learnt
    return interface.primary[0].ip


def _both_ways(
    line: NatLine,
    protocol: int | None,
    local: tuple[IPAddress, int | None],
    public: tuple[IPAddress, int | None],
) -> Iterator[NatRule]:
    for kind, (address, port), (mapped, mapped_port) in (
        (NatKind.DESTINATION, public, local),
        (NatKind.SOURCE, local, public),
    ):
        inwards = kind is NatKind.DESTINATION
        yield NatRule(
            f"static {local[0]}",
            4,
            kind,
            OUTSIDE if inwards else INSIDE,
            "" if inwards else OUTSIDE,
            address=address,
            mapped_address=mapped,
            protocol=protocol,
            port=port,
            mapped_port=mapped_port,
            where=line.where,
        )


def _static_network(line: NatLine, words: list[str]) -> Iterator[NatRule]:
    """`LOCAL GLOBAL MASK` or `/LENGTH`: the last bits stay."""
    mask = words[2]
    local, public = (_network(word, mask) for word in words[:2])
    _options(words[3:])
    if local.num_addresses > _NETWORK_LIMIT:
        raise NotFollowedError(words)
    for inner, outer in zip(local, public, strict=True):
        yield from _both_ways(line, None, (inner, None), (outer, None))


def _network(address: str, mask: str) -> IPv4Network:
    return ipv4_prefix(address + mask) if mask.startswith("/") else ipv4_network(address, mask)


def _dynamic(d: DeviceDraft, line: NatLine, words: list[str], fields: Mapping[str, Any]) -> NatRule:
    """`pool P` or `interface I`, and `overload`."""
    if words[0] == "pool":
        first, last = _pool_of(d, words[1])
        rest = words[2:]
    elif words[0] == "interface":
        first, rest = _public(d, words)
        last = first
    else:
        raise ValueError(words)
    _options(rest)
    name = " ".join(line.words[:2])
    given = {"from_zone": INSIDE, "to_zone": OUTSIDE, **fields}
    return NatRule(
        name,
        4,
        NatKind.SOURCE,
        pool_first=first,
        pool_last=last,
        where=line.where,
        **given,
    )


def _pool_of(d: DeviceDraft, name: str) -> tuple[IPAddress, IPAddress]:
    if name not in d.nat.pools:
        raise NotFollowedError(name)
    return d.nat.pools[name]


def _chosen(d: DeviceDraft, name: str) -> Iterator[dict[str, Any]]:
    """Which packets a route map chooses, entry by entry: what one denies no later one takes."""
    terms = d.policies.maps.get(name)
    if terms is None:
        raise NotFollowedError(name)
    denied: tuple[str, ...] = ()
    for number in sorted(terms):
        term = terms[number]
        acls, out = _conditions(term)
        if term.action is Action.DENY:
            if out or not acls:
                raise NotFollowedError(name)
            denied += acls
            continue
        for interface in out or (OUTSIDE,):
            yield {"acls": acls, "unless_acls": denied, "to_zone": interface}


def _conditions(term: TermDraft) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ACLs, and the interfaces on the way out."""
    if term.matches or set(term.named) - {"acls", "interfaces"}:
        raise NotFollowedError(term.number)
    return term.named.get("acls", ()), term.named.get("interfaces", ())
