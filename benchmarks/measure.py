"""Run a command in a process of its own and say what it took."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SHORT_S = 0.5  # a run as short as this is looked at often, so that its end is not missed
KAWANET = "from kawanet.cli.main import main; main()"  # what the `kawanet` script does
FINE = (0, 1)  # exit codes: nothing found, findings


class Sample(NamedTuple):
    """What one run took. `cpu_s` is of all processes and cores; `peak_mb` of all processes, pages
    that they share counted once."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def run(command: Sequence[str], environment: dict[str, str] | None = None) -> tuple[Sample, str]:
    """Run a command to its end; give what it took and what it printed.

    Raises:
        RuntimeError: it failed.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, stderr=errors, env={**os.environ, **(environment or {})}
        )
        peak_kb, look = 0, 0.0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            waited = time.perf_counter() - began
            if waited > look:
                peak_kb = max(peak_kb, sum(map(_proportional_kb, _family(process.pid))))
                look = waited + 0.02
            time.sleep(0.001 if waited < SHORT_S else 0.05)
        wall_s = time.perf_counter() - began
        out.seek(0)
        errors.seek(0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in FINE:
            raise RuntimeError(f"{' '.join(command)}: {errors.read()[-2000:]}")
        if usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
            peak_kb = max(peak_kb, usage.ru_maxrss)  # else: of this process, as whose copy it began
        return Sample(wall_s, usage.ru_utime + usage.ru_stime, peak_kb / 1024), out.read()


def median(samples: Sequence[Sample]) -> Sample:
    """The median of each figure by itself."""
    return Sample(*(statistics.median(column) for column in zip(*samples, strict=True)))


def _family(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    yield pid
    try:
        lists = list(Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:  # it ended meanwhile
        return
    for children in lists:
        for child in _read(children).split():
            yield from _family(int(child))


def _proportional_kb(pid: int) -> int:
    """A process's resident memory; a page that n processes share counts as 1/n."""
    for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it ended meanwhile
        return ""
