"""Policy-based routing: classes of ACLs, a policy of classes, bound where packets come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kawanet.errors import Span
from kawanet.model.policy import Action, PolicyRoute, PolicyRouteRule
from kawanet.parse.arista_eos.draft import EosDevice, EosInterface
from kawanet.parse.cisco_values import optional_address
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, UNRECOGNISED, Entry

_FAMILIES = ("ip", "ipv6")


@dataclass(slots=True)
class PbrRule:
    """A class of a policy by its number: which class or ACL, and what becomes of its packets."""

    number: int
    where: Span
    class_name: str = ""
    acl: str = ""
    fields: dict[str, Any] = field(default_factory=dict)  # of `PolicyRouteRule`


def _numbered(words: list[str]) -> tuple[int | None, list[str]]:
    return (int(words[0]), words[1:]) if words[0].isdigit() else (None, words)


def _class_map(d: EosDevice, s: Statement) -> LineClass:
    """`class-map type pbr match-any NAME`: `N match ip|ipv6 access-group ACL`."""
    acls = d.pbr_classes.setdefault(s.words[-1], [])
    for child in s.children:
        _, words = _numbered(child.words)
        known = words[:1] == ["match"] and words[1:2] and words[1] in _FAMILIES
        if known and words[2:3] == ["access-group"] and len(words) == 4:
            acls.append(words[3])
            d.ledger.claim(child.number)
        else:
            d.ledger.claim(child.number, UNMODELLED)
    return MODELLED


def _policy_map(d: EosDevice, s: Statement) -> LineClass:
    """`policy-map type pbr NAME`: `N class C` and its `set ...` lines."""
    rules = d.pbr_policies.setdefault(s.words[-1], [])
    for child in s.children:
        number, words = _numbered(child.words)
        rule = PbrRule(number or 10 * len(rules) + 10, d.ledger.span(child.number))
        match words:
            case ["class", name]:
                rule.class_name = name
            case ["match", ("ip" | "ipv6"), "access-group", acl]:
                rule.acl = acl
            case _:
                d.ledger.claim(child.number, UNMODELLED)
                continue
        rules.append(rule)
        d.ledger.claim(child.number)
        for below in child.children:
            d.ledger.claim(below.number, _action(rule, below.words))
    return MODELLED


def _action(rule: PbrRule, words: list[str]) -> LineClass:
    """`set nexthop [recursive] A ... [vrf X]`, `drop`."""
    match words:
        case ["drop"]:
            rule.fields["interface"] = "discard"
        case ["set", "nexthop", *rest]:
            if "vrf" in rest[:-1]:
                rule.fields["vrf"] = rest[rest.index("vrf") + 1]
            hops = tuple(a for w in rest if (a := optional_address(w)) is not None)
            rule.fields["next_hops"] = hops
            rule.fields["recursive"] = "recursive" in rest
            return MODELLED if hops else UNRECOGNISED
        case ["set", "ttl" | "dscp" | "traffic-class", *_]:
            return IRRELEVANT
        case _:
            return UNMODELLED  # a next-hop group
    return MODELLED


def _bind(i: EosInterface, s: Statement) -> LineClass:
    """`service-policy type pbr input NAME`."""
    i.policy_routes = (*i.policy_routes, (4, s.words[4]), (6, s.words[4]))
    return MODELLED


def policy_routes_of(d: EosDevice) -> tuple[PolicyRoute, ...]:
    """The policies, sorted by name; a class of several ACLs is a rule for each."""
    return tuple(
        PolicyRoute(
            name,
            tuple(
                _rule(rule, acl)
                for rule in sorted(d.pbr_policies[name], key=lambda r: r.number)
                for acl in ([rule.acl] if rule.acl else d.pbr_classes.get(rule.class_name, []))
            ),
        )
        for name in sorted(d.pbr_policies)
    )


def _rule(rule: PbrRule, acl: str) -> PolicyRouteRule:
    action = Action.PERMIT if rule.fields else Action.DENY
    return PolicyRouteRule(action, (acl,), where=rule.where, **rule.fields)


PBR: dict[str, Entry[Any]] = {"class-map type pbr": _class_map, "policy-map type pbr": _policy_map}
PBR_INTERFACE: dict[str, Entry[Any]] = {"service-policy type pbr input": _bind}
