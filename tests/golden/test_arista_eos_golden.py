"""Whole devices as text: read, written again byte for byte, and pointed into."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest

from kawanet.errors import Span
from kawanet.model.interfaces import PortMode, Tunnel
from kawanet.model.network import Device
from kawanet.parse.arista_eos import looks_like, parse
from kawanet.parse.registry import detect_platform
from kawanet.parse.result import LineClass
from kawanet.render.engine import render_device

FOLDER = Path(__file__).parent / "arista_eos"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.cfg"))}
DEVICES: dict[str, Device] = {name: parse({name: text}).device for name, text in TEXTS.items()}
CORE, ACCESS = DEVICES["core-main-1.cfg"], DEVICES["acc-25f-1.cfg"]
FACILITY = DEVICES["fac-library-1.cfg"]


def test_the_roles_are_there() -> None:
    assert sorted(TEXTS) == ["acc-25f-1.cfg", "core-main-1.cfg", "fac-library-1.cfg"]


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
    assert detect_platform({name: TEXTS[name]}) == "arista_eos"


def test_what_eos_says_in_its_own_way() -> None:
    seat = ACCESS.interface["Ethernet3/1"].switchport
    assert seat is not None
    assert (seat.mode, seat.access_vlan, seat.voice_vlan) == (PortMode.ACCESS, 210, 610)
    assert {o.process for i in CORE.interfaces for o in i.ospf} == {None}
    assert [s.name for s in CORE.services.radius_servers] == ["radius-1", "radius-2"]
    assert CORE.system.timezone == "JST"
    assert FACILITY.interface["Tunnel20"].tunnel == Tunnel(
        ip_address("192.0.2.10"), ip_address("192.0.2.1"), "WAN", key=20
    )


SVI = CORE.interface["Vlan110"]


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (CORE.system.where, "hostname core-main-1"),
        (CORE.vrfs[1].where, "vrf instance LGW"),
        (CORE.switching.vlans[0].where, "vlan 110"),
        (SVI.where, "interface Vlan110"),
        (SVI.address_lines[0], "   ip address 10.16.1.2/24"),
        (SVI.address_lines[2], "   ipv6 address fe80::2/64 link-local"),
        (SVI.filters[1].where, "   ipv6 access-group MYN-IN-V6 in"),
        (CORE.interface["Ethernet5/1.10"].line("tag"), "   encapsulation dot1q vlan 10"),
        (ACCESS.interface["Ethernet3/1"].line("access"), "   switchport trunk native vlan 210"),
        (CORE.routing.static[1].where, "ip route vrf INT 10.32.0.0/12 Null0 250"),
        (CORE.routing.ospf[3].where, "router ospf 10 vrf MYN"),
        (CORE.routing.ospf[3].areas[0].ranges[0].where, "   area 0.0.0.11 range 10.16.64.0/18"),
        (CORE.routing.ospf[3].redistribute[0].where,
         "   redistribute connected route-map OSPF4-MYN-CONNECTED"),
        (CORE.routing.ospf[7].where, "router ospfv3 vrf MYN"),
        (CORE.policy.acls[1].where, "ip access-list MYN-IN-V4"),
        (CORE.policy.acls[1].rules[2].where, "   40 deny ip any any log"),
        (CORE.policy.acls[3].rules[0].where, "   10 permit icmpv6 any any"),
        (CORE.system.users[0].where,
         "username netadmin privilege 15 role network-admin secret %%secret:netadmin%%"),
        (CORE.services.radius_servers[0].where,
         "radius-server host radius-1 vrf MGT auth-port 1812 acct-port 1813 key %%secret:radius%%"),
        (CORE.services.radius_groups[0].where, "aaa group server radius RADIUS-WIRED"),
    ],
)  # fmt: skip
def test_values_point_to_their_lines(where: Span | None, line: str) -> None:
    assert where is not None
    assert TEXTS[where.file].split("\n")[where.line - 1] == line
