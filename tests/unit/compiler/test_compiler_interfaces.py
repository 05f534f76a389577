"""Sub-interfaces, tunnels, gateways and virtual addresses."""

from ipaddress import ip_interface

import pytest

from kawanet.model.interfaces import InterfaceKind


def test_a_ring_hop_is_a_lag_of_two_with_one_subinterface_a_tier(city):
    core = city.network.device["hall-core-1"]
    lag = next(i for i in core.interfaces if i.description.startswith("ring-main-hall-north"))
    members = [i for i in core.interfaces if i.lag and i.lag.lag == "Port-channel3"]
    subs = [i for i in core.interfaces if i.parent == "Port-channel3"]
    assert (lag.description[:4], len(members)) == ("ring", 2)
    assert {i.vrf for i in subs} == {"MYN", "LGW", "INT", "MGT", "DMZ", "VOI", "SVC"}
    assert {a.network.prefixlen for i in subs for a in i.addresses} == {31, 127}


def test_both_ends_of_every_routed_link_share_its_subnets(city):
    seen = {}
    for device in city.network.devices:
        for interface in device.interfaces:
            for address in interface.addresses:
                if address.network.prefixlen in (31, 127) and interface.vrf != "WAN":
                    seen.setdefault(address.network, []).append((device.name, interface))
    assert seen
    for ends in seen.values():
        (a, left), (b, right) = ends
        assert a != b
        assert (left.vrf, left.vlan, left.mtu) == (right.vrf, right.vlan, right.mtu)
        assert [(o.family, o.area, o.cost, o.network) for o in left.ospf] == [
            (o.family, o.area, o.cost, o.network) for o in right.ospf
        ]


def test_no_address_stands_twice(city):
    own = [(i.vrf, a.ip) for d in city.network.devices for i in d.interfaces for a in i.addresses]
    assert len(own) == len(set(own))


def test_every_svi_of_a_building_is_guarded_by_vrrp_in_both_families(city):
    first, second = (city.network.device[f"hall-core-{n}"] for n in (1, 2))
    svis = [i for i in first.interfaces if i.kind is InterfaceKind.SVI]
    assert svis
    for svi in svis:
        other = second.interface[svi.name]
        assert [g.family for g in svi.vrrp] == [4, 6]
        assert [g.address for g in svi.vrrp] == [g.address for g in other.vrrp]
        assert [g.priority for g in svi.vrrp] == [110, 110]
        assert [g.priority for g in other.vrrp] == [100, 100]
        assert str(svi.vrrp[1].link_local) == "fe80::1"


def test_a_stretched_server_segment_has_four_routers_in_order(city):
    vlan = city.plan.segments["lgw/hall/servers"].vlan
    names = ["hall-core-1", "hall-core-2", "annex-core-1", "annex-core-2"]
    svis = [city.network.device[n].interface[f"Vlan{vlan}"] for n in names]
    assert [s.vrrp[0].priority for s in svis] == [110, 100, 90, 80]
    assert len({s.addresses for s in svis}) == 4


def test_a_flets_site_has_one_tunnel_a_tier_to_each_head_end_and_never_myn(city):
    router = city.network.device["north-library-rt-1"]
    tunnels = [i for i in router.interfaces if i.kind is InterfaceKind.TUNNEL]
    assert sorted({t.vrf for t in tunnels}) == ["LGW", "MGT", "SVC", "VOI"]
    assert len(tunnels) == 8
    assert {t.tunnel.underlay_vrf for t in tunnels} == {"WAN"}
    assert {t.mtu for t in tunnels} == {1454 - 28}
    keys = {(t.tunnel.source, t.tunnel.destination, t.tunnel.key) for t in tunnels}
    assert len(keys) == 8


def test_tunnels_mirror_each_other(city):
    ends = {
        (i.tunnel.source, i.tunnel.destination, i.tunnel.key): i
        for d in city.network.devices
        for i in d.interfaces
        if i.tunnel
    }
    for (source, destination, key), interface in ends.items():
        far = ends[destination, source, key]
        assert interface.vrf == far.vrf
        assert {a.network for a in interface.addresses} == {a.network for a in far.addresses}


def test_a_small_site_routes_its_segments_on_subinterfaces(city):
    router = city.network.device["north-branch-rt-1"]
    lan = [i for i in router.interfaces if i.parent and i.filters]
    assert sorted(i.vrf for i in lan) == ["LGW", "MYN", "VOI"]
    assert all(
        int(i.addresses[0].ip) - int(i.addresses[0].network.network_address) == 1 for i in lan
    )


def test_user_segments_have_the_tier_s_spoof_filter_and_others_none(city):
    core = city.network.device["hall-core-1"]
    servers = {(s.tier, s.segment) for s in city.design.systems}
    for segment in city.plan.segments_at["hall"]:
        interface = core.interface.get(f"Vlan{segment.vlan}")
        if interface is None:
            continue
        names = [f.acl for f in interface.filters]
        tier = segment.tier.upper()
        infrastructure = segment.base in ("mgt", "transit")
        users = not infrastructure and (segment.tier, segment.base) not in servers
        assert names == ([f"ANTISPOOF-{tier}-V4", f"ANTISPOOF-{tier}-V6"] if users else [])


def test_dhcp_is_relayed_to_servers_of_the_own_tier_only(city):
    for device in city.network.devices:
        for interface in device.interfaces:
            for server in interface.dhcp_relays:
                tier = next(t for t in city.design.tiers if t.name.upper() == interface.vrf)
                assert server in (tier.ipv4 if server.version == 4 else tier.ipv6)


@pytest.mark.parametrize(
    ("box", "interface", "address"),
    [
        ("hall-me-1", "eth1", "192.0.2.130/29"),
        ("hall-me-2", "eth1", "192.0.2.138/29"),
        ("hall-fw-1", "port2", "203.0.113.3/24"),
        ("hall-fw-2", "port2", "203.0.113.4/24"),
    ],
)
def test_handoffs_have_the_addresses_of_the_design(city, box, interface, address):
    found = city.network.device[box].interface[interface]
    assert found.addresses[0] == ip_interface(address)


def test_interfaces_come_by_kind_and_number(city):
    names = [i.name for i in city.network.device["hall-core-1"].interfaces]
    assert names.index("TenGigabitEthernet1/1/9") < names.index("TenGigabitEthernet1/1/10")
    assert names[0] == "Loopback0"
    assert names[-1].startswith("Vlan")
