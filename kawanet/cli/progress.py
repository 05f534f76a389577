"""A progress bar on a terminal for work that takes over a second; nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

QUIET_S = 1.0
STAGES = {
    "load": "読み込み load",
    "plan": "アドレス計画 plan",
    "compile": "コンパイル compile",
    "render": "設定生成 render",
    "read back": "読み戻し read back",
    "forward": "経路計算 forward",
    "prove": "証明 prove",
    "rules": "規則 rules",
    "write": "書き出し write",
}


@contextmanager
def stages(count: int) -> Iterator[Callable[[str], None]]:
    """Yield a function to be told each stage's name, of `count`.

    The bar goes to standard error, begins when the work has taken `QUIET_S`, and leaves no trace.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    import rich.progress  # noqa: F401  here and not in the timer: the proof may fork meanwhile

    bar = _Bar(count)
    timer = Timer(QUIET_S, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.enter
    finally:
        timer.cancel()
        bar.close()


class _Bar:
    """Where the work stands; told by the worker, shown by the timer's thread."""

    def __init__(self, count: int) -> None:
        self.count, self.entered, self.name = count, 0, ""
        self.closed = False
        self.shown: Progress | None = None
        self.lock = Lock()

    def enter(self, name: str) -> None:
        """Note that a stage begins."""
        with self.lock:
            self.name, self.entered = STAGES.get(name, name), self.entered + 1
            self._refresh()

    def show(self) -> None:
        """Draw the bar, unless the work is done already."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with self.lock:
            if not self.closed:
                self.shown = Progress(
                    *columns,
                    console=Console(stderr=True),
                    transient=True,
                    redirect_stdout=False,
                    redirect_stderr=False,
                )
                self.shown.add_task("", total=self.count)
                self._refresh()
                self.shown.start()

    def close(self) -> None:
        """Take the bar away for good."""
        with self.lock:
            self.closed = True
            if self.shown:
                self.shown.stop()

    def _refresh(self) -> None:
        """The stage at work is not done yet, so that the bar is full only at the end."""
        if self.shown:
            task = self.shown.task_ids[0]
            self.shown.update(task, description=self.name, completed=max(0, self.entered - 1))
