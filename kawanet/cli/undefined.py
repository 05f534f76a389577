"""`kawanet undefined`: names that are used but not defined."""

from __future__ import annotations

from kawanet.cli.answers import Device, Folder, Form, Format, NoCache, Platform, ask, fail_on, show


def command(
    folder: Folder,
    device: Device = None,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List names (access lists, groups, VRFs, VLANs, ...) that are used but not defined."""
    rows = ask(folder, platform, no_cache).undefined(device)
    show(rows, form, "no name is used but not defined")
    fail_on(rows)
