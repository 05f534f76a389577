"""`kawanet unused`: names that are defined but not used."""

from __future__ import annotations

from kawanet.cli.answers import Device, Folder, Form, Format, NoCache, Platform, ask, fail_on, show


def command(
    folder: Folder,
    device: Device = None,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List names (access lists, groups, VRFs, VLANs, ...) that are defined but not used."""
    rows = ask(folder, platform, no_cache).unused(device)
    show(rows, form, "no name is defined but not used")
    fail_on(rows)
