"""What the files below the paths given are: configurations (and which of them make one device),
output of `show` commands, Batfish's hosts and cabling.

A folder that holds `configs/` is a snapshot: configurations are only in there, and what the devices
said is in `show/` beside it. In any other folder every file is a configuration, except for those
whose name is a `show` command (`R1/show_ip_route.txt`, `R1_show_version.txt`), for Batfish's own
files, and for what stands in a folder called `show`.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kawanet.errors import Problem, Span
from kawanet.observe.commands import device_in_name, is_output, stem
from kawanet.parse.registry import PLATFORMS
from kawanet.pipeline.reading import is_file, is_folder, reason

MOST_FILES = 100_000
CONFIGS, SHOW, PLANT, POLICY = "configs", "show", "plant.json", "policy.json"
HOSTS, LAYER1 = "hosts", "layer1_topology.json"
LINUX_FILES = frozenset(
    {"frr.conf", "nftables.conf", "nftables.json", "interfaces", "rules.v4", "rules.v6"}
)
FACT_FILES = frozenset(
    {
        PLANT,
        POLICY,
        LAYER1,
        "inventory.json",
        "summary.json",
        "addresses.csv",
        "report.sarif",
        "report.junit.xml",
        "external_bgp_announcements.json",
        "host_nos.txt",
        "isp_config.json",
        "runtime_data.json",
        "node_roles.json",
    }
)
BATFISH_FOLDERS = frozenset({"batfish", "iptables"})
CITY_FILES = ("*.yml", "*.yaml")
KNOWN = f"known are {', '.join(PLATFORMS)}; keep other files elsewhere, or say --platform"

Group = tuple[Path, ...]


class Output(NamedTuple):
    """Something that a device printed; `device` is the folder it stands in, or its name's begin."""

    device: str
    path: Path


@dataclass(frozen=True)
class Gathered:
    """All files by what they are. Groups are sorted, each device's files once."""

    groups: tuple[Group, ...]
    outputs: tuple[Output, ...] = ()
    hosts: tuple[Path, ...] = ()
    cabling: tuple[Path, ...] = ()


def is_city(folder: Path) -> bool:
    """Whether the folder holds a city's YAML, and not what `build` made of it."""
    if not is_folder(folder) or is_folder(folder / CONFIGS):
        return False
    return any(next(folder.glob(form), None) for form in CITY_FILES)


def device_files(paths: Iterable[Path], problems: list[Problem]) -> list[Group]:
    """The configuration files of each device; see `gather`."""
    return list(gather(paths, problems).groups)


def gather(paths: Iterable[Path], problems: list[Problem]) -> Gathered:
    """Sort all files below the paths.

    A folder that holds one of `LINUX_FILES` is one device, all its files together; any other
    file is a device of its own. Hidden files and what `build` writes beside the configurations
    are passed over.
    """
    groups: set[Group] = set()
    linux: dict[Path, bool] = {}
    outputs: set[Output] = set()
    hosts: set[Path] = set()
    cabling: set[Path] = set()
    for root in paths:
        for path in _files(root, problems):
            if path.name == LAYER1:
                cabling.add(path)
            elif path.name in FACT_FILES and path != root:
                continue
            elif path.parent.name == HOSTS and path.suffix == ".json":
                hosts.add(path)
            elif path != root and (is_output(path.name) or _below_show(path, root)):
                outputs.add(Output(_speaker(path), path))
            else:
                groups.add(_siblings(path, linux, problems))
    return Gathered(
        tuple(sorted(groups)),
        tuple(sorted(outputs)),
        tuple(sorted(hosts)),
        tuple(sorted(cabling, key=lambda p: (len(p.parts), p))),
    )


def _speaker(path: Path) -> str:
    """Whose output it is: `r1_show_version.txt`, `r1/show_version.txt`, `show/r1.log`."""
    named = device_in_name(path.name)
    if not named and path.parent.name == SHOW and not is_output(path.name):
        return stem(path.name)
    return named or path.parent.name


def _below_show(path: Path, root: Path) -> bool:
    inner = path.parts[len(root.parts) : -1]
    return SHOW in inner and CONFIGS not in inner


def _files(path: Path, problems: list[Problem]) -> Iterator[Path]:
    if is_city(path):
        hint = f"`kawanet build {path} -o out` writes them; then `kawanet check out`"
        message = "holds a city's YAML, not configurations"
        problems.append(Problem(Span(str(path)), message, hint))
    else:
        yield from _walk(path, problems)


def _walk(root: Path, problems: list[Problem]) -> Iterator[Path]:
    """Regular files at and below `root`, through symbolic links, each folder once."""
    waiting, seen, count = [root], set[tuple[int, int]](), 0
    while waiting:
        path = waiting.pop()
        count += 1
        if count > MOST_FILES:
            limit = f"more than {MOST_FILES} files and folders"
            problems.append(Problem(Span(str(root)), limit, "name the folder of configurations"))
            return
        try:
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                yield path
            elif not stat.S_ISDIR(status.st_mode):
                problems.append(Problem(Span(str(path)), "is neither a file nor a folder"))
            elif (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                waiting += _inside(path)
        except (OSError, ValueError) as error:
            problems.append(Problem(Span(str(path)), f"cannot be read: {reason(error)}"))


def _inside(folder: Path) -> list[Path]:
    """Members of a folder to look at. Beside `configs/`, only what Batfish and `show` leave."""
    members = [p for p in folder.iterdir() if not p.name.startswith(".")]
    names = {p.name for p in members}
    if CONFIGS in names and is_folder(folder / CONFIGS):
        beside = {CONFIGS, SHOW, HOSTS, LAYER1, "batfish"}
        return [p for p in members if p.name in beside]
    if folder.name == "batfish":
        return [p for p in members if p.name == LAYER1]
    return [p for p in members if p.name not in BATFISH_FOLDERS or not is_folder(p)]


def _siblings(path: Path, linux: dict[Path, bool], problems: list[Problem]) -> Group:
    """All files of the device that `path` belongs to; `linux` are the folders looked at before."""
    if path.parent not in linux:
        linux[path.parent] = any(is_file(path.parent / name) for name in LINUX_FILES)
    if not linux[path.parent]:
        return (path,)
    try:
        beside = sorted(path.parent.iterdir())
    except OSError as error:
        problems.append(Problem(Span(str(path.parent)), f"cannot be read: {reason(error)}"))
        return (path,)
    return tuple(p for p in beside if is_file(p) and _may_be_configuration(p))


def _may_be_configuration(path: Path) -> bool:
    return (
        not path.name.startswith(".") and path.name not in FACT_FILES and not is_output(path.name)
    )
