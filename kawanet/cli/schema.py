"""`kawanet schema`: the JSON Schema with which editors complete and check the city's YAML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def command(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="File to write; default: standard output.")
    ] = None,
) -> None:
    """Print the JSON Schema (2020-12) of the city's YAML files."""
    from kawanet.design.jsonschema import json_schema
    from kawanet.pipeline.output import write_file

    text = json.dumps(json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_file(out, text)
