"""An installed kawanet has what `build` and `init` read."""

from __future__ import annotations

from pathlib import Path

import pytest
from setuptools import Distribution
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parents[3]


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Files of data in the wheel, by their place in it."""
    monkeypatch.chdir(ROOT)
    distribution = Distribution()
    distribution.parse_config_files()
    distribution.include_package_data = False  # what git tracks is not asked: it writes files
    command = build_py(distribution)
    command.finalize_options()
    found = (Path(folder, name) for _, folder, _, names in command.data_files for name in names)
    return {path.relative_to("kawanet") for path in found}


@pytest.mark.parametrize("folder", ["templates", "topology/small"])
def test_every_file_of_a_folder(shipped: set[Path], folder: str) -> None:
    there = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert there
    assert there <= shipped
