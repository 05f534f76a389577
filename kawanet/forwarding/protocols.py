"""The routing protocols there are. One that no device speaks costs nothing."""

from __future__ import annotations

from collections.abc import Callable

from kawanet.forwarding.aggregates import aggregate_engine
from kawanet.forwarding.bgp import bgp_engine
from kawanet.forwarding.eigrp import eigrp_engine
from kawanet.forwarding.engine import Engine
from kawanet.forwarding.isis import isis_engine
from kawanet.forwarding.leaks import leak_engine
from kawanet.forwarding.ospf import ospf_engine
from kawanet.forwarding.rib import Workspace
from kawanet.forwarding.rip import rip_engine
from kawanet.forwarding.static import static_engine

MAKERS: tuple[Callable[[Workspace], Engine | None], ...] = (
    static_engine,
    eigrp_engine,
    ospf_engine,
    isis_engine,
    rip_engine,
    aggregate_engine,
    bgp_engine,
    leak_engine,
)


def engines(work: Workspace) -> tuple[Engine, ...]:
    """Engines of the protocols that the network speaks, in the order in which they are asked."""
    return tuple(engine for make in MAKERS if (engine := make(work)) is not None)
