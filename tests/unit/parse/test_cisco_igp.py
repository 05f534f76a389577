"""OSPF, EIGRP, IS-IS and RIP of IOS -> the model's processes and interfaces."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from kawanet.model.igp import EigrpProcess, IsisProcess, RipProcess
from kawanet.model.interfaces import (
    EigrpInterface,
    Interface,
    IsisInterface,
    OspfInterface,
    RipInterface,
)
from kawanet.model.network import Device
from kawanet.model.route_policy import EigrpMetric, MatchAcls, Redistribution, Source
from kawanet.model.routing import AreaKind, AreaRange, OspfArea
from kawanet.parse.cisco_iosxe import parse

PORTS = """\
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
 ipv6 address 2001:db8::1/128
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.255.0
 ipv6 address 2001:db8:1::1/64
"""


def device(text: str) -> Device:
    parsed = parse({"r1.cfg": text})
    assert not parsed.unclaimed
    return parsed.device


def block(head: str, lines: str) -> Device:
    return device(PORTS + head + "\n" + "".join(f" {line}\n" for line in lines.split("\n")))


def ports(found: Device) -> tuple[Interface, Interface]:
    return found.interface["Loopback0"], found.interface["GigabitEthernet0/1"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("area 1 stub", {"areas": (OspfArea(1, AreaKind.STUB),)}),
        ("area 1 stub no-summary\narea 1 default-cost 5",
         {"areas": (OspfArea(1, AreaKind.TOTALLY_STUB, default_cost=5),)}),
        ("area 1 nssa no-summary", {"areas": (OspfArea(1, AreaKind.TOTALLY_NSSA),)}),
        ("area 1 nssa default-information-originate",
         {"areas": (OspfArea(1, AreaKind.NSSA, default_originate=True),)}),
        ("area 0.0.0.1 range 10.0.0.0 255.0.0.0 cost 7",
         {"areas": (OspfArea(1, ranges=(AreaRange(ip_network("10.0.0.0/8"), cost=7),)),)}),
        ("area 1 range 10.0.0.0 255.0.0.0 not-advertise",
         {"areas": (OspfArea(1, ranges=(AreaRange(ip_network("10.0.0.0/8"), False),)),)}),
        ("area 1 filter-list prefix A in\narea 1 filter-list prefix B out",
         {"areas": (OspfArea(1, import_lists=("A",), export_lists=("B",)),)}),
        ("area 1 authentication message-digest", {"areas": ()}),
        ("summary-address 10.0.0.0 255.0.0.0 tag 9",
         {"summaries": (AreaRange(ip_network("10.0.0.0/8"), tag=9),)}),
        ("summary-address 10.0.0.0 255.0.0.0 not-advertise",
         {"summaries": (AreaRange(ip_network("10.0.0.0/8"), False),)}),
        ("default-information originate always metric 5 metric-type 1 route-map M",
         {"default_originate": True, "default_always": True, "default_metric": 5,
          "default_metric_type": 1, "default_policies": ("M",)}),
        ("distance 120", {"distance": 120}),
        ("distance ospf intra-area 100 inter-area 101 external 102",
         {"distance": 100, "distance_inter_area": 101, "distance_external": 102}),
        ("maximum-paths 2", {"max_paths": 2}),
        ("max-metric router-lsa", {"max_metric": True}),
        ("max-metric router-lsa on-startup 300", {"max_metric": False}),
        ("distribute-list prefix P in", {"import_lists": ("P",)}),
        ("distribute-list route-map M in", {"import_policies": ("M",)}),
        ("no compatible rfc1583", {"rfc1583_compatible": False}),
        ("shutdown", {"enabled": False}),
        ("auto-cost reference-bandwidth 10000", {"reference_bandwidth_mbps": 10000}),
        ("redistribute connected subnets",
         {"redistribute": (Redistribution(Source.CONNECTED),)}),
        ("redistribute connected",
         {"redistribute": (Redistribution(Source.CONNECTED, classful_only=True),)}),
        ("redistribute static metric 5 metric-type 1 subnets route-map M tag 9",
         {"redistribute": (Redistribution(Source.STATIC, 5, 1, policies=("M",), tag=9),)}),
        ("redistribute ospf 2 subnets match internal external 2",
         {"redistribute": (Redistribution(Source.OSPF, None, instance="2", route_types=(
             "external-2", "internal")),)}),
        ("redistribute eigrp 7 subnets\ndefault-metric 99",
         {"redistribute": (Redistribution(Source.EIGRP, 99, instance="7"),)}),
        ("default-metric 99\nredistribute rip subnets",
         {"redistribute": (Redistribution(Source.RIP, 99),)}),
        ("redistribute isis A level-1-2 subnets",
         {"redistribute": (Redistribution(Source.ISIS, instance="A", route_types=(
             "level-1", "level-2")),)}),
    ],
)  # fmt: skip
def test_ospf(lines: str, expected: dict[str, Any]) -> None:
    (found,) = block("router ospf 1", lines).routing.ospf
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("ip ospf network non-broadcast\n ip ospf priority 0",
         OspfInterface(4, 1, 0, network="non-broadcast", priority=0)),
        ("ip ospf network point-to-multipoint\n ip ospf mtu-ignore",
         OspfInterface(4, 1, 0, network="point-to-multipoint", mtu_ignore=True)),
        ("ip ospf dead-interval minimal hello-multiplier 4", OspfInterface(4, 1, 0, dead_s=1)),
        ("ip ospf message-digest-key 1 md5 x", OspfInterface(4, 1, 0, authentication="md5")),
        ("ip ospf authentication null", OspfInterface(4, 1, 0)),
        ("ip ospf authentication", OspfInterface(4, 1, 0, authentication="simple")),
    ],
)  # fmt: skip
def test_ospf_interfaces(lines: str, expected: OspfInterface) -> None:
    text = PORTS + " " + lines + "\nrouter ospf 1\n network 10.1.0.0 0.0.0.255 area 0\n"
    found = device(text + " area 0 authentication message-digest\n")
    plain = expected.authentication or "null" in lines
    assert found.interface["GigabitEthernet0/1"].ospf[0].authentication == (
        expected.authentication if plain else "md5"
    )
    (without,) = device(text).interface["GigabitEthernet0/1"].ospf
    assert without.network == expected.network
    assert (without.priority, without.mtu_ignore, without.dead_s) == (
        expected.priority,
        expected.mtu_ignore,
        expected.dead_s,
    )


def test_ospf_listens_to_what_an_acl_permits() -> None:
    routing = block("router ospf 1", "distribute-list 7 in").routing
    (policy,) = routing.policies
    assert routing.ospf[0].import_policies == (policy.name,)
    assert policy.terms[0].matches == (MatchAcls(("7",)),)


METRIC = EigrpMetric(1000, 10, 255, 1, 1500)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("eigrp router-id 1.1.1.1", {"router_id": ip_address("1.1.1.1")}),
        ("redistribute static metric 1000 10 255 1 1500 route-map M",
         {"redistribute": (Redistribution(Source.STATIC, None, policies=("M",),
                                          eigrp_metric=METRIC),)}),
        ("redistribute connected", {"redistribute": (Redistribution(Source.CONNECTED, None),)}),
        ("default-metric 1000 10 255 1 1500", {"default_metric": METRIC}),
        ("distance eigrp 80 160", {"distance_internal": 80, "distance_external": 160}),
        ("metric weights 0 1 1 1 0 0", {"k_values": (1, 1, 1, 0, 0)}),
        ("maximum-paths 6\nvariance 2", {"max_paths": 6, "variance": 2}),
        ("eigrp stub", {"stub": ("connected", "summary")}),
        ("eigrp stub receive-only", {"stub": ("receive-only",)}),
        ("distribute-list prefix A in\ndistribute-list prefix B out",
         {"import_lists": ("A",), "export_lists": ("B",)}),
        ("no auto-summary\neigrp log-neighbor-changes\ntimers active-time 5", {}),
    ],
)  # fmt: skip
def test_eigrp(lines: str, expected: dict[str, Any]) -> None:
    (found,) = block("router eigrp 7", lines).routing.eigrp
    assert found == EigrpProcess("default", 4, 7, **expected)


def test_eigrp_on_interfaces() -> None:
    found = device(
        PORTS + " ip summary-address eigrp 7 10.0.0.0 255.0.0.0\n no ip split-horizon eigrp 7\n"
        "router eigrp 7\n network 10.0.0.0\n passive-interface default\n"
        " no passive-interface Gi0/1\n"
    )
    loopback, port = ports(found)
    assert loopback.eigrp == (EigrpInterface(4, 7, True),)
    assert port.eigrp == (EigrpInterface(4, 7, False, (ip_network("10.0.0.0/8"),), False),)
    narrow = block("router eigrp 7", "network 10.1.0.0 0.0.0.255")
    assert [bool(i.eigrp) for i in ports(narrow)] == [False, True]


@pytest.mark.parametrize(
    "everything", ["0.0.0.0", "0.0.0.0 255.255.255.255", "10.0.0.0 0.255.255.255"]
)
def test_networks_of_eigrp(everything: str) -> None:
    assert all(i.eigrp for i in ports(block("router eigrp 7", f"network {everything}")))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("permit any", [("0.0.0.0/0", 0, 32)]),
        ("permit 10.1.0.0 0.0.255.255", [("10.1.0.0/16", 16, 32)]),
        ("permit 10.4.0.0 0.0.255.255",
         [("10.4.0.0/16", 16, 32), ("10.4.0.0/14", 14, 14), ("10.4.0.0/15", 15, 15)]),
        ("permit 10.1.1.1", [("10.1.1.1/32", 32, 32)]),
    ],
)  # fmt: skip
def test_an_acl_that_filters_routes(rule: str, expected: list[tuple[str, int, int]]) -> None:
    text = f"access-list 7 {rule}\nrouter eigrp 1\n distribute-list 7 out\n"
    routing = device(text).routing
    (listed,) = routing.prefix_lists
    assert routing.eigrp[0].export_lists == (listed.name,)
    assert [(str(e.match.prefix), e.match.low, e.match.high) for e in listed.entries] == expected


def test_an_acl_that_no_prefix_list_can_say() -> None:
    text = "router eigrp 1\n distribute-list 107 in\naccess-list 107 permit ip any any\n"
    (unclaimed,) = parse({"r1.cfg": text}).unclaimed
    assert (unclaimed.where.line, unclaimed.line_class.value) == (2, "unmodelled")


def test_eigrp_in_named_mode() -> None:
    found = block(
        "router eigrp CITY",
        "address-family ipv4 unicast autonomous-system 7\n"
        " af-interface default\n  passive-interface\n exit-af-interface\n"
        " af-interface GigabitEthernet0/1\n  no passive-interface\n"
        "  summary-address 10.0.0.0 255.0.0.0\n exit-af-interface\n"
        " topology base\n  redistribute static\n  distance eigrp 80 160\n exit-af-topology\n"
        " network 10.0.0.0\n eigrp router-id 1.1.1.1\nexit-address-family\n"
        "address-family ipv6 unicast autonomous-system 8\n"
        " af-interface Loopback0\n  shutdown\n exit-af-interface",
    )
    four, six = found.routing.eigrp
    assert (four.name, four.wide, four.distance_external) == ("CITY", True, 160)
    assert [r.source for r in four.redistribute] == [Source.STATIC]
    assert (six.family, six.asn) == (6, 8)
    loopback, port = ports(found)
    assert loopback.eigrp == (EigrpInterface(4, 7, True),)
    assert port.eigrp == (
        EigrpInterface(4, 7, False, (ip_network("10.0.0.0/8"),)),
        EigrpInterface(6, 8),
    )


def test_eigrp_of_a_vrf_and_of_ipv6() -> None:
    found = device(
        "interface GigabitEthernet0/2\n vrf forwarding RED\n ip address 10.2.0.1 255.255.255.0\n"
        "interface GigabitEthernet0/3\n ipv6 address 2001:db8::1/64\n ipv6 eigrp 9\n"
        "router eigrp 7\n address-family ipv4 vrf RED\n  autonomous-system 8\n"
        "  network 10.0.0.0\nipv6 router eigrp 9\n no shutdown\n"
    )
    assert [(p.vrf, p.family, p.asn) for p in found.routing.eigrp] == [
        ("RED", 4, 8),
        ("default", 4, 7),
        ("default", 6, 9),
    ]
    assert found.interface["GigabitEthernet0/2"].eigrp == (EigrpInterface(4, 8),)
    assert found.interface["GigabitEthernet0/3"].eigrp == (EigrpInterface(6, 9),)


NET = "net 49.0001.0000.0000.0001.00"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("is-type level-2-only\nmetric-style wide", {"level": "2", "wide_metrics": True}),
        ("is-type level-1", {"level": "1"}),
        ("redistribute static ip metric 5 route-map M",
         {"redistribute": (Redistribution(Source.STATIC, 5, policies=("M",), level="2"),)}),
        ("redistribute connected level-1",
         {"redistribute": (Redistribution(Source.CONNECTED, 0, level="1"),)}),
        ("redistribute isis ip level-2 into level-1 route-map LEAK", {"leak_policy": "LEAK"}),
        ("default-information originate", {"default_originate": True}),
        ("distance 100 ip\nmaximum-paths 8", {"distance": 100, "max_paths": 8}),
        ("set-overload-bit", {"overload": True}),
        ("set-overload-bit on-startup 60\nlog-adjacency-changes", {}),
    ],
)  # fmt: skip
def test_isis(lines: str, expected: dict[str, Any]) -> None:
    (found,) = block("router isis CORE", f"{NET}\n{lines}").routing.isis
    said = {"wide_metrics": False, **expected}
    assert found == IsisProcess("default", "CORE", NET[4:], **said)


def test_isis_on_interfaces() -> None:
    found = device(
        PORTS + " ip router isis\n ipv6 router isis\n isis circuit-type level-2-only\n"
        " isis network point-to-point\n isis metric 50\n isis metric 70 level-1\n"
        " isis ipv6 metric 9 level-2\n isis hello-interval 3\n"
        f"router isis\n {NET}\n passive-interface Loopback0\n metric 33\n"
        " address-family ipv6\n  multi-topology\n"
    )
    loopback, port = ports(found)
    assert loopback.isis == (IsisInterface("", (4, 6), None, 33, 33, None, None, True),)
    assert port.isis == (IsisInterface("", (4, 6), "2", 70, 50, None, 9, False, "point-to-point"),)
    (process,) = found.routing.isis
    assert (process.families, process.multi_topology) == ((4, 6), True)


def test_rip() -> None:
    found = block(
        "router rip",
        "version 2\nnetwork 10.0.0.0\npassive-interface Loopback0\nredistribute static metric 3\n"
        "default-metric 2\ndistance 110\nmaximum-paths 2\ndefault-information originate\n"
        "no auto-summary",
    )
    assert found.routing.rip == (
        RipProcess("default", 4, (Redistribution(Source.STATIC, 3),), 2, True, 110, 2),
    )
    assert [i.rip for i in ports(found)] == [(RipInterface(4, True),), (RipInterface(4),)]


def test_ripng_and_the_first_version() -> None:
    found = device(PORTS + " ipv6 rip NG enable\nipv6 router rip NG\n redistribute connected\n")
    assert [(p.family, p.redistribute[0].source) for p in found.routing.rip] == [
        (6, Source.CONNECTED)
    ]
    assert found.interface["GigabitEthernet0/1"].rip == (RipInterface(6),)
    first = parse({"r1.cfg": "router rip\n network 10.0.0.0\n"})
    assert [u.line_class.value for u in first.unclaimed] == ["unmodelled"]
