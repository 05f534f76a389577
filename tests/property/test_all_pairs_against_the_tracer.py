"""All pairs by sets say of every packet how its branches end, as the tracer does."""

from ipaddress import ip_address

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_networks import ADDRESSES, ELSEWHERE, HOSTS, NAMES, holds, meshes, networks, packets

from kawanet.forwarding import simulate, trace
from kawanet.forwarding.trace import Outcome
from kawanet.verify.ends import End
from kawanet.verify.fabric import State
from kawanet.verify.reachability import all_pairs

OUTCOMES = {
    End.DELIVERED: Outcome.DELIVERED,
    End.LOCAL: Outcome.LOCAL,
    End.EXITED: Outcome.EXITED,
    End.LOOP: Outcome.LOOP,
}

few = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def outcomes(reached, ends, packet):
    """The outcomes of a packet's branches, by sets."""
    bit = 1 << reached.fabric.classes.at(int(packet.destination))
    return {
        OUTCOMES.get(end, Outcome.DROPPED)
        for end, partition in ends.items()
        if any(b & bit and holds(reached.fabric.space, r, packet) for r, b in partition.items())
    }


def walked(dataplane, packet, start):
    return {branch.outcome for branch in trace(dataplane, packet, start).branches}


def assert_as_traced(dataplane, reached, node, sent):
    ends = reached.from_node(node)
    for packet in sent:
        assert outcomes(reached, ends, packet) == walked(dataplane, packet, node), packet


@few
@given(st.booleans().flatmap(lambda nat: networks(nat=nat)))
def test_from_every_router_and_segment(network):
    public = [r.address for r in network.device["fw"].policy.nat if r.address is not None]
    far = [HOSTS["B"], ELSEWHERE["C"], *public]
    dataplane = simulate(network)
    reached = all_pairs(dataplane, 4)
    for node in dataplane.nodes:
        assert_as_traced(dataplane, reached, node, packets([HOSTS["A"]], [HOSTS["A"], *far]))
    for name in NAMES:
        lan = next(
            p
            for p in reached.ports()
            if p.interface == "lan" and p.device[1:] == str(NAMES.index(name) + 1)
        )
        ends = reached.from_port(lan)
        domain = dataplane.domain_of_router[lan]
        others = [a for a in (*ADDRESSES, *public) if not str(a).startswith(str(HOSTS[name])[:7])]
        for packet in packets([HOSTS[name]], others):
            assert outcomes(reached, ends, packet) == walked(dataplane, packet, domain), packet


DESTINATIONS = ("10.3.1.2", "10.3.1.1", "10.9.0.1", "10.8.0.1")


@settings(few, max_examples=40)
@given(meshes())
def test_where_routes_lead_in_circles(network):
    dataplane = simulate(network)
    reached = all_pairs(dataplane, 4)
    sent = list(packets([HOSTS["A"]], map(ip_address, DESTINATIONS)))
    for node in dataplane.nodes:
        assert_as_traced(dataplane, reached, node, sent)
    circling = {walked_to_a_circle for walked_to_a_circle, _ in reached.loops()}
    for node in dataplane.nodes:
        state = State(dataplane.node_index[node])
        expected = any(Outcome.LOOP in walked(dataplane, p, node) for p in sent)
        assert (state in circling) >= expected


@few
@given(meshes())
def test_packets_that_arrive_on_one_branch_only(network):
    dataplane = simulate(network)
    reached = all_pairs(dataplane, 4)
    for node in dataplane.nodes:
        torn = reached.inconsistent(reached.from_node(node))
        for packet in packets([HOSTS["A"]], map(ip_address, DESTINATIONS)):
            branches = trace(dataplane, packet, node).branches
            bit = 1 << reached.fabric.classes.at(int(packet.destination))
            found = any(b & bit and holds(reached.fabric.space, r, packet) for r, b in torn.items())
            assert found == (len({b.arrived for b in branches}) > 1)
