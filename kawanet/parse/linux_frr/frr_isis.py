"""FRR's `router isis` and the `isis` lines of its interfaces.

Source: FRR 8.4 user guide, ISIS (metrics are wide and both levels are spoken unless a line says
otherwise; a level stands before the number of `isis metric`); isisd/isis_circuit.c (a loopback is
always passive); lib/zebra.h and Debian's build (`MULTIPATH_NUM` paths are used).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from kawanet.errors import Span
from kawanet.model.igp import IsisProcess, Level
from kawanet.model.interfaces import Family, InterfaceKind, IsisInterface
from kawanet.model.route_policy import Redistribution, Source
from kawanet.parse.indented import Statement
from kawanet.parse.redistribution import read_redistribute
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, Entry, build_table, entries

ALL_PATHS = 256
LEVELS: dict[str, Level] = {
    "level-1": "1",
    "level-1-2": "1-2",
    "level-2-only": "2",
    "level-2": "2",
}
_FAMILIES: dict[str, Family] = {"ipv4": 4, "ipv6": 6}


@dataclass(slots=True)
class IsisDraft:
    """An instance. `redistribute` holds what is taken in, by family, source and level."""

    vrf: str
    name: str
    file: str
    where: Span
    net: str = ""
    settings: dict[str, Any] = field(default_factory=dict)  # fields of `IsisProcess`
    redistribute: dict[tuple[Source, Family, str], Redistribution] = field(default_factory=dict)
    defaults: set[Family] = field(default_factory=set)

    def span(self, statement: Statement) -> Span:
        """The place of a line."""
        return Span(self.file, statement.number)


@dataclass(slots=True)
class IsisPort:
    """IS-IS on an interface; `names` of instances, by family."""

    names: dict[Family, str] = field(default_factory=dict)
    level: Level | None = None
    metrics: dict[str, int] = field(default_factory=dict)  # by level
    network: Literal["broadcast", "point-to-point"] = "broadcast"
    passive: bool = False


# ---- the instance ---------------------------------------------------------------------------


def _net(p: IsisDraft, s: Statement) -> LineClass:
    """The first title; more than one is for a change of areas."""
    if p.net:
        return UNMODELLED
    p.net = s.words[1]
    return MODELLED


def _is_type(p: IsisDraft, s: Statement) -> LineClass:
    p.settings["level"] = LEVELS[s.words[1]]
    return MODELLED


def _style(p: IsisDraft, s: Statement) -> LineClass:
    """`metric-style narrow|transition|wide`."""
    p.settings["wide_metrics"] = s.words[1] != "narrow"
    return MODELLED if s.words[1] in ("wide", "narrow") else UNMODELLED


def _topology(p: IsisDraft, s: Statement) -> LineClass:
    """`topology ipv6-unicast`: IPv6 has a graph of its own."""
    if s.words[1:] != ["ipv6-unicast"]:
        return UNMODELLED
    p.settings["multi_topology"] = True
    return MODELLED


def _redistribute(p: IsisDraft, s: Statement) -> LineClass:
    """`redistribute ipv4|ipv6 SOURCE level-1|level-2 [metric N] [route-map NAME]`."""
    family, level = _FAMILIES[s.words[1]], s.words[3]
    taking = read_redistribute([s.words[2], *s.words[4:]], Source.ISIS, p.span(s))
    found = taking.found(metric=0, level=LEVELS[level])
    p.redistribute[(found.source, family, level)] = replace(found, family=family)
    return taking.line_class


def _default(p: IsisDraft, s: Statement) -> LineClass:
    """`default-information originate ipv4|ipv6 level-1|level-2 [always] [metric N]
    [route-map NAME]`: into level 2, plainly, is in the model."""
    p.settings["default_originate"] = True
    p.defaults.add(_FAMILIES[s.words[2]])
    return MODELLED if s.words[3:] == ["level-2"] else UNMODELLED


def _overload(p: IsisDraft, s: Statement) -> LineClass:
    """`set-overload-bit`; on startup only, it is over soon."""
    if s.words[1:]:
        return IRRELEVANT
    p.settings["overload"] = True
    return MODELLED


PROCESS = build_table(
    entries(
        """lsp-gen-interval, lsp-refresh-interval, max-lsp-lifetime, lsp-timers, lsp-mtu,
        spf-interval, spf-delay-ietf, spf, hostname, dynamic-hostname, log-adjacency-changes,
        log-pdu-drops, purge-originator, area-password, domain-password, snmp, router-capability,
        segment-routing, mpls-te, mpls, admin-group, affinity-map""",
        IRRELEVANT,
    ),
    entries(
        """attached-bit, set-attached-bit, no attached-bit, advertise-high-metrics, fast-reroute,
        advertise-passive-only, topology, flex-algo, spf prefix-priority""",
        UNMODELLED,
    ),
    {
        "net": _net,
        "is-type": _is_type,
        "metric-style": _style,
        "topology": _topology,
        "redistribute": _redistribute,
        "default-information originate": _default,
        "set-overload-bit": _overload,
    },
)


# ---- the interface --------------------------------------------------------------------------


def _router(i: IsisPort, s: Statement) -> LineClass:
    """`ip|ipv6 router isis NAME [vrf X]`; the interface's VRF is its own."""
    i.names[4 if s.words[0] == "ip" else 6] = s.words[3]
    return MODELLED


def _metric(i: IsisPort, s: Statement) -> LineClass:
    """`isis metric [level-1|level-2] N`."""
    levels = [LEVELS[w] for w in s.words[2:-1]] or ["1", "2"]
    i.metrics |= dict.fromkeys(levels, int(s.words[-1]))
    return MODELLED


def _circuit(i: IsisPort, s: Statement) -> LineClass:
    i.level = LEVELS[s.words[2]]
    return MODELLED


def _network(i: IsisPort, s: Statement) -> LineClass:
    if s.words[2:] != ["point-to-point"]:
        return UNMODELLED
    i.network = "point-to-point"
    return MODELLED


def _passive(i: IsisPort, s: Statement) -> LineClass:
    i.passive = s.words[0] != "no"
    return MODELLED


_PORT_READERS: dict[str, Entry[IsisPort]] = {
    "ip router isis": _router,
    "ipv6 router isis": _router,
    "isis metric": _metric,
    "isis circuit-type": _circuit,
    "isis network": _network,
    "isis passive": _passive,
    "no isis passive": _passive,
}
PORT = build_table(
    entries(
        """isis hello-interval, isis hello-multiplier, isis priority, isis csnp-interval, isis
        psnp-interval, isis hello, isis three-way-handshake, no isis three-way-handshake, isis
        bfd, isis mpls, isis fast-reroute, no isis hello, isis affinity""",
        IRRELEVANT,
    ),
    entries("isis, no isis topology, isis topology, isis password", UNMODELLED),
    _PORT_READERS,
)


# ---- what is found --------------------------------------------------------------------------


def processes_of(
    drafts: Iterable[IsisDraft], ports: Iterable[tuple[str, IsisPort]]
) -> tuple[IsisProcess, ...]:
    """The instances that have a title, sorted by VRF and name. `ports`: with their VRFs."""
    held = list(ports)
    return tuple(
        IsisProcess(
            p.vrf,
            p.name,
            p.net,
            families=_families(p, held),
            redistribute=tuple(p.redistribute[key] for key in sorted(p.redistribute)),
            max_paths=ALL_PATHS,
            where=p.where,
            **p.settings,
        )
        for p in sorted(drafts, key=lambda p: (p.vrf, p.name))
        if p.net
    )


def _families(p: IsisDraft, ports: Iterable[tuple[str, IsisPort]]) -> tuple[Family, ...]:
    used = {
        f for vrf, port in ports for f, name in port.names.items() if (vrf, name) == (p.vrf, p.name)
    }
    return tuple(f for f in _both() if f in used) or (4,)


def _both() -> Iterator[Family]:
    yield 4
    yield 6


def isis_on(port: IsisPort | None, kind: InterfaceKind) -> tuple[IsisInterface, ...]:
    """What of IS-IS runs on an interface: an entry an instance."""
    if port is None:
        return ()
    found = []
    for name in sorted(set(port.names.values())):
        one, two = port.metrics.get("1"), port.metrics.get("2")
        found.append(
            IsisInterface(
                name,
                tuple(f for f in _both() if port.names.get(f) == name),
                port.level,
                one,
                two,
                one,
                two,
                port.passive or kind is InterfaceKind.LOOPBACK,
                port.network,
            )
        )
    return tuple(found)
