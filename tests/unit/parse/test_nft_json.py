"""`nft -j`: what it says is what the text form says, on rule sets that the real `nft` prints."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.errors import Span
from kawanet.model.policy import Policy
from kawanet.parse.linux_frr import looks_like, parse
from kawanet.parse.linux_frr.draft import word_set
from kawanet.parse.registry import detect_platform
from kawanet.parse.result import LineClass, Parsed

INTERFACES = "".join(f"iface eth{n}\n address 10.{n}.0.1/24\n" for n in range(3))
NAMESPACE = ("unshare", "--map-root-user", "--net")  # nothing of this machine is touched
PRINT = "nft -f - && nft list ruleset && echo && echo JSON && nft -j list ruleset"

SETS = """
 set zone.lan { type ifname; elements = { "eth0", "eth1" }; }
 set v4.srv { type ipv4_addr; flags interval;
  elements = { 10.0.0.0/8, 192.168.1.1, 192.168.2.5-192.168.2.9 }; }
 set ports { type inet_service; flags interval; elements = { 80, 443, 1000-2000 }; }
 set svc.web { type inet_proto . inet_service; flags interval;
  elements = { tcp . 80, tcp . 443, udp . 1000-2000 }; }
 set icmp4.x { type icmp_type; elements = { echo-request, echo-reply }; }
 set noted { type ipv4_addr; elements = { 10.9.9.9 comment "hi" }; }
 set live { type ipv4_addr; flags timeout; timeout 1h; }
 counter c1 { packets 3 bytes 4; }
 map m { type ipv4_addr : verdict; elements = { 1.2.3.4 : accept }; }
"""
RULES = """
 iifname @zone.lan oifname "eth1" ip saddr @v4.srv tcp dport { 80, 8000-8080 } \
counter log prefix "x" accept comment "web | owner=me"
 ct state vmap { established : accept, related : accept }
 ct state new tcp dport 22 accept
 ct state invalid drop
 iif "lo" accept
 ip saddr & 255.0.255.0 == 10.0.5.0 accept
 ip saddr 10.0.0.1-10.0.0.9 drop
 ip daddr { 10.1.0.0/16, 10.3.0.1 } accept
 meta l4proto . th dport @svc.web accept
 meta l4proto { tcp, udp } th dport 53 accept
 meta nfproto ipv6 accept
 ip protocol ospf accept
 ip6 nexthdr icmpv6 accept
 ip6 saddr 2001:db8::/32 tcp sport 1024-65535 accept
 icmp type { echo-request, destination-unreachable } accept
 icmp type @icmp4.x accept
 icmpv6 type echo-request accept
 tcp flags & (ack | rst) != 0 accept
 tcp flags & (fin|syn|rst|ack) == syn accept
 fib daddr type local accept
 tcp dport @ports accept
 counter name "c1" ip saddr @noted accept
 ip saddr != 10.0.0.0/8 drop
 iifname "ppp*" drop
 tcp dport 23 reject with tcp reset
 limit rate 5/second accept
 meta mark set 5
 jump other
"""
RULESET = f"""
table inet filter {{
{SETS}
 chain other {{
  tcp dport 25 drop
 }}
 chain forward {{ type filter hook forward priority 0; policy drop;
 ct state established,related accept
{RULES}
 }}
 chain pre {{ type filter hook prerouting priority -150; policy accept;
  iifname "eth2" jump acl4.in
 }}
 chain acl4.in {{
  ip saddr 10.2.0.0/24 tcp flags & (ack | rst) != 0 return
  tcp sport 53 return
  drop
 }}
}}
table ip nat {{
 chain post {{ type nat hook postrouting priority srcnat;
  oifname "eth0" snat to 192.0.2.4-192.0.2.9
  oifname "eth1" masquerade random,persistent
 }}
 chain pre {{ type nat hook prerouting priority dstnat;
  iifname "eth0" tcp dport 80 dnat to 10.0.0.1:8080
  iifname "eth0" ip daddr 192.0.2.1 dnat to 10.0.0.1
 }}
}}
table ip6 nat {{
 chain post {{ type nat hook postrouting priority srcnat;
  oifname "eth0" snat to fd00::1
 }}
}}
table arp x {{
 chain y {{ type filter hook input priority 0;
 }}
}}
"""


def read(name: str, text: str) -> Parsed:
    return parse({name: text, "interfaces": INTERFACES})


def nameless(policy: Policy) -> Policy:
    """Rules without a comment have their line for a name."""
    return replace(
        policy,
        rules=tuple(replace(r, name=r.name.split(" ")[0]) for r in policy.rules),
        nat=tuple(replace(r, name="") for r in policy.nat),
    )


@pytest.fixture(scope="module")
def printed() -> tuple[str, str]:
    """The rule set as the real `nft` prints it: text, and JSON."""
    if shutil.which("nft") is None:
        pytest.fail("nft is missing: see `make system`")
    done = subprocess.run(
        [*NAMESPACE, "sh", "-c", PRINT], input=RULESET, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    text, _, found = done.stdout.partition("\nJSON\n")
    return text, found


def test_both_forms_give_one_model(printed: tuple[str, str]) -> None:
    text, found = printed
    mine, theirs = read("nftables.conf", text).device, read("ruleset", found).device
    assert len(mine.policy.rules) > 20
    assert nameless(theirs.policy) == nameless(mine.policy)
    assert theirs.interfaces == mine.interfaces


def test_what_is_not_modelled_is_so_in_both(printed: tuple[str, str]) -> None:
    text, found = printed
    spread = json.dumps(json.loads(found), indent=1)
    mine, theirs = read("nftables.conf", text), read("ruleset", spread)
    rules = [u for u in mine.unclaimed if u.text.endswith(("accept", "drop", "0x00000005"))]
    listed = [u for u in read("ruleset", found).unclaimed if u.text.startswith('{"rule"')]
    assert len(listed) == len(rules) > 6
    assert {u.line_class for u in theirs.unclaimed} == {LineClass.UNMODELLED}


def test_the_form_is_recognised(printed: tuple[str, str]) -> None:
    _, found = printed
    assert detect_platform({"some.txt": found}) == "linux_frr"
    assert looks_like({"some.txt": '{"hostname": "x", "nftables": 1}'}) == 0


PRETTY = """{
  "nftables": [
    {"metainfo": {"version": "1.0.6"}},
    {"table": {"family": "inet", "name": "f"}},
    {"chain": {"family": "inet", "table": "f", "name": "fw", "type": "filter",
      "hook": "forward", "prio": 0, "policy": "drop"}},
    {"rule": {"family": "inet", "table": "f", "chain": "fw", "expr": [
      {"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "established"}},
      {"accept": null}]}},
    {"rule": {"family": "inet", "table": "f", "chain": "fw", "expr": [{"drop": null}]}}, {"odd": 1},
    {"rule": {"family": "inet", "table": "f", "chain": "fw", "expr": [
      {"limit": {"rate": 5}}, {"accept": null}]}}
  ]
}
"""


def test_places_are_those_of_the_objects() -> None:
    parsed = read("r.json", PRETTY)
    assert parsed.device.policy.rules[0].where == Span("r.json", 10, 5)
    assert parsed.device.policy.rules[0].name == "line 10:5"
    assert [(u.where, u.line_class.value, u.text[:6]) for u in parsed.unclaimed] == [
        (Span("r.json", 10, 90), "unrecognised", '{"odd"'),
        (Span("r.json", 11, 5), "unmodelled", '{"rule'),
        (Span("r.json", 12), "unmodelled", '{"limi'),
    ]
    interfaces = len(INTERFACES.splitlines())
    assert sum(parsed.counts.values()) == len(PRETTY.splitlines()) + interfaces


def test_what_ends_early_is_unrecognised_from_there() -> None:
    cut = "".join(PRETTY.splitlines(keepends=True)[:8])
    ended = {u.where.line: u.line_class.value for u in read("r.json", cut).unclaimed}
    assert ended == {7: "unrecognised", 8: "unrecognised"}


KEYS = sorted(
    word_set(
        "rule table chain set expr match left right op payload key elem type family name protocol "
        "field vmap data accept snat addr port range prefix hook policy"
    )
)
LEAVES = st.none() | st.integers(0, 9) | st.sampled_from(["tcp", "@x", "accept", "f", "fw", "ip"])


def nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    keyed = st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    return st.lists(inner, max_size=3) | keyed


@settings(max_examples=60, deadline=None)
@given(st.recursive(LEAVES, nested, max_leaves=20))
def test_odd_objects_raise_nothing(value: object) -> None:
    text = '{"nftables": [' + json.dumps({"table": {"family": "ip", "name": "f"}}) + ",\n"
    text += json.dumps({"rule": value}) + ",\n" + json.dumps(value) + "\n]}"
    parsed = parse({"x": text})
    assert sum(parsed.counts.values()) == len(text.splitlines())
