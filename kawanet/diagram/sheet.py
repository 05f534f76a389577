"""The frame of every picture: title, date, sample mark, rule and footer, as on a drawing sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kawanet.diagram.svg import Box, Point, element, group, line, rect, text
from kawanet.diagram.typography import em_width, fit
from kawanet.diagram.words import Language, word

A3_LANDSCAPE = Box(0, 0, 1680, 1188)
A3_PORTRAIT = Box(0, 0, 1188, 1680)
EDGE = 44
HEAD = 116  # y where the drawing may begin
FOOT = 44  # height kept free at the bottom


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the frame says. `facts` stand under the title, `note` in the footer."""

    page: Box
    title: str
    facts: tuple[str, ...]
    date: str
    sample: bool
    note: str
    language: Language

    @property
    def area(self) -> Box:
        """Where the drawing goes."""
        page = self.page
        return Box(EDGE, HEAD, page.width - 2 * EDGE, page.height - HEAD - FOOT)


def cut(sheet: Sheet, bottom: float) -> Sheet:
    """The same sheet, no longer than its drawing needs."""
    page = sheet.page
    height = min(page.height, bottom + FOOT + 8)
    return replace(sheet, page=Box(page.x, page.y, page.width, height))


def frame(sheet: Sheet) -> str:
    """Draw title, facts, date, the sample mark, a rule below, and the footer."""
    page, language = sheet.page, sheet.language
    right = page.width - EDGE
    dated = f"{sheet.date}{'' if language == 'en' else ' '}{word('as_of', language)}".strip()
    mark, mark_width = _sample_mark(sheet, right) if sheet.sample else ("", 0.0)
    room = right - mark_width - EDGE - 16
    facts = fit("　・　".join(sheet.facts), 14, right - EDGE - em_width(dated) * 14 - 30)
    parts = [
        text(Point(EDGE, 62), fit(sheet.title, 30, room), "title", 30),
        text(Point(EDGE, 90), facts, "muted", 14),
        text(Point(right, 90), dated if sheet.date else "", "muted", 14, "end"),
        mark,
        line(Point(EDGE, 102), Point(right, 102), "rule"),
        text(Point(EDGE, page.height - 20), sheet.note, "muted", 11),
        text(Point(right, page.height - 20), word("drawn_by", language), "muted", 11, "end"),
    ]
    return group([p for p in parts if p], "frame")


def _sample_mark(sheet: Sheet, right: float) -> tuple[str, float]:
    said = word("sample_note", sheet.language)
    width = em_width(said) * 14 + 24
    box = Box(right - width, 38, width, 28)
    body = element(
        "rect",
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        rx=14,
        fill="none",
        stroke="#b8502f",
        stroke_width=1.4,
    )
    label = element(
        "text",
        said,
        x=box.centre.x,
        y=box.y + 19,
        font_size=14,
        text_anchor="middle",
        fill="#b8502f",
        font_weight=700,
        style="fill:#b8502f",
    )
    return body + label, width


def panel(box: Box, title: str) -> list[str]:
    """A white box with a small heading."""
    heading = text(Point(box.x + 14, box.y + 24), title, "strong", 13)
    return [rect(box, "panel", 6), heading]
