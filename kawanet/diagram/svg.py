"""SVG elements as strings: absolute coordinates, sorted attributes, one style sheet inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from kawanet.diagram.style import STYLE

Attribute = str | float | int | None


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    """A rectangle: left, top, width, height, in px of the page (4 px = 1 mm)."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: Box) -> bool:
        """True if the interiors meet; touching edges do not count."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def holds(self, point: Point) -> bool:
        return self.x <= point.x <= self.right and self.y <= point.y <= self.bottom

    def inside(self, outer: Box) -> bool:
        return (
            self.x >= outer.x
            and self.y >= outer.y
            and self.right <= outer.right
            and self.bottom <= outer.bottom
        )

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


def number(value: float) -> str:
    """At most one decimal, no trailing zero, no negative zero: the same bytes everywhere."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def element(tag: str, content: str = "", **attributes: Attribute) -> str:
    """One element. `class_` becomes class, other underscores become dashes; None is left out."""
    pairs = (
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for name, value in attributes.items()
        if value is not None
    )
    head = f"<{tag}{''.join(pairs)}"
    return f"{head}>{content}</{tag}>" if content else f"{head}/>"


def _value(value: Attribute) -> str:
    return number(value) if isinstance(value, float | int) else str(value)


def tooltip(text: str) -> str:
    """What a browser shows when the pointer rests on the element around it."""
    return element("title", escape(text)) if text else ""


def rect(box: Box, class_: str, radius: float = 0, title: str = "") -> str:
    return element(
        "rect",
        tooltip(title),
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        rx=radius or None,
        class_=class_,
    )


def circle(centre: Point, radius: float, class_: str, title: str = "") -> str:
    return element("circle", tooltip(title), cx=centre.x, cy=centre.y, r=radius, class_=class_)


def line(a: Point, b: Point, class_: str, title: str = "") -> str:
    return element("line", tooltip(title), x1=a.x, y1=a.y, x2=b.x, y2=b.y, class_=class_)


def path(commands: str, class_: str, title: str = "") -> str:
    return element("path", tooltip(title), d=commands, class_=class_)


def text(at: Point, content: str, class_: str, size: float, anchor: str = "start") -> str:
    """Text on one line; `at` is on the baseline."""
    return element(
        "text",
        escape(content),
        x=at.x,
        y=at.y,
        class_=class_,
        font_size=size,
        text_anchor=None if anchor == "start" else anchor,
    )


def polygon_path(points: Sequence[Point]) -> str:
    """Path commands of a closed polygon."""
    return "M" + " L".join(f"{number(p.x)} {number(p.y)}" for p in points) + " Z"


def group(parts: Iterable[str], class_: str) -> str:
    """A named layer: vector editors show it as one."""
    return f'<g class="{class_}">\n' + "\n".join(parts) + "\n</g>"


def document(page: Box, title: str, description: str, layers: Iterable[str]) -> str:
    """A whole page. The size is given in mm for printing, the coordinates in px (4 px = 1 mm)."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(page.width / 4)}mm"'
        f' height="{number(page.height / 4)}mm"'
        f' viewBox="0 0 {number(page.width)} {number(page.height)}" role="img">\n'
    )
    parts = [tooltip(title), element("desc", escape(description)), element("style", STYLE)]
    body = "\n".join([*parts, rect(page, "page"), *layers])
    return f"{head}{body}\n</svg>\n"
