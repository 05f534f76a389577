"""`kawanet sessions`: OSPF neighbours and BGP peers that will not come up, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from kawanet.cli.answers import (
    Device,
    Folder,
    Form,
    Format,
    NoCache,
    Platform,
    compute,
    fail_on,
    show,
)


def command(
    folder: Folder,
    device: Device = None,
    every: Annotated[bool, typer.Option("--all", help="Those that come up too.")] = False,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List routing sessions that do not come up, with the reason."""
    rows = compute(folder, platform, no_cache).sessions(device)
    down = rows.only(lambda session: not session.up)
    show(
        rows if every else down,
        form,
        "every session comes up" if rows else "no routing session is configured",
    )
    fail_on(down)
