"""Rules on configuration text: the small city is silent; one changed line is found, at that line.

Each case changes the text of one device as a hand would, and names what the line that the finding
points to must read.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from kawanet.addressing import plan_addresses
from kawanet.compiler import compile_network, compile_policy
from kawanet.findings import Severity
from kawanet.load import load_design
from kawanet.model.network import Network
from kawanet.parse.registry import parser_of
from kawanet.render.engine import render_device
from kawanet.render.manifest import load_platforms
from kawanet.verify.hygiene import check_hygiene
from kawanet.wireless import plan_radio

TOPOLOGY = Path(__file__).resolve().parents[4] / "topology"


class City(NamedTuple):
    network: Network
    statement: object


@cache
def compiled(name, on=None):
    design = load_design(TOPOLOGY / name)
    day = on or design.city.reference_date
    inputs = (design, plan_addresses(design, None), plan_radio(design), load_platforms(), day)
    return City(compile_network(*inputs), compile_policy(*inputs))


@cache
def text_of(device_name):
    return render_device(compiled("small").network.device[device_name])


def parse(device, files):
    return parser_of(device.platform).parse(files).device


@cache
def read_back():
    network = compiled("small").network
    return Network(tuple(parse(d, text_of(d.name)) for d in network.devices), network.plant)


def loud(findings):
    return [f for f in findings if f.severity is not Severity.NOTE]


class Change(NamedTuple):
    """`old` is replaced by `new` once; the finding's line must contain `line`."""

    code: str
    device: str
    old: str
    new: str
    line: str


ACCESS, CORE, FORTI, LINUX = "hall-acc-01f-1", "hall-core-1", "hall-fw-1", "mob-fw-1"
PORT = "interface GigabitEthernet1/0/1\n"
SHUT = "switchport access vlan 999\n switchport nonegotiate\n shutdown"
NEW_POLICY = """config firewall policy
    edit 900
        set name "temporary"
        set srcintf "myn"
        set dstintf "int"
        set action accept
        set srcaddr "all"
        set dstaddr "all"
        set schedule "always"
        set service "ALL"
    next
"""
ALLOWED = "switchport trunk allowed vlan "

CHANGES = (
    Change("KW-SYS-001", ACCESS, "aaa new-model", "ip http server\naaa new-model", "hostname"),
    Change(
        "KW-SYS-002", ACCESS, "aaa new-model", "snmp-server community x RO\naaa new-model", "RO"
    ),
    Change(
        "KW-SYS-003", ACCESS, "aaa new-model", "snmp-server community x RW\naaa new-model", "RW"
    ),
    Change("KW-SYS-004", ACCESS, "secret %%secret:user-fallback%%", "password 0 x", "username"),
    Change(
        "KW-SYS-007", ACCESS, "login default group RADIUS local", "login default local", "hostname"
    ),
    Change("KW-SVC-001", ACCESS, " server name radius-b-1\n", "", "aaa group server"),
    Change(
        "KW-REF-014", ACCESS, " server name radius-b-1", " server name gone", "aaa group server"
    ),
    Change("KW-SW-003", ACCESS, ALLOWED, "description ", "interface TenGigabitEthernet"),
    Change("KW-SW-001", ACCESS, f"{ALLOWED}110,", ALLOWED, "interface TenGigabitEthernet"),
    Change("KW-SW-002", ACCESS, "trunk native vlan 998", "trunk native vlan 510", "interface Ten"),
    Change("KW-SW-004", ACCESS, "switchport access vlan 110", "switchport access vlan 1", PORT),
    Change("KW-SW-007", ACCESS, " dot1x pae authenticator\n", "", PORT),
    Change("KW-SW-008", ACCESS, " spanning-tree bpduguard enable\n", "", PORT),
    Change("KW-SW-006", ACCESS, SHUT, SHUT.replace("shut", "no shut"), "interface Gig"),
    Change("KW-SW-012", ACCESS, "aaa authentication dot1x default group RADIUS\n", "", PORT),
    Change(
        "KW-SW-009",
        ACCESS,
        "spanning-tree mode rapid-pvst",
        "no spanning-tree vlan 1-4094",
        "interface Ten",
    ),
    Change("KW-POL-002", CORE, " ipv6 traffic-filter ANTISPOOF-MYN-V6 in\n", "", "interface Vlan"),
    Change("KW-REF-001", CORE, "access-group ANTISPOOF-MYN-V4", "access-group GONE", "GONE in"),
    Change("KW-ADDR-001", CORE, "ip address 10.16.0.2 ", "ip address 10.16.0.3 ", "10.16.0.3"),
    Change(
        "KW-VRRP-002", CORE, "address 10.16.0.1 primary", "address 10.16.0.9 primary", "Vlan110"
    ),
    Change("KW-VRRP-003", CORE, "priority 110", "priority 100", "interface Vlan"),
    Change("KW-VRRP-004", CORE, "address 10.16.0.1 primary", "address 10.9.0.1 primary", "Vlan110"),
    Change("KW-REF-009", CORE, " vrf forwarding MYN\n", " vrf forwarding MYM\n", "interface "),
    Change("KW-POL-004", FORTI, "config firewall policy\n", NEW_POLICY, "edit 900"),
    Change("KW-POL-008", FORTI, '        set comments "owner=', '        set label "x', "edit 1\n"),
    Change("KW-POL-006", FORTI, '"owner=情報課;', '"expires=2020-01-31; owner=情報課;', "edit 1\n"),
    Change(
        "KW-SYS-001", FORTI, "allowaccess ping\n", "allowaccess ping http\n", "config system global"
    ),
    Change("KW-POL-008", LINUX, "mobile-rdgw-v4 | owner=情報課 | ", "mobile-rdgw-v4 | ", "rdgw"),
    Change("KW-POL-005", LINUX, " meta l4proto . th dport @svc.https", "", "rdgw"),
    Change("KW-SYS-002", LINUX, "rouser monitor", "rocommunity public\nrouser monitor", "public"),
    Change("KW-SYS-005", LINUX, "server ", "# server ", "fallback:"),
    Change("KW-WLAN-006", "hall-wlc-1", " rogue detection enable\n", "", "hostname"),
    Change("KW-WLAN-007", "hall-wlc-1", "wireless country JP", "wireless country US", "hostname"),
    Change(
        "KW-WLAN-009",
        "hall-wlc-1",
        " wlan guest policy guest",
        " wlan guest policy gone",
        "wireless tag policy",
    ),
)


def every_time(change):
    """What must go wholly, because a second line of the kind would do."""
    return change.code in {"KW-SYS-005"}


def edited(change):
    """The device's files with the change, in the first file that has the old text."""
    files = dict(text_of(change.device))
    name = next(n for n in sorted(files) if change.old in files[n])
    count = -1 if every_time(change) else 1
    files[name] = files[name].replace(change.old, change.new, count)
    return files


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: f"{c.code}-{c.device}")
def test_a_changed_line_is_found(change):
    files, city = edited(change), read_back()
    device = parse(city.device[change.device], files)
    devices = tuple(device if d.name == device.name else d for d in city.devices)
    findings = check_hygiene(
        Network(devices, city.plant), compiled("small").statement, date(2026, 4, 1)
    )
    found = [f for f in findings if f.code == change.code]
    assert found, [f.code for f in findings]
    spans = [s for f in found for s in (f.where, *f.related) if s and s.file in files]
    lines = [f"{files[s.file].splitlines()[s.line - 1]}\n" for s in spans]
    assert any(change.line in line for line in lines), lines


def test_the_small_city_is_silent_as_text():
    assert loud(check_hygiene(read_back(), compiled("small").statement, None)) == []


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2026, 4, 1), date(2028, 4, 1)])
def test_the_small_city_is_silent_on_every_day(day):
    city = compiled("small", day)
    assert loud(check_hygiene(city.network, city.statement, day)) == []


@pytest.mark.long
def test_the_reference_city_is_silent():
    city = compiled("kawasaki")
    assert loud(check_hygiene(city.network, city.statement, None)) == []


def test_the_order_of_devices_changes_nothing():
    city = read_back()
    turned = Network(city.devices[::-1], city.plant)
    codes = [(f.code, f.device, f.where) for f in check_hygiene(city, None, None)]
    assert [(f.code, f.device, f.where) for f in check_hygiene(turned, None, None)] == codes
