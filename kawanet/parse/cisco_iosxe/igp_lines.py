"""Lines that the processes of OSPF, EIGRP, IS-IS and RIP have alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from kawanet.model.route_policy import Redistribution, Source
from kawanet.parse.cisco_values import interface_name
from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.redistribution import read_redistribute, said_last
from kawanet.parse.result import LineClass
from kawanet.parse.statements import MODELLED, Entry


class Silencing(Protocol):
    """A process that keeps silent on some interfaces: on those named, or on all but the active."""

    passive_default: bool
    passive: set[str]
    active: set[str]


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
