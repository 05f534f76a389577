"""JSON that people can read and diff, and that says on which line each record stands.

A facts file is one object whose values are scalars or arrays of records. The writer keeps a
record on one line while it fits; the reader remembers where each record began.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from typing import NoReturn

from kawanet.errors import InputError, Problem, Span

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

LINE_WIDTH = 100
INDENT = 2


def write_json(value: Json) -> str:
    """Render with a record on one line where it fits, else one member a line. Ends in newline."""
    return _render(value, 0) + "\n"


def _render(value: Json, indent: int) -> str:
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not isinstance(value, list | dict) or not value:
        return flat
    if indent and len(flat) + indent <= LINE_WIDTH:
        return flat
    inner = indent + INDENT
    members = (
        [f"{json.dumps(k, ensure_ascii=False)}: {_render(v, inner)}" for k, v in value.items()]
        if isinstance(value, dict)
        else [_render(v, inner) for v in value]
    )
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    lines = ",\n".join(" " * inner + member for member in members)
    return f"{opening}\n{lines}\n{' ' * indent}{closing}"


@dataclass(frozen=True, slots=True)
class Member:
    """A value and the line on which it begins; `items` are the lines of an array's elements."""

    value: Json
    line: int
    items: tuple[int, ...] = ()


NEW_LINE = re.compile("\n")


def read_members(text: str, file: str) -> dict[str, Member]:
    """Read one object, member by member. Raises InputError where the text is no such object."""
    return _Reader(text, file).members()


class _Reader:
    """A cursor over the text; elements are decoded by the standard library, one at a time."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file, self.at = text, file, 0
        self.starts = [0, *(found.end() for found in NEW_LINE.finditer(text))]
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._unique, parse_constant=self._no_constant
        )

    def members(self) -> dict[str, Member]:
        self._expect("{")
        found: dict[str, Member] = {}
        while self._peek() != "}":
            key_at = self.at
            key = self._value()
            if not isinstance(key, str) or key in found:
                self.at = key_at
                self._fail("a member name that stands only once is expected", f"found {key!r}")
            self._expect(":")
            found[key] = self._member()
            if not self._take(","):
                break
        self._expect("}")
        if self._peek():
            self._fail("text after the end of the object")
        return found

    def _member(self) -> Member:
        opening, line = self._peek(), self._line()
        if opening != "[":
            return Member(self._value(), line)
        self.at += 1
        values, lines = [], []
        while self._peek() != "]":
            lines.append(self._line())
            values.append(self._value())
            if not self._take(","):
                break
        self._expect("]")
        return Member(values, line, tuple(lines))

    def _value(self) -> Json:
        self._peek()
        try:
            value: Json
            value, self.at = self.decoder.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            self.at = error.pos
            self._fail(f"not valid JSON: {error.msg}")
        except RecursionError:
            self._fail("nested too deeply")
        except ValueError as error:
            self._fail(str(error))
        return value

    def _peek(self) -> str:
        self.at = WHITESPACE.match(self.text, self.at).end()
        return self.text[self.at : self.at + 1]

    def _take(self, mark: str) -> bool:
        if self._peek() != mark:
            return False
        self.at += 1
        return True

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            found = self.text[self.at : self.at + 1]
            self._fail(f"'{mark}' expected", f"found {found!r}" if found else "the text ends here")

    def _line(self) -> int:
        return bisect_right(self.starts, self.at)

    def _fail(self, message: str, hint: str = "") -> NoReturn:
        line = self._line()
        where = Span(self.file, line, self.at - self.starts[line - 1] + 1)
        raise InputError((Problem(where, message, hint),))

    @staticmethod
    def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        made = dict(pairs)
        if len(made) != len(pairs):
            raise ValueError("a member stands twice in one record")
        return made

    @staticmethod
    def _no_constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is no JSON number")
