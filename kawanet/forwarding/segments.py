"""Who answers on each segment: interface addresses, virtual addresses by VRRP, NAT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kawanet.forwarding.dataplane import Domain, Hop, HopKind, Node
from kawanet.forwarding.layer2 import Layer2
from kawanet.model.interfaces import Interface, IPAddress, IPInterface, VrrpGroup
from kawanet.model.network import Device, Network
from kawanet.model.plant import Port

MAX_POOL = 1024
OWNER_PRIORITY = 255  # RFC 5798 §5.2.4: the router that owns the virtual address


@dataclass(frozen=True)
class Segments:
    """Layer 2 with the addresses on it."""

    network: Network
    layer2: Layer2

    @cached_property
    def masters(self) -> Mapping[tuple[int, IPAddress], Port]:
        """(domain, virtual address) -> the live router that answers for it."""
        return {key: max(bids)[-1] for key, bids in _vrrp_bids(self).items()}

    @cached_property
    def owners(self) -> Mapping[tuple[int, IPAddress], Port]:
        """(domain, address) -> the interface that answers; the first by name if two would."""
        found: dict[tuple[int, IPAddress], Port] = {}
        for domain in self.layer2.domains:
            for port in domain.routers:
                if port in self.layer2.up:
                    for address in self.interface(port).addresses:
                        found.setdefault((domain.index, address.ip), port)
        return {**self.proxied, **self.masters, **found}

    @cached_property
    def proxied(self) -> Mapping[tuple[int, IPAddress], Port]:
        """(domain, address) -> the firewall that answers because it translates the address: NAT
        pools and destination NAT inside a subnet of its own. Of a pair, the VRRP master answers.
        Pools of more than MAX_POOL addresses are left out."""
        found: dict[tuple[int, IPAddress], Port] = {}
        for device in self.network.devices:
            addresses = sorted(_translated(device), key=lambda a: (a.version, int(a)))
            for interface in device.interfaces if addresses else ():
                domain = self.domain(Port(device.name, interface.name))
                if domain is not None and self._answers(domain, interface, device):
                    for address in addresses:
                        if any(_holds(own, address) for own in interface.addresses):
                            key = (domain.index, address)
                            found.setdefault(key, Port(device.name, interface.name))
        return found

    def _answers(self, domain: Domain, interface: Interface, device: Device) -> bool:
        masters = {self.masters.get((domain.index, g.address)) for g in interface.vrrp}
        return not masters or Port(device.name, interface.name) in masters

    def interface(self, port: Port) -> Interface:
        """The interface that a layer-3 port names."""
        return self.network.device[port.device].interface[port.interface]

    def domain(self, port: Port) -> Domain | None:
        """The broadcast domain of a layer-3 interface; None for loopbacks and what is down."""
        index = self.layer2.domain_of_router.get(port)
        return None if index is None or port not in self.layer2.up else self.layer2.domains[index]

    def way(self, port: Port, next_hop: IPAddress) -> Hop:
        """The hop out of an interface to a next hop on its segment.

        Where no router owns the next hop, an edge of the segment may (EXIT); a segment with
        neither gives a DISCARD, for nobody answers.
        """
        domain = self.domain(port)
        index = domain.index if domain is not None else -1
        owner = self.owners.get((index, next_hop))
        if owner is not None:
            return self.forward(port, index, owner, next_hop)
        outside = self.layer2.inferred or (domain is not None and bool(domain.edges))
        kind = HopKind.EXIT if outside else HopKind.DISCARD
        return Hop(kind, port.interface, index, next_hop)

    def forward(self, port: Port, domain: int, owner: Port, next_hop: IPAddress | None) -> Hop:
        """The hop from one interface to another on the same segment."""
        neighbour = Node(owner.device, self.interface(owner).vrf)
        return Hop(HopKind.FORWARD, port.interface, domain, next_hop, neighbour, owner.interface)


def _translated(device: Device) -> set[IPAddress]:
    """Addresses that NAT rules of a device stand for."""
    found: set[IPAddress] = set()
    for rule in device.policy.nat:
        if rule.address is not None:
            found.add(rule.address)
        if rule.pool_first is not None:
            last = rule.pool_last or rule.pool_first
            size = int(last) - int(rule.pool_first) + 1
            found.update(rule.pool_first + n for n in range(size if size <= MAX_POOL else 0))
    return found


def _holds(own: IPInterface, address: IPAddress) -> bool:
    return own.version == address.version and address in own.network


Bid = tuple[int, int, Port]


def _vrrp_bids(segments: Segments) -> dict[tuple[int, IPAddress], list[Bid]]:
    """What each router offers for a virtual address: RFC 5798 §6.4.3, highest priority, then
    highest primary address."""
    bids: dict[tuple[int, IPAddress], list[Bid]] = {}
    for domain in segments.layer2.domains:
        for port in domain.routers:
            if port not in segments.layer2.up:
                continue
            interface = segments.interface(port)
            for group, address in _virtual_addresses(interface):
                bids.setdefault((domain.index, address), []).append(_bid(interface, group, port))
    return bids


def _virtual_addresses(interface: Interface) -> Iterator[tuple[VrrpGroup, IPAddress]]:
    for group in interface.vrrp:
        yield group, group.address
        if group.link_local is not None:
            yield group, group.link_local


def _bid(interface: Interface, group: VrrpGroup, port: Port) -> Bid:
    own = [a.ip for a in interface.addresses if a.version == group.family]
    priority = OWNER_PRIORITY if group.address in own else group.priority
    return priority, max(map(int, own[:1]), default=0), port
