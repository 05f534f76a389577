"""In which order ends can be settled, and what one way adds to the ends of a state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from kawanet.verify.ends import End, Place
from kawanet.verify.fabric import State
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.partition import Partition, absorb
from kawanet.verify.ways import Move, Way, before_move

Ends = dict[End | Place, Partition]  # the packets with at least one branch that ends so
Ways = Mapping[State, tuple[Way, ...]]


def coming_from(ways: Ways, states: Collection[State]) -> dict[State, set[State]]:
    """Of some states, those that may go on to a state."""
    found: dict[State, set[State]] = {}
    for state in states:
        for way in ways[state]:
            if isinstance(way.target, State):
                found.setdefault(way.target, set()).add(state)
    return found


def settling(ways: Ways, left: dict[State, int]) -> Iterator[tuple[State, int]]:
    """Yield states with those of their classes in `left` of which all is settled that they may go
    on to: whoever is given them settles them before it asks for more. What stays in `left` in the
    end leads in a circle. What is not in `left` is settled already."""
    steps = {state: _steps(ways[state]) for state in left}
    before = coming_from(ways, left)
    pending = set(left)
    while pending:
        round_, pending = sorted(pending), set()
        for state in round_:
            stuck = 0
            for target, bits, moves in steps[state]:
                unsettled = left.get(target)
                if unsettled:
                    stuck |= bits & unsettled
                    for frm, to in moves:
                        if to & unsettled:
                            stuck |= frm
            settled = left[state] & ~stuck
            if settled:
                left[state] ^= settled
                pending.update(before.get(state, ()))
                yield state, settled


Step = tuple[State, int, tuple[tuple[int, int], ...]]  # target, classes, (class before, after)


def _steps(ways: Iterable[Way]) -> list[Step]:
    """Where classes may go on to, header sets aside."""
    return [
        (w.target, w.open, tuple((m.before, m.after) for m in w.moves))
        for w in ways
        if isinstance(w.target, State)
    ]


def contribute(space: Space, way: Way, bits: int, ends: Mapping[State, Ends], into: Ends) -> int:
    """Add to a state's ends what one way gives for some classes; return the classes that grew."""
    plain = way.plain & bits
    gates = [(gate, classes & bits) for gate, classes in way.gates if classes & bits]
    moves = [move for move in way.moves if move.before & bits]
    if not (plain or gates or moves):
        return 0
    if not isinstance(way.target, State):
        return _give(space, (plain, gates, moves), {space.all: -1}, way.target, into)
    grown = 0
    for end, partition in tuple(ends[way.target].items()):
        grown |= _give(space, (plain, gates, moves), partition, end, into)
    return grown


Taken = tuple[int, Iterable[tuple[Region, int]], Iterable[Move]]  # of a way, as far as it is asked


def _give(space: Space, taken: Taken, there: Partition, end: End | Place, into: Ends) -> int:
    """Add what ends so beyond a way; no end is named of which there is nothing."""
    plain, gates, moves = taken
    known = into.get(end, {})
    grown = 0
    for region, held in tuple(there.items()):  # it may be the one that grows
        grown |= _add(known, region, plain & held)
        for gate, classes in gates:
            both = classes & held
            if both:
                passed = region & gate
                if passed != space.none:
                    grown |= _add(known, passed, both)
        for move in moves:
            if move.after & held:
                sent = before_move(space, move, region)
                if sent != space.none:
                    grown |= _add(known, sent, move.before)
    if grown:
        into[end] = known
    return grown


def _add(known: Partition, region: Region, bits: int) -> int:
    """`absorb`, with a short way for the common case: nothing else is known."""
    if not bits:
        return 0
    if not known or (len(known) == 1 and region in known):
        have = known.get(region, 0)
        known[region] = have | bits
        return bits & ~have
    return absorb(known, region, bits)
