"""What the WAN picture shows, read from the plant: spots, routes of own fibre, carrier services."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum

from kawanet.errors import InputError, Problem, Span
from kawanet.model.plant import Link, LinkKind, Plant, Site


class Category(StrEnum):
    """How a site is drawn."""

    CORE = "core"
    WARD = "ward"
    BRANCH = "branch"
    FACILITY = "facility"
    EXTERNAL = "external"


class RouteKind(StrEnum):
    RING = "ring"
    SPUR = "spur"
    DEDICATED = "dedicated"
    OWN = "own"


_CATEGORIES = {
    **dict.fromkeys(("main", "third", "office", "idc"), Category.CORE),
    "ward": Category.WARD,
    "branch": Category.BRANCH,
    "external": Category.EXTERNAL,
}
_SMALL_ROLES = frozenset(("facility", "facility_switch", "branch"))
_CARRIER_KINDS = (LinkKind.CARRIER_L2, LinkKind.CARRIER_L3)


@dataclass(frozen=True, slots=True)
class Route:
    """All own links between two sites of one kind and label, as one line; sites by name."""

    sites: tuple[str, str]
    kind: RouteKind
    label: str
    capacity_bps: int
    km: float | None
    links: int


@dataclass(frozen=True, slots=True)
class Service:
    """A carrier's service: which sites hang on it, and where it ends in the city."""

    label: str
    layer: LinkKind
    sites: tuple[str, ...]
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WanFacts:
    """Everything sorted by name. `access` says by what a small site is reached: `spur` or the
    index of a service. `externals` are (label, label of the site where it is handed off)."""

    sites: dict[str, Site]
    category: dict[str, Category]
    routes: tuple[Route, ...]
    services: tuple[Service, ...]
    access: dict[str, str]
    externals: tuple[tuple[str, str], ...]

    @property
    def rings(self) -> tuple[str, ...]:
        """Labels of the rings, sorted."""
        return tuple(sorted({r.label for r in self.routes if r.kind is RouteKind.RING}))

    def of(self, *categories: Category) -> list[Site]:
        """Sites of these categories, in order of name."""
        return [s for n, s in self.sites.items() if self.category[n] in categories]


def wan_facts(plant: Plant) -> WanFacts:
    """Read the plant. Raises InputError if there are no sites with coordinates."""
    category = {s.name: _CATEGORIES.get(s.kind, Category.FACILITY) for s in plant.sites}
    if all(c is Category.EXTERNAL for c in category.values()):
        hint = "the plant needs sites with latitude and longitude; give the folder's plant.json"
        raise InputError((Problem(Span("plant"), "no site to draw on a map", hint),))
    sites = {s.name: s for s in sorted(plant.sites, key=lambda s: s.name)}
    site_of = {p.device: p.site for p in plant.places}
    role_of = {p.device: p.role for p in plant.places}
    outside = {name for name, c in category.items() if c is Category.EXTERNAL}
    routes = _routes(plant.links, site_of, role_of, outside)
    services = _services(plant.links, site_of, category)
    access = {name: str(i) for i, service in enumerate(services) for name in service.sites} | {
        name: "spur"
        for route in routes
        if route.kind is RouteKind.SPUR
        for name in route.sites
        if category.get(name) in (Category.BRANCH, Category.FACILITY)
    }
    return WanFacts(sites, category, routes, services, access, _externals(plant, category, sites))


def _routes(
    links: tuple[Link, ...], site_of: dict[str, str], role_of: dict[str, str], outside: set[str]
) -> tuple[Route, ...]:
    bundles: dict[tuple[str, str, RouteKind, str], list[Link]] = defaultdict(list)
    for link in links:
        ends = sorted({site_of[p.device] for p in link.ends if p.device in site_of})
        if link.kind not in _CARRIER_KINDS and len(ends) == 2 and not outside & set(ends):
            roles = {role_of.get(p.device, "") for p in link.ends}
            kind = _route_kind(link, roles)
            bundles[ends[0], ends[1], kind, link.label].append(link)
    return tuple(
        Route(
            (a, b),
            kind,
            label,
            sum(link.capacity_bps or 0 for link in bundle),
            min((link.length_km for link in bundle if link.length_km), default=None),
            len(bundle),
        )
        for (a, b, kind, label), bundle in sorted(bundles.items())
    )


def _route_kind(link: Link, roles: set[str]) -> RouteKind:
    if link.kind is LinkKind.DEDICATED_FIBRE:
        return RouteKind.DEDICATED
    if link.kind is LinkKind.SEWER_FIBRE:
        return RouteKind.SPUR if roles & _SMALL_ROLES else RouteKind.RING
    return RouteKind.OWN


def _services(
    links: tuple[Link, ...], site_of: dict[str, str], category: dict[str, Category]
) -> tuple[Service, ...]:
    """Carrier links by label; without labels, by layer."""
    ends: dict[tuple[str, LinkKind], set[str]] = defaultdict(set)
    for link in links:
        if link.kind in _CARRIER_KINDS:
            sites = {site_of[p.device] for p in link.ends if p.device in site_of}
            ends[link.label, link.kind] |= {
                s for s in sites if category.get(s) is not Category.EXTERNAL
            }
    small = (Category.BRANCH, Category.FACILITY, Category.WARD)
    return tuple(
        Service(
            label,
            kind,
            tuple(sorted(s for s in sites if category.get(s) in small)),
            tuple(sorted(s for s in sites if category.get(s) is Category.CORE)),
        )
        for (label, kind), sites in sorted(ends.items())
        if any(category.get(s) in small for s in sites)
    )


def _externals(
    plant: Plant, category: dict[str, Category], sites: dict[str, Site]
) -> tuple[tuple[str, str], ...]:
    """External networks and the site where each is handed off, from boxes of role external."""
    outside = {p.device: p for p in plant.places if _is_external(p.site, p.role, category)}
    site_of = {p.device: p.site for p in plant.places if p.device not in outside}
    handed: dict[str, Counter[str]] = {}
    for link in plant.links:
        near = [site_of[p.device] for p in link.ends if p.device in site_of]
        for port in link.ends:
            if port.device in outside:
                place = outside[port.device]
                own = (
                    sites.get(place.site) if category.get(place.site) is Category.EXTERNAL else None
                )
                label = own.label if own else place.label or place.device
                handed.setdefault(label, Counter()).update(near or [place.site])
    return tuple(
        (label, "・".join(sites[s].label for s in sorted(at) if s in sites))
        for label, at in sorted(handed.items())
    )


def _is_external(site: str, role: str, category: dict[str, Category]) -> bool:
    return role == "external" or category.get(site) is Category.EXTERNAL
