"""Whose output a file is: folders and names as people keep them."""

from __future__ import annotations

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
WHOLE = "core-{0}#show run\n" + CONFIGURATION + LOG


@pytest.mark.parametrize(
    "files",
    [
        {"configs/r{0}.cfg": CONFIGURATION, "show/r{0}/show_ip_route.txt": ROUTES},
        {"configs/r{0}/a.cfg": CONFIGURATION, "show/core-{0}/show_ip_route.txt": ROUTES},
        {"r{0}__show_run.txt": CONFIGURATION, "r{0}__show_ip_route.txt": ROUTES},
        {"r{0}/show running-config.txt": CONFIGURATION, "r{0}/show ip route.txt": ROUTES},
        {"configs/r{0}.cfg": CONFIGURATION, "show/r{0}.log": LOG},
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
