"""`protocols ospf` and `ospf3` of an instance: areas, interfaces, what is exported and taken in.

Source: Junos documentation, "Configure Route Preferences" of OSPF (10 internal, 150 external). A
border router tells a stub area a default only with `default-metric`, an NSSA with `default-lsa`.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Literal

from kawanet.model.interfaces import Family, InterfaceKind, OspfInterface
from kawanet.model.routing import AreaKind, AreaRange, OspfArea
from kawanet.parse.juniper_junos.conditions import policy_chain
from kawanet.parse.juniper_junos.draft import DeviceDraft, InstanceDraft, ProcessDraft, UnitDraft
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    classes,
    read,
)
from kawanet.parse.juniper_junos.units import kind_of
from kawanet.parse.juniper_junos.values import area, number, prefix, rate
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

PREFERENCE, EXTERNAL_PREFERENCE = 10, 150
_MEGA = 1_000_000
_NSSAS = (AreaKind.NSSA, AreaKind.TOTALLY_NSSA)
_REALMS: dict[str, Family] = {"ipv4-unicast": 4}
Network = Literal["broadcast", "point-to-point", "non-broadcast", "point-to-multipoint"]
_TYPES: dict[str, Network] = {
    "p2p": "point-to-point",
    "nbma": "non-broadcast",
    "p2mp": "point-to-multipoint",
}


def process_reader(family: Family) -> object:
    """The reader of one version of the protocol."""

    def ospf(instance: InstanceDraft, node: Node) -> None:
        where = instance.account.span(node)
        process = ProcessDraft(instance.account, instance.device, instance.name, family, where)
        instance.processes.append(process)
        realms = {"realm": _realms(instance)} if family == 6 else {}
        read({**_OSPF, **realms}, process, node)

    return ospf


def _realms(instance: InstanceDraft) -> object:
    """OSPFv3 that carries IPv4 (RFC 5838) is an OSPF of its own; the model has one a family."""

    def realms(process: ProcessDraft, node: Node) -> LineClass | None:
        process.account.mark(node.lines, MODELLED)
        for word, child in node.children.items():
            family = _REALMS.get(word)
            if family is None or any(p.family == family for p in instance.processes):
                process.account.mark_all(child, IRRELEVANT if "multicast" in word else UNMODELLED)
                continue
            process_reader(family)(instance, child)  # type: ignore[operator]
        return None

    return realms


def _export(process: ProcessDraft, node: Node) -> LineClass:
    if policy_chain(process.device, node, keep=False) is None:
        return UNMODELLED
    process.exports.extend(node.children.values())
    return MODELLED


def _import(process: ProcessDraft, node: Node) -> LineClass:
    chain = policy_chain(process.device, node)
    if chain is None:
        return UNMODELLED
    process.settings["import_policies"] = chain
    return MODELLED


def _reference(process: ProcessDraft, node: Node) -> LineClass:
    bits = rate(node.words()[0])
    process.settings["reference_bandwidth_mbps"] = bits // _MEGA
    return MODELLED if bits % _MEGA == 0 else UNMODELLED


def _preference(field: str) -> object:
    def preference(process: ProcessDraft, node: Node) -> LineClass:
        process.settings[field] = number(node.value() or "")
        return MODELLED

    return preference


def _flag(field: str, value: bool) -> object:
    def flag(process: ProcessDraft, _: Node) -> LineClass:
        process.settings[field] = value
        return MODELLED

    return flag


def _no_nssa_border(process: ProcessDraft, _: Node) -> LineClass:
    process.keeps_out_of_nssa = True
    return MODELLED


def _overload(process: ProcessDraft, node: Node) -> LineClass:
    """With a timeout it is over some minutes after the start."""
    if "timeout" not in node.children:
        process.settings["max_metric"] = True
    return MODELLED


def _areas(process: ProcessDraft, node: Node) -> None:
    process.account.mark(node.lines, MODELLED)
    for word, child in node.children.items():
        _area(process, area(word), child)


def _area(process: ProcessDraft, which: int, node: Node) -> None:
    found = _kind(node)
    ranges = node.at("area-range")
    summaries = tuple(_range(process, c) for c in (ranges.children.values() if ranges else ()))
    if found or summaries:
        type_, cost, told, originate = found or (AreaKind.NORMAL, None, True, False)
        process.areas[which] = OspfArea(which, type_, summaries, cost, originate, default_told=told)
    lsa = node.at("nssa", "default-lsa")
    if lsa is not None and lsa.value("metric-type") and which in process.areas:
        kind = number(lsa.value("metric-type") or "", 1, 2)
        process.areas[which] = replace(process.areas[which], default_metric_type=kind)
    interfaces = node.at("interface")
    for child in interfaces.children.values() if interfaces else ():
        process.interfaces.append((which, child))
    links = node.at("virtual-link", "neighbor-id")
    for word, child in links.children.items() if links else ():
        across = child.value("transit-area")
        if across:
            process.virtual_links.append((area(across), IPv4Address(word)))
    read(_AREA, process, node)


def linked(process: ProcessDraft) -> tuple[OspfArea, ...]:
    """The areas, with the virtual links that cross them."""
    areas = dict(process.areas)
    for across, router in process.virtual_links:
        held = areas.get(across) or OspfArea(across)
        areas[across] = replace(held, virtual_links=(*held.virtual_links, router))
    if process.keeps_out_of_nssa:
        areas = {n: replace(a, imports=False) if a.kind in _NSSAS else a for n, a in areas.items()}
    return tuple(areas.values())


def _kind(node: Node) -> tuple[AreaKind, int | None, bool, bool] | None:
    """The kind of an area that is not normal, what its default costs, and whether one is told:
    as a summary, as an external route."""
    kinds = ((AreaKind.STUB, AreaKind.TOTALLY_STUB), (AreaKind.NSSA, AreaKind.TOTALLY_NSSA))
    stub = node.at("stub")
    said = stub or node.at("nssa")
    if said is None:
        return None
    words = said.words()
    total = "no-summaries" in words
    cost = words[words.index("default-metric") + 1] if "default-metric" in words else None
    kind = kinds[stub is None][total]
    if stub is not None:
        return kind, _cost(cost), cost is not None, False
    told = "default-lsa" in words
    return kind, _cost(cost), not total or told, told and not total


def _cost(word: str | None) -> int | None:
    """A default route's metric; 1 is what every vendor gives it."""
    return None if word in (None, "1") else number(word)


def _range(process: ProcessDraft, node: Node) -> AreaRange:
    cost = node.value("override-metric")
    if cost == "metric":
        cost = node.value("override-metric", "metric")
    return AreaRange(
        prefix(node.word),
        "restrict" not in node.words(),
        process.account.span(node),
        number(cost) if cost else None,
    )


_OPTIONS_OF_RANGE = frozenset(["restrict", "override-metric"])


def _ranges(process: ProcessDraft, node: Node) -> LineClass | None:
    process.account.mark(node.lines, MODELLED)
    for child in node.children.values():
        strange = child.children.keys() - _OPTIONS_OF_RANGE
        process.account.mark_all(child, UNMODELLED if strange else MODELLED)
    return None


def speak(d: DeviceDraft, process: ProcessDraft) -> None:
    """Put a process onto the units that it names."""
    named = {node.word for _, node in process.interfaces}
    for area_, node in process.interfaces:
        if node.at("disable"):
            continue
        if node.word == "all":
            units = [u for u in d.units() if u.vrf == process.vrf and u.name not in named]
        else:
            units = [u for u in (d.unit(node.word),) if u and u.vrf == process.vrf]
        try:
            speakers = [(unit, _speaker(process, area_, node, unit)) for unit in units]
        except ValueError:
            process.account.mark_all(node, UNRECOGNISED)
            continue
        for unit, speaker in speakers:
            if not any(o.family == speaker.family for o in unit.ospf):
                unit.ospf.append(speaker)


def _speaker(process: ProcessDraft, area_: int, node: Node, unit: UnitDraft) -> OspfInterface:
    kind = node.value("interface-type")
    network = _TYPES.get(kind or "", "broadcast")
    if network == "broadcast" and kind is None and kind_of(unit) is InterfaceKind.TUNNEL:
        network = "point-to-point"
    metric, hello, dead = (node.value(w) for w in ("metric", "hello-interval", "dead-interval"))
    priority = node.value("priority")
    return OspfInterface(
        process.family,
        None,
        area_,
        number(metric, 0, 65535) if metric else None,
        node.at("passive") is not None,
        network,
        number(hello, 1, 65535) if hello else None,
        number(dead, 1, 65535) if dead else None,
        _authentication(node),
        number(priority, 0, 255) if priority else 1,
        node.at("no-interface-mtu") is not None,
    )


def _authentication(node: Node) -> str:
    said = node.at("authentication")
    if said is None or not said.children:
        return ""
    word = next(iter(said.children))
    return {"simple-password": "simple", "md5": "md5"}.get(word, word)


_OSPF_INTERFACE = {
    **classes("metric passive interface-type hello-interval dead-interval disable", MODELLED),
    **classes("priority authentication no-interface-mtu", MODELLED),
    **classes("bfd-liveness-detection retransmit-interval strict-bfd", IRRELEVANT),
    **classes("transit-delay poll-interval link-protection node-link-protection", IRRELEVANT),
    **classes("ldp-synchronization no-neighbor-down-notification no-eligible-backup", IRRELEVANT),
    **classes(
        "te-metric flood-reduction demand-circuit own-router-lsa post-convergence", IRRELEVANT
    ),
    **classes("no-eligible-remote-backup no-advertise-adjacency-segment", IRRELEVANT),
    **classes("ipv4-adjacency-segment ipv6-adjacency-segment", IRRELEVANT),
    **classes("topology bandwidth-based-metrics secondary dynamic-neighbors", UNMODELLED),
    **classes("neighbor ipsec-sa", UNMODELLED),
}
_VIRTUAL_LINK = {
    "transit-area": MODELLED,
    **classes("hello-interval dead-interval retransmit-interval transit-delay", IRRELEVANT),
    **classes("authentication bfd-liveness-detection", IRRELEVANT),
    "*": UNMODELLED,
}
_AREA = {
    "stub": {**classes("default-metric no-summaries summaries", MODELLED)},
    "area-range": _ranges,
    "interface": {"*": _OSPF_INTERFACE},
    "nssa": {
        "default-lsa": {
            **classes("default-metric metric-type", MODELLED),
            "type-7": UNMODELLED,
        },
        **classes("no-summaries summaries", MODELLED),
        "area-range": UNMODELLED,
    },
    "virtual-link": {"neighbor-id": {"*": _VIRTUAL_LINK}},
    **classes("network-summary-export network-summary-import", UNMODELLED),
    **classes("sham-link-remote label-switched-path inter-area-prefix-export", UNMODELLED),
    **classes("inter-area-prefix-import", UNMODELLED),
    **classes("authentication-type no-context-identifier-advertisement", IRRELEVANT),
}
_OSPF = {
    "area": _areas,
    "export": _export,
    "import": _import,
    "reference-bandwidth": _reference,
    "preference": _preference("distance"),
    "external-preference": _preference("distance_external"),
    "overload": _overload,
    "no-nssa-abr": _no_nssa_border,
    "no-rfc-1583": _flag("rfc1583_compatible", False),
    "disable": _flag("enabled", False),
    "rib-group": MODELLED,
    **classes("traceoptions spf-options graceful-restart", IRRELEVANT),
    **classes("database-protection lsa-refresh-interval backup-spf-options", IRRELEVANT),
    **classes("traffic-engineering node-segment source-packet-routing", IRRELEVANT),
    **classes("forwarding-address-to-broadcast job-stats", IRRELEVANT),
    "domain-id": {"disable": IRRELEVANT, "*": IRRELEVANT},
    "no-domain-vpn-tag": IRRELEVANT,
    "domain-vpn-tag": IRRELEVANT,
    "*": UNMODELLED,
}
