"""From degrees to the page: a local plane, and what shapes need on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kawanet.diagram.svg import Box, Point
from kawanet.model.plant import Site

KM_PER_DEGREE = 111.32  # of a great circle; a city is small enough for a plane


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular around a middle latitude. `px_per_km` is the scale."""

    latitude: float
    longitude: float
    centre: Point
    px_per_km: float

    def point(self, latitude: float, longitude: float) -> Point:
        east = (longitude - self.longitude) * math.cos(math.radians(self.latitude))
        north = latitude - self.latitude
        scale = KM_PER_DEGREE * self.px_per_km
        return Point(self.centre.x + east * scale, self.centre.y - north * scale)

    def site(self, site: Site) -> Point:
        return self.point(site.latitude, site.longitude)


def fit_sites(sites: Sequence[Site], box: Box, padding: float, least_km: float) -> Projection:
    """Fit sites into a box, at most so large that the box shows `least_km`."""
    north, south = _range(s.latitude for s in sites)
    east, west = _range(s.longitude for s in sites)
    middle = (north + south) / 2
    high_km = (north - south) * KM_PER_DEGREE
    wide_km = (east - west) * KM_PER_DEGREE * math.cos(math.radians(middle))
    scale = min(
        (box.width - 2 * padding) / max(wide_km, 1e-9),
        (box.height - 2 * padding) / max(high_km, 1e-9),
        min(box.width, box.height) / least_km,
    )
    return Projection(middle, (east + west) / 2, box.centre, scale)


def _range(values: Iterable[float]) -> tuple[float, float]:
    found = tuple(values)
    return max(found), min(found)


def hull(points: Iterable[Point]) -> tuple[Point, ...]:
    """Convex hull, counter-clockwise. Source: A. M. Andrew's monotone chain (1979)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    return tuple(_chain(ordered)[:-1] + _chain(ordered[::-1])[:-1])


def _chain(points: Sequence[Point]) -> list[Point]:
    kept: list[Point] = []
    for p in points:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], p) <= 0:
            kept.pop()
        kept.append(p)
    return kept


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)


def bow(a: Point, b: Point, away_from: Point, bend: float) -> Point:
    """Control point of a quadratic curve from a to b that bends away from a point."""
    middle = Point((a.x + b.x) / 2, (a.y + b.y) / 2)
    normal = Point(a.y - b.y, b.x - a.x)
    outward = (middle.x - away_from.x) * normal.x + (middle.y - away_from.y) * normal.y
    sign = 1 if outward >= 0 else -1
    return Point(middle.x + sign * bend * normal.x, middle.y + sign * bend * normal.y)


def curve_points(a: Point, control: Point, b: Point, pieces: int) -> tuple[Point, ...]:
    """Points along a quadratic curve, both ends included."""
    steps = (i / pieces for i in range(pieces + 1))
    return tuple(
        Point(
            (1 - t) ** 2 * a.x + 2 * t * (1 - t) * control.x + t * t * b.x,
            (1 - t) ** 2 * a.y + 2 * t * (1 - t) * control.y + t * t * b.y,
        )
        for t in steps
    )
