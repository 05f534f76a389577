"""A progress line on a terminal for work that takes over a second; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
    """Yield a function to be told each stage's name; show a bar once a second has passed."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=count)
    began = time.monotonic()

    def enter(name: str) -> None:
        bar.update(task, description=STAGES.get(name, name), advance=1)
        if time.monotonic() - began > QUIET_S and not bar.live.is_started:
            bar.start()

    try:
        yield enter
    finally:
        bar.stop()
