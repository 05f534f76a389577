"""RIP (RFC 2453, RFC 2080): hop counts, at most 15.

Metrics are those of §3.9.2: an own network is 1, a neighbour's 2; Cisco counts one less. A passive
interface listens and does not talk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from kawanet.findings import Finding
from kawanet.forwarding.dataplane import Node, Session
from kawanet.forwarding.distance_vector import Link, Path, Rank, Rules, Settling
from kawanet.forwarding.neighbourhood import hop_to
from kawanet.forwarding.ospf.imports import DEFAULT, inside
from kawanet.forwarding.redistribution import Importer, Taken
from kawanet.forwarding.rib import CONNECTED, RIP, Candidate, Rows, Workspace, rows
from kawanet.forwarding.route_filters import distance_of, offset_of
from kawanet.forwarding.route_view import RouteView
from kawanet.forwarding.traits import traits
from kawanet.model.igp import RipProcess
from kawanet.model.interfaces import Interface, RouteFilter
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.route_policy import IPNetwork, Source

INFINITY = 16


class Announcement(NamedTuple):
    metric: int
    tag: int = 0


@dataclass(frozen=True)
class Instance:
    """RIP in one VRF of a device and one family, with the interfaces on which it is up."""

    number: int
    device: Device
    node: Node
    node_number: int
    process: RipProcess
    interfaces: tuple[Interface, ...]

    def passive(self, interface: Interface) -> bool:
        return any(r.passive for r in interface.rip if r.family == self.process.family)


@dataclass
class RipEngine:
    work: Workspace
    instances: Sequence[Instance]
    links: Sequence[Link]
    takers: Sequence[Importer]
    _own: dict[int, dict[int, Announcement]] = field(default_factory=dict)
    _tables: dict[int, Rows] = field(default_factory=dict)
    _majors: tuple[int, ...] = ()
    _filters: dict[tuple[int, Port], tuple[RouteFilter, ...]] = field(default_factory=dict)

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]:
        moved = False
        for instance in self.instances:
            if instance.node_number in changed:
                own = dict(self._announced(instance, best[instance.node_number]))
                moved |= self._own.get(instance.number) != own
                self._own[instance.number] = own
        return self._settle() if moved else {}

    def state(self) -> None:
        return None

    def sessions(self) -> tuple[Session, ...]:
        return ()

    def findings(self) -> tuple[Finding, ...]:
        return ()

    def _announced(self, instance: Instance, best: Rows) -> Iterator[tuple[int, Announcement]]:
        process = instance.process
        yield from self._interfaces(instance)
        for taken in self.takers[instance.number].taken(process.redistribute, best):
            said = taken.view.metric if taken.view.metric_set else taken.rule.metric
            if said is None:
                said = _default_metric(instance, taken)
            yield taken.row.prefix, Announcement(max(1, said), taken.view.tag)
        if process.default_originate:
            yield self.work.prefixes.number(DEFAULT[process.family]), Announcement(1)

    def _interfaces(self, instance: Instance) -> Iterator[tuple[int, Announcement]]:
        for interface in instance.interfaces:
            for address in interface.addresses:
                if address.version == instance.process.family and not address.is_link_local:
                    yield self.work.prefixes.number(address.network), Announcement(1)

    def _settle(self) -> Mapping[int, Rows]:
        self._majors = self._classful()
        rules = Rules(self._grow, self._tell, _rank, self._summaries, self._part_of, True)
        settling = Settling(rules, self.links, [self._own[i.number] for i in self.instances])
        settling.settle()
        found: dict[int, list[Candidate]] = {}
        for instance in self.instances:  # a node may have one of each family
            found.setdefault(instance.node_number, []).extend(self._rows(instance, settling))
        new = {node: rows(candidates) for node, candidates in found.items()}
        old, self._tables = self._tables, new
        return {n: t for n, t in new.items() if n not in old or not np.array_equal(t, old[n])}

    def _classful(self) -> tuple[int, ...]:
        """The classful networks of all that is announced."""
        if not any(i.process.auto_summary for i in self.instances):
            return ()
        values = self.work.prefixes.values
        prefixes = {values[n] for own in self._own.values() for n in own}
        majors = {m for p in prefixes if (m := major(p)) is not None and m != p}
        return tuple(sorted(self.work.prefixes.number(m) for m in majors))

    def _summaries(self, link: Link) -> tuple[int, ...]:
        """What is told on a link in place of its parts; never the link's own classful network."""
        sender, interface = self._end(link.sender, link.sender_port)
        said = {
            self.work.prefixes.number(s)
            for r in interface.rip
            if r.family == sender.process.family
            for s in r.summaries
        }
        if sender.process.auto_summary:
            here = {major(a.network) for a in interface.addresses}
            values = self.work.prefixes.values
            said.update(m for m in self._majors if values[m] not in here)
        return tuple(sorted(said))

    def _part_of(self, prefix: int, whole: int) -> bool:
        return prefix != whole and inside(self.work, prefix, self.work.prefixes.values[whole])

    def _end(self, instance: int, port: Port) -> tuple[Instance, Interface]:
        found = self.instances[instance]
        return found, found.device.interface[port.interface]

    def _grow(self, link: Link, prefix: int, said: Announcement) -> Announcement | None:
        said = said._replace(metric=said.metric + 1)
        return self._filtered(link.receiver, link.receiver_port, "in", prefix, said)

    def _tell(
        self, link: Link, prefix: int, best: Announcement, path: Path[Announcement] | None
    ) -> Announcement | None:
        """Split horizon (§3.4.3)."""
        if path is not None and path.link.receiver_port == link.sender_port:
            return None
        return self._filtered(link.sender, link.sender_port, "out", prefix, best)

    def _filters_at(self, number: int, port: Port) -> tuple[RouteFilter, ...]:
        """Asked for every announcement, so looked up once."""
        filters = self._filters.get((number, port))
        if filters is None:
            instance, interface = self._end(number, port)
            family = instance.process.family
            filters = tuple(f for r in interface.rip if r.family == family for f in r.filters)
            self._filters[number, port] = filters
        return filters

    def _filtered(
        self, number: int, port: Port, direction: str, prefix: int, said: Announcement
    ) -> Announcement | None:
        """An announcement past the filters of an interface."""
        filters = self._filters_at(number, port)
        if filters:
            instance = self.instances[number]
            process = instance.process
            network = self.work.prefixes.values[prefix]
            view = RouteView(network, Source.RIP, vrf=process.vrf, tag=said.tag, metric=said.metric)
            more = offset_of(self.work.policies(instance.device), filters, direction, view)
            if more is None:
                return None
            said = said._replace(metric=said.metric + more)
        return said if said.metric < INFINITY else None

    def _rows(self, instance: Instance, settling: Settling[Announcement]) -> Iterator[Candidate]:
        process = instance.process
        less = 0 if traits(instance.device.platform).rip_counts_itself else 1
        for prefix in sorted(settling.heard[instance.number]):
            paths = settling.paths(instance.number, prefix)
            if paths:
                first = paths[0]
                used = self.work.hops(p.link.hop for p in paths if p.rank == first.rank)
                teller = first.link.hop.next_hop
                network = self.work.prefixes.values[prefix]
                policies = self.work.policies(instance.device)
                ruled = distance_of(policies, process.distances, teller, network)
                yield Candidate(
                    prefix,
                    process.distance if ruled is None else ruled,
                    RIP,
                    first.announcement.metric - less,
                    self.work.limit(used, process.max_paths),
                    self.work.spans.number(process.where),
                    self.work.origin(Source.RIP, tag=first.announcement.tag),
                )


def major(prefix: IPNetwork) -> IPNetwork | None:
    """The network that a prefix is in by its class; None for supernets and of family 6."""
    if prefix.version == 6:
        return None
    first = int(prefix.network_address) >> 24
    length = 8 if first < 128 else 16 if first < 192 else 24
    return None if prefix.prefixlen < length else prefix.supernet(new_prefix=length)


def _rank(_: int, said: Announcement) -> Rank:
    return (said.metric,)


def rip_engine(work: Workspace) -> RipEngine | None:
    """The engine, if any device has a RIP process."""
    instances = _instances(work)
    if not instances:
        return None
    takers = [
        Importer(
            work,
            i.device,
            i.node,
            i.process.family,
            Source.RIP,
            "",
            _had_anyway(i),
        )
        for i in instances
    ]
    return RipEngine(work, instances, tuple(_links(work, instances)), takers)


def _default_metric(instance: Instance, taken: Taken) -> int:
    """The metric of a route taken in without one."""
    own = taken.row.protocol == CONNECTED
    if own and traits(instance.device.platform).redistributes_own_prefixes:
        return 1
    return instance.process.default_metric


def _had_anyway(instance: Instance) -> frozenset[str]:
    """The interfaces whose prefixes redistribution leaves out."""
    if traits(instance.device.platform).redistributes_own_prefixes:
        return frozenset()
    return frozenset(interface.name for interface in instance.interfaces)


def _instances(work: Workspace) -> tuple[Instance, ...]:
    found: list[Instance] = []
    for device in work.segments.network.devices:
        for process in device.routing.rip:
            interfaces = tuple(
                i
                for i in device.interfaces
                if i.vrf == process.vrf
                and Port(device.name, i.name) in work.segments.layer2.up
                and any(r.family == process.family for r in i.rip)
            )
            node = Node(device.name, process.vrf)
            number = work.node_number[node]
            found.append(Instance(len(found), device, node, number, process, interfaces))
    return tuple(found)


def _links(work: Workspace, instances: Sequence[Instance]) -> Iterator[Link]:
    segments: dict[tuple[int, int], list[tuple[Instance, Interface]]] = {}
    for instance in instances:
        for interface in instance.interfaces:
            domain = work.segments.domain(Port(instance.device.name, interface.name))
            if domain is not None:
                key = (domain.index, instance.process.family)
                segments.setdefault(key, []).append((instance, interface))
    for (index, _), present in sorted(segments.items(), key=lambda s: s[0]):
        for sender, out in present:
            for receiver, into in present:
                if sender is not receiver and not sender.passive(out):
                    far = Port(sender.device.name, out.name)
                    near = Port(receiver.device.name, into.name)
                    hop = hop_to(work, near, index, far, receiver.process.family)
                    yield Link(sender.number, receiver.number, far, near, hop)
