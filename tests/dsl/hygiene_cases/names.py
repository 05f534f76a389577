"""References: used but not defined, defined but not used."""

from dataclasses import replace
from ipaddress import IPv4Address, ip_network

from hygiene_cases.case import Case, at
from hygiene_cases.management import SERVERS, served
from hygiene_cases.policies import GOOD, firewall, rule
from small_networks import access, box, group, member, net, port, static, sub, trunk

from kawanet.model.interfaces import FilterBinding
from kawanet.model.network import Vrf
from kawanet.model.policy import Acl, AclRule, Action, ServiceGroup, Zone
from kawanet.model.route_policy import (
    MatchPrefixes,
    PolicyTerm,
    PrefixList,
    Redistribution,
    RoutePolicy,
    Source,
)
from kawanet.model.routing import OspfProcess, Routing, StaticRoute, Track
from kawanet.model.services import RadiusGroup, Services
from kawanet.model.switching import Switching, Vlan
from kawanet.model.system import System

L = Acl("L", 4, (AclRule(Action.DENY),), at(5))
BOUND = port("e0", "10.0.0.1/24", filters=("L in",))
NAMES_ACL = replace(BOUND, filters=(FilterBinding("L", 4, "in", at(5)),))
X = Vrf("X", 7, where=at(5))


def switch(*ports):
    return net(replace(box("a", *ports), switching=Switching((Vlan(10), Vlan(20, where=at(6))))))


def with_group(name):
    device = box("a", system=System(aaa_login=("RADIUS", "local")))
    groups = (RadiusGroup("RADIUS", ("r1", "r2")), RadiusGroup(name, ("r1", "r2"), at(5)))
    return net(replace(device, services=Services(SERVERS, groups)))


ANY = ip_network("10.0.0.0/8")


def routed(*policies, lists=(), redistributes=(), tracks=(), track=None):
    """A router whose OSPF takes in static routes by policies."""
    taken = Redistribution(Source.STATIC, policies=redistributes, where=at(5))
    ospf = OspfProcess("default", 4, 1, IPv4Address("1.1.1.1"), redistribute=(taken,))
    way = StaticRoute("default", ANY, interface="e0", where=at(6), track=track)
    routing = Routing((way,), (ospf,), policies=policies, prefix_lists=lists, tracks=tracks)
    return net(replace(box("a", port("e0", "10.0.0.1/24")), routing=routing))


def policy(name, *lists):
    terms = (PolicyTerm("10", Action.PERMIT, (MatchPrefixes(lists=lists),), where=at(7)),)
    return RoutePolicy(name, terms if lists else (), where=at(8))


P, PL, T = policy("P"), PrefixList("PL", 4, where=at(9)), Track("1", "e0", where=at(4))

CASES = (
    Case("KW-REF-001", net(box("a", NAMES_ACL)), net(box("a", NAMES_ACL, L)), line=5),
    Case(
        "KW-REF-001",
        net(box("a", L, system=System(management_acl=("M",), where=at(2)))),
        net(box("a", L, system=System(management_acl=("L",)))),
        line=2,
    ),
    Case("KW-REF-002", net(box("a", L)), net(box("a", L, BOUND)), line=5),
    Case(
        "KW-REF-002",
        net(box("a", L, port("e0", "10.0.0.1/24", filters=("L in 6",)))),
        net(box("a", L, system=System(management_acl=("L",)))),
    ),
    Case("KW-REF-003", firewall(rule(sources=("gone",))), firewall(GOOD), line=8),
    Case(
        "KW-REF-004",
        firewall(GOOD, parts=(replace(group("left", "30.0.0.0/8"), where=at(5)),)),
        firewall(GOOD),
        line=5,
    ),
    Case("KW-REF-005", firewall(rule(services=("gone",))), firewall(GOOD), line=8),
    Case(
        "KW-REF-006",
        firewall(GOOD, parts=(ServiceGroup("left", (), at(5)),)),
        firewall(GOOD),
        line=5,
    ),
    Case("KW-REF-007", firewall(rule(to_zones=("gone",))), firewall(GOOD), line=8),
    Case(
        "KW-REF-008",
        firewall(GOOD, parts=(Zone("left", ("e2",), at(5)), port("e2"))),
        firewall(GOOD, rule(from_zones=("e2",)), parts=(Zone("left", ("e2",)), port("e2"))),
        line=5,
    ),
    Case(
        "KW-REF-009",
        net(box("a", replace(port("e0", vrf="X"), where=at(5)))),
        net(box("a", port("e0", vrf="X"), X)),
        line=5,
    ),
    Case(
        "KW-REF-009",
        net(box("a", static("10.0.0.0/8", "10.9.0.1", vrf="X"))),
        net(box("a", static("10.0.0.0/8", "10.9.0.1", vrf="X"), X)),
    ),
    Case("KW-REF-010", net(box("a", X)), net(box("a", X, port("e0", vrf="X"))), line=5),
    Case("KW-REF-011", switch(access("p", 30, where=at(5))), switch(access("p", 10)), line=5),
    Case("KW-REF-011", switch(access("p", 10, voice=30)), switch(trunk("p", 10, 30))),
    Case("KW-REF-012", switch(access("p", 10)), switch(access("p", 10), trunk("t", 20)), line=6),
    Case("KW-REF-012", switch(access("p", 10)), switch(trunk("t"))),
    Case(
        "KW-REF-013",
        net(box("a", member("m", "po1", where=at(5)))),
        net(box("a", port("m"))),
        line=5,
    ),
    Case("KW-REF-013", net(box("a", sub("e0", 5))), net(box("a", sub("e0", 5), port("e0")))),
    Case(
        "KW-REF-013",
        firewall(GOOD, parts=(Zone("x", ("gone",), at(5)),)),
        firewall(GOOD),
        line=5,
    ),
    Case(
        "KW-REF-013",
        net(box("a", port("e0"), system=System(management_interface="lo"))),
        net(box("a", port("e0"), system=System(management_interface="e0"))),
    ),
    Case("KW-REF-014", served(group=("r1", "gone")), served(), line=7),
    Case("KW-REF-014", served(login="GONE"), served()),
    Case("KW-REF-014", served(dot1x="GONE"), served(login="radius", dot1x="RADIUS")),
    Case("KW-REF-015", with_group("LEFT"), with_group("RADIUS"), line=5),
    Case("KW-REF-015", served(group=("r1",)), served(), line=6),
    Case("KW-REF-016", routed(redistributes=("P",)), routed(P, redistributes=("P",)), line=5),
    Case("KW-REF-017", routed(P), routed(P, redistributes=("P",)), line=8),
    Case(
        "KW-REF-018",
        routed(policy("P", "PL"), redistributes=("P",)),
        routed(policy("P", "PL"), lists=(PL,), redistributes=("P",)),
        line=7,
    ),
    Case(
        "KW-REF-019",
        routed(lists=(PL,)),
        routed(policy("P", "PL"), lists=(PL,), redistributes=("P",)),
        line=9,
    ),
    Case("KW-REF-020", routed(track="1"), routed(tracks=(T,), track="1"), line=6),
    Case("KW-REF-021", routed(tracks=(T,)), routed(tracks=(T,), track="1"), line=4),
)
