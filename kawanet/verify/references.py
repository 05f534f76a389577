"""Names that a device's text defines and uses: one table, an entry a kind of name.

A kind says where its names are defined and where they are used; what is undefined or unused
follows. A name may be known by several keys (a zone by its interfaces), a use may do with any of
several (an access list of either family).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from kawanet.errors import Span
from kawanet.model.interfaces import Family, Interface, InterfaceKind
from kawanet.model.network import DEFAULT_VRF, Device, Network
from kawanet.model.policy import FirewallRule, NatRule
from kawanet.verify import route_names
from kawanet.verify.route_names import names_in_routing

BUILT_IN_METHODS = ("local", "local-case", "none", "enable", "line", "tacacs+", "ldap", "krb5")
RADIUS = "radius"  # the method that asks every server


@dataclass(frozen=True, slots=True)
class Definition:
    """A name as defined. `built_in`: there without a line of text, so never reported as unused."""

    keys: tuple[Hashable, ...]
    name: str
    where: Span | None = None
    built_in: bool = False
    family: Family | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """A name as used by something. `silent`: it counts as a use, but is not asked for its
    definition (a trunk that allows a wide range of VLANs)."""

    keys: tuple[Hashable, ...]
    name: str
    by: str
    where: Span | None = None
    silent: bool = False
    family: Family | None = None


class Named(Protocol):
    """A value of the model with a name and the line that defines it."""

    @property
    def name(self) -> str: ...
    @property
    def where(self) -> Span | None: ...


@dataclass(frozen=True, slots=True)
class NameKind:
    """A kind of name: what people call it, and where its names stand on a device."""

    name: str
    defined: Callable[[Device], Iterable[Definition]]
    used: Callable[[Device], Iterable[Use]]

    def of(self, family: Family | None) -> str:
        """What people call those of a family."""
        return f"IPv{family} {self.name}" if family else self.name


@dataclass(frozen=True, slots=True)
class Undefined:
    """A name that is used but not defined."""

    device: str
    kind: str
    name: str
    used_by: str
    where: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unused:
    """A name that is defined but not used."""

    device: str
    kind: str
    name: str
    where: Span | None = field(default=None, compare=False)


def undefined(network: Network) -> tuple[Undefined, ...]:
    """Every use of a name that its device does not define."""
    return tuple(
        Undefined(device.name, kind.of(use.family), use.name, use.by, use.where)
        for device in network.devices
        for kind in KINDS
        for use in names_amiss(kind, device).undefined
    )


def unused(network: Network) -> tuple[Unused, ...]:
    """Every name that its device defines and never uses."""
    return tuple(
        Unused(device.name, kind.of(one.family), one.name, one.where)
        for device in network.devices
        for kind in KINDS
        for one in names_amiss(kind, device).unused
    )


class Amiss(NamedTuple):
    """Uses of names of a kind that nothing defines, and definitions that nothing uses."""

    undefined: tuple[Use, ...]
    unused: tuple[Definition, ...]


def names_amiss(kind: NameKind, device: Device) -> Amiss:
    """Lay the names of a kind that a device uses beside those that it defines."""
    uses, definitions = tuple(kind.used(device)), tuple(kind.defined(device))
    known = {key for d in definitions for key in d.keys}
    used = {key for u in uses for key in u.keys}
    return Amiss(
        tuple(u for u in uses if not u.silent and known.isdisjoint(u.keys)),
        tuple(d for d in definitions if not d.built_in and used.isdisjoint(d.keys)),
    )


def _acls(device: Device) -> Iterator[Definition]:
    for acl in device.policy.acls:
        yield Definition(((acl.family, acl.name),), acl.name, acl.where, family=acl.family)


def _acl_uses(device: Device) -> Iterator[Use]:
    for i in device.interfaces:
        for b in i.filters:
            yield Use(((b.family, b.acl),), b.acl, i.name, b.where, family=b.family)
    for name in device.system.management_acl:
        yield Use(((4, name), (6, name)), name, "SSH")
    for nat in device.policy.nat:
        for name in (*nat.acls, *nat.unless_acls):
            key, by = (nat.family, name), f"NAT rule {nat.name}"
            yield Use((key,), name, by, nat.where, family=nat.family)
    for rule in device.policy.rules:
        for name in rule.acls:
            yield Use(((4, name), (6, name)), name, f"rule {rule.name}", rule.where)
    for used in names_in_routing(device, route_names.ACL):
        yield Use(((4, used.name), (6, used.name)), used.name, used.by, used.where)


def _address_groups(device: Device) -> Iterator[Definition]:
    for g in device.policy.address_groups:
        yield Definition(((g.family, g.name),), g.name, g.where, family=g.family)


def _address_group_uses(device: Device) -> Iterator[Use]:
    rules: tuple[FirewallRule | NatRule, ...] = (*device.policy.rules, *device.policy.nat)
    for rule in rules:
        for name in (*rule.sources, *rule.destinations):
            key, by = (rule.family, name), f"rule {rule.name}"
            yield Use((key,), name, by, rule.where, family=rule.family)


def _service_groups(device: Device) -> Iterator[Definition]:
    for g in device.policy.service_groups:
        yield Definition((g.name,), g.name, g.where)


def _service_group_uses(device: Device) -> Iterator[Use]:
    for rule in device.policy.rules:
        for name in rule.services:
            yield Use((name,), name, f"rule {rule.name}", rule.where)


def _zones(device: Device) -> Iterator[Definition]:
    """A rule may name an interface in place of its zone. A zone without a line is the parser's, for
    a text that has rules and no zones."""
    for zone in device.policy.zones:
        keys = (zone.name, *zone.interfaces)
        yield Definition(keys, zone.name, zone.where, built_in=zone.where is None)
    for name in device.interface:
        yield Definition((name,), name, built_in=True)


def _zone_uses(device: Device) -> Iterator[Use]:
    for rule in device.policy.rules:
        for name in (*rule.from_zones, *rule.to_zones):
            yield Use((name,), name, f"rule {rule.name}", rule.where)
    for nat in device.policy.nat:
        for name in filter(None, (nat.from_zone, nat.to_zone)):
            yield Use((name,), name, f"NAT rule {nat.name}", nat.where)


def _vrfs(device: Device) -> Iterator[Definition]:
    for vrf in device.vrfs:
        yield Definition((vrf.name,), vrf.name, vrf.where)
    yield Definition(("", DEFAULT_VRF), DEFAULT_VRF, built_in=True)


def _vrf_uses(device: Device) -> Iterator[Use]:
    for name, by, where in _named_vrfs(device):
        yield Use((name,), name, by, where)


def _named_vrfs(device: Device) -> Iterator[tuple[str, str, Span | None]]:
    for i in device.interfaces:
        yield i.vrf, i.name, i.where
        if i.tunnel is not None:
            yield i.tunnel.underlay_vrf, i.name, i.where
    for used in names_in_routing(device, route_names.VRF):
        yield used.name, used.by, used.where
    yield device.system.management_vrf, "the management plane", device.system.where


def _vlans(device: Device) -> Iterator[Definition]:
    for vlan in device.switching.vlans:
        one = vlan.vlan_id == 1  # there without being written
        yield Definition((vlan.vlan_id,), str(vlan.vlan_id), vlan.where, built_in=one)


def _vlan_uses(device: Device) -> Iterator[Use]:
    """Nothing where the device has no VLAN table."""
    table = tuple(v.vlan_id for v in device.switching.vlans)
    for i in device.interfaces if table else ():
        port = i.switchport
        for vlan in _named_vlans(i):
            yield Use((vlan,), str(vlan), i.name, i.where, silent=not i.enabled)
        if port is not None and port.access_vlan is None:
            allowed = table if port.allowed_vlans is None else port.allowed_vlans
            yield Use(allowed, "a trunk", i.name, i.where, silent=True)
    for p in device.wireless.policy_profiles if device.wireless and table else ():
        by = f"policy profile {p.name}"
        yield Use((p.vlan,), str(p.vlan), by, p.where, silent=not p.enabled)


def _named_vlans(interface: Interface) -> tuple[int, ...]:
    """VLANs that a port or SVI names one by one; a trunk's list may well be a wide range."""
    port = interface.switchport
    own = (interface.vlan,) if interface.kind is InterfaceKind.SVI else ()
    listed = (port.access_vlan, port.voice_vlan, port.native_vlan) if port else ()
    return tuple(v for v in (*own, *listed) if v is not None)


def _interfaces(device: Device) -> Iterator[Definition]:
    for name in device.interface:
        yield Definition((name,), name, built_in=True)


def _interface_uses(device: Device) -> Iterator[Use]:
    for i in device.interfaces:
        for name in filter(None, (i.lag.lag if i.lag else None, i.parent)):
            yield Use((name,), name, i.name, i.where)
    for zone in device.policy.zones:
        for name in zone.interfaces:
            yield Use((name,), name, f"zone {zone.name}", zone.where)
    sources = [device.system.management_interface]
    sources += [device.wireless.management_interface] if device.wireless else []
    for name in filter(None, dict.fromkeys(sources)):
        yield Use((name,), name, "the management plane")


def _radius_groups(device: Device) -> Iterator[Definition]:
    for group in device.services.radius_groups:
        yield Definition((group.name,), group.name, group.where)
    yield Definition((*BUILT_IN_METHODS, RADIUS), "a method", built_in=True)


def _radius_group_uses(device: Device) -> Iterator[Use]:
    for name, by, where in _asked_groups(device):
        if name:
            yield Use((name,), name, by, where)


def _asked_groups(device: Device) -> Iterator[tuple[str, str, Span | None]]:
    for method in device.system.aaa_login:
        yield method, "logins", None
    yield device.services.dot1x_group, "802.1X", None
    if device.wireless is not None:
        for wlan in device.wireless.wlans:
            yield wlan.radius_group, f"WLAN {wlan.profile}", wlan.where
        for profile in device.wireless.policy_profiles:
            yield profile.accounting_group, f"policy profile {profile.name}", profile.where


def _radius_servers(device: Device) -> Iterator[Definition]:
    for server in device.services.radius_servers:
        yield Definition((server.name, RADIUS), server.name, server.where)


def _radius_server_uses(device: Device) -> Iterator[Use]:
    for group in device.services.radius_groups:
        for name in group.servers:
            yield Use((name,), name, f"group {group.name}", group.where)
    if any(name == RADIUS for name, _, _ in _asked_groups(device)):
        yield Use((RADIUS,), RADIUS, "a method", silent=True)


def _routing_kind(kind: str, defined: Callable[[Device], Iterable[Named]]) -> NameKind:
    """A kind of name whose uses stand anywhere in routing."""

    def definitions(device: Device) -> Iterator[Definition]:
        for one in defined(device):
            yield Definition((one.name,), one.name, one.where)

    def uses(device: Device) -> Iterator[Use]:
        for used in names_in_routing(device, kind):
            yield Use((used.name,), used.name, used.by, used.where)

    return NameKind(kind, definitions, uses)


ACLS = NameKind("access list", _acls, _acl_uses)
ADDRESS_GROUPS = NameKind("address group", _address_groups, _address_group_uses)
SERVICE_GROUPS = NameKind("service group", _service_groups, _service_group_uses)
ZONES = NameKind("zone", _zones, _zone_uses)
VRFS = NameKind("VRF", _vrfs, _vrf_uses)
VLANS = NameKind("VLAN", _vlans, _vlan_uses)
INTERFACES = NameKind("interface", _interfaces, _interface_uses)
RADIUS_GROUPS = NameKind("RADIUS group", _radius_groups, _radius_group_uses)
RADIUS_SERVERS = NameKind("RADIUS server", _radius_servers, _radius_server_uses)

POLICIES = _routing_kind(route_names.POLICY, lambda d: d.routing.policies)
PREFIX_LISTS = _routing_kind(route_names.PREFIX_LIST, lambda d: d.routing.prefix_lists)
AS_PATH_LISTS = _routing_kind(route_names.AS_PATH_LIST, lambda d: d.routing.as_path_lists)
COMMUNITY_LISTS = _routing_kind(route_names.COMMUNITY_LIST, lambda d: d.routing.community_lists)
TRACKS = _routing_kind(route_names.TRACK, lambda d: d.routing.tracks)
POLICY_ROUTES = _routing_kind(route_names.POLICY_ROUTE, lambda d: d.policy.policy_routes)

KINDS = (
    ACLS,
    ADDRESS_GROUPS,
    SERVICE_GROUPS,
    ZONES,
    VRFS,
    VLANS,
    INTERFACES,
    RADIUS_GROUPS,
    RADIUS_SERVERS,
    POLICIES,
    PREFIX_LISTS,
    AS_PATH_LISTS,
    COMMUNITY_LISTS,
    TRACKS,
    POLICY_ROUTES,
)
