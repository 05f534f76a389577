"""Layout of objects, policies and NAT for FortiOS: object names, policy names, comments.

Source: Fortinet FortiOS 7.4 CLI Reference (sizes: policy name 35, address, service and VIP 79).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.network import Device
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    TCP,
    UDP,
    Acl,
    AclRule,
    Action,
    FirewallRule,
    IPNetwork,
    NatKind,
    NatRule,
    PortRange,
    Service,
    ServiceGroup,
)
from kawanet.render.fortinet_fortios_text import members_or, quote

SCTP = 132
_PROTOCOLS = {ICMP: "icmp", TCP: "tcp", UDP: "udp", ICMPV6: "icmp6", SCTP: "sctp"}
_FORBIDDEN = re.compile(r"[<>()#\"'\\\x00-\x1f]")  # in names: FortiOS administration guide
_ENCODED = re.compile(r"[%;\x00-\x1f\x7f]")
_NAME_LIMIT = 79


def prefixes(device: Device, family: Family) -> list[IPNetwork]:
    """All prefixes that need an address object of a family, once each, sorted."""
    found = {p for g in device.policy.address_groups if g.family == family for p in g.prefixes}
    for acl in management_acls(device, family):
        for rule in acl.rules:
            both = (rule.source, rule.destination)
            found |= {p for p in both if isinstance(p, IPv4Network | IPv6Network)}
    return sorted(found, key=lambda p: (int(p.network_address), p.prefixlen))


def _range(ports: PortRange) -> str:
    return str(ports.first) if ports.first == ports.last else f"{ports.first}-{ports.last}"


def service_name(service: Service) -> str:
    """Name a custom service by its content, e.g. `tcp/80,443` or `icmp/8`."""
    what = ",".join(map(_range, service.ports)) or "any"
    if service.icmp_type is not None:
        what = str(service.icmp_type)
    if service.protocol not in _PROTOCOLS:
        what = "any" if service.protocol is None else str(service.protocol)
    name = f"{_PROTOCOLS.get(service.protocol or 0, 'ip')}/{what}"
    if len(name) > _NAME_LIMIT:
        return f"{name[:60]}~{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    return name


def service_lines(service: Service) -> tuple[str, ...]:
    """The `set` lines of a custom service."""
    if service.protocol in (TCP, UDP, SCTP):
        ports = " ".join(map(_range, service.ports)) or "0-65535"
        return (f"{_PROTOCOLS[service.protocol]}-portrange {ports}",)
    if service.protocol in (ICMP, ICMPV6):
        kind = () if service.icmp_type is None else (f"icmptype {service.icmp_type}",)
        return (f"protocol {_PROTOCOLS[service.protocol].upper()}", *kind)
    number = () if service.protocol is None else (f"protocol-number {service.protocol}",)
    return ("protocol IP", *number)


def service_objects(device: Device) -> list[tuple[str, tuple[str, ...]]]:
    """All custom services that groups and management ACLs need, by name: (name, `set` lines)."""
    services = {s for group in device.policy.service_groups for s in group.services}
    acls = management_acls(device, 4) + management_acls(device, 6)
    services |= {acl_service(r) for acl in acls for r in acl.rules if r.protocol is not None}
    return sorted((service_name(s), service_lines(s)) for s in services)


def service_members(group: ServiceGroup) -> str:
    """The list value of a service group."""
    return members_or([service_name(s) for s in group.services], "NONE")


def management_acls(device: Device, family: Family) -> list[Acl]:
    """The ACLs on logins, which FortiOS writes as local-in policies for SSH."""
    chosen = device.system.management_acl
    return [a for a in device.policy.acls if a.family == family and a.name in chosen]


def local_rules(device: Device, family: Family) -> list[tuple[str, AclRule]]:
    """Rules of management ACLs with their ACL's name; each ends with what no rule permits."""
    rest = AclRule(Action.DENY)
    return [
        (acl.name, rule) for acl in management_acls(device, family) for rule in (*acl.rules, rest)
    ]


def acl_service(rule: AclRule) -> Service:
    """The service of an ACL rule."""
    return Service(rule.protocol, rule.destination_ports, rule.icmp_type)


def local_service(rule: AclRule) -> str:
    """The service of a local-in policy: SSH, unless the rule says which."""
    return quote("SSH" if rule.protocol is None else service_name(acl_service(rule)))


def acl_comment(name: str, rule: AclRule) -> str:
    """The comment that carries the ACL's name, its remark and whether it logs."""
    return comment((("acl", name), ("remark", rule.remark), ("log", "yes" * rule.log)))


def titled(rules: Sequence[Any], limit: int) -> list[tuple[str, Any]]:
    """Give each rule a name that FortiOS can hold: at most `limit` characters, and unique."""
    taken: set[str] = set()
    found = []
    for number, rule in enumerate(rules, start=1):
        title = _FORBIDDEN.sub("_", rule.name)
        if not title or len(title) > limit or title in taken:
            tail = f"~{number}"
            title = title[: limit - len(tail)] + tail
        taken.add(title)
        found.append((title, rule))
    return found


def comment(pairs: Iterable[tuple[str, str]]) -> str:
    """Format pairs for a comment that the parser can take apart again."""
    return "; ".join(f"{key}={_ENCODED.sub(_percent, value)}" for key, value in pairs if value)


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def rule_comments(rule: FirewallRule, title: str) -> list[str]:
    """The comment of a policy, or nothing when there is nothing to say."""
    text = comment(
        (
            ("rule", rule.name if rule.name != title else ""),
            ("owner", rule.owner),
            ("reason", rule.reason),
            ("expires", rule.expires.isoformat() if rule.expires else ""),
        )
    )
    return [text] if text else []


def nat_comment(rule: NatRule) -> str:
    """The comment that carries the exact name of a NAT rule."""
    return comment((("nat", rule.name),))


def verb(rule: FirewallRule | AclRule) -> str:
    """The action of a policy."""
    return "accept" if rule.action is Action.PERMIT else "deny"


def of_nat(rules: Iterable[NatRule], kind: str, family: Family | None = None) -> list[NatRule]:
    """NAT rules of a kind, and of a family if one is given."""
    wanted = NatKind(kind)
    return [r for r in rules if r.kind is wanted and family in (None, r.family)]


def pools(rules: Iterable[NatRule], family: Family) -> list[tuple[IPAddress, IPAddress]]:
    """Source pools of a family, once each, sorted."""
    found = {
        (r.pool_first, r.pool_last)
        for r in rules
        if r.family == family and r.pool_first is not None and r.pool_last is not None
    }
    return sorted(found, key=lambda pool: (int(pool[0]), int(pool[1])))


def _entrances(rule: NatRule, device: Device) -> tuple[str, ...]:
    """The interfaces of a NAT rule's zone; a VIP is bound to interfaces, not to zones.

    Source: FortiManager administration guide, "VIP mapping".
    """
    zones = {zone.name: zone.interfaces for zone in device.policy.zones}
    return zones.get(rule.from_zone, (rule.from_zone,) if rule.from_zone else ())


def external_interface(rule: NatRule, device: Device) -> str:
    """The `extintf` of a VIP: the one interface of its zone, or any."""
    entrances = _entrances(rule, device)
    return quote(entrances[0] if len(entrances) == 1 else "any")


def interface_filter(rule: NatRule, device: Device) -> tuple[str, ...]:
    """The `srcintf-filter` of a VIP whose zone has several interfaces."""
    entrances = _entrances(rule, device)
    return entrances if len(entrances) > 1 else ()


def mapped(rule: NatRule) -> str:
    """The `mappedip` of a VIP, quoted for IPv4 only, as FortiOS writes it."""
    return quote(str(rule.mapped_address)) if rule.family == 4 else str(rule.mapped_address)


def protocol_name(number: int | None) -> str:
    """The protocol word of a VIP."""
    return _PROTOCOLS.get(number or 0, "tcp")
