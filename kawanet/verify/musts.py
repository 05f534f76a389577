"""Musts: statements beyond the matrix of tiers, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kawanet.findings import Verdict
from kawanet.model.requirement import Expectation, Flow, Must, Tier
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import Partition, left_over, passed_by
from kawanet.verify.propagate import Sweep
from kawanet.verify.result import Kind, Result
from kawanet.verify.separation import by_tier, refuted
from kawanet.verify.study import Study
from kawanet.verify.witness import pick_packet


def unreachable_results(study: Study, tier: Tier, sweep: Sweep) -> Iterator[Result]:
    """Results of what a tier must not reach, read off the tier's separation walk.

    'Everywhere' means everywhere outside the tier itself: a segment is no border.
    """
    arrivals: dict[str, Partition] | None = None
    for must in study.statement.musts:
        if must.from_tier != tier.name or must.expectation is not Expectation.UNREACHABLE:
            continue
        if not _speaks(study, must):
            continue
        arrivals = by_tier(study, sweep) if arrivals is None else arrivals
        yield _unreachable(study, tier, must, arrivals, study.doubt(sweep.reached))


def _speaks(study: Study, must: Must) -> bool:
    """Whether the must says anything of the family."""
    named = (must.sources, must.destinations)
    return all(not n or any(p.version == study.family for p in n) for n in named)


def _unreachable(
    study: Study, tier: Tier, must: Must, arrivals: dict[str, Partition], doubt: str
) -> Result:
    result = Result(
        f"{must.code}-V{study.family}",
        f"IPv{study.family}: {must.text}",
        Kind.MUST,
        Verdict.PROVED,
    )
    for name, arrived in arrivals.items():
        other = study.tier(name)
        if other is None or (name == tier.name and not must.destinations):
            continue
        leaks = left_over(
            _in_scope(study, must, arrived), _allowed(study, must).items(), study.space.none
        )
        for region, bits in leaks.items():
            if pick_packet(study.fabric, region, bits) is not None:
                return refuted(study, tier, other, result, (region, bits))
    return replace(result, verdict=Verdict.UNKNOWN, reason=doubt) if doubt else result


def _in_scope(study: Study, must: Must, arrived: Partition) -> Partition:
    """The packets that the must speaks of."""
    classes = study.fabric.classes
    bits = classes.of_prefixes(must.destinations) if must.destinations else classes.everything
    return passed_by(arrived, ((_sources(study, must), bits),), study.space.none)


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


def reachable_flows(study: Study) -> list[Flow]:
    """Musts of the other kind as flows: each source reaches each destination, with the services
    named (all, if none is)."""
    flows = []
    for must in study.statement.musts:
        ends = [p for p in must.destinations if p.version == study.family]
        tier = study.tier(must.from_tier)
        if must.expectation is Expectation.REACHABLE and ends and tier is not None:
            inner = study.tiers.tier_of_address(study.family, int(ends[0].network_address))
            outside = next((t.name for t in study.statement.tiers if t.external), "")
            flows.append(
                Flow(
                    must.code,
                    must.from_tier,
                    inner or outside,
                    must.sources or tier.prefixes,
                    tuple(ends),
                    must.except_services,
                    reason=must.text,
                )
            )
    return flows
