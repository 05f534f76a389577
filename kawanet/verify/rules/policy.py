"""Access lists, firewall rules and NAT: what is too wide, too old, or never decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kawanet.findings import Finding
from kawanet.model.interfaces import Interface
from kawanet.model.network import Device
from kawanet.model.policy import (
    Acl,
    AclRule,
    Action,
    AddressMatch,
    FirewallRule,
    NatKind,
    Service,
    Wildcard,
)
from kawanet.verify.filters import Groups
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import ERROR, NOTE, WARNING, Check, Rule

OPEN_ACL = Rule(
    "KW-POL-001",
    "Access list permits everything",
    "アクセスリストがすべてを許可する",
    WARNING,
    "Nothing was denied before the line that permits any to any: the list filters nothing.",
)
ONE_FAMILY = Rule(
    "KW-POL-002",
    "Interface is filtered for one IP version only",
    "フィルタが片方の IP 版にしかない",
    ERROR,
    "The interface has addresses of both versions; what the list stops in one passes in the other.",
)
EMPTY_ACL = Rule(
    "KW-POL-003",
    "Applied access list has no line",
    "適用されたアクセスリストに行がない",
    WARNING,
    "Platforms disagree on what an empty list does: some permit everything, some nothing.",
)
ANY_RULE = Rule(
    "KW-POL-004",
    "Firewall rule permits any to any",
    "any-any を許可する規則",
    ERROR,
    "Every address may open every service at every address between the zones.",
)
ANY_SERVICE = Rule(
    "KW-POL-005",
    "Firewall rule permits every service",
    "全サービスを許可する規則",
    WARNING,
    "A flow has services; a rule without them permits more than anybody asked for.",
)
EXPIRED = Rule(
    "KW-POL-006",
    "Firewall rule is past its last day",
    "期限を過ぎた規則が残っている",
    WARNING,
    "It was wanted until a day that is over.",
)
EXPIRES_SOON = Rule(
    "KW-POL-007",
    "Firewall rule ends within 30 days",
    "30 日以内に期限が切れる規則",
    NOTE,
    "Renew the flow or announce its end.",
)
NO_OWNER = Rule(
    "KW-POL-008",
    "Firewall rule without owner or reason",
    "申請者または理由のない規則",
    WARNING,
    "Nobody can say whether it is still needed.",
)
NOT_LOGGED = Rule(
    "KW-POL-009",
    "Permitted sessions are not logged",
    "許可した通信が記録されない",
    NOTE,
    "After an incident nobody can say what passed.",
)
DISABLED = Rule(
    "KW-POL-010",
    "Disabled firewall rule is left over",
    "無効化された規則が残っている",
    NOTE,
    "One click makes it live again, with nobody to ask for it.",
)
NAT_ZONE = Rule(
    "KW-POL-011",
    "NAT rule names no zone",
    "ゾーンを指定しない NAT 規則",
    WARNING,
    "It translates whatever comes from anywhere, packets of other tiers too.",
)

SOON = timedelta(days=30)


def open_acls(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        for acl in device.policy.acls:
            rule = _permits_all(acl)
            if rule is not None:
                yield OPEN_ACL.finding(
                    device,
                    f"IPv{acl.family} list {acl.name} permits any to any",
                    rule.where or acl.where,
                    "what is needed, by address and port",
                    "permit any any",
                    related=(acl.where,),
                )


def _permits_all(acl: Acl) -> AclRule | None:
    """The line that lets everything pass, unless something is denied before it."""
    for rule in acl.rules:
        if rule.action is Action.DENY:
            return None
        if _matches_all(rule):
            return rule
    return None


def _matches_all(rule: AclRule) -> bool:
    narrow = rule.source_ports or rule.destination_ports or rule.established
    if narrow or rule.protocol is not None or rule.icmp_type is not None:
        return False
    return _is_any(rule.source) and _is_any(rule.destination)


def _is_any(match: AddressMatch | None) -> bool:
    if isinstance(match, Wildcard):
        return match.mask == 0xFFFFFFFF
    return match is None or match.prefixlen == 0


def bindings(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        empty = {(a.family, a.name): a for a in device.policy.acls if not a.rules}
        for i in device.interfaces:
            if i.filters and i.enabled:
                yield from _other_family(device, i)
                for binding in i.filters:
                    acl = empty.get((binding.family, binding.acl))
                    if acl is not None:
                        yield EMPTY_ACL.finding(
                            device,
                            f"list {acl.name} on {i.name} is empty",
                            acl.where,
                            "at least one line",
                            "none",
                            related=(binding.where,),
                        )


def _other_family(device: Device, interface: Interface) -> Iterator[Finding]:
    used = {a.version for a in interface.addresses}
    for direction in ("in", "out"):
        bound = [b for b in interface.filters if b.direction == direction]
        bare = used - {b.family for b in bound}
        if bound and bare:
            family = min(bare)
            yield ONE_FAMILY.finding(
                device,
                f"{interface.name} filters IPv{bound[0].family} ({direction}), not IPv{family}",
                interface.where or bound[0].where,
                f"an IPv{family} list '{direction}' too",
                f"{bound[0].acl} only",
                related=(bound[0].where,),
            )


def wide_rules(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        groups = {f: Groups.of(device.policy, f) for f in (4, 6)} if device.policy.rules else {}
        for rule in device.policy.rules:
            if rule.action is not Action.PERMIT or not rule.enabled or rule.implied or rule.acls:
                continue
            of = groups[rule.family]
            if rule.services and not any(_any_service(s) for s in of.members(rule.services)):
                continue
            sources, destinations = (
                not names or any(p.prefixlen == 0 for p in of.prefixes(names))
                for names in (rule.sources, rule.destinations)
            )
            kind = ANY_RULE if sources and destinations else ANY_SERVICE
            actual = "any to any" if kind is ANY_RULE else "every service"
            yield kind.finding(
                device,
                f"rule {rule.name} permits {actual} {_between(rule)}",
                rule.where,
                "sources, destinations and services of a flow",
                actual,
            )


def _any_service(service: Service) -> bool:
    return service.protocol is None and not service.ports and service.icmp_type is None


def _between(rule: FirewallRule) -> str:
    start = ", ".join(rule.from_zones) or "any zone"
    return f"from {start} to {', '.join(rule.to_zones) or 'any zone'}"


def expiry(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices if ctx.on else ():
        for rule in device.policy.rules:
            if rule.expires is not None and rule.enabled and ctx.on is not None:
                yield from _ended(device, rule, rule.expires, ctx.on)


def _ended(device: Device, rule: FirewallRule, last: date, on: date) -> Iterator[Finding]:
    if last < on:
        yield EXPIRED.finding(
            device,
            f"rule {rule.name} was wanted until {last}",
            rule.where,
            f"no such rule on {on}",
            f"{(on - last).days} days over",
        )
    elif last - on <= SOON:
        yield EXPIRES_SOON.finding(
            device, f"rule {rule.name} ends on {last}", rule.where, "a decision", str(last)
        )


def records(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        for rule in device.policy.rules:
            if not rule.enabled:
                yield DISABLED.finding(
                    device, f"rule {rule.name} is disabled", rule.where, "no rule", "disabled"
                )
                continue
            if rule.action is not Action.PERMIT or rule.implied:
                continue
            if not rule.log:
                yield NOT_LOGGED.finding(
                    device, f"rule {rule.name} is not logged", rule.where, "logging", "none"
                )
            lacks = [w for w, said in (("owner", rule.owner), ("reason", rule.reason)) if not said]
            if lacks:
                yield NO_OWNER.finding(
                    device,
                    f"rule {rule.name} has no {' and no '.join(lacks)}",
                    rule.where,
                    "owner and reason",
                    "none",
                )


def nat_zones(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        for rule in device.policy.nat:
            needed = {"from": rule.from_zone}
            if rule.kind is NatKind.SOURCE:
                needed["to"] = rule.to_zone
            absent = [side for side, zone in needed.items() if not zone]
            if absent:
                yield NAT_ZONE.finding(
                    device,
                    f"NAT rule {rule.name} names no zone '{absent[0]}'",
                    rule.where,
                    "a zone",
                    "any",
                )


CHECKS = (
    Check((OPEN_ACL,), open_acls),
    Check((ONE_FAMILY, EMPTY_ACL), bindings),
    Check((ANY_RULE, ANY_SERVICE), wide_rules),
    Check((EXPIRED, EXPIRES_SOON), expiry),
    Check((NO_OWNER, NOT_LOGGED, DISABLED), records),
    Check((NAT_ZONE,), nat_zones),
)
