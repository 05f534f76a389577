"""Which boxes the city needs and which cables join them, on all of its days.

Derived from intent alone: no vendor, no address. Names are stable, so that ports and addresses
can be remembered by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from kawanet.design.schema import Dated
from kawanet.model.plant import LinkKind

Days = tuple[Dated, ...]  # holds if any does; empty: always


def holds(days: Days, on: date) -> bool:
    """Say whether something dated so holds on the day."""
    return not days or any(d.holds_on(on) for d in days)


class Join(StrEnum):
    """What a cable is for; decides how its ends are configured."""

    RING = "ring"  # routed, area 0, one sub-interface a tier
    PAIR = "pair"  # routed, between the two routers of a site
    PAIR_TRUNK = "pair_trunk"  # VLANs between the two routers of a site
    SPUR = "spur"  # routed, ward router to small site
    HEAD_END = "head_end"  # routed, head-end or mobile edge to a core
    CARRIER_PAIR = "carrier_pair"  # routed in the areas of the carriers, between two head-ends
    UPLINK = "uplink"  # VLANs, router to access switch, server switch or controller
    LAN = "lan"  # VLANs, router or switch of a small site to its switch
    FIREWALL = "firewall"  # VLANs at the core, sub-interfaces at the firewall
    FIBRE = "fibre"  # between machine rooms: VLANs in its first life, routed in its second
    SERVER = "server"
    HANDOFF = "handoff"  # to an external network
    MOBILE = "mobile"  # to the closed-mobile carrier
    CARRIER = "carrier"  # a carrier's service, many ends


@dataclass(frozen=True, slots=True)
class Box:
    """A box of any kind. `role` is a design Role for those with a configuration."""

    name: str
    site: str
    role: str
    index: int = 1
    floor: str = ""
    managed: bool = True
    days: Days = ()


@dataclass(frozen=True, slots=True)
class Cable:
    """A cable or service. `ends` are box names; `end_days` dates single ends (carriers only)."""

    name: str
    join: Join
    ends: tuple[str, ...]
    speed_mbps: int = 10000
    members: int = 1
    kind: LinkKind = LinkKind.CABLE
    km: float | None = None
    srlgs: tuple[str, ...] = ()
    days: Days = ()
    end_days: Mapping[str, Days] | None = None
    about: str = ""  # the carrier, external, spur's site or fibre it comes from

    def ends_on(self, on: date) -> tuple[str, ...]:
        """The ends that are there on the day."""
        dated = self.end_days or {}
        return tuple(e for e in self.ends if holds(dated.get(e, ()), on))


@dataclass(frozen=True)
class Wiring:
    """Boxes and cables, each sorted by name."""

    boxes: tuple[Box, ...]
    cables: tuple[Cable, ...]

    @cached_property
    def box(self) -> Mapping[str, Box]:
        """Boxes by name."""
        return {b.name: b for b in self.boxes}


def wiring_of(boxes: Iterable[Box], cables: Iterable[Cable]) -> Wiring:
    """Sort both by name."""
    return Wiring(
        tuple(sorted(boxes, key=lambda b: b.name)), tuple(sorted(cables, key=lambda c: c.name))
    )
