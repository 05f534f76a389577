"""OSPF processes: `router ospf`, `ipv6 router ospf` and `router ospfv3`.

Redistributed routes get metric 20, BGP's 1; those of another OSPF process keep theirs.
Source: Cisco OSPF Command and Configuration Handbook, chapter 5 (`default-metric`).
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from kawanet.model.interfaces import Family, RouteFilter
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.policy import Wildcard
from kawanet.model.route_policy import Source
from kawanet.model.routing import AreaKind, AreaRange, IPNetwork
from kawanet.parse.cisco_iosxe.draft import AreaDraft, DeviceDraft, ProcessDraft
from kawanet.parse.cisco_iosxe.igp_lines import BY_ACL, passive_interface
from kawanet.parse.cisco_values import (
    area_number,
    interface_name,
    ipv4_match,
    ipv4_network,
    ipv4_prefix,
    ipv6_network,
)
from kawanet.parse.indented import Statement
from kawanet.parse.redistribution import read_redistribute, said_last
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    build_table,
    claim_below,
    entries,
    read_all,
)

_METRIC, _BGP_METRIC = 20, 1
_STUB_OPTIONS = frozenset(("no-summary", "no-ext-capability"))
_NSSA_OPTIONS = frozenset(("no-ext-capability",))
_AUTHENTICATION = {(): "simple", ("message-digest",): "md5", ("key-chain",): "key-chain"}


def _ospf(d: DeviceDraft, s: Statement) -> LineClass:
    vrf = s.words[4] if s.words[3:4] == ["vrf"] else DEFAULT_VRF
    read_all(_PROCESS, process_of(d, 4, int(s.words[2]), vrf, s), s.children, d.ledger)
    return MODELLED


def _ipv6_ospf(d: DeviceDraft, s: Statement) -> LineClass:
    vrf = s.words[5] if s.words[4:5] == ["vrf"] else DEFAULT_VRF
    read_all(_PROCESS, process_of(d, 6, int(s.words[3]), vrf, s), s.children, d.ledger)
    return MODELLED


def _ospfv3(d: DeviceDraft, s: Statement) -> LineClass:
    """`router ospfv3 N`: a process an address family; settings outside hold for all of them."""
    number = int(s.words[2])
    shared = ProcessDraft(6, number, DEFAULT_VRF, d.ledger, d.ledger.span(s.number))
    outside = [c for c in s.children if c.words[0] != "address-family"]
    read_all(_PROCESS, shared, outside, d.ledger)
    for child in s.children:
        if child.words[0] == "address-family":
            d.ledger.claim(child.number, _family(d, number, shared, child))
    return MODELLED


def _family(d: DeviceDraft, number: int, shared: ProcessDraft, s: Statement) -> LineClass:
    words = s.words
    if words[1:2] != ["ipv6"]:
        claim_below(s, UNMODELLED, d.ledger)
        return UNMODELLED
    vrf = words[words.index("vrf") + 1] if "vrf" in words[:-1] else DEFAULT_VRF
    process = process_of(d, 6, number, vrf, s)
    process.router_id = shared.router_id
    process.passive_default = shared.passive_default
    process.passive, process.active = set(shared.passive), set(shared.active)
    process.reference_bandwidth_mbps = shared.reference_bandwidth_mbps
    process.settings |= shared.settings
    process.areas |= {a: replace(draft) for a, draft in shared.areas.items()}
    read_all(_PROCESS, process, s.children, d.ledger)
    return MODELLED


def process_of(
    d: DeviceDraft, family: Family, number: int | None, vrf: str, s: Statement
) -> ProcessDraft:
    """The draft of an OSPF process, made when it is first met."""
    key = (family, number, vrf)
    found = d.processes.get(key)
    if found is None:
        found = ProcessDraft(family, number, vrf, d.ledger, d.ledger.span(s.number))
        d.processes[key] = found
    return found


def _router_id(p: ProcessDraft, s: Statement) -> LineClass:
    p.router_id = IPv4Address(s.words[1])
    return MODELLED


def _network(p: ProcessDraft, s: Statement) -> LineClass:
    words = s.words
    if "/" in words[1]:
        covered: IPv4Network | Wildcard = ipv4_prefix(words[1])
        words = words[2:]
    else:
        covered, words = ipv4_match(words[1], words[2]), words[3:]
    if words[0] != "area":
        return UNRECOGNISED
    p.networks.append((covered, area_number(words[1])))
    return MODELLED


def _area(p: ProcessDraft, s: Statement) -> LineClass:
    words = s.words
    area = area_number(words[1])
    if words[2] == "range":
        return _range(p, s, area)
    draft = p.areas.setdefault(area, AreaDraft())
    match words[2:]:
        case ["stub", *options] if _STUB_OPTIONS.issuperset(options):
            draft.kind = AreaKind.TOTALLY_STUB if "no-summary" in options else AreaKind.STUB
        case ["nssa", *options]:
            return _nssa(draft, options)
        case ["default-cost", cost]:
            draft.default_cost = int(cost)
        case ["filter-list", "prefix", name, "in"]:
            draft.import_lists = (name,)
        case ["filter-list", "prefix", name, "out"]:
            draft.export_lists = (name,)
        case ["authentication", *kind] if tuple(kind) in _AUTHENTICATION:
            draft.authentication = _AUTHENTICATION[tuple(kind)]
        case ["virtual-link", router_id, *_]:
            link = IPv4Address(router_id)
            draft.virtual_links = tuple(dict.fromkeys((*draft.virtual_links, link)))
        case _:
            return UNMODELLED  # sham-link, ...
    return MODELLED


def _nssa(draft: AreaDraft, options: list[str]) -> LineClass:
    """`nssa [no-summary] [no-redistribution] [default-information-originate [metric N]
    [metric-type T]]`; how its imports are translated is not modelled."""
    if draft.kind not in (AreaKind.NSSA, AreaKind.TOTALLY_NSSA):
        draft.kind = AreaKind.NSSA
    rest = iter(options)
    line_class = MODELLED
    for word in rest:
        if word == "no-summary":
            draft.kind = AreaKind.TOTALLY_NSSA
        elif word == "no-redistribution":
            draft.imports = False
        elif word == "default-information-originate":
            draft.default_originate = True
        elif word == "metric":
            draft.default_metric = int(next(rest))
        elif word == "metric-type":
            draft.default_metric_type = int(next(rest))
        elif word not in _NSSA_OPTIONS:
            line_class = UNMODELLED
    return line_class


def _prefix(p: ProcessDraft, words: list[str]) -> tuple[IPNetwork, list[str]]:
    """Take `A M`, `A/N` or an IPv6 prefix off the front."""
    if p.family == 4 and "/" not in words[0]:
        return ipv4_network(words[0], words[1]), words[2:]
    if p.family == 4:
        return ipv4_prefix(words[0]), words[1:]
    return ipv6_network(words[0]), words[1:]


def _summary(p: ProcessDraft, words: list[str], number: int) -> tuple[AreaRange, LineClass]:
    """`PREFIX [not-advertise] [cost N] [tag N]`."""
    prefix, options = _prefix(p, words)
    advertise, line_class = True, MODELLED
    values: dict[str, int] = {}
    rest = iter(options)
    for word in rest:
        if word in ("cost", "tag"):
            values[word] = int(next(rest))
        elif word == "not-advertise":
            advertise = False
        elif word != "advertise":
            line_class = UNMODELLED  # nssa-only
    where = p.ledger.span(number)
    return AreaRange(prefix, advertise, where, values.get("cost"), values.get("tag", 0)), line_class


def _range(p: ProcessDraft, s: Statement, area: int) -> LineClass:
    found, line_class = _summary(p, s.words[3:], s.number)
    draft = p.areas.setdefault(area, AreaDraft())
    draft.ranges = (*(r for r in draft.ranges if r.prefix != found.prefix), found)
    return line_class


def _summary_address(p: ProcessDraft, s: Statement) -> LineClass:
    found, line_class = _summary(p, s.words[1:], s.number)
    p.summaries = (*(r for r in p.summaries if r.prefix != found.prefix), found)
    return line_class


def _redistribute(p: ProcessDraft, s: Statement) -> LineClass:
    """`redistribute ...`; one that is said twice is said as the last line has it."""
    taking = read_redistribute(s.words[1:], Source.OSPF, p.ledger.span(s.number))
    default = _BGP_METRIC if taking.source is Source.BGP else _METRIC
    metric = None if taking.source is Source.OSPF else default
    if p.default_metric is not None and taking.source is not Source.CONNECTED:
        metric = p.default_metric
    types = ("level-2",) if taking.source is Source.ISIS else ()
    found = taking.found(
        metric=metric, route_types=types, classful_only=p.family == 4 and not taking.subnets
    )
    p.redistribute = said_last(p.redistribute, found)
    return taking.line_class


def _default_metric(p: ProcessDraft, s: Statement) -> LineClass:
    p.default_metric = int(s.words[1])
    p.redistribute = [
        replace(r, metric=p.default_metric)
        if r.source is not Source.CONNECTED and r.metric in (None, _METRIC, _BGP_METRIC)
        else r
        for r in p.redistribute
    ]
    return MODELLED


def _default_originate(p: ProcessDraft, s: Statement) -> LineClass:
    """`default-information originate [always] [metric N] [metric-type 1|2] [route-map M]`."""
    p.default_originate = True
    rest = iter(s.words[2:])
    for word in rest:
        if word == "always":
            p.settings["default_always"] = True
        elif word == "metric":
            p.settings["default_metric"] = int(next(rest))
        elif word == "metric-type":
            p.settings["default_metric_type"] = int(next(rest))
        elif word == "route-map":
            p.settings["default_policies"] = (next(rest),)
        else:
            return UNMODELLED
    return MODELLED


def _reference_bandwidth(p: ProcessDraft, s: Statement) -> LineClass:
    p.reference_bandwidth_mbps = int(s.words[2])
    return MODELLED


_DISTANCES = {
    "intra-area": "distance",
    "inter-area": "distance_inter_area",
    "external": "distance_external",
}


def _distance(p: ProcessDraft, s: Statement) -> LineClass:
    """`distance N` and `distance ospf intra-area N inter-area N external N`."""
    words = s.words[1:]
    if words[0] in ("ospf", "ospfv3"):
        for kind, value in zip(words[1::2], words[2::2], strict=True):
            p.settings[_DISTANCES[kind]] = int(value)
        return MODELLED
    if len(words) > 1:
        return UNMODELLED  # of some routers' routes
    p.settings["distance"] = int(words[0])
    return MODELLED


def _maximum_paths(p: ProcessDraft, s: Statement) -> LineClass:
    p.settings["max_paths"] = int(s.words[1])
    return MODELLED


def _max_metric(p: ProcessDraft, s: Statement) -> LineClass:
    """`max-metric router-lsa`; one that holds only after a start is not the steady state."""
    if "on-startup" in s.words:
        return IRRELEVANT
    p.settings["max_metric"] = True
    return MODELLED if s.words[2:] in ([], ["include-stub"]) else UNMODELLED


def _distribute_list(p: ProcessDraft, s: Statement) -> LineClass:
    """`distribute-list prefix P in`, `distribute-list route-map M in`, `distribute-list ACL in`."""
    match s.words[1:]:
        case ["prefix" | "prefix-list", name, "in"]:
            p.settings["import_lists"] = (name,)
        case ["route-map", name, "in"]:
            p.settings["import_policies"] = (name,)
        case [acl, "in"]:
            p.settings["import_policies"] = (f"{BY_ACL}{acl}",)
        case ["prefix" | "prefix-list", name, "in", *port] if any(c.isdigit() for c in port[-1]):
            rule = RouteFilter("in", prefix_lists=(name,))
            p.filters.append((interface_name("".join(port)), rule))
        case [acl, "in", *port] if any(c.isdigit() for c in port[-1]):
            rule = RouteFilter("in", acls=(acl,))
            p.filters.append((interface_name("".join(port)), rule))
        case _:
            return UNMODELLED  # a gateway, `out`
    return MODELLED


def _neighbor(p: ProcessDraft, s: Statement) -> LineClass:
    """`neighbor A [priority N] [poll-interval N] [cost N] [database-filter all out]`."""
    if p.family == 6:
        return UNMODELLED
    p.neighbors = (*p.neighbors, IPv4Address(s.words[1]))
    return UNMODELLED if {"cost", "database-filter"} & set(s.words) else MODELLED


def _suppress(p: ProcessDraft, _: Statement) -> LineClass:
    p.suppresses = True
    return MODELLED


def _discard_route(p: ProcessDraft, s: Statement) -> LineClass:
    """`[no] discard-route internal|external`; the distance decides nothing else."""
    off = s.words[0] == "no"
    kinds = s.words[2:3] if off else s.words[1:2]
    held = p.settings.get("discards", ("internal", "external"))
    left = {*held, *kinds} if not off else {*held} - {*(kinds or held)}
    p.settings["discards"] = tuple(k for k in ("internal", "external") if k in left)
    return MODELLED


def _rfc1583(p: ProcessDraft, s: Statement) -> LineClass:
    p.settings["rfc1583_compatible"] = s.words[0] != "no"
    return MODELLED


def _shutdown(p: ProcessDraft, s: Statement) -> LineClass:
    p.settings["enabled"] = s.words[0] == "no"
    return MODELLED


PROCESS: dict[str, Entry[ProcessDraft]] = {
    **entries(
        """log-adjacency-changes, capability vrf-lite, exit, exit-address-family, bfd, nsf, ispf,
        nsr, timers, max-lsa, event-log, ignore lsa, fast-reroute, graceful-restart, snmp,
        queue-depth, process-min-time, limit, traffic-share, capability, authentication,
        redistribute maximum-prefix, auto-cost, adjacency, ttl-security, interface-id,
        prefix-priority, compatible rfc1587, no compatible rfc1587""",
        IRRELEVANT,
    ),
    **entries(
        """domain-id, domain-tag, mpls, capability transit, no capability transit,
        table-map, host, topology, exit-topology, local-rib-criteria, ip, address-family,
        default-information, encryption, manet, microloop, segment-routing,
        area, distance""",
        UNMODELLED,
    ),
    "router-id": _router_id,
    "network": _network,
    "passive-interface": passive_interface,
    "no passive-interface": passive_interface,
    "area": _area,
    "redistribute": _redistribute,
    "default-metric": _default_metric,
    "default-information originate": _default_originate,
    "auto-cost reference-bandwidth": _reference_bandwidth,
    "distance": _distance,
    "maximum-paths": _maximum_paths,
    "max-metric router-lsa": _max_metric,
    "distribute-list": _distribute_list,
    "summary-address": _summary_address,
    "summary-prefix": _summary_address,
    "prefix-suppression": _suppress,
    "neighbor": _neighbor,
    "discard-route": _discard_route,
    "no discard-route": _discard_route,
    "compatible rfc1583": _rfc1583,
    "no compatible rfc1583": _rfc1583,
    "shutdown": _shutdown,
    "no shutdown": _shutdown,
}
_PROCESS = build_table(PROCESS)
OSPF_PROCESSES: dict[str, Entry[DeviceDraft]] = {
    "router ospf": _ospf,
    "router ospfv3": _ospfv3,
    "ipv6 router ospf": _ipv6_ospf,
}
