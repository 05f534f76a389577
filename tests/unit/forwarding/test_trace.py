"""The concrete walk: where a packet ends, what decided it, and whether the answer gets back."""

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest
from small_networks import access, box, group, net, ospf, port, process, static, vrrp

from kawanet.errors import Span
from kawanet.forwarding import Outcome, Packet, locate, owner_node, round_trip, simulate, trace
from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.packet import matches_acl_rule
from kawanet.model.policy import (
    ICMP,
    TCP,
    UDP,
    Acl,
    AclRule,
    Action,
    FirewallRule,
    NatKind,
    NatRule,
    PortRange,
    Service,
    ServiceGroup,
    Wildcard,
    Zone,
)
from kawanet.model.system import System


def packet(source, destination, destination_port=443, **more):
    ports = {"source_port": 40000, "destination_port": destination_port}
    return Packet(ip_address(source), ip_address(destination), **(ports | more))


def at(dataplane, address):
    (domain,) = locate(dataplane, ip_address(address))
    return domain


def outcomes(found):
    return sorted({f"{b.outcome} {b.device} {b.interface}" for b in found.branches})


# pc - r1 - r2 - server, OSPF between the routers and on their LANs; the world behind r2
R1 = (
    port("lan", "10.1.0.1/24", ospf=(ospf(passive=True),)),
    port("up", "10.9.0.0/31", ospf=(ospf(network="point-to-point"),)),
)
R2 = (
    port("lan", "10.2.0.1/24", ospf=(ospf(passive=True),)),
    port("up", "10.9.0.1/31", ospf=(ospf(network="point-to-point"),)),
    port("out", "192.0.2.1/24"),
    static("0.0.0.0/0", "192.0.2.254"),
    static("10.66.0.0/16"),
)
CABLES = ["r1:lan pc:0", "r1:up r2:up", "r2:lan server:0", "r2:out world:0"]


def two_routers(extra1=(), extra2=(), r1=R1):
    return net(
        box("r1", *r1, process("0.0.0.1"), *extra1),
        box("r2", *R2, process("0.0.0.2", default_originate=True), *extra2),
        cables=CABLES,
    )


ENDS = {
    "a host behind two routers": ("10.2.0.9", "delivered r2 lan"),
    "a neighbour on the segment": ("10.1.0.9", "delivered  "),
    "the gateway itself": ("10.1.0.1", "local r1 lan"),
    "a far router itself": ("10.2.0.1", "local r2 up"),
    "the world": ("198.51.100.7", "exited r2 out"),
    "a null route": ("10.66.1.1", "dropped r2 up"),
}


@pytest.mark.parametrize(("destination", "end"), ENDS.values(), ids=ENDS)
def test_where_a_packet_ends(destination, end):
    dataplane = simulate(two_routers())
    found = trace(dataplane, packet("10.1.0.5", destination), at(dataplane, "10.1.0.5"))
    assert outcomes(found) == [end]


def test_no_route():
    dataplane = simulate(net(box("r1", *R1), cables=CABLES[:1]))
    found = trace(dataplane, packet("10.1.0.5", "10.7.0.1"), at(dataplane, "10.1.0.5"))
    assert [b.why for b in found.branches] == ["no route to 10.7.0.1"]


def test_a_segment_without_a_router():
    dataplane = simulate(net(box("s", access("p", 10), access("q", 10)), cables=["s:p a:0"]))
    (branch,) = trace(dataplane, packet("10.1.0.5", "10.7.0.1"), 0).branches
    assert branch.why == "no router on the segment"


def test_routes_in_a_circle():
    loop1, loop2 = static("10.77.0.0/16", "10.9.0.1"), static("10.77.0.0/16", "10.9.0.0")
    dataplane = simulate(two_routers([loop1], [loop2]))
    found = trace(dataplane, packet("10.1.0.5", "10.77.0.1"), at(dataplane, "10.1.0.5"))
    assert [b.outcome for b in found.branches] == [Outcome.LOOP]


def test_every_equal_cost_branch_is_walked():
    both = [static("10.77.0.0/16", "10.9.0.1"), static("10.77.0.0/16", "10.1.0.77")]
    dataplane = simulate(two_routers(both, [static("10.77.0.0/16", "192.0.2.9")]))
    found = trace(dataplane, packet("10.1.0.5", "10.77.0.1"), at(dataplane, "10.1.0.5"))
    assert outcomes(found) == ["exited r1 lan", "exited r2 out"]


def test_a_walk_from_a_router_itself():
    dataplane = simulate(two_routers())
    found = trace(dataplane, packet("10.9.0.0", "10.2.0.9"), Node("r1", "default"))
    assert outcomes(found) == ["delivered r2 lan"]


def test_vrrp_master_is_the_gateway():
    def gateway(name, address, priority):
        return box(
            name,
            port("lan", address, vrrp=(vrrp(1, "10.1.0.254", priority),)),
            static("0.0.0.0/0"),
        )

    dataplane = simulate(
        net(
            gateway("r1", "10.1.0.1/24", 90),
            gateway("r2", "10.1.0.2/24", 110),
            cables=["r1:lan r2:lan pc:0"],
        )
    )
    found = trace(dataplane, packet("10.1.0.5", "10.7.0.1"), at(dataplane, "10.1.0.5"))
    assert outcomes(found) == ["dropped r2 lan"]


LEAKED = static("10.2.0.0/24", vrf="A", next_hop_vrf="B")
LEAKS = {
    "looked up again": ([LEAKED], "delivered r lan"),
    "in a circle": (
        [
            static("10.3.0.0/24", vrf="A", next_hop_vrf="B"),
            static("10.3.0.0/24", vrf="B", next_hop_vrf="A"),
        ],
        "loop r pc",
    ),
    "into a VRF that is not there": (
        [static("10.3.0.0/24", vrf="A", next_hop_vrf="C")],
        "dropped r pc",
    ),
}


@pytest.mark.parametrize(("routes", "end"), LEAKS.values(), ids=LEAKS)
def test_route_leaks(routes, end):
    legs = (port("pc", "10.1.0.1/24", vrf="A"), port("lan", "10.2.0.1/24", vrf="B"))
    dataplane = simulate(net(box("r", *legs, *routes), cables=["r:pc x:0", "r:lan y:0"]))
    sent = packet("10.1.0.5", str(routes[0].prefix.network_address + 9))
    assert outcomes(trace(dataplane, sent, at(dataplane, "10.1.0.5"))) == [end]


def test_a_next_hop_that_nobody_has():
    dataplane = simulate(two_routers([static("10.77.0.0/16", "10.9.0.1", interface="lan")]))
    lonely = simulate(
        net(
            box("r1", *R1, static("10.77.0.0/16", "10.9.0.9", interface="up")),
            box("r2", *R2),
            cables=CABLES,
        )
    )
    sent = packet("10.1.0.5", "10.77.0.1")
    assert outcomes(trace(dataplane, sent, at(dataplane, "10.1.0.5"))) == ["exited r1 lan"]
    (branch,) = trace(lonely, sent, at(lonely, "10.1.0.5")).branches
    assert branch.why == "nobody answers as 10.9.0.9"


def test_branches_beyond_the_limit_are_not_hidden():
    both = [static("10.77.0.0/16", "10.9.0.1"), static("10.77.0.0/16", "10.1.0.77")]
    dataplane = simulate(two_routers(both, [static("10.77.0.0/16", "192.0.2.9")]))
    sent = packet("10.1.0.5", "10.77.0.1")
    found = trace(dataplane, sent, at(dataplane, "10.1.0.5"), max_branches=1)
    assert not found.complete
    assert not found.arrived


# ---- ACLs


def line(action, number, **more):
    return AclRule(Action(action), where=Span("r1.txt", number), **more)


def guarded(*lines, direction="in", port_name="lan"):
    """The two routers with an ACL on an interface of r1."""
    changed = tuple(
        port(p.name, *map(str, p.addresses), ospf=p.ospf, filters=[f"A {direction}"])
        if p.name == port_name
        else p
        for p in R1
    )
    return simulate(two_routers([Acl("A", 4, lines)], r1=changed))


NET1 = ip_network("10.1.0.0/24")
ACLS = {
    "in": (guarded(line("deny", 3, destination=ip_network("10.2.0.0/16"))), ("r1.txt", 3)),
    "out": (
        guarded(line("deny", 4, protocol=TCP), direction="out", port_name="up"),
        ("r1.txt", 4),
    ),
    "no line matches": (guarded(line("permit", 5, protocol=UDP)), None),
    "the first match decides": (
        guarded(line("permit", 6, source=NET1), line("deny", 7)),
        "permitted",
    ),
    "established is no first packet": (guarded(line("permit", 8, established=True)), None),
}


@pytest.mark.parametrize(("dataplane", "expected"), ACLS.values(), ids=ACLS)
def test_acls(dataplane, expected):
    (branch,) = trace(dataplane, packet("10.1.0.5", "10.2.0.9"), at(dataplane, "10.1.0.5")).branches
    if expected == "permitted":
        assert branch.outcome is Outcome.DELIVERED
        assert Span("r1.txt", 6) in [s.where for s in branch.steps]
    else:
        assert branch.outcome is Outcome.DROPPED
        assert branch.where == (Span(*expected) if expected else None)


V6 = Packet(ip_address("fd00::1"), ip_address("fd00::2"), UDP, 1000, 53)
V4 = packet("10.1.0.5", "10.2.0.9")
MATCHES = {
    "anything": ({}, V4, True),
    "wildcard": ({"source": Wildcard(0x0A000005, 0x00FF0000)}, V4, True),
    "wildcard of another": ({"source": Wildcard(0x0A000006, 0x00FF0000)}, V4, False),
    "wildcards are IPv4": ({"source": Wildcard(0, 0xFFFFFFFF)}, V6, False),
    "source ports": ({"protocol": TCP, "source_ports": (PortRange(1, 100),)}, V4, False),
    "one of the ports": (
        {"protocol": UDP, "destination_ports": (PortRange(1, 9), PortRange(53, 53))},
        V6,
        True,
    ),
    "protocol": ({"protocol": UDP}, V4, False),
    "other family": ({"destination": ip_network("fd00::/8")}, V4, False),
    "icmp type": ({"protocol": ICMP, "icmp_type": 8}, replace(V4, protocol=ICMP), False),
    "established": ({"established": True}, replace(V4, established=True), True),
    "ports of what has no ports": (
        {"destination_ports": (PortRange(443, 443),)},
        replace(V4, protocol=ICMP),
        False,
    ),
}


@pytest.mark.parametrize(("fields", "sent", "expected"), MATCHES.values(), ids=MATCHES)
def test_acl_lines(fields, sent, expected):
    assert matches_acl_rule(AclRule(Action.PERMIT, **fields), sent) is expected


def test_an_undefined_acl_permits():
    changed = (port("lan", "10.1.0.1/24", filters=["NOWHERE in"]), *R1[1:])
    dataplane = simulate(two_routers(r1=changed))
    assert trace(dataplane, V4, at(dataplane, "10.1.0.5")).arrived


def test_replies():
    ping = replace(V4, protocol=ICMP, icmp_type=8)
    assert ping.reply().icmp_type == 0
    assert ping.reply().reply().icmp_type == 0
    assert V4.reply() == Packet(V4.destination, V4.source, TCP, 443, 40000, None, True)


def test_an_acl_knows_no_state():
    stateless = guarded(line("permit", 1, established=True), direction="out")
    start = at(stateless, "10.1.0.5")
    assert round_trip(stateless, packet("10.1.0.5", "10.2.0.9"), start).works
    udp = packet("10.1.0.5", "10.2.0.9", 53, protocol=UDP)
    there = round_trip(stateless, udp, start)
    assert there.forward.arrived
    assert not there.works


# ---- firewalls: inside 10.1.0.0/24 - fw - outside 10.2.0.0/24, servers 10.3.0.0/24

WEB = ServiceGroup("web", (Service(TCP, (PortRange(443, 443),)),))
PING = ServiceGroup("ping", (Service(ICMP, icmp_type=8),))
INSIDE, SERVERS = group("inside", "10.1.0.0/24"), group("servers", "10.3.0.0/24")
ZONES = (Zone("in", ("i",)), Zone("out", ("o",)), Zone("dmz", ("d",)))


def permit(name, from_zone, to_zone, number=1, **more):
    where = Span("fw.txt", number)
    return FirewallRule(name, 4, Action.PERMIT, (from_zone,), (to_zone,), where=where, **more)


def firewall(*parts, name="fw", own=1, virtual=False, system=None, priority=100):
    def leg(label, third):
        groups = (vrrp(third, f"10.{third}.0.254", priority),) if virtual else ()
        return port(label, f"10.{third}.0.{own}/24", vrrp=groups)

    return box(
        name,
        leg("i", 1),
        leg("o", 2),
        leg("d", 3),
        *ZONES,
        WEB,
        PING,
        INSIDE,
        SERVERS,
        *parts,
        system=system,
    )


LEGS = ["fw:i pc:0", "fw:o world:0", "fw:d server:0"]


def alone(*parts, **more):
    return simulate(net(firewall(*parts, **more), cables=LEGS))


WEB_RULE = permit("web", "in", "dmz", 7, sources=("inside",), services=("web",))
RULES = {
    "a rule permits": ([WEB_RULE], packet("10.1.0.5", "10.3.0.9"), True),
    "the port is another": ([WEB_RULE], packet("10.1.0.5", "10.3.0.9", 80), False),
    "the zone is another": ([WEB_RULE], packet("10.1.0.5", "10.2.0.9"), False),
    "a disabled rule": (
        [replace(WEB_RULE, enabled=False)],
        packet("10.1.0.5", "10.3.0.9"),
        False,
    ),
    "a rule of the other family": (
        [replace(WEB_RULE, family=6)],
        packet("10.1.0.5", "10.3.0.9"),
        False,
    ),
    "a deny before it": (
        [replace(WEB_RULE, name="no", action=Action.DENY, services=()), WEB_RULE],
        packet("10.1.0.5", "10.3.0.9"),
        False,
    ),
    "an unknown group matches nothing": (
        [replace(WEB_RULE, sources=("nobody",))],
        packet("10.1.0.5", "10.3.0.9"),
        False,
    ),
    "an interface instead of a zone": (
        [replace(WEB_RULE, from_zones=("i",))],
        packet("10.1.0.5", "10.3.0.9"),
        True,
    ),
    "ping by type": (
        [permit("ping", "in", "dmz", services=("ping",))],
        packet("10.1.0.5", "10.3.0.9", 0, protocol=ICMP, icmp_type=8, source_port=0),
        True,
    ),
    "a reply without a session": (
        [permit("all", "in", "dmz")],
        packet("10.1.0.5", "10.3.0.9", established=True),
        False,
    ),
}


@pytest.mark.parametrize(("rules", "sent", "passes"), RULES.values(), ids=RULES)
def test_firewall_rules(rules, sent, passes):
    dataplane = alone(*rules)
    found = round_trip(dataplane, sent, at(dataplane, "10.1.0.5"))
    assert found.works is passes
    assert found.forward.arrived is passes


def test_the_rule_that_decided_is_named():
    dataplane = alone(WEB_RULE)
    found = trace(dataplane, packet("10.1.0.5", "10.3.0.9"), at(dataplane, "10.1.0.5"))
    (step,) = (s for s in found.branches[0].steps if s.where == Span("fw.txt", 7))
    assert step.text == "rule web permits"


def test_a_firewall_takes_only_management_for_itself():
    sent = packet("10.1.0.5", "10.1.0.1", 22)
    dataplane = alone()
    assert outcomes(trace(dataplane, sent, at(dataplane, "10.1.0.5"))) == ["dropped fw i"]
    managed = alone(system=System(management_interface="i"))
    assert outcomes(trace(managed, sent, at(managed, "10.1.0.5"))) == ["local fw i"]


def nat(kind, from_zone, to_zone="", **more):
    return NatRule("n", 4, NatKind(kind), from_zone, to_zone, where=Span("fw.txt", 9), **more)


SNAT = nat("source", "in", "out", pool_first=ip_address("10.2.0.100"))
MASQUERADE = nat("source", "in", "out")
DNAT = nat(
    "destination",
    "out",
    address=ip_address("10.2.0.200"),
    mapped_address=ip_address("10.3.0.9"),
    protocol=TCP,
    port=443,
    mapped_port=8443,
)
PORT_8443 = ServiceGroup("mapped", (Service(TCP, (PortRange(8443, 8443),)),))
NATS = {
    "source, from a pool": (
        [SNAT, permit("all", "in", "out")],
        packet("10.1.0.5", "10.2.0.9"),
        ("10.2.0.100", "10.2.0.9", 443),
    ),
    "source, the interface's own": (
        [MASQUERADE, permit("all", "in", "out")],
        packet("10.1.0.5", "10.2.0.9"),
        ("10.2.0.1", "10.2.0.9", 443),
    ),
    "source, other zones": (
        [SNAT, permit("all", "in", "dmz")],
        packet("10.1.0.5", "10.3.0.9"),
        ("10.1.0.5", "10.3.0.9", 443),
    ),
    "destination, matched after translation": (
        [
            DNAT,
            PORT_8443,
            permit("in", "out", "dmz", destinations=("servers",), services=("mapped",)),
        ],
        packet("10.99.0.7", "10.2.0.200"),
        ("10.99.0.7", "10.3.0.9", 8443),
    ),
}


@pytest.mark.parametrize(("parts", "sent", "arrives"), NATS.values(), ids=NATS)
def test_nat(parts, sent, arrives):
    dataplane = alone(static("10.99.0.0/16", "10.2.0.77"), *parts)
    start = at(dataplane, str(sent.source))
    found = round_trip(dataplane, sent, start)
    (branch,) = found.forward.branches
    got = branch.packet
    assert (str(got.source), str(got.destination), got.destination_port) == arrives
    assert found.works
    (answer,) = found.replies[0].branches
    assert (answer.packet.source, answer.packet.destination) == (sent.destination, sent.source)
    assert answer.packet.source_port == sent.destination_port


def test_a_packet_to_a_pool_without_a_session_ends_at_the_firewall():
    dataplane = alone(SNAT)
    sent = packet("10.2.0.9", "10.2.0.100")
    assert outcomes(trace(dataplane, sent, at(dataplane, "10.2.0.9"))) == ["dropped fw o"]


# ---- pairs: two firewalls that back each other; the answer may come by the other


def pair(shared):
    """fw1 is master inside; the servers answer by way of fw2."""
    rules = [permit("web", "in", "dmz", services=("web",))]
    fw1 = firewall(*rules, name="fw1", own=1, virtual=shared, priority=110)
    fw2 = firewall(*rules, name="fw2", own=2, virtual=shared)
    back = box("server", port("e", "10.3.0.9/24"), static("10.1.0.0/24", "10.3.0.2"))
    hosts = box("pc", port("e", "10.1.0.5/24"), static("10.3.0.0/24", "10.1.0.1"))
    cables = ["fw1:i fw2:i pc:e", "fw1:o fw2:o world:0", "fw1:d fw2:d server:e"]
    return simulate(net(fw1, fw2, back, hosts, cables=cables))


@pytest.mark.parametrize("shared", [True, False])
def test_a_pair_shares_its_sessions(shared):
    found = round_trip(pair(shared), packet("10.1.0.5", "10.3.0.9"), Node("pc", "default"))
    assert found.forward.arrived
    assert found.works is shared


# ---- where things live


def test_locate():
    dataplane = simulate(two_routers())
    (segment,) = locate(dataplane, ip_address("10.2.0.9"))
    assert [str(p) for p in dataplane.domains[segment].routers] == ["r2:lan"]
    (outside,) = locate(dataplane, ip_address("198.51.100.1"))
    assert [str(p) for p in dataplane.domains[outside].routers] == ["r2:out"]
    assert locate(dataplane, ip_address("2001:db8::1")) == ()


def test_owner_node():
    dataplane = simulate(two_routers())
    assert owner_node(dataplane, ip_address("10.2.0.1")) == Node("r2", "default")
    assert owner_node(dataplane, ip_address("10.2.0.9")) is None
