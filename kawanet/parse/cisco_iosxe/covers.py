"""Whether `network` statements cover an address."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address

from kawanet.model.policy import AddressMatch, Wildcard

_ALL = 0xFFFFFFFF


def covers(match: AddressMatch, address: IPv4Address) -> bool:
    """Whether an address with a wildcard mask matches another address."""
    if isinstance(match, Wildcard):
        return not (int(address) ^ match.address) & ~match.mask & _ALL
    return address in match


def covers_any(matches: Sequence[AddressMatch], address: IPv4Address) -> bool:
    """Whether one of several does."""
    return any(covers(match, address) for match in matches)
