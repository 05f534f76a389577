"""`kawanet diff`: two networks compared by their routes and by every flow."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from kawanet.cli.answers import Folder, Form, Format, NoCache, ask, fail_on, show


class Part(StrEnum):
    ROUTES = "routes"
    FLOWS = "flows"


def command(
    before: Folder,
    after: Folder,
    only: Annotated[Part | None, typer.Option("--only", help="Only this part.")] = None,
    traces: Annotated[
        bool, typer.Option("--traces", help="Follow each witness through both networks.")
    ] = False,
    most: Annotated[int, typer.Option("--most", help="Rows of a table.")] = 40,
    form: Form = Format.TABLE,
    no_cache: NoCache = False,
) -> None:
    """Find every flow that is possible in one network and not in the other, with a witness packet;
    and the routes that differ. That no flow changed is a proof over all packets."""
    from kawanet.report.rows import json_rows
    from kawanet.report.traces import traces_text

    found = ask(before, no_cache).diff(ask(after, no_cache))
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
    for change in found.flows if traces and form is Format.TABLE else ():
        for which, walk in zip(("before", "after"), change.walks, strict=False):
            typer.echo(f"\n{which}: ", nl=False)
            typer.echo(traces_text(walk.packet, (walk,)), nl=False)
    if Part.FLOWS in parts and form is Format.TABLE:
        typer.echo(found.said)
    fail_on([row for rows in parts.values() for row in rows])
