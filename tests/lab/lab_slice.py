"""A slice of the reference city for the lab: twenty Linux routers of the core, the mobile edge and
four wards, and of their VRFs the LGWAN tier's and the mobile terminals'.

Each ward is there with one of its two border routers: ospf6d of FRR 8.4 does not settle on one
cost for an area range that two routers tell (it depends on which summary came first).
"""

from __future__ import annotations

from pathlib import Path

from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.model.network import Network
from kawanet.pipeline.build import compile_city
from kawanet.pipeline.snapshot import read_rendered
from kawanet.render.engine import render_device

CITY = Path(__file__).parents[2] / "topology/kawasaki"
ROLES = ("core", "ward", "branch", "mobile_edge")
VRFS = ("LGW", "MOB")
DEVICES = (
    *(f"{site}-core-{n}" for site in ("bldg3", "city-hall", "idc", "miyuki") for n in (1, 2)),
    *("city-hall-me-1", "city-hall-me-2"),
    *("kawasaki-wr-1", "daishi-rt-1", "tajima-rt-1", "kwk-tax-rt-1"),
    *("nakahara-wr-1", "nak-tax-rt-1"),
    *("asao-wr-1", "kakio-rt-1", "yurigaoka-tax-rt-1"),
    "tama-wr-1",
)


def slice_of_the_city() -> Network:
    """The devices as they are read back from their own text, and the cables between them."""
    city = compile_city(CITY, None, dict.fromkeys(ROLES, "linux_frr"), frozen=True)
    read = read_rendered({n: render_device(city.network.device[n]) for n in DEVICES})
    return Network(read.devices, city.network.plant)


def nodes_of(plane: DataPlane) -> list[Node]:
    """The nodes that run in the lab."""
    return [node for node in plane.nodes if node.vrf in VRFS]
