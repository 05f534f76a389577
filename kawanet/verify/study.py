"""One family of a network under study: fabric, tiers and entrances, and the packets permitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kawanet.errors import Span
from kawanet.forwarding.dataplane import DataPlane
from kawanet.forwarding.packet import Packet
from kawanet.model.interfaces import Family
from kawanet.model.network import Device
from kawanet.model.policy import NatKind, NatRule
from kawanet.model.requirement import Flow, PolicyStatement, Tier
from kawanet.verify.destinations import Ranges
from kawanet.verify.entrances import Entrance, Entrances
from kawanet.verify.fabric import Fabric, State, nat_rules
from kawanet.verify.headerspace import Region, Space, covers
from kawanet.verify.partition import Partition, absorb
from kawanet.verify.tiers import TierMap
from kawanet.verify.translate import map_destination
from kawanet.verify.weave import weave

Doubts = Mapping[str, tuple[Span, ...]]  # device -> lines that could change forwarding, unmodelled


DESTINATION = NatKind.DESTINATION
Start = tuple[list[Entrance], Region, int]  # ways in, sources, destinations on the same subnet


@dataclass(frozen=True)
class Study:
    """Everything that the proofs of one family share."""

    dataplane: DataPlane
    statement: PolicyStatement
    family: Family
    fabric: Fabric
    tiers: TierMap
    entrances: Entrances
    doubts: Doubts
    # By identity (hashing a flow is slow); the flow is kept so that its identity stays its own.
    _headers: dict[int, tuple[Flow, Region]] = field(default_factory=dict)
    _ends: dict[int, tuple[Flow, int]] = field(default_factory=dict)
    starts: dict[str, list[Start]] = field(default_factory=dict)  # kept by `journey.starts`

    @property
    def space(self) -> Space:
        return self.fabric.space

    def tier(self, name: str) -> Tier | None:
        return next((t for t in self.statement.tiers if t.name == name), None)

    def flows(self, from_tier: str, to_tier: str | None = None) -> list[Flow]:
        """Flows of the family out of a tier (into another)."""
        return [
            f
            for f in self.statement.flows
            if f.from_tier == from_tier
            and to_tier in {None, f.to_tier}
            and any(p.version == self.family for p in f.sources)
        ]

    def headers(self, flow: Flow) -> Region:
        """First packets of a flow, destinations aside."""
        key = id(flow)
        if key not in self._headers:
            space = self.space
            mine = [p for p in flow.sources if p.version == self.family]
            region = space.sources(mine) & space.services(flow.services) & ~space.established
            self._headers[key] = (flow, region)
        return self._headers[key][1]

    def destinations(self, flow: Flow) -> int:
        """Destination classes of a flow."""
        key = id(flow)
        if key not in self._ends:
            self._ends[key] = (flow, self.fabric.classes.of_prefixes(flow.destinations))
        return self._ends[key][1]

    def permitted(self, from_tier: str, to_tier: str) -> Partition:
        """What the flows permit from tier to tier; behind destination NAT too."""
        found: Partition = {}
        for flow in self.flows(from_tier, to_tier):
            absorb(found, self.headers(flow), self.destinations(flow))
        return self.behind_nat(found)

    @cached_property
    def _destination_nat(self) -> tuple[tuple[Device, NatRule], ...]:
        devices = self.dataplane.network.devices
        return tuple((d, r) for d in devices for r in nat_rules(d, self.family, DESTINATION))

    @property
    def destination_nat(self) -> Iterator[NatRule]:
        """All rules that lead packets to another destination."""
        return (rule for _, rule in self._destination_nat)

    @cached_property
    def translated(self) -> int:
        """Destinations that stand for others, by destination NAT."""
        found = 0
        for _, rule in self._destination_nat:
            if rule.address is not None:
                found |= 1 << self.fabric.classes.at(int(rule.address))
        return found

    @cached_property
    def inner(self) -> Mapping[str, int]:
        """Destinations in the prefixes of each inner tier."""
        tiers = [t for t in self.statement.tiers if not t.external]
        return {t.name: self.fabric.classes.of_prefixes(t.prefixes) for t in tiers}

    def behind_nat(self, packets: Partition) -> Partition:
        """The packets, and what destination NAT anywhere may make of them."""
        found = dict(packets)
        for device, rule in self._destination_nat:
            taken, _ = map_destination(self.fabric, device, rule, packets)
            for region, bits in taken.items():
                absorb(found, region, bits)
        return found

    def before_nat(self, packet: Packet) -> Iterator[Packet]:
        """What the packet may have been before destination NAT; then the packet itself."""
        for _, rule in self._destination_nat:
            if rule.mapped_address == packet.destination and rule.address is not None:
                port = packet.destination_port if rule.port is None else rule.port
                yield replace(packet, destination=rule.address, destination_port=port)
        yield packet

    def doubt(self, states: Iterable[State]) -> str:
        """Why a walk over these states is not certain: lines that are not modelled; '' if it is."""
        if not self.doubts:
            return ""
        devices = {self.dataplane.nodes[s.node].device for s in states}
        bridges = {d for n in self._domains(devices) for d, _ in self.dataplane.domains[n].vlans}
        lines = [str(s) for d in sorted(devices | bridges) for s in self.doubts.get(d, ())]
        return f"not modelled: {', '.join(lines[:5])}" if lines else ""

    def _domains(self, devices: set[str]) -> list[int]:
        found = self.dataplane.domain_of_router
        return [index for port, index in found.items() if port.device in devices]


def study(dataplane: DataPlane, tiers: TierMap, family: Family, doubts: Doubts) -> Study:
    """Prepare the proofs of one family."""
    statement = tiers.statement
    fabric = weave(dataplane, family, Space(family), statement_colours(statement, family))
    return Study(dataplane, statement, family, fabric, tiers, Entrances(fabric, tiers), doubts)


def statement_colours(statement: PolicyStatement, family: Family) -> list[Ranges]:
    """Destinations that the statement tells apart: tiers, and the ends of flows and musts."""
    named = [t.prefixes for t in statement.tiers]
    named += [f.destinations for f in statement.flows] + [f.sources for f in statement.flows]
    for must in statement.musts:
        named += [must.sources, must.destinations, must.except_destinations]
    sets = {tuple(covers(p) for p in prefixes if p.version == family) for prefixes in named}
    return sorted(s for s in sets if s)
