"""Text that others wrote: classic IOS, other spellings, and what the model lacks."""

from __future__ import annotations

from ipaddress import IPv4Interface, IPv4Network, IPv6Network, ip_address, ip_network

import pytest

from kawanet.model.interfaces import (
    Interface,
    InterfaceKind,
    LagMember,
    OspfInterface,
    PortMode,
    Switchport,
    TrackedPriority,
    Tunnel,
    VrrpGroup,
)
from kawanet.model.network import Device
from kawanet.model.policy import AclRule, Action, PortRange, Wildcard
from kawanet.model.routing import AreaKind, Source, StaticRoute
from kawanet.model.switching import Vlan
from kawanet.model.system import Secret
from kawanet.model.wireless import WlanSecurity
from kawanet.parse.cisco_iosxe import looks_like, parse
from kawanet.parse.result import LineClass

PERMIT, DENY = Action.PERMIT, Action.DENY


def device(text: str) -> Device:
    return parse({"r1.cfg": text}).device


def interface(text: str, name: str = "GigabitEthernet0/1") -> Interface:
    return device(text).interface[name]


def port(lines: str) -> Interface:
    body = "".join(f" {line}\n" for line in lines.split("\n"))
    return interface("interface GigabitEthernet0/1\n" + body)


def classes(text: str) -> list[tuple[int, str]]:
    return [(u.where.line, u.line_class.value) for u in parse({"r1.cfg": text}).unclaimed]


def rules(lines: str, head: str = "ip access-list extended A") -> list[AclRule]:
    body = "".join(f" {line}\n" for line in lines.split("\n"))
    parsed = parse({"r1.cfg": f"{head}\n{body}"})
    assert not parsed.unclaimed
    return list(parsed.device.policy.acls[0].rules)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("switchport mode access", Switchport(PortMode.ACCESS, 1)),
        ("switchport access vlan 20", Switchport(PortMode.ACCESS, 20)),
        ("switchport mode trunk", Switchport(PortMode.TRUNK, native_vlan=1)),
        ("switchport mode trunk\nswitchport trunk allowed vlan 10-12,20\n"
         "switchport trunk allowed vlan add 30", Switchport(
             PortMode.TRUNK, native_vlan=1, allowed_vlans=(10, 11, 12, 20, 30))),
        ("switchport mode trunk\nswitchport trunk allowed vlan none",
         Switchport(PortMode.TRUNK, native_vlan=1, allowed_vlans=())),
        ("switchport mode trunk\nswitchport trunk allowed vlan except 3-4094",
         Switchport(PortMode.TRUNK, native_vlan=1, allowed_vlans=(1, 2))),
        ("switchport mode trunk\nswitchport trunk allowed vlan 5,6\n"
         "switchport trunk allowed vlan remove 5\nswitchport trunk native vlan 9",
         Switchport(PortMode.TRUNK, native_vlan=9, allowed_vlans=(6,))),
        ("switchport mode trunk\nswitchport trunk allowed vlan 5\n"
         "switchport trunk allowed vlan all", Switchport(PortMode.TRUNK, native_vlan=1)),
        ("switchport mode access\nspanning-tree portfast edge\nspanning-tree bpduguard enable",
         Switchport(PortMode.ACCESS, 1, edge=True, bpdu_guard=True)),
        ("switchport mode access\nauthentication port-control auto",
         Switchport(PortMode.ACCESS, 1)),
        ("switchport mode access\naccess-session port-control auto\ndot1x pae authenticator",
         Switchport(PortMode.ACCESS, 1, dot1x=True)),
        ("switchport\nno switchport", None),
        ("ip address 10.0.0.1 255.0.0.0", None),
    ],
)  # fmt: skip
def test_switchports(lines: str, expected: Switchport | None) -> None:
    assert port(lines).switchport == expected


def test_a_silent_port_of_a_switch_bridges_vlan_1() -> None:
    text = "vlan 10\ninterface Gi1/0/1\n description silent\ninterface Gi1/0/2\n no ip address\n"
    found = device(text).interface
    assert found["GigabitEthernet1/0/1"].switchport == Switchport(PortMode.ACCESS, 1)
    assert found["GigabitEthernet1/0/2"].switchport is None
    assert device(text.replace("vlan 10\n", "")).interfaces[0].switchport is None


def test_global_edge_defaults_reach_access_ports() -> None:
    text = (
        "spanning-tree portfast edge default\nspanning-tree portfast edge bpduguard default\n"
        "interface GigabitEthernet0/1\n switchport mode access\n"
        "interface GigabitEthernet0/2\n switchport mode trunk\n"
        "interface GigabitEthernet0/3\n switchport mode access\n spanning-tree portfast disable\n"
    )
    ports = [i.switchport for i in device(text).interfaces]
    assert [(p.edge, p.bpdu_guard) for p in ports if p] == [
        (True, True),
        (False, False),
        (False, False),
    ]


def test_interface_range_and_abbreviations() -> None:
    text = "interface range gi1/0/1 - 3, te1/1/1\n switchport access vlan 7\n"
    assert [i.name for i in device(text).interfaces] == [
        "GigabitEthernet1/0/1",
        "GigabitEthernet1/0/2",
        "GigabitEthernet1/0/3",
        "TenGigabitEthernet1/1/1",
    ]
    assert {i.switchport and i.switchport.access_vlan for i in device(text).interfaces} == {7}
    assert device("interface port-channel 3\n").interfaces[0].name == "Port-channel3"
    assert classes("interface range gi1/0/1 - 99999\n shutdown\n") == [
        (1, "unrecognised"),
        (2, "unrecognised"),
    ]


def test_vlans_in_lists() -> None:
    assert device("vlan 10-12,20\nvlan 11\n name B\nno vlan 12\n").switching.vlans == (
        Vlan(10),
        Vlan(11, "B"),
        Vlan(20),
    )


@pytest.mark.parametrize(
    ("text", "kind", "parent", "vlan"),
    [
        ("interface Vlan30", InterfaceKind.SVI, None, 30),
        ("interface Loopback0", InterfaceKind.LOOPBACK, None, None),
        ("interface Tunnel5", InterfaceKind.TUNNEL, None, None),
        ("interface Port-channel2", InterfaceKind.LAG, None, None),
        ("interface Port-channel2.30\n encapsulation dot1Q 40", InterfaceKind.SUBINTERFACE,
         "Port-channel2", 40),
        ("interface GigabitEthernet0/0/1", InterfaceKind.PHYSICAL, None, None),
    ],
)  # fmt: skip
def test_kinds_come_from_names(
    text: str, kind: InterfaceKind, parent: str | None, vlan: int | None
) -> None:
    (found,) = device(text).interfaces
    assert (found.kind, found.parent, found.vlan) == (kind, parent, vlan)


def test_moving_to_a_vrf_drops_addresses_and_says_so() -> None:
    text = "interface GigabitEthernet0/1\n ip address 10.0.0.1 255.0.0.0\n vrf forwarding A\n"
    assert interface(text).addresses == ()
    assert classes(text) == [(2, "unmodelled")]


def test_addresses_primary_first_and_replaced() -> None:
    found = port(
        "ip address 10.0.0.2 255.255.255.0 secondary\nip address 10.0.1.1 255.255.255.0\n"
        "ip address 10.0.2.1 255.255.255.0\nipv6 address FE80::1 link-local"
    )
    assert [str(a) for a in found.addresses] == ["10.0.2.1/24", "10.0.0.2/24", "fe80::1/64"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("mtu 9000", 9000),
        ("mtu 9000\nip mtu 1400", 1400),
        ("ip mtu 1400\nmtu 9000", 1400),
        ("ipv6 mtu 1300", 1300),
        ("no keepalive", None),
    ],
)
def test_the_layer_3_mtu(lines: str, expected: int | None) -> None:
    assert port(lines).mtu == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("vrrp 12 ip 192.0.2.1\nvrrp 12 priority 110",
         VrrpGroup(4, 12, ip_address("192.0.2.1"), 110)),
        ("standby 3 ip 192.0.2.1\nstandby 3 priority 90\nstandby version 2",
         VrrpGroup(4, 3, ip_address("192.0.2.1"), 90, preempt=False, protocol="hsrp")),
        ("standby 3 priority 90\nstandby 3 preempt\nstandby 3 ip 192.0.2.1",
         VrrpGroup(4, 3, ip_address("192.0.2.1"), 90, protocol="hsrp")),
        ("standby ip 192.0.2.1",
         VrrpGroup(4, 0, ip_address("192.0.2.1"), preempt=False, protocol="hsrp")),
        ("standby 1 ip 192.0.2.1\nstandby 1 ip 192.0.2.2 secondary\nstandby 1 preempt\n"
         "standby 1 track 5 decrement 20\nstandby 1 track gi0/2 30\nstandby 1 track 6 shutdown",
         VrrpGroup(4, 1, ip_address("192.0.2.1"), protocol="hsrp",
                   more=(ip_address("192.0.2.2"),),
                   tracks=(TrackedPriority("5", 20), TrackedPriority("GigabitEthernet0/2", 30),
                           TrackedPriority("6", None)))),
        ("glbp 7 ip 192.0.2.1\nglbp 7 priority 50\nglbp 7 load-balancing host-dependent",
         VrrpGroup(4, 7, ip_address("192.0.2.1"), 50, preempt=False, protocol="glbp")),
        ("vrrp 1 address-family ipv4\n address 192.0.2.1 primary\n address 192.0.2.9 secondary\n"
         " track 5 decrement 15",
         VrrpGroup(4, 1, ip_address("192.0.2.1"), more=(ip_address("192.0.2.9"),),
                   tracks=(TrackedPriority("5", 15),))),
        ("vrrp 1 address-family ipv6\n address FE80::1 primary\n address 2001:DB8::1/64\n"
         " no preempt",
         VrrpGroup(6, 1, ip_address("2001:db8::1"), 100, False, ip_address("fe80::1"))),
    ],
)  # fmt: skip
def test_first_hop_redundancy(lines: str, expected: VrrpGroup) -> None:
    assert port(lines).vrrp == (expected,)


def test_lag_modes() -> None:
    assert port("channel-group 4 mode on").lag == LagMember("Port-channel4", "on")
    assert port("channel-group 4 mode passive").lag == LagMember("Port-channel4", "passive")
    assert port("channel-group 4 mode desirable").lag == LagMember("Port-channel4", "active")
    text = "interface GigabitEthernet0/1\n channel-group 4 mode always\n"
    assert classes(text) == [(2, "unrecognised")]


def test_a_tunnel_from_an_interface() -> None:
    text = (
        "interface Loopback1\n ip address 192.0.2.9 255.255.255.255\ninterface Tunnel1\n"
        " tunnel source Loopback1\n tunnel destination 192.0.2.1\n tunnel vrf WAN\n"
    )
    found = interface(text, "Tunnel1").tunnel
    assert found == Tunnel(ip_address("192.0.2.9"), ip_address("192.0.2.1"), "WAN")
    ipsec = text + " tunnel mode ipsec ipv4\n"
    held = interface(ipsec, "Tunnel1").tunnel
    assert held is not None and held.mode == "ipsec"
    assert classes(text + " tunnel mode gre multipoint\n") == [(7, "unmodelled")]


def test_classic_vrfs() -> None:
    text = (
        "ip vrf A\n rd 65000:7\ninterface GigabitEthernet0/1\n"
        " ip vrf forwarding A\n ip address 10.0.0.1 255.255.255.254\n"
    )
    assert [(v.name, v.number) for v in device(text).vrfs] == [("A", 7)]
    assert interface(text).vrf == "A"
    assert interface(text).addresses == (IPv4Interface("10.0.0.1/31"),)


OSPF = """\
interface Loopback0
 ip address 192.0.2.1 255.255.255.255
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.0
 ip ospf cost 7
interface GigabitEthernet0/2
 ip address 10.9.0.1 255.255.255.0
interface GigabitEthernet0/3
 ip address 10.9.1.1 255.255.255.0
 ip ospf 1 area 0.0.0.5
router ospf 1
 passive-interface default
 no passive-interface GigabitEthernet0/1
 network 10.9.0.0 0.0.255.255 area 9
 network 10.0.0.0 0.255.255.255 area 0
 area 9 nssa
 redistribute static subnets metric 5 metric-type 1
"""


def test_network_statements_and_passive_default() -> None:
    found = device(OSPF)
    assert {i.name: i.ospf for i in found.interfaces} == {
        "Loopback0": (),
        "GigabitEthernet0/1": (OspfInterface(4, 1, 0, 7),),
        "GigabitEthernet0/2": (OspfInterface(4, 1, 9, passive=True),),
        "GigabitEthernet0/3": (OspfInterface(4, 1, 5, passive=True),),
    }
    (process,) = found.routing.ospf
    assert str(process.router_id) == "192.0.2.1"
    assert process.areas[0].kind is AreaKind.NSSA
    assert [(r.source, r.metric, r.metric_type) for r in process.redistribute] == [
        (Source.STATIC, 5, 1)
    ]


def test_ospfv3_both_ways() -> None:
    text = (
        "interface GigabitEthernet0/1\n ipv6 address 2001:db8::1/64\n ipv6 ospf 3 area 1\n"
        "ipv6 router ospf 3\n router-id 1.1.1.1\n passive-interface GigabitEthernet0/1\n"
        "router ospfv3 4\n router-id 2.2.2.2\n address-family ipv6 unicast vrf B\n"
        "  area 2 stub\n exit-address-family\n address-family ipv4 unicast\n"
    )
    assert interface(text).ospf == (OspfInterface(6, 3, 1, passive=True),)
    processes = device(text).routing.ospf
    assert [(p.vrf, p.process, str(p.router_id)) for p in processes] == [
        ("B", 4, "2.2.2.2"),
        ("default", 3, "1.1.1.1"),
    ]
    assert classes(text) == [(12, "unmodelled")]


ROUTE_MAP = """\
router ospf 1
 redistribute static subnets route-map OSPF4-1-STATIC
ip prefix-list OSPF4-1-STATIC seq 5 permit 10.1.0.0/16
route-map OSPF4-1-STATIC permit 10
 match ip address prefix-list OSPF4-1-STATIC
"""


def test_a_plain_route_map_of_the_renderer_is_its_prefixes() -> None:
    routing = device(ROUTE_MAP).routing
    (redistribution,) = routing.ospf[0].redistribute
    assert redistribution.prefixes == (ip_network("10.1.0.0/16"),)
    assert (routing.policies, routing.prefix_lists, redistribution.policies) == ((), (), ())
    assert classes(ROUTE_MAP) == []


def test_what_a_route_map_of_the_renderer_sets_wins() -> None:
    text = ROUTE_MAP + " set metric 5\n set metric-type type-1\n"
    (redistribution,) = device(text).routing.ospf[0].redistribute
    assert (redistribution.metric, redistribution.metric_type) == (5, 1)
    assert redistribution.prefixes == (ip_network("10.1.0.0/16"),)
    assert classes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        ROUTE_MAP.replace("/16", "/16 le 24"),
        ROUTE_MAP + " set metric +5\n",
        ROUTE_MAP + " set tag 5\n",
        ROUTE_MAP + "route-map OSPF4-1-STATIC permit 20\n",
        ROUTE_MAP + "ip prefix-list OSPF4-1-STATIC deny 10.2.0.0/16\n",
        ROUTE_MAP.replace("STATIC", "MINE"),
        ROUTE_MAP.replace(" match", " !match"),
    ],
)
def test_another_route_map_is_a_policy(text: str) -> None:
    routing = device(text).routing
    (redistribution,) = routing.ospf[0].redistribute
    assert redistribution.policies == (routing.policies[0].name,)
    assert routing.prefix_lists
    assert classes(text) == []


def static(line: str) -> StaticRoute:
    text = "interface Vlan5\n vrf forwarding B\n" + line
    parsed = parse({"r1.cfg": text})
    assert not parsed.unclaimed
    return parsed.device.routing.static[0]


NET = IPv4Network("10.0.0.0/8")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ip route 10.0.0.0 255.0.0.0 192.0.2.1",
         StaticRoute("default", NET, ip_address("192.0.2.1"))),
        ("ip route vrf A 10.0.0.0 255.0.0.0 Vlan9 192.0.2.1 200 name x tag 5",
         StaticRoute("A", NET, ip_address("192.0.2.1"), "Vlan9", 200, tag=5)),
        ("ip route 10.0.0.0 255.0.0.0 Null0 250", StaticRoute("default", NET, distance=250)),
        ("ip route 10.0.0.0 255.0.0.0 null 0", StaticRoute("default", NET)),
        ("ip route vrf A 10.0.0.0 255.0.0.0 192.0.2.1 global",
         StaticRoute("A", NET, ip_address("192.0.2.1"), next_hop_vrf="default")),
        ("ip route vrf A 10.0.0.0 255.0.0.0 Vlan5 192.0.2.1",
         StaticRoute("A", NET, ip_address("192.0.2.1"), "Vlan5", next_hop_vrf="B")),
        ("ipv6 route vrf A 2001:db8::/32 2001:db8::1 nexthop-vrf B",
         StaticRoute("A", IPv6Network("2001:db8::/32"), ip_address("2001:db8::1"),
                     next_hop_vrf="B")),
    ],
)  # fmt: skip
def test_static_routes(line: str, expected: StaticRoute) -> None:
    assert static(line) == expected


HOST = IPv4Network("10.0.0.1/32")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("permit ip any any", AclRule(PERMIT)),
        ("10 deny tcp host 10.0.0.1 any eq www telnet log-input",
         AclRule(DENY, 6, HOST, None, (), (PortRange(23, 23), PortRange(80, 80)), log=True)),
        ("permit udp 10.0.0.5 0.255.255.255 gt 1023 any range bootps bootpc",
         AclRule(PERMIT, 17, NET, None, (PortRange(1024, 65535),), (PortRange(67, 68),))),
        ("permit tcp any lt 10 any neq 443",
         AclRule(PERMIT, 6, None, None, (PortRange(0, 9),),
                 (PortRange(0, 442), PortRange(444, 65535)))),
        ("permit ip 10.0.0.0 0.0.255.1 any", AclRule(PERMIT, None, Wildcard(10 << 24, 0xFF01))),
        ("permit icmp any any echo", AclRule(PERMIT, 1, icmp_type=8)),
        ("permit ospf any any", AclRule(PERMIT, 89)),
        ("permit 112 any any", AclRule(PERMIT, 112)),
        ("permit tcp any any established", AclRule(PERMIT, 6, established=True)),
        ("remark one\nremark two\npermit ip 0.0.0.0 255.255.255.255 any",
         AclRule(PERMIT, None, IPv4Network("0.0.0.0/0"), remark="one\ntwo")),
    ],
)  # fmt: skip
def test_extended_rules(lines: str, expected: AclRule) -> None:
    assert rules(lines) == [expected]


def test_rules_stand_in_the_order_of_their_numbers() -> None:
    found = rules("20 deny ip any any\n10 permit tcp any any\npermit udp any any")
    assert [(r.action, r.protocol) for r in found] == [(PERMIT, 6), (DENY, None), (PERMIT, 17)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("access-list 101 remark why\naccess-list 101 permit tcp any any eq 22\n",
         [AclRule(PERMIT, 6, destination_ports=(PortRange(22, 22),), remark="why")]),
        ("access-list 10 permit 10.0.0.1\naccess-list 10 deny any log\n",
         [AclRule(PERMIT, None, HOST), AclRule(DENY, log=True)]),
        ("ip access-list standard S\n 10 permit 10.0.0.0 0.255.255.255\n",
         [AclRule(PERMIT, None, NET)]),
        ("ipv6 access-list S\n sequence 10 permit tcp 2001:DB8::/32 any eq 443\n"
         " permit icmp any any nd-na\n deny ipv6 any host ::1 log\n",
         [AclRule(PERMIT, 6, IPv6Network("2001:db8::/32"), None, (), (PortRange(443, 443),)),
          AclRule(PERMIT, 58, icmp_type=136),
          AclRule(DENY, None, None, IPv6Network("::1/128"), log=True)]),
    ],
)  # fmt: skip
def test_other_lists(text: str, expected: list[AclRule]) -> None:
    (acl,) = device(text).policy.acls
    assert list(acl.rules) == expected
    assert classes(text) == []


def test_a_range_in_an_object_group_is_its_prefixes() -> None:
    found = device(
        "object-group network N\n range 10.0.0.1 10.0.0.3\n"
        "ip access-list extended A\n permit ip object-group N any\n"
    )
    assert [str(r.source) for r in found.policy.acls[0].rules] == ["10.0.0.1/32", "10.0.0.2/31"]


def test_object_groups_are_spelt_out() -> None:
    text = (
        "object-group network N\n host 10.0.0.1\n 10.0.0.0 255.0.0.0\n"
        "object-group service S\n tcp eq 443\n udp range 5 6\n icmp echo\n"
        "ip access-list extended A\n permit object-group S any object-group N\n"
    )
    (acl,) = device(text).policy.acls
    assert [(r.protocol, r.destination, r.destination_ports, r.icmp_type) for r in acl.rules] == [
        (protocol, net, ports, icmp)
        for net in (HOST, NET)
        for protocol, ports, icmp in (
            (6, (PortRange(443, 443),), None),
            (17, (PortRange(5, 6),), None),
            (1, (), 8),
        )
    ]
    assert classes(text) == []


@pytest.mark.parametrize(
    "rule",
    [
        "permit tcp any any syn",
        "permit ip any any dscp ef",
        "permit icmp any any 3 4",
        "permit icmp any any port-unreachable",
        "permit ip any any time-range NIGHT",
        "permit ip object-group GONE any",
        "evaluate MIRROR",
    ],
)
def test_conditions_that_the_model_lacks_are_reported(rule: str) -> None:
    assert classes(f"ip access-list extended A\n {rule}\n") == [(2, "unmodelled")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("username a password 0 hunter", Secret("plain")),
        ("username a privilege 15 password 7 0822455D0A16", Secret("plain")),
        ("username a secret 9 $9$abc", Secret("hashed")),
        ("username a privilege 15 secret %%secret:admin%%", Secret("reference", "admin")),
        ("username a secret 9 %%secret:admin%%", Secret("reference", "admin")),
        ("enable password hunter", Secret("plain")),
        ("enable secret 5 $1$abc", Secret("hashed")),
        ("line vty 0 4\n password hunter", Secret("plain")),
    ],
)
def test_passwords_are_classed_and_not_kept(line: str, expected: Secret) -> None:
    parsed = parse({"r1.cfg": line})
    assert [u.secret for u in parsed.device.system.users] == [expected]
    assert "hunter" not in repr(parsed.device)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("line vty 0 4\n transport input telnet ssh\n", ("telnet",)),
        ("line vty 0 4\n transport input all\n", ("telnet",)),
        ("line vty 0 4\n transport input ssh\nline vty 5 15\n transport input telnet\n",
         ("telnet",)),
        ("ip http server\ntftp-server flash:x\n", ("http", "tftp")),
        ("service tcp-small-servers\nno ip http server\nip http secure-server\n",
         ("small-servers",)),
        ("line vty 0 4\n transport input ssh\n", ()),
    ],
)  # fmt: skip
def test_cleartext_services(text: str, expected: tuple[str, ...]) -> None:
    assert device(text).system.cleartext_services == expected


def test_one_open_terminal_line_opens_the_device() -> None:
    closed = "line vty 0 4\n access-class 7 in\n transport input ssh\n"
    assert device(closed).system.management_acl == ("7",)
    opened = closed + "line vty 5 15\n transport input ssh\n"
    assert device(opened).system.management_acl == ()
    shut = closed + "line vty 5 15\n transport input none\n"
    assert device(shut).system.management_acl == ("7",)


def test_management_by_classic_lines() -> None:
    text = (
        "hostname r1\nip domain-name city.example\nntp server vrf M 10.0.0.1 prefer\n"
        "logging 10.0.0.2\nlogging host 10.0.0.3 vrf M transport udp port 514\n"
        "snmp-server community public RO 7\nsnmp-server community x rw\n"
        "radius-server host 10.0.0.4 auth-port 1812 key hunter\n"
    )
    system = device(text).system
    assert system.domain == "city.example"
    assert system.management_vrf == "M"
    assert [str(a) for a in system.ntp_servers] == ["10.0.0.1"]
    assert [str(a) for a in system.syslog_servers] == ["10.0.0.3"]
    assert [c.writable for c in system.snmp_communities] == [False, True]
    assert device(text).services.radius_servers[0].acct_port == 1646


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", WlanSecurity.WPA2_ENTERPRISE),
        ("no security wpa", WlanSecurity.OPEN),
        ("no security wpa akm dot1x", WlanSecurity.OPEN),
        ("no security wpa wpa2\nsecurity wpa wpa3", WlanSecurity.WPA3_ENTERPRISE),
        ("security wpa wpa3", WlanSecurity.WPA2_ENTERPRISE),
        ("no security wpa akm dot1x\nsecurity wpa akm psk", WlanSecurity.PSK),
        ("no security wpa akm dot1x\nsecurity wpa wpa3\nsecurity wpa akm sae", WlanSecurity.PSK),
        ("no security wpa wpa2\nsecurity wpa wpa3\nno security wpa akm dot1x\n"
         "security wpa akm owe", WlanSecurity.OWE),
    ],
)  # fmt: skip
def test_wlan_security(lines: str, expected: WlanSecurity) -> None:
    body = "".join(f" {line}\n" for line in lines.split("\n") if line)
    wireless = device("wlan P 1 S\n" + body).wireless
    assert wireless is not None
    assert (wireless.wlans[0].security, wireless.wlans[0].enabled) == (expected, False)


def test_a_policy_profile_may_name_its_vlan() -> None:
    text = "vlan 30\n name STAFF\nvlan 31\nwireless profile policy P\n vlan STAFF\n no shutdown\n"
    wireless = device(text).wireless
    assert wireless is not None and wireless.policy_profiles[0].vlan == 30
    by_number = device(text.replace("vlan STAFF", "vlan VLAN0031")).wireless
    assert by_number is not None and by_number.policy_profiles[0].vlan == 31
    assert classes(text.replace("vlan STAFF", "vlan GONE")) == [(4, "unmodelled")]
    assert classes(text + " aaa-override\n no central switching\n") == [
        (7, "unmodelled"),
        (8, "unmodelled"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ip nat inside source list 1 interface Vlan1 overload\n", ["unmodelled"]),
        ("interface Vlan1\n ip nat enable\n", ["unmodelled"]),
        ("interface Vlan1\n ip verify unicast source reachable-via rx\n", ["unmodelled"]),
        ("interface GigabitEthernet0/1\n switchport mode dynamic desirable\n", ["unmodelled"]),
        ("interface GigabitEthernet0/1\n service instance 1 ethernet\n  bridge-domain 7\n",
         ["unmodelled"] * 2),
        ("zone-pair policy INSIDE\n", ["unmodelled"]),
        ("no ip routing\n", ["unmodelled"]),
        ("vlan access-map X 10\n action drop\n", ["unmodelled"] * 2),
        ("router ospf 1\n area 1 sham-link 1.1.1.1 2.2.2.2\n distribute-list 7 out\n",
         ["unmodelled"] * 2),
        ("interface Null0\n no ip unreachables\n", []),
        ("interface BDI7\n ip address 10.0.0.1 255.0.0.0\n", ["unmodelled"]),
        ("interface Vlan1\n ip address dhcp\n ipv6 address autoconfig\n", ["unmodelled"] * 2),
        ("interface Vlan1\n ipv6 address 2001:db8::/64 eui-64\n", ["unmodelled"]),
        ("interface Vlan1\n ip address 10.0.0.1 255.0.0.0 tertiary\n", ["unrecognised"]),
        ("interface Vlan1\n ip helper-address vrf B 10.0.0.1\n", ["unmodelled"]),
        ("interface Vlan1\n ip access-group A sideways\n", ["unrecognised"]),
        ("interface Vlan1\n ip ospf authentication message-digest\n ip ospf bfd\n"
         " ip ospf frob\n ospfv3 1 ipv4 area 0\n ospfv3 network manet\n",
         ["unrecognised", "unmodelled", "unmodelled"]),
        ("interface Vlan1\n vrrp 1 ip 10.0.0.1\n vrrp 1 ip 10.0.0.2 secondary\n"
         " vrrp 1 frob\n standby 9999 ip 10.0.0.1\n standby 2 ip\n",
         ["unrecognised", "unrecognised", "unmodelled"]),
        ("interface Vlan1\n vrrp 1 address-family ipv4\n  address 2001:db8::1\n"
         "  address 10.0.0.1 primary\n  address 10.0.0.2\n  track 3 decrement 5\n",
         ["unrecognised"]),
        ("interface GigabitEthernet0/1\n switchport voice vlan dot1p\n"
         " spanning-tree bpduguard perhaps\n", ["unmodelled", "unrecognised"]),
        ("vlan 10\n state active\n remote-span\n", ["unmodelled"]),
        ("vlan 5000\n", ["unrecognised"]),
        ("spanning-tree mode pvst\nspanning-tree vlan 10 priority 4096\n"
         "spanning-tree vlan 1-4094 hello-time 2\n", []),
        ("router ospf 1\n network 10.0.0.0 0.0.0.255\n area 1 nssa no-summary\n"
         " area 1 filter-list prefix X in\n area 1 range 10.0.0.0 255.0.0.0 cost 5\n"
         " redistribute bgp 5\n redistribute static tag 5 subnets nssa-only\n",
         ["unrecognised", "unmodelled"]),
        ("ip prefix-list P description why\nip prefix-list P seq 5 allow 10.0.0.0/8\n",
         ["unrecognised"]),
        ("ip route 10.0.0.0 255.0.0.0 dhcp\n", ["unmodelled"]),
        ("radius server R\n key x\n", ["unrecognised"]),
        ("access-list 700 permit 0000.0000.0000\n", ["unmodelled"]),
        ("access-list 10 permit 10.0.0.0 0.0.0.255 any\n", ["unrecognised"]),
        ("ip access-list extended A\n permit 300 any any\n permit tcp any gt 65535 any\n"
         " permit tcp any eq 70000 any\n", ["unrecognised"] * 3),
        ("object-group network N\n range 10.0.0.9 10.0.0.1\n"
         "ip access-list extended A\n permit ip any object-group N\n", ["unmodelled"] * 2),
        ("object-group service S\n icmp 3 4\n tcp eq 5 frob\n", ["unmodelled"] * 2),
        ("username a\nusername b autocommand show\n", ["unrecognised"]),
        ("snmp-server user a G v3 auth sha x\n", []),
        ("aaa authentication login CONSOLE local\nlogging host log.example\n", []),
        ("ap dot11 5ghz shutdown\nap 0011.2233.4455\n venue-type x\n", []),
        ("wireless tag site S\n no local-site\n description x\n", ["unmodelled"]),
        ("wireless tag policy T\n remote-lan R policy P port-id 1\n description x\n",
         ["unmodelled"]),
        ("wlan NEVER-DEFINED\n", ["unrecognised"]),
        ("frobnicate\n", ["unrecognised"]),
        ("no frobnicate\n", ["unrecognised"]),
        ("interface Vlan1\n frobnicate\n", ["unrecognised"]),
        ("interface Vlan1\n ip address 10.0.0.300 255.0.0.0\n", ["unrecognised"]),
        ("interface Vlan1\n ip address 10.0.0.1 255.0.255.0\n", ["unrecognised"]),
        ("ip route 10.0.0.0 255.0.0.0 2001:db8::1\n", ["unrecognised"]),
        ("banner motd #\n", ["unrecognised"]),
        ("no ip redirects\n", ["unrecognised"]),
        ("interface Vlan1\n no ip redirects\n no mop enabled\n", []),
        ("no ip bootp server\nno cdp run\nno ip nat service sip udp port 5060\n", []),
        ("r1#show run\nhostname r1\nBuilding configuration...\nend\nr1#\n", []),
        ("r2#show run\nhostname r1\n", ["unrecognised"]),
    ],
)  # fmt: skip
def test_nothing_is_read_silently(text: str, expected: list[str]) -> None:
    assert [line_class for _, line_class in classes(text)] == expected


def test_groups_in_groups_and_both_transports() -> None:
    text = (
        "object-group network N\n description x\n host 10.0.0.1\n"
        "object-group network M\n group-object N\n"
        "object-group service S\n tcp-udp eq 53\n tcp source gt 1023 eq 80\n"
        "ip access-list extended A\n permit object-group S object-group M any\n"
    )
    (acl,) = device(text).policy.acls
    assert classes(text) == []
    assert [(r.protocol, r.source, r.source_ports, r.destination_ports) for r in acl.rules] == [
        (6, HOST, (), (PortRange(53, 53),)),
        (17, HOST, (), (PortRange(53, 53),)),
        (6, HOST, (PortRange(1024, 65535),), (PortRange(80, 80),)),
    ]


def test_a_list_said_twice_is_said_once() -> None:
    text = "ip access-list extended A\n permit tcp any any\n deny ip any any\n"
    assert len(device(text + text).policy.acls[0].rules) == 2


def test_keywords_in_capitals() -> None:
    assert classes("INTERFACE Vlan1\n SHUTDOWN\n") == []


def test_a_router_id_is_chosen_as_ios_does() -> None:
    text = (
        "interface GigabitEthernet0/1\n ip address 192.0.2.9 255.255.255.0\n"
        "interface GigabitEthernet0/2\n ip address 192.0.2.10 255.255.255.0\nrouter ospf 1\n"
    )
    assert str(device(text).routing.ospf[0].router_id) == "192.0.2.10"
    assert str(device("router ospf 1\n").routing.ospf[0].router_id) == "0.0.0.0"


def test_older_rogue_detection_and_join_profiles() -> None:
    for text, expected in (
        ("wireless wps rogue detection enable\n", True),
        ("ap profile P\n rogue detection enable\n", True),
        ("ap profile P\n no rogue detection enable\n", False),
    ):
        wireless = device(text).wireless
        assert wireless is not None and wireless.rogue_detection is expected


def test_speed_and_bandwidth() -> None:
    assert port("speed 100").speed_bps == 100_000_000
    assert port("speed auto").speed_bps is None
    assert port("bandwidth 50000\nbandwidth receive 5").speed_bps == 50_000_000
    both = port("speed 1000\nbandwidth 50000")
    assert (both.speed_bps, both.bandwidth_kbps) == (1_000_000_000, 50_000)


def test_every_line_is_counted_once() -> None:
    parsed = parse({"r1.cfg": OSPF + "!\nbanner motd ^C\nhi\n^C\nfrobnicate\n"})
    assert sum(parsed.counts.values()) == OSPF.count("\n") + 5
    assert parsed.counts[LineClass.UNRECOGNISED] == 1


def test_other_systems_are_not_taken_for_ios() -> None:
    assert looks_like({"x": "hostname a\ninterface GigabitEthernet0/1\n"}) > 0
    assert looks_like({"x": "frr version 10\nfrr defaults datacenter\nhostname a\n"}) == 0
    assert looks_like({"x": "config system global\n set hostname a\nend\n"}) == 0
    assert looks_like({"x": "# hello"}) == 0


def test_a_text_without_a_name_is_called_after_its_file() -> None:
    assert parse({"dir/core-1.cfg": ""}).device.name == "core-1"
    assert parse({}).device.name == ""
