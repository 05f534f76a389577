"""The answer to a question: rows of one type, in order, that print and turn into a data frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from kawanet.errors import InputError, Problem, Span
from kawanet.report.rows import columns_of, render_rows

T = TypeVar("T")


@dataclass(frozen=True)
class Rows(Sequence[T], Generic[T]):
    """Rows of `kind`, a dataclass or named tuple. `left_out` counts those beyond a limit."""

    kind: type[T]
    items: tuple[T, ...] = ()
    left_out: int = 0

    @classmethod
    def of(cls, kind: type[T], items: Iterable[T]) -> Rows[T]:
        """Collect rows."""
        return cls(kind, tuple(items))

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, key: int) -> T: ...
    @overload
    def __getitem__(self, key: slice) -> Rows[T]: ...
    def __getitem__(self, key: int | slice) -> T | Rows[T]:
        return Rows(self.kind, self.items[key]) if isinstance(key, slice) else self.items[key]

    def __str__(self) -> str:
        return self.render()

    def only(self, wanted: Callable[[T], bool]) -> Rows[T]:
        """The rows that are wanted."""
        return Rows(self.kind, tuple(filter(wanted, self.items)), self.left_out)

    def first(self, most: int) -> Rows[T]:
        """The first rows; how many are left out is kept."""
        return Rows(self.kind, self.items[:most], self.left_out + max(0, len(self) - most))

    def render(self, form: str = "table") -> str:
        """Print as `table`, `json` or `csv`."""
        return render_rows(self.items, form, self.kind)

    def to_pandas(self) -> Any:
        """A pandas DataFrame, a column a field; values stay what they are.

        Raises:
            InputError: pandas is not installed.
        """
        try:
            import pandas  # noqa: PLC0415  not a dependency
        except ImportError as error:
            hint = "pip install 'kawanet[pandas]'"
            raise InputError((Problem(Span("to_pandas"), "needs pandas", hint),)) from error
        columns = columns_of(self.kind)
        cells = {c: [getattr(row, c) for row in self.items] for c in columns}
        return pandas.DataFrame(cells, columns=list(columns))
