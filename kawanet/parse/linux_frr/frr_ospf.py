"""Lines of FRR's `router ospf` and `router ospf6` blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from ipaddress import IPv4Address, ip_network

from kawanet.errors import Span
from kawanet.model.routing import AreaKind, AreaRange, OspfArea, Redistribution, Source
from kawanet.parse.linux_frr.draft import DeviceDraft, ProcessDraft, word_set
from kawanet.parse.linux_frr.frr_interface import area_number
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED

_NO_EFFECT = word_set("log-adjacency-changes timers capability write-multiplier proactive")
_UNMODELLED = word_set(
    "distance maximum-paths distribute-list default-metric summary-address neighbor compatible "
    "max-metric mpls-te segment-routing aggregation stub-router graceful-restart refresh "
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
        return IRRELEVANT if words[1] in ("abr-type", "opaque-lsa") else None
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
    """`redistribute {connected|static} [metric N] [metric-type N] [route-map NAME]`."""
    if words[1] not in ("connected", "static"):
        return UNMODELLED
    options = dict(zip(words[2::2], words[3::2], strict=True))
    entry = Redistribution(
        source=Source(words[1]),
        metric=int(options.get("metric", "20")),
        metric_type=int(options.get("metric-type", "2")),
        where=where,
    )
    process.redistribute.append((entry, options.get("route-map", "")))
    return UNMODELLED if options.keys() - {"metric", "metric-type", "route-map"} else MODELLED


_STUBS: Mapping[tuple[str, ...], AreaKind] = {
    ("stub",): AreaKind.STUB,
    ("stub", "no-summary"): AreaKind.TOTALLY_STUB,
    ("nssa",): AreaKind.NSSA,
}


def _area(process: ProcessDraft, words: list[str], where: Span) -> LineClass | None:
    number = area_number(words[1])
    area = process.areas.get(number, OspfArea(number))
    kind = _STUBS.get(tuple(words[2:]))
    if kind is not None:
        process.areas[number] = replace(area, kind=kind)
        return MODELLED
    if words[2] == "range":
        advertise = "not-advertise" not in words[4:]
        entry = AreaRange(ip_network(words[3], strict=False), advertise, where)
        process.areas[number] = replace(area, ranges=(*area.ranges, entry))
        return UNMODELLED if set(words[4:]) - {"advertise", "not-advertise"} else MODELLED
    return UNMODELLED


def _default(process: ProcessDraft, words: list[str], _where: Span) -> LineClass | None:
    if words[1] != "originate":
        return None
    process.default_originate = True
    return UNMODELLED if words[2:] else MODELLED


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
    "area": _area,
    "default-information": _default,
    "network": _network,
    "passive-interface": _passive,
    "no": _no,
}
