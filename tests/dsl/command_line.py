"""Run the `kawanet` command in this process, as a shell would: words in, exit code and text out."""

from __future__ import annotations

import contextlib
import gc
import io
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from kawanet.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What one run of the command left."""

    code: int
    out: str
    err: str


def kawanet(*words: object, cwd: Path | None = None) -> Ran:
    """Run `kawanet WORDS...` in a folder."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with (
        contextlib.chdir(cwd or Path.cwd()),
        _process(),
        mock.patch.object(sys, "argv", ["kawanet", *map(str, words)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = _exit_code()
    return Ran(code, _said(out), _said(err))


def _exit_code() -> int:
    try:
        main()
    except SystemExit as leaving:
        assert leaving.code is None or isinstance(leaving.code, int)
        return leaving.code or 0
    return 0


@contextlib.contextmanager
def _process() -> Iterator[None]:
    """Undo what the command sets for its process."""
    thresholds, handler = gc.get_threshold(), signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        signal.signal(signal.SIGTERM, handler)


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8")
