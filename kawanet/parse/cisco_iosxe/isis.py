"""IS-IS: `router isis [NAME]` and its lines on interfaces.

Metrics are narrow unless `metric-style` says otherwise, redistribution is into level 2 unless the
line says otherwise; `passive-interface` tells of an interface that needs no `ip router isis`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from kawanet.errors import Span
from kawanet.model.igp import IsisProcess, IsisSummary, Level
from kawanet.model.interfaces import Family, IsisInterface
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import Redistribution, Source
from kawanet.parse import route_map_match
from kawanet.parse.bgp_process import prefix_of
from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft
from kawanet.parse.cisco_iosxe.igp_lines import BY_ACL, is_passive, passive_interface
from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.redistribution import in_order, read_redistribute, said_last
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    Entry,
    build_table,
    claim_below,
    entries,
    read_all,
)

LEVELS: dict[str, Level] = {**route_map_match.LEVELS, "level-2-only": "2"}


@dataclass(slots=True)
class IsisDraft:
    """An instance."""

    name: str
    ledger: Ledger
    where: Span
    vrf: str = DEFAULT_VRF
    net: str = ""
    settings: dict[str, Any] = field(default_factory=dict)  # fields of `IsisProcess`
    redistribute: list[Redistribution] = field(default_factory=list)
    passive_default: bool = False
    passive: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    summaries: list[IsisSummary] = field(default_factory=list)
    metric: dict[str, int] = field(default_factory=dict)  # level -> of interfaces that say none
    off: bool = False


class IsisPort:
    """IS-IS on an interface; `names` of instances, by family."""

    def __init__(self) -> None:
        self.names: dict[Family, str] = {}
        self.level: Level | None = None
        self.metrics: dict[tuple[Family, str], int] = {}  # (family, level)
        self.network: Literal["broadcast", "point-to-point"] = "broadcast"
        self.passive = False
        self.off = False


def _isis(d: DeviceDraft, s: Statement) -> LineClass:
    name = s.words[2] if len(s.words) > 2 else ""
    found = d.isis.get(name)
    if found is None:
        found = d.isis[name] = IsisDraft(name, d.ledger, d.ledger.span(s.number))
    read_all(_PROCESS, found, s.children, d.ledger)
    return MODELLED


def _net(p: IsisDraft, s: Statement) -> LineClass:
    p.net = p.net or s.words[1]
    return MODELLED


def _level(p: IsisDraft, s: Statement) -> LineClass:
    p.settings["level"] = LEVELS[s.words[1]]
    return MODELLED


def _style(p: IsisDraft, s: Statement) -> LineClass:
    """`metric-style wide|narrow|transition [level]`."""
    p.settings["wide_metrics"] = s.words[1] != "narrow"
    return MODELLED if s.words[1] in ("wide", "narrow") and len(s.words) == 2 else UNMODELLED


def _redistribute(p: IsisDraft, s: Statement) -> LineClass:
    """`redistribute SOURCE ...`; `redistribute isis ip level-2 into level-1` leaks."""
    if "into" in s.words:
        return _leak(p, s)
    taking = read_redistribute(s.words[1:], Source.ISIS, p.ledger.span(s.number))
    p.redistribute = said_last(p.redistribute, taking.found(metric=0, level="2"))
    return taking.line_class


def _leak(p: IsisDraft, s: Statement) -> LineClass:
    words = s.words
    if "level-2" not in words or words[words.index("into") + 1] != "level-1":
        return UNMODELLED
    if words[-2] == "route-map":
        p.settings["leak_policy"] = words[-1]
    elif words[-2] == "distribute-list":
        p.settings["leak_policy"] = f"{BY_ACL}{words[-1]}"
    else:
        return UNMODELLED  # all of it
    return MODELLED


def _summary(p: IsisDraft, s: Statement) -> LineClass:
    """`summary-address PREFIX MASK [level-1|level-2|level-1-2] [tag N] [metric N]`."""
    prefix, rest = prefix_of(s.words[1:], 6 if s.words[0] == "summary-prefix" else 4)
    level: Level = next((LEVELS[w] for w in rest if w in LEVELS), "2")
    p.summaries.append(IsisSummary(prefix, level, p.ledger.span(s.number)))
    return UNMODELLED if "metric" in rest else MODELLED


def _default_originate(p: IsisDraft, s: Statement) -> LineClass:
    p.settings["default_originate"] = True
    return MODELLED if len(s.words) == 2 else UNMODELLED


def _distance(p: IsisDraft, s: Statement) -> LineClass:
    p.settings["distance"] = int(s.words[1])
    return MODELLED if s.words[2:] in ([], ["ip"]) else UNMODELLED


def _maximum_paths(p: IsisDraft, s: Statement) -> LineClass:
    p.settings["max_paths"] = int(s.words[1])
    return MODELLED


def _overload(p: IsisDraft, s: Statement) -> LineClass:
    if "on-startup" in s.words:
        return IRRELEVANT
    p.settings["overload"] = True
    return MODELLED if len(s.words) == 1 else UNMODELLED


def _metric(p: IsisDraft, s: Statement) -> LineClass:
    """`metric N [level-1|level-2]`: of interfaces that say none."""
    levels = [LEVELS[w] for w in s.words[2:]] or ["1", "2"]
    p.metric |= dict.fromkeys(levels, int(s.words[1]))
    return MODELLED


def _vrf(p: IsisDraft, s: Statement) -> LineClass:
    p.vrf = s.words[1]
    return MODELLED


def _family(p: IsisDraft, s: Statement) -> LineClass:
    """`address-family ipv6 [unicast]`, with `multi-topology` inside."""
    if s.words[1] not in ("ipv4", "ipv6") or "multicast" in s.words:
        claim_below(s, UNMODELLED, p.ledger)
        return UNMODELLED
    read_all(_PROCESS if s.words[1] == "ipv4" else _FAMILY_6, p, s.children, p.ledger)
    return MODELLED


def _multi_topology(p: IsisDraft, s: Statement) -> LineClass:
    p.settings["multi_topology"] = True
    return MODELLED if len(s.words) == 1 else UNMODELLED  # transition


def _shutdown(p: IsisDraft, s: Statement) -> LineClass:
    p.off = s.words[0] != "no"
    return MODELLED


def _port(i: InterfaceDraft) -> IsisPort:
    found = i.isis
    if found is None:
        found = i.isis = IsisPort()
    return found


def _router(i: InterfaceDraft, s: Statement) -> LineClass:
    """`ip router isis [NAME]`, `ipv6 router isis [NAME]`."""
    family: Family = 4 if s.words[0] == "ip" else 6
    _port(i).names[family] = s.words[3] if len(s.words) > 3 else ""
    return MODELLED


def _port_metric(i: InterfaceDraft, s: Statement) -> LineClass:
    """`isis [ipv6] metric N [level-1|level-2]`."""
    family: Family = 6 if s.words[1] == "ipv6" else 4
    words = s.words[3:] if family == 6 else s.words[2:]
    if words[0] == "maximum":
        return UNMODELLED
    for level in [LEVELS[w] for w in words[1:]] or ["1", "2"]:
        _port(i).metrics[(family, level)] = int(words[0])
    return MODELLED


def _circuit(i: InterfaceDraft, s: Statement) -> LineClass:
    _port(i).level = LEVELS[s.words[2]]
    return MODELLED


def _point_to_point(i: InterfaceDraft, _: Statement) -> LineClass:
    _port(i).network = "point-to-point"
    return MODELLED


def _port_passive(i: InterfaceDraft, _: Statement) -> LineClass:
    _port(i).passive = True
    return MODELLED


def _port_shutdown(i: InterfaceDraft, _: Statement) -> LineClass:
    _port(i).off = True
    return MODELLED


def processes_of(d: DeviceDraft) -> tuple[IsisProcess, ...]:
    """The instances that have a title, sorted by VRF and name."""
    running = (p for p in d.isis.values() if p.net and not p.off)
    return tuple(
        IsisProcess(
            p.vrf,
            p.name,
            p.net,
            families=_families(d, p.name),
            redistribute=in_order(p.redistribute),
            where=p.where,
            summaries=tuple(p.summaries),
            **{"wide_metrics": False, **p.settings},
        )
        for p in sorted(running, key=lambda p: (p.vrf, p.name))
    )


def _families(d: DeviceDraft, name: str) -> tuple[Family, ...]:
    used = {
        f for i in d.interfaces.values() if i.isis for f, n in i.isis.names.items() if n == name
    }
    return tuple(f for f in (4, 6) if f in used) or (4,)


def isis_of(d: DeviceDraft, i: InterfaceDraft) -> tuple[IsisInterface, ...]:
    """What of IS-IS runs on an interface."""
    running = (p for p in d.isis.values() if p.net and not p.off and p.vrf == i.vrf)
    return tuple(port for p in running if (port := _on(p, i)) is not None)


def _on(p: IsisDraft, i: InterfaceDraft) -> IsisInterface | None:
    port = i.isis or IsisPort()
    families = [f for f in (4, 6) if port.names.get(f) == p.name]
    passive = port.passive or is_passive(p, i.name)
    if not families and passive:
        held = ((4, i.primary), (6, i.ipv6))
        families = [f for f, addresses in held if addresses]
    if not families or port.off:
        return None
    of = {(f, n): port.metrics.get((f, n), p.metric.get(n)) for f in (4, 6) for n in ("1", "2")}
    return IsisInterface(
        p.name,
        tuple(f for f in (4, 6) if f in families),
        port.level,
        of[(4, "1")],
        of[(4, "2")],
        port.metrics.get((6, "1")),
        port.metrics.get((6, "2")),
        passive,
        port.network,
    )


_QUIET = entries(
    """log-adjacency-changes, exit, exit-address-family, timers, lsp-refresh-interval,
    max-lsp-lifetime, lsp-gen-interval, spf-interval, prc-interval, hello, nsf, bfd, fast-flood,
    lsp-mtu, lsp-full, ispf, protocol shutdown, ignore-lsp-errors, hostname, authentication
    send-only, domain-password, area-password, authentication, snmp, max-area-addresses,
    redistribute maximum-prefix, adjacency-check, update-queue-depth, ip route priority""",
    IRRELEVANT,
)
_DOUBTED = entries(
    """advertise, partition, mpls, traffic-share, attached-bit,
    set-attached-bit, distribute-list, ignore-attached-bit, no adjacency-check, fast-reroute,
    segment-routing, default-information, external, use, skeptical, microloop, flex-algo""",
    UNMODELLED,
)
_READERS: dict[str, Entry[IsisDraft]] = {
    "net": _net,
    "is-type": _level,
    "metric-style": _style,
    "passive-interface": passive_interface,
    "no passive-interface": passive_interface,
    "redistribute": _redistribute,
    "default-information originate": _default_originate,
    "summary-address": _summary,
    "summary-prefix": _summary,
    "distance": _distance,
    "maximum-paths": _maximum_paths,
    "set-overload-bit": _overload,
    "metric": _metric,
    "vrf": _vrf,
    "address-family": _family,
    "multi-topology": _multi_topology,
    "shutdown": _shutdown,
    "no shutdown": _shutdown,
}
_PROCESS = build_table(_QUIET, _DOUBTED, _READERS)
_FAMILY_6 = build_table(
    _QUIET,
    _DOUBTED,
    entries("redistribute, distance, maximum-paths, default-information", UNMODELLED),
    {"multi-topology": _multi_topology, "summary-prefix": _summary},
)
ISIS: dict[str, Entry[DeviceDraft]] = {"router isis": _isis}
ISIS_INTERFACE: dict[str, Entry[InterfaceDraft]] = {
    "ip router isis": _router,
    "ipv6 router isis": _router,
    "isis": UNMODELLED,
    "isis metric": _port_metric,
    "isis ipv6 metric": _port_metric,
    "isis circuit-type": _circuit,
    "isis network point-to-point": _point_to_point,
    "isis passive": _port_passive,
    "isis protocol shutdown": _port_shutdown,
    **entries(
        """isis hello-interval, isis hello-multiplier, isis priority, isis csnp-interval, isis
        lsp-interval, isis retransmit-interval, isis retransmit-throttle-interval, isis bfd, isis
        hello padding, isis three-way-handshake, isis authentication, isis password, isis tag""",
        IRRELEVANT,
    ),
}
