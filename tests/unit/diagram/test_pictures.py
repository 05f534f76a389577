"""Pictures of a whole city: well-formed, alone, the same each time, and no text on other text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from kawanet.diagram.draw import VIEWS, draw
from kawanet.diagram.words import Language, written_date, written_rate
from kawanet.errors import InputError
from kawanet.model.network import Network
from kawanet.model.plant import LinkKind, Place, Plant, Site
from kawanet.model.requirement import PolicyStatement

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES: tuple[Language, ...] = ("ja", "en")


def careful_width(text: str) -> float:
    """A judge of its own: full-width 1 em, capitals and digits 0.65, the rest 0.6, marks 0.35."""

    def one(c: str) -> float:
        if unicodedata.east_asian_width(c) in "WF":
            return 1.0
        if c in " .,:;'|il()/-":
            return 0.34
        return 0.65 if c.isupper() or c.isdigit() else 0.6

    return sum(map(one, text))


def text_boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """(left, top, right, bottom, text) of every text; ascent 0.8 em, descent 0.1 em."""
    boxes = []
    for node in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size, x, y = (float(node.attrib[k]) for k in ("font-size", "x", "y"))
        width = careful_width(node.text or "") * size
        left = x - width * {"middle": 0.5, "end": 1.0}.get(node.get("text-anchor", ""), 0.0)
        boxes.append((left, y - 0.8 * size, left + width, y + 0.1 * size, node.text or ""))
    return boxes


def overlaps(svg: str) -> list[tuple[str, str]]:
    boxes = text_boxes(svg)
    return [
        (a[4], b[4])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


@pytest.fixture(params=[(v, lang) for v in VIEWS for lang in LANGUAGES], ids="-".join)
def picture(request: pytest.FixtureRequest, city: Network, policy: PolicyStatement) -> str:
    view, language = request.param
    return draw(city, view, policy, language)


def test_no_text_lies_on_other_text(picture: str) -> None:
    assert overlaps(picture) == []


def test_every_text_is_on_the_page(picture: str) -> None:
    root = ElementTree.fromstring(picture)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for left, top, right, bottom, text in text_boxes(picture):
        assert left >= 20 and top >= 20 and right <= width - 20 and bottom <= height - 10, text


def test_nothing_comes_from_outside(picture: str) -> None:
    assert set(re.findall(r"https?://[^\"'\s<]+", picture)) == {"http://www.w3.org/2000/svg"}
    assert "href" not in picture and "@import" not in picture and "url(" not in picture


def test_every_class_has_a_style(picture: str) -> None:
    used = {c for found in re.findall(r'class="([^"]+)"', picture) for c in found.split()}
    layers = set(re.findall(r'<g class="([^"]+)"', picture))
    styled = set(re.findall(r"^\.([\w-]+)\{", picture, re.M))
    assert used - layers <= styled


@pytest.mark.parametrize("view", VIEWS)
def test_same_bytes_whatever_the_order(city: Network, policy: PolicyStatement, view: str) -> None:
    plant = city.plant
    turned = Network(
        city.devices,
        Plant(plant.sites[::-1], plant.places[::-1], plant.links[::-1], plant.label),
    )
    assert draw(turned, view, policy) == draw(city, view, policy)


def test_wan_says_what_the_city_asked_for(city: Network, policy: PolicyStatement) -> None:
    svg = draw(city, "wan", policy)
    texts = {t for *_, t in text_boxes(svg)}
    assert {"幸区役所", "iDC", "中部環（下水道光）　20 Gbps", "サンプル値を含む"} <= texts
    assert "令和8年4月1日（2026年4月1日） 時点" in texts
    assert svg.count('class="dot-') - 4 == 7 * 23  # facilities; the legend has four


def test_every_ward_and_core_site_is_labelled(city: Network) -> None:
    texts = {t for *_, t in text_boxes(draw(city, "wan"))}
    wanted = {s.label.partition("（")[0] for s in city.plant.sites if s.kind in ("ward", "idc")}
    assert wanted <= texts


def test_sample_mark_only_where_something_is_a_sample(city: Network) -> None:
    plant = replace(city.plant, sites=tuple(replace(s, sample=False) for s in city.plant.sites))
    assert "サンプル値を含む" not in draw(Network(city.devices, plant), "wan")


def test_tiers_matrix_counts_flows(city: Network, policy: PolicyStatement) -> None:
    svg = draw(city, "tiers", policy)
    titles = [n.text or "" for n in ElementTree.fromstring(svg).iter(f"{SVG}title")]
    for a in policy.tiers:
        for b in policy.tiers:
            pair = (a.name, b.name)
            flows = [f for f in policy.flows if (f.from_tier, f.to_tier) == pair]
            names = {f.name.removesuffix("-v4").removesuffix("-v6") for f in flows}
            if a is not b:
                said = f"{a.name.upper()} → {b.name.upper()}: {', '.join(sorted(names)) or '—'}"
                assert said in titles


def test_tiers_shows_each_firewall_pair_once(city: Network, policy: PolicyStatement) -> None:
    texts = [t for *_, t in text_boxes(draw(city, "tiers", policy))]
    assert [t for t in texts if t.endswith("-fw")] == ["hq-fw", "idc-fw", "mob-fw"]


def test_building_has_every_level_from_the_top_down(city: Network) -> None:
    texts = [t for *_, t in text_boxes(draw(city, "building"))]
    levels = [t for t in texts if re.fullmatch(r"B?\d+F", t)]
    assert levels == [*(f"{n}F" for n in range(25, 0, -1)), "B1F", "B2F"]


def test_building_draws_each_uplink(city: Network) -> None:
    svg = draw(city, "building")
    uplinks = sum(link.kind is LinkKind.RISER for link in city.plant.links)
    switches = svg[svg.index('<g class="switches">') :]
    assert len(re.findall(r'<path [^>]*class="uplink-[ab]"', switches)) == uplinks == 108


LONE = Site("hall", "町役場", "main", 35.0, 139.0, "town", sample=False)


@pytest.mark.parametrize(
    ("view", "plant", "message"),
    [
        ("wan", Plant(), "plant: no site to draw on a map"),
        ("wan", Plant((replace(LONE, kind="external"),)), "plant: no site to draw on a map"),
        ("tiers", Plant(), "policy: no tiers to draw"),
        ("building", Plant((LONE,)), "plant: no building with floors to draw"),
        ("map", Plant(), "view: no view is called 'map' (one of wan, tiers, building)"),
    ],
)
def test_what_is_missing_is_said(view: str, plant: Plant, message: str) -> None:
    with pytest.raises(InputError) as caught:
        draw(Network((), plant), view)
    assert str(caught.value).startswith(message)


def test_a_town_of_one_house(policy: PolicyStatement) -> None:
    places = (Place("sw1", "hall", "access", "1F"), Place("c1", "hall", "core", "1F"))
    town = Network((), Plant((LONE,), places, (), "町"))
    for view in VIEWS:
        svg = draw(town, view, policy)
        assert ElementTree.fromstring(svg).tag == f"{SVG}svg"
        assert overlaps(svg) == []


def test_markup_in_labels_is_text(policy: PolicyStatement) -> None:
    site = replace(LONE, label='<script>"&')
    svg = draw(Network((), Plant((site,), (Place("s", "hall", "access", "1F"),))), "building")
    assert "<script>" not in svg
    ElementTree.fromstring(svg)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 4, 1), "令和8年4月1日（2026年4月1日）"),
        (date(2019, 5, 1), "令和元年5月1日（2019年5月1日）"),
        (date(2019, 4, 30), "平成31年4月30日（2019年4月30日）"),
        (date(1868, 1, 1), "1868年1月1日"),
    ],
)
def test_japanese_dates(day: date, said: str) -> None:
    assert written_date(day, "ja") == said


def test_rates() -> None:
    rates = [written_rate(r) for r in (20 * 10**9, 25 * 10**8, 10**8, 64_000, 300)]
    assert rates == ["20 Gbps", "2.5 Gbps", "100 Mbps", "64 kbps", "300 bps"]


def test_the_judge_sees_an_overlap() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text x="0" y="20" font-size="10">川崎</text>'
    assert overlaps(f'{svg}<text x="19" y="20" font-size="10">区</text></svg>') == [("川崎", "区")]
    assert overlaps(f'{svg}<text x="21" y="20" font-size="10">区</text></svg>') == []
