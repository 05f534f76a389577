"""Leaks at layer 3: interfaces in the wrong VRF, addresses and routes that join two."""

from __future__ import annotations

from seeding import Edit, Leak, pair

_LGW_TO_MYN = "ip route vrf LGW 10.16.0.0 255.240.0.0 "

ROUTES = (
    Leak(
        "wrong VRF on an SVI",
        pair("hall-core-{}.cfg", "interface Vlan512", "vrf forwarding LGW", "vrf forwarding MYN"),
        "vrf forwarding MYN",
        "SEP-myn-lgw-V4",
        "myn",
        "lgw",
    ),
    Leak(
        "VRF forgotten on two SVIs",
        (
            *pair("hall-core-{}.cfg", "interface Vlan111", " vrf forwarding MYN\n", ""),
            *pair("hall-core-{}.cfg", "interface Vlan1110", " vrf forwarding INT\n", ""),
        ),
        "interface Vlan1110",
        "SEP-myn-int-V6",
        "myn",
        "int",
    ),
    Leak(
        "secondary address of another tier on an SVI",
        (
            Edit(
                "hall-core-1.cfg",
                "interface Vlan1110",
                " ip address 10.48.0.2 255.255.255.240\n",
                " ip address 10.48.0.2 255.255.255.240\n"
                " ip address 10.16.0.65 255.255.255.224 secondary\n",
            ),
        ),
        "ip address 10.16.0.65 255.255.255.224 secondary",
        "SEP-int-myn-V4",
        "int",
        "myn",
    ),
    Leak(
        "wrong VRF on a ring's sub-interface",
        tuple(
            Edit("hall-core-1.cfg", "interface Port-channel3.100", old, new)
            for old, new in (
                ("vrf forwarding MYN", "vrf forwarding LGW"),
                ("ip ospf 1 area 0", "ip ospf 2 area 0"),
                ("ospfv3 1 ipv6 area 0", "ospfv3 2 ipv6 area 0"),
            )
        ),
        "vrf forwarding LGW",
        "SEP-myn-lgw-V6",
        "myn",
        "lgw",
    ),
    Leak(
        "wrong VRF on a branch's sub-interface (ifupdown2)",
        (Edit("north-branch-rt-1/interfaces", "iface eth1.510", "    vrf LGW", "    vrf MYN"),),
        "vrf MYN",
        "SEP-lgw-myn-V4",
        "lgw",
        "myn",
    ),
    Leak(
        "one end of a tunnel in another tier's VRF",
        tuple(
            Edit("hall-he-1.cfg", "interface Tunnel5009", old, new)
            for old, new in (
                ("vrf forwarding SVC", "vrf forwarding LGW"),
                ("ip ospf 9 area", "ip ospf 2 area"),
                ("ospfv3 9 ipv6 area", "ospfv3 2 ipv6 area"),
            )
        ),
        "vrf forwarding LGW",
        "SEP-svc-lgw-V4",
        "svc",
        "lgw",
    ),
    Leak(
        "static route out of another VRF's interface",
        (
            Edit(
                "hall-core-1.cfg",
                _LGW_TO_MYN,
                f"{_LGW_TO_MYN}10.32.32.6",
                f"{_LGW_TO_MYN}Vlan113 10.16.16.3",
            ),
        ),
        f"{_LGW_TO_MYN}Vlan113 10.16.16.3",
        "SEP-lgw-myn-V4",
        "lgw",
        "myn",
    ),
    Leak(
        "IPv6 route into another VRF, redistributed",
        (
            Edit(
                "hall-core-2.cfg",
                "ipv6 route vrf GST ::/0",
                "ipv6 route vrf INT fd12:3456:2::/48",
                "ipv6 route vrf INT fd12:3456:1::/48 fd12:3456:1:80::2 nexthop-vrf MYN\n"
                "ipv6 route vrf INT fd12:3456:2::/48",
            ),
        ),
        "ipv6 route vrf INT fd12:3456:1::/48 fd12:3456:1:80::2 nexthop-vrf MYN",
        "SEP-int-myn-V6",
        "int",
        "myn",
    ),
    Leak(
        "route leak between the VRFs of a branch (FRR)",
        (
            Edit(
                "north-branch-rt-1/frr.conf",
                "service integrated-vtysh-config",
                "!\n",
                "!\nvrf LGW\n ip route 10.16.8.0/27 10.17.240.6 nexthop-vrf MYN\nexit-vrf\n!\n",
            ),
        ),
        "ip route 10.16.8.0/27 10.17.240.6 nexthop-vrf MYN",
        "SEP-lgw-myn-V4",
        "lgw",
        "myn",
    ),
)
