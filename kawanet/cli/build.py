"""`kawanet build`: from intent to proved configurations."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from kawanet.cli.arguments import DEFAULT_CITY, City, On, Platforms, day, platform_settings
from kawanet.cli.progress import STAGES, stages
from kawanet.errors import EXIT_FINDINGS


def command(
    directory: City = DEFAULT_CITY,
    on: On = None,
    platform: Platforms = None,
    frozen: Annotated[
        bool, typer.Option("--frozen", help="Fail if addresses.lock.yml would change.")
    ] = False,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write.")] = Path("out"),
) -> None:
    """Build the city of a day: addresses, configurations, proof, diagrams, inventory."""
    from kawanet.pipeline.build import build
    from kawanet.report.proof import render_report
    from kawanet.report.summary import summary_text

    began = time.perf_counter()
    with stages(len(STAGES)) as stage:
        built = build(directory, out, day(on), platform_settings(platform), frozen, stage)
    proof = built.proof
    if not proof.clean:
        typer.echo(render_report("text", proof.results, proof.all_findings))
    typer.echo(summary_text(built.summary, time.perf_counter() - began), nl=False)
    if not proof.clean:
        raise typer.Exit(EXIT_FINDINGS)
