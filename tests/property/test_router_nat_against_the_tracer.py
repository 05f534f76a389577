"""A router with zones and NAT: sets say of every packet how it ends, as the tracer does."""

from dataclasses import replace
from itertools import product

from hypothesis import HealthCheck, given, settings
from random_networks import ADDRESSES, HOSTS, LANS, NAMES, holds, packets, zoned_routers

from kawanet.forwarding import simulate, trace
from kawanet.forwarding.trace import Outcome
from kawanet.model.policy import TCP
from kawanet.verify.ends import End
from kawanet.verify.partition import absorb
from kawanet.verify.propagate import Sweep
from kawanet.verify.reachability import all_pairs

OUTCOMES = {
    End.DELIVERED: Outcome.DELIVERED,
    End.LOCAL: Outcome.LOCAL,
    End.EXITED: Outcome.EXITED,
    End.LOOP: Outcome.LOOP,
}
few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def asked(network, name):
    """All packets that such a network tells apart from a LAN, replies without a session too."""
    policy = network.device["fw"].policy
    public = [a for n in policy.nat for a in (n.address, n.mapped_address, n.pool_first) if a]
    own = [LANS[name][2].__class__(f"10.{n}.255.1") for n in (1, 2, 3)]
    targets = sorted({*ADDRESSES, *public, *own} - {*LANS[name]})
    for packet in packets([HOSTS[name]], targets):
        yield packet
        if packet.protocol == TCP and packet.source_port == 22:
            yield replace(packet, established=True)


def ended(fabric, ends, packet):
    bit = 1 << fabric.classes.at(int(packet.destination))
    return {
        OUTCOMES.get(end, Outcome.DROPPED)
        for end, partition in ends.items()
        if any(b & bit and holds(fabric.space, r, packet) for r, b in partition.items())
    }


def lan_of(reached, name):
    number = str(NAMES.index(name) + 1)
    return next(p for p in reached.ports() if p.interface == "lan" and p.device[1:] == number)


@few
@given(zoned_routers())
def test_every_packet_ends_as_it_is_walked(network):
    dataplane = simulate(network)
    reached = all_pairs(dataplane, 4)
    for name in NAMES:
        port = lan_of(reached, name)
        ends = reached.from_port(port)
        for packet in asked(network, name):
            walked = {b.outcome for b in trace(dataplane, packet, port).branches}
            assert ended(reached.fabric, ends, packet) == walked, packet
    for node in dataplane.nodes:
        ends = reached.from_node(node)
        for packet in asked(network, "A"):
            walked = {b.outcome for b in trace(dataplane, packet, node).branches}
            assert ended(reached.fabric, ends, packet) == walked, (node, packet)


@few
@given(zoned_routers())
def test_the_walk_forward_brings_first_packets_to_the_same_segments(network):
    """Ports that destination NAT changes aside: the walk forward has them as they become."""
    nat = tuple(replace(n, mapped_port=None) for n in network.device["fw"].policy.nat)
    fw = network.device["fw"]
    fw = replace(fw, policy=replace(fw.policy, nat=nat))
    network = replace(network, devices=(fw, *(d for d in network.devices if d.name != "fw")))
    dataplane = simulate(network)
    reached = all_pairs(dataplane, 4)
    fabric = reached.fabric
    for name in NAMES:
        port = lan_of(reached, name)
        state, ingress = fabric.entrance(port)
        sweep = Sweep(fabric)
        sweep.enter(state, {fabric.space.all: fabric.classes.everything}, ingress, port.interface)
        found = {}
        for place, held in sweep.run().arrived.items():
            for region, bits in held.items():
                absorb(found.setdefault(place.domain, {}), region, bits)
        for packet in asked(network, name):
            if packet.established:
                continue
            ends = {
                b.domain: b.packet for b in trace(dataplane, packet, port).branches if b.arrived
            }
            for domain, arrived in ends.items():
                bit = 1 << fabric.classes.at(int(arrived.destination))
                seen = replace(packet, destination=arrived.destination)
                parts = found.get(domain, {}).items()
                assert any(b & bit and holds(fabric.space, r, seen) for r, b in parts), packet
        for domain, parts in found.items():
            for packet, (region, bits) in product(asked(network, name), parts.items()):
                bit = 1 << fabric.classes.at(int(packet.destination))
                if not packet.established and bits & bit and holds(fabric.space, region, packet):
                    walks = trace(dataplane, packet, port).branches
                    translated = {str(n.mapped_address) for n in nat}
                    there = domain in {b.domain for b in walks if b.arrived}
                    assert there or str(packet.destination) in translated, packet
