"""Leaks in the text of the whole reference city."""

from __future__ import annotations

from seeding import Edit, Leak, pair

_MYN_FLOOR = "ip route vrf LGW 10.17.1.128 255.255.255.192 Vlan114"

REFERENCE_CITY = (
    Leak(
        "access port of the fifth floor in another tier's VLAN",
        (
            Edit(
                "city-hall-acc-05f-1.cfg",
                "interface GigabitEthernet1/0/1",
                "switchport access vlan 114",
                "switchport access vlan 514",
            ),
        ),
        "switchport access vlan 514",
        "L2-myn-lgw",
        "myn",
        "lgw",
    ),
    Leak(
        "wrong VRF on a branch's sub-interface",
        (Edit("daishi-rt-1/interfaces", "iface eth1.511", "    vrf LGW", "    vrf MYN"),),
        "vrf MYN",
        "SEP-lgw-myn-V4",
        "lgw",
        "myn",
    ),
    Leak(
        "static route out of another VRF's interface, redistributed",
        (
            Edit(
                "city-hall-core-1.cfg",
                "ip route vrf LGW 10.16.0.0 255.240.0.0",
                "ip route vrf LGW 10.16.0.0 255.240.0.0",
                f"{_MYN_FLOOR}\nip route vrf LGW 10.16.0.0 255.240.0.0",
            ),
        ),
        _MYN_FLOOR,
        "SEP-lgw-myn-V4",
        "lgw",
        "myn",
        "ip route vrf INT",
    ),
    Leak(
        "IPv6 forgotten: its rule takes any address",
        pair(
            "hq-fw-{}.conf",
            'set name "eltax-pull-v6"',
            'set srcaddr6 "system-myn-relay-v6"',
            'set srcaddr6 "all"',
        ),
        "edit 6",
        "SEP-myn-lgw-V6",
        "myn",
        "lgw",
        "config firewall policy",
    ),
    Leak(
        "missing deny at the end of the mobile edge's list",
        pair(
            "city-hall-me-{}/nftables.conf",
            "    chain acl4.MOBILE-IN-V4 {",
            "        log drop\n        drop\n",
            "",
        ),
        "chain acl4.MOBILE-IN-V4 {",
        "MOB-2-V4",
        "mob",
        "mob",
    ),
)
