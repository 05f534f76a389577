"""Whether `network` statements cover an address: numbers with the bits that count."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

from kawanet.model.policy import AddressMatch, Wildcard

_ALL = 0xFFFFFFFF


class Cover(NamedTuple):
    """Addresses that are `value` where `care` has ones."""

    value: int
    care: int


def cover(match: AddressMatch) -> Cover:
    """What an address with a wildcard mask covers. Raises TypeError for IPv6."""
    if isinstance(match, Wildcard):
        care = ~match.mask & _ALL
        return Cover(match.address & care, care)
    if not isinstance(match, IPv4Network):
        raise TypeError(f"{match} is of the other family")
    return Cover(int(match.network_address), int(match.netmask))


def covers_any(covered: Sequence[Cover], address: IPv4Address) -> bool:
    """Whether one of several covers the address."""
    number = int(address)
    return any(number & care == value for value, care in covered)
