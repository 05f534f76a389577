"""FRR text that the renderer did not write: forms, defaults, and what is not modelled."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_interface, ip_network

import pytest

from kawanet.model.interfaces import InterfaceKind, OspfInterface, VrrpGroup
from kawanet.model.network import Device
from kawanet.model.routing import AreaKind, AreaRange, OspfArea, Redistribution, Source, StaticRoute
from kawanet.parse.linux_frr import looks_like, parse
from kawanet.parse.result import LineClass


def device(text: str, interfaces: str = "") -> Device:
    return parse({"frr.conf": text, "interfaces": interfaces}).device


def unclaimed(text: str) -> dict[str, str]:
    """The unclaimed lines: text -> class."""
    return {line.text: line.line_class.value for line in parse({"frr.conf": text}).unclaimed}


def route(vrf: str, prefix: str, hop: str | None = None, **rest: object) -> StaticRoute:
    address = None if hop is None else ip_address(hop)
    return StaticRoute(vrf, ip_network(prefix), address, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ip route 10.0.0.0/8 192.0.2.1", route("default", "10.0.0.0/8", "192.0.2.1")),
        ("ip route 10.0.0.0 255.0.0.0 192.0.2.1", route("default", "10.0.0.0/8", "192.0.2.1")),
        ("ip route 10.1.2.3/8 192.0.2.1", route("default", "10.0.0.0/8", "192.0.2.1")),
        ("ip route 10.0.0.0/8 192.0.2.1 200",
         route("default", "10.0.0.0/8", "192.0.2.1", distance=200)),
        ("ip route 10.0.0.0/8 Null0", route("default", "10.0.0.0/8")),
        ("ip route 10.0.0.0/8 blackhole 254", route("default", "10.0.0.0/8", distance=254)),
        ("ip route 10.0.0.0/8 reject", route("default", "10.0.0.0/8")),
        ("ip route 10.0.0.0/8 eth1", route("default", "10.0.0.0/8", interface="eth1")),
        ("ip route 10.0.0.0/8 192.0.2.1 eth1",
         route("default", "10.0.0.0/8", "192.0.2.1", interface="eth1")),
        ("ip route 10.0.0.0/8 192.0.2.1 vrf RED", route("RED", "10.0.0.0/8", "192.0.2.1")),
        ("ip route 10.0.0.0/8 192.0.2.1 vrf RED nexthop-vrf BLUE",
         route("RED", "10.0.0.0/8", "192.0.2.1", next_hop_vrf="BLUE")),
        ("vrf RED\n ip route 10.0.0.0/8 192.0.2.1", route("RED", "10.0.0.0/8", "192.0.2.1")),
        ("vrf RED\nip route 10.0.0.0/8 192.0.2.1\nexit-vrf",
         route("RED", "10.0.0.0/8", "192.0.2.1")),
        ("interface eth1\nip route 10.0.0.0/8 192.0.2.1",
         route("default", "10.0.0.0/8", "192.0.2.1")),
        ("ipv6 route fd00::/8 fe80::1 eth1",
         route("default", "fd00::/8", "fe80::1", interface="eth1")),
    ],
)  # fmt: skip
def test_static_routes(text: str, expected: StaticRoute) -> None:
    assert device(text).routing.static == (expected,)
    assert unclaimed(text) == {}


def test_static_routes_are_sorted() -> None:
    text = (
        "ip route 10.2.0.0/16 192.0.2.1\nip route 10.1.0.0/16 192.0.2.9\n"
        "vrf A\n ipv6 route ::/0 fe80::1 x\n"
    )
    assert [str(r.prefix) for r in device(text).routing.static] == [
        "::/0", "10.1.0.0/16", "10.2.0.0/16",
    ]  # fmt: skip


def test_a_labelled_route_is_kept_and_reported() -> None:
    text = "ip route 10.0.0.0/8 192.0.2.1 tag 7 label 16"
    assert device(text).routing.static == (route("default", "10.0.0.0/8", "192.0.2.1", tag=7),)
    assert unclaimed(text) == {text: "unmodelled"}


OSPF = OspfInterface(4, None, 0)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (" ip ospf area 0", OSPF),
        (" ip ospf area 0.0.1.1", OspfInterface(4, None, 257)),
        (" ip ospf area 0\n ip ospf cost 7\n ip ospf passive",
         OspfInterface(4, None, 0, cost=7, passive=True)),
        (" ip ospf area 0\n ip ospf network point-to-point\n ip ospf hello-interval 1",
         OspfInterface(4, None, 0, network="point-to-point", hello_s=1)),
        (" ipv6 ospf6 area 0.0.0.9\n ipv6 ospf6 dead-interval 4\n no ipv6 ospf6 passive",
         OspfInterface(6, None, 9, dead_s=4)),
    ],
)  # fmt: skip
def test_ospf_on_an_interface(lines: str, expected: OspfInterface) -> None:
    text = f"interface eth1\n{lines}\nexit\n"
    assert device(text).interface["eth1"].ospf == (expected,)
    assert unclaimed(text) == {}


def test_a_cost_without_an_area_is_no_ospf() -> None:
    assert device("interface eth1\n ip ospf cost 7").interface["eth1"].ospf == ()


IFACES = """
iface eth1
 address 10.1.1.1/24
iface eth2
 address 10.2.2.1/24
iface eth3
 address 172.16.0.1/24
"""


def test_network_statements_reach_the_addresses_they_hold() -> None:
    text = (
        "router ospf\n network 10.1.0.0/16 area 1\n network 10.0.0.0/8 area 0.0.0.0\n"
        " passive-interface default\n no passive-interface eth1\n"
    )
    found = device(text, IFACES).interface
    assert found["eth1"].ospf == (OspfInterface(4, None, 1, passive=False),)
    assert found["eth2"].ospf == (OspfInterface(4, None, 0, passive=True),)
    assert found["eth3"].ospf == ()
    assert unclaimed(text) == {}


def test_an_interface_line_beats_a_network_statement() -> None:
    text = (
        "interface eth1\n ip ospf area 5\n"
        "router ospf\n network 10.0.0.0/8 area 0\n passive-interface eth1\n"
    )
    assert device(text, IFACES).interface["eth1"].ospf == (OspfInterface(4, None, 5, passive=True),)


def test_a_tunnel_is_point_to_point_by_itself() -> None:
    tunnel = "iface gre1\n tunnel-mode gre\n tunnel-local 192.0.2.1\n tunnel-endpoint 192.0.2.2\n"
    found = device("interface gre1\n ip ospf area 0", tunnel).interface["gre1"]
    assert (found.kind, found.ospf[0].network) == (InterfaceKind.TUNNEL, "point-to-point")


def test_an_ospf_process() -> None:
    text = """router ospf vrf RED
 ospf router-id 192.0.2.1
 log-adjacency-changes detail
 auto-cost reference-bandwidth 1000
 redistribute connected
 redistribute static route-map LIMIT metric 5 metric-type 1
 area 0.0.0.1 stub no-summary
 area 1 range 10.16.0.0/12
 area 1 range 10.0.0.0/16 not-advertise
 area 2 nssa
 default-information originate
exit
ip prefix-list P seq 10 permit 10.9.0.0/16
route-map LIMIT permit 10
 match ip address prefix-list P
"""
    (process,) = device(text).routing.ospf
    assert (process.vrf, process.family, process.process) == ("RED", 4, None)
    assert process.router_id == IPv4Address("192.0.2.1")
    assert process.reference_bandwidth_mbps == 1000
    assert process.default_originate
    ranges = (
        AreaRange(ip_network("10.16.0.0/12")),
        AreaRange(ip_network("10.0.0.0/16"), advertise=False),
    )
    totally, nssa = AreaKind.TOTALLY_STUB, AreaKind.NSSA
    assert process.areas == (OspfArea(1, totally, ranges), OspfArea(2, nssa))
    assert process.redistribute == (
        Redistribution(Source.CONNECTED),
        Redistribution(Source.STATIC, 5, 1, (ip_network("10.9.0.0/16"),)),
    )
    assert unclaimed(text) == {}
    assert [v.name for v in device(text).vrfs] == ["RED"]


MAP = "route-map M permit 10\n match ip address prefix-list P\n"
LIMITED = "router ospf\n redistribute static route-map M\nexit\n"


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "route-map M deny 10\n",
        "route-map M permit 10\n match tag 5\n",
        "route-map M permit 10\n match ip address prefix-list P\n set metric 5\n",
        "ip prefix-list P permit 10.0.0.0/8 le 32\n" + MAP,
        "ip prefix-list P deny 10.0.0.0/8\n" + MAP,
        "route-map M permit 10\n match ip address prefix-list P\nroute-map M permit 20\n",
    ],
)
def test_a_redistribution_that_a_route_map_decides(rest: str) -> None:
    (process,) = device(LIMITED + rest).routing.ospf
    assert process.redistribute == (Redistribution(Source.STATIC, policies=("M",)),)
    assert unclaimed(LIMITED + rest) == {}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("router-id 192.0.2.9\nrouter ospf", "192.0.2.9"),
        ("router ospf", "172.16.0.1"),
        ("ip router-id 192.0.2.8\nrouter ospf\n ospf router-id 192.0.2.7", "192.0.2.7"),
    ],
)
def test_the_router_id_where_no_line_gives_one(lines: str, expected: str) -> None:
    assert str(device(lines, IFACES).routing.ospf[0].router_id) == expected


def test_vrrp_groups_of_both_families() -> None:
    text = """interface eth1
 vrrp 5 version 3
 vrrp 5 ip 10.1.1.254
 vrrp 5 priority 150
 no vrrp 5 preempt
 vrrp 5 ipv6 fe80::5
 vrrp 5 ipv6 fd00::5
 vrrp 5 advertisement-interval 1000
"""
    four, six = device(text).interface["eth1"].vrrp
    assert four == VrrpGroup(4, 5, ip_address("10.1.1.254"), 150, preempt=False)
    assert six == VrrpGroup(6, 5, ip_address("fd00::5"), 150, False, ip_address("fe80::5"))
    assert unclaimed(text) == {}


def test_a_vrrp_group_without_an_address_is_none() -> None:
    assert device("interface eth1\n vrrp 5 priority 9").interface["eth1"].vrrp == ()


def test_interfaces_that_only_frr_knows() -> None:
    text = """interface eth9 vrf RED
 description to the lab
 ip address 10.9.9.1/24
 ipv6 address fd00::9/64
 shutdown
 bandwidth 1000
 no ipv6 nd suppress-ra
"""
    found = device(text).interface["eth9"]
    assert (found.vrf, found.description, found.enabled) == ("RED", "to the lab", False)
    assert found.addresses == (ip_interface("10.9.9.1/24"), ip_interface("fd00::9/64"))
    assert (found.speed_bps, found.router_advertisements) == (10**9, True)


@pytest.mark.parametrize(
    ("interfaces", "line", "advertises"),
    [
        ("iface eth1\n address fd00::1/64\n", "", False),
        ("iface eth1\n address fd00::1/64\n", " no ipv6 nd suppress-ra", True),
        ("iface eth1\n address 10.0.0.1/24\n", "", True),
        ("iface eth1\n address 10.0.0.1/24\n", " ipv6 nd suppress-ra", False),
    ],
)
def test_router_advertisements_are_off_unless_asked_for(
    interfaces: str, line: str, advertises: bool
) -> None:
    found = device(f"interface eth1\n{line}\n", interfaces).interface["eth1"]
    assert found.router_advertisements is advertises


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("router eigrp 5\n network 10.0.0.0/8", "unmodelled"),
        ("no ip forwarding", "unmodelled"),
        ("pbr-map X seq 5\n match src-ip 10.0.0.0/8\n set nexthop 10.0.0.1", "unmodelled"),
        ("interface eth1\n ip ospf network non-broadcast", "unmodelled"),
        ("frobnicate", "unrecognised"),
        ("ip route 10.0.0.0/8", "unrecognised"),
        ("ip route 10.0.0.0/99 192.0.2.1", "unrecognised"),
        ("ip route fd00::/8 192.0.2.1", "unrecognised"),
        ("interface eth1\n vrrp x ip 10.0.0.1", "unrecognised"),
        ("hostname", "unrecognised"),
    ],
)  # fmt: skip
def test_what_is_not_modelled_is_reported(text: str, expected: str) -> None:
    assert expected in unclaimed(text).values()
    assert set(unclaimed(text).values()) == {expected}


def test_lines_without_effect() -> None:
    text = (
        "frr version 9.1\nfrr defaults datacenter\nlog file /var/log/frr.log\nline vty\n!\n"
        "service integrated-vtysh-config\nip forwarding\nusername cumulus nopassword\n"
        "agentx\ndebug ospf event\naccess-list X permit any\nend\n"
    )
    parsed = parse({"frr.conf": text})
    assert parsed.unclaimed == ()
    assert parsed.counts[LineClass.IRRELEVANT] == 12


def test_texts_joined_into_one_file_are_cut_where_frr_begins() -> None:
    text = (
        "box7\n# The interfaces\nauto swp1\niface swp1\n    address 192.0.2.2/29\n\n"
        "# ports.conf --\n#\nfrr version 4.0\nhostname R1\ninterface swp1\n ip ospf area 0\n"
        "router ospf\n ospf router-id 192.0.2.2\n"
    )
    parsed = parse({"box7.cfg": text})
    assert parsed.unclaimed == ()
    assert parsed.device.name == "R1"
    assert parsed.device.interface["swp1"].ospf == (OSPF,)
    assert parsed.device.interface["swp1"].addresses == (ip_interface("192.0.2.2/29"),)
    assert looks_like({"box7.cfg": text}) >= 90


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("frr version 8.4\n", True),
        ("service integrated-vtysh-config\n", True),
        ("table inet filter {\n}\n", True),
        ("iface eth0\n", True),
        ("config system global\nset hostname x\nend\n", False),
        ("hostname R1\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.0.0.0\n", False),
    ],
)
def test_recognising_the_platform(text: str, sure: bool) -> None:
    assert (looks_like({"box.cfg": text}) >= 90) is sure


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("router ospf6\n interface eth1 area 0.0.0.3", OspfInterface(6, None, 3)),
        ("router ospf6\n router-id 192.0.2.1\n interface eth1 area 4", OspfInterface(6, None, 4)),
        ("interface eth1\n ip ospf area 1\n ip ospf passive\n no ip ospf passive",
         OspfInterface(4, None, 1)),
        ("interface eth1\n ip ospf area 1\n ip ospf bfd\n ip ospf priority 5",
         OspfInterface(4, None, 1, priority=5)),
        ("interface eth1\n ip ospf area 1\n ip ospf authentication message-digest\n"
         " ip ospf message-digest-key 1 md5 %%secret:k%%",
         OspfInterface(4, None, 1, authentication="md5")),
        ("interface eth1\n ip ospf area 1\nrouter ospf\n area 1 authentication",
         OspfInterface(4, None, 1, authentication="simple")),
        ("interface eth1\n ip ospf area 1\n ip ospf authentication null\n"
         "router ospf\n area 1 authentication message-digest",
         OspfInterface(4, None, 1)),
        ("interface eth1\n ip ospf area 1\n ip ospf mtu-ignore\n"
         " ip ospf network point-to-multipoint",
         OspfInterface(4, None, 1, network="point-to-multipoint", mtu_ignore=True)),
        ("interface eth1\n ipv6 ospf6 area 1\n ipv6 ospf6 authentication keychain K",
         OspfInterface(6, None, 1, authentication="key-chain")),
    ],
)  # fmt: skip
def test_other_ways_to_say_ospf(lines: str, expected: OspfInterface) -> None:
    assert device(lines).interface["eth1"].ospf == (expected,)
    assert unclaimed(lines) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("router ospf\n ospf abr-type cisco", set()),
        ("router ospf\n ospf frobnicate", {"unrecognised"}),
        ("router ospf\n auto-cost", {"unrecognised"}),
        ("router ospf\n auto-cost frobnicate 5", {"unrecognised"}),
        ("router ospf\n area 1 shortcut enable", {"unmodelled"}),
        ("router ospf\n network 10.0.0.0/8 range 1", {"unrecognised"}),
        ("router ospf\n default-information", {"unrecognised"}),
        ("router ospf\n default-information frobnicate", {"unrecognised"}),
        ("router ospf\n no capability opaque", set()),
        ("router ospf\n no rfc1583compatibility", {"unmodelled"}),
        ("router ospf\n frobnicate", {"unrecognised"}),
        ("vrf RED\n vni 5", {"unmodelled"}),
        ("vrf RED\n ip router-id 192.0.2.1\nexit-vrf", set()),
        ("ip protocol ospf route-map X", {"unmodelled"}),
        ("ip nht resolve-via-default", {"unmodelled"}),
        ("ip prefix-list X description what it is for", set()),
        ("interface eth1\n ip pim\n no link-detect\n no shutdown\n multicast", set()),
        ("interface eth1\n ip address 10.0.0.1/32 peer 10.0.0.2/32", {"unmodelled"}),
        ("interface eth1\n ipv6 nd ra-interval 10", set()),
        ("interface eth1\n vrrp 5 shutdown", {"unmodelled"}),
    ],
)
def test_the_class_of_a_line(text: str, expected: set[str]) -> None:
    assert set(unclaimed(text).values()) == expected


def test_blocks_without_effect_take_what_is_in_them() -> None:
    text = (
        "line vty\n exec-timeout 0 0\n!\nbfd\n peer 10.0.0.1\n  no shutdown\n !\n!\n"
        "interface swp1\n mpls enable\n evpn mh uplink\n ip ospf area 0\n"
        " ip ospf dead-interval minimal hello-multiplier 4\n!\nip multicast-routing\n"
        "route-map R permit 10\n set src 10.0.0.1\n!\n"
    )
    parsed = parse({"frr.conf": text})
    (ospf,) = parsed.device.interface["swp1"].ospf
    assert (ospf.area, ospf.dead_s) == (0, 1)
    assert [u.text for u in parsed.unclaimed] == ["mpls enable", "evpn mh uplink"]


def test_the_default_metric_is_for_what_says_none() -> None:
    text = (
        "router ospf\n redistribute static\n default-metric 50\n redistribute connected metric 7\n"
        " redistribute bgp\n!\n"
    )
    (process,) = parse({"frr.conf": text}).device.routing.ospf
    assert [r.metric for r in process.redistribute] == [50, 7, 50]
