"""Words of NX-OS lines -> values of the model, where NX-OS writes them other than IOS."""

from __future__ import annotations

from functools import lru_cache, partial
from ipaddress import IPv4Interface, IPv4Network

from kawanet.model.interfaces import InterfaceKind
from kawanet.parse.cisco_values import full_names, ipv4_cidr, ipv4_interface, ipv4_network, kind_of

_INTERFACE_TYPES = (  # as `show running-config` writes them, in the order an abbreviation is tried
    "Ethernet",
    "port-channel",
    "Vlan",
    "loopback",
    "mgmt",
    "Tunnel",
    "Null",
    "nve",
    "Bdi",
    "sup-eth",
)
_KINDS = {
    "Vlan": InterfaceKind.SVI,
    "loopback": InterfaceKind.LOOPBACK,
    "port-channel": InterfaceKind.LAG,
    "Tunnel": InterfaceKind.TUNNEL,
}
_RANGE_LIMIT = 1024  # interfaces in one list


interface_name = full_names(
    _INTERFACE_TYPES
)  # `eth1/2` -> `Ethernet1/2`, `Loopback0` -> `loopback0`
interface_kind = partial(kind_of, kinds=_KINDS)


@lru_cache(maxsize=1 << 12)
def interface_names(text: str) -> tuple[str, ...]:
    """`Ethernet1/1-4,Ethernet1/9` -> full names. Raises ValueError for what is no such list."""
    names: list[str] = []
    head = ""
    for part in text.split(","):
        at = next((n for n, c in enumerate(part) if c.isdigit()), len(part))
        head = part[:at] or head
        first, dash, last = part[at:].partition("-")
        if not head or not first:
            raise ValueError(f"{text} names no interface")
        name = interface_name(head + first)
        if not dash:
            names.append(name)
            continue
        digits = len(name) - len(name.rstrip("0123456789"))
        stem, start = name[: len(name) - digits], int(name[-digits:])
        end = int(last[next(n for n, c in enumerate(last) if c.isdigit()) :].rpartition("/")[2])
        if not 0 <= end - start < _RANGE_LIMIT:
            raise ValueError("too many interfaces in one list")
        names += [f"{stem}{n}" for n in range(start, end + 1)]
    return tuple(names)


def address_and_rest(words: list[str]) -> tuple[IPv4Interface, list[str]]:
    """`10.0.0.1/24 ...` or `10.0.0.1 255.255.255.0 ...`, and the words behind."""
    if "/" in words[0]:
        return ipv4_cidr(words[0]), words[1:]
    return ipv4_interface(words[0], words[1]), words[2:]


def network_and_rest(words: list[str]) -> tuple[IPv4Network, list[str]]:
    """`10.0.0.0/8 ...` or `10.0.0.0 255.0.0.0 ...`, and the words behind."""
    if "/" in words[0]:
        return IPv4Network(words[0], strict=False), words[1:]
    return ipv4_network(words[0], words[1]), words[2:]
