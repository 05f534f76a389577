"""Cutting address space: tier -> region -> function -> segment, each remembered in the ledger.

A region takes the same index in every tier and family, so that its number shows in each address.
The last sixteenth of a region's IPv4 block and its last /64 are for links and loopbacks; the rest
is cut into function blocks (all `mfp` segments of a region lie together), so that one entry of a
firewall's group stands for a function in a region and adding a site changes no firewall.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network

from kawanet.addressing.lock import Ledger, refuse
from kawanet.addressing.values import Host, LinkPair
from kawanet.design.schema import Tier

REGION_BITS = 4  # a /12 and a /48 hold 16 regions; larger blocks hold more, of the same size
REGION_LENGTHS = 16, 52
FUNCTION_BITS = 5  # a region's /16 holds 32 function blocks of /21
FUNCTION_BITS6 = 6  # a region's /52 holds 64 function blocks of /58
LINK_BITS = 4  # the last /20 of a /16 is for links
LOOPBACK_BITS = 6  # and the last /22 of it for loopbacks


class Cutter:
    """Takes free, aligned ranges; knows every range taken so far."""

    def __init__(self, taken: Iterable[tuple[int, int]]) -> None:
        self.taken = sorted(taken)  # (start, size)
        self.cursor: dict[tuple[int, int], int] = {}

    def cut(self, begin: int, end: int, size: int) -> int | None:
        """The first free aligned range of `size` addresses in begin..end; None if there is none."""
        at = -(-self.cursor.get((begin, size), begin) // size) * size
        index = max(0, bisect_right(self.taken, (at, 0)) - 1)
        while index < len(self.taken) and self.taken[index][0] < at + size:
            start, length = self.taken[index]
            if start + length > at:
                at = -(-(start + length) // size) * size
            index += 1
        if at + size > end:
            return None
        insort(self.taken, (at, size))
        self.cursor[begin, size] = at + size
        return at


def _taken(ledger: Ledger, kinds: tuple[str, ...]) -> tuple[Cutter, Cutter]:
    """The cutters of both families, with what the lock says is taken."""
    pairs = [parse_pair(v) for kind in kinds for _, v in ledger.below(kind)]
    return (
        Cutter((int(four.network_address), four.num_addresses) for four, _ in pairs),
        Cutter((int(six.network_address), six.num_addresses) for _, six in pairs),
    )


def parse_pair(value: str) -> tuple[IPv4Network, IPv6Network]:
    """Read the first two fields of a lock value."""
    try:
        four, six = value.split(" ")[:2]
        return IPv4Network(four), IPv6Network(six)
    except ValueError:
        refuse(f"{value!r} is not an IPv4 and an IPv6 prefix", "restore the line from git")


def part4(block: IPv4Network, bits: int, index: int) -> IPv4Network:
    """The index-th of the 2**bits parts of a block."""
    length = block.prefixlen + bits
    return IPv4Network((int(block.network_address) + (index << (32 - length)), length))


def part6(block: IPv6Network, bits: int, index: int) -> IPv6Network:
    """The index-th of the 2**bits parts of a block."""
    length = block.prefixlen + bits
    return IPv6Network((int(block.network_address) + (index << (128 - length)), length))


def region_bits(tier: Tier) -> int:
    """How many bits of a tier's blocks number its regions."""
    longest = zip(REGION_LENGTHS, (tier.ipv4.prefixlen, tier.ipv6.prefixlen), strict=True)
    return max(REGION_BITS, min(region - block for region, block in longest))


def region_block(tier: Tier, index: int) -> tuple[IPv4Network, IPv6Network]:
    """A region's block in a tier."""
    bits = region_bits(tier)
    return part4(tier.ipv4, bits, index), part6(tier.ipv6, bits, index)


class Space:
    """The address space of a city while it is planned."""

    def __init__(self, ledger: Ledger, tiers: tuple[Tier, ...]) -> None:
        self.ledger = ledger
        self.tier = {t.name: t for t in tiers}
        self.links = _taken(ledger, ("link/", "loopback/"))
        self.functions = _taken(ledger, ("block/",))
        self.segments = _taken(ledger, ("segment/", "pool/"))
        self.region_count = 1 << min((region_bits(t) for t in tiers), default=REGION_BITS)
        self.region_indices = self._region_indices()
        self.blocks: dict[tuple[str, str], list[tuple[IPv4Network, IPv6Network]]] = {}

    def _region_indices(self) -> set[int]:
        taken = {key: int(value) for key, value in self.ledger.below("region/")}
        for key, index in taken.items():
            if index >= self.region_count:
                hint = "restore the tiers' prefixes, or take the line out"
                refuse(f"{index} lies outside the tiers: they hold {self.region_count}", hint, key)
        return set(taken.values())

    def region(self, tier: str, name: str) -> Iterator[tuple[IPv4Network, IPv6Network]]:
        """The blocks of a region in a tier, taking one more each time another is asked for."""
        known = self.blocks.setdefault((tier, name), [])
        for number in range(1, self.region_count):
            if number > len(known):
                known.append(self._region_block(tier, name, number))
            yield known[number - 1]

    def _region_block(self, tier: str, name: str, number: int) -> tuple[IPv4Network, IPv6Network]:
        key = f"region/{name}/{number}"
        value = self.ledger.get(key)
        if value is None:
            free = set(range(self.region_count)) - self.region_indices
            if not free:
                refuse("no room for another region", "give the tiers larger prefixes", key)
            value = self.ledger.put(key, str(min(free)))
            self.region_indices.add(min(free))
        return region_block(self.tier[tier], int(value))

    def function(
        self, tier: str, region: str, base: str, size: int
    ) -> Iterator[tuple[IPv4Network, IPv6Network]]:
        """The blocks of a function in a region and tier, taking one more when asked for."""
        known: list[tuple[IPv4Network, IPv6Network]]
        known = self.blocks.setdefault((tier, f"{region}/{base}"), [])
        for number in range(1, 1000):
            if number > len(known):
                known.append(self._function_block(tier, region, f"{base}/{number}", size))
            yield known[number - 1]

    def _function_block(
        self, tier: str, region: str, name: str, size: int
    ) -> tuple[IPv4Network, IPv6Network]:
        key = f"block/{tier}/{region}/{name}"
        value = self.ledger.get(key)
        if value is not None:
            return parse_pair(value)
        for four, six in self.region(tier, region):
            four_size = max(size, four.num_addresses >> FUNCTION_BITS)
            at = _cut(self.functions[0], four, four_size, four.num_addresses >> LINK_BITS)
            six_size = six.num_addresses >> FUNCTION_BITS6
            at6 = _cut(self.functions[1], six, six_size, 1 << 64)
            if at is not None and at6 is not None:
                length = 33 - four_size.bit_length()
                pair = IPv4Network((at, length)), IPv6Network((at6, six.prefixlen + FUNCTION_BITS6))
                self.ledger.put(key, f"{pair[0]} {pair[1]}")
                return pair
        return refuse("the region is full", "use a larger prefix for the tier", key)

    def segment(
        self, key: str, tier: str, region: str, base: str, size: int
    ) -> tuple[IPv4Network, IPv6Network]:
        """A segment's subnets: a power of two that holds `size` addresses, and a /64."""
        for four, six in self.function(tier, region, base, size):
            at = _cut(self.segments[0], four, size)
            at6 = _cut(self.segments[1], six, 1 << 64)
            if at is not None and at6 is not None:
                return IPv4Network((at, 33 - size.bit_length())), IPv6Network((at6, 64))
        return refuse("no room", "use a larger prefix for the tier", key)

    def link(self, key: str, tier: str, region: str) -> LinkPair:
        """The subnets of a point-to-point link."""
        value = self.ledger.get(key)
        if value is None:
            four, six = self._linked(tier, region, 2, False)
            value = self.ledger.put(key, f"{IPv4Network((four, 31))} {IPv6Network((six, 127))}")
        return LinkPair(*parse_pair(value))

    def loopback(self, key: str, tier: str, region: str) -> Host:
        """A router's own addresses."""
        value = self.ledger.get(key)
        if value is None:
            four, six = self._linked(tier, region, 1, True)
            value = self.ledger.put(key, f"{IPv4Network(four)} {IPv6Network(six)}")
        pair = parse_pair(value)
        return Host(pair[0].network_address, pair[1].network_address)

    def _linked(self, tier: str, region: str, size: int, loopback: bool) -> tuple[int, int]:
        for four, six in self.region(tier, region):
            end, end6 = int(four.broadcast_address) + 1, int(six.broadcast_address) + 1
            edge = end - (four.num_addresses >> LOOPBACK_BITS)
            low, high = (edge, end) if loopback else (end - (four.num_addresses >> LINK_BITS), edge)
            middle6 = end6 - (1 << 63)
            low6, high6 = (middle6, end6) if loopback else (end6 - (1 << 64), middle6)
            at = self.links[0].cut(low, high, size)
            at6 = self.links[1].cut(low6, high6, size)
            if at is not None and at6 is not None:
                return at, at6
        return refuse("no room for links", "use a larger prefix for the tier", f"{tier}/{region}")


def _cut(cutter: Cutter, block: IPv4Network | IPv6Network, size: int, keep: int = 0) -> int | None:
    """Cut from a block, leaving its last `keep` addresses alone."""
    begin = int(block.network_address)
    return cutter.cut(begin, int(block.broadcast_address) + 1 - keep, size)
