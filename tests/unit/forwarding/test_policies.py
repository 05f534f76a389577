"""Route policies: tables of (policies, route, what comes out)."""

from ipaddress import ip_address, ip_network

import pytest

from kawanet.forwarding.policies import Policies
from kawanet.forwarding.route_view import BgpAttributes, RouteView, as_path_text, in_order
from kawanet.model.network import Device
from kawanet.model.policy import Acl, AclRule, Action, Policy, Wildcard
from kawanet.model.route_policy import (
    AsPathEntry,
    AsPathList,
    CommunityEntry,
    CommunityList,
    MatchAcls,
    MatchAsPaths,
    MatchCommunities,
    MatchFamily,
    MatchInterfaces,
    MatchLocalPreference,
    MatchMetric,
    MatchNeighbours,
    MatchNextHops,
    MatchOrigin,
    MatchPolicies,
    MatchPrefixes,
    MatchProtocols,
    MatchRouteTypes,
    MatchTags,
    MatchVrfs,
    PolicyTerm,
    PrefixList,
    PrefixListEntry,
    PrefixRange,
    PrependAsPath,
    ReplaceAsPath,
    RoutePolicy,
    SetCommunities,
    SetDistance,
    SetLocalPreference,
    SetMetric,
    SetMetricType,
    SetNextHop,
    SetOrigin,
    SetTag,
    SetWeight,
    Source,
)
from kawanet.model.routing import Routing

PERMIT, DENY = Action.PERMIT, Action.DENY
TEN = ip_network("10.1.0.0/16")
ROUTE = RouteView(
    TEN,
    Source.BGP,
    "65000",
    "external",
    tag=7,
    metric=50,
    next_hop=ip_address("192.0.2.1"),
    interfaces=("e0",),
    neighbour=ip_address("192.0.2.9"),
    igp_metric=30,
    own_as=65000,
    bgp=BgpAttributes((65001, 65002, (3, 4)), (), "igp", None, ("65000:1", "rt:65000:9")),
)


def span(text, low=None, high=None):
    prefix = ip_network(text)
    return PrefixRange(prefix, low or prefix.prefixlen, high or prefix.prefixlen)


def prefixes(name, *entries):
    made = tuple(PrefixListEntry(action, match) for action, match in entries)
    return PrefixList(name, made[0].match.prefix.version, made)


LISTS = Routing(
    prefix_lists=(
        prefixes("ten", (PERMIT, span("10.0.0.0/8", 8, 24))),
        prefixes("no-ten", (DENY, span("10.0.0.0/8", 8, 32)), (PERMIT, span("0.0.0.0/0", 0, 32))),
        prefixes("hosts", (PERMIT, span("192.0.2.0/24", 32, 32))),
        prefixes("six", (PERMIT, span("2001:db8::/32", 32, 64))),
    ),
    as_path_lists=(
        AsPathList("from-65001", (AsPathEntry(PERMIT, r"^65001(?:\s|$)"),)),
        AsPathList("set", (AsPathEntry(DENY, "65009"), AsPathEntry(PERMIT, r"\{3,4\}$"))),
    ),
    community_lists=(
        CommunityList("one", (CommunityEntry(PERMIT, ("65000:1",)),)),
        CommunityList("both", (CommunityEntry(PERMIT, ("65000:1", "65000:2")),)),
        CommunityList("regex", (CommunityEntry(PERMIT, (), r"65000:\d"),)),
        CommunityList("not-one", (CommunityEntry(DENY, ("65000:1",)),)),
    ),
)
ACLS = Policy(
    acls=(
        Acl("std", 4, (AclRule(PERMIT, source=Wildcard(int(TEN.network_address), 0x0000FFFF)),)),
        Acl(
            "ext",
            4,
            (AclRule(PERMIT, None, ip_network("10.0.0.0/8"), ip_network("255.255.0.0/32")),),
        ),
        Acl("ext24", 4, (AclRule(PERMIT, None, None, ip_network("255.255.255.0/32")),)),
    )
)


def device(*policies, platform="linux_frr"):
    routing = Routing(
        policies=policies,
        prefix_lists=LISTS.prefix_lists,
        as_path_lists=LISTS.as_path_lists,
        community_lists=LISTS.community_lists,
    )
    return Device("r1", platform, routing=routing, policy=ACLS)


def run(policies, route=ROUTE, chain=("p",), default=PERMIT, platform="linux_frr"):
    return Policies(device(*policies, platform=platform)).decide(chain, route, default)


def term(name, action, *matches, changes=(), **more):
    return PolicyTerm(str(name), action, matches, changes, **more)


MATCHES = {
    "a range": (MatchPrefixes((span("10.0.0.0/8", 16, 16),)), True),
    "a range of other lengths": (MatchPrefixes((span("10.0.0.0/8", 17, 32),)), False),
    "no prefix covers its own cover": (MatchPrefixes((span("10.1.2.0/24", 8, 32),)), False),
    "a list": (MatchPrefixes((), ("ten",)), True),
    "one of two lists": (MatchPrefixes((), ("no-ten", "ten")), True),
    "a list's deny": (MatchPrefixes((), ("no-ten",)), False),
    "a list of the other family": (MatchPrefixes((), ("six",)), False),
    "a list that is not defined": (MatchPrefixes((), ("nowhere",)), False),
    "a standard ACL": (MatchAcls(("std",)), True),
    "an extended ACL looks at the mask": (MatchAcls(("ext",)), True),
    "an extended ACL of another mask": (MatchAcls(("ext24",)), False),
    "next hop in a prefix list": (MatchNextHops(lists=("hosts",)), True),
    "next hop not in an ACL": (MatchNextHops(acls=("std",)), False),
    "next hop by address": (MatchNextHops(addresses=(ip_address("192.0.2.1"),)), True),
    "AS path": (MatchAsPaths(("from-65001",)), True),
    "AS path with a set": (MatchAsPaths(("set",)), True),
    "community": (MatchCommunities(("one",)), True),
    "community, exactly": (MatchCommunities(("one",), exact=True), True),
    "communities all": (MatchCommunities(("both",)), False),
    "community by expression": (MatchCommunities(("regex",)), True),
    "community denied": (MatchCommunities(("not-one",)), False),
    "tag": (MatchTags((1, 7)), True),
    "metric": (MatchMetric(50, 60), True),
    "metric outside": (MatchMetric(51, 60), False),
    "local preference: 100 where none": (MatchLocalPreference(100, 100), True),
    "protocol": (MatchProtocols(((Source.STATIC, None), (Source.BGP, None))), True),
    "protocol of an instance": (MatchProtocols(((Source.BGP, "65001"),)), False),
    "any protocol": (MatchProtocols(((Source.ANY, None),)), True),
    "route type": (MatchRouteTypes(("internal", "external")), True),
    "route type not": (MatchRouteTypes(("internal",)), False),
    "interface": (MatchInterfaces(("e1", "e0")), True),
    "neighbour": (MatchNeighbours((ip_network("192.0.2.9/32"),)), True),
    "family": (MatchFamily(6), False),
    "origin": (MatchOrigin("igp"), True),
    "VRF": (MatchVrfs(("other",)), False),
}


@pytest.mark.parametrize("name", MATCHES)
def test_a_condition(name):
    match, expected = MATCHES[name]
    assert (run([RoutePolicy("p", (term(10, PERMIT, match),))]) is not None) is expected


@pytest.mark.parametrize(
    ("kind", "wanted", "matches"),
    [
        ("intra-area", "internal", True),
        ("external-2", "external", True),
        ("external-2", "external-1", False),
        ("nssa-external-1", "nssa-external", True),
        ("level-2", "level-2", True),
        ("inter-area", "external", False),
    ],
)
def test_a_route_type_stands_for_its_kinds(kind, wanted, matches):
    route = ROUTE._replace(kind=kind)
    policy = RoutePolicy("p", (term(10, PERMIT, MatchRouteTypes((wanted,))),))
    assert (run([policy], route) is not None) is matches


def bgp(**more):
    return ROUTE._replace(bgp=ROUTE.bgp._replace(**more))


CHANGES = {
    "metric": (SetMetric(5), ROUTE._replace(metric=5, metric_set=True)),
    "metric added": (SetMetric(5, "add"), ROUTE._replace(metric=55, metric_set=True)),
    "metric never below 0": (SetMetric(90, "subtract"), ROUTE._replace(metric=0, metric_set=True)),
    "metric of the IGP": (SetMetric(2, "igp"), ROUTE._replace(metric=32, metric_set=True)),
    "local preference": (SetLocalPreference(200), bgp(local_preference=200)),
    "local preference more": (SetLocalPreference(20, "add"), bgp(local_preference=120)),
    "local preference less": (SetLocalPreference(20, "subtract"), bgp(local_preference=80)),
    "weight": (SetWeight(9), bgp(weight=9)),
    "next hop": (
        SetNextHop(ip_address("10.0.0.9")),
        ROUTE._replace(next_hop=ip_address("10.0.0.9")),
    ),
    "next hop of the other family": (SetNextHop(ip_address("2001:db8::9")), ROUTE),
    "next hop self": (SetNextHop("self"), ROUTE._replace(next_hop="self")),
    "communities replaced, extended kept": (
        SetCommunities(("65000:7",)),
        bgp(communities=("rt:65000:9", "65000:7")),
    ),
    "route targets replaced, others kept": (
        SetCommunities(("rt:1:1",)),
        bgp(communities=("rt:1:1", "65000:1")),
    ),
    "no communities": (SetCommunities(), bgp(communities=("rt:65000:9",))),
    "communities added": (
        SetCommunities(("no-export",), op="add"),
        bgp(communities=("rt:65000:9", "65000:1", "no-export")),
    ),
    "communities deleted by list": (
        SetCommunities((), ("regex",), "delete"),
        bgp(communities=()),
    ),
    "path prepended": (PrependAsPath((1, 2)), bgp(as_path=(1, 2, 65001, 65002, (3, 4)))),
    "nearest again": (PrependAsPath((), 2), bgp(as_path=(65001,) * 3 + (65002, (3, 4)))),
    "path replaced": (ReplaceAsPath((65002,)), bgp(as_path=(65001, 65000, (3, 4)))),
    "whole path replaced": (ReplaceAsPath(), bgp(as_path=(65000, 65000, (3, 4)))),
    "origin": (SetOrigin("egp"), bgp(origin="egp")),
    "tag": (SetTag(8), ROUTE._replace(tag=8)),
    "metric type": (SetMetricType(1), ROUTE._replace(metric_type=1)),
    "distance": (SetDistance(9), ROUTE._replace(distance=9)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change(name):
    one, expected = CHANGES[name]
    expected = expected._replace(
        bgp=expected.bgp._replace(communities=in_order(set(expected.bgp.communities)))
    )
    assert run([RoutePolicy("p", (term(10, PERMIT, changes=(one,)),))]) == expected


NEVER, ALWAYS = MatchTags((0,)), MatchTags((7,))
LOW = SetLocalPreference(1)
TERMS = {
    "first match decides": ((term(10, DENY, ALWAYS), term(20, PERMIT)), None),
    "a term not matched is passed": ((term(10, DENY, NEVER), term(20, PERMIT)), 50),
    "all conditions must hold": ((term(10, PERMIT, ALWAYS, NEVER),), None),
    "no term matches: the policy's default": ((term(10, PERMIT, NEVER),), None),
    "no action: changes stay, next term": (
        (term(10, None, changes=(SetMetric(1),)), term(20, PERMIT)),
        1,
    ),
    "goto jumps over": (
        (
            term(10, PERMIT, changes=(SetMetric(1),), goto="30"),
            term(20, DENY),
            term(30, PERMIT, changes=(SetMetric(1, "add"),)),
        ),
        2,
    ),
    "goto to a number that is not there": (
        (
            term(10, PERMIT, goto="25"),
            term(20, DENY),
            term(30, PERMIT, changes=(SetMetric(3),)),
        ),
        3,
    ),
    "a permit with goto stands": ((term(10, PERMIT, goto="20"), term(20, PERMIT, NEVER)), 50),
    "unless a later term denies": ((term(10, PERMIT, goto="20"), term(20, DENY)), None),
    "a deny without match does not": ((term(10, PERMIT, goto="20"), term(20, DENY, NEVER)), 50),
}


@pytest.mark.parametrize("name", TERMS)
def test_terms(name):
    terms, metric = TERMS[name]
    result = run([RoutePolicy("p", terms)])
    assert (result.metric if result else None) == metric


def junos(name, *terms):
    return RoutePolicy(name, terms, None)


CHAINS = {
    "an undecided policy leaves it to the next": (
        [junos("p", term("a", PERMIT, NEVER)), junos("q", term("a", DENY))],
        ("p", "q"),
        PERMIT,
        False,
    ),
    "what none decides takes the default": (
        [junos("p", term("a", PERMIT, NEVER))],
        ("p",),
        DENY,
        False,
    ),
    "an empty chain is the default": ([], (), PERMIT, True),
    "next policy": (
        [junos("p", term("a", None, next_policy=True), term("b", DENY)), junos("q")],
        ("p", "q"),
        PERMIT,
        True,
    ),
    "a route map's end denies for the chain": (
        [RoutePolicy("p", (term(10, PERMIT, NEVER),)), junos("q", term("a", PERMIT))],
        ("p", "q"),
        PERMIT,
        False,
    ),
    "a called policy that accepts": (
        [junos("p", term("a", PERMIT, MatchPolicies(("q",)))), junos("q", term("a", PERMIT))],
        ("p",),
        DENY,
        True,
    ),
    "a called policy that rejects": (
        [junos("p", term("a", PERMIT, MatchPolicies(("q",)))), junos("q", term("a", DENY))],
        ("p",),
        DENY,
        False,
    ),
    "a policy that calls itself matches nothing": (
        [junos("p", term("a", PERMIT, MatchPolicies(("p",))))],
        ("p",),
        DENY,
        False,
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_chains(name):
    policies, chain, default, passes = CHAINS[name]
    assert (run(policies, chain=chain, default=default) is not None) is passes


def test_a_called_policy_leaves_its_changes():
    called = junos("q", term("a", PERMIT, changes=(SetMetric(9),)))
    policy = junos("p", term("a", PERMIT, MatchPolicies(("q",)), changes=(SetTag(3),)))
    result = run([policy, called])
    assert (result.metric, result.tag) == (9, 3)


@pytest.mark.parametrize(
    ("platform", "policy", "prefix_list"),
    [
        ("cisco_iosxe", False, True),
        ("cisco_nxos", False, True),
        ("arista_eos", True, False),
        ("linux_frr", False, False),
        ("juniper_junos", False, False),
    ],
)
def test_what_is_not_defined(platform, policy, prefix_list):
    using = RoutePolicy("p", (term(10, PERMIT, MatchPrefixes((), ("nowhere",))),))
    assert (run([], chain=("nowhere",), platform=platform) is not None) is policy
    assert (run([using], platform=platform) is not None) is prefix_list


@pytest.mark.parametrize(
    ("platform", "source", "passes"),
    [
        ("cisco_iosxe", Source.STATIC, True),
        ("cisco_iosxe", Source.BGP, False),
        ("linux_frr", Source.STATIC, False),
    ],
)
def test_conditions_on_attributes_that_a_route_has_not(platform, source, passes):
    route = ROUTE._replace(source=source, bgp=BgpAttributes())
    policy = RoutePolicy("p", (term(10, PERMIT, MatchCommunities(("one",))),))
    assert (run([policy], route, platform=platform) is not None) is passes


def test_a_path_as_text():
    path = BgpAttributes((65001, (1, 2)), (64512, 64513))
    assert as_path_text(path) == "(64512 64513) 65001 {1,2}"
    assert as_path_text(BgpAttributes()) == ""


def test_communities_are_in_numeric_order():
    assert in_order({"100:20", "9:1", "no-export", "rt:1:1"}) == (
        "9:1",
        "100:20",
        "no-export",
        "rt:1:1",
    )
