"""On random small networks the symbolic proof says what the concrete tracer says of every packet.

The networks and all packets that they can tell apart are in `random_networks`.
"""

from ipaddress import ip_network

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_networks import (
    ADDRESSES,
    ELSEWHERE,
    HOSTS,
    LANS,
    NAMES,
    SERVICES,
    holds,
    networks,
    packets,
    zoned_routers,
)

from kawanet.findings import Verdict
from kawanet.forwarding import round_trip, simulate, trace
from kawanet.model.requirement import Flow, PolicyStatement, Tier
from kawanet.verify.arrivals import arrived_in, by_tier
from kawanet.verify.flows import flow_results
from kawanet.verify.loops import unending
from kawanet.verify.result import Kind
from kawanet.verify.separation import sweep_tier
from kawanet.verify.study import study
from kawanet.verify.tiers import map_tiers

TIERS = tuple(Tier(name, name, (ip_network(f"10.{n}.0.0/16"),)) for n, name in enumerate(NAMES, 1))

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@few
@given(networks())
def test_separation_holds_exactly_what_the_tracer_lets_through(network):
    dataplane = simulate(network)
    subject = study(dataplane, map_tiers(dataplane, PolicyStatement(TIERS, ())), 4, {})
    for tier in TIERS:
        arrived = by_tier(subject, sweep_tier(subject, tier))
        domains = subject.tiers.domains_of(tier.name)
        own = [HOSTS[tier.name], ELSEWHERE[tier.name]]
        for packet in packets(own, ADDRESSES):
            walks = [trace(dataplane, packet, d) for d in domains]
            ends = {b for w in walks for b in w.branches}
            bit = 1 << subject.fabric.classes.at(int(packet.destination))
            for other in NAMES.replace(tier.name, ""):
                expected = any(arrived_in(subject, b, other) for b in ends)
                found = any(
                    bits & bit and holds(subject.space, region, packet)
                    for region, bits in arrived.get(other, {}).items()
                )
                assert found == expected, (packet, other)


@st.composite
def flows(draw):
    source, target = draw(st.permutations(NAMES))[:2]
    public = ip_network(f"10.{NAMES.index(source) + 1}.255.9")  # what destination NAT may map
    ends = (LANS[target], ip_network(HOSTS[target]), public)
    return Flow(
        "flow",
        source,
        target,
        (draw(st.sampled_from((LANS[source], ip_network(HOSTS[source])))),),
        (draw(st.sampled_from(ends)),),
        (draw(st.sampled_from(SERVICES)),),
    )


def expected_verdict(subject, flow):
    """Whether every packet of the flow makes the round trip."""
    dataplane = subject.dataplane
    lan = LANS[flow.from_tier]
    sources = [a for a in lan if a in flow.sources[0] and a != lan[1]]
    start = next(
        d
        for d in subject.entrances.populated(flow.from_tier)
        if (int(lan[0]), int(lan[-1])) in subject.entrances.subnets(d)
    )
    inside = subject.headers(flow)
    for packet in packets(sources, flow.destinations[0]):
        if holds(subject.space, inside, packet):
            trip = round_trip(dataplane, packet, start)
            there = all(arrived_in(subject, b, flow.to_tier) for b in trip.forward.branches)
            back = all(
                arrived_in(subject, b, flow.from_tier) for r in trip.replies for b in r.branches
            )
            if not (there and back and trip.works):
                return Verdict.REFUTED
    return Verdict.PROVED


@few
@given(st.one_of(networks(), networks(nat=True), zoned_routers()), flows())
def test_flows_are_proved_exactly_when_every_packet_makes_the_round_trip(network, flow):
    dataplane = simulate(network)
    subject = study(dataplane, map_tiers(dataplane, PolicyStatement(TIERS, (flow,))), 4, {})
    (result,) = flow_results(subject, [flow], unending(subject.fabric), {"flow": Kind.FLOW})
    assert result.verdict is expected_verdict(subject, flow)
    if result.verdict is Verdict.REFUTED:
        assert result.witness is not None


@few
@given(networks(nat=True))
def test_separation_behind_nat(network):
    """With NAT, a tier is reached by some packet exactly when the tracer finds one."""
    dataplane = simulate(network)
    subject = study(dataplane, map_tiers(dataplane, PolicyStatement(TIERS, ())), 4, {})
    public = [r.address for r in network.device["fw"].policy.nat if r.address is not None]
    looked_at = sum({1 << subject.fabric.classes.at(int(a)) for a in (*ADDRESSES, *public)})
    for tier in TIERS:
        arrived = by_tier(subject, sweep_tier(subject, tier))
        domains = subject.tiers.domains_of(tier.name)
        own = [HOSTS[tier.name], ELSEWHERE[tier.name]]
        reached = set()
        for packet in packets(own, [*ADDRESSES, *public]):
            for domain in domains:
                for branch in trace(dataplane, packet, domain).branches:
                    reached |= {n for n in NAMES if arrived_in(subject, branch, n)}
        for other in NAMES.replace(tier.name, ""):
            symbolic = any(bits & looked_at for bits in arrived.get(other, {}).values())
            assert symbolic == (other in reached)
