"""A scaled city is a city: it loads and compiles, and holds its original's devices and policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from scale import read_intent, scaled, write_scaled

from kawanet.pipeline.build import Compiled, compile_city

SMALL = Path("topology/small")


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    folder = tmp_path_factory.mktemp("x2")
    write_scaled(SMALL, 2, folder)
    return compile_city(folder)


def test_small_sites_and_wards_stand_twice(twice: Compiled) -> None:
    once = {s["name"]: s["kind"] for s in read_intent(SMALL)["sites"]}
    copies = {f"{n}-x2" for n, kind in once.items() if kind in {"ward", "branch", "facility"}}
    assert copies
    assert {s.name for s in twice.design.sites} == {*once} | copies


def test_every_device_of_a_copied_site_has_a_copy(twice: Compiled) -> None:
    role = {(p.site, p.device): p.role for p in twice.network.plant.places if p.managed}
    copied = {(s.removesuffix("-x2"), r) for (s, _), r in role.items() if s.endswith("-x2")}
    original = {(s, r) for (s, _), r in role.items() if f"{s}-x2" in {x for x, _ in role}}
    assert copied == original


def test_areas_become_more_not_larger(twice: Compiled) -> None:
    areas = [r.area for r in twice.design.regions if r.area]
    assert (
        len(areas)
        == len(set(areas))
        == 2 * sum(1 for r in read_intent(SMALL)["regions"] if r["area"])
    )


def test_the_policy_is_the_same(twice: Compiled) -> None:
    assert {f.name for f in twice.design.flows} == {f["name"] for f in read_intent(SMALL)["flows"]}


def test_once_is_the_city_itself() -> None:
    assert scaled(read_intent(SMALL), 1) == read_intent(SMALL)
