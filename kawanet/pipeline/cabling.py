"""Cabling that a folder tells: Batfish's `layer1_topology.json`, else LLDP and CDP output, else the
descriptions of switch ports.

None need be complete, so the plant is a partial one: ports that no cable is told of are up as
their configuration says, and joined by equal subnets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from kawanet.errors import InputError, Problem, Span
from kawanet.findings import Finding, Severity
from kawanet.forwarding.disjoint import DisjointSets
from kawanet.model.plant import Link, Plant, Port
from kawanet.observe.commands import Kind, command_in_name, kind_of
from kawanet.observe.jsontree import documents, records, text
from kawanet.pipeline.descriptions import described_cables
from kawanet.pipeline.naming import known_names, port_of
from kawanet.pipeline.reading import attempt, read_fact, read_output
from kawanet.pipeline.snapshot import NOT_READ, Snapshot

TOLD = "KW-SNP-003"
Pair = tuple[Port, Port]


class Told(NamedTuple):
    """A plant (without links where nothing is told), and where it comes from."""

    plant: Plant
    findings: tuple[Finding, ...] = ()


def told_cabling(snapshot: Snapshot) -> Told:
    """The cabling in the snapshot's own files. What of it cannot be read is a finding."""
    if snapshot.gathered.cabling:
        return _from_file(snapshot, snapshot.gathered.cabling[0])
    return _from_output(snapshot)


def _from_file(snapshot: Snapshot, path: Path) -> Told:
    """Source: Batfish's format: `{"edges": [{"node1": {"hostname", "interfaceName"}, ...}]}`."""
    try:
        made = list(_edges(snapshot, next(iter(documents(read_fact(path))), {})))
    except InputError as error:
        return Told(Plant(), tuple(unread(p) for p in error.problems))
    except ValueError as error:
        return Told(Plant(), (unread(Problem(Span(str(path)), f"is no cabling: {error}")),))
    return _told(made, path.name, path)


def _edges(snapshot: Snapshot, document: Any) -> Iterator[Pair]:
    names = known_names(snapshot)
    devices = {d.name: d for d in snapshot.devices}
    for edge in records(document, "edges"):
        ends = []
        for side in ("node1", "node2"):
            host, port = text(edge, side, "hostname"), text(edge, side, "interfaceName")
            if not host or not port:
                raise ValueError(f"an edge without {side}'s hostname and interfaceName")
            ends.append(port_of(devices, names.get(host.lower(), host), port))
        yield ends[0], ends[1]


def _from_output(snapshot: Snapshot) -> Told:
    problems: list[Problem] = []
    pairs: list[Pair] = []
    findings: list[Finding] = []
    names = known_names(snapshot)
    speakers = known_names(snapshot, files_first=True)
    devices = {d.name: d for d in snapshot.devices}
    for label, paths in _outputs_with_cables(snapshot).items():
        texts = {str(p): attempt(partial(read_output, p), problems) for p in paths}
        from kawanet.observe import observe_device  # noqa: PLC0415 - few folders hold any output

        device = speakers.get(label.lower(), label)
        said = observe_device(device, {p: t for p, t in texts.items() if t is not None})
        findings += said.findings
        for cable in said.observed.cables:
            far = names.get(cable.neighbour.lower(), cable.neighbour)
            pairs.append(
                (
                    port_of(devices, device, cable.interface),
                    port_of(devices, far, cable.neighbour_interface),
                )
            )
    told = _told(pairs, "LLDP and CDP output", None)
    if not told.plant.links:
        told = _told(described_cables(snapshot.devices, names), "the descriptions of ports", None)
    return Told(told.plant, (*told.findings, *findings, *map(unread, problems)))


def _outputs_with_cables(snapshot: Snapshot) -> Mapping[str, list[Path]]:
    """By name, and the logs that hold a configuration beside other outputs."""
    texts = {path for group in snapshot.sources.values() for path in group}
    found: dict[str, list[Path]] = {}
    for output in snapshot.gathered.outputs:
        named = kind_of(command_in_name(output.path.name)) is Kind.CABLES
        if named or output.path in texts:
            found.setdefault(output.device, []).append(output.path)
    return found


def _told(pairs: Iterable[Pair], source: str, path: Path | None) -> Told:
    links = tuple(_links(pairs))
    if not links:
        return Told(Plant())
    message = f"Cabling from {source}: {len(links)} links; other ports joined by equal subnets"
    where = Span(str(path)) if path else None
    return Told(
        Plant(links=links, partial=True), (Finding(TOLD, Severity.NOTE, message, where=where),)
    )


def _links(pairs: Iterable[Pair]) -> Iterator[Link]:
    """A link for all ports that see each other: two ends say it, and a hub joins more than two."""
    sets: DisjointSets[Port] = DisjointSets()
    for a, b in pairs:
        if a != b:
            sets.union(a, b)
    groups: dict[int, list[Port]] = {}
    for port in sets:
        groups.setdefault(sets.find(port), []).append(port)
    for ends in sorted(sorted(group) for group in groups.values()):
        yield Link(" - ".join(map(str, ends)), tuple(ends))


def unread(problem: Problem) -> Finding:
    """A file that could not be used, as a finding."""
    return Finding(
        NOT_READ,
        Severity.WARNING,
        f"not read: {problem.message.removeprefix('is ')}",
        where=problem.where,
    )
