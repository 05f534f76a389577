"""`kawanet check`: the same proof on configuration text, whoever wrote it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kawanet.cli.answers import NoCache, Platform, platforms
from kawanet.cli.arguments import On, day
from kawanet.cli.progress import STAGES, stages
from kawanet.errors import EXIT_FINDINGS


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"


def command(
    configs: Annotated[list[Path], typer.Argument(help="Configuration files or folders.")],
    policy: Annotated[
        Path | None,
        typer.Option("--policy", help="A city's folder, or what `build` wrote of it."),
    ] = None,
    on: On = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TEXT,
    every: Annotated[
        bool, typer.Option("--all", help="List every requirement with its verdict first.")
    ] = False,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """Prove what must hold in a network of configuration texts, and apply the rules."""
    from kawanet.pipeline.folder import check_folder
    from kawanet.report.proof import render_report
    from kawanet.report.text import listing

    choices = platforms(platform)
    with stages(len(STAGES)) as stage:
        proof = check_folder(tuple(configs), policy, day(on), not no_cache, stage, choices)
    if every and form is Format.TEXT:
        typer.echo(listing(proof.results))
    typer.echo(render_report(form.value, proof.results, proof.all_findings), nl=False)
    if not proof.clean:
        raise typer.Exit(EXIT_FINDINGS)
