"""`addresses.lock.yml`: the committed memory of what has been allocated, one line an entry."""

from __future__ import annotations

from pathlib import Path

import yaml

from kawanet.addressing import Lock
from kawanet.errors import InputError, Problem, Span

LOCK_NAME = "addresses.lock.yml"
HEADER = """\
# Written by `kawanet build`; commit it. An entry never moves while it stands here.
# Take a line out to give its value back. All values are samples.
"""


def read_lock(path: Path) -> Lock:
    """Read a lock; an absent file is an empty lock.

    Raises:
        InputError: the file is not a mapping of text to text.
    """
    if not path.exists():
        return Lock()
    try:
        raw = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = Span(str(path), mark.line + 1, mark.column + 1) if mark else Span(str(path))
        raise InputError((Problem(where, "not YAML", "restore it from git"),)) from error
    if not isinstance(raw, dict) or not all(
        isinstance(part, str) for entry in raw.items() for part in entry
    ):
        raise InputError((Problem(Span(str(path), 1), "not a mapping of key: value lines"),))
    return Lock(raw)


def lock_text(lock: Lock) -> str:
    """The lock as text: sorted, a quoted value a line, so that a diff is exactly what changed."""
    lines = (f'{key}: "{value}"\n' for key, value in sorted(lock.entries.items()))
    return HEADER + "".join(lines)
