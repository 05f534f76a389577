"""The whole reference city: proved, round trip exact, read by the real checkers, same bytes."""

from __future__ import annotations

import filecmp
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from kawanet.findings import Verdict
from kawanet.parse.result import LineClass
from kawanet.pipeline.build import Built, build
from kawanet.render.manifest import load_manifest, templates_folder

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("city")]

CITY = Path(__file__).parents[2] / "topology/kawasaki"


def test_everything_is_proved(built: Built) -> None:
    assert built.proof.clean, [r.title for r in built.proof.results if r.verdict != Verdict.PROVED]
    kinds = Counter(r.kind.value for r in built.proof.results)
    assert kinds["separation"] >= 14 * 13 * 2
    assert kinds["flow"] >= 300
    assert kinds["must"] >= 50


def test_at_full_size(built: Built, out: Path) -> None:
    devices = built.compiled.network.devices
    assert len(devices) >= 500
    assert len(list((out / "configs").iterdir())) == len(devices)
    assert len(built.compiled.design.sites) >= 170


def test_every_device_comes_back_from_its_text(built: Built) -> None:
    read = built.proof.network.device
    assert all(read[d.name] == d for d in built.compiled.network.devices)


def test_every_line_is_modelled_or_known(built: Built) -> None:
    counts: Counter[LineClass] = Counter()
    for parsed in built.snapshot.parsed:
        counts.update(parsed.counts)
    assert counts[LineClass.UNRECOGNISED] == counts[LineClass.UNMODELLED] == 0
    assert counts[LineClass.MODELLED] > 200_000


def test_the_vendors_own_checkers_take_every_file(built: Built, out: Path) -> None:
    checked: Counter[str] = Counter()
    for device in built.compiled.network.devices:
        for file in load_manifest(device.platform, templates_folder()).files:
            if file.checker:
                path = out / "configs" / file.name.format(device=device.name)
                command = [word.format(path=path) for word in file.checker]
                assert shutil.which(command[0]), f"{command[0]} is missing: see `make system`"
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                assert done.returncode == 0, (path, done.stdout, done.stderr)
                checked[command[0]] += 1
    assert set(checked) == {"vtysh", "nft"}


def test_the_second_build_is_the_same_to_the_byte(built: Built, out: Path, tmp_path: Path) -> None:
    build(CITY, tmp_path / "again", frozen=True)
    compared = filecmp.dircmp(out, tmp_path / "again")
    assert list(_differences(compared)) == []


def _differences(compared: filecmp.dircmp[str]) -> list[str]:
    found = [*compared.left_only, *compared.right_only, *compared.funny_files]
    _, differing, broken = filecmp.cmpfiles(
        compared.left, compared.right, compared.common_files, shallow=False
    )
    found += differing + broken
    for below in compared.subdirs.values():
        found += _differences(below)
    return found
