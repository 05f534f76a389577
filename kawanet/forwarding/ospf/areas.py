"""Routes inside and between areas of one routing domain.

Source: RFC 2328 §12.4.3 (summaries), §16.2 (inter-area), §3.6 (stub areas); a border router looks
only at the backbone's summaries. A range costs as much as its dearest component (§12.4.3), on some
platforms its cheapest (RFC 1583). Boundary routers (ASBRs) travel as keys of their own, so type-4
summaries need no second machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from kawanet.forwarding.dataplane import Hop, HopKind
from kawanet.forwarding.link_state.adverts import NOTHING, Advert, Chosen, adverts, alike, choose
from kawanet.forwarding.link_state.spf import UNREACHABLE, AreaGraph, Shortcut, area_graph
from kawanet.forwarding.ospf.hellos import Adjacency
from kawanet.forwarding.ospf.imports import DEFAULT, inside
from kawanet.forwarding.ospf.speakers import STUBS, Instance
from kawanet.forwarding.rib import OSPF_RANGE, Candidate, Workspace
from kawanet.model.interfaces import Family
from kawanet.model.policy import Policy
from kawanet.model.route_policy import Source
from kawanet.model.routing import AreaKind, AreaRange, Routing

Table = dict[int, int]  # key -> cost


@dataclass
class RoutingDomain:
    """Instances that share link state, their areas, and what each router has learnt."""

    work: Workspace
    instances: Sequence[Instance]
    graphs: dict[int, AreaGraph[Instance]] = field(default_factory=dict)
    intra: dict[tuple[int, int], Chosen] = field(default_factory=dict)  # (instance, area)
    inter: dict[tuple[int, int], Chosen] = field(default_factory=dict)
    discards: list[tuple[Instance, Candidate]] = field(default_factory=list)

    @cached_property
    def member(self) -> Mapping[int, Instance]:
        """Instances by number."""
        return {i.number: i for i in self.instances}

    @property
    def family(self) -> Family:
        return self.instances[0].process.family


@dataclass(frozen=True)
class DomainInputs:
    """All that inner routes follow from, the segments and nodes aside; lines of text are no part
    of it, for none of the values compares them."""

    instances: tuple[Instance, ...]
    adjacencies: tuple[Adjacency, ...]
    policies: tuple[tuple[Policy, Routing], ...]  # of the devices, as lists may be in both

    @classmethod
    def of(
        cls, work: Workspace, instances: Sequence[Instance], adjacencies: Sequence[Adjacency]
    ) -> DomainInputs:
        devices = [work.segments.network.device[i.node.device] for i in instances]
        policies = ((d.policy, replace(d.routing, static=(), ospf=())) for d in devices)
        return cls(tuple(instances), tuple(adjacencies), tuple(policies))


def standing_domain(
    work: Workspace, instances: Sequence[Instance], adjacencies: Sequence[Adjacency]
) -> RoutingDomain:
    """`routing_domain`, or what it gave before for equal inputs."""
    if not work.kept.keeping:
        return routing_domain(work, instances, adjacencies)
    inputs = DomainInputs.of(work, instances, adjacencies)
    step = ("ospf domain", instances[0].node, instances[0].number)
    before: tuple[DomainInputs, RoutingDomain] | None = work.kept.last(step)
    if before is None or before[1].discards or before[0] != inputs:
        domain = routing_domain(work, instances, adjacencies)
    else:
        domain = _on_new_lines(work, instances, before[1])
    work.kept.put(step, (inputs, domain))
    return domain


def _on_new_lines(
    work: Workspace, instances: Sequence[Instance], domain: RoutingDomain
) -> RoutingDomain:
    """The same for instances that are equal, but may stand on other lines; discards name lines."""
    now = {i.number: i for i in instances}
    graphs = {
        area: replace(graph, members=tuple(now[m.number] for m in graph.members))
        for area, graph in domain.graphs.items()
    }
    return RoutingDomain(work, instances, graphs, domain.intra, domain.inter)


def boundary_key(instance: Instance) -> int:
    """The key under which a boundary router is known."""
    return -1 - instance.number


def routing_domain(
    work: Workspace, instances: Sequence[Instance], adjacencies: Sequence[Adjacency]
) -> RoutingDomain:
    """Compute intra-area and inter-area routes."""
    domain = RoutingDomain(work, instances)
    for area in sorted({a for i in instances for a in i.areas}, key=lambda a: (a == 0, a)):
        members = [i for i in instances if area in i.areas]
        links = [a for a in adjacencies if a.area == area]
        virtual = () if area else tuple(_virtual_links(domain))
        domain.graphs[area] = area_graph(work, area, members, links, shortcuts=virtual)
        _learn(domain, area, list(_intra_adverts(domain, area)), domain.intra, members)
    borders = [i for i in instances if i.is_border]
    _learn(
        domain,
        0,
        [advert for b in borders for advert in _into_backbone(domain, b)],
        domain.inter,
        domain.graphs[0].members if borders else (),
    )
    for border in borders:
        ranges = _active_ranges(domain, border)
        if ranges:
            domain.inter[border.number, 0] = _without(domain.inter[border.number, 0], ranges)
    for area, graph in domain.graphs.items():
        within = [b for b in borders if area in b.areas]
        if area != 0 and within:
            announced = [advert for b in within for advert in _into_area(domain, b, area)]
            others = [m for m in graph.members if not m.is_border]
            _learn(domain, area, announced, domain.inter, others)
    return domain


def _virtual_links(domain: RoutingDomain) -> Iterator[Shortcut]:
    """Ways of the backbone between border routers that name each other, across an area in which
    they reach each other (RFC 2328 §15)."""
    for area, graph in domain.graphs.items():
        named = [m for m in graph.members if m.area(area).virtual_links]
        for one in named:
            for other in named:
                a, b = graph.position[one.number], graph.position[other.number]
                mutual = other.router_id in one.area(area).virtual_links
                mutual = mutual and one.router_id in other.area(area).virtual_links
                if mutual and a != b and graph.distance[a, b] < UNREACHABLE:
                    hops = domain.work.hop_sets.values[int(graph.first[a, b])]
                    yield Shortcut(one.number, other.number, int(graph.distance[a, b]), hops)


def _learn(
    domain: RoutingDomain,
    area: int,
    announced: Sequence[Advert],
    into: dict[tuple[int, int], Chosen],
    members: Sequence[Instance],
) -> None:
    known = adverts(announced)
    for member in members:
        graph = domain.graphs[area]
        at = graph.position[member.number]
        found = choose(domain.work, graph.distance[at], graph.first[at], known)
        step = ("ospf", member.node, member.number, area, into is domain.inter)
        into[member.number, area] = domain.work.kept.same(step, found, alike)


def _intra_adverts(domain: RoutingDomain, area: int) -> Iterator[Advert]:
    for position, instance in enumerate(domain.graphs[area].members):
        for speaker in instance.speakers:
            if speaker.config.area == area:
                for prefix in speaker.prefixes:
                    key = domain.work.prefixes.number(prefix)
                    yield Advert(key, position, speaker.prefix_cost)
        if instance.may_import and instance.kind(area) not in STUBS:
            yield Advert(boundary_key(instance), position, 0)


def _into_backbone(domain: RoutingDomain, border: Instance) -> Iterator[Advert]:
    position = domain.graphs[0].position[border.number]
    for area in border.areas:
        if area != 0:
            summaries = _summaries(domain, border, area)
            for key, cost in _let_in(domain, border, 0, summaries).items():
                yield Advert(key, position, _summary_cost(border, key, cost))


def _summary_cost(border: Instance, key: int, cost: int) -> int:
    """What the summary of a prefix is told at; by a stub router, on some platforms as dear as can
    be. The way to a boundary router stays what it is."""
    dear = border.traits.stub_router_summary_cost if border.process.max_metric else None
    return cost if dear is None or key < 0 else dear


def _into_area(domain: RoutingDomain, border: Instance, area: int) -> Iterator[Advert]:
    """What a border router tells an area of the world outside."""
    position = domain.graphs[area].position[border.number]
    configured, kind = border.area(area), border.kind(area)
    if _hears_default(border, kind):
        default = domain.work.prefixes.number(DEFAULT[domain.family])
        cost = configured.default_cost
        if cost is None:
            cost = border.traits.ospf_stub_default_cost
        if cost is not None and configured.default_told:
            yield Advert(default, position, cost)
    if kind in (AreaKind.TOTALLY_STUB, AreaKind.TOTALLY_NSSA):
        return
    known: Table = _table(domain.inter.get((border.number, 0), NOTHING))
    own = {key for a in border.areas for key in domain.intra[border.number, a].keys.tolist()}
    summary = {key: cost for key, cost in known.items() if key not in own}
    for other in border.areas:
        if other != area:
            summary.update(_summaries(domain, border, other))
    inside_already = set(domain.intra[border.number, area].keys.tolist())
    for key, cost in _let_in(domain, border, area, summary).items():
        if key not in inside_already and (key >= 0 or kind is AreaKind.NORMAL):
            yield Advert(key, position, _summary_cost(border, key, cost))


def _hears_default(border: Instance, kind: AreaKind) -> bool:
    """Stubs hear of a default route; so do NSSAs that hear of no other area."""
    if kind is AreaKind.NSSA:
        return border.traits.nssa_hears_default and border.process.family == 4
    return kind in STUBS or kind is AreaKind.TOTALLY_NSSA


def _let_in(domain: RoutingDomain, border: Instance, area: int, summaries: Table) -> Table:
    """Without what the area's lists keep out (`area filter-list in`)."""
    return _filtered(domain, border, border.area(area).import_lists, summaries)


def _filtered(domain: RoutingDomain, border: Instance, lists: Sequence[str], table: Table) -> Table:
    if not lists:
        return table
    known = domain.work.policies(domain.work.segments.network.device[border.node.device]).lists
    prefixes = domain.work.prefixes.values
    return {
        key: cost
        for key, cost in table.items()
        if key < 0 or all(known.prefix(name, prefixes[key]) for name in lists)
    }


def _summaries(domain: RoutingDomain, border: Instance, area: int) -> Table:
    """Intra-area routes of an area as its border router announces them elsewhere."""
    table = _table(domain.intra[border.number, area])
    for area_range in border.area(area).ranges:
        parts = [k for k in table if k >= 0 and inside(domain.work, k, area_range.prefix)]
        costs = [table.pop(key) for key in parts]
        if not costs:
            continue
        if domain.family == 6 and border.traits.ospf3_range_counts_all:
            costs += _announced_costs(domain, border, area, parts)
        cost = _range_cost(border, costs) if area_range.cost is None else area_range.cost
        key = domain.work.prefixes.number(area_range.prefix)
        _discard(domain, border, area_range, key, cost)
        if area_range.advertise:
            table[key] = cost
    return _filtered(domain, border, border.area(area).export_lists, table)


def _active_ranges(domain: RoutingDomain, border: Instance) -> set[int]:
    """Ranges with a part in their area: a border router takes no summary of that prefix (§16.2)."""
    found: set[int] = set()
    for area in border.areas:
        if not border.area(area).ranges:
            continue
        keys = [k for k in domain.intra[border.number, area].keys.tolist() if k >= 0]
        for area_range in border.area(area).ranges:
            if any(inside(domain.work, key, area_range.prefix) for key in keys):
                found.add(domain.work.prefixes.number(area_range.prefix))
    return found


def _without(chosen: Chosen, keys: set[int]) -> Chosen:
    keep = ~np.isin(chosen.keys, list(keys))
    return Chosen(chosen.keys[keep], chosen.cost[keep], chosen.hops[keep])


def _announced_costs(
    domain: RoutingDomain, border: Instance, area: int, keys: Sequence[int]
) -> list[int]:
    """What every announcement of the prefixes costs a border router."""
    graph = domain.graphs[area]
    ways = graph.distance[graph.position[border.number]]
    wanted = set(keys)
    return [
        int(ways[advert.router]) + advert.metric
        for advert in _intra_adverts(domain, area)
        if advert.key in wanted and ways[advert.router] < UNREACHABLE
    ]


def _range_cost(border: Instance, costs: Sequence[int]) -> int:
    rule = border.traits.range_cost
    least = rule == "least" or (rule == "rfc1583" and border.process.rfc1583_compatible)
    return min(costs) if least else max(costs)


def _discard(
    domain: RoutingDomain, border: Instance, area_range: AreaRange, key: int, cost: int
) -> None:
    """What a range covers and nobody has is dropped here, not sent back (RFC 2328 §16.2)."""
    discard = border.traits.ospf_range_discard
    if "internal" not in border.process.discards:
        return
    if discard is None or not (area_range.advertise or discard.unadvertised):
        return
    work = domain.work
    row = Candidate(
        key,
        discard.distance,
        OSPF_RANGE,
        cost if discard.metric is None else discard.metric,
        work.hops([Hop(HopKind.DISCARD)]),
        work.spans.number(area_range.where or border.process.where),
        work.origin(Source.OSPF, border.name, "intra-area"),
    )
    if (border, row) not in domain.discards:
        domain.discards.append((border, row))


def _table(chosen: Chosen) -> Table:
    return dict(zip(chosen.keys.tolist(), chosen.cost.tolist(), strict=True))
