"""`addresses`, `diagram`, `schema`, `rules` and `init`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from command_line import kawanet
from jsonschema import Draft202012Validator

from kawanet.verify.catalogue import CATALOGUE

TOPOLOGY = Path(__file__).parents[3] / "topology"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# ---- addresses ------------------------------------------------------------------------------


def test_addresses_as_csv_are_what_build_wrote(workshop: Path) -> None:
    ran = kawanet("addresses", "city", "--format", "csv", cwd=workshop)
    assert ran.code == 0
    assert ran.out == (workshop / "out/addresses.csv").read_text("utf-8")
    assert {r["device"] for r in rows(ran.out)} >= {"hall-core-1", "hall-fw-1", "hall-me-1"}


def test_addresses_as_a_table_for_people(workshop: Path) -> None:
    ran = kawanet("addresses", "city", "--device", "hall-core-1", cwd=workshop)
    head, rule, *lines = ran.out.splitlines()
    assert head.split() == ["device", "interface", "vrf", "address", "virtual", "description"]
    assert set(rule) == {"-", " "}
    assert all(line.startswith("hall-core-1 ") for line in lines)
    assert any("virtual" in line for line in lines)


def test_addresses_of_another_day(workshop: Path) -> None:
    words = ["addresses", "city", "--format", "csv", "--on"]
    then, now = (kawanet(*words, d, cwd=workshop).out for d in ("2024-03-01", "2026-04-01"))
    assert {r["address"] for r in rows(then)} != {r["address"] for r in rows(now)}


def test_a_device_that_is_none(workshop: Path) -> None:
    ran = kawanet("addresses", "city", "--device", "hall-cre-1", cwd=workshop)
    assert ran.code == 2
    assert "is no device of this city (did you mean `hall-core-1`?)" in ran.err


def test_looking_writes_nothing(city: Path) -> None:
    """Only `build` writes the lock; the others plan as if it had."""
    (city / "addresses.lock.yml").unlink()
    assert kawanet("addresses", city).code == 0
    assert kawanet("diagram", city).code == 0
    assert not (city / "addresses.lock.yml").exists()
    ran = kawanet("addresses", city, "--frozen")
    assert ran.code == 2
    assert "there is no lock" in ran.err


# ---- diagram --------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["wan", "tiers", "building"])
def test_a_picture_of_each_view(workshop: Path, tmp_path: Path, view: str) -> None:
    printed = kawanet("diagram", "city", "--view", view, cwd=workshop)
    assert printed.code == 0
    assert ElementTree.fromstring(printed.out).tag.endswith("svg")
    ran = kawanet("diagram", "city", "--view", view, "-o", tmp_path / "a/b.svg", cwd=workshop)
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / "a/b.svg").read_text("utf-8") == printed.out
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["b.svg"]


def test_a_view_that_is_none(workshop: Path) -> None:
    ran = kawanet("diagram", "city", "--view", "moon", cwd=workshop)
    assert ran.code == 2
    assert "'building'" in ran.err


def test_a_picture_that_cannot_be_written(workshop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for target in (tmp_path, tmp_path / "file/x.svg"):
        ran = kawanet("diagram", "city", "-o", target, cwd=workshop)
        assert ran.code == 2, ran
        assert f"{target}: cannot be written: " in ran.err


# ---- schema ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(kawanet("schema").out)
    return read


def test_the_schema_is_a_schema(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("city", ["kawasaki", "small"])
def test_the_shipped_cities_are_valid_by_it(schema: dict[str, Any], city: str) -> None:
    validator = Draft202012Validator(schema)
    files = [p for p in sorted((TOPOLOGY / city).glob("*.yml")) if ".lock" not in p.name]
    assert len(files) > 5
    for path in files:
        # As an editor reads it: JSON has no dates.
        document = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        plain = yaml.safe_load(path.read_text("utf-8"))
        document = json.loads(json.dumps(plain, default=str))
        assert [e.message for e in validator.iter_errors(document)] == [], path.name


@pytest.mark.parametrize("document", [{"sitess": []}, {"sites": [{"name": "x"}]}, {"sites": 7}])
def test_slips_are_not_valid_by_it(schema: dict[str, Any], document: object) -> None:
    assert list(Draft202012Validator(schema).iter_errors(document))


def test_the_schema_as_a_file(tmp_path: Path, schema: dict[str, Any]) -> None:
    ran = kawanet("schema", "-o", tmp_path / "city.schema.json")
    assert (ran.code, ran.out) == (0, "")
    assert json.loads((tmp_path / "city.schema.json").read_text("utf-8")) == schema


# ---- rules ----------------------------------------------------------------------------------


def test_the_rules_a_line_each() -> None:
    ran = kawanet("rules")
    assert ran.code == 0
    listed = [line.split()[0] for line in ran.out.splitlines()[2:]]
    assert listed == [rule.code for rule in CATALOGUE]
    assert len(listed) >= 30


@pytest.mark.parametrize("code", ["KW-SEP-001", "kw-sep-001"])
def test_one_rule_explained(code: str) -> None:
    ran = kawanet("rules", code)
    assert ran.code == 0
    assert ran.out.startswith("KW-SEP-001  error\nA packet crosses between two tiers")
    assert "許可されていない" in ran.out


def test_a_rule_that_is_none() -> None:
    ran = kawanet("rules", "KW-NO-999")
    assert ran.code == 2
    assert "KW-NO-999: is no rule (`kawanet rules` lists them all)" in ran.err


# ---- init -----------------------------------------------------------------------------------


def test_a_city_to_start_from_builds_and_is_proved(tmp_path: Path) -> None:
    ran = kawanet("init", "mycity", cwd=tmp_path)
    assert ran.code == 0
    assert "Next: kawanet build mycity -o mycity/out" in ran.out
    assert kawanet("build", "mycity", "--frozen", "-o", "mycity/out", cwd=tmp_path).code == 0
    assert kawanet("check", "mycity/out", cwd=tmp_path).code == 0
    assert kawanet("build", "mycity", "--frozen", "-o", "mycity/out", cwd=tmp_path).code == 0


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert kawanet("init", tmp_path).code == 0
    assert (tmp_path / "city.yml").is_file()


def test_init_overwrites_nothing(city: Path) -> None:
    ran = kawanet("init", city)
    assert ran.code == 2
    assert f"{city}: is not empty (name a new folder)" in ran.err
    ran = kawanet("init", city / "city.yml")
    assert ran.code == 2
    assert "is not a folder" in ran.err


def test_init_where_nothing_can_be_written(city: Path) -> None:
    ran = kawanet("init", city / "city.yml/below")
    assert ran.code == 2
    assert "cannot be written" in ran.err
