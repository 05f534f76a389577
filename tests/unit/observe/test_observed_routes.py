"""Routing tables as systems print them, text and JSON, to routes."""

from __future__ import annotations

import pytest

from kawanet.model.observed import ObservedRoute
from kawanet.observe import observe_device

IOS = """\
core1#show ip route vrf all
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area
       + - replicated route, % - next hop override, p - overrides from PfR

Gateway of last resort is 198.51.100.1 to network 0.0.0.0

S*    0.0.0.0/0 [1/0] via 198.51.100.1
      10.0.0.0/8 is variably subnetted, 5 subnets, 3 masks
C        10.1.0.0/24 is directly connected, GigabitEthernet0/1
L        10.1.0.1/32 is directly connected, GigabitEthernet0/1
O IA     10.2.0.0/16 [110/21] via 10.1.0.2, 1w2d, GigabitEthernet0/1
                     [110/21] via 10.1.0.3, 1w2d, GigabitEthernet0/1
O        10.3.0.0/16 is a summary, 00:00:10, Null0
B   +    10.4.0.0/24 is directly connected (BLUE), 00:01:00, Loopback7
D EX     10.5.0.0/24
           [170/2816] via 10.1.0.9, 00:00:04, GigabitEthernet0/1
      172.16.0.0/30 is subnetted, 1 subnets
B        172.16.0.4 [200/50] via 192.0.2.9 (RED), 00:07:00
B        172.18.0.0/16 [200/0], 00:07:00, Null0
"""
IOS_ROUTES = """\
default 0.0.0.0/0 static 1/0 198.51.100.1
default 10.1.0.0/24 connected -/- @GigabitEthernet0/1
default 10.1.0.1/32 local -/- @GigabitEthernet0/1
default 10.2.0.0/16 ospf-ia 110/21 10.1.0.2@GigabitEthernet0/1 10.1.0.3@GigabitEthernet0/1
default 10.3.0.0/16 ospf-range -/- discard
default 10.4.0.0/24 bgp -/- @Loopback7%BLUE
default 10.5.0.0/24 eigrp-ex 170/2816 10.1.0.9@GigabitEthernet0/1
default 172.16.0.4/30 bgp 200/50 192.0.2.9%RED
default 172.18.0.0/16 bgp 200/0 discard
"""
IOS_V6 = """\
IPv6 Routing Table - RED - 4 entries
Codes: C - Connected, L - Local, S - Static, U - Per-user Static route
       O - OSPF Intra, OI - OSPF Inter, OE1 - OSPF ext 1, OE2 - OSPF ext 2
C   2001:DB8:1::/64 [0/0]
     via GigabitEthernet0/1, directly connected
L   2001:DB8:1::1/128 [0/0]
     via GigabitEthernet0/1, receive
OE2 2001:DB8:2::/48 [110/20], tag 7
     via FE80::2, GigabitEthernet0/1
     via FE80::3, GigabitEthernet0/1
S   ::/0 [1/0]
     via 2001:DB8:1::9
"""
IOS_V6_ROUTES = """\
RED ::/0 static 1/0 2001:db8:1::9
RED 2001:db8:1::/64 connected 0/0 @GigabitEthernet0/1
RED 2001:db8:1::1/128 local 0/0 @GigabitEthernet0/1
RED 2001:db8:2::/48 ospf-e2 110/20 fe80::2@GigabitEthernet0/1 fe80::3@GigabitEthernet0/1
"""
NXOS = """\
IP Route Table for VRF "default"
'*' denotes best ucast next-hop
'[x/y]' denotes [preference/metric]

10.1.0.0/24, ubest/mbest: 1/0, attached
    *via 10.1.0.1, Eth1/1, [0/0], 1d02h, direct
10.1.0.1/32, ubest/mbest: 1/0, attached
    *via 10.1.0.1, Eth1/1, [0/0], 1d02h, local
10.2.0.0/16, ubest/mbest: 2/0
    *via 10.1.0.2, Eth1/1, [110/41], 1d02h, ospf-UNDERLAY, inter
    *via 10.1.0.3, Eth1/1, [110/41], 1d02h, ospf-UNDERLAY, inter
     via 10.1.0.4, Eth1/1, [200/41], 1d02h, bgp-65000, internal, tag 65000
10.3.0.0/16, ubest/mbest: 1/0
    *via Null0, [220/0], 1d02h, bgp-65000, discard, tag 65000
10.4.0.0/16, ubest/mbest: 1/0
    *via 192.0.2.7%RED, [20/5], 1d02h, bgp-65000, external, tag 65001

IPv6 Routing Table for VRF "RED"
2001:db8::/32, ubest/mbest: 1/0
    *via fe80::2, Eth1/2, [115/10], 00:00:09, isis-CORE, L2
"""
NXOS_ROUTES = """\
RED 2001:db8::/32 isis-l2 115/10 fe80::2@Eth1/2
default 10.1.0.0/24 connected 0/0 10.1.0.1@Eth1/1
default 10.1.0.1/32 local 0/0 10.1.0.1@Eth1/1
default 10.2.0.0/16 ospf-ia 110/41 10.1.0.2@Eth1/1 10.1.0.3@Eth1/1
default 10.3.0.0/16 bgp-aggregate 220/0 discard
default 10.4.0.0/16 ebgp 20/5 192.0.2.7%RED
"""
EOS = """\

VRF: default
Codes: C - connected, S - static, K - kernel,
       B I - iBGP, B E - eBGP, A B - BGP Aggregate, A O - OSPF Summary

Gateway of last resort is not set

 B E      10.2.0.0/16 [200/0]
           via 10.1.0.2, Ethernet1
           via 10.1.0.3, Ethernet2
 C        10.1.0.0/24 is directly connected, Ethernet1, Static GRE tunnel index 1
 A B      10.3.0.0/16 is directly connected, Null0
 O E2     10.4.0.0/16 [110/1] via 10.1.0.2, Ethernet1
                              via 10.1.0.3, Ethernet2

! IP routing not enabled
VRF: MGMT
 S        0.0.0.0/0 [1/0] via 192.0.2.1, Management1
"""
EOS_ROUTES = """\
MGMT 0.0.0.0/0 static 1/0 192.0.2.1@Management1
default 10.1.0.0/24 connected -/- @Ethernet1
default 10.2.0.0/16 ebgp 200/0 10.1.0.2@Ethernet1 10.1.0.3@Ethernet2
default 10.3.0.0/16 bgp-aggregate -/- discard
default 10.4.0.0/16 ospf-e2 110/1 10.1.0.2@Ethernet1 10.1.0.3@Ethernet2
"""
EOS_JSON = """\
{"vrfs": {"default": {"routes": {
  "10.2.0.0/16": {"routeType": "ospfInterArea", "preference": 110, "metric": 30,
     "routeAction": "forward", "vias": [{"nexthopAddr": "10.1.0.2", "interface": "Ethernet1"}]},
  "10.3.0.0/16": {"routeType": "static", "routeAction": "drop", "vias": []},
  "10.1.0.1/32": {"routeType": "receive", "routeAction": "receive", "vias": []}}},
 "RED": {"routes": {}}}}
"""
EOS_JSON_ROUTES = """\
default 10.2.0.0/16 ospf-ia 110/30 10.1.0.2@Ethernet1
default 10.3.0.0/16 static -/- discard
"""
FORTIOS = """\
Codes: K - kernel, C - connected, S - static, R - RIP, B - BGP
       O - OSPF, IA - OSPF inter area
       * - candidate default

Routing table for VRF=0
S*      0.0.0.0/0 [10/0] via 192.0.2.1, port1, [1/0]
                  [10/0] via 192.0.2.2, port2, [1/0]
C       10.1.0.0/24 is directly connected, port3
O IA    10.2.0.0/16 [110/2] via 10.1.0.2, port3, 00:01:02
S       10.3.0.0/16 [254/0] is a summary, Null
B       10.4.0.0/16 [200/0] via 10.9.9.9 (recursive is directly connected, port3), 00:02:03

Routing table for VRF=7
C       10.7.0.0/24 is directly connected, port7
"""
FORTIOS_ROUTES = """\
default 0.0.0.0/0 static 10/0 192.0.2.1@port1 192.0.2.2@port2
default 10.1.0.0/24 connected -/- @port3
default 10.2.0.0/16 ospf-ia 110/2 10.1.0.2@port3
default 10.3.0.0/16 static 254/0 discard
default 10.4.0.0/16 bgp 200/0 10.9.9.9
vrf7 10.7.0.0/24 connected -/- @port7
"""
FORTIOS_V6 = """\
IPv6 Routing Table
Codes: K - kernel route, C - connected, S - static, R - RIP, O - OSPF,
       IA - OSPF inter area, B - BGP

S*      ::/0 [10/0] via fe80::9, port1, 00:01:02, [1/0]
C       2001:db8::/64 via ::, port3, 00:01:02
"""
FORTIOS_V6_ROUTES = """\
default ::/0 static 10/0 fe80::9@port1
default 2001:db8::/64 connected -/- @port3
"""
FRR = """\
Codes: K - kernel route, C - connected, S - static, R - RIP,
       O - OSPF, > - selected route, * - FIB route

VRF default:
K>* 0.0.0.0/0 [0/0] via 192.0.2.1, eth0, 00:10:00
O   10.1.0.0/24 [110/10] is directly connected, swp1, weight 1, 00:10:00
C>* 10.1.0.0/24 is directly connected, swp1, 00:10:00
B>  10.2.0.0/16 [200/0] via 10.9.9.9 (recursive), weight 1, 00:09:00
  *                       via 10.1.0.2, swp1, weight 1, 00:09:00
  *                       via 10.1.0.3, swp2, weight 1, 00:09:00
S>* 10.3.0.0/16 [1/0] unreachable (blackhole), weight 1, 00:10:00

VRF RED:
O>* 2001:db8::/32 [110/20] via fe80::2, swp3, weight 1, 00:10:00
"""
FRR_ROUTES = """\
RED 2001:db8::/32 ospf-any 110/20 fe80::2@swp3
default 0.0.0.0/0 kernel 0/0 192.0.2.1@eth0
default 10.1.0.0/24 connected -/- @swp1
default 10.2.0.0/16 bgp 200/0 10.1.0.2@swp1 10.1.0.3@swp2
default 10.3.0.0/16 static 1/0 discard
"""
FRR_JSON = """\
{"10.1.0.0/24": [
   {"protocol": "ospf", "distance": 110, "metric": 10, "nexthops": []},
   {"protocol": "connected", "selected": true, "vrfName": "RED",
    "nexthops": [{"fib": true, "interfaceName": "swp1", "directlyConnected": true}]}]}
{"default": {"10.2.0.0/16": [{"protocol": "bgp", "selected": true, "distance": 20, "metric": 5,
    "nexthops": [{"ip": "10.9.9.9", "recursive": true},
                 {"fib": true, "ip": "10.1.0.2", "interfaceName": "swp1"}]}]}}
"""
FRR_JSON_ROUTES = """\
RED 10.1.0.0/24 connected -/- @swp1
default 10.2.0.0/16 bgp 20/5 10.1.0.2@swp1
"""
JUNOS = """\

inet.0: 4 destinations, 5 routes (4 active, 0 holddown, 0 hidden)
+ = Active Route, - = Last Active, * = Both

10.1.0.0/24        *[Direct/0] 2d 00:01:02
                    >  via ge-0/0/0.0
10.2.0.0/16        *[OSPF/10] 1d 02:03:04, metric 20
                       to 10.1.0.2 via ge-0/0/0.0
                    >  to 10.1.0.3 via ge-0/0/1.0
                    [BGP/170] 1d 02:03:04, localpref 100
                      AS path: 65001 I, validation-state: unverified
                    >  to 10.1.0.9 via ge-0/0/0.0
10.3.0.0/16        *[Static/5] 2d 00:01:02
                       Discard

__juniper_private1__.inet.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)
128.0.0.1/32       *[Local/0] 2d 00:01:02
                       Local via em1.0

RED.inet6.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)
2001:db8::/32      *[BGP/170] 00:00:02, localpref 100
                      AS path: 65001 I
                    >  to fe80::2 via ge-0/0/2.0

{master:0}
"""
JUNOS_ROUTES = """\
RED 2001:db8::/32 bgp 170/- fe80::2@ge-0/0/2.0
default 10.1.0.0/24 connected 0/- @ge-0/0/0.0
default 10.2.0.0/16 ospf-any 10/20 10.1.0.2@ge-0/0/0.0 10.1.0.3@ge-0/0/1.0
default 10.3.0.0/16 static 5/- discard
"""
JUNOS_JSON = """\
{"route-information": [{"route-table": [{"table-name": [{"data": "RED.inet.0"}], "rt": [
  {"rt-destination": [{"data": "10.2.0.0/16"}], "rt-entry": [
    {"active-tag": [{"data": "*"}], "protocol-name": [{"data": "BGP"}],
     "preference": [{"data": "170"}], "metric": [{"data": "7"}],
     "nh": [{"to": [{"data": "10.1.0.2"}], "via": [{"data": "ge-0/0/0.0"}]}]},
    {"protocol-name": [{"data": "OSPF"}], "preference": [{"data": "150"}]}]},
  {"rt-destination": [{"data": "10.3.0.0/16"}], "rt-entry": [
    {"active-tag": [{"data": "*"}], "protocol-name": [{"data": "Static"}],
     "preference": [{"data": "5"}], "nh-type": [{"data": "Reject"}]}]}]}]}]}

{master:0}
"""
JUNOS_JSON_ROUTES = """\
RED 10.2.0.0/16 bgp 170/7 10.1.0.2@ge-0/0/0.0
RED 10.3.0.0/16 static 5/- discard
"""


def line(route: ObservedRoute) -> str:
    hops = []
    for hop in route.hops:
        way = f"{hop.address or ''}" + (f"@{hop.interface}" if hop.interface else "")
        hops.append(("discard" if hop.discard else way) + (f"%{hop.vrf}" if hop.vrf else ""))
    cost = f"{_dash(route.distance)}/{_dash(route.metric)}"
    return " ".join((route.vrf, str(route.prefix), route.protocol, cost, *hops))


def _dash(number: int | None) -> str:
    return "-" if number is None else str(number)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("log.txt", IOS, IOS_ROUTES),
        ("show_ip_route.txt", IOS.split("\n", 1)[1], IOS_ROUTES),
        ("show_ipv6_route_vrf_RED.txt", IOS_V6, IOS_V6_ROUTES),
        ("show_ip_route_vrf_all.txt", NXOS, NXOS_ROUTES),
        ("r1-show-ip-route-vrf-all.log", EOS, EOS_ROUTES),
        ("show_ip_route_vrf_all_|_json.json", EOS_JSON, EOS_JSON_ROUTES),
        ("get_router_info_routing-table_all.txt", FORTIOS, FORTIOS_ROUTES),
        ("get_router_info6_routing-table.txt", FORTIOS_V6, FORTIOS_V6_ROUTES),
        ("vtysh_-c_'show_ip_route_vrf_all'.txt", FRR, FRR_ROUTES),
        ("show_ip_route_vrf_all_json.txt", FRR_JSON, FRR_JSON_ROUTES),
        ("show_route.txt", JUNOS, JUNOS_ROUTES),
        ("show_route_|_display_json.txt", JUNOS_JSON, JUNOS_JSON_ROUTES),
    ],
)
def test_every_system(name: str, text: str, expected: str) -> None:
    found = observe_device("r1", {f"show/r1/{name}": text})
    assert found.findings == ()
    assert "".join(f"{line(r)}\n" for r in found.observed.routes) == expected


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ('IP Route Table for VRF "A"\n\nRoute not found\n' + NXOS, ["A4", "RED6", "default4"]),
        (IOS.partition("\n")[2] + "\nRouting Table: RED\nCodes: L - local\n\n",
         ["RED4", "default4"]),
        ("VRF: MGMT\nCodes: C - connected\n\n! IP routing not enabled\n", ["MGMT4"]),
        ("Codes: L - local, C - connected\n\nGateway of last resort is not set\n", ["default4"]),
    ],
)  # fmt: skip
def test_tables_without_routes_are_tables(text: str, tables: list[str]) -> None:
    said = observe_device("r1", {"show_ip_route_vrf_all.txt": text})
    assert said.findings == ()
    assert [f"{t.vrf}{t.family}" for t in said.observed.tables] == tables


def test_empty_tables_of_json_are_tables() -> None:
    said = observe_device("r1", {"show_ip_route_vrf_all_json.json": EOS_JSON}).observed
    assert [(t.vrf, t.family) for t in said.tables] == [("RED", 4), ("default", 4)]


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("show_ip_route.txt", IOS + "Z? 10.9.9.9 what is this\n", "Z? 10.9.9.9 what is this"),
        ("show_ip_route_json.txt", '{"vrfs": {"default": {"routes": {"x": 1}}}}', "x"),
        ("show_ip_route_json.txt", '{"vrfs": {"default": ', "cannot be read"),
        (
            "show_route.txt",
            "inet.0: 1 destinations, 1 routes\n10.1.0.0/33 *[Direct/0] 1d\n   > via ge-0/0/0.0\n",
            "10.1.0.0/33",
        ),
    ],
)
def test_what_is_not_understood_is_told(name: str, text: str, complaint: str) -> None:
    findings = observe_device("r1", {name: text}).findings
    assert [f.code for f in findings] == ["KW-OBS-001"]
    assert complaint in findings[0].message


@pytest.mark.parametrize("text", ["% Invalid input detected at '^' marker.", "", "\0\xff", "{}"])
def test_no_answer_is_no_table(text: str) -> None:
    assert observe_device("r1", {"show_ip_route_vrf_X.txt": text}).observed.routes == ()


def test_json_is_believed_before_text() -> None:
    files = {"show_ip_route.txt": EOS, "show_ip_route_|_json.json": EOS_JSON}
    said = observe_device("r1", files).observed
    of_two = next(r for r in said.routes if str(r.prefix) == "10.2.0.0/16")
    assert of_two.protocol == "ospf-ia"
