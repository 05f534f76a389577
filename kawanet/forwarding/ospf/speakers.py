"""Who speaks OSPF where: instances and their interfaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from ipaddress import IPv4Address

from kawanet.findings import Finding
from kawanet.forwarding.codes import OSPF_NO_PROCESS
from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.ospf.costs import MAX_COST, interface_cost
from kawanet.forwarding.rib import Workspace
from kawanet.forwarding.traits import Traits, traits
from kawanet.model.interfaces import Family, Interface, InterfaceKind, OspfInterface
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.routing import AreaKind, IPNetwork, OspfArea, OspfProcess

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
                if address.network in self.config.left_out:
                    continue
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
        """Areas of its interfaces, and the backbone where a virtual link leads there; asked for
        only once all speakers are known."""
        own = {s.config.area for s in self.speakers}
        virtual = any(a.virtual_links and a.area in own for a in self.process.areas)
        return tuple(sorted(own | {0} if virtual else own))

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


def ospf_instances(work: Workspace) -> tuple[tuple[Instance, ...], tuple[Finding, ...]]:
    """All processes with their interfaces, and what has none."""
    findings: list[Finding] = []
    instances: list[Instance] = []
    layer2 = work.segments.layer2
    for device in work.segments.network.devices:
        step = ("ospf speakers", len(instances))
        made_of = (device, layer2.domains, layer2.domain_of_router, layer2.up)
        own, wrong = work.kept.of(step, made_of, partial(_of_device, work, device, len(instances)))
        instances += own
        findings += wrong
    return tuple(instances), tuple(findings)


def _of_device(
    work: Workspace, device: Device, number: int
) -> tuple[tuple[Instance, ...], tuple[Finding, ...]]:
    """The processes of a device, numbered from `number`."""
    mine: dict[tuple[str, Family, int | None], Instance] = {}
    instances: list[Instance] = []
    for process in device.routing.ospf:
        if not process.enabled:
            continue
        node = Node(device.name, process.vrf)
        chosen = process.router_id if int(process.router_id) else _router_id(device, node.vrf)
        known, at = traits(device.platform), work.node_number[node]
        instance = Instance(number + len(instances), node, at, process, chosen, known)
        instances.append(instance)
        mine[process.vrf, process.family, process.process] = instance
    findings = tuple(_listen(work, device, mine))
    return tuple(instances), findings


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
