"""Separation: no first packet gets from a tier to another except what the flows permit.

A packet may enter at any domain of its tier, with any source of the tier. Replies are not first
packets: a stateless hole for `established` TCP opens no session and is not a leak; a hole for UDP
replies is. Packets to a firewall itself do not cross it and are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kawanet.findings import Finding, Severity, Verdict
from kawanet.model.requirement import Tier
from kawanet.verify.arrivals import by_tier, describe
from kawanet.verify.blame import blame
from kawanet.verify.confirm import confirm
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import Partition, left_over
from kawanet.verify.propagate import Sweep
from kawanet.verify.result import Kind, Result, with_witness
from kawanet.verify.segment_path import entry_port
from kawanet.verify.study import Study
from kawanet.verify.witness import pick_packet

CODE = "KW-SEP-001"
MUST_CODE = "KW-MUST-001"


def sweep_tier(study: Study, tier: Tier) -> Sweep:
    """Walk everything that a tier may send, from all its domains at once."""
    sweep = Sweep(study.fabric)
    headers = study.entrances.sources(tier) & ~study.space.established
    packets = {headers: study.fabric.classes.everything} if headers != study.space.none else {}
    for way in study.entrances.ways_in(tier.name):
        sweep.enter(way.state, packets, way.ingress, way.port.interface)
    return sweep.run()


def separations(study: Study, tier: Tier, sweep: Sweep) -> Iterator[Result]:
    """One result for every other tier."""
    arrivals = by_tier(study, sweep)
    doubt = study.doubt(sweep.reached)
    for other in study.statement.tiers:
        if other.name != tier.name:
            yield _separation(study, tier, other, arrivals.get(other.name, {}), doubt)


def _separation(study: Study, tier: Tier, other: Tier, arrived: Partition, doubt: str) -> Result:
    result = Result(
        f"SEP-{tier.name}-{other.name}-V{study.family}",
        f"IPv{study.family}: {tier.label} → {other.label}: only the permitted flows pass",
        Kind.SEPARATION,
        Verdict.PROVED,
    )
    leaks = left_over(arrived, study.permitted(tier.name, other.name).items(), study.space.none)
    for region, bits in leaks.items():
        if pick_packet(study.fabric, region, bits) is not None:
            return refuted(study, (tier, other), result, (region, bits), _domains(study, tier))
        # else: only destinations that the filter itself rules out
    return replace(result, verdict=Verdict.UNKNOWN, reason=doubt) if doubt else result


def _domains(study: Study, tier: Tier) -> list[int]:
    """All domains of a tier, those with hosts first."""
    hosts = study.entrances.populated(tier.name)
    return hosts + [d for d in study.tiers.domains_of(tier.name) if d not in set(hosts)]


def refuted(
    study: Study,
    ends: tuple[Tier, Tier],
    result: Result,
    leak: tuple[Region, int],
    domains: list[int],
) -> Result:
    """The result with a witness of the leak, sent from one of the domains; unknown where the
    tracer does not confirm it."""
    tier, other = ends
    shown = confirm(study, domains, other.name, leak)
    if shown is None:
        reason = "packets may pass, but no single one was found that does"
        return replace(result, verdict=Verdict.UNKNOWN, reason=reason)
    packet, walk, branch = shown
    line = blame(study.dataplane, study.tiers, walk, branch, tier.name)
    finding = Finding(
        CODE if result.kind is Kind.SEPARATION else MUST_CODE,
        Severity.ERROR,
        f"{tier.name} reaches {other.name}: {describe(packet)}",
        branch.device,
        line,
        tuple(dict.fromkeys(s.where for s in branch.steps if s.where is not None)),
        expected=f"nothing passes from {tier.name} to {other.name} but the flows named",
        actual=f"{describe(packet)} is {branch.outcome} at {branch.device} {branch.interface}",
    )
    found = with_witness(result, packet, walk, branch, finding)
    return replace(found, start=entry_port(study.dataplane, walk.start))
