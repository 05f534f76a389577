"""Who speaks OSPF where, and who hears whom: instances, their interfaces, adjacencies.

Source: RFC 2328 §10.5 (hello: area, subnet, timers, options), §10.6 (MTU), RFC 5340 §4.2.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from kawanet.findings import Finding
from kawanet.forwarding.codes import DUPLICATE_ROUTER_ID, OSPF_MISMATCH, OSPF_NO_PROCESS
from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.disjoint import DisjointSets
from kawanet.forwarding.rib import Workspace
from kawanet.model.interfaces import Family, Interface, InterfaceKind, OspfInterface
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.routing import AreaKind, IPNetwork, OspfArea, OspfProcess

HELLO_S, DEAD_FACTOR, MTU = 10, 4, 1500
REFERENCE_MBPS = 100  # RFC 2328 leaves it open; every vendor's default is 100 Mbps
UNKNOWN_SPEED_BPS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Speaker:
    """An interface that is up and in OSPF. `cost` is the resolved one; `domain` -1: a loopback."""

    instance: int
    port: Port
    interface: Interface
    config: OspfInterface
    cost: int
    domain: int

    @property
    def prefixes(self) -> Iterator[IPNetwork]:
        """What the interface's router announces for it. A loopback is a host, unless it is said
        to be a point-to-point network."""
        host = self.interface.kind is InterfaceKind.LOOPBACK
        for address in self.interface.addresses:
            if address.version == self.config.family and not address.is_link_local:
                alone = host and self.config.network == "broadcast"
                yield type(address)(address.ip).network if alone else address.network


@dataclass
class Instance:
    """One OSPF process at work: a VRF of a device and a family."""

    number: int
    node: Node
    node_number: int
    process: OspfProcess
    speakers: list[Speaker] = field(default_factory=list)

    @cached_property
    def areas(self) -> tuple[int, ...]:
        """Areas of its interfaces; asked for only once all speakers are known."""
        return tuple(sorted({s.config.area for s in self.speakers}))

    @property
    def is_border(self) -> bool:
        """An area border router with a backbone (RFC 2328 §3.3)."""
        return len(self.areas) > 1 and 0 in self.areas

    @property
    def may_import(self) -> bool:
        """Whether others may need a way to it as a boundary router; NSSA borders translate."""
        process = self.process
        translates = any(a.kind is AreaKind.NSSA for a in process.areas)
        return bool(process.redistribute) or process.default_originate or translates

    def area(self, area: int) -> OspfArea:
        return next((a for a in self.process.areas if a.area == area), OspfArea(area))


class Adjacency(NamedTuple):
    """Two or more speakers on one segment that agree; each is a neighbour of each other."""

    area: int
    domain: int
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True)
class Speaking:
    """All instances and adjacencies of the network."""

    instances: tuple[Instance, ...]
    adjacencies: tuple[Adjacency, ...]
    findings: tuple[Finding, ...]

    def routing_domains(self) -> list[tuple[Instance, ...]]:
        """Instances that hear of each other, directly or through others."""
        sets: DisjointSets[int] = DisjointSets()
        for instance in self.instances:
            sets.add(instance.number)
        for adjacency in self.adjacencies:
            for speaker in adjacency.speakers[1:]:
                sets.union(adjacency.speakers[0].instance, speaker.instance)
        found: dict[int, list[Instance]] = {}
        for instance in self.instances:
            found.setdefault(sets.find(instance.number), []).append(instance)
        return [tuple(members) for members in found.values()]


def speaking(work: Workspace) -> Speaking:
    """Find instances and adjacencies."""
    findings: list[Finding] = []
    instances: list[Instance] = []
    number = {node: n for n, node in enumerate(work.nodes)}
    for device in work.segments.network.devices:
        mine: dict[tuple[str, Family, int | None], Instance] = {}
        for process in device.routing.ospf:
            node = Node(device.name, process.vrf)
            instance = Instance(len(instances), node, number[node], process)
            instances.append(instance)
            mine[process.vrf, process.family, process.process] = instance
        findings.extend(_listen(work, device, mine))
    adjacencies, wrong = _adjacencies(work, instances)
    return Speaking(tuple(instances), tuple(adjacencies), (*findings, *wrong))


def _listen(
    work: Workspace, device: Device, mine: Mapping[tuple[str, Family, int | None], Instance]
) -> Iterator[Finding]:
    """Give each instance its interfaces; yield findings for those that have no instance."""
    for interface in device.interfaces:
        port = Port(device.name, interface.name)
        for config in interface.ospf if port in work.segments.layer2.up else ():
            instance = _instance(mine, interface.vrf, config)
            if instance is None:
                yield _no_process(device, interface, config)
                continue
            domain = work.segments.domain(port)
            cost = _cost(device, instance.process, interface, config)
            index = domain.index if domain is not None else -1
            speaker = Speaker(instance.number, port, interface, config, cost, index)
            instance.speakers.append(speaker)


def _instance(
    mine: Mapping[tuple[str, Family, int | None], Instance], vrf: str, config: OspfInterface
) -> Instance | None:
    """The process that the interface names, or the VRF's first where it names none."""
    exact = mine.get((vrf, config.family, config.process))
    if exact is not None or config.process is not None:
        return exact
    return next((i for key, i in mine.items() if key[:2] == (vrf, config.family)), None)


def _no_process(device: Device, interface: Interface, config: OspfInterface) -> Finding:
    what = f"OSPFv{2 if config.family == 4 else 3} process {config.process or ''}".strip()
    return Finding(
        OSPF_NO_PROCESS.code,
        OSPF_NO_PROCESS.severity,
        f"{device.name} {interface.name}: VRF {interface.vrf} has no {what}",
        device.name,
        interface.where,
    )


def _cost(device: Device, process: OspfProcess, interface: Interface, config: OspfInterface) -> int:
    """The configured cost, else reference bandwidth by speed, at least 1 (a loopback: 0)."""
    if config.cost is not None:
        return config.cost
    if interface.kind is InterfaceKind.LOOPBACK:
        return 0
    reference_mbps = process.reference_bandwidth_mbps or REFERENCE_MBPS
    return max(1, min(65535, reference_mbps * 1_000_000 // _speed_bps(device, interface)))


def _speed_bps(device: Device, interface: Interface) -> int:
    """Speed of an interface; a sub-interface has its parent's, a LAG the sum of its members'."""
    if interface.speed_bps:
        return interface.speed_bps
    if interface.parent is not None and interface.parent in device.interface:
        return _speed_bps(device, device.interface[interface.parent])
    members = [i for i in device.interfaces if i.lag is not None and i.lag.lag == interface.name]
    return sum(_speed_bps(device, m) for m in members) or UNKNOWN_SPEED_BPS


class Hello(NamedTuple):
    """What two neighbours must agree on."""

    area: int
    area_kind: str
    network: str
    hello_s: int
    dead_s: int
    subnet: str
    mtu: int


def hello(work: Workspace, speaker: Speaker, instance: Instance) -> Hello:
    """What an interface says of itself to its neighbours."""
    config = speaker.config
    kind = instance.area(config.area).kind
    stub = AreaKind.STUB if kind is AreaKind.TOTALLY_STUB else kind
    hello_s = config.hello_s or HELLO_S
    own = [a.network for a in speaker.interface.addresses if a.version == 4]
    return Hello(
        config.area,
        stub,
        config.network,
        hello_s,
        config.dead_s or DEAD_FACTOR * hello_s,
        str(own[0]) if own and config.family == 4 else "",
        _mtu(work.segments.network.device[speaker.port.device], speaker.interface),
    )


def _mtu(device: Device, interface: Interface) -> int:
    """A sub-interface has its parent's MTU unless it says otherwise."""
    parent = device.interface.get(interface.parent or "")
    if interface.mtu is None and parent is not None:
        return _mtu(device, parent)
    return interface.mtu or MTU


def _adjacencies(
    work: Workspace, instances: Sequence[Instance]
) -> tuple[list[Adjacency], list[Finding]]:
    segments: dict[tuple[int, Family], dict[Hello, list[Speaker]]] = {}
    for instance in instances:
        for speaker in instance.speakers:
            if speaker.domain >= 0 and not speaker.config.passive:
                key = (speaker.domain, speaker.config.family)
                said = hello(work, speaker, instance)
                segments.setdefault(key, {}).setdefault(said, []).append(speaker)
    adjacencies: list[Adjacency] = []
    findings: list[Finding] = []
    for (domain, _), groups in sorted(segments.items()):
        findings.extend(_mismatches(groups))
        for said, speakers in groups.items():
            distinct, duplicates = _distinct(instances, speakers)
            findings.extend(duplicates)
            if len(distinct) > 1:
                adjacencies.append(Adjacency(said.area, domain, tuple(distinct)))
    return adjacencies, findings


def _mismatches(groups: Mapping[Hello, Sequence[Speaker]]) -> Iterator[Finding]:
    (first, *others) = groups.items()
    for said, speakers in others:
        pairs = zip(Hello._fields, first[0], said, strict=True)
        unlike = [(name, a, b) for name, a, b in pairs if a != b]
        one, two = first[1][0], speakers[0]
        yield Finding(
            OSPF_MISMATCH.code,
            OSPF_MISMATCH.severity,
            f"{one.port} and {two.port} form no OSPF adjacency: "
            + ", ".join(f"{name} {a} and {b}" for name, a, b in unlike),
            two.port.device,
            two.interface.where,
            tuple(w for w in (one.interface.where,) if w is not None),
        )


def _distinct(
    instances: Sequence[Instance], speakers: Iterable[Speaker]
) -> tuple[list[Speaker], list[Finding]]:
    """Speakers with a router-id of their own; the second with one stays alone."""
    found: dict[object, Speaker] = {}
    findings = []
    for speaker in speakers:
        process = instances[speaker.instance].process
        first = found.setdefault(process.router_id, speaker)
        if first is not speaker:
            findings.append(
                Finding(
                    DUPLICATE_ROUTER_ID.code,
                    DUPLICATE_ROUTER_ID.severity,
                    f"{first.port} and {speaker.port} both have router-id {process.router_id}",
                    speaker.port.device,
                    process.where,
                )
            )
    return list(found.values()), findings
