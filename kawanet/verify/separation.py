"""Separation: no first packet gets from a tier to another except what the flows permit.

A packet may enter at any domain of its tier, with any source of the tier. Replies are not first
packets: a stateless hole for `established` TCP opens no session and is not a leak; a hole for UDP
replies is. Packets to a firewall itself do not cross it and are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kawanet.findings import Finding, Severity, Verdict
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Trace, trace
from kawanet.model.requirement import Tier
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import Partition, collect, left_over
from kawanet.verify.propagate import Arrival, Sweep
from kawanet.verify.result import Kind, Result
from kawanet.verify.study import Study
from kawanet.verify.witness import blame, pick_packet

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


def by_tier(study: Study, sweep: Sweep) -> dict[str, Partition]:
    """What arrived, by the tier that it arrived in."""
    found: dict[str, Partition] = {}
    for place, packets in sweep.arrived.items():
        for name, part in _tiers_of(study, place, packets):
            collect(found.setdefault(name, {}), part)
    return found


def _tiers_of(study: Study, place: Arrival, packets: Partition) -> Iterator[tuple[str, Partition]]:
    """The tier of the segment; for a router itself the inner tier of its address."""
    if place.domain >= 0:
        name = study.tiers.tier_of_domain[place.domain]
        if name:
            yield name, packets
        return
    if study.fabric.device(place.state.node).policy.zones:
        return
    for name, own in study.inner.items():
        part = {r: b & own for r, b in packets.items() if b & own}
        if part:
            yield name, part


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
    shown = confirm(study, domains, other.name, *leak)
    if shown is None:
        reason = "packets may pass, but no single one was found that does"
        return replace(result, verdict=Verdict.UNKNOWN, reason=reason)
    packet, walk, branch = shown
    line = blame(study.dataplane, study.tiers, branch, tier.name)
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
    return replace(
        result,
        verdict=Verdict.REFUTED,
        witness=packet,
        steps=branch.steps,
        blame=line,
        findings=(finding,),
        trace=walk,
    )


def describe(packet: Packet) -> str:
    """A packet in words."""
    names = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6"}
    name = names.get(packet.protocol, f"protocol {packet.protocol}")
    port = f" port {packet.destination_port}" if packet.protocol in (6, 17) else ""
    return f"{name} {packet.source} -> {packet.destination}{port}"


def confirm(
    study: Study, domains: list[int], to_tier: str, region: Region, bits: int
) -> tuple[Packet, Trace, Branch] | None:
    """A concrete packet of the region that the tracer too sees arrive in the other tier."""
    for own in (True, False):
        for domain in domains:
            for packet in _packets_from(study, domain, region, bits, own=own):
                walk = trace(study.dataplane, packet, domain)
                branch = next((b for b in walk.branches if arrived_in(study, b, to_tier)), None)
                if branch is not None:
                    return packet, walk, branch
    return None


def _packets_from(
    study: Study, domain: int, region: Region, bits: int, *, own: bool
) -> Iterator[Packet]:
    """Packets of the region with a source of the domain's own subnets (or any); and what they may
    have been before destination NAT."""
    wanted = region & study.entrances.local_sources(domain) if own else region
    packet = pick_packet(study.fabric, wanted, bits) if wanted != study.space.none else None
    if packet is None:
        return
    yield from study.before_nat(packet)


def arrived_in(study: Study, branch: Branch, tier: str) -> bool:
    """Whether a walk ended in a tier."""
    if not branch.arrived:
        return False
    if branch.domain >= 0:
        return study.tiers.tier_of_domain[branch.domain] == tier
    found = study.tier(tier)
    firewall = bool(study.dataplane.network.device[branch.device].policy.zones)
    address = int(branch.packet.destination)
    held = study.tiers.tier_of_address(study.family, address) == tier
    return held and not firewall and found is not None and not found.external
