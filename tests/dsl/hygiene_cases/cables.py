"""Trunks, edge ports, LAGs and MTU: what cables show."""

from dataclasses import replace

from hygiene_cases.case import Case, at
from small_networks import access, box, cable, member, net, ospf, port, sub, svi, trunk, tunnel

from kawanet.model.interfaces import InterfaceKind, PortMode, Switchport
from kawanet.model.plant import LinkKind, Port
from kawanet.model.requirement import PolicyStatement, Tier
from kawanet.model.services import Services
from kawanet.model.switching import Switching, Vlan

LAG = InterfaceKind.LAG
T = ["a:t b:t"]


def switch(name, *ports, vlans=(10, 20)):
    return box(name, *ports, vlans=vlans)


def host(name, line=0, **more):
    """An access port; everything is right with it unless said otherwise."""
    wanted = {"access_vlan": 10, "edge": True, "bpdu_guard": True, "dot1x": True, **more}
    where = at(line) if line else None
    return replace(access(name, 10), switchport=Switchport(PortMode.ACCESS, **wanted), where=where)


def authenticated(device):
    return replace(device, services=Services(dot1x_group="RADIUS"))


def spanning(device):
    vlans = tuple(Vlan(v.vlan_id) for v in device.switching.vlans)
    return replace(device, switching=Switching(vlans, "rapid-pvst"))


def two_trunks(name):
    return switch(name, trunk("t", 10, where=at(3)), trunk("u", 10))


def bundle(name, *members, lag="po1"):
    return box(name, port(lag, "10.0.0.0/31", kind=LAG), *members)


def attached(*ports):
    plugs = tuple(Port(*p.split(":")) for p in ports)
    return PolicyStatement((Tier("int", "INT", (), plugs),), ())


CARRIER = cable("a:e0 b:e0", LinkKind.CARRIER_L2, mtu=1454)
GRE = ("t0", "192.0.2.1", "192.0.2.2", "10.9.0.0/31")
A_LAG = bundle("a", member("m0", "po1"), member("m1", "po1"))
B_LAG = bundle("b", member("m0", "po1"), member("m1", "po1"))
M = ["a:m0 b:m0", "a:m1 b:m1"]

CASES = (
    Case(
        "KW-SW-001",
        net(switch("a", trunk("t", 10, where=at(5))), switch("b", trunk("t", 10, 20)), cables=T),
        net(switch("a", trunk("t", 10, 20)), switch("b", trunk("t", 10, 20)), cables=T),
        line=5,
    ),
    Case(
        "KW-SW-001",  # allowed, but not in the VLAN table
        net(
            switch("a", trunk("t", 10, 20), vlans=(10,)), switch("b", trunk("t", 10, 20)), cables=T
        ),
        net(switch("a", trunk("t", 10, 20)), switch("b", trunk("t", 10, 20)), cables=T),
    ),
    Case(
        "KW-SW-001",  # a router on a stick
        net(
            switch("a", trunk("t", 10)), box("b", port("t"), sub("t", 20, "10.0.0.1/24")), cables=T
        ),
        net(
            switch("a", trunk("t", 20)), box("b", port("t"), sub("t", 20, "10.0.0.1/24")), cables=T
        ),
    ),
    Case(
        "KW-SW-002",
        net(
            switch("a", trunk("t", 10, native=10)),
            switch("b", trunk("t", 10, native=20, where=at(5))),
            cables=T,
        ),
        net(
            switch("a", trunk("t", 10, native=10)),
            switch("b", trunk("t", 10, native=10)),
            cables=T,
        ),
        device="b",
        line=5,
    ),
    Case(
        "KW-SW-002",
        net(switch("a", access("t", 10)), switch("b", access("t", 20)), cables=T),
        net(switch("a", access("t", 10)), switch("b", access("t", 10)), cables=T),
        device="b",
    ),
    Case(
        "KW-SW-003",
        net(switch("a", trunk("t", where=at(5)))),
        net(switch("a", trunk("t", 9))),
        line=5,
    ),
    Case(
        "KW-SW-004",
        net(switch("a", host("p", 5, access_vlan=1))),
        net(switch("a", host("p"))),
        line=5,
    ),
    Case(
        "KW-SW-004",
        net(switch("a", trunk("t", 1, 10, native=1))),
        net(switch("a", trunk("t", 10, native=1))),
    ),
    Case(
        "KW-SW-004",
        net(box("a", svi(1, "10.0.0.1/24"))),
        net(box("a", svi(1), svi(2, "10.0.0.1/24"))),
    ),
    Case(
        "KW-SW-005",
        net(switch("a", replace(svi(30, "10.0.0.1/24"), where=at(5)))),
        net(switch("a", svi(20, "10.0.0.1/24"))),
        line=5,
    ),
    Case(
        "KW-SW-006",
        net(switch("a", host("p", 5), trunk("t", 10)), cables=["a:t b:t"]),
        net(switch("a", host("p", 5), trunk("t", 10)), cables=["a:t b:t", "a:p pc:0"]),
        line=5,
        statement=attached(),
    ),
    Case(
        "KW-SW-006",  # what is attached is not cabled one by one
        net(switch("a", host("p"), host("q")), cables=["b:t c:t"]),
        net(switch("a", host("p")), cables=["b:t c:t"]),
        statement=attached("a:p"),
        good_statement=attached("a:p"),
    ),
    Case(
        "KW-SW-006",
        net(box("a", port("e0")), cables=["b:t c:t"]),
        net(
            box("a", port("e0"), sub("e0", 5, "10.0.0.1/24"), port("e1", enabled=False)),
            cables=["b:t c:t"],
        ),
    ),
    Case(
        "KW-SW-007",
        net(switch("a", host("p", 5, dot1x=False))),
        net(switch("a", host("p"))),
        line=5,
    ),
    Case(
        "KW-SW-007",  # a server or an access point, by its cable
        net(switch("a", host("p", dot1x=False))),
        net(switch("a", host("p", dot1x=False)), cables=["a:p srv:eth0"]),
    ),
    Case(
        "KW-SW-008",
        net(switch("a", host("p", 5, bpdu_guard=False))),
        net(switch("a", host("p"))),
        line=5,
    ),
    Case(
        "KW-SW-009",
        net(two_trunks("a"), two_trunks("b"), cables=["a:t b:t", "a:u b:u"]),
        net(spanning(two_trunks("a")), spanning(two_trunks("b")), cables=["a:t b:t", "a:u b:u"]),
        line=3,
    ),
    Case(
        "KW-SW-010",
        net(switch("a", access("t", 10, where=at(5))), switch("b", trunk("t", 10)), cables=T),
        net(switch("a", trunk("t", 10)), switch("b", trunk("t", 10)), cables=T),
        line=5,
    ),
    Case(
        "KW-SW-011",
        net(
            switch("a", trunk("t", 10, edge=True, where=at(5))),
            switch("b", trunk("t", 10)),
            cables=T,
        ),
        net(switch("a", trunk("t", 10, edge=True)), cables=["a:t hypervisor:eth0"]),
        line=5,
    ),
    Case(
        "KW-SW-012",
        net(switch("a", host("p", 5))),
        net(authenticated(switch("a", host("p")))),
        line=5,
    ),
    Case(
        "KW-MTU-001",
        net(
            box("a", port("t", "10.0.0.0/31")),
            box("b", replace(port("t", "10.0.0.1/31", mtu=9000), where=at(5))),
            cables=T,
        ),
        net(
            box("a", port("t", "10.0.0.0/31")),
            box("b", port("t", "10.0.0.1/31", mtu=1500)),
            cables=T,
        ),
        device="b",
        line=5,
    ),
    Case(
        "KW-MTU-001",  # OSPF on both ends: the simulation says it
        net(
            box("a", port("t", mtu=9000), sub("t", 5, "10.0.0.0/31")),
            box("b", port("t"), sub("t", 5, "10.0.0.1/31", ospf=(ospf(),))),
            cables=T,
        ),
        net(
            box("a", port("t", mtu=9000), sub("t", 5, "10.0.0.0/31", ospf=(ospf(),))),
            box("b", port("t"), sub("t", 5, "10.0.0.1/31", ospf=(ospf(),))),
            cables=T,
        ),
        device="b",
    ),
    Case(
        "KW-MTU-001",
        net(
            box("a", tunnel("t0", "192.0.2.1", "192.0.2.2", mtu=1400)),
            box("b", tunnel("t0", "192.0.2.2", "192.0.2.1", mtu=1300)),
        ),
        net(
            box("a", tunnel("t0", "192.0.2.1", "192.0.2.2", mtu=1400)),
            box("b", tunnel("t0", "192.0.2.2", "192.0.2.1", mtu=1400)),
        ),
        device="b",
    ),
    Case(
        "KW-MTU-002",
        net(box("a", replace(port("e0", "10.0.0.0/31"), where=at(5))), cables=[CARRIER]),
        net(box("a", port("e0", "10.0.0.0/31", mtu=1454)), cables=[CARRIER]),
        line=5,
    ),
    Case(
        "KW-MTU-002",
        net(box("a", port("e0"), sub("e0", 5, "10.0.0.0/31")), cables=[CARRIER]),
        net(box("a", port("e0"), sub("e0", 5, "10.0.0.0/31", mtu=1400)), cables=[CARRIER]),
    ),
    Case(
        "KW-MTU-003",
        net(
            box(
                "a",
                port("e0", "192.0.2.1/30", mtu=1454),
                replace(tunnel(*GRE, mtu=1450), where=at(5)),
            ),
            cables=[CARRIER],
        ),
        net(
            box("a", port("e0", "192.0.2.1/30", mtu=1454), tunnel(*GRE, mtu=1430)), cables=[CARRIER]
        ),
        line=5,
    ),
    Case(
        "KW-MTU-003",  # a key takes four bytes more
        net(box("a", port("e0", "192.0.2.1/30", mtu=1454), tunnel(*GRE, mtu=1430, key=7))),
        net(box("a", port("e0", "192.0.2.1/30", mtu=1454), tunnel(*GRE, mtu=1426, key=7))),
    ),
    Case(
        "KW-LAG-001",
        net(
            bundle(
                "a",
                member("m0", "po1", speed_bps=10**10),
                member("m1", "po1", speed_bps=10**9, where=at(5)),
            )
        ),
        net(A_LAG),
        line=5,
    ),
    Case(
        "KW-LAG-002",
        net(
            bundle("a", member("m0", "po1", where=at(5))),
            box("b", port("m0")),
            cables=["a:m0 b:m0"],
        ),
        net(A_LAG, B_LAG, cables=M),
        line=5,
    ),
    Case(
        "KW-LAG-002",
        net(
            A_LAG,
            box(
                "b",
                port("po1", kind=LAG),
                port("po2", kind=LAG),
                member("m0", "po1"),
                member("m1", "po2"),
            ),
            cables=M,
        ),
        net(A_LAG, B_LAG, cables=M),
    ),
    Case(
        "KW-LAG-003",
        net(
            bundle("a", member("m0", "po1", "passive")),
            bundle("b", member("m0", "po1", "passive", where=at(5))),
            cables=["a:m0 b:m0"],
        ),
        net(
            bundle("a", member("m0", "po1", "passive")),
            bundle("b", member("m0", "po1")),
            cables=["a:m0 b:m0"],
        ),
        device="b",
        line=5,
    ),
    Case(
        "KW-LAG-003",
        net(bundle("a", member("m0", "po1", "on")), bundle("b", member("m0", "po1")), cables=M),
        net(
            bundle("a", member("m0", "po1", "on")), bundle("b", member("m0", "po1", "on")), cables=M
        ),
        device="b",
    ),
    Case(
        "KW-LAG-004",
        net(
            box(
                "a", replace(port("po1", kind=LAG), where=at(5)), member("m0", "po1", enabled=False)
            )
        ),
        net(A_LAG),
        line=5,
    ),
)
