"""What runs on the network: systems, wireless, closed mobile, and what the devices use."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Literal

from pydantic import Field

from kawanet.design.base import Dated, Intent, Name, PeerDesign


class Window(Dated):
    """Where a system runs, for a time."""

    site: Name
    label: str = ""
    """The window as printed in the policy."""


class System(Intent):
    """Servers of one tier at one site at a time; an address each. It keeps its addresses when it
    moves over the dedicated fibre."""

    name: Name
    label: str
    tier: str
    segment: Name = "servers"
    servers: int = Field(default=1, ge=1)
    windows: tuple[Window, ...]
    """Where it runs, one after the other in time; after the last one ends it is retired."""
    services: tuple[str, ...] = ()
    """Names of services it offers."""
    depends_on: tuple[Name, ...] = ()
    kind: Literal[
        "business",
        "infrastructure",
        "gateway",
        "sanitiser",
        "virtual_desktop",
        "integration_hub",
        "public",
    ] = "business"
    availability: Literal["office_hours", "24x365"] = "office_hours"
    redundancy: Literal["none", "pair", "n_plus_1"] = "pair"
    published: bool = False
    """Reached from the Internet through destination NAT."""
    owner: str = ""
    source: str = ""
    sample: bool = True


class Ssid(Intent):
    """A wireless network: SSID -> segment of a tier at the controller's site."""

    name: Name
    ssid: str = Field(min_length=1, max_length=32)
    tier: str
    segment: Name = "wlan"
    security: Literal["wpa2-enterprise", "wpa3-enterprise", "owe"]
    client_isolation: bool = False
    clients: int = Field(ge=1)
    """Most clients at a time, to size the segment."""


class WirelessDesign(Intent):
    """The controller pair and its networks."""

    controller_site: Name
    radius: tuple[Name, ...]
    """The systems that answer RADIUS, in the order they are tried."""
    ssids: tuple[Ssid, ...]


class TerminalPool(Intent):
    """Addresses that the carrier gives to closed-mobile terminals."""

    name: Name
    label: str
    terminals: int = Field(ge=1)


class MobileDesign(Intent):
    """Closed mobile: two hand-off circuits of one carrier, on different entrances."""

    carrier: str
    site: Name
    tier: str
    entrances: tuple[str, str]
    pools: tuple[TerminalPool, ...]
    gateway: Name
    """The remote-desktop gateway system: the only thing that terminals reach."""
    reserved: tuple[IPv4Network, ...] = ()
    """What the carrier keeps for itself."""
    mtu: int = Field(default=1390, ge=1280, le=1500)
    handoffs_ipv4: tuple[IPv4Network, IPv4Network]
    handoffs_ipv6: tuple[IPv6Network, IPv6Network]
    bgp: PeerDesign | None = None
    """The carrier's routers speak eBGP; left out: static routes."""
    sample: bool = True


class ManagementDesign(Intent):
    """Systems that every device uses, by name. A user segment asks the `dhcp` systems of its own
    tier, so that DHCP never crosses tiers."""

    tier: str
    ntp: tuple[Name, ...]
    dns: tuple[Name, ...]
    syslog: tuple[Name, ...]
    radius: tuple[Name, ...]
    administrators: tuple[Name, ...]
    """Systems from which devices are administered."""
    dhcp: tuple[Name, ...] = ()
