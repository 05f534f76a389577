"""What begins at the speakers, as the tables of the moment have it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kawanet.forwarding.bgp import originate
from kawanet.forwarding.bgp.aggregates import aggregated, contributes, inside
from kawanet.forwarding.bgp.next_hops import row_of
from kawanet.forwarding.bgp.paths import Path
from kawanet.forwarding.bgp.propagate import Settled
from kawanet.forwarding.bgp.speakers import Channel, Speaker
from kawanet.forwarding.dataplane import HopKind
from kawanet.forwarding.redistribution import Importer
from kawanet.forwarding.rib import BGP, Candidate, Rows, Workspace
from kawanet.forwarding.route_view import BgpAttributes
from kawanet.model.bgp import BgpAggregate

Origins = dict[int, tuple[Path, ...]]  # by speaker


@dataclass
class Sources:
    """`own` and `active` are by speaker, then prefix number; `told` are default routes that a
    channel's source tells whatever it has, by channel."""

    work: Workspace
    speakers: Sequence[Speaker]
    own: dict[int, originate.Originated] = field(default_factory=dict)
    active: dict[int, dict[int, tuple[int, Path]]] = field(default_factory=dict)
    told: dict[int, Path] = field(default_factory=dict)
    withheld: dict[int, bool] = field(default_factory=dict)  # by channel with a condition
    _tellers: dict[int, set[int]] = field(default_factory=dict)  # of defaults, by prefix
    _best: Sequence[Rows] = ()

    def gather(
        self, best: Sequence[Rows], changed: frozenset[int], channels: Sequence[Channel]
    ) -> None:
        """Take from the tables what speakers originate or may tell."""
        self._best = best
        for speaker in self.speakers:
            if speaker.node_number in changed:
                mine = best[speaker.node_number]
                self.own[speaker.number] = originate.originated(self.work, speaker, mine)
                if speaker.process.exports_rib or not speaker.process.advertise_inactive:
                    found = originate.active_routes(self.work, speaker, mine)
                    self.active[speaker.number] = {n: (d, path) for n, d, path in found}
        self.told, self._tellers = {}, {}
        for channel in channels:
            if channel.out.default_originate:
                self._tell_default(channel)
        self.withheld = {
            c.number: not originate.condition_holds(self._taker(c), c, self._mine(c))
            for c in channels
            if c.out.conditional is not None
        }

    def _taker(self, channel: Channel) -> Importer:
        return originate.importer(self.work, channel.source.speaker, channel.family)

    def _mine(self, channel: Channel) -> Rows:
        return self._best[channel.source.speaker.node_number]

    def _tell_default(self, channel: Channel) -> None:
        speaker = channel.source.speaker
        path = originate.default_told(channel, self._taker(channel), self._mine(channel))
        if path is not None:
            self.told[channel.number] = path
            self._tellers.setdefault(self.default(channel), set()).add(speaker.number)

    def default(self, channel: Channel) -> int:
        """The prefix number of the channel's default route."""
        return self.work.prefixes.number(originate.DEFAULT[channel.family])

    def begin(self) -> dict[int, Origins]:
        """Paths by prefix, then speaker; prefixes that only aggregates, active routes or told
        defaults speak of stand empty."""
        found: dict[int, Origins] = {number: {} for number in self._tellers}
        for speaker, own in sorted(self.own.items()):
            for number, paths in own.items():
                found.setdefault(number, {})[speaker] = tuple(paths)
        for active in self.active.values():
            for number in active:
                found.setdefault(number, {})
        for one in self.speakers:
            for family in one.family.values():
                for aggregate in family.aggregates:
                    found.setdefault(self.work.prefixes.number(aggregate.prefix), {})
        return found

    def tellers(self, number: int) -> Iterator[int]:
        """Speakers that may tell of a prefix without having a path to it."""
        yield from self._tellers.get(number, ())
        for speaker, active in self.active.items():
            if number in active and self.speakers[speaker].process.exports_rib:
                yield speaker

    def tellers_of_default(self, number: int) -> set[int]:
        """Speakers that tell some neighbour this default route."""
        return self._tellers.get(number, set())

    def beside(self, number: int, origins: Origins, lends: bool) -> tuple[Hashable, ...]:
        """What else the outcome for a prefix hangs on: active routes, told defaults, and the
        routes themselves where other VRFs may take their hops (`lends`)."""
        active = tuple(
            (speaker, found[number])
            for speaker, found in sorted(self.active.items())
            if number in found
        )
        told = tuple(sorted(self.told.items())) if number in self._tellers else ()
        lent = tuple(
            row_of(self._best[self.speakers[speaker].node_number], number)
            for speaker in (sorted(origins) if lends else ())
        )
        return active, told, lent, tuple(self.withheld.items())

    def add_aggregates(self, number: int, origins: Origins, settled: Mapping[int, Settled]) -> None:
        """Put the aggregates to a prefix among its origins."""
        prefix = self.work.prefixes.values[number]
        for speaker in self.speakers:
            for aggregate in speaker.family[prefix.version].aggregates:
                if aggregate.prefix == prefix:
                    parts = self._parts(speaker, number, aggregate, settled)
                    path = aggregated(speaker, aggregate, parts) if parts else None
                    if path is not None:
                        origins[speaker.number] = (*origins.get(speaker.number, ()), path)

    def _parts(
        self,
        speaker: Speaker,
        number: int,
        aggregate: BgpAggregate,
        settled: Mapping[int, Settled],
    ) -> list[Path]:
        if aggregate.from_rib:
            found = list(self._parts_of_table(speaker, number, aggregate))
        else:
            best = (
                (n, s.chosen[speaker.number].best)
                for n, s in sorted(settled.items())
                if speaker.number in s.chosen
            )
            found = [(n, b.path) for n, b in best if b is not None]
        values = self.work.prefixes.values
        return [
            path
            for n, path in found
            if inside(values[n], aggregate.prefix)
            and contributes(speaker, aggregate, values[n], path)
        ]

    def _parts_of_table(
        self, speaker: Speaker, number: int, aggregate: BgpAggregate
    ) -> Iterator[tuple[int, Path]]:
        """Routes of the table, whatever protocol's (EOS); none while a better route to the
        aggregate's own prefix is there."""
        mine = self._best[speaker.node_number]
        own = row_of(mine, number)
        family = speaker.family[aggregate.prefix.version]
        if own is not None and own.distance <= family.distance_local and not self._is_own(own):
            return
        start = originate.attributes(speaker, "incomplete")
        values, origins = self.work.prefixes.values, self.work.origins.values
        for item in mine.tolist():
            row = Candidate(*item)
            if inside(values[row.prefix], aggregate.prefix):
                origin = origins[row.origin]
                known = isinstance(origin.bgp, BgpAttributes)
                bgp = origin.bgp if isinstance(origin.bgp, BgpAttributes) else start
                yield row.prefix, Path(bgp, row.metric, kind="ebgp" if known else "local")

    def _is_own(self, row: Candidate) -> bool:
        """Whether a row is the discard route of the aggregate itself."""
        hops = self.work.hop_sets.values[row.hops]
        return row.protocol == BGP and all(h.kind is HopKind.DISCARD for h in hops)
