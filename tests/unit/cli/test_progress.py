"""The progress bar: on a terminal, for slow work, on standard error, and gone at the end."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import time
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from kawanet.cli import progress

ROOT = Path(__file__).parents[3]
SLOW = """
import time
import kawanet.pipeline.build as pipeline
prove = pipeline.prove_network
def slow(network, snapshot, statement, stage):
    time.sleep(2)
    stage("prove")
    time.sleep(0.5)
    return prove(network, snapshot, statement, lambda name: None)
pipeline.prove_network = slow
from kawanet.cli.main import main
main()
"""
HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


def on_a_terminal(code: str, *words: object) -> tuple[str, str]:
    """Run Python with standard error on a pseudo-terminal: (standard output, terminal)."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as started:
        os.close(theirs)
        shown = _until_closed(ours)
        assert started.stdout
        said = started.stdout.read().decode()
    assert started.returncode == 0, (said, shown)
    return said, shown


def _until_closed(terminal: int) -> str:
    parts = []
    try:
        while part := os.read(terminal, 65536):
            parts.append(part)
    except OSError:  # EIO: on Linux, how the end of a terminal shows
        pass
    os.close(terminal)
    return b"".join(parts).decode()


def test_a_slow_build_shows_where_it_is_and_keeps_its_output_clean(city: Path) -> None:
    said, shown = on_a_terminal(SLOW, "build", city, "-o", city.parent / "out")
    assert "読み戻し" in shown
    assert "証明" in shown
    assert "コンパイル" not in shown, "the first second passes without a bar"
    assert shown.startswith(HIDE_CURSOR)
    assert SHOW_CURSOR in shown
    assert said.startswith("requirements")
    assert "\x1b" not in said


def test_quick_work_shows_nothing() -> None:
    code = "from kawanet.cli.progress import stages\nwith stages(2) as stage: stage('load')"
    assert on_a_terminal(code) == ("", "")


class Terminal(io.StringIO):
    """Standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_the_bar_is_full_only_when_the_last_stage_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "QUIET_S", 0.0)
    with redirect_stderr(Terminal()) as terminal, progress.stages(2) as stage:
        bar = stage.__self__  # type: ignore[attr-defined]
        stage("load")
        deadline = time.monotonic() + 30
        while bar.shown is None and time.monotonic() < deadline:
            time.sleep(0.01)
        task = bar.shown.tasks[0]
        assert (task.description, task.completed, task.total) == ("読み込み load", 0, 2)
        stage("a stage without a label")
        assert (task.description, task.completed) == ("a stage without a label", 1)
    assert not bar.shown.live.is_started
    assert "a stage without a label" in terminal.getvalue()


def test_a_timer_that_comes_too_late_shows_nothing() -> None:
    with redirect_stderr(Terminal()) as terminal, progress.stages(2) as stage:
        bar = stage.__self__  # type: ignore[attr-defined]
        stage("load")
    bar.show()
    assert bar.shown is None
    assert terminal.getvalue() == ""


def test_no_terminal_no_bar() -> None:
    with redirect_stderr(io.StringIO()) as said, progress.stages(2) as stage:
        stage("load")
    assert said.getvalue() == ""


def test_an_error_takes_the_bar_away() -> None:
    with pytest.raises(KeyError), redirect_stderr(Terminal()), progress.stages(2) as stage:
        bar = stage.__self__  # type: ignore[attr-defined]
        bar.show()
        raise KeyError
    assert not bar.shown.live.is_started
