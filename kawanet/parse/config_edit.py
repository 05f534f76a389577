"""The config / edit / set / next / end syntax of FortiOS, read into a tree of blocks.

Lossless: every non-empty line belongs to exactly one of a block's own lines (`config`, `edit` and
what closes it), a statement, a comment or a stray, so that nothing can vanish. Strings may run
over several lines. One pass; no text makes it raise, and time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_VERBS = frozenset(("set", "unset", "append", "select", "unselect"))
_WORD = re.compile(r"[^\s\"]+")
_IN_DOUBLE = re.compile(r'((?:[^"\\]|\\.)*)"')
_IN_SINGLE = re.compile(r"'([^']*)'(?=\s|$)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_KEPT_LINES, _LONG = 16_384, 200  # so many lines are kept, of fewer characters each

# A verb (`config`, `edit`, `next`, `end` and `#` too); the key and the words of a statement, or the
# name of a block. A statement without a key is to be read letter by letter.
Said = tuple[str, str, tuple[str, ...]]
_NOTHING: Said = ("", "", ())
_COMMENT: Said = ("#", "", ())
_STRAY: Said = ("?", "", ())
_SAID: dict[str, Said] = {}


class Statement(NamedTuple):
    """`set key value...` on lines `first..last` (counted from 1); `words` are without quotes."""

    verb: str
    key: str
    words: tuple[str, ...]
    first: int
    last: int


@dataclass(slots=True)
class Block:
    """A `config <path>` or `edit <name>` block; the root has line 0. `last` is 0 if not closed."""

    name: str
    line: int
    is_edit: bool = False
    last: int = 0
    statements: list[Statement] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def end_line(self) -> int:
        """The last line that belongs to the block, closed or not."""
        block, end = self, self.line
        while True:
            end = max(end, block.line, block.last, *(s.last for s in block.statements[-1:]))
            if block.last or not block.blocks:
                return end
            block = block.blocks[-1]

    def walk(self) -> Iterator[Block]:
        """This block and all blocks in it, in the order of the text."""
        waiting = [self]
        while waiting:
            block = waiting.pop()
            yield block
            waiting.extend(reversed(block.blocks))


@dataclass(slots=True)
class Tree:
    """A file: the top-level blocks (in `root`), comment lines and lines that fit nowhere."""

    root: Block
    comments: list[int] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)


def read_tree(lines: Sequence[str]) -> Tree:
    """Read lines (without their ends) into blocks."""
    tree = Tree(Block("", 0))
    stack = [tree.root]
    resume = 0  # lines up to this one belong to a string
    strings_may_span = True
    for index, line in enumerate(lines, 1):
        if index <= resume:
            continue
        text = line.strip()
        verb, key, words = _SAID.get(text) or _said(text)
        if key:
            stack[-1].statements.append(Statement(verb, key, words, index, index))
        elif verb in ("config", "edit"):
            _open(stack, verb, words[0], index)
        elif verb in ("next", "end"):
            _close(stack, tree, verb, index)
        elif verb == "#":
            tree.comments.append(index)
        elif verb in _VERBS:
            statement = _statement(text, lines, index, strings_may_span)
            if isinstance(statement, Statement):
                stack[-1].statements.append(statement)
                resume = statement.last
            else:
                # No quote closes before the end of the file: none further down can either.
                strings_may_span = strings_may_span and statement
                tree.strays.append(index)
        elif verb:
            tree.strays.append(index)
    return tree


def _said(text: str) -> Said:
    """What a stripped line says, kept: most lines are said again, in one text and in the next."""
    found = _STRAY
    verb, rest = (*text.split(None, 1), "", "")[:2]
    if verb in _VERBS:
        found = _plain(verb, rest)
    elif verb in ("config", "edit") and rest:
        found = (verb, "", (_name(rest),))
    elif verb in ("next", "end") and not rest:
        found = (verb, "", ())
    elif verb[:1] == "#":
        found = _COMMENT
    elif not verb:
        found = _NOTHING
    if len(text) < _LONG:
        if len(_SAID) > _KEPT_LINES:
            _SAID.clear()
        _SAID[text] = found
    return found


def _plain(verb: str, rest: str) -> Said:
    """A statement without quotes, or of quoted words only; its key is empty if it is none such."""
    key, value = (*rest.split(None, 1), "", "")[:2]
    if '"' in key:
        return verb, "", ()
    if '"' not in value and "'" not in value:
        return verb, key, tuple(value.split())
    parts = value.split('"')
    if len(parts) % 2 and "\\" not in value and not "".join(parts[::2]).strip():
        return verb, key, tuple(parts[1::2])
    return verb, "", ()


def _open(stack: list[Block], verb: str, name: str, line: int) -> None:
    """Open a block; an `edit` beside an open `edit` closes that one."""
    is_edit = verb == "edit"
    if is_edit and stack[-1].is_edit:
        stack.pop()
    block = Block(name, line, is_edit)
    stack[-1].blocks.append(block)
    stack.append(block)


def _close(stack: list[Block], tree: Tree, verb: str, line: int) -> None:
    """Close the innermost block; `end` inside an `edit` closes its `config` too."""
    if len(stack) == 1 or (verb == "next" and not stack[-1].is_edit):
        tree.strays.append(line)
        return
    block = stack.pop()
    if verb == "end" and block.is_edit and len(stack) > 1:
        block = stack.pop()
    block.last = line


def _name(rest: str) -> str:
    """The path of a `config` or the name of an `edit`, without quotes."""
    if rest[0] == '"' == rest[-1] and rest.count('"') == 2 and "\\" not in rest:
        return rest[1:-1]
    words: list[str] = []
    left_open = _lex(rest, words, None)
    return rest if left_open is not None else " ".join(words)


def _statement(
    text: str, lines: Sequence[str], line: int, strings_may_span: bool
) -> Statement | bool:
    """Read a statement from `line` on; none: whether strings may still span lines."""
    verb, key, value = (*text.split(None, 2), "", "")[:3]
    if not key or '"' in key:
        return True
    words: list[str] = []
    partial = _lex(value, words, None)
    last = line
    if partial is not None and strings_may_span:
        # The stripped end of the first line is part of the string.
        kept = lines[line - 1]
        partial.append(kept[len(kept.rstrip()) :])
        while partial is not None and last < len(lines):
            partial.append("\n")
            partial = _lex(lines[last], words, partial)
            last += 1
        if partial is not None:
            return False
    return True if partial is not None else Statement(verb, key, tuple(words), line, last)


def _lex(text: str, words: list[str], partial: list[str] | None) -> list[str] | None:
    """Add the words of `text` to `words`; give the pieces of a string left open, or None.

    `partial` holds the pieces of a string that an earlier line left open.
    """
    at = 0
    while at < len(text) or partial is not None:
        if partial is not None:
            closed = _IN_DOUBLE.match(text, at)
            if closed is None:
                partial.append(_ESCAPE.sub(r"\1", text[at:]))
                return partial
            words.append("".join((*partial, _ESCAPE.sub(r"\1", closed[1]))))
            partial, at = None, closed.end()
        elif text[at] == '"':
            partial, at = [], at + 1
        elif text[at].isspace():
            at += 1
        else:
            match = _IN_SINGLE.match(text, at)
            if match is not None:
                words.append(match[1])
            else:
                match = _WORD.match(text, at)
                words.append(text[at : match.end()] if match else text[at])
            at = match.end() if match else at + 1
    return None
