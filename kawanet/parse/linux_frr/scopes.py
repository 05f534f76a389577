"""Open blocks of FRR's configuration, as functions that know their lines.

A scope takes the blocks that are open (itself the last) and a line, and gives the line's class and
the blocks that the line opens inside it; None where it does not know the line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import Table, find

Scope: TypeAlias = Callable[[list["Scope"], Statement], tuple[LineClass, list["Scope"]] | None]


def table_scope(table: Table, target: Any, openers: dict[str, Any] | None = None) -> Scope:
    """A block whose lines a table of readers understands.

    `openers`: first word -> a function of target and statement that gives the scope inside.
    """
    inner = openers or {}

    def scope(_: list[Scope], statement: Statement) -> tuple[LineClass, list[Scope]] | None:
        words = statement.words
        opener = inner.get(words[0])
        if opener is not None:
            opened = opener(target, statement)
            return (LineClass.MODELLED, [opened]) if opened else (LineClass.UNMODELLED, [])
        entry = find(table, words)
        if entry is None:
            denied = words[0] == "no" and find(table, words[1:]).__class__ is LineClass
            return (LineClass.IRRELEVANT, []) if denied else None
        if entry.__class__ is LineClass:
            return entry, []
        return entry(target, statement), []

    return scope
