"""Policy routes: which way one packet goes, and which of them no walk follows."""

from ipaddress import ip_address

import pytest
from small_networks import box, net, port, static

from kawanet.forwarding import Packet, simulate, trace
from kawanet.forwarding.policy_routes import not_followed
from kawanet.model.network import Vrf
from kawanet.model.plant import Port
from kawanet.model.policy import Acl, AclRule, Action, PolicyRoute, PolicyRouteRule, PortRange

WEB = Acl("WEB", 4, (AclRule(Action.PERMIT, 6, destination_ports=(PortRange(80, 80),)),))
CABLES = ["r:lan pc:0", "r:a ra:r", "r:b rb:r", "r:red host:0"]


def rule(*hops, acls=("WEB",), action=Action.PERMIT, **more):
    return PolicyRouteRule(action, acls, tuple(map(ip_address, hops)), **more)


def network(*rules):
    """A router with a default route by `ra`, a way by `rb`, and a VRF; bound on its LAN."""
    ports = (
        port("lan", "10.1.0.1/24", policy_routes=((4, "P"),)),
        port("a", "10.8.0.0/31"),
        port("b", "10.9.0.0/31"),
        port("red", "10.3.0.1/24", vrf="red"),
    )
    device = box(
        "r",
        *ports,
        static("0.0.0.0/0", "10.8.0.1"),
        static("10.7.0.0/16", "10.8.0.1"),
        static("10.66.0.0/16", "10.9.0.1"),
        Vrf("red"),
        WEB,
        PolicyRoute("P", rules),
    )
    ra, rb = box("ra", port("r", "10.8.0.1/31")), box("rb", port("r", "10.9.0.1/31"))
    return net(device, ra, rb, cables=CABLES)


def end(destination, destination_port, *rules):
    packet = Packet(ip_address("10.1.0.9"), ip_address(destination), 6, 40000, destination_port)
    (branch,) = trace(simulate(network(*rules)), packet, Port("r", "lan")).branches
    return f"{branch.device} {branch.outcome}"


@pytest.mark.parametrize(
    ("destination", "port_number", "rules", "expected"),
    [
        ("8.8.8.8", 80, [rule("10.9.0.1")], "rb dropped"),
        ("8.8.8.8", 443, [rule("10.9.0.1")], "ra dropped"),
        ("8.8.8.8", 80, [rule(action=Action.DENY), rule("10.9.0.1")], "ra dropped"),
        ("8.8.8.8", 80, [rule("10.5.0.1", "10.9.0.1")], "rb dropped"),  # the first is not there
        ("8.8.8.8", 80, [rule("10.66.0.1")], "ra dropped"),  # not on a segment of the router
        ("8.8.8.8", 80, [rule("10.66.0.1", recursive=True)], "rb dropped"),
        ("8.8.8.8", 80, [rule("10.9.0.1", default=True)], "rb dropped"),
        ("10.7.0.1", 80, [rule("10.9.0.1", default=True)], "ra dropped"),
        ("8.8.8.8", 80, [rule(interface="discard")], "r dropped"),
        ("10.3.0.9", 80, [rule(vrf="red")], "r delivered"),
        ("10.1.0.1", 80, [rule("10.9.0.1")], "r local"),  # what is for the router stays with it
    ],
)
def test_which_way_a_packet_goes(destination, port_number, rules, expected):
    assert end(destination, port_number, *rules) == expected


@pytest.mark.parametrize(
    ("said", "followed"),
    [
        (rule("10.9.0.1"), True),
        (rule("10.9.0.1", interface="b"), True),
        (rule(interface="discard"), True),
        (rule(vrf="red"), True),
        (rule(interface="b"), False),  # over an interface, to nobody in particular
        (rule("10.9.0.1", acls=("absent",)), False),
    ],
)
def test_what_no_walk_follows(said, followed):
    device = network(said).device["r"]
    assert bool(list(not_followed(device, device.interface["lan"]))) is not followed
