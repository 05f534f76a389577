"""Layer 2: no broadcast domain holds things of two tiers, and none with hosts is without a tier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict
from kawanet.forwarding.dataplane import DataPlane, Domain
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Step, Trace, trace
from kawanet.model.interfaces import IPAddress
from kawanet.model.plant import Port
from kawanet.model.requirement import Tier
from kawanet.verify.arrivals import by_tier
from kawanet.verify.propagate import Sweep
from kawanet.verify.result import Kind, Result
from kawanet.verify.segment_blame import by_suspicion, claims_of, conflict_line
from kawanet.verify.segment_path import base_interface, entry_port, port_chain, switched
from kawanet.verify.study import Doubts, Study
from kawanet.verify.tiers import Claim, TierMap

CODE = "KW-L2-001"
NO_TIER = "KW-L2-002"


def layer2_results(dataplane: DataPlane, tiers: TierMap, doubts: Doubts) -> Iterator[Result]:
    """One result for every pair of tiers."""
    leaks: dict[tuple[str, str], list[int]] = {}
    for index in tiers.conflicts:
        for pair in _pairs(tiers.claims[index]):
            leaks.setdefault(pair, []).append(index)
    for a, b in combinations(tiers.statement.tiers, 2):
        result = Result(
            f"L2-{a.name}-{b.name}",
            f"{a.label} and {b.label} share no segment",
            Kind.LAYER2,
            Verdict.PROVED,
        )
        key = (min(a.name, b.name), max(a.name, b.name))
        if key in leaks:
            yield _refuted(result, [_leak(dataplane, tiers, i, (a, b)) for i in leaks[key]])
        else:
            yield _proved(dataplane, tiers, result, {a.name, b.name}, doubts)


def _pairs(claims: tuple[Claim, ...]) -> list[tuple[str, str]]:
    """Pairs of tiers whose claims on one domain do not agree."""
    found = {
        (min(a, b), max(a, b))
        for one, other in combinations(claims, 2)
        if not one.tiers & other.tiers
        for a in one.tiers
        for b in other.tiers
    }
    return sorted(found)


def _proved(
    dataplane: DataPlane, tiers: TierMap, result: Result, names: set[str], doubts: Doubts
) -> Result:
    """Proved, unless a bridge of one of the tiers has lines that are not modelled."""
    mine = {
        d
        for index, tier in enumerate(tiers.tier_of_domain)
        if tier in names
        for d, _ in dataplane.domains[index].vlans
    }
    lines = [str(s) for d in sorted(mine) for s in doubts.get(d, ())]
    if not lines:
        return result
    reason = f"not modelled: {', '.join(lines[:5])}"
    return replace(result, verdict=Verdict.UNKNOWN, reason=reason)


def _refuted(result: Result, shown: list[_Shown]) -> Result:
    first = shown[0]
    return replace(
        result,
        verdict=Verdict.REFUTED,
        witness=first.packet,
        steps=first.steps,
        blame=first.line,
        findings=tuple(s.finding for s in shown),
        trace=first.walk,
        start=first.start,
    )


def strays(study: Study) -> list[int]:
    """Segments with hosts that belong to no tier, but from which packets arrive in some."""
    tier_of = study.tiers.tier_of_domain
    domains = study.dataplane.domains
    return [d.index for d in domains if d.edges and not tier_of[d.index] and _leads_on(study, d)]


def placed(dataplane: DataPlane, found: list[int]) -> Result:
    """Whether every segment with hosts belongs to a tier. A segment of none (a carrier's underlay)
    will do too if nothing that enters there, from any source, arrives in any tier."""
    stray = [dataplane.domains[index] for index in found]
    title = "Every segment with hosts belongs to a tier, or leads into none"
    result = Result("L2-PLACED", title, Kind.LAYER2, Verdict.PROVED)
    if not stray:
        return result
    names = ", ".join(f"{d.edges[0]}" for d in stray[:5])
    return replace(
        result,
        verdict=Verdict.UNKNOWN,
        reason=f"{len(stray)} segments belong to no tier, and lead into some: {names}",
        findings=tuple(_stray(dataplane, d) for d in stray),
    )


def _leads_on(study: Study, domain: Domain) -> bool:
    """Whether some first packet that enters in a domain arrives in a tier."""
    sweep = Sweep(study.fabric)
    packets = {~study.space.established: study.fabric.classes.everything}
    for way in study.entrances.of_domain(domain.index):
        sweep.enter(way.state, packets, way.ingress, way.port.interface)
    return any(by_tier(study, sweep.run()).values())


def _stray(dataplane: DataPlane, domain: Domain) -> Finding:
    edge = domain.edges[0]
    port = next((p for p in domain.ports if p.device in dataplane.network.device), None)
    where = _interface_line(dataplane, Port(port.device, port.interface)) if port else None
    vlans = sorted({v for _, v in domain.vlans})
    return Finding(
        NO_TIER,
        Severity.WARNING,
        f"the segment of {edge} belongs to no tier",
        port.device if port else "",
        where,
        expected="an attachment, a WLAN or an address of one tier",
        actual=f"VLAN {', '.join(map(str, vlans))} with {len(domain.edges)} host ports",
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    packet: Packet | None
    steps: tuple[Step, ...]
    line: Span | None
    finding: Finding
    walk: Trace | None
    start: Port | None


def _leak(dataplane: DataPlane, tiers: TierMap, index: int, pair: tuple[Tier, Tier]) -> _Shown:
    """How a frame gets from a port of one tier to one of the other, and which line lets it."""
    domain = dataplane.domains[index]
    names = {t.name for t in pair}
    ours, theirs = (claims_of(tiers, index, t.name, names) for t in pair)
    mine, other = _closest(dataplane, tiers, domain, (ours, theirs))
    chain = port_chain(dataplane, domain, mine.port, other.port)
    steps = tuple(switched(dataplane, domain, p) for p in chain)
    line = conflict_line(dataplane, tiers, index, names)
    packet, walk, sender = _witness(dataplane, index, pair)
    nearest, others = (mine, ours) if sender == pair[0] else (other, theirs)
    start = entry_port(dataplane, index, (c.port for c in (nearest, *others)))
    vlans = sorted({v for _, v in domain.vlans})
    inside = f"in VLAN {', '.join(map(str, vlans))}" if vlans else "on one wire"
    finding = Finding(
        CODE,
        Severity.ERROR,
        f"{pair[0].name} and {pair[1].name} share a segment: {mine.port} {mine.what} "
        f"{pair[0].name}, {other.port} {other.what} {pair[1].name}",
        chain[0].device if chain else mine.port.device,
        line,
        tuple(dict.fromkeys(s.where for s in steps if s.where is not None)),
        expected="ports, WLANs and addresses of one tier",
        actual=f"both, {inside}: {' → '.join(map(str, chain))}",
    )
    return _Shown(packet, steps, line, finding, walk, start)


def _closest(
    dataplane: DataPlane, tiers: TierMap, domain: Domain, sides: tuple[list[Claim], list[Claim]]
) -> tuple[Claim, Claim]:
    """The first claim of the misplaced side, and the claim of the other that is nearest."""
    few, many = by_suspicion(dataplane, tiers, *sides)
    first = few[0]
    lengths = {
        c: len(port_chain(dataplane, domain, first.port, c.port)) or 1 << 20 for c in many[:50]
    }
    nearest = min(lengths, key=lambda c: (lengths[c], c.port))
    return (first, nearest) if few is sides[0] else (nearest, first)


def _interface_line(dataplane: DataPlane, port: Port) -> Span | None:
    base = base_interface(dataplane, port)
    return base.where if base else None


def _witness(
    dataplane: DataPlane, index: int, pair: tuple[Tier, Tier]
) -> tuple[Packet | None, Trace | None, Tier]:
    """A packet from one tier to an address of the other that stays on the segment, and who sends
    it: with an address of its own tier, or with one that fits the segment."""
    for mine, other in (pair, pair[::-1]):
        for target in _hosts(dataplane, index, other):
            for source in (*_addresses_of(mine, target), target + 1):
                packet = Packet(source, target, 6, 50000, 443)
                walk = trace(dataplane, packet, index)
                if any(b.arrived and b.domain in {index, -1} for b in walk.branches):
                    return packet, walk, mine
    return None, None, pair[0]


def _hosts(dataplane: DataPlane, index: int, tier: Tier) -> list[IPAddress]:
    """An address of the tier in each subnet of the segment: a host's, or where the subnet has
    room for routers only, the router's own."""
    found: list[IPAddress] = []
    for port in dataplane.domains[index].routers:
        for own in dataplane.network.device[port.device].interface[port.interface].addresses:
            if any(own.version == p.version and own.ip in p for p in tier.prefixes):
                size = own.network.num_addresses
                found.append(own.network[12] if size >= 16 else own.ip)
    return found


def _addresses_of(tier: Tier, like: IPAddress) -> list[IPAddress]:
    return [p[10] for p in tier.prefixes if p.version == like.version and p.num_addresses > 16][:1]
