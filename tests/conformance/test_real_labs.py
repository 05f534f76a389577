"""Labs of real devices: what we compute agrees with what the devices said.

The captures stand beside the project, in ../shared/networks, and are no part of it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kawanet.model.network import DEFAULT_VRF
from kawanet.pipeline.conform import Conformed, conform_folder
from kawanet.pipeline.coverage import coverage

LABS = Path(__file__).resolve().parents[3] / "shared" / "networks"
NAMES = (
    "cumulusfrr_ospf_area_range",
    "eos_bgp_aggregate",
    "eos_ospf_bgp",
    "eos_switchport_order",
    "fortios_first_basic",
    "ios_basic_vrrp",
    "iosxe_redistribution",
    "iosxe_vrf_route_leaking_export_map",
    "junos_as_path_acl",
    "junos_static_route_defaults",
    "nxos_hsrp",
    "nxos_redistribution",
    "ospf_summarization",
)
AGREE = 98.0  # percent of main-table routes: prefix, protocol and next hops

pytestmark = pytest.mark.skipif(not LABS.is_dir(), reason=f"no captures of labs in {LABS}")


@cache
def lab(name: str) -> Conformed:
    return conform_folder((LABS / name,), cached=False)


@pytest.mark.parametrize("name", NAMES)
def test_main_tables_agree(name: str) -> None:
    found = lab(name).conformance
    main = found.total("route", DEFAULT_VRF)
    assert main.compared > 0
    rows = [d for d in found.differences if d.about == "route" and d.vrf == DEFAULT_VRF]
    assert main.percent >= AGREE, rows


@pytest.mark.parametrize("name", NAMES)
def test_other_tables_neighbours_and_interfaces_agree(name: str) -> None:
    found = lab(name).conformance
    for about in ("route", "neighbour", "interface"):
        assert found.total(about).percent >= AGREE, [
            d for d in found.differences if d.about == about
        ]


@pytest.mark.parametrize("name", NAMES)
def test_every_output_is_read(name: str) -> None:
    """No line of a routing table is passed over, and every configured device has one."""
    assert [f for f in lab(name).findings if f.code == "KW-OBS-001"] == []
    assert lab(name).conformance.silent == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_route_is_counted(name: str) -> None:
    """Compared and set aside together are all that either side has."""
    found, plane = lab(name), lab(name).dataplane
    compared = sum(a.compared for a in found.conformance.agreements if a.about == "route")
    aside = sum(s.count for s in found.conformance.set_aside if s.what == "routes")
    computed = sum(len(plane.routes[node]) for node in plane.nodes)
    missing = sum(
        d.kind.value == "missing" for d in found.conformance.differences if d.about == "route"
    )
    assert compared + aside >= computed
    assert compared - missing <= computed


def test_lines_are_classified() -> None:
    found = coverage(tuple(LABS / name for name in NAMES), cached=False)
    total = found.platforms[-1]
    assert total.platform == "all"
    assert total.classified_percent >= 97.0
