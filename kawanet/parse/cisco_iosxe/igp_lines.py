"""Lines that the processes of OSPF, EIGRP, IS-IS and RIP have alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network
from typing import Any, Literal, Protocol

from kawanet.model.interfaces import RouteFilter
from kawanet.model.route_policy import IPNetwork, Redistribution, Source
from kawanet.parse.bgp_process import classful
from kawanet.parse.cisco_values import interface_name
from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.redistribution import read_redistribute, said_last
from kawanet.parse.result import LineClass
from kawanet.parse.statements import MODELLED, UNMODELLED, Entry


class Silencing(Protocol):
    """A process that keeps silent on some interfaces: on those named, or on all but the active."""

    passive_default: bool
    passive: set[str]
    active: set[str]


class Filtering(Protocol):
    """A process that filters or weighs what it takes in and tells, by interface (None: on all)."""

    filters: list[tuple[str | None, RouteFilter]]


class Redistributing(Protocol):
    """A process that takes in routes of others."""

    ledger: Ledger
    redistribute: list[Redistribution]


def passive_interface(
    p: Silencing, s: Statement, full_name: Callable[[str], str] = interface_name
) -> LineClass:
    """`[no] passive-interface default|NAME`."""
    off = s.words[0] == "no"
    names = s.words[2:] if off else s.words[1:]
    if names == ["default"]:
        p.passive_default = not off
        return MODELLED
    name = full_name("".join(names))
    (p.active if off else p.passive).add(name)
    (p.passive if off else p.active).discard(name)
    return MODELLED


def is_passive(p: Silencing, interface: str) -> bool:
    """Whether the process keeps silent on an interface."""
    return interface in p.passive or (p.passive_default and interface not in p.active)


def redistribute_into(into: Source) -> Entry[Any]:
    """A reader of `redistribute ...` into EIGRP or RIP; of IS-IS they take level 2."""

    def read(p: Redistributing, s: Statement) -> LineClass:
        taking = read_redistribute(s.words[1:], into, p.ledger.span(s.number))
        types = ("level-2",) if taking.source is Source.ISIS else ()
        p.redistribute = said_last(p.redistribute, taking.found(route_types=types))
        return taking.line_class

    return read


BY_ACL = "distribute-list "  # begins the name of the policy that an ACL stands for
_SIDES = ("in", "out")
_FILTER_KINDS = {"prefix": "prefix_lists", "prefix-list": "prefix_lists", "route-map": "policies"}


def distribute_list(p: Filtering, s: Statement) -> LineClass:
    """`distribute-list ACL|prefix P|route-map M in|out [INTERFACE]`; not by gateway, nor of what
    one protocol gave."""
    words = s.words[1:]
    kind = _FILTER_KINDS.get(words[0], "acls")
    words = words[1:] if words[0] in _FILTER_KINDS else words
    if "gateway" in words or words[1] not in _SIDES:
        return UNMODELLED
    named: dict[str, Any] = {kind: (words[0],)}
    return _add_filter(p, RouteFilter(_side(words[1]), **named), words[2:])


def offset_list(p: Filtering, s: Statement) -> LineClass:
    """`offset-list ACL in|out N [INTERFACE]`; ACL 0 is all routes."""
    acl, side, number = s.words[1:4]
    acls = () if acl == "0" else (acl,)
    return _add_filter(p, RouteFilter(_side(side), acls=acls, offset=int(number)), s.words[4:])


def _side(word: str) -> Literal["in", "out"]:
    return "in" if word == "in" else "out"


def _add_filter(p: Filtering, rule: RouteFilter, interface: list[str]) -> LineClass:
    name = interface_name("".join(interface)) if interface else None
    if name is not None and not any(c.isdigit() for c in name):
        return UNMODELLED  # what a protocol gave: `out static`, `out connected`
    p.filters.append((name, rule))
    return MODELLED


def filters_on(p: Filtering, interface: str) -> tuple[RouteFilter, ...]:
    """The filters that hold on an interface, its own before those of all."""
    own = (rule for name, rule in p.filters if name == interface)
    rest = (rule for name, rule in p.filters if name is None)
    return (*own, *rest)


def classful_summaries(
    networks: Iterable[IPNetwork], here: Iterable[IPv4Address]
) -> tuple[IPNetwork, ...]:
    """The classful networks of prefixes that are parts of them, but for those of an interface."""
    mine = {classful(address) for address in here}
    every = {
        major
        for n in networks
        if isinstance(n, IPv4Network)
        and (major := classful(n.network_address)).prefixlen < n.prefixlen
    }
    return tuple(sorted(every - mine, key=lambda n: int(n.network_address)))
