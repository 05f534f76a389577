"""The reference city, built once a test process."""

from __future__ import annotations

from pathlib import Path

import pytest

from kawanet.pipeline.build import Built, build

ROOT = Path(__file__).parents[2]
CITY = ROOT / "topology/kawasaki"


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city") / "out"


@pytest.fixture(scope="session")
def built(out: Path) -> Built:
    return build(CITY, out, frozen=True)
