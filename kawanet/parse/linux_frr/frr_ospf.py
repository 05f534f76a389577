"""Lines of FRR's `router ospf` and `router ospf6` blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from ipaddress import IPv4Address, ip_network
from typing import Any

from kawanet.errors import Span
from kawanet.model.routing import AreaKind, AreaRange, OspfArea, Source
from kawanet.parse.linux_frr.draft import DeviceDraft, ProcessDraft, word_set
from kawanet.parse.linux_frr.frr_interface import area_number
from kawanet.parse.redistribution import read_redistribute
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED
# Of what is imported, and of a default route; ospfd and ospf6d have the same.
DEFAULT_METRIC, DEFAULT_DEFAULT, ALWAYS_METRIC = 20, 10, 1

_NO_EFFECT = word_set(
    "log-adjacency-changes timers capability write-multiplier proactive "
    "proactive-arp socket fast-reroute graceful-restart refresh maximum-lsa"
)
_UNMODELLED = word_set(
    "distribute-list neighbor compatible "
    "mpls-te segment-routing aggregation stub-router "
    "opaque-lsa pce router-info stub no"
)


def read_process_line(
    process: ProcessDraft, draft: DeviceDraft, words: list[str], where: Span
) -> LineClass | None:
    """Read one line; None when the block does not know it. Raises ValueError, IndexError."""
    handler = _HANDLERS.get(words[0])
    if handler is not None:
        return handler(process, words, where)
    if words[0] == "interface" and words[2:3] == ["area"] and process.family == 6:
        draft.interface(words[1], where).ospf_of(6).area = area_number(words[3])
        return MODELLED
    if words[0] in _NO_EFFECT:
        return IRRELEVANT
    return UNMODELLED if words[0] in _UNMODELLED else None


def _router_id(process: ProcessDraft, words: list[str], _where: Span) -> LineClass | None:
    if words[1] != "router-id":
        if words[1] == "rfc1583compatibility":
            process.settings["rfc1583_compatible"] = True
            return MODELLED
        return IRRELEVANT if words[1] in ("abr-type", "opaque-lsa", "send-extra-data") else None
    process.router_id = IPv4Address(words[2])
    return MODELLED


def _bare_router_id(process: ProcessDraft, words: list[str], _where: Span) -> LineClass:
    process.router_id = IPv4Address(words[1])
    return MODELLED


def _auto_cost(process: ProcessDraft, words: list[str], _where: Span) -> LineClass | None:
    if words[1] != "reference-bandwidth":
        return None
    process.reference_bandwidth_mbps = int(words[2])
    return MODELLED


def _redistribute(process: ProcessDraft, words: list[str], where: Span) -> LineClass:
    """`redistribute SOURCE [metric N] [metric-type N] [route-map NAME]`."""
    if words[1] in _ELSEWHERE:
        return UNMODELLED
    taking = read_redistribute(words[1:], Source.OSPF, where)
    if "metric" not in words:
        process.without_metric.add(len(process.redistribute))
    entry = taking.found(metric=DEFAULT_METRIC)
    name = "".join(entry.policies)
    process.redistribute.append((replace(entry, policies=()), name))
    return taking.line_class


_ELSEWHERE = frozenset(("table", "table-direct", "babel", "sharp", "vnc", "nhrp", "openfabric"))
_STUBS: Mapping[tuple[str, bool], AreaKind] = {
    ("stub", False): AreaKind.STUB,
    ("stub", True): AreaKind.TOTALLY_STUB,
    ("nssa", False): AreaKind.NSSA,
    ("nssa", True): AreaKind.TOTALLY_NSSA,
}


def _area(process: ProcessDraft, words: list[str], where: Span) -> LineClass | None:
    number = area_number(words[1])
    area = process.areas.get(number, OspfArea(number))
    match words[2:]:
        case ["stub" | "nssa", *_]:
            return _stub(process, area, words[2:])
        case ["range", *rest]:
            return _range(process, area, rest, where)
        case ["authentication", *how]:
            process.authentication[number] = "md5" if how == ["message-digest"] else "simple"
        case ["virtual-link", router, *_]:
            links = tuple(dict.fromkeys((*area.virtual_links, IPv4Address(router))))
            process.areas[number] = replace(area, virtual_links=links)
        case ["default-cost", cost]:
            process.areas[number] = replace(area, default_cost=int(cost))
        case ["filter-list", "prefix", name, "in"]:
            process.areas[number] = replace(area, import_lists=(*area.import_lists, name))
        case ["filter-list", "prefix", name, _]:
            process.areas[number] = replace(area, export_lists=(*area.export_lists, name))
        case _:
            return UNMODELLED
    return MODELLED


def _stub(process: ProcessDraft, area: OspfArea, words: list[str]) -> LineClass:
    """`stub|nssa [no-summary] [default-information-originate [metric N] [metric-type T]]`."""
    kind = _STUBS[words[0], "no-summary" in words]
    if words[0] == "nssa" and area.kind is AreaKind.TOTALLY_NSSA:
        kind = area.kind
    fields: dict[str, Any] = {}
    rest, line_class = iter(words[1:]), MODELLED
    for word in rest:
        if word == "default-information-originate":
            fields["default_originate"] = True
        elif word == "metric":
            fields["default_metric"] = int(next(rest))
        elif word == "metric-type":
            fields["default_metric_type"] = int(next(rest))
        elif word != "no-summary":
            line_class = UNMODELLED
    process.areas[area.area] = replace(area, kind=kind, **fields)
    return line_class


def _range(process: ProcessDraft, area: OspfArea, words: list[str], where: Span) -> LineClass:
    """`area A range P [advertise] [cost N] [not-advertise]`."""
    cost = int(words[words.index("cost") + 1]) if "cost" in words else None
    prefix = ip_network(words[0], strict=False)
    entry = AreaRange(prefix, "not-advertise" not in words, where, cost)
    process.areas[area.area] = replace(area, ranges=(*area.ranges, entry))
    known = {"advertise", "not-advertise", "cost"}
    unknown = {w for w in words[1:] if not w.isdigit()} - known
    return UNMODELLED if unknown else MODELLED


def _summary(process: ProcessDraft, words: list[str], where: Span) -> LineClass:
    """`summary-address P [tag N] [no-advertise]`."""
    tag = int(words[words.index("tag") + 1]) if "tag" in words else 0
    prefix = ip_network(words[1], strict=False)
    entry = AreaRange(prefix, "no-advertise" not in words, where, None, tag)
    process.settings["summaries"] = (*process.settings.get("summaries", ()), entry)
    return MODELLED


_DEFAULTS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "metric": ("default_metric", int),
    "metric-type": ("default_metric_type", int),
    "route-map": ("default_policies", lambda name: (name,)),
}


def _default(process: ProcessDraft, words: list[str], _where: Span) -> LineClass | None:
    """`default-information originate [always] [metric N] [metric-type N] [route-map NAME]`."""
    if words[1] != "originate":
        return None
    process.default_originate = True
    always = "always" in words
    process.settings |= {"default_always": always}
    process.settings.setdefault("default_metric", ALWAYS_METRIC if always else DEFAULT_DEFAULT)
    rest = iter(words[2:])
    for word in rest:
        if word != "always":
            field, read = _DEFAULTS[word]
            process.settings[field] = read(next(rest))
    return MODELLED


_DISTANCES: Mapping[str, str] = {
    "intra-area": "distance",
    "inter-area": "distance_inter_area",
    "external": "distance_external",
}


def _distance(process: ProcessDraft, words: list[str], _where: Span) -> LineClass:
    """`distance N`, `distance ospf [intra-area N] [inter-area N] [external N]`."""
    if words[1].isdigit():
        process.settings["distance"] = int(words[1])
        return UNMODELLED if words[2:] else MODELLED
    for word, value in zip(words[2::2], words[3::2], strict=True):
        process.settings[_DISTANCES[word]] = int(value)
    return MODELLED


def _default_metric(process: ProcessDraft, words: list[str], _where: Span) -> LineClass:
    """`default-metric N`: of what is taken in without one."""
    process.default_metric = int(words[1])
    return MODELLED


def _maximum_paths(process: ProcessDraft, words: list[str], _where: Span) -> LineClass:
    process.settings["max_paths"] = int(words[1])
    return MODELLED


def _max_metric(process: ProcessDraft, words: list[str], _where: Span) -> LineClass:
    """`max-metric router-lsa administrative`; the other forms last for seconds only."""
    if words[1:] != ["router-lsa", "administrative"]:
        return IRRELEVANT
    process.settings["max_metric"] = True
    return MODELLED


def _network(process: ProcessDraft, words: list[str], _where: Span) -> LineClass | None:
    if words[2] != "area":
        return None
    process.networks.append((str(ip_network(words[1])), area_number(words[3])))
    return MODELLED


def _passive(process: ProcessDraft, words: list[str], _where: Span) -> LineClass:
    if words[1] == "default":
        process.passive_default = True
    else:
        process.passive[words[1]] = True
    return UNMODELLED if words[2:] else MODELLED


def _no(process: ProcessDraft, words: list[str], _where: Span) -> LineClass | None:
    if words[1] == "passive-interface":
        process.passive[words[2]] = False
        return MODELLED
    return IRRELEVANT if words[1] in ("log-adjacency-changes", "capability") else UNMODELLED


Handler = Callable[[ProcessDraft, list[str], Span], LineClass | None]

_HANDLERS: Mapping[str, Handler] = {
    "ospf": _router_id,
    "ospf6": _router_id,
    "router-id": _bare_router_id,
    "auto-cost": _auto_cost,
    "redistribute": _redistribute,
    "default-metric": _default_metric,
    "area": _area,
    "default-information": _default,
    "network": _network,
    "passive-interface": _passive,
    "summary-address": _summary,
    "distance": _distance,
    "maximum-paths": _maximum_paths,
    "max-metric": _max_metric,
    "no": _no,
}
