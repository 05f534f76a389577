"""Tables of plain text whose columns line up with full-width characters in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence


def display_width(text: str) -> int:
    """Columns of a terminal: wide and full-width characters take two, combining ones none."""
    return sum(_width(c) for c in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, width: int, right: bool = False) -> str:
    """Fill with spaces to a display width."""
    space = " " * (width - display_width(text))
    return space + text if right else text + space


def wrap(text: str, width: int, hang: int = 0) -> list[str]:
    """Break at spaces, and inside a word that is longer than a line; at least one line. Lines after
    the first are `hang` columns narrower."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width - hang):
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if display_width(joined) <= width - (hang if len(lines) > 1 else 0):
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width: int) -> Iterable[str]:
    piece = ""
    for character in word:
        if piece and display_width(piece + character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def table(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """Lay out columns, two spaces apart, under a ruled header; `numbers` are right-aligned."""
    widths = [max(map(display_width, column)) for column in zip(header, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = (
            pad(c, w, i in numbers) for i, (c, w) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join(padded).rstrip()

    rule = "  ".join("-" * w for w in widths)
    return "\n".join([line(header), rule, *map(line, rows)]) + "\n"
