"""What FRR takes for granted by its version and profile."""

from __future__ import annotations

import pytest

from kawanet.model.routing import AreaKind
from kawanet.parse.linux_frr import parse
from kawanet.parse.result import LineClass

BGP = "router bgp 65001\n network 10.0.0.0/8\n"


@pytest.mark.parametrize(
    ("head", "line", "unconditional"),
    [
        ("frr version 7.2\nfrr defaults traditional\n", "", True),
        ("frr version 7.2\nfrr defaults datacenter\n", "", False),
        ("frr version 7.4\nfrr defaults traditional\n", "", False),
        ("frr version 8.4\nfrr defaults datacenter\n", " no bgp network import-check\n", True),
        ("frr version 7.2\nfrr defaults traditional\n", " bgp network import-check\n", False),
    ],
)
def test_when_a_network_needs_no_route(head: str, line: str, unconditional: bool) -> None:
    process = parse({"frr.conf": head + BGP + line}).device.routing.bgp[0]
    assert [n.unconditional for n in process.families[0].networks] == [unconditional]


@pytest.mark.parametrize(
    ("line", "told", "line_class"),
    [
        ("nssa default-information-originate", True, LineClass.MODELLED),
        ("nssa default-information-originate metric 5", True, LineClass.MODELLED),
        ("nssa translate-always", False, LineClass.UNMODELLED),
        ("nssa", False, LineClass.MODELLED),
    ],
)
def test_a_default_into_an_nssa(line: str, told: bool, line_class: LineClass) -> None:
    text = f"frr version 8.4\nrouter ospf\n ospf router-id 1.1.1.1\n area 1 {line}\n"
    parsed = parse({"frr.conf": text})
    (area,) = parsed.device.routing.ospf[0].areas
    assert (area.kind, area.default_originate) == (AreaKind.NSSA, told)
    assert parsed.counts[line_class] >= 1
    assert bool(parsed.unclaimed) is (line_class is LineClass.UNMODELLED)


def test_a_collected_file_may_hold_the_ports() -> None:
    text = (
        "leaf1\nauto swp1\niface swp1\n    address 10.0.0.1/31\n"
        "# ports.conf --\n#\n1=100G\n2=4x10G\n3-4=disabled\n"
        "frr version 7.0+cl4u3\nfrr defaults datacenter\nhostname leaf1\n"
    )
    assert parse({"leaf1": text}).unclaimed == ()
