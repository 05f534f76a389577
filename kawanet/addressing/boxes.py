"""Which boxes stand where: derived from sites, systems, firewalls, carriers and the mobile edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kawanet.addressing.wiring import Box, Days
from kawanet.design.schema import Design, Floor, Ports, Role, Site, SiteClass, SiteKind

PAIR_ROLES: Mapping[SiteKind, Role] = {
    SiteKind.MAIN: Role.CORE,
    SiteKind.THIRD: Role.CORE,
    SiteKind.OFFICE: Role.CORE,
    SiteKind.IDC: Role.CORE,
    SiteKind.WARD: Role.WARD,
}
SMALL_ROLES: Mapping[SiteKind, Role] = {
    SiteKind.BRANCH: Role.BRANCH,
    SiteKind.FACILITY: Role.FACILITY,
}
STEM: Mapping[Role, str] = {Role.CORE: "core", Role.WARD: "wr"}


def is_pair_site(site: Site) -> bool:
    """Say whether the site has two routers of its own on the rings."""
    return site.kind in PAIR_ROLES


def pair_routers(site: Site) -> tuple[str, str]:
    """The names of the two routers of a building."""
    stem = STEM[PAIR_ROLES[site.kind]]
    return f"{site.name}-{stem}-1", f"{site.name}-{stem}-2"


def small_router(site: Site) -> str:
    """The name of the router of a small site."""
    return f"{site.name}-rt-1"


def server_box(system: str, number: int) -> str:
    """The name of a server."""
    return f"srv-{system}-{number}"


def floor_code(floor: str) -> str:
    """25F -> 25f, 5F -> 05f, B1F -> b1f: sorts as people count, and fits a device name."""
    low = floor.lower()
    return low if not low[:1].isdigit() else low.zfill(3)


def share(ports: int, switches: int, index: int) -> int:
    """How many of some ports fall on switch `index` (from 0) when spread evenly."""
    return ports // switches + (index < ports % switches)


def _enough(wired: tuple[Ports, ...], points: int, each: int, least: int) -> int:
    """The number of switches on which the evenly spread ports fit, at least `least`."""
    wanted = [w.ports for w in wired] + [points]
    count = max(1, least)
    while sum(share(ports, count, 0) for ports in wanted) > max(each, len(wanted)):
        count += 1
    return count


def small_switches(site: Site, kind: SiteClass) -> tuple[str, ...]:
    """The names of the switches of a small site, as many as its ports and access points need."""
    count = _enough(kind.wired, kind.access_points, kind.ports_per_switch, kind.switches)
    return tuple(f"{site.name}-sw-{n}" for n in range(1, count + 1))


def floor_switches(site: Site, floor: Floor) -> tuple[str, ...]:
    """The names of the access switches of a floor, as many as its ports and points need."""
    least, each = floor.access_switches, site.access_ports_per_switch
    count = _enough(floor.wired, floor.access_points, each, least)
    return tuple(f"{site.name}-acc-{floor_code(floor.name)}-{n}" for n in range(1, count + 1))


def server_sites(design: Design) -> frozenset[str]:
    """Sites where a system runs on some day, and machine rooms."""
    rooms = {s.name for s in design.sites if s.machine_room}
    return frozenset(rooms | {w.site for s in design.systems for w in s.windows})


def head_end_days(design: Design) -> Mapping[str, Days]:
    """When each site is the head-end of some carrier."""
    days: dict[str, Days] = {}
    for carrier in design.carriers:
        for head in carrier.head_ends:
            days[head.site] = (*days.get(head.site, ()), head)
    return days


def all_boxes(design: Design) -> Iterator[Box]:
    """Every box of every day."""
    classes = {c.name: c for c in design.site_classes}
    servers = server_sites(design)
    for site in design.sites:
        kind = classes[site.site_class] if site.site_class else None
        if is_pair_site(site):
            yield from _pair_site(site, site.name in servers)
        if not is_pair_site(site):
            yield Box(small_router(site), site.name, SMALL_ROLES[site.kind])
        for n, name in enumerate(small_switches(site, kind) if kind else (), 1):
            yield Box(name, site.name, Role.FACILITY_SWITCH, n)
    yield from _firewalls(design)
    yield from _edges(design)
    yield from _servers(design)


def _pair_site(site: Site, has_servers: bool) -> Iterator[Box]:
    for n, name in enumerate(pair_routers(site), 1):
        yield Box(name, site.name, PAIR_ROLES[site.kind], n)
    for floor in site.floors:
        for n, name in enumerate(floor_switches(site, floor), 1):
            yield Box(name, site.name, Role.ACCESS, n, floor.name)
    if has_servers:
        yield from (Box(f"{site.name}-tor-{n}", site.name, Role.TOR, n) for n in (1, 2))


def _firewalls(design: Design) -> Iterator[Box]:
    for firewall in design.firewalls:
        for n in (1, 2):
            yield Box(f"{firewall.name}-{n}", firewall.site, firewall.role, n)
    for external in design.externals:
        if any(external.name in f.externals for f in design.firewalls):
            site = next(f.site for f in design.firewalls if external.name in f.externals)
            name = f"ext-{external.name}"
            yield Box(name, site, "external", managed=False, days=(external,))


def _edges(design: Design) -> Iterator[Box]:
    for name, days in head_end_days(design).items():
        yield from (Box(f"{name}-he-{n}", name, Role.HEADEND, n, days=days) for n in (1, 2))
    if design.mobile:
        site = design.mobile.site
        yield from (Box(f"{site}-me-{n}", site, Role.MOBILE_EDGE, n) for n in (1, 2))
        yield Box("ext-mobile", site, "external", managed=False)
    if design.wireless:
        site = design.wireless.controller_site
        yield from (Box(f"{site}-wlc-{n}", site, Role.WLC, n) for n in (1, 2))


def _servers(design: Design) -> Iterator[Box]:
    """A server is one box even when it moves; it stands at the site of its window."""
    for system in design.systems:
        for n in range(1, system.servers + 1):
            name = server_box(system.name, n)
            yield Box(name, system.windows[0].site, "server", n, "", False, system.windows)
