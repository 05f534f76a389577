"""eBGP at hand-offs: sessions of both families, exact policies, and no static route beside them."""

from ipaddress import ip_address, ip_network

import pytest

from kawanet.model.policy import Action
from kawanet.model.route_policy import Redistribution, SetMetric, Source
from kawanet.parse.registry import parse_device
from kawanet.render.engine import render_device

GOVCLOUD = [ip_network("172.20.0.0/15"), ip_network("2001:db8:3000::/36")]


def lists(device):
    return {
        each.name: [str(e.match.prefix) for e in each.entries]
        for each in device.routing.prefix_lists
    }


def changed(design, name, **update):
    """The design with one external told otherwise."""
    externals = [e.model_copy(update=update) if e.name == name else e for e in design.externals]
    return design.model_copy(update={"externals": tuple(externals)})


def metrics(device):
    return {
        change.value
        for policy in device.routing.policies
        for term in policy.terms
        for change in term.changes
        if isinstance(change, SetMetric)
    }


@pytest.mark.parametrize(
    ("name", "own"), [("hall-fw-1", "192.0.2.67"), ("hall-fw-2", "192.0.2.68")]
)
def test_a_firewall_peers_in_both_families(city, name, own):
    (process,) = city.network.device[name].routing.bgp
    assert (process.vrf, process.asn, process.router_id) == ("default", 64512, ip_address(own))
    found = [(str(n.address), n.remote_as, n.families[0].family) for n in process.neighbors]
    assert found == [
        ("192.0.2.65", 64496, 4),
        ("2001:db8:ff03::1", 64496, 6),
    ]  # fmt: skip


def test_the_external_s_prefixes_come_by_bgp_alone(city):
    device = city.network.device["hall-fw-1"]
    assert not [r for r in device.routing.static if r.prefix in GOVCLOUD]
    assert [p for n in ("FROM-GOVCLOUD-V4", "FROM-GOVCLOUD-V6") for p in lists(device)[n]] == [
        str(p) for p in GOVCLOUD
    ]


def test_only_tiers_with_flows_there_are_told(city):
    device = city.network.device["hall-fw-1"]
    tier = {t.name: t for t in city.design.tiers}["myn"]
    assert lists(device)["TO-GOVCLOUD-V4"] == [str(tier.ipv4)]
    assert lists(device)["TO-GOVCLOUD-V6"] == [str(tier.ipv6)]
    assert [[n.prefix for n in f.networks] for f in device.routing.bgp[0].families] == [
        [tier.ipv4],
        [tier.ipv6],
    ]


def test_the_leading_box_tells_the_lower_metric(city):
    of = {n: metrics(city.network.device[n]) for n in ("hall-fw-1", "hall-fw-2", "hall-me-2")}
    assert of == {"hall-fw-1": {100}, "hall-fw-2": {200}, "hall-me-2": {200}}


def test_who_hides_behind_an_address_is_told_to_nobody(design, compiled_design):
    city = compiled_design(changed(design, "govcloud", source_nat=True))
    device = city.network.device["hall-fw-1"]
    assert sorted(lists(device)) == ["FROM-GOVCLOUD-V4", "FROM-GOVCLOUD-V6"]
    policies = {p.name: p for p in device.routing.policies}
    for name in ("TO-GOVCLOUD-V4", "TO-GOVCLOUD-V6"):
        assert [(t.action, t.matches) for t in policies[name].terms] == [(Action.DENY, ())]
    assert all(not f.networks for f in device.routing.bgp[0].families)


def test_pools_reach_the_inner_routers_by_ospf(city):
    device = city.network.device["hall-me-1"]
    mob = [p for p in device.routing.ospf if p.vrf == "MOB"]
    assert [p.redistribute for p in mob] == [(Redistribution(Source.BGP),)] * 2
    assert lists(device)["FROM-MOBILE-V4"] == [str(city.plan.pools["terminals"][0])]
    assert not [r for r in device.routing.static if r.vrf == "MOB"]


def test_the_plant_knows_who_answers(city):
    found = {p.name: p for p in city.network.plant.peers}
    assert sorted(found) == ["ext-govcloud", "ext-mobile"]
    assert found["ext-govcloud"].announces == tuple(GOVCLOUD)
    assert len(found["ext-mobile"].addresses) == 4
    ends = {end.device for link in city.network.plant.links for end in link.ends}
    assert found.keys() <= ends


def test_before_it_opens_an_external_is_no_peer(compiled, design):
    opened = next(e.since for e in design.externals if e.name == "govcloud")
    before = compiled(opened.replace(year=opened.year - 1)).network
    assert before.device["hall-fw-1"].routing.bgp == ()
    assert [p.name for p in before.plant.peers] == ["ext-mobile"]


@pytest.mark.parametrize("platform", ["arista_eos", "cisco_iosxe", "juniper_junos", "linux_frr"])
def test_every_platform_of_a_mobile_edge_says_it_and_is_read_back(compiled_on, platform):
    city = compiled_on(mobile_edge=platform)
    for name in ("hall-me-1", "hall-me-2"):
        device = city.network.device[name]
        parsed = parse_device(render_device(device), platform)
        assert parsed is not None
        assert (parsed.device, parsed.unclaimed) == (device, ())


@pytest.mark.parametrize("platform", ["fortinet_fortios", "linux_frr"])
def test_every_platform_of_a_firewall_says_it_and_is_read_back(
    design, compiled_design, compiled_on, platform
):
    hidden = compiled_design(changed(design, "govcloud", source_nat=True))
    for city in (compiled_on(firewall=platform), hidden):
        device = city.network.device["hall-fw-1"]
        parsed = parse_device(render_device(device), device.platform)
        assert parsed is not None
        assert (parsed.device, parsed.unclaimed) == (device, ())


def test_a_linux_firewall_lets_its_neighbours_speak_first(compiled_on):
    device = compiled_on(firewall="linux_frr").network.device["hall-fw-1"]
    rules = render_device(device)["hall-fw-1/nftables.conf"]
    for line in ("ip saddr 192.0.2.65", "ip6 saddr 2001:db8:ff03::1"):
        assert f"        {line} tcp dport 179 accept\n" in rules
