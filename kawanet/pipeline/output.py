"""Write a folder whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kawanet.errors import InputError, Problem, Span

MARKER = ".kawanet"  # stands in folders that kawanet wrote and so may replace


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside `target`; put it in `target`'s place when the block succeeds.

    Raises:
        InputError: `target` exists and is not a folder that kawanet wrote.
    """
    if target.exists() and not _may_replace(target):
        raise InputError(
            (
                Problem(
                    Span(str(target)),
                    "exists and was not written by kawanet",
                    "name another folder with -o, or empty this one",
                ),
            )
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        fresh.chmod(0o755)
        yield fresh
        (fresh / MARKER).write_text("kawanet replaces this folder as a whole\n", encoding="utf-8")
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_file(target: Path, text: str) -> None:
    """Write one text file by rename, so that no reader sees half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w",
        encoding="utf-8",
        newline="\n",
        dir=target.parent,
        prefix=f".{target.name}.",
        delete=False,
    ) as handle:
        handle.write(text)
    fresh = Path(handle.name)
    fresh.chmod(0o644)
    fresh.replace(target)


def _may_replace(target: Path) -> bool:
    return target.is_dir() and ((target / MARKER).exists() or not any(target.iterdir()))


def _swap(fresh: Path, target: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent)) / "old"
    target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old.parent)
