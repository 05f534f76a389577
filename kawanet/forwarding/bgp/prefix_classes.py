"""Prefixes that no list, range or ACL of any speaker tells apart fare alike.

Thousands of prefixes with the same origin then need one run, not thousands.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from kawanet.forwarding.bgp.aggregates import inside
from kawanet.forwarding.bgp.speakers import Speaker
from kawanet.forwarding.route_lists import in_range, permits_acl, permits_prefix
from kawanet.model.network import Device
from kawanet.model.policy import Acl
from kawanet.model.route_policy import IPNetwork, MatchAcls, MatchPrefixes, PrefixList, PrefixRange


class PrefixClasses:
    """Everything that speakers may ask of a prefix; equal lists of many devices count once."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        devices = {s.device.name: s.device for s in speakers}.values()
        lists = {(x.family, x.entries): x for d in devices for x in d.routing.prefix_lists}
        acls = {(x.family, x.rules): x for d in devices for x in _asked_acls(d)}
        self._lists: tuple[PrefixList, ...] = tuple(lists.values())
        self._acls: tuple[Acl, ...] = tuple(acls.values())
        self._ranges: tuple[tuple[PrefixRange, ...], ...] = tuple(
            {ranges: None for d in devices for ranges in _ranges(d)}
        )
        self._aggregates: tuple[IPNetwork, ...] = tuple(
            {a.prefix: None for s in speakers for f in s.family.values() for a in f.aggregates}
        )

    def of(self, prefix: IPNetwork) -> Hashable:
        """The class of a prefix: what every list says of it."""
        family = prefix.version
        answers = [permits_prefix(x, prefix) for x in self._lists if x.family == family]
        answers += [permits_acl(x, prefix) for x in self._acls if x.family == family]
        answers += [any(in_range(r, prefix) for r in ranges) for ranges in self._ranges]
        answers += [inside(prefix, wide) for wide in self._aggregates]
        return family, prefix.prefixlen == 0, tuple(answers)


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
        for neighbor in process.neighbors:
            for family in neighbor.families:
                names.update(family.import_filter.acls, family.export_filter.acls)
    return (acl for acl in device.policy.acls if acl.name in names)
