"""A whole firewall as text: read, written again byte for byte, and pointed into."""

from __future__ import annotations

from pathlib import Path

import pytest

from kawanet.errors import Span
from kawanet.model.network import Device
from kawanet.parse.fortinet_fortios import looks_like, parse
from kawanet.parse.result import LineClass
from kawanet.render.engine import render_device

FILE = Path(__file__).parent / "fortinet_fortios" / "fw-main-1.conf"
NAME = "fw-main-1.conf"
TEXT = FILE.read_text(encoding="utf-8")
PARSED = parse({NAME: TEXT})
DEVICE: Device = PARSED.device
LINES = TEXT.split("\n")


def test_text_read_is_written_again() -> None:
    assert render_device(DEVICE) == {NAME: TEXT}


def test_every_line_is_claimed() -> None:
    assert PARSED.unclaimed == ()
    assert PARSED.counts[LineClass.MODELLED] > 400


def test_the_platform_is_recognised() -> None:
    assert looks_like({NAME: TEXT}) >= 90


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (DEVICE.system.where, "config system global"),
        (DEVICE.interface["ae1.10"].where, '    edit "ae1.10"'),
        (DEVICE.interface["ae1.10"].address_lines[0], "        set ip 10.1.0.2 255.255.255.0"),
        (DEVICE.interface["ae1.10"].address_lines[1],
         "                set ip 10.1.1.2 255.255.255.0"),
        (DEVICE.interface["ae1.10"].address_lines[2], "            set ip6-address fd00:1::2/64"),
        (DEVICE.interface["ae1.10"].address_lines[3], "                edit fd00:2::2/64"),
        (DEVICE.vrfs[0].where, "        set vrf 7"),
        (DEVICE.policy.zones[0].where, '    edit "lgw"'),
        (DEVICE.policy.address_groups[0].where, '    edit "PRINT"'),
        (DEVICE.policy.service_groups[1].where, '    edit "WEB"'),
        (DEVICE.policy.rules[3].where, "    edit 4"),
        (DEVICE.policy.nat[0].where, '    edit "web-in"'),
        (DEVICE.policy.nat[3].where, "    edit 2"),
        (DEVICE.policy.acls[0].rules[0].where, "    edit 1"),
        (DEVICE.routing.static[0].where, "    edit 1"),
        (DEVICE.system.users[0].where, '    edit "admin"'),
        (DEVICE.system.snmp_users[0].where, '    edit "mon"'),
        (DEVICE.services.radius_servers[0].where, '    edit "r1"'),
    ],
)  # fmt: skip
def test_values_point_to_their_lines(where: Span | None, line: str) -> None:
    assert where is not None
    assert where.file == NAME
    assert LINES[where.line - 1] == line


def test_names_that_fortios_cannot_hold_are_kept_exactly() -> None:
    names = [rule.name for rule in DEVICE.policy.rules]
    assert names[0] == "allow-lgw-print-to-shared-services-of-all-wards"
    assert names[2:] == ["deny", "deny"]
    titles = [line.split('"')[1] for line in LINES if line.startswith("        set name ")]
    assert max(map(len, titles)) <= 35
    assert len(set(titles)) == len(titles)
