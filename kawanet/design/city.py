"""The city and its division: parameters, tiers, regions."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import Field, StringConstraints

from kawanet.design.base import Asn, Intent, Name


class Guideline(StrEnum):
    """Editions of the MIC guideline (total of what `verify.rules` distinguishes)."""

    R2_12 = "R2.12"
    R4_3 = "R4.3"
    R6_10 = "R6.10"
    R7_3 = "R7.3"


class TierModel(StrEnum):
    """Where staff terminals and business systems stand: the models of the MIC guideline."""

    ALPHA = "alpha"
    ALPHA_PRIME = "alpha-prime"
    BETA = "beta"
    BETA_PRIME = "beta-prime"


class Role(StrEnum):
    """What part a configured device plays; its platform is a setting of the city."""

    CORE = "core"
    WARD = "ward"
    BRANCH = "branch"
    FACILITY = "facility"
    FACILITY_SWITCH = "facility_switch"
    ACCESS = "access"
    TOR = "tor"
    FIREWALL = "firewall"
    MOBILE_FIREWALL = "mobile_firewall"
    MOBILE_EDGE = "mobile_edge"
    HEADEND = "headend"
    WLC = "wlc"


class City(Intent):
    """The city, its parameters, and which platform plays which role."""

    name: Name
    label: str
    """The city's name as people read it."""
    reference_date: date
    """The day that is built when no --on is given."""
    guideline: Guideline = Guideline.R6_10
    """Edition of the MIC guideline that the city follows."""
    tier_model: TierModel = TierModel.ALPHA
    """Model of the three tiers."""
    domain: str = "city.example"
    """DNS domain of the devices."""
    timezone: str = "JST"
    sample_note: str
    """Stands in every output that shows a sample figure."""
    asn: Asn | None = None
    """Its autonomous system number towards externals that speak BGP; a private one (RFC 6996) is
    a sample."""
    platforms: dict[Role, str]
    """The platform (`cisco_iosxe`, ...) of each role."""
    administrators: tuple[Name, ...]
    """Local administrators of every device, for when RADIUS is away."""


class Tier(Intent):
    """A security zone, one VRF."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,8}$")]
    label: str
    number: int = Field(ge=1, le=250)
    """Stable number, from which VRF and zone numbers are made."""
    ipv4: IPv4Network
    ipv6: IPv6Network
    vlans: tuple[int, int]
    """First and last VLAN id of the block that its segments are taken from."""
    default_route: bool = False
    """May ask for any address outside the city."""
    sample: bool = True


class Region(Intent):
    """A part of the city that is one OSPF area and one address block a tier."""

    name: Name
    label: str
    area: int = Field(ge=0)
    """OSPF area; 0 for core sites, one of its own for each ward."""
