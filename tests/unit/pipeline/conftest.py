"""The small city, built once without the command line; tests edit copies of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kawanet.pipeline.build import build

SMALL = Path(__file__).parents[3] / "topology/small"


@pytest.fixture(scope="session")
def built_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `build` makes of the small city. Read only."""
    out = tmp_path_factory.mktemp("small") / "out"
    build(SMALL, out, frozen=True)
    return out


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A copy of the city's YAML that a test may edit."""
    return shutil.copytree(SMALL, tmp_path / "city")


@pytest.fixture
def out(built_small: Path, tmp_path: Path) -> Path:
    """A copy of what `build` wrote, that a test may edit."""
    return shutil.copytree(built_small, tmp_path / "out")
