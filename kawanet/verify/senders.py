"""Where packets start, without any tier: every segment with every source, and every router itself.

A sender on a segment hands a packet to a neighbour of its own subnet directly, else to the subnet's
gateway: the VRRP master, or each router that has the subnet; a source of no subnet there comes from
a router outside, and every router of the segment may get it (as in `forwarding.hosts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.hosts import interface_of
from kawanet.model.plant import Port
from kawanet.verify.ends import End, Spot
from kawanet.verify.fabric import Fabric
from kawanet.verify.headerspace import Region, covers
from kawanet.verify.partition import absorb
from kawanet.verify.places import near_subnets
from kawanet.verify.reachability import Reachability
from kawanet.verify.settling import Ends
from kawanet.verify.ways import at_spot


class Sender(NamedTuple):
    """Senders of one segment that are treated alike: headers with their sources, destinations
    that need no router, and the interfaces to one of which the others go."""

    sources: Region
    near: int
    gateways: tuple[Port, ...]


Interval = tuple[int, int]


@dataclass
class Senders:
    """All places where packets of one family start, and how they end from there."""

    reached: Reachability
    _of: dict[int, tuple[Sender, ...]] = field(default_factory=dict)
    _from_port: dict[Port, Ends] = field(default_factory=dict)

    @property
    def fabric(self) -> Fabric:
        return self.reached.fabric

    def on(self, domain: int) -> tuple[Sender, ...]:
        """The senders of a segment; their sources do not overlap and are all there are."""
        if domain not in self._of:
            found = self._senders(domain)
            self._of[domain] = tuple(sorted(found, key=lambda s: not s.near))  # hosts there first
        return self._of[domain]

    def ends(self, domain: int, sender: Sender) -> Ends:
        """How the packets of a sender end. Sources are not yet narrowed to those of the sender."""
        fabric = self.fabric
        found: Ends = {}
        for port in sender.gateways:
            _add(found, self.from_port(port), ~sender.near)
        if not sender.gateways:
            _add(found, {End.NO_ROUTE: {fabric.space.all: fabric.classes.everything}}, ~sender.near)
        hosts = sender.near
        for wanted, port in fabric.owned(domain).items() if sender.near else ():
            if wanted & sender.near:
                _add(found, self.from_port(port), wanted)
                hosts &= ~wanted
        for target, classes in at_spot(fabric, Spot(End.DELIVERED, -1, domain)):
            _add(found, {target: {fabric.space.all: classes}}, hosts)
        return found

    def from_port(self, port: Port) -> Ends:
        """How packets end that come in at an interface."""
        if port not in self._from_port:
            self._from_port[port] = self.reached.from_port(port)
        return self._from_port[port]

    def from_node(self, node: Node) -> Ends:
        """How packets end that a routing instance itself sends."""
        return self.reached.from_node(node)

    def own_sources(self, node: Node) -> Region:
        """Headers whose source is an address of a routing instance."""
        device = self.fabric.dataplane.network.device[node.device]
        own = [
            int(address.ip)
            for interface in device.interfaces
            if interface.vrf == node.vrf
            for address in interface.addresses
            if address.version == self.fabric.family and not address.is_link_local
        ]
        space = self.fabric.space
        return space.union(space.value(space.source_field, address) for address in own)

    def _senders(self, domain: int) -> Iterator[Sender]:
        alike: dict[tuple[int, tuple[Port, ...]], list[Interval]] = {}
        for first, last in self._intervals(domain):
            key = self._near(domain, first), self._gateways(domain, first)
            alike.setdefault(key, []).append((first, last))
        space = self.fabric.space
        for (near, gateways), intervals in alike.items():
            sources = space.union(space.between(space.source_field, *i) for i in intervals)
            yield Sender(sources, near, gateways)

    def _intervals(self, domain: int) -> Iterator[Interval]:
        """Sources cut where a subnet of the segment or an address of a router begins or ends."""
        cuts = {0}
        for subnet in near_subnets(self.fabric.dataplane, domain, self.fabric.family):
            first, last = covers(subnet)
            cuts |= {first, last + 1}
        for port in self._live(domain):
            for address in self._addresses(port):
                cuts |= {address, address + 1}
        end = 1 << self.fabric.space.address_bits
        starts = sorted(c for c in cuts if c < end)
        yield from zip(starts, [s - 1 for s in starts[1:]] + [end - 1], strict=True)

    def _near(self, domain: int, source: int) -> int:
        """Destinations on a subnet with the source."""
        found = 0
        for subnet in near_subnets(self.fabric.dataplane, domain, self.fabric.family):
            first, last = covers(subnet)
            if first <= source <= last:
                found |= self.fabric.classes.bits(first, last)
        return found

    def _gateways(self, domain: int, source: int) -> tuple[Port, ...]:
        live = [p for p in self._live(domain) if self._addresses(p)]
        near = [p for p in live if self._has(p, source)] or live
        owners = self.fabric.dataplane.owners
        virtual = [
            g.address
            for p in near
            for g in interface_of(self.fabric.dataplane, p).vrrp
            if g.family == self.fabric.family
        ]
        masters = {owners[domain, a] for a in virtual if (domain, a) in owners}
        others = [p for p in near if source not in self._addresses(p)]
        return tuple(sorted(masters & set(near)) or others)

    def _live(self, domain: int) -> list[Port]:
        plane = self.fabric.dataplane
        return [p for p in plane.domains[domain].routers if p in plane.up]

    def _addresses(self, port: Port) -> list[int]:
        own = interface_of(self.fabric.dataplane, port).addresses
        return [int(a.ip) for a in own if a.version == self.fabric.family]

    def _has(self, port: Port, source: int) -> bool:
        own = interface_of(self.fabric.dataplane, port).addresses
        mine = [covers(a.network) for a in own if a.version == self.fabric.family]
        return any(first <= source <= last for first, last in mine)


def _add(into: Ends, ends: Ends, classes: int) -> None:
    """Add what ends have for some classes."""
    for end, packets in ends.items():
        for region, bits in packets.items():
            if bits & classes:
                absorb(into.setdefault(end, {}), region, bits & classes)
