"""A network of `linux_frr` devices as a lab: a namespace a device and VRF, a bridge a segment.

VRF devices need a kernel module that small machines lack, so each (device, VRF) is a router of its
own: its interfaces and processes, with the VRF's name taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lab import Lab

from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.model.interfaces import Interface, InterfaceKind, IPAddress, VrrpGroup
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.plant import Port
from kawanet.render.engine import render_device

LONGEST_NAME = 15  # of a Linux interface: IFNAMSIZ less one
DAEMONS: Mapping[str, str] = {
    "router ospf\n": "ospfd",
    "router ospf6\n": "ospf6d",
    "router bgp ": "bgpd",
    "router isis ": "isisd",
    "router rip\n": "ripd",
    "router ripng\n": "ripngd",
    " vrrp ": "vrrpd",
}


@dataclass(frozen=True)
class Placed:
    """Where each computed node stands in the lab; which of them run VRRP there; and of routers
    that are no computed node, by name, the IPv6 address of each interface."""

    names: Mapping[Node, str]
    virtual: frozenset[Node] = frozenset()
    outside: Mapping[str, Mapping[str, IPAddress]] = field(default_factory=dict)


def place(lab: Lab, plane: DataPlane, nodes: Iterable[Node], texts: Mapping[Node, str]) -> Placed:
    """Build the nodes, their segments and daemons. `texts` are FRR configurations."""
    names = {node: f"n{number}" for number, node in enumerate(sorted(nodes))}
    wires: set[int] = set()
    for node, name in names.items():
        interfaces = _interfaces(plane, node, "\n vrrp " in texts[node])
        wires_here = {int(i["wire"][1:]) for i in interfaces if i["wire"] is not None}
        for wire in sorted(wires_here - wires):
            lab.do("segment", name=f"w{wire}")
        wires |= wires_here
        lab.do("node", name=name, interfaces=interfaces)
    for node, name in names.items():
        text = texts[node]
        daemons = sorted({d for line, d in DAEMONS.items() if f"\n{line}" in f"\n{text}"})
        lab.do("routing", name=name, daemons=["zebra", "staticd", *daemons], text=text)
    return Placed(names, frozenset(n for n in names if "\n vrrp " in texts[n]))


def _virtual(interface: Interface) -> list[dict[str, str]]:
    """The devices that hold virtual addresses; RFC 5798 §7.3 gives their MAC addresses."""
    return [
        {
            "name": virtual_name(group),
            "mac": f"00:00:5e:00:{1 if group.family == 4 else 2:02x}:{group.group:02x}",
            "address": f"{group.address}/{group.address.max_prefixlen}",
        }
        for group in interface.vrrp
    ]


def virtual_name(group: VrrpGroup) -> str:
    """The device that holds a group's virtual address."""
    return f"vrrp{group.family}-{group.group}"


def _interfaces(plane: DataPlane, node: Node, with_vrrp: bool) -> list[dict[str, object]]:
    device = plane.network.device[node.device]
    return [
        {
            "name": interface.name,
            "wire": _wire(plane, Port(node.device, interface.name)),
            "addresses": [str(a) for a in interface.addresses],
            "up": Port(node.device, interface.name) in plane.up,
            "virtual": _virtual(interface) if with_vrrp else [],
        }
        for interface in device.interfaces
        if interface.vrf == node.vrf and (interface.addresses or interface.ospf)
    ]


def _wire(plane: DataPlane, port: Port) -> str | None:
    domain = plane.domain_of_router.get(port)
    return None if domain is None else f"w{domain}"


def rendered(plane: DataPlane, node: Node) -> str:
    """The FRR configuration of one VRF of a device, as a router without VRFs."""
    return render_device(_alone(plane.network.device[node.device], node.vrf))[
        f"{node.device}/frr.conf"
    ]


def _alone(device: Device, vrf: str) -> Device:
    """A device reduced to one VRF, which becomes the default."""
    routing = device.routing
    return replace(
        device,
        vrfs=(),
        interfaces=tuple(_bare(i) for i in device.interfaces if i.vrf == vrf and _routed(i)),
        routing=replace(
            routing,
            static=tuple(replace(r, vrf=DEFAULT_VRF) for r in routing.static if r.vrf == vrf),
            ospf=tuple(replace(p, vrf=DEFAULT_VRF) for p in routing.ospf if p.vrf == vrf),
            bgp=tuple(replace(p, vrf=DEFAULT_VRF) for p in routing.bgp if p.vrf == vrf),
        ),
    )


def _routed(interface: Interface) -> bool:
    return bool(interface.addresses or interface.ospf)


def _bare(interface: Interface) -> Interface:
    """Without what lies below layer 3: the lab's wires stand for it."""
    if len(interface.name) > LONGEST_NAME:
        raise ValueError(f"{interface.name}: longer than an interface of Linux may be")
    kind = interface.kind
    if kind is InterfaceKind.TUNNEL:
        raise ValueError(f"{interface.name}: tunnels are not built in the lab")
    return replace(interface, vrf=DEFAULT_VRF, vrrp=())
