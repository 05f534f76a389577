"""Reading FortiOS tables and settings: entries with typed values, and the class of every line.

A `Scope` holds the sections of one VDOM (or the global ones). What a key of an entry means for
the account of lines stands in `Fields` tables: a key in no table stays UNRECOGNISED.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from kawanet.errors import Span
from kawanet.model.interfaces import IPAddress, IPInterface
from kawanet.parse.config_edit import Block, Statement
from kawanet.parse.ip_words import address, interface_address
from kawanet.parse.lines import Ledger
from kawanet.parse.result import LineClass

ROOT_VDOM = "root"
Fields = Mapping[str, LineClass]
T = TypeVar("T")
_HARMLESS = frozenset(("disable", "none", "0", "", "static", "default"))
_MULTI_LINE_KEYS = frozenset(("buffer",))


def fields(modelled: str = "", irrelevant: str = "", unmodelled: str = "") -> Fields:
    """Make a table: what each key means for the account (keys separated by spaces)."""
    return {
        **dict.fromkeys(modelled.split(), LineClass.MODELLED),
        **dict.fromkeys(irrelevant.split(), LineClass.IRRELEVANT),
        **dict.fromkeys(unmodelled.split(), LineClass.UNMODELLED),
    }


class Entry:
    """One `edit` (or the settings of one `config`): last values by key, and their lines."""

    __slots__ = ("blocks", "ledger", "line", "lines", "name", "values")

    def __init__(self, name: str, ledger: Ledger, line: int) -> None:
        self.name = name
        self.ledger = ledger
        self.line = line
        self.values: dict[str, tuple[str, ...]] = {}
        self.lines: dict[str, int] = {}
        self.blocks: list[Block] = []

    @property
    def where(self) -> Span:
        """The line that opens the entry."""
        return Span(self.ledger.file, self.line)

    def place(self, key: str) -> Span:
        """The line of a key, or of the entry."""
        return Span(self.ledger.file, self.lines.get(key, self.line))

    def mark(self, key: str, line_class: LineClass) -> None:
        """Reclassify the line of a key."""
        if key in self.lines:
            self.ledger.claim(self.lines[key], line_class)

    def words(self, key: str) -> tuple[str, ...]:
        """All words of a key; none if it is not set."""
        return self.values.get(key, ())

    def text(self, key: str, default: str = "") -> str:
        """The first word of a key."""
        found = self.values.get(key)
        return found[0] if found else default

    def is_on(self, key: str, default: bool = False) -> bool:
        """Whether a key is set to `enable`."""
        return self.text(key, "enable" if default else "disable") == "enable"

    def number(self, key: str) -> int | None:
        """A decimal number; None if it is not set or is no number (then UNRECOGNISED)."""
        return self.read(key, _decimal)

    def address(self, key: str) -> IPAddress | None:
        """An IP address; None if it is not set or is none (then UNRECOGNISED)."""
        return self.read(key, lambda words: address(words[0]))

    def interface(self, key: str) -> IPInterface | None:
        """An address with its mask or length, in either form."""
        return self.read(key, _interface)

    def read(self, key: str, reader: Callable[[tuple[str, ...]], T]) -> T | None:
        """Read the words of a key; a reader that raises makes the line UNRECOGNISED."""
        words = self.values.get(key)
        if words is None:
            return None
        try:
            return reader(words)
        except (ValueError, IndexError):
            self.mark(key, LineClass.UNRECOGNISED)
            return None

    def absorb(self, block: Block, ledger: Ledger, known: Fields) -> None:
        """Take in the statements of a block that opens (or reopens) this entry."""
        self.ledger = ledger
        values, lines, classes = self.values, self.lines, ledger.classes
        for statement in block.statements:
            verb, key, words, first, last = statement
            line_class = known.get(key)
            if line_class is LineClass.MODELLED and verb == "set" and first == last:
                values[key] = words
                lines[key] = first
                classes[first - 1] = line_class
            elif line_class is not None:
                self._take(statement, line_class)
        for inner in block.blocks:
            inner_class = known.get(inner.name)
            if inner_class is LineClass.MODELLED:
                self.blocks.append(inner)
            elif inner_class is not None:
                claim_block(ledger, inner, inner_class)

    def _take(self, statement: Statement, line_class: LineClass) -> None:
        key, words = statement.key, statement.words
        if statement.verb in ("unset", "unselect"):
            self.values.pop(key, None)
            line_class = LineClass.IRRELEVANT
        elif line_class is LineClass.UNMODELLED and all(w in _HARMLESS for w in words):
            line_class = LineClass.IRRELEVANT
        elif statement.first != statement.last and key not in _MULTI_LINE_KEYS:
            if line_class is LineClass.MODELLED:
                return  # a lost quote swallowed lines: nothing of it can be trusted
        elif line_class is LineClass.MODELLED:
            append = statement.verb == "append"
            self.values[key] = (self.values.get(key, ()) if append else ()) + words
            self.lines[key] = statement.first
        for line in range(statement.first, statement.last + 1):
            self.ledger.claim(line, line_class)

    def inner(self, name: str, known: Fields) -> Entry:
        """The settings in the nested `config <name>` blocks."""
        entry = Entry(name, self.ledger, self.line)
        for block in self.blocks:
            if block.name == name:
                claim_frame(self.ledger, block)
                entry.line = block.line
                entry.absorb(block, self.ledger, known)
        return entry

    def table(self, name: str, known: Fields) -> dict[str, Entry]:
        """The entries of the nested `config <name>` tables."""
        return read_table(((self.ledger, b) for b in self.blocks if b.name == name), known)


def _decimal(words: tuple[str, ...]) -> int:
    if not (words[0].isascii() and words[0].isdigit() and len(words[0]) < 12):
        raise ValueError(words[0])
    return int(words[0])


def _interface(words: tuple[str, ...]) -> IPInterface:
    return interface_address("/".join(words[:2]))


def claim_frame(ledger: Ledger, block: Block) -> None:
    """Claim the lines that open and close a block."""
    ledger.claim(block.line)
    if block.last:
        ledger.claim(block.last)


def claim_block(ledger: Ledger, block: Block, line_class: LineClass) -> None:
    """Claim a whole block; an unmodelled one without content is irrelevant."""
    if line_class is LineClass.UNMODELLED and not (block.statements or block.blocks):
        line_class = LineClass.IRRELEVANT
    ledger.claim_all(range(block.line, block.end_line() + 1), line_class)


def read_table(blocks: Iterable[tuple[Ledger, Block]], known: Fields) -> dict[str, Entry]:
    """Read `edit` entries by name, in order; one that is reopened keeps its place."""
    entries: dict[str, Entry] = {}
    for ledger, block in blocks:
        claim_frame(ledger, block)
        for edit in block.blocks:
            if not edit.is_edit:
                continue
            claim_frame(ledger, edit)
            entry = entries.get(edit.name)
            if entry is None:
                entry = entries[edit.name] = Entry(edit.name, ledger, edit.line)
            entry.absorb(edit, ledger, known)
    return entries


def leaves_of(name: str, groups: Mapping[str, Entry]) -> list[str]:
    """What is no group itself among all that a name stands for; groups may hold groups."""
    found, seen, waiting = [], {name}, [name]
    while waiting:
        current = waiting.pop()
        if current not in groups:
            found.append(current)
            continue
        fresh = [m for m in groups[current].words("member") if m not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return found


@dataclass(slots=True)
class Scope:
    """The sections of one VDOM by path. `alone`: the device has no other VDOM."""

    vdom: str = ROOT_VDOM
    alone: bool = True
    sections: dict[str, list[tuple[Ledger, Block]]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)

    def table(self, path: str, known: Fields) -> dict[str, Entry]:
        """The entries of a table."""
        self.read.add(path)
        return read_table(self.sections.get(path, ()), known)

    def settings(self, path: str, known: Fields) -> Entry:
        """The settings of a section that is no table (without values if there is none)."""
        self.read.add(path)
        entry = Entry(path, Ledger("", ()), 0)
        for ledger, block in self.sections.get(path, ()):
            claim_frame(ledger, block)
            entry.line = entry.line or block.line
            entry.absorb(block, ledger, known)
        return entry

    def unread(self) -> Iterator[tuple[str, Ledger, Block]]:
        """The sections nobody asked for."""
        for path, blocks in self.sections.items():
            if path not in self.read:
                for ledger, block in blocks:
                    yield path, ledger, block

    def named(self, name: str) -> str:
        """A name that stays unique beside other VDOMs."""
        return name if self.vdom == ROOT_VDOM else f"{self.vdom}/{name}"

    def vrf(self, number: int) -> str:
        """The model's VRF for a VRF number of this VDOM."""
        inside = f"vrf{number}" if number else ""
        if self.vdom == ROOT_VDOM:
            return inside or "default"
        return f"{self.vdom}-{inside}" if inside else self.vdom
