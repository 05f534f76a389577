"""The channels of the moment as edges between speakers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from kawanet.forwarding.bgp.aggregates import suppressed
from kawanet.forwarding.bgp.exports import exported
from kawanet.forwarding.bgp.imports import imported
from kawanet.forwarding.bgp.paths import Candidate, Chosen, Path
from kawanet.forwarding.bgp.propagate import Edge
from kawanet.forwarding.bgp.speakers import Channel
from kawanet.forwarding.rib import Workspace
from kawanet.model.bgp import NeighborFilter
from kawanet.model.route_policy import IPNetwork

# What of a choice a channel's source may tell of a prefix, best first.
Offered = Callable[[int, Channel, Chosen], Sequence[Candidate]]


@dataclass
class Wires:
    """Channels that tell: what went over one without policies is remembered for all prefixes."""

    work: Workspace
    channels: tuple[Channel, ...]
    offered: Offered
    _known: dict[tuple[int, Path, int], Path | None] = field(default_factory=dict)

    def edges(self) -> list[tuple[int, Edge]]:
        """An edge a channel, with its family."""
        back = {(id(c.source), id(c.target), c.family): c for c in self.channels}
        found = []
        for channel in self.channels:
            source, target = channel.source.speaker.number, channel.target.speaker.number
            reverse = back.get((id(channel.target), id(channel.source), channel.family))
            tell = partial(self._tell, channel, reverse, _asks_prefix(channel))
            found.append((int(channel.family), Edge(channel.number, source, target, tell)))
        return found

    def _tell(
        self,
        channel: Channel,
        reverse: Channel | None,
        asks_prefix: bool,
        number: int,
        chosen: Chosen,
    ) -> tuple[Path, ...]:
        """Paths as they enter the receiver's table: one, or where both ends want it, many."""
        prefix = self.work.prefixes.values[number]
        told: list[Path] = []
        for candidate in self.offered(number, channel, chosen):
            path, metric = candidate.path, candidate.metric
            if suppressed(channel.source.speaker, prefix, path):
                continue
            if asks_prefix:
                sent = exported(channel, prefix, path, metric)
            else:
                sent = self._remembered(channel, prefix, path, metric)
            if sent is None:
                continue
            arrived = imported(channel, reverse, prefix, sent)
            if arrived is not None and arrived not in told:
                told.append(arrived)
            if not channel.many:
                break
        return tuple(told)

    def _remembered(
        self, channel: Channel, prefix: IPNetwork, path: Path, metric: int
    ) -> Path | None:
        key = (channel.number, path, metric)
        if key not in self._known:
            self._known[key] = exported(channel, prefix, path, metric)
        return self._known[key]


def _asks_prefix(channel: Channel) -> bool:
    """Whether a filter or policy on the way out may look at the prefix."""
    return bool(channel.out.export_policies or channel.out.export_filter != NeighborFilter())
