"""FRR's IS-IS, RIP and RIPng, and routes from VRF to VRF."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from kawanet.model.igp import IsisProcess, RipProcess
from kawanet.model.interfaces import IsisInterface, RipInterface
from kawanet.model.network import Device, RouteTargets
from kawanet.model.route_policy import Redistribution, Source
from kawanet.model.routing import RouteLeak
from kawanet.parse.linux_frr import parse

INTERFACES = """
auto lo
iface lo inet loopback
    address 10.255.0.1/32
auto eth1
iface eth1
    address 10.1.0.1/24
    address 2001:db8:1::1/64
auto eth2
iface eth2
    address 10.2.0.1/24
    vrf RED
auto RED
iface RED
    vrf-table 1001
"""
NET = "router isis CORE\n net 49.0001.0000.0000.0001.00\n"


def device(text: str) -> Device:
    return parse({"frr.conf": text, "interfaces": INTERFACES}).device


def unclaimed(text: str) -> list[tuple[str, str]]:
    found = parse({"frr.conf": text, "interfaces": INTERFACES}).unclaimed
    return [(line.text, line.line_class.value) for line in found]


def isis(**fields: object) -> IsisProcess:
    usual: dict[str, object] = {"max_paths": 256, **fields}
    return IsisProcess("default", "CORE", "49.0001.0000.0000.0001.00", **usual)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", isis()),
        (" is-type level-2-only\n metric-style narrow", isis(level="2", wide_metrics=False)),
        (" is-type level-1\n set-overload-bit", isis(level="1", overload=True)),
        (" set-overload-bit on-startup 60\n lsp-mtu 1400", isis()),
        (" topology ipv6-unicast", isis(multi_topology=True)),
        (" default-information originate ipv4 level-2", isis(default_originate=True)),
        (" redistribute ipv4 connected level-1 metric 5\n redistribute ipv6 static level-2 "
         "route-map M",
         isis(redistribute=(
             Redistribution(Source.CONNECTED, 5, level="1", family=4),
             Redistribution(Source.STATIC, 0, policies=("M",), level="2", family=6),
         ))),
        ("interface eth1\n ip router isis CORE\n ipv6 router isis CORE", isis(families=(4, 6))),
        ("interface eth1\n ipv6 router isis CORE", isis(families=(6,))),
    ],
)  # fmt: skip
def test_isis_instances(lines: str, expected: IsisProcess) -> None:
    assert device(NET + lines).routing.isis == (expected,)
    assert unclaimed(NET + lines) == []


def test_isis_in_a_vrf() -> None:
    (found,) = device(NET.replace("CORE", "CORE vrf RED")).routing.isis
    assert (found.vrf, found.name) == ("RED", "CORE")


def test_isis_without_a_title_does_not_run() -> None:
    assert device("router isis CORE\n is-type level-1").routing.isis == ()


@pytest.mark.parametrize(
    ("interface", "lines", "expected"),
    [
        ("eth1", " ip router isis CORE", IsisInterface("CORE")),
        ("eth1", " ip router isis CORE\n ipv6 router isis CORE\n isis metric 30",
         IsisInterface("CORE", (4, 6), None, 30, 30, 30, 30)),
        ("eth1", " ip router isis CORE\n isis metric level-1 4\n isis circuit-type level-1",
         IsisInterface("CORE", (4,), "1", 4, None, 4)),
        ("eth1", " ip router isis CORE\n isis network point-to-point\n isis hello-interval 1",
         IsisInterface("CORE", network="point-to-point")),
        ("eth1", " ip router isis CORE\n isis passive", IsisInterface("CORE", passive=True)),
        ("lo", " ip router isis CORE", IsisInterface("CORE", passive=True)),
        ("eth1", " ip router isis CORE\n isis circuit-type level-2-only",
         IsisInterface("CORE", level="2")),
    ],
)  # fmt: skip
def test_isis_interfaces(interface: str, lines: str, expected: IsisInterface) -> None:
    text = f"{NET}interface {interface}\n{lines}"
    assert device(text).interface[interface].isis == (expected,)
    assert unclaimed(text) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (" attached-bit receive ignore", "unmodelled"),
        (" topology ipv4-multicast", "unmodelled"),
        (" default-information originate ipv4 level-1", "unmodelled"),
        (" redistribute ipv4 frobnicate level-1", "unrecognised"),
        (" redistribute ipv4", "unrecognised"),
        (" is-type level-9", "unrecognised"),
        (" frobnicate", "unrecognised"),
        ("interface eth1\n isis metric many", "unrecognised"),
        ("interface eth1\n isis frobnicate", "unmodelled"),
        ("interface eth1\n ip router isis", "unrecognised"),
    ],
)
def test_the_class_of_an_isis_line(line: str, expected: str) -> None:
    assert unclaimed(NET + line) == [(line.rsplit("\n", maxsplit=1)[-1].strip(), expected)]


def rip(family: int = 4, vrf: str = "default", **fields: object) -> RipProcess:
    return RipProcess(vrf, family, **{"max_paths": 1, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("router rip\n version 2\n timers basic 5 15 10", rip()),
        ("router rip vrf RED", rip(vrf="RED")),
        ("router rip\n allow-ecmp", rip(max_paths=256)),
        ("router rip\n allow-ecmp 4\n distance 130\n default-metric 3",
         rip(max_paths=4, distance=130, default_metric=3)),
        ("router rip\n default-information originate", rip(default_originate=True)),
        ("router ripng\n redistribute ospf6 metric 4 route-map M",
         rip(6, redistribute=(Redistribution(Source.OSPF, 4, policies=("M",)),))),
        ("router rip\n redistribute static", rip(redistribute=(
            Redistribution(Source.STATIC, None),))),
    ],
)  # fmt: skip
def test_rip_processes(text: str, expected: RipProcess) -> None:
    assert device(text).routing.rip == (expected,)
    assert unclaimed(text) == []


@pytest.mark.parametrize(
    ("text", "interface", "expected"),
    [
        ("router rip\n network 10.1.0.0/16", "eth1", (RipInterface(4),)),
        ("router rip\n network 10.1.0.0/16", "lo", ()),
        ("router rip\n network eth1\n passive-interface eth1", "eth1", (RipInterface(4, True),)),
        ("router rip\n network 10.0.0.0/8\n passive-interface default\n"
         " no passive-interface eth1", "eth1", (RipInterface(4),)),
        ("router rip\n network 10.0.0.0/8\n passive-interface default", "lo",
         (RipInterface(4, True),)),
        ("router rip\n network 10.0.0.0/8", "eth2", ()),
        ("router rip vrf RED\n network 10.0.0.0/8", "eth2", (RipInterface(4),)),
        ("router ripng\n network 2001:db8::/32", "eth1", (RipInterface(6),)),
        ("router rip\n network eth1\nrouter ripng\n network eth1", "eth1",
         (RipInterface(4), RipInterface(6))),
    ],
)  # fmt: skip
def test_rip_interfaces(text: str, interface: str, expected: tuple[RipInterface, ...]) -> None:
    assert device(text).interface[interface].rip == expected
    assert unclaimed(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("router rip\n version 1", "unmodelled"),
        ("router rip\n neighbor 192.0.2.1", "unmodelled"),
        ("router rip\n offset-list 1 in 3", "unmodelled"),
        ("router rip\n network 2001:db8::/32", "unrecognised"),
        ("router rip\n distance 5 10.0.0.0/8", "unmodelled"),
        ("interface eth1\n no ip rip split-horizon", "unmodelled"),
        ("interface eth1\n ip rip send version 1", "unmodelled"),
        ("router rip\n default-metric many", "unrecognised"),
    ],
)
def test_the_class_of_a_rip_line(text: str, expected: str) -> None:
    assert unclaimed(text) == [(text.rsplit("\n", maxsplit=1)[-1].strip(), expected)]


BGP = "router bgp 65000 vrf RED\n address-family ipv4 unicast\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("  import vrf BLUE\n", (RouteLeak("RED", "BLUE", 4),)),
        ("  import vrf BLUE\n  import vrf default\n  import vrf route-map M\n",
         (RouteLeak("RED", "BLUE", 4, ("M",)), RouteLeak("RED", "default", 4, ("M",)))),
    ],
)  # fmt: skip
def test_routes_of_another_vrf(lines: str, expected: tuple[RouteLeak, ...]) -> None:
    assert device(BGP + lines).routing.leaks == expected
    assert unclaimed(BGP + lines) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("  rd vpn export 65000:1\n  rt vpn both 65000:1 65000:2\n  export vpn\n  import vpn\n",
         (RouteTargets(4, ("65000:1", "65000:2"), ("65000:1", "65000:2")),)),
        ("  rd vpn export 65000:1\n  rt vpn export 65000:1\n  rt vpn import 65000:9\n"
         "  label vpn export auto\n  import vpn\n  route-map vpn import M\n",
         (RouteTargets(4, ("65000:9",), (), ("M",)),)),
        ("  rt vpn both 65000:1\n  export vpn\n", ()),
        ("  rt vpn both 65000:1\n", ()),
    ],
)  # fmt: skip
def test_route_targets(lines: str, expected: tuple[RouteTargets, ...]) -> None:
    (red,) = (v for v in device(BGP + lines).vrfs if v.name == "RED")
    assert red.targets == expected
    assert unclaimed(BGP + lines) == []


def test_lines_of_a_family_that_is_not_read_change_no_other() -> None:
    text = (
        "router bgp 65000\n no bgp default ipv4-unicast\n neighbor 192.0.2.1 remote-as 65001\n"
        " address-family l2vpn evpn\n  neighbor 192.0.2.1 activate\n  advertise-all-vni\n"
        " exit-address-family\n address-family ipv4 unicast\n  network 10.0.0.0/8\n"
    )
    (process,) = device(text).routing.bgp
    assert not any(f.active for n in process.neighbors for f in n.families)
    assert [n.prefix for n in process.families[0].networks] == [ip_network("10.0.0.0/8")]
    assert unclaimed(text) == [
        ("neighbor 192.0.2.1 activate", "unmodelled"),
        ("advertise-all-vni", "unmodelled"),
    ]
