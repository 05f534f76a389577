"""The city's shape: rings close, sites are joined, ports suffice, firewalls join what must talk."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.design.ends import End, parse_end
from kawanet.design.index import SMALL, Complaint, Index, Path
from kawanet.design.schema import Design, Ports, Role, Site, SiteKind

UPLINKS = 4  # ports of an access or facility switch that are not edge ports
RING_KINDS = (SiteKind.MAIN, SiteKind.THIRD, SiteKind.OFFICE, SiteKind.IDC, SiteKind.WARD)


def rings_close(index: Index) -> Iterator[Complaint]:
    """Complain of a ring that is no closed walk over different sites."""
    for i, ring in enumerate(index.design.rings):
        path: Path = ("rings", i, "hops")
        if len(ring.hops) < 3:
            yield Complaint(path, f"ring `{ring.name}` has {len(ring.hops)} hops", "a ring needs 3")
            continue
        for h, hop in enumerate(ring.hops):
            following = ring.hops[(h + 1) % len(ring.hops)]
            if hop.b != following.a:
                end = "the ring does not close" if following is ring.hops[0] else "the ring breaks"
                message = f"{end}: this hop ends at `{hop.b}`, the next begins at `{following.a}`"
                yield Complaint((*path, h, "b"), message, f"end it at `{following.a}`")
        passed: set[str] = set()
        for h, hop in enumerate(ring.hops):
            if hop.a in passed:
                message = f"ring `{ring.name}` passes `{hop.a}` twice"
                yield Complaint((*path, h, "a"), message, "make two rings of it")
            passed.add(hop.a)
            site = index.sites.get(hop.a)
            if site and site.kind not in RING_KINDS:
                message = f"`{hop.a}` is of kind `{site.kind}`, which has no pair of ring routers"
                yield Complaint((*path, h, "a"), message, "attach it with a spur")


def sites_fit_their_kind(index: Index) -> Iterator[Complaint]:
    """Complain of sites whose description does not fit their kind."""
    areas = {region.name: region.area for region in index.design.regions}
    for i, site in enumerate(index.design.sites):
        path: Path = ("sites", i)
        small = site.kind in SMALL
        if small and site.site_class is None:
            hint = "add `site_class`"
            yield Complaint(path, f"{site.kind} `{site.name}` has no site class", hint)
        if small and site.floors:
            hint = "its site class says what is in it"
            yield Complaint((*path, "floors"), f"a {site.kind} has no floors of its own", hint)
        if not small and site.site_class is not None:
            hint = "list `floors`"
            yield Complaint((*path, "site_class"), f"a {site.kind} has no site class", hint)
        area = areas.get(site.region)
        if area is not None and (area == 0) != (site.kind in RING_KINDS[:4]):
            message = (
                f"`{site.name}` is of kind `{site.kind}`, but region `{site.region}` is area {area}"
            )
            hint = "core sites are in area 0, wards and small sites in areas of their own"
            yield Complaint((*path, "region"), message, hint)


def ports_fit(index: Index) -> Iterator[Complaint]:
    """Complain of floors and classes that need more ports than their switches have."""
    for i, site in enumerate(index.design.sites):
        for f, floor in enumerate(site.floors):
            room = floor.access_switches * (site.access_ports_per_switch - UPLINKS)
            path: Path = ("sites", i, "floors", f)
            yield from _room(path, floor.name, floor.wired, floor.access_points, room)
    for i, kind in enumerate(index.design.site_classes):
        room = kind.switches * (kind.ports_per_switch - UPLINKS)
        path = ("site_classes", i)
        yield from _room(path, kind.name, kind.wired, kind.access_points, room)


def _room(
    path: Path, name: str, wired: tuple[Ports, ...], access_points: int, room: int
) -> Iterator[Complaint]:
    needed = sum(ports.ports for ports in wired) + access_points
    if needed > room:
        message = f"`{name}` needs {needed} ports, its switches have {room}"
        yield Complaint(path, message, "add a switch or take ports away")


def sites_are_joined(index: Index) -> Iterator[Complaint]:
    """Complain of sites that nothing attaches to the WAN."""
    design = index.design
    on_rings = {name for ring in design.rings for hop in ring.hops for name in (hop.a, hop.b)}
    attached = {spur.site for spur in design.spurs} | {c.site for c in design.circuits}
    for i, site in enumerate(design.sites):
        path: Path = ("sites", i)
        if site.kind in SMALL:
            if site.name not in attached and index.complete("spurs", "circuits"):
                hint = "add a spur or a circuit"
                yield Complaint(path, f"nothing attaches `{site.name}` to the WAN", hint)
        elif site.name not in on_rings and index.complete("rings"):
            yield Complaint(path, f"`{site.name}` is on no ring", "add a hop to it")
    for i, spur in enumerate(design.spurs):
        ward = index.sites.get(spur.ward)
        if ward and ward.kind is not SiteKind.WARD:
            message = f"`{spur.ward}` is of kind `{ward.kind}`, not `ward`"
            yield Complaint(("spurs", i, "ward"), message, "a spur begins at a ward")
    for key in ("spurs", "circuits"):
        for i, item in enumerate(getattr(design, key)):
            site_at = index.sites.get(item.site)
            if site_at and site_at.kind not in SMALL:
                message = f"`{item.site}` is of kind `{site_at.kind}`, which a ring joins"
                yield Complaint((key, i, "site"), message, "only small sites are attached here")


def circuits_carry_the_tiers(index: Index) -> Iterator[Complaint]:
    """Complain of a tier at a site whose carrier may not carry it."""
    carriers = {carrier.name: carrier for carrier in index.design.carriers}
    for i, circuit in enumerate(index.design.circuits):
        carrier, site = carriers.get(circuit.carrier), index.sites.get(circuit.site)
        if carrier is None or site is None:
            continue
        for tier in sorted(_tiers_at(index, site) - set(carrier.tiers)):
            message = f"`{site.name}` needs tier `{tier}`, which `{carrier.name}` does not carry"
            hint = f"carried: {', '.join(carrier.tiers)}"
            yield Complaint(("circuits", i, "carrier"), message, hint)


def _tiers_at(index: Index, site: Site) -> set[str]:
    kind = index.site_classes.get(site.site_class or "")
    management = index.design.management
    tiers = {ports.tier for ports in (kind.wired if kind else ())}
    return tiers | ({management.tier} if management else set())


def systems_have_a_room(index: Index) -> Iterator[Complaint]:
    """Complain of systems placed where there is no machine room."""
    for i, system in enumerate(index.design.systems):
        for w, window in enumerate(system.windows):
            site = index.sites.get(window.site)
            if site and not site.machine_room:
                rooms = sorted(s.name for s in index.sites.values() if s.machine_room)
                path: Path = ("systems", i, "windows", w, "site")
                hint = f"machine rooms: {', '.join(rooms)}"
                yield Complaint(path, f"`{site.name}` has no machine room", hint)


def dependencies_end(index: Index) -> Iterator[Complaint]:
    """Complain of systems in a circle of dependencies, or between two such circles."""
    needs = {name: set(system.depends_on) for name, system in index.systems.items()}
    needed: dict[str, set[str]] = {}
    for name, names in needs.items():
        for other in names:
            needed.setdefault(other, set()).add(name)
    circle = _untrimmed(needs, needed) & _untrimmed(needed, needs)
    for i, system in enumerate(index.design.systems):
        if system.name in circle:
            message = f"`{system.name}` stands in a circle of dependencies"
            yield Complaint(("systems", i, "depends_on"), message, "break the circle")


def _untrimmed(forward: dict[str, set[str]], back: dict[str, set[str]]) -> set[str]:
    """Take away names that lead nowhere until none is left that does; give the others."""
    left = {name: len(names) for name, names in forward.items()}
    names = {*forward, *back}
    ends = [name for name in names if not left.get(name)]
    while ends:
        end = ends.pop()
        names.discard(end)
        for before in back.get(end, ()):
            left[before] -= 1
            if not left[before]:
                ends.append(before)
    return names


def firewalls_join(index: Index) -> Iterator[Complaint]:
    """Complain of externals at no firewall or two, and of flows that no firewalls could pass."""
    design = index.design
    held = [name for firewall in design.firewalls for name in firewall.externals]
    for i, external in enumerate(design.externals):
        count = held.count(external.name)
        if count != 1 and index.complete("firewalls"):
            message = f"external `{external.name}` is at {count} firewalls"
            yield Complaint(("externals", i), message, "list it in `externals` of one firewall")
    if not index.complete("firewalls", "systems", "mobile"):
        return
    groups = _joined(design)
    for i, flow in enumerate(design.flows):
        ends = [_zone(index, text) for text in (flow.source, flow.destination)]
        if all(ends) and ends[0] != ends[1] and groups.get(ends[0]) != groups.get(ends[1]):
            message = f"no firewalls join `{ends[0]}` and `{ends[1]}`"
            yield Complaint(("flows", i), message, "add one of them to a firewall of the other")


def _joined(design: Design) -> dict[str, str]:
    """Give each tier and external a representative, the same for those that firewalls join."""
    parent: dict[str, str] = {}

    def root(zone: str) -> str:
        while (above := parent.setdefault(zone, zone)) != zone:
            parent[zone] = parent[above]
            zone = above
        return zone

    for firewall in design.firewalls:
        zones = (*firewall.tiers, *firewall.externals)
        for zone in zones:
            parent[root(zone)] = root(zones[0])
    return {zone: root(zone) for zone in parent}


def _zone(index: Index, text: str) -> str:
    """Name the tier or external that a flow's end is in; empty if it is not known."""
    try:
        end: End = parse_end(text)
    except ValueError:
        return ""
    design = index.design
    if end.kind == "system":
        system = index.systems.get(end.name)
        return system.tier if system else ""
    if end.kind == "pool":
        return design.mobile.tier if design.mobile else ""
    if end.kind == "devices":
        return design.management.tier if design.management else ""
    key = "tiers" if end.kind == "tier" else "externals"
    return end.name if end.name in index.names(key) else ""


def settings_fit(index: Index) -> Iterator[Complaint]:
    """Complain of roles without a platform and of management systems outside their tier."""
    design = index.design
    if design.city:
        for role in sorted(set(Role) - set(design.city.platforms)):
            message = f"no platform for the role `{role}`"
            yield Complaint(("city", "platforms"), message, f"add `{role}: cisco_iosxe`")
    if management := design.management:
        for key in ("ntp", "dns", "syslog", "radius", "administrators"):
            for position, name in enumerate(getattr(management, key)):
                system = index.systems.get(name)
                if system and system.tier != management.tier:
                    message = f"`{name}` is in tier `{system.tier}`, not `{management.tier}`"
                    hint = "devices reach only systems of the management tier"
                    yield Complaint(("management", key, position), message, hint)
