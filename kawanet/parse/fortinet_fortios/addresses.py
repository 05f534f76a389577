"""`config firewall address`, `addrgrp` (and `...6`) -> address groups of one family.

Every addrgrp, and every address or VIP that a policy names, becomes an `AddressGroup`; ranges are
split into prefixes. An address that is no set of prefixes (fqdn, geography, ...) becomes an empty
one, and its lines UNMODELLED once it is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, ip_address, ip_network, summarize_address_range
from typing import cast

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.model.policy import AddressGroup, IPNetwork
from kawanet.parse.fortinet_fortios.reading import Entry, Scope, fields, leaves_of
from kawanet.parse.ip_words import network
from kawanet.parse.result import LineClass

ADDRESS = fields(
    modelled="type subnet ip6 start-ip end-ip wildcard fqdn country macaddr sdn filter "
    "sub-type template host-type",
    irrelevant="uuid comment comments color associated-interface allow-routing visibility "
    "cache-ttl interface tagging fabric-object route-tag passive-fqdn-learning",
)
GROUP = fields(
    modelled="member exclude exclude-member",
    irrelevant="uuid comment comments color allow-routing visibility category type tagging "
    "fabric-object",
)
ANYWHERE: dict[Family, IPNetwork] = {4: ip_network("0.0.0.0/0"), 6: ip_network("::/0")}
_DOUBTFUL = ("type", "fqdn", "country", "macaddr", "sdn", "filter", "sub-type", "wildcard")
_PREFIX_TYPES = ("", "ipmask", "ipprefix", "interface-subnet")


@dataclass(slots=True)
class AddressBook:
    """All addresses of one family in a scope, and those that became part of the model.

    `translated` gives VIPs by name: a policy that names one means the mapped addresses.
    """

    scope: Scope
    family: Family
    addresses: dict[str, Entry]
    groups: dict[str, Entry]
    translated: dict[str, tuple[tuple[IPNetwork, ...], Span]] = field(default_factory=dict)
    found: dict[str, AddressGroup] = field(default_factory=dict)
    values: dict[str, tuple[IPNetwork, ...] | None] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, scope: Scope, family: Family) -> AddressBook:
        """Read the tables; all groups enter the model at once."""
        tail = "" if family == 4 else "6"
        addresses = scope.table(f"firewall address{tail}", ADDRESS)
        book = cls(scope, family, addresses, scope.table(f"firewall addrgrp{tail}", GROUP))
        for name, entry in book.groups.items():
            book._enter(name, entry.where)
        return book

    def refer(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The model's names for the addresses of a policy; empty is any.

        A name that is not defined stays, for `verify` to find.
        """
        if "all" in names:
            return ()
        for name in names:
            if name in self.translated:
                self.found.setdefault(name, self._of_vip(name))
            elif name in self.groups:
                self._doubt(name)
            elif name in self.addresses:
                self._enter(name, self.addresses[name].where)
                self._doubt(name)
            elif name == "none":
                self._enter(name, None)
        return tuple(map(self.scope.named, names))

    def prefix(self, names: tuple[str, ...]) -> IPNetwork | None:
        """The one prefix that names stand for; None is any. Raises ValueError if there are more."""
        if not names or "all" in names:
            return None
        (prefix,) = {
            p
            for name in names
            for leaf in leaves_of(name, self.groups)
            for p in self._prefixes(leaf) or ()
        }
        return prefix

    def prefixes(self, names: tuple[str, ...]) -> tuple[IPNetwork | None, ...]:
        """All prefixes that names stand for; None is any."""
        if "all" in names:
            return (None,)
        for name in names:
            self._doubt(name)
        leaves = [leaf for name in names for leaf in leaves_of(name, self.groups)]
        return _sorted(p for leaf in leaves for p in self._prefixes(leaf) or ())

    def model(self) -> tuple[AddressGroup, ...]:
        """The groups in the model, sorted by name."""
        return tuple(sorted(self.found.values(), key=lambda group: group.name))

    def _enter(self, name: str, where: Span | None) -> None:
        if name not in self.found:
            leaves = leaves_of(name, self.groups)
            if not all(leaf in self.addresses or leaf in ("all", "none") for leaf in leaves):
                self.groups[name].mark("member", LineClass.UNRECOGNISED)
            prefixes = (p for leaf in leaves for p in self._prefixes(leaf) or ())
            self.found[name] = AddressGroup(
                self.scope.named(name), self.family, _sorted(prefixes), where=where
            )

    def _of_vip(self, name: str) -> AddressGroup:
        prefixes, where = self.translated[name]
        return AddressGroup(self.scope.named(name), self.family, prefixes, where=where)

    def _doubt(self, name: str) -> None:
        """Mark what the used addresses say and the model cannot."""
        if name in self.doubted:
            return
        self.doubted.add(name)
        group = self.groups.get(name)
        if group is not None and group.is_on("exclude"):
            group.mark("exclude", LineClass.UNMODELLED)
            group.mark("exclude-member", LineClass.UNMODELLED)
        for leaf in leaves_of(name, self.groups):
            entry = self.addresses.get(leaf)
            if entry is not None and self._prefixes(leaf) is None:
                for key in _DOUBTFUL:
                    entry.mark(key, LineClass.UNMODELLED)

    def _prefixes(self, name: str) -> tuple[IPNetwork, ...] | None:
        """The prefixes of an address; None if it is no set of prefixes."""
        if name not in self.values:
            self.values[name] = self._read_prefixes(name)
        return self.values[name]

    def _read_prefixes(self, name: str) -> tuple[IPNetwork, ...] | None:
        entry = self.addresses.get(name)
        if name == "none":
            return ()
        if entry is None:
            return (ANYWHERE[self.family],) if name == "all" else ()
        kind = entry.text("type")
        if kind in _PREFIX_TYPES:
            return self._subnet(entry)
        reader = {"iprange": _range, "wildcard": _wildcard}.get(kind)
        return reader(entry) if reader else None

    def _subnet(self, entry: Entry) -> tuple[IPNetwork, ...]:
        """The prefix of an address; one without a subnet is everything (FortiOS's default)."""
        key = "subnet" if self.family == 4 else "ip6"
        if key not in entry.values:
            return (ANYWHERE[self.family],)
        prefix = entry.read(key, lambda words: network("/".join(words[:2])))
        return (prefix,) if prefix is not None and prefix.version == self.family else ()


def _range(entry: Entry) -> tuple[IPNetwork, ...] | None:
    first, last = entry.address("start-ip"), entry.address("end-ip")
    if first is None or last is None or first.version != last.version or int(last) < int(first):
        entry.mark("end-ip", LineClass.UNRECOGNISED)
        return None
    # The families agree, which the overloads cannot see.
    return tuple(summarize_address_range(cast(IPv4Address, first), cast(IPv4Address, last)))


def _wildcard(entry: Entry) -> tuple[IPNetwork, ...] | None:
    return entry.read("wildcard", _contiguous)


def _contiguous(words: tuple[str, ...]) -> tuple[IPNetwork, ...] | None:
    """A FortiOS wildcard (1 bits: must match) that is a prefix; None if it is none."""
    mask = int(ip_address(words[1]))
    length = mask.bit_count()
    if mask != (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF:
        return None
    return (IPv4Network((int(ip_address(words[0])) & mask, length)),)


def _sorted(prefixes: Iterable[IPNetwork]) -> tuple[IPNetwork, ...]:
    by_place = {(int(p.network_address), p.prefixlen): p for p in prefixes}
    return tuple(by_place[place] for place in sorted(by_place))
