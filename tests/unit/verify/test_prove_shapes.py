"""Verdicts where the small city has a certain shape: NAT, hand-offs, pairs, loopbacks, WLANs."""

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest
from small_networks import (
    access,
    box,
    cable,
    group,
    loopback,
    net,
    port,
    static,
    sub,
    svi,
    trunk,
    vrrp,
)

from kawanet.errors import Span
from kawanet.findings import Verdict
from kawanet.forwarding import simulate
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.policy import (
    TCP,
    Action,
    FirewallRule,
    NatKind,
    NatRule,
    PortRange,
    Service,
    ServiceGroup,
    Zone,
)
from kawanet.model.requirement import Flow, PolicyStatement, Tier
from kawanet.model.wireless import PolicyProfile, PolicyTag, Wireless, Wlan, WlanSecurity
from kawanet.verify.prove import prove

WEB = Service(TCP, (PortRange(443, 443),))
A = Tier("A", "甲", (ip_network("10.1.0.0/16"), ip_network("fd00:1::/48")))
B = Tier("B", "乙", (ip_network("10.2.0.0/16"), ip_network("fd00:2::/48")))
OUT = Tier("OUT", "外", (ip_network("0.0.0.0/0"),), attachments=(Port("isp", "e0"),), external=True)


def unproved(network, tiers, *flows):
    """{code: verdict} of all that is not proved."""
    results = prove(simulate(network), PolicyStatement(tiers, flows))
    return {r.code: r.verdict for r in results if r.verdict is not Verdict.PROVED}


def flow(source, destination, from_tier="A", to_tier="B"):
    return Flow("f", from_tier, to_tier, (ip_network(source),), (ip_network(destination),), (WEB,))


def rule(from_zone, to_zone, **more):
    return FirewallRule("r", 4, Action.PERMIT, (from_zone,), (to_zone,), services=("web",), **more)


def firewall(name="fw", *parts, last=1):
    """A firewall between A, B and outside."""
    return box(
        name,
        port("a", f"10.1.255.{last}/29"),
        port("b", f"10.2.255.{last}/29"),
        port("o", f"198.51.100.{last}/29"),
        Zone("A", ("a",)),
        Zone("B", ("b",)),
        Zone("O", ("o",)),
        ServiceGroup("web", (WEB,)),
        group("server", "10.2.1.10/32"),
        group("clients", "10.1.1.0/24"),
        static("10.1.0.0/16", "10.1.255.6"),
        static("10.2.0.0/16", "10.2.255.6"),
        static("0.0.0.0/0", "198.51.100.6"),
        *parts,
    )


def router(number, *parts, gateway="1", **lan):
    return box(
        f"r{number}",
        port("up", f"10.{number}.255.6/29"),
        port("lan", f"10.{number}.1.1/24", **lan),
        static("0.0.0.0/0", f"10.{number}.255.{gateway}"),
        *parts,
    )


CABLES = ["fw:a r1:up", "fw:b r2:up", "fw:o isp:e0", "r1:lan pc:e", "r2:lan server:e"]


def city(*parts, more=(), cables=()):
    return net(firewall("fw", *parts), router(1), router(2), *more, cables=[*CABLES, *cables])


def hide(first=None, last=None, to_zone="B"):
    ends = (ip_address(first), ip_address(last or first)) if first else (None, None)
    return NatRule("hide", 4, NatKind.SOURCE, "A", to_zone, pool_first=ends[0], pool_last=ends[1])


PERMIT = rule("A", "B", sources=("clients",), destinations=("server",))
TO_SERVER = flow("10.1.1.0/24", "10.2.1.10/32")

SOURCE_NAT = {
    "behind the interface's address": (hide(), {}),
    "behind an address of the transit, for which it answers": (hide("10.2.255.5"), {}),
    "behind a pool that the server's router knows": (hide("192.0.2.1", "192.0.2.4"), {}),
    "behind an address of the server's own segment": (
        hide("10.2.1.77"),
        {"f": Verdict.REFUTED},
    ),
}


@pytest.mark.parametrize("name", SOURCE_NAT)
def test_replies_find_back_through_source_nat(name):
    nat, expected = SOURCE_NAT[name]
    assert unproved(city(PERMIT, nat), (A, B), TO_SERVER) == expected


PUBLISH = NatRule(
    "publish",
    4,
    NatKind.DESTINATION,
    "O",
    address=ip_address("198.51.100.1"),
    mapped_address=ip_address("10.2.1.10"),
    protocol=TCP,
    port=443,
    mapped_port=8443,
)
MAPPED = Service(TCP, (PortRange(8443, 8443),))


def test_a_published_server_is_reached_from_outside_and_answers():
    inside = ServiceGroup("mapped", (MAPPED,))
    permit = replace(rule("O", "B", destinations=("server",)), services=("mapped",))
    network = city(inside, permit, PUBLISH)
    wanted = replace(flow("0.0.0.0/0", "198.51.100.1/32", "OUT"), from_tier="OUT")
    assert unproved(network, (A, B, OUT), wanted) == {}
    assert unproved(network, (A, B, OUT)) == {"SEP-OUT-B-V4": Verdict.REFUTED}


def test_outside_is_everything_but_the_city():
    network = city(rule("A", "O", sources=("clients",)))
    browse = flow("10.1.1.0/24", "0.0.0.0/0", "A", "OUT")
    assert unproved(network, (A, B, OUT), browse) == {}
    assert unproved(network, (A, B, OUT)) == {"SEP-A-OUT-V4": Verdict.REFUTED}


def test_terminals_beyond_a_hand_off_are_sources():
    """A pool that a carrier routes to us: no segment of ours, yet flows start there."""
    r3 = box(
        "r3",
        port("x", "10.1.255.5/29"),
        port("carrier", "10.1.254.1/30"),
        static("10.1.16.0/24", "10.1.254.2"),
        static("0.0.0.0/0", "10.1.255.1"),
    )
    back = static("10.1.16.0/24", "10.1.255.5")
    pool = group("pool", "10.1.16.0/24")
    cables = ["fw:a r1:up r3:x", "r3:carrier them:e", *CABLES[1:]]
    tiers = (replace(A, attachments=(Port("them", "e"),)), B)
    terminals = flow("10.1.16.0/24", "10.2.1.10/32")
    for parts, expected in (
        ((pool, rule("A", "B", sources=("pool",), destinations=("server",)), back), {}),
        ((pool, back), {"f": Verdict.REFUTED}),
    ):
        network = net(firewall("fw", *parts), router(1), router(2), r3, cables=cables)
        assert unproved(network, tiers, terminals) == expected


def test_an_external_tier_without_its_hand_off_proves_no_flow():
    network = city(rule("O", "B", destinations=("server",)))
    strangers = Tier("OUT", "外", (ip_network("0.0.0.0/0"),), external=True)
    wanted = flow("0.0.0.0/0", "10.2.1.10/32", "OUT")
    assert unproved(network, (A, B, strangers), wanted)["f"] is Verdict.UNKNOWN


def test_a_pair_of_firewalls_shares_its_sessions():
    """The first packet goes by the master of one segment, the reply by the other's."""
    pair = []
    for last, (inner, outer) in ((1, (110, 90)), (2, (90, 110))):
        fw = firewall(f"fw{last}", PERMIT, last=last)
        ports = {
            "a": vrrp(1, "10.1.255.3", inner),
            "b": vrrp(1, "10.2.255.3", outer),
        }
        interfaces = tuple(
            replace(i, vrrp=(ports[i.name],)) if i.name in ports else i for i in fw.interfaces
        )
        pair.append(replace(fw, interfaces=interfaces))
    routers = [router(1, gateway="3"), router(2, gateway="3")]
    cables = [
        "fw1:a fw2:a r1:up",
        "fw1:b fw2:b r2:up",
        "fw1:o fw2:o isp:e0",
        *CABLES[3:],
    ]
    assert unproved(net(*pair, *routers, cables=cables), (A, B, OUT), TO_SERVER) == {}
    alone = [replace(d, interfaces=tuple(replace(i, vrrp=()) for i in d.interfaces)) for d in pair]
    routers = [router(1, gateway="1"), router(2, gateway="2")]
    found = unproved(net(*alone, *routers, cables=cables), (A, B, OUT), TO_SERVER)
    assert found == {"f": Verdict.REFUTED}


def test_routers_themselves_are_sources_and_destinations():
    network = net(
        firewall(
            "fw",
            group("devices", "10.1.0.1/32"),
            group("log", "10.2.0.1/32"),
            rule("A", "B", sources=("devices",), destinations=("log",)),
        ),
        router(1, loopback("lo", "10.1.0.1/32")),
        router(2, loopback("lo", "10.2.0.1/32")),
        cables=CABLES,
    )
    assert unproved(network, (A, B), flow("10.1.0.1/32", "10.2.0.1/32")) == {}
    elsewhere = unproved(network, (A, B), flow("10.1.0.1/32", "10.2.0.2/32"))
    assert elsewhere == {"f": Verdict.REFUTED, "SEP-A-B-V4": Verdict.REFUTED}


def test_every_equal_path_has_to_deliver():
    """Two ways to the server; a filter on one of them loses half of the packets."""
    way = box(
        "way",
        port("up", "10.2.255.5/29"),
        port("down", "10.2.2.2/24"),
        static("10.2.1.0/24", "10.2.2.1"),
        static("0.0.0.0/0", "10.2.255.1"),
    )
    r2 = router(2, port("back", "10.2.2.1/24"))
    fw = firewall(
        "fw", PERMIT, static("10.2.1.0/24", "10.2.255.6"), static("10.2.1.0/24", "10.2.255.5")
    )
    cables = ["fw:a r1:up", "fw:b r2:up way:up", "fw:o isp:e0", "way:down r2:back", *CABLES[3:]]
    assert unproved(net(fw, router(1), r2, way, cables=cables), (A, B), TO_SERVER) == {}
    broken = replace(way, routing=replace(way.routing, static=way.routing.static[1:]))
    found = unproved(net(fw, router(1), r2, broken, cables=cables), (A, B), TO_SERVER)
    assert found["f"] is Verdict.REFUTED


def controller(vlan):
    """A wireless controller whose guests enter in a VLAN."""
    wireless = Wireless(
        wlans=(Wlan("guests", 1, "guests", WlanSecurity.OWE),),
        policy_profiles=(PolicyProfile("p", vlan, where=Span("wlc", 5), vlan_line=Span("wlc", 6)),),
        policy_tags=(PolicyTag("t", (("guests", "p"),)),),
    )
    device = box("wlc", trunk("up", 10, 20), vlans=(10, 20))
    return Device(
        **{**{f: getattr(device, f) for f in device.__dataclass_fields__}, "wireless": wireless}
    )


def campus(vlan):
    switch = box(
        "sw",
        trunk("wlc", 10, 20),
        access("pc", 10, where=Span("sw", 3)),
        svi(10, "10.1.1.1/24"),
        svi(20, "10.2.1.1/24", vrf="b"),
        vlans=(10, 20),
    )
    return net(switch, controller(vlan), cables=["sw:wlc wlc:up", "sw:pc pc:e"])


def test_a_wlan_in_another_tiers_vlan_is_a_leak():
    tiers = (
        replace(A, attachments=(Port("sw", "pc"),)),
        replace(B, wlans=(("wlc", "guests"),)),
    )
    assert unproved(campus(20), tiers) == {}
    results = prove(simulate(campus(10)), PolicyStatement(tiers, ()))
    leak = next(r for r in results if r.code == "L2-A-B")
    assert leak.verdict is Verdict.REFUTED
    assert leak.blame == Span("wlc", 6)


def test_one_device_without_a_firewall_leaks_between_its_segments():
    both = box("r", port("x", "10.1.1.1/24", "fd00:1::1/64"), port("y", "10.2.1.1/24"))
    found = unproved(net(both, cables=["r:x a:e", "r:y b:e"]), (A, B))
    assert found == {"SEP-A-B-V4": Verdict.REFUTED, "SEP-B-A-V4": Verdict.REFUTED}


def test_vrfs_keep_tiers_apart_on_one_wire():
    parts = [
        (sub("up", 1, f"10.1.254.{n}/30", vrf="a"), sub("up", 2, f"10.2.254.{n}/30", vrf="b"))
        for n in (1, 2)
    ]
    left = box("l", port("up"), *parts[0], port("pc", "10.1.1.1/24", vrf="a"))
    right = box("r", port("up"), *parts[1], port("pc", "10.2.1.1/24", vrf="b"))
    cables = [cable("l:up r:up"), "l:pc a:e", "r:pc b:e"]
    assert unproved(net(left, right, cables=cables), (A, B)) == {}
