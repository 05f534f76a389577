"""Static routes, VRF contexts with their route targets and leaks, and tracked objects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF, RouteTargets, Vrf
from kawanet.model.routing import RouteLeak, StaticRoute, Track
from kawanet.parse.cisco_nxos.bgp import BGP
from kawanet.parse.cisco_nxos.draft import NxDevice
from kawanet.parse.cisco_nxos.igp import ROUTERS
from kawanet.parse.cisco_nxos.values import interface_name, network_and_rest
from kawanet.parse.cisco_values import ipv6_network, optional_address
from kawanet.parse.indented import Statement
from kawanet.parse.prefix_lists import network_of
from kawanet.parse.probes import probe_of
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    build_table,
    claim_below,
    entries,
    read_all,
)

_FAMILIES: dict[str, Family] = {"ip": 4, "ipv6": 6, "ipv4": 4}


def _static(d: NxDevice, s: Statement) -> LineClass:
    """`ip route PREFIX [INTERFACE] [HOP] [vrf V] [track N] [name X] [tag T] [preference]`."""
    words = s.words[2:]
    prefix, rest = (
        network_and_rest(words) if s.words[0] == "ip" else (ipv6_network(words[0]), words[1:])
    )
    settings: dict[str, Any] = {}
    address = optional_address(rest[0].partition("/")[0])
    if address is None:
        name, rest = rest[0], rest[1:]
        if not any(c.isdigit() for c in name) and rest:  # `Null 0`
            name, rest = name + rest[0], rest[1:]
        settings["interface"] = interface_name(name)
        address = optional_address(rest[0].partition("/")[0]) if rest else None
    if address is not None:
        if address.version != prefix.version:
            return UNRECOGNISED
        settings["next_hop"], rest = address, rest[1:]
    line_class = _static_options(settings, rest)
    if settings.get("interface") == "Null0":
        settings["interface"] = None
    route = StaticRoute(d.vrf, prefix, where=d.ledger.span(s.number), **settings)
    d.static.append(route)
    return line_class


def _static_options(settings: dict[str, Any], words: list[str]) -> LineClass:
    rest = iter(words)
    for word in rest:
        if word.isdigit():
            settings["distance"] = int(word)
        elif word == "tag":
            settings["tag"] = int(next(rest))
        elif word == "track":
            settings["track"] = next(rest)
        elif word == "vrf":
            settings["next_hop_vrf"] = next(rest)
        elif word == "name":
            next(rest, None)
        else:
            return UNMODELLED
    return MODELLED


def _no_static(d: NxDevice, s: Statement) -> LineClass:
    """`no ip route P ...` takes back what stands above."""
    prefix = network_and_rest(s.words[3:])[0] if s.words[1] == "ip" else ipv6_network(s.words[3])
    d.static[:] = [r for r in d.static if (r.vrf, r.prefix) != (d.vrf, prefix)]
    return MODELLED


def _context(d: NxDevice, s: Statement) -> LineClass:
    """`vrf context X`: the block holds VRF settings and the VRF's static routes."""
    name = s.words[2]
    if name != DEFAULT_VRF:
        d.vrfs.setdefault(name, Vrf(name, where=d.ledger.span(s.number)))
    d.vrf = name
    read_all(_CONTEXT, d, s.children, d.ledger)
    d.vrf = DEFAULT_VRF
    return MODELLED


def _change(d: NxDevice, **changes: Any) -> None:
    if d.vrf in d.vrfs:
        d.vrfs[d.vrf] = replace(d.vrfs[d.vrf], **changes)


def _description(d: NxDevice, s: Statement) -> LineClass:
    _change(d, description=s.rest(1))
    return MODELLED


def _distinguisher(d: NxDevice, s: Statement) -> LineClass:
    """`rd auto` is made of the router id and the VRF's number, and matters to VPN alone."""
    if s.words[1] != "auto":
        _change(d, rd=s.words[1])
    return MODELLED


def _family(d: NxDevice, s: Statement) -> LineClass:
    """`address-family ipv4|ipv6 unicast` of a VRF."""
    family = _FAMILIES[s.words[1]]
    for child in s.children:
        try:
            line_class = _family_line(d, family, child)
        except (ValueError, IndexError, KeyError):
            line_class = UNRECOGNISED
        d.ledger.claim(child.number, line_class)
    return MODELLED


def _family_line(d: NxDevice, family: Family, s: Statement) -> LineClass:
    match s.words:
        case ["route-target", ("import" | "export" | "both") as way, target] if target != "auto":
            return _target(d, family, way, target)
        case ["import", "map", name]:
            return _put_targets(d, replace(_targets(d, family), import_policies=(name,)))
        case ["export", "map", name]:
            return _put_targets(d, replace(_targets(d, family), export_policies=(name,)))
        case [("import" | "export") as way, "vrf", "default", *rest]:
            return _leak(d, family, way, rest, s.number)
        case ["maximum" | "exit-address-family" | "no", *_] | ["import" | "export", "vrf", *_]:
            return IRRELEVANT  # `allow-vpn` and the like: what goes on to VPN neighbours
    return UNMODELLED  # targets of EVPN, or made from the VRF's number


def _targets(d: NxDevice, family: Family) -> RouteTargets:
    known = d.vrfs[d.vrf].targets if d.vrf in d.vrfs else ()
    return next((t for t in known if t.family == family), RouteTargets(family))


def _put_targets(d: NxDevice, made: RouteTargets) -> LineClass:
    known = d.vrfs[d.vrf].targets if d.vrf in d.vrfs else ()
    others = (t for t in known if t.family != made.family)
    _change(d, targets=tuple(sorted((*others, made), key=lambda t: t.family)))
    return MODELLED


def _target(d: NxDevice, family: Family, way: str, target: str) -> LineClass:
    made = _targets(d, family)
    if way in ("import", "both"):
        made = replace(made, imports=(*made.imports, target))
    if way in ("export", "both"):
        made = replace(made, exports=(*made.exports, target))
    return _put_targets(d, made)


def _leak(d: NxDevice, family: Family, way: str, rest: list[str], line: int) -> LineClass:
    """`import|export vrf default [MAXIMUM] map M [advertise-vpn|allow-vpn]`."""
    rest = rest[1:] if rest[:1] and rest[0].isdigit() else rest
    if rest[:1] != ["map"]:
        return UNMODELLED
    to, source = (d.vrf, DEFAULT_VRF) if way == "import" else (DEFAULT_VRF, d.vrf)
    d.leaks.append(RouteLeak(to, source, family, (rest[1],), (), d.ledger.span(line)))
    return MODELLED


def _probe(d: NxDevice, s: Statement) -> LineClass:
    """`ip sla N` with its block; schedules and responders decide nothing here."""
    if s.words[2].isdigit():
        d.probes[s.words[2]] = probe_of(s, interface_name)
    claim_below(s, IRRELEVANT, d.ledger)
    return IRRELEVANT


def _track(d: NxDevice, s: Statement) -> LineClass:
    """`track N interface I line-protocol|ip routing`, `track N ip route P reachability`."""
    name = s.words[1]
    settings: dict[str, Any] = {}
    line_class = MODELLED
    match s.words[2:]:
        case ["interface", interface, "line-protocol" | "ip" | "ipv6", *_]:
            settings["interface"] = interface_name(interface)
        case [("ip" | "ipv6") as family, "route", prefix, "reachability", *_]:
            settings["prefix"] = network_of(prefix, _FAMILIES[family])
            settings["vrf"] = next(
                (c.words[2] for c in s.children if c.words[:2] == ["vrf", "member"]), DEFAULT_VRF
            )
        case ["ip", "sla", number, *_]:
            d.probe_of_track[name] = number
        case ["list", "boolean", ("and" | "or") as word]:
            settings["needs"] = "all" if word == "and" else "any"
            objects = [c.words for c in s.children if c.words[0] == "object"]
            settings["parts"] = tuple((w[1], len(w) == 2) for w in objects)
        case _:
            line_class = UNMODELLED  # thresholds
    for child in s.children:
        known = child.words[0] in ("vrf", "delay")
        d.ledger.claim(child.number, MODELLED if known else line_class)
    d.tracks[name] = Track(name, where=d.ledger.span(s.number), **settings)
    return line_class


_CONTEXT = build_table(
    entries(
        """ip domain-name, ip domain-list, ip domain-lookup, ip name-server, ip pim, ip multicast,
        ip mroute, ip igmp, ipv6 pim, ip auto-discard, mdt, pim, vpn id, description, exit, no
        shutdown, ip amt, ip msdp, ip tcp, ip arp""",
        IRRELEVANT,
    ),
    entries("vni, shutdown, ip nat, nat, segment-routing, evpn", UNMODELLED),
    {
        "description": _description,
        "rd": _distinguisher,
        "address-family": _family,
        "ip route": _static,
        "ipv6 route": _static,
        "no ip route": _no_static,
        "no ipv6 route": _no_static,
    },
)
ROUTING: dict[str, Entry[Any]] = {
    "ip route": _static,
    "ipv6 route": _static,
    "no ip route": _no_static,
    "no ipv6 route": _no_static,
    "ip route static bfd": IRRELEVANT,
    "ipv6 route static bfd": IRRELEVANT,
    "vrf context": _context,
    "track": _track,
    "ip sla": _probe,
    **ROUTERS,
    **BGP,
}
