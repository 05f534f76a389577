"""The small city with its core built for another vendor treats every flow alike; and no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kawanet
from kawanet import Net
from kawanet.findings import Verdict
from kawanet.pipeline.build import build
from kawanet.verify.changes import Flow

SMALL = Path(__file__).parents[2] / "topology" / "small"


def built_for(platform: str, folder: Path) -> Path:
    """The small city's texts with this platform in the core."""
    shutil.copytree(SMALL, folder / "small")
    build(folder / "small", folder / "out", platforms={"core": platform})
    return folder / "out"


@pytest.fixture(scope="module")
def cisco(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_for("cisco_iosxe", tmp_path_factory.mktemp("cisco"))


def read(folder: Path) -> Net:
    return kawanet.read(folder, cached=False)


@pytest.mark.parametrize("platform", ["arista_eos", "juniper_junos"])
def test_no_flow_changed(cisco: Path, tmp_path: Path, platform: str) -> None:
    other = read(built_for(platform, tmp_path))
    assert any(d.platform == platform for d in other.network.devices)
    found = read(cisco).diff(other)
    assert list(found.routes) == []
    assert list(found.flows) == []
    assert found.verdict is Verdict.PROVED, found.said


def test_one_line_changed(cisco: Path, tmp_path: Path) -> None:
    shutil.copytree(cisco, tmp_path / "out")
    text = tmp_path / "out/configs/hall-core-1.cfg"
    old, new = " permit ip 10.32.0.0 0.15.255.255 any\n", " permit tcp 10.32.0.0 0.15.255.255 any\n"
    said = text.read_text("utf-8")
    assert old in said
    text.write_text(said.replace(old, new, 1), "utf-8")
    found = read(cisco).diff(read(tmp_path / "out")).flows
    assert found
    assert {row.change for row in found} <= {Flow.IMPOSSIBLE, Flow.PARTLY_LOST}
    assert all("6" not in row.protocol.split(",") for row in found)
    assert all(row.witness is not None and row.walks for row in found)
    assert all(row.where is not None and row.where.file == str(text) for row in found)
