"""Small networks written for one protocol each: what FRR computes is what kawanet computes.

Daemons mostly wait for each other, so all networks are started before the first is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from lab import Lab, running_lab
from lab_network import Placed, place
from lab_ribs import Ribs, computed_ribs, differences, settle

from kawanet.forwarding import simulate
from kawanet.model.network import Network
from kawanet.pipeline.snapshot import read_snapshot

TOPOLOGIES = Path(__file__).with_name("topologies")
NAMES = sorted(p.name for p in TOPOLOGIES.iterdir() if p.is_dir())
CONVERGED_S = 120


class Running(NamedTuple):
    lab: Lab
    placed: Placed
    computed: Ribs


@pytest.fixture(scope="module")
def running() -> Iterator[dict[str, Running]]:
    with ExitStack() as stack:
        yield {name: _start(name, stack.enter_context(running_lab())) for name in NAMES}


def _start(name: str, lab: Lab) -> Running:
    folder = TOPOLOGIES / name
    plane = simulate(Network(read_snapshot([folder]).devices))
    texts = {node: (folder / node.device / "frr.conf").read_text() for node in plane.nodes}
    placed = place(lab, plane, plane.nodes, texts)
    return Running(lab, placed, computed_ribs(plane, placed))


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_in_the_model(name: str) -> None:
    snapshot = read_snapshot([TOPOLOGIES / name])
    assert [line for parsed in snapshot.parsed for line in parsed.unclaimed] == []


@pytest.mark.long
@pytest.mark.xdist_group("lab")
@pytest.mark.parametrize("name", NAMES)
def test_the_daemons_hold_the_computed_tables(name: str, running: dict[str, Running]) -> None:
    lab, placed, computed = running[name]
    real = settle(lab, placed, computed, CONVERGED_S)
    assert differences(computed, real) == []
