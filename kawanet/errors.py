"""Every error kawanet raises on purpose, and where in a file it points.

    KawanetError
    ├── InputError        what the user gave us cannot be used: exit 2, carries every Problem found
    │   └── FrozenError   the address lock would change although --frozen was asked
    └── InternalError     our own bug: exit 101

A bad *network* is never an error: it is a `findings.Finding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

EXIT_OK = 0
EXIT_FINDINGS = 1
EXIT_BAD_INPUT = 2
EXIT_BUG = 101


class Span(NamedTuple):
    """A place in a text file. Lines and columns count from 1; 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the input: where, what is wrong, and what would be right."""

    where: Span
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.where}: {self.message}{hint}"


class KawanetError(Exception):
    """Root of the tree."""

    exit_code = EXIT_BUG


class InputError(KawanetError):
    """The input cannot be used; `problems` lists all that was found in one run."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.where, p.message)))
        super().__init__("\n".join(map(str, self.problems)))


class FrozenError(InputError):
    """`--frozen` was given and the address lock would change."""


class InternalError(KawanetError):
    """An invariant of kawanet itself does not hold."""
