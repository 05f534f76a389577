"""A small city to start from, copied out of the ones that are shipped."""

from __future__ import annotations

import shutil
from pathlib import Path

from kawanet.errors import InputError, Problem, Span
from kawanet.render.manifest import templates_folder


def start_city(directory: Path) -> None:
    """Copy `topology/small` to `directory`, which must be empty or absent.

    Raises:
        InputError: the directory holds something.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError((Problem(Span(str(directory)), "is not empty", "name a new folder"),))
    small = templates_folder().parent / "topology" / "small"
    shutil.copytree(small, directory, dirs_exist_ok=True)
