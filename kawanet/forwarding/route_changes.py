"""The changes that a policy's term makes to a route."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kawanet.forwarding.route_lists import RouteLists
from kawanet.forwarding.route_view import (
    DEFAULT_LOCAL_PREFERENCE,
    RouteView,
    community_kind,
    in_order,
)
from kawanet.model.route_policy import (
    Change,
    PrependAsPath,
    ReplaceAsPath,
    SetCommunities,
    SetDistance,
    SetEigrpMetric,
    SetLevel,
    SetLocalPreference,
    SetMetric,
    SetMetricType,
    SetNextHop,
    SetOrigin,
    SetTag,
    SetWeight,
)

BIGGEST = (1 << 32) - 1  # of MED and local preference


def change(lists: RouteLists, changes: Sequence[Change], route: RouteView) -> RouteView:
    """The route after all changes of a term."""
    for one in changes:
        route = CHANGES[type(one)](lists, one, route)
    return route


def _metric(_: RouteLists, to: SetMetric, route: RouteView) -> RouteView:
    base = {"set": 0, "add": route.metric or 0, "igp": route.igp_metric}
    value = base.get(to.op, 0) + to.value
    if to.op == "subtract":
        value = (route.metric or 0) - to.value
    return route._replace(metric=_bounded(value), metric_set=True)


def _eigrp_metric(_: RouteLists, to: SetEigrpMetric, route: RouteView) -> RouteView:
    return route._replace(eigrp_metric=to.metric)


def _local_preference(_: RouteLists, to: SetLocalPreference, route: RouteView) -> RouteView:
    held = route.bgp.local_preference
    base = DEFAULT_LOCAL_PREFERENCE if held is None else held
    value = {"set": to.value, "add": base + to.value, "subtract": base - to.value}[to.op]
    return route._replace(bgp=route.bgp._replace(local_preference=_bounded(value)))


def _weight(_: RouteLists, to: SetWeight, route: RouteView) -> RouteView:
    return route._replace(bgp=route.bgp._replace(weight=to.value))


def _next_hop(_: RouteLists, to: SetNextHop, route: RouteView) -> RouteView:
    """A next hop of the other family is for routes of that family only."""
    hop = to.next_hop
    if not isinstance(hop, str) and hop.version != route.prefix.version:
        return route
    return route._replace(next_hop=hop)


def _communities(lists: RouteLists, to: SetCommunities, route: RouteView) -> RouteView:
    held = set(route.bgp.communities)
    if to.op == "add":
        held |= set(to.values)
    elif to.op == "delete":
        gone = {c for c in held if any(lists.community(name, c) for name in to.lists)}
        held -= gone | set(to.values)
    else:
        kinds = {community_kind(c) for c in to.values} or {"standard"}
        held = {c for c in held if community_kind(c) not in kinds} | set(to.values)
    return route._replace(bgp=route.bgp._replace(communities=in_order(held)))


def _prepend(_: RouteLists, to: PrependAsPath, route: RouteView) -> RouteView:
    """`last` repeats the nearest number of the path; of a path of this AS, its own."""
    path = route.bgp.as_path
    last = next((n for n in path[:1] if isinstance(n, int)), route.own_as)
    return route._replace(bgp=route.bgp._replace(as_path=(*to.numbers, *[last] * to.last, *path)))


def _replace_as(_: RouteLists, to: ReplaceAsPath, route: RouteView) -> RouteView:
    path = route.bgp.as_path
    wanted = to.numbers
    new = tuple(
        route.own_as if isinstance(n, int) and (not wanted or n in wanted) else n for n in path
    )
    return route._replace(bgp=route.bgp._replace(as_path=new))


def _origin(_: RouteLists, to: SetOrigin, route: RouteView) -> RouteView:
    return route._replace(bgp=route.bgp._replace(origin=to.origin))


def _tag(_: RouteLists, to: SetTag, route: RouteView) -> RouteView:
    return route._replace(tag=to.value)


def _metric_type(_: RouteLists, to: SetMetricType, route: RouteView) -> RouteView:
    return route._replace(metric_type=to.kind)


def _distance(_: RouteLists, to: SetDistance, route: RouteView) -> RouteView:
    return route._replace(distance=to.value)


def _level(_: RouteLists, to: SetLevel, route: RouteView) -> RouteView:
    return route._replace(level=to.level)


def _bounded(value: int) -> int:
    return max(0, min(value, BIGGEST))


CHANGES: Mapping[type, Callable[[RouteLists, Any, RouteView], RouteView]] = {
    SetMetric: _metric,
    SetEigrpMetric: _eigrp_metric,
    SetLocalPreference: _local_preference,
    SetWeight: _weight,
    SetNextHop: _next_hop,
    SetCommunities: _communities,
    PrependAsPath: _prepend,
    ReplaceAsPath: _replace_as,
    SetOrigin: _origin,
    SetTag: _tag,
    SetMetricType: _metric_type,
    SetDistance: _distance,
    SetLevel: _level,
}
