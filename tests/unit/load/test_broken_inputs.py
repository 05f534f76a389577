"""Every kind of bad input gives its own exact message: goldens over the small city.

A case is a directory of files laid over `topology/small`, with the whole error in `expected.txt`.
`KAWANET_WRITE_GOLDENS=1` writes them anew; read the difference before committing it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kawanet.errors import InputError
from kawanet.load import load_design

ROOT = Path(__file__).parents[3]
CASES = sorted(path for path in (ROOT / "tests/golden/broken").iterdir() if path.is_dir())


def error_of(case: Path, directory: Path) -> str:
    """Lay the case over the small city in `directory`, and give what loading it says."""
    city = directory / "city"
    shutil.copytree(ROOT / "topology/small", city)
    for path in case.iterdir():
        if path.name != "expected.txt":
            shutil.copy(path, city)
    with pytest.raises(InputError) as caught:
        load_design(Path("city"))
    return f"{caught.value}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_broken_input(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    actual = error_of(case, tmp_path)
    expected = case / "expected.txt"
    if os.environ.get("KAWANET_WRITE_GOLDENS"):
        expected.write_text(actual, encoding="utf-8")
    assert actual == expected.read_text(encoding="utf-8")


def test_there_are_forty() -> None:
    assert len(CASES) >= 40
