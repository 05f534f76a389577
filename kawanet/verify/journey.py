"""The forward walk of all flows out of one tier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kawanet.forwarding.dataplane import Node
from kawanet.model.requirement import Flow, Tier
from kawanet.verify.arrivals import by_tier
from kawanet.verify.fabric import State
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import Partition, absorb, collect, left_over
from kawanet.verify.propagate import Sweep
from kawanet.verify.study import Start, Study


@dataclass
class Journey:
    """The forward walk of all flows out of one tier."""

    flows: list[Flow]
    sweep: Sweep
    packets: dict[str, Partition]  # flow name -> its packets, as sent and behind NAT
    started: set[str] = field(default_factory=set)  # flows with a segment to start from
    by_tier: dict[str, Partition] = field(default_factory=dict)  # what arrived
    by_context: dict[int, Partition] = field(default_factory=dict)  # what arrived, by source NAT


def walk(study: Study, tier: str, flows: list[Flow]) -> Journey:
    """Send all packets of the flows that live on their way."""
    journey = Journey(flows, Sweep(study.fabric, record_losses=True), {})
    for flow in flows:
        start = {study.headers(flow): living(study, flow)}
        journey.packets[flow.name] = study.behind_nat(start)
    wanted = [(f.name, study.headers(f), living(study, f)) for f in flows]
    for ways, sources, _ in starts(study, tier):
        packets: Partition = {}
        for name, headers, bits in wanted:
            region = headers & sources
            if region != study.space.none:
                journey.started.add(name)
                absorb(packets, region, bits)
        for way in ways:
            journey.sweep.enter(way.state, packets, way.ingress, way.port.interface)
    for state, address in study.entrances.loopbacks(tier):
        _from_router(study, journey, state, address)
    journey.sweep.run()
    journey.by_tier = by_tier(study, journey.sweep)
    for place, arrived in journey.sweep.arrived.items():
        collect(journey.by_context.setdefault(place.state.context, {}), arrived)
    return journey


def _from_router(study: Study, journey: Journey, state: State, address: int) -> None:
    for flow in journey.flows:
        region = study.headers(flow) & study.entrances.sourced((address, address))
        bits = living(study, flow)
        if region != study.space.none:
            journey.started.add(flow.name)
            journey.sweep.enter(state, {region: bits} if bits else {}, None, "")


def starts(study: Study, tier: str) -> list[Start]:
    """(ways in, headers by their sources, destinations that need no router) for each segment of a
    tier where hosts are, and for what lies beyond its hand-offs."""
    found = study.tier(tier)
    if found is None:
        return []
    if tier not in study.starts:
        domains = study.entrances.populated(tier)
        study.starts[tier] = [s for d in domains for s in starts_in(study, found, d)]
    return study.starts[tier]


def routed(study: Study, tier: str, region: Region, bits: int) -> Partition:
    """Of packets out of a tier, those that need a router: not those to the sender's own subnet,
    which walks let in at the gateway like all others."""
    direct = [(sources, near) for _, sources, near in starts(study, tier) if near & bits]
    return left_over({region: bits}, direct, study.space.none)


def starts_in(study: Study, tier: Tier, domain: int) -> Iterator[Start]:
    """The same for one segment."""
    if tier.external:
        yield study.entrances.gateways(domain, None), study.entrances.sources(tier), 0
        return
    pool = study.entrances.behind(domain)
    if pool:
        yield study.entrances.gateways(domain, None), study.entrances.from_classes(pool), 0
    for subnet in study.entrances.subnets(domain):
        near = study.fabric.classes.bits(*subnet)
        yield study.entrances.gateways(domain, subnet), study.entrances.sourced(subnet), near


def origins(study: Study, tier: str) -> Iterator[tuple[int | Node, Region]]:
    """Where the concrete tracer may start packets of a tier (a domain, or a router itself), and
    headers with the sources that live there."""
    found = study.tier(tier)
    for domain in study.entrances.populated(tier) if found is not None else ():
        outside = found is not None and found.external
        local = study.entrances.local_sources(domain)
        yield domain, study.entrances.sources(found) if outside and found else local
    for state, address in study.entrances.loopbacks(tier):
        yield study.dataplane.nodes[state.node], study.entrances.sourced((address, address))


def living(study: Study, flow: Flow) -> int:
    """Destinations of a flow that live in its tier, or that destination NAT stands for."""
    return study.destinations(flow) & (study.entrances.alive(flow.to_tier) | study.translated)
