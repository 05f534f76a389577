"""Tables of readers over the tree, and the account of its lines.

A table maps the word of a child (`*`: any other) to a LineClass, which settles all below it, to
another table, or to a reader. A reader says how all below ended, or None when it saw to that
itself. Of several claims on one line the gravest stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeAlias

from kawanet.errors import Span
from kawanet.parse.braces import Node
from kawanet.parse.lines import Ledger
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED, UNRECOGNISED = LineClass.UNMODELLED, LineClass.UNRECOGNISED
_RANK = {None: 0, IRRELEVANT: 1, MODELLED: 2, UNMODELLED: 3, UNRECOGNISED: 4}

Reader: TypeAlias = Callable[[Any, Node], LineClass | None]
Table: TypeAlias = Mapping[str, Any]  # word -> Table | Reader | LineClass


class Account:
    """How the lines of one text ended, so far."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.classes: dict[int, LineClass] = {}

    def mark(self, lines: Iterable[int], line_class: LineClass) -> None:
        """Claim lines; the gravest claim stays."""
        for line in lines:
            if _RANK[line_class] > _RANK[self.classes.get(line)]:
                self.classes[line] = line_class

    def mark_all(self, node: Node, line_class: LineClass) -> None:
        """Claim all lines of a node and below."""
        for below in node.walk():
            self.mark(below.lines, line_class)

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        return self.ledger.span(node.line)

    def close(self) -> None:
        """Put the claims into the ledger."""
        for line, line_class in self.classes.items():
            self.ledger.claim(line, line_class)


class Context(Protocol):
    """What readers fill; it knows the account."""

    @property
    def account(self) -> Account: ...


def read(table: Table, context: Context, node: Node) -> None:
    """Read the children of a node by a table. Never raises on text."""
    account = context.account
    account.mark(node.lines, MODELLED)
    for word, child in node.children.items():
        entry = table.get(word)
        if entry is None:
            entry = IRRELEVANT if word == "apply-macro" else table.get("*", UNRECOGNISED)
        if isinstance(entry, Mapping):
            read(entry, context, child)
            continue
        settled = entry if isinstance(entry, LineClass) else _attempt(entry, context, child)
        if settled is not None:
            account.mark_all(child, settled)


def _attempt(reader: Reader, context: Context, node: Node) -> LineClass | None:
    try:
        return reader(context, node)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return UNRECOGNISED


def classes(words: str, line_class: LineClass) -> dict[str, LineClass]:
    """One class for many words."""
    return dict.fromkeys(words.split(), line_class)
