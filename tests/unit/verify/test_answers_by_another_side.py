"""A firewall knows a session from whichever side the answer comes, as connection tracking does."""

from ipaddress import ip_network

import pytest
from small_networks import box, net, port, static

from kawanet.forwarding import simulate
from kawanet.model.policy import Action, FirewallRule, Zone
from kawanet.verify.answers import answered
from kawanet.verify.ground import ground
from kawanet.verify.headerspace import covers
from kawanet.verify.reach import Where, first_packets, reach

CLIENTS, SERVERS = ip_network("10.2.0.0/24"), ip_network("10.3.0.0/24")


def network(*back):
    """The server's router is on the server's segment and on another side of the firewall too."""
    firewall = box(
        "fw",
        port("in", "10.2.0.1/24"),
        port("near", "10.3.0.3/24"),
        port("far", "10.123.0.1/30"),
        Zone("clients", ("in",)),
        Zone("servers", ("near",)),
        Zone("others", ("far",)),
        FirewallRule("ask", 4, Action.PERMIT, ("clients",), ("servers",)),
    )
    router = box("r", port("lan", "10.3.0.2/24"), port("up", "10.123.0.2/30"), *back)
    return net(firewall, router, cables=["fw:in pc:e", "fw:near r:lan", "fw:far r:up"])


@pytest.mark.parametrize(
    ("gateway", "gets_back"), [("10.3.0.3", True), ("10.123.0.1", True), ("10.123.0.9", False)]
)
def test_the_way_back(gateway, gets_back):
    plane = simulate(network(static("10.2.0.0/24", gateway)))
    asked = ground(plane, 4, [(covers(p),) for p in (CLIENTS, SERVERS)])
    headers = first_packets(asked.fabric.space)
    there = reach(asked, Where(prefix=CLIENTS), Where(prefix=ip_network("10.3.0.2/32")), headers)
    assert there.passages
    assert bool(answered(there).passages) == gets_back
