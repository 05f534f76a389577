"""Legend and list of external networks of the WAN picture."""

from __future__ import annotations

from collections import Counter

from kawanet.diagram.sheet import panel
from kawanet.diagram.style import CARRIERS, RINGS
from kawanet.diagram.svg import Box, Point, circle, line, number, path, rect, text
from kawanet.diagram.typography import em_width, fit
from kawanet.diagram.wan_facts import Category, Route, RouteKind, Service, WanFacts
from kawanet.diagram.wan_marks import scale_bar
from kawanet.diagram.words import Language, short, word, written_rate

ROW = 25
_KEY = 58  # width kept for the drawn sample
_SIZE = 12.5
_SCALE = 42

Row = tuple[str, str, str]  # what is drawn, its class, what is said


def legend_rows(facts: WanFacts, language: Language) -> list[Row]:
    """Only what is on the map: sites, fibres with their capacity, services with their counts."""
    counts = Counter(facts.category.values())
    rows: list[Row] = [
        (shape, category.value, f"{word(f'{category.value}_site', language)}　{counts[category]}")
        for category, shape in (
            (Category.CORE, "square"),
            (Category.WARD, "disc"),
            (Category.BRANCH, "small"),
        )
        if counts[category]
    ]
    return rows + _fibre_rows(facts, language) + _access_rows(facts, language)


def _fibre_rows(facts: WanFacts, language: Language) -> list[Row]:
    rows: list[Row] = [
        ("line", f"ring-{i % len(RINGS)}", _with_rate(ring or word("ring", language), facts, ring))
        for i, ring in enumerate(facts.rings)
    ]
    present = {r.kind for r in facts.routes}
    for kind in (RouteKind.SPUR, RouteKind.DEDICATED, RouteKind.OWN):
        if kind in present:
            rates = {_rate(r) for r in facts.routes if r.kind is kind}
            said = word(kind.value, language)
            rows.append(("line", kind.value, f"{said}　{_rates(rates)}".rstrip("　")))
    return rows


def _rate(route: Route) -> int:
    """Of a spur one link (the other is its spare), of other routes all links together."""
    return route.capacity_bps // route.links if route.kind is RouteKind.SPUR else route.capacity_bps


def _with_rate(said: str, facts: WanFacts, ring: str) -> str:
    rates = {r.capacity_bps for r in facts.routes if r.kind is RouteKind.RING and r.label == ring}
    return f"{said}　{_rates(rates)}".rstrip("　")


def _rates(rates: set[int]) -> str:
    known = sorted(r for r in rates if r)
    if not known:
        return ""
    ends = dict.fromkeys((written_rate(known[0]), written_rate(known[-1])))
    return "～".join(ends)


def _access_rows(facts: WanFacts, language: Language) -> list[Row]:
    facilities = [s.name for s in facts.of(Category.FACILITY)]
    by = Counter(facts.access.get(name, "none") for name in facilities)
    names = {"spur": word("spur", language)} | {
        str(i): service_name(s, language) for i, s in enumerate(facts.services)
    }
    rows: list[Row] = []
    for access, name in names.items():
        if by[access]:
            class_ = f"dot-{int(access) % len(CARRIERS)}" if access.isdigit() else f"dot-{access}"
            rows.append(("dot", class_, f"{word('facility_by', language, by=name)}　{by[access]}"))
    if by["none"]:
        rows.append(("dot", "dot-none", f"{word('facility_none', language)}　{by['none']}"))
    return rows


def service_name(service: Service, language: Language) -> str:
    """The service's own label without remarks, else what its layer is called."""
    return short(service.label) if service.label else word(service.layer.value, language)


def legend_size(facts: WanFacts, language: Language) -> tuple[float, float]:
    rows = legend_rows(facts, language)
    widest = max((em_width(said) for _, _, said in rows), default=8)
    return widest * _SIZE + _KEY + 34, 44 + ROW * len(rows) + _SCALE


def legend(facts: WanFacts, px_per_km: float, box: Box, language: Language) -> list[str]:
    """Draw the legend into a box of `legend_size`."""
    parts = panel(box, word("legend", language))
    for i, (shape, class_, said) in enumerate(legend_rows(facts, language)):
        middle = Point(box.x + 14 + _KEY / 2, box.y + 50 + ROW * i)
        parts += _sample(shape, class_, middle)
        parts.append(text(Point(box.x + 22 + _KEY, middle.y + 4.5), said, "", _SIZE))
    foot = box.bottom - 18
    parts.append(line(Point(box.x + 14, foot - 24), Point(box.right - 14, foot - 24), "hair"))
    return [*parts, *scale_bar(Point(box.x + 20, foot), px_per_km, 190), *_north(box)]


def _north(box: Box) -> list[str]:
    tip = Point(box.right - 26, box.bottom - 33)
    arrow = f"M{number(tip.x)} {number(tip.y)} l-6 19 l6 -5 l6 5 Z"
    return [path(arrow, "north"), text(Point(tip.x - 10, tip.y + 16), "N", "strong", 11, "end")]


def _sample(shape: str, class_: str, at: Point) -> list[str]:
    if shape == "line":
        ends = Point(at.x - 22, at.y), Point(at.x + 22, at.y)
        core = [line(*ends, "ring-core")] if class_.startswith("ring") else []
        return [line(*ends, class_), *core]
    if shape == "square":
        return [rect(Box(at.x - 8, at.y - 8, 16, 16), class_, 2)]
    radius = {"disc": 7.5, "small": 4.2, "dot": 4.0}[shape]
    return [circle(at, radius, class_)]


def _external_rows(facts: WanFacts, language: Language) -> list[tuple[str, str]]:
    return [
        (short(label), word("at", language, site=short(site))) for label, site in facts.externals
    ]


def externals_size(facts: WanFacts, language: Language) -> tuple[float, float]:
    rows = _external_rows(facts, language)
    widest = max((em_width(a) * 13 + em_width(b) * 11 for a, b in rows), default=0)
    return min(widest + 60, 560), 40 + 28 * len(rows)


def externals_panel(facts: WanFacts, box: Box, language: Language) -> list[str]:
    """External networks, and at which site each is handed off."""
    parts = panel(box, word("external_panel", language))
    for i, (label, site) in enumerate(_external_rows(facts, language)):
        y = box.y + 52 + 28 * i
        parts.append(line(Point(box.x + 14, y - 19), Point(box.right - 14, y - 19), "hair"))
        room = box.width - 44 - em_width(site) * 11
        parts.append(text(Point(box.x + 16, y), fit(label, 13, room), "strong", 13))
        parts.append(text(Point(box.right - 16, y), site, "muted", 11, "end"))
    return parts
