"""`kawanet loops`: packets that circle."""

from __future__ import annotations

from kawanet.cli.answers import (
    PROVED,
    Folder,
    Form,
    Format,
    NoCache,
    Traces,
    as_far_as,
    ask,
    fail_on,
    show,
    show_walks,
)


def command(
    folder: Folder, traces: Traces = False, form: Form = Format.TABLE, no_cache: NoCache = False
) -> None:
    """List circles of routers in which packets go round, each with a packet that does."""
    net = ask(folder, no_cache)
    rows = net.loops()
    show(rows, form, as_far_as(net, "no packet circles", PROVED))
    if traces and form is Format.TABLE:
        show_walks(row.walk for row in rows)
    fail_on(rows)
