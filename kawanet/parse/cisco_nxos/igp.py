"""`router ospf`, `ospfv3`, `eigrp`, `isis` and `rip`, with a block for each VRF.

Defaults stand in `finish_igp`; here is what the text says.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import EigrpMetric, Source
from kawanet.model.routing import AreaKind, AreaRange
from kawanet.parse.cisco_iosxe.values import area_number, ipv4_match, ipv4_prefix
from kawanet.parse.cisco_nxos.draft import IgpDraft, NxDevice
from kawanet.parse.cisco_nxos.redistribution import redistribution
from kawanet.parse.cisco_nxos.values import network_and_rest
from kawanet.parse.indented import Statement
from kawanet.parse.prefix_lists import network_of
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    Table,
    build_table,
    claim_below,
    entries,
    read_all,
)

_FAMILIES: dict[str, Family] = {"ipv4": 4, "ipv6": 6}
_LEVELS = {"level-1": "1", "level-2": "2", "level-1-2": "1-2"}


def _router_id(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["router_id"] = IPv4Address(s.words[1])
    return MODELLED


def _number(field: str) -> Entry[Any]:
    """A reader that keeps the word behind the keyword as a number."""

    def read(p: IgpDraft, s: Statement) -> LineClass:
        p.settings[field] = int(s.words[1])
        return MODELLED if len(s.words) == 2 else UNMODELLED

    return read


def _flag(field: str, value: bool) -> Entry[Any]:
    def read(p: IgpDraft, _: Statement) -> LineClass:
        p.settings[field] = value
        return MODELLED

    return read


def _passive_default(p: IgpDraft, s: Statement) -> LineClass:
    p.passive_default = s.words[0] != "no"
    return MODELLED


def _ospf_redistribute(p: IgpDraft, s: Statement) -> LineClass:
    where = p.ledger.span(s.number)
    made, line_class = redistribution(s.words[1:], Source.OSPF, where)
    if made is not None:
        p.redistribute.append(made)
    return line_class


def _redistribute(into: Source) -> Entry[Any]:
    """Into EIGRP, IS-IS or RIP: the metric is the process's, or the route map's."""

    def read(p: IgpDraft, s: Statement) -> LineClass:
        where = p.ledger.span(s.number)
        made, line_class = redistribution(s.words[1:], into, where)
        if made is not None:
            p.redistribute.append(made)
        return line_class

    return read


def _default_originate(p: IgpDraft, s: Statement) -> LineClass:
    """`default-information originate [always] [route-map M]`."""
    p.settings["default_originate"] = True
    rest = s.words[2:]
    if rest[:1] == ["always"]:
        p.settings["default_always"], rest = True, rest[1:]
    match rest:
        case ["route-map", name]:
            p.settings["default_policies"] = (name,)
        case [_, *_]:
            return UNRECOGNISED
    return MODELLED


def _plain_default(p: IgpDraft, s: Statement) -> LineClass:
    """`default-information originate` of IS-IS and RIP; its conditions are not modelled."""
    p.settings["default_originate"] = True
    return MODELLED if s.words[2:] in ([], ["always"]) else UNMODELLED


def _reference(p: IgpDraft, s: Statement) -> LineClass:
    """`auto-cost reference-bandwidth N [Mbps|Gbps]`, `reference-bandwidth N [Mbps|Gbps]`."""
    at = s.words.index("reference-bandwidth") + 1
    unit = s.words[at + 1].lower() if len(s.words) > at + 1 else "mbps"
    p.settings["reference_bandwidth_mbps"] = int(s.words[at]) * (1000 if unit == "gbps" else 1)
    return MODELLED


def _default_metric(p: IgpDraft, s: Statement) -> LineClass:
    p.default_metric = int(s.words[1])
    return MODELLED


def _max_metric(p: IgpDraft, s: Statement) -> LineClass:
    """`max-metric router-lsa ...`: with `on-startup` it passes."""
    if "on-startup" in s.words:
        return IRRELEVANT
    p.settings["max_metric"] = True
    return MODELLED if len(s.words) == 2 else UNMODELLED


def _table_map(p: IgpDraft, s: Statement) -> LineClass:
    if s.words[2:] != ["filter"]:
        return UNMODELLED  # changes of tag or distance in the RIB
    p.settings["import_policies"] = (s.words[1],)
    return MODELLED


def _summary(p: IgpDraft, s: Statement) -> LineClass:
    """`summary-address PREFIX [not-advertise] [tag N]`."""
    prefix, rest = _prefix(p.family, s.words[1:])
    tag = int(rest[rest.index("tag") + 1]) if "tag" in rest else 0
    found = AreaRange(prefix, "not-advertise" not in rest, p.ledger.span(s.number), tag=tag)
    p.settings["summaries"] = (*p.settings.get("summaries", ()), found)
    return MODELLED


def _prefix(family: Family, words: list[str]) -> tuple[Any, list[str]]:
    if family == 4:
        return network_and_rest(words)
    return network_of(words[0], 6), words[1:]


def _network(p: IgpDraft, s: Statement) -> LineClass:
    """`network PREFIX area A`, `network ADDRESS WILDCARD area A`."""
    words = s.words
    if "/" in words[1]:
        covered: Any = ipv4_prefix(words[1])
        rest = words[2:]
    else:
        covered, rest = ipv4_match(words[1], words[2]), words[3:]
    if rest[0] != "area":
        return UNRECOGNISED
    p.networks.append((covered, area_number(rest[1])))
    return MODELLED


def _area(p: IgpDraft, s: Statement) -> LineClass:
    """`area A stub|nssa|range|default-cost|authentication ...`."""
    area = p.area(area_number(s.words[1]))
    match s.words[2:]:
        case ["stub"]:
            area.kind = AreaKind.STUB
        case ["stub", "no-summary"]:
            area.kind = AreaKind.TOTALLY_STUB
        case ["nssa", *options]:
            return _nssa(area, options)
        case ["default-cost", value]:
            area.settings["default_cost"] = int(value)
        case ["range", *words]:
            prefix, rest = _prefix(p.family, words)
            cost = int(rest[rest.index("cost") + 1]) if "cost" in rest else None
            where = p.ledger.span(s.number)
            area.ranges[prefix] = AreaRange(prefix, "not-advertise" not in rest, where, cost)
        case ["authentication", *kind]:
            area.settings["authentication"] = kind[0] if kind else "simple"
        case ["filter-list", "prefix-list" | "prefix", name, ("in" | "out") as direction]:
            key = "import_lists" if direction == "in" else "export_lists"
            area.settings[key] = (name,)
        case _:
            return UNMODELLED  # virtual-link, sham-link, filter-list by route map
    return MODELLED


def _nssa(area: Any, options: list[str]) -> LineClass:
    totally = "no-summary" in options
    area.kind = AreaKind.TOTALLY_NSSA if totally else AreaKind.NSSA
    if "default-information-originate" in options:
        area.settings["default_originate"] = True
    known = {"no-summary", "default-information-originate"}
    return MODELLED if known.issuperset(options) else UNMODELLED  # no-redistribution, translate


def _ospf_family(p: IgpDraft, s: Statement) -> LineClass:
    """`address-family ipv6 unicast` of OSPFv3: settings of the one family there is."""
    read_all(_OSPF, p, s.children, p.ledger)
    return MODELLED if s.words[1] == "ipv6" else UNMODELLED


def _distances(p: IgpDraft, s: Statement) -> LineClass:
    """`distance INTERNAL EXTERNAL` of EIGRP."""
    internal, external = (int(w) for w in s.words[1:])
    p.settings |= {"distance_internal": internal, "distance_external": external}
    return MODELLED


def _eigrp_default_metric(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["default_metric"] = EigrpMetric(*(int(w) for w in s.words[1:6]))
    return MODELLED


def _eigrp_weights(p: IgpDraft, s: Statement) -> LineClass:
    """`metric weights TOS K1 K2 K3 K4 K5`."""
    k1, k2, k3, k4, k5 = (int(w) for w in s.words[3:8])
    p.settings["k_values"] = (k1, k2, k3, k4, k5)
    return MODELLED


def _eigrp_stub(p: IgpDraft, s: Statement) -> LineClass:
    words = s.words[1:]
    kinds = {"direct": "connected"}
    named = tuple(kinds.get(w, w) for w in words if w != "leak-map")
    p.settings["stub"] = named or ("connected", "summary")
    return UNMODELLED if "leak-map" in words else MODELLED


def _asn(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["asn"] = int(s.words[1])
    return MODELLED


def _isis_net(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["net"] = s.words[1]
    return MODELLED


def _isis_type(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["level"] = _LEVELS[s.words[1]]
    return MODELLED


def _isis_family(p: IgpDraft, s: Statement) -> LineClass:
    family = _FAMILIES[s.words[1]]
    p.settings["families"] = tuple(sorted({*p.settings.get("families", ()), family}))
    read_all(_ISIS, p, s.children, p.ledger)
    return MODELLED


def _isis_leak(p: IgpDraft, s: Statement) -> LineClass:
    """`distribute level-2 into level-1 [all | route-map M]`."""
    if s.words[1:4] != ["level-2", "into", "level-1"]:
        return MODELLED if s.words[1:5] == ["level-1", "into", "level-2", "all"] else UNMODELLED
    if s.words[4:5] != ["route-map"]:
        return UNMODELLED
    p.settings["leak_policy"] = s.words[5]
    return MODELLED


def _overload(p: IgpDraft, s: Statement) -> LineClass:
    if s.words[1:] not in ([], ["always"]):
        return IRRELEVANT  # on-startup passes
    p.settings["overload"] = True
    return MODELLED


def _metric_style(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["wide_metrics"] = s.words[1] != "narrow"
    return MODELLED


_QUIET: dict[str, Entry[Any]] = entries(
    """log-adjacency-changes, log-neighbor-changes, log-neighbor-warnings, name-lookup, bfd,
    graceful-restart, timers, nsf, flush-routes, capability vrf-lite, no shutdown, no isolate,
    mpls traffic-eng, hostname dynamic, lsp-mtu, lsp-gen-interval, spf-interval, lsp-refresh,
    max-lsp-lifetime, authentication-type, authentication-check, authentication key-chain,
    advertise, exit, exit-address-family, max-lsa, suppress, event-history, description""",
    IRRELEVANT,
)
_DOUBTFUL: dict[str, Entry[Any]] = entries(
    """isolate, distribute-list, neighbor, segment-routing, mpls, discard-route, no discard-route,
    domain-id, domain-tag, down-bit-ignore, lisp, capability, area""",
    UNMODELLED,
)
_OSPF = build_table(
    _QUIET,
    _DOUBTFUL,
    {
        "router-id": _router_id,
        "redistribute": _ospf_redistribute,
        "default-information originate": _default_originate,
        "auto-cost reference-bandwidth": _reference,
        "default-metric": _default_metric,
        "max-metric router-lsa": _max_metric,
        "table-map": _table_map,
        "summary-address": _summary,
        "network": _network,
        "area": _area,
        "address-family": _ospf_family,
        "distance": _number("distance"),
        "maximum-paths": _number("max_paths"),
        "passive-interface default": _passive_default,
        "no passive-interface default": _passive_default,
        "rfc1583compatibility": _flag("rfc1583_compatible", True),
        "no rfc1583compatibility": _flag("rfc1583_compatible", False),
        "shutdown": _flag("enabled", False),
    },
)
_EIGRP = build_table(
    _QUIET,
    _DOUBTFUL,
    entries("shutdown, table-map, default-information", UNMODELLED),
    {
        "router-id": _router_id,
        "autonomous-system": _asn,
        "redistribute": _redistribute(Source.EIGRP),
        "default-metric": _eigrp_default_metric,
        "metric weights": _eigrp_weights,
        "metric version 64bit": _flag("wide", True),
        "distance": _distances,
        "maximum-paths": _number("max_paths"),
        "variance": _number("variance"),
        "stub": _eigrp_stub,
        "passive-interface default": _passive_default,
        "no passive-interface default": _passive_default,
    },
)
_ISIS = build_table(
    _QUIET,
    _DOUBTFUL,
    entries("shutdown, table-map, summary-address", UNMODELLED),
    {
        "net": _isis_net,
        "is-type": _isis_type,
        "address-family": _isis_family,
        "redistribute": _redistribute(Source.ISIS),
        "distribute": _isis_leak,
        "default-information originate": _plain_default,
        "distance": _number("distance"),
        "maximum-paths": _number("max_paths"),
        "reference-bandwidth": _reference,
        "multi-topology": _flag("multi_topology", True),
        "set-overload-bit": _overload,
        "metric-style": _metric_style,
        "passive-interface default": _passive_default,
    },
)
_RIP = build_table(
    _QUIET,
    _DOUBTFUL,
    entries("shutdown", UNMODELLED),
    {
        "redistribute": _redistribute(Source.RIP),
        "default-metric": _number("default_metric"),
        "default-information originate": _plain_default,
        "distance": _number("distance"),
        "maximum-paths": _number("max_paths"),
    },
)


def _vrfs(s: Statement) -> Iterable[tuple[str, Statement, list[Statement]]]:
    """The blocks of an instance by VRF, the default VRF's own lines first."""
    yield DEFAULT_VRF, s, [c for c in s.children if c.words[0] != "vrf"]
    for child in s.children:
        if child.words[0] == "vrf" and len(child.words) > 1:
            yield child.words[1], child, child.children


def _one_family(protocol: str, family: Family, table: Table) -> Entry[Any]:
    """A reader of an instance whose blocks hold one family: OSPF, IS-IS (both at once)."""

    def read(d: NxDevice, s: Statement) -> LineClass:
        tag = s.words[2]
        for vrf, head, lines in _vrfs(s):
            d.ledger.claim(head.number)
            if vrf != DEFAULT_VRF or lines or len(s.children) == len(lines):
                draft = d.igp(protocol, tag, vrf, family, head.number)
                read_all(table, draft, lines, d.ledger)
        return MODELLED

    return read


def _two_families(protocol: str, table: Table) -> Entry[Any]:
    """A reader of an instance with a block for each family: EIGRP, RIP. Lines outside are IPv4's,
    but the AS number and silence hold for both."""

    def read(d: NxDevice, s: Statement) -> LineClass:
        tag = s.words[2]
        for vrf, head, lines in _vrfs(s):
            d.ledger.claim(head.number)
            plain = [c for c in lines if c.words[0] != "address-family"]
            draft = d.igp(protocol, tag, vrf, 4, head.number)
            read_all(table, draft, plain, d.ledger)
            for child in lines:
                if child.words[0] == "address-family":
                    _family_block(d, protocol, tag, vrf, table, child)
        return MODELLED

    return read


def _family_block(
    d: NxDevice, protocol: str, tag: str, vrf: str, table: Table, s: Statement
) -> None:
    family = _FAMILIES.get(s.words[1]) if s.words[2:] == ["unicast"] else None
    if family is None:
        claim_below(s, UNMODELLED, d.ledger)
        d.ledger.claim(s.number, UNMODELLED)
        return
    draft = d.igp(protocol, tag, vrf, family, s.number)
    if family == 6:
        outside = d.igp(protocol, tag, vrf, 4, s.number)
        draft.passive_default = outside.passive_default
        if "asn" in outside.settings:
            draft.settings.setdefault("asn", outside.settings["asn"])
    d.ledger.claim(s.number)
    read_all(table, draft, s.children, d.ledger)


ROUTERS: dict[str, Entry[Any]] = {
    "router ospf": _one_family("ospf", 4, _OSPF),
    "router ospfv3": _one_family("ospf", 6, _OSPF),
    "router isis": _one_family("isis", 4, _ISIS),
    "router eigrp": _two_families("eigrp", _EIGRP),
    "router rip": _two_families("rip", _RIP),
}
