"""The lines of `router ospf` and `router ospfv3`, and of their VRFs."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.route_policy import Source
from kawanet.model.routing import AreaKind, AreaRange
from kawanet.parse.cisco_nxos.draft import AreaDraft, IgpDraft
from kawanet.parse.cisco_nxos.igp_lines import (
    DOUBTFUL,
    QUIET,
    passive_default,
    redistribute_into,
    reference,
    router_id,
)
from kawanet.parse.cisco_nxos.values import network_and_rest
from kawanet.parse.cisco_values import area_number, ipv4_match, ipv4_prefix
from kawanet.parse.indented import Statement
from kawanet.parse.prefix_lists import network_of
from kawanet.parse.result import LineClass
from kawanet.parse.settings import flag, number
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    build_table,
    claim_below,
    read_all,
)


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
        case ["virtual-link", router_id]:
            held = area.settings.get("virtual_links", ())
            area.settings["virtual_links"] = (*held, IPv4Address(router_id))
            claim_below(s, IRRELEVANT, p.ledger)
        case _:
            return UNMODELLED  # sham-link, filter-list by route map
    return MODELLED


def _nssa(area: AreaDraft, options: list[str]) -> LineClass:
    totally = "no-summary" in options
    area.kind = AreaKind.TOTALLY_NSSA if totally else AreaKind.NSSA
    if "default-information-originate" in options:
        area.settings["default_originate"] = True
    if "no-redistribution" in options:
        area.settings["imports"] = False
    known = {"no-summary", "default-information-originate", "no-redistribution"}
    return MODELLED if known.issuperset(options) else UNMODELLED  # translate, a route map


def _discard_route(p: IgpDraft, s: Statement) -> LineClass:
    """`[no] discard-route internal|external`."""
    off, kind = s.words[0] == "no", s.words[-1]
    held = p.settings.get("discards", ("internal", "external"))
    left = {*held} - {kind} if off else {*held, kind}
    p.settings["discards"] = tuple(k for k in ("internal", "external") if k in left)
    return MODELLED


def _ospf_family(p: IgpDraft, s: Statement) -> LineClass:
    """`address-family ipv6 unicast` of OSPFv3: settings of the one family there is."""
    read_all(OSPF, p, s.children, p.ledger)
    return MODELLED if s.words[1] == "ipv6" else UNMODELLED


OSPF = build_table(
    QUIET,
    DOUBTFUL,
    {
        "router-id": router_id,
        "redistribute": redistribute_into(Source.OSPF),
        "default-information originate": _default_originate,
        "auto-cost reference-bandwidth": reference,
        "default-metric": _default_metric,
        "max-metric router-lsa": _max_metric,
        "table-map": _table_map,
        "summary-address": _summary,
        "network": _network,
        "area": _area,
        "address-family": _ospf_family,
        "distance": number("distance"),
        "maximum-paths": number("max_paths"),
        "passive-interface default": passive_default,
        "no passive-interface default": passive_default,
        "discard-route": _discard_route,
        "no discard-route": _discard_route,
        "rfc1583compatibility": flag("rfc1583_compatible", True),
        "no rfc1583compatibility": flag("rfc1583_compatible", False),
        "shutdown": flag("enabled", False),
    },
)
