"""Pictures of a town small enough to read their SVG; rewritten with KAWANET_WRITE_GOLDENS=1."""

from __future__ import annotations

import os
from datetime import date
from ipaddress import ip_interface, ip_network
from pathlib import Path

import pytest

from kawanet.diagram.draw import VIEWS, draw
from kawanet.model.interfaces import Interface, InterfaceKind
from kawanet.model.network import Device, Network
from kawanet.model.plant import Link, LinkKind, Place, Plant, Port, Site
from kawanet.model.requirement import Flow, PolicyStatement, Tier

GOLDENS = Path(__file__).parents[2] / "golden" / "diagram"

TOWN = Network(
    (
        Device(
            "fw1",
            "linux_frr",
            interfaces=(
                Interface("a", InterfaceKind.PHYSICAL, addresses=(ip_interface("10.1.0.1/24"),)),
                Interface("b", InterfaceKind.PHYSICAL, addresses=(ip_interface("10.2.0.1/24"),)),
            ),
        ),
    ),
    Plant(
        (
            Site("branch", "北出張所", "branch", 35.03, 139.02, "town"),
            Site("hall", "町役場（本館）", "main", 35.0, 139.0, "town", sample=False),
            Site("ward", "東支所", "ward", 35.01, 139.05, "town"),
        ),
        (
            Place("acc1", "hall", "access", "2F", "執務室"),
            Place("b1", "branch", "branch"),
            Place("core1", "hall", "core", "1F"),
            Place("fw1", "hall", "firewall", "1F"),
            Place("w1", "ward", "ward"),
        ),
        (
            Link("r", (Port("core1", "1"), Port("w1", "1")), LinkKind.SEWER_FIBRE, 20 * 10**9),
            Link("s", (Port("w1", "2"), Port("b1", "1")), LinkKind.SEWER_FIBRE, 10**9),
            Link("u", (Port("acc1", "1"), Port("core1", "2")), LinkKind.RISER, 10**10),
        ),
        "某町",
    ),
)
POLICY = PolicyStatement(
    (
        Tier("lgw", "LGWAN接続系", (ip_network("10.1.0.0/16"),)),
        Tier("int", "インターネット接続系", (ip_network("10.2.0.0/16"),)),
        Tier(
            "out", "インターネット", (ip_network("0.0.0.0/0"),), (Port("fw1", "c"),), external=True
        ),
    ),
    tuple(Flow(f"web-v{v}", "int", "out", (), (), ()) for v in (4, 6)),
    on=date(2026, 4, 1),
)


@pytest.mark.parametrize("view", VIEWS)
def test_golden(view: str) -> None:
    path = GOLDENS / f"{view}.svg"
    svg = draw(TOWN, view, POLICY)
    if os.environ.get("KAWANET_WRITE_GOLDENS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg, encoding="utf-8")
    assert svg == path.read_text(encoding="utf-8")
