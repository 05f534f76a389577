"""Foreign Junos text: each table says what a few lines mean."""

from __future__ import annotations

import gc
from ipaddress import ip_address, ip_network

import pytest

from kawanet.model.interfaces import InterfaceKind, PortMode
from kawanet.model.network import Device
from kawanet.model.policy import AclRule, Action, PortRange, Wildcard
from kawanet.model.routing import AreaKind, Redistribution, Source
from kawanet.parse.juniper_junos import looks_like, parse
from kawanet.parse.registry import detect_platform
from kawanet.parse.result import LineClass

PERMIT, DENY = Action.PERMIT, Action.DENY


def device_of(text: str) -> Device:
    return parse({"r.conf": text}).device


def classes_of(text: str) -> dict[str, int]:
    return {c.value: n for c, n in parse({"r.conf": text}).counts.items() if n}


HIERARCHICAL = """\
system { host-name r1; }
interfaces {
    ge-0/0/0 {
        mtu 9014;
        unit 0 {
            family inet {
                filter { input IN; }
                address 10.0.0.1/30;
            }
        }
    }
    ge-0/0/1 {
        vlan-tagging;
        unit 7 { vlan-id 70; family inet6 { address 2001:db8::1/64; } }
    }
}
routing-options { static { route 10/8 { next-hop 10.0.0.2; preference 9; } } }
protocols {
    ospf { area 1 { stub default-metric 1 no-summaries; interface ge-0/0/0.0 { metric 7; } } }
}
"""
SET = """\
set system host-name r1
set interfaces ge-0/0/0 mtu 9014
set interfaces ge-0/0/0 unit 0 family inet filter input IN
set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/30
set interfaces ge-0/0/1 vlan-tagging
set interfaces ge-0/0/1 unit 7 vlan-id 70
set interfaces ge-0/0/1 unit 7 family inet6 address 2001:db8::1/64
set routing-options static route 10.0.0.0/8 next-hop 10.0.0.2
set routing-options static route 10.0.0.0/8 preference 9
set protocols ospf area 0.0.0.1 stub default-metric 1
set protocols ospf area 0.0.0.1 stub no-summaries
set protocols ospf area 0.0.0.1 interface ge-0/0/0.0 metric 7
"""


def test_both_forms_say_the_same() -> None:
    device = device_of(HIERARCHICAL)
    assert device == device_of(SET)
    port, unit = device.interface["ge-0/0/0"], device.interface["ge-0/0/1.7"]
    assert (port.mtu, port.ospf[0].cost, port.ospf[0].area) == (9000, 7, 1)
    assert (unit.kind, unit.parent, unit.vlan) == (InterfaceKind.SUBINTERFACE, "ge-0/0/1", 70)
    assert device.routing.ospf[0].areas[0].kind is AreaKind.TOTALLY_STUB
    assert device.routing.static[0].distance == 9
    for text in (HIERARCHICAL, SET):
        assert parse({"r.conf": text}).unclaimed == ()
        assert detect_platform({"r.conf": text}) == "juniper_junos"
        assert looks_like({"r.conf": text}) > 20


def test_groups_and_inactive_parts() -> None:
    text = """\
groups { ports { interfaces { <ge-*> { unit <*> { family inet { mtu 1400; } } } } } }
apply-groups ports;
interfaces {
    ge-0/0/0 { unit 0 { family inet { address 10.0.0.1/30; } } }
    inactive: ge-0/0/1 { unit 0 { family inet { address 10.0.1.1/30; } } }
    ge-0/0/2 { unit 0 { family inet { inactive: address 10.0.2.1/30; } } }
}
"""
    device = device_of(text)
    assert [i.name for i in device.interfaces] == ["ge-0/0/0", "ge-0/0/2"]
    assert device.interface["ge-0/0/0"].mtu == 1400
    assert device.interface["ge-0/0/2"].addresses == ()
    assert parse({"r.conf": text}).unclaimed == ()


def test_a_span_points_to_the_line() -> None:
    device = device_of(SET)
    where = device.interface["ge-0/0/0"].address_lines[0]
    assert SET.split("\n")[where.line - 1].endswith("address 10.0.0.1/30")
    grouped = device_of("set groups g system host-name x\nset apply-groups g")
    assert grouped.name == "x" and grouped.system.where is not None


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("then accept;", [AclRule(PERMIT)]),
        ("then { count c; reject; }", [AclRule(DENY)]),
        ("from { protocol tcp; destination-port [ ssh 8000-8080 ]; } then accept;",
         [AclRule(PERMIT, 6, destination_ports=(PortRange(22, 22), PortRange(8000, 8080)))]),
        ("from { source-address { 10/8; 11.0.0.0/8; } } then discard;",
         [AclRule(DENY, source=ip_network("10.0.0.0/8")),
          AclRule(DENY, source=ip_network("11.0.0.0/8"))]),
        ("from { source-prefix-list { P; } } then { log; accept; }",
         [AclRule(PERMIT, source=ip_network("192.0.2.0/24"), log=True)]),
        ("from { address 10.1.0.0/16; } then accept;",
         [AclRule(PERMIT, source=ip_network("10.1.0.0/16")),
          AclRule(PERMIT, destination=ip_network("10.1.0.0/16"))]),
        ("from { destination-address 0.0.0.5/0.0.0.255; } then accept;",
         [AclRule(PERMIT, destination=Wildcard(5, 0xFFFFFF00))]),
        ("from { icmp-type echo-request; } then accept;", [AclRule(PERMIT, 1, icmp_type=8)]),
        ("from { tcp-established; } then accept;", [AclRule(PERMIT, 6, established=True)]),
        ("then { count c; next term; }", []),
        ("then { policer p; accept; }", [AclRule(PERMIT)]),
        ("from { tcp-flags \"(ack | rst)\"; } then accept;",
         [AclRule(PERMIT, 6, established=True)]),
        ("from { source-address { 10/8; 10.128/9 except; 10.192/10; } } then accept;",
         [AclRule(PERMIT, source=ip_network("10.0.0.0/9")),
          AclRule(PERMIT, source=ip_network("10.192.0.0/10"))]),
        ("from { source-address { 10/8 except; } } then accept;", []),
        ("from { protocol udp; destination-port-except [ 0-52 54-65535 ]; } then accept;",
         [AclRule(PERMIT, 17, destination_ports=(PortRange(53, 53),))]),
        ("then count c;", [AclRule(PERMIT)]),
    ],
)  # fmt: skip
def test_terms_are_rules(term: str, expected: list[AclRule]) -> None:
    text = (
        "policy-options { prefix-list P { 192.0.2.0/24; } }\n"
        f"firewall {{ family inet {{ filter F {{ term t {{ {term} }} }} }} }}\n"
    )
    (acl,) = device_of(text).policy.acls
    assert list(acl.rules) == expected


@pytest.mark.parametrize(
    "term",
    [
        "from { is-fragment; } then accept;",
        "from { tcp-flags syn; } then accept;",
        "from { icmp-code 1; } then discard;",
        "then { decapsulate gre; }",
        "from { prefix-list { NOBODY; } } then accept;",
        "filter OTHER;",
    ],
)
def test_terms_that_no_acl_can_say_are_told(term: str) -> None:
    text = f"firewall {{\n family inet {{ filter F {{\n term t {{ {term} }}\n }} }} }}\n"
    assert [u.line_class for u in parse({"r.conf": text}).unclaimed] == [LineClass.UNMODELLED]


RENDERED = """\
term default { from { protocol static; route-filter 0.0.0.0/0 exact; } then %s }
term a { from { protocol direct; } then { metric 5; external { type 1; } accept; } }
term b {
    from { protocol static; route-filter 192.0.2.0/24 exact; }
    then { metric 0; external { type 2; } accept; }
}
"""


@pytest.mark.parametrize(
    ("then", "default"),
    [("{ metric 1; external { type 2; } accept; }", True), ("{ reject; }", False)],
)
def test_a_rendered_export_policy_is_the_imports_it_was_made_of(then: str, default: bool) -> None:
    text = (
        f"policy-options {{ policy-statement E {{ {RENDERED % then} }} }}\n"
        "protocols { ospf { export E; area 0 { interface lo0.0; } } }\n"
    )
    routing = device_of(text).routing
    (process,) = routing.ospf
    assert process.redistribute == (
        Redistribution(Source.CONNECTED, 5, 1),
        Redistribution(Source.STATIC, 0, 2, (ip_network("192.0.2.0/24"),)),
    )
    assert (process.default_originate, routing.policies) == (default, ())


@pytest.mark.parametrize(
    "policy",
    [
        "term a { from protocol direct; then accept; }",
        "term a { from protocol bgp; then accept; }",
        "from protocol static; then { metric 5; external { type 1; } accept; }",
    ],
)
def test_any_other_export_policy_chooses_among_all_routes(policy: str) -> None:
    text = (
        f"policy-options {{ policy-statement E {{ {policy} }} }}\n"
        "protocols { ospf { export E; area 0 { interface lo0.0; } } }\n"
    )
    parsed = parse({"r.conf": text})
    (process,) = parsed.device.routing.ospf
    assert process.redistribute == (Redistribution(Source.ANY, None, policies=("E",)),)
    assert [p.name for p in parsed.device.routing.policies] == ["E"]
    assert parsed.unclaimed == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("set protocols bgp group g neighbor 10.0.0.2 peer-as 65001", "modelled"),
        ("set protocols bgp group g family inet-vpn unicast", "unmodelled"),
        ("set protocols mpls label-switched-path P to 10.0.0.1", "unmodelled"),
        ("set security zones security-zone trust interfaces ge-0/0/0.0", "modelled"),
        ("set policy-options policy-statement X then accept", "modelled"),
        ("set policy-options policy-statement X from condition C", "unmodelled"),
        ("set routing-instances X instance-type vpls", "unmodelled"),
        ("set interfaces ge-0/0/0 unit 0 family inet dhcp", "unmodelled"),
        ("set protocols ospf area 0 sham-link-remote 1.1.1.1", "unmodelled"),
        ("set apply-groups nobody", "unmodelled"),
        ("set protocols ospf topology t", "unmodelled"),
        ("set system syslog file messages any notice", "irrelevant"),
        ("set chassis fpc 0 pic 0 number-of-ports 12", "irrelevant"),
        ("set protocols lldp interface all", "irrelevant"),
        ("set groups unused system host-name x", "irrelevant"),
        ("deactivate interfaces ge-0/0/7", "irrelevant"),
        ("## Last commit: 2020-01-01", "irrelevant"),
        ("admin@box> show configuration", "irrelevant"),
        ("commit and-quit", "irrelevant"),
        ("set system nonsense on", "unrecognised"),
        ("set interfaces ge-0/0/0 unit 0 family inet address 300.0.0.1/24", "unrecognised"),
        ("nonsense", "unrecognised"),
    ],
)
def test_every_line_has_its_class(line: str, expected: str) -> None:
    assert classes_of(line) == {expected: 1}


def test_switch_ports_and_vlans_by_name() -> None:
    device = device_of("""\
vlans {
    users { vlan-id 10; l3-interface irb.5; }
    phones { vlan-id 20; }
    all-of { vlan-id-list [ 30-31 ]; }
}
interfaces {
    interface-range SEATS {
        member "ge-0/0/[0-1]";
        unit 0 { family ethernet-switching { interface-mode access; vlan { members users; } } }
    }
    ge-0/0/9 {
        native-vlan-id 20;
        unit 0 { family ethernet-switching {
            interface-mode trunk;
            vlan { members [ users phones all-of 40-41 ]; }
        } }
    }
    irb { unit 5 { family inet { address 10.0.0.1/24; } } }
}
switch-options { voip { interface ge-0/0/0.0 { vlan phones; } } }
protocols { rstp { bridge-priority 4k; interface ge-0/0/0 { edge; } bpdu-block-on-edge; } }
""")
    seat, other = device.interface["ge-0/0/0"].switchport, device.interface["ge-0/0/1"].switchport
    trunk = device.interface["ge-0/0/9"].switchport
    assert seat is not None and other is not None and trunk is not None
    assert (seat.mode, seat.access_vlan, seat.voice_vlan) == (PortMode.ACCESS, 10, 20)
    assert (seat.edge, seat.bpdu_guard, other.edge, other.voice_vlan) == (True, True, False, None)
    assert (trunk.native_vlan, trunk.allowed_vlans) == (20, (10, 20, 30, 31, 40, 41))
    assert device.interface["irb.5"].vlan == 10
    assert (device.switching.stp_mode, device.switching.stp_priority) == ("rstp", 4096)


def test_instances_lags_and_defaults_of_static_routes() -> None:
    device = device_of("""\
set interfaces ge-0/0/0 ether-options 802.3ad ae0
set interfaces ae0 aggregated-ether-options lacp active
set interfaces ae0 unit 0 family inet address 10.9.0.1/24
set routing-instances RED instance-type virtual-router
set routing-instances RED interface ae0.0
set routing-instances RED routing-options static defaults preference 50
set routing-instances RED routing-options static route 10.1.0.0/16 discard
set routing-instances RED routing-options rib RED.inet6.0 static route ::/0 next-table inet6.0
set routing-options static route 10.2.0.0/16 qualified-next-hop 10.9.0.2 preference 200
set routing-options static route 10.2.0.0/16 next-hop 10.9.0.3
set system management-instance
set interfaces fxp0 unit 0 family inet address 192.0.2.1/24
""")
    lag = device.interface["ge-0/0/0"].lag
    assert lag is not None and (lag.lag, lag.mode) == ("ae0", "active")
    assert device.interface["ae0"].vrf == "RED"
    assert device.interface["fxp0"].vrf == "mgmt_junos"
    assert [(r.vrf, str(r.prefix), r.next_hop, r.distance, r.next_hop_vrf)
            for r in device.routing.static] == [
        ("RED", "10.1.0.0/16", None, 50, None),
        ("RED", "::/0", None, 5, "default"),
        ("default", "10.2.0.0/16", ip_address("10.9.0.2"), 200, None),
        ("default", "10.2.0.0/16", ip_address("10.9.0.3"), 5, None),
    ]  # fmt: skip


def test_a_filter_on_lo0_is_the_management_acl() -> None:
    device = device_of("""\
interfaces { lo0 { unit 0 { family inet { filter { input RE; } address 10.0.0.1/32; } } } }
firewall { family inet { filter RE {
    term ospf { from { protocol ospf; } then accept; }
    term ssh {
        from { source-address 10.5.0.0/24; protocol tcp; destination-port ssh; }
        then accept;
    }
    term no { from { protocol tcp; destination-port [ ssh telnet ]; } then { syslog; discard; } }
    term rest { then accept; }
} } }
""")
    (acl,) = device.policy.acls
    assert device.system.management_acl == ("RE",)
    assert acl.rules == (
        AclRule(PERMIT, source=ip_network("10.5.0.0/24")),
        AclRule(DENY, log=True),
    )
    assert device.interface["lo0.0"].filters == ()


def test_vlans_and_bridge_domains_name_their_ports() -> None:
    text = (
        "interfaces ge-0/0/1 unit 0 family ethernet-switching\n"
        "interfaces ge-0/0/2 unit 0 family ethernet-switching port-mode trunk\n"
        "interfaces ge-0/0/2 unit 0 family ethernet-switching vlan members 30\n"
        "interfaces ge-0/0/3 unit 0 family bridge interface-mode access\n"
        "interfaces ge-0/0/3 unit 0 family bridge vlan-id 20\n"
        "interfaces ge-0/0/4 unit 0 family bridge interface-mode trunk\n"
        "interfaces ge-0/0/4 unit 0 family bridge vlan-id-list 10-12\n"
        "interfaces irb unit 20 family inet address 10.20.0.1/24\n"
        "vlans V10 vlan-id 10\n"
        "vlans V10 interface ge-0/0/1.0\n"
        "vlans V10 interface ge-0/0/2.0\n"
        "bridge-domains B20 domain-type bridge\n"
        "bridge-domains B20 vlan-id 20\n"
        "bridge-domains B20 routing-interface irb.20"
    )
    parsed = parse({"r": "\n".join(f"set {line}" for line in text.split("\n"))})
    assert parsed.unclaimed == ()
    ports = {i.name: i for i in parsed.device.interfaces}
    found = {
        name: (port.switchport.access_vlan, port.switchport.allowed_vlans)
        for name, port in ports.items()
        if port.switchport is not None
    }
    assert found == {
        "ge-0/0/1": (10, None),
        "ge-0/0/2": (None, (10, 30)),
        "ge-0/0/3": (20, None),
        "ge-0/0/4": (None, (10, 11, 12)),
    }
    assert ports["irb.20"].vlan == 20


@pytest.mark.parametrize(
    "line",
    [
        "protocols source-packet-routing x",
        "protocols ldp label-withdrawal-delay 60",
        "unified-edge x",
        "system compress-configuration-files",
        "interfaces ge-0/0/0 no-gratuitous-arp-reply",
        "interfaces ge-0/0/0 dsl-options operating-mode auto",
    ],
)
def test_words_with_hyphens_are_known_whole(line: str) -> None:
    assert parse({"r": f"set system host-name r\nset {line}\n"}).unclaimed == ()


def test_what_was_read_leaves_no_cycles_behind() -> None:
    """Where drafts stayed until the collector came, collecting took as long as reading."""
    text = "interfaces { ge-0/0/0 { unit 0 { family inet { address 10.0.0.1/24; } } } }\n"
    text += "routing-instances { A { interface ge-0/0/0.0; protocols { ospf { area 0 {\n"
    text += "interface all; } } } } }"
    gc.collect()
    gc.disable()
    try:
        parse({"r.conf": text})
        assert gc.collect() == 0
    finally:
        gc.enable()
