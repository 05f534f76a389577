"""The WAN on the map: sites where they are, own fibre and carrier services."""

from __future__ import annotations

from collections import Counter, defaultdict

from kawanet.diagram.labels import Label, Surroundings, place_labels
from kawanet.diagram.projection import hull
from kawanet.diagram.sheet import A3_LANDSCAPE, Sheet, frame
from kawanet.diagram.style import CARRIERS, REGIONS
from kawanet.diagram.svg import Box, Point, circle, document, group, line, path, polygon_path, rect
from kawanet.diagram.wan_chart import (
    Chart,
    both_shown,
    curve,
    find_crowd,
    lay_out,
    lens,
    middle_of,
)
from kawanet.diagram.wan_facts import Category, RouteKind, WanFacts, wan_facts
from kawanet.diagram.wan_inset import inset
from kawanet.diagram.wan_marks import (
    dots,
    label_elements,
    route_lines,
    site_lines,
    site_symbols,
    symbol_boxes,
)
from kawanet.diagram.wan_panels import externals_panel, externals_size, legend, legend_size
from kawanet.diagram.words import Language, short, word, written_rate
from kawanet.model.plant import Plant, Site

INSET = (420, 372)
_BIG = (Category.CORE, Category.WARD)
_SMALL = (Category.FACILITY, Category.BRANCH)


def draw_wan(plant: Plant, date: str, language: Language) -> str:
    """Draw the WAN. Raises InputError if no site has a place on the map."""
    facts = wan_facts(plant)
    sheet = _sheet(plant, facts, date, language)
    area = sheet.area
    sizes = (legend_size(facts, language), INSET, externals_size(facts, language))
    chart, corners = lay_out(facts, area, sizes)
    crowd = find_crowd(facts, chart)
    layers = [frame(sheet), _map(facts, chart, crowd, corners, language)]
    layers.append(group(legend(facts, chart.px_per_km, corners[0], language), "legend"))
    if crowd:
        layers.append(inset(facts, crowd, chart, corners[1], language))
    if facts.externals:
        layers.append(group(externals_panel(facts, corners[2], language), "externals"))
    return document(sheet.page, sheet.title, "　".join(sheet.facts), layers)


def _sheet(plant: Plant, facts: WanFacts, date: str, language: Language) -> Sheet:
    title = word("wan_title", language)
    counts = Counter(facts.category.values())
    said = [word("sites_count", language, n=sum(counts.values()) - counts[Category.EXTERNAL])]
    said += [f"{word(f'{c.value}_site', language)} {counts[c]}" for c in (Category.WARD,)]
    said.append(word("facilities_count", language, n=counts[Category.FACILITY]))
    said += [_ring_fact(facts, language)] if facts.rings else []
    return Sheet(
        page=A3_LANDSCAPE,
        title=f"{short(plant.label)} {title}".strip(),
        facts=tuple(said),
        date=date,
        sample=any(s.sample for s in plant.sites),
        note="",
        language=language,
    )


def _ring_fact(facts: WanFacts, language: Language) -> str:
    rates = {r.capacity_bps for r in facts.routes if r.kind is RouteKind.RING}
    return f"{word('ring', language)} {written_rate(max(rates))}"


def _map(
    facts: WanFacts,
    chart: Chart,
    crowd: list[Site],
    panels: tuple[Box, ...],
    language: Language,
) -> str:
    hidden = {s.name for s in crowd}
    curves = {r: curve(r, facts, chart) for r in facts.routes if both_shown(r, chart)}
    shown = {r: c for r, c in curves.items() if not set(r.sites) <= hidden}
    labels = _labels(facts, chart, crowd, language)
    segments = tuple(
        piece
        for r, c in shown.items()
        if r.kind is not RouteKind.SPUR
        for piece in zip(c[1:], c, strict=False)
    )
    symbols = symbol_boxes(facts, chart.at, facts.of(*_BIG, Category.BRANCH))
    around = Surroundings(chart.box, panels + symbols, tuple(chart.at.values()), segments)
    placed = place_labels(labels, around)
    parts = [
        group(_regions(facts, chart), "regions"),
        group(_carrier_lines(facts, chart), "carriers"),
        group(route_lines(shown, facts), "fibre"),
        group(dots(facts, chart.at, facts.of(*_SMALL)), "facilities"),
        group(site_symbols(facts, chart.at, _big(facts, hidden)), "sites"),
        group(_crowd_symbol(chart, crowd), "crowd") if crowd else "",
        group(label_elements(placed), "labels"),
    ]
    return "\n".join(p for p in parts if p)


def _big(facts: WanFacts, hidden: set[str]) -> list[Site]:
    return [s for s in facts.of(*_BIG) if s.name not in hidden]


def _regions(facts: WanFacts, chart: Chart) -> list[str]:
    members: dict[str, list[Point]] = defaultdict(list)
    for site in facts.of(*_SMALL, Category.WARD):
        members[site.region].append(chart.at[site.name])
    shapes = [(name, hull(points)) for name, points in sorted(members.items())]
    return [
        path(polygon_path(shape), f"region-{i % len(REGIONS)}")
        for i, (_, shape) in enumerate(shapes)
        if len(shape) > 2
    ]


def _carrier_lines(facts: WanFacts, chart: Chart) -> list[str]:
    return [
        line(chart.at[site], chart.at[head], f"carrier-{i % len(CARRIERS)}")
        for i, service in enumerate(facts.services)
        for head in service.heads
        for site in service.sites
    ]


def _crowd_symbol(chart: Chart, crowd: list[Site]) -> list[str]:
    middle = middle_of(chart, crowd)
    square = Box(middle.x - 8, middle.y - 8, 16, 16)
    return [circle(middle, lens(chart, crowd), "lens"), rect(square, "core", 2)]


def _labels(facts: WanFacts, chart: Chart, crowd: list[Site], language: Language) -> list[Label]:
    hidden = {s.name for s in crowd}
    labels = []
    if crowd:
        place = short(_first_core(facts, crowd).label)
        said = word("inset_hint", language, place=place, count=len(crowd) - 1)
        at, clear = middle_of(chart, crowd), lens(chart, crowd)
        labels.append(Label(at, (said,), 15, "strong halo", clear))
    for site in _big(facts, hidden):
        lines = site_lines(facts, site, language)
        labels.append(Label(chart.at[site.name], lines, 15, "strong halo", 11))
    for site in facts.of(Category.BRANCH):
        at = chart.at[site.name]
        labels.append(Label(at, (short(site.label),), 11, "halo", 5, required=False))
    return [*labels, *_route_labels(facts, chart, hidden)]


def _first_core(facts: WanFacts, crowd: list[Site]) -> Site:
    return min(crowd, key=lambda s: (s.kind != "main", facts.category[s.name].value, s.name))


def _route_labels(facts: WanFacts, chart: Chart, hidden: set[str]) -> list[Label]:
    return [
        Label(curve(route, facts, chart)[6], (f"{route.km:g} km",), 10.5, "muted halo", 3, False)
        for route in facts.routes
        if route.kind is RouteKind.RING and route.km and both_shown(route, chart)
        if not set(route.sites) <= hidden
    ]
