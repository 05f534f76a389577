"""Folders and files appear whole or not at all, and nothing of another's is ever replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kawanet.errors import InputError
from kawanet.pipeline import output
from kawanet.pipeline.output import MARKER, refuse_foreign, replaced_folder, write_file


class Killed(BaseException):
    """Like KeyboardInterrupt: no handler for errors sees it."""


def tree(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()
    }


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def fill(target: Path, **texts: str) -> None:
    with replaced_folder(target) as folder:
        for name, text in texts.items():
            write_file(folder / name, text)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    fill(tmp_path / "out", a="1", b="2")
    return tmp_path / "out"


def test_a_new_folder_takes_the_place_of_the_old_one(old: Path) -> None:
    fill(old, b="3", c="4")
    texts = tree(old)
    assert texts.pop(MARKER)
    assert texts == {"b": "3", "c": "4"}
    assert names(old.parent) == ["out"]
    assert old.stat().st_mode & 0o777 == 0o755
    assert (old / "b").stat().st_mode & 0o777 == 0o644


def test_folders_above_are_made(tmp_path: Path) -> None:
    fill(tmp_path / "x/y/out", a="1")
    assert tree(tmp_path)["x/y/out/a"] == "1"


@pytest.mark.parametrize("error", [Killed, KeyError, SystemExit])
def test_an_end_in_the_middle_leaves_the_old_one_and_nothing_beside_it(
    old: Path, error: type[BaseException]
) -> None:
    before = tree(old)
    with pytest.raises(error), replaced_folder(old) as folder:
        write_file(folder / "a", "half")
        raise error
    assert tree(old) == before
    assert names(old.parent) == ["out"]


def test_an_end_in_the_middle_leaves_nothing_where_nothing_was(tmp_path: Path) -> None:
    with pytest.raises(Killed), replaced_folder(tmp_path / "out") as folder:
        write_file(folder / "a", "half")
        raise Killed
    assert names(tmp_path) == []


def test_an_end_while_they_change_places_brings_the_old_one_back(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rename = tree(old), Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name != "out" and target == old and path.name != "old":
            raise Killed
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(Killed):
        fill(old, a="new")
    assert tree(old) == before
    assert names(old.parent) == ["out"]


def test_the_system_refuses_to_change_places(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(old)

    def fail(path: Path, target: Path) -> Path:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(output, "_swap", fail)
    with pytest.raises(InputError, match="out: cannot be written: Device or resource busy"):
        fill(old, a="newer")
    assert tree(old) == before
    assert names(old.parent) == ["out"]


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("x")
    for name, said in (("mine", "was not written by kawanet"), ("file", "is not a folder")):
        with pytest.raises(InputError, match=f"{name}: exists and {said}.* -o"):
            fill(tmp_path / name, a="1")
    assert tree(tmp_path) == {"mine/thesis.txt": "years of work", "file": "x"}


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    fill(tmp_path / "out", a="1")
    assert tree(tmp_path)["out/a"] == "1"


@pytest.mark.parametrize("where", [".", "below"])
def test_the_folder_one_stands_in_is_not_pulled_away(
    old: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (old / where).mkdir(exist_ok=True)
    monkeypatch.chdir(old / where)
    with pytest.raises(InputError, match="is the folder you stand in"):
        refuse_foreign(old)


def test_through_a_link_what_it_points_at_is_replaced(old: Path) -> None:
    (old.parent / "link").symlink_to("out")
    fill(old.parent / "link", a="9")
    assert (old.parent / "link").is_symlink()
    assert tree(old)["a"] == "9"


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(InputError, match="loop: cannot be written"):
        fill(tmp_path / "loop", a="1")
    with pytest.raises(InputError, match="loop/x: cannot be written"):
        write_file(tmp_path / "loop/x", "1")


def test_a_place_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "file/out", tmp_path / ("x" * 300), Path("/proc/nowhere/out")):
        with pytest.raises(InputError, match="cannot be written"):
            fill(target, a="1")
    assert names(tmp_path) == ["file"]


# ---- single files ---------------------------------------------------------------------------


def test_a_file_is_replaced_by_rename(tmp_path: Path) -> None:
    target = tmp_path / "x/y.svg"
    write_file(target, "1\r\n")
    first = target.stat().st_ino
    write_file(target, "二\n")
    assert target.read_bytes() == "二\n".encode()
    assert target.stat().st_ino != first
    assert names(target.parent) == ["y.svg"]


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "y.svg"
    write_file(target, "1")
    with pytest.raises(UnicodeEncodeError):
        write_file(target, "half\udcff")
    assert tree(tmp_path) == {"y.svg": "1"}


def test_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="/dev/full: cannot be written: No space left on device"):
        write_file(Path("/dev/full"), "x")


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, "through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert pipe.is_fifo()


def test_through_a_link_the_file_it_points_at_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.svg").symlink_to("real/x.svg")
    write_file(tmp_path / "link.svg", "1")
    assert (tmp_path / "link.svg").is_symlink()
    assert (tmp_path / "real/x.svg").read_text() == "1"
