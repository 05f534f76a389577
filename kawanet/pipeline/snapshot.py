"""Read a folder of configurations: which files make one device, and what each says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kawanet.errors import InputError, Problem, Span
from kawanet.model.network import Device
from kawanet.parse.registry import parse_device
from kawanet.parse.result import LineClass, Parsed
from kawanet.pipeline.cache import ParseCache

LARGEST_BYTES = 32 << 20
LINUX_FILES = frozenset({"frr.conf", "nftables.conf", "interfaces"})
FACT_FILES = frozenset({"plant.json", "policy.json", "inventory.json", "summary.json"})
ENCODINGS = ("utf-8-sig", "cp932", "latin-1")


@dataclass(frozen=True)
class Snapshot:
    """The devices read, each with the account of its lines; sorted by name."""

    parsed: tuple[Parsed, ...]

    @property
    def devices(self) -> tuple[Device, ...]:
        return tuple(p.device for p in self.parsed)

    @property
    def lines(self) -> int:
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

    A folder that holds one of `LINUX_FILES` is one device; any other file is a device of its own.

    Raises:
        InputError: a path is missing, a file is binary or too large, no platform is recognised,
            two files configure one device.
    """
    problems: list[Problem] = []
    parsed: dict[str, tuple[Parsed, Path]] = {}
    for group in sorted(set(_groups(paths, problems))):
        texts = {str(p): text for p in group if (text := _text(p, problems)) is not None}
        if len(texts) < len(group):
            continue
        one = cache.parsed(texts) if cache else parse_device(texts)
        if one is None:
            problems.append(
                Problem(
                    Span(str(group[0]), 1), "no known platform", "give --platform, or remove it"
                )
            )
        elif one.device.name in parsed:
            other = parsed[one.device.name][1]
            problems.append(
                Problem(Span(str(group[0]), 1), f"{one.device.name} is also configured by {other}")
            )
        else:
            parsed[one.device.name] = (one, group[0])
    if not parsed and not problems:
        problems.append(Problem(Span(" ".join(map(str, paths))), "holds no configuration"))
    if problems:
        raise InputError(tuple(problems))
    return Snapshot(tuple(parsed[name][0] for name in sorted(parsed)))


def read_rendered(files: Mapping[str, Mapping[str, str]]) -> Snapshot:
    """Read texts that were just rendered: {device: {file name: text}}."""
    parsed = (parse_device(texts) for texts in files.values())
    return Snapshot(tuple(sorted((p for p in parsed if p), key=lambda p: p.device.name)))


def _groups(paths: Iterable[Path], problems: list[Problem]) -> Iterator[tuple[Path, ...]]:
    for path in paths:
        if path.is_file():
            yield _siblings(path)
        elif path.is_dir():
            root = path / "configs" if (path / "configs").is_dir() else path
            yield from (_siblings(p) for p in root.rglob("*") if _is_configuration(p, root))
        else:
            problems.append(Problem(Span(str(path)), "no such file or folder"))


def _is_configuration(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return path.is_file() and not hidden and path.name not in FACT_FILES


def _siblings(path: Path) -> tuple[Path, ...]:
    """All files of the device that `path` belongs to."""
    if any((path.parent / name).is_file() for name in LINUX_FILES):
        return tuple(sorted(p for p in path.parent.iterdir() if p.is_file()))
    return (path,)


def _text(path: Path, problems: list[Problem]) -> str | None:
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        limit = f"at most {LARGEST_BYTES >> 20} MB are read"
        problems.append(Problem(Span(str(path)), f"{size >> 20} MB is no configuration", limit))
        return None
    raw = path.read_bytes()
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        problems.append(Problem(Span(str(path), line), "binary data", "give the text"))
        return None
    return _decode(raw)


def _decode(raw: bytes) -> str:
    for encoding in ENCODINGS[:-1]:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode(ENCODINGS[-1])
