"""Prefix, AS-path and community lists and ACLs of one device, as filters of routes.

A list that no line defines: `Undefined` says by platform what the device makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from typing import NamedTuple

from kawanet.forwarding.packet import Packet, matches_acl_rule
from kawanet.forwarding.route_view import (
    BgpAttributes,
    as_path_text,
    community_kind,
)
from kawanet.model.interfaces import IPAddress
from kawanet.model.network import Device
from kawanet.model.policy import Acl, Action
from kawanet.model.route_policy import (
    AsPathList,
    CommunityEntry,
    CommunityList,
    IPNetwork,
    PrefixList,
    PrefixRange,
)


class Undefined(NamedTuple):
    """Whether what is not defined permits: a policy, a prefix list or ACL, an AS-path list; and
    whether a condition on BGP attributes holds for a route that has none."""

    policy: bool = False
    prefixes: bool = False
    as_paths: bool = False
    attributes: bool = False


# Sources: batfish/batfish, pull request 6523 (IOS: undefined route maps of BGP deny all), pull
# request 6983 (NX-OS, lab: an undefined prefix list matches all; Cisco bug CSCty33210), issue 6333
# (Cisco: conditions on AS path or community do not stop static and connected routes); EOS accepts
# where a policy is missing, for `bgp missing-policy ... action deny` exists to change that; FRR,
# bgp_route.c and plist.c: what is NULL denies or does not match.
UNDEFINED: Mapping[str, Undefined] = {
    "cisco_ios": Undefined(prefixes=True, attributes=True),
    "cisco_iosxe": Undefined(prefixes=True, attributes=True),
    "cisco_nxos": Undefined(prefixes=True),
    "arista_eos": Undefined(policy=True),
}


class RouteLists:
    """The lists of one device by name, each answer remembered."""

    def __init__(self, device: Device) -> None:
        self.undefined = UNDEFINED.get(device.platform, Undefined())
        routing = device.routing
        self._prefixes: dict[tuple[int, str], tuple[Compiled, ...]] = {
            (p.family, p.name): compiled_list(p) for p in routing.prefix_lists
        }
        self._prefix_names = {p.name for p in routing.prefix_lists}
        self._as_paths = {p.name: _expressions(p) for p in routing.as_path_lists}
        self._communities = {c.name: c for c in routing.community_lists}
        self._acls: dict[tuple[int, str], Acl] = {(a.family, a.name): a for a in device.policy.acls}
        self._known: dict[tuple[str, str, object], bool] = {}
        self._ranges: dict[int, tuple[tuple[PrefixRange, ...], tuple[Compiled, ...]]] = {}

    def prefix(self, name: str, prefix: IPNetwork) -> bool:
        """Whether a prefix list permits a prefix. A list of the other family permits none."""
        key = ("prefix", name, prefix)
        if key not in self._known:
            found = self._prefixes.get((prefix.version, name))
            if found is None:
                self._known[key] = name not in self._prefix_names and self.undefined.prefixes
            else:
                self._known[key] = first_match(found, prefix)
        return self._known[key]

    def ranges(self, ranges: tuple[PrefixRange, ...], prefix: IPNetwork) -> bool:
        """Whether a prefix lies in one of some ranges."""
        known = self._ranges.get(id(ranges))
        if known is None:  # the ranges are kept, so that no others get their identity
            known = self._ranges[id(ranges)] = (ranges, tuple(map(compiled, ranges)))
        return first_match(known[1], prefix)

    def acl(self, name: str, prefix: IPNetwork) -> bool:
        """Whether an ACL permits a route: network address as source, mask as destination."""
        key = ("acl", name, prefix)
        if key not in self._known:
            acl = self._acls.get((prefix.version, name))
            self._known[key] = self.undefined.prefixes if acl is None else permits_acl(acl, prefix)
        return self._known[key]

    def address(self, name: str, address: IPAddress, acl: bool) -> bool:
        """Whether a prefix list or an ACL permits a single address (a next hop)."""
        host: IPNetwork = _host(address)
        return self.acl(name, host) if acl else self.prefix(name, host)

    def as_path(self, name: str, bgp: BgpAttributes) -> bool:
        """Whether an AS-path list permits a path."""
        entries = self._as_paths.get(name)
        if entries is None:
            return self.undefined.as_paths
        text = as_path_text(bgp)
        key = ("as-path", name, text)
        if key not in self._known:
            verdicts = (permit for permit, regex in entries if regex.search(text))
            self._known[key] = next(verdicts, False)
        return self._known[key]

    def communities(self, name: str, communities: tuple[str, ...], exact: bool = False) -> bool:
        """Whether a community list permits a route's communities together."""
        found = self._communities.get(name)
        key = (f"communities {exact}", name, communities)
        if key not in self._known:
            entries = found.entries if found is not None else ()
            hits = (e.action for e in entries if _community_entry(e, communities, exact))
            self._known[key] = next(hits, Action.DENY) is Action.PERMIT
        return self._known[key]

    def community(self, name: str, community: str) -> bool:
        """Whether a community list names one community (for deletion)."""
        found: CommunityList | None = self._communities.get(name)
        for entry in found.entries if found is not None else ():
            named = community in entry.communities
            if named or (entry.regex is not None and re.search(entry.regex, community)):
                return entry.action is Action.PERMIT
        return False


class Compiled(NamedTuple):
    """A range of prefixes as numbers; `permit` is what its entry says."""

    version: int
    low: int
    high: int
    shift: int
    value: int
    permit: bool = True


def compiled(match: PrefixRange, permit: bool = True) -> Compiled:
    """A range made ready to be asked often."""
    prefix = match.prefix
    shift = prefix.max_prefixlen - prefix.prefixlen
    value = int(prefix.network_address) >> shift
    low = max(match.low, prefix.prefixlen)
    return Compiled(prefix.version, low, match.high, shift, value, permit)


def compiled_list(found: PrefixList) -> tuple[Compiled, ...]:
    """The entries of a prefix list, in order."""
    return tuple(compiled(e.match, e.action is Action.PERMIT) for e in found.entries)


def first_match(entries: Iterable[Compiled], prefix: IPNetwork) -> bool:
    """Whether the first range that holds the prefix permits it; none does: no."""
    version, length, number = prefix.version, prefix.prefixlen, int(prefix.network_address)
    for of, low, high, shift, value, permit in entries:
        if low <= length <= high and number >> shift == value and of == version:
            return permit
    return False


def _expressions(found: AsPathList) -> list[tuple[bool, re.Pattern[str]]]:
    """An expression that Python cannot read matches nothing (the parser reports it)."""
    compiled = []
    for entry in found.entries:
        try:
            compiled.append((entry.action is Action.PERMIT, re.compile(entry.regex)))
        except re.error:
            continue
    return compiled


def permits_acl(acl: Acl, prefix: IPNetwork) -> bool:
    """A route's network address is the source, its mask the destination. A standard ACL asks
    nothing of the mask, for it names no destination."""
    mask: IPAddress = prefix.netmask
    for rule in acl.rules:
        packet = Packet(prefix.network_address, mask, rule.protocol or 0)
        if matches_acl_rule(rule, packet):
            return rule.action is Action.PERMIT
    return False


def _host(address: IPAddress) -> IPNetwork:
    return ip_network(address)


def _community_entry(entry: CommunityEntry, communities: tuple[str, ...], exact: bool) -> bool:
    if entry.regex is not None:
        by_kind: dict[str, list[str]] = {"standard": []}
        for one in communities:
            by_kind.setdefault(community_kind(one), []).append(one)
        find = re.fullmatch if exact else re.search
        return any(find(entry.regex, " ".join(some)) for some in by_kind.values())
    if "internet" in entry.communities:
        return True
    if exact:
        kinds = {community_kind(c) for c in entry.communities}
        held = {c for c in communities if community_kind(c) in kinds}
        return held == set(entry.communities)
    return set(entry.communities) <= set(communities)
