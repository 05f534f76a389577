"""`kawanet multipath`: equal-cost branches that disagree."""

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
    """List packets of which one equal-cost branch arrives and another is dropped."""
    net = ask(folder, no_cache)
    rows = net.multipath()
    show(rows, form, as_far_as(net, "all equal-cost branches agree", PROVED))
    if traces and form is Format.TABLE:
        show_walks(row.walk for row in rows)
    fail_on(rows)
