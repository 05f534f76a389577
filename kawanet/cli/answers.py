"""What the commands that ask a network share: the folder, the format, and how rows are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kawanet.errors import EXIT_FINDINGS

if TYPE_CHECKING:
    from kawanet.findings import Finding
    from kawanet.forwarding.dataplane import DataPlane
    from kawanet.forwarding.trace import Trace
    from kawanet.pipeline.ask import Net
    from kawanet.pipeline.rows import Rows
    from kawanet.pipeline.snapshot import Choice


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of configuration texts.")]
Form = Annotated[Format, typer.Option("--format", help="How to print.")]
Device = Annotated[str | None, typer.Option("--device", help="Only this device.")]
Platform = Annotated[
    list[str] | None,
    typer.Option(
        "--platform",
        metavar="[GLOB=]NAME",
        help="Read files of that name, folder or path as this platform; alone: all files.",
    ),
]
Traces = Annotated[bool, typer.Option("--traces", help="Follow each witness hop by hop.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Parse everything anew.")]


def ask(folder: Path, platform: Sequence[str] | None = None, no_cache: bool = False) -> Net:
    """Read the network that a question is about."""
    from kawanet.pipeline.ask import read

    net = read(folder, cached=not no_cache, platforms=platform or ())
    notes(net.snapshot.findings)
    return net


def compute(folder: Path, platform: Sequence[str] | None = None, no_cache: bool = False) -> Net:
    """`ask` for questions about tables: what keeps them from being what they seem is told too."""
    net = ask(folder, platform, no_cache)
    warn(net.dataplane)
    return net


def warn(dataplane: DataPlane) -> None:
    """Say on standard error that no state is stable, or that cabling was inferred."""
    from kawanet.findings import Severity
    from kawanet.forwarding.codes import INFERRED

    notes(f for f in dataplane.findings if f.severity is Severity.ERROR or f.code == INFERRED.code)


def platforms(words: Sequence[str] | None) -> tuple[Choice, ...]:
    """What the user says of platforms. Raises InputError for one that there is not."""
    from kawanet.pipeline.snapshot import platform_choices

    return platform_choices(words or ())


def notes(findings: Iterable[Finding]) -> None:
    """Say on standard error what could not be read, and what was assumed, a line each."""
    from kawanet.report.text import finding_text

    for finding in dict.fromkeys(findings):
        typer.echo(finding_text(finding), nl=False, err=True)


def show(rows: Rows[Any], form: Format, nothing: str = "") -> None:
    """Print rows; a table of none is the sentence `nothing`, and one that was cut says so."""
    if form is Format.TABLE and not rows:
        typer.echo(nothing, nl=bool(nothing))
        return
    typer.echo(rows.render(form.value), nl=False)
    if rows.left_out and form is Format.TABLE:
        typer.echo(f"{len(rows)} rows shown, at least {rows.left_out} more")


def tell(
    net: Net, rows: Rows[Any], form: Format, traces: bool, nothing: str, proved: bool = False
) -> None:
    """Print troubles, each with the walk of its witness where `traces`, and fail on any. That there
    is none is `proved`, or only not found."""
    from kawanet.pipeline.worth import PROVED

    show(rows, form, net.said(nothing, PROVED if proved else ""))
    if traces and form is Format.TABLE:
        show_walks(row.walk for row in rows)
    fail_on(rows)


def show_walks(walks: Iterable[Trace | None]) -> None:
    """Print walks hop by hop, each with the lines that decided."""
    from kawanet.report.traces import traces_text

    for walk in walks:
        if walk is not None:
            typer.echo("\n" + traces_text(walk.packet, (walk,)), nl=False)


def fail_on(found: Sized) -> None:
    """Leave with the exit code of findings where there are any."""
    if len(found):
        raise typer.Exit(EXIT_FINDINGS)
