"""FortiOS text that the renderer did not write: syntax, defaults, and what is not modelled."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_address, ip_interface, ip_network

import pytest

from kawanet.model.interfaces import InterfaceKind, LagMember, VrrpGroup
from kawanet.model.network import Device
from kawanet.model.policy import Action, NatKind, PortRange, Service
from kawanet.model.routing import StaticRoute
from kawanet.model.system import Secret
from kawanet.parse.fortinet_fortios import looks_like, parse
from kawanet.parse.result import LineClass, Parsed

PORTS = """
config system interface
edit "port1"
set vdom "root"
set ip 10.1.0.1 255.255.255.0
set allowaccess ping ssh
set type physical
next
edit "port2"
set vdom "root"
set ip 10.2.0.1 255.255.255.0
set type physical
next
edit "port3"
set ip 10.3.0.1 255.255.255.0
next
end
"""


def read(text: str, *, ports: bool = True) -> Parsed:
    return parse({"fw.conf": (PORTS if ports else "") + text})


def device(text: str, *, ports: bool = True) -> Device:
    return read(text, ports=ports).device


def classes(text: str, *, ports: bool = True) -> dict[str, str]:
    """The unclaimed lines: text -> class."""
    return {line.text: line.line_class.value for line in read(text, ports=ports).unclaimed}


def policy(*lines: str) -> str:
    given = {line.split()[1] for line in lines}
    rest = {
        "srcintf": "port1", "dstintf": "port2", "srcaddr": "all", "dstaddr": "all",
        "action": "accept", "schedule": "always", "service": "ALL",
    }  # fmt: skip
    rest = {key: value for key, value in rest.items() if key not in given}
    if any(key.endswith("addr6") for key in given):
        rest = {key: value for key, value in rest.items() if not key.endswith("addr")}
    body = [*(f"set {key} {value}" for key, value in rest.items()), *lines]
    return "\n".join(["config firewall policy", "edit 7", *body, "next", "end"])


# --- interfaces ---------------------------------------------------------------------------------


def test_interfaces_of_all_kinds() -> None:
    found = device(
        """
config system interface
edit "lag"
set type aggregate
set member "port1" "port2"
set lacp-mode static
next
edit "vlan10"
set interface "lag"
set vlanid 10
set alias "servers"
set status down
set mtu 9000
config vrrp
edit 5
set vrip 10.0.0.1
next
edit 6
set vrip 10.0.0.2
set status disable
next
end
next
edit "hub"
set type loopback
set ip 10.9.9.9 255.255.255.255
set secondary-IP enable
config secondaryip
edit 1
set ip 10.9.9.8 255.255.255.255
next
end
config ipv6
set ip6-address fd00::1/64
end
next
end
"""
    ).interface
    assert found["port1"].lag == LagMember("lag", "on")
    assert found["lag"].kind is InterfaceKind.LAG
    vlan = found["vlan10"]
    assert (vlan.kind, vlan.parent, vlan.vlan) == (InterfaceKind.SUBINTERFACE, "lag", 10)
    assert (vlan.description, vlan.enabled, vlan.mtu) == ("servers", False, None)
    assert vlan.vrrp == (VrrpGroup(4, 5, ip_address("10.0.0.1")),)
    hub = found["hub"]
    assert hub.kind is InterfaceKind.LOOPBACK
    assert hub.router_advertisements is False
    assert hub.addresses == tuple(map(ip_interface, ("10.9.9.9/32", "10.9.9.8/32", "fd00::1/64")))
    assert found["port3"].kind is InterfaceKind.PHYSICAL


def test_an_interface_reopened_is_changed_not_doubled() -> None:
    text = "config system interface\nedit port2\nset ip 10.8.0.1 255.255.255.0\nnext\nend"
    found = device(text)
    assert [i.name for i in found.interfaces] == ["port1", "port2", "port3"]
    assert found.interface["port2"].addresses == (ip_interface("10.8.0.1/24"),)


@pytest.mark.parametrize(
    ("line", "line_class"),
    [
        ("set ip 10.1.0.300 255.255.255.0", "unrecognised"),
        ("set vlanid ten", "unrecognised"),
        ("set mode dhcp", "unmodelled"),
        ("set type hard-switch", "unmodelled"),
        ("set colour 3", "unrecognised"),
        ("set snmp-index 3", None),
        ("set mode static", None),
        ("set speed auto", None),
        ("unset ip", None),
    ],
)
def test_lines_of_an_interface_are_accounted(line: str, line_class: str | None) -> None:
    text = f"config system interface\nedit port9\nset vdom root\n{line}\nnext\nend"
    assert classes(text).get(line) == line_class


# --- zones --------------------------------------------------------------------------------------


def test_an_interface_named_by_a_policy_is_its_own_zone() -> None:
    zone = 'config system zone\nedit "in"\nset interface "port2" "port3"\nnext\nend\n'
    found = device(zone + policy("set srcintf port1", "set dstintf in"))
    assert [(z.name, z.interfaces) for z in found.policy.zones] == [
        ("in", ("port2", "port3")),
        ("port1", ("port1",)),
    ]
    assert found.policy.rules[0].from_zones == ("port1",)


def test_without_zones_or_policies_every_addressed_interface_is_a_zone() -> None:
    assert [z.name for z in device("").policy.zones] == ["port1", "port2", "port3"]
    any_any = device(policy("set srcintf any", "set dstintf any"))
    assert [z.name for z in any_any.policy.zones] == ["port1", "port2", "port3"]
    assert any_any.policy.rules[0].from_zones == ()


def test_intrazone_allow_is_a_rule_in_front() -> None:
    zone = (
        "config system zone\nedit in\nset intrazone allow\nset interface port1 port2\nnext\nend\n"
    )
    rules = device(
        zone + policy("set srcintf in", "set dstintf in", "set action deny")
    ).policy.rules
    assert [(r.name, r.family, r.action) for r in rules] == [
        ("intrazone-in", 4, Action.PERMIT),
        ("intrazone-in", 6, Action.PERMIT),
        ("7", 4, Action.DENY),
    ]
    assert rules[0].where is not None
    assert rules[0].where.line == PORTS.count("\n") + 3


# --- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "prefixes"),
    [
        ("set subnet 10.5.0.0 255.255.0.0", ["10.5.0.0/16"]),
        ("set subnet 10.5.0.0/16", ["10.5.0.0/16"]),
        ("set subnet 10.5.1.1 255.255.0.0", ["10.5.0.0/16"]),
        ("set type iprange\nset start-ip 10.0.0.1\nset end-ip 10.0.0.4",
         ["10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/32"]),
        ("set type wildcard\nset wildcard 10.0.0.0 255.255.0.0", ["10.0.0.0/16"]),
        ("set comment x", ["0.0.0.0/0"]),
    ],
)  # fmt: skip
def test_an_address_used_by_a_policy_is_a_group(lines: str, prefixes: list[str]) -> None:
    text = f'config firewall address\nedit "A"\n{lines}\nnext\nend\n' + policy('set srcaddr "A"')
    (group,) = device(text).policy.address_groups
    assert (group.name, group.family) == ("A", 4)
    assert list(map(str, group.prefixes)) == prefixes
    assert classes(text) == {}


@pytest.mark.parametrize(
    "lines",
    [
        'set type fqdn\nset fqdn "example.com"',
        'set type geography\nset country "JP"',
        "set type wildcard\nset wildcard 10.0.0.1 255.0.0.255",
    ],
)
def test_an_address_that_is_no_set_of_prefixes_counts_once_it_is_used(lines: str) -> None:
    text = f'config firewall address\nedit "A"\n{lines}\nnext\nend\n'
    assert classes(text + policy()) == {}
    used = read(text + policy('set dstaddr "A"'))
    assert {u.line_class for u in used.unclaimed} == {LineClass.UNMODELLED}
    assert used.device.policy.address_groups[0].prefixes == ()
    assert used.device.policy.rules[0].destinations == ("A",)


def test_nested_groups_are_flattened_and_loops_end() -> None:
    text = """
config firewall address6
edit "a"
set ip6 fd00::/64
next
end
config firewall addrgrp6
edit "inner"
set member "a" "outer"
next
edit "outer"
set member "inner"
next
end
"""
    groups = device(
        text + policy('set srcaddr6 "outer"', 'set dstaddr6 "all"')
    ).policy.address_groups
    assert [(g.name, g.family, g.prefixes) for g in groups] == [
        ("inner", 6, (ip_network("fd00::/64"),)),
        ("outer", 6, (ip_network("fd00::/64"),)),
    ]


def test_a_member_that_is_not_defined_is_reported() -> None:
    text = 'config firewall addrgrp\nedit "g"\nset member "nobody"\nnext\nend'
    assert classes(text) == {'set member "nobody"': "unrecognised"}


def test_excluded_members_are_unmodelled_once_used() -> None:
    text = """
config firewall addrgrp
edit "g"
set member "all"
set exclude enable
set exclude-member "all"
next
end
"""
    found = classes(text + policy('set srcaddr "g"'))
    assert set(found) == {"set exclude enable", 'set exclude-member "all"'}


# --- services -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "services"),
    [
        ("HTTPS", [Service(6, (PortRange(443, 443),))]),
        ("DNS", [Service(6, (PortRange(53, 53),)), Service(17, (PortRange(53, 53),))]),
        ("PING", [Service(1, (), 8)]),
        ("GRE", [Service(47)]),
        ("NONE", []),
    ],
)
def test_predefined_services_are_known(name: str, services: list[Service]) -> None:
    (group,) = device(policy(f'set service "{name}"')).policy.service_groups
    assert (group.name, list(group.services)) == (name, services)


@pytest.mark.parametrize(
    ("lines", "services"),
    [
        ("set tcp-portrange 80 443-445", [Service(6, (PortRange(80, 80), PortRange(443, 445)))]),
        ("set tcp-portrange 1\nset udp-portrange 2",
         [Service(6, (PortRange(1, 1),)), Service(17, (PortRange(2, 2),))]),
        ("set tcp-portrange 22:1-65535", [Service(6, (PortRange(22, 22),))]),
        ("set protocol ICMP6\nset icmptype 128\nunset icmpcode", [Service(58, (), 128)]),
        ("set protocol IP\nset protocol-number 89", [Service(89)]),
        ("set protocol IP", [Service()]),
    ],
)  # fmt: skip
def test_custom_services(lines: str, services: list[Service]) -> None:
    text = f'config firewall service custom\nedit "S"\n{lines}\nnext\nend\n'
    (group,) = device(text + policy('set service "S"')).policy.service_groups
    assert list(group.services) == services
    assert classes(text + policy('set service "S"')) == {}


@pytest.mark.parametrize(
    ("line", "line_class"),
    [
        ("set tcp-portrange 514:512-1023", "unmodelled"),
        ("set iprange 10.0.0.1-10.0.0.9", "unmodelled"),
        ("set tcp-portrange 70000", "unrecognised"),
        ("set tcp-portrange 9-5", "unrecognised"),
    ],
)
def test_what_a_used_service_says_beyond_ports_is_reported(line: str, line_class: str) -> None:
    text = f'config firewall service custom\nedit "S"\n{line}\nnext\nend\n'
    assert classes(text + policy('set service "S"')) == {line: line_class}


def test_a_group_with_all_is_any_service() -> None:
    text = 'config firewall service group\nedit "g"\nset member "ALL"\nnext\nend\n'
    (group,) = device(text + policy('set service "g"')).policy.service_groups
    assert group.services == (Service(),)


# --- policies -----------------------------------------------------------------------------------


def test_any_and_all_are_empty_and_defaults_hold() -> None:
    (rule,) = device(policy("set srcintf any", "set dstintf any")).policy.rules
    assert (rule.from_zones, rule.to_zones) == ((), ())
    assert (rule.sources, rule.destinations, rule.services) == ((), (), ())
    assert (rule.name, rule.log, rule.enabled) == ("7", False, True)


def test_a_policy_of_both_families_is_two_rules() -> None:
    text = policy("set srcaddr all", "set dstaddr all", "set srcaddr6 all", "set dstaddr6 all")
    assert [r.family for r in device(text).policy.rules] == [4, 6]


def test_a_policy_of_ipv6_alone() -> None:
    text = policy("set srcaddr6 all", "set dstaddr6 all", "set action deny")
    assert [(r.family, r.action) for r in device(text).policy.rules] == [(6, Action.DENY)]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("opened for the audit", ("7", "", "opened for the audit", None)),
        ("owner=a; and b", ("7", "", "owner=a; and b", None)),
        ("owner=x%3By; reason=z", ("7", "x;y", "z", None)),
        ("rule=long name; expires=2027-03-31", ("long name", "", "", date(2027, 3, 31))),
        ("expires=soon", ("7", "", "expires=soon", None)),
    ],
)
def test_comments(comment: str, expected: tuple[object, ...]) -> None:
    (rule,) = device(policy(f'set comments "{comment}"')).policy.rules
    assert (rule.name, rule.owner, rule.reason, rule.expires) == expected


def test_policy_expiry_is_the_last_day() -> None:
    (rule,) = device(policy("set policy-expiry-date 2027-03-31 00:00:00")).policy.rules
    assert rule.expires == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("line", "line_class"),
    [
        ("set srcaddr-negate enable", "unmodelled"),
        ("set srcaddr-negate disable", None),
        ('set schedule "office"', "unmodelled"),
        ("set action ipsec", "unmodelled"),
        ('set groups "staff"', "unmodelled"),
        ("set internet-service enable", "unmodelled"),
        ("set av-profile default", None),
        ("set uuid e1e3448e", None),
        ("set frobnicate yes", "unrecognised"),
    ],
)
def test_lines_of_a_policy_are_accounted(line: str, line_class: str | None) -> None:
    assert classes(policy(line)).get(line) == line_class


def test_old_ipv6_policies() -> None:
    text = policy("set srcaddr all", "set dstaddr all").replace("policy", "policy6")
    assert [r.family for r in device(text).policy.rules] == [6]


# --- NAT ----------------------------------------------------------------------------------------

VIP = """
config firewall vip
edit "web"
set extip 192.0.2.1
set mappedip "10.2.0.9"
set extintf "port1"
set portforward enable
set extport 443
set mappedport 8443
next
end
"""


def test_a_vip_without_central_nat_works_through_a_policy() -> None:
    assert device(VIP + policy()).policy.nat == ()
    found = device(VIP + policy('set dstaddr "web"')).policy
    (nat,) = found.nat
    assert (nat.kind, nat.from_zone, nat.protocol) == (NatKind.DESTINATION, "port1", 6)
    assert (nat.address, nat.mapped_address) == (ip_address("192.0.2.1"), ip_address("10.2.0.9"))
    assert (nat.port, nat.mapped_port) == (443, 8443)
    (group,) = found.address_groups
    assert (group.name, group.prefixes) == ("web", (ip_network("10.2.0.9/32"),))


def test_a_vip_with_central_nat_works_by_itself() -> None:
    central = "config system settings\nset central-nat enable\nend"
    assert [n.name for n in device(VIP + central).policy.nat] == ["web"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("set extip 192.0.2.1", "set extip 192.0.2.1-192.0.2.2"),
        ("set extport 443", "set type server-load-balance"),
        ("set extport 443", 'set src-filter "10.0.0.0/8"'),
    ],
)
def test_vips_beyond_the_model_are_unmodelled(old: str, new: str) -> None:
    assert classes(VIP.replace(old, new) + policy('set dstaddr "web"'))[new] == "unmodelled"


def test_policy_nat_is_a_source_rule_with_the_outgoing_address() -> None:
    (nat,) = device(policy("set nat enable")).policy.nat
    assert (nat.kind, nat.from_zone, nat.to_zone) == (NatKind.SOURCE, "port1", "port2")
    assert (nat.pool_first, nat.where is not None) == (None, True)


def test_policy_nat_with_a_pool() -> None:
    pool = "config firewall ippool\nedit p\nset startip 192.0.2.5\nset endip 192.0.2.9\nnext\nend\n"
    text = pool + policy("set nat enable", "set ippool enable", "set poolname p")
    (nat,) = device(text).policy.nat
    assert (nat.pool_first, nat.pool_last) == (ip_address("192.0.2.5"), ip_address("192.0.2.9"))


def test_policies_that_disagree_about_nat_are_unmodelled() -> None:
    second = policy("set service SSH").replace("edit 7", "edit 8")
    assert classes(policy("set nat enable") + "\n" + second) == {"set nat enable": "unmodelled"}


def test_policies_without_nat_do_not_disagree() -> None:
    second = policy("set nat disable").replace("edit 7", "edit 8")
    other = policy("set srcintf port2", "set dstintf port1", "set nat enable")
    text = "\n".join([policy(), second, other.replace("edit 7", "edit 9")])
    assert classes(text) == {}
    assert [n.name for n in device(text).policy.nat] == ["9"]


def test_central_source_nat() -> None:
    text = """
config system settings
set central-nat enable
end
config firewall central-snat-map
edit 1
set srcintf "port1" "port3"
set dstintf "port2"
set orig-addr "all"
set dst-addr "all"
next
edit 2
set nat disable
next
end
"""
    parsed = read(text + policy())
    assert [(n.from_zone, n.to_zone) for n in parsed.device.policy.nat] == [
        ("port1", "port2"),
        ("port3", "port2"),
    ]
    assert [u.text for u in parsed.unclaimed] == ["set nat disable"]


def test_vip_groups_mean_all_their_members() -> None:
    second = VIP.replace('"web"', '"mail"').replace("192.0.2.1", "192.0.2.2").replace("0.9", "0.8")
    group = "config firewall vipgrp\nedit both\nset member web mail\nnext\nend\n"
    found = device(VIP + second + group + policy("set dstaddr both")).policy
    assert [n.name for n in found.nat] == ["web", "mail"]
    assert found.address_groups[0].prefixes == (
        ip_network("10.2.0.8/32"),
        ip_network("10.2.0.9/32"),
    )


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        ("set extport 443", "set status disable", {}),
        ("set extport 443", "set protocol quic", {"set protocol quic": "unrecognised"}),
        ('set mappedip "10.2.0.9"', "set mappedip fd00::9", {}),
        ('set mappedip "10.2.0.9"', "set mappedip 10.2.0.9-10.2.0.1",
         {"set mappedip 10.2.0.9-10.2.0.1": "unrecognised"}),
    ],
)  # fmt: skip
def test_vips_that_do_not_work(old: str, new: str, reported: dict[str, str]) -> None:
    text = VIP.replace(old, new) + policy('set dstaddr "web"')
    assert classes(text) == reported
    assert len(device(text).policy.nat) == ("quic" in new)


def test_a_vip_filtered_to_the_interfaces_of_a_zone_belongs_to_the_zone() -> None:
    zone = "config system zone\nedit out\nset interface port1 port3\nnext\nend\n"
    text = VIP.replace('"port1"', "any\nset srcintf-filter port3 port1")
    (nat,) = device(zone + text + policy("set dstaddr web")).policy.nat
    assert nat.from_zone == "out"


@pytest.mark.parametrize(
    "lines",
    [
        ("set nat enable", "set ippool enable", "set poolname nowhere"),
        ("set nat enable", "set ippool enable", "set poolname p q"),
    ],
)
def test_pools_that_are_not_one_range_are_unmodelled(lines: tuple[str, ...]) -> None:
    assert classes(policy(*lines)) == {lines[2]: "unmodelled"}


def test_a_central_rule_with_an_unknown_pool_is_unmodelled() -> None:
    text = """
config system settings
set central-nat enable
end
config firewall central-snat-map
edit 1
set nat-ippool "nowhere"
next
edit 2
set status disable
next
end
"""
    assert classes(text) == {'set nat-ippool "nowhere"': "unmodelled"}
    assert len(device(text).policy.nat) == 1


# --- routes -------------------------------------------------------------------------------------


def route(*lines: str, tail: str = "") -> str:
    return "\n".join([f"config router static{tail}", "edit 1", *lines, "next", "end"])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("set gateway 10.1.0.254", "set device port1"),
         StaticRoute("default", ip_network("0.0.0.0/0"), ip_address("10.1.0.254"), None, 10)),
        (("set dst 10.0.0.0 255.0.0.0", "set gateway 10.9.0.1", "set device port1",
          "set distance 5"),
         StaticRoute("default", ip_network("10.0.0.0/8"), ip_address("10.9.0.1"), "port1", 5)),
        (("set dst 10.0.0.0/8", "set blackhole enable", "set distance 254"),
         StaticRoute("default", ip_network("10.0.0.0/8"), distance=254)),
        (("set dst 10.0.0.0/8", "set device port2"),
         StaticRoute("default", ip_network("10.0.0.0/8"), None, "port2", 10)),
    ],
)  # fmt: skip
def test_static_routes(lines: tuple[str, ...], expected: StaticRoute) -> None:
    assert device(route(*lines)).routing.static == (expected,)


@pytest.mark.parametrize(
    ("lines", "reported"),
    [
        (("set dst 10.0.0.0/8", "set status disable", "set device port1"), {}),
        (("set internet-service 65536", "set device port1"),
         {"set internet-service 65536": "unmodelled"}),
        (("set dst fd00::/8", "set device port1"), {"set dst fd00::/8": "unrecognised"}),
        (("set dst 10.0.0.0/8",), {"set dst 10.0.0.0/8": "unrecognised"}),
    ],
)  # fmt: skip
def test_routes_that_are_none(lines: tuple[str, ...], reported: dict[str, str]) -> None:
    assert device(route(*lines)).routing.static == ()
    assert classes(route(*lines)) == reported


# --- system -------------------------------------------------------------------------------------


def test_system_settings_of_a_foreign_box() -> None:
    found = device(
        """
config system global
set hostname "fw9"
set timezone 60
end
config system interface
edit port2
set allowaccess ping telnet http
next
end
config system admin
edit "admin"
set accprofile "super_admin"
set password ENC AAAA
next
edit "op"
set accprofile "readers"
set password hello
next
end
config system dns
set primary 192.0.2.53
end
config system ntp
config ntpserver
edit 1
set server 192.0.2.123
next
end
end
config log syslogd setting
set status enable
set server 192.0.2.51
end
config log syslogd2 setting
set server 192.0.2.52
end
config system snmp community
edit 1
set name "public"
next
end
"""
    )
    system = found.system
    assert (found.name, system.timezone) == ("fw9", "JST")
    assert [(u.name, u.secret, u.privilege) for u in system.users] == [
        ("admin", Secret("hashed"), 15),
        ("op", Secret("plain"), 1),
    ]
    assert system.ntp_servers == (ip_address("192.0.2.123"),)
    assert system.dns_servers == (ip_address("192.0.2.53"),)
    assert system.syslog_servers == (ip_address("192.0.2.51"),)
    assert (system.ssh, system.management_interface) == (True, "port1")
    assert system.cleartext_services == ("http", "telnet")
    assert len(system.snmp_communities) == 1


def test_telnet_is_off_when_the_box_says_so() -> None:
    text = "config system interface\nedit port2\nset allowaccess telnet\nnext\nend\n"
    off = "config system global\nset admin-telnet disable\nend"
    assert device(text + off).system.cleartext_services == ()


def test_the_file_names_a_box_without_a_host_name() -> None:
    assert parse({"configs/fw7.conf": ""}).device.name == "fw7"


def test_secrets_of_foreign_text_are_not_kept() -> None:
    text = "config user radius\nedit r\nset server 192.0.2.9\nset secret s3cret\nnext\nend"
    assert "s3cret" not in repr(device(text))


# --- sections and VDOMs -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line_class"),
    [
        ("config webfilter profile\nedit a\nset b c\nnext\nend", "irrelevant"),
        ("config router bgp\nconfig redistribute static\nend\nend", "irrelevant"),
        ("config router bgp\nset as 65001\nend", "modelled"),
        ("config router ospf\nset router-id 1.1.1.1\nend", "modelled"),
        ("config router rip\nconfig redistribute static\nend\nend", "irrelevant"),
        (
            "config router isis\nconfig isis-net\nedit 1\nset net 49.0001\nnext\nend\nend",
            "unmodelled",
        ),
        ("config vpn ipsec phase1-interface\nedit a\nnext\nend", "unmodelled"),
        ("config system sdwan\nconfig zone\nedit x\nnext\nend\nend", "irrelevant"),
        ("config unheard of\nedit 1\nnext\nend", "unrecognised"),
        ("# a comment", "irrelevant"),
        ("what is this", "unrecognised"),
    ],
)
def test_sections_without_a_reader_are_classed_whole(text: str, line_class: str) -> None:
    counts = read(text, ports=False).counts
    assert counts[LineClass(line_class)] == len(text.split("\n"))


def test_vdoms_are_vrfs_and_their_names_stay_apart() -> None:
    found = read(
        """
config vdom
edit root
next
edit guest
next
end
config global
config system interface
edit "port1"
set vdom "root"
set ip 10.1.0.1 255.255.255.0
next
edit "port2"
set vdom "guest"
set ip 10.2.0.1 255.255.255.0
next
end
end
config vdom
edit root
config firewall policy
edit 1
set srcintf "any"
set dstintf "any"
set srcaddr "all"
set dstaddr "all"
set action accept
next
end
end
config vdom
edit guest
config system zone
edit "in"
set interface "port2"
next
end
config firewall address
edit "srv"
set subnet 10.2.0.9 255.255.255.255
next
end
config firewall policy
edit 1
set srcintf "in"
set dstintf "any"
set srcaddr "srv"
set dstaddr "all"
set action accept
next
end
config router static
edit 1
set gateway 10.2.0.254
set device "port2"
next
end
end
""",
        ports=False,
    )
    assert found.unclaimed == ()
    device = found.device
    assert [v.name for v in device.vrfs] == ["guest"]
    assert device.interface["port2"].vrf == "guest"
    assert [z.name for z in device.policy.zones] == ["port1", "guest/in"]
    first, second = device.policy.rules
    assert (first.from_zones, first.to_zones) == (("port1",), ("port1",))
    assert (second.from_zones, second.to_zones) == (("guest/in",), ("guest/in",))
    assert second.sources == ("guest/srv",)
    assert device.routing.static[0].vrf == "guest"


def test_a_numbered_vrf() -> None:
    text = "config system interface\nedit port1\nset vrf 12\nnext\nend"
    found = device(text)
    assert [(v.name, v.number) for v in found.vrfs] == [("vrf12", 12)]
    assert found.interface["port1"].vrf == "vrf12"


def test_a_lost_quote_does_not_swallow_lines_silently() -> None:
    text = PORTS.replace('edit "port2"', 'edit "port2').replace('vdom "root"', 'vdom "root', 1)
    parsed = parse({"a": text})
    assert sum(parsed.counts.values()) == len([x for x in text.split("\n") if x.strip()])
    assert parsed.counts[LineClass.UNRECOGNISED] > 0


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("#config-version=FGT60F-7.4.1:opmode=0\n", 100),
        ("config system global\nend\nconfig firewall policy\nend\n", 20),
        ("hostname r1\ninterface Gi0/1\n ip address 10.0.0.1 255.0.0.0\n", 0),
        ("", 0),
    ],
)
def test_recognising_fortios(text: str, sure: int) -> None:
    assert looks_like({"x": text}) == sure
