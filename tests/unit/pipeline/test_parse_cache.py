"""The parse cache spares work, and whatever becomes of it costs a parse and nothing else."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from kawanet.parse.registry import parse_device
from kawanet.parse.result import Parsed
from kawanet.pipeline import cache, parsing
from kawanet.pipeline.cache import ParseCache, cache_folder, code_version
from kawanet.pipeline.folder import check_folder
from kawanet.pipeline.parsing import parse_all
from kawanet.pipeline.snapshot import read_snapshot

ROOT = Path(__file__).parents[3]
TEXTS = {"a.cfg": "version 17.9\nhostname a\ninterface Loopback0\nend\n"}


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of every real parse, in order."""
    seen: list[str] = []

    def counted(texts: Mapping[str, str], platform: str | None = None) -> Parsed | None:
        seen.append(" ".join(sorted(texts)))
        return parse_device(texts, platform)

    monkeypatch.setattr(parsing, "parse_device", counted)
    monkeypatch.setattr(parsing, "WORTH_IT", sys.maxsize)  # here, and not in another process
    return seen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache/kawanet"


def parsed(texts: Mapping[str, str], given: ParseCache) -> Parsed | None:
    return parse_all([texts], given)[0]


def store(folder: Path) -> Path:
    return folder / f"parsed-{code_version().hex()}.sqlite"


def test_two_processes_read_what_one_reads(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "WORTH_IT", sys.maxsize)
    alone = read_snapshot([out / "configs"])
    monkeypatch.setattr(parsing, "WORTH_IT", 0)
    monkeypatch.setattr(parsing, "_processors", lambda: 2)
    assert read_snapshot([out / "configs"]) == alone


def test_one_edited_device_is_one_parse(out: Path, folder: Path, parses: list[str]) -> None:
    configs = out / "configs"
    first = read_snapshot([configs], ParseCache(folder))
    assert len(parses) == len(first.devices) == 27
    parses.clear()
    assert read_snapshot([configs], ParseCache(folder)) == first
    assert parses == []
    edited = configs / "hall-core-1.cfg"
    edited.write_text(
        edited.read_text("utf-8").replace(" description ", " description x "), "utf-8"
    )
    second = read_snapshot([configs], ParseCache(folder))
    assert parses == [str(edited)]
    assert second.devices != first.devices


def test_what_comes_back_is_what_was_parsed_lines_and_all(out: Path, folder: Path) -> None:
    path = out / "configs/hall-fw-1.conf"
    fresh, kept, plain = (
        read_snapshot([path], given) for given in (ParseCache(folder), ParseCache(folder), None)
    )
    assert kept == fresh == plain
    wheres = [[r.where for r in s.devices[0].policy.rules] for s in (kept, plain)]
    assert wheres[0] == wheres[1]
    assert any(wheres[0])


def test_a_moved_file_is_parsed_anew(folder: Path, parses: list[str]) -> None:
    """Places in reports name the file, so its name belongs to the key."""
    store_ = ParseCache(folder)
    for name in ("a.cfg", "b.cfg", "a.cfg"):
        parsed({name: TEXTS["a.cfg"]}, store_)
    assert parses == ["a.cfg", "b.cfg"]


def test_files_are_not_confused_by_where_one_ends(folder: Path) -> None:
    keys = {
        cache._key(t)
        for t in (
            {"a": "bc"},
            {"ab": "c"},
            {"a": "b", "c": ""},
            {"a": "", "b": "c"},
            {"a": "b\udcff"},
        )
    }
    assert len(keys) == 5


def test_no_cache_is_no_cache(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    check_folder((out,), cached=False)
    assert not (tmp_path / "cache").exists()
    check_folder((out,))
    assert store(tmp_path / "cache/kawanet").is_file()


@pytest.mark.parametrize("damage", [b"", b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_store_is_begun_anew(folder: Path, parses: list[str], damage: bytes) -> None:
    expected = parsed(TEXTS, ParseCache(folder))
    for file in folder.iterdir():
        file.unlink()
    store(folder).write_bytes(damage)
    assert parsed(TEXTS, ParseCache(folder)) == expected
    parses.clear()
    assert parsed(TEXTS, ParseCache(folder)) == expected
    assert parses == []


def test_a_store_damaged_inside_is_given_up_and_begun_anew(folder: Path, parses: list[str]) -> None:
    for n in range(200):
        parsed({f"{n}.cfg": TEXTS["a.cfg"]}, ParseCache(folder))
    with sqlite3.connect(store(folder)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    raw = bytearray(store(folder).read_bytes())
    raw[8192:] = b"\xa5" * (len(raw) - 8192)
    store(folder).write_bytes(raw)
    parses.clear()
    broken = ParseCache(folder)
    for n in range(200):
        found = parsed({f"{n}.cfg": TEXTS["a.cfg"]}, broken)
        assert found
        assert found.device.name == "a"
    assert parses
    parses.clear()
    for _ in range(2):
        assert parsed({"7.cfg": TEXTS["a.cfg"]}, ParseCache(folder))
    assert len(parses) == 1, "the next run has a store again"


@pytest.mark.parametrize(
    "value",
    [b"", b"\x80", b"cos\nsystem_that_is_not\n.", pickle.dumps("no device"), None, 7, "text"],
)
def test_a_damaged_entry_is_replaced(folder: Path, parses: list[str], value: object) -> None:
    expected = parsed(TEXTS, ParseCache(folder))
    with sqlite3.connect(store(folder)) as damaged:
        damaged.execute("UPDATE parsed SET value = ?", (value,))
    damaged.close()
    parses.clear()
    assert parsed(TEXTS, ParseCache(folder)) == expected
    assert parsed(TEXTS, ParseCache(folder)) == expected
    assert len(parses) == 1


def test_stores_of_other_versions_go(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    for name in ("parsed.sqlite", "parsed-00.sqlite", "parsed-00.sqlite-wal", "other.txt"):
        (folder / name).write_bytes(b"x")
    parsed(TEXTS, ParseCache(folder))
    names = {p.name for p in folder.iterdir()}
    assert "other.txt" in names
    assert {n.partition(".")[0] for n in names} == {"other", store(folder).stem}


def test_a_store_too_large_is_begun_anew(
    folder: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed(TEXTS, ParseCache(folder))
    monkeypatch.setattr(cache, "LARGEST_BYTES", 100)
    parsed(TEXTS, ParseCache(folder))
    assert len(parses) == 2


@pytest.mark.parametrize("obstacle", ["file", "folder", "link", "home"])
def test_where_nothing_can_be_kept_it_parses(
    tmp_path: Path, folder: Path, parses: list[str], obstacle: str
) -> None:
    if obstacle == "file":
        folder.parent.mkdir()
        folder.write_text("in the way")
    elif obstacle == "folder":
        store(folder).mkdir(parents=True)
    elif obstacle == "link":
        folder.parent.mkdir()
        folder.symlink_to("/proc/nowhere")
    else:
        folder = Path("/proc/kawanet")  # as read-only as a home can be
    for _ in range(2):
        assert parsed(TEXTS, ParseCache(folder))
    assert len(parses) == 2


def test_a_read_only_store_is_not_used(folder: Path, parses: list[str]) -> None:
    """As on a read-only file system: what SQLite says when it may not write."""
    parsed(TEXTS, ParseCache(folder))
    real = sqlite3.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sqlite3, "connect",
            lambda file, **words: real(f"file:{file}?mode=ro&immutable=1", uri=True, **words),
        )  # fmt: skip
        for _ in range(2):
            assert parsed(TEXTS, ParseCache(folder))
    assert len(parses) >= 2


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_others_may_write_to_is_not_used(folder: Path, mode: int) -> None:
    """Entries are pickles: whoever can put one there would run code as us."""
    folder.mkdir(parents=True)
    folder.chmod(mode)
    assert parsed(TEXTS, ParseCache(folder))
    assert list(folder.iterdir()) == []


def test_a_folder_of_another_user_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert parsed(TEXTS, ParseCache(folder))
    assert list(folder.iterdir()) == []


def test_a_busy_store_is_waited_for_and_then_passed_by(
    folder: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "WAIT_S", 0.05)
    parsed(TEXTS, ParseCache(folder))
    opened = ParseCache(folder)
    other = sqlite3.connect(store(folder), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert parsed({"b.cfg": TEXTS["a.cfg"]}, opened), "it can be read, not written"
    other.execute("ROLLBACK")
    other.close()
    parses.clear()
    assert parsed(TEXTS, ParseCache(folder))
    assert parses == [], "the store was not thrown away"


def test_a_store_that_another_holds_is_left_alone(
    folder: Path, parses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "WAIT_S", 0.05)
    folder.mkdir(parents=True, mode=0o700)
    other = sqlite3.connect(store(folder), isolation_level=None)
    other.execute("CREATE TABLE mine (x)")
    other.execute("BEGIN EXCLUSIVE")
    for _ in range(2):
        assert parsed(TEXTS, ParseCache(folder))
    other.execute("INSERT INTO mine VALUES (1)")
    other.execute("COMMIT")
    other.close()
    assert len(parses) == 2
    assert store(folder).exists()


def test_a_store_that_loses_its_table(folder: Path, parses: list[str]) -> None:
    opened = ParseCache(folder)
    other = sqlite3.connect(store(folder), isolation_level=None)
    other.execute("DROP TABLE parsed")
    other.close()
    for _ in range(2):
        assert parsed(TEXTS, opened)
    assert len(parses) == 2


def test_an_unknown_text_is_not_kept(folder: Path, parses: list[str]) -> None:
    for _ in range(2):
        assert parsed({"x": "Dear all"}, ParseCache(folder)) is None
    assert len(parses) == 2


def test_processes_share_it(built_small: Path, tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from kawanet.pipeline.cache import ParseCache, cache_folder
from kawanet.pipeline.snapshot import read_snapshot
print(len(read_snapshot([Path(sys.argv[1])], ParseCache(cache_folder())).devices))
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, built_small / "configs"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    assert [p.communicate(timeout=120) for p in running] == [(b"27\n", b"")] * 3


@pytest.mark.parametrize(
    ("xdg", "home", "expected"),
    [
        ("/c", "/h", Path("/c/kawanet")),
        ("", "/h", Path("/h/.cache/kawanet")),
        ("relative", "/h", Path("/h/.cache/kawanet")),
    ],
)
def test_where_the_cache_lies(
    monkeypatch: pytest.MonkeyPatch, xdg: str, home: str, expected: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", xdg)
    monkeypatch.setenv("HOME", home)
    assert cache_folder() == expected


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    assert cache_folder() is None
    assert parsed(TEXTS, ParseCache(None))
