"""Redundant gateways: VRRP groups whose members do not agree, or are alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from kawanet.findings import Finding
from kawanet.model.interfaces import Interface, IPAddress, VrrpGroup
from kawanet.model.network import Device
from kawanet.model.policy import IPNetwork
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import ERROR, WARNING, Check, Rule

ALONE = Rule(
    "KW-VRRP-001",
    "VRRP group has one member",
    "VRRP グループが一台だけ",
    WARNING,
    "Nobody takes over the virtual address when this router fails.",
    "RFC 5798",
)
ADDRESSES_DIFFER = Rule(
    "KW-VRRP-002",
    "Members of a VRRP group disagree on the virtual address",
    "VRRP グループで仮想アドレスが食い違う",
    ERROR,
    "A backup discards advertisements with other addresses and becomes a second master.",
    "RFC 5798 §7.1",
)
PRIORITIES_EQUAL = Rule(
    "KW-VRRP-003",
    "Members of a VRRP group have one priority",
    "VRRP グループの優先度が同じ",
    WARNING,
    "Which router leads then hangs on addresses, and not on what was planned.",
    "RFC 5798 §6.4.3",
)
OUTSIDE = Rule(
    "KW-VRRP-004",
    "Virtual address is not in the interface's subnet",
    "仮想アドレスがサブネットの外にある",
    ERROR,
    "Hosts of the segment cannot have it as their gateway.",
    "RFC 5798 §1.2",
)
ONE_FAMILY = Rule(
    "KW-VRRP-005",
    "Gateway is redundant for one IP version only",
    "ゲートウェイの冗長化が片方の IP 版だけ",
    WARNING,
    "When the router fails, hosts lose the version that has no virtual address.",
    "RFC 5798 §1.3",
)


class Member(NamedTuple):
    """A router in a VRRP group."""

    device: Device
    interface: Interface
    group: VrrpGroup


def vrrp(ctx: Context) -> Iterator[Finding]:
    groups: dict[tuple[IPNetwork, int], list[Member]] = defaultdict(list)
    for device, interface in ctx.enabled():
        for group in interface.vrrp:
            subnet = _subnet(interface, group.address)
            member = Member(device, interface, group)
            if subnet is not None:
                groups[subnet, group.group].append(member)
            elif not group.address.is_link_local:
                yield _outside(member)
    for members in groups.values():
        yield from _group(members)


def _subnet(interface: Interface, address: IPAddress) -> IPNetwork | None:
    return next(
        (
            a.network
            for a in interface.addresses
            if a.version == address.version and address in a.network
        ),
        None,
    )


def _outside(member: Member) -> Finding:
    own = ", ".join(str(a.network) for a in member.interface.addresses) or "no address"
    return OUTSIDE.finding(
        member.device,
        f"{member.interface.name} has the virtual address {member.group.address}",
        member.interface.where,
        "an address of the interface's subnet",
        own,
    )


def _group(members: list[Member]) -> Iterator[Finding]:
    first, *others = members
    name = f"VRRP group {first.group.group}"
    if not others:
        yield ALONE.finding(
            first.device,
            f"{name} on {first.interface.name} has no other member",
            first.interface.where,
            "two routers",
            "one",
        )
    for other in others:
        yield from _disagree(name, first, other)


def _disagree(name: str, first: Member, other: Member) -> Iterator[Finding]:
    at = f"{first.device.name}:{first.interface.name}"
    if other.group.address != first.group.address:
        rule, what = ADDRESSES_DIFFER, "the virtual address"
        mine, others = str(other.group.address), str(first.group.address)
    elif other.group.priority == first.group.priority:
        rule, what = PRIORITIES_EQUAL, "a priority"
        mine, others = str(other.group.priority), str(first.group.priority)
    else:
        return
    verb = "differs from" if rule is ADDRESSES_DIFFER else "is that of"
    yield rule.finding(
        other.device,
        f"{what} of {name} on {other.interface.name} {verb} {at}",
        other.interface.where,
        others if rule is ADDRESSES_DIFFER else f"other than {others}",
        mine,
        related=(first.interface.where,),
    )


def one_family(ctx: Context) -> Iterator[Finding]:
    for device, i in ctx.enabled():
        redundant = {g.family for g in i.vrrp}
        used = {a.version for a in i.addresses if not a.is_link_local}
        if redundant and used - redundant:
            lost = min(used - redundant)
            yield ONE_FAMILY.finding(
                device,
                f"{i.name} has VRRP for IPv{min(redundant)}, none for IPv{lost}",
                i.where,
                "a group for each IP version",
                f"IPv{min(redundant)} only",
            )


CHECKS = (
    Check((ALONE, ADDRESSES_DIFFER, PRIORITIES_EQUAL, OUTSIDE), vrrp),
    Check((ONE_FAMILY,), one_family),
)
