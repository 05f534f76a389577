"""Configuration texts as devices, each with the account of its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from kawanet.errors import InputError, Problem, Span
from kawanet.findings import Finding, Severity
from kawanet.forwarding.policy_routes import not_followed
from kawanet.model.interfaces import IPInterface
from kawanet.model.network import Device
from kawanet.observe.commands import answers, command_in_name
from kawanet.parse.registry import PLATFORMS
from kawanet.parse.result import LineClass, Parsed
from kawanet.pipeline.cache import Keeper
from kawanet.pipeline.gather import KNOWN, LINUX_FILES, MOST_FILES, Gathered, Group, Output, gather
from kawanet.pipeline.hosts import read_host
from kawanet.pipeline.parsing import parse_all
from kawanet.pipeline.reading import attempt, read_configuration

NOT_READ = "KW-SNP-001"
SAME_NAME = "KW-SNP-002"


@dataclass(frozen=True)
class Snapshot:
    """The devices read, each with the account of its lines; sorted by name.

    `sources` names the files of each device, `gathered` all files of the folder, `findings` what
    of it could not be used.
    """

    parsed: tuple[Parsed, ...]
    sources: Mapping[str, Group] = field(default_factory=dict, compare=False)
    gathered: Gathered = field(default=Gathered(()), compare=False)
    findings: tuple[Finding, ...] = ()

    @property
    def devices(self) -> tuple[Device, ...]:
        """The devices alone."""
        return tuple(p.device for p in self.parsed)

    @property
    def lines(self) -> int:
        """How many lines that are not empty were read."""
        return sum(sum(p.counts.values()) for p in self.parsed)

    @property
    def unrecognised(self) -> int:
        """How many lines no parser knows."""
        return sum(p.counts.get(LineClass.UNRECOGNISED, 0) for p in self.parsed)

    def doubtful(self) -> dict[str, tuple[Span, ...]]:
        """Lines of each device that could change forwarding and that no walk of a packet follows:
        they are not in the model, or route by policy in a way that is not."""
        doubts = {
            p.device.name: (
                *(u.where for u in p.unclaimed if u.line_class is LineClass.UNMODELLED),
                *_not_followed(p.device),
            )
            for p in self.parsed
        }
        return {name: spans for name, spans in doubts.items() if spans}


def _not_followed(device: Device) -> Iterator[Span]:
    """Policy routes that no walk follows, once for all interfaces that they are bound to."""
    bound = (i for i in device.interfaces if i.policy_routes)
    spans = {where or i.where for i in bound for where in not_followed(device, i)}
    return iter(sorted(s for s in spans if s is not None))


@dataclass(frozen=True)
class Choice:
    """A platform that the user names for files: `glob` matches a path, its name or a folder."""

    glob: str
    platform: str

    def takes(self, path: Path) -> bool:
        """Whether it is meant for this file."""
        return any(fnmatchcase(part, self.glob) for part in (str(path), *path.parts))


def platform_choices(words: Iterable[str]) -> tuple[Choice, ...]:
    """Read `NAME` (for every file) and `GLOB=NAME`; the first that takes a file counts.

    Raises:
        InputError: no such platform.
    """
    made = []
    for word in words:
        glob, equals, name = word.rpartition("=")
        if name not in PLATFORMS:
            problem = Problem(Span(f"--platform {word}"), "no such platform", ", ".join(PLATFORMS))
            raise InputError((problem,))
        made.append(Choice(glob if equals else "*", name))
    return tuple(made)


def read_snapshot(
    paths: Iterable[Path], cache: Keeper | None = None, choices: Sequence[Choice] = ()
) -> Snapshot:
    """Read files and folders of configurations; one that cannot be read makes all useless.

    Raises:
        InputError: a path is missing, a file is binary, empty or too large, no platform is
            recognised, two files configure one device.
    """
    roots = tuple(paths)
    snapshot, problems = _read(roots, cache, choices, rename=False)
    if problems:
        raise InputError(tuple(problems))
    return snapshot


def read_what_can_be(
    paths: Iterable[Path], cache: Keeper | None = None, choices: Sequence[Choice] = ()
) -> Snapshot:
    """Read files and folders of configurations; what cannot be read becomes a finding.

    Two devices of one name are kept apart by the names of their folders or files; a second backup
    of one device, which has all its addresses, is not used.

    Raises:
        InputError: nothing at all can be read.
    """
    roots = tuple(paths)
    snapshot, problems = _read(roots, cache, choices, rename=True)
    if not snapshot.parsed:
        raise InputError(tuple(problems))
    findings = (
        Finding(
            NOT_READ,
            Severity.WARNING,
            f"not read: {p.message.removeprefix('is ')}" + (f" ({p.hint})" if p.hint else ""),
            where=p.where,
        )
        for p in sorted(problems, key=lambda p: (p.where, p.message))
    )
    return replace(snapshot, findings=(*snapshot.findings, *findings))


def _read(
    roots: tuple[Path, ...], cache: Keeper | None, choices: Sequence[Choice], rename: bool
) -> tuple[Snapshot, list[Problem]]:
    problems: list[Problem] = []
    findings: list[Finding] = []
    gathered = gather(roots, problems)
    devices: dict[str, Parsed] = {}
    sources: dict[str, Group] = {}
    logs: list[Output] = []
    texts = [_texts(group, problems) for group in gathered.groups]
    platforms = [_chosen(group, choices) for group in gathered.groups]
    parses = parse_all(texts, cache, platforms)
    hosts = [read_host(path, problems) for path in gathered.hosts]
    groups = (*gathered.groups, *((path,) for path in gathered.hosts))
    texts += [{} for _ in hosts]
    for group, files, made in zip(groups, texts, (*parses, *hosts), strict=True):
        if made is None:
            if files:
                problems.append(_unknown(group[0], files))
            continue
        one = _named(made, group[0])
        name = one.device.name
        if name in devices:
            also = f"{name} is also configured by {sources[name][0]}"
            if not rename:
                problems.append(Problem(Span(str(group[0]), 1), also, "keep one of them"))
                continue
            if _addresses(made) and _addresses(made) == _addresses(devices[name]):
                where = Span(str(group[0]), 1)
                message = f"{also}, with the same addresses: this one is not used"
                findings.append(Finding(SAME_NAME, Severity.WARNING, message, name, where))
                continue
            name = _other_name(name, group[0], devices)
            one = replace(made, device=replace(made.device, name=name))
            message = f"{also}: this one is called {name}"
            where = Span(str(group[0]), 1)
            findings.append(Finding(SAME_NAME, Severity.WARNING, message, name, where))
        devices[name], sources[name] = one, group
        logs += (Output(name, p) for p in group if answers(files.get(str(p), "")))
    if not devices and not problems:
        problems.append(Problem(Span(" ".join(map(str, roots))), "holds no configuration"))
    parsed = tuple(devices[name] for name in sorted(devices))
    everything = replace(gathered, outputs=(*gathered.outputs, *logs))
    return Snapshot(parsed, sources, everything, tuple(findings)), problems


def _named(parsed: Parsed, path: Path) -> Parsed:
    """A device whose text tells no name is called after its folder where the file's name is the
    same on every box, else after its file."""
    if parsed.device.name:
        return parsed
    named = path.parent.name if path.name in LINUX_FILES else path.stem
    return replace(parsed, device=replace(parsed.device, name=named or path.stem))


def _addresses(parsed: Parsed) -> frozenset[IPInterface]:
    return frozenset(a for i in parsed.device.interfaces for a in i.addresses)


def _other_name(name: str, path: Path, taken: Mapping[str, object]) -> str:
    """A name for a device whose own is taken: its folder's (its file's where that is no command),
    else its own with a number."""
    named = path.parent.name if command_in_name(path.name).startswith("show") else path.stem
    numbered = (f"{name}-{n}" for n in range(2, MOST_FILES + 2))
    return next(n for n in (named, path.parent.name, *numbered) if n and n not in taken)


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


def _chosen(group: Group, choices: Sequence[Choice]) -> str | None:
    return next((c.platform for c in choices if any(c.takes(p) for p in group)), None)
