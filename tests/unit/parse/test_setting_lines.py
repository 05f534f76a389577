"""The lines of settings in which leaks hide are kept, on every platform."""

from __future__ import annotations

import pytest

from kawanet.parse.registry import parse_device

IOS = """\
hostname sw
vlan 10
vlan 20
interface GigabitEthernet1/0/1
 switchport mode access
 switchport access vlan 10
interface GigabitEthernet1/0/2
 switchport mode trunk
 switchport trunk native vlan 20
 switchport trunk allowed vlan 10
 switchport trunk allowed vlan add 20
interface GigabitEthernet1/0/3
 no switchport
interface GigabitEthernet1/0/3.30
 encapsulation dot1Q 30
 vrf forwarding A
 ip address 10.0.0.1 255.255.255.0
"""
FORTIOS = """\
config system global
    set hostname "fw"
end
config system interface
    edit "port1"
        set vdom "root"
    next
    edit "port1.30"
        set vdom "root"
        set vrf 5
        set ip 10.0.0.1 255.255.255.0
        set interface "port1"
        set vlanid 30
    next
end
"""
IFUPDOWN = """\
auto A
iface A
    vrf-table 5

auto br
iface br
    bridge-vlan-aware yes
    bridge-ports swp1 swp2

auto swp1
iface swp1
    bridge-access 10

auto swp2
iface swp2
    bridge-vids 10 20
    bridge-pvid 20

auto swp3.30
iface swp3.30
    vlan-id 30
    vlan-raw-device swp3
    vrf A
    address 10.0.0.1/24
"""
TEXTS = {
    "cisco_iosxe": {"sw.cfg": IOS},
    "fortinet_fortios": {"fw.conf": FORTIOS},
    "linux_frr": {"r/interfaces": IFUPDOWN, "r/frr.conf": "frr version 8.4\nhostname r\n"},
}
CASES = [
    ("cisco_iosxe", "GigabitEthernet1/0/1", ("access",), 6),
    ("cisco_iosxe", "GigabitEthernet1/0/2", ("trunk",), 8),
    ("cisco_iosxe", "GigabitEthernet1/0/2", ("native",), 9),
    ("cisco_iosxe", "GigabitEthernet1/0/2", ("allowed", "trunk"), 11),
    ("cisco_iosxe", "GigabitEthernet1/0/3.30", ("tag",), 15),
    ("cisco_iosxe", "GigabitEthernet1/0/3.30", ("vrf",), 16),
    ("cisco_iosxe", "GigabitEthernet1/0/1", ("vrf",), 4),
    ("fortinet_fortios", "port1.30", ("vrf",), 10),
    ("fortinet_fortios", "port1.30", ("tag",), 13),
    ("fortinet_fortios", "port1", ("tag",), 5),
    ("linux_frr", "swp1", ("access",), 12),
    ("linux_frr", "swp2", ("allowed",), 16),
    ("linux_frr", "swp2", ("native",), 17),
    ("linux_frr", "swp3.30", ("tag",), 21),
    ("linux_frr", "swp3.30", ("vrf",), 23),
]


@pytest.mark.parametrize(("platform", "interface", "settings", "line"), CASES)
def test_the_line_of_a_setting(
    platform: str, interface: str, settings: tuple[str, ...], line: int
) -> None:
    parsed = parse_device(TEXTS[platform], platform)
    assert parsed is not None
    found = parsed.device.interface[interface].line(*settings)
    assert found is not None
    assert found.line == line


def test_the_lines_of_wireless_pairings_and_profiles() -> None:
    text = """\
hostname wlc
wireless management interface Vlan10
wlan guest 2 GUEST
 no shutdown
wireless profile policy staff
 central switching
 vlan 20
 no shutdown
wireless tag policy city
 wlan staff policy staff
 wlan guest policy staff
"""
    parsed = parse_device({"wlc.cfg": text}, "cisco_iosxe")
    assert parsed is not None and parsed.device.wireless is not None
    wireless = parsed.device.wireless
    tag, profile = wireless.policy_tags[0], wireless.policy_profiles[0]
    assert tag.pairs == (("guest", "staff"), ("staff", "staff"))
    assert [span.line for span in tag.pair_lines] == [11, 10]
    assert profile.vlan_line is not None and profile.vlan_line.line == 7


def test_what_an_open_forward_policy_lets_through_is_said_by_its_line() -> None:
    text = """\
table inet filter {
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept
        iifname "a" oifname "b" drop
    }
}
"""
    files = {"r/nftables.conf": text, "r/frr.conf": "frr version 8.4\nhostname r\n"}
    parsed = parse_device(files, "linux_frr")
    assert parsed is not None
    last = parsed.device.policy.rules[-1]
    assert last.where is not None and last.where.line == 3
