"""Route filters: `route-filter PREFIX TYPE [ACTION]` and the lists that say the same.

Of all filters of a term only those of the longest prefix that covers a route count; among filters
of one and the same prefix the first whose type matches does.
Source: JUNOS 9.4 Policy Configuration Guide, "How Route Lists Are Evaluated in Routing Policy
Match Conditions" and "How Prefix Order Affects Route List Evaluation".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from kawanet.model.interfaces import Family
from kawanet.model.policy import Action
from kawanet.model.route_policy import IPNetwork, PrefixList, PrefixListEntry, PrefixRange
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.prefix_lists import prefix_list
from kawanet.parse.juniper_junos.values import in_range, prefix
from kawanet.parse.word_tree import Node

_PLAIN = frozenset(["exact", "longer", "orlonger"])
_MEASURED = frozenset(["upto", "prefix-length-range", "through"])


@dataclass(frozen=True, slots=True)
class RouteFilter:
    """The routes inside `prefix` that are in one of the ranges. `actions` holds statements that
    take the place of the term's own."""

    prefix: IPNetwork
    ranges: tuple[PrefixRange, ...]
    actions: Node | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What its actions say."""
        return tuple(self.actions.words()) if self.actions else ()


def filters_of(node: Node) -> Iterator[RouteFilter]:
    """The children of `route-filter` (or of a route-filter-list). Raises ValueError."""
    for word, child in node.children.items():
        start = prefix(word)
        for kind, below in (child.children or {"exact": Node("exact", child.line)}).items():
            if kind in _PLAIN:
                low, high = _plain(kind, start.prefixlen, start.max_prefixlen)
                yield RouteFilter(start, (PrefixRange(start, low, high),), _actions(below))
                continue
            if kind not in _MEASURED or not below.children:
                raise ValueError(f"{kind} is no match type")
            for value, rest in below.children.items():
                yield _filter(start, kind, value, rest)


def _filter(start: IPNetwork, kind: str, word: str, below: Node) -> RouteFilter:
    low, most = start.prefixlen, start.max_prefixlen
    if kind == "upto":
        high = in_range(int(word.lstrip("/")), low, most)
        return RouteFilter(start, (PrefixRange(start, low, high),), _actions(below))
    if kind == "prefix-length-range":
        first, last = (int(part.lstrip("/")) for part in word.split("-"))
        span = PrefixRange(start, in_range(first, low, most), in_range(last, first, most))
        return RouteFilter(start, (span,), _actions(below))
    return RouteFilter(start, tuple(_path(start, prefix(word))), _actions(below))


def _plain(kind: str, low: int, most: int) -> tuple[int, int]:
    return {"exact": (low, low), "longer": (low + 1, most), "orlonger": (low, most)}[kind]


def _actions(node: Node) -> Node | None:
    return node if node.children else None


def _path(start: IPNetwork, end: IPNetwork) -> Iterator[PrefixRange]:
    """All prefixes on the way from one prefix down to another inside it."""
    if start.version != end.version or end.prefixlen < start.prefixlen:
        raise ValueError(f"{end} is not inside {start}")
    for length in range(start.prefixlen, end.prefixlen + 1):
        step = ip_network((end.network_address, length), strict=False)
        yield PrefixRange(step, length, length)


def list_filters(d: DeviceDraft, name: str, kind: str, actions: Node | None) -> list[RouteFilter]:
    """`prefix-list-filter NAME TYPE`: the list's prefixes as route filters."""
    found = []
    for each in prefix_list(d, name) or ():
        low, high = _plain(kind, each.prefixlen, each.max_prefixlen)
        found.append(RouteFilter(each, (PrefixRange(each, low, high),), actions))
    return found


def ranges_or_lists(
    d: DeviceDraft, filters: Sequence[RouteFilter], name: str, key: tuple[str, ...]
) -> tuple[tuple[PrefixRange, ...], tuple[str, ...]]:
    """What those of the filters that have the actions `key` match: ranges, or, where one filter
    stands inside another, prefix lists made for the purpose under `name`."""
    if not _nested(filters):
        mine = (f for f in filters if f.key == key)
        return tuple(r for f in mine for r in f.ranges if r.low <= r.high), ()
    families: tuple[Family, ...] = (4, 6)
    for family in families:
        entries = tuple(_entries([f for f in filters if f.prefix.version == family], key))
        if entries:
            d.prefix_lists[(family, name)] = PrefixList(name, family, entries)
    return (), (name,)


def _nested(filters: Sequence[RouteFilter]) -> bool:
    """Whether a route may lie in the ranges of one filter and below the prefix of another."""
    above: list[RouteFilter] = []
    for each in sorted(filters, key=lambda f: (f.prefix.version, f.prefix)):
        while above and not _covers(above[-1].prefix, each.prefix):
            above.pop()
        for outer in above:
            reach = max((r.high for r in outer.ranges), default=-1)
            if outer.prefix == each.prefix or reach >= each.prefix.prefixlen:
                return True
        above.append(each)
    return False


def _covers(outer: IPNetwork, inner: IPNetwork) -> bool:
    if outer.version != inner.version or outer.prefixlen > inner.prefixlen:
        return False
    return (
        int(inner.network_address) >> (shift := outer.max_prefixlen - outer.prefixlen)
        == int(outer.network_address) >> shift
    )


def _entries(filters: Sequence[RouteFilter], key: tuple[str, ...]) -> Iterator[PrefixListEntry]:
    """Longest prefixes first; below each, what its filters do not match is refused."""
    groups: dict[IPNetwork, list[RouteFilter]] = {}
    for each in filters:
        groups.setdefault(each.prefix, []).append(each)
    for start in sorted(groups, key=lambda p: (-p.prefixlen, int(p.network_address))):
        for each in groups[start]:
            action = Action.PERMIT if each.key == key else Action.DENY
            yield from (PrefixListEntry(action, r) for r in each.ranges if r.low <= r.high)
        rest = PrefixRange(start, start.prefixlen, start.max_prefixlen)
        if rest not in groups[start][-1].ranges:
            yield PrefixListEntry(Action.DENY, rest)
