"""`policy-options prefix-list`, with `apply-path`: prefixes from elsewhere in the text."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from kawanet.model.interfaces import Family
from kawanet.model.policy import Action
from kawanet.model.route_policy import IPNetwork, PrefixList, PrefixListEntry, PrefixRange
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.reading import MODELLED, UNRECOGNISED
from kawanet.parse.juniper_junos.values import prefix
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

_APPLY = "apply-path"


def read_prefix_lists(d: DeviceDraft, node: Node) -> LineClass | None:
    """All lists, one for each family that occurs in them (IPv4 if none does)."""
    d.account.mark(node.lines, MODELLED)
    for name, child in node.children.items():
        d.account.mark_all(child, MODELLED)
        entries: dict[int, list[PrefixListEntry]] = {}
        for found, said in listed(d, child):
            if found is None:
                d.account.mark_all(said, UNRECOGNISED)
                continue
            length = found.prefixlen
            match = PrefixRange(found, length, length)
            entry = PrefixListEntry(Action.PERMIT, match, d.account.span(said))
            entries.setdefault(found.version, []).append(entry)
        families: tuple[Family, ...] = (4, 6)
        for family in families:
            if family in entries or (family == 4 and not entries):
                chosen = tuple(entries.get(family, ()))
                where = d.account.span(child)
                d.prefix_lists[(family, name)] = PrefixList(name, family, chosen, where)
    return None


def listed(d: DeviceDraft, node: Node) -> Iterator[tuple[IPNetwork | None, Node]]:
    """The prefixes of a list and the nodes that say them; None for what is no prefix."""
    for word, child in node.children.items():
        if word == _APPLY:
            for path in child.children:
                yield from ((p, child) for p in _applied(d, path))
            continue
        try:
            yield prefix(word), child
        except ValueError:
            yield None, child


def _applied(d: DeviceDraft, path: str) -> Iterator[IPNetwork]:
    """The prefixes at a path like `interfaces <*> unit <*> family inet address <*>`."""
    nodes = [d.root]
    for word in path.split():
        pattern = word[1:-1] if word.startswith("<") else None
        nodes = [
            child
            for node in nodes
            for name, child in node.children.items()
            if (name == word if pattern is None else fnmatchcase(name, pattern))
        ]
    for node in nodes:
        try:
            yield prefix(node.word)
        except ValueError:
            continue


def prefix_list(d: DeviceDraft, name: str) -> tuple[IPNetwork, ...] | None:
    """The prefixes of a list in order; None if there is none, or if one cannot be read."""
    node = d.root.at("policy-options", "prefix-list", name)
    if node is None:
        return None
    found = [p for p, _ in listed(d, node)]
    return None if None in found else tuple(dict.fromkeys(p for p in found if p is not None))
