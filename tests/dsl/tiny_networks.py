"""Random networks of a few routers in either family, and the few packets that can tell them apart.

Unlike `random_networks` nothing is laid out by a plan: routes may be missing, double, circular or
null, two routers may share a LAN (with or without VRRP), any of them may be a firewall with zones
and NAT, and every filter may stand anywhere. Rules take their values from small lists, so that the
packets here meet all that the rules can say.
"""

import os
from ipaddress import ip_address, ip_network
from itertools import product

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from small_networks import box, group, net, port, static, vrrp

from kawanet.forwarding.packet import Packet
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    TCP,
    UDP,
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

THOUSANDS = int(os.environ.get("KAWANET_EXAMPLES", "0"))  # `make thousands` says how many


def examples(few):
    """Settings for `few` examples, always the same; for as many as were asked for, at random."""
    return settings(
        max_examples=THOUSANDS or few,
        deadline=None,
        derandomize=not THOUSANDS,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


LANS = (1, 2, 3)
BITS = {4: 32, 6: 128}


def address(family, lan, host):
    """A host of a LAN (or a link, numbered from 100)."""
    return ip_address(f"10.{lan}.0.{host}" if family == 4 else f"fd00:{lan}::{host:x}")


def prefix(family, lan, host=0, free=2):
    return ip_network(f"{address(family, lan, host)}/{BITS[family] - free}", strict=False)


def lan_prefixes(family):
    return tuple(prefix(family, lan) for lan in LANS)


def prefixes(family):
    """What rules name: everything, a LAN, two hosts, one host."""
    wide = ip_network("10.0.0.0/8" if family == 4 else "fd00::/16")
    return (wide, *lan_prefixes(family), prefix(family, 2, 2, 1), prefix(family, 3, 2, 0))


WILDCARDS = (
    Wildcard(int(address(4, 0, 2)), 0x00FF0000),  # host 2 of any LAN
    Wildcard(int(address(4, 2, 0)), 0x00010003),  # LANs 2 and 3
)
RANGES = (PortRange(22, 22), PortRange(443, 443), PortRange(20, 100), PortRange(50, 65535))
PORTS = (22, 80, 443)


def icmp(family):
    return ICMP if family == 4 else ICMPV6


def headers(family):
    """(protocol, source port, destination port, ICMP type, established)."""
    echo = 8 if family == 4 else 128
    return (
        *((TCP, s, d, None, e) for s in (22, 50000) for d in PORTS for e in (False, True)),
        *((UDP, s, d, None, False) for s in (22, 50000) for d in PORTS),
        (icmp(family), 0, 0, echo, False),
        (icmp(family), 0, 0, 3, False),
        (50, 0, 0, None, False),
    )


def sources(family):
    hosts = [address(family, lan, 2) for lan in LANS]
    return (*hosts, address(family, 1, 1), address(family, 9, 9))


def destinations(family):
    hosts = [address(family, lan, host) for lan in LANS for host in (2, 3)]
    return (*hosts, address(family, 2, 1), address(family, 112, 1), address(family, 9, 9))


def packets(family, far=()):
    """Every packet; `far` are more destinations."""
    ends = product(sources(family), (*destinations(family), *far), headers(family))
    for source, destination, (protocol, source_port, port_, kind, established) in ends:
        yield Packet(source, destination, protocol, source_port, port_, kind, established)


def acl_rules(family):
    """One line of an ACL."""
    matches = [None, *prefixes(family), *(WILDCARDS if family == 4 else ())]
    return st.builds(
        _rule,
        st.just(family),
        st.sampled_from(Action),
        st.sampled_from((None, TCP, UDP, icmp(family), 50)),
        st.sampled_from(matches),
        st.sampled_from(matches),
        st.sampled_from(((), (), *((r,) for r in RANGES))),
        st.sampled_from(((), *((r,) for r in RANGES), RANGES[:2])),
        st.booleans(),
    )


def _rule(family, action, protocol, source, destination, source_ports, ports, flag):
    ported = protocol in (TCP, UDP)
    return AclRule(
        action,
        protocol,
        source,
        destination,
        source_ports if ported else (),
        ports if ported else (),
        (8 if family == 4 else 128) if flag and protocol == icmp(family) else None,
        flag and protocol == TCP,
    )


def acls(family, name="f", most=5):
    """An ACL; half of them end in a permit of the rest."""
    rules = st.lists(acl_rules(family), min_size=1, max_size=most)
    ends = st.sampled_from(((), (AclRule(Action.PERMIT),)))
    return st.builds(lambda r, e: Acl(name, family, (*r, *e)), rules, ends)


@st.composite
def networks(draw, family):
    """Three routers, each with a LAN, joined by some of the links between them."""
    links = [p for p in ((1, 2), (1, 3), (2, 3)) if draw(st.integers(0, 3))]
    twin = draw(st.booleans())  # a second link between 1 and 2
    shared = draw(st.sampled_from((None, "vrrp", "plain")))  # LAN 3 is also on router 2
    wall = draw(st.sampled_from((None, None, 1, 2, 3)))
    cables = [f"r{n}:lan pc{n}:e" for n in LANS]
    ports = {n: [_lan(draw, family, n, 1, shared if n == 3 else None)] for n in LANS}
    for a, b in links:
        _join(draw, family, ports, cables, (a, b), 100 + 10 * a + b, f"to{a}{b}")
    if twin:
        _join(draw, family, ports, cables, (1, 2), 130, "twin")
    if shared:
        ports[2].append(_lan(draw, family, 3, 2 if shared == "plain" else 3, shared, "lan3"))
        cables[2] = "r3:lan pc3:e r2:lan3"
    sane = draw(st.booleans())  # straight routes where there is a link
    boxes = [_router(draw, family, n, ports[n], wall == n, sane) for n in LANS]
    return net(*boxes, cables=cables)


def _lan(draw, family, lan, host, shared, name="lan"):
    groups = (vrrp(1, str(address(family, lan, 1)), priority=100 + host),)
    own = 2 if shared == "vrrp" and host == 1 else host
    more = {"vrrp": groups} if shared == "vrrp" else {}
    width = BITS[family] - 2
    return port(name, f"{address(family, lan, own)}/{width}", filters=_bound(draw, family), **more)


def _join(draw, family, ports, cables, ends, number, name):
    for host, end in enumerate(ends, 1):
        own = f"{address(family, number, host)}/{BITS[family] - 2}"
        ports[end].append(port(name, own, filters=_bound(draw, family)))
    cables.append(" ".join(f"r{end}:{name}" for end in ends))


def _bound(draw, family):
    if draw(st.integers(0, 3)):
        return ()
    mark = "" if family == 4 else " 6"
    return (f"f {draw(st.sampled_from(('in', 'out')))}{mark}",)


def _router(draw, family, number, ports, wall, sane):
    parts = [*ports, *_routes(draw, family, number, ports, sane)]
    parts.append(draw(acls(family)))
    return box(f"r{number}", *parts, *(_firewall(draw, family, ports) if wall else ()))


def _routes(draw, family, number, ports, sane):
    """To every LAN any next hops on any link, or none, or null; straight ones where `sane`."""
    hops = {p.name: _far_end(p) for p in ports if not p.name.startswith("lan")}
    found = []
    everywhere = ip_network("0.0.0.0/0" if family == 4 else "::/0")
    host = prefix(family, 2, 3, 0)
    for target in (*lan_prefixes(family), everywhere, host):
        if target == prefix(family, number):
            continue
        lans = [lan for lan in LANS if target == prefix(family, lan)]
        straight = [h for name, h in hops.items() if lans and _leads(name, number, lans[0])]
        if sane and straight:
            found += [static(str(target), hop) for hop in straight]
            continue
        chosen = draw(st.lists(st.sampled_from([*hops.values(), None]), max_size=2, unique=True))
        if None in chosen:
            chosen = [None] if draw(st.booleans()) else []
        found += [static(str(target), hop) for hop in chosen if not (sane and target == host)]
    return found


def _far_end(port_):
    """The next hop on a link of two routers."""
    own = port_.addresses[0]
    return next(str(own.network[h]) for h in (1, 2) if own.network[h] != own.ip)


def _leads(link, number, lan):
    """Whether a link joins a router to the one that has a LAN."""
    ends = {1, 2} if link == "twin" else {int(c) for c in link if c.isdigit()}
    return ends == {number, lan}


def _firewall(draw, family, ports):
    names = [p.name for p in ports]
    zones = [Zone(n, (n,)) for n in names[1:]]  # the LAN is in no zone: it goes by its own name
    groups = [group(f"g{n}", str(p)) for n, p in enumerate(prefixes(family))]
    services = [
        ServiceGroup("web", (Service(TCP, (PortRange(443, 443),)),)),
        ServiceGroup("low", (Service(UDP), Service(TCP, (PortRange(20, 100),)))),
        ServiceGroup("echo", (Service(icmp(family), (), 8 if family == 4 else 128),)),
    ]
    rules = [
        _fw_rule(draw, family, n, names, groups, services) for n in range(draw(st.integers(1, 4)))
    ]
    return (*zones, *groups, *services, *rules, *_nat(draw, family, names))


def _fw_rule(draw, family, number, names, groups, services):
    some = st.sampled_from(((), *((n,) for n in names)))
    named = st.sampled_from(((), (), *((g.name,) for g in groups)))
    service = st.sampled_from(((), *((s.name,) for s in services)))
    action = draw(st.sampled_from((Action.PERMIT, Action.PERMIT, Action.DENY)))
    return FirewallRule(
        f"rule{number}",
        family,
        action,
        draw(some),
        draw(some),
        draw(named),
        draw(named),
        draw(service),
    )


def _nat(draw, family, names):
    kind = draw(st.sampled_from((None, None, NatKind.SOURCE, NatKind.DESTINATION)))
    if kind is None:
        return ()
    zone, other = draw(st.permutations(names))[:2] if len(names) > 1 else (names[0], "")
    if kind is NatKind.DESTINATION:
        public, target = address(family, 9, 9), address(family, draw(st.sampled_from(LANS)), 2)
        ported = draw(st.booleans())
        more = {"protocol": TCP, "port": 80, "mapped_port": 443} if ported else {}
        return (NatRule("d", family, kind, zone, address=public, mapped_address=target, **more),)
    pool = address(family, draw(st.sampled_from(LANS)), 3)
    return (NatRule("s", family, kind, zone, other, pool_first=pool, pool_last=pool),)
