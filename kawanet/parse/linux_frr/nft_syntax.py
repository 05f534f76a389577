"""The shape of nft's text: tokens, statements, and blocks in braces.

`table` holds `chain`, `set` and `map` blocks; braces inside those are values. Lines of the form
`#: key: text` are notes of kawanet's own and `#- rule` a rule that is switched off; all other
comments are passed over. Source: nft(8), INPUT FILE FORMATS and LEXICAL CONVENTIONS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kawanet.parse.lines import Ledger
from kawanet.parse.result import LineClass

_TOKEN = re.compile(r'"[^"]*"?|[\w./:@$%*\[\]+\\~-]+|[!<>=]=|[{}(),;=&|<>^!]|#.*|\S')
_BLOCKS = ({"table"}, {"chain", "set", "map", "flowtable", "counter", "quota", "limit", "ct"})
_SPECIAL = frozenset("{};#")
_NEVER_ENDS = ("{", ",", "(", "=", "&", "|", "==", "!=")  # a line break after these is a space


class Token(NamedTuple):
    """One word with its line; strings keep their quotes."""

    text: str
    line: int


@dataclass(slots=True)
class Statement:
    """Words up to `;` or the end of the line, with the notes that stood before them."""

    words: list[str]
    lines: list[int]  # the line of each word
    notes: list[tuple[str, str]] = field(default_factory=list)
    disabled: bool = False

    @property
    def line(self) -> int:
        """The first line."""
        return self.lines[0]


@dataclass(slots=True)
class Block:
    """`header { ... }`, to any depth that nft has."""

    header: list[str]
    line: int
    statements: list[Statement] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The last word of the header."""
        return self.header[-1] if self.header else ""


def read_blocks(ledger: Ledger, first: int, last: int) -> Block:
    """Read lines first..last into a root block. Claims comments and the lines of braces."""
    root = Block([], first)
    _Reader(ledger, root).read(first, last)
    return root


def all_lines(block: Block) -> Iterator[int]:
    """Every line that a block's statements touch."""
    yield block.line
    for statement in block.statements:
        yield from statement.lines
    for inner in block.blocks:
        yield from all_lines(inner)


class _Reader:
    """One pass over the lines, with a stack of open blocks."""

    def __init__(self, ledger: Ledger, root: Block) -> None:
        self.ledger = ledger
        self.stack = [root]
        self.words: list[str] = []
        self.lines: list[int] = []
        self.notes: list[tuple[str, str]] = []
        self.depth = 0  # of braces inside a statement

    def read(self, first: int, last: int) -> None:
        for line in range(first, last + 1):
            text = self.ledger.texts[line - 1].strip()
            if text.startswith("#"):
                self._comment(text, line)
            elif text:
                self._line(text, line)
        self._end()

    def _comment(self, text: str, line: int) -> None:
        if text.startswith("#: "):
            key, _, value = text[3:].partition(": ")
            self.notes.append((key, value))
            self.ledger.claim(line, LineClass.MODELLED)
        elif text.startswith("#- ") and not self.depth:
            words = [t for t in _TOKEN.findall(text[3:]) if t[0] != "#"]
            if words:
                self._store(Statement(words, [line] * len(words), self._notes(), disabled=True))
        else:
            self.ledger.claim(line, LineClass.IRRELEVANT)

    def _line(self, text: str, line: int) -> None:
        continued = text.endswith("\\")
        words = _TOKEN.findall(text[:-1] if continued else text)
        if _SPECIAL.isdisjoint(text):
            self.words += words
            self.lines += [line] * len(words)
        else:
            for word in words:
                if word[0] != "#":
                    self._word(word, line)
        inside = self.depth or continued or (self.words and self.words[-1] in _NEVER_ENDS)
        if not inside:
            self._end()

    def _word(self, word: str, line: int) -> None:
        if word == "{" and self._opens():
            self._open(line)
        elif word == "}" and not self.depth:
            self._close(line)
        elif word == ";" and not self.depth:
            self._end()
        else:
            self.depth += (word == "{") - (word == "}")
            self.words.append(word)
            self.lines.append(line)

    def _opens(self) -> bool:
        level = len(self.stack) - 1
        return not self.depth and level < 2 and bool(self.words) and self.words[0] in _BLOCKS[level]

    def _open(self, line: int) -> None:
        block = Block(self.words, self.lines[0] if self.lines else line)
        self.stack[-1].blocks.append(block)
        self.stack.append(block)
        self.words, self.lines, self.notes = [], [], []

    def _close(self, line: int) -> None:
        """A closing brace; one too many is left unrecognised."""
        self._end()
        self.notes = []
        if len(self.stack) > 1:
            self.stack.pop()
            if self.ledger.classes[line - 1] is LineClass.UNRECOGNISED:
                self.ledger.claim(line, LineClass.MODELLED)

    def _end(self) -> None:
        if self.words:
            self._store(Statement(self.words, self.lines, self._notes()))
        self.words, self.lines, self.depth = [], [], 0

    def _notes(self) -> list[tuple[str, str]]:
        notes, self.notes = self.notes, []
        return notes

    def _store(self, statement: Statement) -> None:
        self.stack[-1].statements.append(statement)
