"""The `kawanet` command. Heavy packages are imported inside the commands that need them, so that
`kawanet --help` answers at once."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kawanet import __version__
from kawanet.cli import addresses, build, check, diagram, init, rules, schema, trace
from kawanet.errors import EXIT_BUG, KawanetError

app = typer.Typer(
    name="kawanet",
    help="Design, generate and prove the network of a city.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kawanet {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Version.")
    ] = False,
) -> None:
    """Design, generate and prove the network of a city.

    Exit codes: 0 nothing found, 1 findings, 2 bad input, 101 a bug of kawanet's own.
    """


for module in (build, check, trace, addresses, diagram, schema, rules, init):
    app.command(name=module.__name__.rpartition(".")[2])(module.command)


def main() -> None:
    """Run the command line; errors of the input are printed a line each, without a traceback."""
    try:
        app()
    except KawanetError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except RecursionError:
        raise
    except Exception:
        print("kawanet: this is a bug of kawanet's own; please report it with:", file=sys.stderr)
        sys.excepthook(*sys.exc_info())
        sys.exit(EXIT_BUG)
