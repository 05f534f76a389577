"""`conform`: what we compute of a folder's configurations against what its devices said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kawanet.errors import InputError, Problem, Span
from kawanet.findings import Finding
from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import DataPlane
from kawanet.model.observed import Observed
from kawanet.observe import observe_device
from kawanet.pipeline.cabling import unread
from kawanet.pipeline.circumstances import as_it_stood
from kawanet.pipeline.folder import read_network
from kawanet.pipeline.naming import known_names
from kawanet.pipeline.reading import attempt, read_output
from kawanet.pipeline.snapshot import Choice, Snapshot
from kawanet.verify.conformance import Conformance, conformance


@dataclass(frozen=True)
class Conformed:
    """The comparison, with what was found on the way: unread files and lines of output."""

    snapshot: Snapshot
    dataplane: DataPlane
    conformance: Conformance
    findings: tuple[Finding, ...]


def conform_folder(
    paths: tuple[Path, ...], cached: bool = True, choices: Sequence[Choice] = ()
) -> Conformed:
    """Compare a snapshot with the output of `show` commands that lies in it.

    Raises:
        InputError: no configuration can be read, or there is no output.
    """
    snapshot, network = read_network(paths, cached, choices)
    if not snapshot.gathered.outputs:
        message = "holds no output of `show` commands"
        hint = "put it in show/<device>/<command>.txt beside configs/"
        raise InputError((Problem(Span(" ".join(map(str, paths))), message, hint),))
    said, findings = observe(snapshot)
    stood = as_it_stood(network, snapshot.parsed, said)
    dataplane = simulate(stood.network)
    findings = (*findings, *stood.findings)
    return Conformed(
        snapshot,
        dataplane,
        conformance(dataplane, said, stood.dark),
        (*snapshot.findings, *findings, *dataplane.findings),
    )


def observe(snapshot: Snapshot) -> tuple[Mapping[str, Observed], tuple[Finding, ...]]:
    """What each device said, {its name: ...}; an output of no known device goes by its folder."""
    names = known_names(snapshot, files_first=True)
    files: dict[str, list[Path]] = {}
    for output in snapshot.gathered.outputs:
        files.setdefault(names.get(output.device.lower(), output.device), []).append(output.path)
    problems: list[Problem] = []
    said: dict[str, Observed] = {}
    findings: list[Finding] = []
    for device, paths in sorted(files.items()):
        texts = {str(p): attempt(partial(read_output, p), problems) for p in paths}
        found = observe_device(device, {p: t for p, t in texts.items() if t is not None})
        said[device] = found.observed
        findings += found.findings
    return said, (*findings, *map(unread, problems))
