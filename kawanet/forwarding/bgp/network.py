"""What a speaker's choice becomes at its neighbours.

Most channels have no policies that look at the prefix, so what one path becomes on all of them is
worked out once (`_fans`) and holds for every prefix with that path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kawanet.forwarding.bgp.aggregates import suppressed
from kawanet.forwarding.bgp.exports import exported, hears, view_of
from kawanet.forwarding.bgp.imports import imported
from kawanet.forwarding.bgp.originate import permitted
from kawanet.forwarding.bgp.paths import Candidate, Chosen, Path
from kawanet.forwarding.bgp.propagate import Told
from kawanet.forwarding.bgp.speakers import Channel, Speaker
from kawanet.forwarding.rib import Workspace
from kawanet.model.bgp import NeighborFilter
from kawanet.model.route_policy import IPNetwork

# What of a choice a channel's source may tell of a prefix, best first.
Offered = Callable[[int, Channel, Chosen], Sequence[Candidate]]


class Leak(NamedTuple):
    """A way from one VRF's table into another's."""

    number: int
    source: int
    target: int
    family: int
    tell: Callable[[int, Chosen], tuple[Path, ...]]


@dataclass
class Fan:
    """The channels and leaks out of one speaker in one family; `plain` ones never look at a
    prefix and carry one path."""

    plain: list[Channel] = field(default_factory=list)
    asking: list[Channel] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)


@dataclass
class Wires:
    """All channels and leaks. `offered` says what a speaker may tell; `simple`, that it is the
    best path, for a speaker and a prefix number."""

    work: Workspace
    speakers: Sequence[Speaker]
    offered: Offered
    simple: Callable[[int, int], bool]
    _out: dict[tuple[int, int], Fan] = field(default_factory=dict)
    _back: dict[tuple[int, int, int], Channel] = field(default_factory=dict)
    _fans: dict[tuple[int, int, Path, int], Told] = field(default_factory=dict)

    def connect(self, channels: Sequence[Channel], leaks: Sequence[Leak]) -> None:
        """Take new channels in place of the old."""
        self._out, self._fans = {}, {}
        self._back = {(id(c.source), id(c.target), c.family): c for c in channels}
        for channel in channels:
            fan = self._out.setdefault((channel.source.speaker.number, channel.family), Fan())
            (fan.asking if _asks(channel) else fan.plain).append(channel)
        for leak in leaks:
            self._out.setdefault((leak.source, leak.family), Fan()).leaks.append(leak)

    def tell(self, source: int, number: int, chosen: Chosen) -> Told:
        """Paths as they enter the receivers' tables, by channel or leak; who hears nothing is
        left out."""
        prefix = self.work.prefixes.values[number]
        fan = self._out.get((source, prefix.version))
        if fan is None:
            return {}
        best = chosen.best
        rest: Sequence[Channel] = (*fan.plain, *fan.asking)
        found: dict[int, tuple[int, tuple[Path, ...]]] = {}
        if self.simple(source, number):
            rest = fan.asking if best is not None else ()
            if best is not None:
                found.update(self._fan(source, prefix, fan.plain, best))
                rest = [c for c in rest if c.many or hears(c, best.path)]
        for channel in rest:
            told = tuple(self._told(channel, number, prefix, chosen))
            if told:
                found[channel.number] = (channel.target.speaker.number, told)
        for leak in fan.leaks:
            told = leak.tell(number, chosen)
            if told:
                found[leak.number] = (leak.target, told)
        return found

    def _fan(
        self, source: int, prefix: IPNetwork, plain: Sequence[Channel], best: Candidate
    ) -> Told:
        key = (source, prefix.version, best.path, best.metric)
        if key not in self._fans:
            found: dict[int, tuple[int, tuple[Path, ...]]] = {}
            for channel in plain:
                told = self._across(channel, prefix, best.path, best.metric)
                if told is not None:
                    found[channel.number] = (channel.target.speaker.number, (told,))
            self._fans[key] = found
        return self._fans[key]

    def _told(
        self, channel: Channel, number: int, prefix: IPNetwork, chosen: Chosen
    ) -> Iterator[Path]:
        """One path, or where both ends want it, many."""
        seen: set[Path] = set()
        for candidate in self.offered(number, channel, chosen):
            if self._silenced(channel, prefix, candidate.path):
                continue
            arrived = self._across(channel, prefix, candidate.path, candidate.metric)
            if arrived is not None and arrived not in seen:
                seen.add(arrived)
                yield arrived
                if not channel.many:
                    return

    def _silenced(self, channel: Channel, prefix: IPNetwork, path: Path) -> bool:
        """Whether an aggregate keeps a path from a neighbour that has no map of its own for it."""
        speaker, loud = channel.source.speaker, channel.out.unsuppress_policy
        if not suppressed(speaker, prefix, path):
            return False
        view = view_of(speaker, prefix, path, channel.target.address)
        return loud is None or permitted(speaker, loud, view) is None

    def _across(self, channel: Channel, prefix: IPNetwork, path: Path, metric: int) -> Path | None:
        sent = exported(channel, prefix, path, metric)
        if sent is None:
            return None
        back = self._back.get((id(channel.target), id(channel.source), channel.family))
        return imported(channel, back, prefix, sent)


def _asks(channel: Channel) -> bool:
    """Whether a filter or policy on the way may look at the prefix, or many paths go over it."""
    out, into = channel.out, channel.into
    return bool(
        channel.many
        or out.default_originate
        or out.conditional
        or out.export_policies
        or into.import_policies
        or out.export_filter != NeighborFilter()
        or into.import_filter != NeighborFilter()
    )
