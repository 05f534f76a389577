"""EIGRP: metrics as devices show them; routes written 'prefix protocol distance/metric via'."""

import pytest
from small_networks import box, loopback, net, port, static

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node
from kawanet.model.igp import EigrpProcess
from kawanet.model.interfaces import EigrpInterface
from kawanet.model.route_policy import EigrpMetric, PrefixList, Redistribution, Source


def routes(dataplane, device, vrf="default"):
    lines = []
    for route in dataplane.routes[Node(device, vrf)]:
        if route.protocol.startswith("eigrp"):
            via = ",".join(
                sorted(h.neighbour.device if h.neighbour else h.kind for h in route.hops)
            )
            lines.append(f"{route.prefix} {route.protocol} {route.distance}/{route.metric} {via}")
    return lines


def eigrp(**more):
    return (EigrpInterface(4, 1, **more),)


def link(name, address, *, vector=(), **more):
    bandwidth, delay = vector or (None, None)
    extra = {"bandwidth_kbps": bandwidth, "delay_10us": delay}
    return port(name, address, eigrp=eigrp(**more), **extra)


def process(**more):
    return EigrpProcess("default", 4, 1, **more)


def redistribute(source, bandwidth, delay=100, **more):
    return Redistribution(source, None, eigrp_metric=EigrpMetric(bandwidth, delay), **more)


FAR = (loopback("lo", "192.168.0.2/32", eigrp=eigrp(passive=True)),)


def pair(platform, importing=(), one=None, two=None, parts=FAR, extra=()):
    """r1 and r2 on one gigabit link; r2 has the parts, r1 imports."""
    r1 = box(
        "r1",
        link("GigabitEthernet1", "10.0.0.1/30"),
        port("out", "172.16.0.1/24"),
        *extra,
        one or process(redistribute=importing),
        platform=platform,
    )
    r2 = box(
        "r2", link("GigabitEthernet1", "10.0.0.2/30"), *parts, two or process(), platform=platform
    )
    return net(r1, r2, cables=["r1:GigabitEthernet1 r2:GigabitEthernet1", "r1:out x:1"])


STATIC = static("203.0.113.0/24", "172.16.0.9", tag=7)
SEEN = {
    "a loopback over a gigabit link": (
        pair("cisco_iosxe"),
        "r1",
        ["192.168.0.2/32 eigrp 90/130816 r2"],
    ),
    "the same in named mode": (
        pair("cisco_iosxe", one=process(wide=True), two=process(wide=True)),
        "r1",
        ["192.168.0.2/32 eigrp 90/10880 r2"],
    ),
    "a static route, bandwidth divided first": (
        pair("cisco_iosxe", [redistribute(Source.STATIC, 900)], extra=(STATIC,)),
        "r2",
        ["203.0.113.0/24 eigrp-ex 170/2870272 r1"],
    ),
    "scaled first": (
        pair("cisco_nxos", [redistribute(Source.STATIC, 900)], extra=(STATIC,)),
        "r2",
        ["203.0.113.0/24 eigrp-ex 170/2870300 r1"],
    ),
    "a connected prefix": (
        pair("cisco_iosxe", [redistribute(Source.CONNECTED, 1000)]),
        "r2",
        ["172.16.0.0/24 eigrp-ex 170/2585856 r1"],
    ),
    "static routes have their interface's metric": (
        pair("cisco_iosxe", [Redistribution(Source.STATIC, None)], extra=(STATIC,)),
        "r2",
        ["203.0.113.0/24 eigrp-ex 170/3072 r1"],
    ),
    "other K values: no neighbours": (
        pair("cisco_iosxe", one=process(k_values=(1, 1, 1, 0, 0))),
        "r1",
        [],
    ),
    "a list keeps a prefix out": (
        pair(
            "cisco_iosxe",
            one=process(import_lists=("none",)),
            extra=(PrefixList("none", 4),),
        ),
        "r1",
        [],
    ),
    "a stub tells what it is connected to": (
        pair(
            "cisco_iosxe",
            one=process(redistribute=(redistribute(Source.STATIC, 900),), stub=("connected",)),
            extra=(STATIC, loopback("lo", "192.168.0.1/32", eigrp=eigrp())),
        ),
        "r2",
        ["192.168.0.1/32 eigrp 90/130816 r1"],
    ),
}


@pytest.mark.parametrize(("network", "device", "expected"), SEEN.values(), ids=SEEN)
def test_routes(network, device, expected):
    assert routes(simulate(network), device) == expected


METRICS = {
    "GigabitEthernet1": 3072,
    "FastEthernet1": 30720,
    "Ethernet1": 307200,
    "TenGigabitEthernet1": 768,
    "Serial1": 2681856,
}


@pytest.mark.parametrize(("name", "metric"), METRICS.items())
def test_metrics_by_the_kind_of_interface(name, metric):
    """Two links of a kind in a row, as IOS has them."""
    r1 = box("r1", link(name, "10.0.1.1/30"), process(), platform="cisco_iosxe")
    r2 = box(
        "r2",
        link(name, "10.0.1.2/30"),
        link(f"{name}1", "10.0.2.2/30"),
        process(),
        platform="cisco_iosxe",
    )
    dataplane = simulate(net(r1, r2, cables=[f"r1:{name} r2:{name}", f"r2:{name}1 x:0"]))
    assert routes(dataplane, "r1") == [f"10.0.2.0/30 eigrp 90/{metric} r2"]


def test_a_configured_bandwidth_leaves_the_delay():
    r1 = box("r1", link("GigabitEthernet1", "10.0.1.1/30", vector=(10_000, None)), process())
    r2 = box("r2", link("e0", "10.0.1.2/30"), link("e1", "10.0.2.2/30"), process())
    dataplane = simulate(net(r1, r2, cables=["r1:GigabitEthernet1 r2:e0", "r2:e1 x:0"]))
    assert routes(dataplane, "r1") == [f"10.0.2.0/30 eigrp 90/{256 * (1000 + 2)} r2"]


def square(**of_r1):
    """r1 reaches r4's LAN over r2, and over r3 with more delay."""
    r1 = box(
        "r1",
        link("a", "10.0.12.1/30"),
        link("b", "10.0.13.1/30", vector=(None, 3)),
        process(**of_r1),
    )
    r2 = box("r2", link("a", "10.0.12.2/30"), link("b", "10.0.24.1/30"), process())
    r3 = box("r3", link("a", "10.0.13.2/30"), link("b", "10.0.34.1/30"), process())
    r4 = box(
        "r4",
        link("a", "10.0.24.2/30"),
        link("b", "10.0.34.2/30"),
        link("lan", "10.4.0.1/24", summaries=()),
        process(),
    )
    wires = ["r1:a r2:a", "r1:b r3:a", "r2:b r4:a", "r3:b r4:b", "r4:lan x:0"]
    return net(r1, r2, r3, r4, cables=wires)


LAN = "10.4.0.0/24"


@pytest.mark.parametrize(("variance", "via"), [(1, "r2"), (2, "r2,r3")])
def test_variance_uses_ways_that_are_longer(variance, via):
    found = routes(simulate(square(variance=variance)), "r1")
    assert f"{LAN} eigrp 90/3328 {via}" in found


def test_maximum_paths_counts_hops():
    found = routes(simulate(square(variance=2, max_paths=1)), "r1")
    assert f"{LAN} eigrp 90/3328 r2" in found


def test_a_summary_stands_for_its_parts_and_discards_at_home():
    summary = (link("a", "10.0.0.1/30").addresses[0].network.supernet(new_prefix=8),)
    r1 = box(
        "r1",
        link("a", "10.0.0.1/30", summaries=summary),
        link("b", "10.1.0.1/24"),
        link("c", "10.2.0.1/24", vector=(None, 50)),
        process(),
    )
    r2 = box("r2", link("a", "10.0.0.2/30"), process())
    dataplane = simulate(net(r1, r2, cables=["r1:a r2:a", "r1:b x:0", "r1:c x:1"]))
    assert routes(dataplane, "r1") == ["10.0.0.0/8 eigrp-summary 5/2816 discard"]
    assert routes(dataplane, "r2") == ["10.0.0.0/8 eigrp 90/3072 r1"]


def test_a_route_that_lost_its_place_is_not_told_on():
    middle = box(
        "r2",
        link("a", "10.0.12.2/30"),
        link("b", "10.0.23.2/30"),
        static("10.9.0.0/24"),
        process(),
    )
    r1 = box("r1", link("a", "10.0.12.1/30"), link("lan", "10.9.0.1/24"), process())
    r3 = box("r3", link("b", "10.0.23.3/30"), process())
    network = net(r1, middle, r3, cables=["r1:a r2:a", "r2:b r3:b", "r1:lan x:0"])
    assert routes(simulate(network), "r3") == ["10.0.12.0/30 eigrp 90/3072 r2"]


def test_neighbours_are_sessions_and_say_why_they_are_not_up():
    dataplane = simulate(pair("cisco_iosxe", one=process(k_values=(0, 0, 1, 0, 0))))
    said = [(s.device, s.up, s.reason[:8]) for s in dataplane.sessions]
    assert said == [("r1", False, "K values"), ("r2", False, "K values")]


def test_three_on_one_segment_hear_each_other():
    routers = [
        box(
            f"r{n}",
            link("a", f"10.0.0.{n}/24"),
            loopback("lo", f"192.168.0.{n}/32", eigrp=eigrp()),
            process(),
        )
        for n in (1, 2, 3)
    ]
    dataplane = simulate(net(*routers, cables=["r1:a r2:a r3:a"]))
    assert routes(dataplane, "r1") == [
        "192.168.0.2/32 eigrp 90/130816 r2",
        "192.168.0.3/32 eigrp 90/130816 r3",
    ]
