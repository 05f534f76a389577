"""Addresses and redundant gateways."""

from dataclasses import replace

from hygiene_cases.case import Case, at
from small_networks import box, loopback, net, port, sub, tunnel, vrrp

from kawanet.model.requirement import PolicyStatement, Tier


def here(interface, line):
    return replace(interface, where=at(line))


def gateway(name, address, *groups, line=1, interface="e0"):
    return box(name, here(port(interface, *address.split(), vrrp=groups), line))


A = box("a", port("e0", "10.0.0.1/24"))
LAN = PolicyStatement((Tier("lan", "LAN", (port("x", "10.0.0.0/8").addresses[0].network,)),), ())
TWICE = (
    box("a", here(port("e0", "10.0.0.1/24"), 7)),
    box("b", port("e0", "10.0.0.1/24", vrf="OTHER")),
)
CLUSTER = [port("e0", "10.0.0.1/24"), port("e1", "10.1.0.1/24")]

CASES = (
    Case(
        "KW-ADDR-001",
        net(box("a", here(port("e0", "10.0.0.1/24"), 7)), box("b", port("e0", "10.0.0.1/24"))),
        net(A, box("b", port("e0", "10.0.0.2/24"))),
        line=7,
    ),
    Case("KW-ADDR-001", net(*TWICE), net(*TWICE), line=7, statement=LAN),
    Case(
        "KW-ADDR-001",  # the members of a cluster have one configuration
        net(box("a", *CLUSTER), box("b", *CLUSTER, loopback("lo", "10.9.9.9/32"))),
        net(box("a", *CLUSTER), box("b", *CLUSTER)),
    ),
    Case(
        "KW-ADDR-001",  # a host has the virtual address
        net(A, box("b", port("e0", "10.0.0.2/24", vrrp=(vrrp(1, "10.0.0.1"),)))),
        net(
            box("a", port("e0", "10.0.0.1/24", vrrp=(vrrp(1, "10.0.0.1", 255),))),
            box("b", port("e0", "10.0.0.2/24", vrrp=(vrrp(1, "10.0.0.1"),))),
        ),
    ),
    Case(
        "KW-ADDR-002",
        net(box("a", port("e0", "10.0.0.1/16"), here(port("e1", "10.0.9.1/24"), 4))),
        net(box("a", port("e0", "10.0.0.1/24"), port("e1", "10.0.9.1/24", vrf="default"))),
        line=4,
    ),
    Case(
        "KW-ADDR-002",  # one table each
        net(box("a", port("e0", "fd00::1/48"), port("e1", "fd00::1:0:0:1/64"))),
        net(box("a", port("e0", "fd00::1/48"), port("e1", "fd00::1:0:0:1/64", vrf="X"))),
    ),
    Case(
        "KW-ADDR-003",
        net(box("a", here(port("e0", "10.0.0.1/25"), 3)), box("b", port("e0", "10.0.0.2/24"))),
        net(A, box("b", port("e0", "10.0.0.2/24"), loopback("lo", "10.0.0.9/32"))),
        line=3,
    ),
    Case(
        "KW-ADDR-004",
        net(box("a", here(port("e0", "10.0.0.255/24"), 3))),
        net(box("a", port("e0", "10.0.0.0/31"))),
        line=3,
    ),
    Case("KW-ADDR-004", net(box("a", port("e0", "10.0.0.0/24"))), net(A)),
    Case(
        "KW-ADDR-005",
        net(box("a", here(port("e0", "fd00::/127"), 3))),
        net(
            box("a", port("e0", "fd00::/127", router_advertisements=False)),
            box("b", port("e0", "fd00:1::1/64"), loopback("lo", "fd00:2::1/128")),
        ),
        line=3,
    ),
    Case(
        "KW-ADDR-005",
        net(box("a", tunnel("t0", "10.0.0.1", "10.0.0.2", "fd00::1/64"))),
        net(box("a", sub("e0", 5, "fd00::1/64"))),
    ),
    Case(
        "KW-VRRP-001",
        net(gateway("a", "10.0.0.2/24", vrrp(1, "10.0.0.1"), line=9)),
        net(
            gateway("a", "10.0.0.2/24", vrrp(1, "10.0.0.1", 110)),
            gateway("b", "10.0.0.3/24", vrrp(1, "10.0.0.1")),
        ),
        line=9,
    ),
    Case(
        "KW-VRRP-002",
        net(
            gateway("a", "10.0.0.2/24", vrrp(1, "10.0.0.1", 110)),
            gateway("b", "10.0.0.3/24", vrrp(1, "10.0.0.254"), line=9),
        ),
        net(
            gateway("a", "10.0.0.2/24", vrrp(1, "10.0.0.1", 110)),
            gateway("b", "10.0.0.3/24", vrrp(1, "10.0.0.1")),
        ),
        device="b",
        line=9,
    ),
    Case(
        "KW-VRRP-003",
        net(
            gateway("a", "10.0.0.2/24", vrrp(1, "10.0.0.1")),
            gateway("b", "10.0.0.3/24", vrrp(1, "10.0.0.1"), line=9),
        ),
        net(
            gateway("a", "10.0.0.2/24", vrrp(1, "10.0.0.1")),
            gateway("b", "10.0.0.3/24", vrrp(1, "10.0.0.1", 90)),
        ),
        device="b",
        line=9,
    ),
    Case(
        "KW-VRRP-004",
        net(gateway("a", "10.0.0.2/24", vrrp(1, "10.9.0.1"), line=9)),
        net(gateway("a", "10.0.0.2/24", vrrp(1, "10.0.0.1"))),
        line=9,
    ),
    Case(
        "KW-VRRP-005",
        net(gateway("a", "10.0.0.2/24 fd00::2/64", vrrp(1, "10.0.0.1"), line=9)),
        net(gateway("a", "10.0.0.2/24 fd00::2/64", vrrp(1, "10.0.0.1"), vrrp(1, "fd00::1"))),
        line=9,
    ),
)
