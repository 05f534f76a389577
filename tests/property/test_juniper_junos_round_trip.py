"""Random devices of juniper_junos survive render and parse; broken text never raises."""

from __future__ import annotations

from dataclasses import replace
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
from kawanet.parse.juniper_junos import looks_like, parse
from kawanet.parse.juniper_junos.finish import ORDER
from kawanet.parse.juniper_junos.values import natural
from kawanet.parse.result import LineClass
from kawanet.render.engine import render_device

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

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
def systems(draw, interfaces, acls):  # type: ignore[no-untyped-def]
    addressed = [i for i in interfaces if i.addresses]
    interface = draw(st.sampled_from([None, *addressed]))
    login = draw(st.sampled_from([(), ("local",), ("RADIUS",), ("RADIUS", "local")]))
    users = several(
        st.builds(User, tokens, secrets, st.integers(0, 15)), unique_by=lambda u: u.name
    )
    guards = [
        next((a.name for a in acls if a.family == f and a.name[0] == "G"), "") for f in (4, 6)
    ]
    return System(
        domain=draw(st.sampled_from(["", "city.example"])),
        banner=draw(st.lists(phrases, max_size=4).map("\n".join)),
        timezone=draw(st.sampled_from(["", "JST", "UTC", "Europe/Paris"])),
        management_vrf=interface.vrf if interface and interface.vrf != "default" else "",
        management_interface=interface.name if interface else "",
        management_acl=tuple(g for g in guards if g),
        ntp_servers=draw(several(ip, 3, lambda a: a)),
        dns_servers=draw(several(ip, 3, lambda a: a)),
        syslog_servers=draw(several(ip, 3, lambda a: a)),
        users=draw(users),
        snmp_users=draw(
            several(st.builds(SnmpUser, tokens, references, references), 3, lambda u: u.name)
        ),
        snmp_communities=draw(several(st.builds(SnmpCommunity, st.booleans()))),
        ssh=draw(st.booleans()),
        cleartext_services=draw(
            st.sets(st.sampled_from(["telnet", "http", "finger", "ftp", "tftp-server"])).map(
                lambda s: tuple(sorted(s))
            )
        ),
        aaa_login=login,
    )


@st.composite
def switchports(draw, known):  # type: ignore[no-untyped-def]
    marks = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    if draw(st.booleans()):
        voice = draw(either(None, vlans))
        return Switchport(PortMode.ACCESS, draw(vlans), voice, None, None, *marks)
    allowed = draw(either(None, vlan_sets))
    return Switchport(PortMode.TRUNK, None, None, draw(either(None, vlans)), allowed, *marks)


@st.composite
def ospf_interfaces(draw, processes, vrf, tunnel):  # type: ignore[no-untyped-def]
    found = []
    for process in processes:
        if process.vrf == vrf and draw(st.booleans()):
            kinds = ["point-to-point"] if tunnel else ["broadcast", "point-to-point"]
            found.append(
                OspfInterface(
                    process.family,
                    None,
                    draw(st.integers(0, 2**32 - 1)),
                    draw(either(None, st.integers(1, 65535))),
                    draw(st.booleans()),
                    draw(st.sampled_from(kinds)),
                    draw(either(None, st.integers(1, 65535))),
                    draw(either(None, st.integers(1, 65535))),
                )
            )
    return tuple(found)


@st.composite
def vrrp_groups(draw, addresses):  # type: ignore[no-untyped-def]
    """Groups of families that have an address; order is by family and number."""
    found = []
    for family, hosts in ((4, ipv4), (6, ipv6)):
        if not any(a.version == family for a in addresses):
            continue
        local = either(None, link_local) if family == 6 else st.none()
        group = st.builds(
            VrrpGroup,
            st.just(family),
            st.integers(1, 255),
            hosts,
            st.integers(1, 254),
            st.booleans(),
            local,
        )
        chosen = draw(several(group, 2, lambda g: g.group))
        found += sorted(chosen, key=lambda g: g.group)
    return tuple(found)


@st.composite
def bindings(draw):  # type: ignore[no-untyped-def]
    return tuple(
        FilterBinding(draw(names_of_acls), family, direction)
        for direction in ("in", "out")
        for family in (4, 6)
        if draw(st.booleans())
    )


names_of_acls = tokens.map(lambda name: f"A{name}")
tunnels = either(
    None,
    st.one_of(
        st.builds(Tunnel, a, a, st.one_of(tokens, st.just("default")), key=either(None, vlans))
        for a in (ipv4, ipv6)
    ),
)
PORTS = ("ge-0/0/", "xe-0/2/", "et-0/5/")
LAYER2 = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)


def relays(draw):  # type: ignore[no-untyped-def]
    return (
        *draw(several(ipv4, 2, lambda a: a)),
        *draw(several(ipv6, 2, lambda a: a)),
    )


@st.composite
def routed(draw, interface, vrfs, processes, taken):  # type: ignore[no-untyped-def]
    """Add everything of layer 3 to an interface. No host address is used twice on a device."""
    vrf = draw(st.sampled_from(["default", *(v.name for v in vrfs)]))
    loopback = interface.kind is InterfaceKind.LOOPBACK
    drawn = (*draw(several(ipv4_interfaces, 2)), *draw(several(ipv6_interfaces, 2)))
    if loopback and not drawn:
        drawn = (draw(ipv4_interfaces),)
    addresses = tuple(a for a in drawn if a.ip not in taken and not taken.add(a.ip))
    if loopback and not addresses:
        return None
    return replace(
        interface,
        vrf=vrf,
        addresses=addresses,
        ospf=draw(ospf_interfaces(processes, vrf, interface.kind is InterfaceKind.TUNNEL)),
        vrrp=draw(vrrp_groups(addresses)),
        filters=() if loopback else draw(bindings()),
        dhcp_relays=relays(draw),
        router_advertisements=draw(st.booleans()) if addresses else True,
    )


@st.composite
def interfaces(draw, vrfs, processes, known):  # type: ignore[no-untyped-def]
    kinds = draw(st.lists(st.sampled_from(InterfaceKind), max_size=8))
    lags = [f"ae{n}" for n, kind in enumerate(kinds) if kind is InterfaceKind.LAG]
    modes = {lag: draw(st.sampled_from(["active", "passive", "on"])) for lag in lags}
    taken: set[object] = set()
    found = []
    for n, kind in enumerate(kinds):
        port = f"{draw(st.sampled_from(PORTS))}{n}"
        if kind is InterfaceKind.SVI and n >= len(known):
            continue
        name = {
            InterfaceKind.PHYSICAL: port,
            InterfaceKind.LAG: f"ae{n}",
            InterfaceKind.SVI: f"irb.{known[n].vlan_id}" if n < len(known) else "",
            InterfaceKind.SUBINTERFACE: f"{port}.{n + 1}",
            InterfaceKind.LOOPBACK: f"lo0.{n}",
            InterfaceKind.TUNNEL: f"gr-0/0/0.{n}",
        }[kind]
        interface = Interface(
            name,
            kind,
            draw(phrases),
            draw(st.booleans()),
            mtu=draw(either(None, st.integers(68, 9192))),
            speed_bps=draw(either(None, st.sampled_from([64_000, 10**9, 10**11]))),
        )
        if kind is InterfaceKind.SVI:
            interface = replace(interface, vlan=known[n].vlan_id)
        if kind is InterfaceKind.SUBINTERFACE:
            found.append(Interface(port, InterfaceKind.PHYSICAL))
            interface = replace(interface, parent=port, vlan=draw(either(None, vlans)))
        if kind is InterfaceKind.TUNNEL:
            interface = replace(interface, tunnel=draw(tunnels))
        if kind in LAYER2 and draw(st.booleans()):
            interface = replace(interface, switchport=draw(switchports(known)))
        elif kind is InterfaceKind.PHYSICAL and lags and draw(st.booleans()):
            lag = draw(st.sampled_from(lags))
            interface = replace(interface, lag=LagMember(lag, modes[lag]))
        else:
            interface = draw(routed(interface, vrfs, processes, taken))
        if interface is not None:
            found.append(interface)
    return tuple(sorted(found, key=lambda i: (ORDER[i.kind], natural(i.name))))


@st.composite
def processes_of(draw, vrfs):  # type: ignore[no-untyped-def]
    found = []
    for vrf in ["default", *sorted(v.name for v in vrfs)]:
        router_id = draw(ipv4)
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
            real = prefixes.filter(lambda p: p.prefixlen > 0)
            imports = several(
                st.builds(
                    Redistribution,
                    st.sampled_from([Source.CONNECTED, Source.STATIC]),
                    st.integers(0, 2**24 - 2),
                    st.integers(1, 2),
                    either(None, several(real, 3, lambda p: p)),
                ),
                unique_by=lambda r: r.source,
            )
            found.append(
                OspfProcess(
                    vrf,
                    family,  # type: ignore[arg-type]
                    None,
                    router_id,
                    draw(areas),
                    draw(imports),
                    draw(st.booleans()),
                    draw(either(None, st.integers(1, 4_294_967))),
                )
            )
    return tuple(sorted(found, key=lambda p: (p.family, p.vrf)))


@st.composite
def static_routes(draw, vrfs, interfaces):  # type: ignore[no-untyped-def]
    """Junos knows a prefix and a next hop once, and a discard route has no next hop beside it."""
    names = ["default", *(v.name for v in vrfs)]
    found: dict[object, StaticRoute] = {}
    discards: set[object] = set()
    for _ in range(draw(st.integers(0, 4))):
        vrf = draw(st.sampled_from(names))
        prefix, hop = draw(
            st.one_of(
                st.tuples(ipv4_prefixes, either(None, ipv4)),
                st.tuples(ipv6_prefixes, either(None, ipv6)),
            )
        )
        interface = draw(st.sampled_from([None, *interfaces]))
        leak = interface.vrf if interface is not None and interface.vrf != vrf else None
        if interface is None and hop is None:
            leak = draw(st.sampled_from([None, *names]))
            discards.add((vrf, prefix))
        name = interface and interface.name
        route = StaticRoute(vrf, prefix, hop, name, draw(st.integers(1, 255)), leak)
        found[(vrf, prefix, hop or name)] = route
    single = [
        r
        for r in found.values()
        if (r.vrf, r.prefix) not in discards or (r.next_hop is None and r.interface is None)
    ]
    return tuple(
        sorted(
            single,
            key=lambda r: (
                r.vrf,
                r.prefix.version,
                r.prefix,
                int(r.next_hop) if r.next_hop is not None else -1,
                r.interface or "",
                r.distance,
            ),
        )
    )


port_numbers = st.integers(0, 65535)
port_lists = several(
    st.tuples(port_numbers, port_numbers).map(lambda p: PortRange(min(p), max(p))),
    5,
    lambda p: p,
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


guard_rules = {
    family: st.builds(AclRule, st.sampled_from(Action), st.none(), addresses, log=st.booleans())
    for family, addresses in ((4, ipv4_prefixes), (6, ipv6_prefixes))
}


@st.composite
def acls(draw):  # type: ignore[no-untyped-def]
    """Ordinary ACLs begin with A, management ACLs (which only know sources) with G."""
    family = draw(st.sampled_from([4, 6]))
    name = draw(tokens)
    if draw(st.booleans()):
        return Acl(f"A{name}", family, draw(several(acl_rules(family), 5)))
    last = draw(st.sampled_from([(), (AclRule(Action.DENY, log=True),)]))
    return Acl(f"G{name}", family, (*draw(several(guard_rules[family], 3)), *last))


@st.composite
def services(draw, dot1x):  # type: ignore[no-untyped-def]
    server = st.builds(RadiusServer, tokens, ip, references, port_numbers_1, port_numbers_1)
    servers = draw(several(server, 3, lambda s: s.address).map(unique_names))
    names = [s.name for s in servers]
    member = several(st.sampled_from(names), 3, lambda n: n) if names else st.just(())
    group = st.builds(RadiusGroup, st.one_of(tokens, st.just("RADIUS")), member)
    groups = draw(several(group, 2, lambda g: g.name))
    return Services(servers, groups, draw(either("", tokens)))


port_numbers_1 = st.integers(1, 65535)


def unique_names(servers):  # type: ignore[no-untyped-def]
    return tuple({s.name: s for s in servers}.values())


@st.composite
def devices(draw):  # type: ignore[no-untyped-def]
    vrfs = draw(
        several(
            st.builds(Vrf, tokens, either(None, st.integers(0, 65535)), phrases),
            unique_by=lambda v: v.name,
        )
    )
    processes = draw(processes_of(vrfs))
    vlan_list = draw(
        several(
            st.builds(Vlan, vlans, either("", tokens)),
            unique_by=(lambda v: v.vlan_id, lambda v: v.name or v.vlan_id),
        )
    )
    known = tuple(sorted(vlan_list, key=lambda v: v.vlan_id))
    ports = draw(interfaces(vrfs, processes, known))
    policies = sorted(
        draw(several(acls(), 4, lambda a: (a.family, a.name))), key=lambda a: (a.family, a.name)
    )
    mode = draw(st.sampled_from([None, "rapid-pvst", "mst", "rstp"]))
    system = draw(systems(ports, policies))
    guards = set(system.management_acl)
    return Device(
        name=draw(tokens),
        platform="juniper_junos",
        system=system,
        vrfs=vrfs,
        switching=Switching(
            known,
            mode,
            draw(either(None, st.integers(0, 15).map(lambda n: n * 4096))),
        ),
        interfaces=ports,
        routing=Routing(draw(static_routes(vrfs, ports)), processes),
        policy=Policy(tuple(a for a in policies if a.name[0] == "A" or a.name in guards)),
        services=draw(services(ports)),
    )


@SETTINGS
@given(devices())
def test_a_device_survives_render_and_parse(device: Device) -> None:
    files = render_device(device)
    parsed = parse(files)
    assert parsed.device == device
    assert parsed.unclaimed == ()
    assert parsed.counts[LineClass.MODELLED] > 0
    assert render_device(parsed.device) == files
    assert looks_like(files) > 0


@SETTINGS
@given(
    devices(),
    st.lists(st.tuples(st.sampled_from("dsxji"), st.integers(0, 10_000), st.text(max_size=12))),
    st.integers(0, 20_000),
)
def test_broken_text_is_read_to_its_end(
    device: Device, edits: list[tuple[str, int, str]], length: int
) -> None:
    """Delete, swap, cut, join and insert lines; truncate. Each line still has one class."""
    lines = render_device(device)[f"{device.name}.conf"].split("\n")
    for kind, at, noise in edits:
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
    text = "\n".join(lines)[:length]
    parsed = parse({"x.cfg": text})
    full = sum(1 for line in text.replace("\r\n", "\n").split("\n") if line.strip())
    assert sum(parsed.counts.values()) == full


@SETTINGS
@given(st.one_of(st.text(), st.binary().map(lambda b: b.decode("latin-1"))))
def test_noise_is_no_configuration(text: str) -> None:
    parsed = parse({"x.cfg": text})
    assert parsed.device.platform == "juniper_junos"
    assert looks_like({"x.cfg": text}) == 0 or "{" in text or "set " in text
