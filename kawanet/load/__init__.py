"""Files to `Design`: YAML with line and column kept, and every problem in one run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kawanet.design.schema import Design


def load_design(directory: Path) -> Design:
    """`directory.load_design`, whose schema takes a third of a second to import."""
    from kawanet.load.directory import load_design as load  # noqa: PLC0415

    return load(directory)


__all__ = ["load_design"]
