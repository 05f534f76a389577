"""What nftables in the kernel does with real packets is what the tracer says."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab import running_lab
from lab_packets import agree, expected, fire, set_up, shots

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.model.network import Network
from kawanet.pipeline.build import compile_city
from kawanet.pipeline.snapshot import read_rendered
from kawanet.render.engine import render_device

CITY = Path(__file__).parents[2] / "topology/small"
PACKETS = 200
BOXES = (
    Node("hall-fw-1", "default"),  # zones, NAT
    Node("mob-fw-1", "default"),
    Node("hall-me-1", "MOB"),  # a router with access lists
    Node("north-branch-rt-1", "LGW"),
)


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[str, str]]:
    city = compile_city(CITY, None, {"firewall": "linux_frr"}, frozen=True)
    return {device.name: render_device(device) for device in city.network.devices}


@pytest.fixture(scope="module")
def plane(texts: dict[str, dict[str, str]]) -> DataPlane:
    plant = compile_city(CITY, None, {"firewall": "linux_frr"}, frozen=True).network.plant
    return simulate(Network(read_rendered(texts).devices, plant))


@pytest.mark.long
@pytest.mark.xdist_group("lab")
@pytest.mark.parametrize("node", BOXES, ids=str)
def test_the_kernel_agrees(node: Node, plane: DataPlane, texts: dict[str, dict[str, str]]) -> None:
    rules = texts[node.device][f"{node.device}/nftables.conf"]
    with running_lab() as lab:
        box = set_up(lab, plane, node, rules)
        sent = shots(box, PACKETS, seed=20260401)
        real = fire(lab, box, sent)
    computed = {shot.mark: expected(box, shot) for shot in sent}
    wrong = [
        (s, computed[s.mark], real[s.mark])
        for s in sent
        if not agree(computed[s.mark], real[s.mark])
    ]
    assert wrong == []
    passed = sum(bool(ways) for ways in computed.values())
    assert PACKETS // 5 < passed < PACKETS, "packets that pass, and packets that do not"
