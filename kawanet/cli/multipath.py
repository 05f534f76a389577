"""`kawanet multipath`: equal-cost branches that disagree."""

from __future__ import annotations

from kawanet.cli.answers import PROVED, Folder, Form, Format, NoCache, Platform, Traces, ask, tell


def command(
    folder: Folder,
    traces: Traces = False,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List packets of which one equal-cost branch arrives and another is dropped."""
    net = ask(folder, platform, no_cache)
    tell(net, net.multipath(), form, traces, "all equal-cost branches agree", PROVED)
