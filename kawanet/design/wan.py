"""What joins the sites: rings and spurs of own fibre, carriers' services, the dedicated fibre."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from kawanet.design.base import Dated, Intent, Name


class Hop(Intent):
    """One span of own fibre between two sites."""

    a: Name
    b: Name
    km: float = Field(gt=0)
    """Route length in km (sample)."""
    srlgs: tuple[str, ...] = ()
    """What cuts this span together with others: sewer trunks, ducts."""


class Ring(Intent):
    """Sewer-fibre ring: hops in order, closing on itself; each hop `members` x 10G."""

    name: Name
    label: str
    members: int = Field(default=2, ge=1, le=8)
    hops: tuple[Hop, ...]
    sample: bool = True


class Spur(Dated):
    """Own fibre from a ward to a small site: one 1G or 10G link to each of the ward's routers."""

    site: Name
    ward: Name
    km: float = Field(gt=0)
    capacity_mbps: Literal[1000, 10000] = 1000
    srlgs: tuple[str, ...] = ()
    sample: bool = True


class CircuitService(StrEnum):
    """What kind of service a carrier gives."""

    FLETS = "flets"  # layer 3, best effort: GRE tunnels, one a tier
    WVS = "wvs"  # layer 2, tags carried
    VLAN = "vlan"  # layer 2, tags carried or not


class HeadEnd(Dated):
    """Where the circuits of a service end in the city, for a time."""

    site: Name


class CarrierService(Intent):
    """A carrier's service, with its transparency."""

    name: Name
    label: str
    service: CircuitService
    mtu: int = Field(ge=1280, le=9216)
    """MTU at the hand-off in bytes."""
    passes_tags: bool = True
    """IEEE 802.1Q tags arrive as they were sent."""
    passes_bpdu: bool = False
    """Spanning-tree frames arrive."""
    tiers: tuple[str, ...]
    """The tiers that may ride on it."""
    head_ends: tuple[HeadEnd, ...]
    """Where the circuits end, one after the other in time."""
    source: str = ""
    sample: bool = True


class Circuit(Dated):
    """One site's attachment to a carrier service."""

    site: Name
    carrier: Name
    rate_mbps: int = Field(ge=1)
    entrance: str = ""
    sample: bool = True


class FibreRole(StrEnum):
    """What the dedicated fibre does for a time."""

    L2_EXTENSION = "l2_extension"
    L3_LOAD_SHARING = "l3_load_sharing"


class DatedFibreRole(Dated):
    """A role of the dedicated fibre, for a time."""

    role: FibreRole


class DedicatedFibre(Intent):
    """The fibre between two machine rooms; one role at a time."""

    name: Name
    label: str
    a: Name
    b: Name
    km: float = Field(gt=0)
    capacity_mbps: Literal[10000, 25000, 100000] = 10000
    srlgs: tuple[str, ...] = ()
    roles: tuple[DatedFibreRole, ...]
    sample: bool = True
