"""parse(render(device)) == device for any firewall FortiOS can hold, and no text makes parse raise.

What FortiOS cannot hold, and this strategy therefore leaves out: VRF names other than `vrf<n>`,
more than two DNS servers a family or four of syslog, LAG members with different LACP modes, and
privileges other than full and read-only.
"""

from __future__ import annotations

from datetime import date
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)

from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.model.interfaces import Interface, InterfaceKind, LagMember, VrrpGroup
from kawanet.model.network import Device, Vrf
from kawanet.model.policy import (
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
    Zone,
)
from kawanet.model.routing import Routing, StaticRoute
from kawanet.model.services import RadiusGroup, RadiusServer, Services
from kawanet.model.system import Secret, SnmpCommunity, SnmpUser, System, User
from kawanet.parse.fortinet_fortios import parse
from kawanet.parse.result import LineClass
from kawanet.render.engine import render_device

V4 = st.integers(1, 2**32 - 1).map(IPv4Address)
V6 = st.integers(1, 2**128 - 1).map(IPv6Address)
ADDRESS = {4: V4, 6: V6}
NAME = st.text("abcXYZ019-_./:", min_size=1, max_size=12)
WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"), max_size=30
)
BANNER = st.text("ab \"\\'\n#末端", max_size=40)
SECRET = st.builds(Secret, st.just("reference"), NAME)


def tuples(items: st.SearchStrategy, most: int, **options: object) -> st.SearchStrategy:
    return st.lists(items, max_size=most, **options).map(tuple)


def v4_interface(draw: st.DrawFn) -> IPv4Interface:
    return IPv4Interface((draw(V4), draw(st.integers(8, 32))))


def v6_interface(draw: st.DrawFn) -> IPv6Interface:
    return IPv6Interface((draw(V6), draw(st.integers(16, 128))))


@st.composite
def prefixes(draw: st.DrawFn, family: int) -> IPv4Network | IPv6Network:
    bits, kind = (32, IPv4Network) if family == 4 else (128, IPv6Network)
    return kind((draw(st.integers(0, 2**bits - 1)), draw(st.integers(0, bits))), strict=False)


@st.composite
def layer3(draw: st.DrawFn, vrfs: tuple[Vrf, ...]) -> dict[str, object]:
    """The layer-3 part of an interface."""
    v4 = [v4_interface(draw) for _ in range(draw(st.integers(0, 2)))]
    v6 = [v6_interface(draw) for _ in range(draw(st.integers(0, 2)))]
    link_local = draw(st.none() | st.just(IPv6Address("fe80::1")))
    groups = st.lists(st.integers(1, 255), max_size=2, unique=True)
    vrrp = [
        VrrpGroup(family, n, draw(ADDRESS[family]), draw(st.integers(0, 255)), draw(st.booleans()),
                  link_local if family == 6 else None)
        for family in (4, 6)
        for n in draw(groups)
    ]  # fmt: skip
    relays = draw(tuples(V4, 2)) + draw(tuples(V6, 1))
    return {
        "addresses": (*v4, *v6),
        "vrrp": tuple(vrrp),
        "dhcp_relays": relays,
        "vrf": draw(st.sampled_from(["default", *(v.name for v in vrfs)])),
        "router_advertisements": draw(st.booleans()),
    }


@st.composite
def interfaces(draw: st.DrawFn) -> tuple[tuple[Interface, ...], tuple[Vrf, ...]]:
    """Ports, maybe a LAG of some of them, VLANs on them and a loopback; and the VRFs in use."""
    vrfs = tuple(Vrf(f"vrf{n}", n) for n in draw(tuples(st.integers(1, 250), 2, unique=True)))
    bundled = draw(st.integers(0, 2))
    mode = draw(st.sampled_from(["active", "passive", "on"]))
    plain = {
        "description": draw(WORDS),
        "enabled": draw(st.booleans()),
        "mtu": draw(st.none() | st.integers(576, 9216)),
        "speed_bps": draw(st.sampled_from([None, 10**9, 10**10, 10**11])),
    }
    kind = InterfaceKind
    found = [
        Interface(f"x{n + 1}", kind.PHYSICAL, lag=LagMember("ae1", mode), **plain)
        for n in range(bundled)
    ]
    found += [Interface("ae1", kind.LAG)] if bundled else []
    found.append(Interface("port1", kind.PHYSICAL, **plain, **draw(layer3(vrfs))))
    parent = draw(st.sampled_from([i.name for i in found if not i.lag]))
    for vlan in draw(st.lists(st.integers(1, 4094), max_size=3, unique=True)):
        rest = draw(layer3(vrfs))
        found.append(
            Interface(f"{parent}.{vlan}", kind.SUBINTERFACE, parent=parent, vlan=vlan, **rest)
        )
    found.append(Interface("loopback1", kind.LOOPBACK, addresses=(IPv4Interface("10.0.0.9/32"),)))
    used = dict.fromkeys(i.vrf for i in found if i.vrf != "default")
    return tuple(found), tuple(v for name in used for v in vrfs if v.name == name)


@st.composite
def systems(draw: st.DrawFn, ports: tuple[Interface, ...], acls: tuple[Acl, ...]) -> System:
    chosen = draw(st.sampled_from([i for i in ports if i.addresses]))
    owners = {a.ip: i for i in ports for a in i.addresses}
    ours = [next((a for a in chosen.addresses if a.version == f), None) for f in (4, 6)]
    sole = all(owners[a.ip] is chosen for a in ours if a)
    several = sum(bool(i.addresses) for i in ports) > 1
    managed = draw(st.booleans()) if sole and several else sole
    return System(
        domain=draw(NAME | st.just("")),
        banner=draw(BANNER),
        timezone=draw(st.sampled_from(["", "JST", "Etc/UTC"])),
        management_vrf=chosen.vrf if managed and chosen.vrf != "default" else "",
        management_interface=chosen.name if managed else "",
        management_acl=tuple(acl.name for acl in acls),
        ntp_servers=draw(tuples(V4 | V6, 3)),
        dns_servers=draw(tuples(V4, 2)) + draw(tuples(V6, 2)),
        syslog_servers=draw(tuples(V4 | V6, 4)),
        users=draw(
            tuples(
                st.builds(User, NAME, SECRET, st.sampled_from([1, 15])),
                2,
                unique_by=lambda u: u.name,
            )
        ),
        snmp_users=draw(
            tuples(st.builds(SnmpUser, NAME, SECRET, SECRET), 2, unique_by=lambda u: u.name)
        ),
        snmp_communities=draw(tuples(st.just(SnmpCommunity()), 2)),
        cleartext_services=draw(st.sampled_from([(), ("http",), ("http", "telnet"), ("telnet",)])),
        aaa_login=draw(st.sampled_from([(), ("RADIUS", "local")])),
    )


@st.composite
def services(draw: st.DrawFn) -> Service:
    protocol = draw(st.sampled_from([None, 1, 6, 17, 47, 58, 89, 132]))
    if protocol in (6, 17, 132):
        low = st.integers(0, 65535)
        pairs = [sorted((draw(low), draw(low))) for _ in range(draw(st.integers(0, 12)))]
        ports = tuple(PortRange(*pair) for pair in pairs)
        return Service(protocol, () if ports == (PortRange(0, 65535),) else ports)
    kind = draw(st.none() | st.integers(0, 255)) if protocol in (1, 58) else None
    return Service(protocol, (), kind)


def service_key(service: Service) -> tuple[object, ...]:
    return tuple(-1 if part is None else part for part in service)


@st.composite
def groups(draw: st.DrawFn) -> tuple[tuple[AddressGroup, ...], tuple[ServiceGroup, ...]]:
    by_family = [
        AddressGroup(
            f"G-{name}", family, tuple(sorted(draw(st.sets(prefixes(family), max_size=4))))
        )
        for family in (4, 6)
        for name in sorted(draw(st.sets(NAME, max_size=3)))
    ]
    by_name = [
        ServiceGroup(
            f"S-{name}", tuple(sorted(draw(st.sets(services(), max_size=4)), key=service_key))
        )
        for name in sorted(draw(st.sets(NAME, max_size=3)))
    ]
    return tuple(by_family), tuple(by_name)


@st.composite
def rules(
    draw: st.DrawFn,
    zones: tuple[Zone, ...],
    addresses: tuple[AddressGroup, ...],
    named: tuple[ServiceGroup, ...],
) -> FirewallRule:
    family = draw(st.sampled_from([4, 6]))
    places = tuples(st.sampled_from([z.name for z in zones]), 2, unique=True)
    names = [g.name for g in addresses if g.family == family]
    members = tuples(st.sampled_from(names), 2, unique=True) if names else st.just(())
    used = [g.name for g in named]
    return FirewallRule(
        name=draw(st.text("abc-()#' 規則", min_size=1, max_size=50)),
        family=family,
        action=draw(st.sampled_from(Action)),
        from_zones=draw(places),
        to_zones=draw(places),
        sources=draw(members),
        destinations=draw(members),
        services=draw(tuples(st.sampled_from(used), 2, unique=True) if used else st.just(())),
        log=draw(st.booleans()),
        enabled=draw(st.booleans()),
        expires=draw(st.none() | st.dates(date(2020, 1, 1), date(2099, 1, 1))),
        owner=draw(WORDS),
        reason=draw(st.text('a;=% \n"\\理由', max_size=20)),
    )


@st.composite
def nat(
    draw: st.DrawFn,
    kind: NatKind,
    family: int,
    zones: tuple[Zone, ...],
    names: list[str],
    name: str,
) -> NatRule:
    zone = st.sampled_from(["", *(z.name for z in zones if z.interfaces)])
    if kind is NatKind.DESTINATION:
        protocol = draw(st.sampled_from([None, 6, 17]))
        port = st.integers(1, 65535)
        return NatRule(
            name, family, kind, draw(zone),
            address=draw(ADDRESS[family]), mapped_address=draw(ADDRESS[family]),
            protocol=protocol, port=draw(port) if protocol else None,
            mapped_port=draw(st.none() | port) if protocol else None,
        )  # fmt: skip
    pool = sorted([draw(ADDRESS[family]), draw(ADDRESS[family])]) if draw(st.booleans()) else None
    members = tuples(st.sampled_from(names), 2, unique=True) if names else st.just(())
    return NatRule(
        name, family, kind, draw(zone), draw(zone), draw(members), draw(members),
        pool_first=pool[0] if pool else None, pool_last=pool[1] if pool else None,
    )  # fmt: skip


@st.composite
def policies(draw: st.DrawFn, ports: tuple[Interface, ...]) -> Policy:
    """Every zone has interfaces of its own; the VLANs are dealt out to three zones."""
    dealt: dict[str, list[str]] = {"dmz": [], "lan": [], "空": []}
    for port in ports:
        if port.kind is InterfaceKind.SUBINTERFACE:
            dealt[draw(st.sampled_from(sorted(dealt)))].append(port.name)
    zones = tuple(Zone(name, tuple(sorted(found))) for name, found in dealt.items())
    addresses, named = draw(groups())
    translations = []
    for kind in (NatKind.DESTINATION, NatKind.SOURCE):
        for family in (4, 6):
            names = [g.name for g in addresses if g.family == family]
            for name in draw(st.lists(NAME, max_size=2, unique=True)):
                translations.append(draw(nat(kind, family, zones, names, name)))
    return Policy(
        acls=draw(management_acls()),
        address_groups=addresses,
        service_groups=named,
        zones=zones,
        rules=draw(tuples(rules(zones, addresses, named), 4)),
        nat=tuple(translations),
    )


@st.composite
def management_acls(draw: st.DrawFn) -> tuple[Acl, ...]:
    def rule(family: int) -> st.SearchStrategy[AclRule]:
        either = st.none() | prefixes(family).filter(lambda p: p.prefixlen > 0)
        ssh = st.sampled_from([(None, ()), (6, (PortRange(22, 22),)), (1, ())])
        return st.builds(
            lambda action, what, source, destination, log, remark: AclRule(
                action, what[0], source, destination,
                destination_ports=what[1], log=log, remark=remark,
            ),
            st.sampled_from(Action), ssh, either, either, st.booleans(), WORDS,
        )  # fmt: skip

    families = draw(st.sampled_from([(), (4,), (4, 6)]))
    return tuple(Acl(f"MGMT-V{f}", f, draw(tuples(rule(f), 3))) for f in families)


def route_key(route: StaticRoute) -> tuple[object, ...]:
    hop = -1 if route.next_hop is None else int(route.next_hop)
    start = int(route.prefix.network_address)
    return (route.vrf, route.prefix.version, start, route.prefix.prefixlen, hop,
            route.interface or "")  # fmt: skip


@st.composite
def routes(draw: st.DrawFn, ports: tuple[Interface, ...]) -> StaticRoute:
    """To a neighbour on a segment, out of an interface, through a far next hop, or nowhere."""
    family = draw(st.sampled_from([4, 6]))
    prefix, distance = draw(prefixes(family)), draw(st.integers(1, 255))
    port = draw(st.sampled_from(ports))
    form = draw(st.sampled_from(["near", "out", "discard"]))
    segments = [a.network for a in port.addresses if a.version == family]
    if form == "near" and segments:
        hop = segments[0].broadcast_address
        if int(hop):
            return StaticRoute(port.vrf, prefix, hop, distance=distance)
    if form == "out":
        far = draw(st.none() | ADDRESS[family])
        seen = any(far in a.network for i in ports for a in i.addresses) if far else False
        return StaticRoute(port.vrf, prefix, None if seen else far, port.name, distance)
    return StaticRoute(port.vrf, prefix, distance=distance)


@st.composite
def firewalls(draw: st.DrawFn) -> Device:
    ports, vrfs = draw(interfaces())
    policy = draw(policies(ports))
    servers = draw(
        tuples(
            st.builds(RadiusServer, NAME, V4 | V6, SECRET, st.integers(1, 65535),
                      st.integers(1, 65535)),
            2,
            unique_by=lambda s: s.name,
        )
    )  # fmt: skip
    radius = (RadiusGroup("RADIUS", tuple(s.name for s in servers)),) if servers else ()
    found = draw(st.lists(routes(ports), max_size=4, unique_by=route_key))
    return Device(
        name=draw(NAME),
        platform="fortinet_fortios",
        system=draw(systems(ports, policy.acls)),
        vrfs=vrfs,
        interfaces=ports,
        routing=Routing(tuple(sorted(found, key=route_key))),
        policy=policy,
        services=Services(servers, radius),
    )


@given(firewalls())
@settings(max_examples=60, deadline=None)
def test_what_is_rendered_is_read_back_whole(device: Device) -> None:
    texts = render_device(device)
    parsed = parse(texts)
    assert parsed.device == device
    assert parsed.unclaimed == ()
    assert render_device(parsed.device) == texts


@given(firewalls(), st.data())
@settings(max_examples=60, deadline=None)
def test_damaged_text_never_raises_and_no_line_vanishes(
    device: Device, data: st.DataObject
) -> None:
    (text,) = render_device(device).values()
    lines = text.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        damage = data.draw(st.sampled_from(["drop", "cut", "noise", "swap", "truncate"]))
        other = data.draw(st.integers(0, len(lines) - 1))
        if damage == "drop":
            lines[at] = ""
        elif damage == "cut":
            lines[at] = lines[at][: len(lines[at]) // 2]
        elif damage == "noise":
            lines[at] += data.draw(st.text(max_size=6)).replace("\r", "")
        elif damage == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines = lines[: max(1, at)]
    check_account("\n".join(lines))


@given(st.text(st.sampled_from(" \n\"'\\#abset config edit next end 0123456789./:-"), max_size=400))
@settings(max_examples=60, deadline=None)
def test_noise_never_raises(text: str) -> None:
    check_account(text)


@given(
    st.lists(
        st.sampled_from(
            ["config system interface", "config firewall policy", "config vdom", "config global",
             "edit 1", 'edit "a', "next", "end", "set ip 1.1.1.1 255.0.0", "set member",
             "set vrf x",
             'set srcaddr "a" "b', "unset ip", "append member x", "set nat enable", "config ipv6",
             "set vlanid 99999999999999999999", "config firewall addrgrp", 'set member "1" "1"']
        ),
        max_size=40,
    )
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_any_order_of_true_lines_never_raises(lines: list[str]) -> None:
    check_account("\n".join(lines))


def check_account(text: str) -> None:
    """Every non-empty line has a class, and the unclaimed ones are listed."""
    parsed = parse({"a.conf": text})
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    assert sum(parsed.counts.values()) == len(lines)
    missing = parsed.counts[LineClass.UNRECOGNISED] + parsed.counts[LineClass.UNMODELLED]
    assert len(parsed.unclaimed) == missing
