"""Addresses: used twice, overlapping, not a host's, advertised where no host is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from kawanet.findings import Finding
from kawanet.model.interfaces import Interface, InterfaceKind
from kawanet.model.network import Device
from kawanet.model.policy import IPNetwork
from kawanet.verify.rules.context import Context, Own
from kawanet.verify.rules.rule import ERROR, NOTE, WARNING, Check, Rule

DUPLICATE = Rule(
    "KW-ADDR-001",
    "Address is used twice",
    "アドレスの重複",
    ERROR,
    "Two interfaces of one VRF or tier have the same address. Virtual addresses, and pairs of "
    "devices with all addresses in common (a cluster), are exempt.",
    "RFC 5227",
)
OVERLAP = Rule(
    "KW-ADDR-002",
    "Subnets of one device overlap",
    "同じ装置の同じ VRF でサブネットが重なる",
    ERROR,
    "Packets to the shared addresses leave by one of the interfaces, whoever is behind the other.",
)
MASKS_DIFFER = Rule(
    "KW-ADDR-003",
    "Subnets of two devices overlap without being equal",
    "装置間でサブネットマスクが食い違う",
    WARNING,
    "Either a mask is wrong on one of them, or the same addresses are in use at two places.",
)
NOT_A_HOST = Rule(
    "KW-ADDR-004",
    "Interface has the network or broadcast address",
    "ネットワークまたはブロードキャストアドレスが付いている",
    ERROR,
    "The first and last address of an IPv4 subnet name no host.",
    "RFC 1122 §3.2.1.3; RFC 3021 for /31",
)
ADVERTISES = Rule(
    "KW-ADDR-005",
    "Router advertisements on a transit link",
    "中継リンクで RA を送っている",
    NOTE,
    "No host is there to learn a prefix; whoever taps the link learns one.",
    "RFC 6164; RFC 4861 §6.2.1",
)
P2P_LENGTH = {4: 30, 6: 126}


def duplicates(ctx: Context) -> Iterator[Finding]:
    found: dict[tuple[int, int], list[Own]] = defaultdict(list)
    for own in ctx.owns:
        found[own.address.version, int(own.address.ip)].append(own)
    virtual = _virtual_addresses(ctx)
    for key, owners in sorted(found.items()):
        if len(owners) > 1:
            for same in _one_place(ctx, owners):
                yield from _duplicate(same)
        for holder, interface in virtual.get(key, ()):
            yield from _taken(owners, holder, interface)


def _one_place(ctx: Context, owners: list[Own]) -> Iterator[list[Own]]:
    """Owners of an address, by the tier that the address is in, or by VRF where none is."""
    if ctx.tier_of(owners[0].address.ip):
        yield owners
        return
    ordered = sorted(owners, key=lambda o: o.interface.vrf)
    for _, same in groupby(ordered, key=lambda o: o.interface.vrf):
        yield list(same)


def _duplicate(owners: list[Own]) -> Iterator[Finding]:
    devices = {o.device.name: o.device for o in owners}
    if len(owners) < 2 or (len(devices) == len(owners) and _cluster(devices.values())):
        return
    first, *others = owners
    names = ", ".join(f"{o.device.name}:{o.interface.name}" for o in others)
    yield DUPLICATE.finding(
        first.device,
        f"{first.interface.name} has {first.address.ip}, as has {names}",
        first.where,
        "an address of its own",
        f"{first.address} in {len(owners)} places",
        related=(o.where for o in others),
    )


def _cluster(devices: Iterable[Device]) -> bool:
    """Whether all the devices have the same addresses throughout: members of a cluster."""
    held = [frozenset(a for i in d.interfaces for a in i.addresses) for d in devices]
    return len(set(held)) == 1 and len(held[0]) > 1


def _virtual_addresses(ctx: Context) -> Mapping[tuple[int, int], list[tuple[Device, Interface]]]:
    found: dict[tuple[int, int], list[tuple[Device, Interface]]] = defaultdict(list)
    for device, interface in ctx.enabled():
        for group in interface.vrrp:
            found[group.address.version, int(group.address)].append((device, interface))
    return found


def _taken(owners: list[Own], holder: Device, interface: Interface) -> Iterator[Finding]:
    """A virtual address that somebody outside the group has as an own address."""
    for own in owners:
        mine = {g.address for g in own.interface.vrrp}
        if own.interface.vrf == interface.vrf and own.address.ip not in mine:
            yield DUPLICATE.finding(
                own.device,
                f"{own.interface.name} has {own.address.ip}, the virtual address of "
                f"{holder.name}:{interface.name}",
                own.where,
                "an address of its own",
                str(own.address),
                related=(interface.where,),
            )


def overlaps(ctx: Context) -> Iterator[Finding]:
    ordered = sorted(
        (o for o in ctx.owns if o.address.network.prefixlen < o.address.max_prefixlen),
        key=lambda o: (o.device.name, o.interface.vrf, o.address.version),
    )
    for _, same in groupby(ordered, key=lambda o: (o.device.name, o.interface.vrf)):
        for outer, inner in _nested(list(same)):
            if outer.interface is not inner.interface:
                yield OVERLAP.finding(
                    inner.device,
                    f"{inner.interface.name} and {outer.interface.name} overlap in VRF "
                    f"{inner.interface.vrf}",
                    inner.where,
                    "subnets that share no address",
                    f"{inner.address.network} in {outer.address.network}",
                    related=(outer.where,),
                )


def masks(ctx: Context) -> Iterator[Finding]:
    one: dict[tuple[str, IPNetwork], Own] = {}
    for own in ctx.owns:
        if own.address.network.prefixlen < own.address.max_prefixlen:
            one.setdefault((own.interface.vrf, own.address.network), own)
    ordered = sorted(one.values(), key=lambda o: o.interface.vrf)
    for _, same in groupby(ordered, key=lambda o: o.interface.vrf):
        for outer, inner in _nested(list(same)):
            if outer.device is not inner.device:
                yield MASKS_DIFFER.finding(
                    inner.device,
                    f"{inner.interface.name} is in {inner.address.network}, "
                    f"{outer.device.name}:{outer.interface.name} in {outer.address.network}",
                    inner.where,
                    "equal subnets, or disjoint ones",
                    f"{inner.address.network} in {outer.address.network}",
                    related=(outer.where,),
                )


def _nested(owns: list[Own]) -> Iterator[tuple[Own, Own]]:
    """Pairs (outer, inner) of addresses whose subnets overlap; one pair for each inner one."""
    ordered = sorted(owns, key=lambda o: (o.address.version, *_span(o), o.interface.name))
    stack: list[Own] = []
    for own in ordered:
        while stack and not _holds(stack[-1], own):
            stack.pop()
        if stack:
            yield stack[-1], own
        stack.append(own)


def _span(own: Own) -> tuple[int, int]:
    network = own.address.network
    return int(network.network_address), network.prefixlen


def _holds(outer: Own, inner: Own) -> bool:
    """Whether a subnet that starts no earlier starts inside the outer one. On integers: asking a
    network for its broadcast address makes an object each time."""
    a, b = outer.address.network, inner.address.network
    shift = a.max_prefixlen - a.prefixlen
    same = int(b.network_address) >> shift == int(a.network_address) >> shift
    return a.version == b.version and same


def not_hosts(ctx: Context) -> Iterator[Finding]:
    for own in ctx.owns:
        network, ip = own.address.network, own.address.ip
        if ip.version == 6 or network.prefixlen > P2P_LENGTH[4]:
            continue
        if ip in (network.network_address, network.broadcast_address):
            kind = "network" if ip == network.network_address else "broadcast"
            yield NOT_A_HOST.finding(
                own.device,
                f"{own.interface.name} has the {kind} address of {network}",
                own.where,
                "an address between the two",
                str(own.address),
            )


def advertisements(ctx: Context) -> Iterator[Finding]:
    for own in ctx.owns:
        i, network = own.interface, own.address.network
        if not i.router_advertisements or network.version == 4:
            continue
        transit = i.kind is InterfaceKind.TUNNEL or network.prefixlen >= P2P_LENGTH[6]
        if transit and i.kind is not InterfaceKind.LOOPBACK:
            yield ADVERTISES.finding(
                own.device,
                f"{i.name} sends router advertisements into {network}",
                own.where,
                "advertisements suppressed",
                "sent",
            )


CHECKS = (
    Check((DUPLICATE,), duplicates),
    Check((OVERLAP,), overlaps),
    Check((MASKS_DIFFER,), masks),
    Check((NOT_A_HOST,), not_hosts),
    Check((ADVERTISES,), advertisements),
)
