"""Which cables join the boxes: rings, spurs, risers, fibres, carriers and hand-offs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kawanet.addressing.boxes import (
    all_boxes,
    floor_switches,
    is_pair_site,
    pair_routers,
    server_box,
    server_sites,
    small_router,
    small_switches,
)
from kawanet.addressing.wiring import Cable, Days, Join, Wiring, wiring_of
from kawanet.design.schema import CircuitService, Design, Ring, Site
from kawanet.model.plant import LinkKind

TEN_GIG, ONE_GIG = 10000, 1000


def plan_wiring(design: Design) -> Wiring:
    """Boxes and cables of all days, by name. Dated ones say when."""
    sites = {s.name: s for s in design.sites}
    cables = [
        *_pairs(design),
        *(c for ring in design.rings for c in _ring(ring, sites)),
        *_spurs(design, sites),
        *_buildings(design),
        *_small_sites(design),
        *_fibres(design, sites),
        *_firewalls(design, sites),
        *_head_ends(design, sites),
        *_carriers(design, sites),
        *_mobile(design, sites),
        *_controllers(design, sites),
        *_servers(design),
    ]
    return wiring_of(all_boxes(design), cables)


def _pairs(design: Design) -> Iterator[Cable]:
    for site in filter(is_pair_site, design.sites):
        ends = pair_routers(site)
        yield Cable(f"{site.name}-pair", Join.PAIR, ends, TEN_GIG, 2)
        yield Cable(f"{site.name}-trunk", Join.PAIR_TRUNK, ends, TEN_GIG, 2)


def _ring(ring: Ring, sites: Mapping[str, Site]) -> Iterator[Cable]:
    """Each site's first hop of the ring ends on its router 1, the second on its router 2: losing
    one router opens one hop only."""
    seen: dict[str, int] = {}
    for hop in ring.hops:
        ends = []
        for end in (hop.a, hop.b):
            seen[end] = seen.get(end, 0) + 1
            ends.append(pair_routers(sites[end])[(seen[end] - 1) % 2])
        yield Cable(
            f"ring-{ring.name}-{hop.a}-{hop.b}",
            Join.RING,
            (ends[0], ends[1]),
            TEN_GIG,
            ring.members,
            LinkKind.SEWER_FIBRE,
            hop.km,
            hop.srlgs,
            about=hop.a,
        )


def _spurs(design: Design, sites: Mapping[str, Site]) -> Iterator[Cable]:
    days: dict[tuple[str, str], Days] = {}
    for spur in design.spurs:
        days[spur.site, spur.ward] = (*days.get((spur.site, spur.ward), ()), spur)
    for spur in {(s.site, s.ward): s for s in design.spurs}.values():
        for n, router in enumerate(pair_routers(sites[spur.ward]), 1):
            yield Cable(
                f"spur-{spur.site}-{spur.ward}-{n}",
                Join.SPUR,
                (router, small_router(sites[spur.site])),
                spur.capacity_mbps,
                kind=LinkKind.SEWER_FIBRE,
                km=spur.km,
                srlgs=spur.srlgs,
                days=days[spur.site, spur.ward],
                about=spur.site,
            )


def _buildings(design: Design) -> Iterator[Cable]:
    """Each access switch has a fibre to each router, one a riser where there are two."""
    servers = server_sites(design)
    for site in filter(is_pair_site, design.sites):
        routers = pair_routers(site)
        switches = [s for floor in site.floors for s in floor_switches(site, floor)]
        for n, router in enumerate(routers, 1):
            riser = site.risers[(n - 1) % len(site.risers)] if site.risers else ""
            srlgs = (f"riser-{site.name}-{riser}",) if riser else ()
            for switch in switches:
                ends = (router, switch)
                yield Cable(f"up-{switch}-{n}", Join.UPLINK, ends, kind=LinkKind.RISER, srlgs=srlgs)
            for tor in (1, 2) if site.name in servers else ():
                name = f"{site.name}-tor-{tor}"
                yield Cable(f"up-{name}-{n}", Join.UPLINK, (router, name))


def _small_sites(design: Design) -> Iterator[Cable]:
    """Switches of a small site hang in a row behind its router (behind both routers of a ward)."""
    classes = {c.name: c for c in design.site_classes}
    for site in design.sites:
        if not site.site_class:
            continue
        switches = small_switches(site, classes[site.site_class])
        if is_pair_site(site):
            for n, router in enumerate(pair_routers(site), 1):
                for s in switches:
                    yield Cable(f"up-{s}-{n}", Join.UPLINK, (router, s), ONE_GIG)
            continue
        for above, below in zip((small_router(site), *switches), switches, strict=False):
            yield Cable(f"lan-{below}", Join.LAN, (above, below), ONE_GIG)


def _fibres(design: Design, sites: Mapping[str, Site]) -> Iterator[Cable]:
    for fibre in design.fibres:
        ends = zip(pair_routers(sites[fibre.a]), pair_routers(sites[fibre.b]), strict=True)
        for n, pair in enumerate(ends, 1):
            yield Cable(
                f"fibre-{fibre.name}-{n}",
                Join.FIBRE,
                pair,
                fibre.capacity_mbps,
                kind=LinkKind.DEDICATED_FIBRE,
                km=fibre.km,
                srlgs=fibre.srlgs,
                days=fibre.roles,
                about=fibre.name,
            )


def _firewalls(design: Design, sites: Mapping[str, Site]) -> Iterator[Cable]:
    externals = {e.name: e for e in design.externals}
    for firewall in design.firewalls:
        for n, core in enumerate(pair_routers(sites[firewall.site]), 1):
            name = f"{firewall.name}-{n}"
            yield Cable(f"fw-{name}", Join.FIREWALL, (core, name), about=firewall.name)
        for external in (externals[e] for e in firewall.externals):
            yield Cable(
                f"handoff-{external.name}",
                Join.HANDOFF,
                (f"ext-{external.name}", f"{firewall.name}-1", f"{firewall.name}-2"),
                ONE_GIG,
                kind=LinkKind.CARRIER_L2,
                srlgs=tuple(f"entrance-{firewall.site}-{e.lower()}" for e in external.entrances),
                days=(external,),
                about=external.name,
            )


def _routed_to_cores(stem: str, names: tuple[str, str], site: Site, days: Days) -> Iterator[Cable]:
    for a, name in enumerate(names, 1):
        for b, core in enumerate(pair_routers(site), 1):
            yield Cable(f"{stem}-{a}{b}", Join.HEAD_END, (core, name), days=days)


def _head_ends(design: Design, sites: Mapping[str, Site]) -> Iterator[Cable]:
    for name in sorted({h.site for c in design.carriers for h in c.head_ends}):
        heads = (f"{name}-he-1", f"{name}-he-2")
        days = tuple(h for c in design.carriers for h in c.head_ends if h.site == name)
        yield from _routed_to_cores(f"{name}-he", heads, sites[name], days)
        yield Cable(f"{name}-he-pair", Join.CARRIER_PAIR, heads, days=days)


def _carriers(design: Design, sites: Mapping[str, Site]) -> Iterator[Cable]:
    for carrier in design.carriers:
        ends: dict[str, Days] = {}
        for head in carrier.head_ends:
            for n in (1, 2):
                box = f"{head.site}-he-{n}"
                ends[box] = (*ends.get(box, ()), head)
        for circuit in design.circuits:
            if circuit.carrier == carrier.name:
                box = small_router(sites[circuit.site])
                ends[box] = (*ends.get(box, ()), circuit)
        layer3 = carrier.service is CircuitService.FLETS
        yield Cable(
            f"carrier-{carrier.name}",
            Join.CARRIER,
            tuple(sorted(ends)),
            ONE_GIG,
            kind=LinkKind.CARRIER_L3 if layer3 else LinkKind.CARRIER_L2,
            end_days=ends,
            about=carrier.name,
        )


def _mobile(design: Design, sites: Mapping[str, Site]) -> Iterator[Cable]:
    if not design.mobile:
        return
    name = design.mobile.site
    edges = (f"{name}-me-1", f"{name}-me-2")
    yield from _routed_to_cores(f"{name}-me", edges, sites[name], ())
    for n, (edge, entrance) in enumerate(zip(edges, design.mobile.entrances, strict=True), 1):
        yield Cable(
            f"mobile-{n}",
            Join.MOBILE,
            ("ext-mobile", edge),
            ONE_GIG,
            kind=LinkKind.CARRIER_L3,
            srlgs=(f"entrance-{name}-{entrance.lower()}",),
            about="mobile",
        )


def _controllers(design: Design, sites: Mapping[str, Site]) -> Iterator[Cable]:
    if design.wireless:
        site = sites[design.wireless.controller_site]
        for n, core in enumerate(pair_routers(site), 1):
            controller = f"{site.name}-wlc-{n}"
            yield Cable(f"up-{controller}", Join.UPLINK, (core, controller))


def _servers(design: Design) -> Iterator[Cable]:
    """A server has a cable at each site it ever stands at, to one switch of the pair there."""
    for system in design.systems:
        for site in sorted({w.site for w in system.windows}):
            days = tuple(w for w in system.windows if w.site == site)
            for n in range(1, system.servers + 1):
                name = server_box(system.name, n)
                tor = f"{site}-tor-{(n - 1) % 2 + 1}"
                yield Cable(f"{name}-{site}", Join.SERVER, (tor, name), days=days)
