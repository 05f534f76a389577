"""A lab that is killed takes its daemons and namespaces with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
from lab import running_lab
with running_lab() as lab:
    lab.do("segment", name="w1")
    eth1 = {"name": "eth1", "wire": "w1", "addresses": [], "up": True, "virtual": []}
    lab.do("node", name="n1", interfaces=[eth1])
    lab.do("routing", name="n1", daemons=["zebra", "staticd"], text="hostname n1\\n")
    print(lab.pid, flush=True)
    input()
"""


def _descendants(pid: int) -> set[int]:
    """Processes below one, of the whole machine's table."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.parent.name)] = int(after_name[1])
    found, grown = {pid}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in found} - found
        found, grown = found | more, bool(more)
    return found - {pid}


def _namespaces() -> str:
    return subprocess.run(["ip", "netns"], capture_output=True, text=True, check=True).stdout


@pytest.mark.xdist_group("lab")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left(sign: signal.Signals) -> None:
    before = _namespaces()
    here = str(Path(__file__).parent)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": here},
        text=True,
    )
    assert process.stdout is not None
    lab = int(process.stdout.readline())
    started = _descendants(lab)
    assert len(started) >= 3, "the first process inside, zebra and staticd"
    process.send_signal(sign)
    process.communicate()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{p}").exists() for p in (lab, *started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [p for p in (lab, *sorted(started)) if Path(f"/proc/{p}").exists()] == []
    assert _namespaces() == before
