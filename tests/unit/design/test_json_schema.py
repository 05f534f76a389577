"""The JSON Schema that editors use says of each file what the loader says of its form."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from kawanet.design.jsonschema import json_schema
from kawanet.load.nodes import plain
from kawanet.load.reader import read_nodes

ROOT = Path(__file__).parents[3]
FILES = sorted(f for f in (ROOT / "topology").glob("*/*.yml") if ".lock." not in f.name)
VALIDATOR = Draft202012Validator(json_schema())


def complaints(text: str) -> list[str]:
    node, problems = read_nodes(text, "f")
    assert node is not None
    assert not problems
    return [error.message for error in VALIDATOR.iter_errors(plain(node))]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_our_files_satisfy_it(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("frewalls: []", "'frewalls' was unexpected"),
        ("regions: [{name: x, label: y, area: -1}]", "-1 is less than the minimum"),
        ("regions: [{name: x, label: y}]", "'area' is a required property"),
        ("sites: [{kind: shed}]", "'shed' is not one of"),
    ],
)
def test_it_refuses(text: str, message: str) -> None:
    assert any(message in shown for shown in complaints(text))


def test_every_value_is_described() -> None:
    for name, definition in json_schema()["$defs"].items():
        assert definition.get("description"), name
