"""`kawanet rules`: the catalogue of what `check` looks for."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    code: Annotated[str | None, typer.Argument(help="Explain one rule, e.g. KW-POL-003.")] = None,
) -> None:
    """List the rules, or explain one."""
    from kawanet.report.catalogue import catalogue_text, rule_text

    typer.echo(rule_text(code) if code else catalogue_text(), nl=False)
