"""EOS text that others wrote: other spellings, defaults nobody writes, and what the model lacks."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_address, ip_interface, ip_network

import pytest

from kawanet.model.interfaces import (
    Interface,
    InterfaceKind,
    LagMember,
    OspfInterface,
    PortMode,
    Switchport,
    Tunnel,
    VrrpGroup,
)
from kawanet.model.network import Device
from kawanet.model.policy import AclRule, Action, PortRange, Wildcard
from kawanet.model.routing import AreaKind, Source, StaticRoute
from kawanet.model.system import Secret
from kawanet.parse.arista_eos import looks_like, parse
from kawanet.parse.registry import detect_platform
from kawanet.parse.result import LineClass

PERMIT, DENY = Action.PERMIT, Action.DENY
ACCESS, TRUNK = PortMode.ACCESS, PortMode.TRUNK


def device(text: str) -> Device:
    return parse({"r1.cfg": text}).device


def port(lines: str, name: str = "Ethernet1") -> Interface:
    body = "".join(f"   {line}\n" for line in lines.split("\n"))
    return device(f"interface {name}\n{body}").interface[name]


def classes(text: str) -> list[tuple[int, str]]:
    return [(u.where.line, u.line_class.value) for u in parse({"r1.cfg": text}).unclaimed]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("description silent", Switchport(ACCESS, 1)),
        ("switchport access vlan 20", Switchport(ACCESS, 20)),
        ("ip address 10.0.0.1/24", Switchport(ACCESS, 1)),
        ("no switchport", None),
        ("ip address 10.0.0.1/24\nno switchport", None),
        ("switchport mode trunk", Switchport(TRUNK, native_vlan=1)),
        ("switchport mode trunk\nswitchport trunk native vlan tag\n"
         "switchport trunk allowed vlan 5-6", Switchport(TRUNK, allowed_vlans=(5, 6))),
        ("switchport mode trunk\nswitchport trunk allowed vlan none\n"
         "switchport trunk allowed vlan add 9", Switchport(
             TRUNK, native_vlan=1, allowed_vlans=(9,))),
        ("switchport mode trunk phone\nswitchport phone vlan 7\nswitchport phone trunk tagged",
         Switchport(ACCESS, 1, voice_vlan=7)),
        ("switchport mode access\nspanning-tree portfast edge\ndot1x port-control auto\n"
         "dot1x pae authenticator", Switchport(ACCESS, 1, edge=True, dot1x=True)),
        ("channel-group 3 mode active", None),
    ],
)  # fmt: skip
def test_switchports(lines: str, expected: Switchport | None) -> None:
    assert port(lines).switchport == expected


def test_addresses_of_a_switching_port_lie_idle() -> None:
    text = "interface Ethernet1\n   ip address 10.0.0.1/24\n   ip ospf area 0\nrouter ospf 1\n"
    found = device(text).interface["Ethernet1"]
    assert (found.addresses, found.ospf) == ((), ())
    assert parse({"r1.cfg": text}).counts[LineClass.IRRELEVANT] == 1
    assert port("ip address 10.0.0.1/24", "Management1").addresses == (ip_interface("10.0.0.1/24"),)
    routed = device("switchport default mode routed\n" + text).interface["Ethernet1"]
    assert routed.switchport is None
    assert len(routed.ospf) == 1


@pytest.mark.parametrize(
    ("name", "kind", "parent", "vlan"),
    [
        ("Vlan30", InterfaceKind.SVI, None, 30),
        ("Loopback0", InterfaceKind.LOOPBACK, None, None),
        ("Tunnel5", InterfaceKind.TUNNEL, None, None),
        ("Port-Channel2", InterfaceKind.LAG, None, None),
        ("Ethernet3/1/1", InterfaceKind.PHYSICAL, None, None),
        ("Ethernet3/1.7", InterfaceKind.SUBINTERFACE, "Ethernet3/1", None),
    ],
)
def test_kinds(name: str, kind: InterfaceKind, parent: str | None, vlan: int | None) -> None:
    found = device(f"interface {name}\n").interface[name]
    assert (found.kind, found.parent, found.vlan) == (kind, parent, vlan)


def test_lists_and_abbreviations_of_ports() -> None:
    text = "interface et1-2,4\n   no switchport\ninterface Ethernet3/1/1-2\ninterface po7\n"
    assert list(device(text).interface) == [
        "Ethernet1",
        "Ethernet2",
        "Ethernet4",
        "Ethernet3/1/1",
        "Ethernet3/1/2",
        "Port-Channel7",
    ]
    assert classes("interface Ethernet1-99999\n") == [(1, "unrecognised")]
    assert classes("interface Ethernet\n") == [(1, "unrecognised")]


def test_a_member_follows_its_lag() -> None:
    assert port("channel-group 3 mode on").lag == LagMember("Port-Channel3", "on")


@pytest.mark.parametrize(
    ("lines", "attribute", "expected"),
    [
        ("no switchport\nvrf RED\nip address 10.0.0.1/24\nip address 10.1.0.1/24 secondary",
         "addresses", (ip_interface("10.0.0.1/24"), ip_interface("10.1.0.1/24"))),
        ("no switchport\nipv6 address fe80::2/64 link-local\nipv6 address fd00::1/64",
         "addresses", (ip_interface("fe80::2/64"), ip_interface("fd00::1/64"))),
        ("vrf forwarding RED", "vrf", "RED"),
        ("speed forced 10000full", "speed_bps", 10**10),
        ("speed 100g-2", "speed_bps", 10**11),
        ("speed auto", "speed_bps", None),
        ("mtu 9214", "mtu", 9214),
        ("ipv6 nd ra disabled all", "router_advertisements", False),
        ("ipv6 nd ra disabled", "router_advertisements", True),
        ("no shutdown\nshutdown", "enabled", False),
        ("vrrp 5 ipv4 10.0.0.1\nvrrp 5 priority-level 120\nno vrrp 5 preempt\nvrrp 5 ipv6 fd00::1",
         "vrrp", (VrrpGroup(4, 5, ip_address("10.0.0.1"), 120, False),
                  VrrpGroup(6, 5, ip_address("fd00::1"), 120, False))),
        ("vrrp 5 priority 90\nvrrp 5 ip 10.0.0.1\nvrrp 5 ipv4 version 3\n"
         "vrrp 5 advertisement interval 2", "vrrp",
         (VrrpGroup(4, 5, ip_address("10.0.0.1"), 90),)),
    ],
)  # fmt: skip
def test_layer_3(lines: str, attribute: str, expected: object) -> None:
    assert getattr(port(lines), attribute) == expected


def test_a_tunnel_may_name_the_interface_of_its_source() -> None:
    text = (
        "interface Loopback1\n   ip address 192.0.2.1/32\ninterface Tunnel1\n   tunnel mode gre\n"
        "   tunnel source interface Loopback1\n   tunnel destination 192.0.2.9\n"
    )
    expected = Tunnel(ip_address("192.0.2.1"), ip_address("192.0.2.9"), "default")
    assert device(text).interface["Tunnel1"].tunnel == expected
    assert classes("interface Tunnel1\n   tunnel mode ipsec\n") == [(2, "unmodelled")]


OSPF = """\
interface Ethernet1
   no switchport
   vrf RED
   ip address 10.0.0.1/30
   ip ospf network point-to-point
   ospfv3 ipv6 area 0.0.0.1
   ospfv3 cost 5
interface Ethernet2
   no switchport
   ip address 10.1.0.1/30
   ip ospf area 0
router ospf 7 vrf RED
   network 10.0.0.0/8 area 0.0.0.0
   passive-interface default
   max-lsa 12000
   area 0.0.0.1 nssa
   redistribute static
router ospfv3 vrf RED
   router-id 1.1.1.1
   passive-interface default
   address-family ipv6
      area 1 stub
"""


def test_ospf_runs_where_the_vrf_has_a_process() -> None:
    found = device(OSPF)
    assert found.interface["Ethernet1"].ospf == (
        OspfInterface(4, None, 0, passive=True, network="point-to-point"),
        OspfInterface(6, None, 1, cost=5, passive=True),
    )
    assert found.interface["Ethernet2"].ospf == ()
    v2, v3 = found.routing.ospf
    assert [(a.area, a.kind) for a in v2.areas] == [(1, AreaKind.NSSA)]
    assert [(a.area, a.kind) for a in v3.areas] == [(1, AreaKind.STUB)]
    (imported,) = v2.redistribute
    assert (imported.source, imported.metric, imported.metric_type) == (Source.STATIC, 1, 2)
    assert v2.router_id == ip_address("10.0.0.1")


def test_an_interface_may_leave_the_default_silence() -> None:
    text = OSPF.replace("   ospfv3 cost 5", "   no ospfv3 ipv6 passive-interface").replace(
        "   passive-interface default\n   max", "   passive-interface default\n"
        "   no passive-interface Ethernet1\n   max"
    )  # fmt: skip
    assert [o.passive for o in device(text).interface["Ethernet1"].ospf] == [False, False]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ip route 10.0.0.0/8 Null0", StaticRoute("default", IPv4Network("10.0.0.0/8"))),
        ("ip route vrf A 10.0.0.0/8 egress-vrf B 10.1.0.1 200 tag 5 name x metric 9", StaticRoute(
            "A", ip_network("10.0.0.0/8"), ip_address("10.1.0.1"), None, 200, "B", tag=5,
            metric=9)),
        ("ip route 10.0.0.0/8 Port-Channel1 10.1.0.1", StaticRoute(
            "default", ip_network("10.0.0.0/8"), ip_address("10.1.0.1"), "Port-Channel1")),
        ("ipv6 route ::/0 fd00::1", StaticRoute(
            "default", ip_network("::/0"), ip_address("fd00::1"))),
        ("ip route 10.0.0.0/8 10.1.0.1 track bfd", StaticRoute(
            "default", ip_network("10.0.0.0/8"), ip_address("10.1.0.1"))),
    ],
)  # fmt: skip
def test_static_routes(line: str, expected: StaticRoute) -> None:
    parsed = parse({"r1.cfg": line + "\n"})
    assert parsed.device.routing.static == (expected,)
    assert parsed.unclaimed == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("permit ip 10.0.0.0/8 host 10.1.1.1", AclRule(
            PERMIT, None, ip_network("10.0.0.0/8"), ip_network("10.1.1.1/32"))),
        ("5 deny tcp any 10.0.0.1 0.255.255.0 eq https ssh log", AclRule(
            DENY, 6, None, Wildcard(0x0A000001, 0x00FFFF00), (),
            (PortRange(22, 22), PortRange(443, 443)), log=True)),
        ("permit udp any range 5 6 any gt 1023", AclRule(
            PERMIT, 17, source_ports=(PortRange(5, 6),),
            destination_ports=(PortRange(1024, 65535),))),
        ("permit icmp any any echo", AclRule(PERMIT, 1, icmp_type=8)),
        ("permit tcp any any established", AclRule(PERMIT, 6, established=True)),
    ],
)  # fmt: skip
def test_acl_rules(line: str, expected: AclRule) -> None:
    parsed = parse({"r1.cfg": f"ip access-list A\n   counters per-entry\n   {line}\n"})
    assert parsed.device.policy.acls[0].rules == (expected,)
    assert parsed.unclaimed == ()


def test_standard_lists() -> None:
    (acl,) = device("ip access-list standard S\n   10 permit 10.0.0.0/8\n").policy.acls
    assert acl.rules == (AclRule(PERMIT, None, ip_network("10.0.0.0/8")),)
    text = "ipv6 access-list standard S\n   10 permit fd00::/8\n"
    assert classes(text) == [(1, "unmodelled"), (2, "unmodelled")]


@pytest.mark.parametrize(
    ("line", "kind", "privilege"),
    [
        ("username a privilege 15 role network-admin secret sha512 $6$x", "hashed", 15),
        ("username a secret 5 $1$x", "hashed", 1),
        ("username a secret 0 letmein", "plain", 1),
        ("username a nopassword", "plain", 1),
        ("enable password sha512 $6$x", "hashed", 15),
    ],
)
def test_secrets_are_not_kept(line: str, kind: str, privilege: int) -> None:
    (user,) = device(line + "\n").system.users
    assert (user.secret.kind, user.secret.name, user.privilege) == (kind, "", privilege)


def test_management() -> None:
    found = device(
        "ip name-server vrf default 10.0.0.53\nlogging vrf MGMT host 10.0.0.5 514 protocol tcp\n"
        "ntp server vrf MGMT 10.0.0.4 prefer\nntp local-interface vrf MGMT Management1\n"
        "snmp-server community x rw\nradius-server host 10.0.0.6 vrf MGMT key 7 0011\n"
        "snmp-server user u g v3 localized f5 auth sha aa priv aes bb\n"
        "aaa authentication login default group radius local\nclock timezone Japan\n"
        "management api http-commands\n   protocol http\n   no shutdown\n"
        "management telnet\n   vrf MGMT\n      no shutdown\n"
        "management ssh\n   ip access-group A in\n   shutdown\n"
    )
    system = found.system
    assert (system.management_vrf, system.management_interface) == ("MGMT", "Management1")
    assert system.cleartext_services == ("http", "telnet")
    assert (system.ssh, system.management_acl, system.timezone) == (False, ("A",), "JST")
    assert [s.writable for s in system.snmp_communities] == [True]
    assert system.snmp_users[0].auth == Secret("hashed")
    assert [str(a) for a in (*system.syslog_servers, *system.ntp_servers, *system.dns_servers)] == [
        "10.0.0.5",
        "10.0.0.4",
        "10.0.0.53",
    ]
    assert found.services.radius_servers[0].secret == Secret("plain")
    assert device("management api http-commands\n   no shutdown\n").system == device("").system


def test_a_banner_ends_at_its_last_line() -> None:
    text = "banner login\nrouter bgp 1\n! mine\nEOF\nhostname a\nbanner motd\nnever closed\n"
    parsed = parse({"r1.cfg": text})
    assert (parsed.device.system.banner, parsed.device.name) == ("router bgp 1\n! mine", "a")
    assert classes(text) == [(6, "unrecognised"), (7, "unrecognised")]


@pytest.mark.parametrize(
    "text",
    [
        "interface Vxlan1\n   vxlan vlan 10 vni 10\n",
        "router bgp 1\n   address-family evpn\n      neighbor G activate\n",
        "router bgp 1\n   neighbor G rcf in F()\n",
        "interface Vlan10\n   ip virtual-router address 10.9.0.9/24\n",
        "interface Ethernet1\n   switchport mode dot1q-tunnel\n",
        "ip route 10.0.0.0/8 Nexthop-Group G\n",
        "router ospf 1\nrouter ospf 2\n   network 10.0.0.0/8 area 0\n",
        "interface Ethernet1\n   ospfv3 ipv4 area 0\n",
        "ip access-list A\n   permit ip any any dscp 4\n",
        "ip access-list A\n   permit tcp any any syn\n",
    ],
)
def test_what_the_model_lacks_is_said(text: str) -> None:
    found = dict(classes(text))
    assert set(found.values()) == {"unmodelled"}


def test_much_of_a_running_configuration_does_not_matter() -> None:
    text = (
        "no aaa root\ndaemon TerminAttr\n   exec /usr/bin/TerminAttr\n   no shutdown\n"
        "transceiver qsfp default-mode 4x10G\nno logging console\nlogging buffered 10000\n"
        "vlan internal order ascending range 1006 1199\nno spanning-tree vlan-id 4094\n"
        "hardware tcam\n   profile vxlan-routing\nsystem l1\n   unsupported speed action error\n"
        "event-handler x\n   trigger on-boot\n   action bash\n      echo hi\n   EOF\n"
        "interface Ethernet1\n   sflow enable\n   no lldp transmit\n   ip ospf neighbor bfd\n"
        "management console\n   idle-timeout 60\nerrdisable recovery interval 300\nend\n"
    )
    parsed = parse({"r1.cfg": text})
    assert parsed.unclaimed == ()
    assert parsed.counts[LineClass.MODELLED] == 1  # the interface


def test_a_vrf_that_does_not_route_is_doubted() -> None:
    ports = "".join(f"interface Vlan{n}\n   vrf RED\n   ip address 10.{n}.0.1/24\n" for n in (1, 2))
    assert classes(ports) == [(1, "unmodelled"), (4, "unmodelled")]
    assert classes(ports + "ip routing vrf RED\n") == []
    assert classes(ports.replace("vrf RED\n", "vrf BLUE\n", 1)) == []


@pytest.mark.parametrize(
    "text",
    [
        "! device: r1 (vEOS, EOS-4.23.0.1F)\nhostname r1\ninterface Ethernet1\n",
        "hostname r1\nspanning-tree mode mstp\nno aaa root\ninterface Management1\n",
        "hostname r1\nvrf instance A\nip access-list X\ninterface Vlan1\n   mtu 1500\n",
    ],
)
def test_eos_is_told_from_ios(text: str) -> None:
    assert detect_platform({"r1.cfg": text}) == "arista_eos"


@pytest.mark.parametrize(
    "text",
    [
        "version 15.2\nhostname r1\ninterface Ethernet0/0\n ip address 10.0.0.1 255.0.0.0\n",
        "hostname sw\nspanning-tree mode rapid-pvst\ninterface GigabitEthernet0/1\n switchport x\n",
        "hostname r1\nvrf definition A\nip access-list extended X\nline vty 0 4\n",
    ],
)
def test_ios_is_not_taken_for_eos(text: str) -> None:
    assert detect_platform({"r1.cfg": text}) == "cisco_iosxe"


def test_other_systems_are_not_taken_for_eos() -> None:
    for text in ("feature bgp\ninterface Ethernet1/1\n", "config system global\n", "frr version 8"):
        assert looks_like({"r1.cfg": text}) == 0
