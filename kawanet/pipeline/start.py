"""A small city to start from, copied out of the ones that are shipped."""

from __future__ import annotations

from pathlib import Path

from kawanet.errors import InputError, Problem, Span
from kawanet.pipeline.output import write_file, writing
from kawanet.render.manifest import templates_folder


def start_city(directory: Path) -> None:
    """Copy `topology/small` to `directory`, which must be empty or absent.

    Raises:
        InputError: the directory holds something, or cannot be written.
    """
    with writing(directory):
        if directory.exists() and not directory.is_dir():
            raise _refused(directory, "is not a folder")
        if directory.exists() and any(directory.iterdir()):
            raise _refused(directory, "is not empty")
    for source in sorted((templates_folder().parent / "topology/small").glob("*.yml")):
        write_file(directory / source.name, source.read_text("utf-8"))


def _refused(directory: Path, message: str) -> InputError:
    return InputError((Problem(Span(str(directory)), message, "name a new folder"),))
