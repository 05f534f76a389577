"""Which platform a text of the IOS family is taken for: IOS, EOS and NX-OS are never confused."""

from __future__ import annotations

import pytest

from kawanet.parse.registry import detect_platform


@pytest.mark.parametrize(
    ("platform", "text"),
    [
        ("cisco_iosxe", "hostname r1\ninterface Ethernet0/0\n ip address 10.0.0.1 255.255.255.0\n"),
        ("cisco_iosxe", "hostname r1\nip prefix-list P seq 5 permit 0.0.0.0/0\n"
         "interface Ethernet0/0.5\n encapsulation dot1Q 5\n ip address 10.0.0.1 255.0.0.0\n"),
        ("cisco_iosxe", "! a comment\nhostname r1\nrouter ospf 1\n network 10.0.0.0 0.255.255.255"
         " area 0\ninterface Ethernet1\n ip address 10.0.0.1 255.255.255.0\n"),
        ("cisco_iosxe", "version 15.2\nhostname sw\nspanning-tree mode rapid-pvst\nvlan 10\n"
         "interface Vlan10\n ip address 10.0.0.1 255.0.0.0\nip route 0.0.0.0 0.0.0.0 10.0.0.9\n"),
        ("cisco_iosxe", "Building configuration...\r\n\r\nCurrent configuration : 5 bytes\r\n!\r\n"
         "version 16.4\r\nhostname r1\r\n"),
        ("arista_eos", "! device: leaf1 (vEOS, EOS-4.20.1F)\n!\nhostname leaf1\n"
         "interface Ethernet1\n   no switchport\n   ip address 10.0.0.1/24\n"),
        ("arista_eos", "hostname leaf1\ninterface Ethernet1\n   no switchport\n"
         "   ip address 10.0.0.1/24\nrouter bgp 65001\n"),
        ("cisco_nxos", "!Command: show running-config\nversion 7.0(3)I7(1)\nhostname n1\n"
         "vdc n1 id 1\nfeature ospf\ninterface Ethernet1/1\n  no switchport\n"
         "  ip address 10.0.0.1/24\n"),
        ("cisco_nxos", "version 10.2(1) Bios:version \nhostname n1\nfeature interface-vlan\n"
         "vrf context management\ninterface mgmt0\n  vrf member management\n"),
    ],
)  # fmt: skip
def test_whose_text(platform: str, text: str) -> None:
    assert detect_platform({"configs/r1.cfg": text}) == platform
