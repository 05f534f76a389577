"""Words -> addresses and prefixes, as `ipaddress` reads them, but several times as fast.

All raise ValueError on words that are none. What is read is kept: texts say the same ones often.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import (
    IPv4Interface,
    IPv4Network,
    IPv6Interface,
    IPv6Network,
    ip_address,
    ip_interface,
    ip_network,
)
from socket import AF_INET, AF_INET6, inet_pton

from kawanet.model.interfaces import IPAddress, IPInterface
from kawanet.model.policy import IPNetwork

_ALL = (1 << 32) - 1
_KEPT = 1 << 16


@lru_cache(maxsize=_KEPT)
def address(word: str) -> IPAddress:
    """An address of either family."""
    return ip_address(word)


@lru_cache(maxsize=_KEPT)
def interface_address(word: str) -> IPInterface:
    """An address with its length or mask; without one it is a host's."""
    number, bits = _parts(word)
    if number is None or bits is None:
        return ip_interface(word)
    return IPv6Interface((number, bits)) if ":" in word else IPv4Interface((number, bits))


@lru_cache(maxsize=_KEPT)
def network(word: str) -> IPNetwork:
    """A prefix, with its length or mask; bits beyond the length are dropped."""
    number, bits = _parts(word)
    if number is None or bits is None:
        return ip_network(word, strict=False)
    most = 128 if ":" in word else 32
    number = number >> (most - bits) << (most - bits)
    return IPv6Network((number, bits)) if most == 128 else IPv4Network((number, bits))


def _parts(word: str) -> tuple[int | None, int | None]:
    """An address as a number, and its length; None for what only `ipaddress` can tell."""
    start, slash, length = word.partition("/")
    most = 128 if ":" in start else 32
    if not slash:
        return packed(start), most
    if length.isascii() and length.isdecimal() and len(length) < 4 and int(length) <= most:
        return packed(start), int(length)
    mask = packed(length) if most == 32 and ":" not in length else None
    if mask is None or (mask ^ _ALL) & ((mask ^ _ALL) + 1):
        return None, None
    return packed(start), 32 - (mask ^ _ALL).bit_length()


def packed(word: str) -> int | None:
    """An address as a number; None for what the C library, which reads it several times as fast
    as `ipaddress`, does not know."""
    try:
        return int.from_bytes(inet_pton(AF_INET6 if ":" in word else AF_INET, word), "big")
    except (OSError, ValueError):
        return None
