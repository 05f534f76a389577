"""Routing on foreign Junos text: each table says what a few lines mean, in both forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

import pytest

from kawanet.model.bgp import BgpNeighbor, BgpNeighborFamily, BgpProcess
from kawanet.model.interfaces import IsisInterface, RipInterface
from kawanet.model.network import Device, RouteTargets
from kawanet.model.route_policy import Redistribution, Source
from kawanet.model.routing import AggregateRoute, AreaKind, OspfArea, RouteLeak, StaticRoute
from kawanet.parse.juniper_junos import parse
from kawanet.parse.juniper_junos.as_paths import digits, python_regex

BASE = """\
interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/30
interfaces ge-0/0/0 unit 0 family inet6 address 2001:db8::1/64
interfaces ge-0/0/0 unit 0 family iso
interfaces ge-0/0/1 unit 0 family inet address 10.0.1.1/30
interfaces lo0 unit 0 family inet address 10.255.0.1/32
interfaces lo0 unit 0 family iso address 49.0001.0102.5500.0001.00
routing-options router-id 10.255.0.1
routing-options autonomous-system 65001
"""


def set_form(text: str) -> str:
    return "".join(f"set {line}\n" for line in text.splitlines() if line)


def brace_form(text: str) -> str:
    """One word a brace: what the lines say, as a tree."""
    tree: dict[str, Any] = {}
    for line in text.splitlines():
        node = tree
        for word in re.findall(r'"[^"]*"|\S+', line):
            node = node.setdefault(word, {})
    return "".join(_braces(tree, 0))


def _braces(tree: dict[str, Any], depth: int) -> Sequence[str]:
    found = []
    for word, below in tree.items():
        start = "    " * depth + word
        found += [f"{start} {{\n", *_braces(below, depth + 1), "}\n"] if below else [f"{start};\n"]
    return found


def read(text: str) -> Device:
    """The device that both forms say, and no line of it unclaimed."""
    parsed = parse({"r": set_form(BASE + text)})
    assert parsed.unclaimed == ()
    again = parse({"r": brace_form(BASE + text)})
    assert (again.device, again.unclaimed) == (parsed.device, ())
    return parsed.device


def process(text: str) -> BgpProcess:
    (found,) = read(text).routing.bgp
    return found


def neighbour(text: str) -> BgpNeighbor:
    (found,) = process(text).neighbors
    return found


def family(text: str) -> BgpNeighborFamily:
    (found,) = neighbour(text).families
    return found


G = "protocols bgp group G"
E = f"{G} type external\n{G} peer-as 65010\n{G} neighbor 10.0.0.2\n"
I = f"{G} type internal\n{G} local-address 10.255.0.1\n{G} neighbor 10.255.0.2\n"  # noqa: E741


def test_defaults_of_a_process() -> None:
    found = process(E)
    assert (found.asn, found.router_id) == (65001, IPv4Address("10.255.0.1"))
    assert found.exports_rib and not found.advertise_inactive and not found.compare_router_id
    assert found.deterministic_med and not found.prefers_local_weight
    (told,) = found.families
    assert (told.distance_external, told.distance_internal, told.max_paths) == (170, 170, 1)
    (peer,) = found.neighbors
    assert (peer.remote_as, peer.multihop, peer.update_source) == (65010, None, None)
    (spoken,) = peer.families
    assert spoken.family == 4 and not spoken.advertise_peer_as and len(spoken.send_communities) == 3


@pytest.mark.parametrize(
    ("lines", "field", "expected"),
    [
        (f"{E}{G} neighbor 10.0.0.2 peer-as 65020", "remote_as", 65020),
        (I, "remote_as", 65001),
        (I, "update_source", ip_address("10.255.0.1")),
        (f"{E}{G} multihop", "multihop", 64),
        (f"{E}{G} multihop ttl 3", "multihop", 3),
        (f"{E}{G} local-as 65100", "local_as", 65100),
        (f"{E}{G} local-as 1.10 private", "local_as", 65546),
        (f"{E}{G} local-as 65100 private", "local_as_mode", "no-prepend"),
        (f"{E}{G} local-as 65100 alias", "local_as_mode", "replace"),
        (f"{I}{G} cluster 10.9.9.9", "cluster_id", IPv4Address("10.9.9.9")),
        (f"{E}{G} passive", "passive", True),
        (f"{E}{G} neighbor 10.0.0.2 shutdown", "enabled", False),
        (f'{E}{G} neighbor 10.0.0.2 description "a b"', "description", "a b"),
        (f"{G} type internal\n{G} allow 10.7.0.0/16", "listen", ip_network("10.7.0.0/16")),
    ],
)
def test_sessions(lines: str, field: str, expected: object) -> None:
    assert getattr(neighbour(lines), field) == expected


@pytest.mark.parametrize(
    ("lines", "field", "expected"),
    [
        (f"{E}protocols bgp import A\n{G} import B", "import_policies", ("B",)),
        (f"{E}protocols bgp export A", "export_policies", ("A",)),
        (f"{E}{G} export A\n{G} export B", "export_policies", ("A", "B")),
        (f"{E}{G} metric-out 50\n{G} export A", "export_policies", ("metric-out 50", "A")),
        (f"{I}{G} cluster 10.9.9.9", "route_reflector_client", True),
        (f"{E}{G} as-override", "as_override", True),
        (f"{E}{G} advertise-peer-as", "advertise_peer_as", True),
        (f"{E}{G} remove-private", "remove_private_as", "yes"),
        (f"{E}{G} remove-private all", "remove_private_as", "all"),
        (f"{E}{G} remove-private all replace", "remove_private_as", "replace"),
        (f"{E}{G} family inet unicast loops 3", "allow_as_in", 3),
        (f"{E}routing-options autonomous-system loops 2", "allow_as_in", 1),
        (f"{E}{G} multihop no-nexthop-change", "next_hop_unchanged", True),
        (f"{E}{G} family inet unicast add-path receive", "additional_paths_receive", True),
        (f"{E}{G} family inet unicast prefix-limit maximum 9\n"
         f"{G} family inet unicast prefix-limit teardown", "maximum_prefixes", 9),
        (f"{G} peer-as 65010\n{G} neighbor 2001:db8::2", "family", 6),
        (f"{E}{G} family inet6 unicast", "family", 6),
    ],
)  # fmt: skip
def test_address_families(lines: str, field: str, expected: object) -> None:
    assert getattr(family(lines), field) == expected


@pytest.mark.parametrize(
    ("lines", "field", "expected"),
    [
        ("protocols bgp path-selection external-router-id", "compare_router_id", True),
        ("protocols bgp path-selection always-compare-med", "always_compare_med", True),
        ("protocols bgp path-selection cisco-non-deterministic", "deterministic_med", False),
        ("protocols bgp path-selection as-path-ignore", "ignore_as_path", True),
        ("protocols bgp local-preference 150", "default_local_preference", 150),
        ("protocols bgp advertise-inactive", "advertise_inactive", True),
        ("protocols bgp enforce-first-as", "enforce_first_as", True),
        ("protocols bgp multipath multiple-as", "multipath_relax", True),
        ("routing-options confederation 65500 members 65001\n"
         "routing-options confederation 65500 members 65002", "confederation_peers", (65002,)),
        ("routing-options confederation 65500 members 65001", "confederation", 65500),
    ],
)  # fmt: skip
def test_processes(lines: str, field: str, expected: object) -> None:
    assert getattr(process(E + lines), field) == expected


def test_multipath_and_preference_are_a_side_s_own() -> None:
    (told,) = process(f"{E}{G} multipath\n{G} preference 90").families
    assert (told.max_paths, told.max_paths_ibgp) == (16, 1)
    assert (told.distance_external, told.distance_internal) == (90, 170)


def test_a_logical_tunnel_joins_two_units() -> None:
    text = "".join(
        f"interfaces lt-0/0/0 unit {unit} encapsulation ethernet\n"
        f"interfaces lt-0/0/0 unit {unit} peer-unit {peer}\n"
        f"interfaces lt-0/0/0 unit {unit} family inet address 10.3.0.{unit + 1}/30\n"
        for unit, peer in ((0, 1), (1, 0))
    )
    found = {i.name: i.linked for i in read(text).interfaces if i.linked}
    assert found == {"lt-0/0/0.0": "lt-0/0/0.1", "lt-0/0/0.1": "lt-0/0/0.0"}


def test_an_instance_takes_the_device_s_number() -> None:
    text = (
        "routing-instances RED instance-type virtual-router\n"
        "routing-instances RED interface ge-0/0/1.0\n"
        "routing-instances RED protocols bgp group G peer-as 65010\n"
        "routing-instances RED protocols bgp group G neighbor 10.0.1.2"
    )
    found = process(text)
    assert (found.vrf, found.asn, found.router_id) == ("RED", 65001, IPv4Address("10.0.1.1"))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("10/8 discard", [StaticRoute("default", ip_network("10.0.0.0/8"), distance=5)]),
        ("10/8 next-hop 10.0.0.2",
         [StaticRoute("default", ip_network("10.0.0.0/8"), ip_address("10.0.0.2"), None, 5,
                      connected_only=True)]),
        ("10/8 next-hop 10.0.0.2\n10/8 resolve\n10/8 tag 7\n10/8 metric 9",
         [StaticRoute("default", ip_network("10.0.0.0/8"), ip_address("10.0.0.2"), None, 5,
                      tag=7, metric=9)]),
        ("10/8 next-hop ge-0/0/0.0",
         [StaticRoute("default", ip_network("10.0.0.0/8"), None, "ge-0/0/0", 5)]),
        ("10/8 qualified-next-hop 10.0.0.2 preference 9\n10/8 preference 7",
         [StaticRoute("default", ip_network("10.0.0.0/8"), ip_address("10.0.0.2"), None, 9,
                      connected_only=True)]),
        ("10/8 next-table RED.inet.0",
         [StaticRoute("default", ip_network("10.0.0.0/8"), None, None, 5, "RED")]),
    ],
)  # fmt: skip
def test_static_routes(lines: str, expected: list[StaticRoute]) -> None:
    text = "\n".join(f"routing-options static route {line}" for line in lines.split("\n"))
    assert list(read(text).routing.static) == expected


def test_aggregates() -> None:
    text = (
        "routing-options aggregate route 10/8 policy P\n"
        "routing-options rib inet6.0 aggregate route 2001:db8::/32 preference 9\n"
        "routing-options generate route 0/0 tag 4\n"
    )
    assert read(text).routing.aggregates == (
        AggregateRoute("default", ip_network("0.0.0.0/0"), True, tag=4),
        AggregateRoute("default", ip_network("10.0.0.0/8"), policies=("P",)),
        AggregateRoute("default", ip_network("2001:db8::/32"), distance=9),
    )


A = "protocols ospf area 0.0.0.1"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (f"{A} stub", OspfArea(1, AreaKind.STUB, default_told=False)),
        (f"{A} stub default-metric 10", OspfArea(1, AreaKind.STUB, default_cost=10)),
        (f"{A} stub default-metric 1\n{A} stub no-summaries", OspfArea(1, AreaKind.TOTALLY_STUB)),
        (f"{A} nssa", OspfArea(1, AreaKind.NSSA)),
        (f"{A} nssa default-lsa default-metric 5",
         OspfArea(1, AreaKind.NSSA, default_cost=5, default_originate=True)),
        (f"{A} nssa no-summaries", OspfArea(1, AreaKind.TOTALLY_NSSA, default_told=False)),
    ],
)  # fmt: skip
def test_areas(lines: str, expected: OspfArea) -> None:
    (found,) = read(f"{lines}\n{A} interface ge-0/0/0.0").routing.ospf
    assert found.areas == (expected,)


@pytest.mark.parametrize(
    ("lines", "field", "expected"),
    [
        ("", "distance", 10),
        ("", "distance_external", 150),
        ("protocols ospf preference 20", "distance", 20),
        ("protocols ospf external-preference 30", "distance_external", 30),
        ("protocols ospf reference-bandwidth 100g", "reference_bandwidth_mbps", 100_000),
        ("protocols ospf overload", "max_metric", True),
        ("protocols ospf overload timeout 60", "max_metric", False),
        ("protocols ospf import I", "import_policies", ("I",)),
        ("protocols ospf no-rfc-1583", "rfc1583_compatible", False),
        ("protocols ospf disable", "enabled", False),
        ("protocols ospf export X\nprotocols ospf export Y", "redistribute",
         (Redistribution(Source.ANY, None, policies=("X", "Y")),)),
    ],
)  # fmt: skip
def test_ospf_processes(lines: str, field: str, expected: object) -> None:
    (found,) = read(f"{lines}\n{A} interface ge-0/0/0.0").routing.ospf
    assert getattr(found, field) == expected


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ("metric 7", "cost", 7),
        ("passive", "passive", True),
        ("interface-type p2p", "network", "point-to-point"),
        ("interface-type nbma", "network", "non-broadcast"),
        ("priority 0", "priority", 0),
        ('authentication md5 1 key "$9$x"', "authentication", "md5"),
        ("hello-interval 3", "hello_s", 3),
    ],
)
def test_ospf_interfaces(line: str, field: str, expected: object) -> None:
    device = read(f"{A} interface ge-0/0/0.0 {line}")
    (found,) = device.interface["ge-0/0/0"].ospf
    assert getattr(found, field) == expected


def test_ospf_of_ipv4_over_ipv6() -> None:
    text = (
        "protocols ospf3 realm ipv4-unicast area 0 interface ge-0/0/0.0\n"
        "protocols ospf3 area 0 interface ge-0/0/0.0"
    )
    device = read(text)
    assert [p.family for p in device.routing.ospf] == [4, 6]
    assert [o.family for o in device.interface["ge-0/0/0"].ospf] == [4, 6]


def test_isis() -> None:
    text = (
        "protocols isis level 1 disable\nprotocols isis level 2 wide-metrics-only\n"
        "protocols isis interface ge-0/0/0.0 point-to-point\n"
        "protocols isis interface ge-0/0/0.0 level 2 metric 77\n"
        "protocols isis interface ge-0/0/1.0\n"  # no family iso: takes no part
        "protocols isis interface lo0.0 passive\nprotocols isis export X"
    )
    device = read(text)
    (found,) = device.routing.isis
    assert (found.net, found.level) == ("49.0001.0102.5500.0001.00", "2")
    assert (found.distance_level_1, found.distance, found.distance_external) == (15, 18, 165)
    assert found.redistribute == (Redistribution(Source.ANY, None, policies=("X",)),)
    assert device.interface["ge-0/0/0"].isis == (
        IsisInterface("", (4, 6), metric_2=77, network="point-to-point"),
    )
    assert device.interface["ge-0/0/1"].isis == ()
    assert device.interface["lo0.0"].isis == (
        IsisInterface("", (4,), metric_1=0, metric_2=0, passive=True),
    )


def test_rip() -> None:
    device = read("protocols rip group R export X\nprotocols rip group R neighbor ge-0/0/0.0")
    (found,) = device.routing.rip
    assert (found.distance, found.redistribute[0].policies) == (100, ("X",))
    assert device.interface["ge-0/0/0"].rip == (RipInterface(4),)


RED = (
    "routing-instances RED instance-type vrf\nrouting-instances RED interface ge-0/0/1.0\n"
    "routing-instances RED route-distinguisher 65001:7\n"
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("routing-options interface-routes rib-group inet G",
         (RouteLeak("RED", "default", 4, ("P",), (Source.CONNECTED, Source.LOCAL)),)),
        ("routing-options static rib-group G",
         (RouteLeak("RED", "default", 4, ("P",), (Source.STATIC,)),)),
        ("protocols ospf rib-group G", (RouteLeak("RED", "default", 4, ("P",), (Source.OSPF,)),)),
        ("policy-options policy-statement I from instance master\n"
         "policy-options policy-statement I then accept\n"
         "routing-instances RED routing-options instance-import I",
         (RouteLeak("RED", "default", 4, ("I",)), RouteLeak("RED", "default", 6, ("I",)))),
    ],
)  # fmt: skip
def test_leaks(lines: str, expected: tuple[RouteLeak, ...]) -> None:
    groups = (
        "routing-options rib-groups G import-rib inet.0\n"
        "routing-options rib-groups G import-rib RED.inet.0\n"
        "routing-options rib-groups G import-policy P\n"
    )
    assert read(RED + groups + lines).routing.leaks == expected


def test_targets_count_on_one_router_only_with_auto_export() -> None:
    target = "routing-instances RED vrf-target target:65001:7\n"
    (alone,) = read(RED + target).vrfs
    assert (alone.rd, alone.targets) == ("65001:7", ())
    auto = "routing-instances RED routing-options auto-export\n"
    (found,) = read(RED + target + auto).vrfs
    assert found.targets[0] == RouteTargets(4, ("65001:7",), ("65001:7",))


@pytest.mark.parametrize(
    ("regex", "path", "expected"),
    [
        (".*", "", True),
        (".*", "1 2 3", True),
        ("()", "", True),
        ("()", "1", False),
        (".*65100", "65102 65100", True),
        (".*100", "65100", False),
        ("65.*", "65100", False),
        ("65102.*", "65102 65100", True),
        ("^1 2$", "1 2", True),
        ("1 2", "1 2 3", False),
        ("(1|2)+ 3", "1 2 1 3", True),
        ("1{2,3}", "1 1 1 1", False),
        ("1{2}", "1 1", True),
        (". 7 .?", "5 7", True),
        ("[64512-65535]+", "64512 65535", True),
        ("64512-65535", "64511", False),
        ("1 . 3", "1 {2,4} 3", True),
        ("1 2", "(1 2)", True),
        ("1.10", "65546", True),
    ],
)
def test_as_path_expressions(regex: str, path: str, expected: bool) -> None:
    assert bool(re.search(python_regex(regex), path)) is expected


@pytest.mark.parametrize(("low", "high"), [(0, 0), (3, 11), (64512, 65535), (95, 1203)])
def test_ranges_of_numbers(low: int, high: int) -> None:
    pattern = re.compile("|".join(digits(low, high)))
    matched = [n for n in range(high + 1100) if pattern.fullmatch(str(n))]
    assert matched == list(range(low, high + 1))


def test_a_broken_expression_is_told() -> None:
    parsed = parse({"r": 'set policy-options as-path A "(1"\n'})
    assert [u.line_class.value for u in parsed.unclaimed] == ["unmodelled"]
    assert parsed.device.routing.as_path_lists[0].entries == ()
