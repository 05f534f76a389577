"""OSPF areas and summaries; static routes only for what flows need."""

from ipaddress import ip_network

from kawanet.model.routing import AreaKind, Source


def process(device, vrf, family=4):
    return next(p for p in device.routing.ospf if (p.vrf, p.family) == (vrf, family))


def test_a_ward_router_announces_its_block_as_one_range_and_no_route_into_its_area(city):
    for family, block in ((4, 0), (6, 1)):
        area = process(city.network.device["north-wr-1"], "LGW", family).areas[0]
        assert (area.area, area.kind) == (1, AreaKind.TOTALLY_STUB)
        assert [r.prefix for r in area.ranges] == [city.plan.regions["lgw", "north"][0][block]]


def test_a_head_end_does_the_same_for_the_carrier_s_sites(city):
    area = process(city.network.device["hall-he-1"], "VOI").areas[0]
    assert (area.area, area.kind) == (city.plan.areas["flets"], AreaKind.TOTALLY_STUB)
    assert [r.prefix for r in area.ranges] == [city.plan.regions["voi", "wan-flets"][0][0]]


def test_small_sites_are_inside_one_stub_area(city):
    for name, area in (("north-branch-rt-1", 1), ("north-library-rt-1", city.plan.areas["flets"])):
        device = city.network.device[name]
        for of in device.routing.ospf:
            assert [(a.area, a.kind, a.ranges) for a in of.areas] == [(area, AreaKind.STUB, ())]
        assert {o.area for i in device.interfaces for o in i.ospf} == {area}


def test_summaries_cover_every_prefix_of_their_area_and_of_no_other(city):
    ranges = {
        (p.vrf, a.area, r.prefix)
        for d in city.network.devices
        for p in d.routing.ospf
        for a in p.areas
        for r in a.ranges
    }
    assert ranges
    for device in city.network.devices:
        for interface in device.interfaces:
            for ospf in interface.ospf:
                for address in (a for a in interface.addresses if a.version == ospf.family):
                    covering = {
                        area
                        for vrf, area, prefix in ranges
                        if vrf == interface.vrf
                        and prefix.version == address.version
                        and address.network.subnet_of(prefix)
                    }
                    assert covering in ({ospf.area}, set()) or ospf.area == 0


def test_router_ids_are_unique_and_say_the_tier(city):
    found = [(p.vrf, p.family, p.router_id) for d in city.network.devices for p in d.routing.ospf]
    assert len(found) == len(set(found))
    numbers = {t.name.upper(): t.number for t in city.design.tiers}
    assert all(int(i) >> 24 == numbers[vrf] for vrf, _, i in found)


def test_cores_have_routes_to_other_tiers_only_where_a_flow_crosses(city):
    routes = {(r.vrf, r.prefix) for r in city.network.device["hall-core-1"].routing.static}
    assert ("MYN", ip_network("10.32.0.0/12")) in routes  # myn-print
    assert ("MYN", ip_network("10.48.0.0/12")) not in routes
    assert ("INT", ip_network("10.16.0.0/12")) not in routes
    assert {v for v, p in routes if p.prefixlen == 0} == {"GST", "DMZ"} & {v for v, _ in routes}


def test_only_vrfs_with_a_default_originate_one(city):
    core = city.network.device["hall-core-1"]
    defaults = {r.vrf for r in core.routing.static if r.prefix.prefixlen == 0}
    assert {p.vrf for p in core.routing.ospf if p.default_originate} == defaults


def test_routes_behind_firewalls_are_redistributed(city):
    core = city.network.device["hall-core-2"]
    for of in core.routing.ospf:
        statics = [
            r
            for r in core.routing.static
            if r.vrf == of.vrf and r.prefix.version == of.family and r.prefix.prefixlen
        ]
        assert bool(of.redistribute) == bool(statics)


def test_switches_have_a_gateway_of_each_family(city):
    routes = city.network.device["hall-acc-01f-1"].routing.static
    gateway = city.plan.segments["mgt/hall/mgt"].address(1)
    assert [(str(r.prefix), r.next_hop) for r in routes] == [
        ("0.0.0.0/0", gateway.ipv4),
        ("::/0", gateway.ipv6),
    ]


def test_terminals_are_reached_over_each_edge_s_own_handoff_where_no_bgp_is_spoken(
    design, compiled_design
):
    mobile = design.mobile.model_copy(update={"bgp": None})
    city = compiled_design(design.model_copy(update={"mobile": mobile}))
    for n, hop in ((1, "192.0.2.129"), (2, "192.0.2.137")):
        device = city.network.device[f"hall-me-{n}"]
        pool = city.plan.pools["terminals"][0]
        assert [str(r.next_hop) for r in device.routing.static if r.prefix == pool] == [hop]
        assert device.routing.bgp == ()
        assert {r.source for p in device.routing.ospf for r in p.redistribute} == {Source.STATIC}
