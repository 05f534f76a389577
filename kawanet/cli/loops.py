"""`kawanet loops`: packets that circle."""

from __future__ import annotations

from kawanet.cli.answers import (
    Folder,
    Form,
    Format,
    NoCache,
    Traces,
    ask,
    fail_on,
    show,
    show_walks,
)


def command(
    folder: Folder, traces: Traces = False, form: Form = Format.TABLE, no_cache: NoCache = False
) -> None:
    """List circles of routers in which packets go round, each with a packet that does."""
    rows = ask(folder, no_cache).loops()
    show(rows, form, "no packet circles: proved for all packets, IPv4 and IPv6")
    if traces and form is Format.TABLE:
        show_walks(row.walk for row in rows)
    fail_on(rows)
