"""YAML to nodes: the scalars of the core schema, merge keys, aliases, and where things stand."""

from __future__ import annotations

import pytest

from kawanet.errors import Span
from kawanet.load.nodes import Mapping, locate, plain
from kawanet.load.reader import read_nodes, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("False", False),
        ("0", 0), ("-12", -12), ("+3", 3), ("007", 7), ("1.5", 1.5), (".5", 0.5), ("2e3", 2000.0),
        ("1F", "1F"), ("B1F", "B1F"), ("no", "no"), ("on", "on"), ("12:30", "12:30"),
        ("2026-04-01", "2026-04-01"), ("10.0.0.0/8", "10.0.0.0/8"), ("0x1F", "0x1F"),
        ("1_000", "1_000"), ("-", "-"), (".", "."), ("9" * 30, float("9" * 30)),
    ],
)  # fmt: skip
def test_plain_scalars(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: '1'", {"a": "1"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("a: &x [1, 2]\nb: *x", {"a": [1, 2], "b": [1, 2]}),
        ("d: &d {k: 1, l: 2}\ne: {<<: *d, l: 3}", {"d": {"k": 1, "l": 2}, "e": {"k": 1, "l": 3}}),
        ("e: {<<: [{k: 1}, {k: 2, l: 2}]}", {"e": {"k": 1, "l": 2}}),
    ],
)
def test_documents(text: str, value: object) -> None:
    node, problems = read_nodes(text, "f")
    assert not problems
    assert node is not None
    assert plain(node) == value


def test_places() -> None:
    node, _ = read_nodes("sites:\n  - name: 本庁舎\n    floors: [1F, 2F]\n", "f.yml")
    assert node is not None
    assert locate(node, ("sites", 0, "name")) == Span("f.yml", 2, 11)
    assert locate(node, ("sites", 0, "name"), key=True) == Span("f.yml", 2, 5)
    assert locate(node, ("sites", 0, "floors", 1)) == Span("f.yml", 3, 18)
    assert locate(node, ("sites", 0, "absent")) == Span("f.yml", 2, 5)


def test_all_duplicates_are_found() -> None:
    node, problems = read_nodes("a: 1\na: 2\nb: {c: 1, c: 2}\n", "f")
    assert isinstance(node, Mapping)
    assert [str(p) for p in problems] == [
        "f:3:11: the key `c` stands twice (first on line 3)",
        "f:2:1: the key `a` stands twice (first on line 1)",
    ]
