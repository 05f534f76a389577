"""Prefixes that no list, range or ACL of any speaker tells apart fare alike.

Thousands of prefixes with the same origin then need one run, not thousands.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from kawanet.forwarding.bgp.aggregates import inside
from kawanet.forwarding.bgp.speakers import Speaker
from kawanet.forwarding.route_lists import (
    Compiled,
    compiled,
    compiled_list,
    first_match,
    permits_acl,
)
from kawanet.model.network import Device
from kawanet.model.policy import Acl
from kawanet.model.route_policy import IPNetwork, MatchAcls, MatchPrefixes, PrefixRange


class PrefixClasses:
    """Everything that speakers may ask of a prefix; equal lists of many devices count once."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        devices = {s.device.name: s.device for s in speakers}.values()
        lists = {(x.family, x.entries): x for d in devices for x in d.routing.prefix_lists}
        acls = {(x.family, x.rules): x for d in devices for x in _asked_acls(d)}
        made: dict[int, list[tuple[Compiled, ...]]] = {4: [], 6: []}
        for one in lists.values():
            made[one.family].append(compiled_list(one))
        self._lists = made
        self._acls: tuple[Acl, ...] = tuple(acls.values())
        ranges = {ranges: None for d in devices for ranges in _ranges(d)}
        self._ranges = [tuple(map(compiled, some)) for some in ranges]
        self._aggregates: tuple[IPNetwork, ...] = tuple(
            {a.prefix: None for s in speakers for f in s.family.values() for a in f.aggregates}
        )
        self._backdoors = frozenset(
            p for s in speakers for f in s.family.values() for p in f.backdoors
        )

    def of(self, prefix: IPNetwork) -> Hashable:
        """The class of a prefix: what every list says of it."""
        family = prefix.version
        answers = [first_match(entries, prefix) for entries in self._lists[family]]
        answers += [permits_acl(x, prefix) for x in self._acls if x.family == family]
        answers += [first_match(ranges, prefix) for ranges in self._ranges]
        answers += [inside(prefix, wide) for wide in self._aggregates]
        return family, prefix.prefixlen == 0, prefix in self._backdoors, tuple(answers)


def _ranges(device: Device) -> Iterator[tuple[PrefixRange, ...]]:
    for policy in device.routing.policies:
        for term in policy.terms:
            for match in term.matches:
                if isinstance(match, MatchPrefixes) and match.ranges:
                    yield match.ranges


def _asked_acls(device: Device) -> Iterator[Acl]:
    """ACLs that a policy or a neighbour's filter asks about routes."""
    names = {
        name
        for policy in device.routing.policies
        for term in policy.terms
        for match in term.matches
        if isinstance(match, MatchAcls)
        for name in match.names
    }
    for process in device.routing.bgp:
        names.update(n for f in process.families for rule in f.distances for n in rule.acls)
        for neighbor in process.neighbors:
            for family in neighbor.families:
                names.update(family.import_filter.acls, family.export_filter.acls)
    return (acl for acl in device.policy.acls if acl.name in names)
