"""What a plan hands out: segments, links, hosts and port numbers."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from typing import Literal

GATEWAY = 1  # host number of a segment's gateway, real or virtual
FIRST_ROUTER = 2  # host numbers of the routers behind a virtual gateway begin here
FIREWALL_GATEWAY = 6  # virtual address of a firewall pair in its transit segment
FIRST_FIREWALL = 7
FIRST_HOST = 11  # servers and management addresses begin here
HANDOFF_EXTERNAL, HANDOFF_VIRTUAL, HANDOFF_FIREWALL, HANDOFF_PUBLISHED = 1, 2, 3, 5
MOBILE_EXTERNAL, MOBILE_EDGE = 1, 2  # host numbers in a hand-off of closed mobile


@dataclass(frozen=True, slots=True)
class Segment:
    """A broadcast domain with hosts. `sites`: where it may be; more than one over a fibre.

    `base` is its function without the floor (`users`), which names the block it is cut from.
    """

    key: str  # <tier>/<site>/<name>
    tier: str
    site: str
    name: str
    base: str
    sites: tuple[str, ...]
    ipv4: IPv4Network
    ipv6: IPv6Network
    vlan: int

    def host(self, number: int) -> tuple[IPv4Interface, IPv6Interface]:
        """The addresses of a host number, with the segment's prefix lengths."""
        return (
            IPv4Interface((int(self.ipv4.network_address) + number, self.ipv4.prefixlen)),
            IPv6Interface((int(self.ipv6.network_address) + number, self.ipv6.prefixlen)),
        )

    def address(self, number: int) -> Host:
        """The addresses of a host number."""
        return Host(self.ipv4[number], self.ipv6[number])


@dataclass(frozen=True, slots=True)
class LinkPair:
    """A point-to-point subnet: /31 (RFC 3021) and /127 (RFC 6164)."""

    ipv4: IPv4Network
    ipv6: IPv6Network

    def end(self, index: int) -> tuple[IPv4Interface, IPv6Interface]:
        """The addresses of end 0 or 1."""
        return (
            IPv4Interface((int(self.ipv4.network_address) + index, self.ipv4.prefixlen)),
            IPv6Interface((int(self.ipv6.network_address) + index, self.ipv6.prefixlen)),
        )


@dataclass(frozen=True, slots=True)
class Host:
    """One host's addresses."""

    ipv4: IPv4Address
    ipv6: IPv6Address

    def of(self, family: Literal[4, 6]) -> IPv4Address | IPv6Address:
        """The address of one family."""
        return self.ipv4 if family == 4 else self.ipv6

    def interfaces(self) -> tuple[IPv4Interface, IPv6Interface]:
        """As /32 and /128."""
        return IPv4Interface(self.ipv4), IPv6Interface(self.ipv6)

    def prefixes(self) -> tuple[IPv4Network, IPv6Network]:
        """As /32 and /128."""
        return IPv4Network(self.ipv4), IPv6Network(self.ipv6)


@dataclass(frozen=True, slots=True)
class PortNumber:
    """The number-th port of its speed on a box, counting from 1."""

    speed_mbps: int
    number: int
