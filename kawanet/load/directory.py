"""A city's directory to a `Design`: the only door by which a design comes in."""

from __future__ import annotations

from pathlib import Path

from kawanet.design.schema import Design
from kawanet.errors import InputError, Problem, Span
from kawanet.load.assemble import assemble
from kawanet.load.nodes import Node
from kawanet.load.reader import read_nodes
from kawanet.load.text import decode

MAX_BYTES = 8_000_000  # a file; the reference city is 0.2 MB in all
MAX_FILES = 500
_SUFFIXES = (".yml", ".yaml")
_LOCK = ".lock"  # addresses.lock.yml and its like are written by kawanet, not by people


def load_design(directory: Path) -> Design:
    """Read every `*.yml` of a directory into one validated design.

    Raises:
        InputError: with every problem of every file, if there is one.
    """
    documents: list[Node] = []
    problems: list[Problem] = []
    all_read = True
    for path in _files(directory):
        node, found = read_file(path)
        problems += found
        all_read &= node is not None or not found
        documents += [node] if node is not None else []
    design, found = assemble(documents, Span(directory.as_posix()), all_read=all_read)
    problems += found
    if problems:
        raise InputError(tuple(dict.fromkeys(problems)))
    return design


def _files(directory: Path) -> list[Path]:
    where = Span(directory.as_posix())
    try:
        found = sorted(
            path
            for path in directory.iterdir()
            if path.suffix in _SUFFIXES and not path.stem.endswith(_LOCK) and path.is_file()
        )
    except FileNotFoundError:
        hint = "`kawanet init DIR` writes a small city to start from"
        raise InputError((Problem(where, "no such directory", hint),)) from None
    except NotADirectoryError:
        hint = "give the directory that holds the city's *.yml"
        raise InputError((Problem(where, "not a directory", hint),)) from None
    except OSError as error:
        raise InputError((Problem(where, f"cannot be read: {error.strerror}"),)) from None
    if not found:
        hint = "`kawanet init DIR` writes a small city to start from"
        raise InputError((Problem(where, "no *.yml file in the directory", hint),))
    if len(found) > MAX_FILES:
        raise InputError((Problem(where, f"{len(found)} files; {MAX_FILES} at most"),))
    return found


def read_file(path: Path) -> tuple[Node | None, list[Problem]]:
    """Read one file to nodes; None when there is nothing usable in it."""
    file = path.as_posix()
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return None, [Problem(Span(file), f"cannot be read: {error.strerror}")]
    if len(raw) > MAX_BYTES:
        size = f"larger than {MAX_BYTES // 1_000_000} MB"
        return None, [Problem(Span(file), size, "is it really part of the design?")]
    text, problem = decode(raw, file)
    return (None, [problem]) if problem else read_nodes(text, file)
