"""All outputs of one device, each read by the reader that its kind and its text call for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from kawanet.errors import Span
from kawanet.findings import Finding, Severity
from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.observed import (
    Asked,
    Cabling,
    Observed,
    ObservedInterface,
    ObservedNeighbour,
    ObservedRoute,
    ObservedTable,
)
from kawanet.observe import eos_json, frr_json, junos_json, neighbours, routes
from kawanet.observe.commands import (
    Kind,
    Section,
    asks_all,
    command_in_name,
    kind_of,
    sections,
    vrf_of,
)
from kawanet.observe.gathered import Context, Gathered
from kawanet.observe.jsontree import documents, is_json
from kawanet.observe.tables import UnreadableError, rows

UNREADABLE = ("KW-OBS-001", Severity.WARNING)
_REFUSALS = ("% Invalid", "Invalid input", "syntax error", "unknown command", "% Incomplete")
_NOTHING = re.compile(
    r"\bnot (?:\w+ )?(?:running|active|enabled|configured|found|exist)|^%|\bno .*(?:neighbo|peer)"
    r"|inactive|^total number|^Capability codes|^For address family",
    re.IGNORECASE | re.MULTILINE,
)
# `show vrf` of FRR. Older releases print the tables of all VRFs as JSON without saying whose they
# are, in the order of the VRFs' names: its daemons walk `vrfs_by_name`.
_FRR_VRF = re.compile(r"^vrf (\S+) id \d+", re.MULTILINE)
_SHOWN = 120  # characters of a line in a message


@dataclass(frozen=True)
class Observation:
    """What a device said, and what of it could not be read."""

    observed: Observed
    findings: tuple[Finding, ...] = ()


@dataclass
class _Reading:
    device: str
    gathered: Gathered = field(default_factory=Gathered)
    asked: set[Asked] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    vrfs: tuple[str, ...] = ()

    def complain(self, where: Span, message: str) -> None:
        code, severity = UNREADABLE
        self.findings.append(Finding(code, severity, message, self.device, where))


def observe_device(device: str, files: Mapping[str, str]) -> Observation:
    """Read {path: text} of what one device printed. Never raises on text.

    JSON is read before text, so that a command captured both ways is read the surer way.
    """
    reading = _Reading(device)
    captured = [
        (path, section, kind)
        for path, text in sorted(files.items())
        for section in sections(PurePath(path).name, text.replace("\r", ""))
        if (kind := kind_of(section.command)) is not None
    ]
    reading.vrfs = tuple(
        name
        for path, text in sorted(files.items())
        if command_in_name(PurePath(path).name) == "show vrf"
        for name in _FRR_VRF.findall(text)
    )
    for path, section, kind in sorted(captured, key=lambda c: (not is_json(c[1].text), c[0])):
        _read(reading, path, section, kind)
    return Observation(_observed(reading), tuple(reading.findings))


def _read(reading: _Reading, path: str, section: Section, kind: Kind) -> None:
    where = Span(path, section.line if section.line > 1 else 0)
    family: Family = 6 if "ipv6" in section.command or "info6" in section.command else 4
    context = Context(reading.device, vrf_of(section.command), where, family, reading.vrfs)
    if any(mark in section.text[:400] for mark in _REFUSALS):
        return
    before = len(reading.gathered.routes.unread)
    try:
        if is_json(section.text):
            _documents(list(documents(section.text)), kind, context, reading.gathered)
        elif not _text(section.text, kind, context, reading):
            return
    except (UnreadableError, ValueError, KeyError, TypeError, AttributeError) as error:
        reading.complain(where, f"`{section.command}` cannot be read: {error}"[:400])
        return
    every = "*" if asks_all(section.command) else ""
    reading.asked.add(Asked(kind.value, context.vrf or every))
    if kind is Kind.ROUTES and not reading.gathered.routes.tables:
        reading.gathered.routes.tables.add(ObservedTable(context.vrf or DEFAULT_VRF, family))
    for line in reading.gathered.routes.unread[before:]:
        reading.complain(where, f"`{section.command}`: a line is not understood: {line[:_SHOWN]}")


def _documents(found: list[Any], kind: Kind, context: Context, into: Gathered) -> None:
    if kind is Kind.ROUTES and len(found) == len(context.vrfs) + 1 > 1:
        for vrf, document in zip(sorted(("default", *context.vrfs)), found, strict=True):
            frr_json.read(document, kind, context._replace(vrf=vrf), into)
        return
    for document in found:
        if junos_json.is_junos(document):
            junos_json.read(document, kind, context, into)
        elif eos_json.is_eos(document):
            eos_json.read(document, kind, context, into)
        else:
            frr_json.read(document, kind, context, into)


def _text(text: str, kind: Kind, context: Context, reading: _Reading) -> bool:
    """Read text by the first form whose marks stand in it; whether it said anything of its kind."""
    into = reading.gathered
    if kind is Kind.ROUTES:
        for route_form in routes.FORMS:
            if any(mark in text for mark in route_form.marks):
                found = rows(route_form.template, text)
                routes.read_rows(route_form, found, context.vrf, context.where, into.routes)
                if route_form.names_tables:
                    into.routes.tables.update(
                        routes.named_tables(text, context.vrf, context.family)
                    )
                return True
        return _is_nothing(text, where=context.where, reading=reading)
    for form in neighbours.FORMS:
        if form.kind is kind and form.mark in text:
            for row in rows(form.template, text):
                into.seen.extend(form.read(row, context))
            return True
    return _is_nothing(text, where=context.where, reading=reading)


def _is_nothing(text: str, where: Span, reading: _Reading) -> bool:
    """Whether a text without any form's marks says that there is nothing; else it is told."""
    if not text.strip() or _NOTHING.search(text):
        return True
    reading.complain(where, f"no template reads this: {text.strip()[:_SHOWN]!r}")
    return False


def _observed(reading: _Reading) -> Observed:
    """The first word on each route and interface counts: JSON's before text's."""
    found = reading.gathered
    routes_found = {_route_key(r): r for r in reversed(found.routes.routes)}
    peers = {
        (n.vrf, n.protocol, n.peer, n.interface): n
        for n in found.seen
        if isinstance(n, ObservedNeighbour)
    }
    ports: dict[str, ObservedInterface] = {}
    for port in found.seen:
        if isinstance(port, ObservedInterface):
            ports[port.name] = _together(ports.get(port.name), port)
    return Observed(
        reading.device,
        tables=tuple(sorted(found.routes.tables, key=lambda t: (t.vrf, t.family))),
        routes=tuple(routes_found[key] for key in sorted(routes_found)),
        neighbours=tuple(peers[key] for key in sorted(peers)),
        interfaces=tuple(ports[name] for name in sorted(ports)),
        cables=tuple(c for c in found.seen if isinstance(c, Cabling)),
        asked=tuple(sorted(reading.asked)),
    )


def _together(first: ObservedInterface | None, second: ObservedInterface) -> ObservedInterface:
    """Two outputs about one interface: the first word on each thing counts."""
    if first is None:
        return second
    return replace(
        first,
        up=second.up if first.up is None else first.up,
        enabled=second.enabled if first.enabled is None else first.enabled,
        addresses=second.addresses if first.addresses is None else first.addresses,
        vrf=first.vrf or second.vrf,
    )


def _route_key(route: ObservedRoute) -> tuple[str, int, int, int]:
    prefix = route.prefix
    return route.vrf, prefix.version, int(prefix.network_address), prefix.prefixlen
