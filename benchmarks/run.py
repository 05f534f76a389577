"""Measure kawanet on this machine and write docs/benchmarks.md (`make bench`).

Each figure is the median of `--repeat` runs, each in a fresh process. `--only` takes a part of a
name, may be given more than once, and prints without writing the page.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from measure import KAWANET, Sample, median, run
from report import Figures, Grown, page
from scale import write_scaled

CITY = Path("topology/kawasaki")
PAGE = Path("docs/benchmarks.md")
HERE = Path(__file__).parent
TIMES = (1, 2, 5, 10)
EDITED = "configs/kwk-fire-1-rt-1.cfg"
ACL_LINE = re.compile(r"^ deny ip any any log$", re.MULTILINE)
DESCRIPTION = re.compile(r"^ description .*$", re.MULTILINE)

Once = Callable[[int], Sample]  # one run; told its number


class Job(NamedTuple):
    name: str
    once: Once


def kawanet(*arguments: str | Path, cache: Path | None = None) -> Sample:
    """Run the command in a process of its own."""
    environment = {"XDG_CACHE_HOME": str(cache)} if cache else {}
    return run([sys.executable, "-c", KAWANET, *map(str, arguments)], environment)[0]


def jobs(folder: Path) -> Iterator[Job]:
    """What is measured on the reference city, in this order; `folder` is for working in."""
    out, cache = folder / "out", folder / "cache"
    yield Job("help", lambda _: kawanet("--help"))
    yield Job("build", lambda _: kawanet("build", CITY, "-o", out))
    yield Job("check, cold cache", lambda n: kawanet("check", out, cache=folder / f"cold-{n}"))
    yield Job("check, no cache", lambda _: kawanet("check", out, "--no-cache"))
    kawanet("check", out, cache=cache)
    yield Job("check, warm cache", lambda _: kawanet("check", out, cache=cache))
    check_edited = partial(_check_edited, out, cache)
    yield Job(
        "check, one description edited",
        lambda n: check_edited(DESCRIPTION, f" description edited {n}"),
    )
    yield Job(
        "check, one ACL line added",
        lambda n: check_edited(
            ACL_LINE, f" deny ip host 192.0.2.{n + 1} any\n deny ip any any log"
        ),
    )


def _check_edited(out: Path, cache: Path, line: re.Pattern[str], new: str) -> Sample:
    """Check with the first such line of one device changed; put it back afterwards."""
    path = out / EDITED
    text = path.read_text("utf-8")
    path.write_text(line.sub(new, text, count=1), "utf-8")
    try:
        return kawanet("check", out, cache=cache)
    finally:
        path.write_text(text, "utf-8")


def grown(times: int, folder: Path) -> Grown:
    """Build the city `times` as large, stage by stage."""
    city = folder / f"x{times}"
    write_scaled(CITY, times, city)
    if times == 1:
        shutil.copy(CITY / "addresses.lock.yml", city)
    script = [sys.executable, str(HERE / "stages.py"), str(city), str(folder / f"out-x{times}")]
    sample, text = run(script)
    found = json.loads(text)
    return Grown(times, sample, found["stages"], found["sizes"])


def measured(repeat: int, wanted: Callable[[str], bool], folder: Path) -> Figures:
    """Measure all that is wanted, saying what comes out as it does."""
    samples: dict[str, Sample] = {}
    for job in jobs(folder):
        if wanted(job.name):
            samples[job.name] = median([job.once(n) for n in range(repeat)])
            print(f"{job.name}: {samples[job.name]}", flush=True)
    growth: list[Grown] = []
    for times in TIMES:
        name = f"x{times}"
        if wanted(name):
            runs = [grown(times, folder) for _ in range(repeat if times == 1 else 1)]
            growth.append(sorted(runs, key=lambda g: g.sample.wall_s)[len(runs) // 2])
            print(f"{name}: {growth[-1]}", flush=True)
    return Figures(samples, tuple(growth), repeat)


def main() -> None:
    """Measure, and write the page unless only a part was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--date", default=None, help="for the page; default: of the last commit")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(
            options.repeat,
            lambda name: not options.only or any(part in name for part in options.only),
            Path(folder),
        )
    if not options.only:
        PAGE.write_text(page(figures, options.date or _last_commit()), "utf-8")
        print(f"written: {PAGE}")


def _last_commit() -> str:
    command = ("git", "log", "-1", "--format=%cs %h")
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    main()
