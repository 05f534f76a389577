"""The crowded middle of the map, enlarged."""

from __future__ import annotations

import math
from typing import NamedTuple

from kawanet.diagram.labels import Label, Placed, Surroundings, place_labels
from kawanet.diagram.projection import fit_sites
from kawanet.diagram.sheet import panel
from kawanet.diagram.svg import Box, Point, group, line
from kawanet.diagram.wan_chart import Chart, both_shown, curve, lens, middle_of
from kawanet.diagram.wan_facts import Route, RouteKind, WanFacts
from kawanet.diagram.wan_marks import (
    label_elements,
    route_class,
    route_lines,
    route_title,
    scale_bar,
    site_lines,
    site_symbol,
    symbol_boxes,
)
from kawanet.diagram.words import Language, short, word, written_rate
from kawanet.model.plant import Site

EXIT_PX = 60.0


def inset(facts: WanFacts, crowd: list[Site], chart: Chart, box: Box, language: Language) -> str:
    """The crowded middle, enlarged: big sites, the fibres between them, and which way they go."""
    inner = Box(box.x + 16, box.y + 36, box.width - 32, box.height - 78)
    projection = fit_sites(crowd, inner, 50, 0.4)
    at = _spread({s.name: projection.site(s) for s in crowd}, 62)
    close = Chart(inner, at, projection)
    curves = {r: curve(r, facts, close) for r in facts.routes if both_shown(r, close)}
    middle, reach = middle_of(chart, crowd), lens(chart, crowd)
    parts = [
        *_sight_lines(middle, reach, box),
        *panel(box, word("inset", language)),
        *route_lines(curves, facts),
        *[mark for e in _exits(facts, crowd, close) for mark in _stub(e, facts)],
        *[site_symbol(facts.category[s.name], at[s.name], 1.35, s.label) for s in crowd],
        *label_elements(_placed(facts, crowd, close, curves, language)),
        *scale_bar(Point(box.x + 22, box.bottom - 18), close.px_per_km, 120),
    ]
    return group(parts, "inset")


def _placed(
    facts: WanFacts,
    crowd: list[Site],
    close: Chart,
    curves: dict[Route, tuple[Point, ...]],
    language: Language,
) -> tuple[Placed, ...]:
    exits = _exits(facts, crowd, close)
    labels = [
        Label(close.at[s.name], site_lines(facts, s, language), 14, "strong halo", 15)
        for s in crowd
    ]
    labels += [
        Label(e.stop, (word("towards", language, site=short(e.beyond.label)),), 10.5, "muted halo")
        for e in exits
    ]
    labels += [
        Label(c[6], (_inset_said(r),), 10.5, "muted halo", 4, False)
        for r, c in curves.items()
        if _inset_said(r)
    ]
    segments = [p for c in curves.values() for p in zip(c[1:], c, strict=False)]
    segments += [(e.start, e.stop) for e in exits]
    around = Surroundings(
        close.box,
        symbol_boxes(facts, close.at, crowd, 1.35),
        tuple(close.at.values()),
        tuple(segments),
    )
    return place_labels(labels, around)


def _inset_said(route: Route) -> str:
    parts = [f"{route.km:g} km" if route.km else ""]
    if route.kind is not RouteKind.RING and route.capacity_bps:
        parts.append(written_rate(route.capacity_bps))
    return " ".join(p for p in parts if p)


def _spread(at: dict[str, Point], least: float) -> dict[str, Point]:
    """Push symbols apart until they are `least` px from each other; a few rounds settle it."""
    points = dict(at)
    for _ in range(60):
        for a in sorted(points):
            for b in sorted(points):
                gap = math.dist(points[a], points[b])
                if a < b and gap < least:
                    push = (least - gap) / 2 / (gap or 1.0)
                    dx = (points[b].x - points[a].x) * push or 0.1
                    dy = (points[b].y - points[a].y) * push
                    points[a] = Point(points[a].x - dx, points[a].y - dy)
                    points[b] = Point(points[b].x + dx, points[b].y + dy)
    return points


class Exit(NamedTuple):
    """A stub of a route that leaves the inset, in the direction it really takes."""

    route: Route
    start: Point
    stop: Point
    beyond: Site


def _exits(facts: WanFacts, crowd: list[Site], close: Chart) -> list[Exit]:
    names = {s.name for s in crowd}
    exits = []
    for route in facts.routes:
        inside = [s for s in route.sites if s in names]
        outside = [s for s in route.sites if s not in names]
        if len(inside) == 1 and route.kind is not RouteKind.SPUR:
            beyond = facts.sites[outside[0]]
            start, end = close.at[inside[0]], close.projection.site(beyond)
            share = EXIT_PX / (math.dist(start, end) or 1.0)
            stop = Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
            exits.append(Exit(route, start, stop, beyond))
    return exits


def _stub(way_out: Exit, facts: WanFacts) -> list[str]:
    a, b = way_out.start, way_out.stop
    class_ = route_class(way_out.route, facts)
    return [line(a, b, class_, route_title(way_out.route, facts)), line(a, b, "ring-core")]


def _sight_lines(middle: Point, reach: float, box: Box) -> list[str]:
    """Two hairlines from the lens to the panel's near corners."""
    corners = [
        Point(box.x, box.y),
        Point(box.right, box.y),
        Point(box.x, box.bottom),
        Point(box.right, box.bottom),
    ]
    near = sorted(corners, key=lambda c: (math.dist(c, middle), c))[:2]
    lines = []
    for corner in near:
        length = math.dist(corner, middle) or 1.0
        start = Point(
            middle.x + (corner.x - middle.x) * reach / length,
            middle.y + (corner.y - middle.y) * reach / length,
        )
        lines.append(line(start, corner, "lens"))
    return lines
