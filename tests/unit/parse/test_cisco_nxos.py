"""NX-OS text -> model: each feature of the language, defaults nobody writes, what is not said."""

from __future__ import annotations

from ipaddress import ip_address, ip_interface, ip_network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.model.interfaces import (
    EigrpInterface,
    Interface,
    InterfaceKind,
    IsisInterface,
    LagMember,
    OspfInterface,
    PortMode,
    Switchport,
    TrackedPriority,
    Tunnel,
    VrrpGroup,
)
from kawanet.model.network import Device, RouteTargets
from kawanet.model.policy import AclRule, Action, PolicyRouteRule, PortRange, Wildcard
from kawanet.model.route_policy import (
    EigrpMetric,
    MatchPrefixes,
    MatchProtocols,
    MatchRouteTypes,
    PolicyTerm,
    PrefixListEntry,
    PrefixRange,
    SetEigrpMetric,
    Source,
)
from kawanet.model.routing import AreaKind, AreaRange, OspfArea, StaticRoute, Track
from kawanet.parse.cisco_nxos import looks_like, parse
from kawanet.parse.registry import detect_platform
from kawanet.parse.result import LineClass

PERMIT, DENY = Action.PERMIT, Action.DENY
ACCESS, TRUNK = PortMode.ACCESS, PortMode.TRUNK


def device(text: str) -> Device:
    return parse({"n1.cfg": text}).device


def indented(lines: str, depth: int = 1) -> str:
    return "".join(f"{'  ' * depth}{line}\n" for line in lines.split("\n"))


def port(lines: str, name: str = "Ethernet1/1", rest: str = "") -> Interface:
    return device(f"interface {name}\n{indented(lines)}{rest}").interface[name]


def classes(text: str) -> list[tuple[int, str]]:
    return [(u.where.line, u.line_class.value) for u in parse({"n1.cfg": text}).unclaimed]


@pytest.mark.parametrize(
    ("lines", "name", "switchport", "enabled"),
    [
        ("description silent", "Ethernet1/1", Switchport(ACCESS, 1), True),
        ("switchport access vlan 20", "Ethernet1/1", Switchport(ACCESS, 20), True),
        ("shutdown", "Ethernet1/1", Switchport(ACCESS, 1), False),
        ("no switchport", "Ethernet1/1", None, False),
        ("no switchport\nno shutdown", "Ethernet1/1", None, True),
        ("switchport mode trunk", "port-channel3", Switchport(TRUNK, native_vlan=1), True),
        ("no switchport", "port-channel3", None, True),
        ("switchport mode trunk\nswitchport trunk native vlan 9\n"
         "switchport trunk allowed vlan 5-6\nspanning-tree port type edge trunk", "Ethernet1/1",
         Switchport(TRUNK, native_vlan=9, allowed_vlans=(5, 6), edge=True), True),
        ("channel-group 3 mode active", "Ethernet1/1", None, True),
        ("description svi", "Vlan10", None, False),
        ("no shutdown", "Vlan10", None, True),
        ("ip address 10.0.0.1/24", "loopback0", None, True),
        ("encapsulation dot1q 7", "Ethernet1/1.7", None, False),
        ("vrf member management", "mgmt0", None, True),
    ],
)  # fmt: skip
def test_ports_and_what_they_are_by_default(
    lines: str, name: str, switchport: Switchport | None, enabled: bool
) -> None:
    found = port(lines, name)
    assert (found.switchport, found.enabled) == (switchport, enabled)


def test_what_ports_are_by_default_can_be_told() -> None:
    text = "interface Ethernet1/1\n  no shutdown\ninterface Ethernet1/2\n  switchport\n"
    routed = device("no system default switchport\n" + text).interface
    assert [routed[n].switchport is None for n in routed] == [True, False]
    shut = device("system default switchport shutdown\n" + text).interface
    assert [shut[n].enabled for n in shut] == [True, False]


def test_addresses_of_a_switching_port_lie_idle() -> None:
    found = port("ip address 10.0.0.1/24\nip router ospf 1 area 0")
    assert (found.addresses, found.ospf) == ((), ())


@pytest.mark.parametrize(
    ("name", "kind", "parent", "vlan"),
    [
        ("Vlan30", InterfaceKind.SVI, None, 30),
        ("loopback0", InterfaceKind.LOOPBACK, None, None),
        ("Tunnel5", InterfaceKind.TUNNEL, None, None),
        ("port-channel2", InterfaceKind.LAG, None, None),
        ("Ethernet3/1.7", InterfaceKind.SUBINTERFACE, "Ethernet3/1", None),
        ("mgmt0", InterfaceKind.PHYSICAL, None, None),
    ],
)
def test_kinds(name: str, kind: InterfaceKind, parent: str | None, vlan: int | None) -> None:
    found = device(f"interface {name}\n").interface[name]
    assert (found.kind, found.parent, found.vlan) == (kind, parent, vlan)


def test_ranges_and_abbreviations() -> None:
    text = "interface eth1/1-2, Ethernet1/4\n  no switchport\ninterface po7\ninterface Loopback1\n"
    names = ["Ethernet1/1", "Ethernet1/2", "Ethernet1/4", "port-channel7", "loopback1"]
    assert list(device(text).interface) == names
    assert classes("interface Ethernet1/1-99999\n") == [(1, "unrecognised")]
    assert classes("interface\ninterface Ethernet\n") == [(1, "unrecognised"), (2, "unrecognised")]


@pytest.mark.parametrize(
    ("lines", "attribute", "expected"),
    [
        ("vrf member RED\nip address 10.0.0.1/24\nip address 10.1.0.1/24 secondary tag 5",
         "addresses", (ip_interface("10.0.0.1/24"), ip_interface("10.1.0.1/24"))),
        ("ip address 10.0.0.1 255.255.255.0", "addresses", (ip_interface("10.0.0.1/24"),)),
        ("ipv6 address fd00::1/64\nipv6 link-local fe80::1", "addresses",
         (ip_interface("fe80::1/64"), ip_interface("fd00::1/64"))),
        ("vrf member RED", "vrf", "RED"),
        ("mtu 9216", "mtu", 9216),
        ("speed 10000", "speed_bps", 10**10),
        ("speed auto", "speed_bps", None),
        ("bandwidth 5000", "bandwidth_kbps", 5000),
        ("delay 7", "delay_10us", 7),
        ("ip unnumbered loopback0", "unnumbered", "loopback0"),
        ("ip dhcp relay address 10.9.9.9", "dhcp_relays", (ip_address("10.9.9.9"),)),
        ("ip policy route-map PBR", "policy_routes", ((4, "PBR"),)),
        ("ipv6 nd suppress-ra", "router_advertisements", False),
    ],
)  # fmt: skip
def test_layer_3(lines: str, attribute: str, expected: object) -> None:
    assert getattr(port("no switchport\n" + lines), attribute) == expected


def test_a_bundle_and_an_svi() -> None:
    assert port("channel-group 3").lag == LagMember("port-channel3", "on")
    assert port("channel-group 3 force mode passive").lag == LagMember("port-channel3", "passive")
    assert not port("no autostate", "Vlan5").autostate


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("hsrp 10\n  ip 10.0.0.3",
         VrrpGroup(4, 10, ip_address("10.0.0.3"), 100, False, protocol="hsrp")),
        ("hsrp version 2\nhsrp 10\n  authentication md5 key-chain K\n  preempt delay minimum 60\n"
         "  priority 110 forwarding-threshold lower 1 upper 110\n  timers 1 3\n"
         "  ip 10.0.0.3\n  ip 10.1.0.3 secondary\n  track 5 decrement 20\n  track 6",
         VrrpGroup(4, 10, ip_address("10.0.0.3"), 110, True, protocol="hsrp",
                   more=(ip_address("10.1.0.3"),),
                   tracks=(TrackedPriority("5", 20), TrackedPriority("6", 10)))),
        ("hsrp 10 ipv6\n  ip fe80::3\n  ip fd00::3",
         VrrpGroup(6, 10, ip_address("fd00::3"), 100, False, ip_address("fe80::3"), "hsrp")),
        ("vrrp 7\n  address 10.0.0.4\n  priority 90\n  no preempt\n  no shutdown",
         VrrpGroup(4, 7, ip_address("10.0.0.4"), 90, False)),
        ("vrrpv3 7 address-family ipv6\n  address fe80::4 primary\n  address fd00::4",
         VrrpGroup(6, 7, ip_address("fd00::4"), link_local=ip_address("fe80::4"))),
    ],
)  # fmt: skip
def test_redundancy(lines: str, expected: VrrpGroup) -> None:
    assert port("no switchport\n" + lines).vrrp == (expected,)


def test_a_tunnel() -> None:
    found = port(
        "ip address 10.0.0.1/30\ntunnel source Ethernet1/1\ntunnel destination 10.9.0.1\n"
        "tunnel mode gre ip\ntunnel use-vrf RED\nno shutdown",
        "Tunnel0",
        "interface Ethernet1/1\n  no switchport\n  ip address 10.8.0.1/24\n",
    )
    assert found.tunnel == Tunnel(ip_address("10.8.0.1"), ip_address("10.9.0.1"), "RED")


def test_an_anycast_gateway_answers_with_its_own_address() -> None:
    found = port("ip address 10.0.0.1/24\nfabric forwarding mode anycast-gateway", "Vlan10")
    assert found.vrrp == (VrrpGroup(4, 0, ip_address("10.0.0.1"), protocol="varp"),)


def test_a_group_may_track_an_interface_itself() -> None:
    text = (
        "interface Vlan10\n  vrrp 7\n    address 10.0.0.4\n    priority 120\n"
        "    track interface ethernet 1/1 priority 20\n    no shutdown\n"
    )
    found = device(text)
    assert found.interface["Vlan10"].vrrp[0].tracks == (TrackedPriority("Ethernet1/1", 100),)
    assert found.routing.tracks == (Track("Ethernet1/1", "Ethernet1/1"),)


def test_a_group_of_vrrp_is_down_until_told() -> None:
    assert port("no switchport\nvrrp 7\n  address 10.0.0.4").vrrp == ()


@pytest.mark.parametrize(
    ("lines", "rest", "expected"),
    [
        ("ip router ospf 1 area 0.0.0.5\nip ospf cost 7\nip ospf network point-to-point\n"
         "ip ospf hello-interval 3\nip ospf dead-interval 12\nip ospf mtu-ignore\n"
         "ip ospf authentication message-digest\nip ospf priority 0", "",
         (OspfInterface(4, 1, 5, 7, False, "point-to-point", 3, 12, "message-digest", 0, True),)),
        ("ip router ospf A area 1\nip ospf passive-interface\nipv6 router ospfv3 B area 2",
         "router ospf A\nrouter ospfv3 B\n",
         (OspfInterface(4, 1, 1, passive=True), OspfInterface(6, 2, 2))),
        ("ip router ospf 1 area 0", "router ospf 1\n  passive-interface default\n"
         "  area 0 authentication message-digest\n",
         (OspfInterface(4, 1, 0, passive=True, authentication="message-digest"),)),
        ("ip router ospf 1 area 0\nno ip ospf passive-interface",
         "router ospf 1\n  passive-interface default\n", (OspfInterface(4, 1, 0),)),
        ("ip address 10.1.0.1/24", "router ospf 9\n  network 10.1.0.0/16 area 4\n",
         (OspfInterface(4, 9, 4),)),
        ("ip router ospf 1 area 0\nip ospf shutdown", "", ()),
    ],
)  # fmt: skip
def test_ospf_on_an_interface(lines: str, rest: str, expected: tuple[OspfInterface, ...]) -> None:
    assert port("no switchport\n" + lines, rest=rest).ospf == expected


def test_a_loopback_costs_one() -> None:
    found = port("ip router ospf 1 area 0", "loopback0").ospf[0]
    assert found.cost == 1


def test_eigrp_isis_and_rip_on_an_interface() -> None:
    found = port(
        "no switchport\nip router eigrp 7\nip passive-interface eigrp 7\n"
        "ip summary-address eigrp 7 10.0.0.0/8\nipv6 router eigrp N\n"
        "ip router isis CORE\nipv6 router isis CORE\nisis metric 40 level-1\n"
        "isis circuit-type level-2\nisis network point-to-point\nip router rip R",
        rest="router eigrp N\n  autonomous-system 9\n  address-family ipv6 unicast\n",
    )
    assert found.eigrp == (
        EigrpInterface(4, 7, True, (ip_network("10.0.0.0/8"),)),
        EigrpInterface(6, 9),
    )
    assert found.isis == (
        IsisInterface("CORE", (4, 6), "2", metric_1=40, network="point-to-point"),
    )
    assert [r.family for r in found.rip] == [4]


def test_a_process_of_ospf() -> None:
    text = """
router ospf 1
  router-id 192.0.2.1
  area 0.0.0.1 stub no-summary
  area 1 default-cost 5
  area 2 nssa default-information-originate
  area 3 range 10.3.0.0/16 not-advertise
  area 3 range 10.4.0.0/16 cost 9
  area 4 authentication
  default-information originate always route-map D
  redistribute direct route-map C
  redistribute bgp 65001 route-map B
  redistribute ospf UP route-map U
  redistribute static route-map S
  summary-address 172.16.0.0/12 tag 5
  auto-cost reference-bandwidth 100 Gbps
  max-metric router-lsa
  maximum-paths 4
  distance 115
  log-adjacency-changes detail
  vrf RED
    router-id 192.0.2.2
    default-metric 77
    redistribute static route-map S
router ospf UP
"""
    default, red, up = _by_vrf(device(text))
    assert default.areas == (
        OspfArea(1, AreaKind.TOTALLY_STUB, default_cost=5),
        OspfArea(2, AreaKind.NSSA, default_originate=True),
        OspfArea(3, ranges=(AreaRange(ip_network("10.3.0.0/16"), False),
                            AreaRange(ip_network("10.4.0.0/16"), cost=9))),
    )  # fmt: skip
    assert (default.default_originate, default.default_always) == (True, True)
    assert default.default_policies == ("D",)
    assert [(r.source, r.metric, r.instance) for r in default.redistribute] == [
        (Source.CONNECTED, 20, None),
        (Source.BGP, 1, "65001"),
        (Source.OSPF, 20, "2"),
        (Source.STATIC, 20, None),
    ]
    assert default.summaries == (AreaRange(ip_network("172.16.0.0/12"), tag=5),)
    assert default.reference_bandwidth_mbps == 100_000
    assert (default.max_metric, default.max_paths, default.distance) == (True, 4, 115)
    assert red.redistribute[0].metric == 77
    assert red.router_id == ip_address("192.0.2.2")
    assert (up.process, up.reference_bandwidth_mbps, up.max_paths) == (2, 40_000, 8)


def _by_vrf(found: Device) -> tuple[Any, Any, Any]:
    processes = {(p.vrf, p.process): p for p in found.routing.ospf}
    return processes["default", 1], processes["RED", 1], processes["default", 2]


def test_ospfv3_has_its_family_inside() -> None:
    text = (
        "router ospfv3 1\n  area 1 stub\n  address-family ipv6 unicast\n"
        "    redistribute static route-map S\n    area 2 range fd00::/32\n"
    )
    (process,) = device(text).routing.ospf
    assert (process.family, [a.area for a in process.areas]) == (6, [1, 2])
    assert process.redistribute[0].policies == ("S",)


def test_the_router_id_that_nxos_chooses() -> None:
    text = (
        "interface loopback5\n  ip address 10.255.0.5/32\ninterface loopback0\n"
        "  ip address 10.0.0.1/32\nrouter ospf 1\n"
    )
    assert device(text).routing.ospf[0].router_id == ip_address("10.0.0.1")


def test_processes_of_eigrp_isis_and_rip() -> None:
    text = """
router eigrp 1
  router-id 192.0.2.1
  redistribute static route-map S
  default-metric 1000 10 255 1 1500
  vrf RED
    autonomous-system 22
    address-family ipv4 unicast
      redistribute bgp 65001 route-map B
router isis CORE
  net 49.0001.1921.6800.1001.00
  is-type level-2
  set-overload-bit always
  address-family ipv4 unicast
    redistribute direct route-map C
    maximum-paths 2
router rip R
  address-family ipv4 unicast
    default-metric 3
    default-information originate
route-map B permit 10
  match route-type internal external
"""
    routing = device(text).routing
    red, plain = sorted(routing.eigrp, key=lambda p: p.vrf != "RED")
    assert (plain.asn, plain.default_metric) == (1, EigrpMetric(1000, 10))
    assert (red.asn, red.redistribute[0].route_types) == (22, ("external", "internal"))
    assert red.default_metric == EigrpMetric(100_000, 100, 255, 1, 1492)
    (isis,) = routing.isis
    assert (isis.net, isis.level, isis.overload) == ("49.0001.1921.6800.1001.00", "2", True)
    assert (isis.redistribute[0].metric, isis.max_paths) == (0, 2)
    (rip,) = routing.rip
    assert (rip.default_metric, rip.default_originate) == (3, True)


def test_eigrp_without_a_number_does_not_run() -> None:
    assert classes("router eigrp NAMED\n") == [(1, "unmodelled")]


def test_static_routes_and_vrf_contexts() -> None:
    text = """
ip route 10.1.0.0/16 10.0.0.1 name core 200
ip route 10.2.0.0/16 Ethernet1/1 10.0.0.2 track 5 tag 9
ip route 10.3.0.0/16 Null0 tag 7 250
ip route 10.4.0.0 255.255.0.0 10.0.0.3 vrf BLUE
ipv6 route ::/0 fd00::1
vrf context RED
  description tenant
  rd 65000:1
  ip route 0.0.0.0/0 10.9.0.1
  address-family ipv4 unicast
    route-target import 65000:1
    route-target both 65000:2
    route-target both auto evpn
    import vrf default 1000 map IN
    export map OUT
  vni 5000
track 5 ip route 10.0.0.0/8 reachability
  vrf member RED
track 6 interface Ethernet1/1 line-protocol
"""
    found = device(text)
    net = ip_network
    assert found.routing.static == (
        StaticRoute("RED", net("0.0.0.0/0"), ip_address("10.9.0.1")),
        StaticRoute("default", net("10.1.0.0/16"), ip_address("10.0.0.1"), distance=200),
        StaticRoute("default", net("10.2.0.0/16"), ip_address("10.0.0.2"), "Ethernet1/1",
                    tag=9, track="5"),
        StaticRoute("default", net("10.3.0.0/16"), distance=250, tag=7),
        StaticRoute("default", net("10.4.0.0/16"), ip_address("10.0.0.3"), next_hop_vrf="BLUE"),
        StaticRoute("default", net("::/0"), ip_address("fd00::1")),
    )  # fmt: skip
    (red,) = found.vrfs
    assert (red.rd, red.description) == ("65000:1", "tenant")
    assert red.targets == (RouteTargets(4, ("65000:1", "65000:2"), ("65000:2",), (), ("OUT",)),)
    (leak,) = found.routing.leaks
    assert (leak.vrf, leak.from_vrf, leak.policies) == ("RED", "default", ("IN",))
    assert found.routing.tracks == (
        Track("5", prefix=net("10.0.0.0/8"), vrf="RED"),
        Track("6", interface="Ethernet1/1"),
    )
    assert classes(text) == [(14, "unmodelled"), (17, "unmodelled")]


BGP = """
router bgp 65000
  router-id 192.0.2.1
  cluster-id 7
  confederation identifier 100
  confederation peers 65001
    65002
  bestpath as-path multipath-relax
  bestpath med missing-as-worst
  log-neighbor-changes
  address-family ipv4 unicast
    network 10.0.0.0/8 route-map N
    network 11.0.0.0 mask 255.0.0.0
    aggregate-address 10.0.0.0/8 summary-only as-set suppress-map S
    redistribute direct route-map C
    maximum-paths 4
    maximum-paths ibgp 8
    distance 21 201 221
    default-information originate
  address-family ipv6 unicast
    network fd00::/32
  template peer-policy POL
    send-community
    send-community extended
    next-hop-self
  template peer-session SES
    remote-as 65010
    update-source loopback0
    ebgp-multihop 3
  template peer LEAF
    inherit peer-session SES
    description from the template
    address-family ipv4 unicast
      route-map IN in
      inherit peer-policy POL 10
  neighbor 10.0.0.1
    inherit peer LEAF
    description its own
    address-family ipv4 unicast
      prefix-list P out
      maximum-prefix 100
      soft-reconfiguration inbound always
  neighbor 10.0.1.0/24 remote-as 65020
    address-family ipv4 unicast
  neighbor fd00::1 remote-as 65000
    shutdown
    address-family ipv6 unicast
      route-reflector-client
      allowas-in
  neighbor 10.0.0.9 remote-as 65009
  vrf RED
    local-as 65100
    address-family ipv4 unicast
      redistribute static route-map S
    neighbor 10.7.0.1
      remote-as external
      local-as 65101 no-prepend replace-as
      address-family ipv4 unicast
        default-originate route-map D
        as-override
"""


def test_bgp() -> None:
    default, red = sorted(device(BGP).routing.bgp, key=lambda p: p.vrf == "RED")
    assert (default.asn, default.router_id) == (65000, ip_address("192.0.2.1"))
    assert (default.cluster_id, default.confederation) == (ip_address("0.0.0.7"), 100)
    assert default.confederation_peers == (65001, 65002)
    assert default.multipath_relax
    assert default.missing_med_worst
    assert not default.compare_router_id
    v4, v6 = default.families
    assert [(str(n.prefix), n.policy) for n in v4.networks] == [
        ("10.0.0.0/8", "N"),
        ("11.0.0.0/8", None),
    ]
    (aggregate,) = v4.aggregates
    assert (aggregate.summary_only, aggregate.as_set) == (True, True)
    assert aggregate.suppress_policy == "S"
    assert (v4.max_paths, v4.max_paths_ibgp, v4.default_originate) == (4, 8, True)
    assert (v4.distance_external, v4.distance_internal, v4.distance_local) == (21, 201, 221)
    assert (v6.distance_external, v6.distance_internal, v6.distance_local) == (20, 200, 220)
    assert v4.redistribute[0].metric is None
    assert red.asn == 65100


def test_neighbours_of_bgp_inherit() -> None:
    default, red = sorted(device(BGP).routing.bgp, key=lambda p: p.vrf == "RED")
    silent, leaf, dynamic, reflector = sorted(
        default.neighbors, key=lambda n: (n.remote_as != 65009, n.remote_as == 65000)
    )
    assert silent.families == ()
    assert (leaf.remote_as, leaf.update_source, leaf.multihop) == (65010, "loopback0", 3)
    assert leaf.description == "its own"
    (family,) = leaf.families
    assert (family.import_policies, family.next_hop_self) == (("IN",), "yes")
    assert family.export_filter.prefix_lists == ("P",)
    assert family.send_communities == ("standard", "extended")
    assert family.maximum_prefixes == 100
    assert (dynamic.listen, dynamic.address) == (ip_network("10.0.1.0/24"), None)
    assert (reflector.enabled, [f.family for f in reflector.families]) == (False, [6])
    assert reflector.families[0].route_reflector_client
    assert reflector.families[0].allow_as_in == 3
    (outside,) = red.neighbors
    assert (outside.remote_as, outside.local_as) == ("external", 65101)
    assert outside.local_as_mode == "replace"
    assert outside.families[0].default_originate_policy == "D"
    assert outside.families[0].as_override
    assert classes(BGP) == []


def test_what_of_bgp_is_not_modelled_is_said() -> None:
    text = (
        "router bgp 65000\n  address-family l2vpn evpn\n    retain route-target all\n"
        "  neighbor 10.0.0.1 remote-as 65000\n    address-family l2vpn evpn\n"
        "      send-community extended\n    address-family ipv4 multicast\n    nonsense\n"
    )
    assert classes(text) == [
        (2, "unmodelled"),
        (3, "unmodelled"),
        (5, "unmodelled"),
        (6, "unmodelled"),
        (8, "unrecognised"),
    ]


def test_lists_and_route_maps() -> None:
    text = """
ip prefix-list P seq 5 permit 10.0.0.0/8 le 24
ip community-list expanded E seq 5 permit "65000:.*"
ip as-path access-list A seq 5 permit "^65001_"
route-map M permit 10
  match ip address prefix-list P
  match route-type internal external
  set metric 800 100 255 1 1500
route-map M deny 20
  match source-protocol bgp-65001 direct
"""
    routing = device(text).routing
    entry = PrefixListEntry(PERMIT, PrefixRange(ip_network("10.0.0.0/8"), 8, 24))
    assert routing.prefix_lists[0].entries == (entry,)
    (policy,) = routing.policies
    first, second = policy.terms
    assert set(first.matches) == {
        MatchPrefixes((), ("P",)),
        MatchRouteTypes(("external", "internal")),
    }
    assert first.changes == (SetEigrpMetric(EigrpMetric(800, 100)),)
    sources = MatchProtocols(((Source.BGP, "65001"), (Source.CONNECTED, None)))
    assert second == PolicyTerm("20", DENY, (sources,))
    assert [len(routing.as_path_lists), len(routing.community_lists)] == [1, 1]
    assert classes(text) == []


def test_policy_routing_knows_the_map_it_is_bound_to() -> None:
    text = (
        "interface Ethernet1/1\n  no switchport\n  ip policy route-map PBR\n"
        "route-map PBR permit 10\n  match ip address ACL\n  set ip next-hop 10.0.0.9\n"
        "route-map PBR pbr-statistics\nroute-map OTHER permit 10\n"
    )
    (found,) = device(text).policy.policy_routes
    assert found.rules == (PolicyRouteRule(PERMIT, ("ACL",), (ip_address("10.0.0.9"),)),)


def test_acls_and_groups() -> None:
    text = """
object-group ip address HOSTS
  10 host 10.0.0.1
  20 10.1.0.0/16
  30 10.2.0.0 0.0.255.0
object-group ip port WEB
  10 eq 80
  20 range 8000 8080
ip access-list A
  statistics per-entry
  10 remark who may
  20 permit tcp addrgroup HOSTS any portgroup WEB
  30 permit tcp any any established log
  40 deny ip any 10.0.0.0/8 dscp ef
  50 permit udp any any portgroup MISSING
ipv6 access-list B
  10 deny ipv6 any host fd00::1
"""
    found = device(text)
    four, six = found.policy.acls
    web = (PortRange(80, 80),), (PortRange(8000, 8080),)
    hosts = ip_network("10.0.0.1/32"), ip_network("10.1.0.0/16"), Wildcard(0x0A020000, 0xFF00)
    assert four.rules[:6] == tuple(
        AclRule(PERMIT, 6, host, None, (), ports, remark="who may" if ports == web[0] else "")
        for ports in web
        for host in hosts
    )
    assert four.rules[6] == AclRule(PERMIT, 6, established=True, log=True)
    assert four.rules[7].destination == ip_network("10.0.0.0/8")
    assert six.rules == (AclRule(DENY, None, None, ip_network("fd00::1/128")),)
    assert classes(text) == [(14, "unmodelled"), (15, "unmodelled")]


def test_management() -> None:
    text = """
hostname n1
feature telnet
username admin password 5 $5$x  role network-admin
username guest role network-operator
ip domain-name example.jp
ip name-server 10.0.0.53 use-vrf management
ntp server 10.0.0.1 use-vrf management
logging server 10.0.0.2 5 use-vrf management
logging source-interface mgmt0
snmp-server user admin network-admin auth md5 0xaa priv 0xbb localizedkey
line vty
  access-class MGMT in
  exec-timeout 5
interface mgmt0
  ip address 10.0.0.9/24
"""
    found = device(text)
    system = found.system
    assert (found.name, system.domain) == ("n1", "example.jp")
    assert [u.privilege for u in system.users] == [15, 1]
    assert system.cleartext_services == ("telnet",)
    assert (system.management_vrf, system.management_interface) == ("management", "mgmt0")
    assert system.management_acl == ("MGMT",)
    assert system.syslog_servers == (ip_address("10.0.0.2"),)
    assert found.interface["mgmt0"].vrf == "management"
    assert [v.name for v in found.vrfs] == ["management"]
    assert classes(text) == []


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("version 9.2(3)\nhostname n\nvdc n id 1\nfeature ospf\nvrf context management\n",
         "cisco_nxos"),
        ("hostname n\nfeature bgp\ninterface Ethernet1/1\n  no switchport\nrouter bgp 1\n",
         "cisco_nxos"),
        ("hostname n\nvlan 10\ninterface Vlan10\n  vrf member RED\n  ip address 10.0.0.1/24\n",
         "cisco_nxos"),
        ("version 15.7\nservice timestamps log datetime\nhostname r\n"
         "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.0.0.0\n", "cisco_iosxe"),
        ("! device: r1 (vEOS, EOS-4.23.0.1F)\nhostname r1\nspanning-tree mode mstp\n"
         "interface Ethernet1\n   no switchport\ninterface Management1\n", "arista_eos"),
        ("hostname r1\nvrf instance RED\ninterface Ethernet1/1\n   no switchport\n", "arista_eos"),
        ("hostname r1\nip routing\nrouter ospf 1\n   network 10.0.0.0/8 area 0.0.0.0\n",
         "arista_eos"),
        ("hostname n\nrouter bgp 1\n  neighbor 10.0.0.1\n    remote-as 2\n", "cisco_nxos"),
        ("hostname n\ninterface Ethernet1/1\n  ip address 10.0.0.1/24\nrouter ospf 1\n",
         "cisco_nxos"),
        ("hostname R1\ninterface Ethernet0/0\n ip address 10.0.0.1 255.255.255.0\n",
         "cisco_iosxe"),
        ("hostname R1\nrouter bgp 1\n neighbor 10.0.0.1 remote-as 2\n", "cisco_iosxe"),
    ],
)  # fmt: skip
def test_recognition(text: str, platform: str) -> None:
    assert detect_platform({"a.cfg": text}) == platform


WORDS = st.sampled_from(
    sorted({word for line in (BGP, "hsrp vrrp area nssa route-map permit deny ip ipv6 no")
            for word in line.split()} | {"10.0.0.0/8", "::/0", "1", "-1", "999999999", "a.b", "/"})
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["interface Ethernet1/1", "router bgp 1", "router ospf 1", "router eigrp 1",
                 "vrf context X", "route-map M permit 10", "ip access-list A", "track 1",
                 "object-group ip address G", "line vty", "router isis I", ""]
            ),
            st.lists(st.tuples(st.integers(0, 3), st.lists(WORDS, max_size=6)), max_size=6),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_noise_in_every_room_is_counted(
    blocks: list[tuple[str, list[tuple[int, list[str]]]]],
) -> None:
    lines = [
        line
        for head, body in blocks
        for line in (head, *("  " * depth + " ".join(words) for depth, words in body))
    ]
    parsed = parse({"x.cfg": "\n".join(lines)})
    assert sum(parsed.counts.values()) == sum(1 for line in lines if line.strip())


def test_nothing_is_no_nxos() -> None:
    assert looks_like({}) == 0
    assert parse({}).device.platform == "cisco_nxos"
    assert parse({"x.cfg": ""}).counts[LineClass.MODELLED] == 0
