"""Which VRFs route, static routes, and one OSPF process of each version in a VRF."""

from __future__ import annotations

from functools import partial
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.routing import RouteLeak, Source, StaticRoute, Track
from kawanet.parse.arista_eos.bgp import BGP
from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.arista_eos.igp import IGP
from kawanet.parse.arista_eos.policy import ROUTE_POLICY
from kawanet.parse.arista_eos.values import interface_name
from kawanet.parse.cisco_iosxe.draft import AreaDraft, ProcessDraft
from kawanet.parse.cisco_iosxe.igp_lines import passive_interface
from kawanet.parse.cisco_iosxe.ospf import PROCESS, process_of
from kawanet.parse.cisco_iosxe.routing import static_hop
from kawanet.parse.cisco_values import area_number, ipv4, ipv4_prefix, ipv6_network
from kawanet.parse.indented import Statement
from kawanet.parse.redistribution import read_redistribute
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

_BOTH: tuple[Family, ...] = (4, 6)
_METRIC = 1  # of a redistributed route whose route map sets none, as `show ip route` prints
_PASSIVE = partial(passive_interface, full_name=interface_name)
_TRANSLATION = ("lsa", "type-7", "convert", "type-5")
_ELSEWHERE = ("Nexthop-Group", "vtep", "label")


def _family(s: Statement) -> Family:
    return 4 if s.words[0] == "ip" else 6


def _routes(d: EosDevice, s: Statement) -> LineClass:
    """`ip routing [vrf X]`, `ipv6 unicast-routing [vrf X]`."""
    vrf = s.words[3] if s.words[2:3] == ["vrf"] else DEFAULT_VRF
    d.forwarding.add((_family(s), vrf))
    return MODELLED


def _static(d: EosDevice, s: Statement) -> LineClass:
    """`ip route [vrf V] prefix [egress-vrf W] [interface] [next hop] [distance] ...`."""
    words = s.words[2:]
    vrf, leak = DEFAULT_VRF, None
    if words[0] == "vrf":
        vrf, words = words[1], words[2:]
    network, words = words[0], words[1:]
    if words[0] == "egress-vrf":
        leak, words = words[1], words[2:]
    if words[0] in _ELSEWHERE:
        return UNMODELLED
    if words[-3:-1] == ["track", "bfd"] or words[-2:] == ["track", "bfd"]:
        words = words[: words.index("track")]
    where = d.ledger.span(s.number)
    prefix = ipv4_prefix(network) if s.words[0] == "ip" else ipv6_network(network)
    return static_hop(
        d, StaticRoute(vrf, prefix, next_hop_vrf=leak, where=where), words, interface_name
    )


def _ospf(d: EosDevice, s: Statement) -> LineClass:
    """`router ospf N [vrf X]`: a second process in a VRF is not modelled."""
    vrf = s.words[4] if s.words[3:4] == ["vrf"] else DEFAULT_VRF
    number = int(s.words[2])
    if d.ospf_numbers.setdefault(vrf, number) != number:
        claim_below(s, UNMODELLED, d.ledger)
        return UNMODELLED
    read_all(_PROCESS, process_of(d, 4, None, vrf, s), s.children, d.ledger)
    return MODELLED


def _ospfv3(d: EosDevice, s: Statement) -> LineClass:
    """`router ospfv3 [vrf X]`, with its address family inside, and `ipv6 router ospf N [vrf X]`."""
    vrf = s.words[-1] if "vrf" in s.words[:-1] else DEFAULT_VRF
    process = process_of(d, 6, None, vrf, s)
    read_all(_PROCESS, process, s.children, d.ledger)
    for child in s.children:
        if child.words == ["address-family", "ipv6"]:
            d.ledger.claim(child.number)
            read_all(_PROCESS, process, child.children, d.ledger)
    return MODELLED


def _redistribute(p: ProcessDraft, s: Statement) -> LineClass:
    """`redistribute SOURCE [match ...] [route-map M]`; metrics are set in the route map."""
    taking = read_redistribute(s.words[1:], Source.OSPF, p.ledger.span(s.number))
    p.redistribute.append(taking.found(metric=_METRIC))
    return taking.line_class


def _area(p: ProcessDraft, s: Statement) -> LineClass:
    """`area A ...`: EOS filters the summaries into an area, and has more words for an NSSA."""
    words = s.words
    if words[2:3] == ["filter"] and words[3:4] == ["prefix-list"]:
        draft = p.areas.setdefault(area_number(words[1]), AreaDraft())
        draft.import_lists = (*draft.import_lists, words[4])
        return MODELLED
    if words[2:3] == ["not-so-stubby"]:
        words = [*words[:2], "nssa", *(w for w in words[3:] if w not in _TRANSLATION)]
    elif words[2:3] == ["nssa"] and words[3:4] == ["translate"]:
        return UNMODELLED
    line_class: LineClass = PROCESS["area"](p, Statement(s.number, s.text, words))  # type: ignore[operator]
    return line_class


def _track(d: EosDevice, s: Statement) -> LineClass:
    """`track NAME interface I line-protocol`, `track NAME bfd ...`, `track NAME ip route ...`."""
    name, where = s.words[1], d.ledger.span(s.number)
    d.tracks[name] = Track(name, where=where)
    match s.words[2:]:
        case ["interface", *words] if words[-1] == "line-protocol":
            d.tracks[name] = Track(name, interface_name("".join(words[:-1])), where=where)
        case ["bfd", *_]:
            pass  # a probe: assumed up
        case _:
            return UNMODELLED
    return MODELLED


def _general(d: EosDevice, s: Statement) -> LineClass:
    """`router general`: the router id of all protocols, and routes that VRFs give each other."""
    _general_lines(d, DEFAULT_VRF, s)
    return MODELLED


def _general_lines(d: EosDevice, vrf: str, s: Statement) -> None:
    for child in s.children:
        line_class = UNMODELLED
        match child.words:
            case ["vrf", name]:
                _general_lines(d, name, child)
                line_class = MODELLED
            case ["leak", "routes", "source-vrf", source, "subscribe-policy", policy]:
                where = d.ledger.span(child.number)
                d.leaks += [RouteLeak(vrf, source, f, (policy,), (), where) for f in _BOTH]
                line_class = MODELLED
            case ["router-id", "ipv4", address]:
                d.general_router_ids[vrf] = ipv4(address)
                line_class = MODELLED
            case ["router-id" | "hardware" | "control-functions" | "exit", *_]:
                line_class = IRRELEVANT
        if line_class is not MODELLED:
            claim_below(child, line_class, d.ledger)
        d.ledger.claim(child.number, line_class)


def _multi_agent(d: EosDevice, s: Statement) -> LineClass:
    d.multi_agent = s.words[-1] == "multi-agent"
    return MODELLED


_PROCESS = build_table(
    PROCESS,
    entries("log-adjacency-changes, fips, max-lsa, point-to-point, bfd, dn-bit", IRRELEVANT),
    entries("dn-bit-ignore, router-id output-format, flood-reduction", IRRELEVANT),
    entries("lsa-retransmission-threshold, ip ospf name-lookup", IRRELEVANT),
    entries("no redistribute, no default-information, no shutdown", IRRELEVANT),
    entries("timers, graceful-restart-helper, adjacency, traffic-engineering", IRRELEVANT),
    entries("area, tunnel, segment-routing, instance-id, passive-interface vlan", UNMODELLED),
    {
        "area": _area,
        "passive-interface": _PASSIVE,
        "no passive-interface": _PASSIVE,
        "redistribute": _redistribute,
    },
)
ROUTING: dict[str, Entry[Any]] = {
    "ip routing": _routes,
    "ipv6 unicast-routing": _routes,
    "no ip routing": IRRELEVANT,
    "no ipv6 unicast-routing": IRRELEVANT,
    "ip route": _static,
    "ipv6 route": _static,
    "router ospf": _ospf,
    "router ospfv3": _ospfv3,
    "ipv6 router ospf": _ospfv3,
    "router general": _general,
    "track": _track,
    "service routing protocols model": _multi_agent,
    **ROUTE_POLICY,
    **IGP,
    **BGP,
}
