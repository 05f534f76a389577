"""Access lists, firewall rules, NAT."""

from dataclasses import replace
from datetime import date
from ipaddress import ip_address, ip_network

from hygiene_cases.case import Case, at
from small_networks import box, group, net, port

from kawanet.model.interfaces import FilterBinding
from kawanet.model.policy import (
    TCP,
    Acl,
    AclRule,
    Action,
    FirewallRule,
    NatKind,
    NatRule,
    PortRange,
    Service,
    ServiceGroup,
    Wildcard,
    Zone,
)

PERMIT, DENY = Action.PERMIT, Action.DENY
WEB = ServiceGroup("web", (Service(TCP, (PortRange(443, 443),)),))
TEN, TWENTY = group("ten", "10.0.0.0/8"), group("twenty", "20.0.0.0/8")
ZONES = (Zone("in", ("e0",)), Zone("out", ("e1",)))
PORTS = (port("e0", "10.0.0.1/24"), port("e1", "20.0.0.1/24"))
GOOD = FirewallRule(
    "r1",
    4,
    PERMIT,
    ("in",),
    ("out",),
    ("ten",),
    ("twenty",),
    ("web",),
    owner="city",
    reason="portal",
    where=at(8),
)
ANY4 = ip_network("0.0.0.0/0")
DAY = date(2026, 4, 1)


def firewall(*rules, nat=(), parts=()):
    return net(box("a", *PORTS, *ZONES, WEB, TEN, TWENTY, *parts, *rules, *nat))


def rule(**more):
    return replace(GOOD, **more)


def acl(*lines, name="L", family=4, line=0):
    return Acl(name, family, lines, at(line) if line else None)


def filtered(*filters, v6=True):
    addresses = ("10.0.0.1/24", "fd00::1/64") if v6 else ("10.0.0.1/24",)
    bound = tuple(FilterBinding(*f, "in") for f in filters)
    interface = replace(port("e0", *addresses), filters=bound, where=at(5))
    lists = (acl(AclRule(PERMIT, TCP)), acl(AclRule(PERMIT, TCP), name="L6", family=6))
    return net(box("a", interface, *lists))


def prefix(text):
    return ip_network(text)


NARROW = AclRule(PERMIT, source=prefix("10.1.0.0/16"), where=at(5))
WIDE = AclRule(PERMIT, source=prefix("10.0.0.0/8"))
HALVES = (
    AclRule(PERMIT, source=prefix("10.0.0.0/9")),
    AclRule(DENY, source=prefix("10.128.0.0/9")),
)
NAT = NatRule("n1", 4, NatKind.SOURCE, "in", "out", pool_first=ip_address("20.0.0.9"), where=at(5))
PUBLISH = NatRule(
    "n2",
    4,
    NatKind.DESTINATION,
    "out",
    address=ip_address("20.0.0.8"),
    mapped_address=ip_address("10.0.0.8"),
)

CASES = (
    Case(
        "KW-POL-001",
        net(box("a", acl(AclRule(PERMIT, TCP), AclRule(PERMIT, where=at(5))))),
        net(box("a", acl(AclRule(PERMIT, TCP), AclRule(DENY)))),
        line=5,
    ),
    Case(
        "KW-POL-001",  # what is refused comes first: the rest may pass
        net(box("a", acl(AclRule(PERMIT, source=ANY4, destination=Wildcard(0, 0xFFFFFFFF))))),
        net(box("a", acl(AclRule(DENY, TCP), AclRule(PERMIT)))),
    ),
    Case("KW-POL-002", filtered(("L", 4)), filtered(("L", 4), ("L6", 6)), line=5),
    Case("KW-POL-002", filtered(("L6", 6)), filtered(("L", 4), v6=False)),
    Case(
        "KW-POL-003",
        net(box("a", acl(line=5), port("e0", filters=("L in",)))),
        net(box("a", acl(AclRule(DENY)), port("e0", filters=("L in",)))),
        line=5,
    ),
    Case(
        "KW-POL-004",
        firewall(rule(sources=(), destinations=(), services=())),
        firewall(GOOD),
        line=8,
    ),
    Case(
        "KW-POL-004",  # groups that hold everything
        firewall(
            rule(sources=("all",), destinations=("all",), services=("every",)),
            parts=(group("all", "0.0.0.0/0"), ServiceGroup("every", (Service(),))),
        ),
        firewall(rule(sources=(), destinations=(), services=(), action=DENY)),
    ),
    Case("KW-POL-005", firewall(rule(services=())), firewall(GOOD), line=8),
    Case(
        "KW-POL-006",
        firewall(rule(expires=date(2026, 3, 31))),
        firewall(rule(expires=date(2026, 4, 1))),
        line=8,
        on=DAY,
    ),
    Case(
        "KW-POL-007",
        firewall(rule(expires=date(2026, 4, 30))),
        firewall(rule(expires=date(2026, 6, 30))),
        line=8,
        on=DAY,
    ),
    Case("KW-POL-008", firewall(rule(owner="")), firewall(GOOD), line=8),
    Case("KW-POL-008", firewall(rule(reason="")), firewall(rule(reason="", action=DENY))),
    Case("KW-POL-009", firewall(rule(log=False)), firewall(GOOD), line=8),
    Case("KW-POL-010", firewall(rule(enabled=False)), firewall(GOOD), line=8),
    Case("KW-POL-011", firewall(nat=(replace(NAT, to_zone=""),)), firewall(nat=(NAT,)), line=5),
    Case(
        "KW-POL-011",
        firewall(nat=(replace(PUBLISH, from_zone=""),)),
        firewall(nat=(PUBLISH,)),
    ),
    Case(
        "KW-POL-012",
        net(box("a", acl(WIDE, NARROW))),
        net(box("a", acl(NARROW, WIDE))),
        line=5,
    ),
    Case(
        "KW-POL-012",  # two lines together take it all
        net(box("a", acl(*HALVES, WIDE))),
        net(box("a", acl(HALVES[0], WIDE))),
    ),
    Case(
        "KW-POL-012",  # what never matches anything
        net(box("a", acl(AclRule(DENY), AclRule(PERMIT, TCP, established=True)))),
        net(box("a", acl(AclRule(PERMIT, TCP, established=True), AclRule(PERMIT, TCP)))),
    ),
    Case(
        "KW-POL-013",
        firewall(rule(name="r0", services=(), where=at(3)), GOOD),
        firewall(GOOD, rule(name="r0", services=(), where=at(3))),
        line=8,
    ),
    Case(
        "KW-POL-013",  # in any zone before, in one zone after
        firewall(rule(name="r0", from_zones=(), to_zones=()), GOOD),
        firewall(rule(name="r0", from_zones=("out",), to_zones=("in",)), GOOD),
    ),
    Case(
        "KW-POL-013",  # a disabled rule takes nothing
        firewall(rule(name="r0"), GOOD),
        firewall(rule(name="r0", enabled=False), GOOD),
    ),
)
