"""Small networks of one feature each, as text: what the devices' own tables would say.

A row of `expected` is `device[/vrf] prefix protocol distance/metric ways`; a way is `interface`,
`interface>next hop` or `discard`; a prefix that must be absent has the protocol `-`.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest

from kawanet.forwarding.dataplane import DataPlane, Hop, HopKind, Node
from kawanet.forwarding.simulation import simulate
from kawanet.model.network import DEFAULT_VRF, Network
from kawanet.parse.registry import parse_device


def network(text: str) -> DataPlane:
    """The tables of a network written as one text, a device behind each line `#### NAME`."""
    devices = []
    for part in text.split("#### ")[1:]:
        name, _, lines = part.partition("\n")
        parsed = parse_device({name: lines})
        assert parsed is not None
        told = [f"{u.where.line}: {u.text}" for u in parsed.unclaimed]
        assert not told, (name, told)
        devices.append(replace(parsed.device, name=name))
    return simulate(Network(tuple(sorted(devices, key=lambda d: d.name))))


def way(hop: Hop) -> str:
    if hop.kind is HopKind.DISCARD and not hop.interface:
        return "discard"
    if hop.kind is HopKind.VRF and hop.neighbour is not None:
        return f"vrf {hop.neighbour.vrf}"
    return f"{hop.interface}>{hop.next_hop}" if hop.next_hop is not None else hop.interface


def rows(plane: DataPlane, place: str, prefix: str) -> str:
    """The line of a prefix in a table."""
    device, _, vrf = place.partition("/")
    for route in plane.routes[Node(device, vrf or DEFAULT_VRF)]:
        if route.prefix == ip_network(prefix):
            ways = " ".join(sorted(map(way, route.hops)))
            return f"{route.protocol} {route.distance}/{route.metric} {ways}"
    return "-"


def check(text: str, expected: str) -> None:
    plane = network(text)
    wanted = [line.split(None, 2) for line in expected.strip().splitlines()]
    found = [[place, prefix, rows(plane, place, prefix)] for place, prefix, _ in wanted]
    assert found == wanted


def junos(lines: str) -> str:
    """Devices in `set` form: `#### NAME`, then lines without the `set`."""
    return "\n".join(
        line if not line or line.startswith("#") else f"set {line}"
        for line in ["", *(each.strip() for each in lines.splitlines())]
    )


JUNOS_PAIR = """
    #### r2
    system host-name r2
    interfaces ge-0/0/0 unit 0 family inet address 10.0.12.2/29
    routing-options autonomous-system 65002
    protocols bgp group E type external
    protocols bgp group E neighbor 10.0.12.1 peer-as 65001
"""
JUNOS_ORIGIN = """
    #### r1
    system host-name r1
    interfaces ge-0/0/0 unit 0 family inet address 10.0.12.1/29
    routing-options autonomous-system 65001
    routing-options static route 50.0.0.0/8 discard
    routing-options static route 51.0.0.0/8 discard
    routing-options static route 52.0.0.0/8 discard
    policy-options policy-statement A term a from route-filter 50.0.0.0/8 exact
    policy-options policy-statement A term a then metric 3
    policy-options policy-statement A term a then accept
    policy-options policy-statement A term b from route-filter 51.0.0.0/8 exact
    policy-options policy-statement A term b then accept
    policy-options policy-statement A then reject
    policy-options policy-statement B from route-filter 50.0.0.0/8 exact
    policy-options policy-statement B then accept
    policy-options policy-statement C from route-filter 52.0.0.0/8 exact
    policy-options policy-statement C then accept
    policy-options policy-statement NONE then reject
    policy-options policy-statement D from protocol static
    policy-options policy-statement D then default-action accept
    policy-options policy-statement E from route-filter 52.0.0.0/8 exact
    policy-options policy-statement E then reject
    protocols bgp group E type external
    protocols bgp group E neighbor 10.0.12.2 peer-as 65002
"""
FIRST = "bgp 170/0 ge-0/0/0>10.0.12.1"


@pytest.mark.parametrize(
    ("export", "told"),
    [
        ("( A && B )", {"50": "bgp 170/3 ge-0/0/0>10.0.12.1"}),
        ("( B || ( C || NONE ) )", {"50": FIRST, "52": FIRST}),
        ("( !A && D )", {"52": FIRST}),
        ("[ D E ]", {"50": FIRST, "51": FIRST}),
    ],
)
def test_junos_policies_may_be_joined(export: str, told: dict[str, str]) -> None:
    line = f"\nprotocols bgp group E export {export}\n"
    expected = "\n".join(f"r2 {n}.0.0.0/8 {told.get(n, '-')}" for n in ("50", "51", "52"))
    check(junos(JUNOS_ORIGIN + line + JUNOS_PAIR), expected)


def test_junos_static_routes_that_nobody_takes_in() -> None:
    line = "\nrouting-options static route 50.0.0.0/8 no-readvertise\n"
    line += "protocols bgp group E export A\n"
    check(
        junos(JUNOS_ORIGIN + line + JUNOS_PAIR),
        f"r1 50.0.0.0/8 static 5/0 discard\nr2 50.0.0.0/8 -\nr2 51.0.0.0/8 {FIRST}",
    )


def test_junos_preference_comes_before_local_preference_and_both_are_a_neighbour_s() -> None:
    text = """
    #### r1
    system host-name r1
    interfaces ge-0/0/0 unit 0 family inet address 10.0.12.1/30
    interfaces ge-0/0/1 unit 0 family inet address 10.0.13.1/30
    routing-options autonomous-system 65001
    protocols bgp group E type external
    protocols bgp group E neighbor 10.0.12.2 peer-as 65002
    protocols bgp group E neighbor 10.0.12.2 local-preference 500
    protocols bgp group E neighbor 10.0.13.2 peer-as 65003
    protocols bgp group E neighbor 10.0.13.2 preference 160
    """
    for name, n, asn in (("r2", 0, 65002), ("r3", 1, 65003)):
        text += f"""
    #### {name}
    system host-name {name}
    interfaces ge-0/0/{n} unit 0 family inet address 10.0.1{n + 2}.2/30
    interfaces lo0 unit 0 family inet address 9.9.9.9/32
    routing-options autonomous-system {asn}
    protocols bgp group E type external
    protocols bgp group E neighbor 10.0.1{n + 2}.1 peer-as 65001
    protocols bgp group E export D
    policy-options policy-statement D from protocol direct
    policy-options policy-statement D then accept
    """
    check(junos(text), "r1 9.9.9.9/32 bgp 160/0 ge-0/0/1>10.0.13.2")


def test_junos_addresses_of_interfaces_that_are_down_are_refused() -> None:
    text = """
    #### r1
    system host-name r1
    interfaces ge-0/0/0 disable
    interfaces ge-0/0/0 unit 0 family inet address 10.0.12.1/30
    """
    check(junos(text), "r1 10.0.12.0/30 -\nr1 10.0.12.1/32 local 0/0 discard")


EOS = """
#### r1
! device: r1 (vEOS, EOS-4.27.0.1F)
hostname r1
interface Ethernet1
   no switchport
   ip address 10.0.12.1/30
interface Ethernet2
   no switchport
   ip address 10.0.13.1/30
ip routing
route-map IN permit 10
   match as-path length >= 2
route-map IN permit 20
   match as-path length = 1
router bgp 100
   neighbor default send-community
   neighbor 10.0.12.2 remote-as 200
   neighbor 10.0.12.2 import-localpref 300
   neighbor 10.0.12.2 route-map IN in
   neighbor 10.0.12.2 metric-out 50
   neighbor 10.0.13.2 remote-as 300
   neighbor 10.0.13.2 import-localpref 200
   network 10.0.13.0/30
#### r2
! device: r2 (vEOS, EOS-4.27.0.1F)
hostname r2
interface Ethernet1
   no switchport
   ip address 10.0.12.2/30
interface Loopback0
   ip address 9.9.9.9/32
ip routing
router bgp 200
   neighbor 10.0.12.1 remote-as 100
   network 9.9.9.9/32
#### r3
! device: r3 (vEOS, EOS-4.27.0.1F)
hostname r3
interface Ethernet2
   no switchport
   ip address 10.0.13.2/30
interface Loopback0
   ip address 9.9.9.9/32
ip routing
router bgp 300
   neighbor 10.0.13.1 remote-as 100
   network 9.9.9.9/32
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", "r1 9.9.9.9/32 bgp 200/0 Ethernet1>10.0.12.2\n"
                 "r2 10.0.13.0/30 bgp 200/50 Ethernet1>10.0.12.1"),
        ("import-localpref 200", "import-localpref 400",
         "r1 9.9.9.9/32 bgp 200/0 Ethernet2>10.0.13.2"),
        (">= 2", "<= 0", "r1 9.9.9.9/32 bgp 200/0 Ethernet1>10.0.12.2"),
        ("length = 1", "length = 3", "r1 9.9.9.9/32 bgp 200/0 Ethernet2>10.0.13.2"),
        ("router bgp 200\n", "router bgp 200\n   shutdown\n",
         "r1 9.9.9.9/32 bgp 200/0 Ethernet2>10.0.13.2\nr2 10.0.13.0/30 -"),
    ],
)  # fmt: skip
def test_eos_knobs_of_neighbours(old: str, new: str, expected: str) -> None:
    check(EOS.replace(old, new) if old else EOS, expected)


def fortios(**sections: str) -> str:
    """A FortiGate: `router_static="edit 1; set ..."`, a statement behind each `;`."""
    lines = ["", "#config-version=FGVM64-7.0.5-FW-build0304-220208:opmode=0:vdom=0:user=admin"]
    for name, text in sections.items():
        lines += [f"config {name.replace('_', ' ', 1)}", *text.split("; "), "end"]
    return "\n".join(lines)


def test_fortios_speaks_rip_over_a_gre_tunnel() -> None:
    text = ""
    for n, other in ((1, 2), (2, 1)):
        text += f"#### fw{n}" + fortios(
            system_interface=f"edit port1; set ip 10.0.12.{n} 255.255.255.252; next; "
            f"edit port2; set ip 10.{n}0.0.1 255.255.255.0; next; "
            f"edit gre1; set ip 172.31.0.{n} 255.255.255.255; set type tunnel; "
            f"set remote-ip 172.31.0.{other} 255.255.255.252; set interface port1; next",
            **{"system_gre-tunnel": f"edit gre1; set interface port1; set local-gw 10.0.12.{n}; "
               f"set remote-gw 10.0.12.{other}; next"},
            router_static="edit 1; set dst 50.0.0.0 255.0.0.0; set blackhole enable; next",
            router_rip="config network; edit 1; set prefix 172.31.0.0 255.255.0.0; next; end; "
            "config redistribute connected; set status enable; set metric 3; end",
        ) + "\n"  # fmt: skip
    check(
        text,
        """
        fw1 172.31.0.0/30 connected 0/0 gre1
        fw1 50.0.0.0/8 static 10/0 discard
        fw1 10.20.0.0/24 rip 120/4 gre1>172.31.0.2
        fw2 10.10.0.0/24 rip 120/4 gre1>172.31.0.1
        """,
    )


def test_fortios_static_routes_to_named_addresses_and_out_of_sdwan() -> None:
    text = "#### fw1" + fortios(
        system_interface="edit port1; set ip 10.0.12.1 255.255.255.252; next; "
        "edit port2; set ip 10.0.13.1 255.255.255.252; next",
        system_sdwan="set status enable; config zone; edit virtual-wan-link; next; end; "
        "config members; edit 1; set interface port1; set gateway 10.0.12.2; next; "
        "edit 2; set interface port2; set gateway 10.0.13.2; next; end",
        firewall_address="edit A; set subnet 60.0.0.0 255.0.0.0; set allow-routing enable; next; "
        "edit B; set subnet 61.0.0.0 255.0.0.0; next",
        firewall_addrgrp="edit G; set member A B; set allow-routing enable; next",
        router_static="edit 1; set distance 1; set sdwan-zone virtual-wan-link; next; "
        "edit 2; set dstaddr G; set gateway 10.0.12.2; set device port1; next",
    )
    check(
        text,
        """
        fw1 0.0.0.0/0 static 1/0 port1>10.0.12.2 port2>10.0.13.2
        fw1 60.0.0.0/8 static 10/0 port1>10.0.12.2
        fw1 61.0.0.0/8 static 10/0 port1>10.0.12.2
        """,
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", "r2 3.3.3.3/32 isis-l2 18/73 ge-0/0/0>10.0.12.1\n"
             "r2 50.0.0.0/8 isis-l2-ex 165/17 ge-0/0/0>10.0.12.1"),
        ("protocols isis level 2 wide-metrics-only",
         "r2 3.3.3.3/32 isis-l2 18/510 ge-0/0/0>10.0.12.1\n"
         "r2 50.0.0.0/8 isis-l2 18/17 ge-0/0/0>10.0.12.1"),
    ],
)  # fmt: skip
def test_junos_is_is_metrics_end_at_63_unless_they_are_wide_alone(line: str, expected: str) -> None:
    text = ""
    for n, links in ((1, (0, 1)), (2, (0,)), (3, (1,))):
        text += f"\n#### r{n}\nsystem host-name r{n}\nprotocols isis level 1 disable\n"
        text += f"interfaces lo0 unit 0 family inet address {n}.{n}.{n}.{n}/32\n"
        text += f"interfaces lo0 unit 0 family iso address 49.0001.0000.0000.000{n}.00\n"
        text += "protocols isis interface lo0.0\n"
        for link in links:
            port, own = f"ge-0/0/{link}", 1 if n == 1 else 2
            text += f"interfaces {port} unit 0 family inet address 10.0.1{link + 2}.{own}/30\n"
            text += f"interfaces {port} unit 0 family iso\nprotocols isis interface {port}.0\n"
        if n == 1:
            text += (
                "protocols isis interface ge-0/0/1.0 level 2 metric 500\n"
                "routing-options static route 50.0.0.0/8 discard\nprotocols isis export S\n"
                "policy-options policy-statement S from protocol static\n"
                "policy-options policy-statement S then metric 7\n"
                f"policy-options policy-statement S then accept\n{line}\n"
            )
    check(junos(text), expected)


@pytest.mark.parametrize("line", ["static route 50.0.0.0/8", "aggregate route 50.0.0.0/7"])
def test_junos_routes_of_one_s_own_may_have_communities(line: str) -> None:
    text = JUNOS_ORIGIN + f"\nrouting-options {line} community [ 65001:7 65001:8 ]\n"
    text += "protocols bgp group E export D\n" + JUNOS_PAIR
    text += "policy-options community SEVEN members 65001:7\n"
    text += "protocols bgp group E import WANTED\n"
    text += "policy-options policy-statement WANTED from community SEVEN\n"
    text += "policy-options policy-statement WANTED then accept\n"
    text += "policy-options policy-statement WANTED term z from protocol bgp\n"
    text += "policy-options policy-statement WANTED term z from community SEVEN\n"
    text += "policy-options policy-statement WANTED term z then metric 9\n"
    text = text.replace(
        "policy-options policy-statement D from protocol static",
        "policy-options policy-statement D from protocol [ static aggregate ]",
    )
    prefix = line.rsplit(maxsplit=1)[-1]
    check(junos(text), f"r2 {prefix} bgp 170/9 ge-0/0/0>10.0.12.1\nr2 51.0.0.0/8 {FIRST}")


FRR_CHAIN = {
    "r1": ("swp1 10.0.12.1", ""),
    "r2": ("swp1 10.0.12.2, swp2 10.0.23.1", "area 1 virtual-link 3.3.3.3"),
    "r3": ("swp2 10.0.23.2, swp3 10.0.34.1", "area 1 virtual-link 2.2.2.2"),
    "r4": ("swp3 10.0.34.2", ""),
}
AREAS = {"swp1": 0, "swp2": 1, "swp3": 2}


def test_virtual_links_of_frr_and_junos() -> None:
    """Area 2 hangs on the backbone across area 1."""
    text = ""
    for number, (name, (ports, line)) in enumerate(FRR_CHAIN.items(), 1):
        router_id = ".".join([str(number)] * 4)
        pairs = [each.split() for each in ports.split(", ")]
        if name == "r3":
            text += junos(
                f"#### r3\nsystem host-name r3\nrouting-options router-id {router_id}\n"
                "protocols ospf area 0 virtual-link neighbor-id 2.2.2.2 transit-area 1\n"
                + "".join(
                    f"interfaces ge-0/0/{p[-1]} unit 0 family inet address {a}/30\n"
                    f"protocols ospf area {AREAS[p]} interface ge-0/0/{p[-1]}.0 metric 10\n"
                    for p, a in pairs
                )
            ) + "\n"  # fmt: skip
            continue
        text += f"#### {name}\n" + "".join(f"auto {p}\niface {p}\n    address {a}/30\n"
                                           for p, a in pairs)  # fmt: skip
        text += f"frr version 8.4\nhostname {name}\n"
        text += "".join(f"interface {p}\n ip ospf area {AREAS[p]}\n ip ospf cost 10\n"
                        for p, _ in pairs)  # fmt: skip
        text += f"router ospf\n ospf router-id {router_id}\n" + (f" {line}\n" if line else "")
    check(
        text,
        """
        r1 10.0.34.0/30 ospf-ia 110/30 swp1>10.0.12.2
        r4 10.0.12.0/30 ospf-ia 110/30 swp3>10.0.34.1
        r3 10.0.12.0/30 ospf 10/20 ge-0/0/2>10.0.23.1
        """,
    )


def test_junos_import_policies_of_ospf_keep_out_external_routes_only() -> None:
    text = """
    #### r1
    system host-name r1
    interfaces ge-0/0/0 unit 0 family inet address 10.0.12.1/30
    interfaces lo0 unit 0 family inet address 1.1.1.1/32
    routing-options static route 50.0.0.0/8 discard
    routing-options static route 51.0.0.0/8 discard
    policy-options policy-statement S from protocol static
    policy-options policy-statement S then accept
    protocols ospf export S
    protocols ospf area 0 interface all
    #### r2
    system host-name r2
    interfaces ge-0/0/0 unit 0 family inet address 10.0.12.2/30
    policy-options policy-statement I term a from route-filter 50.0.0.0/8 exact
    policy-options policy-statement I term a then accept
    policy-options policy-statement I then reject
    protocols ospf import I
    protocols ospf area 0 interface all
    """
    check(
        junos(text),
        """
        r2 1.1.1.1/32 ospf 10/1 ge-0/0/0>10.0.12.1
        r2 50.0.0.0/8 ospf-e2 150/0 ge-0/0/0>10.0.12.1
        r2 51.0.0.0/8 -
        """,
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("match community A B", "-"),
        ("match community A B or-results", "bgp 200/0 Ethernet1>10.0.12.2"),
        ("match community A exact-match", "bgp 200/0 Ethernet1>10.0.12.2"),
    ],
)
def test_eos_wants_all_of_several_community_lists(line: str, expected: str) -> None:
    text = EOS.replace("match as-path length >= 2", line)
    text = text.replace("route-map IN permit 20\n   match as-path length = 1\n", "")
    text = text.replace(
        "router bgp 100\n",
        "ip community-list A permit 200:1\nip community-list B permit 200:2\nrouter bgp 100\n"
        "   neighbor 10.0.13.2 shutdown\n",
    )
    text = text.replace(
        "router bgp 200\n",
        "route-map MARK permit 10\n   set community 200:1\nrouter bgp 200\n"
        "   neighbor 10.0.12.1 send-community\n   neighbor 10.0.12.1 route-map MARK out\n",
    )
    check(text, f"r1 9.9.9.9/32 {expected}")


@pytest.mark.parametrize(
    ("line", "expected"), [("", "ospf-e2 110/1 Ethernet2>10.0.13.1"),
                           ("   no bgp redistribute-internal\n", "-")]
)  # fmt: skip
def test_eos_igps_take_ibgp_routes_unless_told_not_to(line: str, expected: str) -> None:
    text = EOS.replace("remote-as 200", "remote-as 100").replace("router bgp 200", "router bgp 100")
    text = text.replace("router bgp 100\n", f"router bgp 100\n{line}")
    text = text.replace(
        "router bgp 300\n   neighbor 10.0.13.1 remote-as 100\n   network 9.9.9.9/32\n",
        "router ospf 1\n   network 10.0.13.0/30 area 0.0.0.0\n",
    )
    text = text.replace(
        "   ip address 9.9.9.9/32\nip routing\nrouter ospf", "ip routing\nrouter ospf"
    )
    text = text.replace(
        "route-map IN permit 10",
        "router ospf 1\n   network 10.0.13.0/30 area 0.0.0.0\n   redistribute bgp\n"
        "route-map IN permit 10",
        1,
    ).replace("match as-path length >= 2", "match as-path length <= 2")
    check(text, f"r3 9.9.9.9/32 {expected}")
