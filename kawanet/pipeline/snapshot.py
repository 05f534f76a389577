"""Configuration texts as devices, each with the account of its lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kawanet.errors import InputError, Problem, Span
from kawanet.model.network import Device
from kawanet.parse.result import LineClass, Parsed
from kawanet.pipeline.cache import ParseCache
from kawanet.pipeline.gather import KNOWN, Group, device_files
from kawanet.pipeline.parsing import parse_all
from kawanet.pipeline.reading import attempt, read_configuration


@dataclass(frozen=True)
class Snapshot:
    """The devices read, each with the account of its lines; sorted by name."""

    parsed: tuple[Parsed, ...]

    @property
    def devices(self) -> tuple[Device, ...]:
        """The devices alone."""
        return tuple(p.device for p in self.parsed)

    @property
    def lines(self) -> int:
        """How many lines that are not empty were read."""
        return sum(sum(p.counts.values()) for p in self.parsed)

    def doubtful(self) -> dict[str, tuple[Span, ...]]:
        """Lines of each device that could change forwarding and are not in the model."""
        doubts = {
            p.device.name: tuple(
                u.where for u in p.unclaimed if u.line_class is LineClass.UNMODELLED
            )
            for p in self.parsed
        }
        return {name: spans for name, spans in doubts.items() if spans}


def read_snapshot(paths: Iterable[Path], cache: ParseCache | None = None) -> Snapshot:
    """Read files and folders of configurations.

    Raises:
        InputError: a path is missing, a file is binary, empty or too large, no platform is
            recognised, two files configure one device.
    """
    problems: list[Problem] = []
    roots = tuple(paths)
    devices: dict[str, tuple[Parsed, Path]] = {}
    groups = device_files(roots, problems)
    texts = [_texts(group, problems) for group in groups]
    for group, files, one in zip(groups, texts, parse_all(texts, cache), strict=True):
        if one is not None:
            name = one.device.name
            other = devices.setdefault(name, (one, group[0]))[1]
            if other != group[0]:
                also = f"{name} is also configured by {other}"
                problems.append(Problem(Span(str(group[0]), 1), also, "keep one of them"))
        elif files:
            problems.append(_unknown(group[0], files))
    if not devices and not problems:
        problems.append(Problem(Span(" ".join(map(str, roots))), "holds no configuration"))
    if problems:
        raise InputError(tuple(problems))
    return Snapshot(tuple(devices[name][0] for name in sorted(devices)))


def read_rendered(files: Mapping[str, Mapping[str, str]]) -> Snapshot:
    """Read texts that were just rendered: {device: {file name: text}}."""
    parsed = parse_all(tuple(files.values()))
    return Snapshot(tuple(sorted((p for p in parsed if p), key=lambda p: p.device.name)))


def _texts(group: Group, problems: list[Problem]) -> dict[str, str]:
    """The texts of one device by path; nothing where one of them cannot be read."""
    texts = {str(p): attempt(partial(read_configuration, p), problems) for p in group}
    whole = {name: text for name, text in texts.items() if text is not None}
    return whole if len(whole) == len(group) else {}


def _unknown(path: Path, texts: Mapping[str, str]) -> Problem:
    if not any(map(str.strip, texts.values())):
        return Problem(Span(str(path)), "is empty", "remove it, or take the backup again")
    return Problem(Span(str(path), 1), "is of no known platform", KNOWN)
