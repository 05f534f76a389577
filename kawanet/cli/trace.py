"""`kawanet trace`: follow one packet, hop by hop, to where the texts send it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kawanet.cli.answers import Form, Format, NoCache, Platform, notes, platforms, warn
from kawanet.cli.arguments import On, day
from kawanet.errors import EXIT_FINDINGS


def command(
    source: Annotated[str, typer.Argument(metavar="SRC", help="Source address.")],
    destination: Annotated[str, typer.Argument(metavar="DST", help="Destination address.")],
    proto: Annotated[str, typer.Option("--proto", help="tcp, udp, icmp or a number.")] = "tcp",
    port: Annotated[int | None, typer.Option("--port", help="Destination port.")] = None,
    source_port: Annotated[int, typer.Option("--source-port", help="Source port.")] = 50000,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DEVICE:PORT", help="Where the packet enters.")
    ] = None,
    network: Annotated[
        Path | None, typer.Option("--in", metavar="DIR", help="Configurations, or a city's folder.")
    ] = None,
    on: On = None,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """Follow a packet through every ECMP branch, with the line that made each decision."""
    from kawanet.forwarding import simulate
    from kawanet.pipeline.trace import network_of, packet_of, walk_packet
    from kawanet.report.rows import render_rows
    from kawanet.report.traces import WalkRow, traces_text, walk_rows

    packet = packet_of(source, destination, proto, port, source_port)
    found, findings = network_of(network, day(on), not no_cache, platforms(platform))
    notes(findings)
    dataplane = simulate(found)
    warn(dataplane)
    traces = walk_packet(dataplane, packet, start)
    if form is Format.TABLE:
        typer.echo(traces_text(packet, traces), nl=False)
    else:
        typer.echo(render_rows(tuple(walk_rows(traces)), form.value, WalkRow), nl=False)
    if not all(trace.arrived for trace in traces):
        raise typer.Exit(EXIT_FINDINGS)
