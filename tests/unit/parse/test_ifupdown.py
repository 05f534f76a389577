"""ifupdown2 text that the renderer did not write."""

from __future__ import annotations

from ipaddress import ip_address, ip_interface, ip_network

import pytest

from kawanet.model.interfaces import InterfaceKind, LagMember, PortMode, Switchport, Tunnel
from kawanet.model.network import Device, Vrf
from kawanet.parse.linux_frr import parse
from kawanet.parse.linux_frr.ifupdown_bridge import vid_numbers


def device(text: str) -> Device:
    return parse({"interfaces": text}).device


def unclaimed(text: str) -> dict[str, str]:
    return {line.text: line.line_class.value for line in parse({"interfaces": text}).unclaimed}


BRIDGE = "iface bridge\n bridge-vlan-aware yes\n bridge-ports swp1\n bridge-vids 10 20\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("bridge-access 10", Switchport(PortMode.ACCESS, 10)),
        ("bridge-vids 20\n bridge-pvid 10", Switchport(PortMode.ACCESS, 10, 20)),
        ("bridge-vids 10 20\n bridge-pvid 10",
         Switchport(PortMode.TRUNK, native_vlan=10, allowed_vlans=(10, 20))),
        ("bridge-vids 20 30\n bridge-pvid 10",
         Switchport(PortMode.TRUNK, native_vlan=10, allowed_vlans=(10, 20, 30))),
        ("bridge-vids 10-12\n bridge-allow-untagged no",
         Switchport(PortMode.TRUNK, allowed_vlans=(10, 11, 12))),
        ("", Switchport(PortMode.TRUNK, native_vlan=1)),
        ("bridge-allow-untagged no", Switchport(PortMode.TRUNK)),
        ("bridge-access 10\n mstpctl-portadminedge yes\n mstpctl-bpduguard yes",
         Switchport(PortMode.ACCESS, 10, edge=True, bpdu_guard=True)),
    ],
)  # fmt: skip
def test_ports_of_a_bridge(lines: str, expected: Switchport) -> None:
    text = f"{BRIDGE}iface swp1\n {lines}\n"
    assert device(text).interface["swp1"].switchport == expected
    assert unclaimed(text) == {}


def test_a_port_inherits_the_pvid_of_its_bridge() -> None:
    found = device(BRIDGE + " bridge-pvid 20\niface swp1\n").interface["swp1"].switchport
    assert found == Switchport(PortMode.TRUNK, native_vlan=20)


def test_a_port_that_only_the_bridge_names() -> None:
    assert device(BRIDGE).interface["swp1"].switchport == Switchport(PortMode.TRUNK, native_vlan=1)


@pytest.mark.parametrize(
    ("lines", "mode", "priority"),
    [
        ("", None, None),
        (" bridge-stp on\n", "rstp", None),
        (" bridge-stp yes\n mstpctl-treeprio 4096\n", "rstp", 4096),
        (" bridge-stp on\n mstpctl-pvrst-mode yes\n", "rapid-pvst", None),
        (" bridge-stp on\n mstpctl-forcevers mstp\n", "mst", None),
    ],
)
def test_spanning_tree(lines: str, mode: str | None, priority: int | None) -> None:
    found = device(BRIDGE + lines).switching
    assert (found.stp_mode, found.stp_priority) == (mode, priority)
    assert [v.vlan_id for v in found.vlans] == [10, 20]


@pytest.mark.parametrize(
    ("text", "kind", "parent", "vlan"),
    [
        ("iface swp1.30", InterfaceKind.SUBINTERFACE, "swp1", 30),
        (
            "iface uplink\n vlan-raw-device swp1\n vlan-id 30",
            InterfaceKind.SUBINTERFACE,
            "swp1",
            30,
        ),
        ("iface vlan30\n vlan-raw-device bridge", InterfaceKind.SVI, None, 30),
        ("iface bridge.30", InterfaceKind.SVI, None, 30),
        ("iface d1\n link-type dummy", InterfaceKind.LOOPBACK, None, None),
        ("iface lo inet loopback", InterfaceKind.LOOPBACK, None, None),
        ("iface b1\n bond-slaves swp2", InterfaceKind.LAG, None, None),
        ("iface eth0", InterfaceKind.PHYSICAL, None, None),
    ],
)
def test_kinds(text: str, kind: InterfaceKind, parent: str | None, vlan: int | None) -> None:
    found = device(BRIDGE + text + "\n").interface[text.split()[1]]
    assert (found.kind, found.parent, found.vlan) == (kind, parent, vlan)


@pytest.mark.parametrize(
    ("lines", "mode"),
    [
        (" bond-slaves swp1 swp2\n", "active"),
        (" bond-slaves swp1 swp2\n bond-mode 4\n", "active"),
        (" bond-slaves swp1 swp2\n bond-mode balance-xor\n", "on"),
        (" bond-slaves swp1\n bond-mode 4\n up ip link set dev b1 type bond lacp_active off\n",
         "passive"),
    ],
)  # fmt: skip
def test_members_of_a_bond(lines: str, mode: str) -> None:
    text = f"iface b1\n{lines}"
    assert device(text).interface["swp1"].lag == LagMember("b1", mode)  # type: ignore[arg-type]
    assert unclaimed(text) == {}


TUNNEL = "iface gre1\n tunnel-mode gre\n tunnel-local 192.0.2.1\n tunnel-endpoint 192.0.2.2\n"
ENDS = (ip_address("192.0.2.1"), ip_address("192.0.2.2"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TUNNEL, Tunnel(*ENDS, "default")),
        (TUNNEL + " tunnel-physdev WAN\niface WAN\n vrf-table 9\n", Tunnel(*ENDS, "WAN")),
        (TUNNEL + " tunnel-dev swp9\niface swp9\n vrf WAN\n", Tunnel(*ENDS, "WAN")),
        (TUNNEL + " tunnel-dev swp9\niface swp9\n", Tunnel(*ENDS, "default")),
        ("iface gre1\n pre-up ip link add gre1 type gre local 192.0.2.1 remote 192.0.2.2 key 7\n",
         Tunnel(*ENDS, "default", key=7)),
        (TUNNEL.replace("gre\n", "sit\n"), None),
    ],
)  # fmt: skip
def test_tunnels(text: str, expected: Tunnel | None) -> None:
    assert device(text).interface["gre1"].tunnel == expected


def test_vrfs_and_what_stands_in_them() -> None:
    text = (
        "auto RED\niface RED\n vrf-table 1001\niface BLUE\n vrf-table auto\n alias the blue one\n"
        "iface eth1\n vrf RED\n address 10.0.0.1/24\n address fd00::1/64\n mtu 9000\n"
        " link-speed 1000\n alias to x\n link-down yes\n"
    )
    found = device(text)
    assert found.vrfs == (Vrf("RED", 1001), Vrf("BLUE", None, "the blue one"))
    port = found.interface["eth1"]
    assert (port.vrf, port.mtu, port.speed_bps, port.enabled) == ("RED", 9000, 10**9, False)
    assert port.addresses == (ip_interface("10.0.0.1/24"), ip_interface("fd00::1/64"))
    assert unclaimed(text) == {}


ETH = "iface eth0\n address 10.0.0.1/24\n"
ANY_WHERE = ("default", ip_network("0.0.0.0/0"), ip_address("10.0.0.254"), None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("gateway 10.0.0.254", ANY_WHERE),
        ("gateway 10.0.0.254\n vrf RED", ("RED", *ANY_WHERE[1:])),
        ("up ip route add default via 10.0.0.254", ANY_WHERE),
        ("post-up ip route add 10.9.0.0/16 via 10.0.0.254 dev $IFACE",
         ("default", ip_network("10.9.0.0/16"), ip_address("10.0.0.254"), "eth0")),
        ("post-up ip -6 route replace default dev eth0",
         ("default", ip_network("::/0"), None, "eth0")),
        ("up ip route add 10.9.0.0/16 via 10.0.0.254 vrf BLUE",
         ("BLUE", ip_network("10.9.0.0/16"), ip_address("10.0.0.254"), None)),
    ],
)  # fmt: skip
def test_routes_of_the_kernel(lines: str, expected: tuple[object, ...]) -> None:
    text = f"{ETH} {lines}\niface RED\n vrf-table 9\niface BLUE\n vrf-table 10\n"
    (route,) = device(text).routing.static
    assert (route.vrf, route.prefix, route.next_hop, route.interface) == expected
    assert (route.distance, route.kernel) == (0, True)
    assert unclaimed(text) == {}


def test_bridges_that_know_no_vlans() -> None:
    text = (
        BRIDGE.replace("10 20", "10 4094")
        + "iface br0 inet static\n bridge_ports eth1 eth2\n bridge_stp off\n bridge_fd 0\n"
        " address 10.0.0.1/24\n vrf RED\niface br1\n bridge-ports none\n"
    )
    found = device(text)
    assert [v.vlan_id for v in found.switching.vlans] == [10, 4092, 4093, 4094]
    bridge = found.interface["br0"]
    assert (bridge.kind, bridge.vlan, bridge.vrf) == (InterfaceKind.SVI, 4093, "RED")
    ports = [i.name for i in found.interfaces if i.switchport == Switchport(PortMode.ACCESS, 4093)]
    assert ports == ["eth1", "eth2"]
    assert unclaimed(text) == {}


def test_virtual_addresses_masks_and_lists_of_ports() -> None:
    text = (
        "iface swp9\n address 10.0.0.2\n netmask 255.255.255.0\n"
        " address-virtual 00:00:5e:00:01:01 10.0.0.1/24 fd00::1/64\n"
        "iface b1\n bond-slaves glob swp1-2 swp[5-6]s0\n"
        "iface RED\n vrf-table 9\n address 127.0.0.1/8\n address 192.0.2.7/32\n"
    )
    found = device(text)
    port = found.interface["swp9"]
    assert port.addresses == (ip_interface("10.0.0.2/24"),)
    groups = [(g.family, str(g.address), g.protocol) for g in port.vrrp]
    assert groups == [(4, "10.0.0.1", "varp"), (6, "fd00::1", "varp")]
    members = [i.name for i in found.interfaces if i.lag is not None]
    assert members == ["swp1", "swp2", "swp5s0", "swp6s0"]
    assert found.interface["RED"].addresses == (ip_interface("192.0.2.7/32"),)
    assert unclaimed(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("iface eth0 inet dhcp", "unmodelled"),
        ("iface eth0\n gateway there", "unrecognised"),
        ("iface eth0\n post-up ip route add 10.0.0.0/8 via 10.0.0.1 metric 5", "unmodelled"),
        ("iface eth0\n post-up ip route add blackhole 10.0.0.0/8", "unmodelled"),
        ("iface eth0\n post-up ip route add 10.0.0.0/8 via fd00::1", "unrecognised"),
        ("iface b1\n bond-slaves regex eth.*", "unmodelled"),
        ("iface eth0\n up ip link set dev eth1 up", "unmodelled"),
        ("iface eth0\n address-virtual 00:00:5e:00:01:01 there", "unrecognised"),
        ("iface vx10\n vxlan-id 10", "unmodelled"),
        ("iface br0\n bridge-ports eth1.10 eth2", "unmodelled"),
        ("iface eth1\n address 10.0.0.1/24\niface br0\n bridge-ports eth1 eth2", "unmodelled"),
        (TUNNEL.replace("gre\n", "sit\n"), "unmodelled"),
        ("source /opt/other.conf", "unmodelled"),
        ("iface eth0\n address 10.0.0.0/99", "unrecognised"),
        ("iface eth0\n mtu many", "unrecognised"),
        ("iface eth0\n frobnicate", "unrecognised"),
        ("frobnicate", "unrecognised"),
        (BRIDGE + " bridge-vids 5000", "unrecognised"),
        (BRIDGE + " bridge-vlan-protocol 802.1ad", "unmodelled"),
        (BRIDGE + "iface swp1\n bridge-access 0", "unmodelled"),
    ],
)
def test_what_is_not_modelled_is_reported(text: str, expected: str) -> None:
    assert set(unclaimed(text + "\n").values()) == {expected}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("10", (10,)), ("10 20-22", (10, 20, 21, 22)), ("3,1-2", (1, 2, 3)), ("5 5", (5,)), ("", ())],
)
def test_vid_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert vid_numbers(text) == numbers


@pytest.mark.parametrize("text", ["0", "4095", "20-10", "x", "1-", "-"])
def test_vid_numbers_refused(text: str) -> None:
    if text == "1-":
        assert vid_numbers(text) == (1,)
    else:
        with pytest.raises(ValueError, match=r".*"):
            vid_numbers(text)
