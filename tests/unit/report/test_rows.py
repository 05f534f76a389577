"""Rows print alike in every form, whatever their fields are."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

import pytest

from kawanet.errors import Span
from kawanet.report.rows import FORMS, render_rows


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Made:
    name: str
    prefix: IPv4Network
    next_hops: tuple[IPv4Address, ...]
    metric: int
    up: bool
    colour: Colour
    where: Span | None


class Pair(NamedTuple):
    left: str
    right: int


ROWS = (
    Made(
        "横浜",
        IPv4Network("10.0.0.0/8"),
        (IPv4Address("10.1.1.1"), IPv4Address("10.1.1.2")),
        20,
        True,
        Colour.RED,
        Span("a.cfg", 7),
    ),
    Made("b\x1b[2J", IPv4Network("0.0.0.0/0"), (), 5, False, Colour.RED, None),
)


def test_table_lines_up_and_shows_no_control_character() -> None:
    text = render_rows(ROWS, "table")
    assert text == (
        "name      prefix      next hops          metric  up   colour  where\n"
        "--------  ----------  -----------------  ------  ---  ------  -------\n"
        "横浜      10.0.0.0/8  10.1.1.1 10.1.1.2      20  yes  red     a.cfg:7\n"
        "b\\x1b[2J  0.0.0.0/0                           5  no   red\n"
    )


def test_json_keeps_numbers_lists_and_places() -> None:
    first, second = json.loads(render_rows(ROWS, "json"))
    assert first == {
        "name": "横浜",
        "prefix": "10.0.0.0/8",
        "next_hops": ["10.1.1.1", "10.1.1.2"],
        "metric": 20,
        "up": True,
        "colour": "red",
        "where": {"file": "a.cfg", "line": 7, "column": 0},
    }
    assert second["where"] is None


def test_csv_reads_back() -> None:
    lines = list(csv.DictReader(render_rows(ROWS, "csv").splitlines()))
    assert [line["next_hops"] for line in lines] == ["10.1.1.1 10.1.1.2", ""]
    assert render_rows((Pair("a,b", 1),), "csv") == 'left,right\n"a,b",1\n'


@pytest.mark.parametrize(
    ("form", "empty"), [("table", ""), ("json", "[]\n"), ("csv", "left,right\n")]
)
def test_no_rows(form: str, empty: str) -> None:
    assert form in FORMS
    assert render_rows((), form, Pair) == empty
