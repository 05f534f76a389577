"""Where packets arrive, and which flows two networks treat differently: sets say of every packet
what the concrete tracer says, in both families. `make thousands` runs thousands of networks."""

import random

from hypothesis import given
from hypothesis import strategies as st
from random_networks import holds
from tiny_networks import examples, networks, packets

from kawanet.forwarding import simulate, trace
from kawanet.forwarding.trace import Outcome
from kawanet.model.network import Network
from kawanet.verify import troubles
from kawanet.verify.changes import Flow, deltas, pair
from kawanet.verify.ends import End, Place, has_arrived
from kawanet.verify.ground import ground
from kawanet.verify.places import PlaceName, node_name, segment_names

few = examples(12)
families = st.sampled_from((4, 6))
LOOP, DROPPED = Outcome.LOOP, Outcome.DROPPED
MOST = 60  # packets a network, drawn from all


def some(family, seed):
    every = list(packets(family))
    return random.Random(seed).sample(every, MOST)


def arrivals(dataplane, names, packet, start):
    """The places where branches of a packet arrive, by the tracer."""
    found = set()
    for branch in trace(dataplane, packet, start).branches:
        if branch.outcome is Outcome.LOCAL:
            found.add(PlaceName(End.LOCAL, node_name(branch.steps[-1].node)))
        elif branch.outcome is Outcome.DELIVERED:
            found.add(PlaceName(End.DELIVERED, str(names[branch.domain])))
        elif branch.outcome is Outcome.EXITED:
            next_hop = branch.why.removeprefix("to ")
            found.add(PlaceName(End.EXITED, str(names[branch.domain]), next_hop))
    return found


def in_sets(fabric, partition, packet):
    bit = 1 << fabric.classes.at(int(packet.destination))
    return any(b & bit and holds(fabric.space, r, packet) for r, b in partition.items())


def check_places(network, family, seed):
    dataplane = simulate(network)
    compared = pair(dataplane, dataplane, family)
    senders = compared.before.senders
    fabric = senders.fabric
    names = segment_names(dataplane, family)
    for packet in some(family, seed):
        source = fabric.space.value(fabric.space.source_field, int(packet.source))
        bit = 1 << fabric.classes.at(int(packet.destination))
        for domain in names:
            (mine,) = [s for s in senders.on(domain) if s.sources & source != fabric.space.none]
            found = named(compared, fabric, senders.ends(domain, mine), packet, bit)
            assert found == arrivals(dataplane, names, packet, domain), (packet, names[domain])
        for node in dataplane.nodes:
            found = named(compared, fabric, senders.from_node(node), packet, bit)
            assert found == arrivals(dataplane, names, packet, node), (packet, node)


def named(compared, fabric, ends, packet, bit):
    return {
        name
        for end, partition in ends.items()
        if isinstance(end, Place) and has_arrived(end) and in_sets(fabric, partition, packet)
        for name, _ in compared.before.places.split(end, bit)
    }


@few
@given(families.flatmap(lambda f: st.tuples(st.just(f), networks(f), st.integers(0, 999))))
def test_where_packets_arrive(case):
    family, network, seed = case
    check_places(network, family, seed)


@st.composite
def two_networks(draw):
    """A network, and the same with one or two routers of another."""
    family = draw(families)
    one, other = draw(networks(family)), draw(networks(family))
    chosen = set(draw(st.lists(st.sampled_from(("r1", "r2", "r3")), min_size=1, max_size=2)))
    devices = [other.device[n] if n in chosen else one.device[n] for n in one.device]
    return family, one, Network(tuple(devices), one.plant), draw(st.integers(0, 999))


def check_changes(family, before, after, seed):
    planes = [simulate(before), simulate(after)]
    compared = pair(*planes, family)
    found = list(deltas(compared))
    sides = (compared.before, compared.after)
    names = [{i: n for n, i in side.segments.items()} for side in sides]
    segments = sorted({*compared.before.segments, *compared.after.segments})
    nodes = sorted({*planes[0].nodes, *planes[1].nodes})
    for packet in some(family, seed):
        for origin in (*segments, *nodes):
            held, lost = [], []
            for side, plane, called in zip(sides, planes, names, strict=True):
                known = origin in side.segments or origin in plane.node_index
                start = side.segments.get(origin, origin)
                held.append(arrivals(plane, called, packet, start) if known else set())
                lost.append(known and is_lost(plane, packet, start))
            both = held[0] & held[1]
            assert {
                flow: {
                    d.place
                    for d in found
                    if d.flow is flow
                    and origin in (d.origin.segment, d.origin.node)
                    and in_sets(compared.fabric, d.packets, packet)
                }
                for flow in Flow
            } == {
                Flow.POSSIBLE: held[1] - held[0],
                Flow.IMPOSSIBLE: held[0] - held[1],
                Flow.PARTLY_LOST: both if lost[1] and not lost[0] else set(),
                Flow.WHOLE: both if lost[0] and not lost[1] else set(),
            }, (packet, origin)


def is_lost(dataplane, packet, start):
    """Whether some branch does not arrive."""
    return any(not b.arrived for b in trace(dataplane, packet, start).branches)


@few
@given(two_networks())
def test_which_flows_changed(case):
    check_changes(*case)


@few
@given(families.flatmap(networks))
def test_nothing_changed_is_found_of_equal_networks(network):
    dataplane = simulate(network)
    for family in (4, 6):
        assert not list(deltas(pair(dataplane, dataplane, family)))


@few
@given(families.flatmap(lambda f: st.tuples(st.just(f), networks(f), st.integers(0, 999))))
def test_what_goes_wrong_without_any_policy(case):
    """Every packet that circles, or fares differently by branch, is told of; every row has one."""
    family, network, seed = case
    dataplane = simulate(network)
    asked = ground(dataplane, family)
    circles = list(troubles.loops(asked))
    unlike = list(troubles.inconsistent(asked))
    holes = list(troubles.black_holes(asked))
    assert all(LOOP in outcomes(row.walk) for row in circles)
    assert all(len({b.arrived for b in row.walk.branches}) == 2 for row in unlike)
    assert all(DROPPED in outcomes(row.walk) for row in holes)
    origins = {name for row in unlike for name in row.origins}
    for packet in some(family, seed):
        for start in (*dataplane.nodes, *asked.segments.values()):
            walk = trace(dataplane, packet, start)
            assert LOOP not in outcomes(walk) or circles, packet
        for node in dataplane.nodes:
            if owned_by(network, node, packet.source):
                walk = trace(dataplane, packet, node)
                if len({b.arrived for b in walk.branches}) == 2:
                    assert f"router {node_name(node)}" in origins, packet


def outcomes(walk):
    return {branch.outcome for branch in walk.branches}


def owned_by(network, node, address):
    return any(a.ip == address for i in network.device[node.device].interfaces for a in i.addresses)
