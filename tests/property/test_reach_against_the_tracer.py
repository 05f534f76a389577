"""`reach` by sets says of every packet what the tracer says: whether it gets there, and whether its
answer gets back. `make thousands` runs thousands of networks."""

import random

import random_networks as planned
from hypothesis import given
from hypothesis import strategies as st
from random_networks import HOSTS, NAMES, holds
from tiny_networks import LANS, examples, networks, packets, prefix

from kawanet.forwarding import round_trip, simulate, trace
from kawanet.verify.answers import answered, received
from kawanet.verify.ground import ground
from kawanet.verify.headerspace import covers
from kawanet.verify.reach import Extent, Where, first_packets, reach

few = examples(12)
families = st.sampled_from((4, 6))
MOST = 120


@st.composite
def questions(draw):
    family = draw(families)
    network = draw(networks(family))
    source, target = draw(st.sampled_from(LANS)), draw(st.sampled_from((*LANS, 9)))
    return family, network, prefix(family, source), prefix(family, target), draw(st.integers(0, 99))


def asked(family, origin, target, seed):
    every = [
        p
        for p in packets(family)
        if p.source in origin and p.destination in target and not p.established
    ]
    return random.Random(seed).sample(every, min(MOST, len(every)))


def ask(family, network, origin, target):
    plane = simulate(network)
    asked_of = ground(plane, family, [(covers(p),) for p in (origin, target)])
    headers = first_packets(asked_of.fabric.space)
    return plane, reach(asked_of, Where(prefix=origin), Where(prefix=target), headers)


def starts(answer):
    return sorted({p.departure.start for p in answer.passages} | {d.start for d, _ in answer.lost})


def held(answer, packet, start):
    """The names of the places where the packet arrives that starts there."""
    fabric = answer.ground.fabric
    bit = 1 << fabric.classes.at(int(packet.destination))
    return {
        p.place
        for p in answer.passages
        if p.departure.start == start
        and any(b & bit and holds(fabric.space, r, packet) for r, b in p.packets.items())
    }


@few
@given(questions())
def test_what_gets_there(case):
    family, network, origin, target, seed = case
    plane, answer = ask(family, network, origin, target)
    for packet in asked(family, origin, target, seed):
        for start in starts(answer):
            branches = trace(plane, packet, start).branches
            assert bool(held(answer, packet, start)) == any(b.arrived for b in branches), packet
    shown = answer.witness()
    assert (shown is None) == (answer.extent is Extent.NONE)
    if shown is not None:
        assert any(b.arrived for b in trace(plane, *shown).branches)
    lost = answer.counter_witness()
    if lost is not None:
        assert not all(b.arrived for b in trace(plane, *lost).branches)


@few
@given(questions())
def test_what_is_received(case):
    """Every packet that the tracer sees arrive is in the set received, as it arrived."""
    family, network, origin, target, seed = case
    plane, answer = ask(family, network, origin, target)
    region = received(answer)
    for packet in asked(family, origin, target, seed):
        for start in starts(answer):
            for branch in trace(plane, packet, start).branches:
                if branch.arrived:
                    assert holds(answer.ground.fabric.space, region, branch.packet), branch


def answers_back(plane, packet, start):
    """Whether some branch's answer has a branch that gets back."""
    trip = round_trip(plane, packet, start)
    return any(b.arrived and b.domain == start for r in trip.replies for b in r.branches)


@few
@given(questions())
def test_what_is_answered(case):
    family, network, origin, target, seed = case
    plane, answer = ask(family, network, origin, target)
    back = answered(answer)
    nat = [n for d in network.devices for n in d.policy.nat]
    if back is None:
        assert nat
        return
    if nat:
        return  # what is answered elsewhere than behind it is compared in networks without
    for packet in asked(family, origin, target, seed):
        for start in starts(answer):
            assert bool(held(back, packet, start)) == answers_back(plane, packet, start), packet


across = st.one_of(planned.networks(), planned.zoned_routers(nat=False))


@few
@given(across, st.permutations(NAMES), st.integers(0, 99))
def test_what_is_answered_across_a_firewall(network, names, seed):
    """In networks laid out by a plan most packets get somewhere, so sessions matter."""
    lans = [planned.LANS[n] for n in names[:2]]
    plane, answer = ask(4, network, *lans)
    back = answered(answer)
    assert back is not None
    own = [p for p in planned.packets([HOSTS[names[0]]], lans[1]) if not p.established]
    for packet in random.Random(seed).sample(own, min(30, len(own))):
        for start in starts(answer):
            assert bool(held(back, packet, start)) == answers_back(plane, packet, start), packet
