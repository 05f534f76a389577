"""Names, VLAN ids and addresses: each once, each in its place."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from kawanet.design.index import Complaint, Index, Path
from kawanet.design.overlap import Range, addresses, overlapping

IPNetwork = IPv4Network | IPv6Network

VLAN_FIRST, VLAN_LAST, VLAN_FEWEST = 2, 4000, 100
# 999: the native VLAN of trunks, where nothing is; 1002-1005: token ring and FDDI (Cisco)
VLANS_KEPT = (1, 999, 1002, 1003, 1004, 1005)
# Source: RFC 1918, RFC 5737, RFC 4193 (locally assigned), RFC 3849
PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8")))
DOCUMENTATION = tuple(
    map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"))
)


def unique_names(index: Index) -> Iterator[Complaint]:
    """Complain of each name or number that stands twice in one list."""
    design = index.design
    for key in (
        "tiers", "regions", "site_classes", "sites", "rings", "carriers", "fibres", "externals",
        "firewalls", "systems", "services", "flows",
    ):  # fmt: skip
        yield from _once((key,), "name", ((i.name, "name") for i in getattr(design, key)))
    yield from _once(("musts",), "code", ((m.code, "code") for m in design.musts))
    for key in ("tiers", "externals"):
        yield from _once((key,), "number", ((i.number, "number") for i in getattr(design, key)))
    for i, site in enumerate(design.sites):
        names = ((floor.name, "floor") for floor in site.floors)
        yield from _once(("sites", i, "floors"), "name", names)
    if design.wireless:
        path: Path = ("wireless", "ssids")
        yield from _once(path, "name", ((s.name, "name") for s in design.wireless.ssids))
        yield from _once(path, "ssid", ((s.ssid, "SSID") for s in design.wireless.ssids))
    if design.mobile:
        yield from _once(
            ("mobile", "pools"), "name", ((p.name, "name") for p in design.mobile.pools)
        )


def _once(path: Path, key: str, values: Iterable[tuple[Hashable, str]]) -> Iterator[Complaint]:
    seen: set[Hashable] = set()
    for position, (value, word) in enumerate(values):
        if value in seen:
            message = f"the {word} `{value}` is used twice in `{path[-1]}`"
            yield Complaint((*path, position, key), message, "each needs its own")
        seen.add(value)


def tier_blocks(index: Index) -> Iterator[Complaint]:
    """Complain of tiers whose blocks overlap, each other or what the carrier keeps."""
    tiers = list(enumerate(index.design.tiers))
    for key in ("ipv4", "ipv6"):
        blocks = [addresses(("tiers", i, key), getattr(t, key), t.name) for i, t in tiers]
        for later, other in overlapping(blocks):
            message = f"{later.what} overlaps {other.what} of tier `{other.owner}`"
            yield Complaint(later.path, message, "tiers share no address")
    if index.design.mobile:
        for r, reserved in enumerate(index.design.mobile.reserved):
            for _, tier in tiers:
                if tier.ipv4.overlaps(reserved):
                    message = f"{reserved}, kept by the carrier, overlaps tier `{tier.name}`"
                    yield Complaint(("mobile", "reserved", r), message, f"move {tier.ipv4}")


def vlan_blocks(index: Index) -> Iterator[Complaint]:
    """Complain of VLAN blocks that are reversed, out of range, too small or overlapping."""
    tiers = list(enumerate(index.design.tiers))
    for i, tier in tiers:
        path: Path = ("tiers", i, "vlans")
        first, last = tier.vlans
        kept = [vlan for vlan in VLANS_KEPT if first <= vlan <= last]
        if first > last:
            yield Complaint(path, f"[{first}, {last}] is reversed", f"write [{last}, {first}]")
        elif first < VLAN_FIRST or last > VLAN_LAST:
            hint = f"choose ids from {VLAN_FIRST} to {VLAN_LAST}"
            yield Complaint(path, f"[{first}, {last}] leaves the usable VLAN ids", hint)
        elif kept:
            message = f"[{first}, {last}] holds VLAN {kept[0]}, which is kept for something else"
            yield Complaint(path, message, f"kept: {', '.join(map(str, VLANS_KEPT))}")
        elif last - first + 1 < VLAN_FEWEST:
            message = f"[{first}, {last}] is only {last - first + 1} VLANs"
            yield Complaint(path, message, f"a tier needs {VLAN_FEWEST}")
    blocks = [Range(*t.vlans, ("tiers", i, "vlans"), str(list(t.vlans)), t.name) for i, t in tiers]
    for later, other in overlapping(blocks):
        message = f"VLANs {later.what} overlap {other.what} of tier `{other.owner}`"
        yield Complaint(later.path, message, "tiers share no VLAN id")


def address_space(index: Index) -> Iterator[Complaint]:
    """Complain of sample addresses that could be somebody's."""
    for i, tier in enumerate(index.design.tiers):
        for key, network in (("ipv4", tier.ipv4), ("ipv6", tier.ipv6)):
            if tier.sample and not _inside(network, PRIVATE):
                message = f"{network} is not private address space"
                hint = "use 10.0.0.0/8 and fd00::/8, or say `sample: false`"
                yield Complaint(("tiers", i, key), message, hint)
    for path, network, sample in _outside(index):
        if sample and network.prefixlen and not _inside(network, PRIVATE + DOCUMENTATION):
            hint = "use RFC 1918, RFC 5737, RFC 3849 or fd00::/8, or say `sample: false`"
            yield Complaint(path, f"{network} is not a sample address", hint)


def prefixes_apart(index: Index) -> Iterator[Complaint]:
    """Complain of addresses outside the city that overlap a tier's, or one another."""
    outside = [(path, network) for path, network, _ in _outside(index) if network.prefixlen]
    for path, network in outside:
        for tier in index.design.tiers:
            if network.overlaps(tier.ipv4 if network.version == 4 else tier.ipv6):
                hint = "addresses outside the city are not the city's"
                yield Complaint(path, f"{network} overlaps tier `{tier.name}`", hint)
    for version in (4, 6):
        ranges = (addresses(path, net) for path, net in outside if net.version == version)
        for later, other in overlapping(ranges):
            yield Complaint(later.path, f"{later.what} overlaps {other.what}", "each is used once")


def _outside(index: Index) -> Iterator[tuple[Path, IPNetwork, bool]]:
    """Give the prefixes beyond the city and the hand-offs to them: path, prefix, is it a sample."""
    for i, external in enumerate(index.design.externals):
        for p, prefix in enumerate(external.prefixes):
            yield ("externals", i, "prefixes", p), prefix, external.sample
        yield ("externals", i, "handoff_ipv4"), external.handoff_ipv4, external.sample
        yield ("externals", i, "handoff_ipv6"), external.handoff_ipv6, external.sample
    if mobile := index.design.mobile:
        for h, handoff4 in enumerate(mobile.handoffs_ipv4):
            yield ("mobile", "handoffs_ipv4", h), handoff4, mobile.sample
        for h, handoff6 in enumerate(mobile.handoffs_ipv6):
            yield ("mobile", "handoffs_ipv6", h), handoff6, mobile.sample


def _inside(network: IPNetwork, spaces: tuple[IPNetwork, ...]) -> bool:
    return any(
        network.version == space.version
        and int(space.network_address) <= int(network.network_address)
        and int(network.broadcast_address) <= int(space.broadcast_address)
        for space in spaces
    )
