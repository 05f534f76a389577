"""The physical plant: where boxes stand and what joins them. Facts of the world, not of text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import NamedTuple

from kawanet.errors import Span


class LinkKind(StrEnum):
    """What a cable or service is, as far as frames care."""

    CABLE = "cable"  # copper or patch in one room or floor
    RISER = "riser"  # fibre between floors
    SEWER_FIBRE = "sewer_fibre"
    DEDICATED_FIBRE = "dedicated_fibre"
    CARRIER_L2 = "carrier_l2"  # a provider's Ethernet service, any number of ends
    CARRIER_L3 = "carrier_l3"  # a provider routes between the ends (FLET'S, closed mobile)


class Port(NamedTuple):
    """One end of a link: a device (configured or not) and its interface name."""

    device: str
    interface: str

    def __str__(self) -> str:
        return f"{self.device}:{self.interface}"


@dataclass(frozen=True, slots=True)
class Link:
    """A cable, fibre or carrier service joining two or more ports.

    A frame entering at one end leaves at all others with its tags, unless `passes_tags` is false.
    Ends may be boxes nobody configures here: an access point, a server, a carrier's router.
    """

    name: str
    ends: tuple[Port, ...]
    kind: LinkKind = LinkKind.CABLE
    capacity_bps: int | None = None
    mtu: int | None = None  # largest payload carried, bytes; None: not limited
    passes_tags: bool = True
    length_km: float | None = None
    srlgs: tuple[str, ...] = ()
    label: str = ""  # what people call it: a ring, or the carrier's service (フレッツ)
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Site:
    """A building or facility. Coordinates in degrees (WGS 84). `sample`: not a public fact."""

    name: str
    label: str  # as people read it, Japanese
    kind: str
    latitude: float
    longitude: float
    region: str = ""
    sample: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands and what part it plays; `managed` boxes have a configuration."""

    device: str
    site: str
    role: str
    floor: str = ""
    label: str = ""
    managed: bool = True


@dataclass(frozen=True, slots=True)
class ExternalPeer:
    """Somebody else's router that speaks BGP at a hand-off: the box of that name in links.

    It answers at `addresses`, in AS `asn`, and tells of the prefixes that it `announces`; what is
    told to it ends there.
    """

    name: str
    asn: int
    addresses: tuple[IPv4Address | IPv6Address, ...]
    announces: tuple[IPv4Network | IPv6Network, ...] = ()


@dataclass(frozen=True)
class Plant:
    """Sites, the places of boxes, links and peers outside; each sorted by name. `label` is the
    city's name.

    In a `partial` plant a port without a link is not known to be without a cable: it is taken to
    be up, and on one segment with the ports that have its subnet.
    """

    sites: tuple[Site, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    label: str = ""
    partial: bool = False
    peers: tuple[ExternalPeer, ...] = ()
