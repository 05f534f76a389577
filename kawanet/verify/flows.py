"""Flows: every packet of a permitted flow gets there, from everywhere it may start.

All flows out of a tier are walked together. Packets start at each segment where hosts are, with
sources of that segment only, so that a lost packet names its flow and its start. A flow is proved
if no branch loses any of its packets, none ends in another tier, none circles, and the same holds
for the replies (see `replies`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kawanet.findings import Verdict
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Trace, trace
from kawanet.model.requirement import Flow
from kawanet.verify.arrivals import arrived_in, describe
from kawanet.verify.blame import lost
from kawanet.verify.fabric import State
from kawanet.verify.headerspace import Region
from kawanet.verify.journey import Journey, living, origins, routed, walk
from kawanet.verify.partition import Partition, common
from kawanet.verify.replies import reply_results
from kawanet.verify.result import Kind, Result, with_witness
from kawanet.verify.study import Study
from kawanet.verify.witness import pick_packet

CODE = "KW-FLOW-001"


def flow_results(
    study: Study, flows: list[Flow], circling: dict[State, int], kinds: dict[str, Kind]
) -> Iterator[Result]:
    """One result a flow, in the order given. `kinds` says which flows stand for a must."""
    journeys = {
        tier: walk(study, tier, [f for f in flows if f.from_tier == tier])
        for tier in dict.fromkeys(f.from_tier for f in flows)
    }
    forward = {
        f.name: _forward(study, journeys[f.from_tier], f, circling, kinds.get(f.name, Kind.FLOW))
        for f in flows
    }
    pending = [f for f in flows if forward[f.name].verdict is Verdict.PROVED]
    backward = reply_results(study, pending, journeys, forward)
    yield from (backward.get(f.name, forward[f.name]) for f in flows)


def _forward(
    study: Study, journey: Journey, flow: Flow, circling: dict[State, int], kind: Kind
) -> Result:
    result = Result(
        flow.name,
        f"IPv{study.family}: {flow.from_tier} → {flow.to_tier}: {flow.reason or flow.name} arrives",
        kind,
        Verdict.PROVED,
    )
    if flow.name not in journey.started:
        reason = f"no segment of {flow.from_tier} with hosts holds a source of the flow"
        return replace(result, verdict=Verdict.UNKNOWN, reason=reason)
    failed = _dead(study, flow) or _trouble(study, journey, flow, circling)
    if failed is not None:
        return not_delivered(study, flow, result, *failed)
    doubt = study.doubt(journey.sweep.reached)
    return replace(result, verdict=Verdict.UNKNOWN, reason=doubt) if doubt else result


def _dead(study: Study, flow: Flow) -> tuple[Region, int] | None:
    """Packets to a destination prefix no address of which lives."""
    alive = living(study, flow)
    for prefix in flow.destinations:
        bits = study.fabric.classes.of_prefixes((prefix,))
        if bits and not bits & alive:
            return study.headers(flow), bits
    return None


def _trouble(
    study: Study, journey: Journey, flow: Flow, circling: dict[State, int]
) -> tuple[Region, int] | None:
    """Packets of the flow that are lost, end in another tier, or circle."""
    mine = journey.packets[flow.name]
    for ends in _bad_ends(journey, flow, circling):
        for found in common(mine, ends, study.space.none):
            for part in routed(study, flow.from_tier, *found).items():
                return part
    return None


def _bad_ends(journey: Journey, flow: Flow, circling: dict[State, int]) -> Iterator[Partition]:
    """Packets of any flow that are where those of this one must not be."""
    yield from journey.sweep.lost.values()
    yield from (p for tier, p in journey.by_tier.items() if tier != flow.to_tier)
    for state, reached in journey.sweep.reached.items() if circling else ():
        bits = circling.get(state._replace(context=0), 0)
        if bits:
            yield {r: b & bits for r, b in reached.items()}


def not_delivered(study: Study, flow: Flow, result: Result, region: Region, bits: int) -> Result:
    """The result with one packet of the region that does not arrive; unknown if none is found."""
    shown = _confirm(study, flow, region, bits)
    if shown is None:
        reason = "packets of the flow may be lost, but no single one was found that is"
        return replace(result, verdict=Verdict.UNKNOWN, reason=reason)
    packet, walked, branch = shown
    said = f"flow {flow.name}: {describe(packet)} does not arrive"
    finding = lost(CODE, branch, said, flow.to_tier, flow.where)
    return with_witness(result, packet, walked, branch, finding)


def _confirm(
    study: Study, flow: Flow, region: Region, bits: int
) -> tuple[Packet, Trace, Branch] | None:
    """A concrete packet of the flow that the tracer too sees fail on some branch."""
    for start, sources in origins(study, flow.from_tier):
        local = region & sources
        packet = pick_packet(study.fabric, local, bits) if local != study.space.none else None
        for sent in study.before_nat(packet) if packet is not None else ():
            walked = trace(study.dataplane, sent, start)
            for branch in walked.branches:
                if not arrived_in(study, branch, flow.to_tier):
                    return sent, walked, branch
    return None
