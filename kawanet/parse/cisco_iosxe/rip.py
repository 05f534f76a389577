"""RIP: `router rip` with its VRF families, `ipv6 router rip NAME` and its lines on interfaces."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any

from kawanet.errors import Span
from kawanet.model.distances import DistanceRule
from kawanet.model.igp import RipProcess
from kawanet.model.interfaces import Family, RipInterface, RouteFilter
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import Redistribution, Source
from kawanet.parse.bgp_process import classful, distance_rule, prefix_of
from kawanet.parse.cisco_iosxe.covers import Cover, cover, covers_any
from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft
from kawanet.parse.cisco_iosxe.igp_lines import (
    distribute_list,
    filters_on,
    is_passive,
    offset_list,
    passive_interface,
    redistribute_into,
)
from kawanet.parse.cisco_values import ipv4
from kawanet.parse.indented import Statement, gathered
from kawanet.parse.lines import Ledger
from kawanet.parse.redistribution import in_order
from kawanet.parse.result import LineClass
from kawanet.parse.settings import number
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


@dataclass(slots=True)
class RipDraft:
    """RIP in a VRF, or a named process of RIPng."""

    vrf: str
    family: Family
    ledger: Ledger
    where: Span
    second: bool = False  # `version 2`
    settings: dict[str, Any] = field(default_factory=dict)  # fields of `RipProcess`
    networks: list[Cover] = field(default_factory=list)
    redistribute: list[Redistribution] = field(default_factory=list)
    passive_default: bool = False
    passive: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    filters: list[tuple[str | None, RouteFilter]] = field(default_factory=list)
    neighbours: list[IPv4Address] = field(default_factory=list)
    distances: list[DistanceRule] = field(default_factory=list)


def _rip(d: DeviceDraft, s: Statement) -> LineClass:
    """`router rip`; without `version 2` it is classful, which the model is not."""
    draft = _draft(d, DEFAULT_VRF, s)
    draft.settings.setdefault("auto_summary", True)
    lines = gathered(s.children)
    inside = [c for c in lines if c.words[0] == "address-family"]
    read_all(_PROCESS, draft, [c for c in lines if c.words[0] != "address-family"], d.ledger)
    for child in inside:
        d.ledger.claim(child.number, _family(d, child, draft))
    return MODELLED if draft.second else UNMODELLED


def _draft(d: DeviceDraft, vrf: str, s: Statement) -> RipDraft:
    return d.rip.setdefault((4, vrf), RipDraft(vrf, 4, d.ledger, d.ledger.span(s.number)))


def _family(d: DeviceDraft, s: Statement, outer: RipDraft) -> LineClass:
    words = [w for w in s.words[1:] if w != "unicast"]
    if words[:2] != ["ipv4", "vrf"]:
        claim_below(s, UNMODELLED, d.ledger)
        return UNMODELLED
    draft = _draft(d, words[2], s)
    draft.settings.setdefault("auto_summary", True)
    read_all(_PROCESS, draft, s.children, d.ledger)
    return MODELLED if draft.second or outer.second else UNMODELLED


def _ripng(d: DeviceDraft, s: Statement) -> LineClass:
    name = s.words[3]
    draft = RipDraft(DEFAULT_VRF, 6, d.ledger, d.ledger.span(s.number))
    found = d.rip.setdefault((6, name), draft)
    read_all(_PROCESS, found, s.children, d.ledger)
    return MODELLED


def _version(r: RipDraft, s: Statement) -> LineClass:
    r.second = s.words[1] == "2"
    return MODELLED


def _network(r: RipDraft, s: Statement) -> LineClass:
    r.networks.append(cover(classful(ipv4(s.words[1]))))
    return MODELLED


def _distance(r: RipDraft, s: Statement) -> LineClass:
    """`distance N [NEIGHBOUR WILDCARD [ACL]]`."""
    if len(s.words) == 2:
        r.settings["distance"] = int(s.words[1])
        return MODELLED
    rule = distance_rule(s.words[1:])
    r.distances += [rule] if rule is not None else []
    return UNMODELLED if rule is None else MODELLED


def _default_originate(r: RipDraft, s: Statement) -> LineClass:
    r.settings["default_originate"] = True
    return MODELLED if len(s.words) == 2 else UNMODELLED


def _auto_summary(r: RipDraft, s: Statement) -> LineClass:
    r.settings["auto_summary"] = s.words[0] != "no"
    return MODELLED


def _neighbour(r: RipDraft, s: Statement) -> LineClass:
    """`neighbor A`: told though its interface is passive."""
    r.neighbours.append(ipv4(s.words[1]))
    return MODELLED


def processes_of(d: DeviceDraft) -> tuple[RipProcess, ...]:
    """The processes, sorted by family and VRF."""
    drafts = sorted(d.rip.items(), key=lambda item: item[0])
    return tuple(
        RipProcess(
            r.vrf,
            r.family,
            in_order(r.redistribute),
            where=r.where,
            distances=tuple(r.distances),
            **r.settings,
        )
        for _, r in drafts
    )


def rip_of(d: DeviceDraft, i: InterfaceDraft) -> tuple[RipInterface, ...]:
    """What of RIP runs on an interface."""
    found: list[RipInterface] = []
    four = d.rip.get((4, i.vrf))
    if four and i.primary and covers_any(four.networks, i.primary[0].ip):
        told = any(n in i.primary[0].network for n in four.neighbours)
        passive = is_passive(four, i.name) and not told
        found.append(RipInterface(4, passive, i.rip_summaries, filters_on(four, i.name)))
    if i.ripng and (6, i.ripng) in d.rip:
        found.append(RipInterface(6, filters=filters_on(d.rip[6, i.ripng], i.name)))
    return tuple(found)


def _ripng_on(i: InterfaceDraft, s: Statement) -> LineClass:
    if s.words[3:] == ["enable"]:
        i.ripng = s.words[2]
        return MODELLED
    return UNMODELLED  # summary-address, default-information, metric-offset


def _summary(i: InterfaceDraft, s: Statement) -> LineClass:
    """`ip summary-address rip PREFIX MASK`."""
    prefix, _ = prefix_of(s.words[3:], 4)
    i.rip_summaries = (*i.rip_summaries, prefix)
    return MODELLED


_PROCESS = build_table(
    entries(
        """exit, exit-address-family, timers, flash-update-threshold, validate-update-source,
        input-queue, bfd, traffic-share, output-delay, triggered""",
        IRRELEVANT,
    ),
    entries(
        """default-information, port, split-horizon, poison-reverse, no split-horizon, no
        validate-update-source""",
        UNMODELLED,
    ),
    {
        "version": _version,
        "auto-summary": _auto_summary,
        "no auto-summary": _auto_summary,
        "neighbor": _neighbour,
        "distribute-list": distribute_list,
        "offset-list": offset_list,
        "network": _network,
        "passive-interface": passive_interface,
        "no passive-interface": passive_interface,
        "redistribute": redistribute_into(Source.RIP),
        "default-metric": number("default_metric"),
        "distance": _distance,
        "maximum-paths": number("max_paths"),
        "default-information originate": _default_originate,
    },
)
RIP: dict[str, Entry[DeviceDraft]] = {"router rip": _rip, "ipv6 router rip": _ripng}
RIP_INTERFACE: dict[str, Entry[InterfaceDraft]] = {
    "ipv6 rip": _ripng_on,
    "ip summary-address rip": _summary,
    **entries("ip rip, no ip split-horizon", UNMODELLED),
    **entries("ip rip advertise, ip rip initial-delay, ip split-horizon", IRRELEVANT),
}
