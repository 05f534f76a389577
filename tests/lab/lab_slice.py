"""A slice of the reference city for the lab: twenty Linux routers of the core and the wards."""

from __future__ import annotations

from pathlib import Path

from kawanet.model.network import Network
from kawanet.pipeline.build import compile_city
from kawanet.pipeline.snapshot import read_rendered
from kawanet.render.engine import render_device

CITY = Path(__file__).parents[2] / "topology/kawasaki"
ROLES = ("core", "ward", "headend")
SIZE = 20


def slice_of_the_city() -> Network:
    """Twenty devices as they are read back from their own text, and the cables between them."""
    city = compile_city(CITY, None, dict.fromkeys(ROLES, "linux_frr"), frozen=True)
    linux = [d for d in city.network.devices if d.platform == "linux_frr" and d.routing.ospf]
    chosen = sorted(linux, key=lambda d: (len(d.routing.ospf), len(d.interfaces)))[-SIZE:]
    read = read_rendered({d.name: render_device(d) for d in chosen})
    return Network(read.devices, city.network.plant)
