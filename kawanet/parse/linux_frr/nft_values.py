"""Values in nft's text: ports, protocols, ICMP types, addresses. Source: nft(8), DATA TYPES."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, summarize_address_range

from kawanet.model.interfaces import Family
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    TCP,
    UDP,
    AddressMatch,
    IPNetwork,
    PortRange,
    Wildcard,
)
from kawanet.parse.linux_frr.values import prefix

PROTOCOLS = {
    "icmp": ICMP, "igmp": 2, "tcp": TCP, "udp": UDP, "gre": 47, "esp": 50, "ah": 51,
    "icmpv6": ICMPV6, "ipv6-icmp": ICMPV6, "ospf": 89, "vrrp": 112, "sctp": 132,
}  # fmt: skip
PORTS = {
    "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "tftp": 69, "http": 80,
    "kerberos": 88, "ntp": 123, "snmp": 161, "bgp": 179, "ldap": 389, "https": 443,
    "microsoft-ds": 445, "syslog": 514, "ldaps": 636, "radius": 1812, "radius-acct": 1813,
    "ms-wbt-server": 3389,
}  # fmt: skip
_ICMP = {
    "echo-reply": 0, "destination-unreachable": 3, "redirect": 5, "echo-request": 8,
    "time-exceeded": 11, "parameter-problem": 12,
}  # fmt: skip
_ICMPV6 = {
    "destination-unreachable": 1, "packet-too-big": 2, "time-exceeded": 3, "parameter-problem": 4,
    "echo-request": 128, "echo-reply": 129, "nd-router-solicit": 133, "nd-router-advert": 134,
    "nd-neighbor-solicit": 135, "nd-neighbor-advert": 136,
}  # fmt: skip


def port_range(text: str) -> PortRange:
    """`443`, `https` or `80-90`."""
    if text in PORTS:
        return PortRange(PORTS[text], PORTS[text])
    first, _, last = text.partition("-")
    found = PortRange(int(first), int(last or first))
    if not 0 <= found.first <= found.last <= 0xFFFF:
        raise ValueError(text)
    return found


def protocol(text: str) -> int:
    """A protocol by name or number."""
    number = PROTOCOLS.get(text)
    return _below(256, text) if number is None else number


def _below(limit: int, text: str) -> int:
    number = int(text, 0)
    if not 0 <= number < limit:
        raise ValueError(text)
    return number


def icmp_type(text: str, number: int) -> int:
    """An ICMP (1) or ICMPv6 (58) type by name or number."""
    names = _ICMP if number == ICMP else _ICMPV6
    return names[text] if text in names else _below(256, text)


def addresses(text: str) -> list[IPNetwork]:
    """A prefix, an address, or a range `a-b` as prefixes."""
    if "-" in text:
        first, last = (ip_address(part) for part in text.split("-", 1))
        if isinstance(first, IPv4Address) and isinstance(last, IPv4Address):
            return list(summarize_address_range(first, last))
        if isinstance(first, IPv6Address) and isinstance(last, IPv6Address):
            return list(summarize_address_range(first, last))
        raise ValueError(text)
    return [prefix(text)]


def unquoted(text: str) -> str:
    """A string without its quotes."""
    return text.strip('"')


# ---- everything else ------------------------------------------------------------------------

_ALL: dict[Family, IPNetwork] = {4: prefix("0.0.0.0/0"), 6: prefix("::/0")}


def all_but_prefixes(found: Iterable[AddressMatch], family: Family) -> list[IPNetwork]:
    """The prefixes of all other addresses. Raises ValueError for a wildcard."""
    rest = [_ALL[family]]
    for out in found:
        if isinstance(out, Wildcard) or out.version != family:
            raise ValueError("no prefix of the family")
        rest = [left for one in rest for left in _without(one, out)]
    return sorted(rest)


def _without(one: IPNetwork, out: IPNetwork) -> Iterable[IPNetwork]:
    if not one.overlaps(out):
        return (one,)
    if one.prefixlen >= out.prefixlen:
        return ()
    return one.address_exclude(out)  # type: ignore[arg-type]  # of one family


def all_but_ports(found: Iterable[PortRange]) -> list[PortRange]:
    """The ranges of all other ports."""
    rest, begin = list[PortRange](), 0
    for first, last in sorted(found):
        if begin < first:
            rest.append(PortRange(begin, first - 1))
        begin = max(begin, last + 1)
    return [*rest, PortRange(begin, 0xFFFF)] if begin <= 0xFFFF else rest


def all_but_numbers(found: Iterable[int]) -> list[int]:
    """All other numbers of a byte: protocols, ICMP types."""
    return sorted(set(range(256)).difference(found))
