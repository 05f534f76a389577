"""A subnet on two segments is told; one on a stretched segment, or in two VRFs, is not."""

import pytest
from small_networks import box, net, port

from kawanet.forwarding.simulation import simulate

A = box("a", port("e0", "10.0.0.1/24"))
B = box("b", port("e0", "10.0.0.2/24"))
C = box("c", port("e0", "10.0.1.1/24"))
CASES = {
    "one segment": (net(A, B, cables=["a:e0 b:e0"]), 0),
    "two segments": (net(A, B, cables=["a:e0 x:0", "b:e0 y:0"]), 1),
    "two prefixes": (
        net(A, box("c", port("e0", "10.0.1.1/24")), cables=["a:e0 x:0", "c:e0 y:0"]),
        0,
    ),
    "two links of routers": (
        net(
            box("a", port("e0", "10.0.0.0/31")),
            box("b", port("e0", "10.0.0.1/31")),
            cables=["a:e0 x:0", "b:e0 y:0"],
        ),
        0,
    ),
}


@pytest.mark.parametrize(("network", "count"), CASES.values(), ids=CASES)
def test_split_subnets(network, count):
    found = [f for f in simulate(network).findings if f.code == "KW-FWD-011"]
    assert len(found) == count
    for finding in found:
        assert "10.0.0.0/24" in finding.message
        assert "a:e0" in finding.message
        assert "b:e0" in finding.message
        assert finding.where == network.device["a"].interface["e0"].where
