"""EIGRP among the other protocols: asked again when what it imports, or may tell, has changed.

Best routes only: queries, timers and feasibility other than for `variance` do not matter for the
state in the end. A route that lost its place in the RIB to another protocol is not told on, as a
router without a successor for it does (RFC 7868 §3.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from kawanet.findings import Finding
from kawanet.forwarding.dataplane import Hop, HopKind, Session
from kawanet.forwarding.distance_vector import Link, Path, Rank, Rules, Settling
from kawanet.forwarding.eigrp.metrics import (
    Vector,
    as_metric,
    composite,
    heavier,
    interface_vector,
    metric_vector,
    rib_metric,
)
from kawanet.forwarding.eigrp.speakers import Instance, Speaker, eigrp_instances, eigrp_links
from kawanet.forwarding.ospf.imports import DEFAULT, inside
from kawanet.forwarding.redistribution import Importer, Taken
from kawanet.forwarding.rib import (
    EIGRP,
    EIGRP_EX,
    EIGRP_SUMMARY,
    Candidate,
    Origin,
    Rows,
    Workspace,
    rows,
)
from kawanet.forwarding.route_filters import distance_of, offset_of
from kawanet.forwarding.route_view import RouteView
from kawanet.model.plant import Port
from kawanet.model.route_policy import EigrpMetric, Source

SUMMARY_DISTANCE = 5  # Cisco: of the discard route of a summary


class Announcement(NamedTuple):
    """What routers tell: `own` is a connected prefix or a summary, which a stub may tell."""

    external: bool
    vector: Vector
    tag: int = 0
    kind: str = "connected"  # connected, summary, static, redistributed, or learnt


@dataclass
class EigrpEngine:
    work: Workspace
    instances: Sequence[Instance]
    links: Sequence[Link]
    neighbours: tuple[Session, ...]
    takers: Sequence[Importer]
    _speaker: Mapping[tuple[int, Port], Speaker] = field(default_factory=dict)
    _taken: dict[int, dict[int, Announcement]] = field(default_factory=dict)
    _beaten: dict[int, dict[int, int]] = field(default_factory=dict)
    _tables: dict[int, Rows] = field(default_factory=dict)

    def __post_init__(self) -> None:
        speakers = (s for i in self.instances for s in i.speakers)
        self._speaker = {(s.instance, s.port): s for s in speakers}

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        moved = False
        for instance in self.instances:
            if instance.node_number in changed:
                moved |= self._look(instance, best[instance.node_number])
        return self._settle() if moved else {}

    def state(self) -> None:
        return None

    def sessions(self) -> tuple[Session, ...]:
        return self.neighbours

    def findings(self) -> tuple[Finding, ...]:
        return ()

    def _look(self, instance: Instance, best: Rows) -> bool:
        """Imports and lost places of an instance; whether they are other than before."""
        taker = self.takers[instance.number]
        rules = instance.process.redistribute
        taken = {t.row.prefix: a for t in taker.taken(rules, best) if (a := _import(instance, t))}
        default = self._default(instance, best)
        if default is not None:
            taken.setdefault(self.work.prefixes.number(DEFAULT[instance.process.family]), default)
        beaten = self._places(instance, best)
        n = instance.number
        same = self._taken.get(n) == taken and self._beaten.get(n) == beaten
        self._taken[n], self._beaten[n] = taken, beaten
        return not same

    def _default(self, instance: Instance, best: Rows) -> Announcement | None:
        """The default route that `default-information originate` tells."""
        process = instance.process
        if not (process.default_originate or process.default_always):
            return None
        key = self.work.prefixes.number(DEFAULT[process.family])
        origins = best[best["prefix"] == key]["origin"].tolist()
        others = any(self.work.origins.values[o].source is not Source.EIGRP for o in origins)
        if not others and not process.default_always:
            return None
        metric = process.default_metric or EigrpMetric(10**7, 0)
        return Announcement(True, metric_vector(metric, instance.traits), 0, "redistributed")

    def _places(self, instance: Instance, best: Rows) -> dict[int, int]:
        """Distances of routes of others that are less than an external route's."""
        origins = self.work.origins.values
        there = np.unique(best["origin"]).tolist()
        own = [
            n
            for n in there
            if (origins[n].source, origins[n].instance) == (Source.EIGRP, instance.name)
        ]
        table = best[~np.isin(best["origin"], own)]
        table = table[table["distance"] <= instance.process.distance_external]
        return dict(zip(table["prefix"].tolist(), table["distance"].tolist(), strict=True))

    def _settle(self) -> Mapping[int, Rows]:
        own = [dict(self._connected(i)) for i in self.instances]
        for number, taken in self._taken.items():
            own[number] = {**taken, **own[number]}
        rules = Rules(self._grow, self._tell, self._rank, self._summaries, self._part_of)
        settling = Settling(rules, self.links, own)
        settling.settle()
        tables: dict[int, list[Candidate]] = {i.node_number: [] for i in self.instances}
        for instance in self.instances:
            tables[instance.node_number] += self._rows(instance, settling)
        new = {n: rows(found) for n, found in tables.items()}
        moved = {
            n: t
            for n, t in new.items()
            if n not in self._tables or not np.array_equal(t, self._tables[n])
        }
        self._tables = new
        return moved

    def _connected(self, instance: Instance) -> Iterator[tuple[int, Announcement]]:
        for speaker in instance.speakers:
            for address in speaker.interface.addresses:
                if address.version == speaker.config.family and not address.is_link_local:
                    key = self.work.prefixes.number(address.network)
                    yield key, Announcement(False, speaker.vector)

    def _grow(self, link: Link, prefix: int, said: Announcement) -> Announcement | None:
        receiver = self.instances[link.receiver]
        lists = receiver.process.import_lists
        if lists and not self._permitted(receiver, lists, prefix):
            return None
        here = self._speaker[link.receiver, link.receiver_port]
        vector = self._filtered(receiver, here, "in", prefix, said)
        if vector is None:
            return None
        return Announcement(said.external, vector.over(here.vector), said.tag, "learnt")

    def _filtered(
        self, instance: Instance, at: Speaker, direction: str, prefix: int, said: Announcement
    ) -> Vector | None:
        """What an announcement weighs past the filters of an interface; None: it does not pass."""
        filters = at.config.filters
        if not filters:
            return said.vector
        view = RouteView(
            self.work.prefixes.values[prefix],
            Source.EIGRP,
            instance.name,
            "external" if said.external else "internal",
            instance.process.vrf,
            said.tag,
            interfaces=(at.port.interface,),
        )
        policies = self.work.policies(instance.device)
        offset = offset_of(policies, filters, direction, view)
        return None if offset is None else heavier(instance.process, said.vector, offset)

    def _tell(
        self, link: Link, prefix: int, best: Announcement, path: Path[Announcement] | None
    ) -> Announcement | None:
        sender = self.instances[link.sender]
        process = sender.process
        if process.stub is not None and best.kind not in process.stub:
            return None
        lists = process.export_lists
        if lists and not self._permitted(sender, lists, prefix):
            return None
        if path is not None:
            distance = process.distance_external if best.external else process.distance_internal
            if self._beaten[link.sender].get(prefix, 256) <= distance:
                return None
            config = self._speaker[link.sender, link.sender_port].config
            if config.split_horizon and path.link.receiver_port == link.sender_port:
                return None
        at = self._speaker[link.sender, link.sender_port]
        vector = self._filtered(sender, at, "out", prefix, best)
        return None if vector is None else best._replace(vector=vector)

    def _permitted(self, instance: Instance, lists: Sequence[str], prefix: int) -> bool:
        known = self.work.policies(instance.device).lists
        return all(known.prefix(name, self.work.prefixes.values[prefix]) for name in lists)

    def _rank(self, router: int, announcement: Announcement) -> Rank:
        return announcement.external, composite(self.instances[router].process, announcement.vector)

    def _summaries(self, link: Link) -> tuple[int, ...]:
        config = self._speaker[link.sender, link.sender_port].config
        return tuple(self.work.prefixes.number(s) for s in config.summaries)

    def _part_of(self, prefix: int, whole: int) -> bool:
        return prefix != whole and inside(self.work, prefix, self.work.prefixes.values[whole])

    def _rows(self, instance: Instance, settling: Settling[Announcement]) -> Iterator[Candidate]:
        where = self.work.spans.number(instance.process.where)
        for prefix in sorted(settling.heard[instance.number]):
            paths = settling.paths(instance.number, prefix)
            if paths:
                yield self._row(instance, prefix, paths, where)
        yield from self._discards(instance, settling, where)

    def _row(
        self, instance: Instance, prefix: int, paths: Sequence[Path[Announcement]], where: int
    ) -> Candidate:
        process, first = instance.process, paths[0]
        external, weight = first.rank
        used = [p.link.hop for p in paths if self._used(instance, p, first)]
        hops = self.work.limit(self.work.hops(used), process.max_paths)
        origin = self.work.origins.number(
            Origin(
                Source.EIGRP,
                instance.name,
                "external" if external else "internal",
                first.announcement.tag,
                eigrp=as_metric(first.announcement.vector),
            )
        )
        network, teller = self.work.prefixes.values[prefix], first.link.hop.next_hop
        policies = self.work.policies(instance.device)
        ruled = distance_of(policies, () if external else process.distances, teller, network)
        usual = process.distance_external if external else process.distance_internal
        return Candidate(
            prefix,
            usual if ruled is None else ruled,
            EIGRP_EX if external else EIGRP,
            rib_metric(process, weight),
            hops,
            where,
            origin,
        )

    def _used(
        self, instance: Instance, path: Path[Announcement], first: Path[Announcement]
    ) -> bool:
        """Equal ways, and with `variance` those whose neighbour is nearer than this router."""
        if path.rank == first.rank:
            return True
        if instance.process.variance < 2 or path.rank[0] != first.rank[0]:
            return False
        here = self._speaker[instance.number, path.link.receiver_port].vector
        said = path.announcement.vector
        beyond = said._replace(delay_ps=said.delay_ps - here.delay_ps)
        reported: int = composite(instance.process, beyond)
        best: int = first.rank[1]
        weight: int = path.rank[1]
        return reported < best and weight <= instance.process.variance * best

    def _discards(
        self, instance: Instance, settling: Settling[Announcement], where: int
    ) -> Iterator[Candidate]:
        """What a summary covers and nobody has is dropped here."""
        wholes = {
            self.work.prefixes.number(s) for p in instance.speakers for s in p.config.summaries
        }
        n = instance.number
        for whole in sorted(wholes):
            known = {*settling.own[n], *settling.heard[n]}
            parts = (settling.best(n, p) for p in sorted(known) if self._part_of(p, whole))
            weights = [composite(instance.process, b[0].vector) for b in parts if b is not None]
            if weights:
                hops = self.work.hops([Hop(HopKind.DISCARD)])
                origin = self.work.origin(Source.EIGRP, instance.name, "internal")
                metric = rib_metric(instance.process, min(weights))
                row = (whole, SUMMARY_DISTANCE, EIGRP_SUMMARY, metric, hops, where, origin)
                yield Candidate(*row)


def _import(instance: Instance, taken: Taken) -> Announcement | None:
    """What a route taken in is announced with; without any metric it is not."""
    metric = taken.view.eigrp_metric or taken.rule.eigrp_metric or instance.process.default_metric
    kind = "static" if taken.view.source is Source.STATIC else "redistributed"
    vector = metric_vector(metric, instance.traits) if metric else _of_interface(instance, taken)
    return Announcement(True, vector, taken.view.tag, kind) if vector is not None else None


def _of_interface(instance: Instance, taken: Taken) -> Vector | None:
    """Connected and static routes weigh as much as their interface where nothing is said."""
    if taken.view.source not in {Source.CONNECTED, Source.STATIC}:
        return None
    names = [n for n in taken.view.interfaces if n in instance.device.interface]
    if not names:
        return metric_vector(EigrpMetric(10**7, 0), instance.traits)
    interface = instance.device.interface[names[0]]
    wide = instance.process.wide
    return interface_vector(instance.device, interface, instance.traits, wide=wide)


def eigrp_engine(work: Workspace) -> EigrpEngine | None:
    """The engine, if any device has an EIGRP process."""
    instances = eigrp_instances(work)
    if not instances:
        return None
    links, sessions = eigrp_links(work, instances)
    takers = [
        Importer(
            work,
            i.device,
            i.node,
            i.process.family,
            Source.EIGRP,
            i.name,
            frozenset(s.port.interface for s in i.speakers),
        )
        for i in instances
    ]
    return EigrpEngine(work, instances, links, sessions, takers)
