"""Musts: statements beyond the matrix of tiers, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kawanet.findings import Verdict
from kawanet.model.policy import IPNetwork
from kawanet.model.requirement import Expectation, Flow, Must, Tier
from kawanet.verify.arrivals import by_tier
from kawanet.verify.flows import not_delivered
from kawanet.verify.headerspace import Region
from kawanet.verify.journey import living, starts, starts_in
from kawanet.verify.partition import Partition, left_over, passed_by
from kawanet.verify.propagate import Sweep
from kawanet.verify.result import Kind, Result
from kawanet.verify.separation import refuted
from kawanet.verify.study import Study
from kawanet.verify.witness import pick_packet


def must_results(study: Study, tier: Tier, sweep: Sweep) -> Iterator[Result]:
    """Results of the musts of a tier, read off a walk.

    Where a must speaks of the whole tier, its separation walk serves: any source, from anywhere in
    the tier. Where it names sources, packets start where those sources live.
    'Everywhere' means everywhere outside the tier itself, for a segment is no border; where the
    must names sources, it means everything that they need a router for.
    """
    walked: dict[tuple[tuple[IPNetwork, ...], int, str], tuple[dict[str, Partition], str]] = {}
    for must in study.statement.musts:
        if must.from_tier != tier.name or not _speaks(study, must) or is_flow(must):
            continue
        whole = _is_whole(must, tier)
        key = ((), 0, "") if whole else (must.sources, _ends(study, must), must.expectation)
        if key not in walked:
            walk = sweep if whole else _walk(study, tier, must)
            walked[key] = by_tier(study, walk), study.doubt(walk.reached)
        yield _judge(study, tier, must, *walked[key])


def _ends(study: Study, must: Must) -> int:
    """Destinations that a must speaks of."""
    classes = study.fabric.classes
    return classes.of_prefixes(must.destinations) if must.destinations else classes.everything


def _is_whole(must: Must, tier: Tier) -> bool:
    """Whether a must speaks of everything in its tier."""
    return not set(must.sources) - set(tier.prefixes)


def is_flow(must: Must) -> bool:
    """Whether a must names services that have to arrive, as a flow does."""
    return must.expectation is Expectation.REACHABLE and bool(must.except_services)


def _walk(study: Study, tier: Tier, must: Must) -> Sweep:
    """Send whatever the named sources may send, from where they live; where it must not get
    through, only what they need a router for."""
    sweep = Sweep(study.fabric)
    named = _sources(study, must) & ~study.space.established
    for ways, sources, near in starts(study, tier.name):
        region = named & sources
        beyond = ~near if must.expectation is Expectation.UNREACHABLE else -1
        packets = {region: _ends(study, must) & beyond | study.translated}
        for way in ways if region != study.space.none else ():
            sweep.enter(way.state, packets, way.ingress, way.port.interface)
    return sweep.run()


def _judge(
    study: Study, tier: Tier, must: Must, arrivals: dict[str, Partition], doubt: str
) -> Result:
    result = Result(
        f"{must.code}-V{study.family}",
        f"IPv{study.family}: {must.text}",
        Kind.MUST,
        Verdict.PROVED,
    )
    if must.expectation is Expectation.REACHABLE:
        found = _reachable(study, must, result, arrivals)
    else:
        found = _unreachable(study, tier, must, result, arrivals)
    if found.verdict is Verdict.PROVED and doubt:
        return replace(result, verdict=Verdict.UNKNOWN, reason=doubt)
    return found


def _speaks(study: Study, must: Must) -> bool:
    """Whether the must says anything of the family."""
    named = (must.sources, must.destinations)
    return all(not n or any(p.version == study.family for p in n) for n in named)


def _unreachable(
    study: Study, tier: Tier, must: Must, result: Result, arrivals: dict[str, Partition]
) -> Result:
    for name, arrived in arrivals.items():
        other = study.tier(name)
        own = name == tier.name and not must.destinations and _is_whole(must, tier)
        if other is None or own:
            continue
        leaks = left_over(
            _in_scope(study, must, arrived), _allowed(study, must).items(), study.space.none
        )
        for region, bits in leaks.items():
            if pick_packet(study.fabric, region, bits) is not None:
                domains = _origins(study, tier, must)
                return refuted(study, (tier, other), result, (region, bits), domains)
    return result


def _origins(study: Study, tier: Tier, must: Must) -> list[int]:
    """Domains where the sources live that a must names; all of the tier where it names none."""
    domains = study.entrances.populated(tier.name)
    if _is_whole(must, tier):
        return domains + [d for d in study.tiers.domains_of(tier.name) if d not in set(domains)]
    named = _sources(study, must)
    return [
        d
        for d in domains
        if any(named & s != study.space.none for _, s, _ in starts_in(study, tier, d))
    ]


def _reachable(study: Study, must: Must, result: Result, arrivals: dict[str, Partition]) -> Result:
    """Each source gets some packet to each destination that lives."""
    flow, space = _as_flow(study, must), study.space
    others = [f for f in space.fields if f != space.source_field]
    lacking = {space.sources(flow.sources): living(study, flow) or study.destinations(flow)}
    for region, bits in arrivals.get(flow.to_tier, {}).items():
        lacking = left_over(lacking, ((space.without(region, *others), bits),), space.none)
    for region, bits in lacking.items():
        return not_delivered(study, flow, result, region, bits)
    return result


def _in_scope(study: Study, must: Must, arrived: Partition) -> Partition:
    """The packets that the must speaks of."""
    scope = ((_sources(study, must), _ends(study, must)),)
    return passed_by(arrived, scope, study.space.none)


def _sources(study: Study, must: Must) -> Region:
    mine = [p for p in must.sources if p.version == study.family]
    return study.space.sources(mine) if must.sources else study.space.all


def _allowed(study: Study, must: Must) -> Partition:
    """The exceptions, behind NAT too."""
    if not must.except_destinations and not must.except_services:
        return {}
    classes = study.fabric.classes
    named = must.except_destinations
    bits = classes.of_prefixes(named) if named else classes.everything
    return study.behind_nat({study.space.services(must.except_services): bits})


def flows_of_musts(study: Study) -> list[Flow]:
    """Musts that name services that have to arrive, as flows."""
    return [_as_flow(study, m) for m in study.statement.musts if is_flow(m) and _speaks(study, m)]


def _as_flow(study: Study, must: Must) -> Flow:
    tier = study.tier(must.from_tier)
    mine = must.sources or (tier.prefixes if tier else ())
    ends = [p for p in must.destinations if p.version == study.family]
    inner = study.tiers.tier_of_address(study.family, int(ends[0].network_address)) if ends else ""
    outside = next((t.name for t in study.statement.tiers if t.external), "")
    return Flow(
        f"{must.code}-V{study.family}",
        must.from_tier,
        inner or outside,
        tuple(p for p in mine if p.version == study.family),
        tuple(ends),
        must.except_services,
        reason=must.text,
    )
