"""Tables of readers over the tree, and the account of its lines.

A table maps the word of a child (`*`: any other) to a LineClass, which settles all below it, to
another table, or to a reader. A reader says how all below ended, or None when it saw to that
itself. Of several claims on one line the gravest stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from kawanet.errors import Span
from kawanet.parse.lines import Ledger
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED, UNRECOGNISED = LineClass.UNMODELLED, LineClass.UNRECOGNISED
_BY_RANK = (None, IRRELEVANT, MODELLED, UNMODELLED, UNRECOGNISED)  # least grave first

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any, Node], LineClass | None]
Table: TypeAlias = Mapping[str, Any]  # word -> Table | Reader | LineClass


class Account:
    """How the lines of one text ended, so far."""

    __slots__ = ("ledger", "ranks")

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.ranks = bytearray(len(ledger.texts) + 1)  # by line; 0: nobody has claimed it

    def mark(self, lines: Iterable[int], line_class: LineClass) -> None:
        """Claim lines; the gravest claim stays."""
        rank, ranks = _rank(line_class), self.ranks
        for line in lines:
            ranks[line] = max(ranks[line], rank)

    def mark_all(self, node: Node, line_class: LineClass) -> None:
        """Claim all lines of a node and below."""
        rank, ranks = _rank(line_class), self.ranks
        for line in node.lines:
            ranks[line] = max(ranks[line], rank)
        waiting = list(node.children.values())
        for each in waiting:
            for line in each.lines:
                ranks[line] = max(ranks[line], rank)
            if each.children:
                waiting += each.children.values()

    def is_lost(self, node: Node) -> bool:
        """Whether a line of a node or below could not be read."""
        lost = _rank(UNRECOGNISED)
        return any(self.ranks[line] == lost for below in node.walk() for line in below.lines)

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        return self.ledger.span(node.line)

    def close(self) -> None:
        """Put the claims into the ledger."""
        self.ledger.settle([_BY_RANK[rank] for rank in self.ranks[1:]])


def _rank(line_class: LineClass) -> int:
    """By identity: an Enum is slow to look up in a dict."""
    if line_class is MODELLED:
        return 2
    if line_class is IRRELEVANT:
        return 1
    return 3 if line_class is UNMODELLED else 4


class Context(Protocol):
    """What readers fill; it knows the account."""

    @property
    def account(self) -> Account: ...


def read(table: Table, context: Context, node: Node) -> None:
    """Read the children of a node by a table. Never raises on text."""
    account = context.account
    if node.lines:
        account.mark(node.lines, MODELLED)
    for word, child in node.children.items():
        entry = table.get(word)
        if entry is None:
            entry = IRRELEVANT if word == "apply-macro" else table.get("*", UNRECOGNISED)
        if entry.__class__ is LineClass:
            account.mark_all(child, entry)
        elif entry.__class__ is dict:
            read(entry, context, child)
        else:
            try:
                settled = cast(Reader, entry)(context, child)
            except (ValueError, KeyError, IndexError, TypeError, AttributeError):
                settled = UNRECOGNISED
            if settled is None:
                account.mark(child.lines, MODELLED)
            else:
                account.mark_all(child, settled)


def guarded(account: Account, node: Node | None, build: Callable[[], T]) -> T | None:
    """What `build` makes of a node; where its text is no good, nothing, and its lines are told."""
    try:
        return build()
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        if node is not None:
            account.mark_all(node, UNRECOGNISED)
        return None


def classes(words: str, line_class: LineClass) -> dict[str, LineClass]:
    """One class for many words."""
    return dict.fromkeys(words.split(), line_class)
