"""Twenty routers of the reference city, on real daemons, hold exactly the computed tables."""

from __future__ import annotations

import pytest
from lab import running_lab
from lab_network import place, rendered
from lab_outside import place_peers
from lab_ribs import computed_ribs, differences, settle
from lab_slice import nodes_of, slice_of_the_city

from kawanet.forwarding import simulate

CONVERGED_S = 150


@pytest.mark.long
@pytest.mark.xdist_group("lab")
def test_the_daemons_hold_the_computed_tables() -> None:
    plane = simulate(slice_of_the_city())
    nodes = nodes_of(plane)
    with running_lab() as lab:
        placed = place(lab, plane, nodes, {node: rendered(plane, node) for node in nodes})
        placed = place_peers(lab, plane, placed)
        computed = computed_ribs(plane, placed)
        real = settle(lab, placed, computed, CONVERGED_S)
    assert len({node.device for node in nodes}) == 20
    assert [len(hand_offs) for hand_offs in placed.outside.values()] == [2]  # closed mobile's
    assert sum(map(len, computed.values())) > 2000
    assert differences(computed, real) == []
