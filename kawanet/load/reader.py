"""One YAML text to nodes, from the parser's events: no recursion, no construction of objects.

YAML is read in its simple part: one document, no tags, string keys, the scalars of the YAML 1.2
core schema (so `no`, `on` and `12:30` are strings). Aliases and merge keys work, within bounds.
Source: YAML 1.2.2 chapter 10.3 (core schema); https://yaml.org/type/merge.html for `<<`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from yaml import events as ev

from kawanet.errors import Problem, Span
from kawanet.load.nodes import Entry, Mapping, Node, Scalar, Sequence

MAX_DEPTH = 40
MAX_NODES = 200_000  # of a file; the largest of the reference city has 2,000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class Unreadable(Exception):  # noqa: N818  one problem that ends the reading of a file
    """Carry the problem that makes the rest of a file unreadable."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("anchor", "entries", "height", "items", "key", "size", "where")

    def __init__(self, where: Span, anchor: str | None, mapping: bool) -> None:
        self.where, self.anchor = where, anchor
        self.items: list[Node] = []
        self.entries: list[tuple[str, Span, Node]] | None = [] if mapping else None
        self.key: tuple[str, Span] | None = None
        self.size, self.height = 1, 1


class _Builder:
    """Nodes from events, with a stack of open collections."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.anchors: dict[str, tuple[Node, int, int]] = {}
        self.count = 0

    def span(self, event: ev.Event) -> Span:
        mark = event.start_mark
        return Span(self.file, mark.line + 1, mark.column + 1) if mark else Span(self.file)

    def complain(self, where: Span, message: str, hint: str = "") -> None:
        self.problems.append(Problem(where, message, hint))

    def open(self, event: ev.CollectionStartEvent, mapping: bool) -> None:
        where = self.span(event)
        self._refuse_tag(event.tag, where)
        if len(self.stack) >= MAX_DEPTH:
            raise Unreadable(_too_deep(where))
        self.stack.append(_Open(where, event.anchor, mapping))

    def close(self) -> None:
        done = self.stack.pop()
        node: Node
        if done.entries is None:
            node = Sequence(done.where, tuple(done.items))
        else:
            node = Mapping(done.where, dict(self._merged(done.entries)))
        self._add(node, done.anchor, done.size, done.height)

    def scalar(self, event: ev.ScalarEvent) -> None:
        where = self.span(event)
        self._refuse_tag(event.tag, where)
        value = resolve(event.value) if event.implicit[0] and not event.style else event.value
        if self._wants_key():
            self.stack[-1].key = (event.value, where)
            return
        self._add(Scalar(where, value), event.anchor, 1, 1)

    def alias(self, event: ev.AliasEvent) -> None:
        where, name = self.span(event), event.anchor
        if name not in self.anchors:
            inside = any(o.anchor == name for o in self.stack)
            what = "refers to what it stands in" if inside else "has no anchor before it"
            raise Unreadable(Problem(where, f"the alias *{name} {what}", f"define &{name} above"))
        node, size, height = self.anchors[name]
        self.count += size - 1
        if len(self.stack) + height > MAX_DEPTH:
            raise Unreadable(_too_deep(where))
        self._add(node, None, size, height)

    def _wants_key(self) -> bool:
        top = self.stack[-1] if self.stack else None
        return top is not None and top.entries is not None and top.key is None

    def _add(self, node: Node, anchor: str | None, size: int, height: int) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            limit = f"more than {MAX_NODES} values, those behind aliases counted at each use"
            raise Unreadable(Problem(node.where, limit, "split the file, or use fewer aliases"))
        if anchor:
            self.anchors[anchor] = (node, size, height)
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.size += size
        top.height = max(top.height, height + 1)
        if top.entries is None:
            top.items.append(node)
        elif top.key is None:
            raise Unreadable(Problem(node.where, "a key must be a word", "remove the brackets"))
        else:
            top.entries.append((*top.key, node))
            top.key = None

    def _merged(self, entries: list[tuple[str, Span, Node]]) -> Iterator[tuple[str, Entry]]:
        """Give the entries once each: merged ones first, so that those written here win."""
        for key, where, node in entries:
            if key == "<<":
                yield from self._merge(where, node)
        seen: dict[str, Span] = {}
        for key, where, node in entries:
            if key == "<<":
                continue
            if key in seen:
                first = seen[key].line
                self.complain(where, f"the key `{key}` stands twice", f"first on line {first}")
                continue
            seen[key] = where
            yield key, Entry(where, node)

    def _merge(self, where: Span, node: Node) -> Iterator[tuple[str, Entry]]:
        sources = node.items if isinstance(node, Sequence) else (node,)
        for source in reversed(sources):
            if isinstance(source, Mapping):
                yield from source.entries.items()
            else:
                self.complain(where, "`<<` merges mappings only", "write `<<: *anchor`")

    def _refuse_tag(self, tag: str | None, where: Span) -> None:
        if tag and tag != "!":
            short = tag.replace("tag:yaml.org,2002:", "!!")
            self.complain(where, f"the tag {short} is not allowed", "write the plain value")


def resolve(text: str) -> str | int | float | bool | None:
    """Read a plain scalar as the YAML 1.2 core schema does; what is nothing else is a string."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789":
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


def _too_deep(where: Span) -> Problem:
    return Problem(where, f"nested deeper than {MAX_DEPTH} levels", "the schema needs 8 at most")


def read_nodes(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Read one text. None when it is empty or cannot be read; the problems say why."""
    builder = _Builder(file)
    try:
        _feed(builder, text)
    except yaml.MarkedYAMLError as error:
        return None, [*builder.problems, _syntax_problem(error, text, file)]
    except yaml.YAMLError as error:
        return None, [*builder.problems, Problem(Span(file), f"not YAML: {error}")]
    except Unreadable as error:
        return None, [*builder.problems, error.problem]
    return builder.root, builder.problems


def _feed(builder: _Builder, text: str) -> None:
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, ev.ScalarEvent):
            builder.scalar(event)
        elif isinstance(event, ev.MappingStartEvent):
            builder.open(event, mapping=True)
        elif isinstance(event, ev.SequenceStartEvent):
            builder.open(event, mapping=False)
        elif isinstance(event, ev.CollectionEndEvent):
            builder.close()
        elif isinstance(event, ev.AliasEvent):
            builder.alias(event)
        elif isinstance(event, ev.DocumentStartEvent):
            documents += 1
            if documents > 1:
                second = builder.span(event)
                raise Unreadable(Problem(second, "a second document", "one document a file"))


_HINTS = (
    ("mapping values are not allowed", "quote a value that holds `: `, and check the indentation"),
    ("expected ',' or ']'", "close the bracket `]`"),
    ("expected ',' or '}'", "close the brace `}`"),
    ("could not find expected ':'", "write `key: value`"),
    ("block end", "check the indentation"),
)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines() or [""]
    message = "not YAML: " + " ".join(filter(None, (error.context, error.problem)))
    if mark is None:
        return Problem(Span(file), message)
    if mark.line >= len(lines):
        end = Span(file, len(lines), len(lines[-1]) + 1)
        return Problem(end, message, "the file seems to be cut off")
    where = Span(file, mark.line + 1, mark.column + 1)
    if lines[mark.line][mark.column :].startswith("\t"):
        return Problem(where, "not YAML: a tab in the indentation", "indent with spaces")
    return Problem(where, message, next((h for words, h in _HINTS if words in message), ""))
