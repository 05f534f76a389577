"""The routing protocols there are. One that no device speaks costs nothing, not even an import."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

from kawanet.forwarding.engine import Engine
from kawanet.forwarding.rib import Workspace
from kawanet.model.network import Device


class Maker(NamedTuple):
    """A protocol: the function that makes its engine, and whether a device may have to do with
    it."""

    module: str
    function: str
    concerns: Callable[[Device], object]


MAKERS = (
    Maker("static", "static_engine", lambda d: d.routing.static),
    Maker("eigrp", "eigrp_engine", lambda d: d.routing.eigrp),
    Maker("ospf", "ospf_engine", lambda d: d.routing.ospf or any(i.ospf for i in d.interfaces)),
    Maker("isis", "isis_engine", lambda d: d.routing.isis),
    Maker("rip", "rip_engine", lambda d: d.routing.rip),
    Maker("aggregates", "aggregate_engine", lambda d: d.routing.aggregates),
    Maker("bgp", "bgp_engine", lambda d: d.routing.bgp),
    Maker("leaks", "leak_engine", lambda d: d.routing.leaks or any(v.targets for v in d.vrfs)),
)


def engines(work: Workspace) -> tuple[Engine, ...]:
    """Engines of the protocols that the network speaks, in the order in which they are asked."""
    made = (_made(work, maker) for maker in MAKERS)
    return tuple(engine for engine in made if engine is not None)


def _made(work: Workspace, maker: Maker) -> Engine | None:
    if not any(map(maker.concerns, work.segments.network.devices)):
        return None
    module = importlib.import_module(f"kawanet.forwarding.{maker.module}")
    make: Callable[[Workspace], Engine | None] = getattr(module, maker.function)
    return make(work)
