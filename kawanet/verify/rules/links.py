"""What two ends of a link must agree on: MTU, and the LAGs that cables form."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kawanet.findings import Finding
from kawanet.forwarding.ports import is_layer3
from kawanet.model.interfaces import Interface, InterfaceKind, Tunnel
from kawanet.model.network import Device
from kawanet.model.plant import Link, Port
from kawanet.verify.rules.context import Context, End, mtu_of
from kawanet.verify.rules.rule import ERROR, WARNING, Check, Rule

MTU_MISMATCH = Rule(
    "KW-MTU-001",
    "MTU differs at the two ends of a link",
    "リンクの両端で MTU が違う",
    WARNING,
    "The larger packets of one end are dropped by the other. Where both ends speak OSPF, "
    "KW-FWD-005 says so instead.",
    "RFC 2328 §10.6",
)
CARRIER_MTU = Rule(
    "KW-MTU-002",
    "MTU exceeds what the carrier's service carries",
    "MTU が回線の上限を超える",
    WARNING,
    "The carrier drops what is larger, and often says nothing.",
    "RFC 4459",
)
TUNNEL_MTU = Rule(
    "KW-MTU-003",
    "MTU of a GRE tunnel leaves no room for its headers",
    "GRE トンネルの MTU がヘッダ分を引いていない",
    WARNING,
    "Packets become larger than the link below can carry once the outer headers are added.",
    "RFC 2784; RFC 2890; RFC 7588",
)
SPEEDS_DIFFER = Rule(
    "KW-LAG-001",
    "Members of a LAG differ in speed",
    "LAG メンバの速度が違う",
    WARNING,
    "LACP bundles only ports of one speed; the others stay out.",
    "IEEE 802.1AX-2020 clause 6.4",
)
ENDS_DIFFER = Rule(
    "KW-LAG-002",
    "Cables of a LAG do not end in one LAG",
    "LAG のケーブルが一つの LAG に終わっていない",
    ERROR,
    "Frames are spread over links that do not belong together, or the LAG does not form.",
    "IEEE 802.1AX-2020 clause 6.4",
)
MODES_DIFFER = Rule(
    "KW-LAG-003",
    "LACP modes at the two ends do not form a LAG",
    "両端の LACP モードでは LAG が成立しない",
    ERROR,
    "Two passive ends wait for each other; static 'on' does not talk to LACP.",
    "IEEE 802.1AX-2020 clause 6.4.1",
)
NO_MEMBERS = Rule(
    "KW-LAG-004",
    "LAG has no member",
    "メンバのない LAG",
    WARNING,
    "The LAG is down, with all that is configured on it.",
)

IP_HEADER = {4: 20, 6: 40}
GRE_HEADER, GRE_KEY = 4, 4


def mismatches(ctx: Context) -> Iterator[Finding]:
    for pair in ctx.trunk_pairs:
        for one, other in _facing(ctx, pair.a, pair.b):
            yield from _mismatch((pair.a.device, one), (pair.b.device, other))
    tunnels: dict[tuple[object, ...], tuple[Device, Interface]] = {}
    for device, i in ctx.enabled():
        if i.tunnel is not None:
            far = tunnels.get((i.tunnel.destination, i.tunnel.source, i.tunnel.key))
            tunnels[i.tunnel.source, i.tunnel.destination, i.tunnel.key] = device, i
            if far is not None and far[1].mtu and i.mtu:
                yield from _mismatch(far, (device, i))


def _facing(ctx: Context, a: End, b: End) -> Iterator[tuple[Interface, Interface]]:
    """Interfaces of the two ends that send packets to each other."""
    routed = is_layer3(a.base) and is_layer3(b.base)
    switched = a.base.switchport and b.base.switchport and a.base.mtu and b.base.mtu
    if routed or switched:
        yield a.base, b.base
    tagged = {i.vlan: i for i in ctx.ports[b.device.name].subinterfaces.get(b.base.name, ())}
    for i in ctx.ports[a.device.name].subinterfaces.get(a.base.name, ()):
        if i.vlan in tagged:
            yield i, tagged[i.vlan]


def _mismatch(one: tuple[Device, Interface], other: tuple[Device, Interface]) -> Iterator[Finding]:
    mine, theirs = mtu_of(*other), mtu_of(*one)
    if mine == theirs or _speaks(one[1]) & _speaks(other[1]):
        return
    yield MTU_MISMATCH.finding(
        other[0],
        f"{other[1].name} has MTU {mine}, {one[0].name}:{one[1].name} has {theirs}",
        other[1].where,
        f"MTU {theirs} at both ends",
        str(mine),
        related=(one[1].where,),
    )


def _speaks(interface: Interface) -> set[int]:
    return {o.family for o in interface.ospf if not o.passive}


def carrier_limits(ctx: Context) -> Iterator[Finding]:
    for link in ctx.network.plant.links:
        for port in link.ends if link.mtu is not None else ():
            device = ctx.network.device.get(port.device)
            base = ctx.ports[device.name].base(port.interface) if device else None
            if device is not None and base is not None:
                yield from _over_limit(ctx, device, base, link)


def _over_limit(ctx: Context, device: Device, base: Interface, link: Link) -> Iterator[Finding]:
    children = ctx.ports[device.name].subinterfaces.get(base.name, ())
    for interface in (base, *children):
        mtu = mtu_of(device, interface)
        if is_layer3(interface) and link.mtu is not None and mtu > link.mtu:
            yield CARRIER_MTU.finding(
                device,
                f"{interface.name} sends packets of {mtu} bytes into {link.name}",
                interface.where,
                f"MTU {link.mtu} or less",
                str(mtu),
            )


def tunnel_limits(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        tunnels = [i for i in device.interfaces if i.tunnel is not None and i.enabled]
        sources = {(i.vrf, a.ip): i for i in device.interfaces for a in i.addresses if tunnels}
        for i in tunnels:
            tunnel = i.tunnel
            under = sources.get((tunnel.underlay_vrf, tunnel.source)) if tunnel else None
            if tunnel is None or under is None or under.kind is InterfaceKind.LOOPBACK:
                continue
            room = _carried(ctx, device, under) - overhead(tunnel)
            # without a figure of its own, a tunnel takes the port's MTU less the headers
            mtu = i.mtu or mtu_of(device, under) - overhead(tunnel)
            if mtu > room:
                yield TUNNEL_MTU.finding(
                    device,
                    f"{i.name} has MTU {mtu}, {under.name} below has room for {room}",
                    i.where,
                    f"MTU {room} or less",
                    str(mtu),
                    related=(under.where,),
                )


def _carried(ctx: Context, device: Device, interface: Interface) -> int:
    """The largest packet that a port and the link at it carry."""
    link = ctx.cabled.get(Port(device.name, interface.parent or interface.name))
    own = mtu_of(device, interface)
    return own if link is None or link.mtu is None else min(own, link.mtu)


def overhead(tunnel: Tunnel) -> int:
    """Bytes that GRE adds to a packet."""
    key = 0 if tunnel.key is None else GRE_KEY
    return IP_HEADER[tunnel.source.version] + GRE_HEADER + key


def lag_members(ctx: Context) -> Iterator[Finding]:
    for device, name, members in ctx.lags:
        lag = device.interface[name]
        if not members:
            yield NO_MEMBERS.finding(
                device, f"{name} has no member that is on", lag.where, "one or more", "none"
            )
        speeds = {m.name: _speed(ctx, device, m) for m in members}
        known = sorted({s for s in speeds.values() if s is not None})
        if len(known) > 1:
            listed = ", ".join(f"{n} {s // 10**6} Mbps" for n, s in speeds.items() if s)
            slow = next(m for m in members if speeds[m.name] == known[0])
            yield SPEEDS_DIFFER.finding(
                device, f"members of {name} differ in speed", slow.where, "one speed", listed
            )


def _speed(ctx: Context, device: Device, member: Interface) -> int | None:
    link = ctx.cabled.get(Port(device.name, member.name))
    return member.speed_bps or (link.capacity_bps if link else None)


def lag_ends(ctx: Context) -> Iterator[Finding]:
    """Each cable of a LAG must lead to the same far LAG; judged from both sides."""
    far: dict[tuple[str, str], list[tuple[End, End]]] = {}
    for pair in ctx.pairs:
        for here, there in ((pair.a, pair.b), (pair.b, pair.a)):
            if here.port.lag is not None:
                far.setdefault((here.device.name, here.base.name), []).append((here, there))
    for _, cables in sorted(far.items()):
        for here, there in cables:
            if there.port.lag is None:
                yield _no_far_lag(here, there)
        for (_, one), (here, other) in pairwise(cables):
            if one.port.lag and other.port.lag and one.name != other.name:
                yield ENDS_DIFFER.finding(
                    here.device,
                    f"cables of {here.base.name} lead to {one.name} and {other.name}",
                    here.port.where,
                    "one LAG at the far end",
                    "two",
                    related=(one.port.where, other.port.where),
                )


def _no_far_lag(here: End, there: End) -> Finding:
    return ENDS_DIFFER.finding(
        here.device,
        f"{here.port.name} is in {here.base.name}, {there.name} at its other end is in no LAG",
        here.port.where,
        "a LAG at both ends",
        "at one end only",
        related=(there.port.where,),
    )


def lag_modes(ctx: Context) -> Iterator[Finding]:
    for pair in ctx.pairs:
        one, other = pair.a.port.lag, pair.b.port.lag
        if one is None or other is None:
            continue
        modes = {one.mode, other.mode}
        if modes == {"passive"} or ("on" in modes and len(modes) > 1):
            yield MODES_DIFFER.finding(
                pair.b.device,
                f"{pair.b.port.name} is {other.mode}, {pair.a.device.name}:{pair.a.port.name} "
                f"is {one.mode}",
                pair.b.port.where,
                "LACP with one end active",
                f"{one.mode} and {other.mode}",
                related=(pair.a.port.where,),
            )


CHECKS = (
    Check((MTU_MISMATCH,), mismatches),
    Check((CARRIER_MTU,), carrier_limits),
    Check((TUNNEL_MTU,), tunnel_limits),
    Check((SPEEDS_DIFFER, NO_MEMBERS), lag_members),
    Check((ENDS_DIFFER,), lag_ends),
    Check((MODES_DIFFER,), lag_modes),
)
