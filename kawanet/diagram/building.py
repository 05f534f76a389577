"""The main building in section: levels, two risers, the machine room below them."""

from __future__ import annotations

from kawanet.diagram.building_facts import BuildingFacts, Level, building_facts, is_basement
from kawanet.diagram.sheet import A3_PORTRAIT, Sheet, cut, frame
from kawanet.diagram.svg import Box, Point, document, group, line, number, path, rect, text
from kawanet.diagram.typography import fit
from kawanet.diagram.words import Language, short, word
from kawanet.model.network import Network

HEADER = 46.0
MACHINE_ROOM = 262.0
LEVEL_MOST = 52.0
CABINET_MOST = 240.0
FLOOR_WIDTH = 186.0
SWITCHES = (316.0, 752.0)  # left and right edge of the column of switches
RISERS = (278.0, 790.0)
BARS = ((836.0, 968.0), (1000.0, 1132.0))  # access points, wired ports
_RISER_CLASS = ("a", "b")
_GROUPS = (
    ("firewall", "firewall_boxes", "guard"),
    ("mobile_firewall", "mobile_firewall_boxes", "guard"),
    ("mobile_edge", "mobile_edge_boxes", "machine"),
    ("headend", "headend_boxes", "machine"),
    ("wlc", "wlc_boxes", "radio"),
    ("tor", "tor_boxes", "rack"),
)


def draw_building(network: Network, date: str, language: Language) -> str:
    """Draw the building. Raises InputError if nothing stands on a floor."""
    facts = building_facts(network)
    sheet = _sheet(network, facts, date, language)
    area = sheet.area
    rows = _rows(facts, area)
    bottom = max(r.bottom for r in rows)
    room = Box(area.x, bottom + 16, area.width, min(MACHINE_ROOM, area.bottom - bottom - 16))
    sheet = cut(sheet, room.bottom)
    layers = [
        frame(sheet),
        group(_headings(facts, area, language), "headings"),
        group(_levels(facts, rows, language), "levels"),
        group(_bars(facts, rows), "counts"),
        group(_room(facts, room, language), "machine-room"),
        group(_risers(facts, rows, room, language), "risers"),
        group(_switches(facts, rows), "switches"),
    ]
    return document(sheet.page, sheet.title, "　".join(sheet.facts), layers)


def _sheet(network: Network, facts: BuildingFacts, date: str, language: Language) -> Sheet:
    levels = facts.levels
    said = word(
        "building_summary",
        language,
        switches=sum(len(level.switches) for level in levels),
        aps=sum(level.access_points for level in levels),
        ports=sum(level.ports for level in levels),
    )
    span = "～".join(dict.fromkeys((levels[0].name, levels[-1].name)))
    return Sheet(
        page=A3_PORTRAIT,
        title=f"{short(facts.site.label)} {word('building_title', language)}",
        facts=(f"{span} {word('levels', language, n=len(levels))}", said),
        date=date,
        sample=any(s.sample for s in network.plant.sites),
        note=word("uplinks", language),
        language=language,
    )


def _rows(facts: BuildingFacts, area: Box) -> list[Box]:
    """A row a level, from the top down; a little earth between the first floor and the cellar."""
    top = area.y + HEADER
    room = area.bottom - MACHINE_ROOM - 16 - top - 8
    height = min(LEVEL_MOST, room / len(facts.levels))
    rows, y = [], top
    for above, level in zip((None, *facts.levels), facts.levels, strict=False):
        y += 8 if above and is_basement(level.name) and not is_basement(above.name) else 0
        rows.append(Box(area.x, y, area.width, height))
        y += height
    return rows


def _headings(facts: BuildingFacts, area: Box, language: Language) -> list[str]:
    y = area.y + HEADER - 14
    middle = (SWITCHES[0] + SWITCHES[1]) / 2
    parts = [
        text(Point(area.x + 14, y), word("floor", language), "strong", 13),
        text(Point(middle, y), word("switches", language), "strong", 13, "middle"),
        text(Point(BARS[0][0], y), word("access_points", language), "strong", 13),
        text(Point(BARS[1][0], y), word("wired_ports", language), "strong", 13),
    ]
    for x, riser in zip(RISERS, facts.risers, strict=False):
        said = word("riser", language, name=_riser_name(riser, facts.site.name))
        parts.append(text(Point(x, y), fit(said, 12, 88), "strong", 12, "middle"))
    return parts


def _riser_name(riser: str, site: str) -> str:
    """`riser-city-hall-east` -> `east`."""
    bare = riser.replace("riser", "").replace(site, "").strip("-_:/ ")
    return bare.replace("--", "-") or riser


def _levels(facts: BuildingFacts, rows: list[Box], language: Language) -> list[str]:
    parts = []
    for i, (level, row) in enumerate(zip(facts.levels, rows, strict=True)):
        machine = level.name == facts.machine_floor
        class_ = "level-machine" if machine else ("level", "level-alt")[i % 2]
        middle = row.centre.y
        parts.append(rect(row, class_))
        parts.append(text(Point(row.x + 14, middle + 5.5), level.name, "strong", 16))
        said = level.label
        if machine:
            said = "・".join(s for s in (said, word("machine_room", language)) if s)
        room = FLOOR_WIDTH - 66 - 6
        parts.append(text(Point(row.x + 66, middle + 4), fit(said, 11, room), "muted", 11))
        if i and is_basement(level.name) and not is_basement(facts.levels[i - 1].name):
            y = row.y - 4
            parts.append(line(Point(row.x - 14, y), Point(row.right + 14, y), "ground"))
    return parts


def _bars(facts: BuildingFacts, rows: list[Box]) -> list[str]:
    """Counts as bars, each column to its own scale."""
    parts = []
    columns = (
        ("bar", BARS[0], [level.access_points for level in facts.levels]),
        ("bar-wired", BARS[1], [level.ports for level in facts.levels]),
    )
    for class_, (left, right), counts in columns:
        most = max(counts) or 1
        for count, row in zip(counts, rows, strict=True):
            width = (right - left - 40) * count / most
            if count:
                parts.append(rect(Box(left, row.centre.y - 6, width, 12), class_, 2))
                at = Point(left + width + 8, row.centre.y + 4.5)
                parts.append(text(at, str(count), "", 12.5))
    return parts


def _switches(facts: BuildingFacts, rows: list[Box]) -> list[str]:
    parts = []
    for level, row in zip(facts.levels, rows, strict=True):
        boxes = _switch_boxes(level, row)
        for riser, x, class_ in zip(facts.risers, RISERS, _RISER_CLASS, strict=False):
            parts += _taps(level, boxes, riser, x, class_)
        for name, box in boxes.items():
            parts.append(rect(box, "switch", 3, name))
            label = fit(name, 11, box.width - 8)
            parts.append(text(Point(box.centre.x, box.centre.y + 4), label, "", 11, "middle"))
    return parts


def _switch_boxes(level: Level, row: Box) -> dict[str, Box]:
    left, right = SWITCHES
    pitch = (right - left) / max(len(level.switches), 1)
    width = min(168.0, pitch - 22)
    height = min(22.0, row.height - 18)
    return {
        name: Box(left + pitch * (i + 0.5) - width / 2, row.centre.y - height / 2, width, height)
        for i, name in enumerate(level.switches)
    }


def _taps(level: Level, boxes: dict[str, Box], riser: str, x: float, class_: str) -> list[str]:
    """Uplinks from a riser: above the switches for the first, below for the second."""
    above = class_ == "a"
    parts = []
    for name, box in boxes.items():
        if (name, riser) in level.uplinks:
            edge = box.y if above else box.bottom
            bus = edge - 5 if above else edge + 5
            foot = box.centre.x + (-14 if above else 14)
            commands = f"M{number(x)} {number(bus)} H{number(foot)} V{number(edge)}"
            parts.append(path(commands, f"uplink-{class_}"))
    return parts


def _risers(facts: BuildingFacts, rows: list[Box], room: Box, language: Language) -> list[str]:
    """The two risers down to the cores, one core under each."""
    parts = []
    cores = facts.machines.get("core", ())
    top = rows[0].centre.y - 16
    for riser, x, class_ in zip(facts.risers, RISERS, _RISER_CLASS, strict=False):
        foot = Point(x, room.y + 44)
        parts.append(
            line(Point(x, top), foot, f"riser-{class_}", _riser_name(riser, facts.site.name))
        )
    boxes = [Box(x - 76, room.y + 44, 152, 38) for x in RISERS[: len(cores)]]
    if len(boxes) == 2:
        for dy in (14, 24):
            ends = Point(boxes[0].right, boxes[0].y + dy), Point(boxes[1].x, boxes[1].y + dy)
            parts.append(line(*ends, "own"))
        middle = Point((boxes[0].right + boxes[1].x) / 2, boxes[0].y + 8)
        parts.append(text(middle, word("core_link", language), "muted", 11, "middle"))
    for name, box in zip(cores, boxes, strict=False):
        parts.append(rect(box, "machine", 5, name))
        at = Point(box.centre.x, box.centre.y + 5)
        parts.append(text(at, fit(name, 13, box.width - 10), "white", 13, "middle"))
    return parts


def _room(facts: BuildingFacts, room: Box, language: Language) -> list[str]:
    """The machine room: what hangs on the core pair, by role."""
    title = word("machine_room", language)
    if facts.machine_floor:
        title = word("machine_room_at", language, floor=facts.machine_floor)
    parts = [
        rect(room, "level-machine", 8),
        text(Point(room.x + 16, room.y + 26), title, "strong", 15),
    ]
    groups = [g for g in _GROUPS if g[0] in facts.machines]
    servers = len(facts.machines.get("server", ()))
    columns = len(groups) + (servers > 0)
    if not columns:
        return parts
    pitch = min((room.width - 32) / columns, CABINET_MOST)
    bus = room.y + 106
    parts += _bus(facts, room, bus, pitch, columns)
    for i, (role, key, class_) in enumerate(groups):
        box = Box(room.x + 16 + pitch * i, bus + 22, pitch - 14, room.bottom - bus - 34)
        parts += _cabinet(facts.machines[role], word(key, language), class_, box, language)
    if servers:
        box = Box(room.x + 16 + pitch * len(groups), bus + 22, pitch - 14, 26)
        parts.append(rect(box, "rack", 4))
        said = fit(word("server_boxes", language, n=servers), 12, box.width - 6)
        parts.append(text(Point(box.centre.x, box.y + 18), said, "strong", 12, "middle"))
    return parts


def _bus(facts: BuildingFacts, room: Box, bus: float, pitch: float, columns: int) -> list[str]:
    """Everything in the room hangs on both cores: a line of each colour with drops."""
    parts = []
    cores = len(facts.machines.get("core", ()))
    last = room.x + 16 + pitch * (columns - 0.5)
    first = room.x + 16 + pitch * 0.5
    for i, (x, class_) in enumerate(zip(RISERS[:cores], _RISER_CLASS, strict=False)):
        y = bus + 6 * i
        shift = -4 if i == 0 else 4
        left, right = min(first, x) + shift, max(last, x) + shift
        commands = f"M{number(left)} {number(y)} H{number(right)}"
        parts.append(path(commands, f"uplink-{class_}"))
        parts.append(line(Point(x + shift, room.y + 82), Point(x + shift, y), f"uplink-{class_}"))
        for column in range(columns):
            at = room.x + 16 + pitch * (column + 0.5) + shift
            parts.append(line(Point(at, y), Point(at, bus + 22), f"uplink-{class_}"))
    return parts


def _cabinet(
    names: tuple[str, ...], title: str, class_: str, box: Box, language: Language
) -> list[str]:
    """Boxes of one role under each other, as many as fit."""
    height, step = 24.0, 28.0
    room = max(int((box.height - 16) // step), 1)
    shown = names if len(names) <= room else names[: room - 1]
    ink = "" if class_ == "rack" else "white"
    parts = []
    for i, name in enumerate(shown):
        slot = Box(box.x, box.y + step * i, box.width, height)
        parts.append(rect(slot, class_, 4, name))
        label = fit(name, 11.5, slot.width - 8)
        parts.append(text(Point(slot.centre.x, slot.y + 16.5), label, ink, 11.5, "middle"))
    said = title
    if len(shown) < len(names):
        said = f"{title} {word('more', language, n=len(names) - len(shown))}"
    foot = Point(box.centre.x, box.y + step * len(shown) + 11)
    parts.append(text(foot, fit(said, 11, box.width), "muted", 11, "middle"))
    return parts
