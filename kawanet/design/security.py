"""What may reach what: externals, firewalls, flows, and what must hold."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kawanet.design.base import Dated, Intent, IPNetwork, Name, PeerDesign
from kawanet.design.city import Role


class External(Dated):
    """A network outside the city, handed off by somebody else's router at a firewall pair.

    `prefixes` are what is reached through it. The default route means everything that is neither
    the city's nor another external's: the Internet.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,10}$")]
    label: str
    number: int = Field(ge=1, le=250)
    """VLAN and zone number of the hand-off."""
    prefixes: tuple[IPNetwork, ...]
    handoff_ipv4: IPv4Network
    handoff_ipv6: IPv6Network
    source_nat: bool = False
    """The city hides behind the hand-off's addresses."""
    entrances: tuple[str, ...] = ()
    bgp: PeerDesign | None = None
    """Its router speaks eBGP; left out: static routes."""
    source: str = ""
    sample: bool = True


class Firewall(Intent):
    """A pair of firewalls that joins tiers and externals; `role` chooses the platform."""

    name: Name
    label: str
    site: Name
    role: Literal[Role.FIREWALL, Role.MOBILE_FIREWALL] = Role.FIREWALL
    tiers: tuple[str, ...]
    externals: tuple[str, ...] = ()


class ServiceDef(Intent):
    """A named service."""

    name: Name
    ports: tuple[str, ...]
    """`tcp/443`, `udp/1812-1813`, `icmp`, `icmp/8`, `any`."""


class FlowSpec(Dated):
    """A permitted flow. Ends are written `tier/lgw`, `tier/lgw/mfp` (a segment of every site),
    `system/ad`, `external/lgwan`, `pool/terminals`, `devices` (management addresses)."""

    name: Name
    label: str = ""
    source: str
    """Who opens the connection."""
    destination: str
    services: tuple[str, ...]
    """Names of services."""
    kind: Literal["direct", "screen", "sanitise", "mail_text", "relay", "management", "public"] = (
        "direct"
    )
    """How the tiers are kept apart although it is permitted."""
    owner: str
    """Who answers for it."""
    reason: str
    """Why it is needed."""
    sample: bool = True


class MustSpec(Intent):
    """A statement beyond the matrix of tiers, with the rule it comes from."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}-?[0-9]{1,3}[a-z]?$")]
    text: str
    expect: Literal["reachable", "unreachable"]
    source: str
    destination: str | None = None
    """Left out: everywhere."""
    except_destination: str | None = None
    except_services: tuple[str, ...] = ()
    source_of_rule: str
    """Guideline edition, policy slide, document."""
