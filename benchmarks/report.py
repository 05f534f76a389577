"""The figures as a page: tables, goals, and what falls short, worked out from the figures."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from peers import ACL_PEERS, PAIRS_PEERS, PARSE_PEERS, WRITING_PEERS

STAGES = ("load", "plan", "compile", "render", "read back", "forward", "prove", "rules", "write")
PER_DEVICE = ("compile", "render", "read back", "forward", "prove", "rules")

METHOD = """\
Each run is a process of its own; *wall* is what the user waits, *CPU* the sum over processes and
cores, *peak* the resident memory of all processes with shared pages counted once. Files are in the
page cache. Byte code is compiled, but for the first run ever. Texts of more than a megabyte are
parsed by two processes, and the proofs of IPv4 and IPv6 run beside each other, so a machine with
one core needs the CPU column. Nothing here is a timed test: `make bench` writes this page.
"""

PAIRS = """\
From texts to all pairs, for IPv4 and IPv6: how the packets from every layer-3 interface to every
destination class end (delivered, taken in by a router, no route, stopped by which kind of filter,
loop), as exact header sets with all filters, firewall rules and NAT along each equal-cost branch;
and all loops, and all packets that arrive on one branch and are lost on another. This is the code
that every command uses: nothing is left out because this network does without it.

Figures of other tools are those that were measured beforehand on a machine of this kind, on texts
by the same generator; they were not measured again here.
"""

EDITS = """\
One device of city300sw edited; everything brought up to date: reading, tables, all pairs, both
families. "In a process that stays" is `kawanet.pipeline.workbench`; from the shell, a new process
with the parse cache.
"""

GROWTH = """\
`benchmarks/scale.py` multiplies what grows in a city: wards with their floors, rings and spurs,
branches and facilities, carriers' services with their circuits; area by area, so that areas become
more and not larger. The core buildings, the firewalls and the policy stay as they are, therefore
5 times the wards are 4 times the devices. 10.0.0.0/8 holds 16 regions a tier, so larger cities
take their addresses from 240.0.0.0/4. Every scaled city is proved whole. One run each.
"""

Figures = Mapping[str, Mapping[str, Any]]
Row = Sequence[str]


class Goal(NamedTuple):
    what: str
    limit: float
    value: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def page(figures: Figures, repeat: int, date: str) -> str:
    """The whole page."""
    goals = tuple(_goals(figures))
    city = figures["growth"]["1"]["sizes"]
    parts = (
        f"# Benchmarks\n\n{date}. {_machine()}. Medians of {repeat}, unless a table says of how "
        f"many.\n\n{METHOD}",
        "## Goals\n\n" + _table(("goal", "limit", "measured", ""), map(_goal_row, goals)),
        f"## From texts to all pairs\n\n{PAIRS}\n" + _pairs(figures),
        "## One device edited\n\n" + f"{EDITS}\n" + _edits(figures["edits"]),
        "## Parsing\n\n" + _parsing(figures["parse"]),
        "## Filters\n\n" + _acls(figures["acl"]),
        "## Commands on the reference city\n\n"
        + f"{city['devices']} devices, {city['lines']:,} lines of configuration.\n\n"
        + _table(("command", "wall", "CPU", "peak", "runs"), _samples(figures["commands"])),
        "## Stages of a build\n\n"
        + _table(
            ("stage", "wall", "CPU", "CPU a device", "peak so far"),
            _stage_rows(figures["growth"]["1"]),
        ),
        f"## Growth\n\n{GROWTH}\n" + _growth(figures["growth"]),
        "## Writing texts: others\n\n" + _table(("who", "what", "time", "memory"), WRITING_PEERS),
        "## What falls short\n\n" + _short(goals),
    )
    return "\n".join(parts)


def _goals(figures: Figures) -> Iterator[Goal]:
    for name, seconds, peak_mb in (("city300", 3, 400), ("city300sw", 6, 500)):
        wall, _, peak, _ = figures[name]["samples"]["from texts"]
        yield Goal(f"{name}: texts to all pairs", seconds, wall, "s")
        yield Goal(f"{name}: its peak memory", peak_mb, peak, "MB")
    for name, rates in figures["parse"].items():
        what = f"parsing, thousand lines a second: {name}"
        yield Goal(what, 150, max(rates["one"], rates["two"]), "", at_least=True)
    for name, seconds in figures["edits"]["stays"].items():
        if "first time" not in name:
            yield Goal(f"city300sw, {name}: in a process that stays", 0.5, median(seconds), "s")
    yield Goal("city300sw, an OSPF cost: from the shell", 2, figures["edits"]["shell"][0], "s")
    limits = {"permit set": 0.25, "cover": 0.015, "shadowed lines": 0.5}
    for name, limit in limits.items():
        yield Goal(f"ACL of 2,000 lines: {name}", limit, figures["acl"]["seconds"][name], "s")
    yield from _city_goals(figures["commands"], figures["growth"])


def _city_goals(samples: Mapping[str, Any], grown: Mapping[str, Any]) -> Iterator[Goal]:
    yield Goal("`kawanet build` of the reference city", 60, samples["build"][0], "s")
    yield Goal("its peak memory", 1024, samples["build"][2], "MB")
    city, largest = grown["1"], grown[max(grown, key=int)]
    devices = city["sizes"]["devices"]
    compiled = (city["stages"]["compile"][1] + city["stages"]["render"][1]) / devices * 1000
    yield Goal("compile and render, a device", 20, compiled, "ms")
    yield Goal("parse and prove the city", 15, samples["check, no cache"][0], "s")
    yield Goal("`kawanet --help`", 0.2, samples["help"][0], "s")
    for name in ("description edited", "ACL line added"):
        yield Goal(f"`check`, one {name}", 2, samples[f"check, one {name}"][0], "s")
    times = largest["sizes"]["devices"] / devices
    cpu = largest["sample"][1] / city["sample"][1] / times
    memory = largest["sample"][2] / city["sample"][2] / times
    yield Goal(f"growth of CPU time over that of devices ({times:.1f} times)", 1.25, cpu, "")
    yield Goal("growth of memory over that of devices", 1.25, memory, "")


def _pairs(figures: Figures) -> str:
    rows: list[Row] = []
    notes = []
    for name in ("city300", "city300sw"):
        found = figures[name]
        rows += [(name, *row) for row in _samples(found["samples"], "kawanet, ")]
        rows += [(name, *row) for row in PAIRS_PEERS[name]]
        sizes, ends = found["sizes"], found["found"]
        stages = ", ".join(f"{k} {v:.2f} s" for k, v in found["stages"].items())
        notes.append(
            f"{name} (`{found['generator']}`): {sizes['devices']:,} devices, "
            f"{sizes['lines']:,} lines, {sizes['tables']:,} routing tables, "
            f"{sizes['routes']:,} routes, {sizes['fib entries']:,} table entries; "
            f"{sizes['sources4']:,} places to send from and {sizes['classes4']:,} destination "
            f"classes, {sizes['sources4'] * sizes['classes4']:,} pairs, of which "
            f"{ends['delivered'] + ends['local']:,} deliver something; {ends['loops']} loops. "
            f"One run without the cache: {stages}.\n"
        )
    heads = ("network", "who", "wall", "CPU", "peak", "runs")
    return "\n".join([_table(heads, rows), *notes])


def _edits(found: Mapping[str, Any]) -> str:
    rows = [(f"{n}, in a process that stays", _seconds(median(s)), str(len(s)))
            for n, s in found["stays"].items()]  # fmt: skip
    rows.append(
        ("an OSPF cost, from the shell", _seconds(found["shell"][0]), _runs(found["shell"]))
    )
    return _table(("what", "wall", "runs"), rows)


def _parsing(found: Mapping[str, Any]) -> str:
    rows: list[Row] = [
        (
            f"kawanet, {name}",
            f"{rates['devices']:,}",
            f"{rates['lines']:,}",
            f"{rates['one']:.0f}",
            f"{rates['two']:.0f}",
            f"{rates['cpu']:.0f}",
            str(rates["runs"]),
        )
        for name, rates in found.items()
    ]
    rows += [(who, "", "", rate, "", "", "") for who, rate in PARSE_PEERS]
    heads = (
        "thousand lines a second",
        "devices",
        "lines",
        "one process",
        "two",
        "a second of CPU",
        "runs",
    )
    return (
        "Typed, every line accounted for with its number; the platform is recognised from the "
        "text. The reference city built for each platform, and city300sw.\n\n" + _table(heads, rows)
    )


def _acls(found: Mapping[str, Any]) -> str:
    rows: list[Row] = [(f"kawanet: {n}", _seconds(s)) for n, s in found["seconds"].items()]
    return (
        "Two ACLs of 2,000 five-tuple lines (`benchmarks/acl_speed.py`), exact. Others had ACLs of "
        "their own, of the same size.\n\n" + _table(("what", "time"), [*rows, *ACL_PEERS])
    )


def _samples(samples: Mapping[str, Sequence[float]], prefix: str = "") -> Iterator[Row]:
    for name, sample in samples.items():
        wall, cpu, peak_mb, _ = sample
        yield prefix + name, _seconds(wall), _seconds(cpu), f"{peak_mb:.0f} MB", _runs(sample)


def _runs(sample: Sequence[float]) -> str:
    return f"{sample[3]:.0f}"


def _seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 0.05 else f"{_number(value)} s"


def _goal_row(goal: Goal) -> Row:
    limit = f"{'at least ' if goal.at_least else ''}{goal.limit:g} {goal.unit}".strip()
    measured = f"{_number(goal.value)} {goal.unit}".strip()
    return goal.what, limit, measured, "" if goal.met else "missed"


def _stage_rows(city: Mapping[str, Any]) -> Iterator[Row]:
    devices = city["sizes"]["devices"]
    for stage in STAGES:
        wall_s, cpu_s, peak_mb = city["stages"][stage]
        each = f"{cpu_s / devices * 1000:.2f} ms"
        yield stage, f"{wall_s:.2f} s", f"{cpu_s:.2f} s", each, f"{peak_mb:.0f} MB"


def _growth(grown: Mapping[str, Any]) -> str:
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
    return (
        _table(sizes, (_size_row(n, g) for n, g in grown.items()))
        + "\n"
        + _table(each, (_each_row(n, g) for n, g in grown.items()))
    )


def _size_row(times: str, grown: Mapping[str, Any]) -> Row:
    sizes, (wall, _, peak, _) = grown["sizes"], grown["sample"]
    numbers = (f"{sizes[k]:,}" for k in ("devices", "lines", "tables", "runs"))
    proved = f"{sizes['proved']} of {sizes['requirements']}"
    return f"x{times}", *numbers, proved, f"{wall:.0f} s", f"{peak:.0f} MB"


def _each_row(times: str, grown: Mapping[str, Any]) -> Row:
    devices, (_, cpu, peak, _) = grown["sizes"]["devices"], grown["sample"]
    seconds = [grown["stages"][stage][1] for stage in PER_DEVICE] + [cpu]
    each = (f"{s / devices * 1000:.2f}" for s in seconds)
    return f"x{times}", *each, f"{peak * 1024 / devices:.0f}"


def _short(goals: Iterable[Goal]) -> str:
    lines = []
    for goal in goals:
        if not goal.met:
            what, limit, measured, _ = _goal_row(goal)
            lines.append(f"* {what}: {measured}, the goal is {limit}.")
    return "\n".join(lines or ["Nothing: every goal is met."]) + "\n"


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


def _table(heads: Row, rows: Iterable[Row]) -> str:
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
