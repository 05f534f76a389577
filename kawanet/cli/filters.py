"""`kawanet filters`: lines without effect, what an access list permits, are two the same."""

from __future__ import annotations

from typing import Annotated

import typer

from kawanet.cli.answers import Device, Folder, Form, Format, NoCache, Platform, ask, fail_on, show


def command(
    folder: Folder,
    device: Device = None,
    permits: Annotated[
        str | None,
        typer.Option("--permits", metavar="DEVICE:ACL", help="List what it permits, exactly."),
    ] = None,
    same: Annotated[
        tuple[str, str] | None,
        typer.Option("--same", metavar="DEVICE:ACL DEVICE:ACL", help="Compare two access lists."),
    ] = None,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List lines that never decide, or decide what later lines would; or ask one access list."""
    from kawanet.pipeline.words import acl_of

    net = ask(folder, platform, no_cache)
    if permits is not None:
        show(net.permitted(*acl_of(permits)), form, "nothing")
        return
    if same is not None:
        differ = net.same(*acl_of(same[0]), *acl_of(same[1]))
        show(differ, form, "the same: every packet is treated alike")
        fail_on(differ)
        return
    rows = net.filters(device)
    show(rows, form, "every line has an effect")
    fail_on(rows)
