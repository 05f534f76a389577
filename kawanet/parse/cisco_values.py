"""Words of IOS-XE lines -> values of the model: addresses, masks, VLAN lists, names, secrets.

All raise ValueError on words that are not what is asked for. Addresses are cached, because a
configuration says the same ones again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
    ip_address,
)

from kawanet.model.interfaces import InterfaceKind, IPAddress
from kawanet.model.policy import Wildcard
from kawanet.model.system import SECRET_PREFIX, Secret
from kawanet.parse.ip_words import interface_address, network, packed

_ALL = (1 << 32) - 1
_VLANS = range(1, 4095)
_INTERFACE_TYPES = (  # in the order in which an abbreviation is tried
    "GigabitEthernet",
    "TenGigabitEthernet",
    "FastEthernet",
    "Ethernet",
    "Vlan",
    "Loopback",
    "Port-channel",
    "Tunnel",
    "TwoGigabitEthernet",
    "FiveGigabitEthernet",
    "TwentyFiveGigE",
    "FortyGigabitEthernet",
    "FiftyGigE",
    "HundredGigE",
    "FourHundredGigE",
    "AppGigabitEthernet",
    "Serial",
    "Cellular",
    "Dialer",
    "Null",
    "BDI",
    "BVI",
)
_KINDS = {
    "Vlan": InterfaceKind.SVI,
    "Loopback": InterfaceKind.LOOPBACK,
    "Port-channel": InterfaceKind.LAG,
    "Tunnel": InterfaceKind.TUNNEL,
}
_HASHED_TYPES = frozenset(["4", "5", "6", "8", "9"])
_PLAIN_TYPES = frozenset(["0", "7"])  # type 7 is turned back by anyone who reads it
_SECRET_OPENING, _SECRET_CLOSING = f"%%{SECRET_PREFIX}", "%%"


def _number(word: str) -> int:
    """An IPv4 address as a number."""
    number = None if ":" in word else packed(word)
    if number is None:
        raise ValueError(f"{word} is no IPv4 address")
    return number


@lru_cache(maxsize=1 << 16)
def ipv4(word: str) -> IPv4Address:
    """An IPv4 address."""
    return IPv4Address(_number(word))


@lru_cache(maxsize=1 << 16)
def ipv6(word: str) -> IPv6Address:
    """An IPv6 address."""
    number = packed(word) if ":" in word else None
    return IPv6Address(word if number is None else number)


def either(word: str) -> IPAddress:
    """An address of either family."""
    return ipv6(word) if ":" in word else ipv4(word)


@lru_cache(maxsize=1 << 16)
def ipv4_interface(address: str, mask: str) -> IPv4Interface:
    """An address and a netmask."""
    return IPv4Interface((_number(address), _length(_number(mask) ^ _ALL)))


@lru_cache(maxsize=1 << 16)
def ipv4_network(address: str, mask: str) -> IPv4Network:
    """A prefix from an address and a netmask; bits beyond the mask are dropped, as IOS does."""
    return _prefix(_number(address), _number(mask) ^ _ALL)


@lru_cache(maxsize=1 << 16)
def ipv4_match(address: str, wildcard: str) -> IPv4Network | Wildcard:
    """What an address with a wildcard mask matches: a prefix where it is one."""
    value, free = _number(address), _number(wildcard)
    if free & (free + 1):
        return Wildcard(value, free)
    return _prefix(value, free)


@lru_cache(maxsize=1 << 16)
def ipv4_host(address: str) -> IPv4Network:
    """A single address as a prefix."""
    return IPv4Network(_number(address))


@lru_cache(maxsize=1 << 16)
def ipv4_prefix(word: str) -> IPv4Network:
    """A prefix with its length, or a single address; bits beyond the length are dropped."""
    address, slash, length = word.partition("/")
    if slash and length.isdecimal():
        free = _ALL >> int(length)
        return IPv4Network((_number(address) & ~free & _ALL, int(length)))
    return IPv4Network(word, strict=False)


def ipv6_network(word: str) -> IPv6Network:
    """A prefix, or a single address; bits beyond the length are dropped."""
    found = network(word)
    if found.version != 6:
        raise ValueError(f"{word} is no IPv6 prefix")
    return found


def ipv6_interface(word: str) -> IPv6Interface:
    """An address with its prefix length."""
    found = interface_address(word)
    if "/" not in word or found.version != 6:
        raise ValueError(f"{word} is no IPv6 address with a prefix length")
    return found


def ipv4_cidr(word: str) -> IPv4Interface:
    """An address with its prefix length behind a slash; without one it is a host's."""
    found = interface_address(word)
    if found.version != 4:
        raise ValueError(f"{word} is no IPv4 address")
    return found


def _length(free: int) -> int:
    if free & (free + 1):
        raise ValueError("a netmask has its ones before its zeros")
    return 32 - free.bit_length()


def _prefix(value: int, free: int) -> IPv4Network:
    length = _length(free)
    return IPv4Network((value & ~free & _ALL, length))


@lru_cache(maxsize=1 << 14)
def vlan_list(text: str) -> tuple[int, ...]:
    """`10,20-30` -> sorted ids."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        start, end = int(first), int(last or first)
        if start not in _VLANS or end not in _VLANS or start > end:
            raise ValueError(f"{part} is no range of VLAN ids")
        found.update(range(start, end + 1))
    return tuple(sorted(found))


def vlan_id(word: str) -> int:
    """One VLAN id."""
    (only,) = vlan_list(word)
    return only


def full_names(types: Sequence[str]) -> Callable[[str], str]:
    """A reader of interface names; `types` in the order in which an abbreviation is tried."""
    exact = frozenset(types)

    @lru_cache(maxsize=1 << 14)
    def full_name(text: str) -> str:
        name = text.replace(" ", "")
        head = type_of(name)
        if head in exact or not head:
            return name
        low = head.lower()
        full = next((t for t in types if t.lower().startswith(low)), head)
        return full + name[len(head) :]

    return full_name


def type_of(name: str) -> str:
    """The letters an interface name begins with."""
    return name.rstrip("0123456789/.:")


def kind_of(name: str, kinds: Mapping[str, InterfaceKind]) -> InterfaceKind:
    """What kind of interface a full name says. `kinds`: by type; physical if it says none."""
    if "." in name:
        return InterfaceKind.SUBINTERFACE
    return kinds.get(type_of(name), InterfaceKind.PHYSICAL)


interface_name = full_names(_INTERFACE_TYPES)  # `gi 1/0/1` -> `GigabitEthernet1/0/1`
interface_kind = partial(kind_of, kinds=_KINDS)


def area_number(word: str) -> int:
    """An OSPF area, as a number or dotted."""
    number = int(ipv4(word)) if "." in word else int(word)
    if not 0 <= number <= _ALL:
        raise ValueError(f"{word} is no OSPF area")
    return number


def secret_of(words: Sequence[str]) -> Secret:
    """What a secret's words hold: [type] value, where the type is a digit."""
    if not words:
        raise ValueError("a secret is missing")
    typed = len(words) > 1 and words[0] in _HASHED_TYPES | _PLAIN_TYPES
    value = words[1] if typed else words[0]
    if value.startswith(_SECRET_OPENING) and value.endswith(_SECRET_CLOSING):
        name = value[len(_SECRET_OPENING) : -len(_SECRET_CLOSING)]
        if not typed or name not in ("hashed", "plain"):
            return Secret("reference", name)
    return Secret("hashed" if typed and words[0] in _HASHED_TYPES else "plain")


@lru_cache(maxsize=1 << 16)
def optional_address(word: str) -> IPAddress | None:
    """An address of either family; None if the word is something else."""
    try:
        return ip_address(word) if ":" in word else ipv4(word)
    except ValueError:
        return None
