"""One day of the city, indexed once: which boxes and cables are there, and how ports are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

from kawanet.addressing import AddressPlan
from kawanet.addressing.boxes import is_pair_site, pair_routers
from kawanet.addressing.needs import MANAGEMENT
from kawanet.addressing.values import MOBILE_EDGE, MOBILE_EXTERNAL, Host, Segment
from kawanet.addressing.wiring import Box, Cable, Join, holds
from kawanet.design.schema import (
    CarrierService,
    Design,
    FibreRole,
    Firewall,
    MobileDesign,
    Role,
    Site,
    System,
    Tier,
)
from kawanet.errors import InputError, Problem, Span
from kawanet.model.platform import Platform
from kawanet.wireless import RadioPlan

T = TypeVar("T")

EXTERNAL_PORT = "handoff"  # the port of somebody else's router
HOST_PORT = "eth0"  # the port of a server or an access point
UNDERLAY_VRF = "WAN"
UNDERLAY_VRF_NUMBER = 251  # tiers have the numbers up to 250
NATIVE_VLAN, PARKING_VLAN = 998, 999


def vrf_of(tier: str) -> str:
    """The VRF of a tier."""
    return tier.upper()


@dataclass(frozen=True, eq=False)
class Day:
    """Everything that the features of a device are compiled from."""

    design: Design
    plan: AddressPlan
    radio: RadioPlan
    platforms: Mapping[str, Platform]
    on: date

    @cached_property
    def tier(self) -> Mapping[str, Tier]:
        """Tiers by name."""
        return {t.name: t for t in self.design.tiers}

    @cached_property
    def site(self) -> Mapping[str, Site]:
        """Sites by name."""
        return self.plan.places.site

    @cached_property
    def system(self) -> Mapping[str, System]:
        """Systems by name."""
        return {s.name: s for s in self.design.systems}

    @cached_property
    def boxes(self) -> Mapping[str, Box]:
        """Boxes that are there on the day."""
        return {b.name: b for b in self.plan.wiring.boxes if holds(b.days, self.on)}

    @cached_property
    def fibre_role(self) -> Mapping[str, FibreRole]:
        """What each dedicated fibre is used for on the day; absent if for nothing."""
        return {
            fibre.name: role.role
            for fibre in self.design.fibres
            for role in fibre.roles
            if role.holds_on(self.on)
        }

    @cached_property
    def cables(self) -> tuple[Cable, ...]:
        """Cables that are there on the day with two ends or more."""
        return tuple(
            c for c in self.plan.wiring.cables if holds(c.days, self.on) and len(self.ends(c)) > 1
        )

    @cached_property
    def cables_of(self) -> Mapping[str, tuple[Cable, ...]]:
        """The day's cables by box."""
        found: dict[str, list[Cable]] = {}
        for cable in self.cables:
            for end in self.ends(cable):
                found.setdefault(end, []).append(cable)
        return {box: tuple(cables) for box, cables in found.items()}

    def ends(self, cable: Cable) -> tuple[str, ...]:
        """The ends of a cable that are there on the day."""
        return tuple(e for e in cable.ends_on(self.on) if e in self.boxes)

    @cached_property
    def systems_at(self) -> Mapping[str, tuple[System, ...]]:
        """Systems that run at a site on the day, by site."""
        found: dict[str, list[System]] = {}
        for system in self.design.systems:
            for site in {w.site for w in system.windows if w.holds_on(self.on)}:
                found.setdefault(site, []).append(system)
        return {s: tuple(sorted(v, key=lambda x: x.name)) for s, v in found.items()}

    def segment_of(self, system: System) -> Segment:
        """The segment a system's servers are in."""
        home = self.plan.places.server_home(system)
        return self.plan.segments[f"{system.tier}/{home}/{system.segment}"]

    @cached_property
    def server_sites(self) -> Mapping[str, frozenset[str]]:
        """Where each server segment is on the day: at the sites of its systems; one whose systems
        move, at all sites that the fibre joins while it carries VLANs."""
        found: dict[str, set[str]] = {}
        for site, systems in self.systems_at.items():
            for system in systems:
                segment = self.segment_of(system)
                found.setdefault(segment.key, set()).add(site)
        stretched = self.stretched_sites
        return {
            key: frozenset(sites | stretched if sites & stretched and self._moves[key] else sites)
            for key, sites in found.items()
        }

    @cached_property
    def _moves(self) -> Mapping[str, bool]:
        """Whether the systems of a server segment are, over all days, at more sites than one."""
        found: dict[str, set[str]] = {}
        for system in self.design.systems:
            sites = found.setdefault(self.segment_of(system).key, set())
            sites.update(w.site for w in system.windows)
        return {key: len(sites) > 1 for key, sites in found.items()}

    @cached_property
    def stretched_sites(self) -> frozenset[str]:
        """Sites at the ends of fibres that carry VLANs on the day."""
        layer2 = {n for n, r in self.fibre_role.items() if r is FibreRole.L2_EXTENSION}
        return frozenset(s for f in self.design.fibres if f.name in layer2 for s in (f.a, f.b))

    @cached_property
    def server_segments(self) -> frozenset[str]:
        """Keys of all segments for servers, used on the day or not."""
        return frozenset(self.segment_of(s).key for s in self.design.systems)

    @cached_property
    def segments_here(self) -> Mapping[str, tuple[Segment, ...]]:
        """Segments that are at a site on the day, sorted by VLAN id."""
        found = {}
        for site, segments in self.plan.segments_at.items():
            here = [s for s in segments if self._is_here(s, site)]
            found[site] = tuple(sorted(here, key=lambda s: s.vlan))
        return found

    def _is_here(self, segment: Segment, site: str) -> bool:
        if segment.key in self.server_segments:
            return site in self.server_sites.get(segment.key, ())
        return True

    def management_segment(self, site: str) -> Segment:
        """The segment of a site's switches."""
        return self.plan.segments[f"{self.design.management.tier}/{site}/{MANAGEMENT}"]

    def firewall_of(self, box: Box) -> Firewall:
        """The pair that a firewall belongs to."""
        return self.firewall[box.name.rpartition("-")[0]]

    @cached_property
    def firewall(self) -> Mapping[str, Firewall]:
        """Firewall pairs by name."""
        return {f.name: f for f in self.design.firewalls}

    def mobile_hosts(self, mobile: MobileDesign, box: Box) -> tuple[Host, Host]:
        """The addresses of an edge router at its hand-off of closed mobile, and the carrier's."""
        four, six = mobile.handoffs_ipv4[box.index - 1], mobile.handoffs_ipv6[box.index - 1]
        own, carrier = MOBILE_EDGE, MOBILE_EXTERNAL
        return Host(four[own], six[own]), Host(four[carrier], six[carrier])

    def platform(self, box: Box) -> Platform:
        """The platform of a box.

        Raises:
            InputError: the city names no platform for the role, or an unknown one.
        """
        name = self.design.city.platforms.get(Role(box.role), "")
        if name in self.platforms:
            return self.platforms[name]
        known = ", ".join(sorted(self.platforms))
        message = f"no platform {name!r} for the role {box.role}" if name else f"{box.role}: none"
        raise InputError((Problem(Span("city.platforms"), message, f"one of {known}"),))

    @cached_property
    def _memo(self) -> dict[tuple[str, ...], object]:
        return {}

    def once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """Make a value the first time it is asked for on this day; then share it."""
        if key not in self._memo:
            self._memo[key] = make()
        return cast(T, self._memo[key])

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        return {}

    def port(self, box: str, link: str) -> str:
        """The interface name of a box's end of a link; of the LAG for a cable with members."""
        key = (box, link)
        if key not in self._names:
            self._names[key] = self._port(box, link)
        return self._names[key]

    def _port(self, box: str, link: str) -> str:
        found = self.boxes[box]
        if not found.managed:
            return HOST_PORT if found.role == "server" else EXTERNAL_PORT
        number = self.plan.ports[box, link]
        if number.speed_mbps == 0:
            return self.platform(found).lag.format(n=number.number)
        return port_name(self.platform(found), number.speed_mbps, number.number)

    def area_of_small(self, site: Site) -> int:
        """The OSPF area of a small site on the day: of its ward, or of its carrier's service."""
        if is_pair_site(site):
            return self.area_of_region[site.region]
        for spur in self._spur.get(site.name, ()):
            return self.area_of_region[self.site[spur].region]
        for carrier in self._carrier.get(site.name, ()):
            return self.plan.areas[carrier]
        return self.area_of_region[site.region]

    @cached_property
    def _spur(self) -> Mapping[str, tuple[str, ...]]:
        return {s.site: (s.ward,) for s in self.design.spurs if s.holds_on(self.on)}

    @cached_property
    def _carrier(self) -> Mapping[str, tuple[str, ...]]:
        return {c.site: (c.carrier,) for c in self.design.circuits if c.holds_on(self.on)}

    @cached_property
    def area_of_region(self) -> Mapping[str, int]:
        """OSPF areas of the city's regions."""
        return {r.name: r.area for r in self.design.regions}

    @cached_property
    def rate_mbps(self) -> Mapping[tuple[str, str], int]:
        """Rates of the day's circuits by (carrier, site)."""
        circuits = (c for c in self.design.circuits if c.holds_on(self.on))
        return {(c.carrier, c.site): c.rate_mbps for c in circuits}

    def is_head_end(self, box: Box, carrier: CarrierService) -> bool:
        """Say whether a carrier's service ends at the box's site on the day."""
        return any(h.site == box.site and h.holds_on(self.on) for h in carrier.head_ends)

    def routers_of(self, segment: Segment) -> tuple[str, ...]:
        """The routers with an address in a building's segment, first the one that should lead."""
        sites = [s for s in segment.sites if segment in self._here_set(s)]
        return tuple(r for s in sites for r in pair_routers(self.site[s]))

    def _here_set(self, site: str) -> frozenset[Segment]:
        if site not in self._here_sets:
            self._here_sets[site] = frozenset(self.segments_here.get(site, ()))
        return self._here_sets[site]

    @cached_property
    def _here_sets(self) -> dict[str, frozenset[Segment]]:
        return {}

    @cached_property
    def group_sizes(self) -> Mapping[tuple[str, str, str], int]:
        """How many boxes of a role are on a floor of a site."""
        found: dict[tuple[str, str, str], int] = {}
        for box in self.boxes.values():
            key = (box.site, box.role, box.floor)
            found[key] = found.get(key, 0) + 1
        return found

    def cable_of(self, box: str, join: Join) -> tuple[Cable, ...]:
        """The day's cables of a box with one purpose."""
        return tuple(c for c in self.cables_of.get(box, ()) if c.join is join)


def port_name(platform: Platform, speed_mbps: int, number: int) -> str:
    """The name of the number-th port of a speed. A platform without that speed lends names of the
    nearest one above (else below), counted from 101 so that they do not clash."""
    if speed_mbps in platform.ports:
        return platform.ports[speed_mbps].format(n=number)
    above = sorted(s for s in platform.ports if s > speed_mbps)
    nearest = above[0] if above else max(platform.ports)
    return platform.ports[nearest].format(n=number + 100)
