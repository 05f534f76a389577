"""Whole devices as text: read, written again byte for byte, and pointed into."""

from __future__ import annotations

from pathlib import Path

import pytest

from kawanet.errors import Span
from kawanet.model.network import Device
from kawanet.parse.cisco_iosxe import looks_like, parse
from kawanet.parse.result import LineClass
from kawanet.render.engine import render_device

FOLDER = Path(__file__).parent / "cisco_iosxe"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.cfg"))}
DEVICES: dict[str, Device] = {name: parse({name: text}).device for name, text in TEXTS.items()}
CORE, ACCESS = DEVICES["core-main-1.cfg"], DEVICES["acc-25f-1.cfg"]
FACILITY, WLC = DEVICES["fac-library-1.cfg"], DEVICES["wlc-1.cfg"]


def test_the_roles_are_there() -> None:
    assert sorted(TEXTS) == ["acc-25f-1.cfg", "core-main-1.cfg", "fac-library-1.cfg", "wlc-1.cfg"]


@pytest.mark.parametrize("name", TEXTS)
def test_text_read_is_written_again(name: str) -> None:
    assert render_device(DEVICES[name]) == {name: TEXTS[name]}


@pytest.mark.parametrize("name", TEXTS)
def test_carriage_returns_change_nothing(name: str) -> None:
    assert parse({name: TEXTS[name].replace("\n", "\r\n")}).device == DEVICES[name]


@pytest.mark.parametrize("name", TEXTS)
def test_every_line_is_claimed(name: str) -> None:
    parsed = parse({name: TEXTS[name]})
    assert parsed.unclaimed == ()
    assert parsed.counts[LineClass.MODELLED] > parsed.counts[LineClass.IRRELEVANT] > 0
    full = [line for line in TEXTS[name].split("\n") if line.strip()]
    assert sum(parsed.counts.values()) == len(full)


@pytest.mark.parametrize("name", TEXTS)
def test_the_platform_is_recognised(name: str) -> None:
    assert looks_like({name: TEXTS[name]}) >= 60


assert WLC.wireless is not None
SVI = CORE.interface["Vlan110"]


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (CORE.system.where, "hostname core-main-1"),
        (CORE.vrfs[1].where, "vrf definition LGW"),
        (CORE.switching.vlans[0].where, "vlan 110"),
        (SVI.where, "interface Vlan110"),
        (SVI.address_lines[0], " ip address 10.16.1.2 255.255.255.0"),
        (SVI.address_lines[2], " ipv6 address fe80::2 link-local"),
        (SVI.filters[1].where, " ipv6 traffic-filter MYN-IN-V6 in"),
        (CORE.routing.static[1].where, "ip route vrf INT 10.32.0.0 255.240.0.0 Null0 250"),
        (CORE.routing.ospf[3].where, "router ospf 10 vrf MYN"),
        (CORE.routing.ospf[3].areas[0].ranges[0].where,
         " area 11 range 10.16.64.0 255.255.192.0"),
        (CORE.routing.ospf[3].redistribute[0].where,
         " redistribute connected subnets metric 100 metric-type 1 route-map OSPF4-10-CONNECTED"),
        (CORE.routing.ospf[7].where, " address-family ipv6 unicast vrf MYN"),
        (CORE.policy.acls[1].where, "ip access-list extended MYN-IN-V4"),
        (CORE.policy.acls[1].rules[2].where, " deny ip any any log"),
        (CORE.policy.acls[3].rules[0].where, " permit icmp any any"),
        (CORE.system.users[0].where,
         "username netadmin privilege 15 secret %%secret:netadmin%%"),
        (CORE.services.radius_servers[0].where, "radius server radius-1"),
        (CORE.services.radius_groups[0].where, "aaa group server radius RADIUS-WIRED"),
        (WLC.wireless.wlans[1].where, "wlan int 2 CITY INT"),
        (WLC.wireless.policy_profiles[0].where, "wireless profile policy lgw"),
        (WLC.wireless.policy_tags[1].where, "wireless tag policy lobby"),
        (WLC.wireless.access_points[0].where, "ap 0011.2233.4401"),
    ],
)  # fmt: skip
def test_values_point_to_their_lines(where: Span | None, line: str) -> None:
    assert where is not None
    assert TEXTS[where.file].split("\n")[where.line - 1] == line
