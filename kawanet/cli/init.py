"""`kawanet init`: a small city to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
) -> None:
    """Write a small city into DIR: a few sites with every feature, ready to build."""
    from kawanet.pipeline.start import start_city

    start_city(directory)
    typer.echo(f"{directory}: written. Next: kawanet build {directory} -o {directory}/out")
