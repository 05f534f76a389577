"""Route policies, whatever protocol asks: terms, chains of policies, calls, changes.

Sources: Cisco `continue` and set order (IOS BGP Configuration Guide, Route-Map Continue); Junos
Routing Policies User Guide (policy chains, subroutines); FRR routemap documentation (`call`: the
called map's changes stay).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from kawanet.forwarding.route_changes import change
from kawanet.forwarding.route_lists import RouteLists
from kawanet.forwarding.route_view import DEFAULT_LOCAL_PREFERENCE, RouteView
from kawanet.model.network import Device
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    Match,
    MatchAcls,
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
    MatchPrefixes,
    MatchProtocols,
    MatchRouteTypes,
    MatchTags,
    MatchVrfs,
    PolicyTerm,
    RoutePolicy,
    Source,
)

MAX_DEPTH = 16  # calls within calls; deeper (a policy that calls itself) is refused

# What a general route type stands for beside itself.
ROUTE_TYPES: Mapping[str, frozenset[str]] = {
    "internal": frozenset({"intra-area", "inter-area"}),
    "external": frozenset({"external-1", "external-2"}),
    "nssa-external": frozenset({"nssa-external-1", "nssa-external-2"}),
}


class Outcome(NamedTuple):
    """What a policy said (None: nothing), the route with the changes made so far, and what is to
    decide in the end if nothing else does (None: the protocol's default)."""

    action: Action | None
    route: RouteView
    default: Action | None = None


class Policies:
    """The policies of one device."""

    def __init__(self, device: Device) -> None:
        self.lists = RouteLists(device)
        self._policies = {p.name: p for p in device.routing.policies}

    def decide(
        self, chain: Sequence[str], route: RouteView, default: Action = Action.PERMIT
    ) -> RouteView | None:
        """The route as the chain of policies lets it pass; None: denied.

        `default` decides what no policy of the chain decides (an empty chain too).
        """
        action, changed, _ = self._chain(chain, route, default, 0)
        return changed if action is Action.PERMIT else None

    def permits(self, chain: Sequence[str], route: RouteView) -> bool:
        """Whether a chain lets the route pass, whatever it changes."""
        return self.decide(chain, route) is not None

    def _chain(
        self, chain: Sequence[str], route: RouteView, default: Action, depth: int
    ) -> Outcome:
        for name in chain:
            policy = self._policies.get(name)
            if policy is None:
                action = Action.PERMIT if self.lists.undefined.policy else Action.DENY
                return Outcome(action, route)
            action_or_none, route, said = self._policy(policy, route, default, depth)
            if action_or_none is not None:
                return Outcome(action_or_none, route)
            default = said or default
        return Outcome(default, route)

    def _policy(
        self, policy: RoutePolicy, route: RouteView, default: Action, depth: int
    ) -> Outcome:
        standing: Action | None = None  # a permit with `goto` holds unless a later term denies
        goto: str | None = None
        fallback: Action | None = None
        for term in policy.terms:
            if goto is not None and _before(term.name, goto):
                continue
            matched = self._term(term, route, default, depth)
            if matched is None:
                continue
            fallback = term.default or fallback
            if term.next_policy:
                return Outcome(None, change(self.lists, term.changes, matched), fallback)
            if term.action is Action.DENY:
                return Outcome(Action.DENY, route)
            route = change(self.lists, term.changes, matched)
            if term.goto is None and term.action is Action.PERMIT:
                return Outcome(Action.PERMIT, route)
            if term.goto is not None:
                goto, standing = term.goto, term.action or standing
        return Outcome(standing or policy.default, route, fallback)

    def _term(
        self, term: PolicyTerm, route: RouteView, default: Action, depth: int
    ) -> RouteView | None:
        """The route (as called policies changed it) if all conditions of the term hold."""
        for match in term.matches:
            if isinstance(match, MatchPolicies):
                for name in match.names:
                    if depth >= MAX_DEPTH:
                        return None
                    action, route, _ = self._chain((name,), route, default, depth + 1)
                    if action is Action.DENY:
                        return None
            elif not holds(self.lists, match, route):
                return None
        return route


def _before(name: str, goto: str) -> bool:
    """Whether a term stands before the one to go on at (sequence numbers, else exact names)."""
    if name.isdigit() and goto.isdigit():
        return int(name) < int(goto)
    return name != goto


def holds(lists: RouteLists, match: Match, route: RouteView) -> bool:
    """Whether one condition holds."""
    return CONDITIONS[type(match)](lists, match, route)


def _prefixes(lists: RouteLists, match: MatchPrefixes, route: RouteView) -> bool:
    return lists.ranges(match.ranges, route.prefix) or any(
        lists.prefix(name, route.prefix) for name in match.lists
    )


def _acls(lists: RouteLists, match: MatchAcls, route: RouteView) -> bool:
    return any(lists.acl(name, route.prefix) for name in match.names)


def _next_hops(lists: RouteLists, match: MatchNextHops, route: RouteView) -> bool:
    hop = route.next_hop
    if hop is None or isinstance(hop, str):
        return False
    permitted = partial(lists.address, address=hop)
    return (
        hop in match.addresses
        or any(permitted(name, acl=False) for name in match.lists)
        or any(permitted(name, acl=True) for name in match.acls)
    )


def _as_paths(lists: RouteLists, match: MatchAsPaths, route: RouteView) -> bool:
    return _without(lists, route) or any(lists.as_path(name, route.bgp) for name in match.lists)


def _as_path_length(_: RouteLists, match: MatchAsPathLength, route: RouteView) -> bool:
    return match.low <= len(route.bgp.as_path) <= match.high


def _community_count(_: RouteLists, match: MatchCommunityCount, route: RouteView) -> bool:
    return match.low <= len(route.bgp.communities) <= match.high


def _communities(lists: RouteLists, match: MatchCommunities, route: RouteView) -> bool:
    held = route.bgp.communities
    return _without(lists, route) or any(
        lists.communities(name, held, match.exact) for name in match.lists
    )


def _without(lists: RouteLists, route: RouteView) -> bool:
    """Whether conditions on BGP attributes do not count, for the route is not BGP's."""
    return route.source is not Source.BGP and lists.undefined.attributes


def _tags(_: RouteLists, match: MatchTags, route: RouteView) -> bool:
    return route.tag in match.values


def _metric(_: RouteLists, match: MatchMetric, route: RouteView) -> bool:
    """A path without a MED has no metric to match, not even 0 (so FRR 8.4)."""
    return route.metric is not None and match.low <= route.metric <= match.high


def _local_preference(_: RouteLists, match: MatchLocalPreference, route: RouteView) -> bool:
    value = route.bgp.local_preference
    return match.low <= (DEFAULT_LOCAL_PREFERENCE if value is None else value) <= match.high


def _protocols(_: RouteLists, match: MatchProtocols, route: RouteView) -> bool:
    return any(
        source in {Source.ANY, route.source} and instance in {None, route.instance}
        for source, instance in match.protocols
    )


def _route_types(_: RouteLists, match: MatchRouteTypes, route: RouteView) -> bool:
    return any(k == route.kind or route.kind in ROUTE_TYPES.get(k, ()) for k in match.kinds)


def _interfaces(_: RouteLists, match: MatchInterfaces, route: RouteView) -> bool:
    return any(name in match.names for name in route.interfaces)


def _neighbours(_: RouteLists, match: MatchNeighbours, route: RouteView) -> bool:
    return route.neighbour is not None and any(route.neighbour in p for p in match.prefixes)


def _family(_: RouteLists, match: MatchFamily, route: RouteView) -> bool:
    return route.prefix.version == match.family


def _origin(_: RouteLists, match: MatchOrigin, route: RouteView) -> bool:
    return route.bgp.origin == match.origin


def _vrfs(_: RouteLists, match: MatchVrfs, route: RouteView) -> bool:
    return route.vrf in match.names


CONDITIONS: Mapping[type, Callable[[RouteLists, Any, RouteView], bool]] = {
    MatchPrefixes: _prefixes,
    MatchAcls: _acls,
    MatchNextHops: _next_hops,
    MatchAsPaths: _as_paths,
    MatchAsPathLength: _as_path_length,
    MatchCommunities: _communities,
    MatchCommunityCount: _community_count,
    MatchTags: _tags,
    MatchMetric: _metric,
    MatchLocalPreference: _local_preference,
    MatchProtocols: _protocols,
    MatchRouteTypes: _route_types,
    MatchInterfaces: _interfaces,
    MatchNeighbours: _neighbours,
    MatchFamily: _family,
    MatchOrigin: _origin,
    MatchVrfs: _vrfs,
}
