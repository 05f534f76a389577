"""Label placement: candidates around a point, greedy by priority, never over another label.

A label that finds no room near its point goes further out and gets a leader line.
Source: the greedy candidate model of Christensen, Marks, Shieber, "An empirical study of
algorithms for point-feature label placement", ACM Trans. Graphics 14(3), 1995, section 3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kawanet.diagram.svg import Box, Point
from kawanet.diagram.typography import em_width

LINE_HEIGHT = 1.32
ANGLES = tuple(math.radians(a) for a in (0, -45, 45, 180, -135, 135, -90, 90, -22, 22, -158, 158))
NEAR = (3, 9, 18, 30)
FAR = (46, 62, 80, 102, 130, 165, 210, 270, 340, 430, 540)
LEADER_FROM = 12
MARGIN = 2.0


@dataclass(frozen=True, slots=True)
class Label:
    """A wish: lines of text beside a point. Labels that are not `required` may be left out."""

    at: Point
    lines: tuple[str, ...]
    size: float
    class_: str = ""
    clear: float = 0  # radius of the symbol at the point
    required: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    label: Label
    box: Box
    leader: tuple[Point, Point] | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`taken` is never covered; covering `points` or crossing `segments` only costs."""

    bounds: Box
    taken: tuple[Box, ...] = ()
    points: tuple[Point, ...] = ()
    segments: tuple[tuple[Point, Point], ...] = ()


def label_size(label: Label) -> tuple[float, float]:
    """Width and height of the label's box, by the careful estimate of `typography`."""
    widest = max(em_width(line) for line in label.lines)
    height = label.size * (len(label.lines) - 1) * LINE_HEIGHT + label.size * 1.2
    return widest * label.size + 2 * MARGIN, height


def place_labels(labels: Sequence[Label], around: Surroundings) -> tuple[Placed, ...]:
    """Place labels in the order given. One that finds no free place anywhere is left out."""
    taken = list(around.taken)
    placed = []
    for label in labels:
        spot = _best(label, around, taken, NEAR)
        if spot is None and label.required:
            spot = _best(label, around, taken, FAR)
        if spot is not None:
            taken.append(spot.box)
            placed.append(spot)
    return tuple(placed)


def _best(
    label: Label, around: Surroundings, taken: list[Box], distances: Iterable[float]
) -> Placed | None:
    """The cheapest free candidate: distance, direction, and what it would cover."""
    size = label_size(label)
    free = [
        (
            _cost(box, around) + _leader_cost(label, box, distance, taken) + 2 * i,
            i,
            distance,
            box,
        )
        for distance in distances
        for i, angle in enumerate(ANGLES)
        for box in [_candidate(label, size, distance, angle)]
        if box.inside(around.bounds) and not any(box.overlaps(t) for t in taken)
    ]
    if not free:
        return None
    _, _, distance, box = min(free)
    return Placed(label, box, _leader(label, box, distance))


def _candidate(label: Label, size: tuple[float, float], distance: float, angle: float) -> Box:
    """The box whose nearest edge is `distance` beyond the symbol, in that direction."""
    width, height = size
    dx, dy = math.cos(angle), math.sin(angle)
    reach = label.clear + distance
    x = label.at.x + dx * reach + (dx - 1) / 2 * width
    y = label.at.y + dy * reach + (dy - 1) / 2 * height
    return Box(x, y, width, height)


def _cost(box: Box, around: Surroundings) -> float:
    covered = sum(box.holds(p) for p in around.points)
    crossed = sum(_crosses(box, a, b) for a, b in around.segments)
    return 16 * covered + 12 * crossed


def _leader_cost(label: Label, box: Box, distance: float, taken: list[Box]) -> float:
    """Distance costs, and so does a leader line over a symbol or another label."""
    leader = _leader(label, box, distance)
    if leader is None:
        return 1.4 * distance
    over = sum(_crosses(t, *leader) for t in taken if not t.holds(label.at))
    return 1.4 * distance + 45 * over


def _crosses(box: Box, a: Point, b: Point) -> bool:
    """Does a segment enter the box? Liang-Barsky clipping."""
    dx, dy = b.x - a.x, b.y - a.y
    low, high = 0.0, 1.0
    edges = ((-dx, a.x - box.x), (dx, box.right - a.x), (-dy, a.y - box.y), (dy, box.bottom - a.y))
    for slope, room in edges:
        if slope == 0:
            if room < 0:
                return False
        elif slope < 0:
            low = max(low, room / slope)
        else:
            high = min(high, room / slope)
    return low < high


def _leader(label: Label, box: Box, distance: float) -> tuple[Point, Point] | None:
    if distance < LEADER_FROM:
        return None
    end = Point(min(max(label.at.x, box.x), box.right), min(max(label.at.y, box.y), box.bottom))
    length = math.dist(label.at, end) or 1.0
    start = Point(
        label.at.x + (end.x - label.at.x) * label.clear / length,
        label.at.y + (end.y - label.at.y) * label.clear / length,
    )
    return start, end
