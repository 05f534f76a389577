"""The account of lines: each non-empty line of a device's files ends in exactly one LineClass.

A `Ledger` starts with every non-empty line UNRECOGNISED; a parser claims lines as it understands
them, and `account` turns the ledgers into the fields of `Parsed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from kawanet.errors import Span
from kawanet.parse.result import LineClass, UnclaimedLine

REPORTED = (LineClass.UNMODELLED, LineClass.UNRECOGNISED)
TEXT_LIMIT = 200  # characters of a reported line that are kept


class Ledger:
    """The classes of one file's lines. Lines count from 1; empty lines have no class."""

    __slots__ = ("classes", "details", "file", "texts")

    def __init__(self, file: str, texts: Sequence[str]) -> None:
        self.file = file
        self.texts = texts
        self.details: dict[int, list[UnclaimedLine]] = {}  # where a line has several parts
        self.classes: list[LineClass | None] = [
            LineClass.UNRECOGNISED if text and not text.isspace() else None for text in texts
        ]

    def claim(self, line: int, line_class: LineClass = LineClass.MODELLED) -> None:
        """Say how a non-empty line ended; an empty line stays without a class."""
        if self.classes[line - 1] is not None:
            self.classes[line - 1] = line_class

    def claim_all(self, lines: Iterable[int], line_class: LineClass) -> None:
        """Say how several lines ended."""
        classes = self.classes
        for line in lines:
            if classes[line - 1] is not None:
                classes[line - 1] = line_class

    def settle(self, classes: Sequence[LineClass | None]) -> None:
        """Say how all lines ended at once; None leaves a line as it is."""
        self.classes = [
            old if new is None or old is None else new
            for old, new in zip(self.classes, classes, strict=True)
        ]

    def span(self, line: int) -> Span:
        """The place of a line, for `where`."""
        return Span(self.file, line)

    def unclaimed(self) -> tuple[UnclaimedLine, ...]:
        """Lines that did not enter the model and could matter, in order."""
        return tuple(
            part
            for n, (text, line_class) in enumerate(zip(self.texts, self.classes, strict=True), 1)
            if line_class in REPORTED and line_class is not None
            for part in self._parts(n, text, line_class)
        )

    def _parts(self, line: int, text: str, line_class: LineClass) -> Sequence[UnclaimedLine]:
        whole = UnclaimedLine(Span(self.file, line), text.strip()[:TEXT_LIMIT], line_class)
        return self.details.get(line, (whole,))


def account(
    ledgers: Sequence[Ledger],
) -> tuple[dict[LineClass, int], tuple[UnclaimedLine, ...]]:
    """Give `Parsed.counts` (every class, also at zero) and `Parsed.unclaimed`."""
    classes = [c for ledger in ledgers for c in ledger.classes]
    counts = {line_class: classes.count(line_class) for line_class in LineClass}
    if not any(counts[line_class] for line_class in REPORTED):
        return counts, ()
    return counts, tuple(chain.from_iterable(ledger.unclaimed() for ledger in ledgers))
