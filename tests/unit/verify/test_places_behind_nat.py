"""Packets that NAT gives another destination arrive at places with names of their own."""

from ipaddress import ip_address

from small_networks import box, net, port, static

from kawanet.forwarding import simulate
from kawanet.model.policy import Action, FirewallRule, NatKind, NatRule, Zone
from kawanet.verify.changes import Flow, deltas, pair

SERVER, PUBLISHED = "10.2.0.2", "10.9.0.9"


def published(*routes):
    """A firewall before a server, which has an address that no table knows but that of `routes`."""
    client = box("r1", port("lan", "10.1.0.1/30"), port("up", "10.12.0.1/30"), *routes)
    nat = NatRule(
        "publish",
        4,
        NatKind.DESTINATION,
        "out",
        address=ip_address(PUBLISHED),
        mapped_address=ip_address(SERVER),
    )
    firewall = box(
        "r2",
        port("up", "10.12.0.2/30"),
        port("lan", "10.2.0.1/30"),
        static("10.1.0.0/30", "10.12.0.1"),
        Zone("out", ("up",)),
        Zone("in", ("lan",)),
        FirewallRule("all", 4, Action.PERMIT, ("out",), ("in",)),
        nat,
    )
    return net(client, firewall, cables=["r1:lan pc:e", "r1:up r2:up", "r2:lan server:e"])


def test_a_published_address_that_is_no_longer_routed():
    route = static(f"{PUBLISHED}/32", "10.12.0.2")
    found = pair(simulate(published(route)), simulate(published()), 4)
    asked = 1 << found.fabric.classes.at(int(ip_address(PUBLISHED)))
    lost = {
        (delta.flow, delta.origin.name, str(delta.place))
        for delta in deltas(found)
        if delta.origin.name != "10.12.0.0/30"
        and any(bits & asked for bits in delta.packets.values())
    }
    assert lost == {
        (Flow.IMPOSSIBLE, "10.1.0.0/30", "10.2.0.0/30"),
        (Flow.IMPOSSIBLE, "router r1", "10.2.0.0/30"),
    }
