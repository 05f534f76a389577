"""What is wrong with a network: `Finding`, and the three verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kawanet.errors import Span


class Severity(StrEnum):
    """How bad a finding is. Any finding of `error` or `warning` makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Verdict(StrEnum):
    """What a proof came to. Success is never the default: `PROVED` is earned last."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a network, with a stable rule code and the text that shows it.

    `where` is the line to change, `related` other lines that take part (the second of two
    duplicate addresses, each hop of a witness path).
    """

    code: str
    severity: Severity
    message: str
    device: str = ""
    where: Span | None = None
    related: tuple[Span, ...] = ()
    expected: str = ""
    actual: str = ""
