"""Zone-based firewall: zones, the classes of packets that policies name, pairs of zones.

Between zones, and between a zone and an interface in none, only what a pair's policy passes gets
through; within a zone, between interfaces in none, and to and from the router itself (zone `self`)
all does, where no pair says otherwise. `inspect` opens a session, `pass` passes one way.
Source: Cisco IOS XE Security Configuration Guide, Zone-Based Policy Firewall; Cisco Router and
Security Device Manager 2.5 User's Guide, ch. 34 (rules for zones).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from kawanet.errors import Span
from kawanet.model.policy import Action, FirewallRule, Service, ServiceGroup, Zone
from kawanet.parse.bgp_draft import FAMILIES
from kawanet.parse.cisco_iosxe.applications import APPLICATIONS, shared
from kawanet.parse.cisco_iosxe.nat import SELF, NotFollowedError
from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    claim_below,
)

if TYPE_CHECKING:
    from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft

NO_ZONE = "default"  # what IOS-XE calls the interfaces that are in no zone
CLASS_DEFAULT = "class-default"
_DEEPEST = 8  # class maps within class maps
_ACTIONS = {  # what becomes of a class: the action, and whether a session is opened
    "inspect": (Action.PERMIT, True),
    "pass": (Action.PERMIT, False),
    "drop": (Action.DENY, True),
}


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A `match ...` of a class, its names not looked up yet."""

    words: tuple[str, ...]
    ledger: Ledger
    number: int


@dataclass(slots=True)
class ClassDraft:
    """A class of packets: those that all lines match, or any."""

    every: bool = True
    lines: list[MatchLine] = field(default_factory=list)


@dataclass(slots=True)
class DecisionDraft:
    """What a policy makes of a class."""

    class_name: str
    where: Span
    action: str = "drop"
    log: bool = False


@dataclass(slots=True)
class PairDraft:
    """A pair of zones and its policy."""

    name: str
    source: str
    destination: str
    where: Span
    policy: str | None = None


@dataclass(slots=True)
class ZonesDraft:
    """What a text says of zones."""

    zones: dict[str, Span] = field(default_factory=dict)
    classes: dict[str, ClassDraft] = field(default_factory=dict)
    policies: dict[str, list[DecisionDraft]] = field(default_factory=dict)
    pairs: dict[str, PairDraft] = field(default_factory=dict)


def _zone(d: DeviceDraft, s: Statement) -> LineClass:
    d.zoning.zones.setdefault(s.words[2], d.ledger.span(s.number))
    claim_below(s, IRRELEVANT, d.ledger)  # descriptions, parameters of inspection
    return MODELLED


def _class_map(d: DeviceDraft, s: Statement) -> LineClass:
    """`class-map type inspect [match-any|match-all] NAME`; one of an application is not read."""
    words = s.words[3:]
    if len(words) > 2 or (len(words) == 2 and not words[0].startswith("match-")):
        claim_below(s, UNMODELLED, d.ledger)
        return UNMODELLED
    drafted = d.zoning.classes.setdefault(words[-1], ClassDraft())
    drafted.every = words[0] != "match-any"
    for child in s.children:
        matches = child.words[0] == "match"
        if matches:
            words_of = tuple(child.words[1:])
            drafted.lines.append(MatchLine(words_of, d.ledger, child.number))
        known = matches or child.words[0] == "description"
        d.ledger.claim(child.number, MODELLED if known else UNRECOGNISED)
    return MODELLED


def _policy_map(d: DeviceDraft, s: Statement) -> LineClass:
    """`policy-map type inspect NAME`: its classes in order, each with what becomes of it."""
    if len(s.words) > 4:
        claim_below(s, UNMODELLED, d.ledger)
        return UNMODELLED  # of an application
    decisions = d.zoning.policies.setdefault(s.words[3], [])
    for child in s.children:
        if child.words[0] != "class":
            known = child.words[0] == "description"
            d.ledger.claim(child.number, IRRELEVANT if known else UNRECOGNISED)
            continue
        decision = DecisionDraft(child.words[-1], d.ledger.span(child.number))
        decisions.append(decision)
        d.ledger.claim(child.number)
        for below in child.children:
            d.ledger.claim(below.number, _action(decision, below.words))
    return MODELLED


def _action(decision: DecisionDraft, words: list[str]) -> LineClass:
    if words[0] in _ACTIONS:
        decision.action, decision.log = words[0], "log" in words
        return MODELLED
    return IRRELEVANT if words[0] == "police" else UNMODELLED


def _zone_pair(d: DeviceDraft, s: Statement) -> LineClass:
    """`zone-pair security NAME source A destination B`, its policy below."""
    words = s.words
    ends = dict(zip(words[3::2], words[4::2], strict=True))
    pair = PairDraft(words[2], ends["source"], ends["destination"], d.ledger.span(s.number))
    d.zoning.pairs[pair.name] = pair
    for child in s.children:
        line = UNRECOGNISED
        if child.words[:3] == ["service-policy", "type", "inspect"]:
            pair.policy = child.words[3]
            line = MODELLED
        elif child.words[0] == "description":
            line = IRRELEVANT
        d.ledger.claim(child.number, line)
    return MODELLED


def _member(i: InterfaceDraft, s: Statement) -> LineClass:
    """`zone-member security Z`."""
    i.zone = s.words[2]
    return MODELLED


ZONES: dict[str, Entry[Any]] = {
    "zone security": _zone,
    "class-map type inspect": _class_map,
    "policy-map type inspect": _policy_map,
    "zone-pair security": _zone_pair,
}
ZONES_INTERFACE: dict[str, Entry[Any]] = {"zone-member security": _member}


@dataclass(frozen=True, slots=True)
class ZoneParts:
    """What the zones of a text give; no zones where no interface is in one."""

    zones: tuple[Zone, ...] = ()
    rules: tuple[FirewallRule, ...] = ()
    services: tuple[ServiceGroup, ...] = ()


# What a class takes: ACLs of which one permits, and services of which one matches; () is any.
Choice = tuple[tuple[str, ...], tuple[Service, ...]]


def zones_of(d: DeviceDraft) -> ZoneParts:
    """The zones of a device, and the rules between them."""
    members: dict[str, list[str]] = {}
    for i in d.interfaces.values():
        if i.zone or i.primary or i.ipv6 or i.unnumbered:
            members.setdefault(i.zone or NO_ZONE, []).append(i.name)
    if not any(i.zone for i in d.interfaces.values()):
        return ZoneParts()
    where = d.zoning.zones
    zones = tuple(Zone(n, tuple(sorted(some)), where.get(n)) for n, some in sorted(members.items()))
    groups: dict[tuple[Service, ...], str] = {}
    pairs = [p for _, p in sorted(d.zoning.pairs.items()) if p.policy is not None]
    rules = [rule for pair in pairs for rule in _pair_rules(d, pair, groups)]
    said = {(p.source, p.destination) for p in pairs}
    services = sorted((ServiceGroup(n, s) for s, n in groups.items()), key=lambda g: g.name)
    return ZoneParts(zones, (*rules, *_implied(zones, said)), tuple(services))


def _implied(zones: Sequence[Zone], said: set[tuple[str, str]]) -> Iterator[FirewallRule]:
    """What passes where no pair speaks: within a zone, to the router and from it."""
    ways = [(f"within {z.name}", z.name, z.name, z.where) for z in zones]
    ways += [(f"{z.name} to the router", z.name, SELF, z.where) for z in zones]
    ways += [(f"the router to {z.name}", SELF, z.name, z.where) for z in zones]
    for (name, start, end, where), family in product(ways, FAMILIES):
        if (start, end) not in said:
            yield FirewallRule(
                name,
                family,
                Action.PERMIT,
                (start,),
                (end,),
                log=False,
                where=where,
                stateful=False,
                implied=True,
            )


def _pair_rules(
    d: DeviceDraft, pair: PairDraft, groups: dict[tuple[Service, ...], str]
) -> Iterator[FirewallRule]:
    """The rules of a pair, class by class; what no class takes is dropped."""
    for decision in d.zoning.policies.get(pair.policy or "", []):
        action, stateful = _ACTIONS[decision.action]
        for (acls, services), family in product(_choices(d, decision.class_name), FAMILIES):
            lists = {other for other, name in d.acls if name in acls}
            if lists and family not in lists:
                continue
            yield FirewallRule(
                f"{pair.name} {decision.class_name}",
                family,
                action,
                (pair.source,),
                (pair.destination,),
                services=(_group(groups, services),) if services else (),
                log=decision.log,
                where=decision.where,
                stateful=stateful,
                acls=acls,
            )


def _group(groups: dict[tuple[Service, ...], str], services: tuple[Service, ...]) -> str:
    """The name of a group of services, made when it is first met."""
    known = next((n for n, some in APPLICATIONS.items() if some == services), "services")
    taken = set(groups.values())
    names = (known if not n else f"{known} {n}" for n in range(len(taken) + 1))
    return groups.setdefault(services, next(n for n in names if n not in taken))


def _choices(d: DeviceDraft, name: str, depth: int = 0) -> list[Choice]:
    """What a class takes: each choice by itself."""
    if name == CLASS_DEFAULT:
        return [((), ())]
    drafted = d.zoning.classes.get(name)
    if drafted is None or depth > _DEEPEST:
        return []
    found = []
    for line in drafted.lines:
        try:
            found.append(_line_choices(d, line, depth))
        except NotFollowedError:
            line.ledger.claim(line.number, UNMODELLED)
            found.append([])
        except (ValueError, IndexError, KeyError):
            line.ledger.claim(line.number, UNRECOGNISED)
            found.append([])
    if not drafted.every:
        return _joined([choice for some in found for choice in some])
    return _all_of(found, drafted) if found else []


def _line_choices(d: DeviceDraft, line: MatchLine, depth: int) -> list[Choice]:
    match line.words:
        case ["access-group", "name", name] | ["access-group", name]:
            return [((name,), ())]
        case ["protocol", name, *signature]:
            if signature or name not in APPLICATIONS:
                raise NotFollowedError(name)
            return [((), APPLICATIONS[name])]
        case ["class-map", name]:
            return _choices(d, name, depth + 1)
        case _:
            raise NotFollowedError(line.words)


def _joined(choices: Sequence[Choice]) -> list[Choice]:
    """Choices of which any will do: lists alone are one, services alone are one."""
    acls = tuple(dict.fromkeys(n for names, some in choices if not some for n in names))
    services = tuple(dict.fromkeys(s for names, some in choices if not names for s in some))
    rest = [c for c in choices if bool(c[0]) == bool(c[1])]
    return [
        *([(acls, ())] if acls else []),
        *([((), services)] if services else []),
        *dict.fromkeys(rest),
    ]


def _all_of(found: Sequence[list[Choice]], drafted: ClassDraft) -> list[Choice]:
    """Choices that hold where one of each line does."""
    result: list[Choice] = [((), ())]
    for line, some in zip(drafted.lines, found, strict=True):
        both = [(a, b) for a in result for b in some]
        if any(a[0] and b[0] and a[0] != b[0] for a, b in both):
            line.ledger.claim(line.number, UNMODELLED)  # two lists at once
            return []
        result = [
            (a[0] or b[0], shared(a[1], b[1]))
            for a, b in both
            if not (a[1] and b[1]) or shared(a[1], b[1])
        ]
    return result
