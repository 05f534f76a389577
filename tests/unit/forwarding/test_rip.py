"""RIP: hop counts along a chain."""

from dataclasses import replace

import pytest
from small_networks import box, net, port, static

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.igp import RipProcess
from kawanet.model.interfaces import RipInterface
from kawanet.model.route_policy import Redistribution, Source


def routes(dataplane, device):
    return [
        f"{r.prefix} {r.distance}/{r.metric} {r.hops[0].neighbour.device}"
        for r in dataplane.routes[Node(device, "default")]
        if r.protocol == "rip"
    ]


def link(name, address, *, passive=False):
    return port(name, address, rip=(RipInterface(4, passive=passive),))


def chain(count, platform="any", passive=False, **of_last):
    """r1 - r2 - ... with a static route at the last."""
    found, cables = [], []
    for n in range(1, count + 1):
        parts = [RipProcess("default", 4, **(of_last if n == count else {}))]
        if n > 1:
            parts.append(link("l", f"10.{n - 1}.0.2/24"))
        if n < count:
            parts.append(link("r", f"10.{n}.0.1/24", passive=passive))
            cables.append(f"r{n}:r r{n + 1}:l")
        else:
            parts += [port("out", "172.16.0.1/24"), static("203.0.113.0/24", "172.16.0.9")]
            cables.append(f"r{n}:out x:0")
        found.append(box(f"r{n}", *parts, platform=platform))
    return net(*found, cables=cables)


@pytest.mark.parametrize(("platform", "metric"), [("cisco_iosxe", 1), ("linux_frr", 2)])
def test_a_neighbours_network(platform, metric):
    assert routes(simulate(chain(3, platform)), "r1") == [f"10.2.0.0/24 120/{metric} r2"]


def test_metrics_grow_and_end():
    found = routes(simulate(chain(17, "cisco_iosxe")), "r1")
    assert found[0] == "10.2.0.0/24 120/1 r2"
    assert found[-1] == "10.15.0.0/24 120/14 r2"
    assert len(found) == 14


def test_static_routes_are_taken_in():
    taken = (Redistribution(Source.STATIC, 3),)
    found = routes(simulate(chain(3, "cisco_iosxe", redistribute=taken)), "r1")
    assert "203.0.113.0/24 120/4 r2" in found


def test_a_router_of_both_families():
    six = RipInterface(6)
    dataplane = simulate(
        net(
            *(
                box(
                    f"r{n}",
                    RipProcess("default", 4),
                    RipProcess("default", 6),
                    port("l", f"10.0.0.{n}/24", f"fd00::{n}/64", rip=(RipInterface(4), six)),
                    port("o", f"10.{n}.0.1/24", f"fd00:{n}::1/64", rip=(RipInterface(4), six)),
                )
                for n in (1, 2)
            ),
            cables=["r1:l r2:l", "r1:o x:0", "r2:o y:0"],
        )
    )
    assert routes(dataplane, "r1") == ["10.2.0.0/24 120/1 r2", "fd00:2::/64 120/1 r2"]


# On real FRR 8.4 (tests/lab/topologies/rip): connected ones keep metric 1, whatever the default,
# and a metric for them is also that of interfaces on which RIP runs.
@pytest.mark.parametrize(
    ("platform", "metric", "expected"),
    [
        ("linux_frr", None, ["10.2.0.0/24 120/2 r2", "172.16.0.0/24 120/3 r2"]),
        ("linux_frr", 5, ["10.2.0.0/24 120/6 r2", "172.16.0.0/24 120/7 r2"]),
        ("cisco_iosxe", None, ["10.2.0.0/24 120/1 r2", "172.16.0.0/24 120/5 r2"]),
    ],
)
def test_connected_prefixes_are_taken_in(platform, metric, expected):
    taken = {"redistribute": (Redistribution(Source.CONNECTED, metric),), "default_metric": 4}
    network = chain(3, platform, **taken)
    if metric is not None:
        both = replace(network.devices[1].routing.rip[0], **taken)
        routing = replace(network.devices[1].routing, rip=(both,))
        devices = (network.devices[0], replace(network.devices[1], routing=routing))
        network = replace(network, devices=(*devices, *network.devices[2:]))
    assert routes(simulate(network), "r1") == expected


def test_a_passive_interface_listens():
    dataplane = simulate(chain(3, "cisco_iosxe", passive=True))
    assert routes(dataplane, "r3") == []
    assert routes(dataplane, "r1") == ["10.2.0.0/24 120/1 r2"]
