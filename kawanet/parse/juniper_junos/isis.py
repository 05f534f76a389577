"""`protocols isis` of an instance, and the interfaces that take part.

An interface takes part where it has `family iso`; a loopback costs nothing.
Source: Junos documentation, `preference` (Protocols IS-IS): 15 and 18 internal, 160 and 165
external.
"""

from __future__ import annotations

from typing import Literal

from kawanet.model.igp import IsisProcess, Level
from kawanet.model.interfaces import Family, InterfaceKind, IsisInterface
from kawanet.model.route_policy import Source
from kawanet.parse.juniper_junos.conditions import policy_chain
from kawanet.parse.juniper_junos.draft import DeviceDraft, InstanceDraft, UnitDraft
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    classes,
    read,
)
from kawanet.parse.juniper_junos.redistribution import chain_of
from kawanet.parse.juniper_junos.units import kind_of
from kawanet.parse.juniper_junos.values import number, rate
from kawanet.parse.word_tree import Node

_PREFERENCES = {"1": (15, 160), "2": (18, 165)}  # of a level: internal, external
_MEGA = 1_000_000
_PATHS = 16
_NOTHING = Node("", 0)


def read_isis(instance: InstanceDraft, node: Node) -> None:
    """Claim the lines; `isis_of` makes the process."""
    instance.isis = node
    read(_ISIS, instance, node)
    group = node.at("rib-group")
    if group is not None:
        instance.rib_groups.append((group, Source.ISIS, None))


def isis_of(d: DeviceDraft, instance: InstanceDraft) -> IsisProcess | None:
    """The process; None without one, without a network title or where it is disabled."""
    node = instance.isis
    if node is None or node.at("disable"):
        return None
    mine = [u for u in d.units() if u.vrf == instance.name and u.iso]
    mine.sort(key=lambda u: u.port.name != "lo0")
    net = next((title for u in mine for title in u.iso or ()), None)
    level = _levels(node)
    if net is None or level is None:
        return None
    exports = node.at("export")
    if exports is not None and policy_chain(d, exports, keep=False) is None:
        d.account.mark_all(exports, UNMODELLED)
        exports = None
    numbers = [_preferences(node, number_) for number_ in ("1", "2")]
    reference = node.value("reference-bandwidth")
    return IsisProcess(
        instance.name,
        "",
        net,
        level,
        _families(node),
        wide_metrics=_wide(node),
        multi_topology=node.at("topologies", "ipv6-unicast") is not None,
        redistribute=tuple(chain_of(d, list(exports.children.values()) if exports else [])),
        distance=numbers[1][0],
        distance_external=numbers[1][1],
        distance_level_1=numbers[0][0],
        max_paths=_PATHS,
        overload=node.at("overload") is not None and "timeout" not in node.values("overload"),
        reference_bandwidth_mbps=rate(reference) // _MEGA if reference else None,
        where=d.account.span(node),
    )


def _wide(node: Node) -> bool:
    """Whether only wide metrics are told, at all levels that are on; else none is above 63.

    Source: Junos CLI Reference, `wide-metrics-only`; blog.ipspace.net, "Weird Junos IS-IS Metrics".
    """
    on = [n for n in ("1", "2") if node.at("level", n, "disable") is None]
    return all(node.at("level", n, "wide-metrics-only") is not None for n in on)


def _preferences(node: Node, level: str) -> tuple[int, int]:
    internal, external = _PREFERENCES[level]
    own, outer = (
        node.value("level", level, "preference"),
        node.value("level", level, "external-preference"),
    )
    return number(own) if own else internal, number(outer) if outer else external


def _families(node: Node) -> tuple[Family, ...]:
    families: tuple[tuple[Family, str], ...] = ((4, "no-ipv4-routing"), (6, "no-ipv6-routing"))
    return tuple(family for family, word in families if word not in node.children)


def _levels(node: Node) -> Level | None:
    """The levels that are not disabled."""
    on = [n for n in ("1", "2") if node.at("level", n, "disable") is None]
    found: dict[tuple[str, ...], Level] = {("1",): "1", ("2",): "2", ("1", "2"): "1-2"}
    return found.get(tuple(on))


def speak_isis(d: DeviceDraft, instance: InstanceDraft) -> None:
    """Put IS-IS onto the units that it names and that carry ISO."""
    node = instance.isis
    if node is None:
        return
    interfaces = node.at("interface") or _NOTHING
    everywhere = _levels(node)
    for word, child in interfaces.children.items():
        if word == "all":
            units = [u for u in d.units() if u.vrf == instance.name]
            units = [u for u in units if not ({u.name, u.port.name} & interfaces.children.keys())]
        else:
            units = [u for u in (d.unit(word),) if u and u.vrf == instance.name]
        for unit in units:
            if unit.iso is None or "disable" in child.children or unit.isis:
                continue
            try:
                _join(node, child, unit, everywhere)
            except ValueError:
                d.account.mark_all(child, UNRECOGNISED)


def _join(process: Node, node: Node, unit: UnitDraft, everywhere: Level | None) -> None:
    level = _levels(node)
    loopback = kind_of(unit) is InterfaceKind.LOOPBACK
    passive = "passive" in node.children or loopback or _silent(node)
    metrics = [_metric(node, n, loopback) for n in ("1", "2")]
    others = [node.value("level", n, "ipv6-unicast-metric") for n in ("1", "2")]
    network: Literal["broadcast", "point-to-point"] = (
        "point-to-point" if "point-to-point" in node.children else "broadcast"
    )
    if level is None:
        return
    unit.isis.append(
        IsisInterface(
            "",
            tuple(f for f in _families(process) if f in unit.families),
            None if level in (everywhere, "1-2") else level,
            metrics[0],
            metrics[1],
            number(others[0]) if others[0] else None,
            number(others[1]) if others[1] else None,
            passive,
            network,
        )
    )


def _silent(node: Node) -> bool:
    """Whether all levels that are on are passive."""
    on = [n for n in ("1", "2") if node.at("level", n, "disable") is None]
    return all(node.at("level", n, "passive") is not None for n in on)


def _metric(node: Node, level: str, loopback: bool) -> int | None:
    said = node.value("level", level, "metric")
    return number(said) if said else 0 if loopback else None


_LEVEL = {
    **classes("disable wide-metrics-only preference external-preference", MODELLED),
    **classes("authentication-key authentication-type no-csnp-authentication", IRRELEVANT),
    **classes(
        "no-hello-authentication no-psnp-authentication authentication-key-chain", IRRELEVANT
    ),
    **classes("purge-originator prefix-export-limit traffic-engineering flood-group", IRRELEVANT),
    "*": UNMODELLED,
}
_INTERFACE_LEVEL = {
    **classes("metric disable ipv6-unicast-metric passive", MODELLED),
    **classes("hello-interval hold-time hello-authentication-key priority", IRRELEVANT),
    **classes("hello-authentication-type hello-authentication-key-chain te-metric", IRRELEVANT),
    **classes("ipv4-adjacency-segment ipv6-adjacency-segment csnp-interval", IRRELEVANT),
    "*": UNMODELLED,
}
_INTERFACE = {
    **classes("passive point-to-point disable", MODELLED),
    "level": {"*": _INTERFACE_LEVEL},
    "family": {"*": {"bfd-liveness-detection": IRRELEVANT, "*": UNMODELLED}},
    **classes("bfd-liveness-detection lsp-interval mesh-group csnp-interval", IRRELEVANT),
    **classes("hello-authentication-key hello-authentication-type hello-padding", IRRELEVANT),
    **classes("ldp-synchronization link-protection node-link-protection", IRRELEVANT),
    **classes(
        "no-eligible-backup no-adjacency-down-notification checksum max-hello-size", IRRELEVANT
    ),
    **classes("interface-group-holddown-delay delay-measurement", IRRELEVANT),
    "*": UNMODELLED,
}
_ISIS = {
    "interface": {"*": _INTERFACE},
    "level": {"*": _LEVEL},
    **classes("export overload reference-bandwidth disable no-ipv4-routing", MODELLED),
    **classes("no-ipv6-routing rib-group", MODELLED),
    "topologies": {"ipv6-unicast": MODELLED, "*": UNMODELLED},
    **classes("traceoptions lsp-lifetime spf-options graceful-restart max-areas", IRRELEVANT),
    "ignore-attached-bit": UNMODELLED,
    **classes("traffic-engineering backup-spf-options", IRRELEVANT),
    **classes("loose-authentication-check max-lsp-size max-snp-size max-hello-size", IRRELEVANT),
    **classes("authentication-key authentication-type no-authentication-check", IRRELEVANT),
    **classes("source-packet-routing node-tag layer2-map job-stats", IRRELEVANT),
    "*": UNMODELLED,
}
