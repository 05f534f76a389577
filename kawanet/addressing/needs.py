"""Which segments the design asks for, where they may lie, and how large they must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kawanet.addressing.boxes import floor_code, floor_switches, is_pair_site, small_switches
from kawanet.design.schema import Design, Site, SiteClass, SiteKind, System

MANAGEMENT, ACCESS_POINTS, TRANSIT = "mgt", "ap", "transit"
TRANSIT_HOSTS = 6  # two virtual addresses, two routers, two firewalls


@dataclass(frozen=True, slots=True)
class Need:
    """A segment to be addressed. `hosts` besides the routers; `fixed`: no room for growth."""

    tier: str
    site: str
    name: str
    base: str
    region: str
    hosts: int
    sites: tuple[str, ...]
    fixed: bool = False

    @property
    def key(self) -> str:
        return f"{self.tier}/{self.site}/{self.name}"

    def least(self) -> int:
        """Addresses without which it does not work: a smaller old segment is replaced."""
        return self.hosts + 2 if self.fixed else self.hosts + 12

    def size(self) -> int:
        """Addresses to set aside: a power of two, twice the hosts of today and the routers."""
        wanted = self.hosts + 2 if self.fixed else 2 * self.hosts + 8
        return max(16, 1 << (wanted - 1).bit_length())


@dataclass(frozen=True)
class Places:
    """Where a site's addresses come from; built once a planning run."""

    design: Design
    server_homes: Mapping[str, str] = field(default_factory=dict)  # by system, from the lock

    @cached_property
    def site(self) -> Mapping[str, Site]:
        """Sites by name."""
        return {s.name: s for s in self.design.sites}

    @cached_property
    def site_class(self) -> Mapping[str, SiteClass]:
        """Site classes by name."""
        return {c.name: c for c in self.design.site_classes}

    @cached_property
    def home(self) -> Mapping[str, str]:
        """The region of each site. A site that only a carrier reaches takes its addresses from the
        carrier's own region, so that the summaries of the wards stay true."""
        spurs = {s.site: self.site[s.ward].region for s in self.design.spurs}
        circuits = {
            c.site: carrier_region(c.carrier)
            for c in sorted(self.design.circuits, key=lambda c: c.carrier, reverse=True)
        }
        return {
            name: site.region
            if is_pair_site(site)
            else spurs.get(name) or circuits.get(name) or site.region
            for name, site in self.site.items()
        }

    @cached_property
    def joined(self) -> Mapping[str, tuple[str, ...]]:
        """Sites that a dedicated fibre joins, the main building first; a site alone is itself."""
        groups = {name: {name} for name in self.site}
        for fibre in self.design.fibres:
            merged = groups[fibre.a] | groups[fibre.b]
            groups.update(dict.fromkeys(merged, merged))
        return {
            name: tuple(sorted(group, key=lambda s: (self.site[s].kind is not SiteKind.MAIN, s)))
            for name, group in groups.items()
        }

    def server_home(self, system: System) -> str:
        """The site whose segment a system's servers are in: where the lock has them; else its only
        site; else, as it moves over a fibre, the first of the joined sites."""
        if system.name in self.server_homes:
            return self.server_homes[system.name]
        sites = {w.site for w in system.windows}
        first = system.windows[0].site
        return first if len(sites) == 1 else self.joined[first][0]

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Every segment of every day, merged where two ask for the same one; sorted."""
        merged: dict[str, Need] = {}
        for need in _each_need(self):
            old = merged.get(need.key)
            merged[need.key] = replace(need, hosts=need.hosts + old.hosts) if old else need
        return tuple(merged[key] for key in sorted(merged))


def carrier_region(carrier: str) -> str:
    """The region that sites on a carrier's service take their addresses from."""
    return f"wan-{carrier}"


def _each_need(places: Places) -> Iterator[Need]:
    design = places.design
    for site in design.sites:
        yield from _site_needs(places, site)
    for system in design.systems:
        home, segment = places.server_home(system), system.segment
        region, joined = places.home[home], places.joined[home]
        yield Need(system.tier, home, segment, segment, region, system.servers, joined)
    for firewall in design.firewalls:
        region = places.home[firewall.site]
        for tier in firewall.tiers:
            name = f"{TRANSIT}-{firewall.name}"
            sites = (firewall.site,)
            yield Need(tier, firewall.site, name, TRANSIT, region, TRANSIT_HOSTS, sites, True)
    if design.wireless:
        at = design.wireless.controller_site
        for ssid in design.wireless.ssids:
            name = ssid.segment
            yield Need(ssid.tier, at, name, name, places.home[at], ssid.clients, (at,))


def _site_needs(places: Places, site: Site) -> Iterator[Need]:
    region, sites = places.home[site.name], (site.name,)
    kind = places.site_class[site.site_class] if site.site_class else None
    switches = [s for floor in site.floors for s in floor_switches(site, floor)]
    points = sum(floor.access_points for floor in site.floors)
    for wired in kind.wired if kind else ():
        name = wired.segment
        yield Need(wired.tier, site.name, name, name, region, wired.ports, sites)
    for floor in site.floors:
        for wired in floor.wired:
            name = f"{floor_code(floor.name)}-{wired.segment}"
            yield Need(wired.tier, site.name, name, wired.segment, region, wired.ports, sites)
    if kind:
        switches.extend(small_switches(site, kind))
        points += kind.access_points
    tier = places.design.management.tier
    spare = 8 if is_pair_site(site) else 0  # server switches, controllers and firewalls
    hosts = len(switches) + spare
    yield Need(tier, site.name, MANAGEMENT, MANAGEMENT, region, hosts, sites)
    if points:
        yield Need(tier, site.name, ACCESS_POINTS, ACCESS_POINTS, region, points, sites)
