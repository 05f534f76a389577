"""Filters and offsets of EIGRP and RIP on an interface (`distribute-list`, `offset-list`)."""

from __future__ import annotations

from collections.abc import Sequence

from kawanet.forwarding.policies import Policies
from kawanet.forwarding.route_view import RouteView
from kawanet.model.distances import DistanceRule
from kawanet.model.interfaces import IPAddress, RouteFilter
from kawanet.model.route_policy import IPNetwork


def offset_of(
    policies: Policies, filters: Sequence[RouteFilter], direction: str, view: RouteView
) -> int | None:
    """What a route weighs more for passing an interface; None: it does not pass. Of several
    offsets the first that fits counts."""
    more: int | None = None
    for rule in filters:
        if rule.direction != direction:
            continue
        permitted = _permits(policies, rule, view)
        if rule.offset is None and not permitted:
            return None
        if rule.offset is not None and permitted and more is None:
            more = rule.offset
    return more or 0


def distance_of(
    policies: Policies, rules: Sequence[DistanceRule], teller: IPAddress | None, prefix: IPNetwork
) -> int | None:
    """The distance that the first rule that fits gives to what a neighbour tells."""
    if teller is None:
        return None
    for rule in rules:
        same = rule.source.version == teller.version
        if same and teller in rule.source and all(policies.lists.acl(n, prefix) for n in rule.acls):
            return rule.distance
    return None


def _permits(policies: Policies, rule: RouteFilter, view: RouteView) -> bool:
    known = policies.lists
    return (
        all(known.prefix(name, view.prefix) for name in rule.prefix_lists)
        and all(known.acl(name, view.prefix) for name in rule.acls)
        and policies.permits(rule.policies, view)
    )
