"""Each leak in the text is refuted, blamed on its line, and its packet followed to its end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from follow import follow
from leaks import SMALL_CITY
from seeding import Leak, seeded

from kawanet.pipeline.build import build
from kawanet.pipeline.folder import check_folder

ROOT = Path(__file__).parents[2]
KAWANET = [sys.executable, "-c", "from kawanet.cli.main import main; main()"]
BY_NAME = {leak.name: leak for leak in SMALL_CITY}
Cities = Callable[[tuple[tuple[str, str], ...]], Path]


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Cities:
    """The small city, built once for each choice of platforms."""
    built: dict[tuple[tuple[str, str], ...], Path] = {}

    def folder(platforms: tuple[tuple[str, str], ...]) -> Path:
        if platforms not in built:
            built[platforms] = tmp_path_factory.mktemp("city") / "out"
            made = build(ROOT / "topology/small", built[platforms], platforms=dict(platforms))
            assert made.proof.clean
        return built[platforms]

    return folder


def test_there_are_enough_of_all_kinds() -> None:
    assert len(BY_NAME) == len(SMALL_CITY) >= 25
    assert {leak.refutes.partition("-")[0] for leak in SMALL_CITY} == {"L2", "SEP", "MOB"}
    assert {leak.refutes[-2:] for leak in SMALL_CITY} >= {"V4", "V6"}


def test_the_untouched_city_is_clean(city: Cities) -> None:
    assert check_folder((city(()),)).clean


@pytest.mark.parametrize("leak", SMALL_CITY, ids=[leak.name for leak in SMALL_CITY])
def test_the_leak_is_found(city: Cities, leak: Leak) -> None:
    folder = city(leak.platforms)
    with seeded(folder / "configs", leak) as lines:
        follow(folder, leak, lines)


@pytest.mark.parametrize(
    "name",
    [
        "access port in another tier's VLAN",
        "NAT hole: an inner server published to the Internet",
        "rule of the mobile firewall without destination and port",
    ],
)
def test_the_command_line_shows_it_and_follows_it(city: Cities, name: str) -> None:
    leak = BY_NAME[name]
    folder = city(leak.platforms)
    with seeded(folder / "configs", leak) as lines:
        checked = _kawanet("check", str(folder))
        shown = next(t for t in checked.stdout.split("\n\n") if f"REFUTED {leak.refutes}:" in t)
        said = {line.split()[0]: line.split(maxsplit=1)[1] for line in _labelled(shown)}
        followed = _kawanet(*said["follow"].split()[1:], "--in", str(folder))
    assert checked.returncode == 1
    assert said["change"] in set(map(str, lines))
    assert "path" in shown and "->" in said["packet"]
    assert followed.stdout.startswith(said["packet"])
    assert ": delivered" in followed.stdout


def _labelled(shown: str) -> list[str]:
    wanted = ("packet", "follow", "change")
    return [line for line in shown.splitlines() if line.strip().startswith(wanted)]


def _kawanet(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*KAWANET, *words], capture_output=True, text=True, check=False, cwd=ROOT)
