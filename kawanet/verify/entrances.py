"""Where the packets of a tier come in, with which sources, and which addresses are alive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kawanet.forwarding.dataplane import Domain, HopKind, Node
from kawanet.model.interfaces import Interface, InterfaceKind, IPAddress
from kawanet.model.plant import Port
from kawanet.model.requirement import Tier
from kawanet.verify.destinations import members
from kawanet.verify.fabric import SELF, Fabric, State
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
    _ways: dict[int, list[Entrance]] = field(default_factory=dict)
    _alive: dict[str, int] = field(default_factory=dict)
    _loopbacks: dict[str, list[tuple[State, int]]] | None = None
    _populated: dict[str, list[int]] = field(default_factory=dict)
    _subnets: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    _hosts: dict[str, int] = field(default_factory=dict)
    _behind: dict[int, int] = field(default_factory=dict)
    _sources: dict[str, Region] = field(default_factory=dict)

    def sources(self, tier: Tier) -> Region:
        """Headers that the tier may send: its own prefixes; for an external
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
            self._sources[tier.name] = region
        return self._sources[tier.name]

    def ways_in(self, tier: str) -> list[Entrance]:
        """All ways in from all domains of a tier, hosts or not."""
        return [e for d in self.tiers.domains_of(tier) for e in self.of_domain(d)]

    def of_domain(self, index: int) -> list[Entrance]:
        """The ways in from one domain."""
        if index not in self._ways:
            self._ways[index] = [
                Entrance(index, port, *found)
                for port in self._speaking(self.fabric.dataplane.domains[index])
                if (found := self.fabric.entrance(port)) is not None
            ]
        return self._ways[index]

    def gateways(self, index: int, source: tuple[int, int] | None) -> list[Entrance]:
        """The ways in that a sender with a source of the subnet (None: of no subnet here) uses:
        the VRRP master where a group guards it, else every router on it."""
        ways = self.of_domain(index)
        near = [e for e in ways if source in self._ranges(e.port)] if source else ways
        owners = self.fabric.dataplane.owners
        virtual = [a for e in near for a in self._virtual(e.port)]
        masters = {owners[index, a] for a in virtual if (index, a) in owners}
        chosen = [e for e in near if e.port in masters]
        return chosen or near

    def _ranges(self, port: Port) -> list[tuple[int, int]]:
        """Connected address ranges of an interface."""
        return [
            (int(a.network.network_address), int(a.network.broadcast_address))
            for a in self._interface(port).addresses
            if a.version == self.fabric.family
        ]

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
        if index not in self._subnets:
            ports = self._speaking(self.fabric.dataplane.domains[index])
            self._subnets[index] = sorted({r for port in ports for r in self._ranges(port)})
        return self._subnets[index]

    def sourced(self, subnet: tuple[int, int]) -> Region:
        """Headers whose source is in a range."""
        return self.fabric.space.between(self.fabric.space.source_field, *subnet)

    def from_classes(self, bits: int) -> Region:
        """Headers whose source is in one of the destination classes."""
        ranges = [r for number in members(bits) for r in self.fabric.classes.ranges(number)]
        return self.fabric.space.union(self.sourced(r) for r in ranges)

    def local_sources(self, index: int) -> Region:
        """Headers whose source lives in a domain, or beyond a hand-off there."""
        near = self.fabric.space.union(self.sourced(s) for s in self.subnets(index))
        return near | self.from_classes(self.behind(index))

    def populated(self, tier: str) -> list[int]:
        """Domains of a tier where hosts are, or may be plugged in."""
        if tier not in self._populated:
            domains = self.fabric.dataplane.domains
            mine = self.tiers.domains_of(tier)
            self._populated[tier] = [d for d in mine if domains[d].edges or self._wireless(d)]
        return self._populated[tier]

    def hosts(self, tier: str) -> int:
        """Destination classes from which flows of an inner tier may start."""
        if tier not in self._hosts:
            found = 0
            for domain in self.populated(tier):
                found |= self.behind(domain)
                for subnet in self.subnets(domain):
                    found |= self.fabric.classes.bits(*subnet)
            for _, address in self.loopbacks(tier):
                found |= 1 << self.fabric.classes.at(address)
            self._hosts[tier] = found
        return self._hosts[tier]

    def _wireless(self, index: int) -> bool:
        return any(c.what == "is a WLAN" for c in self.tiers.claims[index])

    def loopbacks(self, tier: str) -> list[tuple[State, int]]:
        """Addresses of the tier on routers themselves, and the state their packets start in."""
        if self._loopbacks is None:
            self._loopbacks = {}
            for state, address in self._all_loopbacks():
                name = self.tiers.tier_of_address(self.fabric.family, address)
                self._loopbacks.setdefault(name, []).append((state, address))
        return self._loopbacks.get(tier, [])

    def _all_loopbacks(self) -> Iterator[tuple[State, int]]:
        plane, family = self.fabric.dataplane, self.fabric.family
        for device in plane.network.devices:
            for interface in device.interfaces:
                node = plane.node_index.get(Node(device.name, interface.vrf))
                if interface.kind is InterfaceKind.LOOPBACK and node is not None:
                    for address in interface.addresses:
                        if address.version == family:
                            yield State(node, SELF), int(address.ip)

    def alive(self, tier: str) -> int:
        """Destination classes that live in a tier: hosts' addresses on its segments, addresses of
        its routers, and what lies beyond its hand-offs.

        Where no host can be plugged in, only routers' own addresses live. On a segment with hosts
        the routers' own addresses beside a virtual one do not count: nobody speaks to them, and
        anti-spoofing drops what comes for one router by way of the other.
        """
        if not self._alive:
            self._find_alive()
        return self._alive.get(tier, 0)

    def behind(self, domain: int) -> int:
        """Destination classes of the domain's own tier that lie beyond a hand-off there."""
        if not self._alive:
            self._find_alive()
        return self._behind.get(domain, 0)

    def _find_alive(self) -> None:
        tiers = self.tiers.statement.tiers
        self._alive = {t.name: 0 for t in tiers}
        local, delivered, exits = self._ends_of_tables()
        gateways = self._gateway_addresses()
        own = {t.name: [p for p in t.prefixes if p.prefixlen] for t in tiers}
        mine = {name: self.fabric.classes.of_prefixes(p) for name, p in own.items()}
        populated = {d for t in tiers for d in self.populated(t.name)}
        for name, bits in mine.items():
            self._alive[name] |= local & bits & ~gateways
        for domain, bits in delivered.items():
            name = self.tiers.tier_of_domain[domain] if domain >= 0 else ""
            living = bits if domain in populated else bits & self.fabric.owned_classes(domain)
            if name:
                self._alive[name] |= living & ~gateways
        for domain, bits in exits.items():
            name = self.tiers.tier_of_domain[domain] if domain >= 0 else ""
            if name:
                self._alive[name] |= bits
                self._behind[domain] = bits & mine[name]

    def _ends_of_tables(self) -> tuple[int, dict[int, int], dict[int, int]]:
        """Classes that end in routers, on each segment, and beyond each segment."""
        local, delivered, exits = 0, dict[int, int](), dict[int, int]()
        for node in range(len(self.fabric.dataplane.nodes)):
            for bits, hop_set in self.fabric.rows(node):
                for hop in self.fabric.dataplane.hop_sets[hop_set]:
                    if hop.kind is HopKind.LOCAL:
                        local |= bits
                    elif hop.kind is HopKind.DELIVER:
                        delivered[hop.domain] = delivered.get(hop.domain, 0) | bits
                    elif hop.kind is HopKind.EXIT:
                        exits[hop.domain] = exits.get(hop.domain, 0) | bits
        return local, delivered, exits

    def _gateway_addresses(self) -> int:
        """Addresses of routers that share a virtual one, the virtual one among them."""
        found = 0
        for (index, address), port in self.fabric.dataplane.owners.items():
            hosts = self.fabric.dataplane.domains[index].edges or self._wireless(index)
            if address.version == self.fabric.family and hosts and self._virtual(port):
                found |= 1 << self.fabric.classes.at(int(address))
        return found
