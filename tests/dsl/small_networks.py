"""A few words to write small networks with, for tests of forwarding and verify.

net(
    box("r1", port("e0", "10.0.0.1/24"), port("e1", "10.1.0.1/31")),
    box("r2", port("e0", "10.1.0.0/31")),
    cables=["r1:e1 r2:e0", "r1:e0 pc:eth0"],
)
"""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_interface, ip_network

from kawanet.errors import Span
from kawanet.model.igp import EigrpProcess, IsisProcess, RipProcess
from kawanet.model.interfaces import (
    FilterBinding,
    Interface,
    InterfaceKind,
    LagMember,
    OspfInterface,
    PortMode,
    Switchport,
    Tunnel,
    VrrpGroup,
)
from kawanet.model.network import Device, Network, Vrf
from kawanet.model.plant import Link, LinkKind, Plant, Port
from kawanet.model.policy import (
    Acl,
    AddressGroup,
    FirewallRule,
    NatRule,
    Policy,
    PolicyRoute,
    ServiceGroup,
    Zone,
)
from kawanet.model.route_policy import PrefixList, RoutePolicy
from kawanet.model.routing import (
    AggregateRoute,
    OspfProcess,
    Routing,
    StaticRoute,
    Track,
)
from kawanet.model.switching import Switching, Vlan
from kawanet.model.system import System


def port(name, *addresses, kind=InterfaceKind.PHYSICAL, filters=(), **more):
    """A routed interface; `filters` are 'acl in' or 'acl out' (family from a trailing 6)."""
    return Interface(
        name,
        kind,
        addresses=tuple(ip_interface(a) for a in addresses),
        filters=tuple(_binding(f) for f in filters),
        where=Span("net", 1),
        **more,
    )


def _binding(text):
    acl, direction, *family = text.split()
    return FilterBinding(acl, 6 if family else 4, direction)


def loopback(name, *addresses, **more):
    return port(name, *addresses, kind=InterfaceKind.LOOPBACK, **more)


def svi(vlan, *addresses, **more):
    return port(f"vlan{vlan}", *addresses, kind=InterfaceKind.SVI, vlan=vlan, **more)


def sub(parent, vlan, *addresses, **more):
    kind = InterfaceKind.SUBINTERFACE
    return port(f"{parent}.{vlan}", *addresses, kind=kind, parent=parent, vlan=vlan, **more)


def tunnel(name, source, destination, *addresses, underlay="default", key=None, **more):
    gre = Tunnel(ip_address(source), ip_address(destination), underlay, key=key)
    return port(name, *addresses, kind=InterfaceKind.TUNNEL, tunnel=gre, **more)


def access(name, vlan, voice=None, **more):
    switchport = Switchport(PortMode.ACCESS, access_vlan=vlan, voice_vlan=voice)
    return Interface(name, InterfaceKind.PHYSICAL, switchport=switchport, **more)


def trunk(name, *vlans, native=None, kind=InterfaceKind.PHYSICAL, edge=False, **more):
    switchport = Switchport(
        PortMode.TRUNK, native_vlan=native, allowed_vlans=vlans or None, edge=edge
    )
    return Interface(name, kind, switchport=switchport, **more)


def member(name, lag, mode="active", **more):
    return Interface(name, InterfaceKind.PHYSICAL, lag=LagMember(lag, mode), **more)


def ospf(area=0, *, family=4, process=1, **more):
    """One entry of an interface's `ospf`."""
    return OspfInterface(family, process, area, **more)


def vrrp(group, address, priority=100, **more):
    virtual = ip_address(address)
    return VrrpGroup(virtual.version, group, virtual, priority, **more)


def static(prefix, next_hop=None, vrf="default", line=0, **more):
    hop = ip_address(next_hop) if next_hop else None
    where = Span("net", line) if line else None
    return StaticRoute(vrf, ip_network(prefix), hop, where=where, **more)


def process(router_id, vrf="default", family=4, number=1, **more):
    return OspfProcess(vrf, family, number, IPv4Address(router_id), **more)


def group(name, *prefixes):
    networks = tuple(ip_network(p) for p in prefixes)
    return AddressGroup(name, networks[0].version, networks)


POLICY = {
    Acl: "acls",
    AddressGroup: "address_groups",
    ServiceGroup: "service_groups",
    Zone: "zones",
    FirewallRule: "rules",
    NatRule: "nat",
    PolicyRoute: "policy_routes",
}


ROUTING = {
    StaticRoute: "static",
    OspfProcess: "ospf",
    EigrpProcess: "eigrp",
    IsisProcess: "isis",
    RipProcess: "rip",
    AggregateRoute: "aggregates",
    Track: "tracks",
    RoutePolicy: "policies",
    PrefixList: "prefix_lists",
}


def box(name, *parts, vlans=(), system=None, platform="any"):
    """A device of any mixture of parts."""
    kinds = (*POLICY, *ROUTING, Vrf)
    of = {kind: tuple(p for p in parts if isinstance(p, kind)) for kind in kinds}
    return Device(
        name,
        platform,
        system=system or System(),
        vrfs=of[Vrf],
        switching=Switching(tuple(Vlan(v) for v in vlans)),
        interfaces=tuple(p for p in parts if isinstance(p, Interface)),
        routing=Routing(**{feature: of[kind] for kind, feature in ROUTING.items()}),
        policy=Policy(**{feature: of[kind] for kind, feature in POLICY.items()}),
    )


def cable(text, kind=LinkKind.CABLE, **more):
    """A link from 'a:e0 b:e1'."""
    ends = tuple(Port(*end.split(":")) for end in text.split())
    return Link(text.replace(" ", "-"), ends, kind, **more)


def net(*devices, cables=()):
    """A network; cables are Links or the text of one."""
    links = tuple(c if isinstance(c, Link) else cable(c) for c in cables)
    return Network(tuple(sorted(devices, key=lambda d: d.name)), Plant(links=links))
