"""Firewall rules on the path of each flow and nowhere else; NAT; ACLs."""

from ipaddress import ip_address, ip_network

import pytest

from kawanet.compiler.paths import Paths, Step
from kawanet.model.policy import ICMPV6, TCP, Action, NatKind

PATHS = Paths(
    {
        "core-fw": ("int", "lgw", "lgwan", "mgt", "myn"),
        "edge-fw": ("dmz", "int", "internet", "mgt"),
        "spare-fw": ("int", "lgw"),
    }
)


@pytest.mark.parametrize(
    ("source", "destination", "steps"),
    [
        ("lgw", "lgw", ()),
        ("lgw", "lgwan", (Step("core-fw", "lgw", "lgwan"),)),
        ("lgw", "int", (Step("core-fw", "lgw", "int"),)),
        ("myn", "dmz", (Step("core-fw", "myn", "int"), Step("edge-fw", "int", "dmz"))),
        ("dmz", "myn", (Step("edge-fw", "dmz", "int"), Step("core-fw", "int", "myn"))),
        ("lgw", "nowhere", ()),
    ],
)
def test_paths_are_shortest_and_ties_go_by_name(source, destination, steps):
    assert PATHS.path(source, destination) == steps


def rules(city, name):
    return {r.name: r for r in city.network.device[name].policy.rules}


def test_a_flow_is_a_rule_of_each_family_with_owner_reason_and_expiry(city):
    found = rules(city, "hall-fw-1")
    rule = found["maint-web-v4"]
    assert (rule.action, rule.from_zones, rule.to_zones) == (Action.PERMIT, ("mgt",), ("dmz",))
    assert (rule.sources, rule.services) == (("system-jump-v4",), ("ssh",))
    assert str(rule.expires) == "2026-09-30"
    assert rule.owner
    assert rule.reason
    assert "maint-web-v6" in found


def test_flows_inside_a_tier_are_on_no_firewall(city):
    inside = {f.name for f in city.statement.flows if f.from_tier == f.to_tier}
    assert inside
    for device in city.network.devices:
        assert not inside & {r.name for r in device.policy.rules}


def test_each_crossing_flow_is_on_the_pairs_of_its_path_only(city):
    crossing = {f.name for f in city.statement.flows if f.from_tier != f.to_tier}
    for name in crossing:
        on = {
            d.name.rpartition("-")[0] for d in city.network.devices if name in rules(city, d.name)
        }
        assert len(on) == 1, name


def test_both_of_a_pair_hold_the_same_policy(city):
    for pair in ("hall-fw", "mob-fw"):
        first, second = (city.network.device[f"{pair}-{n}"].policy for n in (1, 2))
        assert first == second


def test_no_rule_permits_any_to_any(city):
    for device in city.network.devices:
        for rule in device.policy.rules:
            assert rule.sources
            assert rule.destinations
            assert rule.services


def test_every_group_that_a_rule_names_is_there_and_every_group_is_named(city):
    for device in city.network.devices:
        policy = device.policy
        used = {g for r in policy.rules for g in (*r.sources, *r.destinations)}
        assert used == {g.name for g in policy.address_groups}
        assert {s for r in policy.rules for s in r.services} == {
            g.name for g in policy.service_groups
        }


def test_a_zone_is_a_tier_or_an_external(city):
    zones = [z.name for z in city.network.device["hall-fw-1"].policy.zones]
    tiers = [
        "dmz",
        "govcloud",
        "gst",
        "int",
        "internet",
        "lgw",
        "lgwan",
        "mgt",
        "myn",
        "svc",
        "voi",
    ]
    assert zones == tiers


def test_the_city_hides_behind_the_pair_s_virtual_address(city):
    nat = city.network.device["hall-fw-1"].policy.nat
    hidden = [n for n in nat if n.kind is NatKind.SOURCE and n.to_zone == "lgwan" and n.family == 4]
    assert hidden
    assert {n.pool_first for n in hidden} == {ip_address("192.0.2.2")}


def test_each_server_of_a_published_system_has_a_public_address(city):
    nat = [n for n in city.network.device["hall-fw-1"].policy.nat if n.kind is NatKind.DESTINATION]
    published = [s for s in city.design.systems if s.published]
    assert len(nat) == 2 * sum(s.servers for s in published)
    inside = {a for h in city.plan.servers.values() for a in (h.ipv4, h.ipv6)}
    assert {n.mapped_address for n in nat} <= inside


def test_the_mobile_edge_lets_terminals_to_the_gateway_s_port_only(city):
    acls = {a.name: a for a in city.network.device["hall-me-1"].policy.acls}
    carrier = ip_network("192.0.2.129/32")
    permits = [
        r for r in acls["MOBILE-IN-V4"].rules if r.action is Action.PERMIT and r.source != carrier
    ]
    gateway = {city.plan.servers[f"srv-rdgw-{n}"].ipv4 for n in (1, 2)}
    assert {r.source for r in permits} == {city.plan.pools["terminals"][0]}
    assert {int(a) for r in permits for a in r.destination} == {int(a) for a in gateway}
    assert {p for r in permits for p in r.destination_ports} == {(443, 443)}
    assert acls["MOBILE-IN-V4"].rules[-1].action is Action.DENY


def test_the_carrier_s_router_may_speak_bgp_with_the_edge_and_no_more(city):
    acls = {a.name: a for a in city.network.device["hall-me-2"].policy.acls}
    for family, carrier, own in ((4, "192.0.2.137/32", "192.0.2.138/32"),
                                 (6, "2001:db8:ff12::1/128", "2001:db8:ff12::2/128")):  # fmt: skip
        rules = [r for r in acls[f"MOBILE-IN-V{family}"].rules if r.source == ip_network(carrier)]
        spoken = [r for r in rules if r.protocol == TCP]
        assert [(r.source_ports, r.destination_ports) for r in spoken] == [
            ((), ((179, 179),)),
            (((179, 179),), ()),
        ]
        assert {r.destination for r in spoken} == {ip_network(own)}
        others = {(r.protocol, r.destination) for r in rules if r.protocol != TCP}
        asked = {(ICMPV6, ip_network(own)), (ICMPV6, ip_network("ff02::/16"))}
        assert others == (asked if family == 6 else set())


def test_management_is_open_to_administrators_only_and_everywhere_the_same(city):
    texts = {
        tuple(a.rules)
        for d in city.network.devices
        for a in d.policy.acls
        if (a.name, a.family) == (d.system.management_acl[0], 4)
    }
    assert len(texts) == 1
    (found,) = texts
    jump = city.design.systems[[s.name for s in city.design.systems].index("jump")]
    assert len(found) == jump.servers + 1
    assert found[-1].action is Action.DENY
