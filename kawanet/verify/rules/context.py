"""What the rules look at: the network, what must hold, the day, and indices built once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.forwarding.ports import DevicePorts
from kawanet.model.interfaces import (
    Interface,
    InterfaceKind,
    IPAddress,
    IPInterface,
    PortMode,
    Switchport,
)
from kawanet.model.network import Device, Network
from kawanet.model.plant import Link, LinkKind, Port
from kawanet.model.policy import IPNetwork
from kawanet.model.requirement import PolicyStatement, Tier

DEFAULT_MTU = 1500


class Own(NamedTuple):
    """An address that an enabled interface has; `where` is its own line, if known."""

    device: Device
    interface: Interface
    address: IPInterface
    where: Span | None


class End(NamedTuple):
    """One end of a cable: the port, and the interface whose lines rule it (itself or its LAG)."""

    device: Device
    port: Interface
    base: Interface

    @property
    def name(self) -> str:
        return f"{self.device.name}:{self.base.name}"

    @property
    def trunk(self) -> Switchport | None:
        """The switchport, if it is a trunk."""
        port = self.base.switchport
        return port if port is not None and port.mode is PortMode.TRUNK else None

    @property
    def access(self) -> Switchport | None:
        """The switchport, if it is an access port."""
        port = self.base.switchport
        return port if port is not None and port.mode is PortMode.ACCESS else None


class Pair(NamedTuple):
    """A cable between two enabled ports that are both configured here."""

    link: Link
    a: End
    b: End


@dataclass(frozen=True)
class Context:
    """All that a rule may ask."""

    network: Network
    statement: PolicyStatement | None = None
    on: date | None = None

    @cached_property
    def cabled(self) -> Mapping[Port, Link]:
        """The link at each port that has one."""
        return {end: link for link in self.network.plant.links for end in link.ends}

    @cached_property
    def ports(self) -> Mapping[str, DevicePorts]:
        """What frames mean at the ports of each device."""
        return {d.name: DevicePorts(d) for d in self.network.devices}

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Cables with two ends, both configured and enabled, that pass frames as they are."""
        found = []
        for link in self.network.plant.links:
            if len(link.ends) == 2 and link.kind is not LinkKind.CARRIER_L3 and link.passes_tags:
                a, b = (self._end(port) for port in link.ends)
                if a is not None and b is not None:
                    found.append(Pair(link, a, b))
        return tuple(found)

    def _end(self, port: Port) -> End | None:
        device = self.network.device.get(port.device)
        own = device.interface.get(port.interface) if device else None
        if device is None or own is None or not own.enabled:
            return None
        base = self.ports[device.name].base(own.name)
        return None if base is None else End(device, own, base)

    @cached_property
    def trunk_pairs(self) -> tuple[Pair, ...]:
        """Pairs as layer 2 sees them: the members of a LAG are one."""
        first: dict[tuple[str, ...], Pair] = {}
        for pair in self.pairs:
            first.setdefault(tuple(sorted((pair.a.name, pair.b.name))), pair)
        return tuple(first.values())

    @cached_property
    def owns(self) -> tuple[Own, ...]:
        """All addresses of enabled interfaces, link-local ones aside."""
        return tuple(
            Own(device, interface, address, _line(interface, n))
            for device in self.network.devices
            for interface in device.interfaces
            if interface.enabled
            for n, address in enumerate(interface.addresses)
            if not address.is_link_local
        )

    @cached_property
    def subnets(self) -> Mapping[IPNetwork, tuple[Own, ...]]:
        """Addresses by the subnet they are in."""
        found: dict[IPNetwork, list[Own]] = defaultdict(list)
        for own in self.owns:
            found[own.address.network].append(own)
        return {subnet: tuple(members) for subnet, members in found.items()}

    @cached_property
    def inner_tiers(self) -> tuple[tuple[IPNetwork, str], ...]:
        """Prefixes of the tiers inside the city, with the tier's name."""
        tiers = self.statement.tiers if self.statement else ()
        return tuple((p, t.name) for t in tiers if not t.external for p in t.prefixes)

    def tier_of(self, address: IPAddress) -> str:
        """The inner tier that holds an address, '' for none; asked for few addresses only."""
        return next(
            (t for p, t in self.inner_tiers if p.version == address.version and address in p), ""
        )

    @cached_property
    def attached(self) -> frozenset[Port]:
        """Ports at which something is known to be plugged in."""
        tiers = self.statement.tiers if self.statement else ()
        return frozenset(port for tier in tiers for port in tier.attachments)

    @cached_property
    def tier_of_wlan(self) -> Mapping[tuple[str, str], Tier]:
        """The tier of each (controller, WLAN profile)."""
        tiers = self.statement.tiers if self.statement else ()
        return {wlan: tier for tier in tiers for wlan in tier.wlans}

    @cached_property
    def lags(self) -> tuple[tuple[Device, str, tuple[Interface, ...]], ...]:
        """(device, LAG, enabled members) of every LAG that has or should have members."""
        found = []
        for device in self.network.devices:
            members: dict[str, list[Interface]] = {
                i.name: [] for i in device.interfaces if i.kind is InterfaceKind.LAG and i.enabled
            }
            for i in device.interfaces:
                if i.lag is not None and i.enabled and i.lag.lag in members:
                    members[i.lag.lag].append(i)
            found += [(device, name, tuple(held)) for name, held in members.items()]
        return tuple(found)

    def enabled(self) -> Iterator[tuple[Device, Interface]]:
        """Every enabled interface with its device."""
        for device in self.network.devices:
            for interface in device.interfaces:
                if interface.enabled:
                    yield device, interface


def _line(interface: Interface, position: int) -> Span | None:
    lines = interface.address_lines
    return lines[position] if len(lines) == len(interface.addresses) else interface.where


def mtu_of(device: Device, interface: Interface) -> int:
    """The layer-3 MTU; a sub-interface has its parent's unless it says otherwise."""
    parent = device.interface.get(interface.parent or "")
    if interface.mtu is None and parent is not None:
        return mtu_of(device, parent)
    return interface.mtu or DEFAULT_MTU
