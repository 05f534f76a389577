"""What is drawn on the WAN picture, one mark at a time."""

from __future__ import annotations

from collections.abc import Iterable

from kawanet.diagram.labels import Placed
from kawanet.diagram.style import CARRIERS, RINGS
from kawanet.diagram.svg import Box, Point, circle, line, number, path, rect, text
from kawanet.diagram.wan_facts import Category, Route, RouteKind, WanFacts
from kawanet.diagram.words import Language, short, word, written_rate
from kawanet.model.plant import Site

RADIUS = {Category.CORE: 9, Category.WARD: 8, Category.BRANCH: 4.2, Category.FACILITY: 3.1}


def route_lines(curves: dict[Route, tuple[Point, ...]], facts: WanFacts) -> list[str]:
    order = (RouteKind.SPUR, RouteKind.OWN, RouteKind.RING, RouteKind.DEDICATED)
    lines = []
    for route, points in sorted(curves.items(), key=lambda item: order.index(item[0].kind)):
        commands = "M" + " L".join(f"{number(p.x)} {number(p.y)}" for p in points)
        lines.append(path(commands, route_class(route, facts), route_title(route, facts)))
        if route.kind is RouteKind.RING:
            lines.append(path(commands, "ring-core"))
    return lines


def route_class(route: Route, facts: WanFacts) -> str:
    """The style class of a route: rings by their place in the order of labels."""
    if route.kind is RouteKind.RING:
        return f"ring-{facts.rings.index(route.label) % len(RINGS)}"
    return route.kind.value


def route_title(route: Route, facts: WanFacts) -> str:
    ends = " – ".join(short(facts.sites[s].label) for s in route.sites)
    km = f" {route.km:g} km" if route.km else ""
    rate = f" {written_rate(route.capacity_bps)}" if route.capacity_bps else ""
    return f"{ends}{km}{rate} {route.label}".strip()


def dots(facts: WanFacts, at: dict[str, Point], sites: list[Site]) -> list[str]:
    return [
        circle(
            at[s.name],
            RADIUS[facts.category[s.name]],
            "branch" if facts.category[s.name] is Category.BRANCH else dot_class(facts, s.name),
            s.label,
        )
        for s in sorted(sites, key=lambda s: facts.category[s.name] is Category.BRANCH)
    ]


def dot_class(facts: WanFacts, site: str) -> str:
    """The colour of a small site: by what it is reached."""
    access = facts.access.get(site, "none")
    return f"dot-{int(access) % len(CARRIERS)}" if access.isdigit() else f"dot-{access}"


def site_symbols(facts: WanFacts, at: dict[str, Point], sites: list[Site]) -> list[str]:
    return [
        site_symbol(facts.category[s.name], at[s.name], 1, s.label)
        for s in sorted(sites, key=lambda s: facts.category[s.name] is Category.CORE)
    ]


def site_symbol(category: Category, at: Point, scale: float, title: str = "") -> str:
    """A square for the core sites, a ring for the wards."""
    radius = RADIUS[category] * scale
    if category is Category.CORE:
        return rect(Box(at.x - radius, at.y - radius, 2 * radius, 2 * radius), "core", 2, title)
    return circle(at, radius, category.value, title)


def label_elements(placed: Iterable[Placed]) -> list[str]:
    """Leader lines first, then the text; the second line of a label is quieter."""
    labels = list(placed)
    parts = [line(*p.leader, "leader") for p in labels if p.leader]
    for spot in labels:
        size = spot.label.size
        for i, content in enumerate(spot.label.lines):
            base = Point(spot.box.x + 2, spot.box.y + size * (0.95 + 1.32 * i))
            class_ = spot.label.class_ if i == 0 else "muted halo"
            parts.append(text(base, content, class_, size if i == 0 else size * 0.8))
    return parts


def scale_bar(base: Point, px_per_km: float, most: float) -> list[str]:
    steps = (50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05)
    km = next((k for k in steps if k * px_per_km <= most), steps[-1])
    end = base.x + km * px_per_km
    commands = (
        f"M{number(base.x)} {number(base.y - 6)} V{number(base.y)} "
        f"H{number(end)} V{number(base.y - 6)}"
    )
    said = f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"
    return [
        path(commands, "scale"),
        text(Point(end + 8, base.y + 1), said, "muted", 12),
    ]


def site_lines(facts: WanFacts, site: Site, language: Language) -> tuple[str, ...]:
    """A big site's label; a ward's says how many facilities are grouped under it."""
    count = sum(s.region == site.region for s in facts.of(Category.FACILITY))
    if facts.category[site.name] is Category.WARD and count:
        return (short(site.label), word("facilities_count", language, n=count))
    return (short(site.label),)


def symbol_boxes(
    facts: WanFacts, at: dict[str, Point], sites: list[Site], scale: float = 1
) -> tuple[Box, ...]:
    """What no label may cover."""
    radius = {s.name: RADIUS[facts.category[s.name]] * scale for s in sites}
    return tuple(Box(at[n].x - r, at[n].y - r, 2 * r, 2 * r) for n, r in sorted(radius.items()))
