"""Files that are not what they seem: a clear error each, never a traceback or a hang."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kawanet.errors import InputError
from kawanet.load import load_design

SMALL = Path(__file__).parents[3] / "topology/small"


def said_of(directory: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_design(directory)
    assert caught.value.exit_code == 2
    return str(caught.value).replace(directory.as_posix(), "city")


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A copy of the small city."""
    return Path(shutil.copytree(SMALL, tmp_path / "city"))


def test_no_directory(tmp_path: Path) -> None:
    hint = "`kawanet init DIR` writes a small city to start from"
    assert said_of(tmp_path / "absent").endswith(f": no such directory ({hint})") or (
        said_of(tmp_path / "absent") == f"city: no such directory ({hint})"
    )


def test_a_file_instead_of_a_directory(city: Path) -> None:
    assert "not a directory" in said_of(city / "city.yml")


def test_empty_directory(tmp_path: Path) -> None:
    assert said_of(tmp_path).startswith("city: no *.yml file in the directory")


def test_a_hundred_megabytes(city: Path) -> None:
    with (city / "huge.yml").open("wb") as stream:
        stream.truncate(100_000_000)
    assert said_of(city) == "city/huge.yml: larger than 8 MB (is it really part of the design?)"


def test_too_many_files(tmp_path: Path) -> None:
    for number in range(501):
        (tmp_path / f"{number}.yml").touch()
    assert said_of(tmp_path) == "city: 501 files; 500 at most"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[" * 200_000, "nested deeper than 40 levels", id="brackets"),
        pytest.param("? " * 200_000, "nested deeper than 40 levels", id="questions"),
        pytest.param("- " * 200_000, "nested deeper than 40 levels", id="dashes"),
        pytest.param("a: " * 200_000, "mapping values are not allowed", id="colons"),
        pytest.param("sites: [" + "1, " * 250_000, "more than 200000 values", id="many values"),
        pytest.param("sites: [1, 2", "cut off", id="open bracket"),
        pytest.param("sites: [1, 2\nflows: []", "close the bracket", id="lost bracket"),
        pytest.param("{[a]: b}", "a key must be a word", id="list as key"),
        pytest.param("sites:\n- a\n b: c\n", "check the indentation", id="indentation"),
        pytest.param('label: "never closed\n', "not YAML", id="open quote"),
        pytest.param("%YAML 9.9\n---\n{}", "not YAML", id="YAML 9.9"),
        pytest.param("*a : b", "has no anchor", id="alias as key"),
        pytest.param("just words", "expected `key: value` at the top", id="words"),
        pytest.param("sites: {a: 1}", "`sites` must be a list", id="mapping for list"),
        pytest.param("sites: [1]", "`1` is not a mapping", id="number for site"),
        pytest.param("sites: [~]", "nothing is not a mapping", id="null for site"),
        pytest.param("wireless: 3", "a mapping of keys to values", id="number for wireless"),
    ],
)
def test_hostile_text(city: Path, text: str, message: str) -> None:
    (city / "extra.yml").write_text(text)
    shown = said_of(city)
    assert message in shown
    assert shown.startswith("city/extra.yml:")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"# only a comment\n", id="comment"),
        pytest.param(b"\xef\xbb\xbfsites: []\r\n", id="byte order mark and CRLF"),
        pytest.param(b"sites:\nflows:\n", id="keys without a value"),
        pytest.param(b"---\nsites: []\n...\n", id="document marks"),
    ],
)
def test_harmless_files(city: Path, raw: bytes) -> None:
    before = load_design(city)
    (city / "extra.yml").write_bytes(raw)
    assert load_design(city) == before


def test_what_is_not_read(city: Path) -> None:
    before = load_design(city)
    (city / "addresses.lock.yml").write_text("allocations: {}\n")
    (city / "notes.txt").write_text("not: [YAML")
    (city / "old.yml").mkdir()
    assert load_design(city) == before


def test_a_broken_file_hides_no_problem_of_another(city: Path) -> None:
    (city / "a.yml").write_text("sites: [")
    (city / "b.yml").write_text("regions: [{ name: west, area: -1, label: 西区 }]")
    first, second = said_of(city).splitlines()
    assert first.startswith("city/a.yml:1:9: not YAML")
    assert second == "city/b.yml:1:31: `area`: `-1` is not 0 or more"


def test_a_flood_of_problems_is_cut_and_says_so(city: Path) -> None:
    row = "- {{ name: s{0}, tier: lqw, label: x, windows: [{{ site: hall }}] }}\n"
    (city / "extra.yml").write_text("systems:\n" + "".join(map(row.format, range(1200))))
    first, *others = said_of(city).splitlines()
    assert first == "city: more than 1000 problems; the rest is not shown"
    assert len(others) == 1000
