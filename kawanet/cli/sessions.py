"""`kawanet sessions`: OSPF neighbours and BGP peers that will not come up, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from kawanet.forwarding.dataplane import Session
    from kawanet.pipeline.rows import Rows


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
    show(rows if every else down, form, _none_down(rows))
    fail_on(down)


def _none_down(rows: Rows[Session]) -> str:
    """What it means that no session stays down."""
    if not rows:
        return "no routing session is configured"
    outside = sum(bool(session.reason) for session in rows if session.up)
    named = f"; with neighbours outside these texts: {outside}" if outside else ""
    return f"every session comes up{named}"
