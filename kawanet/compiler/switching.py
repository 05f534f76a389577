"""Switches: which VLANs a trunk carries (exactly), and what each edge port is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kawanet.addressing.boxes import floor_code, share
from kawanet.addressing.needs import ACCESS_POINTS
from kawanet.addressing.ports import EDGE_SPEED_MBPS, edge_ports
from kawanet.addressing.values import Segment
from kawanet.addressing.wiring import Box, Cable, Join
from kawanet.compiler.day import NATIVE_VLAN, PARKING_VLAN, Day, port_name
from kawanet.compiler.routed import base_interfaces
from kawanet.design.schema import FibreRole, Ports, Role
from kawanet.model.interfaces import Interface, InterfaceKind, PortMode, Switchport
from kawanet.model.switching import Switching, Vlan
from kawanet.wireless import RadioPoint

STP_MODE: Literal["rapid-pvst"] = "rapid-pvst"
SWITCHES = frozenset({Role.ACCESS, Role.TOR, Role.FACILITY_SWITCH, Role.WLC})
BUILDING_ROUTERS = frozenset({Role.CORE, Role.WARD})


@dataclass(frozen=True, slots=True)
class Edge:
    """What is plugged into an edge port: a wired device in a segment, or an access point."""

    number: int
    segment: Segment
    point: RadioPoint | None = None


def edges_of(day: Day, box: Box) -> tuple[Edge, ...]:
    """The used edge ports of an access or small-site switch: wired ones from the first port up,
    access points from the last port down, each kind spread evenly over the switches."""
    return day.once(("edges", box.name), lambda: _edges(day, box))


def _edges(day: Day, box: Box) -> tuple[Edge, ...]:
    site = day.site[box.site]
    prefix = f"{floor_code(box.floor)}-" if box.floor else ""
    switches = _sisters(day, box)
    index = box.index - 1
    found, number = [], 1
    for ports in _wired(day, box):
        segment = day.plan.segments[f"{ports.tier}/{site.name}/{prefix}{ports.segment}"]
        count = share(ports.ports, switches, index)
        found += [Edge(n, segment) for n in range(number, number + count)]
        number += count
    points = day.radio.at.get((site.name, box.floor), ())[index::switches]
    last = edge_ports(day.plan.places, box)
    for n, point in enumerate(points):
        key = f"{day.design.management.tier}/{site.name}/{ACCESS_POINTS}"
        found.append(Edge(last - n, day.plan.segments[key], point))
    return tuple(sorted(found, key=lambda e: e.number))


def _wired(day: Day, box: Box) -> tuple[Ports, ...]:
    site = day.site[box.site]
    if box.floor:
        return next(f for f in site.floors if f.name == box.floor).wired
    return day.plan.places.site_class[site.site_class].wired if site.site_class else ()


def _sisters(day: Day, box: Box) -> int:
    """How many switches share a floor or a small site."""
    key = (box.site, box.role, box.floor)
    return day.group_sizes[key]


def own_vlans(day: Day, box: Box) -> frozenset[int]:
    """VLANs that a switch or controller itself has a use for."""
    management = day.management_segment(box.site).vlan
    match box.role:
        case Role.ACCESS | Role.FACILITY_SWITCH:
            return frozenset({management} | {e.segment.vlan for e in edges_of(day, box)})
        case Role.TOR:
            systems = day.systems_at.get(box.site, ())
            return frozenset({management} | {day.segment_of(s).vlan for s in systems})
        case Role.WLC if day.design.wireless:
            ssids = day.design.wireless.ssids
            keys = [f"{s.tier}/{box.site}/{s.segment}" for s in ssids]
            return frozenset({management} | {day.plan.segments[k].vlan for k in keys})
        case _:
            return frozenset()


def vlans_below(day: Day, box: Box) -> frozenset[int]:
    """VLANs of a switch and of those that hang on it in a row."""
    found = own_vlans(day, box)
    for cable in day.cable_of(box.name, Join.LAN):
        if cable.ends[0] == box.name:
            found |= vlans_below(day, day.boxes[cable.ends[1]])
    return found


def trunk_vlans(day: Day, cable: Cable) -> tuple[int, ...]:
    """The VLANs that a trunk carries, from what is at its lower end."""
    lower = day.boxes[cable.ends[1]]
    match cable.join:
        case Join.UPLINK | Join.LAN:
            return tuple(sorted(vlans_below(day, lower)))
        case Join.FIREWALL:
            firewall = day.firewall_of(lower)
            keys = [f"{t}/{firewall.site}/transit-{firewall.name}" for t in firewall.tiers]
            vlans = {day.plan.segments[k].vlan for k in keys}
            if lower.name in day.plan.management:
                vlans.add(day.management_segment(lower.site).vlan)
            return tuple(sorted(vlans))
        case Join.FIBRE:
            here = {s.key for s in day.segments_here[day.boxes[cable.ends[0]].site]}
            there = day.segments_here[lower.site]
            return tuple(s.vlan for s in there if s.key in here and len(s.sites) > 1)
        case _:
            return tuple(s.vlan for s in day.segments_here.get(lower.site, ()))


def trunk(day: Day, box: Box, vlans: tuple[int, ...]) -> Switchport:
    """A trunk that carries exactly these VLANs, all tagged."""
    native = NATIVE_VLAN if day.platform(box).native_vlan_needed else None
    return Switchport(PortMode.TRUNK, native_vlan=native, allowed_vlans=vlans)


def trunk_port(day: Day, box: Box, cable: Cable) -> Iterator[Interface]:
    """A switch's or router's end of a cable that carries VLANs."""
    return base_interfaces(day, box, cable, trunk(day, box, trunk_vlans(day, cable)))


def edge_interfaces(day: Day, box: Box) -> Iterator[Interface]:
    """All edge ports of a switch; those without a use are shut in the parking VLAN."""
    used = {e.number: e for e in edges_of(day, box)}
    platform = day.platform(box)
    for number in range(1, edge_ports(day.plan.places, box) + 1):
        name = port_name(platform, EDGE_SPEED_MBPS, number)
        edge = used.get(number)
        if edge is None:
            port = Switchport(PortMode.ACCESS, PARKING_VLAN)
            yield Interface(name, InterfaceKind.PHYSICAL, "unused", False, switchport=port)
            continue
        about = edge.point.name if edge.point else f"{edge.segment.tier} {edge.segment.name}"
        yield Interface(
            name, InterfaceKind.PHYSICAL, about, switchport=_access(edge.segment.vlan, dot1x=True)
        )


def _access(vlan: int, dot1x: bool) -> Switchport:
    return Switchport(PortMode.ACCESS, vlan, edge=True, bpdu_guard=True, dot1x=dot1x)


def server_port(day: Day, box: Box, cable: Cable) -> Iterator[Interface]:
    """A server's port: in a locked room, so without 802.1X."""
    system = day.system[cable.ends[1].removeprefix("srv-").rpartition("-")[0]]
    yield Interface(
        day.port(box.name, cable.name),
        InterfaceKind.PHYSICAL,
        cable.ends[1],
        switchport=_access(day.segment_of(system).vlan, dot1x=False),
    )


def switching_of(day: Day, box: Box, interfaces: tuple[Interface, ...]) -> Switching:
    """VLANs that some port of the box carries, with names, and spanning tree."""
    ports = [i.switchport for i in interfaces if i.switchport]
    if not ports:
        return Switching()
    wanted = {v for p in ports for v in (*(p.allowed_vlans or ()), p.access_vlan, p.native_vlan)}
    wanted |= {i.vlan for i in interfaces if i.kind is InterfaceKind.SVI}
    names = {s.vlan: vlan_name(s) for s in day.segments_here.get(box.site, ())}
    names |= {NATIVE_VLAN: "NATIVE-UNUSED", PARKING_VLAN: "PARKING"}
    ids = sorted(v for v in wanted if v is not None)
    vlans = tuple(Vlan(v, names.get(v, f"VLAN{v}")) for v in ids)
    return Switching(vlans, STP_MODE, _priority(day, box))


def vlan_name(segment: Segment) -> str:
    """A VLAN's name: tier and function, at most 32 characters (the least any platform takes)."""
    return f"{segment.tier}-{segment.name}".upper()[:32]


def _priority(day: Day, box: Box) -> int | None:
    """Router 1 of a building is the root, router 2 next; over a fibre, the main building's."""
    if box.role not in BUILDING_ROUTERS:
        return None
    joined = day.plan.places.joined[box.site]
    return 4096 * (1 + 2 * joined.index(box.site) + box.index - 1)


def is_layer2_fibre(day: Day, cable: Cable) -> bool:
    """Say whether a dedicated fibre carries VLANs on the day."""
    return day.fibre_role.get(cable.about) is FibreRole.L2_EXTENSION
