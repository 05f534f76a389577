"""Files as they come from devices and editors: encodings, line ends, sizes, and no files at all."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kawanet.errors import InputError
from kawanet.pipeline.reading import LARGEST_BYTES, read_configuration, read_fact
from kawanet.pipeline.snapshot import Snapshot, read_snapshot

LABEL = "執務室 フロア"


def labelled(out: Path, label: str) -> str:
    """A switch's text with a description that is not ASCII."""
    text = (out / "configs/hall-acc-01f-1.cfg").read_text("utf-8")
    assert text.count(" description ") > 3
    return text.replace(" description ", f" description {label} ", 1)


def only(snapshot: Snapshot) -> str:
    (parsed,) = snapshot.parsed
    return parsed.device.name


def problem(call: object, *arguments: object) -> str:
    with pytest.raises(InputError) as caught:
        call(*arguments)  # type: ignore[operator]
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le-bom"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_any_encoding_and_line_end_gives_the_same_device(
    built_small: Path, tmp_path: Path, encoding: str, newline: str
) -> None:
    text = labelled(built_small, LABEL)
    (tmp_path / "plain.cfg").write_text(text, encoding="utf-8")
    raw = text.replace("\n", newline)
    encoded = ("\ufeff" + raw).encode("utf-16-le") if "bom" in encoding else raw.encode(encoding)
    (tmp_path / "other.cfg").write_bytes(encoded)
    plain, other = (read_snapshot([tmp_path / f"{n}.cfg"]) for n in ("plain", "other"))
    assert LABEL in str(plain.devices)
    assert other.devices == plain.devices
    assert [p.counts for p in other.parsed] == [p.counts for p in plain.parsed]


@pytest.mark.parametrize("name", ["hall-fw-1.conf", "hall-me-1", "hall-core-1.cfg"])
def test_line_ends_of_windows_change_no_device(out: Path, name: str) -> None:
    path = out / "configs" / name
    before = read_snapshot([path])
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    after = read_snapshot([path])
    assert after.devices == before.devices
    assert [p.counts for p in after.parsed] == [p.counts for p in before.parsed]


def test_latin_1_is_read_where_nothing_else_fits(built_small: Path, tmp_path: Path) -> None:
    text = labelled(built_small, "CAFÉ-Ü")
    (tmp_path / "x.cfg").write_bytes(text.encode("latin-1"))
    assert only(read_snapshot([tmp_path / "x.cfg"])) == "hall-acc-01f-1"
    assert "CAF" in read_configuration(tmp_path / "x.cfg")


def test_a_text_of_100_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "x.cfg"
    with path.open("wb") as stream:
        stream.truncate(100 << 20)
    began = time.monotonic()
    said = problem(read_snapshot, [path])
    assert said == f"{path}: too large to be a configuration (at most 32 MB of one file are read)"
    assert time.monotonic() - began < 5
    assert "too large to be a file of facts" in problem(read_fact, path)


def test_just_under_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.cfg"
    path.write_bytes(b"!\n" * (LARGEST_BYTES // 2))
    assert len(read_configuration(path)) == LARGEST_BYTES


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"hostname x\n\0\n", ":2: binary data"),
        (b"\xff\xfea", ": binary data"),
        ("\ufeffhostname x\n\0".encode("utf-16-le"), ":2: binary data"),
        (b"\x89PNG\r\n\x1a\n\0\0", ":3: binary data"),
    ],
)
def test_binary(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "x.cfg"
    path.write_bytes(raw)
    assert said.removeprefix(":") in problem(read_configuration, path)


def test_what_the_system_refuses_is_said_in_its_words(tmp_path: Path) -> None:
    assert "No such file" in problem(read_configuration, tmp_path / "gone.cfg")
    assert "Is a directory" in problem(read_configuration, tmp_path)
    assert "cannot be read: Input/output error" in problem(
        read_configuration, Path("/proc/self/mem")
    )
    assert "null byte" in problem(read_configuration, Path("a\0b"))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"a": "\x83\x65"}', ":1:8: not UTF-8"),
        ("{}".encode("utf-16"), ": not UTF-8: it is UTF-16"),
        (b"{\0}", ": not a text file"),
        (b"{\x07}", ":1:2: a control character"),
    ],
)
def test_facts_are_utf8(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "plant.json"
    path.write_bytes(raw)
    assert problem(read_fact, path).startswith(f"{path}{said}")
