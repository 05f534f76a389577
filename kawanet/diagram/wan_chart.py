"""Where things lie on the WAN picture: the map, its free corners, and the crowded middle."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from kawanet.diagram.projection import Projection, bow, curve_points, fit_sites
from kawanet.diagram.svg import Box, Point
from kawanet.diagram.wan_facts import Category, Route, RouteKind, WanFacts
from kawanet.model.plant import Site

PADDING = 52
CROWDED_PX = 30
CLUSTER_PX = 78
LEAST_KM = 2.0
GRID_PX = 24
BIG_ROUTES = (RouteKind.RING, RouteKind.DEDICATED, RouteKind.OWN)
BEND = {RouteKind.RING: 0.1, RouteKind.SPUR: 0.0, RouteKind.DEDICATED: 0.16, RouteKind.OWN: 0.06}


@dataclass(frozen=True)
class Chart:
    """A map in a box: where it lies, and the places of the sites in it."""

    box: Box
    at: dict[str, Point]
    projection: Projection

    @property
    def px_per_km(self) -> float:
        return self.projection.px_per_km


def lay_out(
    facts: WanFacts, area: Box, sizes: tuple[tuple[float, float], ...]
) -> tuple[Chart, tuple[Box, ...]]:
    """The map, and boxes for legend, inset and list of externals: where no site lies; if there is
    no room, in a strip at the side."""
    inner = [s for s in facts.sites.values() if facts.category[s.name] is not Category.EXTERNAL]
    chart = _chart(inner, area)
    placed = _among(facts, chart, area, sizes)
    if placed is not None:
        return chart, placed
    strip = max(width for width, _ in sizes)
    left = Box(area.x, area.y, area.width - strip - 16, area.height)
    boxes, y = [], area.y
    for width, height in sizes:
        boxes.append(Box(area.right - width, y, width, height))
        y += height + 16
    return _chart(inner, left), tuple(boxes)


def _chart(sites: Iterable[Site], box: Box) -> Chart:
    found = list(sites)
    projection = fit_sites(found, box, PADDING, LEAST_KM)
    return Chart(box, {s.name: projection.site(s) for s in found}, projection)


def _among(
    facts: WanFacts, chart: Chart, area: Box, sizes: tuple[tuple[float, float], ...]
) -> tuple[Box, ...] | None:
    """Free places on the map: the inset near what it enlarges, the others near their corners."""
    crowd = find_crowd(facts, chart)
    lines = [
        p
        for r in facts.routes
        if both_shown(r, chart) and r.kind in BIG_ROUTES
        for p in curve(r, facts, chart)
    ]
    obstacles = [*chart.at.values(), *lines]
    wishes = (
        Point(area.x, area.bottom),
        middle_of(chart, crowd) if crowd else area.centre,
        Point(area.right, area.y),
    )
    chosen: dict[int, Box] = {}
    for i in (1, 0, 2):
        found = _nearest_free(sizes[i], wishes[i], area, obstacles, chosen.values())
        if found is None:
            return None
        chosen[i] = found
    return tuple(box for _, box in sorted(chosen.items()))


def _nearest_free(
    size: tuple[float, float],
    wish: Point,
    area: Box,
    obstacles: list[Point],
    chosen: Iterable[Box],
) -> Box | None:
    """The free place on a grid that is nearest to the wished point."""
    width, height = size
    columns = int((area.width - width) // GRID_PX)
    rows = int((area.height - height - 12) // GRID_PX)
    boxes = sorted(
        (math.dist(box.centre, wish), box)
        for column in range(columns + 1)
        for row in range(rows + 1)
        for box in [
            Box(
                area.x + (area.width - width) * column / max(columns, 1),
                area.y + 12 + (area.height - height - 12) * row / max(rows, 1),
                width,
                height,
            )
        ]
    )
    others = [c.grown(14) for c in chosen]
    return next(
        (
            box
            for _, box in boxes
            if not any(box.overlaps(c) for c in others)
            if not any(box.grown(16).holds(p) for p in obstacles)
        ),
        None,
    )


def find_crowd(facts: WanFacts, chart: Chart) -> list[Site]:
    """The big sites that would lie on each other: the largest cluster, if there is one."""
    big = facts.of(Category.CORE, Category.WARD)
    clusters = [
        [s for s in big if math.dist(chart.at[s.name], chart.at[c.name]) < CLUSTER_PX] for c in big
    ]
    largest = max(clusters, key=len, default=[])
    close = any(
        math.dist(chart.at[a.name], chart.at[b.name]) < CROWDED_PX
        for i, a in enumerate(largest)
        for b in largest[i + 1 :]
    )
    return largest if close else []


def both_shown(route: Route, chart: Chart) -> bool:
    return all(s in chart.at for s in route.sites)


def curve(route: Route, facts: WanFacts, chart: Chart) -> tuple[Point, ...]:
    """The line of a route, bent away from the middle of its ring so that a ring looks like one."""
    a, b = (chart.at[s] for s in route.sites)
    ring = [
        chart.at[s]
        for r in facts.routes
        if (r.kind, r.label) == (route.kind, route.label) and both_shown(r, chart)
        for s in r.sites
    ]
    middle = Point(sum(p.x for p in ring) / len(ring), sum(p.y for p in ring) / len(ring))
    return curve_points(a, bow(a, b, middle, BEND[route.kind]), b, 12)


def middle_of(chart: Chart, crowd: list[Site]) -> Point:
    points = [chart.at[s.name] for s in crowd]
    xs, ys = [p.x for p in points], [p.y for p in points]
    return Point((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


def lens(chart: Chart, crowd: list[Site]) -> float:
    middle = middle_of(chart, crowd)
    return max(math.dist(middle, chart.at[s.name]) for s in crowd) + 10
