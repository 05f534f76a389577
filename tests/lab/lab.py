"""A lab of real daemons: start it, give it orders, and be sure that it is gone afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The kernel kills `unshare` with us, and `unshare --kill-child` what it started.
UNSHARE = (
    "setpriv",
    "--pdeathsig",
    "KILL",
    "unshare",
    "--mount",
    "--net",
    "--pid",
    "--fork",
    "--kill-child",
)
INSIDE = Path(__file__).with_name("inside.py")


class LabError(Exception):
    """An order failed inside; the text is the program's own."""


class Lab:
    """The outside of a running lab: `do` sends one order and waits for its answer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """The process to kill when nobody can say goodbye."""
        return self._process.pid

    def do(self, order: str, **words: Any) -> Any:
        """Raises LabError."""
        if self._process.stdin is None or self._process.stdout is None:
            raise LabError("no pipes")
        self._process.stdin.write(json.dumps({"do": order, **words}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise LabError("the lab is gone")
        answer = json.loads(line)
        if "error" in answer:
            raise LabError(answer["error"])
        return answer["ok"]

    def show(self, node: str, command: str) -> Any:
        """What vtysh prints for a `show ... json`, read."""
        return json.loads(self.do("show", name=node, command=command) or "{}")


@contextmanager
def running_lab() -> Iterator[Lab]:
    """A lab that ends with the block, and also when this process is killed."""
    process = subprocess.Popen(
        [*UNSHARE, sys.executable, "-I", str(INSIDE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Lab(process)
    finally:
        process.kill()
        process.communicate()
