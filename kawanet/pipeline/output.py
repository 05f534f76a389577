"""Write a file or a folder whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kawanet.errors import InputError, Problem, Span
from kawanet.pipeline.reading import reason

MARKER = ".kawanet"  # stands in folders that kawanet wrote and so may replace
NEW_FILE, NEW_FOLDER = 0o644, 0o755


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Tell what the system refuses as a problem of the path the user named."""
    try:
        yield
    except OSError as error:
        message = f"cannot be written: {reason(error)}"
        raise InputError((Problem(Span(str(target)), message),)) from error


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside `target`; put it in `target`'s place when the block succeeds.

    Raises:
        InputError: `target` may not be replaced (see `refuse_foreign`), or cannot be written.
    """
    refuse_foreign(target)
    place = _real(target)  # a symbolic link goes on to point at what it pointed at
    with writing(target):
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        fresh.chmod(NEW_FOLDER)
        yield fresh
        write_file(fresh / MARKER, "kawanet replaces this folder as a whole\n")
        with writing(target):
            _swap(fresh, place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def refuse_foreign(target: Path) -> None:
    """Raise InputError if `target` exists and is not a folder that kawanet may replace."""
    with writing(target):
        if not target.exists():
            return
        if not target.is_dir():
            _refuse(target, "exists and is not a folder")
        if Path.cwd().is_relative_to(_real(target)):
            _refuse(target, "is the folder you stand in, and would be replaced")
        if any(target.iterdir()) and not (target / MARKER).exists():
            _refuse(target, "exists and was not written by kawanet")


def write_file(target: Path, text: str) -> None:
    """Write one text file by rename, so that no reader sees half of it.

    What is there and is no regular file (a pipe, `/dev/stdout`) is written into.

    Raises:
        InputError: it cannot be written.
    """
    with writing(target):
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", newline="\n")
            return
        place = _real(target)
        place.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
        fresh = Path(name)
        try:
            with os.fdopen(number, "w", encoding="utf-8", newline="\n") as handle:
                handle.write(text)
            fresh.chmod(NEW_FILE)
            fresh.replace(place)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise


def _real(target: Path) -> Path:
    """Where the path leads; unlike `Path.resolve`, a link that leads to itself is no error here."""
    return Path(os.path.realpath(target))


def _refuse(target: Path, message: str) -> None:
    hint = "name another folder with -o"
    raise InputError((Problem(Span(str(target)), message, hint),))


def _swap(fresh: Path, target: Path) -> None:
    """Put `fresh` where `target` is; what was there comes back if that fails."""
    if not target.exists():
        fresh.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
    old = aside / "old"
    try:
        target.rename(old)
        fresh.rename(target)
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
