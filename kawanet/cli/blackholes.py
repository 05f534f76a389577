"""`kawanet blackholes`: packets that a router attracts and drops."""

from __future__ import annotations

from kawanet.cli.answers import Folder, Form, Format, NoCache, Platform, Traces, compute, tell


def command(
    folder: Folder,
    traces: Traces = False,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List routers that drop packets to living addresses for want of a route, though others
    send them there."""
    net = compute(folder, platform, no_cache)
    tell(
        net,
        net.black_holes(),
        form,
        traces,
        "no router drops for want of a route what others send it",
    )
