"""Whose output a file is: folders and names as people keep them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kawanet.pipeline.conform import conform_folder

CONFIGURATION = """\
version 15.9
hostname core-{0}
interface GigabitEthernet0/1
 ip address 10.0.{0}.1 255.255.255.0
end
"""
ROUTES = """\
Codes: L - local, C - connected

C        10.0.{0}.0/24 is directly connected, GigabitEthernet0/1
L        10.0.{0}.1/32 is directly connected, GigabitEthernet0/1
"""
LOG = "core-{0}#terminal length 0\ncore-{0}#sh ip ro\n" + ROUTES + "core-{0}#exit\n"
PAGED = LOG.replace("\nL  ", "\n --More-- \b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\bL  ")
WHOLE = "core-{0}#show run\n" + CONFIGURATION + LOG


@pytest.mark.parametrize(
    "files",
    [
        {"configs/r{0}.cfg": CONFIGURATION, "show/r{0}/show_ip_route.txt": ROUTES},
        {"configs/r{0}/a.cfg": CONFIGURATION, "show/core-{0}/show_ip_route.txt": ROUTES},
        {"r{0}__show_run.txt": CONFIGURATION, "r{0}__show_ip_route.txt": ROUTES},
        {"r{0}/show running-config.txt": CONFIGURATION, "r{0}/show ip route.txt": ROUTES},
        {"configs/r{0}.cfg": CONFIGURATION, "show/r{0}.log": LOG},
        {"configs/r{0}.cfg": CONFIGURATION, "show/r{0}.log": PAGED},
        {"deep/lab/configs/r{0}.cfg": CONFIGURATION, "deep/lab/show/CORE-{0}.txt": LOG},
        {"r{0}.log": WHOLE},
    ],
)
def test_outputs_find_their_devices(files: dict[str, str], tmp_path: Path) -> None:
    for number in (1, 2):
        for name, text in files.items():
            path = tmp_path / name.format(number)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.format(number), encoding="utf-8")
    found = conform_folder((tmp_path,), cached=False)
    assert [f for f in found.findings if f.code == "KW-OBS-001"] == []
    assert (found.conformance.differences, found.conformance.silent) == ((), ())
    assert found.conformance.total("route").compared == 4


ROUTER = """\
version 15.9
hostname r1
interface GigabitEthernet0/1
 ip address 10.0.1.1 255.255.255.0
interface GigabitEthernet0/2
 ip address dhcp
interface GigabitEthernet0/3
 shutdown
 ip address 10.0.3.1 255.255.255.0
ip route 10.9.0.0 255.255.0.0 10.0.1.9
end
"""
STATES = """\
GigabitEthernet0/1 is down, line protocol is down
  Internet address is 10.0.1.1/24
GigabitEthernet0/2 is up, line protocol is up
  Internet address is 192.0.2.7/24
GigabitEthernet0/3 is administratively down, line protocol is down
  Internet address is 10.0.3.1/24
"""
LEFT = """\
Codes: L - local, C - connected

C        192.0.2.0/24 is directly connected, GigabitEthernet0/2
L        192.0.2.7/32 is directly connected, GigabitEthernet0/2
"""


def test_dark_ports_and_leases_are_taken_from_the_output(tmp_path: Path) -> None:
    """The dark port is one difference; its routes, and the lease's, agree."""
    files = {
        "configs/r1.cfg": ROUTER,
        "show/r1/show_interfaces.txt": STATES,
        "show/r1/show_ip_route.txt": LEFT,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = conform_folder((tmp_path,), cached=False)
    assert [(d.subject, d.computed, d.observed) for d in found.conformance.differences] == [
        ("GigabitEthernet0/1", "up", "down")
    ]
    assert found.conformance.total("route").agreed == 2
    assert [f.message for f in found.findings if f.code == "KW-OBS-002"] == [
        "GigabitEthernet0/1: no light, as the device says",
        "GigabitEthernet0/2: 192.0.2.7/24, as DHCP gave it",
    ]


def test_what_the_texts_say_is_not_taken_from_the_output(tmp_path: Path) -> None:
    """The other end of the cable is shut: the port is down by the texts, and agrees."""
    other = ROUTER.replace("r1", "r2").replace("10.0.1.1 255.255.255.0", "10.0.1.2 255.255.255.0")
    other = other.replace("GigabitEthernet0/1\n", "GigabitEthernet0/1\n shutdown\n")
    ends = [{"hostname": n, "interfaceName": "GigabitEthernet0/1"} for n in ("r1", "r2")]
    files = {
        "configs/r1.cfg": ROUTER,
        "configs/r2.cfg": other,
        "layer1_topology.json": json.dumps({"edges": [{"node1": ends[0], "node2": ends[1]}]}),
        "show/r1/show_interfaces.txt": STATES,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = conform_folder((tmp_path,), cached=False)
    assert found.conformance.differences == ()
    assert "no light" not in " ".join(f.message for f in found.findings)
