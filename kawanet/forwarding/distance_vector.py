"""Distance-vector routing: each router tells its neighbours its best, until nobody has news.

What an announcement is, how it grows on its way and which is better is the protocol's affair
(EIGRP, RIP): `A` is a hashable value. The computation starts from nothing each time, so no route
can outlive its origin.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from kawanet.forwarding.dataplane import Hop
from kawanet.model.plant import Port

A = TypeVar("A", bound=Hashable)
Rank = tuple[Any, ...]


class Link(NamedTuple):
    """A neighbourship in one direction: what `sender` tells reaches `receiver` (by number), whose
    way back is `hop`."""

    sender: int
    receiver: int
    sender_port: Port
    receiver_port: Port
    hop: Hop


class Path(NamedTuple, Generic[A]):
    """A way that was heard of."""

    rank: Rank
    announcement: A
    link: Link


@dataclass(frozen=True)
class Rules(Generic[A]):
    """The protocol. `grow`: an announcement as its receiver sees it (None: not taken). `tell`: what
    a router makes of its best, before it goes out on a link (None: not told). `rank`: of an
    announcement at a router, the least is best. `summaries`: prefixes told on a link in place of
    their parts; `part_of` says whether a prefix is inside one."""

    grow: Callable[[Link, int, A], A | None]
    tell: Callable[[Link, int, A, Path[A] | None], A | None]
    rank: Callable[[int, A], Rank]
    summaries: Callable[[Link], tuple[int, ...]] = lambda _: ()
    part_of: Callable[[int, int], bool] = lambda _, __: False
    heard_elsewhere: bool = False


class _Best(NamedTuple, Generic[A]):
    """The best that a router has of a prefix; `link` -1: its own."""

    rank: Rank
    link: int
    announcement: A


@dataclass
class Settling(Generic[A]):
    """The state of one computation: `own` announcements by router, and what was heard."""

    rules: Rules[A]
    links: Sequence[Link]
    own: Sequence[Mapping[int, A]]
    heard: list[dict[int, dict[int, _Best[A]]]] = field(default_factory=list)
    _best: list[dict[int, _Best[A]]] = field(default_factory=list)

    def settle(self) -> None:
        """Tell and hear until nothing changes; gives up after a number of rounds that no loop-free
        way needs."""
        rank = self.rules.rank
        self.heard = [{} for _ in self.own]
        self._best = [
            {prefix: _Best(rank(r, a), -1, a) for prefix, a in own.items()}
            for r, own in enumerate(self.own)
        ]
        outgoing: list[list[int]] = [[] for _ in self.own]
        for n, link in enumerate(self.links):
            outgoing[link.sender].append(n)
        news: dict[int, set[int]] = {r: set(own) for r, own in enumerate(self.own) if own}
        for _ in range(2 * len(self.own) + 2):
            if not news:
                return
            later: dict[int, set[int]] = {}
            for router in sorted(news):
                for n in outgoing[router]:
                    heard = later.setdefault(self.links[n].receiver, set())
                    heard.update(self._tell(n, news[router]))
            news = {router: prefixes for router, prefixes in later.items() if prefixes}

    def best(self, router: int, prefix: int) -> tuple[A, Path[A] | None] | None:
        """The best announcement of a prefix that a router has, and its path if it was heard."""
        best = self._best[router].get(prefix)
        return (best.announcement, self._path(best)) if best is not None else None

    def paths(self, router: int, prefix: int) -> list[Path[A]]:
        """Ways that were heard of, the best first."""
        heard = self.heard[router].get(prefix, {})
        return [Path(b.rank, b.announcement, self.links[b.link]) for b in sorted(heard.values())]

    def _path(self, best: _Best[A]) -> Path[A] | None:
        if best.link < 0:
            return None
        return Path(best.rank, best.announcement, self.links[best.link])

    def _tell(self, number: int, prefixes: set[int]) -> Iterator[int]:
        """Tell news over a link; gives the prefixes for which that changes the receiver's mind."""
        link = self.links[number]
        summaries = self.rules.summaries(link)
        whole: set[int] = set()
        for prefix in sorted(prefixes):
            around = [s for s in summaries if self.rules.part_of(prefix, s)]
            whole.update(around)
            if not around and self._hear(number, prefix, self._said(link, prefix)):
                yield prefix
        for prefix in sorted(whole):
            if self._hear(number, prefix, self._summary(link, prefix)):
                yield prefix

    def _said(self, link: Link, prefix: int) -> A | None:
        best = self.best(link.sender, prefix)
        return self.rules.tell(link, prefix, *best) if best is not None else None

    def _summary(self, link: Link, whole: int) -> A | None:
        """The best of the parts."""
        known = self._best[link.sender].items()
        parts = [(best, prefix) for prefix, best in known if self.rules.part_of(prefix, whole)]
        if not self.rules.heard_elsewhere:
            return min(parts)[0].announcement if parts else None
        said = (self._said(link, prefix) for _, prefix in sorted(parts))
        return next((s for s in said if s is not None), None)

    def _hear(self, number: int, prefix: int, said: A | None) -> bool:
        link = self.links[number]
        taken = self.rules.grow(link, prefix, said) if said is not None else None
        heard = self.heard[link.receiver].setdefault(prefix, {})
        old = heard.get(number)
        if (old.announcement if old is not None else None) == taken:
            return False
        if taken is None:
            del heard[number]
        else:
            heard[number] = _Best(self.rules.rank(link.receiver, taken), number, taken)
        return self._choose_again(link.receiver, prefix, heard)

    def _choose_again(self, router: int, prefix: int, heard: dict[int, _Best[A]]) -> bool:
        """Whether the router's best is another now. Its own goes first where ranks are equal."""
        own = self.own[router].get(prefix)
        found = list(heard.values())
        if own is not None:
            found.append(_Best(self.rules.rank(router, own), -1, own))
        before = self._best[router].get(prefix)
        if not found:
            self._best[router].pop(prefix, None)
            return before is not None
        best = min(found)
        self._best[router][prefix] = best
        return best != before
