"""Every name that a design uses must be the name of something."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.design.ends import parse_end, parse_service
from kawanet.design.index import Complaint, Index, Path
from kawanet.design.nearest import did_you_mean


def places(index: Index) -> Iterator[Complaint]:
    """Check the names in sites, site classes and systems."""
    for i, site in enumerate(index.design.sites):
        yield from index.refer(("sites", i, "region"), "regions", site.region, "region")
        if site.site_class is not None:
            yield from index.refer(
                ("sites", i, "site_class"), "site_classes", site.site_class, "site class"
            )
        for below, ports in index.wired(site):
            yield from index.refer(("sites", i, *below, "tier"), "tiers", ports.tier, "tier")
    for i, kind in enumerate(index.design.site_classes):
        for w, ports in enumerate(kind.wired):
            place = ("site_classes", i, "wired", w, "tier")
            yield from index.refer(place, "tiers", ports.tier, "tier")


def plant(index: Index) -> Iterator[Complaint]:
    """Check the names in rings, spurs, circuits, carriers and fibres."""
    design = index.design
    path: Path
    for i, ring in enumerate(design.rings):
        for h, hop in enumerate(ring.hops):
            yield from index.refer(("rings", i, "hops", h, "a"), "sites", hop.a, "site")
            yield from index.refer(("rings", i, "hops", h, "b"), "sites", hop.b, "site")
    for i, spur in enumerate(design.spurs):
        yield from index.refer(("spurs", i, "site"), "sites", spur.site, "site")
        yield from index.refer(("spurs", i, "ward"), "sites", spur.ward, "site")
    for i, carrier in enumerate(design.carriers):
        yield from index.refer_all(("carriers", i, "tiers"), "tiers", carrier.tiers, "tier")
        for h, end in enumerate(carrier.head_ends):
            path = ("carriers", i, "head_ends", h, "site")
            yield from index.refer(path, "sites", end.site, "site")
    for i, circuit in enumerate(design.circuits):
        yield from index.refer(("circuits", i, "site"), "sites", circuit.site, "site")
        path = ("circuits", i, "carrier")
        yield from index.refer(path, "carriers", circuit.carrier, "carrier")
    for i, fibre in enumerate(design.fibres):
        yield from index.refer(("fibres", i, "a"), "sites", fibre.a, "site")
        yield from index.refer(("fibres", i, "b"), "sites", fibre.b, "site")


def systems(index: Index) -> Iterator[Complaint]:
    """Check the names in systems and firewalls."""
    for i, system in enumerate(index.design.systems):
        path: Path = ("systems", i)
        yield from index.refer((*path, "tier"), "tiers", system.tier, "tier")
        for w, window in enumerate(system.windows):
            yield from index.refer((*path, "windows", w, "site"), "sites", window.site, "site")
        yield from index.refer_all((*path, "services"), "services", system.services, "service")
        yield from index.refer_all((*path, "depends_on"), "systems", system.depends_on, "system")
    for i, firewall in enumerate(index.design.firewalls):
        path = ("firewalls", i)
        yield from index.refer((*path, "site"), "sites", firewall.site, "site")
        yield from index.refer_all((*path, "tiers"), "tiers", firewall.tiers, "tier")
        yield from index.refer_all(
            (*path, "externals"), "externals", firewall.externals, "external"
        )


def settings(index: Index) -> Iterator[Complaint]:
    """Check the names in wireless, mobile and management."""
    design = index.design
    if wireless := design.wireless:
        path: Path = ("wireless", "controller_site")
        yield from index.refer(path, "sites", wireless.controller_site, "site")
        yield from index.refer_all(("wireless", "radius"), "systems", wireless.radius, "system")
        for i, ssid in enumerate(wireless.ssids):
            yield from index.refer(("wireless", "ssids", i, "tier"), "tiers", ssid.tier, "tier")
    if mobile := design.mobile:
        yield from index.refer(("mobile", "site"), "sites", mobile.site, "site")
        yield from index.refer(("mobile", "tier"), "tiers", mobile.tier, "tier")
        yield from index.refer(("mobile", "gateway"), "systems", mobile.gateway, "system")
    if management := design.management:
        yield from index.refer(("management", "tier"), "tiers", management.tier, "tier")
        for key in ("ntp", "dns", "syslog", "radius", "administrators", "dhcp"):
            names = getattr(management, key)
            yield from index.refer_all(("management", key), "systems", names, "system")


def flows(index: Index) -> Iterator[Complaint]:
    """Check the ends and services of flows and musts, and the ports of services."""
    design = index.design
    for i, flow in enumerate(design.flows):
        yield from end(index, ("flows", i, "source"), flow.source)
        yield from end(index, ("flows", i, "destination"), flow.destination)
        path: Path = ("flows", i, "services")
        yield from index.refer_all(path, "services", flow.services, "service")
    for i, must in enumerate(design.musts):
        for key in ("source", "destination", "except_destination"):
            text = getattr(must, key)
            if text is not None:
                yield from end(index, ("musts", i, key), text)
        path = ("musts", i, "except_services")
        yield from index.refer_all(path, "services", must.except_services, "service")
        if must.expect == "reachable" and must.destination is None:
            yield Complaint(("musts", i), "`reachable` needs a `destination`", "say of what")
    for i, service in enumerate(design.services):
        for p, text in enumerate(service.ports):
            try:
                parse_service(text)
            except ValueError as error:
                yield Complaint(("services", i, "ports", p), str(error))


def end(index: Index, path: Path, text: str) -> Iterator[Complaint]:
    """Check one end of a flow: its form, its name, and its segment."""
    try:
        parsed = parse_end(text)
    except ValueError as error:
        yield Complaint(path, str(error), "see `tier/lgw/mfp`, `system/ad`, `external/lgwan`")
        return
    keys = {"tier": "tiers", "system": "systems", "external": "externals"}
    if parsed.kind in keys:
        yield from index.refer(path, keys[parsed.kind], parsed.name, parsed.kind)
    elif parsed.kind == "pool" and index.complete("mobile"):
        pools = [pool.name for pool in index.design.mobile.pools] if index.design.mobile else []
        if parsed.name not in pools:
            yield Complaint(path, f"unknown pool `{parsed.name}`", did_you_mean(parsed.name, pools))
    if parsed.segment and index.complete("sites", "site_classes", "systems", "wireless"):
        known = index.segments.get(parsed.name, frozenset())
        if known and parsed.segment not in known:
            hint = did_you_mean(parsed.segment, known)
            yield Complaint(path, f"tier `{parsed.name}` has no segment `{parsed.segment}`", hint)
