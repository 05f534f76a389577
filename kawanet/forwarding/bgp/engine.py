"""BGP among the other protocols: what a round's tables change is computed again, no more."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.findings import Finding
from kawanet.forwarding.bgp import originate, table
from kawanet.forwarding.bgp.channels import channels
from kawanet.forwarding.bgp.leaking import leaks, local_rows
from kawanet.forwarding.bgp.network import Wires
from kawanet.forwarding.bgp.next_hops import Asked, NextHops
from kawanet.forwarding.bgp.outside import announced
from kawanet.forwarding.bgp.paths import NOTHING, Chosen, Path
from kawanet.forwarding.bgp.paths import Candidate as Offer
from kawanet.forwarding.bgp.prefix_classes import PrefixClasses
from kawanet.forwarding.bgp.propagate import Prefix, Settled
from kawanet.forwarding.bgp.sessions import Peers, peers
from kawanet.forwarding.bgp.sources import Origins, Sources
from kawanet.forwarding.bgp.speakers import Channel, Speaker, speakers
from kawanet.forwarding.bgp.vpn import vpn_leaks
from kawanet.forwarding.codes import BGP_NO_STABLE_STATE
from kawanet.forwarding.dataplane import Node, Session
from kawanet.forwarding.rib import Candidate, Rows, Workspace, rows
from kawanet.model.route_policy import IPNetwork


class Outcome(NamedTuple):
    """What comes of a prefix: choices, and rows by node."""

    settled: Settled
    rows: tuple[tuple[int, Candidate], ...] = ()


GONE = Outcome(Settled({}))


@dataclass
class BgpEngine:
    """`_settled` is by prefix; rows are by node, then prefix."""

    work: Workspace
    speakers: tuple[Speaker, ...]
    _next_hops: NextHops
    _sources: Sources
    _alike: PrefixClasses
    _peers: Peers = Peers((), ())
    _channels: tuple[Channel, ...] = ()
    _wires: Wires | None = None
    _lends: bool = False
    _inputs: dict[int, Hashable] = field(default_factory=dict)
    _settled: dict[int, Settled] = field(default_factory=dict)
    _rows: dict[int, dict[int, Candidate]] = field(default_factory=dict)
    _classes: dict[int, Hashable] = field(default_factory=dict)
    _homes: dict[int, dict[int, int]] = field(default_factory=dict)  # of leaked routes

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        moved = self._next_hops.refresh(best, changed)
        rewired = self._connect(best)
        self._sources.gather(best, changed, self._channels)
        touched = self._run(moved, rewired)
        return {n: rows(self._of_node(n, best)) for n in sorted(touched)}

    def _of_node(self, node: int, best: Sequence[Rows]) -> list[Candidate]:
        """A node's rows, and with leaked subnets the other VRF's own addresses in them."""
        mine = self._rows.get(node, {})
        if not self._lends:
            return list(mine.values())
        lent = local_rows(self.work, mine.values(), best, self._homes.get(node, {}))
        return [*mine.values(), *(row for row in lent if row.prefix not in mine)]

    def state(self) -> None:
        return None

    def sessions(self) -> Sequence[Session]:
        return self._peers.rows

    def findings(self) -> Sequence[Finding]:
        order = sorted(self._settled, key=self._longest_first)
        return [self._unsettled(n) for n in order if self._settled[n].cycle]

    def tables(self) -> dict[Node, dict[IPNetwork, Chosen]]:
        """What each speaker knows and chose, by prefix, longest first."""
        found: dict[Node, dict[IPNetwork, Chosen]] = {s.node: {} for s in self.speakers}
        for number in sorted(self._settled, key=self._longest_first):
            for speaker, chosen in sorted(self._settled[number].chosen.items()):
                if chosen.best is not None:
                    prefix = self.work.prefixes.values[number]
                    found[self.speakers[speaker].node][prefix] = chosen
        return found

    def _connect(self, best: Sequence[Rows]) -> bool:
        """Bring sessions up to date; whether the edges are other than before."""
        found = peers(self.work, self.speakers, best)
        same = self._wires is not None and found.peerings == self._peers.peerings
        self._peers = found
        if not same:
            self._channels = channels(found.peerings)
            leaking = leaks(self.work, self.speakers)
            leaking += vpn_leaks(self.work, self.speakers, found.peerings, len(leaking))
            self._lends = bool(leaking)
            self._wires = Wires(self.work, self.speakers, self._offered, self._simple)
            self._wires.connect(self._channels, leaking)
        return not same

    def _run(self, moved: set[Asked], rewired: bool) -> set[int]:
        """Settle again what has new inputs, longest prefixes first (aggregates come after their
        parts); gives the nodes whose rows changed."""
        touched: set[int] = set()
        twins: dict[Hashable, Outcome] = {}
        inputs = self._sources.begin()
        announced(self.work, self._peers.handoffs, inputs)
        for number in sorted(inputs, key=self._longest_first):
            origins = inputs[number]
            self._sources.add_aggregates(number, origins, self._settled)
            beside = self._sources.beside(number, origins, self._lends)
            now = (tuple(sorted(origins.items())), *beside)
            known = self._settled.get(number)
            same = known is not None and not rewired and now == self._inputs[number]
            if known is not None and same and not known.asked & moved:
                continue
            self._inputs[number] = now
            outcome = self._outcome(number, origins, now, twins)
            self._settled[number] = outcome.settled
            touched |= self._put(number, outcome)
        for number in sorted(set(self._settled) - set(inputs)):
            del self._settled[number], self._inputs[number]
            touched |= self._put(number, GONE)
        return touched

    def _outcome(
        self, number: int, origins: Origins, now: Hashable, twins: dict[Hashable, Outcome]
    ) -> Outcome:
        """What comes of a prefix: as of one with the same origins that no list tells apart from
        it, if there was one. Where a prefix is on the way to a next hop it is like no other."""
        if number not in self._classes:
            self._classes[number] = self._alike.of(self.work.prefixes.values[number])
        key = (self._classes[number], now)
        twin = None if self._lends else twins.get(key)
        if twin is not None and number not in twin.settled.through:
            return twin
        settled = self._settle(number, origins)
        made = Outcome(settled, tuple(self._table_rows(number, settled)))
        if number not in self._next_hops.left_out:
            twins.setdefault(key, made)
        return made

    def _settle(self, number: int, origins: Origins) -> Settled:
        assert self._wires is not None
        family = self.work.prefixes.values[number].version
        tell = self._wires.tell
        state = Prefix(number, family, self.speakers, tell, self._next_hops, origins)
        return state.settle(frozenset({*origins, *self._sources.tellers(number)}))

    def _table_rows(self, number: int, settled: Settled) -> Iterator[tuple[int, Candidate]]:
        """(node, row) of every speaker that puts the prefix into its table."""
        for speaker in self.speakers:
            chosen = settled.chosen.get(speaker.number)
            if chosen is None or chosen.best is None:
                continue
            where = self.work.spans.number(self._where(speaker, chosen))
            row = table.row(self.work, speaker, number, chosen, where)
            if row is not None:
                yield speaker.node_number, row

    def _put(self, number: int, outcome: Outcome) -> set[int]:
        """Take a prefix's outcome into the tables; gives the nodes for which it is new."""
        touched = set()
        new = dict(outcome.rows)
        for speaker in self.speakers:
            node = speaker.node_number
            mine = self._rows.setdefault(node, {})
            if self._lends:
                chosen = outcome.settled.chosen.get(speaker.number, NOTHING)
                best = chosen.best
                home = best.path.home if best is not None and best.path.lands < 0 else -1
                self._homes.setdefault(node, {})[number] = home
            if node not in new:
                if mine.pop(number, None) is not None:
                    touched.add(node)
                continue
            row = new[node]._replace(prefix=number)
            if mine.get(number) != row:
                mine[number] = row
                touched.add(node)
        return touched

    def _where(self, speaker: Speaker, chosen: Chosen) -> Span | None:
        best = chosen.best
        if best is not None and 0 <= best.path.channel < len(self._channels) and best.path.home < 0:
            return self._channels[best.path.channel].target.neighbor.where
        return speaker.process.where

    def _simple(self, speaker: int, number: int) -> bool:
        """Whether a speaker tells just its best path to a prefix."""
        version = self.work.prefixes.values[number].version
        one = self.speakers[speaker]
        return (
            number not in self._sources.active.get(speaker, ())
            and speaker not in self._sources.tellers_of_default(number)
            and not one.family[version].aggregates
        )

    def _offered(self, number: int, channel: Channel, chosen: Chosen) -> Sequence[Offer]:
        """What of a choice the channel's source may tell, best first."""
        offered = self._unconditional(number, channel, chosen)
        if self._sources.withheld.get(channel.number):
            prefix = self.work.prefixes.values[number]
            return [o for o in offered if not originate.conditioned(channel, prefix, o.path)]
        return offered

    def _unconditional(self, number: int, channel: Channel, chosen: Chosen) -> Sequence[Offer]:
        told = self._sources.told.get(channel.number)
        if told is not None and number == self._sources.default(channel):
            return (Offer(told, 0, 0),)
        speaker, best = channel.source.speaker, chosen.best
        learned: Sequence[Offer] = chosen.all if channel.many else chosen.shared[:1]
        active = self._sources.active.get(speaker.number, {}).get(number)
        if active is None or not self._wins(speaker, number, active, best):
            return learned
        if not speaker.process.exports_rib:
            return learned if best is not None and best.path.kind == "local" else ()
        own = Offer(active[1], 0, 0)
        return (own, *learned) if speaker.process.advertise_inactive else (own,)

    def _wins(
        self, speaker: Speaker, number: int, active: tuple[int, Path], best: Offer | None
    ) -> bool:
        """Whether another protocol's route is better than BGP's for the table."""
        if best is None:
            return True
        prefix = self.work.prefixes.values[number]
        return active[0] <= table.distance(speaker, best.path, prefix)

    def _longest_first(self, number: int) -> tuple[int, int, int]:
        prefix = self.work.prefixes.values[number]
        return -prefix.prefixlen, prefix.version, int(prefix.network_address)

    def _unsettled(self, number: int) -> Finding:
        cycle = [self.speakers[n] for n in self._settled[number].cycle]
        names = " -> ".join(f"{s.node.device} (VRF {s.node.vrf})" for s in (*cycle, cycle[0]))
        return Finding(
            BGP_NO_STABLE_STATE.code,
            BGP_NO_STABLE_STATE.severity,
            f"{BGP_NO_STABLE_STATE.title}: {self.work.prefixes.values[number]} between {names}",
            cycle[0].node.device,
            cycle[0].process.where,
            tuple(s.process.where for s in cycle[1:] if s.process.where is not None),
        )


def bgp_engine(work: Workspace) -> BgpEngine | None:
    """The engine, if any device speaks BGP."""
    found = speakers(work)
    if not found:
        return None
    return BgpEngine(work, found, NextHops(work), Sources(work, found), PrefixClasses(found))
