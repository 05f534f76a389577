"""Small networks written for one protocol each: what FRR computes is what kawanet computes."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab import running_lab
from lab_network import place
from lab_ribs import computed_ribs, differences, settle

from kawanet.forwarding import simulate
from kawanet.model.network import Network
from kawanet.pipeline.snapshot import read_snapshot

TOPOLOGIES = Path(__file__).with_name("topologies")
CONVERGED_S = 90


@pytest.mark.long
@pytest.mark.xdist_group("lab")
@pytest.mark.parametrize("name", sorted(p.name for p in TOPOLOGIES.iterdir() if p.is_dir()))
def test_the_daemons_hold_the_computed_tables(name: str) -> None:
    folder = TOPOLOGIES / name
    snapshot = read_snapshot([folder])
    assert [line for parsed in snapshot.parsed for line in parsed.unclaimed] == []
    plane = simulate(Network(snapshot.devices))
    texts = {node: (folder / node.device / "frr.conf").read_text() for node in plane.nodes}
    with running_lab() as lab:
        placed = place(lab, plane, plane.nodes, texts)
        computed = computed_ribs(plane, placed)
        real = settle(lab, placed, computed, CONVERGED_S)
    assert differences(computed, real) == []
