"""Words of Junos -> values of the model: prefixes, ports, protocols, rates, secrets, names.

All raise ValueError on words that are not what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Network,
    ip_network,
)
from re import split

from kawanet.model.policy import AddressMatch, IPNetwork, PortRange, Wildcard
from kawanet.model.system import SECRET_PREFIX, Secret
from kawanet.parse.ip_words import packed

_ALL = (1 << 32) - 1
_DIGITS = 18  # of a number in a name: more would only differ in how slowly they compare
MEMBERS = 4096  # names that one pattern may stand for
_UNITS = {"k": 10**3, "m": 10**6, "g": 10**9}
# Numbers of IANA, under the names that Junos gives them.
PORTS = {
    "ftp-data": 20, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "tacacs": 49, "tacacs-ds": 65,
    "domain": 53, "bootps": 67, "dhcp": 67, "bootpc": 68, "tftp": 69, "finger": 79, "http": 80,
    "kerberos-sec": 88, "pop3": 110, "sunrpc": 111, "ident": 113, "nntp": 119, "ntp": 123,
    "netbios-ns": 137, "netbios-dgm": 138, "netbios-ssn": 139, "imap": 143, "snmp": 161,
    "snmptrap": 162, "bgp": 179, "ldap": 389, "mobileip-agent": 434, "https": 443, "exec": 512,
    "biff": 512, "login": 513, "who": 513, "cmd": 514, "syslog": 514, "printer": 515, "talk": 517,
    "rip": 520, "ldp": 646, "radius": 1812, "radacct": 1813, "nfsd": 2049, "cvspserver": 2401,
}  # fmt: skip
PROTOCOLS = {
    "icmp": 1, "igmp": 2, "ipip": 4, "tcp": 6, "egp": 8, "udp": 17, "ipv6": 41, "rsvp": 46,
    "gre": 47, "esp": 50, "ah": 51, "icmp6": 58, "icmpv6": 58, "ospf": 89, "pim": 103, "vrrp": 112,
    "sctp": 132,
}  # fmt: skip
ICMP_TYPES = {
    4: {
        "echo-reply": 0, "unreachable": 3, "source-quench": 4, "redirect": 5, "echo-request": 8,
        "router-advertisement": 9, "router-solicit": 10, "time-exceeded": 11,
        "parameter-problem": 12, "timestamp": 13, "timestamp-reply": 14, "info-request": 15,
        "info-reply": 16, "mask-request": 17, "mask-reply": 18,
    },
    6: {
        "destination-unreachable": 1, "packet-too-big": 2, "time-exceeded": 3,
        "parameter-problem": 4, "echo-request": 128, "echo-reply": 129, "membership-query": 130,
        "membership-report": 131, "membership-termination": 132, "router-solicit": 133,
        "router-advertisement": 134, "neighbor-solicit": 135, "neighbor-advertisement": 136,
        "redirect": 137,
    },
}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def prefix(word: str) -> IPNetwork:
    """A prefix; `10/8` is short for 10.0.0.0/8, and bits beyond the length are dropped."""
    if word == "default":
        return IPv4Network("0.0.0.0/0")
    start, slash, length = word.partition("/")
    if ":" not in start and slash:
        start += ".0" * (3 - start.count("."))
    number_, most = packed(start), 128 if ":" in start else 32
    if number_ is None or (slash and not length.isdecimal()):
        return ip_network(start + slash + length, strict=False)
    bits = in_range(int(length), 0, most) if slash else most
    number_ = number_ >> (most - bits) << (most - bits)
    return IPv6Network((number_, bits)) if most == 128 else IPv4Network((number_, bits))


@lru_cache(maxsize=1 << 14)
def address_match(word: str) -> AddressMatch:
    """What a filter's address matches; a netmask may have holes (1 bits: care)."""
    start, _, length = word.partition("/")
    if "." not in length:
        return prefix(word)
    free = int(IPv4Address(length)) ^ _ALL
    if free & (free + 1):
        return Wildcard(int(IPv4Address(start)), free)
    return prefix(f"{start}/{32 - free.bit_length()}")


def port_range(word: str) -> PortRange:
    """A port, by number or name, or a range of them."""
    if word in PORTS:
        return PortRange(PORTS[word], PORTS[word])
    first, dash, last = word.partition("-")
    low = PORTS.get(first) if first in PORTS else int(first)
    high = PORTS.get(last) if last in PORTS else int(last or first)
    if low is None or high is None or not 0 <= low <= high <= 65535 or (dash and not last):
        raise ValueError(f"{word} is no port")
    return PortRange(low, high)


def protocol(word: str) -> int:
    """An IP protocol, by number or name."""
    number = PROTOCOLS[word] if word in PROTOCOLS else int(word)
    return in_range(number, 0, 255)


def icmp_type(word: str, family: int) -> int:
    """An ICMP type, by number or name."""
    known = ICMP_TYPES[family]
    return in_range(known[word] if word in known else int(word), 0, 255)


def in_range(number: int, first: int, last: int) -> int:
    """The number itself, if it lies in the range."""
    if not first <= number <= last:
        raise ValueError(f"{number} is not in {first}..{last}")
    return number


def number(word: str, first: int = 0, last: int = _ALL) -> int:
    """A decimal number within a range."""
    return in_range(int(word), first, last)


def vlan_id(word: str) -> int:
    """One VLAN id."""
    return number(word, 1, 4094)


def rate(word: str) -> int:
    """A rate in bits a second: 64k, 100m, 10g."""
    unit = _UNITS.get(word[-1:].lower())
    return in_range(int(word[:-1]) * unit if unit else int(word), 0, 10**15)


def priority(word: str) -> int:
    """A bridge priority: 4k is 4096."""
    return number(word[:-1]) * 1024 if word.endswith("k") else number(word)


def asn(word: str) -> int:
    """An AS number, `65546` or `1.10`."""
    high, dot, low = word.partition(".")
    if dot:
        return number(high, 0, 65535) << 16 | number(low, 0, 65535)
    return number(word)


def area(word: str) -> int:
    """An OSPF area, dotted or as a number."""
    return int(IPv4Address(word)) if "." in word else number(word)


def secret(word: str) -> Secret:
    """A placeholder's name; of anything else only how well it is hidden. `$9$` can be undone."""
    if word.startswith(f"%%{SECRET_PREFIX}") and word.endswith("%%"):
        name = word[2 + len(SECRET_PREFIX) : -2]
        return (
            Secret("hashed" if name == "hashed" else "plain")
            if (name in ("hashed", "plain"))
            else Secret("reference", name)
        )
    hashed = word.startswith("$") and not word.startswith("$9$")
    return Secret("hashed" if hashed else "plain")


@lru_cache(maxsize=1 << 14)
def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sort key in which port 10 follows port 9."""
    parts = (p for p in split(r"(\d+)", name) if p)
    return tuple((int(p[:_DIGITS]), "") if p.isdecimal() else (-1, p) for p in parts)


def expand(pattern: str) -> Iterator[str]:
    """`ge-0/0/[0-3,7]` -> ge-0/0/0 ... ge-0/0/7; a name without brackets is itself."""
    head, bracket, rest = pattern.partition("[")
    inside, closing, tail = rest.partition("]")
    if not bracket or not closing:
        yield pattern
        return
    if "[" in tail and "[" in tail.partition("[")[2]:
        raise ValueError(f"{pattern} has more than two lists")
    for part in inside.split(","):
        first, _, last = part.partition("-")
        for n in range(in_range(int(first), 0, 4095), in_range(int(last or first), 0, 4095) + 1):
            yield from expand(f"{head}{n}{tail}")


def between(first: str, last: str) -> Iterator[str]:
    """`ge-0/0/0`, `ge-0/0/3` -> all four names."""
    head, _, start = first.rpartition("/")
    other, _, end = last.rpartition("/")
    if head != other:
        raise ValueError("a member range goes over one PIC")
    for n in range(in_range(int(start), 0, 4095), in_range(int(end), 0, 4095) + 1):
        yield f"{head}/{n}"


def merged_ports(ranges: Sequence[PortRange]) -> tuple[PortRange, ...]:
    """The ranges as they were said, once each."""
    return tuple(dict.fromkeys(ranges))
