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
_FINAL_LINE = "EOF"  # closes a banner whose first line names no delimiter (EOS)
_CONTROL_C = ("^C", "\x03")  # as `show running-config` prints the delimiter, and as typed
_TAB = 8
_NONE: list[Statement] = []  # shared by all that have no children, and never added to
_OPEN_BANNERS_LIMIT = 16  # after so many unclosed banners, none is looked for any more


class Statement:
    """One line and the lines nested below it."""

    __slots__ = ("children", "number", "text", "words")

    def __init__(self, number: int, text: str, words: list[str]) -> None:
        self.number = number  # counts from 1
        self.text = text
        self.words = words
        self.children: list[Statement] = _NONE

    @property
    def body(self) -> str | None:
        """A banner's text; None for any other statement."""
        return None

    @property
    def last(self) -> int:
        """The last line of a banner, else the line itself."""
        return self.number

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


class Banner(Statement):
    """A banner and the lines it takes."""

    __slots__ = ("_body", "_last")

    def __init__(self, opening: Statement, body: str, last: int) -> None:
        super().__init__(opening.number, opening.text, opening.words)
        self._body = body
        self._last = last

    @property
    def body(self) -> str:
        return self._body

    @property
    def last(self) -> int:
        return self._last


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
    resume = 0  # lines up to this one belong to a banner
    for number, text in enumerate(lines, 1):
        if text[:1] == "!":
            if number > resume:
                comments.append(number)
            continue
        words = text.split()
        if not words or number <= resume:
            continue
        if words[0][0] == "!":
            comments.append(number)
            continue
        # One to three spaces are by far the most common indentations; the rest is measured.
        first = text[0]
        if first > " ":
            depth = 0
        elif first == " " and text[1] > " ":
            depth = 1
        elif text.startswith("  ") and text[2] > " ":
            depth = 2
        elif text.startswith("   ") and text[3] > " ":
            depth = 3
        else:
            depth = _depth(text)
        if depth != depths[-1]:
            _turn(nests, depths, depth)
        statement = Statement(number, text, words)
        if words[0] == "banner" and depth == 0:
            statement = _read_banner(statement, lines, open_marks)
            resume = statement.last
        nests[-1].append(statement)
    return forest


def _turn(nests: list[list[Statement]], depths: list[int], depth: int) -> None:
    """Make the last nest the one for a line of another depth than the line before."""
    while depth < depths[-1] and len(depths) > 1:
        depths.pop()
        nests.pop()
    if depth > depths[-1] and nests[-1]:
        parent = nests[-1][-1]
        if parent.children is _NONE:
            parent.children = []
        nests.append(parent.children)
        depths.append(depth)
    else:
        depths[-1] = depth


def _depth(text: str) -> int:
    lead = len(text) - len(text.lstrip(" "))
    if text[lead] > " ":
        return lead
    lead = len(text) - len(text.lstrip())
    return len(text[:lead].expandtabs(_TAB)) if "\t" in text[:lead] else lead


def _read_banner(opening: Statement, lines: Sequence[str], open_marks: set[str]) -> Statement:
    """Take the lines up to the closing delimiter as the banner's body.

    A banner that is never closed stays one line, so that it cannot swallow the configuration.
    """
    named = len(opening.words) > 1 and opening.words[1] in _BANNER_KINDS
    rest = opening.rest(2 if named else 1)
    if not rest:
        return _read_to_final_line(opening, lines, open_marks) if named else opening
    mark = next((m for m in _CONTROL_C if rest.startswith(m)), rest[0])
    first, closed, _ = rest[len(mark) :].partition(mark)
    if closed:
        return Banner(opening, first, opening.number)
    if mark in open_marks or len(open_marks) > _OPEN_BANNERS_LIMIT:
        return opening
    for index in range(opening.number, len(lines)):
        if mark in lines[index]:
            body = [*([first] if first else []), *lines[opening.number : index]]
            final = lines[index].partition(mark)[0]
            return Banner(opening, "\n".join([*body, final] if final else body), index + 1)
    open_marks.add(mark)
    return opening


def _read_to_final_line(
    opening: Statement, lines: Sequence[str], open_marks: set[str]
) -> Statement:
    """Take the lines up to one that is only `EOF` as the banner's body."""
    if _FINAL_LINE in open_marks:
        return opening
    for index in range(opening.number, len(lines)):
        if lines[index].strip() == _FINAL_LINE:
            return Banner(opening, "\n".join(lines[opening.number : index]), index + 1)
    open_marks.add(_FINAL_LINE)
    return opening


def gathered(
    statements: Sequence[Statement], opening: str = "address-family", prefix: str = "exit-"
) -> list[Statement]:
    """Nest what stands between `X ...` and `exit-X...` on one depth, as old IOS prints it.

    A block that has lines of its own below it, or that nothing closes, stays as it is.
    """
    if not any(s.words[0] == opening and s.children is _NONE for s in statements):
        return list(statements)
    closings = [n for n, s in enumerate(statements) if s.words[0].startswith(prefix)]
    last = closings[-1] if closings else -1
    found: list[Statement] = []
    block: Statement | None = None
    for index, statement in enumerate(statements):
        word = statement.words[0]
        opens, closes = word == opening, word.startswith(prefix)
        if block is None or opens or closes:
            found.append(statement)
        else:
            block.children.append(statement)
        if opens or closes:
            block = statement if opens and not statement.children and index < last else None
            if block is not None:
                block.children = []
    return found
