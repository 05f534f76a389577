"""`from` and `to` of a policy's term: conditions of the model.

Several values of one condition are alternatives, several conditions must all hold.
Source: Junos Policy Framework Configuration Guide 10.4, chapters 4 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import ip_network

from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import (
    Change,
    Match,
    MatchAsPathLength,
    MatchAsPaths,
    MatchCommunities,
    MatchCommunityCount,
    MatchFamily,
    MatchInterfaces,
    MatchLocalPreference,
    MatchMetric,
    MatchNeighbours,
    MatchNextHops,
    MatchOrigin,
    MatchPolicies,
    MatchProtocols,
    MatchRouteTypes,
    MatchTags,
    MatchVrfs,
    SetLevel,
    Source,
)
from kawanet.parse.ip_words import address
from kawanet.parse.juniper_junos.as_paths import group_name
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.expressions import expression_of, is_expression
from kawanet.parse.juniper_junos.prefix_lists import prefix_list
from kawanet.parse.juniper_junos.reading import MODELLED, UNMODELLED, Account, classes
from kawanet.parse.juniper_junos.route_filters import RouteFilter, filters_of, list_filters
from kawanet.parse.juniper_junos.units import interface_name
from kawanet.parse.juniper_junos.values import number
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

SOURCES = {
    "direct": Source.CONNECTED,
    "local": Source.LOCAL,
    "static": Source.STATIC,
    "aggregate": Source.AGGREGATE,
    "ospf": Source.OSPF,
    "ospf2": Source.OSPF,
    "ospf3": Source.OSPF,
    "bgp": Source.BGP,
    "isis": Source.ISIS,
    "rip": Source.RIP,
    "ripng": Source.RIP,
}
_FAMILIES = {"inet": 4, "inet6": 6}
_BIGGEST = (1 << 32) - 1
NEVER = MatchProtocols(())  # a condition that the model cannot say: the term matches nothing


@dataclass(slots=True)
class TermDraft:
    """A term as far as it has been read."""

    account: Account
    device: DeviceDraft
    matches: list[Match] = field(default_factory=list)
    filters: list[list[RouteFilter]] = field(default_factory=list)  # each looked up by itself
    routes: list[RouteFilter] = field(default_factory=list)  # of route-filter and its lists
    lists: list[str] = field(default_factory=list)  # prefix lists
    changes: list[Change] = field(default_factory=list)


def _protocols(term: TermDraft, node: Node) -> LineClass:
    words = node.values()
    known = tuple(dict.fromkeys((SOURCES[w], None) for w in words if w in SOURCES))
    term.matches.append(MatchProtocols(known))
    return MODELLED


def _prefix_list(term: TermDraft, node: Node) -> LineClass:
    term.lists += node.values()
    return MODELLED


def _prefix_list_filter(term: TermDraft, node: Node) -> LineClass:
    for name, child in node.children.items():
        for kind, below in child.children.items():
            actions = below if below.children else None
            term.filters.append(list_filters(term.device, name, kind, actions))
            if prefix_list(term.device, name) is None:
                term.lists.append(name)
    return MODELLED


def _add(term: TermDraft, filters: Iterable[RouteFilter]) -> None:
    if not term.routes:
        term.filters.append(term.routes)
    term.routes += filters


def _route_filter(term: TermDraft, node: Node) -> LineClass:
    _add(term, filters_of(node))
    return MODELLED


def _route_filter_list(term: TermDraft, node: Node) -> LineClass:
    for name, child in node.children.items():
        listed = term.device.root.at("policy-options", "route-filter-list", name)
        actions = child if child.children else None
        named = filters_of(listed) if listed else ()
        _add(term, (RouteFilter(f.prefix, f.ranges, actions or f.actions) for f in named))
    return MODELLED


def _as_path(term: TermDraft, node: Node) -> LineClass:
    term.matches.append(MatchAsPaths(node.values()))
    return MODELLED


def _as_path_group(term: TermDraft, node: Node) -> LineClass:
    names = tuple(group_name(term.device, name) for name in node.values())
    term.matches.append(MatchAsPaths(names))
    return MODELLED


def _neighbours(term: TermDraft, node: Node) -> LineClass:
    networks = tuple(ip_network(str(address(w))) for w in node.values())
    term.matches.append(MatchNeighbours(networks))
    return MODELLED


def _interfaces(term: TermDraft, node: Node) -> LineClass:
    names = (interface_name(term.device, word) for word in node.values())
    term.matches.append(MatchInterfaces(tuple(names)))
    return MODELLED


def _measured(kind: Callable[[int, int], Match]) -> object:
    """`N [equal|orhigher|orlower]`."""

    def measured(term: TermDraft, node: Node) -> LineClass:
        word, *how = node.words()
        value = number(word)
        low, high = {"orhigher": (value, _BIGGEST), "orlower": (0, value)}.get(
            "".join(how), (value, value)
        )
        term.matches.append(kind(low, high))
        return MODELLED

    return measured


def _next_hops(term: TermDraft, node: Node) -> LineClass:
    addresses = tuple(address(word) for word in node.values())
    term.matches.append(MatchNextHops(addresses=addresses))
    return MODELLED


def _instances(term: TermDraft, node: Node) -> LineClass:
    term.matches.append(MatchVrfs(tuple(vrf_name(w) for w in node.values())))
    return MODELLED


def vrf_name(word: str) -> str:
    """`master` is the default instance."""
    return DEFAULT_VRF if word == "master" else word


def table_name(word: str) -> tuple[str, int]:
    """The instance and family of a table: `inet.0`, `RED.inet6.0`. Raises ValueError."""
    rest, _, index = word.rpartition(".")
    instance, _, family = rest.rpartition(".")
    if index != "0" or family not in _FAMILIES:
        raise ValueError(f"{word} is no unicast table")
    return instance or DEFAULT_VRF, _FAMILIES[family]


def _rib(term: TermDraft, node: Node) -> LineClass:
    instance, family = table_name(node.value() or "")
    term.matches += [MatchVrfs((instance,)), MatchFamily(6 if family == 6 else 4)]
    return MODELLED


def _family(term: TermDraft, node: Node) -> LineClass:
    families = [_FAMILIES.get(word) for word in node.values()]
    if families in ([4], [6]):
        term.matches.append(MatchFamily(4 if families == [4] else 6))
        return MODELLED
    term.matches.append(NEVER)
    return UNMODELLED


def _policies(term: TermDraft, node: Node) -> LineClass:
    names = policy_chain(term.device, node)
    if names is None:
        term.matches.append(NEVER)
        return UNMODELLED
    term.matches.append(MatchPolicies(names))
    return MODELLED


def policy_chain(d: DeviceDraft, node: Node, keep: bool = True) -> tuple[str, ...] | None:
    """The policies that a statement names in order; an expression of policies is one. `keep`:
    they are in the model whatever they say (without it, None for an expression)."""
    if is_expression(node.words()):
        return (expression_of(d, node),) if keep else None
    names = node.values()
    if keep:
        d.named.update(names)
    return names


def _kinds(kinds: Callable[[str], str]) -> object:
    def route_types(term: TermDraft, node: Node) -> LineClass:
        found = tuple(kinds(word) for word in node.values())
        term.matches.append(MatchRouteTypes(found))
        return MODELLED

    return route_types


def _external(term: TermDraft, node: Node) -> LineClass:
    kind = node.value("type")
    names = (f"external-{number(kind, 1, 2)}",) if kind else ("external",)
    term.matches.append(MatchRouteTypes(names))
    return MODELLED


def _origin(term: TermDraft, node: Node) -> LineClass:
    word = node.value()
    if word not in ("igp", "egp", "incomplete"):
        raise ValueError(f"{word} is no origin")
    term.matches.append(MatchOrigin(word))  # type: ignore[arg-type]
    return MODELLED


def _tags(term: TermDraft, node: Node) -> LineClass:
    term.matches.append(MatchTags(tuple(number(w) for w in node.values())))
    return MODELLED


def _communities(term: TermDraft, node: Node) -> LineClass:
    term.matches.append(MatchCommunities(node.values()))
    return MODELLED


def _to_level(term: TermDraft, node: Node) -> LineClass:
    level = node.value()
    if level not in ("1", "2"):
        raise ValueError(f"{level} is no level")
    term.changes.append(SetLevel("1" if level == "1" else "2"))
    return MODELLED


def _state(term: TermDraft, node: Node) -> LineClass:
    """Only active routes are exported anyway."""
    if node.value() != "active":
        return _never(term, node)
    return MODELLED


def _never(term: TermDraft, _: Node) -> LineClass:
    term.matches.append(NEVER)
    return UNMODELLED


FROM = {
    "protocol": _protocols,
    "prefix-list": _prefix_list,
    "prefix-list-filter": _prefix_list_filter,
    "route-filter": _route_filter,
    "route-filter-list": _route_filter_list,
    "as-path": _as_path,
    "as-path-group": _as_path_group,
    "community": _communities,
    "neighbor": _neighbours,
    "interface": _interfaces,
    "tag": _tags,
    "metric": _measured(MatchMetric),
    "local-preference": _measured(MatchLocalPreference),
    "as-path-calc-length": _measured(MatchAsPathLength),
    "community-count": _measured(MatchCommunityCount),
    "next-hop": _next_hops,
    "instance": _instances,
    "rib": _rib,
    "family": _family,
    "policy": _policies,
    "level": _kinds(lambda word: f"level-{number(word, 1, 2)}"),
    "route-type": _kinds(str),
    "external": _external,
    "origin": _origin,
    "state": _state,
    "*": _never,
}
TO = {
    "level": _to_level,
    "neighbor": _neighbours,
    **classes("rib instance protocol", UNMODELLED),
    "*": _never,
}
