"""Who speaks IS-IS where, at which level, and who hears whom.

Source: ISO 10589 §8.2.4, §8.4.2: a level-1 neighbour is in the same area, a level-2 one in any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from kawanet.forwarding.dataplane import Node, Session
from kawanet.forwarding.neighbourhood import session
from kawanet.forwarding.ospf.costs import bandwidth_bps
from kawanet.forwarding.rib import Workspace
from kawanet.forwarding.traits import Traits, traits
from kawanet.model.igp import IsisProcess
from kawanet.model.interfaces import Family, Interface, InterfaceKind, IsisInterface
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.routing import IPNetwork

NARROW_MOST = 63  # of a link, with narrow metrics (ISO 10589 §7.2.2)
SYSTEM_DIGITS, SELECTOR_DIGITS = 12, 2


@dataclass(frozen=True, slots=True)
class Speaker:
    """An interface that is up and in IS-IS, at one level and in one family; `domain` -1: it has no
    neighbours there. `transit` and `cost` are its metric, towards neighbours and of its prefix."""

    instance: int
    port: Port
    interface: Interface
    level: int
    family: Family
    passive: bool
    network: str
    domain: int
    transit: int
    cost: int

    @property
    def prefixes(self) -> Iterator[IPNetwork]:
        for address in self.interface.addresses:
            if address.version == self.family and not address.is_link_local:
                yield address.network


@dataclass
class Instance:
    """One process of a device."""

    number: int
    device: Device
    node: Node
    node_number: int
    process: IsisProcess
    traits: Traits
    speakers: list[Speaker] = field(default_factory=list)

    @property
    def levels(self) -> tuple[int, ...]:
        return _levels(self.process.level)

    @cached_property
    def area(self) -> str:
        """The area of its title."""
        return _digits(self.process.net)[: -SYSTEM_DIGITS - SELECTOR_DIGITS]

    @cached_property
    def system(self) -> str:
        return _digits(self.process.net)[-SYSTEM_DIGITS - SELECTOR_DIGITS : -SELECTOR_DIGITS]


class Adjacency(NamedTuple):
    """Two or more speakers on one segment that hear each other at a level."""

    level: int
    family: Family
    speakers: tuple[Speaker, ...]


def _digits(title: str) -> str:
    return title.replace(".", "").lower()


def _levels(level: str | None) -> tuple[int, ...]:
    return {"1": (1,), "2": (2,)}.get(level or "", (1, 2))


def isis_instances(work: Workspace) -> tuple[Instance, ...]:
    """All processes with their interfaces."""
    found: list[Instance] = []
    for device in work.segments.network.devices:
        for process in device.routing.isis:
            node = Node(device.name, process.vrf)
            number = work.node_number[node]
            known = traits(device.platform)
            instance = Instance(len(found), device, node, number, process, known)
            instance.speakers.extend(_speakers(work, instance))
            found.append(instance)
    return tuple(found)


def _speakers(work: Workspace, instance: Instance) -> Iterator[Speaker]:
    for interface in instance.device.interfaces:
        port = Port(instance.device.name, interface.name)
        if interface.vrf != instance.process.vrf or port not in work.segments.layer2.up:
            continue
        for config in interface.isis:
            if config.process == instance.process.name:
                domain = work.segments.domain(port)
                index = domain.index if domain is not None else -1
                yield from _of_interface(instance, port, interface, config, index)


def _of_interface(
    instance: Instance, port: Port, interface: Interface, config: IsisInterface, domain: int
) -> Iterator[Speaker]:
    spoken = _levels(config.level)
    told = instance.levels if instance.traits.isis_tells_every_circuit else spoken
    alone = interface.kind is InterfaceKind.LOOPBACK
    for level in told:
        for family in config.families:
            if level in instance.levels and family in instance.process.families:
                metric = _metric(instance, interface, config, level, family)
                yield Speaker(
                    instance.number,
                    port,
                    interface,
                    level,
                    family,
                    config.passive,
                    config.network,
                    -1 if alone or level not in spoken else domain,
                    metric,
                    metric,
                )


def _metric(
    instance: Instance, interface: Interface, config: IsisInterface, level: int, family: Family
) -> int:
    said = config.metric_1 if level == 1 else config.metric_2
    if family == 6 and instance.process.multi_topology:
        said = config.metric_v6_1 if level == 1 else config.metric_v6_2
    metric = _default_metric(instance, interface, config) if said is None else said
    return metric if instance.process.wide_metrics else min(metric, NARROW_MOST)


def _default_metric(instance: Instance, interface: Interface, config: IsisInterface) -> int:
    known = instance.traits
    if interface.kind is InterfaceKind.LOOPBACK and known.isis_loopback_metric is not None:
        return known.isis_loopback_metric
    if config.passive and known.isis_passive_metric is not None:
        return known.isis_passive_metric
    reference_mbps = instance.process.reference_bandwidth_mbps or known.isis_reference_mbps
    if reference_mbps is None:
        return known.isis_metric
    return max(1, reference_mbps * 1_000_000 // bandwidth_bps(instance.device, interface))


def isis_adjacencies(
    instances: Sequence[Instance],
) -> tuple[Adjacency, ...]:
    """Who hears whom. On one segment, level-1 neighbours are those of one area."""
    groups: dict[tuple[int, Family, int, str, str], dict[str, Speaker]] = {}
    for instance in instances:
        for speaker in instance.speakers:
            if speaker.domain >= 0 and not speaker.passive:
                area = instance.area if speaker.level == 1 else ""
                key = (speaker.level, speaker.family, speaker.domain, area, speaker.network)
                groups.setdefault(key, {}).setdefault(instance.system, speaker)
    return tuple(
        Adjacency(key[0], key[1], tuple(members.values()))
        for key, members in sorted(groups.items(), key=lambda g: g[0])
        if len(members) > 1
    )


def isis_sessions(
    work: Workspace, instances: Sequence[Instance], adjacencies: Sequence[Adjacency]
) -> tuple[Session, ...]:
    """One row for each interface that sends hellos and each router that it could hear there."""
    joined = {(a.port, b.port) for adj in adjacencies for a in adj.speakers for b in adj.speakers}
    present: dict[int, dict[Port, Speaker]] = {}
    for instance in instances:
        for speaker in instance.speakers:
            if speaker.domain >= 0 and not speaker.passive:
                present.setdefault(speaker.domain, {}).setdefault(speaker.port, speaker)
    rows = []
    for _, speakers in sorted(present.items()):
        for one in speakers.values():
            for other in speakers.values():
                if one.port.device != other.port.device:
                    up = (one.port, other.port) in joined
                    why = "" if up else _why_not(instances, one, other)
                    rows.append(session(work, "isis", one.port, other.port, one.family, why))
    return tuple(rows)


def _why_not(instances: Sequence[Instance], one: Speaker, other: Speaker) -> str:
    a, b = instances[one.instance], instances[other.instance]
    if one.network != other.network:
        return f"network {one.network} and {other.network}"
    if a.system == b.system:
        return f"both have system id {a.system}"
    levels = (a.process.level, b.process.level)
    if a.area != b.area:
        return f"areas {a.area} and {b.area}, levels {levels[0]} and {levels[1]}"
    return f"levels {levels[0]} and {levels[1]}, or no address family in common"
