"""What is measured, part by part. A part gives plain values, which `run.py` keeps as JSON; a sample
is [wall s, CPU s, peak MB, runs]."""

from __future__ import annotations

import json
import pickle
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from lab_text import PLANS, write_lab
from measure import KAWANET, Sample, median, run
from scale import write_scaled
from set_form import set_form

from kawanet.pipeline.build import compile_city
from kawanet.render.engine import render_device

CITY = Path("topology/kawasaki")
HERE = Path(__file__).parent
SHARED = Path("../shared/benchmarks/gen_ios.py")  # on which the other tools were measured
TIMES = (1, 2, 5)
EDITED = "configs/kwk-fire-1-rt-1.cfg"
ACL_LINE = re.compile(r"^ deny ip any any log$", re.MULTILINE)
DESCRIPTION = re.compile(r"^ description .*$", re.MULTILINE)
EVERYWHERE = (
    "core",
    "ward",
    "branch",
    "facility",
    "facility_switch",
    "access",
    "tor",
    "headend",
    "mobile_edge",
)
SITE = "site003x04.cfg"  # the device that is edited


class Bench(NamedTuple):
    """A folder to work in, how often a run is repeated, and when to stop repeating."""

    folder: Path
    repeat: int
    ends: float

    def sample(self, once: Callable[[int], Sample], most: int | None = None) -> list[float]:
        """The median of several runs; at least one, fewer where time is short."""
        samples = [once(0)]
        while len(samples) < (most or self.repeat) and time.monotonic() < self.ends:
            samples.append(once(len(samples)))
        return [*median(samples), len(samples)]


def kawanet(*arguments: str | Path, cache: Path | None = None) -> Sample:
    """Run the command in a process of its own."""
    environment = {"XDG_CACHE_HOME": str(cache)} if cache else {}
    return run([sys.executable, "-c", KAWANET, *map(str, arguments)], environment)[0]


def script(name: str, *arguments: object, **environment: str) -> tuple[Sample, Any]:
    """Run one of the scripts beside this one; give what it took, and the JSON that it printed."""
    command = [sys.executable, str(HERE / name), *map(str, arguments)]
    sample, text = run(command, environment)
    return sample, json.loads(text)


def commands(bench: Bench) -> Mapping[str, object]:
    """The commands on the reference city."""
    out, cache = bench.folder / "out", bench.folder / "cache"
    cold = iter(range(10**6))
    edit = partial(_check_edited, out, cache)
    found = {
        "help": bench.sample(lambda _: kawanet("--help")),
        "build": bench.sample(lambda _: kawanet("build", CITY, "-o", out)),
        "check, cold cache": bench.sample(
            lambda _: kawanet("check", out, cache=bench.folder / f"cold-{next(cold)}")
        ),
        "check, no cache": bench.sample(lambda _: kawanet("check", out, "--no-cache")),
    }
    kawanet("check", out, cache=cache)
    warm = {
        "check, warm cache": lambda _: kawanet("check", out, cache=cache),
        "check, one description edited": lambda n: edit(DESCRIPTION, f" description edited {n}"),
        "check, one ACL line added": lambda n: edit(
            ACL_LINE, f" deny ip host 192.0.2.{n + 1} any\n deny ip any any log"
        ),
    }
    return found | {name: bench.sample(once) for name, once in warm.items()}


def _check_edited(out: Path, cache: Path, line: re.Pattern[str], new: str) -> Sample:
    """Check with the first such line of one device changed; put it back afterwards."""
    path = out / EDITED
    text = path.read_text("utf-8")
    path.write_text(line.sub(new, text, count=1), "utf-8")
    try:
        return kawanet("check", out, cache=cache)
    finally:
        path.write_text(text, "utf-8")


def growth(bench: Bench) -> Mapping[str, object]:
    """Builds of larger cities, stage by stage; one run each."""
    return {str(times): _grown(times, bench.folder) for times in TIMES}


def _grown(times: int, folder: Path) -> Mapping[str, object]:
    city = folder / f"x{times}"
    write_scaled(CITY, times, city)
    if times == 1:
        shutil.copy(CITY / "addresses.lock.yml", city)
    sample, found = script("stages.py", city, folder / f"out-x{times}")
    return {"sample": [*sample, 1], **found}


def pairs(name: str, bench: Bench) -> Mapping[str, object]:
    """From the texts of a network to all pairs: the first run ever, with no byte code and nothing
    parsed before; without the parse cache; and with it."""
    folder, generator = _lab(name, bench.folder)
    cold = {
        "PYTHONPYCACHEPREFIX": str(bench.folder / "pyc"),
        "XDG_CACHE_HOME": str(bench.folder / "cache"),
    }
    details: list[Any] = []

    def once(*words: str, **environment: str) -> Callable[[int], Sample]:
        def measured(_: int) -> Sample:
            sample, found = script("all_pairs.py", folder / "configs", *words, **environment)
            details.append(found)
            return sample

        return measured

    found = {
        "first run ever": bench.sample(once("cached", **cold), most=1),
        "from texts": bench.sample(once()),
        "texts parsed before": bench.sample(
            once("cached", XDG_CACHE_HOME=str(bench.folder / "cache"))
        ),
    }
    return {"samples": found, "generator": generator, **details[1]}


def _lab(name: str, folder: Path) -> tuple[Path, str]:
    """The texts of a network, by the script that made them for the other tools if it is there."""
    out = folder / name
    if not SHARED.exists():
        write_lab(out, PLANS[name])
        return out, f"benchmarks/lab_text.py {name}"
    words = [str(n) for n in PLANS[name]]
    run([sys.executable, str(SHARED), str(out), *(words if PLANS[name].switches else words[:4])])
    return out, f"gen_ios.py {' '.join(words)}"


def parsing(bench: Bench) -> Mapping[str, object]:
    """Thousand lines a second for each platform: the reference city built for it, and city300sw."""
    return {name: _parse(bench, devices) for name, devices in _texts(bench.folder).items()}


def _texts(folder: Path) -> Mapping[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for platform in ("cisco_iosxe", "arista_eos", "juniper_junos", "linux_frr"):
        city = compile_city(CITY, None, dict.fromkeys(EVERYWHERE, platform))
        for device in city.network.devices:
            firewall = platform == "cisco_iosxe" and device.platform == "fortinet_fortios"
            if device.platform == platform or firewall:
                texts = {f"configs/{n}": t for n, t in render_device(device).items()}
                found.setdefault(device.platform, []).append(texts)
    found["juniper_junos, `set` form"] = [
        {file: set_form(text) for file, text in texts.items()} for texts in found["juniper_junos"]
    ]
    lab, _ = _lab("city300sw", folder)
    files = sorted((lab / "configs").iterdir())
    return found | {"cisco_iosxe, city300sw": [{str(f): f.read_text("utf-8")} for f in files]}


def _parse(bench: Bench, devices: list[dict[str, str]]) -> Mapping[str, object]:
    file = bench.folder / "texts.pickle"
    file.write_bytes(pickle.dumps(devices))
    runs = [script("parse_speed.py", file)[1]]
    while len(runs) < bench.repeat and time.monotonic() < bench.ends:
        runs.append(script("parse_speed.py", file)[1])
    return {key: sorted(r[key] for r in runs)[len(runs) // 2] for key in runs[0]} | {
        "runs": len(runs)
    }


def edits(bench: Bench) -> Mapping[str, object]:
    """One device of city300sw edited: in a process that stays, and from the shell."""
    folder, _ = _lab("city300sw", bench.folder)
    configs = folder / "configs"
    _, seconds = script("edits.py", configs, SITE, bench.repeat)
    environment = {"XDG_CACHE_HOME": str(bench.folder / "cache")}
    script("all_pairs.py", configs, "cached", **environment)
    text = (configs / SITE).read_text("utf-8")

    def shell(number: int) -> Sample:
        new = text.replace(" ip ospf cost 10\n", f" ip ospf cost {11 + number}\n", 1)
        (configs / SITE).write_text(new, "utf-8")
        return script("all_pairs.py", configs, "cached", **environment)[0]

    return {"stays": seconds, "shell": bench.sample(shell)}


def acls(bench: Bench) -> Mapping[str, object]:
    """Questions about two long ACLs; the seconds are medians."""
    runs = [script("acl_speed.py")[1] for _ in range(bench.repeat)]
    names = runs[0]["seconds"]
    middle = len(runs) // 2
    return {
        "seconds": {n: sorted(r["seconds"][n] for r in runs)[middle] for n in names},
        "found": runs[0]["found"],
    }


PARTS: Mapping[str, Callable[[Bench], Mapping[str, object]]] = {
    "city300": partial(pairs, "city300"),
    "city300sw": partial(pairs, "city300sw"),
    "parse": parsing,
    "edits": edits,
    "acl": acls,
    "commands": commands,
    "growth": growth,
}
