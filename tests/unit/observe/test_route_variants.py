"""Lines of routing tables that differ from release to release, and forms seldom captured."""

from __future__ import annotations

import pytest

from kawanet.model.observed import ObservedRoute
from kawanet.observe import observe_device

IOS_HEAD = "Codes: L - local, C - connected, S - static\n       n - NAT, Ni - NAT inside\n\n"
NXOS_HEAD = 'IP Route Table for VRF "default"\n'
EOS_HEAD = "VRF: default\nCodes: C - connected, L - VRF Leaked\n       G  - gRIBI\n\n"
FORTIOS_HEAD = "Routing table for VRF=0\n"
FRR_HEAD = "Codes: K - kernel route, C - connected\n       > - selected route\n\n"
JUNOS_HEAD = "inet.0: 9 destinations, 9 routes (9 active, 0 holddown, 0 hidden)\n"
IOS6_HEAD = "IPv6 Routing Table - Default - 3 entries\nCodes: C - Connected\n"
IOS, NXOS, FRR = "show_ip_route.txt", "show_ip_route_vrf_all.txt", "vtysh_-c_'show_ip_route'.txt"
FORTIOS, JUNOS = "get_router_info_routing-table_all.txt", "show_route.txt"

LINES = [
    (IOS, IOS_HEAD, "i*L1  0.0.0.0/0 [115/10] via 10.0.0.2, 1d, Gi0/1",
     "default 0.0.0.0/0 isis-l1 115/10 10.0.0.2@Gi0/1"),
    (IOS, IOS_HEAD, "O*IA  0.0.0.0/0 [110/2] via 10.0.0.2, 1d, Gi0/1",
     "default 0.0.0.0/0 ospf-ia 110/2 10.0.0.2@Gi0/1"),
    (IOS, IOS_HEAD, "O*E2  0.0.0.0/0 [110/1] via 10.0.0.2, 1d, Gi0/1",
     "default 0.0.0.0/0 ospf-e2 110/1 10.0.0.2@Gi0/1"),
    (IOS, IOS_HEAD, "D*EX  0.0.0.0/0 [170/3072] via 10.0.0.2, 1d, Gi0/1",
     "default 0.0.0.0/0 eigrp-ex 170/3072 10.0.0.2@Gi0/1"),
    (IOS, IOS_HEAD, "S   p    10.1.0.0/16 [1/0] via 10.0.0.2",
     "default 10.1.0.0/16 static 1/0 10.0.0.2"),
    (IOS, IOS_HEAD, "L   &    10.1.0.1/32 is directly connected, Gi0/1",
     "default 10.1.0.1/32 local -/- @Gi0/1"),
    (IOS, IOS_HEAD, "B        10.1.0.0/16 [200/0] via 10.9.9.9 (RED:ipv4), 1d, Vlan901",
     "default 10.1.0.0/16 bgp 200/0 10.9.9.9@Vlan901%RED"),
    (IOS, IOS_HEAD, "S        10.1.0.0/16 is directly connected, Gi0/1\n"
     "                     is directly connected, Gi0/2",
     "default 10.1.0.0/16 static -/- @Gi0/1 @Gi0/2"),
    (IOS, IOS_HEAD, "R     192.0.2.0/24 is possibly down,\n"
     "          routing via 10.0.0.2, Serial0/0",
     "default 192.0.2.0/24 rip -/- 10.0.0.2@Serial0/0"),
    (IOS, IOS_HEAD, "O        10.1.0.0/16\n           [110/3] via 10.0.0.2, 00:00:10, "
     "TenGigabitEthernet1/0/1\n           [110/3] via 10.0.0.6, 00:00:10, Port-channel10",
     "default 10.1.0.0/16 ospf 110/3 10.0.0.2@TenGigabitEthernet1/0/1 10.0.0.6@Port-channel10"),
    ("show_ipv6_route.txt", IOS6_HEAD, "B   2001:DB8::/32 [200/0]\n"
     "     via 192.0.2.9%default, indirectly connected",
     "default 2001:db8::/32 bgp 200/0 192.0.2.9%default"),
    ("show_ipv6_route.txt", IOS6_HEAD, "ND  ::/0 [2/0]\n     via FE80::1, GigabitEthernet0/1\n"
     "LC  2001:DB8::1/128 [0/0]\n     via Loopback0, receive",
     "default ::/0 nd 2/0 fe80::1@GigabitEthernet0/1\n"
     "default 2001:db8::1/128 local 0/0 @Loopback0"),
    (NXOS, NXOS_HEAD, "10.1.0.0/16, ubest/mbest: 1/0\n    *via 10.9.9.9%default, [200/0], 1d, "
     "bgp-65000, internal, tag 65000, segid: 50000 tunnelid: 0xa encap: VXLAN\n ",
     "default 10.1.0.0/16 ibgp 200/0 10.9.9.9%default"),
    (NXOS, NXOS_HEAD, "0.0.0.0/0, ubest/mbest: 1/0\n    *via 10.0.0.2, [1/0], 2w3d, static, tag 5",
     "default 0.0.0.0/0 static 1/0 10.0.0.2"),
    (NXOS, NXOS_HEAD, "10.1.0.1/32, ubest/mbest: 1/0, attached\n"
     "    *via 10.1.0.1, Vlan10, [0/0], 1y2w, vrrp_engine",
     "default 10.1.0.1/32 vrrp_engine 0/0 10.1.0.1@Vlan10"),
    (NXOS, NXOS_HEAD, "10.1.0.0/16, ubest/mbest: 1/0\n"
     "    *via 10.0.0.2, Eth1/1.10, [110/20], 1d, ospf-1, nssa type-2, tag 7",
     "default 10.1.0.0/16 ospf-n2 110/20 10.0.0.2@Eth1/1.10"),
    (NXOS, NXOS_HEAD, "10.1.0.0/16, ubest/mbest: 1/0\n    *via Null0, [1/0], 1d, static",
     "default 10.1.0.0/16 static 1/0 discard"),
    (NXOS, NXOS_HEAD, "10.1.0.0/16, ubest/mbest: 1/0\n"
     "    *via 10.0.0.2, Po10, [120/2], 1d, rip-CORE, rip",
     "default 10.1.0.0/16 rip 120/2 10.0.0.2@Po10"),
    (IOS, EOS_HEAD, " B L      10.1.0.0/24 is directly connected (source VRF RED), Vlan20 "
     "(egress VRF RED)", "default 10.1.0.0/24 bgp -/- @Vlan20%RED"),
    (IOS, EOS_HEAD, " B E L    10.1.0.0/24 [200/0] (source VRF RED) via 10.4.3.2, Vlan200 "
     "(egress VRF RED)", "default 10.1.0.0/24 ebgp 200/0 10.4.3.2@Vlan200%RED"),
    (IOS, EOS_HEAD, " S        10.1.0.0/24 [1/0] is directly connected, Null0",
     "default 10.1.0.0/24 static 1/0 discard"),
    (IOS, EOS_HEAD, " I L2     10.1.0.0/24 [115/20]\n           via 10.0.0.2, Ethernet1\n"
     "           via 10.0.0.6, Ethernet2, weight 1/3",
     "default 10.1.0.0/24 isis-l2 115/20 10.0.0.2@Ethernet1 10.0.0.6@Ethernet2"),
    ("show_ipv6_route_vrf_all.txt", EOS_HEAD, " O3 E2    2001:db8::/32 [110/1]\n"
     "           via fe80::2, Ethernet1\n C        2001:db8:1::/64 [0/1]\n"
     "           via Ethernet1, directly connected",
     "default 2001:db8::/32 ospf-e2 110/1 fe80::2@Ethernet1\n"
     "default 2001:db8:1::/64 connected 0/1 @Ethernet1"),
    (FORTIOS, FORTIOS_HEAD, "S       10.1.0.0/16 [10/0] via vpn1 tunnel 192.0.2.9 vrf 0, [1/0]",
     "default 10.1.0.0/16 static 10/0 @vpn1"),
    (FORTIOS, FORTIOS_HEAD, "B       10.1.0.0/16 [200/0] via 10.9.9.9 [2] (recursive via 10.0.0.2, "
     "port2), 01:02:03, [1/0]", "default 10.1.0.0/16 bgp 200/0 10.9.9.9"),
    (FORTIOS, FORTIOS_HEAD, "B    V  10.1.0.0/16 [20/0] via 10.0.0.2, port2, 1d02h03m, [1/0]",
     "default 10.1.0.0/16 bgp 20/0 10.0.0.2@port2"),
    (FORTIOS, FORTIOS_HEAD, "S       10.1.0.0/16 [10/0] is directly connected, wan1, [1/0]\n"
     "                    [10/0] is directly connected, wan2, [1/0]",
     "default 10.1.0.0/16 static 10/0 @wan1 @wan2"),
    (FORTIOS, FORTIOS_HEAD, "O*E2    0.0.0.0/0 [110/10] via 10.0.0.2, port2, 00:00:09, [1/0]",
     "default 0.0.0.0/0 ospf-e2 110/10 10.0.0.2@port2"),
    (FRR, FRR_HEAD, "S   10.1.0.0/16 [1/0] via 10.0.0.9 inactive, weight 1, 00:01:00\n"
     "O>* 10.1.0.0/16 [110/20] via 10.0.0.2, swp1 onlink, weight 1, 00:01:00",
     "default 10.1.0.0/16 ospf-any 110/20 10.0.0.2@swp1"),
    (FRR, FRR_HEAD, "L>* 10.1.0.1/32 is directly connected, swp1, weight 1, 00:01:00\n"
     "I>* 10.2.0.0/16 [115/20] via 10.0.0.2, swp1, weight 1, 00:01:00",
     "default 10.1.0.1/32 local -/- @swp1\ndefault 10.2.0.0/16 isis 115/20 10.0.0.2@swp1"),
    (FRR, FRR_HEAD, "B>* 10.1.0.0/16 [20/0] via 10.0.0.2, swp2 (vrf RED), weight 1, 00:01:00",
     "default 10.1.0.0/16 bgp 20/0 10.0.0.2@swp2%RED"),
    ("net_show_route.txt", "show ip route\n=============\n" + FRR_HEAD,
     "C>* 10.1.0.0/16 is directly connected, swp1, 00:01:00\n\nshow ipv6 route\n=====\n",
     "default 10.1.0.0/16 connected -/- @swp1"),
    (JUNOS, JUNOS_HEAD, "10.1.0.0/16        *[Static/5] 1d\n"
     "                       to table RED.inet.0",
     "default 10.1.0.0/16 static 5/- %RED"),
    (JUNOS, JUNOS_HEAD, "10.1.0.0/16        *[BGP/170] 1d, MED 7, localpref 100, from 10.9.9.9\n"
     "                      AS path: 65001 I, validation-state: unverified\n"
     "                    >  to 10.0.0.2 via ge-0/0/0.0, Push 299776",
     "default 10.1.0.0/16 bgp 170/7 10.0.0.2@ge-0/0/0.0"),
    (JUNOS, JUNOS_HEAD, "10.1.0.0/16        *[Static/5] 1d\n                       Reject\n\n"
     "iso.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)\n\n"
     "49.0001.0100.0900.9009/72\n"
     "                   *[Direct/0] 1d\n                    >  via lo0.0\n\n"
     "inet6.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)\n\n"
     "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1/128\n                   *[Local/0] 1d\n"
     "                       Local via ge-0/0/0.0",
     "default 10.1.0.0/16 static 5/- discard\n"
     "default 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1/128 local 0/- @ge-0/0/0.0"),
    ("ip_route_show.txt", "", "default via 10.0.0.2 dev eth0 proto dhcp metric 100\n"
     "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1\n"
     "10.1.0.0/16 nhid 20 proto bgp metric 20\n\tnexthop via 10.0.0.2 dev eth0 weight 1\n"
     "\tnexthop via 10.0.0.3 dev eth1 weight 1\nblackhole 10.2.0.0/16 proto static metric 20",
     "default 0.0.0.0/0 static -/- 10.0.0.2@eth0\ndefault 10.0.0.0/24 connected -/- @eth0\n"
     "default 10.1.0.0/16 bgp -/- 10.0.0.2@eth0 10.0.0.3@eth1\n"
     "default 10.2.0.0/16 static -/- discard"),
]  # fmt: skip


def line(route: ObservedRoute) -> str:
    hops = []
    for hop in route.hops:
        way = f"{hop.address or ''}" + (f"@{hop.interface}" if hop.interface else "")
        hops.append(("discard" if hop.discard else way) + (f"%{hop.vrf}" if hop.vrf else ""))
    cost = "/".join("-" if n is None else str(n) for n in (route.distance, route.metric))
    return " ".join((route.vrf, str(route.prefix), route.protocol, cost, *hops))


def read(name: str, text: str) -> list[str]:
    found = observe_device("r1", {f"show/r1/{name}": text})
    assert found.findings == ()
    return [line(route) for route in found.observed.routes]


@pytest.mark.parametrize(("name", "head", "lines", "expected"), LINES)
def test_each_line(name: str, head: str, lines: str, expected: str) -> None:
    assert read(name, f"{head}{lines}\n") == expected.split("\n")


JUNOS_DETAIL = """\
inet.0: 3 destinations, 4 routes (3 active, 0 holddown, 0 hidden)
10.0.0.0/30 (1 entry, 1 announced)
        *Direct Preference: 0
                Next hop type: Interface, Next hop index: 0
                Next hop: via ge-0/0/0.0, selected
                State: <Active Int>
                Age: 1d 2:03:04
                AS path: I
10.1.0.0/16 (2 entries, 1 announced)
TSI:
KRT in-kernel 10.1.0.0/16 -> {10.0.0.2}
        *BGP    Preference: 170/-101
                Next hop type: Indirect, Next hop index: 0
                Source: 10.9.9.2
                Next hop type: Router, Next hop index: 586
                Next hop: 10.0.0.2 via ge-0/0/0.0 weight 0x1, selected
                Next hop: 10.0.0.6 via ge-0/0/1.0
                Protocol next hop: 10.9.9.2
                Age: 1:02 \tMetric: 7 \tMetric2: 1
                Protocol next hop: 10.9.9.2 Metric: 1
                        Next hop: 10.0.0.2 via ge-0/0/0.0
         OSPF   Preference: 150
                Next hop: 10.0.0.10 via ge-0/0/2.0, selected
                Age: 1:02 \tMetric: 9
10.2.0.0/16 (1 entry, 1 announced)
        *Static Preference: 5
                Next hop type: Discard, Next hop index: 0
                Age: 1:02
mpls.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)
0 (1 entry, 1 announced)
        *MPLS   Preference: 0
                Next hop type: Receive
RED.inet.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)
10.3.0.0/16 (1 entry, 1 announced)
        *Static Preference: 5
                Next table: inet.0
                Next hop type: Table
"""
JUNOS_XML = """\
<rpc-reply xmlns:junos="http://xml.juniper.net/junos/21.1R0/junos">
 <route-information xmlns="http://xml.juniper.net/junos/21.1R0/junos-routing">
  <route-table><table-name>RED.inet.0</table-name>
   <rt junos:style="brief"><rt-destination>10.1.0.0</rt-destination>
    <rt-prefix-length>16</rt-prefix-length>
    <rt-entry><active-tag>*</active-tag><protocol-name>BGP</protocol-name>
     <preference>170</preference><metric>7</metric>
     <nh><selected-next-hop/><to>10.0.0.2</to><via>ge-0/0/0.0</via></nh></rt-entry></rt>
  </route-table></route-information>
 <cli><banner>{master:0}</banner></cli>
</rpc-reply>
"""
NXOS_JSON = """\
{"TABLE_vrf": {"ROW_vrf": [{"vrf-name-out": "default", "TABLE_addrf": {"ROW_addrf": {
  "addrf": "ipv4", "TABLE_prefix": {"ROW_prefix": [
   {"ipprefix": "10.1.0.0/16", "ucast-nhops": "2", "TABLE_path": {"ROW_path": [
     {"ipnexthop": "10.0.0.2", "ifname": "Eth1/1", "pref": "110", "metric": "41",
      "clientname": "ospf-1", "type": "inter", "ubest": "true"},
     {"ipnexthop": "10.0.0.3", "ifname": "Eth1/2", "pref": "110", "metric": "41",
      "clientname": "ospf-1", "type": "inter", "ubest": "true"},
     {"ipnexthop": "10.0.0.4", "pref": "200", "metric": "0", "clientname": "bgp-1",
      "type": "internal", "ubest": "false"}]}},
   {"ipprefix": "10.2.0.0/16", "TABLE_path": {"ROW_path":
     {"ifname": "Null0", "pref": "1", "metric": "0",
      "clientname": "static", "ubest": "true"}}}]}}}},
  {"vrf-name-out": "RED", "TABLE_addrf": {"ROW_addrf": {"addrf": "ipv4"}}}]}}
"""
KERNEL_JSON = """\
[{"dst": "default", "gateway": "10.0.0.2", "dev": "eth0", "protocol": "static", "flags": []},
 {"dst": "10.1.0.0/16", "protocol": "bgp", "metric": 20, "nexthops": [
   {"gateway": "10.0.0.2", "dev": "eth0"}, {"via": {"host": "10.0.0.3"}, "dev": "eth1"}]},
 {"type": "blackhole", "dst": "10.2.0.0/16", "protocol": "static"}]
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("show_route_extensive.txt", JUNOS_DETAIL, [
            "RED 10.3.0.0/16 static 5/- %default",
            "default 10.0.0.0/30 connected 0/- @ge-0/0/0.0",
            "default 10.1.0.0/16 bgp 170/7 10.0.0.2@ge-0/0/0.0 10.0.0.6@ge-0/0/1.0",
            "default 10.2.0.0/16 static 5/- discard"]),
        ("show_route_|_display_xml.txt", JUNOS_XML,
         ["RED 10.1.0.0/16 bgp 170/7 10.0.0.2@ge-0/0/0.0"]),
        ("show_ip_route_vrf_all_|_json.txt", NXOS_JSON, [
            "default 10.1.0.0/16 ospf-ia 110/41 10.0.0.2@Eth1/1 10.0.0.3@Eth1/2",
            "default 10.2.0.0/16 static 1/0 discard"]),
        ("ip_-j_route.json", KERNEL_JSON, [
            "default 0.0.0.0/0 static -/- 10.0.0.2@eth0",
            "default 10.1.0.0/16 bgp -/- 10.0.0.2@eth0 10.0.0.3@eth1",
            "default 10.2.0.0/16 static -/- discard"]),
    ],
)  # fmt: skip
def test_whole_forms(name: str, text: str, expected: list[str]) -> None:
    assert read(name, text) == expected


def test_empty_tables_of_nxos_json_are_tables() -> None:
    said = observe_device("r1", {"show_ip_route_vrf_all_json.txt": NXOS_JSON}).observed
    assert [t.vrf for t in said.tables] == ["RED", "default"]


@pytest.mark.parametrize(
    "text",
    [
        "                ^\n% Invalid input detected at '^' marker.\n",
        '{"errors": ["Invalid input (at token 2: \'route\')"]}',
        "error: syntax error: show rout",
        "command parse error before 'info6'\nCommand fail. Return code -61\n",
        "% Unknown command: show ip route vrf all",
        "Default gateway is 10.0.0.9\n\nHost  Gateway  Last Use    Total Uses  Interface\n",
        " \n",
    ],
)
def test_a_refusal_is_no_table(text: str) -> None:
    found = observe_device("r1", {"show_ip_route_vrf_all.txt": text})
    assert (found.findings, found.observed.tables, found.observed.asked) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "tables", "complaints"),
    [
        ("% IP routing table RED does not exist\n", 1, 0),
        ("No route available\n", 1, 0),
        ("{}\n", 1, 0),
        ("% something else went wrong\n", 0, 1),
    ],
)
def test_an_empty_table_is_not_a_failure(text: str, tables: int, complaints: int) -> None:
    found = observe_device("r1", {"show_ip_route_vrf_RED.txt": text})
    assert (len(found.observed.tables), len(found.findings)) == (tables, complaints)


@pytest.mark.parametrize(
    "name",
    [
        "show_ip_route_static.txt",
        "show_ip_route_10.1.0.0.txt",
        "show_route_forwarding-table.txt",
        "show_route_protocol_bgp.txt",
        "show_route_terse.txt",
        "get_router_info_routing-table_database.txt",
    ],
)
def test_a_part_of_a_table_is_not_taken_for_the_whole(name: str) -> None:
    found = observe_device("r1", {name: IOS_HEAD + "S  10.1.0.0/16 [1/0] via 10.0.0.2\n"})
    assert found.observed.asked == ()


LOG = """\
FGT (root) # get router info routing-table all
Routing table for VRF=0
C       10.1.0.0/24 is directly connected, port1
C       10.2.0.0/24 is directly connected, port2

FGT (root) # """


def test_vdoms_are_vrfs() -> None:
    text = LOG.replace("(root)", "(GUEST)")
    assert [one.partition(" ")[0] for one in read("fgt.log", text)] == ["GUEST", "GUEST"]
    text = text.replace("VRF=0", "VRF=5")
    assert [one.partition(" ")[0] for one in read("fgt.log", text)] == ["GUEST-vrf5", "GUEST-vrf5"]


def test_prompts_are_not_part_of_a_table() -> None:
    assert read("fgt.log", LOG) == [
        "default 10.1.0.0/24 connected -/- @port1",
        "default 10.2.0.0/24 connected -/- @port2",
    ]
