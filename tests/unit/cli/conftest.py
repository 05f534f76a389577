"""The small city, built once through the command line and shared; tests edit copies of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import kawanet

SMALL = Path(__file__).parents[3] / "topology/small"


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `city` (the small city) and `out` (what `build` made of it). Read only."""
    folder = tmp_path_factory.mktemp("workshop")
    shutil.copytree(SMALL, folder / "city")
    ran = kawanet("build", "city", "-o", "out", cwd=folder)
    assert ran.code == 0, ran
    return folder


@pytest.fixture
def city(workshop: Path, tmp_path: Path) -> Path:
    """A copy of the city's YAML that a test may edit."""
    shutil.copytree(workshop / "city", tmp_path / "city")
    return tmp_path / "city"


@pytest.fixture
def out(workshop: Path, tmp_path: Path) -> Path:
    """A copy of what `build` wrote, that a test may edit."""
    shutil.copytree(workshop / "out", tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
