"""A router, a switch and a firewall as text: read, written again byte for byte, pointed into,
and taken by the programs that would run them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kawanet.errors import Span
from kawanet.model.network import Device
from kawanet.parse.linux_frr import looks_like, parse
from kawanet.parse.registry import detect_platform
from kawanet.parse.result import LineClass, Parsed
from kawanet.render.engine import manifest_of, render_device

FOLDER = Path(__file__).parent / "linux_frr"
NAMES = ("fl-07-a", "fw-main-1", "ward-a-1")
FILES = {
    name: {
        f"{name}/{path.name}": path.read_text(encoding="utf-8")
        for path in sorted((FOLDER / name).iterdir())
    }
    for name in NAMES
}
PARSED: dict[str, Parsed] = {name: parse(FILES[name]) for name in NAMES}
SWITCH, FIREWALL, ROUTER = (PARSED[name].device for name in NAMES)
POLICY = FIREWALL.policy


@pytest.mark.parametrize("name", NAMES)
def test_text_read_is_written_again(name: str) -> None:
    assert render_device(PARSED[name].device) == FILES[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_claimed(name: str) -> None:
    parsed = PARSED[name]
    assert parsed.unclaimed == ()
    lines = sum(bool(line.strip()) for text in FILES[name].values() for line in text.split("\n"))
    assert sum(parsed.counts.values()) == lines
    assert parsed.counts[LineClass.MODELLED] > 100


@pytest.mark.parametrize("name", NAMES)
def test_the_platform_is_recognised(name: str) -> None:
    assert looks_like(FILES[name]) > 250
    assert detect_platform(FILES[name]) == "linux_frr"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("program", ["vtysh", "nft"])
def test_the_program_that_runs_it_takes_it(name: str, program: str) -> None:
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin:/usr/bin")
    assert found, f"{program} is not installed: apt-get install frr nftables"
    file = next(f for f in manifest_of(ROUTER).files if f.checker[:1] == (program,))
    path = FOLDER / file.name.format(device=name)
    command = [found, *(word.format(path=path) for word in file.checker[1:])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_check_of_the_programs_can_fail(tmp_path: Path) -> None:
    for file in manifest_of(ROUTER).files:
        if file.checker:
            bad = tmp_path / "bad"
            bad.write_text("this is no configuration\n")
            command = [word.format(path=bad) for word in file.checker]
            assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def rule(name: str, family: int) -> Span | None:
    return next(r.where for r in POLICY.rules if (r.name, r.family) == (name, family))


def interface(device: Device, name: str):
    return device.interface[name]


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (interface(ROUTER, "swp1.110").where, "iface swp1.110"),
        (interface(ROUTER, "swp1.110").address_lines[1], "    address fd00:10:0:f::1/127"),
        (ROUTER.vrfs[0].where, "iface LGW"),
        (ROUTER.routing.static[0].where, " ip route 0.0.0.0/0 10.1.240.0"),
        (ROUTER.routing.static[-1].where, "ip route 192.0.2.0/24 swp1"),
        (ROUTER.routing.ospf[1].where, "router ospf vrf MYN"),
        (ROUTER.routing.ospf[1].areas[0].ranges[1].where,
         " area 11 range 10.1.32.0/20 not-advertise"),
        (ROUTER.routing.ospf[1].redistribute[0].where,
         " redistribute static metric 10 metric-type 1 route-map OSPF-MYN-STATIC"),
        (ROUTER.policy.acls[2].where, "    chain acl4.MYN-OUT {"),
        (ROUTER.policy.acls[2].rules[2].where, "        icmp type 8 return"),
        (interface(ROUTER, "bond1.210").filters[0].where,
         '        iifname "bond1.210" meta nfproto ipv4 jump acl4.MYN-USERS'),
        (ROUTER.system.users[1].where,
         "viewer:%%secret:user-viewer%%:::privilege 1:/home/viewer:/usr/bin/vtysh"),
        (ROUTER.system.snmp_users[0].where,
         'createUser nms SHA "%%secret:snmp-auth%%" AES "%%secret:snmp-priv%%"'),
        (ROUTER.services.radius_servers[0].where, "#: radius-server RAD1"),
        (SWITCH.switching.vlans[0].where, "    #: vlan 10: MYN-U07"),
        (SWITCH.switching.vlans[2].where, "    bridge-vids 10 20-22 30 999"),
        (POLICY.zones[2].where, "    set zone.MYN {"),
        (POLICY.address_groups[0].where, "    set v4.lgw-servers {"),
        (POLICY.service_groups[1].where, "    set svc.mgmt {"),
        (rule("deny-all", 6), '        meta nfproto ipv6 log drop comment "deny-all"'),
        (rule("retired", 4), "        #- meta nfproto ipv4 iifname @zone.MYN oifname @zone.LGW"
         ' log accept comment "retired | expires=2025-01-01"'),
        (POLICY.nat[-1].where, "        meta nfproto ipv4 iifname @zone.MYN oifname @zone.LGW"
         ' masquerade comment "masq"'),
    ],
)  # fmt: skip
def test_spans_point_to_the_line_that_says_so(where: Span | None, line: str) -> None:
    assert where is not None
    text = FILES[where.file.split("/")[0]][where.file]
    assert text.split("\n")[where.line - 1] == line
