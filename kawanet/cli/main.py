"""The `kawanet` command. Heavy packages are imported inside the commands that need them, so that
`kawanet --help` answers at once."""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import sys
from functools import partial
from types import FrameType
from typing import Annotated, NoReturn

import typer

from kawanet import __version__
from kawanet.cli import (
    addresses,
    blackholes,
    build,
    check,
    conform,
    coverage,
    diagram,
    diff,
    filters,
    init,
    loops,
    multipath,
    reach,
    routes,
    rules,
    schema,
    sessions,
    trace,
    undefined,
    unused,
)
from kawanet.errors import EXIT_BAD_INPUT, EXIT_BUG, KawanetError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
COLLECT_AFTER = 1_000_000  # new objects; Python's own figure is 700

app = typer.Typer(
    name="kawanet",
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


QUESTIONS = (
    routes,
    reach,
    diff,
    loops,
    blackholes,
    multipath,
    sessions,
    filters,
    undefined,
    unused,
)

TRUST = (conform, coverage)

for module in (
    *(build, check, trace, *QUESTIONS, *TRUST),
    *(addresses, diagram, schema, rules, init),
):
    app.command(name=module.__name__.rpartition(".")[2])(module.command)


def main() -> None:
    """Run the command line; errors of the input are printed a line each, without a traceback."""
    _settle()
    try:
        app(prog_name="kawanet")
    except KawanetError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM and error.filename is None:
            _unwritten(error)
        print("kawanet: this is a bug of kawanet's own; please report it with:", file=sys.stderr)
        sys.excepthook(*sys.exc_info())
        sys.exit(EXIT_BUG)


def _unwritten(error: OSError) -> NoReturn:
    """End where what was printed did not fit: the disk is at fault, and its user can help."""
    print(f"standard output: cannot be written: {error.strerror}", file=sys.stderr)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what still waits is not tried again at the end
    sys.exit(EXIT_BAD_INPUT)


def _settle() -> None:
    """Set up the process: it is ours from here to its end."""
    # A network is millions of small frozen values that live until the end and hold no cycles;
    # looking through them for garbage again and again took a quarter of the time.
    gc.set_threshold(COLLECT_AFTER, 50, 50)
    # Reports are the same bytes in every locale; names of files need not be UTF-8.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGTERM, partial(_terminated, os.getpid()))


def _terminated(main_process: int, number: int, frame: FrameType | None) -> None:
    """Leave through `finally`, so that nothing half-written stays behind; a fork just leaves."""
    del frame
    if os.getpid() != main_process:
        os._exit(128 + number)
    sys.exit(128 + number)
