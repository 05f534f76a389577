"""Random small networks for the tests that compare sets of packets with a walk of each packet.

Rules take their values from small lists, and packets enumerate all that the lists can tell apart,
so a brute-force walk over the packets is a complete check of one network.
"""

from dataclasses import replace
from ipaddress import ip_address, ip_network
from itertools import product

from hypothesis import strategies as st
from small_networks import box, group, net, port, static

from kawanet.forwarding.packet import Packet
from kawanet.model.network import Vrf
from kawanet.model.policy import (
    ICMP,
    TCP,
    UDP,
    Acl,
    AclRule,
    Action,
    FirewallRule,
    NatKind,
    NatRule,
    PolicyRoute,
    PolicyRouteRule,
    PortRange,
    Service,
    ServiceGroup,
    Zone,
)

NAMES = "ABC"
LANS = {name: ip_network(f"10.{n}.1.0/30") for n, name in enumerate(NAMES, 1)}
HOSTS = {name: lan[2] for name, lan in LANS.items()}
ELSEWHERE = {name: ip_address(f"10.{n}.77.7") for n, name in enumerate(NAMES, 1)}

RANGES = (PortRange(22, 22), PortRange(443, 443), PortRange(20, 100))
PREFIXES = tuple(map(ip_network, ("10.0.0.0/8", "10.1.0.0/16", "10.2.1.0/30", "10.3.1.2/32")))
PREFIXES6 = tuple(map(ip_network, ("fd00::/16", "fd00:1::/32", "fd00:3:1::/126")))
ADDRESSES = tuple(a for name in NAMES for a in (HOSTS[name], LANS[name][1], ELSEWHERE[name]))
HEADERS = (
    *((p, s, d, None) for p in (TCP, UDP) for s in (22, 50000) for d in (22, 80, 443)),
    (ICMP, 0, 0, 8),
    (ICMP, 0, 0, 3),
    (50, 0, 0, None),
)
SERVICES = (
    Service(TCP, (PortRange(443, 443),)),
    Service(TCP, (PortRange(22, 22),)),
    Service(UDP, ()),
    Service(ICMP, (), 8),
    Service(),
)

prefixes = {4: st.sampled_from((None, *PREFIXES)), 6: st.sampled_from((None, *PREFIXES6))}
ports = st.sampled_from(((), *((r,) for r in RANGES)))


@st.composite
def acl_rules(draw, family=4):
    protocol = draw(st.sampled_from((None, TCP, UDP, ICMP)))
    ported = protocol in (TCP, UDP)
    return AclRule(
        draw(st.sampled_from(Action)),
        protocol,
        draw(prefixes[family]),
        draw(prefixes[family]),
        draw(ports) if ported else (),
        draw(ports) if ported else (),
        draw(st.sampled_from((None, 8))) if protocol == ICMP else None,
        draw(st.booleans()) if protocol == TCP else False,
    )


@st.composite
def acls(draw, name="f", family=4):
    rules = draw(st.lists(acl_rules(family), min_size=1, max_size=4))
    last = draw(st.sampled_from(Action))
    return Acl(name, family, (*rules, AclRule(last)))


@st.composite
def firewall_rules(draw, number):
    zones = st.sampled_from(((), *((n,) for n in NAMES)))
    groups = st.sampled_from(((), ("g0",), ("g1",), ("g2",), ("g3",)))
    services = st.sampled_from(((), *((f"s{n}",) for n in range(len(SERVICES)))))
    action = draw(st.sampled_from((Action.PERMIT, Action.PERMIT, Action.DENY)))
    return FirewallRule(
        f"r{number}",
        4,
        action,
        draw(zones),
        draw(zones),
        draw(groups),
        draw(groups),
        draw(services),
    )


@st.composite
def nat_rules(draw):
    zone, other = draw(st.permutations(NAMES))[:2]
    if draw(st.booleans()):
        own = ip_address(f"10.{NAMES.index(zone) + 1}.255.9")
        return NatRule(
            "dnat", 4, NatKind.DESTINATION, zone, address=own, mapped_address=HOSTS[other]
        )
    pool = ELSEWHERE[other]
    return NatRule("snat", 4, NatKind.SOURCE, zone, other, pool_first=pool, pool_last=pool)


@st.composite
def zoned_routers(draw, *, nat=True):
    """Such a network with a router in the firewall's place: its own zone, rules that need no
    session, NAT of single sources and ports and by ACLs; perhaps what no rule takes passes."""
    network = draw(networks(nat=nat))
    fw = network.device["fw"]
    known = tuple(draw(acls(name)) for name in ("n1", "n2"))
    rules = tuple(
        replace(
            rule,
            stateful=draw(st.booleans()),
            to_zones=draw(st.sampled_from((rule.to_zones, rule.to_zones, ("self",)))),
            from_zones=draw(st.sampled_from((rule.from_zones, rule.from_zones, ("self",)))),
            acls=draw(st.sampled_from(((), (), ("n1",), ("n1", "n2")))),
        )
        for rule in fw.policy.rules
    )
    more = draw(st.integers(0, 2)) if nat else 0
    translations = [*(draw(router_nat()) for _ in range(more)), *fw.policy.nat]
    policy = replace(
        fw.policy,
        acls=known,
        rules=rules,
        nat=tuple(sorted(translations, key=lambda n: n.kind)),
        self_zone="self",
        unmatched=draw(st.sampled_from(Action)),
    )
    fw = replace(fw, policy=policy)
    fw = _split(fw) if draw(st.booleans()) else fw
    others = tuple(d for d in network.devices if d.name != fw.name)
    return replace(network, devices=(fw, *others))


def _split(fw):
    """C is in a VRF of its own, out of which routes lead; into it only NAT does."""
    interfaces = tuple(replace(i, vrf="blue") if i.name == "C" else i for i in fw.interfaces)
    inside = replace(fw.routing.static[2], vrf="blue")
    beyond = [
        static(f"10.{n}.0.0/16", f"10.{n}.255.2", "blue", next_hop_vrf="default") for n in (1, 2)
    ]
    routing = replace(fw.routing, static=(*fw.routing.static[:2], inside, *beyond))
    nat = tuple(
        replace(n, vrf="blue") if HOSTS["C"] == n.mapped_address or n.from_zone == "C" else n
        for n in fw.policy.nat
    )
    policy = replace(fw.policy, nat=nat)
    vrfs = (Vrf("blue"),)
    return replace(fw, interfaces=interfaces, routing=routing, policy=policy, vrfs=vrfs)


@st.composite
def router_nat(draw):
    """Source NAT of one address, of one of its ports, or of what ACLs choose; its counterpart
    where servers answer is among `nat_rules`."""
    zone, other = draw(st.permutations(NAMES))[:2]
    public = ip_address(f"10.{NAMES.index(other) + 1}.255.9")
    lists = st.sampled_from(((), ("n1",), ("n2",), ("n1", "n2")))
    protocol = draw(st.sampled_from((None, TCP)))
    ends = {"address": HOSTS[zone], "mapped_address": public}
    if protocol is not None:
        ends |= {"protocol": TCP, "port": draw(st.sampled_from((22, 443))), "mapped_port": 22}
    if draw(st.booleans()):
        ends = {"pool_first": public, "pool_last": public, "acls": draw(lists)}
    if draw(st.booleans()):
        ends |= {"unless_acls": draw(lists)}
    if draw(st.booleans()) and "address" in ends:
        back = {"address": ends["mapped_address"], "mapped_address": ends["address"]}
        if protocol is not None:
            back |= {"protocol": TCP, "port": 22, "mapped_port": ends["port"]}
        return NatRule("static", 4, NatKind.DESTINATION, other, **back)
    return NatRule("source", 4, NatKind.SOURCE, zone, other, **ends)


@st.composite
def networks(draw, *, nat=False):
    """Three routers around a firewall; perhaps a link past it, perhaps filters."""
    past = draw(st.booleans())
    routers = [_router(n, past, *_filters(draw)) for n in (1, 2, 3)]
    rules = [draw(firewall_rules(n)) for n in range(draw(st.integers(0, 5)))]
    translations = draw(st.lists(nat_rules(), min_size=1, max_size=2)) if nat else []
    fw = box(
        "fw",
        *(port(z, f"10.{n}.255.1/30") for n, z in enumerate(NAMES, 1)),
        *(Zone(z, (z,)) for z in NAMES),
        *(group(f"g{n}", str(p)) for n, p in enumerate(PREFIXES)),
        *(ServiceGroup(f"s{n}", (s,)) for n, s in enumerate(SERVICES)),
        *rules,
        *sorted(translations, key=lambda t: t.kind),
        *(static(f"10.{n}.0.0/16", f"10.{n}.255.2") for n in (1, 2, 3)),
    )
    cables = [f"r{n}:up fw:{z} r{n}:lan pc{n}:e".split() for n, z in enumerate(NAMES, 1)]
    links = [" ".join(c[:2]) for c in cables] + [" ".join(c[2:]) for c in cables]
    return net(fw, *routers, cables=[*links, *(["r1:past r2:past"] if past else [])])


def _filters(draw):
    """An ACL and where it is bound: to the LAN, the uplink, or nowhere."""
    if not draw(st.booleans()):
        return None, {}
    where = draw(st.sampled_from(("lan", "up")))
    return draw(acls()), {where: (f"f {draw(st.sampled_from(('in', 'out')))}",)}


def _router(number, past, acl, filters):
    extra = [acl] if acl else []
    if past and number in (1, 2):
        extra.append(port("past", f"10.1.254.{number}/30"))
        other = 3 - number
        extra.append(static(f"10.{other}.1.0/30", f"10.1.254.{other}"))
    return box(
        f"r{number}",
        port("up", f"10.{number}.255.2/30", filters=filters.get("up", ())),
        port("lan", f"10.{number}.1.1/30", filters=filters.get("lan", ())),
        static("0.0.0.0/0", f"10.{number}.255.1"),
        *extra,
    )


@st.composite
def meshes(draw):
    """Three routers, each joined to each, with static routes at random: circles, null routes, equal
    costs; r3 has a LAN; perhaps filters between."""
    boxes = []
    for n in (1, 2, 3):
        others = [o for o in (1, 2, 3) if o != n]
        hops = {o: f"10.255.{n * o}.{o}" for o in others}
        ways = st.lists(st.sampled_from((*hops.values(), None)), max_size=2, unique=True)
        routes = [
            static(prefix, hop) if hop else static(prefix)
            for prefix in ("10.3.1.0/30", "10.9.0.0/16")
            if n != 3 or prefix != "10.3.1.0/30"
            for hop in draw(ways)
        ]
        bound = draw(st.sampled_from((None, "f in", "f out")))
        filters = {draw(st.sampled_from(others)): (bound,)} if bound else {}
        ports = [
            port(f"to{o}", f"10.255.{n * o}.{n}/24", filters=filters.get(o, ())) for o in others
        ]
        lan = [port("lan", "10.3.1.1/30")] if n == 3 else []
        boxes.append(box(f"r{n}", *ports, *lan, *routes, *([draw(acls())] if bound else [])))
    cables = ["r1:to2 r2:to1", "r1:to3 r3:to1", "r2:to3 r3:to2", "r3:lan pc:e"]
    return net(*boxes, cables=cables)


LONG = {  # how the addresses of `policy_meshes` begin and end, by family
    4: ("10.255.{}.{}/24", "10.{}.1.0/30", "10.{}.1.1/30", "10.{}.1.2", "10.9.0.0/16"),
    6: ("fd00:255:{}::{}/64", "fd00:{}:1::/126", "fd00:{}:1::1/126", "fd00:{}:1::2", "fd00:9::/32"),
}


@st.composite
def policy_meshes(draw, family):
    """Three routers, each joined to each and with a LAN; static routes at random, a second VRF,
    and policy routes where packets come in."""
    link, net_of, own, host, far = LONG[family]
    default = "0.0.0.0/0" if family == 4 else "::/0"
    boxes = []
    for n in (1, 2, 3):
        others = [o for o in (1, 2, 3) if o != n]
        hops = [link.format(n * o, o).partition("/")[0] for o in others]
        ways = st.lists(st.sampled_from((*hops, None)), max_size=2, unique=True)
        targets = [default, far, *(net_of.format(o) for o in others)]
        routes = [
            static(target, hop, vrf, next_hop_vrf=vrf and "default" if hop else None)
            for vrf in ("default", "blue")
            for target in targets
            for hop in draw(ways)
        ]
        known = [draw(acls(name, family)) for name in ("a", "b")]
        nowhere = host.format(7)
        chosen = st.sampled_from(
            (*hops, host.format(n), link.format(n * others[0], 9)[:-3], nowhere)
        )
        rules = tuple(draw(policy_rules(chosen)) for _ in range(draw(st.integers(1, 3))))
        policy = PolicyRoute("p", rules)
        bound = {"policy_routes": ((family, "p"),)}
        filters = (f"b in {'6' if family == 6 else ''}",) if draw(st.booleans()) else ()
        places = draw(st.sets(st.sampled_from(("lan", *(f"to{o}" for o in others)))))
        of = dict.fromkeys(places, bound)
        ports = [
            port(f"to{o}", link.format(n * o, n), filters=filters, **of.get(f"to{o}", {}))
            for o in others
        ]
        lan = port("lan", own.format(n), **of.get("lan", {}))
        blue = port("blue", own.format(20 + n), vrf="blue")
        boxes.append(box(f"r{n}", *ports, lan, blue, *routes, *known, policy, Vrf("blue")))
    cables = ["r1:to2 r2:to1", "r1:to3 r3:to1", "r2:to3 r3:to2"]
    hosts = [f"r{n}:{name} {name}{n}:e" for n in (1, 2, 3) for name in ("lan", "blue")]
    return net(*boxes, cables=[*cables, *hosts])


@st.composite
def policy_rules(draw, next_hops):
    """One rule of a policy route: over one or two next hops, into a VRF, or away."""
    kind = draw(st.sampled_from(("hops", "hops", "vrf", "discard")))
    hops = draw(st.lists(next_hops, min_size=1, max_size=2, unique=True)) if kind == "hops" else ()
    return PolicyRouteRule(
        draw(st.sampled_from((Action.PERMIT, Action.PERMIT, Action.DENY))),
        draw(st.sampled_from(((), ("a",), ("b",), ("a", "b")))),
        tuple(map(ip_address, hops)),
        "discard" if kind == "discard" else None,
        "blue" if kind == "vrf" else None,
        draw(st.booleans()),
        recursive=draw(st.booleans()),
    )


def packets(sources, destinations):
    for source, destination, header in product(sources, destinations, HEADERS):
        protocol, source_port, destination_port, kind = header
        yield Packet(source, destination, protocol, source_port, destination_port, kind)


def holds(space, region, packet):
    """Whether a header set holds a packet, destination aside."""
    values = [
        (space.destination_field, int(packet.destination)),
        (space.source_field, int(packet.source)),
        (space.protocol_field, packet.protocol),
        (space.destination_port_field, packet.destination_port),
        (space.source_port_field, packet.source_port),
        (space.icmp_field, packet.icmp_type or 0),
        (range(len(space.variables) - 1, len(space.variables)), int(packet.established)),
    ]
    return region.eval(
        [(i, bool(value >> (field[-1] - i) & 1)) for field, value in values for i in field]
    )
