"""Readers of lines that set one field of what a process is made with."""

from __future__ import annotations

from typing import Any, Protocol

from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import MODELLED, UNMODELLED, Entry


class Process(Protocol):
    """A draft that gathers fields of the model by name."""

    settings: dict[str, Any]


def number(field: str) -> Entry[Any]:
    """A reader that keeps the word behind the keyword as a number; more words are not modelled."""

    def read(p: Process, s: Statement) -> LineClass:
        p.settings[field] = int(s.words[1])
        return MODELLED if len(s.words) == 2 else UNMODELLED

    return read


def flag(field: str, value: bool) -> Entry[Any]:
    """A reader that sets a field."""

    def read(p: Process, _: Statement) -> LineClass:
        p.settings[field] = value
        return MODELLED

    return read
