"""Random devices of the platforms whose syntax is that of IOS, for round trips."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from typing import Any

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
from kawanet.model.policy import Acl, AclRule, Action, Policy, PortRange, Wildcard
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


@dataclass(frozen=True)
class Dialect:
    """What a platform of the family can say, and how it names interfaces."""

    platform: str
    ports: Sequence[str]  # names up to the number
    lag: str
    timezone: str  # one that the model has no name for
    cleartext: Sequence[str]
    stp_modes: Sequence[str]
    speeds_bps: Mapping[InterfaceKind, Sequence[int]]
    numbered_ospf: bool
    keeps_the_other_mode: bool  # an access port may hold settings of a trunk, and a trunk of it
    vrrp_key: Callable[[VrrpGroup], Any]  # what tells the groups of an interface apart
    wireless: st.SearchStrategy[Any] = st.none()


tokens = st.from_regex(r"[A-Z][A-Z0-9_-]{0,10}", fullmatch=True)
phrases = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=40
).map(str.strip)
vlans = st.integers(1, 4094)
vlan_sets = st.sets(vlans, max_size=120).map(lambda s: tuple(sorted(s)))
ipv4 = st.integers(0, 2**32 - 1).map(IPv4Address)
ipv6 = st.integers(0, 2**128 - 1).map(IPv6Address).filter(lambda a: not a.is_link_local)
link_local = st.integers(1, 2**64 - 1).map(lambda n: IPv6Address(0xFE80 << 112 | n))
ip = st.one_of(ipv4, ipv6)
ipv4_prefixes = st.builds(lambda a, n: IPv4Network((a, n), strict=False), ipv4, st.integers(0, 32))
ipv6_prefixes = st.builds(lambda a, n: IPv6Network((a, n), strict=False), ipv6, st.integers(0, 128))
ipv4_interfaces = st.builds(lambda a, n: IPv4Interface((a, n)), ipv4, st.integers(1, 32))
ipv6_interfaces = st.one_of(
    st.builds(lambda a, n: IPv6Interface((a, n)), ipv6, st.integers(1, 128)),
    link_local.map(lambda a: IPv6Interface((a, 64))),
)
references = tokens.map(lambda name: Secret("reference", name))
secrets = st.one_of(references, st.sampled_from([Secret("hashed"), Secret("plain")]))


def several(strategy, most=3, unique_by=None):  # type: ignore[no-untyped-def]
    return st.lists(strategy, max_size=most, unique_by=unique_by).map(tuple)


def either(empty, strategy):  # type: ignore[no-untyped-def]
    return st.one_of(st.just(empty), strategy)


@st.composite
def systems(draw, dialect):  # type: ignore[no-untyped-def]
    interface = draw(st.sampled_from(["", "Loopback0", "Vlan10", f"{dialect.ports[0]}1.20"]))
    return System(
        domain=draw(st.sampled_from(["", "city.example"])),
        banner=draw(st.lists(phrases, max_size=4).map("\n".join)),
        timezone=draw(st.sampled_from(["", "JST", "UTC", dialect.timezone])),
        management_vrf=draw(either("", tokens)) if interface else "",
        management_interface=interface,
        management_acl=draw(several(tokens, 2)),
        ntp_servers=draw(several(ip)),
        dns_servers=draw(several(ip)),
        syslog_servers=draw(several(ip)),
        users=draw(
            several(
                st.builds(User, tokens, secrets, st.integers(0, 15)), unique_by=lambda u: u.name
            )
        ),
        snmp_users=draw(several(st.builds(SnmpUser, tokens, references, references))),
        snmp_communities=draw(several(st.builds(SnmpCommunity, st.booleans()))),
        ssh=draw(st.booleans()),
        cleartext_services=draw(
            st.sets(st.sampled_from(dialect.cleartext)).map(lambda s: tuple(sorted(s)))
        ),
        aaa_login=draw(several(st.one_of(tokens, st.just("local")))),
    )


@st.composite
def switchports(draw, dialect):  # type: ignore[no-untyped-def]
    mode = draw(st.sampled_from(PortMode))
    access, trunk = mode is PortMode.ACCESS, mode is PortMode.TRUNK
    spare = either(None, vlans) if dialect.keeps_the_other_mode else st.none()
    return Switchport(
        mode,
        draw(vlans if access else spare),
        draw(either(None, vlans) if access else spare),
        draw((vlans if dialect.keeps_the_other_mode else either(None, vlans)) if trunk else spare),
        draw(either(None, vlan_sets) if trunk or dialect.keeps_the_other_mode else st.none()),
        *draw(st.tuples(st.booleans(), st.booleans(), st.booleans())),
    )


@st.composite
def ospf_interfaces(draw, processes, vrf):  # type: ignore[no-untyped-def]
    found = []
    for process in processes:
        if process.vrf == vrf and draw(st.booleans()):
            found.append(
                OspfInterface(
                    process.family,
                    process.process,
                    draw(st.integers(0, 2**32 - 1)),
                    draw(either(None, st.integers(1, 65535))),
                    draw(st.booleans()),
                    draw(st.sampled_from(["broadcast", "point-to-point"])),
                    draw(either(None, st.integers(1, 65535))),
                    draw(either(None, st.integers(1, 65535))),
                )
            )
    return tuple(found)


vrrp_group = st.one_of(
    st.builds(VrrpGroup, st.just(4), st.integers(1, 255), ipv4, st.integers(1, 254)),
    st.builds(
        VrrpGroup,
        st.just(6),
        st.integers(1, 255),
        ipv6,
        st.integers(1, 254),
        st.booleans(),
        either(None, link_local),
    ),
)
filters = several(
    st.builds(FilterBinding, tokens, st.sampled_from([4, 6]), st.sampled_from(["in", "out"]))
)
tunnels = either(
    None,
    st.one_of(
        st.builds(Tunnel, a, a, st.one_of(tokens, st.just("default")), key=either(None, vlans))
        for a in (ipv4, ipv6)
    ),
)


@st.composite
def routed(draw, dialect, interface, vrfs, processes):  # type: ignore[no-untyped-def]
    """Add everything of layer 3 to an interface."""
    vrf = draw(st.sampled_from(["default", *(v.name for v in vrfs)]))
    return replace(
        interface,
        vrf=vrf,
        addresses=(
            *draw(several(ipv4_interfaces, 2, lambda a: a)),
            *draw(several(ipv6_interfaces, 2, lambda a: a)),
        ),
        ospf=draw(ospf_interfaces(processes, vrf)),
        vrrp=draw(several(vrrp_group, unique_by=dialect.vrrp_key)),
        filters=draw(filters),
        dhcp_relays=draw(several(ip)),
        router_advertisements=draw(st.booleans()),
    )


@st.composite
def interfaces(draw, dialect, vrfs, processes):  # type: ignore[no-untyped-def]
    kinds = draw(st.lists(st.sampled_from(InterfaceKind), max_size=8))
    found = []
    for n, kind in enumerate(kinds):
        port = f"{draw(st.sampled_from(dialect.ports))}{n}"
        name = {
            InterfaceKind.PHYSICAL: port,
            InterfaceKind.LAG: f"{dialect.lag}{n}",
            InterfaceKind.SVI: f"Vlan{n + 1}",
            InterfaceKind.SUBINTERFACE: f"{port}.{n}",
            InterfaceKind.LOOPBACK: f"Loopback{n}",
            InterfaceKind.TUNNEL: f"Tunnel{n}",
        }[kind]
        interface = Interface(
            name,
            kind,
            draw(phrases),
            draw(st.booleans()),
            mtu=draw(either(None, st.integers(68, 9216))),
            speed_bps=draw(either(None, st.sampled_from(dialect.speeds_bps[kind] or [None]))),
        )
        if kind is InterfaceKind.SVI:
            interface = replace(interface, vlan=n + 1)
        if kind is InterfaceKind.SUBINTERFACE:
            interface = replace(interface, parent=port, vlan=draw(either(None, vlans)))
        if kind is InterfaceKind.TUNNEL:
            interface = replace(interface, tunnel=draw(tunnels))
        layer2 = kind in (InterfaceKind.PHYSICAL, InterfaceKind.LAG) and draw(st.booleans())
        if layer2:
            interface = replace(
                interface, switchport=draw(switchports(dialect)), filters=draw(filters)
            )
        elif kind is InterfaceKind.PHYSICAL and draw(st.booleans()):
            lag = f"{dialect.lag}{draw(st.integers(0, 9))}"
            mode = draw(st.sampled_from(["active", "passive", "on"]))
            interface = replace(interface, lag=LagMember(lag, mode))
        else:
            interface = draw(routed(dialect, interface, vrfs, processes))
        found.append(interface)
    return tuple(found)


@st.composite
def processes_of(draw, dialect, vrfs):  # type: ignore[no-untyped-def]
    found = []
    for number, vrf in enumerate(["default", *sorted(v.name for v in vrfs)], 1):
        for family, prefixes in ((4, ipv4_prefixes), (6, ipv6_prefixes)):
            if not draw(st.booleans()):
                continue
            ranges = several(
                st.builds(AreaRange, prefixes, st.booleans()), unique_by=lambda r: r.prefix
            )
            areas = several(
                st.builds(OspfArea, st.integers(0, 2**32 - 1), st.sampled_from(AreaKind), ranges),
                unique_by=lambda a: a.area,
            ).map(lambda all_: tuple(a for a in all_ if a.kind != "normal" or a.ranges))
            imports = several(
                st.builds(
                    Redistribution,
                    st.sampled_from((Source.CONNECTED, Source.STATIC)),
                    st.integers(0, 2**24 - 2),
                    st.integers(1, 2),
                    either(None, several(prefixes)),
                ),
                unique_by=lambda r: r.source,
            )
            found.append(
                OspfProcess(
                    vrf,
                    family,  # type: ignore[arg-type]
                    number if dialect.numbered_ospf else None,
                    draw(ipv4),
                    draw(areas),
                    draw(imports),
                    draw(st.booleans()),
                    draw(either(None, st.integers(1, 4_294_967))),
                )
            )
    return tuple(sorted(found, key=lambda p: (p.family, p.vrf)))


@st.composite
def static_routes(draw, vrfs, interfaces):  # type: ignore[no-untyped-def]
    names = ["default", *(v.name for v in vrfs)]
    found = []
    for _ in range(draw(st.integers(0, 4))):
        vrf = draw(st.sampled_from(names))
        prefix, hop = draw(
            st.one_of(
                st.tuples(ipv4_prefixes, either(None, ipv4)),
                st.tuples(ipv6_prefixes, either(None, ipv6)),
            )
        )
        interface = draw(st.sampled_from([None, *interfaces]))
        leak = None
        if interface is not None and interface.vrf != vrf:
            leak = interface.vrf
        elif interface is None and hop is not None:
            leak = draw(st.sampled_from([None, *names]))
        name = interface and interface.name
        distance = draw(st.integers(1, 255))
        found.append(StaticRoute(vrf, prefix, hop, name, distance, leak))
    return tuple(
        sorted(
            found,
            key=lambda r: (
                r.vrf,
                r.prefix.version,
                r.prefix,
                int(r.next_hop or 0) if r.next_hop is not None else -1,
                r.interface or "",
                r.distance,
            ),
        )
    )


port_numbers = st.integers(0, 65535)
port_lists = st.one_of(
    st.just(()),
    st.sets(port_numbers, min_size=1, max_size=10).map(
        lambda s: tuple(PortRange(p, p) for p in sorted(s))
    ),
    st.tuples(port_numbers, port_numbers).map(lambda p: (PortRange(min(p), max(p)),)),
    st.integers(1, 65534).map(lambda p: (PortRange(0, p - 1), PortRange(p + 1, 65535))),
)
wildcards = st.builds(Wildcard, ipv4.map(int), ipv4.map(int)).filter(
    lambda w: w.mask & (w.mask + 1) != 0
)


@st.composite
def acl_rules(draw, family):  # type: ignore[no-untyped-def]
    addresses = st.one_of(ipv4_prefixes, wildcards) if family == 4 else ipv6_prefixes
    protocol = draw(either(None, st.one_of(st.sampled_from([6, 17, 1, 58]), st.integers(1, 255))))
    ported = protocol in (6, 17)
    icmp = protocol == (1 if family == 4 else 58)
    return AclRule(
        draw(st.sampled_from(Action)),
        protocol,
        draw(either(None, addresses)),
        draw(either(None, addresses)),
        draw(port_lists) if ported else (),
        draw(port_lists) if ported else (),
        draw(either(None, st.integers(0, 255))) if icmp else None,
        draw(st.booleans()) if protocol == 6 else False,
        draw(st.booleans()),
        draw(st.lists(tokens, max_size=2).map("\n".join)),
    )


acls = st.sampled_from([4, 6]).flatmap(
    lambda family: st.builds(Acl, tokens, st.just(family), several(acl_rules(family), 5))
)


@st.composite
def devices(draw, dialect):  # type: ignore[no-untyped-def]
    vrfs = draw(
        several(
            st.builds(Vrf, tokens, either(None, st.integers(0, 65535)), phrases),
            unique_by=lambda v: v.name,
        )
    )
    processes = draw(processes_of(dialect, vrfs))
    ports = draw(interfaces(dialect, vrfs, processes))
    vlan_list = draw(
        several(st.builds(Vlan, vlans, either("", tokens)), unique_by=lambda v: v.vlan_id)
    )
    policies = draw(several(acls, 3, lambda a: (a.family, a.name)))
    return Device(
        name=draw(tokens),
        platform=dialect.platform,
        system=draw(systems(dialect)),
        vrfs=vrfs,
        switching=Switching(
            tuple(sorted(vlan_list, key=lambda v: v.vlan_id)),
            draw(st.sampled_from([None, *dialect.stp_modes])),
            draw(either(None, st.integers(0, 15).map(lambda n: n * 4096))),
        ),
        interfaces=ports,
        routing=Routing(draw(static_routes(vrfs, ports)), processes),
        policy=Policy(tuple(sorted(policies, key=lambda a: (a.family, a.name)))),
        services=Services(
            draw(
                several(
                    st.builds(RadiusServer, tokens, ip, secrets, port_numbers, port_numbers),
                    unique_by=lambda s: s.name,
                )
            ),
            draw(
                several(st.builds(RadiusGroup, tokens, several(tokens)), unique_by=lambda g: g.name)
            ),
            draw(either("", tokens)),
        ),
        wireless=draw(dialect.wireless),
    )


Edit = tuple[str, int, str]
edits = st.lists(st.tuples(st.sampled_from("dsxji"), st.integers(0, 10_000), st.text(max_size=12)))


def broken(text: str, changes: Sequence[Edit], length: int) -> str:
    """Delete, swap, cut, join and insert lines, and truncate."""
    lines = text.split("\n")
    for kind, at, noise in changes:
        n = at % len(lines)
        if kind == "d" and len(lines) > 1:
            del lines[n]
        elif kind == "s":
            lines[n], lines[-1] = lines[-1], lines[n]
        elif kind == "x":
            lines[n] = lines[n][: at % (len(lines[n]) + 1)]
        elif kind == "j":
            lines[n] += noise
        else:
            lines.insert(n, " " * (at % 4) + noise)
    return "\n".join(lines)[:length]
