"""Whether an edit of filters leaves all ways of all states as they were.

It mostly does: a filter where hosts come in is no part of any way between routers.
"""

from __future__ import annotations

from collections.abc import Mapping

from kawanet.forwarding.dataplane import Hop
from kawanet.verify.fabric import Fabric, State, firewall_sides
from kawanet.verify.ways import Way, ways_of


def same_ways(fabric: Fabric, old: Fabric, ways: Mapping[State, tuple[Way, ...]]) -> bool:
    """Whether `ways`, which are those of the old fabric, are those of the new one too.

    Only states that meet a device that changed are looked at again. What need not be worked out
    anew is handed on to the new fabric.
    """
    now, then = fabric.dataplane, old.dataplane
    if now.fib is not then.fib or not fabric.classes.same_as(old.classes):
        return False
    fabric.take_over(old)
    pairs = zip(now.network.devices, then.network.devices, strict=True)
    edited = [(a, b) for a, b in pairs if a is not b]
    if any(firewall_sides(a) != firewall_sides(b) for a, b in edited):
        return False
    changed = {a.name for a, _ in edited}
    met = _meeting(fabric, changed)
    return all(
        ways_of(fabric, state) == known
        for state, known in ways.items()
        if state.policy
        or now.nodes[state.node].device in changed
        or any(hop_set in met for _, hop_set in fabric.rows(state.node))
    )


def _meeting(fabric: Fabric, devices: set[str]) -> set[int]:
    """Hop sets with a hop to one of the devices, or onto a segment of it."""
    found = fabric.dataplane.domain_of_router
    domains = {domain for port, domain in found.items() if port.device in devices}

    def meets(hop: Hop) -> bool:
        beyond = hop.neighbour is not None and hop.neighbour.device in devices
        return beyond or hop.domain in domains

    hop_sets = fabric.dataplane.hop_sets
    return {number for number, hops in enumerate(hop_sets) if any(map(meets, hops))}
