"""`then` of a policy's term: changes of the model, and what becomes of the route.

Source: Junos Policy Framework Configuration Guide 10.4, table 12, "Actions That Manipulate Route
Characteristics".
"""

from __future__ import annotations

from kawanet.model.policy import Action
from kawanet.model.route_policy import CommunityList as List
from kawanet.model.route_policy import (
    PrependAsPath,
    SetCommunities,
    SetDistance,
    SetLocalPreference,
    SetMetric,
    SetMetricType,
    SetNextHop,
    SetOrigin,
    SetTag,
)
from kawanet.parse.ip_words import address
from kawanet.parse.juniper_junos.communities import any_of, is_pattern
from kawanet.parse.juniper_junos.conditions import TermDraft
from kawanet.parse.juniper_junos.reading import IRRELEVANT, MODELLED, UNMODELLED, classes
from kawanet.parse.juniper_junos.values import asn, number
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

_MOST_PREPENDED = 64
_HOPS = {"self": "self", "peer-address": "peer", "discard": "discard", "reject": "discard"}
_SIGNS = {"+": "add", "-": "delete", "=": "set"}


def decision(node: Node) -> tuple[Action | None, bool]:
    """What a term decides, and whether it leaves the rest to the next policy."""
    words = node.children
    if "accept" in words:
        return Action.PERMIT, False
    if "reject" in words:
        return Action.DENY, False
    return None, "policy" in node.values("next")


def _relative(node: Node) -> tuple[str, int]:
    """`5`, `add 5`, `subtract 5`."""
    word = node.value() or ""
    if word in ("add", "subtract"):
        return word, number(node.value(word) or "")
    return "set", number(word)


def _metric(term: TermDraft, node: Node) -> LineClass:
    word = node.value() or ""
    if word in ("igp", "minimum-igp"):
        offset = node.value(word)
        term.changes.append(SetMetric(int(offset) if offset else 0, "igp"))
        return MODELLED
    if word == "expression":
        return UNMODELLED
    op, value = _relative(node)
    term.changes.append(SetMetric(value, op))  # type: ignore[arg-type]
    return MODELLED


def _local_preference(term: TermDraft, node: Node) -> LineClass:
    op, value = _relative(node)
    term.changes.append(SetLocalPreference(value, op))  # type: ignore[arg-type]
    return MODELLED


def _preference(term: TermDraft, node: Node) -> LineClass:
    op, value = _relative(node)
    if op != "set":
        return UNMODELLED
    term.changes.append(SetDistance(value))
    return MODELLED


def _tag(term: TermDraft, node: Node) -> LineClass:
    op, value = _relative(node)
    if op != "set":
        return UNMODELLED
    term.changes.append(SetTag(value))
    return MODELLED


def _next_hop(term: TermDraft, node: Node) -> LineClass:
    word = node.value() or ""
    if word == "next-table":
        return UNMODELLED
    hop = _HOPS.get(word)
    term.changes.append(SetNextHop(hop if hop else address(word)))  # type: ignore[arg-type]
    return MODELLED


def _prepend(term: TermDraft, node: Node) -> LineClass:
    numbers = tuple(asn(word) for part in node.words() for word in part.split())
    if not numbers:
        raise ValueError("nothing to prepend")
    term.changes.append(PrependAsPath(numbers))
    return MODELLED


def _expand(term: TermDraft, node: Node) -> LineClass:
    words = node.words()
    if words[0] != "last-as":
        return _prepend(term, node)
    count = number(words[2], 1, _MOST_PREPENDED) if "count" in words else 1
    term.changes.append(PrependAsPath(last=count))
    return MODELLED


def _community(term: TermDraft, node: Node) -> LineClass:
    """`community add|delete|set NAME`, also written with a sign."""
    for word, child in node.children.items():
        op = _SIGNS.get(word, word)
        for name in child.children:
            _change_community(term, op, name)
    return MODELLED


def _change_community(term: TermDraft, op: str, name: str) -> None:
    d = term.device
    members = d.communities.get(name)
    if op not in ("add", "delete", "set"):
        raise ValueError(f"{op} is nothing to do with a community")
    if members is None or not any(is_pattern(m) for m in members):
        lists = (name,) if members is None else ()  # undefined: told by name
        term.changes.append(SetCommunities(members or (), lists, op))  # type: ignore[arg-type]
        return
    if op != "delete":
        raise ValueError(f"{name} is no single community")
    each = name if len(members) == 1 else f"{name} (any)"
    if each != name:
        d.community_lists[each] = List(each, any_of(members))
    term.changes.append(SetCommunities((), (each,), "delete"))


def _origin(term: TermDraft, node: Node) -> LineClass:
    word = node.value()
    if word not in ("igp", "egp", "incomplete"):
        raise ValueError(f"{word} is no origin")
    term.changes.append(SetOrigin(word))  # type: ignore[arg-type]
    return MODELLED


def _external(term: TermDraft, node: Node) -> LineClass:
    kind = number(node.value("type") or "", 1, 2)
    term.changes.append(SetMetricType(1 if kind == 1 else 2))
    return MODELLED


THEN = {
    **classes("accept reject next", MODELLED),
    "metric": _metric,
    "local-preference": _local_preference,
    "preference": _preference,
    "tag": _tag,
    "next-hop": _next_hop,
    "as-path-prepend": _prepend,
    "as-path-expand": _expand,
    "community": _community,
    "origin": _origin,
    "external": _external,
    "default-action": MODELLED,
    **classes("load-balance trace damping forwarding-class priority class", IRRELEVANT),
    **classes("source-class destination-class forwarding-class-set", IRRELEVANT),
    "*": UNMODELLED,
}
