"""`from` of a filter's term: the packets that it speaks of, as rules of an ACL.

Source: JUNOS 9.3 Policy Configuration Guide, "Specifying Address Filter Match Conditions" (of a
list the longest entry counts; one with `except` takes addresses out; others do not match); for
`address` an exception counts if both ends are in it (10.4, chapter 9), which is not modelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from kawanet.model.interfaces import Family
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    TCP,
    AclRule,
    Action,
    AddressMatch,
    IPNetwork,
    PortRange,
    Wildcard,
)
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.prefix_lists import prefix_list
from kawanet.parse.juniper_junos.values import (
    address_match,
    icmp_type,
    merged_ports,
    port_range,
    protocol,
)
from kawanet.parse.word_tree import Node

LAST_PORT = 65535
RULES_LIMIT = 20_000  # of one term: products of lists grow fast
_NOTHING = Node("", 0)
_ADDRESSES = {
    "source-address": "source",
    "source-prefix-list": "source",
    "destination-address": "destination",
    "destination-prefix-list": "destination",
    "address": "either",
    "prefix-list": "either",
}
_PROTOCOLS = ("protocol", "next-header", "payload-protocol")
_OTHER_PROTOCOLS = tuple(f"{word}-except" for word in _PROTOCOLS)
_PORTS = {word: f"{word}-except" for word in ("source-port", "destination-port", "port")}
_LOGS = frozenset(["log", "syslog"])
_ESTABLISHED = frozenset(["ack|rst", "rst|ack"])  # of `tcp-flags`, without blanks and parentheses
_FROM = frozenset(
    [
        *_ADDRESSES, *_PROTOCOLS, *_PORTS, "icmp-type", "tcp-established", "tcp-flags",
        *_OTHER_PROTOCOLS, *_PORTS.values(),
    ]
)  # fmt: skip
_ICMP: dict[Family, int] = {4: ICMP, 6: ICMPV6}
Sides = tuple[Sequence[AddressMatch | None], Sequence[AddressMatch | None]]


class NotUnderstoodError(ValueError):
    """A term asks or does what an ACL cannot say."""


def conditions(d: DeviceDraft, family: Family, term: Node, action: Action) -> Iterator[AclRule]:
    """The packets of a term, as rules with one action."""
    matches, then = (term.children.get(word, _NOTHING) for word in ("from", "then"))
    strange = matches.children.keys() - _FROM
    if strange or term.children.keys() - {"from", "then"}:
        raise NotUnderstoodError(" ".join(sorted(strange)))
    established = _established(matches)
    types: list[int | None] = [icmp_type(w, family) for w in matches.values("icmp-type")]
    protocols = _protocols(matches)
    if types and protocols == [None]:
        protocols = [_ICMP[family]]
    if established and protocols == [None]:
        protocols = [TCP]
    count = 0
    log = not _LOGS.isdisjoint(then.children)
    where = d.account.span(term)
    for (sources, destinations), number, (out, into), kind in product(
        _sides(d, family, matches), protocols, _port_sides(matches), types or [None]
    ):
        for source, destination in product(sources, destinations):
            count += 1
            if count > RULES_LIMIT:
                raise NotUnderstoodError(term.word)
            yield AclRule(
                action, number, source, destination, out, into, kind, established,
                log=log,
                remark=term.comment if count == 1 else "",
                where=where,
            )  # fmt: skip


def _established(matches: Node) -> bool:
    flags = matches.values("tcp-flags")
    for word in flags:
        plain = word.replace(" ", "").strip("()").lower()
        if plain not in _ESTABLISHED:
            raise NotUnderstoodError("tcp-flags")
    return bool(flags) or "tcp-established" in matches.children


def _protocols(matches: Node) -> list[int | None]:
    """The protocols of a term; None is any."""
    but = {protocol(w) for key in _OTHER_PROTOCOLS for w in matches.values(key)}
    if but:
        return [n for n in range(256) if n not in but]
    known: list[int | None] = [protocol(w) for key in _PROTOCOLS for w in matches.values(key)]
    return list(dict.fromkeys(known)) or [None]


def _sides(d: DeviceDraft, family: Family, matches: Node) -> list[Sides]:
    """Sources and destinations; `address` means either, so it gives two pairs."""
    found: dict[str, list[AddressMatch]] = {}
    but: dict[str, list[AddressMatch]] = {}
    for word, side in _ADDRESSES.items():
        node = matches.children.get(word)
        if node is None:
            continue
        for value, child in node.children.items():
            if child.children.keys() - {"except"}:
                raise NotUnderstoodError(value)
            listed = prefix_list(d, value) if word.endswith("list") else (address_match(value),)
            if listed is None:
                raise NotUnderstoodError(value)
            mine = [p for p in listed if isinstance(p, Wildcard) or p.version == family]
            found.setdefault(side, []).extend(() if child.children else mine)
            but.setdefault(side, []).extend(mine if child.children else ())
    if but.get("either"):
        raise NotUnderstoodError("except")
    for side, excepted in but.items():
        found[side] = without(found[side], excepted)
    source: list[AddressMatch | None] = [*found.get("source", ())]
    destination: list[AddressMatch | None] = [*found.get("destination", ())]
    if "source" not in found:
        source = [None]
    if "destination" not in found:
        destination = [None]
    if "either" not in found:
        return [(source, destination)]
    if {"source", "destination"} & found.keys():
        raise NotUnderstoodError("address")
    either = found["either"]
    return [(either, [None]), ([None], either)]


def without(kept: Sequence[AddressMatch], excepted: Sequence[AddressMatch]) -> list[AddressMatch]:
    """The addresses whose longest entry is one of `kept`. Raises NotUnderstoodError."""
    if not excepted:
        return list(kept)
    found: list[AddressMatch] = []
    for each in kept:
        if isinstance(each, Wildcard) or any(isinstance(e, Wildcard) for e in excepted):
            raise NotUnderstoodError("except")
        parts: list[IPNetwork] = [each]
        for hole in excepted:
            parts = [p for part in parts for p in _cut(part, hole)]  # type: ignore[arg-type]
            if len(parts) > RULES_LIMIT:
                raise NotUnderstoodError("except")
        found += parts if each not in excepted else ()
    return found


def _cut(part: IPNetwork, hole: IPNetwork) -> Sequence[IPNetwork]:
    """A prefix without a smaller one; one that lies in the hole itself stays: it is longer."""
    if part.prefixlen >= hole.prefixlen or not hole.subnet_of(part):  # type: ignore[arg-type]
        return (part,)
    return sorted(part.address_exclude(hole))  # type: ignore[arg-type]


def _port_sides(
    matches: Node,
) -> list[tuple[tuple[PortRange, ...], tuple[PortRange, ...]]]:
    out, into, either = (_ports(matches, word, other) for word, other in _PORTS.items())
    if not either:
        return [(out, into)]
    if out or into:
        raise NotUnderstoodError("port")
    return [(either, ()), ((), either)]


def _ports(matches: Node, word: str, other: str) -> tuple[PortRange, ...]:
    but = [port_range(w) for w in matches.values(other)]
    if but:
        return _other_ports(but)
    return merged_ports([port_range(w) for w in matches.values(word)])


def _other_ports(but: Sequence[PortRange]) -> tuple[PortRange, ...]:
    """All ports that are in none of the ranges."""
    found, start = [], 0
    for first, last in sorted(but):
        if start < first:
            found.append(PortRange(start, first - 1))
        start = max(start, last + 1)
    if start <= LAST_PORT:
        found.append(PortRange(start, LAST_PORT))
    if not found:
        raise NotUnderstoodError("except")
    return tuple(found)
