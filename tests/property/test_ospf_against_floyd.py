"""Distances and equal-cost next hops on random graphs, against Floyd and Warshall."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from small_networks import box, cable, loopback, net, ospf, port, process

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.plant import LinkKind

COST = st.integers(1, 4)


@st.composite
def graphs(draw):
    """Segments of two to four routers, each end with a cost of its own; parallel ones happen."""
    count = draw(st.integers(2, 6))
    ends = st.lists(st.integers(0, count - 1), min_size=2, max_size=4, unique=True)
    segments = draw(st.lists(ends, max_size=8))
    return count, [{router: draw(COST) for router in segment} for segment in segments]


def network_of(count, segments):
    routers = []
    for n in range(count):
        ports = [
            port(f"e{k}", f"10.{k}.0.{n + 1}/24", ospf=(ospf(cost=segment[n]),))
            for k, segment in enumerate(segments)
            if n in segment
        ]
        own = loopback("lo", f"192.0.2.{n}/32", ospf=(ospf(),))
        routers.append(box(f"r{n}", *ports, own, process(f"0.0.0.{n + 1}")))
    cables = [
        cable(" ".join(f"r{n}:e{k}" for n in segment), LinkKind.CARRIER_L2)
        for k, segment in enumerate(segments)
    ]
    return net(*routers, cables=cables)


def floyd(count, segments):
    far = {(a, b): 0 if a == b else 10**6 for a, b in product(range(count), repeat=2)}
    for segment in segments:
        for a, b in product(segment, repeat=2):
            if a != b:
                far[a, b] = min(far[a, b], segment[a])
    for via, a, b in product(range(count), repeat=3):
        far[a, b] = min(far[a, b], far[a, via] + far[via, b])
    return far


@given(graphs())
def test_distances_and_next_hops(graph):
    count, segments = graph
    dataplane = simulate(network_of(count, segments))
    far = floyd(count, segments)
    for a, b in product(range(count), repeat=2):
        found = {
            (r.metric, h.interface, h.neighbour.device)
            for r in dataplane.routes[Node(f"r{a}", "default")]
            if str(r.prefix) == f"192.0.2.{b}/32" and r.protocol == "ospf"
            for h in r.hops
        }
        expected = {
            (far[a, b], f"e{k}", f"r{n}")
            for k, segment in enumerate(segments)
            if a in segment and a != b and far[a, b] < 10**6
            for n in segment
            if n != a and segment[a] + far[n, b] == far[a, b]
        }
        assert found == expected
