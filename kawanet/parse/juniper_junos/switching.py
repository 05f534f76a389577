"""VLANs, switch ports, spanning tree, 802.1X and voice VLANs."""

from __future__ import annotations

from kawanet.model.interfaces import PortMode, Switchport
from kawanet.model.switching import Vlan
from kawanet.parse.juniper_junos.draft import DeviceDraft, UnitDraft
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    classes,
    read,
)
from kawanet.parse.juniper_junos.values import priority, vlan_id
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

DEFAULT_VLAN = 1
_NO_NAME = "vlan-"  # a Junos VLAN has a name: this and its id stand for none


def read_vlans(d: DeviceDraft, node: Node) -> None:
    """`vlans { NAME { vlan-id 10; l3-interface irb.10; } }`"""
    d.account.mark(node.lines, MODELLED)
    for name, child in node.children.items():
        _read_vlan(d, name, child)


def _read_vlan(d: DeviceDraft, name: str, node: Node) -> None:
    word, listed = node.value("vlan-id"), (*node.values("vlan-id-list"), *node.values("vlan-range"))
    try:
        if word is not None and word not in ("none", "all"):
            found = vlan_id(word)
            kept = "" if name == f"{_NO_NAME}{found}" else name
            d.vlans[name] = Vlan(found, kept, d.account.span(node))
            routed = node.value("l3-interface") or node.value("routing-interface")
            if routed:
                d.svi_vlans[routed] = found
            for port in node.values("interface"):
                d.vlan_ports.setdefault(port.removesuffix(".0"), set()).add(found)
        elif listed:
            d.vlan_lists[name] = tuple(v for part in listed for v in vlan_range(part))
            for number_ in d.vlan_lists[name]:
                d.vlans[f"{name}/{number_}"] = Vlan(number_, "", d.account.span(node))
    except ValueError:
        d.account.mark_all(node, UNMODELLED)
        return
    read(_VLAN, d, node)


def vlan_range(word: str) -> tuple[int, ...]:
    """`20-30` or `20`."""
    first, _, last = word.partition("-")
    return tuple(range(vlan_id(first), vlan_id(last or first) + 1))


def switchport_of(d: DeviceDraft, unit: UnitDraft) -> Switchport | None:
    """The layer-2 port that a unit is; None if it is not one."""
    node = unit.switching
    if node is None:
        return None
    names = (unit.name, unit.port.name)
    named = (str(v) for v in sorted(d.vlan_ports.get(unit.name.removesuffix(".0"), ())))
    words = (
        *node.values("vlan", "members"),
        *node.values("vlan-id"),
        *node.values("vlan-id-list"),
        *named,
    )
    mode = node.value("interface-mode") or node.value("port-mode") or "access"
    edge = not d.edges.isdisjoint(names)
    guarded = (d.guard_edges and edge) or not d.guarded.isdisjoint(names)
    marks = (edge, guarded, not d.dot1x.isdisjoint(names))
    if mode in ("trunk", "tagged-access"):
        native = node.value("native-vlan-id")
        allowed = None if "all" in words else _vlans(d, words)
        native_vlan = vlan_id(native) if native else unit.port.native_vlan
        return Switchport(PortMode.TRUNK, None, None, native_vlan, allowed, *marks)
    found = _vlans(d, words)
    voice = next((d.voice[n] for n in sorted(names) if n in d.voice), None)
    return Switchport(
        PortMode.ACCESS,
        found[0] if found else DEFAULT_VLAN,
        (_vlans(d, (voice,)) or (None,))[0] if voice else None,
        None,
        None,
        *marks,
    )


def _vlans(d: DeviceDraft, words: tuple[str, ...]) -> tuple[int, ...]:
    """The ids of VLANs by name, id or range; a name that is no VLAN's gives none."""
    found: set[int] = set()
    for word in words:
        if word in d.vlans:
            found.add(d.vlans[word].vlan_id)
        elif word in d.vlan_lists:
            found.update(d.vlan_lists[word])
        elif word.replace("-", "").isdecimal():
            found.update(vlan_range(word))
    return tuple(sorted(found))


def _mode(mode: str) -> object:
    def spanning_tree(d: DeviceDraft, node: Node) -> None:
        if node.at("disable") is None:
            d.stp_mode = mode
        read(_TREE, d, node)

    return spanning_tree


def _bridge_priority(d: DeviceDraft, node: Node) -> LineClass:
    d.stp_priority = priority(node.words()[0])
    return MODELLED


def _vstp_vlan(d: DeviceDraft, node: Node) -> LineClass:
    every = node.at("all")
    word = every.value("bridge-priority") if every else None
    if word:
        d.stp_priority = priority(word)
    return MODELLED if list(node.children) == ["all"] else UNMODELLED


def _tree_interface(d: DeviceDraft, node: Node) -> LineClass:
    worst = MODELLED
    for name, child in node.children.items():
        if child.at("edge"):
            d.edges.add(name)
        if {"cost", "priority", "mode", "disable"} & child.children.keys():
            worst = UNMODELLED
    return worst


def _guard_all(d: DeviceDraft, _: Node) -> LineClass:
    d.guard_edges = True
    return MODELLED


def _guard(d: DeviceDraft, node: Node) -> LineClass:
    d.guarded.update(node.children)
    return MODELLED


def _voip(d: DeviceDraft, node: Node) -> LineClass:
    for name, child in node.children.items():
        vlan = child.value("vlan")
        if vlan:
            d.voice[name] = vlan
    return MODELLED


def _authenticator(d: DeviceDraft, node: Node) -> LineClass:
    d.dot1x.update(node.values("interface"))
    d.dot1x_group = node.value("authentication-profile-name") or ""
    return MODELLED


def _vlan_port(d: DeviceDraft, node: Node) -> None:
    """The ports of a VLAN; those that are no switch ports (`encapsulation vlan-bridge`) are not in
    the model."""
    for name, child in node.children.items():
        port, _, number = name.partition(".")
        families = d.root.at("interfaces", port, "unit", number or "0", "family")
        known = families and {"ethernet-switching", "bridge"} & families.children.keys()
        d.account.mark_all(child, MODELLED if known else UNMODELLED)
    d.account.mark(node.lines, MODELLED)


def _domain_type(_: DeviceDraft, node: Node) -> LineClass:
    return MODELLED if node.value() == "bridge" else UNMODELLED


_VLAN = {
    **classes("vlan-id vlan-id-list vlan-range l3-interface routing-interface", MODELLED),
    "interface": _vlan_port,
    "domain-type": _domain_type,
    **classes("description no-local-switching switch-options mcast", IRRELEVANT),
    **classes("bridge-options multicast-snooping-options protocols", IRRELEVANT),
    **classes("vxlan forwarding-options private-vlan isolated-vlan", UNMODELLED),
    **classes("community-vlans bridge-domains", UNMODELLED),
    "*": UNMODELLED,
}
_TREE = {
    "bridge-priority": _bridge_priority,
    "interface": _tree_interface,
    "vlan": _vstp_vlan,
    "bpdu-block-on-edge": _guard_all,
    "disable": MODELLED,
    **classes("forward-delay hello-time max-age max-hops traceoptions", IRRELEVANT),
    **classes("system-identifier configuration-name revision-level", IRRELEVANT),
    **classes("extended-system-id force-version vpls-flush-on-topology-change", IRRELEVANT),
    **classes("msti backup-bridge-priority", UNMODELLED),
}
PROTOCOLS = {
    "rstp": _mode("rstp"),
    "vstp": _mode("rapid-pvst"),
    "mstp": _mode("mst"),
    "layer2-control": {
        "bpdu-block": {"interface": _guard, "disable-timeout": IRRELEVANT},
        "nonstop-bridging": IRRELEVANT,
        "mac-rewrite": UNMODELLED,
    },
    "dot1x": {"authenticator": _authenticator, "traceoptions": IRRELEVANT},
}
SWITCH_OPTIONS = {
    "voip": {"interface": _voip},
    **classes("mac-table-size mac-table-aging-time mac-notification mac-statistics", IRRELEVANT),
    "*": UNMODELLED,
}
