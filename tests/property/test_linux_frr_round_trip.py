"""Whatever a device of `linux_frr` holds, its text says it, and no text makes the reader raise."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kawanet.model.interfaces import (
    FilterBinding,
    Interface,
    InterfaceKind,
    LagMember,
    OspfInterface,
    PortMode,
    Switchport,
    Tunnel,
    VrrpGroup,
)
from kawanet.model.network import Device, Vrf
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    TCP,
    UDP,
    Acl,
    AclRule,
    Action,
    AddressGroup,
    FirewallRule,
    NatKind,
    NatRule,
    Policy,
    PortRange,
    Service,
    ServiceGroup,
    Wildcard,
    Zone,
)
from kawanet.model.routing import (
    AreaKind,
    AreaRange,
    OspfArea,
    OspfProcess,
    Redistribution,
    Routing,
    Source,
    StaticRoute,
)
from kawanet.model.services import RadiusGroup, RadiusServer, Services
from kawanet.model.switching import Switching, Vlan
from kawanet.model.system import Secret, SnmpCommunity, SnmpUser, System, User
from kawanet.parse.linux_frr import looks_like, parse
from kawanet.parse.linux_frr.nft_sets import service_order
from kawanet.parse.result import LineClass
from kawanet.render.engine import render_device

K = InterfaceKind
SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# ---- small values ---------------------------------------------------------------------------

words = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=8).filter(
    lambda w: w[0].isalpha()
)
texts = (
    st.text(
        string.ascii_letters + string.digits + " -_.,:;/|()=@%'庁舎間回線", min_size=1, max_size=60
    )
    .map(lambda t: " ".join(t.split()))
    .filter(bool)
)
long_texts = st.one_of(
    texts,
    st.text("情報管理部の要求による", min_size=40, max_size=80),
    texts.map(lambda t: f'"{t}"\n{t}'),
)
maybe_text = st.one_of(st.just(""), long_texts)
v4 = st.integers(0x0A000000, 0x0AFFFFFF).map(IPv4Address)
v6 = st.integers(0, 2**64 - 1).map(lambda n: IPv6Address((0xFD00 << 112) + n))
ips = st.one_of(v4, v6)
nets4 = st.tuples(v4, st.integers(0, 32)).map(
    lambda t: IPv4Network((int(t[0]), t[1]), strict=False)
)
nets6 = st.tuples(v6, st.integers(0, 128)).map(
    lambda t: IPv6Network((int(t[0]), t[1]), strict=False)
)
wildcards = st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 2**32 - 2)).map(
    lambda t: Wildcard(t[0] & ~t[1] & 0xFFFFFFFF, t[1])
)
secrets = words.map(lambda w: Secret("reference", w))
actions = st.sampled_from(Action)
port_numbers = st.integers(0, 65535)
port_ranges = st.tuples(port_numbers, port_numbers).map(lambda t: PortRange(min(t), max(t)))
some_ports = st.lists(port_ranges, max_size=3, unique=True).map(tuple)
metrics = st.integers(1, 65535)
vids = st.integers(1, 4094)


def nets(family: int) -> st.SearchStrategy[IPv4Network] | st.SearchStrategy[IPv6Network]:
    return nets4 if family == 4 else nets6


def tuples_of(strategy, size=3, unique=False):
    return st.lists(strategy, max_size=size, unique=unique).map(tuple)


# ---- management -----------------------------------------------------------------------------

systems = st.builds(
    System,
    domain=st.one_of(st.just(""), words),
    banner=st.one_of(st.just(""), texts, st.tuples(texts, texts).map("\n".join)),
    timezone=st.sampled_from(("", "Asia/Tokyo", "JST 9")),
    management_vrf=st.one_of(st.just(""), words),
    management_interface=st.one_of(st.just(""), words),
    ntp_servers=tuples_of(ips),
    dns_servers=tuples_of(ips),
    syslog_servers=tuples_of(ips),
    users=tuples_of(st.builds(User, words, secrets, st.integers(0, 15))),
    snmp_users=tuples_of(st.builds(SnmpUser, words, secrets, secrets)),
    snmp_communities=tuples_of(st.builds(SnmpCommunity, st.booleans())),
    ssh=st.booleans(),
    cleartext_services=tuples_of(st.sampled_from(("http", "telnet", "tftp")), unique=True).map(
        lambda t: tuple(sorted(t))
    ),
    aaa_login=st.one_of(st.just(()), words.map(lambda w: (w, "local")), st.just(("local",))),
)


@st.composite
def services(draw):
    servers = draw(
        st.lists(
            st.builds(RadiusServer, words, ips, secrets, port_numbers, port_numbers),
            max_size=3,
            unique_by=lambda s: s.name,
        )
    )
    names = tuple(s.name for s in servers)
    groups = draw(tuples_of(words, unique=True))
    return Services(
        tuple(servers),
        tuple(RadiusGroup(g, names) for g in groups),
        draw(st.sampled_from(("", *groups))),
    )


# ---- routing --------------------------------------------------------------------------------


@st.composite
def interface_addresses(draw):
    four = draw(st.lists(v4, max_size=2, unique=True))
    six = draw(st.lists(v6, max_size=2, unique=True))
    return (
        *(IPv4Interface((int(a), draw(st.integers(8, 32)))) for a in four),
        *(IPv6Interface((int(a), draw(st.integers(8, 128)))) for a in six),
    )


@st.composite
def ospf_interfaces(draw):
    optional = st.one_of(st.none(), metrics)
    return tuple(
        OspfInterface(
            family,
            None,
            draw(st.integers(0, 2**32 - 1)),
            draw(optional),
            draw(st.booleans()),
            draw(st.sampled_from(("broadcast", "point-to-point"))),
            draw(optional),
            draw(optional),
        )
        for family in draw(st.sampled_from(((), (4,), (6,), (4, 6))))
    )


@st.composite
def vrrp_groups(draw):
    found = []
    for group in draw(st.lists(st.integers(1, 255), max_size=2, unique=True)):
        priority, preempt = draw(st.integers(1, 254)), draw(st.booleans())
        for family in draw(st.sampled_from(((4,), (6,), (4, 6)))):
            local = draw(st.sampled_from((None, IPv6Address("fe80::1")))) if family == 6 else None
            address = draw(v4 if family == 4 else v6)
            found.append(VrrpGroup(family, group, address, priority, preempt, local))
    return tuple(found)


@st.composite
def layer3(draw, interface, vrfs):
    addresses = draw(interface_addresses())
    families = {a.version for a in addresses}
    relays = [r for r in draw(st.lists(ips, max_size=2)) if r.version in families]
    return replace(
        interface,
        vrf=draw(st.sampled_from(("default", *vrfs))),
        addresses=addresses,
        ospf=draw(ospf_interfaces()),
        vrrp=draw(vrrp_groups()),
        dhcp_relays=tuple(relays),
        router_advertisements=draw(st.booleans()),
    )


@st.composite
def physical(draw, name):
    return Interface(
        name,
        K.PHYSICAL,
        description=draw(st.one_of(st.just(""), texts)),
        enabled=draw(st.booleans()),
        mtu=draw(st.one_of(st.none(), st.integers(1280, 9216))),
        speed_bps=draw(st.one_of(st.none(), st.integers(10, 400_000).map(lambda n: n * 1_000_000))),
    )


@st.composite
def tunnels(draw):
    family = draw(st.sampled_from((v4, v6)))
    key = draw(st.one_of(st.none(), st.integers(0, 2**32 - 1)))
    return Tunnel(draw(family), draw(family), draw(st.sampled_from(("default", "WAN"))), key=key)


@st.composite
def router_interfaces(draw, vrfs):
    found = [draw(physical(f"swp{n}")) for n in range(1, draw(st.integers(1, 3)) + 1)]
    for n in range(draw(st.integers(0, 3))):
        name = f"swp1.{100 + n}"
        sub = Interface(name, K.SUBINTERFACE, parent="swp1", vlan=100 + n)
        found.append(draw(layer3(sub, vrfs)))
    if draw(st.booleans()):
        found.append(draw(layer3(Interface("lo1", K.LOOPBACK), vrfs)))
    if draw(st.booleans()):
        found.append(draw(layer3(Interface("gre1", K.TUNNEL, tunnel=draw(tunnels())), vrfs)))
    if draw(st.booleans()):
        member = LagMember("bond1", draw(st.sampled_from(("active", "passive", "on"))))
        found[0] = replace(found[0], lag=member)
        found.append(draw(layer3(Interface("bond1", K.LAG), vrfs)))
    return _once(tuple(found))


def _once(interfaces):
    """An address stands on one interface only: a DHCP relay is known by its address."""
    seen: set[object] = set()
    kept = []
    for i in interfaces:
        addresses = tuple(a for a in i.addresses if a.ip not in seen)
        seen |= {a.ip for a in addresses}
        families = {a.version for a in addresses}
        relays = tuple(r for r in i.dhcp_relays if r.version in families)
        kept.append(replace(i, addresses=addresses, dhcp_relays=relays))
    return tuple(kept)


@st.composite
def static_routes(draw, vrfs):
    found = {}
    for _ in range(draw(st.integers(0, 4))):
        family = draw(st.sampled_from((4, 6)))
        hop = draw(st.one_of(st.none(), v4 if family == 4 else v6))
        route = StaticRoute(
            vrf=draw(st.sampled_from(("default", *vrfs))),
            prefix=draw(nets(family)),
            next_hop=hop,
            interface=draw(st.sampled_from((None, "swp1", "swp1.100"))),
            distance=draw(st.integers(1, 255)),
            next_hop_vrf=draw(st.sampled_from((None, *vrfs))) if hop is not None else None,
        )
        key = (
            route.vrf,
            family,
            int(route.prefix.network_address),
            route.prefix.prefixlen,
            -1 if hop is None else int(hop),
        )
        found[key] = route
    return tuple(found[key] for key in sorted(found))


@st.composite
def processes(draw, vrfs):
    chosen = draw(
        st.sets(st.tuples(st.sampled_from((4, 6)), st.sampled_from(("default", *vrfs))), max_size=3)
    )
    return tuple(draw(process(family, vrf)) for family, vrf in sorted(chosen))


@st.composite
def process(draw, family, vrf):
    ranges = st.builds(AreaRange, nets(family), st.booleans())
    areas = [
        OspfArea(number, draw(st.sampled_from(AreaKind)), draw(tuples_of(ranges, 2)))
        for number in sorted(draw(st.sets(st.integers(0, 2**32 - 1), max_size=2)))
    ]
    listed = tuple(a for a in areas if a.kind is not AreaKind.NORMAL or a.ranges)
    prefixes = st.one_of(st.none(), tuples_of(nets(family), unique=True))
    of_a_city = (Source.CONNECTED, Source.STATIC)
    sources = draw(st.lists(st.sampled_from(of_a_city), unique=True, max_size=2))
    entries = tuple(
        Redistribution(s, draw(metrics), draw(st.sampled_from((1, 2))), draw(prefixes))
        for s in sources
    )
    reference = draw(st.one_of(st.none(), metrics))
    return OspfProcess(vrf, family, None, draw(v4), listed, entries, draw(st.booleans()), reference)


# ---- policy ---------------------------------------------------------------------------------


@st.composite
def acl_rules(draw, family):
    addresses = (
        st.one_of(st.none(), nets4, wildcards) if family == 4 else st.one_of(st.none(), nets6)
    )
    icmp = ICMP if family == 4 else ICMPV6
    protocol = draw(st.sampled_from((None, TCP, UDP, icmp, 47, 89)))
    has_ports = protocol in (TCP, UDP)
    return AclRule(
        action=draw(actions),
        protocol=protocol,
        source=draw(addresses),
        destination=draw(addresses),
        source_ports=draw(some_ports) if has_ports else (),
        destination_ports=draw(some_ports) if has_ports else (),
        icmp_type=draw(st.one_of(st.none(), st.integers(0, 255))) if protocol == icmp else None,
        established=protocol == TCP and draw(st.booleans()),
        log=draw(st.booleans()),
        remark=draw(maybe_text),
    )


@st.composite
def acls(draw):
    keys = draw(st.sets(st.tuples(st.sampled_from((4, 6)), words), max_size=3))
    return tuple(
        Acl(name, family, draw(tuples_of(acl_rules(family), 4))) for family, name in sorted(keys)
    )


@st.composite
def bound(draw, interfaces, found):
    """Bind ACLs: on one interface, an inbound binding stands before an outbound one."""
    kept = []
    for interface in interfaces:
        filters = tuple(
            FilterBinding(acl.name, acl.family, direction)
            for direction in ("in", "out")
            for acl in found
            if interface.addresses and draw(st.booleans())
        )
        kept.append(replace(interface, filters=filters))
    return tuple(kept)


@st.composite
def service_groups(draw):
    plain = st.builds(Service, st.sampled_from((None, TCP, UDP, 47)), st.just(()), st.none())
    ported = st.builds(
        Service,
        st.sampled_from((TCP, UDP)),
        st.lists(
            port_ranges.filter(lambda p: p != (0, 65535)), min_size=1, max_size=3, unique=True
        ).map(lambda ports: tuple(sorted(ports))),
        st.none(),
    )
    typed = st.builds(Service, st.sampled_from((ICMP, ICMPV6)), st.just(()), st.integers(0, 255))
    found = draw(st.lists(st.one_of(plain, ported, typed), max_size=5, unique=True))
    return tuple(sorted(found, key=service_order))


@st.composite
def firewall_rules(draw, zones, groups, services_of):
    family = draw(st.sampled_from((4, 6)))
    names = [g.name for g in groups if g.family == family]

    def some(values):
        return draw(tuples_of(st.sampled_from(values), 2, unique=True)) if values else ()

    return FirewallRule(
        name=draw(st.one_of(words, long_texts)),
        family=family,
        action=draw(actions),
        from_zones=some(zones),
        to_zones=some(zones),
        sources=some(names),
        destinations=some(names),
        services=some(services_of),
        log=draw(st.booleans()),
        enabled=draw(st.booleans()),
        expires=draw(st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2040, 1, 1)))),
        owner=draw(st.one_of(st.just(""), texts)),
        reason=draw(maybe_text),
    )


@st.composite
def nat_rules(draw, zones, groups, kind):
    family = draw(st.sampled_from((4, 6)))
    address = v4 if family == 4 else v6
    names = [g.name for g in groups if g.family == family]
    sources = draw(tuples_of(st.sampled_from(names), 2, unique=True)) if names else ()
    rule = NatRule(draw(words), family, kind, draw(st.sampled_from(zones)), sources=sources)
    if kind is NatKind.SOURCE:
        pool = draw(st.one_of(st.none(), address))
        last = None if pool is None else draw(st.sampled_from((pool, pool + 5)))
        return replace(rule, to_zone=draw(st.sampled_from(zones)), pool_first=pool, pool_last=last)
    protocol = draw(st.sampled_from((None, TCP, UDP)))
    port = draw(st.one_of(st.none(), port_numbers)) if protocol else None
    return replace(
        rule,
        address=draw(st.one_of(st.none(), address)),
        mapped_address=draw(address),
        protocol=protocol,
        port=port,
        mapped_port=draw(st.one_of(st.none(), port_numbers)) if port is not None else None,
    )


@st.composite
def firewall_policies(draw, interfaces, found_acls):
    names = [i.name for i in interfaces if i.addresses] or [interfaces[0].name]
    zones = draw(st.lists(words, min_size=1, max_size=3, unique=True))
    members = {
        z: tuple(n for k, n in enumerate(names) if k % len(zones) == j) for j, z in enumerate(zones)
    }
    keys = draw(st.sets(st.tuples(st.sampled_from((4, 6)), st.one_of(words, texts)), max_size=3))
    groups = tuple(AddressGroup(n, f, draw(tuples_of(nets(f)))) for f, n in sorted(keys))
    held = tuple(ServiceGroup(n, draw(service_groups())) for n in draw(st.sets(words, max_size=3)))
    rules = draw(
        st.lists(
            firewall_rules(zones, groups, [g.name for g in held]),
            max_size=4,
            unique_by=lambda r: (r.family, r.name),
        )
    )
    nat = [
        rule
        for kind in (NatKind.DESTINATION, NatKind.SOURCE)
        for rule in draw(
            st.lists(nat_rules(zones, groups, kind), max_size=2, unique_by=lambda r: r.name)
        )
    ]
    return Policy(
        found_acls,
        groups,
        held,
        tuple(Zone(z, members[z]) for z in zones),
        tuple(rules),
        tuple(nat),
    )


# ---- devices --------------------------------------------------------------------------------


@st.composite
def routers(draw, firewall=False):
    vrfs = draw(st.lists(words.map(str.upper), max_size=2, unique=True))
    vrf_values = tuple(
        Vrf(v, draw(st.one_of(st.none(), metrics)), draw(st.one_of(st.just(""), texts)))
        for v in vrfs
    )
    found = draw(acls())
    interfaces = draw(bound(draw(router_interfaces(vrfs)), found))
    policy = draw(firewall_policies(interfaces, found)) if firewall else Policy(found)
    names = [a.name for a in found]
    management = tuple(a.name for a in found if names.count(a.name) == 1 and draw(st.booleans()))
    return Device(
        name=draw(words),
        platform="linux_frr",
        system=replace(draw(systems), management_acl=management),
        vrfs=vrf_values,
        interfaces=interfaces,
        routing=Routing(draw(static_routes(vrfs)), draw(processes(vrfs))),
        policy=policy,
        services=draw(services()),
    )


@st.composite
def switchports(draw):
    edge, guard, dot1x = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    if draw(st.booleans()):
        access, voice = draw(vids), draw(st.one_of(st.none(), vids))
        voice = None if voice == access else voice
        return Switchport(PortMode.ACCESS, access, voice, None, None, edge, guard, dot1x)
    native = draw(st.one_of(st.none(), vids))
    allowed = draw(st.one_of(st.none(), st.sets(vids, min_size=1, max_size=6)))
    if allowed is not None:
        allowed = tuple(sorted(allowed | ({native} if native is not None else set())))
    return Switchport(PortMode.TRUNK, None, None, native, allowed, edge, guard, dot1x)


@st.composite
def switches(draw):
    ports = [
        replace(draw(physical(f"eth{n}")), switchport=draw(switchports()))
        for n in range(1, draw(st.integers(1, 5)))
    ]
    svis = [
        draw(layer3(Interface(f"vlan{vid}", K.SVI, vlan=vid), ["MGT"]))
        for vid in sorted(draw(st.sets(vids, max_size=2)))
    ]
    held = tuple(
        Vlan(vid, draw(st.one_of(st.just(""), texts)))
        for vid in sorted(draw(st.sets(vids, max_size=5)))
    )
    mode = draw(st.sampled_from((None, "rapid-pvst", "mst", "rstp")))
    return Device(
        name=draw(words),
        platform="linux_frr",
        system=draw(systems),
        vrfs=(Vrf("MGT", 1003),),
        switching=Switching(held, mode, draw(st.sampled_from((None, 4096, 32768)))),
        interfaces=_once((*ports, *svis)),
        services=draw(services()),
    )


# ---- what must hold -------------------------------------------------------------------------


def check(device: Device) -> None:
    files = render_device(device)
    parsed = parse(files)
    assert parsed.unclaimed == ()
    assert parsed.counts[LineClass.UNRECOGNISED] == parsed.counts[LineClass.UNMODELLED] == 0
    assert parsed.device == device
    assert render_device(parsed.device) == files
    assert looks_like(files) > 10


@SLOW
@given(routers())
def test_a_router_comes_back(device: Device) -> None:
    check(device)


@SLOW
@given(switches())
def test_a_switch_comes_back(device: Device) -> None:
    check(device)


@SLOW
@given(routers(firewall=True))
def test_a_firewall_comes_back(device: Device) -> None:
    check(device)
