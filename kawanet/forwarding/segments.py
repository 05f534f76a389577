"""Who answers on each segment: interface addresses, virtual addresses by VRRP or HSRP, NAT.

The best candidate of a group is taken to be its master, as it is once every router has been up for
a while (with preemption: at once; without, the first one up may stay master).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kawanet.forwarding.dataplane import Domain, Hop, HopKind, Node
from kawanet.forwarding.layer2 import Layer2
from kawanet.forwarding.traits import traits
from kawanet.model.interfaces import Interface, IPAddress, IPInterface, VrrpGroup
from kawanet.model.network import Device, Network
from kawanet.model.plant import Port
from kawanet.model.policy import NatKind

MAX_POOL = 1024
Bid = tuple[int, int, Port]
MAX_TRACKS = 8  # tracks of tracks; one that names itself is cut
OWNER_PRIORITY = 255  # RFC 5798 §5.2.4: the router that owns the virtual address


@dataclass(frozen=True)
class Segments:
    """Layer 2 with the addresses on it."""

    network: Network
    layer2: Layer2

    @cached_property
    def masters(self) -> Mapping[tuple[int, IPAddress], Port]:
        """(domain, virtual address) -> the live router that answers for it."""
        return {key: max(bids)[-1] for key, bids in self._bids.items()}

    @cached_property
    def answering(self) -> Mapping[tuple[int, IPAddress], tuple[Port, ...]]:
        """(domain, virtual address) -> all routers that take packets for it as their own: the
        master, with VARP every one (Arista), and on some platforms the standby routers too."""
        found = {}
        for (domain, address), bids in self._bids.items():
            master = max(bids)[-1]
            others = (b[-1] for b in bids if b[-1] != master and self._takes(b[-1], address))
            found[domain, address] = (master, *sorted(others))
        return found

    @cached_property
    def _bids(self) -> Mapping[tuple[int, IPAddress], list[Bid]]:
        return _vrrp_bids(self)

    def _takes(self, port: Port, address: IPAddress) -> bool:
        platform = self.network.device[port.device].platform
        groups = self.interface(port).vrrp
        shared = any(g.protocol == "varp" for g in groups if address in (g.address, *g.more))
        return shared or traits(platform).virtual_addresses == "members"

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

    @cached_property
    def switched_up(self) -> frozenset[Port]:
        """Switch ports that carry frames."""
        return frozenset(Port(p.device, p.interface) for d in self.layer2.domains for p in d.ports)

    def addresses(self, port: Port) -> tuple[IPInterface, ...]:
        """The addresses that an interface speaks from: its own, or those that it borrows."""
        interface = self.interface(port)
        if interface.addresses or interface.unnumbered is None:
            return interface.addresses
        lender = self.network.device[port.device].interface.get(interface.unnumbered)
        return lender.addresses if lender is not None else ()

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
        public = rule.address if rule.kind is NatKind.DESTINATION else rule.mapped_address
        if public is not None:
            found.add(public)
        if rule.pool_first is not None:
            last = rule.pool_last or rule.pool_first
            size = int(last) - int(rule.pool_first) + 1
            found.update(rule.pool_first + n for n in range(size if size <= MAX_POOL else 0))
    return found


def _holds(own: IPInterface, address: IPAddress) -> bool:
    return own.version == address.version and address in own.network


def _vrrp_bids(segments: Segments) -> dict[tuple[int, IPAddress], list[Bid]]:
    """What each router offers for a virtual address: RFC 5798 §6.4.3 and RFC 2281 §5.1, highest
    priority, then highest primary address. A router whose tracking lets it give up offers none."""
    bids: dict[tuple[int, IPAddress], list[Bid]] = {}
    for domain in segments.layer2.domains:
        for port in domain.routers:
            if port not in segments.layer2.up:
                continue
            interface = segments.interface(port)
            for group in interface.vrrp:
                bid = _bid(segments, interface, group, port)
                for address in _virtual_addresses(group) if bid[0] > 0 else ():
                    bids.setdefault((domain.index, address), []).append(bid)
    return bids


def _virtual_addresses(group: VrrpGroup) -> Iterator[IPAddress]:
    yield group.address
    yield from group.more
    if group.link_local is not None:
        yield group.link_local


def _bid(segments: Segments, interface: Interface, group: VrrpGroup, port: Port) -> Bid:
    own = [a.ip for a in interface.addresses if a.version == group.family]
    address = max(map(int, own[:1]), default=0)
    if group.protocol == "vrrp" and group.address in own:
        return OWNER_PRIORITY, address, port
    priority = group.priority
    for tracked in group.tracks:
        if not tracked_up(segments, segments.network.device[port.device], tracked.track):
            if tracked.decrement is None:
                return 0, address, port
            priority = max(1, priority - tracked.decrement)
    return priority, address, port


def tracked_up(segments: Segments, device: Device, name: str) -> bool:
    """Whether a tracked object is up, as far as interfaces tell: a probe and a route in a RIB are
    taken to be up, as is an object that nobody defines; a bare name may be an interface's."""
    return _tracked_up(segments, device, name, MAX_TRACKS)


def _tracked_up(segments: Segments, device: Device, name: str, depth: int) -> bool:
    track = next((t for t in device.routing.tracks if t.name == name), None)
    if track is not None and track.parts:
        up = [_tracked_up(segments, device, n, depth - 1) == on for n, on in track.parts if depth]
        return all(up) if track.needs == "all" else any(up)
    interface = track.interface if track is not None else name
    if interface is None or interface not in device.interface:
        return True
    if not (device.interface[interface].addresses or device.interface[interface].switchport):
        return device.interface[interface].enabled
    port = Port(device.name, interface)
    return port in segments.layer2.up or port in segments.switched_up
