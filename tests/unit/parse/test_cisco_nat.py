"""NAT of IOS and NX-OS -> the model, and one packet each way through it."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from kawanet.forwarding import Packet, round_trip, simulate, trace
from kawanet.model.network import Device, Network
from kawanet.model.plant import Link, LinkKind, Plant, Port
from kawanet.model.policy import Action, NatKind, NatRule, Zone
from kawanet.parse import cisco_iosxe, cisco_nxos

HEAD = """\
hostname r1
interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.255.0
 ip nat inside
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
 ip nat outside
interface GigabitEthernet0/2
 ip address 10.2.0.1 255.255.255.0
interface GigabitEthernet0/3
 ip address dhcp
ip route 0.0.0.0 0.0.0.0 192.0.2.254
ip access-list standard INNER
 permit 10.1.0.0 0.0.0.255
access-list 7 permit 10.1.0.9
"""
LOCAL, PUBLIC = ip_address("10.1.0.9"), ip_address("192.0.2.9")
OWN = ip_address("192.0.2.1")


def device(lines: str) -> Device:
    parsed = cisco_iosxe.parse({"r1.cfg": HEAD + lines})
    assert [u.text for u in parsed.unclaimed] == ["ip address dhcp"]
    return parsed.device


def out(name: str, **more: object) -> NatRule:
    return NatRule(name, 4, NatKind.SOURCE, "inside", "outside", **more)  # type: ignore[arg-type]


def into(name: str, **more: object) -> NatRule:
    return NatRule(name, 4, NatKind.DESTINATION, "outside", **more)  # type: ignore[arg-type]


POOL = {"pool_first": ip_address("192.0.2.20"), "pool_last": ip_address("192.0.2.30")}
MAP = """\
ip nat pool P 192.0.2.20 192.0.2.30 prefix-length 24
route-map M deny 10
 match ip address 7
route-map M permit 20
 match ip address INNER
 match interface GigabitEthernet0/1
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("ip nat inside source static 10.1.0.9 192.0.2.9 extendable\n", (
            into("static 10.1.0.9", address=PUBLIC, mapped_address=LOCAL),
            out("static 10.1.0.9", address=LOCAL, mapped_address=PUBLIC))),
        ("ip nat inside source static tcp 10.1.0.9 80 192.0.2.9 8080 extendable\n", (
            into("static 10.1.0.9", address=PUBLIC, mapped_address=LOCAL, protocol=6, port=8080,
                 mapped_port=80),
            out("static 10.1.0.9", address=LOCAL, mapped_address=PUBLIC, protocol=6, port=80,
                mapped_port=8080))),
        ("ip nat inside source static udp 10.1.0.9 53 interface GigabitEthernet0/1 53\n", (
            into("static 10.1.0.9", address=OWN, mapped_address=LOCAL, protocol=17, port=53,
                 mapped_port=53),
            out("static 10.1.0.9", address=LOCAL, mapped_address=OWN, protocol=17, port=53,
                mapped_port=53))),
        ("ip nat inside source list INNER interface GigabitEthernet0/1 overload\n", (
            out("list INNER", acls=("INNER",), pool_first=OWN, pool_last=OWN),)),
        ("ip nat pool P 192.0.2.20 192.0.2.30 netmask 255.255.255.0\n"
         "ip nat inside source list 7 pool P\n",
         (out("list 7", acls=("7",), **POOL),)),
        ("ip nat pool P prefix-length 24\n address 192.0.2.20 192.0.2.30\n"
         "ip nat inside source list 7 pool P overload\n",
         (out("list 7", acls=("7",), **POOL),)),
        (MAP + "ip nat inside source route-map M pool P overload\n", (
            NatRule("route-map M", 4, NatKind.SOURCE, "inside", "GigabitEthernet0/1",
                    acls=("INNER",), unless_acls=("7",), **POOL),)),
    ],
)  # fmt: skip
def test_translations(lines: str, expected: tuple[NatRule, ...]) -> None:
    policy = device(lines).policy
    assert policy.nat == expected
    assert policy.zones == (
        Zone("inside", ("GigabitEthernet0/0",)),
        Zone("outside", ("GigabitEthernet0/1",)),
    )
    assert (policy.rules, policy.self_zone, policy.unmatched) == ((), "self", Action.PERMIT)


def test_a_static_network_is_told_one_by_one() -> None:
    nat = device("ip nat inside source static network 10.1.0.8 192.0.2.8 /30\n").policy.nat
    assert [str(n.mapped_address) for n in nat if n.kind is NatKind.DESTINATION] == [
        f"10.1.0.{n}" for n in (8, 9, 10, 11)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "ip nat outside source static 203.0.113.1 10.1.0.77",
        "ip nat inside destination list 7 pool P",
        "ip nat source list 7 interface GigabitEthernet0/1 overload",
        "ip nat inside source list 7 interface GigabitEthernet0/3 overload",
        "ip nat inside source list 7 pool ABSENT",
        "ip nat inside source route-map ABSENT interface GigabitEthernet0/1",
        "ip nat inside source static 10.1.0.9 192.0.2.9 route-map M",
        "ip nat inside source static network 10.0.0.0 20.0.0.0 /16",
    ],
)
def test_what_is_not_followed_is_said(line: str) -> None:
    parsed = cisco_iosxe.parse({"r1.cfg": HEAD + line + "\n"})
    assert [(u.text, str(u.line_class)) for u in parsed.unclaimed[1:]] == [(line, "unmodelled")]
    assert parsed.device.policy.nat == ()


VRFS = """\
hostname r1
vrf definition RED
 address-family ipv4
interface GigabitEthernet0/0
 vrf forwarding RED
 ip address 10.1.0.1 255.255.255.0
 ip nat inside
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
 ip nat outside
interface GigabitEthernet0/2
 vrf forwarding RED
 ip address 198.51.100.1 255.255.255.0
 ip nat outside
ip route vrf RED 0.0.0.0 0.0.0.0 192.0.2.254 global
access-list 7 permit any
"""


def test_nat_in_a_vrf() -> None:
    """Out of a VRF into the global table, and back; or all in the VRF."""
    lines = (
        "ip nat inside source static 10.1.0.9 192.0.2.9 vrf RED\n"
        "ip nat inside source list 7 interface GigabitEthernet0/1 vrf RED overload\n"
        "ip nat inside source static 10.1.0.8 198.51.100.8 vrf RED match-in-vrf\n"
    )
    parsed = cisco_iosxe.parse({"r1.cfg": VRFS + lines})
    assert not parsed.unclaimed
    router = parsed.device
    assert [(n.from_zone, n.to_zone, n.vrf) for n in router.policy.nat] == [
        ("outside", "", "RED"),
        ("outside RED", "", None),
        ("inside RED", "outside", "RED"),
        ("inside RED", "outside RED", None),
        ("inside RED", "outside", "RED"),
    ]
    assert [z.name for z in router.policy.zones] == ["inside RED", "outside", "outside RED"]
    ends = [Port("r1", f"GigabitEthernet0/{n}") for n in range(3)]
    links = [Link(f"h{n}", (e, Port(f"h{n}", "e")), LinkKind.CABLE) for n, e in enumerate(ends)]
    plane = simulate(Network((router,), Plant(links=tuple(links))))
    came = packet("192.0.2.77", "192.0.2.9", 4000, 80)
    (branch,) = trace(plane, came, ends[1]).branches
    assert (branch.domain, str(branch.packet.destination)) == (
        plane.domain_of_router[ends[0]],
        "10.1.0.9",
    )
    asked = packet("10.1.0.5", "203.0.113.7", 4000, 443)
    trip = round_trip(plane, asked, plane.domain_of_router[ends[0]])
    assert str(trip.forward.branches[0].packet.source) == "192.0.2.1"
    assert trip.works


def test_nxos_says_the_same() -> None:
    text = """\
hostname n1
feature nat
ip access-list INNER
  10 permit ip 10.1.0.0/24 any
ip nat pool P 192.0.2.20 192.0.2.30 prefix-length 24
ip nat inside source static 10.1.0.9 192.0.2.9
ip nat inside source list INNER pool P overload
interface Ethernet1/1
  no switchport
  ip address 10.1.0.1/24
  ip nat inside
interface Ethernet1/2
  no switchport
  ip address 192.0.2.1/24
  ip nat outside
"""
    parsed = cisco_nxos.parse({"n1.cfg": text})
    assert not parsed.unclaimed
    assert parsed.device.policy.nat == (
        into("static 10.1.0.9", address=PUBLIC, mapped_address=LOCAL),
        out("static 10.1.0.9", address=LOCAL, mapped_address=PUBLIC),
        out("list INNER", acls=("INNER",), **POOL),
    )


def network(lines: str) -> Network:
    """The router between a LAN and an uplink that hosts may be on."""
    router = device(lines)
    ends = (("GigabitEthernet0/0", "pc"), ("GigabitEthernet0/1", "isp"))
    links = [Link(b, (Port("r1", a), Port(b, "e")), LinkKind.CABLE) for a, b in ends]
    return Network((router,), Plant(links=tuple(links)))


PORTS = """\
ip nat inside source static tcp 10.1.0.9 80 192.0.2.9 8080
ip nat inside source list INNER interface GigabitEthernet0/1 overload
"""


def packet(source: str, destination: str, source_port: int, port: int) -> Packet:
    return Packet(ip_address(source), ip_address(destination), 6, source_port, port)


@pytest.mark.parametrize(
    ("sent", "entered", "arrives"),
    [
        (packet("10.1.0.5", "192.0.2.77", 4000, 443), 0, "tcp 192.0.2.1:4000 -> 192.0.2.77:443"),
        (packet("10.1.0.9", "192.0.2.77", 80, 443), 0, "tcp 192.0.2.9:8080 -> 192.0.2.77:443"),
        (packet("192.0.2.77", "192.0.2.9", 4000, 8080), 1, "tcp 192.0.2.77:4000 -> 10.1.0.9:80"),
        (packet("192.0.2.77", "10.1.0.9", 4000, 22), 1, "tcp 192.0.2.77:4000 -> 10.1.0.9:22"),
        (packet("192.0.2.77", "192.0.2.9", 4000, 22), 1, "tcp 192.0.2.77:4000 -> 192.0.2.9:22"),
        (packet("192.0.2.77", "192.0.2.1", 4000, 22), 1, "tcp 192.0.2.77:4000 -> 192.0.2.1:22"),
    ],
)
def test_packets_that_cross(sent: Packet, entered: int, arrives: str) -> None:
    start = Port("r1", f"GigabitEthernet0/{entered}")
    (branch,) = trace(simulate(network(PORTS)), sent, start).branches
    assert branch.arrived and str(branch.packet) == arrives


def test_an_answer_finds_its_way_back() -> None:
    plane = simulate(network(PORTS))
    asked = packet("10.1.0.5", "192.0.2.77", 4000, 443)
    inside = plane.domain_of_router[Port("r1", "GigabitEthernet0/0")]
    trip = round_trip(plane, asked, inside)
    assert trip.works
    assert [str(b.packet.destination) for r in trip.replies for b in r.branches] == ["10.1.0.5"]
