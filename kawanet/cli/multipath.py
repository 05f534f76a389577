"""`kawanet multipath`: equal-cost branches that disagree."""

from __future__ import annotations

from kawanet.cli.answers import Folder, Form, Format, NoCache, Platform, Traces, compute, tell


def command(
    folder: Folder,
    traces: Traces = False,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List packets of which one equal-cost branch arrives and another is dropped."""
    net = compute(folder, platform, no_cache)
    tell(net, net.multipath(), form, traces, "all equal-cost branches agree", proved=True)
