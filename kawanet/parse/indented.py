"""Text that nests by indentation (IOS and its relatives) -> a forest of statements, losing nothing.

Every line stands in exactly one place: a statement, an aside (a `!` comment), a line of a banner,
or an empty line. A line's parent is the nearest line above that is indented less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_BANNER_KINDS = frozenset(
    ("motd", "login", "exec", "incoming", "slip-ppp", "prompt-timeout", "config-save")
)
_CONTROL_C = ("^C", "\x03")  # as `show running-config` prints the delimiter, and as typed
_TAB = 8
_OPEN_BANNERS_LIMIT = 16  # after so many unclosed banners, none is looked for any more


class Statement:
    """One line and the lines nested below it. `body` is a banner's text, else None."""

    __slots__ = ("body", "children", "last", "number", "text", "words")

    def __init__(self, number: int, text: str, words: list[str]) -> None:
        self.number = number  # counts from 1
        self.text = text
        self.words = words
        self.children: list[Statement] = []
        self.body: str | None = None
        self.last = number  # the last line of a banner, else the line itself

    def rest(self, skip: int) -> str:
        """The text behind the first `skip` words, with its inner spaces as they were written."""
        parts = self.text.split(None, skip)
        return parts[skip].rstrip() if len(parts) > skip else ""

    def descendants(self) -> Iterator[Statement]:
        """All statements below, in order. Not recursive: text may nest as deep as it is long."""
        waiting = self.children[::-1]
        while waiting:
            statement = waiting.pop()
            yield statement
            waiting += statement.children[::-1]


@dataclass(slots=True)
class Forest:
    """What a text holds: top-level statements, and the numbers of comment lines."""

    roots: list[Statement] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)


def split_lines(text: str) -> list[str]:
    """Cut at line feeds only, and drop carriage returns at line ends."""
    return text.replace("\r\n", "\n").split("\n")


def read_forest(lines: Sequence[str]) -> Forest:
    """Nest the lines by indentation. Never raises; the deepest nesting is bounded by a line."""
    forest = Forest()
    comments = forest.comments
    nests: list[list[Statement]] = [forest.roots]  # where a line of the same depth goes
    depths = [0]  # the indentation of the last line in each nest
    open_marks: set[str] = set()
    number = 0
    total = len(lines)
    while number < total:
        text = lines[number]
        number += 1
        words = text.split()
        if not words:
            continue
        if words[0][0] == "!":
            comments.append(number)
            continue
        depth = 0 if text[0] > " " else _depth(text)
        while depth < depths[-1] and len(depths) > 1:
            depths.pop()
            nests.pop()
        if depth > depths[-1] and nests[-1]:
            nests.append(nests[-1][-1].children)
            depths.append(depth)
        else:
            depths[-1] = depth
        statement = Statement(number, text, words)
        nests[-1].append(statement)
        if words[0] == "banner" and depth == 0:
            _read_banner(statement, lines, open_marks)
            number = statement.last
    return forest


def _depth(text: str) -> int:
    body = text.lstrip()
    lead = len(text) - len(body)
    return len(text[:lead].expandtabs(_TAB)) if "\t" in text[:lead] else lead


def _read_banner(statement: Statement, lines: Sequence[str], open_marks: set[str]) -> None:
    """Take the lines up to the closing delimiter as the banner's body.

    A banner that is never closed stays one line, so that it cannot swallow the configuration.
    """
    named = len(statement.words) > 1 and statement.words[1] in _BANNER_KINDS
    opening = statement.rest(2 if named else 1)
    if not opening:
        return
    mark = next((m for m in _CONTROL_C if opening.startswith(m)), opening[0])
    first, closed, _ = opening[len(mark) :].partition(mark)
    if closed:
        statement.body = first
        return
    if mark in open_marks or len(open_marks) > _OPEN_BANNERS_LIMIT:
        return
    for index in range(statement.number, len(lines)):
        if mark in lines[index]:
            body = [*([first] if first else []), *lines[statement.number : index]]
            final = lines[index].partition(mark)[0]
            statement.body = "\n".join([*body, final] if final else body)
            statement.last = index + 1
            return
    open_marks.add(mark)
