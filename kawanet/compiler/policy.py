"""Firewall policy: zones, groups, rules of the flows' paths, and NAT at the hand-offs."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.addressing.boxes import server_box
from kawanet.addressing.hosts import has_default
from kawanet.addressing.values import HANDOFF_VIRTUAL, Host
from kawanet.addressing.wiring import Box, Join
from kawanet.compiler.acls import acls_of
from kawanet.compiler.day import Day
from kawanet.compiler.flows import FAMILIES, End, Resolved, parse_services, sort_services
from kawanet.compiler.gateways import external_of, transit_key
from kawanet.compiler.paths import Crossings, Step
from kawanet.design.schema import Firewall, Role
from kawanet.model.interfaces import Family, Interface
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    Action,
    AddressGroup,
    FirewallRule,
    NatKind,
    NatRule,
    Policy,
    ServiceGroup,
    Zone,
)

FIREWALLS = frozenset({Role.FIREWALL, Role.MOBILE_FIREWALL})


def policy_of(
    day: Day,
    box: Box,
    interfaces: tuple[Interface, ...],
    flows: tuple[Resolved, ...],
    crossings: Crossings,
) -> Policy:
    """ACLs of any box; of a firewall, everything."""
    acls = tuple(
        sorted(acls_of(day, box, interfaces, flows), key=lambda acl: (acl.family, acl.name))
    )
    if box.role not in FIREWALLS:
        return Policy(acls)
    firewall = day.firewall_of(box)
    steps = sorted(crossings.rules.get(firewall.name, ()), key=lambda s: s[1].spec.name)
    return Policy(
        acls,
        _address_groups(steps),
        _service_groups(steps),
        tuple(_zones(day, box)),
        tuple(rule for step, flow in steps for rule in _rules(step, flow)),
        tuple(sorted(_nat(day, firewall, steps), key=_nat_order)),
    )


def group_name(end: End, family: Family) -> str:
    """The name of an address group: what it is, and the family."""
    return f"{end.name}-v{family}"


def service_group_name(flow: Resolved, service: str, family: Family) -> str:
    """A service's group; one for each family where it holds ICMP."""
    ports = flow.service_ports[service]
    protocols = {s.protocol for s in parse_services(ports, family)}
    return f"{service}-v{family}" if protocols & {ICMP, ICMPV6} else service


def _address_groups(steps: list[tuple[Step, Resolved]]) -> tuple[AddressGroup, ...]:
    groups = {
        (family, group_name(end, family)): end.of(family)
        for _, flow in steps
        for family in flow.families()
        for end in (flow.source, flow.destination)
    }
    return tuple(AddressGroup(n, f, prefixes) for (f, n), prefixes in sorted(groups.items()))


def _service_groups(steps: list[tuple[Step, Resolved]]) -> tuple[ServiceGroup, ...]:
    groups = {
        service_group_name(flow, name, family): parse_services(flow.service_ports[name], family)
        for _, flow in steps
        for family in flow.families()
        for name in flow.spec.services
    }
    return tuple(ServiceGroup(n, sort_services(set(s))) for n, s in sorted(groups.items()))


def _zones(day: Day, box: Box) -> Iterator[Zone]:
    """One zone a tier and external, sorted."""
    firewall = day.firewall_of(box)
    core = day.cable_of(box.name, Join.FIREWALL)[0]
    parent = day.port(box.name, core.name)
    found = {}
    for tier in firewall.tiers:
        vlan = day.plan.segments[transit_key(day, box, tier)].vlan
        found[tier] = day.platform(box).subinterface.format(parent=parent, vlan=vlan)
    for cable in day.cable_of(box.name, Join.HANDOFF):
        found[cable.about] = day.port(box.name, cable.name)
    return (Zone(name, (found[name],)) for name in sorted(found))


def _rules(step: Step, flow: Resolved) -> Iterator[FirewallRule]:
    """One rule a family. The owner and the reason stand in its comment."""
    for family in flow.families():
        services = {service_group_name(flow, name, family) for name in flow.spec.services}
        yield FirewallRule(
            f"{flow.spec.name}-v{family}",
            family,
            Action.PERMIT,
            (step.from_zone,),
            (step.to_zone,),
            (group_name(flow.source, family),),
            (group_name(flow.destination, family),),
            tuple(sorted(services)),
            expires=flow.spec.until,
            owner=flow.spec.owner,
            reason=flow.spec.reason,
        )


def _nat(day: Day, firewall: Firewall, steps: list[tuple[Step, Resolved]]) -> Iterator[NatRule]:
    """Destinations before sources, each sorted by name."""
    for name in sorted(firewall.externals):
        if has_default(external_of(day, name)):
            yield from _published(day, firewall, name)
    pairs = sorted({(s.to_zone, s.from_zone) for s, _ in steps if s.from_zone in day.tier})
    for name, tier in pairs:
        if name in firewall.externals and external_of(day, name).source_nat:
            yield from _hide(day, name, tier)


def _nat_order(rule: NatRule) -> tuple[bool, Family]:
    """The model's order; within a kind and family the order of making stays."""
    return rule.kind is NatKind.SOURCE, rule.family


def _published(day: Day, firewall: Firewall, external: str) -> Iterator[NatRule]:
    """A public address for each server of a published system behind this pair."""
    if not external_of(day, external).holds_on(day.on):
        return
    for system in sorted(day.design.systems, key=lambda s: s.name):
        running = any(w.holds_on(day.on) for w in system.windows)
        if not (system.published and running and system.tier in firewall.tiers):
            continue
        for n in range(1, system.servers + 1):
            box = server_box(system.name, n)
            outside, inside = day.plan.published[box], day.plan.servers[box]
            for family in FAMILIES:
                yield NatRule(
                    f"publish-{system.name}-{n}-v{family}",
                    family,
                    NatKind.DESTINATION,
                    external,
                    address=outside.of(family),
                    mapped_address=inside.of(family),
                )


def _hide(day: Day, external: str, tier: str) -> Iterator[NatRule]:
    """A tier hides behind the pair's virtual address at a hand-off."""
    of = external_of(day, external)
    pool = Host(of.handoff_ipv4[HANDOFF_VIRTUAL], of.handoff_ipv6[HANDOFF_VIRTUAL])
    for family in FAMILIES:
        address = pool.of(family)
        yield NatRule(
            f"hide-{tier}-{external}-v{family}",
            family,
            NatKind.SOURCE,
            tier,
            external,
            pool_first=address,
            pool_last=address,
        )
