"""Verdicts on one small city: two tiers, a firewall between them, one permitted flow."""

from dataclasses import replace
from ipaddress import ip_network

import pytest
from small_networks import box, cable, group, net, port, static

from kawanet.errors import Span
from kawanet.findings import Verdict
from kawanet.forwarding import simulate
from kawanet.model.policy import (
    TCP,
    Acl,
    AclRule,
    Action,
    FirewallRule,
    NatKind,
    NatRule,
    PortRange,
    Service,
    ServiceGroup,
    Zone,
)
from kawanet.model.requirement import Expectation, Flow, Must, PolicyStatement, Tier
from kawanet.verify.prove import prove

HTTPS = Service(TCP, (PortRange(443, 443),))
RULE = FirewallRule(
    "web",
    4,
    Action.PERMIT,
    ("A",),
    ("B",),
    ("clients",),
    ("server",),
    ("https",),
    where=Span("fw", 7),
)
GROUPS = (
    ServiceGroup("https", (HTTPS,)),
    group("clients", "10.1.1.0/24"),
    group("server", "10.2.1.10/32"),
)
FLOW = Flow(
    "web",
    "A",
    "B",
    (ip_network("10.1.1.0/24"),),
    (ip_network("10.2.1.10/32"),),
    (HTTPS,),
)
STATEMENT = PolicyStatement(
    (
        Tier("A", "甲", (ip_network("10.1.0.0/16"),)),
        Tier("B", "乙", (ip_network("10.2.0.0/16"),)),
    ),
    (FLOW,),
)


def firewall(*parts, rules=(RULE,)):
    return box(
        "fw",
        port("a", "10.1.255.1/30"),
        port("b", "10.2.255.1/30"),
        Zone("A", ("a",)),
        Zone("B", ("b",)),
        *GROUPS,
        *rules,
        static("10.1.0.0/16", "10.1.255.2"),
        static("10.2.0.0/16", "10.2.255.2"),
        *parts,
    )


def router(number, *parts, **lan):
    return box(
        f"r{number}",
        port("up", f"10.{number}.255.2/30"),
        port("lan", f"10.{number}.1.1/24", **lan),
        static("0.0.0.0/0", f"10.{number}.255.1", line=number),
        *parts,
    )


CABLES = ("r1:up fw:a", "r2:up fw:b", "r1:lan pc:e", "r2:lan server:e")


def city(fw=None, r1=None, r2=None, extra=()):
    return net(
        fw or firewall(),
        r1 or router(1),
        r2 or router(2),
        cables=[cable(c) for c in (*CABLES, *extra)],
    )


def verdicts(network, statement=STATEMENT, doubts=None):
    """{code: result} of everything that is not proved."""
    results = prove(simulate(network), statement, doubts)
    return {r.code: r for r in results if r.verdict is not Verdict.PROVED}


def acl(*rules):
    return Acl("f", 4, rules)


PERMIT, DENY = AclRule(Action.PERMIT), AclRule(Action.DENY)
NO_REPLY = acl(AclRule(Action.DENY, TCP, source_ports=(PortRange(443, 443),)), PERMIT)
ESTABLISHED = acl(AclRule(Action.PERMIT, TCP, established=True))


def test_all_proved():
    assert verdicts(city()) == {}


REFUTED = {
    "any-any rule": (
        city(firewall(rules=(replace(RULE, services=(), destinations=()),))),
        {"SEP-A-B-V4": Span("fw", 7)},
    ),
    "a rule of the other direction": (
        city(firewall(FirewallRule("back", 4, Action.PERMIT, ("B",), ("A",), where=Span("fw", 9)))),
        {"SEP-B-A-V4": Span("fw", 9)},
    ),
    "destination NAT and its rule": (
        city(
            firewall(
                NatRule(
                    "hole",
                    4,
                    NatKind.DESTINATION,
                    "B",
                    address=ip_network("10.2.255.1/32")[0],
                    mapped_address=ip_network("10.1.1.10/32")[0],
                ),
                group("pc", "10.1.1.10/32"),
                FirewallRule(
                    "nat", 4, Action.PERMIT, ("B",), ("A",), (), ("pc",), where=Span("fw", 8)
                ),
            )
        ),
        {"SEP-B-A-V4": Span("fw", 8)},
    ),
    "a missing rule": (city(firewall(rules=())), {"web": None}),
    "the reply is filtered": (
        city(r2=router(2, NO_REPLY, filters=("f in",))),
        {"web": None},
    ),
    "no route": (
        city(
            r1=box("r1", port("up", "10.1.255.2/30"), port("lan", "10.1.1.1/24")),
        ),
        {"web": None},
    ),
    "a cable between the tiers": (city(extra=("r1:lan r2:lan",)), {"L2-A-B": Span("net", 1)}),
}


@pytest.mark.parametrize("name", REFUTED)
def test_refuted(name):
    network, expected = REFUTED[name]
    found = verdicts(network)
    for code, line in expected.items():
        result = found[code]
        assert result.verdict is Verdict.REFUTED
        assert result.findings
        assert result.steps
        if line is not None:
            assert result.blame == line
        assert result.witness is not None


def test_stateless_reply_hole_is_no_leak():
    """`established` opens no session, so both directions stay proved."""
    r2 = router(2, ESTABLISHED, filters=("f in",))
    assert verdicts(city(r2=r2)) == {}


def test_unmodelled_line_makes_unknown():
    doubts = {"fw": (Span("fw", 99),)}
    found = verdicts(city(), doubts=doubts)
    assert {r.verdict for r in found.values()} == {Verdict.UNKNOWN}
    assert {"SEP-A-B-V4", "web", "LOOP-V4"} <= set(found)
    assert "fw:99" in found["web"].reason


def must(expectation, **more):
    return replace(STATEMENT, musts=(Must("M-1", "必ず", expectation, "A", **more),))


MUSTS = {
    "nothing else": (
        must(
            Expectation.UNREACHABLE,
            except_destinations=FLOW.destinations,
            except_services=FLOW.services,
        ),
        set(),
    ),
    "nothing at all": (must(Expectation.UNREACHABLE), {"M-1-V4"}),
    "other sources": (
        must(Expectation.UNREACHABLE, sources=(ip_network("10.1.2.0/24"),)),
        set(),
    ),
    "reaches": (
        must(
            Expectation.REACHABLE,
            sources=FLOW.sources,
            destinations=FLOW.destinations,
            except_services=FLOW.services,
        ),
        set(),
    ),
    "reaches in some way": (
        must(Expectation.REACHABLE, sources=FLOW.sources, destinations=FLOW.destinations),
        set(),
    ),
    "does not reach at all": (
        must(
            Expectation.REACHABLE,
            sources=FLOW.sources,
            destinations=(ip_network("10.2.1.11/32"),),
        ),
        {"M-1-V4"},
    ),
    "does not reach with another service": (
        must(
            Expectation.REACHABLE,
            sources=FLOW.sources,
            destinations=FLOW.destinations,
            except_services=(Service(TCP, (PortRange(22, 22),)),),
        ),
        {"M-1-V4"},
    ),
}


@pytest.mark.parametrize("name", MUSTS)
def test_musts(name):
    statement, refuted = MUSTS[name]
    found = verdicts(city(), statement)
    assert set(found) == refuted
    assert all(r.verdict is Verdict.REFUTED for r in found.values())


def test_loop():
    r1 = router(1, static("10.9.0.0/16", "10.1.255.6"), port("x", "10.1.255.5/30"))
    r3 = box("r3", port("x", "10.1.255.6/30"), static("10.9.0.0/16", "10.1.255.5", line=30))
    network = city(r1=r1)
    network = net(*network.devices, r3, cables=[*network.plant.links, "r1:x r3:x"])
    found = verdicts(network)
    assert found["LOOP-V4"].verdict is Verdict.REFUTED
    assert str(found["LOOP-V4"].witness.destination).startswith("10.9.")
    assert found["LOOP-V4"].blame is not None


def test_segment_without_a_tier():
    r1 = router(1, port("x", "192.168.0.1/24"))
    network = city(r1=r1, extra=("r1:x strange:e",))
    assert verdicts(network)["L2-PLACED"].verdict is Verdict.UNKNOWN


def test_filters_that_do_not_fit_prove_nothing(monkeypatch):
    monkeypatch.setattr("kawanet.verify.headerspace.NODES", 1 << 8)
    results = prove(simulate(city()), STATEMENT)
    assert {r.code for r in results if r.verdict is Verdict.UNKNOWN} == {"ALL-V4", "ALL-V6"}
    assert not any(r.code.startswith("SEP") for r in results)
