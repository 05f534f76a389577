"""Tiers as lanes across the page: boxes, the firewalls that join them, and a matrix of flows."""

from __future__ import annotations

from collections.abc import Iterable

from kawanet.diagram.sheet import A3_LANDSCAPE, Sheet, cut, frame
from kawanet.diagram.svg import Box, Point, circle, document, group, line, rect, text
from kawanet.diagram.tiers_facts import TiersFacts, Wall, tiers_facts
from kawanet.diagram.typography import em_width, fit
from kawanet.diagram.words import Language, short, word
from kawanet.model.network import Network
from kawanet.model.requirement import PolicyStatement, Tier

BOX_WIDTH = 322.0
WALL_WIDTH = 96.0
WALLS_MOST = 480.0
CODE_WIDTH = 74.0
HEADER = 104.0
GAP = 34.0  # between the city's tiers and the networks outside
LANE_MOST = 66.0
_FEW, _SOME = 2, 6


def draw_tiers(
    network: Network, statement: PolicyStatement | None, date: str, language: Language
) -> str:
    """Draw the tiers. Raises InputError without a statement."""
    facts = tiers_facts(network, statement)
    sheet = _sheet(network, statement, facts, date, language)
    area = sheet.area
    lanes = _lanes(facts, area)
    walls_left = area.x + BOX_WIDTH + 18
    matrix_left = walls_left + _wall_width(facts) * max(len(facts.walls), 1) + 26
    matrix = Box(matrix_left, area.y, area.right - matrix_left, area.height)
    sheet = cut(sheet, max(lane.bottom for lane in lanes.values()))
    layers = [
        frame(sheet),
        group(_stripes(facts, lanes, area), "lanes"),
        group(_boxes(facts, lanes, language), "tiers"),
        group(_walls(facts, lanes, walls_left, matrix_left - 20), "firewalls"),
        group(_matrix(facts, lanes, matrix), "matrix"),
        group(_headings(facts, lanes, matrix, language), "headings"),
    ]
    return document(sheet.page, sheet.title, "　".join(sheet.facts), layers)


def _sheet(
    network: Network,
    statement: PolicyStatement | None,
    facts: TiersFacts,
    date: str,
    language: Language,
) -> Sheet:
    total = sum(len(names) for (a, b), names in facts.flows.items() if a != b)
    said = [f"{word('tiers', language)} {len(facts.inner)}"]
    said.append(f"{word('externals', language)} {len(facts.outer)}")
    said.append(word("total", language, n=total))
    if statement and statement.guideline:
        said.append(f"{statement.guideline} {statement.tier_model}".strip())
    return Sheet(
        page=A3_LANDSCAPE,
        title=f"{short(network.plant.label)} {word('tiers_title', language)}".strip(),
        facts=tuple(said),
        date=date,
        sample=any(s.sample for s in network.plant.sites),
        note=word("joins_note", language),
        language=language,
    )


def _lanes(facts: TiersFacts, area: Box) -> dict[str, Box]:
    """A lane a tier, as high as the page allows; networks outside below a gap."""
    room = area.height - HEADER - GAP - 20
    height = min(LANE_MOST, room / max(len(facts.tiers), 1))
    top = area.y + HEADER
    lanes = {}
    for i, tier in enumerate(facts.tiers):
        gap = GAP if tier.external else 0
        lanes[tier.name] = Box(area.x, top + i * height + gap, area.width, height)
    return lanes


def _stripes(facts: TiersFacts, lanes: dict[str, Box], area: Box) -> list[str]:
    stripes = [
        rect(Box(area.x, lane.y + 3, area.width, lane.height - 6), "lane", 8)
        for lane in lanes.values()
    ]
    if facts.inner and facts.outer:
        y = lanes[facts.outer[0].name].y - GAP / 2
        stripes.append(line(Point(area.x, y), Point(area.right, y), "hair"))
    return stripes


def _boxes(facts: TiersFacts, lanes: dict[str, Box], language: Language) -> list[str]:
    return [part for tier in facts.tiers for part in _tier_box(tier, lanes[tier.name], language)]


def _tier_box(tier: Tier, lane: Box, language: Language) -> list[str]:
    box = Box(lane.x, lane.y + 5, BOX_WIDTH, lane.height - 10)
    code = tier.name.upper()
    code_size = min(15.0, (CODE_WIDTH - 8) / em_width(code))
    room = box.width - CODE_WIDTH - 26
    label = short(tier.label) if tier.external else tier.label
    middle = box.centre.y
    quiet = _tier_note(tier, language, room)
    return [
        rect(box, "external" if tier.external else "tier", 8, tier.label),
        text(Point(box.x + 14, middle + 5.5), code, "strong", code_size),
        text(Point(box.x + 14 + CODE_WIDTH, middle - 3), fit(label, 14, room), "strong", 14),
        text(Point(box.x + 14 + CODE_WIDTH, middle + 15), quiet, "muted", 10.5),
    ]


def _tier_note(tier: Tier, language: Language, room: float) -> str:
    """The widest prefix of each family, and as many further facts as fit."""
    widest = {}
    for prefix in sorted(tier.prefixes, key=lambda p: (p.version, -p.prefixlen)):
        widest[prefix.version] = str(prefix)
    facts = list(widest.values())
    if tier.attachments and not tier.external:
        facts.append(word("attachments", language, n=len(tier.attachments)))
    if tier.wlans:
        facts.append(word("wlans", language, n=len(tier.wlans)))
    said = ""
    for fact in facts:
        longer = f"{said}  {fact}".strip()
        said = longer if em_width(longer) * 10.5 <= room else said
    return said


def _walls(facts: TiersFacts, lanes: dict[str, Box], left: float, right: float) -> list[str]:
    """One upright bar a firewall pair; a ring where it joins a tier."""
    width = _wall_width(facts)
    wires = [
        line(Point(lane.x + BOX_WIDTH, lane.centre.y), Point(right, lane.centre.y), "hair")
        for lane in lanes.values()
    ]
    bars = [
        part
        for i, wall in enumerate(facts.walls)
        for part in _wall(wall, lanes, left + (i + 0.5) * width, width)
    ]
    return wires + bars


def _wall_width(facts: TiersFacts) -> float:
    return min(WALL_WIDTH, WALLS_MOST / max(len(facts.walls), 1))


def _wall(wall: Wall, lanes: dict[str, Box], x: float, width: float) -> list[str]:
    ys = [lanes[t].centre.y for t in wall.tiers]
    bar = Box(x - 6, min(ys) - 12, 12, max(ys) - min(ys) + 24)
    top = next(iter(lanes.values())).y
    title = f"{' '.join(wall.devices)}: {' '.join(t.upper() for t in wall.tiers)}"
    parts = [
        line(Point(x, top - 8), Point(x, bar.y), "tap"),
        rect(bar, "wall", 6, title),
        text(Point(x, top - 34), fit(wall.name, 13, width - 8), "strong", 13, "middle"),
    ]
    place = fit(f"{_site(wall.site)}（{len(wall.devices)}）", 10, width - 4)
    parts.append(text(Point(x, top - 18), place, "muted", 10, "middle"))
    return parts + [circle(Point(x, y), 9, "join", title) for y in ys]


def _site(label: str) -> str:
    """The last word of a site's label: it stands in a narrow column."""
    return short(label).split()[-1] if label else ""


def _matrix(facts: TiersFacts, lanes: dict[str, Box], box: Box) -> list[str]:
    width = _cell_width(facts, box)
    parts = []
    for source in facts.tiers:
        lane = lanes[source.name]
        for column, target in enumerate(facts.tiers):
            x = box.x + width * column + (14 if target.external else 0)
            cell = Box(x + 1.5, lane.y + 5, width - 3, lane.height - 10)
            parts += _cell(facts, source, target, cell)
    return parts


def _cell_width(facts: TiersFacts, box: Box) -> float:
    return min(84.0, (box.width - 14) / max(len(facts.tiers), 1))


def _cell(facts: TiersFacts, source: Tier, target: Tier, cell: Box) -> list[str]:
    if source.name == target.name:
        return [rect(cell, "cell-self", 4)]
    names = facts.flows.get((source.name, target.name), ())
    title = f"{source.name.upper()} → {target.name.upper()}: " + (", ".join(names) or "—")
    shade = "cell"
    if names:
        shade = f"cell-{_shade(len(names))}"
    parts = [rect(cell, shade, 4, title)]
    if names:
        at = Point(cell.centre.x, cell.centre.y + 6)
        parts.append(text(at, str(len(names)), "strong", 17, "middle"))
    return parts


def _shade(count: int) -> str:
    if count <= _FEW:
        return "few"
    return "some" if count <= _SOME else "many"


def _headings(facts: TiersFacts, lanes: dict[str, Box], box: Box, language: Language) -> list[str]:
    """Column heads of the matrix, and what each part of the page is."""
    width = _cell_width(facts, box)
    top = next(iter(lanes.values())).y
    left = next(iter(lanes.values())).x
    parts = [
        text(Point(left, top - 12), word("tiers", language), "strong", 14),
        text(Point(box.x, top - 84), word("permitted", language), "strong", 14),
    ]
    said = word("from_to", language) + "　" + word("flow_count_note", language)
    room = box.right - box.x - em_width(word("permitted", language)) * 14 - 16
    parts.append(text(Point(box.right, top - 84), fit(said, 11, room), "muted", 11, "end"))
    for column, tier in enumerate(facts.tiers):
        x = box.x + width * (column + 0.5) + (14 if tier.external else 0)
        parts += _column_head(tier, Point(x, top), width)
    if facts.outer:
        y = lanes[facts.outer[0].name].y - 4
        parts.append(text(Point(left, y), word("externals", language), "muted", 11))
    return parts


def _column_head(tier: Tier, foot: Point, width: float) -> list[str]:
    code = tier.name.upper()
    size = min(13.0, (width - 4) / em_width(code))
    lines = list(_chunks(short(tier.label), 9.5, width - 6))[:3]
    parts = [text(Point(foot.x, foot.y - 54), code, "strong", size, "middle")]
    for i, piece in enumerate(lines):
        y = foot.y - 39 + 12.5 * i
        parts.append(text(Point(foot.x, y), piece, "muted", 9.5, "middle"))
    return parts


def _chunks(label: str, size: float, width: float) -> Iterable[str]:
    """Break a label into pieces that fit a column; Japanese may break anywhere."""
    piece = ""
    for character in label:
        if piece and em_width(piece + character) * size > width:
            yield piece
            piece = ""
        piece += character
    yield piece
