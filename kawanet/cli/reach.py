"""`kawanet reach`: which packets get from here to there."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import typer

from kawanet.cli.answers import (
    Folder,
    Form,
    Format,
    NoCache,
    Platform,
    Traces,
    compute,
    show,
    show_walks,
)
from kawanet.errors import EXIT_FINDINGS


class Ip(StrEnum):
    V4 = "4"
    V6 = "6"


FAMILIES: dict[Ip, Literal[4, 6]] = {Ip.V4: 4, Ip.V6: 6}


def command(
    folder: Folder,
    origin: Annotated[
        str, typer.Option("--from", metavar="PREFIX|DEVICE[:INTERFACE]", help="Where they start.")
    ],
    target: Annotated[
        str, typer.Option("--to", metavar="PREFIX|DEVICE[:INTERFACE]", help="Where they arrive.")
    ],
    proto: Annotated[
        str | None, typer.Option("--proto", help="tcp, udp, icmp or a number.")
    ] = None,
    port: Annotated[
        list[str] | None, typer.Option("--port", help="Destination port, or range; repeatable.")
    ] = None,
    back: Annotated[
        bool, typer.Option("--return", help="Only packets whose answer gets back too.")
    ] = False,
    ip: Annotated[Ip | None, typer.Option("--ip", help="Family, where no prefix says it.")] = None,
    most: Annotated[int, typer.Option("--most", help="Rows at most.")] = 50,
    traces: Traces = False,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """List exactly the first packets that get from here to there, as rows that do not overlap; and
    say whether all, some or none of those asked arrive, with a packet of either kind.

    DEVICE is the box itself, DEVICE:INTERFACE the segment at that port, a prefix all its hosts.
    """
    from kawanet.pipeline.words import ports_of

    ports = tuple(ports_of(word) for word in port or ())
    net = compute(folder, platform, no_cache)
    found = net.reach(
        origin, target, proto, ports, back, None if ip is None else FAMILIES[ip], most
    )
    show(found.rows, form, "nothing gets there")
    if form is Format.TABLE:
        arrives = "arrives and is answered" if back and not found.note else "arrives"
        typer.echo(net.said(f"{found.extent} of what was asked {arrives}"))
        for said, walk in (("arrives", found.witness), ("does not", found.counter_witness)):
            if walk is not None:
                typer.echo(f"{said}: {walk.packet}")
        if found.note:
            typer.echo(found.note)
        if traces:
            show_walks((found.witness, found.counter_witness))
    if found.extent == "none":
        raise typer.Exit(EXIT_FINDINGS)
