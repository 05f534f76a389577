"""Files that people hand us, read within bounds: whatever goes wrong is a Problem with a place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kawanet.errors import InputError, Problem, Span
from kawanet.load.text import decode
from kawanet.parse.capture import repair

LARGEST_BYTES = 32 << 20  # of one file; the largest of a real device is a few MB
ENCODINGS = ("utf-8-sig", "cp932", "latin-1")  # the last takes any bytes
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

Made = TypeVar("Made")


def reason(error: OSError | ValueError) -> str:
    """Why the system would not do it, in its own words; ValueError: a path with a NUL in it."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def is_folder(path: Path) -> bool:
    """`Path.is_dir`, which is no where the system will not say (a name too long, no right)."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """`Path.is_file`, likewise."""
    try:
        return path.is_file()
    except OSError:
        return False


def attempt(step: Callable[[], Made], problems: list[Problem]) -> Made | None:
    """Do one step and keep its problems, so that those of the next come out in the same run."""
    try:
        return step()
    except InputError as error:
        problems.extend(error.problems)
        return None


def read_bytes(path: Path, what: str) -> bytes:
    """Read a whole file. `what` it ought to be stands in the message.

    Raises:
        InputError: it cannot be read, or is larger than `LARGEST_BYTES`.
    """
    where = Span(str(path))
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError((Problem(where, f"cannot be read: {reason(error)}"),)) from error
    if len(raw) > LARGEST_BYTES:
        limit = f"at most {LARGEST_BYTES >> 20} MB of one file are read"
        raise InputError((Problem(where, f"too large to be {what}", limit),))
    return raw


def read_fact(path: Path) -> str:
    """Read a file that kawanet writes, always UTF-8. Raises InputError."""
    text, problem = decode(read_bytes(path, "a file of facts"), str(path))
    if problem:
        raise InputError((problem,))
    return text


def read_configuration(path: Path) -> str:
    """Read a configuration in whatever encoding its device or an editor left it.

    Raises:
        InputError: it cannot be read, is too large, or binary.
    """
    raw = read_bytes(path, "a configuration")
    encodings = ("utf-16",) if raw.startswith(UTF16_MARKS) else ENCODINGS
    text = next((t for t in (_decoded(raw, e) for e in encodings) if t is not None), "\0")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError((Problem(Span(str(path), line), "binary data", "give the text"),))
    return text


def read_output(path: Path) -> str:
    """What a device printed, as somebody saw it: without pagers and what they overwrote. Raises as
    `read_configuration` does."""
    return repair(read_configuration(path))


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
