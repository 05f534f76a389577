"""`kawanet conform`: what we compute against what the devices themselves said."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kawanet.cli.answers import Form, Format, NoCache, Platform, fail_on, notes, platforms

Snapshot = Annotated[
    Path, typer.Argument(metavar="SNAPSHOT", help="Folder with configurations and show output.")
]


def command(
    snapshot: Snapshot,
    form: Form = Format.TABLE,
    platform: Platform = None,
    no_cache: NoCache = False,
) -> None:
    """Compare computed routes, neighbours and interfaces with the devices' own `show` output.

    Exit code 0: no difference. What is set aside, and why, stands below the differences.
    """
    from kawanet.pipeline.conform import conform_folder
    from kawanet.report.conformance import conformance_report

    found = conform_folder((snapshot,), not no_cache, platforms(platform))
    notes(found.findings)
    typer.echo(conformance_report(found.conformance, form.value, found.findings), nl=False)
    fail_on(found.conformance.differences)
