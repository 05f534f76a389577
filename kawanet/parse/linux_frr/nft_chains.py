"""Chains of nft and iptables that rules jump to, as matches: what both of two match, and what one
leaves over where a chain returns.

Lists of a `Match` that are not empty mean any of their values; interfaces are plain names here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.policy import ICMP, ICMPV6, AddressMatch, PortRange, Wildcard
from kawanet.parse.linux_frr.nft_match import Match, UnsupportedError
from kawanet.parse.linux_frr.nft_values import (
    all_but_numbers,
    all_but_ports,
    all_but_prefixes,
)

_NAMED = ("source_set", "destination_set", "port_set", "service_set", "type_set")
_SAID = ("established", "local", "slave")
_MOST = 64  # matches that one chain may fall into


def narrowed(outer: Match, inner: Match) -> Match | None:
    """The inner match inside the outer one; None: no packet meets both. Raises
    UnsupportedError."""
    changes: dict[str, Any] = {}
    if inner.family is not None and outer.family not in (None, inner.family):
        return None
    changes["family"] = inner.family or outer.family
    for name in _NAMED:
        mine, theirs = getattr(inner, name), getattr(outer, name)
        if mine and theirs and mine != theirs:
            raise UnsupportedError("two sets of one field")
        changes[name] = mine or theirs
    for name in _SAID:
        changes[name] = getattr(inner, name) or getattr(outer, name)
    for name, both in _BOTH.items():
        mine, theirs = getattr(inner, name), getattr(outer, name)
        found = both(mine, theirs) if mine and theirs and mine != theirs else mine or theirs
        if not found and (mine or theirs):
            return None
        changes[name] = found
    _refuse_sets(changes)
    return replace(inner, **changes)


def _refuse_sets(changes: Mapping[str, Any]) -> None:
    """A named set and values of the same field are not brought together."""
    for name, values in _OF_SET.items():
        if changes[name] and changes[values]:
            raise UnsupportedError("a set and values of one field")


_OF_SET = {
    "source_set": "sources",
    "destination_set": "destinations",
    "port_set": "destination_ports",
    "type_set": "types",
}


def _common(mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    if any(str(name).startswith("@") for name in (*mine, *theirs)):
        raise UnsupportedError("sets of interfaces")
    return [value for value in mine if value in theirs]


def _prefixes(mine: Sequence[AddressMatch], theirs: Sequence[AddressMatch]) -> list[AddressMatch]:
    found: list[AddressMatch] = []
    for a in mine:
        for b in theirs:
            if isinstance(a, Wildcard) or isinstance(b, Wildcard):
                raise UnsupportedError("a wildcard")
            if a.version == b.version and a.overlaps(b):
                found.append(max(a, b, key=lambda p: p.prefixlen))
    return found


def _ranges(mine: Sequence[PortRange], theirs: Sequence[PortRange]) -> list[PortRange]:
    pairs = ((max(a.first, b.first), min(a.last, b.last)) for a in mine for b in theirs)
    return [PortRange(low, high) for low, high in pairs if low <= high]


_BOTH: Mapping[str, Callable[[Any, Any], list[Any]]] = {
    "inputs": _common,
    "outputs": _common,
    "sources": _prefixes,
    "destinations": _prefixes,
    "protocols": _common,
    "source_ports": _ranges,
    "destination_ports": _ranges,
    "types": _common,
    "states": _common,
}


def left_over(scopes: Sequence[Match], match: Match, interfaces: Sequence[str]) -> list[Match]:
    """What of the scopes the match does not take. Raises UnsupportedError."""
    rest = list(_outside(match, interfaces))
    found = [n for scope in scopes for r in rest if (n := narrowed(scope, r)) is not None]
    if len(found) > _MOST:
        raise UnsupportedError("too many parts")
    return found


def _outside(match: Match, interfaces: Sequence[str]) -> Iterator[Match]:
    """Matches that take together what `match` does not, each packet once."""
    if any(getattr(match, name) for name in (*_NAMED, "established", "slave", "states")):
        raise UnsupportedError("a condition that has no opposite here")
    if match.local:  # nothing that is forwarded is for the box itself
        yield Match()
        return
    before = Match()
    if match.family is not None:
        yield replace(before, family=_other(match.family))
        before = replace(before, family=match.family)
    for name in ("inputs", "outputs", "sources", "destinations", "protocols", *_OF_PROTOCOL):
        values = getattr(match, name)
        if values:
            rest = _rest(name, values, match, interfaces)
            if rest:
                yield _with(before, name, rest)
            before = _with(before, name, values)


def _with(match: Match, name: str, values: Sequence[Any]) -> Match:
    changes: dict[str, Any] = {name: list(values)}
    return replace(match, **changes)


_OF_PROTOCOL = ("source_ports", "destination_ports", "types")


def _other(family: Family) -> Family:
    return 6 if family == 4 else 4


def _rest(
    name: str, values: Sequence[Any], match: Match, interfaces: Sequence[str]
) -> Sequence[Any]:
    """All other values of a field."""
    if name in ("inputs", "outputs"):
        if any(str(v).startswith("@") for v in values):
            raise UnsupportedError("a set of interfaces")
        return [i for i in interfaces if i not in values]
    if name in ("sources", "destinations"):
        if match.family is None:
            raise UnsupportedError("addresses of no family")
        return all_but_prefixes(values, match.family)
    if name in _OF_PROTOCOL and not match.protocols:
        raise UnsupportedError("ports of any protocol")
    if name == "types" and match.protocols not in ([ICMP], [ICMPV6]):
        raise UnsupportedError("types of another protocol")
    return all_but_ports(values) if name.endswith("ports") else all_but_numbers(values)
