"""Which files are configurations, and which of them make one device."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from kawanet.errors import InputError, Problem
from kawanet.pipeline import gather
from kawanet.pipeline.gather import device_files, is_city
from kawanet.pipeline.snapshot import read_snapshot

CISCO = (
    "version 17.9\nhostname {}\ninterface Loopback0\n ip address 192.0.2.1 255.255.255.255\nend\n"
)


def tree(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(CISCO.format(Path(name).stem), encoding="utf-8")
    return root


def found(*paths: Path, below: Path) -> list[list[str]]:
    problems: list[Problem] = []
    groups = device_files(paths, problems)
    assert problems == []
    return [[str(p.relative_to(below)) for p in group] for group in groups]


def complaints(*paths: Path) -> list[str]:
    problems: list[Problem] = []
    device_files(paths, problems)
    return [str(p) for p in problems]


def test_each_file_is_a_device_but_linux_folders_are_one(tmp_path: Path) -> None:
    tree(tmp_path, "b.cfg", "deep/a.conf", "box/frr.conf", "box/interfaces", "box/sshd_config")
    assert found(tmp_path, below=tmp_path) == [
        ["b.cfg"],
        ["box/frr.conf", "box/interfaces", "box/sshd_config"],
        ["deep/a.conf"],
    ]


def test_each_device_once_however_often_it_is_named(tmp_path: Path) -> None:
    tree(tmp_path, "a.cfg", "box/frr.conf", "box/nftables.conf")
    paths = [tmp_path / "a.cfg", tmp_path, tmp_path / "box/frr.conf", tmp_path / "box"]
    assert found(*paths, below=tmp_path) == [["a.cfg"], ["box/frr.conf", "box/nftables.conf"]]


def test_of_an_out_folder_only_the_configurations(tmp_path: Path) -> None:
    tree(tmp_path, "configs/a.cfg", "diagrams/wan.svg", "notes.txt", "plant.json")
    assert found(tmp_path, below=tmp_path) == [["configs/a.cfg"]]


def test_hidden_files_and_facts_are_passed_over(tmp_path: Path) -> None:
    tree(tmp_path, "a.cfg", ".git/config", ".a.cfg.swp", "box/.frr.conf.swp", "box/frr.conf")
    tree(tmp_path, "plant.json", "policy.json", "report.sarif", "addresses.csv")
    assert found(tmp_path, below=tmp_path) == [["a.cfg"], ["box/frr.conf"]]


def test_links_are_followed_and_circles_are_not(tmp_path: Path) -> None:
    tree(tmp_path / "real", "a.cfg")
    (tmp_path / "seen").mkdir()
    (tmp_path / "seen/to").symlink_to(tmp_path / "real")
    (tmp_path / "seen/back").symlink_to(tmp_path / "seen")
    assert found(tmp_path / "seen", below=tmp_path) == [["seen/to/a.cfg"]]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone.cfg").symlink_to("nowhere")
    (tmp_path / "self.cfg").symlink_to("self.cfg")
    os.mkfifo(tmp_path / "pipe.cfg")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        assert sorted(complaints(tmp_path, tmp_path / "missing")) == [
            f"{tmp_path}/gone.cfg: cannot be read: No such file or directory",
            f"{tmp_path}/missing: cannot be read: No such file or directory",
            f"{tmp_path}/pipe.cfg: is neither a file nor a folder",
            f"{tmp_path}/self.cfg: cannot be read: Too many levels of symbolic links",
            f"{tmp_path}/socket: is neither a file nor a folder",
        ]


def test_a_path_that_cannot_be(tmp_path: Path) -> None:
    assert "File name too long" in complaints(tmp_path / ("x" * 300))[0]
    assert "null byte" in complaints(Path("a\0b"))[0]


def test_a_whole_disk_is_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST_FILES", 5)
    tree(tmp_path, *(f"{n}.cfg" for n in range(6)))
    assert complaints(tmp_path) == [
        f"{tmp_path}: more than 5 files and folders (name the folder of configurations)"
    ]


def test_unreadable_folders_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.cfg", "box/frr.conf", "locked/b.cfg")
    listing = Path.iterdir

    def refuse(folder: Path) -> object:
        if folder.name in {"locked", "box"}:
            raise PermissionError(13, "Permission denied")
        return listing(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert sorted(complaints(tmp_path, tmp_path / "box/frr.conf")) == [
        f"{tmp_path}/box: cannot be read: Permission denied",
        f"{tmp_path}/box: cannot be read: Permission denied",
        f"{tmp_path}/locked: cannot be read: Permission denied",
    ]


@pytest.mark.parametrize(
    ("names", "city"),
    [
        (["city.yml"], True),
        (["x.yaml", "y.cfg"], True),
        (["configs/a.cfg", "x.yml"], False),
        (["a.cfg"], False),
    ],
)
def test_a_city_is_known_by_its_yaml(tmp_path: Path, names: list[str], city: bool) -> None:
    assert is_city(tree(tmp_path, *names)) is city
    assert not is_city(tmp_path / names[0])


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no configuration"):
        read_snapshot([tmp_path])
