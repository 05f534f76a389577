"""`kawanet blackholes`: packets that a router attracts and drops."""

from __future__ import annotations

from kawanet.cli.answers import (
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
    """List routers that drop packets to living addresses for want of a route, though others
    send them there."""
    net = ask(folder, no_cache)
    rows = net.black_holes()
    show(rows, form, as_far_as(net, "no router drops for want of a route what others send it"))
    if traces and form is Format.TABLE:
        show_walks(row.walk for row in rows)
    fail_on(rows)
