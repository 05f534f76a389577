"""Which files below the paths given are configurations, and which of them make one device."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from kawanet.errors import Problem, Span
from kawanet.parse.registry import PLATFORMS
from kawanet.pipeline.reading import is_file, is_folder, reason

MOST_FILES = 100_000
CONFIGS, PLANT, POLICY = "configs", "plant.json", "policy.json"
LINUX_FILES = frozenset({"frr.conf", "nftables.conf", "interfaces"})
FACT_FILES = frozenset(
    {
        PLANT,
        POLICY,
        "inventory.json",
        "summary.json",
        "addresses.csv",
        "report.sarif",
        "report.junit.xml",
    }
)
CITY_FILES = ("*.yml", "*.yaml")
KNOWN = f"known are {', '.join(PLATFORMS)}; keep other files elsewhere"

Group = tuple[Path, ...]


def is_city(folder: Path) -> bool:
    """Whether the folder holds a city's YAML, and not what `build` made of it."""
    if not is_folder(folder) or is_folder(folder / CONFIGS):
        return False
    return any(next(folder.glob(form), None) for form in CITY_FILES)


def device_files(paths: Iterable[Path], problems: list[Problem]) -> list[Group]:
    """The files of each device, sorted and each once.

    A folder that holds one of `LINUX_FILES` is one device, all its files together; any other
    file is a device of its own. Hidden files and what `build` writes beside the configurations
    are passed over. Of an `out` folder, only `configs/` is read.
    """
    groups = {_siblings(path, problems) for root in paths for path in _files(root, problems)}
    return sorted(groups)


def _files(path: Path, problems: list[Problem]) -> Iterator[Path]:
    if is_city(path):
        hint = f"`kawanet build {path} -o out` writes them; then `kawanet check out`"
        message = "holds a city's YAML, not configurations"
        problems.append(Problem(Span(str(path)), message, hint))
    else:
        inner = path / CONFIGS
        yield from _walk(inner if is_folder(inner) else path, problems)


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
                waiting += (p for p in path.iterdir() if _may_be_configuration(p))
        except (OSError, ValueError) as error:
            problems.append(Problem(Span(str(path)), f"cannot be read: {reason(error)}"))


def _may_be_configuration(path: Path) -> bool:
    return not path.name.startswith(".") and path.name not in FACT_FILES


def _siblings(path: Path, problems: list[Problem]) -> Group:
    """All files of the device that `path` belongs to."""
    if not any(is_file(path.parent / name) for name in LINUX_FILES):
        return (path,)
    try:
        beside = sorted(path.parent.iterdir())
    except OSError as error:
        problems.append(Problem(Span(str(path.parent)), f"cannot be read: {reason(error)}"))
        return (path,)
    return tuple(p for p in beside if is_file(p) and _may_be_configuration(p))
