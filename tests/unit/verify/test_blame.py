"""The line to blame, and the way of a frame, on networks of a few boxes."""

from dataclasses import replace
from ipaddress import ip_network

import pytest
from small_networks import access, box, net, port, static, sub, svi, trunk

from kawanet.errors import Span
from kawanet.findings import Verdict
from kawanet.forwarding import simulate
from kawanet.model.interfaces import FilterBinding
from kawanet.model.plant import Port
from kawanet.model.policy import Acl, AclRule, Action
from kawanet.model.requirement import Expectation, Must, PolicyStatement, Tier
from kawanet.verify.prove import prove
from kawanet.verify.segment_path import entry_port, port_chain

A = Tier("A", "甲", (ip_network("10.1.0.0/16"),), (Port("sw", "a1"), Port("sw", "a2")))
B = Tier("B", "乙", (ip_network("10.2.0.0/16"),), (Port("sw", "b1"), Port("sw", "b2")))
STATEMENT = PolicyStatement((A, B), ())
PERMIT_A = AclRule(Action.PERMIT, source=ip_network("10.1.0.0/16"), where=Span("acl", 1))
TO_B = AclRule(Action.PERMIT, destination=ip_network("10.2.0.0/16"), where=Span("acl", 2))


def said(interface, line, **settings):
    """The interface with the lines of some settings."""
    lines = tuple((name, Span("net", number)) for name, number in settings.items())
    return replace(interface, where=Span("net", line), setting_lines=lines)


def switch(a2=10, native=None):
    """Two ports of each tier, a trunk up."""
    return box(
        "sw",
        said(access("a1", 10), 10, access=11),
        said(access("a2", a2), 20, access=21),
        said(access("b1", 20), 30, access=31),
        said(access("b2", 20), 40, access=41),
        said(trunk("up", 10, 20, native=native), 50, native=51),
        vlans=(10, 20),
    )


def core(native=None, b_vrf="B", filters=(), routes=()):
    return box(
        "core",
        said(trunk("down", 10, 20, native=native), 60, native=61),
        said(svi(10, "10.1.0.1/24", vrf="A", filters=filters), 70, vrf=71),
        said(svi(20, "10.2.0.1/24", vrf=b_vrf), 80, vrf=81),
        Acl("IN", 4, (PERMIT_A,)),
        Acl("TO", 4, (TO_B,)),
        *routes,
        vlans=(10, 20),
    )


def city(sw=None, top=None):
    return net(sw or switch(), top or core(), cables=["sw:up core:down"])


def refuted(network):
    results = prove(simulate(network), STATEMENT)
    return {r.code: r for r in results if r.verdict is Verdict.REFUTED}


def test_the_city_is_separate() -> None:
    assert not refuted(city())


LEAK = static("10.2.0.0/24", vrf="A", line=90, interface="vlan20")
BLAMED = {
    "port of the other tier's VLAN": (city(switch(a2=20)), "L2-A-B", Span("net", 21)),
    "native VLANs": (city(switch(native=10), core(native=20)), "L2-A-B", Span("net", 61)),
    "VRF of an SVI": (city(top=core(b_vrf="A")), "SEP-A-B-V4", Span("net", 81)),
    "anti-spoofing is not to blame": (
        city(top=core(b_vrf="A", filters=("IN in",))),
        "SEP-A-B-V4",
        Span("net", 81),
    ),
    "a permit whereto is": (
        city(top=core(b_vrf="A", filters=("TO in",))),
        "SEP-A-B-V4",
        Span("acl", 2),
    ),
    "a route into another VRF is, before any permit": (
        city(top=core(filters=("TO in",), routes=(LEAK,))),
        "SEP-A-B-V4",
        Span("net", 90),
    ),
}


@pytest.mark.parametrize(("network", "code", "line"), BLAMED.values(), ids=list(BLAMED))
def test_the_line_to_blame(network, code: str, line: Span) -> None:
    found = refuted(network)[code]
    assert found.blame == line
    assert found.witness is not None
    assert found.start is not None


def test_a_misplaced_interface_is_blamed_by_its_tag_and_by_its_vrf() -> None:
    """A VRF full of A's, and one sub-interface that stands on B's wire."""
    lans = [sub("e", v, f"10.1.{v}.1/24", vrf="A") for v in (1, 2, 3, 4)]
    wrong = said(sub("e", 9, "10.2.9.1/24", vrf="A"), 100, tag=101, vrf=102)
    ends = [access(f"p{v}", v) for v in (1, 2, 3, 4, 9)]
    sw = box("sw", *ends, trunk("up", 1, 2, 3, 4, 9), vlans=(1, 2, 3, 4, 9))
    network = net(box("r", port("e"), *lans, wrong), sw, cables=["r:e sw:up"])
    assert refuted(network)["SEP-A-B-V4"].blame == Span("net", 102)
    assert refuted(network)["SEP-B-A-V4"].blame == Span("net", 102)


def test_in_its_own_tier_a_packet_is_blamed_on_the_last_permit_or_on_where_it_came_in() -> None:
    must = Must(
        "M", "端末はどこにも届かない", Expectation.UNREACHABLE, "A", (ip_network("10.1.0.0/24"),)
    )
    statement = replace(STATEMENT, musts=(must,))
    lan = said(port("e0", "10.1.0.1/24"), 110)
    far = port("e1", "10.1.9.1/24")
    cables = ["r:e0 pc:eth", "r:e1 server:eth"]

    def line(*parts):
        results = prove(simulate(net(box("r", *parts), cables=cables)), statement)
        return next(r for r in results if r.code == "M-V4").blame

    bound = replace(lan, filters=(FilterBinding("IN", 4, "in"),))
    assert line(lan, far) == Span("net", 110)
    assert line(bound, far, Acl("IN", 4, (PERMIT_A,))) == Span("acl", 1)


def test_a_frame_between_two_vlans_of_a_switch_goes_by_the_cable_that_joins_them() -> None:
    sw, top = switch(native=10), core(native=20)
    sw = replace(sw, interfaces=(*sw.interfaces, trunk("up2", 10, 20)))
    top = replace(top, interfaces=(*top.interfaces, trunk("down2", 10, 20)))
    plane = simulate(net(sw, top, cables=["sw:up core:down", "sw:up2 core:down2"]))
    domain = next(d for d in plane.domains if ("sw", 10) in d.vlans)
    assert ("sw", 20) in domain.vlans
    chain = port_chain(plane, domain, Port("sw", "a1"), Port("sw", "b1"))
    assert [str(p) for p in chain] == [
        "sw:a1",
        "sw:up",
        "core:down",
        "core:down2",
        "sw:up2",
        "sw:b1",
    ]


def test_a_port_to_enter_by_is_on_one_segment_where_there_is_one() -> None:
    both = said(trunk("t", 10, 20, edge=True), 120)
    plane = simulate(net(box("sw", both, access("a1", 10), vlans=(10, 20))))
    ten, twenty = (
        next(d.index for d in plane.domains if ("sw", vlan) in d.vlans) for vlan in (10, 20)
    )
    assert entry_port(plane, ten, (Port("sw", "t"),)) == Port("sw", "a1")
    assert entry_port(plane, twenty) == Port("sw", "t")
