"""Measure kawanet on this machine and write docs/benchmarks.md (`make bench`).

    python benchmarks/run.py                    # everything, then the page
    python benchmarks/run.py city300 parse      # parts; the page, once all parts have been measured

Each figure is the median of `--repeat` runs, each in a fresh process; where that would take longer
than `--budget-s` in all, runs are left out, and the page says how many there were.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from parts import PARTS, Bench
from report import page

PAGE = Path("docs/benchmarks.md")
KEPT = Path("build/benchmarks")  # what was measured, a file a part
BUDGET_S = 840


def main() -> None:
    """Measure what is asked for, keep it, and write the page if nothing is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--budget-s", type=float, default=BUDGET_S)
    parser.add_argument("--date", default=None, help="for the page; default: of the last commit")
    options = parser.parse_args()
    wanted = options.parts or list(PARTS)
    KEPT.mkdir(parents=True, exist_ok=True)
    ends = time.monotonic() + options.budget_s
    for number, name in enumerate(wanted):
        share_s = (ends - time.monotonic()) / (len(wanted) - number)
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Path(folder), options.repeat, time.monotonic() + 1.5 * share_s)
            found = PARTS[name](bench)
        (KEPT / f"{name}.json").write_text(json.dumps(found, indent=1), "utf-8")
        print(f"{name}: {json.dumps(found)}", flush=True)
    figures = _kept()
    missing = [name for name in PARTS if name not in figures]
    if missing:
        print(f"not measured yet: {', '.join(missing)}")
        return
    PAGE.write_text(page(figures, options.repeat, options.date or _last_commit()), "utf-8")
    print(f"written: {PAGE}")


def _kept() -> Mapping[str, Mapping[str, object]]:
    files = {name: KEPT / f"{name}.json" for name in PARTS}
    return {n: json.loads(f.read_text("utf-8")) for n, f in files.items() if f.exists()}


def _last_commit() -> str:
    command = ("git", "log", "-1", "--format=%cs %h")
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    main()
