"""Lines that never decide, found exactly: earlier lines take every packet they match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kawanet.findings import Finding
from kawanet.model.interfaces import Family
from kawanet.model.network import Device
from kawanet.model.policy import AclRule, FirewallRule, Policy
from kawanet.verify.filters import (
    Groups,
    RuleContent,
    acl_rule_match,
    firewall_rule_match,
    rule_content,
    shadowed_lines,
)
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import WARNING, Check, Rule

SHADOWED_LINE = Rule(
    "KW-POL-012",
    "Access-list line never decides",
    "効果のないアクセスリストの行",
    WARNING,
    "Lines above it match every packet that it matches. Found exactly, on sets of packets.",
)
SHADOWED_RULE = Rule(
    "KW-POL-013",
    "Firewall rule never decides",
    "効果のない規則",
    WARNING,
    "Rules above it match every packet that it matches, between all its zones. Found exactly.",
)

Sides = tuple[str, str]
Line = tuple[RuleContent, tuple[Sides, ...]]


@dataclass
class Shadows:
    """Sets of one family; equal lists of lines, as on a pair of firewalls, are judged once."""

    space: Space
    _acls: dict[tuple[AclRule, ...], tuple[int, ...]] = field(default_factory=dict)
    _rules: dict[tuple[Line, ...], tuple[int, ...]] = field(default_factory=dict)
    _matches: dict[RuleContent, Region] = field(default_factory=dict)

    def of_acl(self, rules: tuple[AclRule, ...]) -> tuple[int, ...]:
        """Indices of the shadowed lines of an access list."""
        if rules not in self._acls:
            matches = (acl_rule_match(self.space, rule) for rule in rules)
            self._acls[rules] = tuple(shadowed_lines(self.space, matches))
        return self._acls[rules]

    def of_rules(self, lines: tuple[Line, ...]) -> tuple[int, ...]:
        """Indices of rules that, between each two sides they are for, decide nothing."""
        if lines not in self._rules:
            self._rules[lines] = tuple(self._shadowed(lines))
        return self._rules[lines]

    def _shadowed(self, lines: Sequence[Line]) -> Iterator[int]:
        taken: dict[Sides, Region] = {}
        for index, (content, pairs) in enumerate(lines):
            match = self._match(content)
            before = [taken.get(pair, self.space.none) for pair in pairs]
            if pairs and all(match & ~earlier == self.space.none for earlier in before):
                yield index
            for pair, earlier in zip(pairs, before, strict=True):
                taken[pair] = earlier | match

    def _match(self, content: RuleContent) -> Region:
        if content not in self._matches:
            self._matches[content] = firewall_rule_match(self.space, content)
        return self._matches[content]


def shadowed(ctx: Context) -> Iterator[Finding]:
    families: tuple[Family, Family] = (4, 6)
    for family in families:
        holders = [d for d in ctx.network.devices if _has_lists(d.policy, family)]
        if not holders:
            continue  # a space of headers takes a moment to set up
        shadows = Shadows(Space(family))
        for device in holders:
            yield from _shadowed_acls(shadows, device)
            yield from _shadowed_rules(shadows, device)


def _has_lists(policy: Policy, family: Family) -> bool:
    """Whether some line may stand below another."""
    lists = any(a.family == family and len(a.rules) > 1 for a in policy.acls)
    return lists or sum(r.family == family for r in policy.rules) > 1


def _shadowed_acls(shadows: Shadows, device: Device) -> Iterator[Finding]:
    for acl in device.policy.acls:
        if acl.family != shadows.space.family or len(acl.rules) < 2:
            continue
        for index in shadows.of_acl(acl.rules):
            rule = acl.rules[index]
            yield SHADOWED_LINE.finding(
                device,
                f"line {index + 1} of IPv{acl.family} list {acl.name} never decides",
                rule.where or acl.where,
                "a packet that reaches the line",
                "none: lines above match all of them",
                related=(acl.rules[0].where,),
            )


def _shadowed_rules(shadows: Shadows, device: Device) -> Iterator[Finding]:
    family, policy = shadows.space.family, device.policy
    rules = [r for r in policy.rules if r.enabled and r.family == family]
    if not rules:
        return
    groups = Groups.of(policy, family)
    lines = tuple((rule_content(groups, r), _sides(policy, r)) for r in rules)
    for index in shadows.of_rules(lines):
        rule = rules[index]
        yield SHADOWED_RULE.finding(
            device,
            f"rule {rule.name} never decides",
            rule.where,
            "a packet that reaches the rule",
            "none: rules above match all of them",
        )


def _sides(policy: Policy, rule: FirewallRule) -> tuple[Sides, ...]:
    """Pairs of interfaces that the rule is for."""
    starts, ends = (_interfaces(policy, names) for names in (rule.from_zones, rule.to_zones))
    return tuple((a, b) for a in starts for b in ends)


def _interfaces(policy: Policy, names: tuple[str, ...]) -> tuple[str, ...]:
    of = {z.name: z.interfaces for z in policy.zones}
    chosen = names or tuple(of)
    return tuple(dict.fromkeys(i for name in chosen for i in of.get(name, (name,))))


CHECKS = (Check((SHADOWED_LINE, SHADOWED_RULE), shadowed),)
