"""Questions about filters by themselves: lines without effect, what is permitted, are two alike.

All answers are exact, on sets of packets. A firewall's rules are asked about as the list that
packets between two of its sides meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.forwarding.packet import Packet, acl_decision
from kawanet.model.interfaces import Family
from kawanet.model.network import Device, Network
from kawanet.model.policy import Acl, AclRule, Action, FirewallRule
from kawanet.verify.fabric import firewall_sides
from kawanet.verify.filters import (
    FilterTable,
    acl_rule_match,
    rule_content,
    rules_between,
)
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.witness import pick_header

MOST_NAMED = 5  # lines that a row names as the cause
BLOCK = 40


class Effect(StrEnum):
    """Why a line has no effect."""

    SHADOWED = "shadowed"  # lines above take all it matches, and some of it they decide otherwise
    UNREACHABLE = "unreachable"  # lines above take all it matches, and decide alike
    REDUNDANT = "redundant"  # it decides, but the lines below would decide alike
    EMPTY = "empty"  # no packet matches it


@dataclass(frozen=True, slots=True)
class FilterLine:
    """A line without effect. `causes` are the lines (by number or rule name) that make it so; of a
    firewall's rule, `filter` is `rules` and the effect holds between all sides it is for."""

    device: str
    filter: str
    line: str
    effect: Effect
    action: Action
    causes: tuple[str, ...]
    where: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class FilterDifference:
    """A packet on which two filters disagree, and the lines that decide it."""

    packet: Packet
    first: Action
    second: Action
    first_where: Span | None = field(default=None, compare=False)
    second_where: Span | None = field(default=None, compare=False)


class Judged(NamedTuple):
    """What was found of a line: its effect, and the first few lines that are the cause."""

    effect: Effect
    causes: tuple[int, ...]


Line = tuple[Action, Region]


def judge_lines(space: Space, lines: Sequence[Line]) -> dict[int, Judged]:
    """Lines of a first-match list (no match is deny) without effect, by index."""
    below = [space.none]  # what the lines after each permit
    for action, match in reversed(lines):
        last = below[-1]
        below.append(match | last if action is Action.PERMIT else last & ~match)
    below.reverse()
    found: dict[int, Judged] = {}
    search = _Search(space, [match for _, match in lines])
    taken = permitted = space.none  # by the lines above
    for index, (action, match) in enumerate(lines):
        mine = match & ~taken
        if match == space.none:
            found[index] = Judged(Effect.EMPTY, ())
        elif mine == space.none:
            other = match & (~permitted if action is Action.PERMIT else permitted)
            effect = Effect.UNREACHABLE if other == space.none else Effect.SHADOWED
            found[index] = Judged(effect, search.takers(match, 0, index))
        elif index + 1 == len(lines) and action is Action.DENY:
            pass  # what a list ends with anyway, said by name: often to log it
        elif _agrees(space, action, mine, below[index + 1]):
            found[index] = Judged(Effect.REDUNDANT, search.takers(mine, index + 1, len(lines)))
        taken = taken | match
        permitted = permitted | mine if action is Action.PERMIT else permitted
    return found


def _agrees(space: Space, action: Action, mine: Region, permitted_below: Region) -> bool:
    left = mine & (~permitted_below if action is Action.PERMIT else permitted_below)
    return left == space.none


class _Search:
    """Which lines take the packets of a set: by blocks first, for lists are long."""

    def __init__(self, space: Space, matches: Sequence[Region]) -> None:
        self.none, self.matches = space.none, matches
        starts = range(0, len(matches), BLOCK)
        self.blocks = [space.union(matches[start : start + BLOCK]) for start in starts]

    def takers(self, region: Region, first: int, end: int) -> tuple[int, ...]:
        """The first few lines from `first` up to `end` that take packets of the region."""
        found: list[int] = []
        number = first
        while number < end and region != self.none and len(found) < MOST_NAMED:
            if number % BLOCK == 0 and region & self.blocks[number // BLOCK] == self.none:
                number += BLOCK
                continue
            if region & self.matches[number] != self.none:
                region = region & ~self.matches[number]
                found.append(number)
            number += 1
        return tuple(found)


def lines_without_effect(network: Network) -> Iterator[FilterLine]:
    """Every line of every ACL and firewall of a network that has no effect, by device."""
    families: tuple[Family, Family] = (4, 6)
    for family in families:
        if any(_has_filters(d, family) for d in network.devices):
            work = _Lines(FilterTable(Space(family)))
            for device in network.devices:
                yield from work.of_acls(device)
                yield from work.of_rules(device)


def _has_filters(device: Device, family: Family) -> bool:
    policy = device.policy
    return any(a.family == family for a in policy.acls) or any(
        r.family == family for r in policy.rules
    )


@dataclass
class _Lines:
    """One family; equal lists are judged once."""

    table: FilterTable
    _judged: dict[tuple[AclRule, ...], dict[int, Judged]] = field(default_factory=dict)

    def of_acls(self, device: Device) -> Iterator[FilterLine]:
        space = self.table.space
        for acl in device.policy.acls:
            if acl.family != space.family:
                continue
            if acl.rules not in self._judged:
                lines = [(r.action, acl_rule_match(space, r)) for r in acl.rules]
                self._judged[acl.rules] = judge_lines(space, lines)
            for index, judged in self._judged[acl.rules].items():
                rule = acl.rules[index]
                causes = tuple(str(n + 1) for n in judged.causes)
                where = rule.where or acl.where
                number = str(index + 1)
                yield FilterLine(
                    device.name, acl.name, number, judged.effect, rule.action, causes, where
                )

    def of_rules(self, device: Device) -> Iterator[FilterLine]:
        """Rules that between no two sides have an effect; causes are those of the first pair."""
        family, policy = self.table.space.family, device.policy
        found: dict[int, list[tuple[Judged, tuple[FirewallRule, ...]]]] = {}
        sides = firewall_sides(device)
        pairs: dict[int, int] = {}
        for a in sides:
            for b in sides:
                rules = rules_between(policy, family, a, b)
                for rule in rules:
                    pairs[id(rule)] = pairs.get(id(rule), 0) + 1
                for index, judged in judge_lines(
                    self.table.space, self._lines(device, rules)
                ).items():
                    found.setdefault(id(rules[index]), []).append((judged, rules))
        for rule in policy.rules:
            mine = found.get(id(rule), [])
            if mine and len(mine) == pairs[id(rule)]:
                yield _rule_line(device, rule, mine)

    def _lines(self, device: Device, rules: Sequence[FirewallRule]) -> list[Line]:
        groups = self.table.groups(device)
        return [(r.action, self.table.rule(rule_content(groups, r))) for r in rules]


def _rule_line(
    device: Device, rule: FirewallRule, mine: list[tuple[Judged, tuple[FirewallRule, ...]]]
) -> FilterLine:
    order = list(Effect)
    judged, rules = min(mine, key=lambda pair: order.index(pair[0].effect))
    causes = tuple(rules[n].name for n in judged.causes)
    return FilterLine(
        device.name, "rules", rule.name, judged.effect, rule.action, causes, rule.where
    )


def differences(space: Space, first: Acl, second: Acl) -> Iterator[FilterDifference]:
    """Packets on which two ACLs of one family disagree: one that only the first permits, one that
    only the second does. Nothing: they are the same."""
    table = FilterTable(space)
    one, two = table.acl(first), table.acl(second)
    for region in (one & ~two, two & ~one):
        packet = pick_header(space, region)
        if packet is not None:
            says = [acl_decision(acl, packet) for acl in (first, second)]
            actions = [Action.PERMIT if s.permitted else Action.DENY for s in says]
            yield FilterDifference(packet, actions[0], actions[1], says[0].where, says[1].where)
