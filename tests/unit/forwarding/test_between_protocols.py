"""Routes handed from one protocol to another."""

import pytest
from small_networks import box, loopback, net, ospf, port, process, static

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.igp import EigrpProcess, IsisProcess, RipProcess
from kawanet.model.interfaces import EigrpInterface, IsisInterface, RipInterface
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    EigrpMetric,
    MatchProtocols,
    MatchTags,
    PolicyTerm,
    Redistribution,
    RoutePolicy,
    SetTag,
    Source,
)

METRIC = EigrpMetric(100_000, 10)


def routes(dataplane, device):
    return [
        f"{r.prefix} {r.protocol} {r.metric}"
        for r in dataplane.routes[Node(device, "default")]
        if r.protocol not in ("connected", "local", "static")
    ]


def in_eigrp(name, address, **more):
    return port(name, address, eigrp=(EigrpInterface(4, 1, **more),))


def in_ospf(name, address):
    return port(name, address, ospf=(ospf(cost=10, network="point-to-point"),))


def between(rule, platform="any", extra=()):
    """r1 speaks EIGRP, r3 OSPF, r2 both and takes EIGRP's routes into OSPF."""
    r1 = box(
        "r1",
        in_eigrp("e0", "10.1.0.1/24"),
        loopback("lo", "192.168.0.1/32", eigrp=(EigrpInterface(4, 1),)),
        EigrpProcess("default", 4, 1),
        platform=platform,
    )
    r2 = box(
        "r2",
        in_eigrp("e0", "10.1.0.2/24"),
        in_ospf("e1", "10.2.0.2/30"),
        EigrpProcess("default", 4, 1),
        process("0.0.0.2", redistribute=(rule,)),
        *extra,
        platform=platform,
    )
    r3 = box("r3", in_ospf("e1", "10.2.0.1/30"), process("0.0.0.3"), platform=platform)
    return simulate(net(r1, r2, r3, cables=["r1:e0 r2:e0", "r2:e1 r3:e1"]))


EIGRP_1 = Redistribution(Source.EIGRP, 20, instance="1")
WITH_ITS_OWN = ["10.1.0.0/24 ospf-e2 20", "192.168.0.1/32 ospf-e2 20"]


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("cisco_iosxe", WITH_ITS_OWN), ("cisco_nxos", WITH_ITS_OWN[1:]), ("any", WITH_ITS_OWN[1:])],
)
def test_an_igp_stands_for_its_interfaces_on_ios(platform, expected):
    assert routes(between(EIGRP_1, platform), "r3") == expected


def test_another_instance_is_not_meant():
    rule = Redistribution(Source.EIGRP, 20, instance="2")
    assert routes(between(rule), "r3") == []


def test_kinds_of_routes():
    rule = Redistribution(Source.EIGRP, 20, route_types=("external",))
    assert routes(between(rule), "r3") == []


ANY_EIGRP = RoutePolicy(
    "p", (PolicyTerm("1", Action.PERMIT, (MatchProtocols(((Source.EIGRP, None),)),)),), None
)


def test_a_junos_policy_chooses_among_all_routes():
    rule = Redistribution(Source.ANY, None, policies=("p",))
    assert routes(between(rule, extra=(ANY_EIGRP, static("172.16.0.0/16"))), "r3") == [
        "192.168.0.1/32 ospf-e2 130816"
    ]


def ring(*terms):
    """Two routers between EIGRP and OSPF, both ways; r0's static route is EIGRP's."""
    policies = (RoutePolicy("guard", terms),)
    taken = (Redistribution(Source.STATIC, None, eigrp_metric=METRIC),)
    r0 = box(
        "r0",
        in_eigrp("a", "10.1.1.1/30"),
        in_eigrp("b", "10.1.2.1/30"),
        static("172.16.0.0/16"),
        EigrpProcess("default", 4, 1, redistribute=taken),
    )
    both = [
        box(
            f"r{n}",
            in_eigrp("a", f"10.1.{n}.2/30"),
            in_ospf("b", f"10.2.{n}.2/30"),
            EigrpProcess(
                "default",
                4,
                1,
                redistribute=(
                    Redistribution(Source.OSPF, None, eigrp_metric=METRIC, policies=("guard",)),
                ),
            ),
            process(
                f"0.0.0.{n}",
                redistribute=(Redistribution(Source.EIGRP, 20, policies=("guard",)),),
            ),
            *policies,
        )
        for n in (1, 2)
    ]
    r3 = box("r3", in_ospf("a", "10.2.1.1/30"), in_ospf("b", "10.2.2.1/30"), process("0.0.0.3"))
    wires = ["r0:a r1:a", "r0:b r2:a", "r1:b r3:a", "r2:b r3:b"]
    return simulate(net(r0, *both, r3, cables=wires))


DENY = PolicyTerm("5", Action.DENY, (MatchTags((99,)),))
MARK = PolicyTerm("10", Action.PERMIT, (), (SetTag(99),))


@pytest.mark.parametrize("terms", [(MARK,), (DENY, MARK)], ids=["unguarded", "guarded"])
def test_mutual_redistribution_settles(terms):
    """An external EIGRP route (170) loses to OSPF (110) at the second router: the classic trap. It
    has a stable state, in which one of the two goes the long way."""
    dataplane = ring(*terms)
    assert "KW-FWD-008" not in {f.code for f in dataplane.findings}
    kinds = {
        device: next(
            r.protocol
            for r in dataplane.routes[Node(device, "default")]
            if str(r.prefix) == "172.16.0.0/16"
        )
        for device in ("r0", "r1", "r2", "r3")
    }
    assert (kinds["r0"], kinds["r3"]) == ("static", "ospf-e2")
    assert {kinds["r1"], kinds["r2"]} == {"eigrp-ex", "ospf-e2"}


def test_rip_and_isis_hand_over():
    r1 = box(
        "r1",
        port("e0", "10.1.0.1/24", rip=(RipInterface(4),)),
        loopback("lo", "192.168.0.1/32", rip=(RipInterface(4),)),
        RipProcess("default", 4),
    )
    isis = (IsisInterface("x", metric_2=10),)
    r2 = box(
        "r2",
        port("e0", "10.1.0.2/24", rip=(RipInterface(4),)),
        port("e1", "10.2.0.2/24", isis=isis),
        RipProcess("default", 4, redistribute=(Redistribution(Source.ISIS, 3),)),
        IsisProcess(
            "default",
            "x",
            "49.0001.0000.0000.0002.00",
            "2",
            redistribute=(Redistribution(Source.RIP, 5),),
        ),
    )
    r3 = box(
        "r3",
        port("e1", "10.2.0.3/24", isis=isis),
        loopback("lo", "192.168.0.3/32", isis=isis),
        IsisProcess("default", "x", "49.0001.0000.0000.0003.00", "2"),
    )
    dataplane = simulate(net(r1, r2, r3, cables=["r1:e0 r2:e0", "r2:e1 r3:e1"]))
    assert routes(dataplane, "r1") == ["192.168.0.3/32 rip 3"]
    assert routes(dataplane, "r3") == ["192.168.0.1/32 isis-l2 15"]
