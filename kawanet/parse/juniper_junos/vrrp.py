"""VRRP groups of an address, what their priority leans on, and addresses that all routers share."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv6Address

from kawanet.model.interfaces import Family, TrackedPriority, VrrpGroup
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.routing import Track
from kawanet.parse.ip_words import address
from kawanet.parse.juniper_junos.draft import UnitDraft
from kawanet.parse.juniper_junos.reading import IRRELEVANT, MODELLED, UNMODELLED, classes, read
from kawanet.parse.juniper_junos.values import number, prefix
from kawanet.parse.word_tree import Node

_PRIORITY = 100


def gateway(word: str) -> VrrpGroup:
    """An address that every router of the segment answers for."""
    found = address(word)
    return VrrpGroup(4 if found.version == 4 else 6, 0, found, protocol="varp")


def read_vrrp(unit: UnitDraft, node: Node) -> None:
    family: Family = 4 if node.word == "vrrp-group" else 6
    for word, child in node.children.items():
        virtual = child.values("virtual-address" if family == 4 else "virtual-inet6-address")
        local = child.value("virtual-link-local-address")
        if not virtual and local:
            virtual, local = (local,), None
        if not virtual:
            unit.account.mark_all(child, UNMODELLED)
            continue
        group = VrrpGroup(
            family,
            number(word, 0, 255),
            address(virtual[0]),
            number(child.value("priority") or str(_PRIORITY), 0, 255),
            child.at("no-preempt") is None,
            IPv6Address(local) if local else None,
            more=tuple(address(w) for w in virtual[1:]),
            tracks=tuple(_tracks(unit, child.at("track"))),
        )
        unit.vrrp.append(group)
        read(_VRRP, unit, child)


def _tracks(unit: UnitDraft, node: Node | None) -> Iterator[TrackedPriority]:
    """`track { interface X { priority-cost 10; } route P { ... } }`."""
    interfaces = node.at("interface") if node else None
    for name, child in interfaces.children.items() if interfaces else ():
        cost = child.value("priority-cost")
        unit.tracks[name] = Track(name, interface=name, where=unit.account.span(child))
        yield TrackedPriority(name, number(cost, 1, 254) if cost else None)
    routes = node.at("route") if node else None
    for word, child in routes.children.items() if routes else ():
        words = child.words()
        vrf = words[words.index("routing-instance") + 1] if "routing-instance" in words else ""
        cost = words[words.index("priority-cost") + 1] if "priority-cost" in words else None
        name = f"{word} {vrf}".strip()
        place = vrf or DEFAULT_VRF
        unit.tracks[name] = Track(name, None, prefix(word), place, unit.account.span(child))
        yield TrackedPriority(name, number(cost, 1, 254) if cost else None)


_VRRP = {
    **classes("virtual-address virtual-inet6-address virtual-link-local-address", MODELLED),
    **classes("priority no-preempt preempt", MODELLED),
    **classes("accept-data no-accept-data advertise-interval fast-interval", IRRELEVANT),
    **classes("inet6-advertise-interval authentication-type authentication-key", IRRELEVANT),
    "track": {
        **classes("interface route", MODELLED),
        "priority-hold-time": IRRELEVANT,
    },
    **classes("vrrp-inherit-from advertisements-threshold preferred", UNMODELLED),
}
