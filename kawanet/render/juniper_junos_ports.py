"""The `interfaces` of Junos: the model's interfaces as ports with units.

A port of the model is a port with its unit 0; sub-interfaces, loopbacks, tunnels and SVIs are
units of the port, of lo0, of gr-0/0/0 and of irb.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kawanet.model.interfaces import (
    Family,
    FilterBinding,
    Interface,
    InterfaceKind,
    IPInterface,
    PortMode,
    Switchport,
    Tunnel,
    VrrpGroup,
)
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.render.juniper_junos_text import PORTS, quoted, rate
from kawanet.render.vlan_words import vlan_ranges

HEADER, TAG = 14, 4  # bytes of an Ethernet header and a tag, which a port's mtu includes
FAMILIES: tuple[tuple[Family, str], ...] = ((4, "inet"), (6, "inet6"))
LOOPBACK = "lo0"


@dataclass(frozen=True, slots=True)
class AddressView:
    text: str
    primary: bool
    groups: tuple[VrrpGroup, ...]

    @property
    def details(self) -> bool:
        """Whether the address opens a block."""
        return self.primary or bool(self.groups)


@dataclass(frozen=True, slots=True)
class FamilyView:
    name: str
    mtu: int | None
    filters: tuple[str, ...]
    addresses: tuple[AddressView, ...]


@dataclass(frozen=True, slots=True)
class UnitView:
    number: str
    description: str = ""
    disabled: bool = False
    vlan: int | None = None
    bandwidth: str = ""
    tunnel: Tunnel | None = None
    families: tuple[FamilyView, ...] = ()
    switchport: Switchport | None = None
    members: str = ""


@dataclass(frozen=True, slots=True)
class PortView:
    name: str
    description: str = ""
    disabled: bool = False
    tagged: bool = False
    mtu: int | None = None
    speed: str = ""
    native_vlan: int | None = None
    lag: str = ""
    lacp: str = ""
    units: tuple[UnitView, ...] = ()


def ports(device: Device) -> tuple[PortView, ...]:
    """All ports in the order of the model, carriers of units where their first unit stands."""
    below: dict[str, list[Interface]] = {}
    for interface in device.interfaces:
        owner = interface.name if interface.kind in PORTS else _owner(interface)
        below.setdefault(owner, [])
        if interface.kind not in PORTS:
            below[owner].append(interface)
    found = [_port(device, name, units) for name, units in below.items()]
    if device.system.management_acl and LOOPBACK not in below:
        guard = UnitView("0", families=tuple(_guard(device)))
        found.append(PortView(LOOPBACK, units=(guard,)))
    return tuple(found)


def _owner(interface: Interface) -> str:
    return interface.parent or interface.name.rpartition(".")[0]


def _port(device: Device, name: str, units: Sequence[Interface]) -> PortView:
    views = tuple(_unit(device, i) for i in units)
    port = device.interface.get(name)
    if port is None:
        return PortView(name, units=views)
    tagged = any(i.vlan is not None for i in units)
    alone = _has_unit(port)
    header = HEADER + (TAG if tagged else 0)
    return PortView(
        name,
        port.description,
        not port.enabled,
        tagged,
        None if port.mtu is None else port.mtu + header,
        "" if alone or port.speed_bps is None else rate(port.speed_bps),
        port.switchport.native_vlan if port.switchport else None,
        port.lag.lag if port.lag else "",
        _lacp(device, name),
        (*([_unit(device, port)] if alone else []), *views),
    )


def _has_unit(port: Interface) -> bool:
    """Whether the port itself carries packets or frames, so that it needs a unit 0."""
    layer3 = (port.addresses, port.ospf, port.filters, port.dhcp_relays, port.vrrp)
    return bool(port.switchport) or port.vrf != DEFAULT_VRF or any(layer3)


def _lacp(device: Device, name: str) -> str:
    """The LACP mode of a LAG: Junos keeps it at the LAG, the model at the members."""
    modes = {i.lag.mode for i in device.interfaces if i.lag and i.lag.lag == name}
    return "active" if "active" in modes else "passive" if "passive" in modes else ""


def _unit(device: Device, interface: Interface) -> UnitView:
    own = interface.kind not in PORTS
    port = interface.switchport
    return UnitView(
        interface.name.rpartition(".")[2] if own else "0",
        interface.description if own else "",
        own and not interface.enabled,
        interface.vlan if interface.kind is InterfaceKind.SUBINTERFACE else None,
        "" if interface.speed_bps is None else rate(interface.speed_bps),
        interface.tunnel,
        tuple(_families(device, interface, own)),
        port,
        _members(port) if port else "",
    )


def _members(port: Switchport) -> str:
    if port.mode is PortMode.ACCESS:
        return str(port.access_vlan)
    return "all" if port.allowed_vlans is None else " ".join(vlan_ranges(port.allowed_vlans))


def _families(device: Device, interface: Interface, own: bool) -> Iterator[FamilyView]:
    if interface.kind is InterfaceKind.LOOPBACK:
        guards = {view.name: view.filters for view in _guard(device)}
    else:
        guards = {}
    mtu = interface.mtu if own else None
    used = {a.version for a in interface.addresses}
    for family, name in FAMILIES:
        filters = (*guards.get(name, ()), *_bindings(interface.filters, family))
        if family not in used and not filters and (mtu is None or used or family == 6):
            continue
        addresses = tuple(_addresses(interface, family))
        yield FamilyView(name, mtu, filters, addresses)


def _guard(device: Device) -> Iterator[FamilyView]:
    """The management ACLs: IPv4 then IPv6, unless the policy knows them otherwise."""
    known = {(acl.name, acl.family) for acl in device.policy.acls}
    for (family, name), acl in zip(FAMILIES, device.system.management_acl, strict=False):
        other: Family = 6 if family == 4 else 4
        elsewhere = (acl, family) not in known and (acl, other) in known
        yield FamilyView(
            dict(FAMILIES)[other] if elsewhere else name, None, (f"input {quoted(acl)}",), ()
        )


def _bindings(filters: Sequence[FilterBinding], family: Family) -> tuple[str, ...]:
    words = {"in": "input", "out": "output"}
    return tuple(f"{words[f.direction]} {quoted(f.acl)}" for f in filters if f.family == family)


def _addresses(interface: Interface, family: Family) -> Iterator[AddressView]:
    """Addresses with the VRRP groups whose virtual address lies in their subnet."""
    mine = [a for a in interface.addresses if a.version == family]
    groups = [g for g in interface.vrrp if g.family == family]
    for n, address in enumerate(mine):
        here = tuple(g for g in groups if _home(mine, g) is address)
        yield AddressView(str(address), n == 0 and len(mine) > 1, here)


def _home(addresses: Sequence[IPInterface], group: VrrpGroup) -> IPInterface:
    inside = (a for a in addresses if group.address in a.network)
    return next(inside, addresses[0])
