"""`kawanet routes`: the best routes that a network of texts computes."""

from __future__ import annotations

from typing import Annotated

import typer

from kawanet.cli.answers import Device, Folder, Form, Format, NoCache, Platform, compute, show


def command(
    folder: Folder,
    device: Device = None,
    vrf: Annotated[str | None, typer.Option("--vrf", help="Only this VRF.")] = None,
    protocol: Annotated[
        str | None,
        typer.Option("--protocol", help="static, ospf (of any kind), bgp, ..."),
    ] = None,
    prefix: Annotated[str | None, typer.Option("--prefix", help="Routes inside this one.")] = None,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List best routes with the line of text each comes from."""
    from kawanet.pipeline.words import prefix_of

    within = prefix_of(prefix) if prefix else None
    rows = compute(folder, platform, no_cache).routes(device, vrf, protocol, within)
    show(rows, form, "no such route")
