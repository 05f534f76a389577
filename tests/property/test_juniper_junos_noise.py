"""Junos words in any order never raise, in both forms, and every line ends in one class."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.parse.juniper_junos import parse

STARTS = [
    "protocols bgp group G", "protocols bgp", "protocols bgp group G neighbor 10.0.0.2",
    "protocols bgp group G family inet unicast", "protocols isis", "protocols isis level 2",
    "protocols isis interface ge-0/0/0.0", "protocols rip group G", "protocols ospf",
    "protocols ospf area 0", "protocols ospf area 1 interface ge-0/0/0.0",
    "routing-options static route 10/8", "routing-options", "routing-options rib-groups G",
    "routing-options aggregate route 10/8", "routing-instances R", "routing-instances R protocols",
    "policy-options policy-statement P term t from", "policy-options policy-statement P then",
    "policy-options prefix-list L", "policy-options community C members", "policy-options",
    "policy-options as-path A", "firewall family inet filter F term t from",
    "firewall family inet filter F term t then", "interfaces ge-0/0/0 unit 0 family inet",
    "interfaces ge-0/0/0 unit 0", "interfaces ge-0/0/0", "interfaces lo0 unit 0 family iso",
    "security policies from-zone a to-zone b policy p", "security zones security-zone a",
    "security address-book global", "security nat source rule-set s", "applications application a",
    "security nat destination pool P", "security nat static rule-set s rule r", "security",
    "groups g protocols bgp group <*>", "apply-groups", "vlans v", "system", "",
]  # fmt: skip
WORDS = [
    "10.0.0.1", "10.0.0.0/8", "10/8", "2001:db8::1/64", "0", "1", "65001", "4294967296", "-1", "g",
    "G", "P", "C", "L", "A", "R", "F", "ge-0/0/0.0", "lo0.0", "inet", "inet6", "inet.0", "R.inet.0",
    "accept", "reject", "next", "policy", "term", "from", "to", "then", "exact", "upto", "/24",
    "orlonger", "through", "prefix-length-range", "/8-/24", "route-filter", "prefix-list",
    "prefix-list-filter", "community", "add", "delete", "set", "as-path", "as-path-prepend",
    "as-path-expand", "last-as", "count", "metric", "igp", "local-preference", "preference",
    "next-hop", "self", "type", "internal", "external", "peer-as", "local-as", "private", "cluster",
    "multihop", "ttl", "multipath", "multiple-as", "loops", "family", "unicast", "import", "export",
    "autonomous-system", "confederation", "members", "router-id", "rib", "rib-group", "import-rib",
    "import-policy", "instance-import", "auto-export", "instance-type", "vrf", "vrf-target",
    "target:1:1", "vrf-import", "interface", "address", "vrrp-group", "virtual-address", "track",
    "filter", "input", "input-list", "level", "disable", "passive", "area", "stub", "nssa",
    "default-lsa", "default-metric", "area-range", "override-metric", "reference-bandwidth", "1g",
    "static", "route", "defaults", "tag", "resolve", "qualified-next-hop", "next-table", "discard",
    "[", "]", "\"a b\"", "\"(1|2)* .\"", "\"^1:.*$\"", "*", "<*>", "match", "source-address",
    "destination-address", "application", "any", "permit", "pool", "port", "source-nat", "protocol",
    "tcp", "destination-port", "80-90", "routing-instance", "except", "rule", "address-set", "bgp",
    "neighbor", "group", "metric-out", "path-selection", "external-preference", "timeout", "zone",
    "static-nat", "prefix", "destination-nat", "apply-path", "\"interfaces <*> unit <*>\"",
    "remove-private", "all", "accepted-prefix-limit", "maximum", "teardown", "allow", "realm",
    "ipv4-unicast", "vlan-id", "peer-unit", "unnumbered-address", "iso", "47.0001", "then accept",
]  # fmt: skip
VERBS = ["set", "set", "set", "set", "set", "delete", "deactivate", "activate", "insert", "rename"]
lines = st.builds(
    lambda verb, start, words: " ".join([verb, start, *words]),
    st.sampled_from(VERBS), st.sampled_from(STARTS), st.lists(st.sampled_from(WORDS), max_size=4),
)  # fmt: skip
SETTINGS = settings(max_examples=250, deadline=None)


def check(text: str) -> None:
    counts = parse({"r.conf": text}).counts
    assert sum(counts.values()) == sum(1 for line in text.split("\n") if line.strip())


@SETTINGS
@given(st.lists(lines, min_size=1, max_size=25))
def test_set_lines(found: list[str]) -> None:
    check("\n".join(found))


@SETTINGS
@given(st.lists(st.tuples(lines, st.sampled_from(["{", "}", ";", "};", "{ }"])), max_size=25))
def test_braces(found: list[tuple[str, str]]) -> None:
    check("\n".join(f"{line.partition(' ')[2]} {end}" for line, end in found))
