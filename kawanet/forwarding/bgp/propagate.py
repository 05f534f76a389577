"""One prefix at a time: speakers choose and tell until nobody changes his mind.

Prefixes do not depend on each other, given the ways to next hops. Speakers act in turn (never all
at once), so only a prefix without any stable outcome in this order goes round for ever; then the
state after a round was there before, and the speakers that changed in between are the cycle.

Source: Griffin, Shepherd, Wilfong, "The Stable Paths Problem and Interdomain Routing" (2002).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kawanet.forwarding.bgp.decision import choose
from kawanet.forwarding.bgp.next_hops import Asked, NextHops
from kawanet.forwarding.bgp.paths import NOTHING, Candidate, Chosen, Path
from kawanet.forwarding.bgp.speakers import Speaker

PATIENCE = 24
MAX_ROUNDS = 600
LAST = 8  # states that are compared where none came back

# What a choice becomes at others: by channel or leak, the speaker there and its new paths.
Told = Mapping[int, tuple[int, tuple[Path, ...]]]
Teller = Callable[[int, int, Chosen], Told]  # (speaker, prefix number, what it chose)
SILENCE: Told = {}


class Settled(NamedTuple):
    """What each speaker (by number) chose in the end; `cycle`: those that never do. `asked` are
    the next hops it hangs on, `through` the prefixes (of BGP) that they are reached by."""

    chosen: Mapping[int, Chosen]
    cycle: tuple[int, ...] = ()
    asked: frozenset[Asked] = frozenset()
    through: frozenset[int] = frozenset()


@dataclass
class Prefix:
    """The state of one prefix on its way to a stable outcome."""

    number: int
    family: int
    speakers: Sequence[Speaker]
    tell: Teller
    next_hops: NextHops
    origins: Mapping[int, tuple[Path, ...]]  # by speaker
    heard: dict[int, dict[int, tuple[Path, ...]]] = field(default_factory=dict)
    chosen: dict[int, Chosen] = field(default_factory=dict)
    told: dict[int, Told] = field(default_factory=dict)
    asked: set[Asked] = field(default_factory=set)
    through: set[int] = field(default_factory=set)

    def settle(self, starting: frozenset[int]) -> Settled:
        """Run from nothing; `starting` are the speakers that have something to tell."""
        dirty = starting
        seen: dict[Hashable, int] = {}
        history: list[dict[int, Chosen]] = []
        for round_number in range(MAX_ROUNDS):
            if not dirty:
                return self._settled(())
            dirty = self._round(dirty, first=round_number == 0)
            if round_number >= PATIENCE:
                now = self._state(dirty)
                if now in seen:
                    return self._settled(_moving([*history[seen[now] :], self.chosen]))
                seen[now] = len(history)
                history.append(dict(self.chosen))
        return self._settled(_moving(history[-LAST:]))  # paths that grow without end

    def _settled(self, cycle: tuple[int, ...]) -> Settled:
        return Settled(self.chosen, cycle, frozenset(self.asked), frozenset(self.through))

    def _round(self, dirty: frozenset[int], first: bool) -> frozenset[int]:
        waiting: set[int] = set()
        for number in sorted(dirty):
            chosen = self._choose(number)
            if chosen == self.chosen.get(number, NOTHING) and not first:
                continue
            self.chosen[number] = chosen
            told, before = self.tell(number, self.number, chosen), self.told.get(number, SILENCE)
            self.told[number] = told
            for channel, (target, paths) in told.items():
                if channel not in before or before[channel][1] != paths:
                    self.heard.setdefault(target, {})[channel] = paths
                    waiting.add(target)
            for channel in before.keys() - told.keys():
                target = before[channel][0]
                del self.heard[target][channel]
                waiting.add(target)
        return frozenset(waiting)

    def _choose(self, number: int) -> Chosen:
        speaker = self.speakers[number]
        paths = list(self.origins.get(number, ()))
        inbox = self.heard.get(number, {})
        for channel in sorted(inbox):
            paths.extend(inbox[channel])
        candidates = []
        for path in paths:
            way = self.next_hops.way(speaker.node_number, self.number, path)
            if path.next_hop is not None and path.kind != "local":
                at = speaker.node_number if path.home < 0 else path.home
                self.asked.add((at, path.next_hop))
            if way is not None:
                if way.through >= 0:
                    self.through.add(way.through)
                candidates.append(Candidate(path, way.metric, way.hops))
        return choose(speaker.process, speaker.family[self.family], candidates)

    def _state(self, dirty: frozenset[int]) -> Hashable:
        heard = frozenset(
            (channel, paths) for inbox in self.heard.values() for channel, paths in inbox.items()
        )
        return hash(heard), hash(frozenset(self.chosen.items())), dirty


def _moving(states: Sequence[Mapping[int, Chosen]]) -> tuple[int, ...]:
    """Speakers whose best path is not the same in all states (or, failing that, whose choice)."""
    numbers = sorted({n for state in states for n in state})
    moving = [n for n in numbers if len({s.get(n, NOTHING).best for s in states}) > 1]
    return tuple(moving or (n for n in numbers if len({s.get(n, NOTHING) for s in states}) > 1))
