"""The ways of all states after an edit: those that it cannot have changed are not worked out again.

A way follows from the table of its state, and from what the devices at its two ends filter and
translate; an edit mostly changes few tables, and a filter where hosts come in is no part of any
way between routers.
"""

from __future__ import annotations

from kawanet.forwarding.dataplane import DataPlane, Hop
from kawanet.verify.fabric import Fabric, State, firewall_sides
from kawanet.verify.settling import Ways
from kawanet.verify.ways import Way, ways_of


def same_ways(fabric: Fabric, old: Fabric, ways: Ways) -> Ways | None:
    """The ways of a fabric, given those of an old one; a state that keeps its ways keeps the very
    object. None where the two are too unlike, or now have other states.

    What need not be worked out anew is handed on to the new fabric.
    """
    now, then = fabric.dataplane, old.dataplane
    if not (_same_places(now, then) and fabric.classes.same_as(old.classes)):
        return None
    pairs = zip(now.network.devices, then.network.devices, strict=True)
    edited = [(a, b) for a, b in pairs if a is not b]
    if any(firewall_sides(a) != firewall_sides(b) for a, b in edited):
        return None
    changed = {a.name for a, _ in edited}
    met = _meeting(fabric, changed)
    fabric.take_over(old, changed, met)
    found: dict[State, tuple[Way, ...]] = dict(ways)
    edits = 0
    same = now.fib is then.fib
    for state, known in ways.items():
        mine = now.nodes[state.node].device in changed
        rerouted = not same and (bool(state.policy) or not fabric.has_table_of(old, state.node))
        if mine or rerouted or any(hop_set in met for _, hop_set in fabric.rows(state.node)):
            again = ways_of(fabric, state)
            if again != known:
                found[state] = again
                edits += 1
    if not edits and list(fabric.entered()) == list(old.entered()):
        return ways
    return found if not fabric.contexts and _all_there(fabric, found) else None


def _same_places(now: DataPlane, then: DataPlane) -> bool:
    """Whether instances, segments and who answers on them are the same, and hop sets that both
    have are under the same numbers."""
    return (
        now.nodes == then.nodes
        and now.domains is then.domains
        and now.owners == then.owners
        and now.hop_sets[: len(then.hop_sets)] == then.hop_sets
        and [d.name for d in now.network.devices] == [d.name for d in then.network.devices]
    )


def _all_there(fabric: Fabric, ways: Ways) -> bool:
    """Whether packets come to exactly the states that have ways. (With source NAT the numbers in
    states follow from the order in which they are found.)"""
    waiting = list(fabric.entered())
    found: set[State] = set()
    while waiting:
        state = waiting.pop()
        if state not in ways:
            return False
        if state not in found:
            found.add(state)
            waiting += [w.target for w in ways[state] if isinstance(w.target, State)]
    return found == ways.keys()


def _meeting(fabric: Fabric, devices: set[str]) -> set[int]:
    """Hop sets with a hop to one of the devices, or onto a segment of it."""
    found = fabric.dataplane.domain_of_router
    domains = {domain for port, domain in found.items() if port.device in devices}

    def meets(hop: Hop) -> bool:
        beyond = hop.neighbour is not None and hop.neighbour.device in devices
        return beyond or hop.domain in domains

    hop_sets = fabric.dataplane.hop_sets
    return {number for number, hops in enumerate(hop_sets) if any(map(meets, hops))}
