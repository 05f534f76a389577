"""Formatting for the Junos templates; docs/platforms/juniper_junos.md says which form is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from kawanet.model.bgp import BgpProcess
from kawanet.model.interfaces import Interface, InterfaceKind, IPAddress
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.routing import OspfProcess, Redistribution, Source
from kawanet.model.services import RadiusGroup, RadiusServer, Services
from kawanet.model.switching import Switching, Vlan
from kawanet.model.system import Secret, System, User
from kawanet.render.juniper_junos_bgp import (
    exact_prefixes,
    has_policies,
    has_protocols,
    peer_statements,
    term_lines,
)
from kawanet.render.juniper_junos_policy import (
    areas,
    filters,
    policy_name,
    relays,
    router_ids,
    static_routes,
)
from kawanet.render.juniper_junos_ports import ports
from kawanet.render.juniper_junos_text import quoted, unit_name

ZONES = {"JST": "Asia/Tokyo"}
CLASSES = {15: "super-user", 1: "read-only"}
TREES = {"rapid-pvst": "vstp", "mst": "mstp", "rstp": "rstp"}
LOCAL = "local"


def _zone(name: str) -> str:
    return ZONES.get(name, name)


def _in_instance(vrf: str) -> str:
    return f" routing-instance {vrf}" if vrf else ""


def _login_class(user: User) -> str:
    return CLASSES.get(user.privilege, f"privilege-{user.privilege}")


def _extra_levels(system: System) -> list[int]:
    return sorted({u.privilege for u in system.users if u.name != "root"} - CLASSES.keys())


def _password(secret: Secret) -> str:
    word = "plain-text-password-value" if secret.kind == "plain" else "encrypted-password"
    return f"{word} {quoted(str(secret))}"


def _methods(methods: tuple[str, ...]) -> str:
    return " ".join("password" if m == LOCAL else "radius" for m in methods)


def _login_group(device: Device) -> str:
    return next((m for m in device.system.aaa_login if m != LOCAL), "")


def _login_servers(device: Device) -> tuple[RadiusServer, ...]:
    name = _login_group(device)
    named = {s for g in device.services.radius_groups if g.name == name for s in g.servers}
    return tuple(s for s in device.services.radius_servers if s.name in named)


def _sources(device: Device) -> tuple[IPAddress, ...]:
    """The address that management traffic comes from: the first of its interface."""
    interface = device.interface.get(device.system.management_interface)
    return tuple(a.ip for a in interface.addresses[:1]) if interface else ()


def _source_of(device: Device, server: IPAddress) -> tuple[IPAddress, ...]:
    """The source towards a server, of the server's family."""
    interface = device.interface.get(device.system.management_interface)
    mine = interface.addresses if interface else ()
    return tuple(a.ip for a in mine if a.version == server.version)[:1]


def _has_name(server: RadiusServer) -> bool:
    return server.name != str(server.address)


def _server_addresses(group: RadiusGroup, services: Services) -> str:
    known = {s.name: str(s.address) for s in services.radius_servers}
    return " ".join(known.get(name, name) for name in group.servers)


def _lag_count(device: Device) -> int:
    """How many aggregated interfaces the chassis must make: up to the highest number."""
    names = (i.name for i in device.interfaces if i.kind is InterfaceKind.LAG)
    numbers = [int(n) + 1 for name in names if (n := name.removeprefix("ae")).isdecimal()]
    return max(numbers, default=0)


_Process = TypeVar("_Process", OspfProcess, BgpProcess)


def _of_vrf(processes: tuple[_Process, ...], vrf: str) -> tuple[_Process, ...]:
    return tuple(p for p in processes if p.vrf == vrf)


def _has_exports(process: OspfProcess) -> bool:
    return bool(process.redistribute) or process.default_originate


def _external_distance(process: OspfProcess) -> int:
    external = process.distance_external
    return process.distance if external is None else external


def _default_prefix(process: OspfProcess) -> str:
    return "0.0.0.0/0" if process.family == 4 else "::/0"


def _export_source(source: Source) -> str:
    return {Source.BGP: "bgp", Source.CONNECTED: "direct", Source.STATIC: "static"}[source]


def _export_action(redistribution: Redistribution) -> str:
    """An import of no prefix at all is written as one that refuses."""
    return "reject" if redistribution.prefixes == () else "accept"


def _inet6_table(vrf: str) -> str:
    return "inet6.0" if vrf == DEFAULT_VRF else f"{vrf}.inet6.0"


def _vlan_name(vlan: Vlan) -> str:
    return vlan.name or f"vlan-{vlan.vlan_id}"


def _routed_by(device: Device, vlan: Vlan) -> list[Interface]:
    svis = (i for i in device.interfaces if i.kind is InterfaceKind.SVI)
    return [i for i in svis if i.vlan == vlan.vlan_id]


def _advertisers(device: Device) -> list[Interface]:
    return [i for i in device.interfaces if i.addresses and i.router_advertisements]


def _prefixes(interface: Interface) -> list[str]:
    """What hosts learn: the networks of global addresses."""
    found = (a for a in interface.addresses if a.version == 6 and not a.ip.is_link_local)
    return list(dict.fromkeys(str(a.network) for a in found))


def _switch_ports(device: Device, mark: str = "") -> list[Interface]:
    ports = (i for i in device.interfaces if i.switchport)
    return [i for i in ports if not mark or getattr(i.switchport, mark)]


def _has_tree(device: Device) -> bool:
    switching = device.switching
    said = switching.stp_mode is not None or switching.stp_priority is not None
    return said or bool(_switch_ports(device, "edge"))


def _bridge_priority(switching: Switching) -> Iterator[str]:
    if switching.stp_priority is None:
        return
    statement = f"bridge-priority {switching.stp_priority // 1024}k;"
    per_vlan = switching.stp_mode == "rapid-pvst"
    yield f"vlan all {{ {statement} }}" if per_vlan else statement


def _tree_protocol(mode: str | None) -> str:
    return TREES.get(mode or "", "rstp")


def _has_vrrp(device: Device) -> bool:
    return any(i.vrrp for i in device.interfaces)


def _trim_end(text: str) -> str:
    return text.rstrip()


FILTERS: Mapping[str, Callable[..., object]] = {
    "advertisers": _advertisers,
    "areas": areas,
    "bridge_priority": _bridge_priority,
    "default_prefix": _default_prefix,
    "dot1x_ports": partial(_switch_ports, mark="dot1x"),
    "exact_prefixes": exact_prefixes,
    "export_action": _export_action,
    "export_source": _export_source,
    "external_distance": _external_distance,
    "extra_levels": _extra_levels,
    "filters": filters,
    "guarded_ports": partial(_switch_ports, mark="bpdu_guard"),
    "has_exports": _has_exports,
    "has_name": _has_name,
    "has_policies": has_policies,
    "has_protocols": has_protocols,
    "has_tree": _has_tree,
    "has_vrrp": _has_vrrp,
    "in_instance": _in_instance,
    "inet6_table": _inet6_table,
    "lag_count": _lag_count,
    "login_class": _login_class,
    "login_group": _login_group,
    "login_servers": _login_servers,
    "methods": _methods,
    "of_vrf": _of_vrf,
    "password": _password,
    "peer_statements": peer_statements,
    "policy_name": policy_name,
    "ports": ports,
    "prefixes": _prefixes,
    "quoted": quoted,
    "relays": relays,
    "router_ids": router_ids,
    "routed_by": _routed_by,
    "server_addresses": _server_addresses,
    "source_of": _source_of,
    "sources": _sources,
    "static_routes": static_routes,
    "switch_ports": _switch_ports,
    "term_lines": term_lines,
    "tree_protocol": _tree_protocol,
    "trim_end": _trim_end,
    "unit_name": unit_name,
    "vlan_name": _vlan_name,
    "voice_ports": partial(_switch_ports, mark="voice_vlan"),
    "zone": _zone,
}
