"""Every picture of a network by the name of its view."""

from __future__ import annotations

from kawanet.diagram.building import draw_building
from kawanet.diagram.tiers import draw_tiers
from kawanet.diagram.wan import draw_wan
from kawanet.diagram.words import Language, written_date
from kawanet.errors import InputError, Problem, Span
from kawanet.model.network import Network
from kawanet.model.requirement import PolicyStatement

VIEWS = ("wan", "tiers", "building")


def draw(
    network: Network,
    view: str,
    statement: PolicyStatement | None = None,
    language: Language = "ja",
) -> str:
    """Draw a view as SVG text; equal input gives equal bytes.

    `wan` needs sites with coordinates, `tiers` a statement, `building` switches with floors.
    Raises InputError saying what is missing, or which views there are.
    """
    day = statement.on if statement else None
    date = written_date(day, language) if day else ""
    if view == "wan":
        return draw_wan(network.plant, date, language)
    if view == "tiers":
        return draw_tiers(network, statement, date, language)
    if view == "building":
        return draw_building(network, date, language)
    hint = f"one of {', '.join(VIEWS)}"
    raise InputError((Problem(Span("view"), f"no view is called '{view}'", hint),))
