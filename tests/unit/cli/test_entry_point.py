"""The process itself: what it loads, how it ends, and that neither locale nor signals spoil it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from command_line import kawanet

from kawanet import __version__
from kawanet.errors import InternalError

ROOT = Path(__file__).parents[3]
RUN = "from kawanet.cli.main import main; main()"
HEAVY = {
    "ansible", "jinja2", "numpy", "oxidd", "rich", "rustworkx", "scipy", "yaml",
    "kawanet.compiler", "kawanet.design", "kawanet.forwarding", "kawanet.model", "kawanet.parse",
    "kawanet.pipeline", "kawanet.report", "kawanet.verify",
}  # fmt: skip


def process(code: str, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["check", "--help"]])
def test_answers_at_once_load_nothing_heavy(words: list[str]) -> None:
    tell = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
    ran = process(tell + RUN, *words)
    assert ran.returncode == 0
    loaded = set(ran.stderr.decode().split())
    assert "kawanet.cli.main" in loaded
    assert not loaded & HEAVY
    # Typer itself reads the words of a command with pydantic; those of the program without.
    assert words[0] == "check" or "pydantic" not in loaded


def test_help_lists_the_commands_and_the_exit_codes() -> None:
    ran = kawanet("--help")
    assert ran.code == 0
    for word in ("build", "check", "trace", "addresses", "diagram", "schema", "rules", "init"):
        assert f"\n  {word} " in ran.out
    assert "101 a bug" in ran.out


def test_version() -> None:
    assert kawanet("--version").out == f"kawanet {__version__}\n"


def test_no_words_give_the_help() -> None:
    ran = kawanet()
    assert ran.code == 2
    assert "Usage: kawanet [OPTIONS] COMMAND" in ran.out + ran.err


def test_an_unknown_command() -> None:
    ran = kawanet("biuld")
    assert ran.code == 2
    assert "No such command 'biuld'" in ran.err


def _raise(error: BaseException) -> Callable[[], NoReturn]:
    def fail() -> NoReturn:
        raise error

    return fail


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("x"), RecursionError("x"), KeyError("x"), MemoryError("x")]
)
def test_our_own_bug_is_101_with_a_traceback(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr("kawanet.report.catalogue.catalogue_text", _raise(error))
    ran = kawanet("rules")
    assert ran.code == 101
    assert ran.err.startswith("kawanet: this is a bug of kawanet's own; please report it")
    assert "Traceback" in ran.err


def test_a_broken_invariant_is_101(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kawanet.report.catalogue.catalogue_text", _raise(InternalError("odd")))
    ran = kawanet("rules")
    assert (ran.code, ran.err) == (101, "odd\n")


def test_control_c_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kawanet.report.catalogue.catalogue_text", _raise(KeyboardInterrupt()))
    ran = kawanet("rules")
    assert ran.code == 130
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "utf-16"])
def test_the_locale_changes_no_byte(encoding: str) -> None:
    plain = process(RUN, "rules", "KW-SEP-001")
    other = process(RUN, "rules", "KW-SEP-001", PYTHONIOENCODING=encoding, LC_ALL="C")
    assert other.returncode == 0, other.stderr
    assert other.stdout == plain.stdout
    assert "許可されていない" in other.stdout.decode("utf-8")


def test_names_that_are_not_utf8(out: Path) -> None:
    odd = os.path.join(os.fsencode(out / "configs"), b"\xff\xfe.cfg")  # noqa: PTH118
    Path(os.fsdecode(odd)).write_bytes(b"\0")
    ran = kawanet("check", out)
    assert ran.code == 2
    assert r"\udcff\udcfe.cfg:1: binary data" in ran.err


def test_a_signal_to_end_ends_a_fork_without_its_parents_cleaning() -> None:
    code = """
import os, signal
from kawanet.cli.main import _settle
_settle()
try:
    child = os.fork()
    if not child:
        os.kill(os.getpid(), signal.SIGTERM)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
finally:
    print("cleaned", flush=True)
"""
    assert process(code).stdout.decode().split() == ["143", "cleaned"]


def test_a_signal_to_end_leaves_the_old_folder_and_nothing_else(out: Path) -> None:
    before = sorted(p.name for p in out.parent.iterdir())
    code = f"""
import sys, time
from pathlib import Path
from kawanet.cli.main import _settle
from kawanet.pipeline.output import replaced_folder, write_file
_settle()
with replaced_folder(Path({str(out)!r})) as folder:
    write_file(folder / "half", "x")
    print("writing", flush=True)
    time.sleep(60)
"""
    started = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert started.stdout
    assert started.stdout.readline() == b"writing\n"
    assert len(list(out.parent.iterdir())) == len(before) + 1
    started.send_signal(signal.SIGTERM)
    _, said = started.communicate(timeout=60)
    assert (started.returncode, said) == (128 + signal.SIGTERM, b"")
    assert sorted(p.name for p in out.parent.iterdir()) == before
    assert (out / "configs/hall-core-1.cfg").exists()


def test_a_full_disk_is_no_bug() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-c", RUN, "rules"],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
    assert ran.returncode == 2
    assert ran.stderr == b"standard output: cannot be written: No space left on device\n"
