"""The zone-based firewall of IOS -> the model, and packets between its zones."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from kawanet.forwarding import Packet, round_trip, simulate, trace
from kawanet.forwarding.dataplane import Node
from kawanet.model.network import Device, Network
from kawanet.model.plant import Link, LinkKind, Plant, Port
from kawanet.model.policy import (
    Action,
    FirewallRule,
    PortRange,
    Service,
    ServiceGroup,
    Zone,
)
from kawanet.parse.cisco_iosxe import parse
from kawanet.parse.cisco_iosxe.applications import shared

TEXT = """\
hostname r1
zone security IN
 description offices
zone security OUT
zone security DMZ
class-map type inspect match-any WEB
 description what people read
 match protocol http
 match protocol https
class-map type inspect match-all MAIL
 match access-group name SERVERS
 match protocol smtp
class-map type inspect match-any WIDE
 match class-map WEB
 match class-map MAIL
 match access-group 101
class-map type inspect BACK
 match protocol icmp
policy-map type inspect OUTWARDS
 class type inspect WIDE
  inspect
 class type inspect BACK
  pass log
 class class-default
  drop log
policy-map type inspect INWARDS
 class type inspect BACK
  pass
policy-map type inspect TO-ROUTER
 class type inspect WEB
  inspect
zone-pair security IN-OUT source IN destination OUT
 description people
 service-policy type inspect OUTWARDS
zone-pair security OUT-IN source OUT destination IN
 service-policy type inspect INWARDS
zone-pair security OUT-SELF source OUT destination self
 service-policy type inspect TO-ROUTER
zone-pair security IDLE source IN destination DMZ
interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.255.0
 zone-member security IN
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
 zone-member security OUT
interface GigabitEthernet0/2
 ip address 10.2.0.1 255.255.255.0
interface GigabitEthernet0/3
 ip address 10.3.0.1 255.255.255.0
interface GigabitEthernet0/4
 ip address 10.4.0.1 255.255.255.0
 zone-member security IN
ip access-list extended SERVERS
 permit ip any host 192.0.2.25
access-list 101 permit udp any any eq domain
"""
HTTP, HTTPS, SMTP = (Service(6, (PortRange(p, p),)) for p in (80, 443, 25))


def device(text: str = TEXT) -> Device:
    parsed = parse({"r1.cfg": text})
    assert not parsed.unclaimed
    return parsed.device


def test_zones_and_those_of_nobody() -> None:
    policy = device().policy
    assert policy.zones == (
        Zone("IN", ("GigabitEthernet0/0", "GigabitEthernet0/4")),
        Zone("OUT", ("GigabitEthernet0/1",)),
        Zone("default", ("GigabitEthernet0/2", "GigabitEthernet0/3")),
    )
    assert (policy.self_zone, policy.unmatched) == ("self", Action.DENY)
    within = [r.name for r in policy.rules if r.implied and r.family == 4]
    assert within == [
        *(f"within {z}" for z in ("IN", "OUT", "default")),
        *(f"{z} to the router" for z in ("IN", "default")),
        *(f"the router to {z}" for z in ("IN", "OUT", "default")),
    ]


def test_rules_of_a_pair() -> None:
    policy = device().policy
    (web, mail, pings) = policy.service_groups
    assert web == ServiceGroup("icmp", (Service(1), Service(58)))
    assert mail == ServiceGroup("services", (HTTP, HTTPS))
    assert pings == ServiceGroup("smtp", (SMTP,))

    def rule(name: str, action: Action = Action.PERMIT, **more: object) -> FirewallRule:
        ends = {"from_zones": ("IN",), "to_zones": ("OUT",), "log": False, **more}
        return FirewallRule(f"IN-OUT {name}", 4, action, **ends)  # type: ignore[arg-type]

    assert [r for r in policy.rules if r.name.startswith("IN-OUT") and r.family == 4] == [
        rule("WIDE", acls=("101",)),
        rule("WIDE", services=("services",)),
        rule("WIDE", acls=("SERVERS",), services=("smtp",)),
        rule("BACK", services=("icmp",), stateful=False, log=True),
        rule("class-default", Action.DENY, log=True),
    ]


def test_without_members_nothing_is_filtered() -> None:
    text = TEXT.replace(" zone-member security IN\n", "").replace(" zone-member security OUT\n", "")
    assert device(text).policy.zones == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("class-map type inspect match-any A\n match protocol edonkey\n",
         [" match protocol edonkey"]),
        ("class-map type inspect match-any A\n match protocol http url x\n",
         [" match protocol http url x"]),
        ("class-map type inspect A\n match access-group 101\n match access-group name SERVERS\n",
         [" match access-group name SERVERS"]),
        ("class-map type inspect http match-any A\n match request method get\n",
         ["class-map type inspect http match-any A", " match request method get"]),
        ("policy-map type inspect OUTWARDS\n class type inspect WEB\n  urlfilter U\n",
         ["  urlfilter U"]),
    ],
)  # fmt: skip
def test_what_is_not_followed_is_said(lines: str, expected: list[str]) -> None:
    used = lines + "policy-map type inspect OUTWARDS\n class type inspect A\n  inspect\n"
    parsed = parse({"r1.cfg": TEXT + used})
    assert [u.text for u in parsed.unclaimed] == [line.strip() for line in expected]
    assert {str(u.line_class) for u in parsed.unclaimed} == {"unmodelled"}


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((), (HTTP,), (HTTP,)),
        ((Service(6),), (HTTP,), (HTTP,)),
        ((HTTP, HTTPS), (HTTPS, SMTP), (HTTPS,)),
        ((Service(17),), (HTTP,), ()),
    ],
)
def test_services_in_both(left: tuple, right: tuple, expected: tuple) -> None:  # type: ignore[type-arg]
    assert shared(left, right) == expected


def network() -> Network:
    links = [
        Link(f"h{n}", (Port("r1", f"GigabitEthernet0/{n}"), Port(f"h{n}", "e")), LinkKind.CABLE)
        for n in range(5)
    ]
    return Network((device(),), Plant(links=tuple(links)))


IN, OUT = "10.1.0.9", "192.0.2.9"


@pytest.mark.parametrize(
    ("source", "destination", "protocol", "port", "came", "arrives"),
    [
        (IN, OUT, 6, 80, 0, True),
        (IN, OUT, 6, 22, 0, False),
        (IN, "192.0.2.25", 6, 25, 0, True),
        (IN, OUT, 6, 25, 0, False),
        (IN, OUT, 17, 53, 0, True),
        (IN, OUT, 1, 0, 0, True),
        (OUT, IN, 6, 80, 1, False),
        (OUT, IN, 1, 0, 1, True),
        (IN, "10.4.0.9", 6, 22, 0, True),  # within a zone
        (IN, "10.2.0.9", 6, 22, 0, False),  # to an interface in none
        ("10.2.0.9", "10.3.0.9", 6, 22, 2, True),  # between such
        (IN, "10.1.0.1", 6, 22, 0, True),  # to the router
        (OUT, "192.0.2.1", 6, 22, 1, False),
        (OUT, "192.0.2.1", 6, 80, 1, True),
    ],
)
def test_packets_between_zones(
    source: str, destination: str, protocol: int, port: int, came: int, arrives: bool
) -> None:
    packet = Packet(ip_address(source), ip_address(destination), protocol, 4000, port)
    entered = Port("r1", f"GigabitEthernet0/{came}")
    assert trace(simulate(network()), packet, entered).arrived is arrives


@pytest.mark.parametrize(
    ("source", "destination", "protocol", "port", "works"),
    [
        (IN, OUT, 6, 80, True),  # inspected: the session lets the answer back
        (IN, OUT, 1, 0, True),  # passed, and so is what comes back
        (IN, "10.4.0.9", 6, 22, True),
        (OUT, "192.0.2.1", 6, 80, True),  # the router answers
    ],
)
def test_answers(source: str, destination: str, protocol: int, port: int, works: bool) -> None:
    plane = simulate(network())
    packet = Packet(ip_address(source), ip_address(destination), protocol, 4000, port)
    number = 0 if source == IN else 1
    start = plane.domain_of_router[Port("r1", f"GigabitEthernet0/{number}")]
    assert round_trip(plane, packet, start).works is works


def test_what_the_router_sends() -> None:
    silent = "policy-map type inspect NOTHING\nzone-pair security S source self destination IN\n"
    text = TEXT + silent + " service-policy type inspect NOTHING\n"
    plane = simulate(Network((device(text),), network().plant))
    for destination, arrives in ((IN, False), (OUT, True)):
        packet = Packet(ip_address("10.1.0.1"), ip_address(destination), 6, 4000, 22)
        assert trace(plane, packet, Node("r1", "default")).arrived is arrives
