"""`kawanet addresses`: every address of the city, as a table or CSV."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kawanet.cli.arguments import DEFAULT_CITY, City, On, day


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"


def command(
    directory: City = DEFAULT_CITY,
    on: On = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
    device: Annotated[str | None, typer.Option("--device", help="Only this device.")] = None,
    frozen: Annotated[
        bool, typer.Option("--frozen", help="Fail if addresses.lock.yml would change.")
    ] = False,
) -> None:
    """List device, interface, VRF, tier and address; the lock is kept as `build` keeps it."""
    from kawanet.pipeline.build import compile_city
    from kawanet.report import addresses_csv, addresses_table

    compiled = compile_city(directory, day(on), frozen=frozen)
    show = addresses_csv if form is Format.CSV else addresses_table
    typer.echo(show(compiled.network, compiled.statement, device=device), nl=False)
