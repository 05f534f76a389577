"""OSPF, EIGRP, IS-IS and RIP of an NX-OS draft, with the defaults that the text leaves out.

Source: Cisco Nexus 5600 command reference, `maximum-paths (EIGRP)` (8); Nexus 3548 command
reference OL-27852-01, `default-metric (EIGRP)`; `show ip route` of Nexus 9000v 9.2(3): OSPF costs
of 40 at 1 Gb/s and of 1 on a loopback, external metrics of 20 and, from BGP, 1. That OSPF, IS-IS
and RIP take 8 paths too, and IS-IS counts from 40 Gb/s, was not found in a command reference.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

from kawanet.model.igp import EigrpProcess, IsisProcess, RipProcess
from kawanet.model.interfaces import (
    EigrpInterface,
    Family,
    InterfaceKind,
    IsisInterface,
    OspfInterface,
    RipInterface,
)
from kawanet.model.policy import Wildcard
from kawanet.model.route_policy import EigrpMetric, MatchRouteTypes, Redistribution, Source
from kawanet.model.routing import OspfArea, OspfProcess
from kawanet.parse.cisco_nxos.draft import AreaDraft, IgpDraft, NxDevice, NxInterface
from kawanet.parse.policy_draft import PolicyDraft, policies_of
from kawanet.parse.statements import UNMODELLED

_FAMILIES: tuple[Family, ...] = (4, 6)
_REFERENCE_MBPS = 40_000
_PATHS = 8
_METRIC, _METRIC_OF_BGP = 20, 1
_LOOPBACK_COST = 1
_EIGRP_METRIC = EigrpMetric(100_000, 100, 255, 1, 1492)
_NO_ADDRESS = IPv4Address(0)
_ALL = 0xFFFFFFFF


def run_networks(d: NxDevice) -> None:
    """Enable OSPF where a `network` statement covers the primary address, first match first."""
    for (protocol, tag, vrf, _), draft in d.igps.items():
        if protocol != "ospf" or not draft.networks:
            continue
        for port in d.ports.values():
            settings = port.protocols.get(("ospf", 4, ""), {})
            if port.vrf != vrf or port.primary is None or "area" in settings:
                continue
            address = int(port.primary[0].ip)
            area = next((a for m, a in draft.networks if _covers(m, address)), None)
            if area is not None:
                port.protocol("ospf", 4).update(tag=tag, area=area)


def _covers(match: Any, address: int) -> bool:
    if isinstance(match, Wildcard):
        return not (address ^ match.address) & ~match.mask & _ALL
    return IPv4Address(address) in match


def protocols_of(d: NxDevice, port: NxInterface) -> dict[str, Any]:
    """The fields of the model's `Interface` that say which protocols run there."""
    return {
        "ospf": tuple(o for f in _FAMILIES if (o := _ospf_interface(d, port, f)) is not None),
        "eigrp": _eigrp_interfaces(d, port),
        "isis": _isis_interfaces(d, port),
        "rip": tuple(
            RipInterface(
                f,
                settings.get("passive", False),
                settings.get("summaries", ()),
                settings.get("filters", ()),
            )
            for f in _FAMILIES
            if (settings := port.protocols.get(("rip", f, ""), {})).get("runs")
        ),
    }


def _process_number(d: NxDevice, tag: str) -> int:
    """The number of an OSPF instance: its tag, or for a name one that no tag has."""
    if tag.isdigit():
        return int(tag)
    tags = sorted({t for protocol, t, _, _ in d.igps if protocol == "ospf"} | {tag})
    taken = {int(t) for t in tags if t.isdigit()}
    names = [t for t in tags if not t.isdigit()]
    free = (n for n in range(1, len(tags) + len(taken) + 2) if n not in taken)
    return dict(zip(names, free, strict=False))[tag]


def _ospf_interface(d: NxDevice, port: NxInterface, family: Family) -> OspfInterface | None:
    settings = dict(port.protocols.get(("ospf", family, ""), {}))
    if "area" not in settings or settings.pop("shutdown", False):
        return None
    tag = settings.pop("tag")
    draft = d.igps.get(("ospf", tag, port.vrf, family))
    area = draft.areas.get(settings["area"]) if draft is not None else None
    if port.kind is InterfaceKind.LOOPBACK:
        settings.setdefault("cost", _LOOPBACK_COST)
    settings.setdefault("passive", draft is not None and draft.passive_default)
    if area is not None and "authentication" in area.settings:
        settings.setdefault("authentication", area.settings["authentication"])
    if not settings.pop("secondaries", True):
        settings["left_out"] = tuple(sorted({a.network for a, _ in port.secondary}))
    return OspfInterface(family=family, process=_process_number(d, tag), **settings)


def _eigrp_interfaces(d: NxDevice, port: NxInterface) -> tuple[EigrpInterface, ...]:
    found = []
    for (protocol, family, tag), settings in sorted(port.protocols.items()):
        if protocol != "eigrp" or not settings.get("runs"):
            continue
        draft = d.igps.get(("eigrp", tag, port.vrf, family))
        asn = _eigrp_number(draft, tag)
        if asn is None:
            port.ledger.claim(port.where.line, UNMODELLED)
            continue
        silent = draft is not None and draft.passive_default
        fields = {k: v for k, v in settings.items() if k != "runs"}
        found.append(EigrpInterface(**{"passive": silent, **fields, "family": family, "asn": asn}))
    return tuple(found)


def _eigrp_number(draft: IgpDraft | None, tag: str) -> int | None:
    if draft is not None and "asn" in draft.settings:
        return int(draft.settings["asn"])
    return int(tag) if tag.isdigit() else None


def _isis_interfaces(d: NxDevice, port: NxInterface) -> tuple[IsisInterface, ...]:
    settings = dict(port.protocols.get(("isis", 4, ""), {}))
    if "process" not in settings:
        return ()
    draft = d.igps.get(("isis", settings["process"], port.vrf, 4))
    settings.setdefault("passive", draft is not None and draft.passive_default)
    return (IsisInterface(**settings),)


def _drafts(d: NxDevice, protocol: str) -> list[IgpDraft]:
    found = (draft for key, draft in d.igps.items() if key[0] == protocol)
    return sorted(found, key=lambda p: (p.family, p.vrf, p.tag))


def ospf_of(d: NxDevice) -> tuple[OspfProcess, ...]:
    """The instances of OSPFv2 and OSPFv3."""
    return tuple(_ospf_process(d, p) for p in _drafts(d, "ospf"))


def _ospf_process(d: NxDevice, p: IgpDraft) -> OspfProcess:
    defaults = {
        "router_id": router_id_of(d, p.vrf),
        "reference_bandwidth_mbps": _REFERENCE_MBPS,
        "max_paths": _PATHS,
        "rfc1583_compatible": False,
    }
    return OspfProcess(
        **{**defaults, **p.settings},
        vrf=p.vrf,
        family=p.family,
        process=_process_number(d, p.tag),
        areas=tuple(
            _area(number, p.areas[number]) for number in sorted(p.areas) if _told(p, number)
        ),
        redistribute=tuple(_into_ospf(d, p, r) for r in p.redistribute),
        where=p.where,
    )


def _told(p: IgpDraft, number: int) -> bool:
    """Whether an area is more than normal; authentication is the interfaces' matter."""
    area = p.areas[number]
    return bool(_area(number, area) != OspfArea(number))


def _area(number: int, draft: AreaDraft) -> OspfArea:
    settings = {k: v for k, v in draft.settings.items() if k != "authentication"}
    return OspfArea(number, draft.kind, tuple(draft.ranges.values()), **settings)


def _into_ospf(d: NxDevice, p: IgpDraft, r: Redistribution) -> Redistribution:
    metric = _METRIC_OF_BGP if r.source is Source.BGP else _METRIC
    if p.default_metric is not None:
        metric = p.default_metric
    return _taken(d, replace(r, metric=metric if r.metric is None else r.metric))


def _taken(d: NxDevice, r: Redistribution) -> Redistribution:
    """Name the instance as the model does, and say which routes of BGP are taken: internal ones
    only if the route map asks for them."""
    if r.source is Source.OSPF and r.instance is not None:
        return replace(r, instance=str(_process_number(d, r.instance)))
    if r.source is Source.BGP and not _asks_for_internal(d.policies, r.policies):
        return replace(r, route_types=("external",))
    if r.source is Source.BGP:
        return replace(r, route_types=("external", "internal"))
    return r


def _asks_for_internal(policy: PolicyDraft, names: tuple[str, ...]) -> bool:
    policies = [p for p in policies_of(policy) if p.name in names]
    kinds = (m for p in policies for t in p.terms for m in t.matches)
    return any(isinstance(m, MatchRouteTypes) and "internal" in m.kinds for m in kinds)


def router_id_of(d: NxDevice, vrf: str) -> IPv4Address:
    """The router id NX-OS chooses: that of loopback0, else the highest of loopbacks, of ports."""
    mine = {p.name: p for p in d.ports.values() if p.vrf == vrf and p.primary and p.enabled}
    first = mine.get("loopback0")
    if first is not None and first.primary is not None:
        return first.primary[0].ip
    loops = [p for p in mine.values() if p.kind is InterfaceKind.LOOPBACK]
    held = loops or list(mine.values())
    return max((p.primary[0].ip for p in held if p.primary), default=_NO_ADDRESS)


def eigrp_of(d: NxDevice) -> tuple[EigrpProcess, ...]:
    """The instances of EIGRP, one for each family."""
    found = []
    for p in _drafts(d, "eigrp"):
        asn = _eigrp_number(p, p.tag)
        if asn is None:
            p.ledger.claim(p.where.line, UNMODELLED)
            continue
        defaults = {"max_paths": _PATHS, "default_metric": _EIGRP_METRIC}
        settings = {**defaults, **p.settings, "asn": asn}
        found.append(
            EigrpProcess(
                **settings,
                vrf=p.vrf,
                family=p.family,
                name="" if p.tag.isdigit() else p.tag,
                redistribute=tuple(_taken(d, r) for r in p.redistribute),
                where=p.where,
            )
        )
    return tuple(found)


def isis_of(d: NxDevice) -> tuple[IsisProcess, ...]:
    """The instances of IS-IS that have a title."""
    return tuple(
        IsisProcess(
            **{
                "reference_bandwidth_mbps": _REFERENCE_MBPS,
                "max_paths": _PATHS,
                "families": _isis_families(d, p),
                **{
                    k: v for k, v in p.settings.items() if k not in ("families", "default_policies")
                },
            },
            vrf=p.vrf,
            name=p.tag,
            redistribute=tuple(replace(_taken(d, r), metric=r.metric or 0) for r in p.redistribute),
            where=p.where,
        )
        for p in _drafts(d, "isis")
        if "net" in p.settings
    )


def _isis_families(d: NxDevice, p: IgpDraft) -> tuple[Family, ...]:
    """The families that some interface of the instance carries."""
    running = (
        settings["families"]
        for port in d.ports.values()
        if port.vrf == p.vrf
        and (settings := port.protocols.get(("isis", 4, ""), {})).get("process") == p.tag
    )
    return tuple(sorted({f for families in running for f in families})) or (4,)


def rip_of(d: NxDevice) -> tuple[RipProcess, ...]:
    """The instances of RIP, one for each family."""
    return tuple(
        RipProcess(
            **{"max_paths": _PATHS, **p.settings},
            vrf=p.vrf,
            family=p.family,
            redistribute=tuple(_taken(d, r) for r in p.redistribute),
            where=p.where,
        )
        for p in _drafts(d, "rip")
    )
