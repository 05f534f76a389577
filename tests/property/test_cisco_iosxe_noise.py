"""Any text, and any shuffling of IOS's own words, is read without an exception."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.parse.cisco_iosxe import parse
from kawanet.parse.cisco_iosxe.interfaces import _TABLE as INTERFACE
from kawanet.parse.cisco_iosxe.ospf import PROCESS
from kawanet.parse.cisco_iosxe.routing import ROUTING
from kawanet.parse.route_maps import ROUTE_MAP

_HEADS = [
    "router ospf 1",
    "router bgp 65001",
    " address-family ipv4 vrf A",
    " template peer-policy P",
    "router eigrp 1",
    "router eigrp NAME",
    " address-family ipv6 autonomous-system 1",
    "  af-interface default",
    "  topology base",
    "router isis X",
    "router rip",
    "ipv6 router ospf 1",
    "router ospfv3 1",
    "interface GigabitEthernet0/1",
    " vrrp 1 address-family ipv6",
    "route-map M permit 10",
    "vrf definition A",
    "ip access-list extended A",
    "object-group service S",
    "track 1",
]
_WORDS = sorted(
    {
        *(
            word
            for table in (ROUTING, PROCESS, ROUTE_MAP)
            for line in table
            for word in line.split()
        ),
        *INTERFACE,
        *[
            "10.0.0.1",
            "255.255.255.0",
            "0.0.0.255",
            "10.0.0.0/8",
            "2001:db8::1",
            "2001:db8::/32",
            "1",
            "0",
            "7",
            "99999999999",
            "65001.1",
            "-1",
            "+5",
            "any",
            "host",
            "eq",
            "range",
            "in",
            "out",
            "both",
            "all",
            "M",
            "A",
            "neighbor",
            "remote-as",
            "peer-group",
            "weight",
            "redistribute",
            "metric",
            "match",
            "level-2",
            "into",
            "isis",
            "seq",
            "permit",
            "deny",
            "ge",
            "le",
            "additive",
            "delete",
            "none",
            "track",
            "decrement",
            "prefix-list",
            "mask",
            "default",
            "import",
            "export",
            "rt",
            "1:1",
            "1:2:3",
            "(",
            "[",
            "^",
            "_",
            "*",
            "no",
            "activate",
            "inherit",
            "peer-session",
            "send-community",
            "maximum-prefix",
            "next-hop",
            "ip",
            "ipv6",
            "unicast",
        ],
    }
)
_LINE = st.builds(
    lambda depth, words: " " * depth + " ".join(words),
    st.integers(0, 3),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=7),
)
_TEXT = st.lists(st.one_of(st.sampled_from(_HEADS), _LINE, _LINE, _LINE), max_size=30)


@settings(max_examples=60, deadline=None)
@given(_TEXT)
def test_words_of_ios_in_any_order(lines: list[str]) -> None:
    parsed = parse({"r1.cfg": "\n".join(lines)})
    assert sum(parsed.counts.values()) == len(lines)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    parsed = parse({"r1.cfg": text})
    assert sum(parsed.counts.values()) <= text.count("\n") + 1
