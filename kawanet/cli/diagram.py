"""`kawanet diagram`: a picture of the city as SVG."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kawanet.cli.arguments import DEFAULT_CITY, City, On, day


class View(StrEnum):
    WAN = "wan"
    TIERS = "tiers"
    BUILDING = "building"


def command(
    directory: City = DEFAULT_CITY,
    view: Annotated[View, typer.Option("--view", help="What to draw.")] = View.WAN,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="File to write; default: standard output.")
    ] = None,
    on: On = None,
) -> None:
    """Draw the WAN, the tiers or the main building of a day."""
    from kawanet.diagram.draw import draw
    from kawanet.pipeline.build import compile_city
    from kawanet.pipeline.output import write_file

    compiled = compile_city(directory, day(on))
    picture = draw(compiled.network, view.value, compiled.statement)
    if out is None:
        typer.echo(picture, nl=False)
    else:
        write_file(out, picture)
