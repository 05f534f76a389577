"""Address books of a firewall: the global one, those attached to zones, those within zones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address, summarize_address_range

from kawanet.model.interfaces import Family
from kawanet.model.policy import AddressGroup, IPNetwork
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.reading import MODELLED, UNMODELLED
from kawanet.parse.juniper_junos.values import prefix
from kawanet.parse.word_tree import Node

GLOBAL = "global"
_DEEPEST = 8  # sets within sets
_FAMILIES: tuple[Family, ...] = (4, 6)
_ANY: dict[str, tuple[Family, ...]] = {"any": (4, 6), "any-ipv4": (4,), "any-ipv6": (6,)}


@dataclass(slots=True)
class Books:
    """Where the names of each zone are looked up."""

    device: DeviceDraft
    books: dict[str, Node] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)  # zone -> its own book

    def add(self, name: str, node: Node) -> None:
        """Take in a book, and the zones to which it is attached."""
        self.books[name] = node
        for zone in node.values("attach", "zone"):
            self.zones[zone] = name
        self.device.account.mark_all(node, MODELLED)
        for entry in (node.at("address") or Node("", 0)).children.values():
            if _prefixes(entry) is None:
                self.device.account.mark_all(entry, UNMODELLED)

    def find(self, zone: str, word: str, family: Family) -> tuple[bool, str | None]:
        """Whether a word means something in a family, and the group; no group: any address."""
        if word in _ANY:
            return family in _ANY[word], None
        for book in (self.zones.get(zone), GLOBAL):
            found = tuple(self._members(book, word, family, 0)) if book in self.books else ()
            if book is not None and found:
                return True, self._group(book, word, family, found)
        return False, None

    def _members(
        self, book: str | None, word: str, family: Family, depth: int
    ) -> Iterator[IPNetwork]:
        node = self.books[book or GLOBAL]
        entry, named = node.at("address", word), node.at("address-set", word)
        if entry is not None:
            yield from (p for p in _prefixes(entry) or () if p.version == family)
        elif named is not None and depth < _DEEPEST:
            for inner in (*named.values("address"), *named.values("address-set")):
                yield from self._members(book, inner, family, depth + 1)

    def _group(self, book: str, word: str, family: Family, found: tuple[IPNetwork, ...]) -> str:
        name = word if book == GLOBAL else f"{book}/{word}"
        node = self.books[book].at("address", word) or self.books[book].at("address-set", word)
        where = self.device.account.span(node) if node else None
        add_group(self.device, AddressGroup(name, family, found, where))
        return name


def add_group(d: DeviceDraft, group: AddressGroup) -> str:
    """Put a group into the model, its prefixes in order and once each."""
    prefixes = tuple(sorted(set(group.prefixes)))
    d.address_groups[(group.family, group.name)] = AddressGroup(
        group.name, group.family, prefixes, group.where
    )
    return group.name


def _prefixes(entry: Node) -> tuple[IPNetwork, ...] | None:
    """The prefixes of an entry; None for names of hosts and wildcards."""
    words = [w for w in entry.words() if w != "description"]
    try:
        if words[:1] == ["range-address"]:
            first, last = ip_address(words[1]), ip_address(words[3])
            return tuple(summarize_address_range(first, last))
        if words[:1] == ["ip-prefix"]:
            words = words[1:]
        return (prefix(words[0]),)
    except (ValueError, IndexError, TypeError):
        return None


def literal_group(d: DeviceDraft, name: str, words: tuple[str, ...], family: Family) -> str | None:
    """A group made of prefixes that a NAT rule names; None if none is of the family."""
    found = tuple(p for p in map(prefix, words) if p.version == family)
    return add_group(d, AddressGroup(name, family, found)) if found else None
