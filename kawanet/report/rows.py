"""Rows of one type, dataclasses or named tuples, as a table, JSON or CSV: how all answers print.

A column is a field, named after it. In JSON, numbers, booleans, None and lists stay what they are,
and a place in a text is `{"file", "line", "column"}`; whatever else is written as people write it.
In a table or CSV everything is words, and the members of a list are separated by spaces.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from kawanet.errors import Span
from kawanet.report.columns import table
from kawanet.report.jsontext import Json

FORMS = ("table", "json", "csv")


def render_rows(rows: Sequence[Any], form: str, kind: type[Any] | None = None) -> str:
    """Print rows in one of `FORMS`. `kind` gives the columns where there may be no row."""
    row_type = kind or (type(rows[0]) if rows else None)
    return _FORMS[form](columns_of(row_type) if row_type else (), rows)


def columns_of(kind: type[Any]) -> tuple[str, ...]:
    """The names of a row type's fields, in their order; those left out of `repr` are detail."""
    if dataclasses.is_dataclass(kind):
        return tuple(f.name for f in dataclasses.fields(kind) if f.repr)
    names: tuple[str, ...] = kind._fields
    return names


def json_rows(rows: Sequence[Any]) -> list[Json]:
    """Rows as JSON objects, for reports that hold more than one list."""
    columns = columns_of(type(rows[0])) if rows else ()
    return [{c: _plain(getattr(row, c)) for c in columns} for row in rows]


def _as_table(columns: Sequence[str], rows: Sequence[Any]) -> str:
    if not rows:
        return ""
    cells = [[_visible(_words(getattr(row, c))) for c in columns] for row in rows]
    numbers = [n for n, c in enumerate(columns) if _is_number(getattr(rows[0], c))]
    return table([c.replace("_", " ") for c in columns], cells, numbers)


def _as_csv(columns: Sequence[str], rows: Sequence[Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if columns:
        writer.writerow(columns)
    writer.writerows([_words(getattr(row, c)) for c in columns] for row in rows)
    return out.getvalue()


def _as_json(columns: Sequence[str], rows: Sequence[Any]) -> str:
    del columns
    return json.dumps(json_rows(rows), ensure_ascii=False, indent=2) + "\n"


_FORMS: dict[str, Callable[[Sequence[str], Sequence[Any]], str]] = {
    "table": _as_table,
    "json": _as_json,
    "csv": _as_csv,
}


def _plain(value: Any) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Span):
        return {"file": value.file, "line": value.line, "column": value.column}
    if type(value) in (tuple, list):
        return [_plain(member) for member in value]
    return str(value)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if type(value) in (tuple, list):
        return " ".join(map(_words, value))
    return str(value)


def _visible(text: str) -> str:
    """Text of a configuration may hold what moves a terminal's cursor."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
