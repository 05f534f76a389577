"""One case of a hygiene rule: a network that breaks it, and one like it that does not."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.model.network import Network
from kawanet.model.requirement import PolicyStatement


class Case(NamedTuple):
    """`line` is where the finding on `device` must point to; 0: the text says nothing of it."""

    code: str
    bad: Network
    good: Network
    device: str = "a"
    line: int = 0
    statement: PolicyStatement | None = None
    good_statement: PolicyStatement | None = None
    on: date | None = None


def at(line):
    """A line of the text."""
    return Span("text", line)
