"""How a leak is put into the text of a city, and which line it must be blamed on.

An edit says in which file, below which text, which text becomes which. A leak says which line must
be blamed, which requirement that refutes, and from which tier a packet gets to which.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kawanet.errors import Span


@dataclass(frozen=True)
class Edit:
    """Replace `old` by `new`, once, in the first place at or below the text `below`."""

    file: str
    below: str
    old: str
    new: str


@dataclass(frozen=True)
class Leak:
    """One mistake. `blame`, a line without its indentation, is the first such line at or below
    `blame_below` in an edited file; without that, at or below the text that an edit stands below.
    """

    name: str
    edits: tuple[Edit, ...]
    blame: str
    refutes: str
    from_tier: str
    to_tier: str
    blame_below: str = ""
    platforms: tuple[tuple[str, str], ...] = ()


@contextmanager
def seeded(configs: Path, leak: Leak) -> Iterator[frozenset[Span]]:
    """Put a leak into the texts of a folder, yield the lines that may be blamed, and take it out.

    Raises:
        ValueError: an edit matches nothing, or no line is the one to blame.
    """
    files = sorted({configs / edit.file for edit in leak.edits})
    before = {file: file.read_text("utf-8") for file in files}
    try:
        for edit in leak.edits:
            file = configs / edit.file
            file.write_text(_edited(file.read_text("utf-8"), edit), "utf-8")
        yield _to_blame(configs, leak)
    finally:
        for file, text in before.items():
            file.write_text(text, "utf-8")


def _edited(text: str, edit: Edit) -> str:
    at = text.find(edit.old, text.find(edit.below))
    if edit.below not in text or at < 0:
        raise ValueError(f"{edit.file}: no {edit.old!r} below {edit.below!r}")
    return text[:at] + edit.new + text[at + len(edit.old) :]


def _to_blame(configs: Path, leak: Leak) -> frozenset[Span]:
    found: set[Span] = set()
    for edit in leak.edits:
        file = configs / edit.file
        text = file.read_text("utf-8")
        places = [text.find(a) for a in (leak.blame_below or edit.below, edit.new)]
        start = next((p for p in places if p >= 0), len(text))
        first = text.count("\n", 0, start)
        lines = text.split("\n")
        number = next((n for n in range(first, len(lines)) if lines[n].strip() == leak.blame), None)
        if number is not None:
            found.add(Span(str(file), number + 1))
    if not found:
        raise ValueError(f"{leak.name}: no line {leak.blame!r}")
    return frozenset(found)


def pair(name: str, below: str, old: str, new: str) -> tuple[Edit, ...]:
    """The same edit on both boxes of a pair."""
    return tuple(Edit(name.format(n), below, old, new) for n in (1, 2))
