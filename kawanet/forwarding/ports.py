"""What a frame on a port means inside its device: tags to VLANs, sub-interfaces or routing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kawanet.model.interfaces import Interface, InterfaceKind, PortMode, Switchport
from kawanet.model.network import Device


class VlanKey(NamedTuple):
    """A VLAN inside one device: where its bridge joins ports."""

    device: str
    vlan: int


class InterfaceKey(NamedTuple):
    """A layer-3 interface: where frames end."""

    device: str
    interface: str


class Tap(NamedTuple):
    """Frames with this tag (None: untagged) on a port belong to this VLAN or interface."""

    tag: int | None
    key: VlanKey | InterfaceKey


@dataclass(frozen=True)
class DevicePorts:
    """A device with its interfaces looked up the ways that layer 2 needs."""

    device: Device

    @cached_property
    def subinterfaces(self) -> Mapping[str, tuple[Interface, ...]]:
        """Enabled sub-interfaces by parent."""
        found: dict[str, list[Interface]] = {}
        for i in self.device.interfaces:
            if i.kind is InterfaceKind.SUBINTERFACE and i.parent is not None and i.enabled:
                found.setdefault(i.parent, []).append(i)
        return {parent: tuple(children) for parent, children in found.items()}

    @cached_property
    def vlans(self) -> frozenset[int]:
        """VLANs that the device bridges: its VLAN table, and those that access ports create.

        A tag that a trunk allows but no VLAN table knows is not carried. A device without any
        VLAN table (a Linux bridge, a router's switch module) bridges whatever its ports name.
        On Cisco's switches VLAN 1 is there, listed or not; it counts where it has an interface.
        """
        named = {v.vlan_id for v in self.device.switching.vlans}
        listed = bool(named)
        for interface in self.device.interfaces:
            port = interface.switchport
            if port is not None:
                named.update(_port_vlans(port, every=not listed))
            elif interface.kind is InterfaceKind.SVI and interface.vlan is not None:
                first = interface.vlan == 1 and self.device.platform.startswith("cisco_")
                if first or not listed:
                    named.add(interface.vlan)
        return frozenset(named)

    @cached_property
    def peering(self) -> frozenset[str]:
        """Interfaces with a BGP neighbour and perhaps no address of their own (unnumbered)."""
        neighbors = (n for p in self.device.routing.bgp for n in p.neighbors)
        return frozenset(n.interface for n in neighbors if n.interface is not None)

    def base(self, name: str) -> Interface | None:
        """The interface whose configuration rules a cabled port: itself, or its LAG."""
        port = self.device.interface.get(name)
        if port is None or not port.enabled:
            return None
        if port.lag is None:
            return port
        bundle = self.device.interface.get(port.lag.lag)
        return bundle if bundle is not None and bundle.enabled else None

    @cached_property
    def _switched(self) -> dict[Switchport, tuple[Tap, ...]]:
        return {}

    def taps(self, base: Interface) -> tuple[Tap, ...]:
        """All frames that the port takes in and gives out."""
        port = base.switchport
        if port is not None:
            taps = self._switched.get(port)
            if taps is None:
                taps = self._switched[port] = tuple(
                    Tap(tag, VlanKey(self.device.name, vlan))
                    for tag, vlan in _switchport_tags(port, self.vlans)
                    if vlan in self.vlans
                )
            return taps
        speaks = is_layer3(base) or base.name in self.peering
        routed = [Tap(None, InterfaceKey(self.device.name, base.name))] if speaks else []
        tagged = [
            Tap(child.vlan, InterfaceKey(self.device.name, child.name))
            for child in self.subinterfaces.get(base.name, ())
        ]
        return (*routed, *tagged)


def is_layer3(interface: Interface) -> bool:
    """Whether packets, not frames, are what the interface deals in."""
    speaks = interface.ospf or interface.isis or interface.eigrp or interface.rip
    return bool(interface.addresses or speaks or interface.vrrp or interface.unnumbered)


def is_host_port(interface: Interface) -> bool:
    """Whether something unlisted may well be plugged in: an access port or an edge trunk."""
    port = interface.switchport
    return port is not None and (port.mode is PortMode.ACCESS or port.edge)


def _port_vlans(port: Switchport, *, every: bool) -> set[int]:
    named = {port.access_vlan or 1, port.voice_vlan} if port.mode is PortMode.ACCESS else set()
    if every and port.mode is PortMode.TRUNK:
        named |= {port.native_vlan, *(port.allowed_vlans or ())}
    return {v for v in named if v is not None}


def _switchport_tags(port: Switchport, known: frozenset[int]) -> list[tuple[int | None, int]]:
    """Pairs (tag on the wire, VLAN inside)."""
    if port.mode is PortMode.ACCESS:
        voice = [(port.voice_vlan, port.voice_vlan)] if port.voice_vlan is not None else []
        return [(None, port.access_vlan or 1), *voice]
    allowed = sorted(known) if port.allowed_vlans is None else port.allowed_vlans
    return [(None if vlan == port.native_vlan else vlan, vlan) for vlan in allowed]
