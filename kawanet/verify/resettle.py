"""Ends after an edit: only what a changed way can reach backwards is looked at, and only what a
changed end is met by is computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kawanet.verify.ends import End, Place
from kawanet.verify.fabric import Fabric, State
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import Partition
from kawanet.verify.settling import Ends, Ways, coming_from, contribute, settling
from kawanet.verify.ways import Move, Target, Way


def resettled(
    fabric: Fabric, ways: Ways, old_ways: Ways, old: Mapping[State, Ends]
) -> Mapping[State, Ends] | None:
    """Ends by the new ways, given those by the old ones of the same states; None where some class
    now leads in a circle.

    A class whose ways onward are all as they were, from state to state to the end, ends as it did.
    The others are settled anew, in an order in which what they may go on to is settled before; a
    state whose own ways are as before keeps its ends where those that it goes on to did not change.
    """
    own = {
        state: _unlike(ways[state], old_ways[state])
        for state in ways
        if ways[state] is not old_ways[state]
    }
    left = _meeting(ways, {state: bits for state, bits in own.items() if bits})
    ends = dict(old)
    moved: dict[State, int] = {}
    for state, settled in settling(ways, left):
        wanted = settled & (own.get(state, 0) | _leading_to(ways[state], moved))
        if not wanted:
            continue
        new: Ends = {}
        for way in ways[state]:
            contribute(fabric.space, way, wanted, ends, new)
        if new != _part(ends[state], wanted):
            moved[state] = moved.get(state, 0) | wanted
            ends[state] = _joined(_part(ends[state], ~wanted), new)
    return None if any(left.values()) else ends


def _unlike(new: Iterable[Way], old: Iterable[Way]) -> int:
    """Classes of which some packet has other ways than before."""
    a, b = _by_target(new), _by_target(old)
    found = 0
    for key in a.keys() | b.keys():
        found |= a.get(key, 0) ^ b.get(key, 0)
    return found


def _by_target(ways: Iterable[Way]) -> dict[tuple[Target, Region | Move | None], int]:
    found: dict[tuple[Target, Region | Move | None], int] = {}
    for way in ways:
        parts = [(None, way.plain), *way.gates, *((m, m.before) for m in way.moves)]
        for how, bits in parts:
            found[way.target, how] = found.get((way.target, how), 0) | bits
    return found


def _meeting(ways: Ways, own: Mapping[State, int]) -> dict[State, int]:
    """Classes of states that may come to a state where their ways are others now."""
    found = dict(own)
    before = coming_from(ways, ways.keys())
    waiting = sorted(found)
    while waiting:
        target = waiting.pop()
        for state in before.get(target, ()):
            have = found.get(state, 0)
            all_ = have | _leading_to(ways[state], {target: found[target]})
            if all_ != have:
                found[state] = all_
                waiting.append(state)
    return found


def _leading_to(ways: Iterable[Way], there: Mapping[State, int]) -> int:
    """Classes of which some packet goes on to one of some classes at some states."""
    found = 0
    for way in ways:
        bits = there.get(way.target, 0) if isinstance(way.target, State) else 0
        if bits:
            found |= way.open & bits
            for move in way.moves:
                if move.after & bits:
                    found |= move.before
    return found


def _part(ends: Ends, bits: int) -> Ends:
    """The ends of some classes."""
    found: Ends = {}
    for end, packets in ends.items():
        part = {region: have & bits for region, have in packets.items() if have & bits}
        if part:
            found[end] = part
    return found


def _joined(one: Ends, other: Ends) -> Ends:
    """The ends of classes that are in one of two, each class in one only."""
    found: dict[End | Place, Partition] = {end: dict(packets) for end, packets in one.items()}
    for end, packets in other.items():
        known = found.setdefault(end, {})
        for region, bits in packets.items():
            known[region] = known.get(region, 0) | bits
    return found
