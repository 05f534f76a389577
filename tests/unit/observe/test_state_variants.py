"""Neighbours and interfaces as other commands and releases print them."""

from __future__ import annotations

import pytest

from kawanet.model.observed import Observed
from kawanet.observe import observe_device

IOS_DETAIL = """\
 Neighbor 10.9.9.2, interface address 10.0.0.2
    In the area 0 via interface GigabitEthernet0/1
    Neighbor priority is 1, State is FULL, 6 state changes
    DR is 10.0.0.2 BDR is 10.0.0.1
 Neighbor 10.9.9.3, interface address 10.0.0.6
    In the area 0 via interface GigabitEthernet0/2
    Neighbor priority is 1, State is INIT, 1 state changes
"""
NXOS_DETAIL = """\
 Neighbor 10.9.9.2, interface address 10.0.0.2
    Process ID CORE VRF RED, in area 0.0.0.0 via interface Ethernet1/1
    State is FULL, 5 state changes, last change 00:10:00
"""
EOS_DETAIL = """\
Neighbor 10.9.9.2, instance 1, VRF RED, interface address 10.0.0.2
  In area 0.0.0.0 interface Ethernet1
  Neighbor priority is 1, State is FULL, 7 state changes
"""
FRR_DETAIL = """\
VRF Name: RED
 Neighbor 10.9.9.2, interface address 10.0.0.2
    In the area 0.0.0.0 via interface swp1
    Neighbor priority is 1, State is Full/DR, Role is DR, 6 state changes
"""
EOS_OLD = """\
Neighbor ID     VRF      Pri State                  Dead Time   Address         Interface
10.9.9.2        RED      1   FULL/BDR               00:00:36    10.0.0.2        Ethernet1
"""
JUNOS_OSPF = """\
Address          Interface              State           ID               Pri  Dead
10.0.0.2         ge-0/0/0.0             Full            10.9.9.2         128    36
  Area 0.0.0.0, opt 0x52, DR 10.0.0.2, BDR 10.0.0.1
"""
FORTIOS_OSPF = """\
OSPF process 0, VRF 0:
Neighbor ID     Pri   State           Dead Time   Address         Interface
10.9.9.2          1   Full/ -         00:00:31    10.0.0.2        port1(tunnel)
"""
NXOS_V3 = """\
 OSPFv3 Process ID CORE VRF default
 Total number of neighbors: 1
 Neighbor ID     Pri State            Up Time  Interface ID    Interface
 10.9.9.2          1 FULL/DR          00:00:20 7               Eth1/1
   Neighbor address fe80::2
"""
FRR_V3 = """\
Neighbor ID     Pri    DeadTime    State/IfState         Duration I/F[State]
10.9.9.2          1    00:00:37     Full/DR              00:01:00 eth1[BDR]
"""
JUNOS_V3 = """\
ID               Interface              State     Pri   Dead
10.9.9.2         ge-0/0/0.0             Full      128     36
  Neighbor-address fe80::2
"""
EOS_V3 = """\
Routing Process "ospf 1":
Neighbor 10.9.9.2 VRF default priority is 1, state is Full
  In area 0.0.0.0 interface Ethernet1
"""
JUNOS_PEERS = """\
Peer: 10.0.0.2+179 AS 65002    Local: 10.0.0.1+50000 AS 65001
  Group: EXT                   Routing-Instance: master
  Type: External    State: Established    Flags: <Sync>
  Last State: OpenConfirm   Last Event: RecvKeepAlive
Peer: 10.0.1.2 AS 65003 Local: unspecified AS 65001
  Group: EXT                   Routing-Instance: RED
  Type: External    State: Idle           Flags: <PeerInterfaceError>
"""
JUNOS_SUMMARY = """\
Threading mode: BGP I/O
Groups: 1 Peers: 3 Down peers: 1
Table          Tot Paths  Act Paths Suppressed    History Damp State    Pending
inet.0
                       3          3          0          0          0          0
Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received
10.0.0.2              65002        125        126       0       0       55:51 Establ
  inet.0: 2/2/2/0
10.0.0.6              65003          0          0       0       0  1w2d 3:04:05 Active
10.0.0.10             65004        125        126       0       0       55:51 1/2/2/0 0/0/0/0
"""
WRAPPED = """\
Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
2001:DB8:AAAA:BBBB::2
                4        65002      10      11        5    0    0 00:07:00        3
"""
FRR_SUMMARY = """\
IPv4 Unicast Summary (VRF RED):
BGP router identifier 10.9.9.1, local AS number 65001 vrf-id 7

Neighbor          V    AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc
spine1(10.0.0.2)  4 65002        10        11        0    0    0 00:07:00            3        5 N/A
swp3              4     0         0         0        0    0    0    never         Idle        0 N/A
10.0.0.6          4 65003        10        11        0    0    0 00:07:00     (Policy) (Policy) N/A

Total number of neighbors 3
"""
EOS_SUMMARY = """\
BGP summary information for VRF RED
Router identifier 10.9.9.1, local AS number 65001
  Description              Neighbor V AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd
  to core                  10.0.0.2 4 65002             10        11    0    0 00:07:00 Estab   3
"""  # noqa: E501
FORTIOS_BGP = """\
VRF 0 neighbor table:
BGP neighbor is 10.0.0.2, remote AS 65002, local AS 65001, external link
  BGP version 4, remote router ID 10.9.9.2
  BGP state = Established, up for 01:02:03
"""
EIGRP_V6 = """\
EIGRP-IPv6 Neighbors for AS(100)
H   Address                 Interface              Hold Uptime   SRTT   RTO  Q  Seq
0   Link-local address:     Gi0/1                    14 00:10:02    3   100  0  9
    FE80::2
"""
IOS_ISIS = """\
Tag CORE:
System Id       Type Interface     IP Address      State Holdtime Circuit Id
core2           L1L2 Gi0/1         10.0.0.2        UP    23       01
"""
FRR_ISIS = """\
Area CORE:
 System Id           Interface   L  State         Holdtime SNPA
 core2               eth1        2  Up            28       5254.0012.3456
"""
JUNOS_ISIS = """\
Interface             System         L State         Hold (secs) SNPA
ge-0/0/0.0            core2          2 Up                     23
"""
ES_IS = """\
System Id      Interface     SNPA                State  Holdtime  Type Protocol
core2          Gi0/1         5254.0012.3456      Up     275       IS   ES-IS
"""
NXOS_BGP_JSON = """\
{"TABLE_vrf": {"ROW_vrf": {"vrf-name-out": "RED", "TABLE_af": {"ROW_af": {"TABLE_saf": {"ROW_saf":
  {"TABLE_neighbor": {"ROW_neighbor": [{"neighborid": "10.0.0.2", "state": "Established"},
                                       {"neighborid": "10.0.0.6", "state": "Idle"}]}}}}}}}}
"""
NXOS_OSPF_JSON = """\
{"TABLE_ctx": {"ROW_ctx": {"ptag": "1", "cname": "RED", "TABLE_nbr": {"ROW_nbr": {"rid": "10.9.9.2",
  "state": "FULL", "addr": "10.0.0.2", "intf": "Eth1/1"}}}}}
"""


def said(name: str, text: str) -> Observed:
    found = observe_device("r1", {f"show/r1/{name}": text})
    assert found.findings == ()
    return found.observed


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("show_ip_ospf_neighbor_detail.txt", IOS_DETAIL,
         ["ospf 10.0.0.2 True  GigabitEthernet0/1", "ospf 10.0.0.6 False  GigabitEthernet0/2"]),
        ("show_ip_ospf_neighbors_detail_vrf_all.txt", NXOS_DETAIL,
         ["ospf 10.0.0.2 True RED Ethernet1/1"]),
        ("show_ip_ospf_neighbor_detail.txt", EOS_DETAIL, ["ospf 10.0.0.2 True RED Ethernet1"]),
        ("show_ip_ospf_vrf_all_neighbor_detail.txt", FRR_DETAIL, ["ospf 10.0.0.2 True RED swp1"]),
        ("show_ip_ospf_neighbor.txt", EOS_OLD, ["ospf 10.0.0.2 True RED Ethernet1"]),
        ("show_ospf_neighbor_detail.txt", JUNOS_OSPF, ["ospf 10.0.0.2 True  ge-0/0/0.0"]),
        ("get_router_info_ospf_neighbor.txt", FORTIOS_OSPF, ["ospf 10.0.0.2 True  port1"]),
        ("show_ospfv3_neighbors_vrf_all.txt", NXOS_V3, ["ospfv3 10.9.9.2 True default Eth1/1"]),
        ("show_ipv6_ospf6_neighbor.txt", FRR_V3, ["ospfv3 10.9.9.2 True  eth1"]),
        ("show_ospf3_neighbor.txt", JUNOS_V3, ["ospfv3 10.9.9.2 True  ge-0/0/0.0"]),
        ("show_ospfv3_neighbor.txt", EOS_V3, ["ospfv3 10.9.9.2 True default Ethernet1"]),
        ("show_bgp_neighbor.txt", JUNOS_PEERS,
         ["bgp 10.0.1.2 False RED ", "bgp 10.0.0.2 True default "]),
        ("show_bgp_summary.txt", JUNOS_SUMMARY,
         ["bgp 10.0.0.10 True  ", "bgp 10.0.0.2 True  ", "bgp 10.0.0.6 False  "]),
        ("show_bgp_ipv6_unicast_summary.txt", WRAPPED, ["bgp 2001:DB8:AAAA:BBBB::2 True  "]),
        ("show_ip_bgp_vrf_all_summary.txt", FRR_SUMMARY,
         ["bgp 10.0.0.2 True RED ", "bgp 10.0.0.6 True RED ", "bgp swp3 False RED swp3"]),
        ("show_ip_bgp_summary_vrf_all.txt", EOS_SUMMARY, ["bgp 10.0.0.2 True RED "]),
        ("get_router_info_bgp_neighbors.txt", FORTIOS_BGP, ["bgp 10.0.0.2 True default "]),
        ("show_ipv6_eigrp_neighbors.txt", EIGRP_V6, ["eigrp FE80::2 True  Gi0/1"]),
        ("show_isis_neighbors.txt", IOS_ISIS, ["isis core2 True  Gi0/1"]),
        ("show_isis_neighbor.txt", FRR_ISIS, ["isis core2 True  eth1"]),
        ("show_isis_adjacency.txt", JUNOS_ISIS, ["isis core2 True  ge-0/0/0.0"]),
        ("show_clns_neighbors.txt", ES_IS, []),
        ("show_ip_bgp_summary_vrf_all_|_json.txt", NXOS_BGP_JSON,
         ["bgp 10.0.0.2 True RED ", "bgp 10.0.0.6 False RED "]),
        ("show_ip_ospf_neighbors_vrf_all_|_json.txt", NXOS_OSPF_JSON,
         ["ospf 10.0.0.2 True RED Eth1/1"]),
    ],
)  # fmt: skip
def test_neighbours(name: str, text: str, expected: list[str]) -> None:
    found = said(name, text).neighbours
    assert [f"{n.protocol} {n.peer} {n.up} {n.vrf} {n.interface}" for n in found] == expected


def test_entries_that_no_form_reads_are_counted() -> None:
    text = EOS_OLD + "10.9.9.3        RED      1   FULL/BDR   what is this\n"
    (finding,) = observe_device("r1", {"show_ip_ospf_neighbor.txt": text}).findings
    assert "1 of 2 entries" in finding.message


JUNOS_PORTS = """\
Physical interface: ge-0/0/0, Enabled, Physical link is Up
  Interface index: 148, SNMP ifIndex: 526
  Link-level type: Ethernet, MTU: 1514
  Logical interface ge-0/0/0.7 (Index 70) (SNMP ifIndex 520)
    Flags: Up SNMP-Traps 0x4000 VLAN-Tag [ 0x8100.7 ]  Encapsulation: ENET2
    Protocol inet, MTU: 1500
      Addresses, Flags: Is-Preferred Is-Primary
        Destination: 10.0.0.0/30, Local: 10.0.0.1, Broadcast: 10.0.0.3
    Protocol inet6, MTU: 1500
        Destination: 2001:db8::/64, Local: 2001:db8::1
Physical interface: ge-0/0/1, Administratively down, Physical link is Down
  Logical interface ge-0/0/1.0 (Index 71) (SNMP ifIndex 521)
    Flags: Device-Down SNMP-Traps 0x4000 Encapsulation: ENET2
Physical interface: lo0, Enabled, Physical link is Up
  Logical interface lo0.0 (Index 72) (SNMP ifIndex 522)
    Flags: SNMP-Traps Encapsulation: Unspecified
    Protocol inet, MTU: Unlimited
      Addresses, Flags: Is-Default Is-Primary
        Local: 10.9.9.1
"""
JUNOS_TERSE = """\
Interface               Admin Link Proto    Local                 Remote
ge-0/0/0                up    up
ge-0/0/0.0              up    up   inet     10.0.0.1/30
                                   inet6    2001:db8::1/64
lo0.0                   up    up   inet     10.9.9.1            --> 0/0
ge-0/0/1.0              up    down inet     10.0.0.5/30
"""
IOS_BRIEF_V6 = """\
GigabitEthernet0/1     [up/up]
    FE80::1
    2001:DB8::1
GigabitEthernet0/2     [administratively down/down]
    unassigned
"""
NXOS_BRIEF_V6 = """\
IPv6 Interface Status for VRF "RED"(3)
Interface  IPv6 Address/Link-local Address            Interface Status
                                                      prot/link/admin
Eth1/1     2001:db8::1                                up/up/up
"""
EOS_VIRTUAL = """\
Vlan10 is up, line protocol is up (connected)
  Hardware is Vlan, address is 0000.5e00.5301
  Internet address is virtual 10.0.0.1/24
"""
NXOS_SHUT = """\
Vlan10 is down (Administratively down), line protocol is down, autostate enabled
  Internet Address is 10.0.0.1/24
"""
NXOS_PORTS_JSON = """\
{"TABLE_interface": {"ROW_interface": [
 {"interface": "Ethernet1/1", "state": "up", "admin_state": "up", "eth_ip_addr": "10.0.0.1",
  "eth_ip_mask": 30},
 {"interface": "Vlan10", "svi_line_proto": "down", "svi_admin_state": "up",
  "svi_ip_addr": "10.0.1.1", "svi_ip_mask": "24"}]}}
"""
EOS_BRIEF_JSON = """\
{"interfaces": {"Ethernet1": {"lineProtocolStatus": "up", "interfaceStatus": "connected",
  "interfaceAddress": {"ipAddr": {"address": "10.0.0.1", "maskLen": 30}}}}}
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("show_interfaces.txt", JUNOS_PORTS,
         ["ge-0/0/0 True True -", "ge-0/0/0.7 True None 10.0.0.1/30 2001:db8::1/64",
          "ge-0/0/1 False False -", "ge-0/0/1.0 False None ", "lo0 True True -",
          "lo0.0 True None 10.9.9.1/32"]),
        ("show_interfaces_terse.txt", JUNOS_TERSE,
         ["ge-0/0/0 True None -", "ge-0/0/0.0 True None 10.0.0.1/30 2001:db8::1/64",
          "ge-0/0/1.0 False None 10.0.0.5/30", "lo0.0 True None 10.9.9.1/32"]),
        ("show_ipv6_interface_brief.txt", IOS_BRIEF_V6,
         ["GigabitEthernet0/1 True None -", "GigabitEthernet0/2 False False -"]),
        ("show_ipv6_int_brief_vrf_all.txt", NXOS_BRIEF_V6, ["Eth1/1 True None -"]),
        ("show_interfaces.txt", EOS_VIRTUAL, ["Vlan10 True True 10.0.0.1/24"]),
        ("show_interface.txt", NXOS_SHUT, ["Vlan10 False False 10.0.0.1/24"]),
        ("show_interface_|_json.txt", NXOS_PORTS_JSON,
         ["Ethernet1/1 True True 10.0.0.1/30", "Vlan10 False True 10.0.1.1/24"]),
        ("show_ip_interface_brief_|_json.txt", EOS_BRIEF_JSON, ["Ethernet1 True True 10.0.0.1/30"]),
    ],
)  # fmt: skip
def test_interfaces(name: str, text: str, expected: list[str]) -> None:
    found = said(name, text).interfaces
    assert [
        f"{i.name} {i.up} {i.enabled} "
        + ("-" if i.addresses is None else " ".join(map(str, i.addresses)))
        for i in found
    ] == expected
