"""IS-IS, EIGRP and RIP on random graphs: distances and next hops, against Floyd and Warshall."""

from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import box, cable, loopback, net, port

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.igp import EigrpProcess, IsisProcess, RipProcess
from kawanet.model.interfaces import EigrpInterface, IsisInterface, RipInterface
from kawanet.model.plant import LinkKind

FAR = 10**6


class Igp(NamedTuple):
    """How to write a router of it, and the metric of a loopback so far away."""

    process: object
    interface: object
    metric: object


def isis_process(n):
    return IsisProcess("default", "x", f"49.0001.0000.0000.{n + 1:04}.00", "2", max_paths=9)


def isis_interface(cost):
    return {"isis": (IsisInterface("x", metric_2=cost),)}


def eigrp_interface(cost):
    return {"eigrp": (EigrpInterface(4, 1),), "delay_10us": cost, "bandwidth_kbps": 10**6}


def rip_interface(_):
    return {"rip": (RipInterface(4),)}


IGPS = {
    "isis": Igp(isis_process, isis_interface, lambda d: d + 1),
    "eigrp": Igp(
        lambda _: EigrpProcess("default", 4, 1, max_paths=9),
        eigrp_interface,
        lambda d: 256 * (10 + 1 + d),
    ),
    "rip": Igp(lambda _: RipProcess("default", 4, max_paths=9), rip_interface, lambda d: d),
}


@st.composite
def graphs(draw):
    """Segments of two or three routers, each end with a cost of its own; parallel ones happen."""
    count = draw(st.integers(2, 5))
    ends = st.lists(st.integers(0, count - 1), min_size=2, max_size=3, unique=True)
    segments = draw(st.lists(ends, max_size=7))
    cost = st.integers(1, 4)
    return count, [{router: draw(cost) for router in segment} for segment in segments]


def network_of(igp, count, segments):
    routers = []
    for n in range(count):
        ports = [
            port(f"e{k}", f"10.{k}.0.{n + 1}/24", **igp.interface(segment[n]))
            for k, segment in enumerate(segments)
            if n in segment
        ]
        own = loopback("lo", f"192.0.2.{n}/32", **igp.interface(1))
        routers.append(box(f"r{n}", *ports, own, igp.process(n)))
    cables = [
        cable(" ".join(f"r{n}:e{k}" for n in segment), LinkKind.CARRIER_L2)
        for k, segment in enumerate(segments)
    ]
    return net(*routers, cables=cables)


def floyd(count, segments):
    far = {(a, b): 0 if a == b else FAR for a, b in product(range(count), repeat=2)}
    for segment in segments:
        for a, b in product(segment, repeat=2):
            if a != b:
                far[a, b] = min(far[a, b], segment[a])
    for via, a, b in product(range(count), repeat=3):
        far[a, b] = min(far[a, b], far[a, via] + far[via, b])
    return far


@pytest.mark.parametrize("name", IGPS)
@settings(max_examples=40, deadline=None)
@given(graphs())
def test_distances_and_next_hops(name, graph):
    count, segments = graph
    igp = IGPS[name]
    dataplane = simulate(network_of(igp, count, segments))
    if name == "rip":
        segments = [dict.fromkeys(segment, 1) for segment in segments]
    far = floyd(count, segments)
    for a, b in product(range(count), repeat=2):
        found = {
            (r.metric, h.interface, h.neighbour.device)
            for r in dataplane.routes[Node(f"r{a}", "default")]
            if str(r.prefix) == f"192.0.2.{b}/32" and r.protocol.startswith(name)
            for h in r.hops
        }
        expected = {
            (igp.metric(far[a, b]), f"e{k}", f"r{n}")
            for k, segment in enumerate(segments)
            if a in segment and a != b and far[a, b] < FAR
            for n in segment
            if n != a and segment[a] + far[n, b] == far[a, b]
        }
        assert found == expected
