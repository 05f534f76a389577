"""Neighbours, interfaces and cables as systems print them."""

from __future__ import annotations

import pytest

from kawanet.model.observed import Asked, Observed
from kawanet.observe import observe_device
from kawanet.observe.commands import (
    Kind,
    command_in_name,
    device_in_name,
    is_output,
    kind_of,
    vrf_of,
)


def said(name: str, text: str) -> Observed:
    found = observe_device("r1", {f"show/r1/{name}": text})
    assert found.findings == ()
    return found.observed


IOS_BGP = """\
BGP neighbor is 10.0.0.2,  remote AS 65002, external link
  BGP version 4, remote router ID 10.9.9.2
  BGP state = Established, up for 1w2d
  Neighbor capabilities:
BGP neighbor is 2001:DB8::3,  vrf RED,  remote AS 65003, external link
  BGP state = Idle, down for never
"""
NXOS_BGP = """\
BGP neighbor is 10.0.0.2, remote AS 65002, ebgp link, Peer index 3
  BGP state = Active, down for 00:10:02, retry in 0.000000
"""
EOS_BGP = """\
BGP neighbor is 10.0.0.2, remote AS 65002, external link
  BGP version 4, remote router ID 0.0.0.0, VRF RED
  BGP state is Established, up for 3d04h
"""
SUMMARY = """\
BGP router identifier 10.9.9.1, local AS number 65001
Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
10.0.0.2        4        65002      10      11        5    0    0 00:07:00        3
10.0.0.6        4        65003       0       0        1    0    0 never    Idle (Admin)
2001:db8::2     4        65002      10      11        5    0    0 00:07:00        0
"""
FRR_BGP = """\
{"RED": {"vrfId": 7, "vrfName": "RED",
  "10.0.0.2": {"remoteAs": 65002, "bgpState": "Established"},
  "swp1": {"bgpNeighborAddr": "fe80::2", "remoteAs": 65003, "bgpState": "Connect"}}}
"""
JUNOS_BGP = """\
{"bgp-information": [{"bgp-peer": [{"peer-address": [{"data": "10.0.0.2+179"}],
  "peer-cfg-rti": [{"data": "RED"}], "peer-state": [{"data": "Established"}]}]}]}
"""
IOS_OSPF = """\
Neighbor ID     Pri   State           Dead Time   Address         Interface
10.9.9.2          1   FULL/DR         00:00:31    10.0.0.2        GigabitEthernet0/1
10.9.9.3          0   FULL/  -        00:00:31    10.0.0.6        GigabitEthernet0/2
10.9.9.4          1   EXSTART/BDR     00:00:31    10.0.0.10       GigabitEthernet0/3
"""
IOS_OSPFV3 = """\
            OSPFv3 Router with ID (10.9.9.1) (Process ID 1)

Neighbor ID     Pri   State           Dead Time   Interface ID    Interface
10.9.9.2          1   FULL/DR         00:00:31    7               GigabitEthernet0/1
"""
NXOS_OSPF = """\
 OSPF Process ID UNDERLAY VRF RED
 Total number of neighbors: 1
 Neighbor ID     Pri State            Up Time  Address         Interface
 10.9.9.2          1 FULL/ -          23:04:24 10.0.0.2        Eth1/4
"""
FRR_OSPF = """\
Neighbor ID     Pri State           Up Time         Dead Time Address         Interface                        RXmtL RqstL DBsmL
10.9.9.2          1 Full/DR         1h02m03s          37.1s   10.0.0.2        swp1:10.0.0.1                        0     0     0
"""  # noqa: E501
EIGRP = """\
EIGRP-IPv4 Neighbors for AS(100) VRF(RED)
H   Address                 Interface              Hold Uptime   SRTT   RTO  Q  Seq
                                                   (sec)         (ms)       Cnt Num
0   10.0.0.2                Gi0/1                    14 00:10:02    3   100  0  9
"""
CLNS = """\
System Id      Interface     SNPA                State  Holdtime  Type Protocol
core2          Gi0/1         5254.0012.3456      Up     23        L2   IS-IS
"""
NXOS_ISIS = """\
IS-IS process: CORE VRF: RED
IS-IS adjacency database:
Legend: '!': No AF level connectivity in given topology
System ID       SNPA            Level  State  Hold Time  Interface
core2           5254.0012.3456  1-2    UP     00:00:09   Ethernet1/1
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("show_isis_adjacency_vrf_all.txt", NXOS_ISIS, ["isis core2 True RED Ethernet1/1"]),
        ("show_ip_bgp_all_neighbors.txt", IOS_BGP,
         ["bgp 10.0.0.2 True  ", "bgp 2001:DB8::3 False RED "]),
        ("show_ip_bgp_neighbors_vrf_BLUE.txt", NXOS_BGP, ["bgp 10.0.0.2 False BLUE "]),
        ("show_ip_bgp_neighbors_vrf_all.txt", EOS_BGP, ["bgp 10.0.0.2 True RED "]),
        ("show_ip_bgp_summary.txt", SUMMARY,
         ["bgp 10.0.0.2 True  ", "bgp 10.0.0.6 False  ", "bgp 2001:db8::2 True  "]),
        ("show_ip_bgp_vrf_all_neighbors_json.txt", FRR_BGP,
         ["bgp 10.0.0.2 True RED ", "bgp fe80::2 False RED swp1"]),
        ("show_bgp_neighbor_|_display_json.txt", JUNOS_BGP, ["bgp 10.0.0.2 True RED "]),
        ("show_ip_ospf_neighbor.txt", IOS_OSPF,
         ["ospf 10.0.0.10 False  GigabitEthernet0/3", "ospf 10.0.0.2 True  GigabitEthernet0/1",
          "ospf 10.0.0.6 True  GigabitEthernet0/2"]),
        ("show_ipv6_ospf_neighbor.txt", IOS_OSPFV3, ["ospfv3 10.9.9.2 True  GigabitEthernet0/1"]),
        ("show_ip_ospf_neighbors_vrf_all.txt", NXOS_OSPF, ["ospf 10.0.0.2 True RED Eth1/4"]),
        ("show_ip_ospf_neighbor.txt", FRR_OSPF, ["ospf 10.0.0.2 True  swp1"]),
        ("show_ip_eigrp_neighbors.txt", EIGRP, ["eigrp 10.0.0.2 True RED Gi0/1"]),
        ("show_clns_neighbors.txt", CLNS, ["isis core2 True  Gi0/1"]),
    ],
)  # fmt: skip
def test_neighbours(name: str, text: str, expected: list[str]) -> None:
    found = said(name, text).neighbours
    assert [f"{n.protocol} {n.peer} {n.up} {n.vrf} {n.interface}" for n in found] == expected


@pytest.mark.parametrize("text", ["% BGP not active", "BGP instance does not exist", ""])
def test_no_protocol_is_said_too(text: str) -> None:
    found = said("show_ip_bgp_neighbors.txt", text)
    assert (found.neighbours, found.asked) == ((), (Asked("bgp"),))


def test_what_no_template_reads_is_told() -> None:
    found = observe_device("r1", {"show_isis_neighbors.txt": "a new release prints this"})
    assert [f.code for f in found.findings] == ["KW-OBS-001"]
    assert found.observed.asked == ()


IOS_PORTS = """\
GigabitEthernet0/1 is up, line protocol is up
  Hardware is iGbE, address is 0000.5e00.5301 (bia 0000.5e00.5301)
  Description: to core2
  Internet address is 10.0.0.1/30
  Secondary address 10.0.1.1/24
GigabitEthernet0/2 is administratively down, line protocol is down (disabled)
Vlan10 is up, line protocol is down , Autostate Enabled
Loopback0 is up, line protocol is up
  Internet address is 10.9.9.1/32
"""
NXOS_PORTS = """\
mgmt0 is up
admin state is up,
  Internet Address is 192.0.2.1/24
Ethernet1/2 is down (Administratively down)
admin state is down, Dedicated Interface
Ethernet1/3 is down (Link not connected)
admin state is up, Dedicated Interface
Vlan10 is up, line protocol is up, autostate enabled
  Internet Address is 10.0.0.1/24
"""
FRR_PORTS = """\
Interface swp1 is up, line protocol is up
  vrf: RED
  inet 10.0.0.1/30
  inet6 2001:db8::1/64
Interface swp2 is down
  vrf: default
"""
FORTIOS_PORTS = """\
== [ port1 ]
name: port1   mode: static    ip: 10.0.0.1 255.255.255.0   status: up    netbios-forward: disable    type: physical
== [ port2 ]
name: port2   mode: static    ip: 0.0.0.0 0.0.0.0   status: down    type: physical
"""  # noqa: E501
FORTIOS_PHYSICAL = """\
== [onboard]
\t==[port1]
\t\tmode: static
\t\tip: 10.0.0.1 255.255.255.0
\t\tstatus: down
\t\tspeed: n/a
"""
IOS_BRIEF = """\
Interface              IP-Address      OK? Method Status                Protocol
GigabitEthernet0/1     10.0.0.1        YES NVRAM  up                    up
GigabitEthernet0/2     unassigned      YES NVRAM  administratively down down
"""
NXOS_BRIEF = """\
IP Interface Status for VRF "RED"(3)
Interface            IP Address      Interface Status
Eth1/1               10.0.0.1        protocol-up/link-up/admin-up
Vlan10               10.0.1.1        protocol-down/link-down/admin-up
"""
JUNOS_PORTS = """\
{"interface-information": [{"physical-interface": [{"name": [{"data": "ge-0/0/0"}],
  "admin-status": [{"data": "up"}], "oper-status": [{"data": "up"}],
  "logical-interface": [{"name": [{"data": "ge-0/0/0.7"}],
    "if-config-flags": [{"iff-up": [{"data": [null]}]}],
    "address-family": [{"address-family-name": [{"data": "inet"}], "interface-address": [
      {"ifa-local": [{"data": "10.0.0.1"}], "ifa-destination": [{"data": "10.0.0/30"}]}]}]}]}]}]}
"""
EOS_PORTS = """\
{"interfaces": {"Ethernet1": {"lineProtocolStatus": "up", "interfaceStatus": "connected",
   "interfaceAddress": [{"primaryIp": {"address": "10.0.0.1", "maskLen": 30}}],
   "interfaceAddressIp6": {"globalUnicastIp6s": [
      {"address": "2001:db8::1", "subnet": "2001:db8::/64"}]}},
 "Ethernet2": {"lineProtocolStatus": "down", "interfaceStatus": "disabled"}}}
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("show_interfaces.txt", IOS_PORTS,
         ["GigabitEthernet0/1 True True 10.0.0.1/30 10.0.1.1/24", "GigabitEthernet0/2 False False ",
          "Loopback0 True True 10.9.9.1/32", "Vlan10 False True "]),
        ("show_interface.txt", NXOS_PORTS,
         ["Ethernet1/2 False False ", "Ethernet1/3 False True ", "Vlan10 True True 10.0.0.1/24",
          "mgmt0 True True 192.0.2.1/24"]),
        ("vtysh_-c_'show_interface_vrf_all'.txt", FRR_PORTS,
         ["swp1 True True 10.0.0.1/30 2001:db8::1/64", "swp2 False True "]),
        ("get_system_interface.txt", FORTIOS_PORTS,
         ["port1 None True 10.0.0.1/24", "port2 None False "]),
        ("get_system_interface_physical.txt", FORTIOS_PHYSICAL, ["port1 False None 10.0.0.1/24"]),
        ("show_ip_interface_brief.txt", IOS_BRIEF,
         ["GigabitEthernet0/1 True None -", "GigabitEthernet0/2 False False -"]),
        ("show_ip_int_brief_vrf_all.txt", NXOS_BRIEF,
         ["Eth1/1 True None -", "Vlan10 False None -"]),
        ("show_interfaces_|_display_json.txt", JUNOS_PORTS,
         ["ge-0/0/0 True True -", "ge-0/0/0.7 True None 10.0.0.1/30"]),
        ("show_interfaces_|_json.json", EOS_PORTS,
         ["Ethernet1 True True 10.0.0.1/30 2001:db8::1/64", "Ethernet2 False False "]),
    ],
)  # fmt: skip
def test_interfaces(name: str, text: str, expected: list[str]) -> None:
    found = said(name, text).interfaces
    assert [
        f"{i.name} {i.up} {i.enabled} "
        + ("-" if i.addresses is None else " ".join(map(str, i.addresses)))
        for i in found
    ] == expected


IOS_LLDP = """\
Capability codes:
    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device

Device ID           Local Intf     Hold-time  Capability      Port ID
core2.city.example  Gi0/1          120        R               Gi0/7

Total entries displayed: 1
"""
IOS_CDP_DETAIL = """\
-------------------------
Device ID: core2.city.example
Entry address(es): 
  IP address: 10.0.0.2
Platform: cisco WS-C3850,  Capabilities: Switch IGMP 
Interface: GigabitEthernet0/1,  Port ID (outgoing port): GigabitEthernet0/7
Holdtime : 150 sec

Version :
Cisco IOS Software

"""  # noqa: W291
EOS_LLDP = """\
Last table change time   : 0:01:00 ago

Port          Neighbor Device ID       Neighbor Port ID    TTL
---------- ------------------------ ---------------------- ---
Et1           core2                    Ethernet7           120
"""
EOS_LLDP_JSON = """\
{"lldpNeighbors": [{"port": "Ethernet1", "neighborDevice": "core2.city.example",
   "neighborPort": "ge-0/0/1", "ttl": 120}]}
"""
EOS_DETAIL_JSON = """\
{"lldpNeighbors": {"Ethernet1": {"lldpNeighborInfo": [{"systemName": "core2",
   "neighborInterfaceInfo": {"interfaceId": "\\"Ethernet7\\""}}]}}}
"""
JUNOS_LLDP = """\
Local Interface    Parent Interface    Chassis Id          Port info          System Name
ge-0/0/0           -                   00:00:5e:00:53:01   Ethernet7          core2
"""

JUNOS_LLDP_JSON = """\
{"lldp-neighbors-information" : [{"lldp-neighbor-information" : [
  {"lldp-local-port-id" : [{"data" : "ge-0/0/0"}],
   "lldp-remote-port-description" : [{"data" : "Ethernet7"}],
   "lldp-remote-system-name" : [{"data" : "core2"}]}]}]}
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("show_lldp_neighbors_|_display_json.txt", JUNOS_LLDP_JSON, "ge-0/0/0 core2 Ethernet7"),
        ("show_lldp_neighbors.txt", IOS_LLDP, "Gi0/1 core2 Gi0/7"),
        ("show_cdp_neighbors_detail.txt", IOS_CDP_DETAIL,
         "GigabitEthernet0/1 core2 GigabitEthernet0/7"),
        ("show_lldp_neighbors.txt", EOS_LLDP, "Et1 core2 Ethernet7"),
        ("show_lldp_neighbors_|_json.json", EOS_LLDP_JSON, "Ethernet1 core2 ge-0/0/1"),
        ("show_lldp_neighbors_detail_|_json.json", EOS_DETAIL_JSON, "Ethernet1 core2 Ethernet7"),
        ("show_lldp_neighbors.txt", JUNOS_LLDP, "ge-0/0/0 core2 Ethernet7"),
    ],
)  # fmt: skip
def test_cables(name: str, text: str, expected: str) -> None:
    (cable,) = said(name, text).cables
    assert f"{cable.interface} {cable.neighbour} {cable.neighbour_interface}" == expected


@pytest.mark.parametrize(
    ("name", "device", "command", "output"),
    [
        ("show_ip_route_vrf_all_|_json.json", "", "show ip route vrf all json", True),
        ("vtysh_-c_'show_version'.txt", "", "show version", True),
        ("core-1_show_ip_route.txt", "core-1", "show ip route", True),
        ("core1-show-ip-route.log", "core1", "show ip route", True),
        ("get_router_info_routing-table_all.txt", "", "get router info routing-table all", True),
        ("show_running-config.txt", "", "show running-config", False),
        ("core1_show_run.txt", "core1", "show run", False),
        ("show_configuration_|_display_set.txt", "", "show configuration display set", False),
        ("show.txt", "", "show", False),
        ("net_show_route.txt", "", "show route", True),
        ("ip_-6_route_show.txt", "", "ip -6 route show", True),
        ("showroom-sw1.cfg", "", "showroom sw1", False),
    ],
)
def test_commands_in_names(name: str, device: str, command: str, output: bool) -> None:
    assert (is_output(name), device_in_name(name)) == (output, device)
    assert command_in_name(name) == command


@pytest.mark.parametrize(
    ("command", "kind", "vrf"),
    [
        ("show ip route vrf RED json", Kind.ROUTES, "RED"),
        ("show ip route vrf all", Kind.ROUTES, None),
        ("show route instance display json", None, None),
        ("show ip route summary", None, None),
        ("show ip ospf neighbor vrf MY VRF", Kind.OSPF, "MY_VRF"),
        ("show interfaces status", None, None),
        ("show interface", Kind.INTERFACES, None),
        ("show cdp neighbors detail", Kind.CABLES, None),
        ("show version", None, None),
    ],
)
def test_kinds(command: str, kind: Kind | None, vrf: str | None) -> None:
    assert (kind_of(command), vrf_of(command)) == (kind, vrf)
