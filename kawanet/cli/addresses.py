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
    """List device, interface, VRF and address of every interface. Writes nothing."""
    from kawanet.pipeline.build import compile_city, only
    from kawanet.report.addresses import addresses_csv, addresses_text

    compiled = compile_city(directory, day(on), frozen=frozen)
    show = addresses_csv if form is Format.CSV else addresses_text
    network = compiled.network if device is None else only(compiled.network, device)
    typer.echo(show(network), nl=False)
