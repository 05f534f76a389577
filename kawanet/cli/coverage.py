"""`kawanet coverage`: how much of the texts is understood, and which lines are not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kawanet.cli.answers import Form, Format, NoCache, Platform, fail_on, notes, platforms

Configs = Annotated[
    list[Path], typer.Argument(metavar="CONFIGS...", help="Configuration files and folders.")
]


def command(
    configs: Configs,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """Count lines that are modelled, irrelevant, unmodelled and unrecognised; list the last two.

    Exit code 1: a line is unrecognised, or a file could not be read.
    """
    from kawanet.findings import Severity
    from kawanet.parse.result import LineClass
    from kawanet.pipeline.coverage import coverage
    from kawanet.report.coverage import coverage_report

    found = coverage(tuple(configs), not no_cache, platforms(platform))
    notes(found.findings)
    report = coverage_report(found.devices, found.platforms, found.lines, form.value)
    typer.echo(report, nl=False)
    unknown = [line for line in found.lines if line.line_class is LineClass.UNRECOGNISED]
    fail_on([*unknown, *(f for f in found.findings if f.severity is not Severity.NOTE)])
