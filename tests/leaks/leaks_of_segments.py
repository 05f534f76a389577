"""Leaks at layer 2: a frame gets to a port, a WLAN or a router of another tier."""

from __future__ import annotations

from seeding import Edit, Leak, pair


def _port(name: str, file: str, below: str, vlans: tuple[int, int], tiers: tuple[str, ...]) -> Leak:
    """An access port in another VLAN than its own."""
    old, new = (f"switchport access vlan {vlan}" for vlan in vlans)
    refutes, from_tier, to_tier = tiers
    return Leak(name, (Edit(file, below, old, new),), new, refutes, from_tier, to_tier)


def _controllers(name: str, below: str, old: str, new: str, tiers: tuple[str, ...]) -> Leak:
    """A line of both wireless controllers."""
    refutes, from_tier, to_tier = tiers
    edits = pair("hall-wlc-{}.cfg", below, f" {old}\n", f" {new}\n")
    return Leak(name, edits, new, refutes, from_tier, to_tier)


def _carries_1112(file: str, cable: str) -> Edit:
    """A trunk that carries VLAN 1112 too."""
    return Edit(file, f" description {cable}", "vlan 112,514", "vlan 112,514,1112")


_VLAN_1112 = "vlan 1112\n name RESIDENTS\n!\n"

SEGMENTS = (
    _port(
        "access port in another tier's VLAN",
        "hall-acc-02f-1.cfg",
        "interface GigabitEthernet1/0/9",
        (512, 111),
        ("L2-myn-lgw", "lgw", "myn"),
    ),
    _port(
        "RADIUS server in the VLAN of LGWAN servers",
        "hall-tor-1.cfg",
        " description srv-radius-a-1",
        (1513, 514),
        ("L2-lgw-mgt", "mgt", "lgw"),
    ),
    Leak(
        "native VLANs of a trunk do not match",
        (
            Edit(
                "hall-core-1.cfg",
                "interface TenGigabitEthernet1/1/14",
                "trunk native vlan 998",
                "trunk native vlan 110",
            ),
            Edit(
                "hall-acc-01f-1.cfg",
                "interface TenGigabitEthernet1/1/1",
                "trunk native vlan 998",
                "trunk native vlan 510",
            ),
        ),
        "switchport trunk native vlan 510",
        "L2-myn-lgw",
        "myn",
        "lgw",
    ),
    Leak(
        "user port made a trunk of all VLANs",
        (
            Edit(
                "hall-acc-01f-1.cfg",
                "interface GigabitEthernet1/0/1",
                " switchport mode access\n switchport access vlan 110\n",
                " switchport mode trunk\n switchport trunk native vlan 110\n",
            ),
        ),
        "switchport mode trunk",
        "L2-myn-lgw",
        "myn",
        "lgw",
    ),
    Leak(
        "stray VLAN on the trunk to a public server",
        (
            Edit(
                "hall-tor-1.cfg",
                " description srv-web-1",
                " switchport mode access\n switchport access vlan 2510\n",
                " switchport mode trunk\n switchport trunk native vlan 2510\n"
                " switchport trunk allowed vlan 112,2510\n",
            ),
        ),
        "switchport trunk allowed vlan 112,2510",
        "L2-myn-dmz",
        "dmz",
        "myn",
    ),
    Leak(
        "VLAN id that the annex gave twice, stretched over the fibre",
        (
            *(
                Edit(f"annex-{box}-1.cfg", "vlan 998", "vlan 998", _VLAN_1112 + "vlan 998")
                for box in ("tor", "core")
            ),
            Edit(
                "annex-tor-1.cfg",
                " description srv-residents-1",
                "switchport access vlan 112",
                "switchport access vlan 1112",
            ),
            _carries_1112("annex-tor-1.cfg", "up-annex-tor-1-1 to annex-core-1"),
            _carries_1112("annex-core-1.cfg", "up-annex-tor-1-1 to annex-tor-1"),
            _carries_1112("annex-core-1.cfg", "fibre-mrlink-1 to hall-core-1"),
            _carries_1112("hall-core-1.cfg", "fibre-mrlink-1 to annex-core-1"),
        ),
        "switchport access vlan 1112",
        "L2-myn-int",
        "myn",
        "int",
        " description srv-residents-1",
    ),
    _controllers(
        "guests' policy profile in the staff VLAN",
        "wireless profile policy guest",
        "vlan 1911",
        "vlan 516",
        ("L2-lgw-gst", "gst", "lgw"),
    ),
    _controllers(
        "policy tag pairs the guest WLAN with the staff profile",
        "wireless tag policy city",
        "wlan guest policy guest",
        "wlan guest policy staff",
        ("L2-lgw-gst", "gst", "lgw"),
    ),
    _controllers(
        "staff WLAN in the controllers' own VLAN",
        "wireless profile policy staff",
        "vlan 516",
        "vlan 1512",
        ("L2-lgw-mgt", "lgw", "mgt"),
    ),
    Leak(
        "tags of a branch's sub-interfaces swapped (ifupdown2)",
        (
            Edit("north-branch-rt-1/interfaces", "iface eth1.110", "vlan-id 110", "vlan-id 510"),
            Edit("north-branch-rt-1/interfaces", "iface eth1.510", "vlan-id 510", "vlan-id 110"),
        ),
        "vlan-id 110",
        "L2-myn-lgw",
        "myn",
        "lgw",
    ),
    Leak(
        "tags of a firewall's sub-interfaces swapped (FortiOS)",
        (
            *pair("hall-fw-{}.conf", 'edit "x1.515"', "set vlanid 515", "set vlanid 1113"),
            *pair("hall-fw-{}.conf", 'edit "x1.1113"', "set vlanid 1113", "set vlanid 515"),
        ),
        "set vlanid 515",
        "L2-lgw-int",
        "lgw",
        "int",
    ),
    Leak(
        "tags of a ring's sub-interfaces swapped",
        (
            Edit(
                "hall-core-1.cfg",
                "interface Port-channel3.100",
                "encapsulation dot1Q 100",
                "encapsulation dot1Q 500",
            ),
            Edit(
                "hall-core-1.cfg",
                "interface Port-channel3.500",
                "encapsulation dot1Q 500",
                "encapsulation dot1Q 100",
            ),
        ),
        "encapsulation dot1Q 500",
        "L2-myn-lgw",
        "myn",
        "lgw",
    ),
)
