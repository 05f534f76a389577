"""`coverage`: how much of the text of each device is understood, and which lines are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kawanet.errors import Span
from kawanet.findings import Finding
from kawanet.parse.result import LineClass, Parsed
from kawanet.pipeline.cache import ParseCache, cache_folder
from kawanet.pipeline.snapshot import Choice, read_what_can_be


@dataclass(frozen=True, slots=True)
class Understood:
    """How the lines of a device or of a platform ended. `classified_percent`: all but the
    unrecognised ones, rounded down to a tenth."""

    device: str
    platform: str
    modelled: int
    irrelevant: int
    unmodelled: int
    unrecognised: int
    classified_percent: float


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A line that did not enter the model and could matter."""

    device: str
    line_class: LineClass
    where: Span
    text: str


@dataclass(frozen=True)
class Coverage:
    """Each device, each platform together (`device` is `all`), and the lines in question."""

    devices: tuple[Understood, ...]
    platforms: tuple[Understood, ...]
    lines: tuple[NotUnderstood, ...]
    findings: tuple[Finding, ...] = ()


def coverage(
    paths: tuple[Path, ...], cached: bool = True, choices: Sequence[Choice] = ()
) -> Coverage:
    """Account for every line of the configurations.

    Raises:
        InputError: nothing can be read.
    """
    snapshot = read_what_can_be(paths, ParseCache(cache_folder()) if cached else None, choices)
    platforms = sorted({p.device.platform for p in snapshot.parsed})
    by_platform = [
        _understood("all", name, [p for p in snapshot.parsed if p.device.platform == name])
        for name in platforms
    ]
    if len(platforms) > 1:
        by_platform.append(_understood("all", "all", snapshot.parsed))
    return Coverage(
        tuple(_understood(p.device.name, p.device.platform, [p]) for p in snapshot.parsed),
        tuple(by_platform),
        tuple(
            NotUnderstood(p.device.name, u.line_class, u.where, u.text)
            for p in snapshot.parsed
            for u in p.unclaimed
        ),
        snapshot.findings,
    )


def _understood(device: str, platform: str, parsed: Iterable[Parsed]) -> Understood:
    every = list(parsed)
    counts = {c: sum(p.counts.get(c, 0) for p in every) for c in LineClass}
    lines = sum(counts.values())
    known = lines - counts[LineClass.UNRECOGNISED]
    return Understood(
        device,
        platform,
        counts[LineClass.MODELLED],
        counts[LineClass.IRRELEVANT],
        counts[LineClass.UNMODELLED],
        counts[LineClass.UNRECOGNISED],
        known * 1000 // lines / 10 if lines else 100.0,
    )
