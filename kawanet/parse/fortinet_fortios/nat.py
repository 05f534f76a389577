"""VIPs, IP pools and the central source NAT table -> NAT rules.

With central NAT a VIP works by itself, and policies name the mapped address; without, it works
once a policy names it. A VIP is bound to interfaces, never to a zone: where its interfaces are
exactly those of a zone, `from_zone` is the zone.
Source: Fortinet FortiOS 7.4 CLI Reference, config firewall vip / vip6 / central-snat-map / ippool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, summarize_address_range
from typing import cast

from kawanet.errors import Span
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.policy import ICMP, TCP, UDP, IPNetwork, NatKind, NatRule, Zone
from kawanet.parse.fortinet_fortios.policy import Books, read_comment
from kawanet.parse.fortinet_fortios.reading import Entry, Scope, fields
from kawanet.parse.result import LineClass

VIP = fields(
    modelled="extip mappedip extintf srcintf-filter portforward protocol extport mappedport "
    "comment type src-filter status service portmapping-type",
    irrelevant="uuid id color arp-reply ndp-reply nat-source-vip gratuitous-arp-interval "
    "ldb-method server-type nat44 nat66 embedded-ipv4-address http-redirect add-nat46-route "
    "add-nat64-route weblogic-server websphere-server",
    unmodelled="realservers dns-mapping-ttl mapped-addr extaddr nat46 nat64 monitor "
    "ipv4-mappedip ipv6-mappedip ipv4-mappedport ipv6-mappedport src-vip-filter",
)
VIP_GROUP = fields(modelled="member", irrelevant="uuid interface color comments")
POOL = fields(
    modelled="startip endip type",
    irrelevant="comments comment arp-reply arp-intf associated-interface permit-any-host "
    "block-size num-blocks-per-user pba-timeout nat46 add-nat46-route port-per-user "
    "startport endport tcp-session-quota udp-session-quota icmp-session-quota "
    "privileged-port-use-pba pba-interim-log",
    unmodelled="source-startip source-endip nat64 add-nat64-route subnet-broadcast-in-ippool "
    "source-prefix6 client-prefix-length exclude-ip",
)
SNAT = fields(
    modelled="type srcintf dstintf orig-addr dst-addr orig-addr6 dst-addr6 nat-ippool nat-ippool6 "
    "nat status comments",
    irrelevant="uuid port-preserve port-random",
    unmodelled="protocol orig-port nat-port dst-port nat46 nat64",
)
_PROTOCOLS = {"tcp": TCP, "udp": UDP, "sctp": 132, "icmp": ICMP}


@dataclass(frozen=True, slots=True)
class Vip:
    """A VIP of the text: what policies that name it mean, and the rule it makes if it works."""

    prefixes: tuple[IPNetwork, ...]
    where: Span
    rules: tuple[NatRule, ...]


def read_pools(scope: Scope, family: Family) -> dict[str, tuple[IPAddress, IPAddress]]:
    """Source pools by name. A pool of a kind that maps fixedly is taken as its range."""
    pools = {}
    for name, entry in scope.table("firewall ippool" + _tail(family), POOL).items():
        first, last = entry.address("startip"), entry.address("endip")
        if first is not None and last is not None and first.version == last.version == family:
            pools[name] = (first, last)
    return pools


def read_vips(scope: Scope, family: Family, zones: Sequence[Zone]) -> dict[str, Vip]:
    """VIPs and VIP groups by name."""
    entries = scope.table("firewall vip" + _tail(family), VIP)
    vips = {name: _vip(entry, family, zones) for name, entry in entries.items()}
    for name, entry in scope.table("firewall vipgrp" + _tail(family), VIP_GROUP).items():
        members = [vips[m] for m in entry.words("member") if m in vips]
        prefixes = tuple(sorted({p for vip in members for p in vip.prefixes}, key=str))
        vips[name] = Vip(prefixes, entry.where, tuple(r for vip in members for r in vip.rules))
    return vips


def _tail(family: Family) -> str:
    return "" if family == 4 else "6"


def _vip(entry: Entry, family: Family, zones: Sequence[Zone]) -> Vip:
    """Read one VIP; what the model has no place for is UNMODELLED."""
    mapped = entry.read("mappedip", _span)
    external = entry.read("extip", _span)
    for key in ("src-filter", "service"):
        entry.mark(key, LineClass.UNMODELLED)
    if entry.text("type", "static-nat") != "static-nat":
        entry.mark("type", LineClass.UNMODELLED)
    if mapped is None or external is None or mapped[0].version != family:
        return Vip((), entry.where, ())
    # The families agree, which the overloads cannot see.
    ends = cast(tuple[IPv4Address, IPv4Address], mapped)
    prefixes = tuple(summarize_address_range(*ends))
    if external[0] != external[1] or mapped[0] != mapped[1]:
        entry.mark("extip", LineClass.UNMODELLED)
        return Vip(prefixes, entry.where, ())
    if entry.text("status", "enable") != "enable":
        return Vip(prefixes, entry.where, ())
    said = read_comment(" ".join(entry.words("comment")))
    forwards = entry.is_on("portforward")
    port = entry.number("extport") if forwards else None
    rules = tuple(
        NatRule(
            name=said.get("nat") or entry.name,
            family=family,
            kind=NatKind.DESTINATION,
            from_zone=zone,
            address=external[0],
            mapped_address=mapped[0],
            protocol=_protocol(entry) if forwards else None,
            port=port,
            mapped_port=entry.number("mappedport") if forwards else None,
            where=entry.where,
        )
        for zone in _entrances(entry, zones)
    )
    return Vip(prefixes, entry.where, rules)


def _span(words: tuple[str, ...]) -> tuple[IPAddress, IPAddress]:
    """An address or a range `first-last`."""
    first, dash, last = words[0].partition("-")
    found = (ip_address(first), ip_address(last) if dash else ip_address(first))
    if found[0].version != found[1].version or int(found[1]) < int(found[0]):
        raise ValueError(words)
    return found


def _protocol(entry: Entry) -> int:
    word = entry.text("protocol", "tcp")
    if word not in _PROTOCOLS:
        entry.mark("protocol", LineClass.UNRECOGNISED)
    return _PROTOCOLS.get(word, TCP)


def _entrances(entry: Entry, zones: Sequence[Zone]) -> tuple[str, ...]:
    """Where a VIP listens: a zone if its interfaces are the zone's, else each interface."""
    external = entry.text("extintf", "any")
    chosen = entry.words("srcintf-filter") if external == "any" else (external,)
    for zone in zones:
        if chosen and set(chosen) == set(zone.interfaces):
            return (zone.name,)
    return chosen or ("",)


def read_central(books: Books) -> list[NatRule]:
    """The central source NAT table."""
    entries = books.scope.table("firewall central-snat-map", SNAT).values()
    return [rule for entry in entries for rule in _central(entry, books)]


def _central(entry: Entry, books: Books) -> list[NatRule]:
    """The rules of one entry, one for each pair of interfaces."""
    if entry.text("status", "enable") != "enable":
        return []
    if not entry.is_on("nat", default=True):
        entry.mark("nat", LineClass.UNMODELLED)  # an exemption
        return []
    family: Family = 6 if entry.text("type") == "ipv6" else 4
    tail = _tail(family)
    name = read_comment(" ".join(entry.words("comments"))).get("nat") or entry.name
    pool = _central_pool(entry, f"nat-ippool{tail}", books.pools[family])
    sources = books.addresses[family].refer(entry.words(f"orig-addr{tail}"))
    destinations = books.addresses[family].refer(entry.words(f"dst-addr{tail}"))
    return [
        NatRule(
            name=name,
            family=family,
            kind=NatKind.SOURCE,
            from_zone=from_zone,
            to_zone=to_zone,
            sources=sources,
            destinations=destinations,
            pool_first=pool[0] if pool else None,
            pool_last=pool[1] if pool else None,
            where=entry.where,
        )
        for from_zone in books.places(entry.words("srcintf")) or ("",)
        for to_zone in books.places(entry.words("dstintf")) or ("",)
    ]


def _central_pool(
    entry: Entry, key: str, pools: Mapping[str, tuple[IPAddress, IPAddress]]
) -> tuple[IPAddress, IPAddress] | None:
    names = entry.words(key)
    if not names:
        return None
    if len(names) > 1 or names[0] not in pools:
        entry.mark(key, LineClass.UNMODELLED)
    return pools.get(names[0])


def in_order(rules: Sequence[NatRule]) -> tuple[NatRule, ...]:
    """The model's order: DESTINATION before SOURCE, in each IPv4 before IPv6."""
    return tuple(sorted(rules, key=lambda r: (r.kind is NatKind.SOURCE, r.family)))


def mapped_prefixes(vips: Mapping[str, Vip]) -> dict[str, tuple[tuple[IPNetwork, ...], Span]]:
    """What policies mean that name a VIP."""
    return {name: (vip.prefixes, vip.where) for name, vip in vips.items()}
