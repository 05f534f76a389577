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

Teller = Callable[[int, Chosen], tuple[Path, ...]]  # (prefix number, what the source chose)


class Edge(NamedTuple):
    """A way on which a speaker's choice reaches another (or the same device's other VRF)."""

    number: int
    source: int
    target: int
    tell: Teller


class Settled(NamedTuple):
    """What each speaker (by number) chose in the end; `cycle`: those that never do."""

    chosen: Mapping[int, Chosen]
    cycle: tuple[int, ...] = ()
    asked: frozenset[Asked] = frozenset()


@dataclass
class Prefix:
    """The state of one prefix on its way to a stable outcome."""

    number: int
    family: int
    speakers: Sequence[Speaker]
    edges: Mapping[int, Sequence[Edge]]  # by source
    next_hops: NextHops
    origins: Mapping[int, tuple[Path, ...]]  # by speaker
    heard: dict[int, dict[int, tuple[Path, ...]]] = field(default_factory=dict)
    chosen: dict[int, Chosen] = field(default_factory=dict)
    asked: set[Asked] = field(default_factory=set)

    def settle(self, starting: frozenset[int]) -> Settled:
        """Run from nothing; `starting` are the speakers that have something to tell."""
        dirty = starting
        seen: dict[Hashable, int] = {}
        history: list[dict[int, Chosen]] = []
        for round_number in range(MAX_ROUNDS):
            if not dirty:
                break
            dirty = self._round(dirty, first=round_number == 0)
            if round_number >= PATIENCE:
                now = self._state(dirty)
                if now in seen:
                    return self._settled(_moving([*history[seen[now] :], self.chosen]))
                seen[now] = len(history)
                history.append(dict(self.chosen))
        return self._settled(())

    def _settled(self, cycle: tuple[int, ...]) -> Settled:
        return Settled(self.chosen, cycle, frozenset(self.asked))

    def _round(self, dirty: frozenset[int], first: bool) -> frozenset[int]:
        waiting: set[int] = set()
        for number in sorted(dirty):
            chosen = self._choose(number)
            if chosen == self.chosen.get(number, NOTHING) and not first:
                continue
            self.chosen[number] = chosen
            for edge in self.edges.get(number, ()):
                told = edge.tell(self.number, chosen)
                inbox = self.heard.setdefault(edge.target, {})
                if told != inbox.get(edge.number, ()):
                    inbox[edge.number] = told
                    waiting.add(edge.target)
        return frozenset(waiting)

    def _choose(self, number: int) -> Chosen:
        speaker = self.speakers[number]
        paths = list(self.origins.get(number, ()))
        inbox = self.heard.get(number, {})
        for edge in sorted(inbox):
            paths.extend(inbox[edge])
        candidates = []
        for path in paths:
            way = self.next_hops.way(speaker.node_number, self.number, path)
            if path.next_hop is not None and path.kind != "local":
                at = speaker.node_number if path.home < 0 else path.home
                self.asked.add((at, path.next_hop))
            if way is not None:
                candidates.append(Candidate(path, way.metric, way.hops))
        return choose(speaker.process, speaker.family[self.family], candidates)

    def _state(self, dirty: frozenset[int]) -> Hashable:
        heard = frozenset(
            (edge, told) for inbox in self.heard.values() for edge, told in inbox.items()
        )
        return hash(heard), hash(frozenset(self.chosen.items())), dirty


def _moving(states: Sequence[Mapping[int, Chosen]]) -> tuple[int, ...]:
    """Speakers whose choice is not the same in all states."""
    numbers = sorted({n for state in states for n in state})
    return tuple(n for n in numbers if len({s.get(n, NOTHING) for s in states}) > 1)
