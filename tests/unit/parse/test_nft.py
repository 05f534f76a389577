"""nft text that the renderer did not write: what maps to the model, and what is reported."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from kawanet.model.interfaces import FilterBinding
from kawanet.model.policy import (
    AclRule,
    Action,
    FirewallRule,
    NatKind,
    NatRule,
    Policy,
    PortRange,
    Service,
    Wildcard,
    Zone,
)
from kawanet.parse.linux_frr import parse
from kawanet.parse.result import LineClass, Parsed

INTERFACES = """
iface RED
 vrf-table 7
iface eth0
 address 192.0.2.1/24
iface eth1
 address 10.1.0.1/24
iface eth2
 address 10.2.0.1/24
iface eth3
 address 10.3.0.1/24
 vrf RED
"""
PERMIT, DENY = Action.PERMIT, Action.DENY


def read(text: str) -> Parsed:
    return parse({"nftables.conf": text, "interfaces": INTERFACES})


def unclaimed(text: str) -> dict[str, str]:
    return {line.text: line.line_class.value for line in read(text).unclaimed}


def forward(*rules: str, policy: str = "drop") -> str:
    body = "\n".join(("ct state established,related accept", *rules))
    return (
        "table inet filter {\n chain forward {\n"
        f"type filter hook forward priority 0; policy {policy};\n{body}\n }}\n}}\n"
    )


def policy(*rules: str) -> Policy:
    return read(forward(*rules)).device.policy


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('iifname "eth0" oifname "eth1" accept', {"from_zones": ("eth0",), "to_zones": ("eth1",)}),
        ("iif eth0 oif eth1 accept", {"from_zones": ("eth0",), "to_zones": ("eth1",)}),
        ('iifname { "eth0", "eth1" } accept', {"from_zones": ("eth0", "eth1")}),
        ("ip saddr 10.0.0.0/8 accept", {"sources": ("10.0.0.0/8",)}),
        ("ip saddr { 10.0.0.0/8, 192.0.2.9 } accept", {"sources": ("10.0.0.0/8,192.0.2.9/32",)}),
        ("ip saddr 10.0.0.0-10.0.0.3 accept", {"sources": ("10.0.0.0/30",)}),
        ("ip daddr 10.0.0.1 tcp dport 443 counter packets 5 bytes 600 accept",
         {"destinations": ("10.0.0.1/32",), "services": ("tcp/443",)}),
        ("ip protocol tcp tcp dport { http, https } accept", {"services": ("tcp/80,443",)}),
        ("ip daddr 10.0.0.1 udp dport 8000-8010 accept",
         {"destinations": ("10.0.0.1/32",), "services": ("udp/8000-8010",)}),
        ("ip protocol icmp icmp type echo-request accept", {"services": ("icmp/8",)}),
        ("ip protocol { tcp, udp } th dport 53 accept", {"services": ("tcp/53,udp/53",)}),
        ('ip saddr 10.0.0.0/8 log prefix "x: " level info accept',
         {"sources": ("10.0.0.0/8",), "log": True}),
        ("ip saddr 10.0.0.0/8 ct state new accept", {"sources": ("10.0.0.0/8",)}),
        ("ip saddr 10.0.0.0/8 reject with icmp type host-prohibited",
         {"sources": ("10.0.0.0/8",), "action": DENY}),
        ('ip saddr 10.0.0.0/8 accept comment "let in"',
         {"sources": ("10.0.0.0/8",), "name": "let in"}),
        ('#- ip saddr 10.0.0.0/8 accept comment "off"',
         {"sources": ("10.0.0.0/8",), "name": "off", "enabled": False}),
        ('meta sdifname "eth3" accept', {"from_zones": ("eth3",)}),
        ('oifname != { "eth0", "eth1" } accept', {"to_zones": ("eth2", "eth3")}),
        ('oifname "eth*" accept', {"to_zones": ("eth0", "eth1", "eth2", "eth3")}),
        ("ip saddr != 128.0.0.0/1 accept", {"sources": ("0.0.0.0/1",)}),
        ("tcp dport != { 22, 80-90 } accept", {"services": ("tcp/0-21,23-79,91-65535",)}),
        ("meta l4proto != tcp accept", {"services": ("not tcp",)}),
        ('iifname "RED" accept', {"from_zones": ("RED",)}),
    ],
)  # fmt: skip
def test_rules_of_other_hands(rule: str, expected: dict[str, object]) -> None:
    rules = [r for r in policy(rule).rules if r.family == 4]
    base = {"name": "line 5", "family": 4, "action": PERMIT, "log": False, **expected}
    assert rules == [FirewallRule(**base)]  # type: ignore[arg-type]
    assert unclaimed(forward(rule)) == {}


@pytest.mark.parametrize(
    ("rule", "families"),
    [
        ("tcp dport 22 accept", [4, 6]),
        ("meta nfproto ipv6 tcp dport 22 accept", [6]),
        ("ip6 daddr fd00::/8 accept", [6]),
        ("ip daddr 10.0.0.0/8 accept", [4]),
    ],
)
def test_families(rule: str, families: list[int]) -> None:
    assert [r.family for r in policy(rule).rules] == families


@pytest.mark.parametrize(
    "rule",
    [
        "ip saddr != @nosuch drop",
        "tcp dport != 22 tcp dport 80 drop",
        "tcp sport 53 accept",
        "ip saddr & 255.0.255.0 == 10.0.1.0 accept",
        "tcp dport 22 limit rate 5/second accept",
        "meta mark 7 accept",
        'iifname "eth3" accept',  # in a VRF: the forward hook sees the VRF's device
        'meta sdifname "eth0" accept',  # in no VRF
        "ip saddr vmap { 10.0.0.1 : accept }",
        "ct state vmap { new : accept }",
        "tcp dport 22 queue",
        "jump nowhere",
        "tcp flags syn accept",
        "ip saddr 10.0.0.0/8 ip saddr 10.1.0.0/16 accept",
        "ip saddr 10.0.0.0/8 ip6 daddr fd00::/8 accept",
        "ip saddr @nosuch accept",
        "tcp dport 99999 accept",
        "ip saddr 10.0.0.0/99 accept",
        "ip saddr 10.0.0.1-fd00::1 accept",
        "meta l4proto 300 accept",
        "icmp code 3 accept",
        "th dport 53 accept",
        "ip ttl 1 drop",
        "tcp",
        "tcp dport 22",
        "fib daddr type local accept",
    ],
)
def test_what_a_rule_cannot_say_is_reported(rule: str) -> None:
    assert unclaimed(forward(rule)) == {rule: "unmodelled"}
    assert policy(rule).rules == ()


def test_named_sets_and_variables() -> None:
    text = """define WAN = eth0
define NET = { 10.0.0.0/8, 192.0.2.0/24 }
table inet filter {
 set lan { type ifname; elements = { eth1, "eth2" } }
 set hosts { type ipv4_addr; flags interval
  elements = { 10.0.0.0/8, 192.0.2.8-192.0.2.11 comment "x" } }
 set web { type inet_service; elements = { 80, https,
    8000-8010 } }
 chain forward {
  type filter hook forward priority filter; policy drop;
  ct state vmap { established : accept, related : accept, invalid : drop }
  ct state invalid drop
  iifname @lan oifname $WAN ip saddr @hosts tcp dport @web accept
  ip daddr $NET accept
 }
}
"""
    found = read(text).device.policy
    assert unclaimed(text) == {}
    assert found.zones == (Zone("lan", ("eth1", "eth2")),)
    assert found.address_groups[0].prefixes == (
        ip_network("10.0.0.0/8"),
        ip_network("192.0.2.8/30"),
    )
    web = (PortRange(80, 80), PortRange(443, 443), PortRange(8000, 8010))
    assert found.service_groups[0].services == (Service(6, web),)
    first, _, second = (*(r for r in found.rules if r.from_zones), None, found.rules[-1])
    assert (first.from_zones, first.to_zones) == (("lan",), ("eth0",))
    assert first.sources == ("hosts",)
    assert second.destinations == ("10.0.0.0/8,192.0.2.0/24",)


def test_a_chain_of_rules_is_read_in_place() -> None:
    text = forward('iifname "eth0" jump sub', "ip saddr 10.9.0.0/16 drop").replace(
        "chain forward",
        'chain sub {\n ip saddr 10.0.0.0/8 accept\n oifname "eth1" ip daddr 10.1.0.1 accept\n'
        ' iifname "eth1" accept\n }\n chain forward',
    )
    found = read(text).device.policy.rules
    assert [(r.from_zones, r.sources, r.action) for r in found] == [
        (("eth0",), ("10.0.0.0/8",), PERMIT),
        (("eth0",), (), PERMIT),
        ((), ("10.9.0.0/16",), DENY),
    ]
    assert unclaimed(text) == {}, "what comes from eth1 never comes to the chain"


def test_a_loop_of_chains_ends() -> None:
    text = forward("jump a").replace("chain forward", "chain a {\n jump a\n }\n chain forward")
    assert unclaimed(text) == {"jump a": "unmodelled"}


def test_lines_that_are_no_full_product_stay_apart() -> None:
    found = policy(
        'iifname "eth0" oifname "eth1" accept comment "x"',
        'iifname "eth1" oifname "eth2" accept comment "x"',
    )
    rules = [(r.name, r.from_zones, r.to_zones) for r in found.rules if r.family == 4]
    assert rules == [("x", ("eth0",), ("eth1",)), ("x (1)", ("eth1",), ("eth2",))]


def test_without_a_zone_every_interface_is_in_one() -> None:
    found = policy("ip saddr 10.0.0.0/8 accept")
    assert found.zones == (Zone("any", ("eth0", "eth1", "eth2", "eth3")),)


def test_a_chain_that_accepts_at_its_end() -> None:
    found = read(forward('iifname "eth0" ip saddr 10.0.0.0/8 drop', policy="accept")).device.policy
    ends = [(r.family, r.action, r.from_zones) for r in found.rules[1:]]
    assert ends == [(4, PERMIT, ()), (6, PERMIT, ())]


ESTABLISHED = "ct state established,related accept\n"


@pytest.mark.parametrize(
    ("replies", "stateful"),
    [
        ("", False),
        (ESTABLISHED, True),
        (f'iifname "eth1" {ESTABLISHED}', True),
        (f'iifname "eth1" oifname "eth0" {ESTABLISHED}', True),
        (f'iifname "eth0" oifname "eth1" {ESTABLISHED}', False),
    ],
)
def test_replies_pass_where_a_rule_lets_them(replies: str, stateful: bool) -> None:
    text = forward('iifname "eth0" oifname "eth1" accept').replace(ESTABLISHED, replies)
    found = read(text).device.policy.rules
    assert [rule.stateful for rule in found] == [stateful, stateful]
    assert unclaimed(text) == {}


def test_a_rule_for_first_packets_alone_is_reported() -> None:
    text = forward("tcp dport 22 ct state new accept").replace(ESTABLISHED, "")
    assert unclaimed(text) == {"tcp dport 22 ct state new accept": "unmodelled"}


def test_a_table_of_one_family_filters_that_family() -> None:
    text = forward("ip saddr 10.0.0.0/8 accept").replace("table inet", "table ip")
    ends = [(r.name, r.family, r.action) for r in read(text).device.policy.rules]
    assert ends == [("line 5", 4, PERMIT), ("policy accept", 6, PERMIT)]


def test_an_open_input_of_a_firewall_is_reported() -> None:
    chain = "chain input {\n type filter hook input priority 0; policy accept;\n }\n chain forward"
    assert unclaimed(forward().replace("chain forward", chain)) == {"chain input {": "unmodelled"}


def test_an_interface_in_two_zones_is_reported() -> None:
    body = "{\n type ifname; elements = { eth0 }\n}\n"
    sets = f"set a {body}set b {body}"
    text = forward().replace("table inet filter {\n", "table inet filter {\n" + sets)
    assert unclaimed(text) == {"set a {": "unmodelled", "set b {": "unmodelled"}


ACL = """table inet filter {
 chain in4 {
  RULE
  drop
 }
 chain f {
  type filter hook forward priority 0; policy accept;
  iifname "eth1" jump in4
 }
}
"""


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("ip saddr 10.0.0.0/8 accept", [AclRule(PERMIT, source=ip_network("10.0.0.0/8"))]),
        ("ip saddr 10.0.0.0/8 tcp dport 22 return",
         [AclRule(PERMIT, 6, ip_network("10.0.0.0/8"), None, (), (PortRange(22, 22),))]),
        ("ip saddr & 255.0.255.0 == 10.0.1.0 drop",
         [AclRule(DENY, source=Wildcard(0x0A000100, 0x00FF00FF))]),
        ("ip daddr 10.0.0.0/8 tcp flags rst,ack accept",
         [AclRule(PERMIT, 6, None, ip_network("10.0.0.0/8"), established=True)]),
        ("ip protocol icmp icmp type { echo-request, echo-reply } accept",
         [AclRule(PERMIT, 1, icmp_type=8), AclRule(PERMIT, 1, icmp_type=0)]),
        ('ip saddr 10.0.0.0/8 log drop comment "bad"',
         [AclRule(DENY, source=ip_network("10.0.0.0/8"), log=True, remark="bad")]),
        ("ip6 saddr fd00::/8 accept", []),
    ],
)  # fmt: skip
def test_acls_of_other_hands(rule: str, expected: list[AclRule]) -> None:
    text = ACL.replace("RULE", rule)
    found = read(text).device
    assert [(a.name, a.family) for a in found.policy.acls] == [("in4", 4), ("in4", 6)]
    assert list(found.policy.acls[0].rules) == expected
    assert found.interface["eth1"].filters == (
        FilterBinding("in4", 4, "in"),
        FilterBinding("in4", 6, "in"),
    )
    assert unclaimed(text) == {}


def test_an_acl_without_a_last_drop_lets_the_rest_pass() -> None:
    text = ACL.replace("RULE\n  drop", "ip saddr 10.0.0.0/8 drop")
    assert read(text).device.policy.acls[0].rules[-1] == AclRule(PERMIT)


def test_an_accept_that_passes_over_the_other_direction_is_reported() -> None:
    text = ACL.replace("RULE", "ip saddr 10.0.0.0/8 accept")
    text = text.replace("jump in4", 'jump in4\n  oifname "eth2" jump in4')
    assert unclaimed(text) == {"ip saddr 10.0.0.0/8 accept": "unmodelled"}


def nat(hook: str, rule: str) -> NatRule:
    text = f"table ip nat {{\n chain c {{\n type nat hook {hook} priority 0;\n {rule}\n }}\n}}\n"
    assert unclaimed(text) == {}
    found = read(text).device.policy
    assert [r.name for r in found.rules] == ["policy accept"] * 2
    return found.nat[0]


SOURCE, DESTINATION = NatKind.SOURCE, NatKind.DESTINATION


@pytest.mark.parametrize(
    ("hook", "rule", "expected"),
    [
        ("postrouting", 'oifname "eth0" masquerade', NatRule("line 4", 4, SOURCE, "", "eth0")),
        ("postrouting", "ip saddr 10.0.0.0/8 snat to 192.0.2.9",
         NatRule("line 4", 4, SOURCE, "", "", ("10.0.0.0/8",),
                 pool_first=ip_address("192.0.2.9"), pool_last=ip_address("192.0.2.9"))),
        ("postrouting", "snat to 192.0.2.8-192.0.2.9 persistent",
         NatRule("line 4", 4, SOURCE, "",
                 pool_first=ip_address("192.0.2.8"), pool_last=ip_address("192.0.2.9"))),
        ("prerouting", 'iifname "eth0" tcp dport 80 dnat to 10.1.0.5:8080',
         NatRule("line 4", 4, DESTINATION, "eth0", mapped_address=ip_address("10.1.0.5"),
                 protocol=6, port=80, mapped_port=8080)),
        ("prerouting", 'ip daddr 192.0.2.7 dnat to 10.1.0.5 comment "web"',
         NatRule("web", 4, DESTINATION, "", address=ip_address("192.0.2.7"),
                 mapped_address=ip_address("10.1.0.5"))),
    ],
)  # fmt: skip
def test_nat_of_other_hands(hook: str, rule: str, expected: NatRule) -> None:
    assert nat(hook, rule) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "tcp dport 80 redirect to :3128",
        "tcp dport 80-90 dnat to 10.1.0.5",
        "ip daddr 192.0.2.0/24 dnat to 10.1.0.5",
        "tcp dport 80 dnat to 10.1.0.5-10.1.0.9",
        "ip saddr 10.0.0.0/8 accept",
        "tcp dport 80 masquerade",
        "dnat to 10.1.0.0/24",
        "dnat prefix to 10.1.0.0/24",
    ],
)
def test_nat_beyond_the_model_is_reported(rule: str) -> None:
    text = (
        f"table ip nat {{\n chain c {{\n type nat hook prerouting priority 0;\n {rule}\n }}\n}}\n"
    )
    assert unclaimed(text) == {rule: "unmodelled"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("table bridge b {\n chain c {\n type filter hook forward priority 0;\n drop\n }\n}\n",
         {"unmodelled"}),
        ("add rule inet filter forward accept\n", {"unmodelled"}),
        ('include "/etc/nftables.d/*"\n', {"unmodelled"}),
        ("table inet f {\n map m {\n type ipv4_addr : verdict\n }\n}\n", {"unmodelled"}),
        ("table inet f {\n set s {\n type ether_addr\n }\n}\n", {"unmodelled"}),
        ("table inet f {\n set s {\n type ipv4_addr; flags dynamic\n }\n}\n", {"unmodelled"}),
        ("table inet f {\n set s {\n type ipv4_addr; elements = { fd00::1 }\n }\n}\n",
         {"unmodelled"}),
        ("table inet f {\n chain c {\n type route hook output priority 0;\n accept\n }\n}\n",
         {"unmodelled"}),
        ("table inet f {\n chain c {\n type filter hook output priority 0; policy drop;\n"
         " tcp dport 22 accept\n }\n}\n", set()),
        ("table inet f {\n chain idle {\n meta mark 7 accept\n }\n}\n", set()),
        ("flush ruleset\n# comment\ntable inet f {\n}\n", set()),
        ("frobnicate the network\n", {"unrecognised"}),
        ("}\n", {"unrecognised"}),
    ],
)  # fmt: skip
def test_other_tables_and_commands(text: str, expected: set[str]) -> None:
    assert set(unclaimed(text).values()) == expected


def test_statements_may_share_a_line_or_span_several() -> None:
    text = (
        "table inet f { set s { type ifname; elements = { eth0,\n  eth1 } }\n"
        "chain c { type filter hook forward priority 0; policy drop; "
        "ct state established,related accept; iifname \\\n @s accept } }\n"
    )
    parsed = read(text)
    assert parsed.unclaimed == ()
    assert parsed.device.policy.zones == (Zone("s", ("eth0", "eth1")),)
    assert parsed.device.policy.rules[0].from_zones == ("s",)
    assert parsed.counts[LineClass.UNRECOGNISED] == 0
