"""Static, aggregate and generated routes of an instance.

Source: Junos 10.3 documentation, "Default Route Preference Values" (static 5, aggregate 130); Junos
CLI Reference, `metric` (Aggregate, Generated, or Static Route): a qualified next hop's own wins.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kawanet.model.network import DEFAULT_VRF
from kawanet.model.routing import AggregateRoute, IPNetwork, StaticRoute
from kawanet.parse.ip_words import address
from kawanet.parse.juniper_junos.communities import community
from kawanet.parse.juniper_junos.conditions import policy_chain
from kawanet.parse.juniper_junos.draft import InstanceDraft
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Reader,
    classes,
    read,
)
from kawanet.parse.juniper_junos.values import number, prefix
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

PREFERENCE, AGGREGATE_PREFERENCE = 5, 130
_NOTHING = Node("", 0)


def read_static(instance: InstanceDraft, node: Node) -> None:
    """`static { defaults { ... } route P { ... } }`."""
    defaults = node.at("defaults") or _NOTHING
    read(_STATIC, instance, node)
    routes = node.at("route")
    for word, child in routes.children.items() if routes else ():
        try:
            ended = _route(instance, prefix(word), child, defaults)
        except (ValueError, IndexError):
            ended = UNRECOGNISED
        if ended is not MODELLED:
            instance.account.mark_all(child, ended)


def _route(instance: InstanceDraft, to: IPNetwork, node: Node, defaults: Node) -> LineClass:
    route = StaticRoute(
        instance.name,
        to,
        distance=number(_said("preference", node, defaults) or str(PREFERENCE)),
        where=instance.account.span(node),
        tag=number(_said("tag", node, defaults) or "0"),
        metric=number(_said("metric", node, defaults) or "0"),
        readvertised=_readvertised(node, defaults),
        communities=_communities(node, defaults),
    )
    resolved = _resolved(node, defaults)
    made: list[StaticRoute] = []
    table = node.value("next-table")
    if table:
        made.append(replace(route, next_hop_vrf=table.rpartition(".inet")[0] or DEFAULT_VRF))
    made += [_hop(route, word, resolved) for word in node.values("next-hop")]
    qualified = node.at("qualified-next-hop")
    for child in qualified.children.values() if qualified else ():
        made.append(_qualified(route, child, resolved))
    if {"discard", "reject"} & node.children.keys():
        made.append(route)
    instance.static.extend(made)
    if not made:
        return UNMODELLED
    read(_ROUTE, instance, node)
    return MODELLED


def _said(word: str, node: Node, defaults: Node) -> str | None:
    return node.value(word) or defaults.value(word)


def _readvertised(node: Node, defaults: Node) -> bool:
    if "readvertise" in node.children:
        return True
    return not any("no-readvertise" in said.children for said in (node, defaults))


def _communities(node: Node, defaults: Node) -> tuple[str, ...]:
    return tuple(community(w) for w in node.values("community") or defaults.values("community"))


def _resolved(node: Node, defaults: Node) -> bool:
    """Whether a next hop may lie behind another route."""
    if "no-resolve" in node.children:
        return False
    return "resolve" in node.children or "resolve" in defaults.children


def _hop(route: StaticRoute, word: str, resolved: bool) -> StaticRoute:
    """Over a next hop: an address, or an interface."""
    if word[:1].isalpha() and "." in word and ":" not in word:
        return replace(route, interface=word)
    return replace(route, next_hop=address(word), connected_only=not resolved)


def _qualified(route: StaticRoute, node: Node, resolved: bool) -> StaticRoute:
    found = _hop(route, node.word, resolved)
    own: dict[str, Any] = {}
    for word, field in (("preference", "distance"), ("metric", "metric"), ("tag", "tag")):
        value = node.value(word)
        if value:
            own[field] = number(value)
    named = node.value("interface")
    if named:
        own |= {"interface": named, "connected_only": False}
    return replace(found, **own)


def read_aggregates(borrows: bool) -> Reader:
    """`aggregate` (packets are refused) or `generate` (they follow the contributing route)."""

    def aggregates(instance: InstanceDraft, node: Node) -> None:
        defaults = node.at("defaults") or _NOTHING
        read(_AGGREGATES, instance, node)
        routes = node.at("route")
        for word, child in routes.children.items() if routes else ():
            chain = _said_policies(instance, child, defaults)
            if chain is None:
                instance.account.mark_all(child, UNMODELLED)
                continue
            found = AggregateRoute(
                instance.name,
                prefix(word),
                borrows and "discard" not in child.children,
                number(_said("preference", child, defaults) or str(AGGREGATE_PREFERENCE)),
                chain,
                number(_said("tag", child, defaults) or "0"),
                instance.account.span(child),
                number(_said("metric", child, defaults) or "0"),
                _communities(child, defaults),
            )
            instance.aggregates.append(found)

    return aggregates


def _said_policies(instance: InstanceDraft, node: Node, defaults: Node) -> tuple[str, ...] | None:
    said = node.at("policy") or defaults.at("policy")
    return policy_chain(instance.device, said) if said else ()


_ROUTE = {
    **classes("next-hop discard reject preference next-table tag metric", MODELLED),
    **classes("resolve no-resolve", MODELLED),
    "qualified-next-hop": {
        "*": {
            **classes("preference interface metric tag", MODELLED),
            "description": IRRELEVANT,
            "*": UNMODELLED,
        }
    },
    **classes("readvertise no-readvertise community", MODELLED),
    **classes("retain no-retain install active description bfd-liveness-detection", IRRELEVANT),
    "*": UNMODELLED,
}
_DEFAULTS = {
    **classes("preference tag metric resolve no-resolve policy", MODELLED),
    **classes("readvertise no-readvertise community", MODELLED),
    **classes("retain no-retain install active", IRRELEVANT),
    "*": UNMODELLED,
}
_STATIC = {
    "route": {"*": {"*": MODELLED}},
    "defaults": _DEFAULTS,
    "rib-group": MODELLED,
    "traceoptions": IRRELEVANT,
    "*": UNMODELLED,
}
_AGGREGATES = {
    "route": {
        "*": {
            **classes("policy preference tag metric discard community", MODELLED),
            **classes(
                "active retain install readvertise brief full as-path description", IRRELEVANT
            ),
            "*": UNMODELLED,
        }
    },
    "defaults": {**_DEFAULTS, **classes("brief full discard", IRRELEVANT)},
    "*": UNMODELLED,
}
