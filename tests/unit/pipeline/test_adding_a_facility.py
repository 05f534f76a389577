"""Adding a facility changes only that site, its WAN edge and the lock's new lines."""

from __future__ import annotations

import difflib
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from kawanet.addressing import Lock
from kawanet.pipeline.build import build, compile_city
from kawanet.pipeline.lock import LOCK_NAME, write_lock
from kawanet.render.engine import render_device

TOPOLOGY = Path(__file__).parents[3] / "topology"
SITE = """\
sites:
  - name: new-site
    kind: facility
    site_class: {site_class}
    region: {region}
    latitude: {latitude}
    longitude: {longitude}
    label: 新しい施設（サンプル）
"""
SPUR = """\
spurs:
  - {{ site: new-site, ward: {ward}, km: 1.2, capacity_mbps: 1000, srlgs: [spur-new-site] }}
"""
CIRCUIT = """\
circuits:
  - {{ site: new-site, carrier: {carrier}, rate_mbps: 200, entrance: A }}
"""
KIOSK = """\
site_classes:
  - name: kiosk
    label: 証明書交付コーナー
    wired:
      - { tier: lgw, segment: users, ports: 2 }
      - { tier: voi, segment: phones, ports: 1 }
"""


@dataclass(frozen=True)
class Case:
    """A facility to be added, and the devices that may notice."""

    city: str
    addition: str
    edge: frozenset[str]
    controllers: frozenset[str] = frozenset()


def placed(site_class: str, region: str, latitude: float, longitude: float) -> str:
    return SITE.format(site_class=site_class, region=region, latitude=latitude, longitude=longitude)


NORTH = ("north", 35.546, 139.661)
SMALL = {
    "spur": Case(
        "small",
        KIOSK + placed("kiosk", *NORTH) + SPUR.format(ward="north"),
        frozenset({"north-wr-1", "north-wr-2"}),
    ),
    "carrier": Case(
        "small",
        KIOSK + placed("kiosk", *NORTH) + CIRCUIT.format(carrier="flets"),
        frozenset({"hall-he-1", "hall-he-2"}),
    ),
    # Whoever has access points is known to the controllers: a tag each, nothing else.
    "spur, with access points": Case(
        "small",
        placed("library", *NORTH) + SPUR.format(ward="north"),
        frozenset({"north-wr-1", "north-wr-2"}),
        frozenset({"hall-wlc-1", "hall-wlc-2"}),
    ),
}


def added(tmp_path: Path, case: Case) -> Path:
    """The city, and `new.yml` beside it still to be moved in."""
    city = shutil.copytree(TOPOLOGY / case.city, tmp_path / "city")
    (tmp_path / "new.yml").write_text(case.addition, encoding="utf-8")
    return city


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The devices of files that changed or came; no file may go."""
    assert before.keys() <= after.keys()
    return {
        Path(name).parts[0].rpartition(".")[0] or Path(name).parts[0]
        for name, text in after.items()
        if before.get(name) != text
    }


def only_grew(before: str, after: str) -> bool:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return not any(line.startswith("-") and not line.startswith("---") for line in lines)


def files(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()
    }


@pytest.mark.parametrize("case", SMALL.values(), ids=SMALL)
def test_in_the_small_city(tmp_path: Path, case: Case) -> None:
    city = added(tmp_path, case)
    build(city, tmp_path / "before", frozen=True)
    lock = (city / LOCK_NAME).read_text("utf-8")
    (tmp_path / "new.yml").rename(city / "new.yml")
    assert build(city, tmp_path / "after").proof.clean

    grown = (city / LOCK_NAME).read_text("utf-8")
    assert only_grew(lock, grown)
    assert len(grown) > len(lock)
    before, after = (files(tmp_path / name / "configs") for name in ("before", "after"))
    assert differing(before, after) == {
        "new-site-rt-1", "new-site-sw-1", *case.edge, *case.controllers
    }  # fmt: skip
    for name in (*case.edge, *case.controllers):
        assert only_grew(before[f"{name}.cfg"], after[f"{name}.cfg"]), name


def test_taking_it_out_again_gives_the_old_city_back(tmp_path: Path) -> None:
    city = added(tmp_path, SMALL["spur"])
    build(city, tmp_path / "before", frozen=True)
    (tmp_path / "new.yml").rename(city / "new.yml")
    build(city, tmp_path / "out")
    (city / "new.yml").unlink()
    build(city, tmp_path / "out", frozen=True)
    assert files(tmp_path / "out") == files(tmp_path / "before")


def texts(city: Path) -> tuple[dict[str, str], Lock]:
    """The texts of a large city, without the time that its proof takes."""
    compiled = compile_city(city)
    rendered = (render_device(device) for device in compiled.network.devices)
    return {n: t for one in rendered for n, t in one.items()}, compiled.plan.lock


TAMA = ("tama", 35.6195, 139.5620)
KAWASAKI = {
    "spur": Case(
        "kawasaki",
        KIOSK + placed("kiosk", *TAMA) + SPUR.format(ward="tama"),
        frozenset({"tama-wr-1", "tama-wr-2"}),
    ),
    "carrier": Case(
        "kawasaki",
        KIOSK + placed("kiosk", *TAMA) + CIRCUIT.format(carrier="flets"),
        frozenset({"city-hall-he-1", "city-hall-he-2"}),
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("case", KAWASAKI.values(), ids=KAWASAKI)
def test_in_the_reference_city(tmp_path: Path, case: Case) -> None:
    city = added(tmp_path, case)
    before, lock = texts(city)
    (tmp_path / "new.yml").rename(city / "new.yml")
    after, grown = texts(city)
    assert differing(before, after) == {"new-site-rt-1", "new-site-sw-1", *case.edge}
    for name in case.edge:
        assert only_grew(before[f"{name}.cfg"], after[f"{name}.cfg"]), name
    assert lock.entries.items() < grown.entries.items()
    write_lock(city / LOCK_NAME, grown)
    assert compile_city(city, frozen=True).plan.lock == grown
