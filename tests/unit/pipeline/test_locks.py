"""`addresses.lock.yml` as people and merges leave it: every slip at its line, never a traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kawanet.addressing import Lock
from kawanet.errors import FrozenError, InputError
from kawanet.pipeline.build import compile_city
from kawanet.pipeline.lock import KINDS, LOCK_NAME, lock_text, read_lock, refuse_change, write_lock

TOPOLOGY = Path(__file__).parents[3] / "topology"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(n + 1)}: &{chr(n + 1)} [{', '.join([f'*{chr(n)}'] * 9)}]\n" for n in range(97, 110)
)


def complaints(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_lock(path)
    return [str(p).removeprefix(f"{path}:") for p in caught.value.problems]


@pytest.mark.parametrize("city", ["small", "kawasaki"])
def test_the_shipped_locks_come_back_to_the_byte(city: str) -> None:
    path = TOPOLOGY / city / LOCK_NAME
    lock = read_lock(path)
    assert len(lock.entries) > 400
    assert lock_text(lock) == path.read_text("utf-8")


def test_every_kind_of_entry_occurs_in_a_shipped_city() -> None:
    locks = [read_lock(TOPOLOGY / city / LOCK_NAME) for city in ("small", "kawasaki")]
    used = {key.partition("/")[0] for lock in locks for key in lock.entries}
    assert used == KINDS.keys()


def test_the_example_of_each_kind_is_one() -> None:
    for name, kind in KINDS.items():
        key = "/".join([name, *["x"] * (min(kind.parts) - 1)])
        assert kind.accepts(key, kind.example), name


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_no_entries_are_an_empty_lock(tmp_path: Path, text: str) -> None:
    assert read_lock(tmp_path / LOCK_NAME) == Lock()
    (tmp_path / LOCK_NAME).write_text(text, encoding="utf-8")
    assert read_lock(tmp_path / LOCK_NAME) == Lock()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b\n", ["1:1: expected lines `key: \"value\"`"]),
        ("just words\n", ["1:1: expected lines"]),
        ('area/a: "1"\narea/a: "2"\n', ["2:1: the key `area/a` stands twice (first on line 1)"]),
        ('area/a: "1"\n\tarea/b: "2"\n', ["2:1: not YAML"]),
        ('area/a: "1\n', ["1:"]),
        ("<<<<<<< HEAD\narea/a: \"1\"\n=======\n", ["2:7: not YAML"]),
        ('ara/a: "1"\n', ["1:1: unknown kind of entry `ara/a` (did you mean `area`?)"]),
        ('zzz: "1"\n', ["1:1: unknown kind of entry `zzz`"]),
        ("area/a: 1\n", ["1:9: `area/a`: no text cannot be read"]),
        ('area/a: "one"\n', ['1:9: `area/a`: `one` cannot be read (e.g. "100"']),
        ('area/a: "１"\n', ["1:9:"]),
        ('area/a: "99999999999999999999"\n', ["1:9:"]),
        ('area/a/b: "1"\n', ["1:11:"]),
        ('area/: "1"\n', ["1:8:"]),
        ('region/hall/1: "65536"\n', ["1:16:"]),
        ('segment/lgw/hall/x: "10.0.0.0/24 fd00::/64 4095"\n', ["1:21:"]),
        ('segment/lgw/hall/x: "10.0.0.0/24 fd00::/64"\n', ["1:21:"]),
        ('link/a/lgw: "10.0.0.1/31 fd00::/127"\n', ["1:13:"]),
        ('server/x/1: "10.0.0.256 fd00::1"\n', ["1:13:"]),
        ('port/x/y: "10000-7"\n', ["1:11:"]),
        ("area/a: [1]\narea/b: {}\nport/x/y: ~\n", ["1:9:", "2:9:", "3:11:"]),
        ('area/a: !!python/object:os.system "1"\n', ["1:9: the tag"]),
        (BOMB, ["5:4: more than"]),
        ("x: " + "[" * 5000, ["1:"]),
        ("\0", [" not a text file"]),
    ],
)  # fmt: skip
def test_slips(tmp_path: Path, text: str, said: list[str]) -> None:
    path = tmp_path / LOCK_NAME
    path.write_text(text, encoding="utf-8")
    began = time.monotonic()
    told = complaints(path)
    assert time.monotonic() - began < 10
    assert len(told) >= len(said)
    for words, line in zip(said, told, strict=False):
        assert line.startswith(words), told


def test_a_merge_that_gave_a_value_twice(tmp_path: Path) -> None:
    path = tmp_path / LOCK_NAME
    path.write_text(
        'link/a/lgw: "10.0.0.0/31 fd00::/127"\n'
        'link/b/lgw: "10.0.0.0/31 fd00::/127"\n'
        'segment/lgw/a/x: "10.1.0.0/24 fd01::/64 510"\n'
        'segment/lgw/b/x: "10.1.0.0/24 fd01::/64 511"\n'
        'port/a/x: "1000/1"\n'
        'port/b/x: "1000/1"\n'
        'port/b/y: "1000/1"\n',
        encoding="utf-8",
    )
    hint = "(take the newer line out; the next build gives it another)"
    assert complaints(path) == [
        f"2:1: `link/b/lgw` has what `link/a/lgw` has on line 1 {hint}",
        f"4:1: `segment/lgw/b/x` has what `segment/lgw/a/x` has on line 3 {hint}",
        f"7:1: `port/b/y` has what `port/b/x` has on line 6 {hint}",
    ]


def test_a_lock_of_100_mb(tmp_path: Path) -> None:
    path = tmp_path / LOCK_NAME
    with path.open("wb") as stream:
        stream.truncate(100 << 20)
    assert complaints(path) == [" larger than 8 MB (is it really part of the design?)"]


def test_a_lock_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).mkdir()
    assert complaints(tmp_path / LOCK_NAME) == [" cannot be read: Is a directory"]


def test_a_line_taken_out_is_given_anew_and_nothing_else_moves(city: Path) -> None:
    path = city / LOCK_NAME
    lines = path.read_text("utf-8").splitlines(keepends=True)
    gone = [line for line in lines if line.startswith("router-id/north-branch-rt-1:")]
    path.write_text("".join(line for line in lines if line not in gone), encoding="utf-8")
    assert lock_text(compile_city(city).plan.lock) == "".join(lines)


def test_the_lock_is_written_only_where_it_says_something_new(tmp_path: Path) -> None:
    path, lock = tmp_path / LOCK_NAME, Lock({"area/a": "1"})
    path.write_text("# mine\narea/a: '1'\n", encoding="utf-8")
    write_lock(path, lock)
    assert path.read_text("utf-8") == "# mine\narea/a: '1'\n"
    write_lock(path, Lock({"area/a": "1", "area/b": "2"}))
    assert path.read_text("utf-8").endswith('area/a: "1"\narea/b: "2"\n')


def test_frozen_names_what_would_change(tmp_path: Path) -> None:
    path, old = tmp_path / LOCK_NAME, Lock({"area/a": "1", "area/b": "2"})
    with pytest.raises(FrozenError, match="there is no lock"):
        refuse_change(path, Lock(), Lock())
    write_lock(path, old)
    refuse_change(path, old, old)
    with pytest.raises(FrozenError, match="1 entries, the first area/b: 3"):
        refuse_change(path, old, Lock({"area/a": "1", "area/b": "3"}))
