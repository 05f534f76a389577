"""ACLs on routers: spoofed sources on user segments, the mobile terminals' way, and management."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from typing import Literal

from kawanet.addressing.values import Host
from kawanet.addressing.wiring import Box
from kawanet.compiler.day import Day
from kawanet.compiler.flows import Resolved
from kawanet.design.schema import Role
from kawanet.model.interfaces import Family, Interface
from kawanet.model.policy import ICMPV6, TCP, UDP, Acl, AclRule, Action, IPNetwork, PortRange

PERMIT, DENY = Action.PERMIT, Action.DENY
FAMILIES: tuple[Family, Family] = (4, 6)
UNSPECIFIED4, BROADCAST4 = IPv4Network("0.0.0.0/32"), IPv4Network("255.255.255.255/32")
UNSPECIFIED6, LINK_LOCAL6 = IPv6Network("::/128"), IPv6Network("fe80::/10")
MULTICAST6 = IPv6Network("ff02::/16")
BGP_PORT = PortRange(179, 179)  # RFC 4271 §8.2.1
BOOTP_CLIENT, BOOTP_SERVER = PortRange(68, 68), PortRange(67, 67)


def spoof_acl_name(tier: str, family: Family) -> str:
    """The ACL on user segments of a tier; the same text on every device."""
    return f"ANTISPOOF-{tier.upper()}-V{family}"


def mobile_acl_name(family: Family, direction: Literal["in", "out"]) -> str:
    """The ACLs on the hand-offs of closed mobile."""
    return f"MOBILE-{direction.upper()}-V{family}"


def _refuse_rest() -> AclRule:
    return AclRule(DENY, log=True)


def spoof_acl(day: Day, tier: str, family: Family) -> Acl:
    """Let in sources of the tier, and what a host needs before it has an address (RFC 2827)."""
    of = day.tier[tier]
    rules: tuple[AclRule, ...]
    if family == 4:
        before = AclRule(
            PERMIT,
            UDP,
            UNSPECIFIED4,
            BROADCAST4,
            source_ports=(BOOTP_CLIENT,),
            destination_ports=(BOOTP_SERVER,),
        )
        rules = (before, AclRule(PERMIT, source=of.ipv4))
    else:
        before = AclRule(PERMIT, ICMPV6, UNSPECIFIED6, MULTICAST6)
        local = AclRule(PERMIT, source=LINK_LOCAL6)
        rules = (before, local, AclRule(PERMIT, source=of.ipv6))
    return Acl(spoof_acl_name(tier, family), family, (*rules, _refuse_rest()))


def management_acl(day: Day, name: str, family: Family) -> Acl:
    """Administration from the administrators' systems only."""
    sources: list[IPNetwork] = []
    for system in day.design.management.administrators:
        for n in range(1, day.system[system].servers + 1):
            sources.append(day.plan.servers[f"srv-{system}-{n}"].prefixes()[family == 6])
    rules = tuple(AclRule(PERMIT, source=s) for s in sorted(sources, key=str))
    return Acl(name, family, (*rules, _refuse_rest()))


def mobile_acl(
    flows: Iterable[Resolved],
    pools: tuple[IPNetwork, ...],
    family: Family,
    peering: tuple[AclRule, ...] = (),
) -> Acl:
    """Terminals reach exactly what a flow names: not each other, not the routers they pass."""
    rules = [*peering]
    for flow in flows:
        for source in (p for p in flow.sources if p in pools and p.version == family):
            for destination in (p for p in flow.destinations if p.version == family):
                for service in flow.services(family):
                    rule = AclRule(
                        PERMIT,
                        service.protocol,
                        source,
                        destination,
                        destination_ports=service.ports,
                        icmp_type=service.icmp_type,
                    )
                    rules.append(rule)
    if family == 6:
        rules.append(AclRule(PERMIT, ICMPV6, LINK_LOCAL6))
    name = mobile_acl_name(family, "in")
    return Acl(name, family, (*dict.fromkeys(rules), _refuse_rest()))


def peering_rules(own: Host, carrier: Host, family: Family) -> tuple[AclRule, ...]:
    """What a session with the carrier's router needs, whoever opens it: an ACL on the way in
    stands before the router itself too. IPv6 asks for the neighbour's address first (RFC 4861)."""
    there, here = (host.prefixes()[family == 6] for host in (carrier, own))
    opened = AclRule(PERMIT, TCP, there, here, destination_ports=(BGP_PORT,))
    answered = AclRule(PERMIT, TCP, there, here, source_ports=(BGP_PORT,))
    asked = tuple(AclRule(PERMIT, ICMPV6, there, to) for to in (here, MULTICAST6))
    return (opened, answered, *(asked if family == 6 else ()))


def mobile_out_acl(pools: tuple[IPNetwork, ...], family: Family) -> Acl:
    """Nothing reaches a terminal that claims to come from one, wherever it entered."""
    own = [p for p in pools if p.version == family]
    rules = (*(AclRule(DENY, source=p, log=True) for p in own), AclRule(PERMIT))
    return Acl(mobile_acl_name(family, "out"), family, rules)


def acls_of(
    day: Day, box: Box, interfaces: tuple[Interface, ...], flows: tuple[Resolved, ...]
) -> Iterator[Acl]:
    """The ACLs of a box: those bound to its interfaces, and its management ACL."""
    names = day.platform(box).management_acl_names
    for family, name in zip(FAMILIES, names, strict=True):
        yield day.once(("acl", name), partial(management_acl, day, name, family))
    bound = {f.acl for i in interfaces for f in i.filters}
    for tier in sorted(day.tier):
        for family in FAMILIES:
            name = spoof_acl_name(tier, family)
            if name in bound:
                yield day.once(("acl", name), partial(spoof_acl, day, tier, family))
    if box.role == Role.MOBILE_EDGE:
        pools = tuple(p for pair in day.plan.pools.values() for p in pair)
        for family in FAMILIES:
            yield mobile_acl(flows, pools, family, _peering(day, box, family))
            yield mobile_out_acl(pools, family)


def _peering(day: Day, box: Box, family: Family) -> tuple[AclRule, ...]:
    mobile = day.design.mobile
    if mobile is None or mobile.bgp is None:
        return ()
    return peering_rules(*day.mobile_hosts(mobile, box), family)
