"""ACLs and zone policies as packet sets: each distinct one is built once, by one fold.

A first-match list is folded from its last rule to its first: what a rule matches gets its action,
the rest keeps what the later rules say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from kawanet.model.interfaces import Family
from kawanet.model.network import Device
from kawanet.model.policy import (
    TCP,
    Acl,
    AclRule,
    Action,
    FirewallRule,
    IPNetwork,
    NatKind,
    NatRule,
    Policy,
    PortRange,
    Service,
)
from kawanet.verify.acl_runs import AclRuns, Run
from kawanet.verify.headerspace import Region, Space


def acl_rule_match(space: Space, rule: AclRule) -> Region:
    """Headers that one ACL line matches."""
    region = space.headers(
        rule.protocol,
        rule.source_ports,
        rule.destination_ports,
        rule.icmp_type,
        rule.established,
    )
    # Any is passed over, and fields come from the bottom of the diagram up: the cheap way round.
    if rule.source is not None:
        region = space.address(space.source_field, rule.source) & region
    if rule.destination is not None:
        region = space.address(space.destination_field, rule.destination) & region
    return region


def first_match(space: Space, lines: Sequence[tuple[Action, Region]]) -> Region:
    """Headers that a first-match list permits; no match is deny."""
    permitted = space.none
    for action, match in reversed(lines):
        permitted = match | permitted if action is Action.PERMIT else permitted & ~match
    return permitted


def acl_permits(space: Space, rules: Sequence[AclRule]) -> Region:
    """Headers that an ACL permits."""
    return first_match(space, [(r.action, acl_rule_match(space, r)) for r in rules])


def shadowed_lines(space: Space, matches: Iterable[Region]) -> Iterator[int]:
    """Yield the index of each line that can never decide: earlier lines take all it matches."""
    taken = space.none
    for index, match in enumerate(matches):
        if match & ~taken == space.none:
            yield index
        taken = taken | match


@dataclass(frozen=True)
class Groups:
    """The named groups of one device, resolved. A name that is not defined matches nothing."""

    addresses: dict[str, tuple[IPNetwork, ...]]
    services: dict[str, tuple[Service, ...]]
    acls: dict[str, Acl]

    @classmethod
    def of(cls, policy: Policy, family: Family) -> Groups:
        return cls(
            {g.name: g.prefixes for g in policy.address_groups if g.family == family},
            {g.name: g.services for g in policy.service_groups},
            {a.name: a for a in policy.acls if a.family == family},
        )

    def prefixes(self, names: tuple[str, ...]) -> tuple[IPNetwork, ...]:
        """Prefixes of the groups, in order."""
        return tuple(p for n in names for p in self.addresses.get(n, ()))

    def members(self, names: tuple[str, ...]) -> tuple[Service, ...]:
        """Services of the groups, in order."""
        return tuple(s for n in names for s in self.services.get(n, ()))

    def lists(self, names: tuple[str, ...]) -> tuple[tuple[AclRule, ...], ...]:
        """Rules of the ACLs, in order."""
        return tuple(self.acls[n].rules for n in names if n in self.acls)


class RuleContent(NamedTuple):
    """A firewall rule with its names resolved; for each field None is any."""

    action: Action
    sources: tuple[IPNetwork, ...] | None
    destinations: tuple[IPNetwork, ...] | None
    services: tuple[Service, ...] | None
    acls: tuple[tuple[AclRule, ...], ...] | None


def rule_content(groups: Groups, rule: FirewallRule) -> RuleContent:
    """What a firewall rule says with its groups resolved; equal contents are built once."""
    return RuleContent(
        rule.action,
        groups.prefixes(rule.sources) if rule.sources else None,
        groups.prefixes(rule.destinations) if rule.destinations else None,
        groups.members(rule.services) if rule.services else None,
        groups.lists(rule.acls) if rule.acls else None,
    )


def firewall_rule_match(space: Space, content: RuleContent) -> Region:
    """Headers that one firewall rule matches, zones aside."""
    _, sources, destinations, services, acls = content
    region = space.all if destinations is None else space.destinations(destinations)
    if sources is not None:
        region = region & space.sources(sources)
    if services is not None:
        region = region & space.union(map(space.service, services))
    if acls is None:
        return region
    return region & space.union(acl_permits(space, rules) for rules in acls)


def side_name(policy: Policy, interface: str) -> str:
    """What rules call an interface: its own name if some rule does, else its zone, else its name.

    Interfaces with one side name are treated alike by every rule of the firewall.
    """
    if any(interface in r.from_zones or interface in r.to_zones for r in policy.rules):
        return interface
    if any(interface in (n.from_zone, n.to_zone) for n in policy.nat):
        return interface
    return next((z.name for z in policy.zones if interface in z.interfaces), interface)


def side_matches(policy: Policy, names: tuple[str, ...], side: str) -> bool:
    """Whether zone (or interface) names of a rule take a side in; no name is any."""
    if not any(names) or side in names:
        return True
    return any(z.name in names for z in policy.zones if side in z.interfaces)


def rules_between(
    policy: Policy, family: Family, from_side: str, to_side: str
) -> tuple[FirewallRule, ...]:
    """Enabled rules that packets between two sides meet, in order."""
    return tuple(
        r
        for r in policy.rules
        if r.enabled
        and r.family == family
        and side_matches(policy, r.from_zones, from_side)
        and side_matches(policy, r.to_zones, to_side)
    )


class _Rules:
    """The rules of an ACL as a key that is hashed once."""

    __slots__ = ("_hash", "rules")

    def __init__(self, rules: tuple[AclRule, ...]) -> None:
        self.rules = rules
        middle = len(rules) // 2
        # Lists mostly differ in length or in one of these; equality is of all lines anyway.
        self._hash = hash((len(rules), rules[:2], rules[middle : middle + 1], rules[-2:]))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rules) and self.rules == other.rules


@dataclass
class FilterTable:
    """All filters of one family, interned by content."""

    space: Space
    _acls: dict[tuple[AclRule, ...], Region] = field(default_factory=dict)
    # By identity (hashing rules is slow); the ACL is kept so that its identity stays its own.
    _met: dict[int, tuple[Acl, Region]] = field(default_factory=dict)
    _runs: dict[int, tuple[Acl, tuple[Run, ...] | None]] = field(default_factory=dict)
    _distinct_runs: dict[_Rules, tuple[Run, ...] | None] = field(default_factory=dict)
    _policies: dict[tuple[RuleContent, ...], Region] = field(default_factory=dict)
    _rules: dict[RuleContent, Region] = field(default_factory=dict)
    _free: dict[tuple[tuple[RuleContent, ...], tuple[bool, ...]], Region] = field(
        default_factory=dict
    )
    _groups: dict[str, Groups] = field(default_factory=dict)
    _named: dict[str, dict[str, Acl]] = field(default_factory=dict)

    def renewed(self) -> FilterTable:
        """The same filters for another network: what goes by the names of devices is forgotten."""
        return replace(self, _groups={}, _named={})

    def acl(self, acl: Acl) -> Region:
        """Headers that an ACL permits."""
        met = self._met.get(id(acl))
        if met is not None:
            return met[1]
        region = self._acls.get(acl.rules)
        if region is None:
            region = self._acls[acl.rules] = acl_permits(self.space, acl.rules)
        self._met[id(acl)] = acl, region
        return region

    def runs(self, acl: Acl) -> tuple[Run, ...] | None:
        """What an ACL permits, destination by destination; None where that does not pay (see
        `acl_runs`)."""
        met = self._runs.get(id(acl))
        if met is None:
            key = _Rules(acl.rules)
            if key not in self._distinct_runs:
                self._distinct_runs[key] = self._acl_runs.of(acl.rules)
            met = self._runs[id(acl)] = acl, self._distinct_runs[key]
        return met[1]

    @cached_property
    def _acl_runs(self) -> AclRuns:
        return AclRuns(self.space)

    def acls_of(self, device: Device) -> dict[str, Acl]:
        """The device's ACLs of this family, by name."""
        if device.name not in self._named:
            family = self.space.family
            self._named[device.name] = {a.name: a for a in device.policy.acls if a.family == family}
        return self._named[device.name]

    def groups(self, device: Device) -> Groups:
        if device.name not in self._groups:
            self._groups[device.name] = Groups.of(device.policy, self.space.family)
        return self._groups[device.name]

    def rule(self, content: RuleContent) -> Region:
        if content not in self._rules:
            self._rules[content] = firewall_rule_match(self.space, content)
        return self._rules[content]

    def sides(self, device: Device, from_side: str, to_side: str) -> Region:
        """Headers that a firewall's rules permit from one side to another."""
        groups = self.groups(device)
        rules = rules_between(device.policy, self.space.family, from_side, to_side)
        contents = tuple(rule_content(groups, r) for r in rules)
        if contents not in self._policies:
            lines = [(c[0], self.rule(c)) for c in contents]
            self._policies[contents] = first_match(self.space, lines)
        found = self._policies[contents]
        if device.policy.unmatched is Action.PERMIT:
            return found | ~self.space.union(map(self.rule, contents))
        return found

    def free(self, device: Device, from_side: str, to_side: str) -> Region:
        """Headers of what passes from one side to another without a session."""
        policy, groups = device.policy, self.groups(device)
        rules = rules_between(policy, self.space.family, from_side, to_side)
        unmatched = policy.unmatched is Action.PERMIT
        if not unmatched and all(r.stateful for r in rules):
            return self.space.none
        contents = tuple(rule_content(groups, r) for r in rules)
        key = contents, (unmatched, *(r.stateful for r in rules))
        if key not in self._free:
            lines = [
                (Action.DENY if r.stateful else r.action, self.rule(c))
                for r, c in zip(rules, contents, strict=True)
            ]
            rest = [(Action.PERMIT, self.space.all)] if unmatched else []
            self._free[key] = first_match(self.space, [*lines, *rest])
        return self._free[key]

    def unknown(self, device: Device, from_side: str, to_side: str) -> Region:
        """Headers of what passes from one side to another where no session is known."""
        first = ~(self.space.protocol(TCP) & self.space.established)
        free = self.free(device, from_side, to_side)
        return (self.sides(device, from_side, to_side) & first) | free

    def nat_match(self, device: Device, rule: NatRule) -> Region:
        """Headers of the packets that a source NAT rule chooses."""
        groups, space = self.groups(device), self.space
        region = space.sources(groups.prefixes(rule.sources)) if rule.sources else space.all
        if rule.destinations:
            region = region & space.destinations(groups.prefixes(rule.destinations))
        if rule.kind is NatKind.SOURCE and rule.address is not None:
            ports = () if rule.port is None else (PortRange(rule.port, rule.port),)
            region = region & space.value(space.source_field, int(rule.address))
            region = region & space.ports(space.source_port_field, ports)
            region = region & space.protocol(rule.protocol)
        if rule.acls:
            region = region & self._of_acls(device, rule.acls)
        return region & ~self._of_acls(device, rule.unless_acls) if rule.unless_acls else region

    def _of_acls(self, device: Device, names: tuple[str, ...]) -> Region:
        """What one of the ACLs permits."""
        acls = self.acls_of(device)
        return self.space.union(self.acl(acls[n]) for n in names if n in acls)
