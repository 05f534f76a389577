"""Addresses as they are written. Servers, neighbours and gateways stand in the texts of many boxes,
so what was read once is kept."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_interface, ip_network

from kawanet.model.interfaces import IPAddress, IPInterface
from kawanet.model.policy import IPNetwork


@lru_cache(maxsize=1 << 14)
def address(text: str) -> IPAddress:
    """An address. Raises ValueError."""
    return ip_address(text)


@lru_cache(maxsize=1 << 14)
def interface_address(text: str) -> IPInterface:
    """An address with its length. Raises ValueError."""
    return ip_interface(text)


@lru_cache(maxsize=1 << 14)
def prefix(text: str) -> IPNetwork:
    """A prefix; host bits are dropped. Raises ValueError."""
    return ip_network(text, strict=False)
