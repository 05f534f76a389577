"""Fabrics made: all filters built, destinations cut so that each filter is constant on a class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from kawanet.forwarding.dataplane import DataPlane
from kawanet.model.interfaces import Family
from kawanet.model.policy import Acl
from kawanet.verify.acl_runs import Run
from kawanet.verify.destinations import Hashes, Ranges, classify
from kawanet.verify.fabric import Fabric, bound_acls, firewall_sides
from kawanet.verify.filters import FilterTable
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.policy_ways import explicit_colours, policy_acls

RUNS_LIMIT = 4096  # a filter with more runs of destinations keeps its destination variables


def weave(
    dataplane: DataPlane,
    family: Family,
    space: Space,
    colours: list[Ranges],
    known: FilterTable | None = None,
    before: Hashes | None = None,
) -> Fabric:
    """Build all filters, cut destinations so that each filter is constant on a class, and classify.

    `colours` are the destinations that the statement tells apart; `known` are filters that were
    built before, in the same space, perhaps for another network, `before` the hashes of a network
    much like this one.
    """
    tables = () if known is None else (known.renewed(),)
    return weave_together((dataplane,), family, space, colours, tables, before)[0]


def weave_together(
    dataplanes: Sequence[DataPlane],
    family: Family,
    space: Space,
    colours: list[Ranges],
    tables: Sequence[FilterTable] = (),
    before: Hashes | None = None,
) -> tuple[Fabric, ...]:
    """The same for several networks, with one space and one set of destination classes: what is
    found in one can be compared with what is found in another."""
    tables = tables or [FilterTable(space) for _ in dataplanes]
    pieces: dict[Region, tuple[Run, ...] | None] = {}
    acls: dict[int, tuple[Run, ...] | None] = {}
    for dataplane, table in zip(dataplanes, tables, strict=True):
        plain = _all_acls(dataplane, table)
        acls |= {id(runs): runs for runs in map(table.runs, plain)}
        for region in _all_filters(dataplane, table, plain):
            if region not in pieces:
                runs = tuple(islice(space.destination_ranges(region), RUNS_LIMIT + 1))
                pieces[region] = runs if len(runs) <= RUNS_LIMIT else None
    marks = [*colours, *_filter_colours([*pieces.values(), *acls.values()], space.address_bits)]
    for dataplane in dataplanes:
        marks += _nat_colours(dataplane, family) + explicit_colours(dataplane, family)
    classes = classify([(d.atoms[family], d.fib[family]) for d in dataplanes], marks, before)
    return tuple(
        Fabric(dataplane, family, space, table, own, pieces)
        for dataplane, table, own in zip(dataplanes, tables, classes, strict=True)
    )


def _all_filters(dataplane: DataPlane, table: FilterTable, plain: Sequence[Acl]) -> list[Region]:
    """Every filter that a packet may meet beside ACLs with plain runs: zone pairs, conditions of
    source NAT."""
    family = table.space.family
    regions = [table.acl(acl) for acl in plain if table.runs(acl) is None]
    for device in dataplane.network.devices:
        sides = firewall_sides(device)
        own = [device.policy.self_zone] if sides and device.policy.self_zone else []
        for a in (*sides, *own):
            for b in (*sides, *own):
                regions.append(table.sides(device, a, b))
                if table.free(device, a, b) != table.space.none:
                    regions += [table.free(device, a, b), table.unknown(device, a, b)]
        regions += [table.nat_match(device, n) for n in device.policy.nat if n.family == family]
    return regions


def _all_acls(dataplane: DataPlane, table: FilterTable) -> list[Acl]:
    """Every ACL that is bound to an interface, or by which a policy route chooses packets."""
    family = table.space.family
    chosen = [a for d in dataplane.network.devices for a in policy_acls(d, family)]
    return chosen + [
        acl
        for device in dataplane.network.devices
        for interface in device.interfaces
        if interface.filters
        for direction in ("in", "out")
        for acl in bound_acls(table, device, interface, direction)
    ]


def _filter_colours(pieces: Iterable[tuple[Run, ...] | None], width: int) -> list[Ranges]:
    colours: list[Ranges] = []
    for runs in pieces:
        if not runs or runs[0][1] - runs[0][0] + 1 == 1 << width:  # the same for every destination
            continue
        by_headers: dict[Region, list[tuple[int, int]]] = {}
        for first, last, headers in runs:
            by_headers.setdefault(headers, []).append((first, last))
        colours += [tuple(r) for r in by_headers.values()]
    return colours


def _nat_colours(dataplane: DataPlane, family: Family) -> list[Ranges]:
    """One colour for each address that destination NAT takes or gives, and each NAT pool."""
    colours: set[tuple[int, int]] = set()
    for device in dataplane.network.devices:
        for rule in device.policy.nat:
            if rule.family == family:
                ends = (rule.address, rule.mapped_address)
                colours |= {(int(a), int(a)) for a in ends if a is not None}
                if rule.pool_first is not None and rule.pool_last is not None:
                    colours.add((int(rule.pool_first), int(rule.pool_last)))
    return [(c,) for c in sorted(colours)]
