"""`kawanet loops`: packets that circle."""

from __future__ import annotations

from kawanet.cli.answers import Folder, Form, Format, NoCache, Platform, Traces, compute, tell


def command(
    folder: Folder,
    traces: Traces = False,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List circles of routers in which packets go round, each with a packet that does."""
    net = compute(folder, platform, no_cache)
    tell(net, net.loops(), form, traces, "no packet circles", proved=True)
