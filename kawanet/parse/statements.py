"""Tables of statement readers, dispatched by the first words of a line.

A table is written flat, `{"ip address": reader, "ip redirects": LineClass.IRRELEVANT}`, and
looked up word by word; the longest entry wins. A reader takes the thing being built and the
statement, and says how the line ended; an entry that is a LineClass settles the line and all
below it. `no X` of an X that is not in the model switches something off: irrelevant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.result import LineClass

T = TypeVar("T")
Reader: TypeAlias = Callable[[T, Statement], LineClass]
Entry: TypeAlias = Reader[T] | LineClass
Table: TypeAlias = dict[str, Any]  # word -> Table | Entry; "" -> the entry that ends here

MODELLED = LineClass.MODELLED
IRRELEVANT = LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED
UNRECOGNISED = LineClass.UNRECOGNISED


def build_table(*parts: Mapping[str, Entry[T]]) -> Table:
    """Compile flat tables, each overriding the ones before it, to one look-up tree."""
    table: Table = {}
    for part in parts:
        for words, entry in part.items():
            _insert(table, words.split(), entry)
    return table


def _insert(table: Table, words: Sequence[str], entry: Any) -> None:
    for word in words[:-1]:
        node = table.get(word)
        if not isinstance(node, dict):
            node = table[word] = {} if node is None else {"": node}
        table = node
    node = table.get(words[-1])
    if isinstance(node, dict):
        node[""] = entry
    else:
        table[words[-1]] = entry


def entries(words: str, entry: LineClass) -> dict[str, Entry[Any]]:
    """One class for many lines: `words` holds their beginnings, separated by commas."""
    return {" ".join(start.split()): entry for start in words.split(",") if start.strip()}


def find(table: Table, words: Sequence[str]) -> Any:
    """The entry of the longest beginning of the words; None if there is none."""
    found = None
    node: Any = table
    for word in words:
        node = node.get(word)
        if node.__class__ is not dict:
            return found if node is None else node
        found = node.get("", found)
    return found


def read_all(table: Table, target: Any, statements: Sequence[Statement], ledger: Ledger) -> None:
    """Read each statement by the table, and record how its lines ended. Never raises on text."""
    classes = ledger.classes
    for statement in statements:
        # `find`, written out: this is the inner loop of all reading.
        entry = None
        node: Any = table
        for word in statement.words:
            node = node.get(word)
            if node.__class__ is not dict:
                entry = entry if node is None else node
                break
            if "" in node:
                entry = node[""]
        if entry is None:
            entry = _second_look(table, statement.words)
        if entry.__class__ is LineClass:
            classes[statement.number - 1] = entry
            if statement.children or statement.body is not None:
                claim_below(statement, entry, ledger)
            continue
        try:
            classes[statement.number - 1] = entry(target, statement)
        except (ValueError, IndexError, KeyError, TypeError, StopIteration, OverflowError):
            classes[statement.number - 1] = UNRECOGNISED


def _second_look(table: Table, words: Sequence[str]) -> Any:
    """What the common path does not know: capitals in keywords, and `no` before a known line."""
    lowered = [word.lower() for word in words]
    entry = find(table, lowered) if lowered != words else None
    if entry is None and lowered[0] == "no" and find(table, lowered[1:]).__class__ is LineClass:
        return IRRELEVANT
    return UNRECOGNISED if entry is None else entry


def claim_below(statement: Statement, line_class: LineClass, ledger: Ledger) -> None:
    """Give every line below a statement (and a banner's own lines) one class."""
    for number in range(statement.number, statement.last + 1):
        ledger.claim(number, line_class)
    for below in statement.descendants():
        ledger.claim(below.number, line_class)
