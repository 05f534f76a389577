"""Routing tables compared: every prefix that either side has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import TypeVar

from kawanet.errors import Span
from kawanet.forwarding.dataplane import DataPlane, Node, Route
from kawanet.model.interfaces import Family
from kawanet.model.observed import Observed, ObservedRoute
from kawanet.model.routing import IPNetwork
from kawanet.verify.conformance.exits import (
    computed_exits,
    exits_text,
    observed_exits,
    same_exits,
    same_neighbours,
)
from kawanet.verify.conformance.normalise import (
    LAST_RESORT,
    NO_LOCALS,
    RULES,
    VIRTUAL,
    is_last_resort,
    lists_locals,
    same_protocol,
)
from kawanet.verify.conformance.rows import (
    WAYS,
    Agreement,
    Difference,
    DifferenceKind,
    SetAside,
)

NO_TABLE = "the device's table of this VRF and family was not captured"
OWN = ("local", "virtual")  # an address for which the device answers
_UNMETERED = frozenset(
    ("local", "virtual", "connected", "aggregate")
)  # systems print 0, 1 or nothing
AnyRoute = TypeVar("AnyRoute", Route, ObservedRoute)


@dataclass
class Account:
    """Rows as they are found."""

    differences: list[Difference] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)


@dataclass(frozen=True)
class _Table:
    """Both sides of one table."""

    plane: DataPlane
    node: Node
    computed: Mapping[IPNetwork, Route]
    observed: Mapping[IPNetwork, ObservedRoute]


def compare_tables(plane: DataPlane, device: str, said: Observed, account: Account) -> None:
    """Compare every table that was captured, and name those that were not."""
    locals_listed = lists_locals(said.routes)
    own = _own_addresses(plane, device)
    vrfs = sorted({t.vrf for t in said.tables} | {n.vrf for n in plane.nodes if n.device == device})
    for vrf in vrfs:
        node = Node(device, vrf)
        seen = {r.prefix: r for r in said.routes if r.vrf == vrf}
        kinds = frozenset((t.family, t.kernel) for t in said.tables if t.vrf == vrf)
        printed = _Printed(kinds, frozenset(seen), locals_listed, own)
        ours = plane.routes[node] if node in plane.node_index else ()
        aside: Counter[str] = Counter()
        computed: dict[IPNetwork, Route] = {}
        for route in ours:
            _put(computed, route, _reason_of_ours(route, printed), aside)
        observed: dict[IPNetwork, ObservedRoute] = {}
        for told in seen.values():
            _put(observed, told, _reason_of_theirs(told, computed), aside)
        if kinds:
            _compare(_Table(plane, node, computed, observed), account)
        account.set_aside += [
            SetAside(device, vrf, "routes", count, reason)
            for reason, count in sorted(aside.items())
        ]


@dataclass(frozen=True)
class _Printed:
    """What a device prints of one VRF: the tables' families (and whether it is a kernel's), the
    prefixes, whether any table of its has local routes; and the device's own addresses."""

    kinds: frozenset[tuple[Family, bool]]
    prefixes: frozenset[IPNetwork]
    locals_listed: bool
    own: frozenset[IPNetwork]


def _put(
    into: dict[IPNetwork, AnyRoute], route: AnyRoute, reason: str | None, aside: Counter[str]
) -> None:
    if reason is None:
        into[route.prefix] = route
    else:
        aside[reason] += 1


def _reason_of_ours(route: Route, printed: _Printed) -> str | None:
    """Why one of our routes is not compared; None: it is."""
    family: Family = 4 if route.prefix.version == 4 else 6
    if not {(family, False), (family, True)} & printed.kinds:
        return NO_TABLE
    reason = _reason(route.prefix, route.protocol)
    if reason is not None or route.prefix in printed.prefixes:
        return reason
    if route.protocol in OWN:
        return _virtual(route.prefix, printed.own) if printed.locals_listed else NO_LOCALS
    kernel = (family, False) not in printed.kinds
    return NO_LOCALS if kernel and route.prefix in printed.own else None


def _reason_of_theirs(seen: ObservedRoute, computed: Mapping[IPNetwork, Route]) -> str | None:
    """Why one of the device's routes is not compared; None: it is."""
    if seen.prefix not in computed and is_last_resort(seen):
        return LAST_RESORT
    return _reason(seen.prefix, seen.protocol)


def _own_addresses(plane: DataPlane, device: str) -> frozenset[IPNetwork]:
    """The addresses of a device's interfaces, as host prefixes."""
    found = plane.network.device.get(device)
    interfaces = found.interfaces if found is not None else ()
    return frozenset(ip_network(a.ip) for i in interfaces for a in i.addresses)


def _reason(prefix: IPNetwork, protocol: str) -> str | None:
    """Why a route is not compared; None: it is."""
    return next((rule.reason for rule in RULES if rule.applies(prefix, protocol)), None)


def _virtual(prefix: IPNetwork, own: frozenset[IPNetwork]) -> str | None:
    return None if prefix in own else VIRTUAL


def _compare(table: _Table, account: Account) -> None:
    found = [
        (prefix, list(_differences(table, prefix)))
        for prefix in sorted({*table.computed, *table.observed}, key=_prefix_order)
    ]
    for _, differences in found:
        account.differences += differences
    account.agreements.append(
        Agreement(
            table.node.device,
            table.node.vrf,
            "route",
            len(found),
            sum(not any(d.kind in WAYS for d in ds) for _, ds in found),
            sum(not ds for _, ds in found),
        )
    )


def _prefix_order(prefix: IPNetwork) -> tuple[int, int, int]:
    return prefix.version, int(prefix.network_address), prefix.prefixlen


def _differences(table: _Table, prefix: IPNetwork) -> Iterator[Difference]:
    ours, theirs = table.computed.get(prefix), table.observed.get(prefix)

    def row(kind: DifferenceKind, computed: object, observed: object) -> Difference:
        where: Span | None = ours.where if ours is not None else None
        node = table.node
        return Difference(
            node.device, node.vrf, "route", str(prefix), kind, str(computed), str(observed), where
        )

    if ours is None:
        if theirs is not None:
            yield row(DifferenceKind.MISSING, "", _observed_text(table, theirs))
        return
    if theirs is None:
        yield row(DifferenceKind.EXTRA, _computed_text(table, ours), "")
        return
    if theirs.protocol and not same_protocol(ours.protocol, theirs.protocol, prefix):
        yield row(DifferenceKind.PROTOCOL, ours.protocol, theirs.protocol)
    a = computed_exits(table.plane, prefix, ours.hops)
    b = observed_exits(table.plane, table.node, theirs.hops)
    host = prefix.prefixlen == prefix.max_prefixlen
    if ours.protocol in {"local", "virtual", "connected"} and theirs.protocol not in {
        "static",
        "bgp",
    }:
        a, b = frozenset((n, "") for n, _ in a), frozenset((n, "") for n, _ in b)
    same = same_exits(a, b) or same_neighbours(table.plane, table.node.device, a, b)
    if not same and not (host and not theirs.hops):
        yield row(DifferenceKind.NEXT_HOPS, exits_text(a), exits_text(b))
    if ours.protocol not in _UNMETERED and ("discard", "") not in b:
        if theirs.distance is not None and ours.distance != theirs.distance:
            yield row(DifferenceKind.DISTANCE, ours.distance, theirs.distance)
        if theirs.metric is not None and ours.metric != theirs.metric:
            yield row(DifferenceKind.METRIC, ours.metric, theirs.metric)


def _computed_text(table: _Table, route: Route) -> str:
    exits = computed_exits(table.plane, route.prefix, route.hops)
    return f"{route.protocol} [{route.distance}/{route.metric}] {exits_text(exits)}".strip()


def _observed_text(table: _Table, route: ObservedRoute) -> str:
    exits = exits_text(observed_exits(table.plane, table.node, route.hops))
    metrics = "" if route.distance is None else f"[{route.distance}/{route.metric or 0}] "
    return f"{route.protocol} {metrics}{exits}".strip()
