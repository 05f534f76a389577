"""What must hold, resolved to prefixes and ports. The only form in which intent crosses the waist.

A `PolicyStatement` (built from the design, or read beside the configurations) is all that
`verify` knows of the city's wishes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network

from kawanet.errors import Span
from kawanet.model.plant import Port
from kawanet.model.policy import Service

IPNetwork = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Tier:
    """A security zone: its address space, and the edge ports that belong to it.

    `prefixes` holds every address of the tier, hosts and transit alike; prefixes of two tiers
    never overlap. `attachments` are the ports at which something of this tier is plugged in:
    access ports, server ports, hand-offs. `wlans` are (controller, WLAN profile) pairs.
    `external`: outside the city (LGWAN, Internet): its prefixes may be the default route.
    """

    name: str
    label: str  # as people read it, Japanese
    prefixes: tuple[IPNetwork, ...]
    attachments: tuple[Port, ...] = ()
    wlans: tuple[tuple[str, str], ...] = ()
    external: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A permitted flow of one family: any source may open any of `services` to any destination."""

    name: str
    from_tier: str
    to_tier: str
    sources: tuple[IPNetwork, ...]
    destinations: tuple[IPNetwork, ...]
    services: tuple[Service, ...]
    owner: str = ""
    reason: str = ""
    expires: date | None = None
    where: Span | None = field(default=None, compare=False, repr=False)


class Expectation(StrEnum):
    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Must:
    """A statement beyond the tier matrix, e.g. 'a mobile terminal reaches the gateway and nothing
    else'. With UNREACHABLE, `except_services` to `except_destinations` are allowed."""

    code: str
    text: str
    expectation: Expectation
    from_tier: str
    sources: tuple[IPNetwork, ...] = ()  # empty: all of the tier
    destinations: tuple[IPNetwork, ...] = ()  # empty: everywhere
    except_destinations: tuple[IPNetwork, ...] = ()
    except_services: tuple[Service, ...] = ()
    source_of_rule: str = ""  # guideline edition, policy slide


@dataclass(frozen=True, slots=True)
class PolicyStatement:
    """All that must hold on one day. What `flows` do not permit between two tiers is forbidden."""

    tiers: tuple[Tier, ...]
    flows: tuple[Flow, ...]
    musts: tuple[Must, ...] = ()
    on: date | None = None
    guideline: str = ""
    tier_model: str = ""
