"""Where the packets of a tier come in, with which sources, and which addresses are alive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kawanet.forwarding.dataplane import Domain, HopKind, Node
from kawanet.model.interfaces import Interface, InterfaceKind, IPAddress
from kawanet.model.plant import Port
from kawanet.model.requirement import Tier
from kawanet.verify.fabric import Fabric, State
from kawanet.verify.headerspace import Region
from kawanet.verify.partition import FilterMap
from kawanet.verify.tiers import TierMap


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way in: packets put on the wire in `domain` for the layer-3 interface `port`."""

    domain: int
    port: Port
    state: State
    ingress: FilterMap | None


@dataclass
class Entrances:
    """The ways in of one family, by tier."""

    fabric: Fabric
    tiers: TierMap
    _alive: dict[str, int] = field(default_factory=dict)
    _sources: dict[str, Region] = field(default_factory=dict)

    def sources(self, tier: Tier) -> Region:
        """Headers, of first packets, that the tier may send: its own prefixes; for an external
        tier with the default route every source that is no inner tier's."""
        if tier.name not in self._sources:
            space = self.fabric.space
            mine = [p for p in tier.prefixes if p.version == self.fabric.family]
            region = space.sources(mine)
            if tier.external:
                inner = [
                    p
                    for t in self.tiers.statement.tiers
                    if not t.external
                    for p in t.prefixes
                    if p.version == self.fabric.family
                ]
                region = region & ~space.sources(inner)
            self._sources[tier.name] = region & ~space.established
        return self._sources[tier.name]

    def ways_in(self, tier: str) -> list[Entrance]:
        """All ways in from all domains of a tier, hosts or not."""
        return [e for d in self.tiers.domains_of(tier) for e in self.of_domain(d)]

    def of_domain(self, index: int) -> list[Entrance]:
        return [
            Entrance(index, port, *found)
            for port in self._speaking(self.fabric.dataplane.domains[index])
            if (found := self.fabric.entrance(port)) is not None
        ]

    def gateways(self, index: int) -> list[Entrance]:
        """The ways in that hosts of a domain use: the VRRP master, or every router without VRRP
        where there is no group."""
        domain = self.fabric.dataplane.domains[index]
        virtual = [a for p in domain.routers for a in self._virtual(p)]
        owners = self.fabric.dataplane.owners
        masters = {owners[index, a] for a in virtual if (index, a) in owners}
        return [e for e in self.of_domain(index) if not masters or e.port in masters]

    def _interface(self, port: Port) -> Interface:
        return self.fabric.dataplane.network.device[port.device].interface[port.interface]

    def _virtual(self, port: Port) -> list[IPAddress]:
        groups = self._interface(port).vrrp
        return [g.address for g in groups if g.family == self.fabric.family]

    def _speaking(self, domain: Domain) -> Iterator[Port]:
        """Layer-3 interfaces in a domain that are up and speak the family."""
        up = self.fabric.dataplane.up
        for port in domain.routers:
            interface = self._interface(port)
            family = self.fabric.family
            if port in up and any(a.version == family for a in interface.addresses):
                yield port

    def subnets(self, index: int) -> list[tuple[int, int]]:
        """Connected address ranges of a domain."""
        found = {
            (int(a.network.network_address), int(a.network.broadcast_address))
            for port in self._speaking(self.fabric.dataplane.domains[index])
            for a in self._interface(port).addresses
            if a.version == self.fabric.family
        }
        return sorted(found)

    def local_sources(self, index: int) -> Region:
        """Headers whose source is an address of the domain's own subnets."""
        space = self.fabric.space
        return space.union(
            space.between(space.source_field, first, last) for first, last in self.subnets(index)
        )

    def populated(self, tier: str) -> list[int]:
        """Domains of a tier where hosts are, or may be plugged in."""
        domains = self.fabric.dataplane.domains
        return [d for d in self.tiers.domains_of(tier) if domains[d].edges or self._wireless(d)]

    def _wireless(self, index: int) -> bool:
        return any(c.what == "is a WLAN" for c in self.tiers.claims[index])

    def loopbacks(self, tier: str) -> Iterator[tuple[State, int]]:
        """Addresses of the tier on routers themselves, and the state their packets start in."""
        plane = self.fabric.dataplane
        for device in plane.network.devices:
            for interface in device.interfaces:
                if interface.kind is not InterfaceKind.LOOPBACK or device.policy.zones:
                    continue
                node = plane.node_index.get(Node(device.name, interface.vrf))
                for address in interface.addresses:
                    value = int(address.ip)
                    if address.version == self.fabric.family and node is not None:
                        if self.tiers.tier_of_address(self.fabric.family, value) == tier:
                            yield State(node), value

    def alive(self, tier: str) -> int:
        """Destination classes that live in a tier: on one of its segments, in one of its routers,
        or beyond its hand-offs."""
        if not self._alive:
            self._find_alive()
        return self._alive.get(tier, 0)

    def _find_alive(self) -> None:
        self._alive = {t.name: 0 for t in self.tiers.statement.tiers}
        own = {
            t.name: self.fabric.classes.of_prefixes(p for p in t.prefixes if p.prefixlen)
            for t in self.tiers.statement.tiers
        }
        for node in range(len(self.fabric.dataplane.nodes)):
            for bits, hop_set in self.fabric.rows(node):
                for hop in self.fabric.dataplane.hop_sets[hop_set]:
                    if hop.kind is HopKind.LOCAL:
                        for name, mine in own.items():
                            self._alive[name] |= bits & mine
                    elif hop.kind in (HopKind.DELIVER, HopKind.EXIT):
                        name = self.tiers.tier_of_domain[hop.domain]
                        if name:
                            self._alive[name] |= bits
