"""A standard ACL that filters routes, as a prefix list.

IOS matches such an ACL with a route's network address, whatever the length of its prefix; so each
rule becomes the prefixes within its own, and the shorter ones that begin at the same address.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from kawanet.model.policy import AclRule
from kawanet.model.route_policy import PrefixListEntry, PrefixRange
from kawanet.parse.cisco_iosxe.acl import rules_of
from kawanet.parse.cisco_iosxe.draft import AclDraft

_BITS = 32
_EVERYTHING = IPv4Network("0.0.0.0/0")


def entries_of(acl: AclDraft) -> tuple[PrefixListEntry, ...] | None:
    """The entries in order; None if the ACL is extended, or its wildcards are no prefixes."""
    rules = rules_of(acl)
    prefixes = [_EVERYTHING if r.source is None else r.source for r in rules]
    if not acl.standard or not all(isinstance(p, IPv4Network) for p in prefixes):
        return None
    return tuple(entry for rule in rules for entry in _entries(rule))


def _entries(rule: AclRule) -> Iterator[PrefixListEntry]:
    prefix = rule.source if isinstance(rule.source, IPv4Network) else _EVERYTHING
    within = PrefixRange(prefix, prefix.prefixlen, _BITS)
    yield PrefixListEntry(rule.action, within, rule.where)
    start = int(prefix.network_address)
    zeros = (start & -start).bit_length() - 1 if start else _BITS
    for length in range(_BITS - zeros, prefix.prefixlen):
        exact = PrefixRange(IPv4Network((start, length)), length, length)
        yield PrefixListEntry(rule.action, exact, rule.where)
