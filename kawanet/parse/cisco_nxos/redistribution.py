"""`redistribute SOURCE [TAG] route-map M`, which all protocols of NX-OS say alike."""

from __future__ import annotations

from typing import Any

from kawanet.errors import Span
from kawanet.model.route_policy import Redistribution, Source
from kawanet.parse.redistribution import read_redistribute
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, UNMODELLED

_OUTSIDE = frozenset(("lisp", "am", "hmm", "icmpv6", "amt", "vxlan"))  # of no routing protocol


def redistribution(
    words: list[str], into: Source, where: Span, **defaults: Any
) -> tuple[Redistribution | None, LineClass]:
    """Read the words behind `redistribute`. `defaults` are the protocol's own: metric and type."""
    if words[0] == "maximum-prefix":
        return None, IRRELEVANT
    if words[0] in _OUTSIDE:
        return None, UNMODELLED
    taking = read_redistribute(words, into, where)
    if taking.source is Source.RIP:
        taking.instance = None  # RIP's routes carry no tag of an instance
    return taking.found(**defaults), taking.line_class
