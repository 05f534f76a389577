"""Sites: buildings with floors, and small sites of a class."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from kawanet.design.base import Intent, Name


class SiteKind(StrEnum):
    """What a site is; it decides which devices stand there."""

    MAIN = "main"
    THIRD = "third"
    OFFICE = "office"
    IDC = "idc"
    WARD = "ward"
    BRANCH = "branch"
    FACILITY = "facility"


class Ports(Intent):
    """Wired edge ports of one tier's segment on one floor or in one facility."""

    tier: str
    segment: Name
    """What the ports are for: users, mfp, phones, ..."""
    ports: int = Field(ge=1)


class Floor(Intent):
    """A level of a building: its wired ports, access points and seats (all samples)."""

    name: str
    """25F, B1F."""
    label: str = ""
    seats: int = Field(default=0, ge=0)
    access_switches: int = Field(default=2, ge=0, le=8)
    access_points: int = Field(default=0, ge=0)
    wired: tuple[Ports, ...] = ()


class SiteClass(Intent):
    """A class of small site: one or two switches behind one router."""

    name: Name
    label: str
    switches: int = Field(default=1, ge=1, le=4)
    ports_per_switch: int = Field(default=24, ge=8, le=48)
    access_points: int = Field(default=0, ge=0)
    wired: tuple[Ports, ...]
    sample: bool = True


class Site(Intent):
    """A place with equipment. Buildings list `floors`; small sites name a `site_class`."""

    name: Name
    label: str
    kind: SiteKind
    region: Name
    latitude: float = Field(ge=-90, le=90)
    """Degrees north (WGS 84)."""
    longitude: float = Field(ge=-180, le=180)
    """Degrees east (WGS 84)."""
    site_class: Name | None = None
    floors: tuple[Floor, ...] = ()
    machine_room: bool = False
    """Systems may stand here."""
    entrances: tuple[str, ...] = ()
    """Telecom entrances of the building, e.g. A, B."""
    risers: tuple[str, ...] = ()
    """Vertical shafts; redundant cables take different ones."""
    power_feeds: tuple[str, ...] = ()
    access_ports_per_switch: int = Field(default=48, ge=8, le=48)
    sample: bool = True
    """Are the coordinates (or the site itself) not a public fact?"""
    source: str = ""
    """Where the public facts come from."""
