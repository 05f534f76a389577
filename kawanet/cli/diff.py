"""`kawanet diff`: two networks compared by their routes and by every flow."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from kawanet.cli.answers import (
    Folder,
    Form,
    Format,
    NoCache,
    Platform,
    Traces,
    compute,
    fail_on,
    show,
    show_walks,
)


class Part(StrEnum):
    ROUTES = "routes"
    FLOWS = "flows"


def command(
    before: Folder,
    after: Folder,
    only: Annotated[Part | None, typer.Option("--only", help="Only this part.")] = None,
    traces: Traces = False,
    most: Annotated[int, typer.Option("--most", help="Rows of a table.")] = 40,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """Find every flow that is possible in one network and not in the other, with a witness packet;
    and the routes that differ. That no flow changed is a proof over all packets."""
    from kawanet.report.rows import json_rows

    found = compute(before, platform, no_cache).diff(compute(after, platform, no_cache))
    parts = {
        part: found.routes if part is Part.ROUTES else found.flows
        for part in Part
        if only in {None, part}
    }
    if form is Format.JSON:
        body = {part.value: json_rows(rows) for part, rows in parts.items()}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        for part, rows in parts.items():
            show(rows.first(most) if form is Format.TABLE else rows, form, f"no {part} differ")
    if traces and form is Format.TABLE:
        show_walks(walk for change in found.flows for walk in change.walks)
    if Part.FLOWS in parts and form is Format.TABLE:
        typer.echo(found.said)
    fail_on([row for rows in parts.values() for row in rows])
