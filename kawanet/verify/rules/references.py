"""Names that are used but not defined, and names that are defined but not used."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.errors import Span
from kawanet.findings import Finding
from kawanet.model.interfaces import Family, Interface, InterfaceKind
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.policy import FirewallRule, NatRule
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import ERROR, NOTE, WARNING, Check, Rule

UNDEFINED_ACL = Rule(
    "KW-REF-001",
    "Undefined access list is applied",
    "定義のないアクセスリストが適用されている",
    ERROR,
    "Most platforms let everything pass where the list that is applied does not exist.",
)
UNUSED_ACL = Rule(
    "KW-REF-002",
    "Access list is not used",
    "使われていないアクセスリスト",
    NOTE,
    "Either it should be applied somewhere, or it misleads whoever reads it.",
)
UNDEFINED_ADDRESS_GROUP = Rule(
    "KW-REF-003",
    "Undefined address group in a rule",
    "規則が定義のないアドレスグループを参照",
    ERROR,
    "The rule matches nothing, or is refused by the device.",
)
UNUSED_ADDRESS_GROUP = Rule(
    "KW-REF-004",
    "Address group is not used",
    "使われていないアドレスグループ",
    NOTE,
    "What no rule names is left over from something.",
)
UNDEFINED_SERVICE_GROUP = Rule(
    "KW-REF-005",
    "Undefined service group in a rule",
    "規則が定義のないサービスグループを参照",
    ERROR,
    "The rule matches nothing, or is refused by the device.",
)
UNUSED_SERVICE_GROUP = Rule(
    "KW-REF-006",
    "Service group is not used",
    "使われていないサービスグループ",
    NOTE,
    "What no rule names is left over from something.",
)
UNDEFINED_ZONE = Rule(
    "KW-REF-007",
    "Undefined zone in a rule",
    "規則が定義のないゾーンを参照",
    ERROR,
    "A rule for a zone that does not exist never matches what it was written for.",
)
UNUSED_ZONE = Rule(
    "KW-REF-008",
    "Zone is in no rule",
    "どの規則にもないゾーン",
    NOTE,
    "Nothing may pass to or from it.",
)
UNDEFINED_VRF = Rule(
    "KW-REF-009",
    "Undefined VRF",
    "定義のない VRF",
    ERROR,
    "What names it stays out of every routing table.",
)
UNUSED_VRF = Rule(
    "KW-REF-010",
    "VRF is not used",
    "使われていない VRF",
    NOTE,
    "No interface and no route is in it.",
)
UNDEFINED_VLAN = Rule(
    "KW-REF-011",
    "VLAN is not in the VLAN table",
    "VLAN 表にない VLAN",
    WARNING,
    "The switch does not carry frames of a VLAN that it does not know.",
)
UNUSED_VLAN = Rule(
    "KW-REF-012",
    "VLAN is not used",
    "使われていない VLAN",
    NOTE,
    "No port, trunk or SVI is in it.",
)
UNDEFINED_INTERFACE = Rule(
    "KW-REF-013",
    "Undefined interface",
    "定義のないインターフェース",
    ERROR,
    "A LAG, a parent, a zone or a management source names an interface that is not there.",
)
UNDEFINED_RADIUS = Rule(
    "KW-REF-014",
    "Undefined RADIUS server or group",
    "定義のない RADIUS サーバまたはグループ",
    ERROR,
    "Logins, 802.1X or the WLAN that names it cannot authenticate anybody.",
)
UNUSED_RADIUS = Rule(
    "KW-REF-015",
    "RADIUS server or group is not used",
    "使われていない RADIUS サーバまたはグループ",
    NOTE,
    "A server with a shared secret that nobody asks is one more secret to keep.",
)

BUILT_IN_METHODS = frozenset(
    {"local", "local-case", "none", "enable", "line", "radius", "tacacs+", "ldap", "krb5"}
)

Use = tuple[str, str, Span | None]  # name, what names it, its line


def acls(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        known = {(a.family, a.name) for a in device.policy.acls}
        bound = {(b.family, b.acl): b for i in device.interfaces for b in i.filters}
        managed = set(device.system.management_acl)
        for i in device.interfaces:
            for b in i.filters:
                if (b.family, b.acl) not in known:
                    yield _undefined(
                        UNDEFINED_ACL, device, f"IPv{b.family} list {b.acl}", i.name, b.where
                    )
        for name in sorted(managed - {n for _, n in known}):
            yield _undefined(UNDEFINED_ACL, device, f"list {name}", "SSH", None)
        for acl in device.policy.acls:
            if (acl.family, acl.name) not in bound and acl.name not in managed:
                yield _unused(UNUSED_ACL, device, f"IPv{acl.family} list {acl.name}", acl.where)


def _undefined(rule: Rule, device: Device, name: str, user: str, where: Span | None) -> Finding:
    message = f"{name}, named by {user}, is not defined"
    return rule.finding(device, message, where, "a definition of that name", "none")


def _unused(rule: Rule, device: Device, name: str, where: Span | None) -> Finding:
    return rule.finding(device, f"{name} is not used", where, "a use, or no definition", "none")


def groups(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        policy = device.policy
        if not (policy.rules or policy.nat or policy.address_groups or policy.service_groups):
            continue
        yield from _address_groups(device)
        known = {g.name for g in policy.service_groups}
        for rule in policy.rules:
            for name in rule.services:
                if name not in known:
                    user = f"rule {rule.name}"
                    yield _undefined(UNDEFINED_SERVICE_GROUP, device, name, user, rule.where)
        used = {name for rule in policy.rules for name in rule.services}
        for service in policy.service_groups:
            if service.name not in used:
                yield _unused(UNUSED_SERVICE_GROUP, device, service.name, service.where)


def _address_groups(device: Device) -> Iterator[Finding]:
    known = {(g.family, g.name) for g in device.policy.address_groups}
    used: set[tuple[Family, str]] = set()
    rules: tuple[FirewallRule | NatRule, ...] = (*device.policy.rules, *device.policy.nat)
    for rule in rules:
        for name in (*rule.sources, *rule.destinations):
            used.add((rule.family, name))
            if (rule.family, name) not in known:
                what, user = f"IPv{rule.family} group {name}", f"rule {rule.name}"
                yield _undefined(UNDEFINED_ADDRESS_GROUP, device, what, user, rule.where)
    for group in device.policy.address_groups:
        if (group.family, group.name) not in used:
            what = f"IPv{group.family} group {group.name}"
            yield _unused(UNUSED_ADDRESS_GROUP, device, what, group.where)


def zones(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        policy = device.policy
        known = {z.name for z in policy.zones} | set(device.interface)
        used = set()
        for name, user, where in _zone_uses(device):
            used.add(name)
            if name not in known:
                yield _undefined(UNDEFINED_ZONE, device, f"zone {name}", user, where)
        for zone in policy.zones:
            for interface in zone.interfaces:
                if interface not in device.interface:
                    user = f"zone {zone.name}"
                    yield _undefined(UNDEFINED_INTERFACE, device, interface, user, zone.where)
            if zone.name not in used and not used & set(zone.interfaces):
                yield _unused(UNUSED_ZONE, device, f"zone {zone.name}", zone.where)


def _zone_uses(device: Device) -> Iterator[Use]:
    for rule in device.policy.rules:
        for name in (*rule.from_zones, *rule.to_zones):
            yield name, f"rule {rule.name}", rule.where
    for nat in device.policy.nat:
        for name in (nat.from_zone, nat.to_zone):
            if name:
                yield name, f"NAT rule {nat.name}", nat.where


def vrfs(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        known = {v.name for v in device.vrfs}
        reported: set[str] = set()
        used = set()
        for name, user, where in _vrf_uses(device):
            used.add(name)
            if name not in known and name not in reported and name not in ("", DEFAULT_VRF):
                reported.add(name)
                yield _undefined(UNDEFINED_VRF, device, f"VRF {name}", user, where)
        for vrf in device.vrfs:
            if vrf.name not in used:
                yield _unused(UNUSED_VRF, device, f"VRF {vrf.name}", vrf.where)


def _vrf_uses(device: Device) -> Iterator[Use]:
    for i in device.interfaces:
        yield i.vrf, i.name, i.where
        if i.tunnel is not None:
            yield i.tunnel.underlay_vrf, i.name, i.where
    for route in device.routing.static:
        yield route.vrf, f"the route to {route.prefix}", route.where
        yield route.next_hop_vrf or "", f"the route to {route.prefix}", route.where
    for process in device.routing.ospf:
        yield process.vrf, f"OSPF {process.process or ''}".strip(), process.where
    yield device.system.management_vrf, "the management plane", device.system.where


def vlans(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        table = {v.vlan_id for v in device.switching.vlans}
        if not table:
            continue
        used: set[int] = set()
        all_used = False
        for i in device.interfaces:
            port = i.switchport
            if port is not None:
                used.update(port.allowed_vlans or ())
                all_used |= port.allowed_vlans is None and port.access_vlan is None
            for vlan in _named_vlans(i):
                used.add(vlan)
                if vlan not in table and i.enabled:
                    yield _undefined(UNDEFINED_VLAN, device, f"VLAN {vlan}", i.name, i.where)
        for profile in device.wireless.policy_profiles if device.wireless else ():
            used.add(profile.vlan)
            if profile.vlan not in table and profile.enabled:
                user = f"policy profile {profile.name}"
                what = f"VLAN {profile.vlan}"
                yield _undefined(UNDEFINED_VLAN, device, what, user, profile.where)
        for entry in device.switching.vlans if not all_used else ():
            if entry.vlan_id not in used and entry.vlan_id != 1:
                yield _unused(UNUSED_VLAN, device, f"VLAN {entry.vlan_id}", entry.where)


def _named_vlans(interface: Interface) -> tuple[int, ...]:
    """VLANs that a port or SVI names one by one; a trunk's list may well be a wide range."""
    port = interface.switchport
    own = (interface.vlan,) if interface.kind is InterfaceKind.SVI else ()
    listed = (port.access_vlan, port.voice_vlan, port.native_vlan) if port else ()
    return tuple(v for v in (*own, *listed) if v is not None)


def interfaces(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        for i in device.interfaces:
            for name in (i.lag.lag if i.lag else None, i.parent):
                if name is not None and name not in device.interface:
                    yield _undefined(UNDEFINED_INTERFACE, device, name, i.name, i.where)
        sources = [device.system.management_interface]
        sources += [device.wireless.management_interface] if device.wireless else []
        for name in dict.fromkeys(sources):
            if name and name not in device.interface:
                yield _undefined(UNDEFINED_INTERFACE, device, name, "the management plane", None)


def radius(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        services = device.services
        servers = {s.name for s in services.radius_servers}
        known = {g.name for g in services.radius_groups}
        for group in services.radius_groups:
            for name in group.servers:
                if name not in servers:
                    user = f"group {group.name}"
                    yield _undefined(UNDEFINED_RADIUS, device, name, user, group.where)
        used = set()
        for name, user, where in _group_uses(device):
            used.add(name)
            if name and name not in known and name not in BUILT_IN_METHODS:
                yield _undefined(UNDEFINED_RADIUS, device, f"group {name}", user, where)
        asked = {n for g in services.radius_groups for n in g.servers}
        for group in services.radius_groups:
            if group.name not in used:
                yield _unused(UNUSED_RADIUS, device, f"RADIUS group {group.name}", group.where)
        for server in services.radius_servers:
            if server.name not in asked and "radius" not in used:
                yield _unused(UNUSED_RADIUS, device, f"RADIUS server {server.name}", server.where)


def _group_uses(device: Device) -> Iterator[Use]:
    for method in device.system.aaa_login:
        yield method, "logins", None
    yield device.services.dot1x_group, "802.1X", None
    if device.wireless is not None:
        for wlan in device.wireless.wlans:
            yield wlan.radius_group, f"WLAN {wlan.profile}", wlan.where
        for profile in device.wireless.policy_profiles:
            yield profile.accounting_group, f"policy profile {profile.name}", profile.where


CHECKS = (
    Check((UNDEFINED_ACL, UNUSED_ACL), acls),
    Check(
        (
            UNDEFINED_ADDRESS_GROUP,
            UNUSED_ADDRESS_GROUP,
            UNDEFINED_SERVICE_GROUP,
            UNUSED_SERVICE_GROUP,
        ),
        groups,
    ),
    Check((UNDEFINED_ZONE, UNUSED_ZONE), zones),
    Check((UNDEFINED_VRF, UNUSED_VRF), vrfs),
    Check((UNDEFINED_VLAN, UNUSED_VLAN), vlans),
    Check((UNDEFINED_INTERFACE,), interfaces),
    Check((UNDEFINED_RADIUS, UNUSED_RADIUS), radius),
)
