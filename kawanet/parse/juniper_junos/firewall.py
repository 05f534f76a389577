"""`firewall`: stateless filters as ACLs, and filters on lo0 as the management ACL.

One term is one rule; a foreign term that names several addresses is one rule for each pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_interface

from kawanet.model.interfaces import Family
from kawanet.model.policy import TCP, Acl, AclRule, Action, PolicyRoute, PolicyRouteRule
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.filter_match import NotUnderstoodError, conditions
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    classes,
    read,
)
from kawanet.parse.word_tree import Node

SSH = 22
_NOTHING = Node("", 0)
_NEXT_HOPS = ("next-ip", "next-ip6")
_ROUTED = frozenset(["routing-instance", *_NEXT_HOPS])
_HARMLESS = frozenset(
    [
        "count", "log", "syslog", "sample", "loss-priority", "forwarding-class", "accept",
        "policer", "three-color-policer", "hierarchical-policer", "dscp", "traffic-class",
        "port-mirror", "port-mirror-instance", "packet-mode", "service-accounting",
        "service-filter-hit", "source-class", "destination-class", "virtual-channel",
    ]
)  # fmt: skip
_HARMLESS_OPTIONS = frozenset(
    ["interface-specific", "apply-macro", "physical-interface-filter", "accounting-profile"]
)
_DEEPEST = 8  # filters within filters


def read_firewall(d: DeviceDraft, node: Node) -> None:
    """Filters of `inet` and `inet6`; a filter outside of a family is IPv4's."""

    def family(of: Family) -> object:
        return lambda d, node: _filters(d, of, node)

    def part(of: Family) -> dict[str, object]:
        return {
            "filter": family(of),
            **classes("prefix-action simple-filter-profile", IRRELEVANT),
            "*": UNMODELLED,
        }

    table = {
        "family": {
            "inet": part(4),
            "inet6": part(6),
            **classes("ethernet-switching bridge any ccc vpls mpls evpn", UNMODELLED),
            "*": UNMODELLED,
        },
        "filter": family(4),
        **classes("policer three-color-policer hierarchical-policer", IRRELEVANT),
        **classes("interface-set load-balance-group tunnel-end-point", IRRELEVANT),
        "*": UNMODELLED,
    }
    read(table, d, node)


def _filters(d: DeviceDraft, family: Family, node: Node) -> None:
    d.account.mark(node.lines, MODELLED)
    for name, child in node.children.items():
        rules: list[AclRule] = []
        routed: list[PolicyRouteRule] = []
        d.account.mark(child.lines, MODELLED)
        for word, part in child.children.items():
            if word != "term":
                harmless = word in _HARMLESS_OPTIONS
                d.account.mark_all(part, IRRELEVANT if harmless else UNMODELLED)
                continue
            d.account.mark(part.lines, MODELLED)
            for term in part.children.values():
                rules += _term(d, family, term, node)
            if any(_is_routed(term) for term in part.children.values()):
                for term in part.children.values():
                    routed += policy_rules(d, family, name, term)
        where = d.account.span(child)
        d.acls[(family, name)] = Acl(name, family, tuple(rules), where)
        if routed:
            d.policy_routes[(family, name)] = PolicyRoute(name, tuple(routed), where)


def _is_routed(term: Node) -> bool:
    """Whether a term sends packets another way than the table does."""
    then = term.at("then")
    return then is not None and bool(_ROUTED & then.children.keys())


def _term(
    d: DeviceDraft, family: Family, term: Node, filters: Node, depth: int = 0
) -> Sequence[AclRule]:
    try:
        called = term.value("filter")
        if called is not None:
            return _called(d, family, term, filters, depth)
        rules = list(_rules(d, family, term))
    except NotUnderstoodError:
        d.account.mark_all(term, UNMODELLED)
        return ()
    except (ValueError, KeyError):
        d.account.mark_all(term, UNRECOGNISED)
        return ()
    read({"from": MODELLED, "then": MODELLED}, d, term)
    return rules


def _called(
    d: DeviceDraft, family: Family, term: Node, filters: Node, depth: int
) -> Sequence[AclRule]:
    """A term that is another filter: what that does not decide goes on to the next term."""
    other = filters.at(term.value("filter") or "", "term")
    if other is None or len(term.children) > 1 or depth >= _DEEPEST:
        raise NotUnderstoodError("filter")
    d.account.mark_all(term, MODELLED)
    return [
        rule
        for each in other.children.values()
        for rule in _term(d, family, each, filters, depth + 1)
    ]


def _rules(d: DeviceDraft, family: Family, term: Node) -> Iterator[AclRule]:
    action = _action(term.at("then") or _NOTHING)
    if action is None:
        conditions(d, family, term, Action.PERMIT)
        return
    yield from conditions(d, family, term, action)


def _action(then: Node) -> Action | None:
    """What a term does with a packet; None: it goes on to the next term."""
    words = then.children.keys()
    if words & {"discard", "reject"}:
        if words - _HARMLESS - {"discard", "reject"}:
            raise NotUnderstoodError("then")
        return Action.DENY
    if "next" in words and then.values("next") == ("term",) and words <= _HARMLESS | {"next"}:
        return None
    if words - _HARMLESS - _ROUTED:
        raise NotUnderstoodError("then")
    return Action.PERMIT


def policy_rules(
    d: DeviceDraft, family: Family, name: str, term: Node
) -> Iterator[PolicyRouteRule]:
    """What a term says about the way of packets: into an instance or over a hop, or as usual."""
    then = term.at("then") or _NOTHING
    try:
        action = _action(then)
        if action is not Action.PERMIT:
            return
        rules = tuple(conditions(d, family, term, Action.PERMIT))
    except (ValueError, KeyError):
        return
    title = f"{name}/{term.word}"
    d.term_acls[(family, name, title)] = Acl(title, family, rules, d.account.span(term))
    instance = then.value("routing-instance")
    hops = tuple(
        ip_interface(word).ip
        for key in _NEXT_HOPS
        for word in then.values(key)
        if word[0].isalnum()
    )
    chosen = Action.PERMIT if instance or hops else Action.DENY
    vrf = instance or then.value(_NEXT_HOPS[family == 6], *map(str, hops[:1]), "routing-instance")
    where = d.account.span(term)
    yield PolicyRouteRule(chosen, (title,), hops, vrf=vrf, where=where)


def as_management(acl: Acl) -> Acl:
    """What a filter on lo0 says of SSH to the router: the rules that SSH can meet, about sources.

    A rule that only says what else may reach the router takes no part. A last rule that refuses
    all without a log says no more than the end of an ACL does, and is not kept.
    """
    found: list[AclRule] = []
    for rule in acl.rules:
        ports = rule.destination_ports
        speaks_of_ssh = rule.protocol in (None, TCP) and (
            not ports or any(first <= SSH <= last for first, last in ports)
        )
        if not speaks_of_ssh or rule.established or rule.source_ports:
            continue
        found.append(replace(rule, protocol=None, destination_ports=()))
        if rule.source is None and rule.destination is None:
            break
    if found and found[-1] == AclRule(Action.DENY):
        found.pop()
    return replace(acl, rules=tuple(found))
