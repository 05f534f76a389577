"""Sets say of every packet that meets policy routes how its branches end, as the tracer does."""

from ipaddress import ip_address

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_networks import LONG, holds, packets, policy_meshes

from kawanet.forwarding import simulate, trace
from kawanet.forwarding.trace import Outcome
from kawanet.model.plant import Port
from kawanet.verify.ends import End
from kawanet.verify.loops import unending
from kawanet.verify.partition import absorb
from kawanet.verify.propagate import Sweep
from kawanet.verify.reachability import all_pairs

OUTCOMES = {
    End.DELIVERED: Outcome.DELIVERED,
    End.LOCAL: Outcome.LOCAL,
    End.EXITED: Outcome.EXITED,
    End.LOOP: Outcome.LOOP,
}
ENTERED = [Port("r1", "lan"), Port("r1", "to2"), Port("r2", "lan"), Port("r3", "to1")]

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def asked(family):
    """All packets that the rules of such networks tell apart, from two sources."""
    link, _, own, host, far = LONG[family]
    places = [
        *(host.format(n) for n in (1, 2, 3, 22)),
        *(own.format(n).partition("/")[0] for n in (1, 3)),
        link.format(2, 2).partition("/")[0],
        far.partition("/")[0],
        "8.8.8.8" if family == 4 else "2001:db8::8",
    ]
    sources = [ip_address(host.format(1)), ip_address("fd01::1" if family == 6 else "11.0.0.1")]
    return list(packets(sources, map(ip_address, places)))


def ended(reached, ends, packet):
    bit = 1 << reached.fabric.classes.at(int(packet.destination))
    return {
        OUTCOMES.get(end, Outcome.DROPPED)
        for end, partition in ends.items()
        if any(b & bit and holds(reached.fabric.space, r, packet) for r, b in partition.items())
    }


@pytest.mark.parametrize("family", [4, 6])
@few
@given(st.data())
def test_every_packet_ends_as_it_is_walked(family, data):
    network = data.draw(policy_meshes(family))
    dataplane = simulate(network)
    reached = all_pairs(dataplane, family)
    circling = unending(reached.fabric)
    for port in ENTERED:
        ends = reached.from_port(port)
        state = reached.fabric.entrance(port)[0]
        for packet in asked(family):
            walked = {b.outcome for b in trace(dataplane, packet, port).branches}
            assert ended(reached, ends, packet) == walked, (port, packet)
            if Outcome.LOOP in walked:
                bit = 1 << reached.fabric.classes.at(int(packet.destination))
                assert circling[state] & bit, (port, packet)


@pytest.mark.parametrize("family", [4, 6])
@few
@given(st.data())
def test_the_walk_forward_finds_the_same(family, data):
    network = data.draw(policy_meshes(family))
    dataplane = simulate(network)
    fabric = all_pairs(dataplane, family).fabric
    for port in ENTERED:
        state, ingress = fabric.entrance(port)
        sweep = Sweep(fabric, record_losses=True)
        sweep.enter(state, {fabric.space.all: fabric.classes.everything}, ingress, port.interface)
        sweep.run()
        found = {}
        for place, held in sweep.arrived.items():
            for region, bits in held.items():
                absorb(found.setdefault(place.kind, {}), region, bits)
        for packet in asked(family):
            bit = 1 << fabric.classes.at(int(packet.destination))
            arrived = {
                str(kind)
                for kind, held in found.items()
                if any(b & bit and holds(fabric.space, r, packet) for r, b in held.items())
            }
            names = {"deliver": Outcome.DELIVERED, "local": Outcome.LOCAL, "exit": Outcome.EXITED}
            walked = {b.outcome for b in trace(dataplane, packet, port).branches if b.arrived}
            assert {names[a] for a in arrived} == walked, (port, packet)
