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
from kawanet.observe import (
    eos_json,
    frr_json,
    junos_json,
    nxos_json,
    route_forms,
    state_forms,
)
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
from kawanet.observe.routes import read_rows
from kawanet.observe.tables import Row, UnreadableError, rows
from kawanet.observe.xmltree import is_xml, tree

UNREADABLE = ("KW-OBS-001", Severity.WARNING)
_REFUSALS = re.compile(
    r"% ?(?:Invalid|Incomplete|Ambiguous|Unknown|Permission)|Invalid input"
    r"|syntax error|unknown command|Command fail|command parse error|command not found"
    r"|No such file|error: (?:syntax|command)"
    r'|^\s*\{\s*"errors"|Unknown action|Authorization failed|is not a valid command',
    re.IGNORECASE,
)
_REFUSED_WITHIN = 400  # characters: a refusal is short, and a table's text may hold any word
_NOTHING = re.compile(
    r"\bnot (?:\w+ )?(?:running|active|enabled|configured|found|exist)|^%|\bno .*(?:neighbo|peer)"
    r"|inactive|^total number|^Capability codes|^For address family|\bno route|instance .* not ",
    re.IGNORECASE | re.MULTILINE,
)
_NO_ROUTES = re.compile(
    r"\bno routes?\b|routes? not found|\bnot (?:exist|configured|active|running)|^\s*\{\s*\}\s*$",
    re.IGNORECASE,
)
# A switch that does not route has no table: nothing is said of ours.
_NO_ROUTING = re.compile(r"^Default gateway is|^ICMP redirect cache is empty", re.MULTILINE)
_LAST_PROMPT = re.compile(r"\n(?:\{[\w:-]+\}|[^\s#>$<]{1,64}(?: \([^)]*\))? ?[#>$]) *\s*\Z")
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
    for path, section, kind in sorted(captured, key=_surest_first):
        _read(reading, path, section, kind)
    return Observation(_observed(reading), tuple(reading.findings))


def _surest_first(captured: tuple[str, Section, Kind]) -> tuple[bool, bool, str]:
    """JSON before text, what a kernel has of its routes last."""
    path, section, _ = captured
    structured = is_json(section.text) or is_xml(section.text)
    return section.command.startswith("ip "), not structured, path


def _read(reading: _Reading, path: str, section: Section, kind: Kind) -> None:
    where = Span(path, section.line if section.line > 1 else 0)
    family: Family = 6 if _SIX.search(section.command) else 4
    vdom = None if section.vdom in _MAIN_VDOMS else section.vdom
    vrf = vrf_of(section.command) or vdom
    context = Context(reading.device, vrf, where, family, reading.vrfs)
    text = _ECHO.sub("", _LAST_PROMPT.sub("\n", section.text))
    if _REFUSALS.search(text[:_REFUSED_WITHIN]) or (kind is Kind.ROUTES and _is_silent(path, text)):
        return
    before = len(reading.gathered.routes.unread)
    try:
        if is_json(text):
            _documents(list(documents(text)), kind, context, reading.gathered)
        elif is_xml(text):
            junos_json.read(tree(text), kind, context, reading.gathered)
        elif not _text(text, kind, context, reading):
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


_ECHO = re.compile(r"\A\s*(?:show|get|vtysh|sudo) [^\n]*\n")  # the command itself above its output
_MAIN_VDOMS = frozenset(("", "root", "global", "vdom"))
_SIX = re.compile(r"ipv6|info6|inet6|^ip .*-6")


def _is_silent(path: str, text: str) -> bool:
    """Whether there is no table at all. Only FRR prints nothing of an empty one."""
    return bool(_NO_ROUTING.search(text)) or (not text.strip() and "vtysh" not in path)


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
        elif nxos_json.is_nxos(document):
            nxos_json.read(document, kind, context, into)
        else:
            frr_json.read(document, kind, context, into)


def _text(text: str, kind: Kind, context: Context, reading: _Reading) -> bool:
    """Read text by the first form whose marks stand in it; whether it said anything of its kind."""
    into = reading.gathered
    if kind is Kind.ROUTES:
        for route_form in route_forms.FORMS:
            if any(mark in text for mark in route_form.marks):
                read_rows(route_form, rows(route_form.template, text), context, into.routes)
                if route_form.names_tables:
                    named = route_forms.named_tables(text, context.vrf, context.family)
                    into.routes.tables.update(named)
                return True
        return _is_nothing(text, _NO_ROUTES, context.where, reading)
    return _states(text, kind, context, reading)


def _states(text: str, kind: Kind, context: Context, reading: _Reading) -> bool:
    """Read neighbours or interfaces by the first form that reads every entry; else by the one that
    reads most, and tell how many are left."""
    wanted = state_forms.entries(kind, text)
    best: list[Row] | None = None
    chosen, refusal = None, None
    for form in state_forms.FORMS:
        if form.kind is kind and form.mark in text and (best is None or len(best) < wanted):
            try:
                found = rows(form.template, text)
            except UnreadableError as error:
                refusal = refusal or error
                continue
            if best is None or len(found) > len(best):
                best, chosen = found, form
    if best is None or chosen is None:
        if refusal is not None:
            raise refusal
        return _is_nothing(text, _NOTHING, context.where, reading)
    for row in best:
        reading.gathered.seen.extend(chosen.read(row, context))
    if len(best) < wanted:
        reading.complain(context.where, f"{wanted - len(best)} of {wanted} entries are not read")
    return True


def _is_nothing(text: str, said: re.Pattern[str], where: Span, reading: _Reading) -> bool:
    """Whether a text without any form's marks says that there is nothing; else it is told."""
    if not text.strip() or said.search(text):
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
