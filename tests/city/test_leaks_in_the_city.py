"""Leaks in the text of the whole city are refuted, blamed on their lines and followed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from follow import follow
from leaks_of_the_city import REFERENCE_CITY
from seeding import Leak, seeded

from kawanet.pipeline.build import Built

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("city")]


@pytest.fixture(scope="module")
def folder(built: Built, out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the built city, and a cache of its own: only what is edited is parsed anew."""
    assert built.proof.clean
    root = tmp_path_factory.mktemp("leaks")
    shutil.copytree(out, root / "out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        yield root / "out"


@pytest.mark.parametrize("leak", REFERENCE_CITY, ids=[leak.name for leak in REFERENCE_CITY])
def test_the_leak_is_found_in_the_whole_city(folder: Path, leak: Leak) -> None:
    with seeded(folder / "configs", leak) as lines:
        follow(folder, leak, lines)
