"""The figures as a page: tables, goals, and what falls short, worked out from the figures."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from measure import Sample

STAGES = ("load", "plan", "compile", "render", "read back", "forward", "prove", "rules", "write")
PER_DEVICE = ("compile", "render", "read back", "forward", "prove", "rules")

METHOD = """\
Each run is a process of its own; *wall* is what the user waits, *CPU* the sum over processes and
cores, *peak* the resident memory of all processes with shared pages counted once. Files are in the
page cache, byte code is compiled. The proofs of IPv4 and IPv6 run beside each other, so a machine
with one core needs the CPU column. Nothing here is a timed test: `make bench` writes this page.
"""

GROWTH = """\
`benchmarks/scale.py` multiplies what grows in a city: wards with their floors, rings and spurs,
branches and facilities, carriers' services with their circuits; area by area, so that areas become
more and not larger. The core buildings, the firewalls and the policy stay as they are, therefore
10 times the wards are 8 times the devices. 10.0.0.0/8 holds 16 regions a tier, so larger cities
take their addresses from 240.0.0.0/4. Every scaled city is proved whole. One run each, and the
reference city as the median.
"""

OTHERS = """\
Measured on a machine of this kind with tasks of their own, so read orders of magnitude:

| who | what | time | memory |
|---|---|---|---|
| Batfish (warm engine) | 300 routers, 59k lines: all-pairs reachability | 54 s | 3.5 GB |
| Batfish | 1,140 devices, 314k lines, the same | 131 s, 82 s of it parsing | 10 GB |
| pyavd 6.4 | intent to text, 24 / 104 / 404 devices | 6 / 24 / 202 s | 0.3 / 0.7 / 3.3 GB |
| netlab | intent to text, 50 / 100 devices | 12-18 / 24-28 s (250 ms a device) | 0.1 / 0.2 GB |
| ciscoconfparse2, hier_config | parse only | 27, 57 thousand lines a second | |
"""


class Grown(NamedTuple):
    """A build of the city `times` as large; stages are (wall s, CPU s, peak MB so far)."""

    times: int
    sample: Sample
    stages: Mapping[str, Sequence[float]]
    sizes: Mapping[str, int]

    def wall_s(self, *stages: str) -> float:
        return sum(self.stages[s][0] for s in stages)

    def cpu_s(self, *stages: str) -> float:
        return sum(self.stages[s][1] for s in stages)


class Figures(NamedTuple):
    """All that was measured."""

    samples: Mapping[str, Sample]
    growth: tuple[Grown, ...]
    repeat: int


class Goal(NamedTuple):
    what: str
    limit: float
    value: float
    unit: str

    @property
    def met(self) -> bool:
        return self.value <= self.limit


def page(figures: Figures, date: str) -> str:
    """The whole page."""
    goals = tuple(_goals(figures))
    city = figures.growth[0]
    parts = (
        f"# Benchmarks\n\n{date}. {_machine()}. Medians of {figures.repeat}.\n\n{METHOD}",
        "## Goals\n\n" + _table(("goal", "limit", "measured", ""), map(_goal_row, goals)),
        "## Commands on the reference city\n\n"
        + f"{_size(city)}.\n\n"
        + _table(("command", "wall", "CPU", "peak"), map(_command_row, figures.samples.items())),
        "## Stages of a build\n\n"
        + _table(("stage", "wall", "CPU", "CPU a device", "peak so far"), _stage_rows(city)),
        f"## Growth\n\n{GROWTH}\n" + _growth(figures.growth),
        f"## Others\n\n{OTHERS}",
        "## What falls short\n\n" + _short(goals),
    )
    return "\n".join(parts)


def _goals(figures: Figures) -> Iterator[Goal]:
    samples, city = figures.samples, figures.growth[0]
    devices = city.sizes["devices"]
    compiled = city.cpu_s("compile", "render") / devices * 1000
    yield Goal("`kawanet build` of the reference city", 60, samples["build"].wall_s, "s")
    yield Goal("its peak memory", 1024, samples["build"].peak_mb, "MB")
    yield Goal("compile and render, a device", 20, compiled, "ms")
    yield Goal("parse and prove the city", 15, samples["check, no cache"].wall_s, "s")
    yield Goal("`kawanet --help`", 0.2, samples["help"].wall_s, "s")
    for name in ("description edited", "ACL line added"):
        yield Goal(f"`check`, one {name}", 2, samples[f"check, one {name}"].wall_s, "s")
    largest = figures.growth[-1]
    times = largest.sizes["devices"] / devices
    cpu = largest.sample.cpu_s / city.sample.cpu_s / times
    memory = largest.sample.peak_mb / city.sample.peak_mb / times
    yield Goal(f"growth of CPU time over that of devices ({times:.1f} times)", 1.25, cpu, "")
    yield Goal("growth of memory over that of devices", 1.25, memory, "")


def _goal_row(goal: Goal) -> tuple[str, ...]:
    measured = f"{_number(goal.value)} {goal.unit}".strip()
    return goal.what, f"{goal.limit:g} {goal.unit}".strip(), measured, "" if goal.met else "missed"


def _command_row(item: tuple[str, Sample]) -> tuple[str, ...]:
    name, sample = item
    seconds = (f"{_number(s)} s" for s in (sample.wall_s, sample.cpu_s))
    return name, *seconds, f"{sample.peak_mb:.0f} MB"


def _stage_rows(city: Grown) -> Iterator[tuple[str, ...]]:
    devices = city.sizes["devices"]
    for stage in STAGES:
        wall_s, cpu_s, peak_mb = city.stages[stage]
        each = f"{cpu_s / devices * 1000:.2f} ms"
        yield stage, f"{wall_s:.2f} s", f"{cpu_s:.2f} s", each, f"{peak_mb:.0f} MB"


def _growth(growth: Sequence[Grown]) -> str:
    sizes = (
        "city",
        "devices",
        "lines",
        "routing tables",
        "table entries",
        "proved",
        "wall",
        "peak",
    )
    each = ("CPU ms a device", *PER_DEVICE, "whole", "KB a device")
    return _table(sizes, map(_size_row, growth)) + "\n" + _table(each, map(_each_row, growth))


def _size_row(grown: Grown) -> tuple[str, ...]:
    keys = ("devices", "lines", "tables", "runs")
    proved = f"{grown.sizes['proved']} of {grown.sizes['requirements']}"
    numbers = (f"{grown.sizes[k]:,}" for k in keys)
    sample = grown.sample
    return f"x{grown.times}", *numbers, proved, f"{sample.wall_s:.0f} s", f"{sample.peak_mb:.0f} MB"


def _each_row(grown: Grown) -> tuple[str, ...]:
    devices = grown.sizes["devices"]
    times = [grown.cpu_s(stage) for stage in PER_DEVICE] + [grown.sample.cpu_s]
    memory = f"{grown.sample.peak_mb * 1024 / devices:.0f}"
    return f"x{grown.times}", *(f"{s / devices * 1000:.2f}" for s in times), memory


def _short(goals: Iterable[Goal]) -> str:
    missed = [g for g in goals if not g.met]
    lines = [
        f"* {g.what}: {_number(g.value)} {g.unit}, the goal is {g.limit:g} {g.unit}."
        for g in missed
    ]
    return "\n".join(lines or ["Nothing: every goal is met."]) + "\n"


def _size(city: Grown) -> str:
    return f"{city.sizes['devices']} devices, {city.sizes['lines']:,} lines of configuration"


def _machine() -> str:
    model = next(
        (x.split(":")[1].strip() for x in Path("/proc/cpuinfo").read_text().splitlines()
         if x.startswith("model name")), platform.machine(),
    )  # fmt: skip
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = " / ".join(f"{n:.1f}" for n in os.getloadavg())
    return (
        f"{os.cpu_count()} cores of {model}, {memory_gb:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}; a shared machine, load at the end {load}"
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
