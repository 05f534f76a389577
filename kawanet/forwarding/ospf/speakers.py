"""Who speaks OSPF where, and who hears whom: instances, their interfaces, adjacencies.

Source: RFC 2328 §10.5 (hello: area, subnet, timers, options), §10.6 (MTU), RFC 5340 §4.2.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address
from typing import NamedTuple

from kawanet.findings import Finding
from kawanet.forwarding.codes import DUPLICATE_ROUTER_ID, OSPF_MISMATCH, OSPF_NO_PROCESS
from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.disjoint import DisjointSets
from kawanet.forwarding.ospf.costs import MAX_COST, interface_cost
from kawanet.forwarding.rib import Workspace
from kawanet.forwarding.traits import Traits, traits
from kawanet.model.interfaces import Family, Interface, InterfaceKind, OspfInterface
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.routing import AreaKind, IPNetwork, OspfArea, OspfProcess

HELLO_S, SLOW_HELLO_S, DEAD_FACTOR, MTU = 10, 30, 4, 1500  # slow: RFC 2328 §C.3, as Cisco has it
SLOW = ("non-broadcast", "point-to-multipoint")
ELECTING = ("broadcast", "non-broadcast")  # networks with a designated router


STUBS = (AreaKind.STUB, AreaKind.TOTALLY_STUB)
NSSAS = (AreaKind.NSSA, AreaKind.TOTALLY_NSSA)


@dataclass(frozen=True, slots=True)
class Speaker:
    """An interface that is up and in OSPF. `cost` is the resolved one, `transit` that of the way to
    neighbours (a stub router's is MAX_COST); `domain` -1: a loopback."""

    instance: int
    port: Port
    interface: Interface
    config: OspfInterface
    cost: int
    domain: int
    transit: int

    @property
    def family(self) -> Family:
        return self.config.family

    @property
    def prefixes(self) -> Iterator[IPNetwork]:
        """What the interface's router announces for it. A loopback is a host, unless it is said
        to be a point-to-point network; so is a point-to-multipoint interface (RFC 2328 §12.4.1.4).
        """
        loopback = self.interface.kind is InterfaceKind.LOOPBACK
        host = loopback and self.config.network == "broadcast"
        host = host or self.config.network == "point-to-multipoint"
        for address in self.interface.addresses:
            if address.version == self.config.family and not address.is_link_local:
                yield type(address)(address.ip).network if host else address.network

    @property
    def prefix_cost(self) -> int:
        """What the announced prefixes cost; that of a segment with a designated router costs as
        much as the way to it."""
        if self.config.network == "point-to-multipoint":
            return 0
        elected = self.domain >= 0 and self.config.network in ELECTING and not self.config.passive
        return self.transit if elected else self.cost


@dataclass
class Instance:
    """One OSPF process at work: a VRF of a device and a family."""

    number: int
    node: Node
    node_number: int
    process: OspfProcess
    router_id: IPv4Address
    traits: Traits
    speakers: list[Speaker] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Of the process, as redistribution names it."""
        return str(self.process.process or "")

    @cached_property
    def areas(self) -> tuple[int, ...]:
        """Areas of its interfaces; asked for only once all speakers are known."""
        return tuple(sorted({s.config.area for s in self.speakers}))

    @property
    def is_border(self) -> bool:
        """An area border router with a backbone (RFC 2328 §3.3)."""
        return len(self.areas) > 1 and 0 in self.areas

    @cached_property
    def may_import(self) -> bool:
        """Whether others may need a way to it as a boundary router; NSSA borders translate."""
        process = self.process
        nssa = any(a.kind in NSSAS for a in process.areas)
        return bool(process.redistribute) or self.originates_default or nssa

    @property
    def originates_default(self) -> bool:
        return self.process.default_originate or self.process.default_always

    @cached_property
    def _areas(self) -> dict[int, OspfArea]:
        return {a.area: a for a in self.process.areas}

    def area(self, area: int) -> OspfArea:
        """The area as configured here."""
        return self._areas.get(area) or OspfArea(area)

    def kind(self, area: int) -> AreaKind:
        """What the area is here; the backbone is always normal."""
        return self.area(area).kind if area else AreaKind.NORMAL


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
    number = work.node_number
    for device in work.segments.network.devices:
        mine: dict[tuple[str, Family, int | None], Instance] = {}
        for process in device.routing.ospf:
            if not process.enabled:
                continue
            node = Node(device.name, process.vrf)
            chosen = process.router_id if int(process.router_id) else _router_id(device, node.vrf)
            known = traits(device.platform)
            instance = Instance(len(instances), node, number[node], process, chosen, known)
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
        if not interface.ospf:
            continue
        port = Port(device.name, interface.name)
        for config in interface.ospf if port in work.segments.layer2.up else ():
            instance = _instance(mine, interface.vrf, config)
            if instance is None:
                yield _no_process(device, interface, config)
                continue
            domain = work.segments.domain(port)
            cost = interface_cost(device, instance.process, interface, config)
            transit = MAX_COST if instance.process.max_metric else cost
            index = domain.index if domain is not None else -1
            speaker = Speaker(instance.number, port, interface, config, cost, index, transit)
            instance.speakers.append(speaker)


def _router_id(device: Device, vrf: str) -> IPv4Address:
    """Where none is written: the highest address of a loopback, else of any interface."""
    own = [
        (i.kind is InterfaceKind.LOOPBACK, a.ip)
        for i in device.interfaces
        if i.enabled and i.vrf == vrf
        for a in i.addresses
        if isinstance(a.ip, IPv4Address)
    ]
    return max(own, default=(False, IPv4Address(0)))[1]


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


class Hello(NamedTuple):
    """What two neighbours must agree on."""

    area: int
    area_kind: str
    network: str
    hello_s: int
    dead_s: int
    subnet: str
    mtu: int
    authentication: str


def hello(work: Workspace, speaker: Speaker, instance: Instance) -> Hello:
    """What an interface says of itself to its neighbours. On a point-to-point network the subnet
    does not matter (§10.5)."""
    config = speaker.config
    kind = {AreaKind.TOTALLY_STUB: AreaKind.STUB, AreaKind.TOTALLY_NSSA: AreaKind.NSSA}
    hello_s = config.hello_s or (SLOW_HELLO_S if config.network in SLOW else HELLO_S)
    own = [a.network for a in speaker.interface.addresses if a.version == 4]
    matters = own and config.family == 4 and config.network != "point-to-point"
    own_kind = instance.kind(config.area)
    return Hello(
        config.area,
        kind.get(own_kind, own_kind),
        config.network,
        hello_s,
        config.dead_s or DEAD_FACTOR * hello_s,
        str(own[0]) if matters else "",
        _mtu(work.segments.network.device[speaker.port.device], speaker.interface),
        config.authentication,
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
    segments: dict[tuple[int, Family], list[Speaker]] = {}
    for instance in instances:
        for speaker in instance.speakers:
            if speaker.domain >= 0 and not speaker.config.passive:
                segments.setdefault((speaker.domain, speaker.config.family), []).append(speaker)
    adjacencies: list[Adjacency] = []
    findings: list[Finding] = []
    for (domain, _), present in sorted(segments.items(), key=lambda s: s[0]):
        groups = _by_hello(work, instances, present)
        findings.extend(_mismatches(groups))
        for said, speakers in groups.items():
            distinct, duplicates = _distinct(instances, speakers)
            findings.extend(duplicates)
            if len(distinct) > 1 and elects(said, distinct):
                adjacencies.append(Adjacency(said.area, domain, tuple(distinct)))
    return adjacencies, findings


def _by_hello(
    work: Workspace, instances: Sequence[Instance], present: Sequence[Speaker]
) -> dict[Hello, list[Speaker]]:
    """Speakers on one segment by what they say; where one ignores the MTU, it does not count."""
    ignored = any(s.config.mtu_ignore for s in present)
    groups: dict[Hello, list[Speaker]] = {}
    for speaker in present:
        said = hello(work, speaker, instances[speaker.instance])
        groups.setdefault(said._replace(mtu=0) if ignored else said, []).append(speaker)
    return groups


def elects(said: Hello, speakers: Sequence[Speaker]) -> bool:
    """Whether there is a designated router, where the network needs one (§9.4)."""
    return said.network not in ELECTING or any(s.config.priority for s in speakers)


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
        instance = instances[speaker.instance]
        process, router_id = instance.process, instance.router_id
        first = found.setdefault(router_id, speaker)
        if first is not speaker:
            findings.append(
                Finding(
                    DUPLICATE_ROUTER_ID.code,
                    DUPLICATE_ROUTER_ID.severity,
                    f"{first.port} and {speaker.port} both have router-id {router_id}",
                    speaker.port.device,
                    process.where,
                )
            )
    return list(found.values()), findings
