"""What decides about routes, gathered while a text of IOS, EOS, NX-OS or FRR is read.

Lists and route maps are kept by sequence number and put in order when all is read. Standard,
extended and large community lists have name spaces of their own on the device and one in the
model: an extended list's name begins with `ext:` there, a large one's with `large:`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kawanet.errors import Span
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.policy import Action, PolicyRoute, PolicyRouteRule
from kawanet.model.route_policy import (
    AsPathEntry,
    AsPathList,
    Change,
    CommunityEntry,
    CommunityList,
    Match,
    MatchAcls,
    MatchAsPaths,
    MatchCommunities,
    MatchInterfaces,
    MatchNextHops,
    MatchPolicies,
    MatchPrefixes,
    MatchRouteTypes,
    MatchTags,
    MatchVrfs,
    PolicyTerm,
    PrefixList,
    PrefixListEntry,
    RoutePolicy,
)
from kawanet.parse.lines import Ledger

T = TypeVar("T")

ACTIONS: Mapping[str, Action] = {"permit": Action.PERMIT, "deny": Action.DENY}
_CHANGE_ORDER = (  # what a device does first, whatever the order of its lines
    "SetMetric",
    "SetEigrpMetric",
    "SetLocalPreference",
    "SetWeight",
    "SetNextHop",
    "SetCommunities",
    "ReplaceAsPath",
    "PrependAsPath",
)
_NAMING: Mapping[str, Callable[[tuple[str, ...]], Match]] = {
    "prefixes": lambda names: MatchPrefixes((), names),
    "acls": MatchAcls,
    "as-paths": MatchAsPaths,
    "communities": MatchCommunities,
    "exact communities": lambda names: MatchCommunities(names, True),
    "extended communities": lambda names: MatchCommunities(tuple(f"ext:{n}" for n in names)),
    "large communities": lambda names: MatchCommunities(tuple(f"large:{n}" for n in names)),
    "interfaces": MatchInterfaces,
    "tags": lambda names: MatchTags(tuple(sorted(int(n) for n in names))),
    "route types": lambda names: MatchRouteTypes(tuple(sorted(names))),
    "policies": MatchPolicies,
    "policy lists": lambda names: MatchPolicies(tuple(f"policy-list {n}" for n in names)),
    "vrfs": MatchVrfs,
}


@dataclass(slots=True)
class Sequence(Generic[T]):
    """Entries by sequence number; one without a number stands behind the last."""

    where: Span
    step: int = 5
    entries: dict[int, T] = field(default_factory=dict)
    last: int = 0

    def add(self, number: int | None, entry: T) -> None:
        """Add an entry; one with the number of another takes its place."""
        if number is None:
            number = self.last // self.step * self.step + self.step
        self.last = max(self.last, number)
        self.entries[number] = entry

    def ordered(self) -> tuple[T, ...]:
        """The entries by number."""
        return tuple(self.entries[number] for number in sorted(self.entries))


@dataclass(slots=True)
class TermDraft:
    """One entry of a route map: what it means for routes, and for packets (policy routing)."""

    number: int
    action: Action
    ledger: Ledger
    where: Span
    full_name: Callable[[str], str]  # of an interface
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what conditions name, by kind
    matches: list[Match] = field(default_factory=list)  # the other conditions
    changes: list[Change] = field(default_factory=list)
    follows: int | None = None  # `continue`; 0: at the next entry
    next_hops: tuple[IPAddress, ...] = ()
    default: bool = False  # the next hops hold where the table has no route
    recursive: bool = False  # the next hops hold as far as the table has a route to them
    interface: str | None = None
    vrf: str | None = None

    def name(self, kind: str, words: Iterable[str]) -> None:
        """Add what a condition of this kind names; lines of one kind are one condition."""
        held = self.named.get(kind, ())
        self.named[kind] = (*held, *(w for w in dict.fromkeys(words) if w not in held))


@dataclass(slots=True)
class PolicyDraft:
    """All lists and route maps of a device."""

    prefix_lists: dict[tuple[Family, str], Sequence[PrefixListEntry]] = field(default_factory=dict)
    as_paths: dict[str, Sequence[AsPathEntry]] = field(default_factory=dict)
    communities: dict[str, Sequence[CommunityEntry]] = field(default_factory=dict)
    maps: dict[str, dict[int, TermDraft]] = field(default_factory=dict)
    made: dict[str, RoutePolicy] = field(default_factory=dict)  # what a knob of a neighbour does


def prefix_lists_of(p: PolicyDraft) -> tuple[PrefixList, ...]:
    """The prefix lists, sorted by family and name."""
    return tuple(
        PrefixList(name, family, entries.ordered(), entries.where)
        for (family, name), entries in sorted(p.prefix_lists.items())
    )


def as_path_lists_of(p: PolicyDraft) -> tuple[AsPathList, ...]:
    """The AS-path lists, sorted by name."""
    return tuple(AsPathList(n, e.ordered(), e.where) for n, e in sorted(p.as_paths.items()))


def community_lists_of(p: PolicyDraft) -> tuple[CommunityList, ...]:
    """The community lists of all kinds, sorted by name."""
    return tuple(CommunityList(n, e.ordered(), e.where) for n, e in sorted(p.communities.items()))


def policies_of(p: PolicyDraft) -> tuple[RoutePolicy, ...]:
    """The route maps as they bear on routes, sorted by name."""
    written = {
        name: RoutePolicy(name, _terms(terms), Action.DENY, terms[min(terms)].where)
        for name, terms in p.maps.items()
    }
    return tuple(found for _, found in sorted({**p.made, **written}.items()))


def always(p: PolicyDraft, name: str, change: Change, where: Span) -> tuple[str, ...]:
    """A policy that makes one change to every route and leaves it to the next of the chain."""
    terms = (PolicyTerm("", None, (), (change,), where=where),)
    p.made[name] = RoutePolicy(name, terms, None, where)
    return (name,)


def _terms(terms: Mapping[int, TermDraft]) -> tuple[PolicyTerm, ...]:
    numbers = sorted(terms)
    return tuple(_term(terms[number], numbers) for number in numbers)


def _term(t: TermDraft, numbers: list[int]) -> PolicyTerm:
    return PolicyTerm(
        str(t.number),
        t.action,
        tuple(sorted(_matches(t), key=lambda match: type(match).__name__)),
        tuple(sorted(t.changes, key=_change_key)),
        _goto(t, numbers),
        where=t.where,
    )


def _matches(t: TermDraft) -> list[Match]:
    found = [_NAMING[kind](names) for kind, names in t.named.items() if kind in _NAMING]
    lists, acls = t.named.get("next-hop lists", ()), t.named.get("next-hop acls", ())
    if lists or acls:
        found.append(MatchNextHops(lists, acls))
    return [*found, *t.matches]


def _goto(t: TermDraft, numbers: list[int]) -> str | None:
    """The entry at which a `continue` goes on; a number that no entry has means the next one."""
    if t.follows is None:
        return None
    wanted = t.follows or t.number + 1
    return next((str(n) for n in numbers if n >= wanted and n > t.number), None)


def _change_key(change: Change) -> tuple[int, str, bool]:
    """The canonical order; communities are deleted before others are set."""
    name = type(change).__name__
    known = _CHANGE_ORDER.index(name) if name in _CHANGE_ORDER else len(_CHANGE_ORDER)
    return known, name, getattr(change, "op", "") != "delete"


def policy_routes_of(p: PolicyDraft, names: set[str]) -> tuple[PolicyRoute, ...]:
    """The route maps of these names as they bear on packets, sorted by name."""
    return tuple(
        PolicyRoute(name, _rules(p.maps[name]), p.maps[name][min(p.maps[name])].where)
        for name in sorted(names)
        if name in p.maps
    )


def _rules(terms: Mapping[int, TermDraft]) -> tuple[PolicyRouteRule, ...]:
    return tuple(_rule(terms[number]) for number in sorted(terms))


def _rule(t: TermDraft) -> PolicyRouteRule:
    return PolicyRouteRule(
        t.action,
        t.named.get("acls", ()),
        t.next_hops,
        t.interface,
        t.vrf,
        t.default,
        t.where,
        t.recursive,
    )
