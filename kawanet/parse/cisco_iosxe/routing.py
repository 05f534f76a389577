"""Static routes, tracked objects, lists and route maps; the table of all routing protocols."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.routing import StaticRoute, Track
from kawanet.parse.bgp_process import prefix_of
from kawanet.parse.cisco_iosxe.bgp import BGP
from kawanet.parse.cisco_iosxe.draft import DeviceDraft
from kawanet.parse.cisco_iosxe.eigrp import EIGRP
from kawanet.parse.cisco_iosxe.isis import ISIS
from kawanet.parse.cisco_iosxe.ospf import OSPF_PROCESSES
from kawanet.parse.cisco_iosxe.rip import RIP
from kawanet.parse.cisco_values import (
    interface_name,
    ipv4_network,
    ipv4_prefix,
    ipv6_network,
    optional_address,
)
from kawanet.parse.indented import Statement
from kawanet.parse.prefix_lists import (
    read_as_path_list,
    read_community_list,
    read_prefix_list,
)
from kawanet.parse.probes import probe_of
from kawanet.parse.result import LineClass
from kawanet.parse.route_maps import ROUTE_MAP, open_term
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

_NULL = "Null0"
_NUMBERS = {"tag": "tag", "metric": "metric"}  # options with a number


def _static(d: DeviceDraft, s: Statement) -> LineClass:
    """`ip route [vrf V] prefix mask [interface] [next hop] [distance] ...`, and IPv6 alike."""
    words = s.words[2:]
    v4 = s.words[0] == "ip"
    vrf = DEFAULT_VRF
    if words[0] == "vrf":
        vrf, words = words[1], words[2:]
    if v4:
        if "/" in words[0]:
            prefix, words = ipv4_prefix(words[0]), words[1:]
        else:
            prefix, words = ipv4_network(words[0], words[1]), words[2:]
        return static_hop(d, StaticRoute(vrf, prefix, where=d.ledger.span(s.number)), words)
    prefix6, words = ipv6_network(words[0]), words[1:]
    return static_hop(d, StaticRoute(vrf, prefix6, where=d.ledger.span(s.number)), words)


def static_hop(
    d: DeviceDraft,
    route: StaticRoute,
    words: list[str],
    full_name: Callable[[str], str] = interface_name,
) -> LineClass:
    """Read what stands behind the prefix of a static route, and add the route."""
    interface, next_hop, words = _hop(words)
    interface = interface and full_name(interface)
    if interface is None and next_hop is None:
        return UNMODELLED if words[:1] == ["dhcp"] else UNRECOGNISED
    if next_hop is not None and next_hop.version != route.prefix.version:
        return UNRECOGNISED
    options, line_class = _static_options(words)
    if route.next_hop_vrf is not None:
        options.setdefault("next_hop_vrf", route.next_hop_vrf)
    kept = None if interface == _NULL else interface
    d.static.append(
        StaticRoute(route.vrf, route.prefix, next_hop, kept, where=route.where, **options)
    )
    return line_class


def _hop(words: list[str]) -> tuple[str | None, IPAddress | None, list[str]]:
    """Take the interface and the next hop off the front."""
    address = optional_address(words[0])
    if address is not None:
        return None, address, words[1:]
    if words[0] == "dhcp":
        return None, None, words
    name = words[0]
    words = words[1:]
    if not any(c.isdigit() for c in name) and words:  # `Null 0`
        name, words = name + words[0], words[1:]
    address = optional_address(words[0]) if words else None
    return name, address, words[1:] if address else words


def _static_options(words: list[str]) -> tuple[dict[str, Any], LineClass]:
    """Fields of the route, and whether all the options are understood."""
    found: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        if word.isdigit():
            found["distance"] = int(word)
        elif word in _NUMBERS:
            found[_NUMBERS[word]] = int(next(rest))
        elif word == "track":
            found["track"] = next(rest)
        elif word == "permanent":
            found["permanent"] = True
        elif word == "global":
            found["next_hop_vrf"] = DEFAULT_VRF
        elif word in ("nexthop-vrf", "vrf"):
            found["next_hop_vrf"] = next(rest, DEFAULT_VRF)
        elif word == "name":
            next(rest, None)
        elif word != "unicast":
            return found, UNMODELLED  # dhcp, multicast, ...
    return found, MODELLED


def _route_map(d: DeviceDraft, s: Statement) -> LineClass:
    term = open_term(d.policies, s.words[1:], d.ledger, d.ledger.span(s.number), interface_name)
    read_all(_ROUTE_MAP, term, s.children, d.ledger)
    return MODELLED


def _policy_list(d: DeviceDraft, s: Statement) -> LineClass:
    """`ip policy-list NAME permit|deny`: conditions that route maps name."""
    words = [f"policy-list {s.words[2]}", *s.words[3:4]]
    term = open_term(d.policies, words, d.ledger, d.ledger.span(s.number), interface_name)
    read_all(_ROUTE_MAP, term, s.children, d.ledger)
    return MODELLED


def _prefix_list(d: DeviceDraft, s: Statement) -> LineClass:
    """`ip|ipv6 prefix-list NAME ...`, or a block of them."""
    family: Family = 4 if s.words[0] == "ip" else 6
    name, where = s.words[2], d.ledger.span
    if len(s.words) > 3:
        return read_prefix_list(d.policies, family, name, s.words[3:], where(s.number))
    for child in s.children:
        line = read_prefix_list(d.policies, family, name, child.words, where(child.number))
        d.ledger.claim(child.number, line)
    return MODELLED


def _as_path_list(d: DeviceDraft, s: Statement) -> LineClass:
    where = d.ledger.span(s.number)
    return read_as_path_list(d.policies, s.words[3], s.words[4:], where)


def _community_list(kind: str) -> Entry[DeviceDraft]:
    """A list on one line, or its name with entries below."""

    def read(d: DeviceDraft, s: Statement) -> LineClass:
        words, where = s.words[2:], d.ledger.span
        if not s.children:
            return read_community_list(d.policies, words, where(s.number), kind)
        for child in s.children:
            both = [*words, *child.words]
            line = read_community_list(d.policies, both, where(child.number), kind)
            d.ledger.claim(child.number, line)
        return MODELLED

    return read


def _track(d: DeviceDraft, s: Statement) -> LineClass:
    """`track N interface X line-protocol|ip routing`, `track N ip route P M reachability`, ..."""
    name, where = s.words[1], d.ledger.span(s.number)
    found, line_class = Track(name, where=where), MODELLED
    match s.words[2:]:
        case ["interface", *words] if words[-1] == "line-protocol" or words[-1] == "routing":
            end = -1 if words[-1] == "line-protocol" else -2
            found = replace(found, interface=interface_name("".join(words[:end])))
        case ["ip", "route", *words]:
            found, line_class = _tracked_route(found, words, 4)
        case ["ipv6", "route", *words]:
            found, line_class = _tracked_route(found, words, 6)
        case ["ip", "sla", number, *_] | ["rtr", number, *_]:
            d.probe_of_track[name] = number
        case ["ip" | "rtr" | "ipv6", *_]:
            pass  # a probe: assumed up
        case ["stub-object" | "stub", *_]:
            pass
        case ["list", "boolean", ("and" | "or") as word]:
            found = replace(found, needs="all" if word == "and" else "any")
        case _:
            line_class = UNMODELLED  # a list of other objects, an application
    for child in s.children:
        found = _track_line(d, found, child)
    d.tracks[name] = found
    return line_class


def _probe(d: DeviceDraft, s: Statement) -> LineClass:
    """`ip sla [monitor] N` with its block; tracks name it."""
    number = s.words[-1]
    if number.isdigit():
        d.probes[number] = probe_of(s, interface_name)
    claim_below(s, IRRELEVANT, d.ledger)
    return IRRELEVANT


def _tracked_route(track: Track, words: list[str], family: Family) -> tuple[Track, LineClass]:
    prefix, rest = prefix_of(words, family)
    reachable = rest[-1:] == ["reachability"]
    return replace(track, prefix=prefix), MODELLED if reachable else UNMODELLED


def _track_line(d: DeviceDraft, track: Track, s: Statement) -> Track:
    """`ip vrf X` inside; delays are not the steady state."""
    line_class = IRRELEVANT
    if s.words[0] in ("ip", "ipv6", "vrf") and "vrf" in s.words[:2]:
        track, line_class = replace(track, vrf=s.words[-1]), MODELLED
    elif s.words[0] == "object" and s.words[2:] in ([], ["not"]):
        track = replace(track, parts=(*track.parts, (s.words[1], len(s.words) == 2)))
        line_class = MODELLED
    elif s.words[0] in ("object", "threshold"):
        line_class = UNMODELLED
    d.ledger.claim(s.number, line_class)
    return track


def _unmodelled_block(d: DeviceDraft, s: Statement) -> LineClass:
    """A protocol that the model lacks: all its lines could change forwarding."""
    claim_below(s, UNMODELLED, d.ledger)
    return UNMODELLED


_ROUTE_MAP = build_table(ROUTE_MAP)
ROUTING: dict[str, Entry[DeviceDraft]] = {
    "ip route": _static,
    "ipv6 route": _static,
    **entries("ip route profile, ipv6 route profile, track timer, track resolution", IRRELEVANT),
    **entries("ip route static, ipv6 route static, router odr, router mobile", UNMODELLED),
    "router": _unmodelled_block,
    **OSPF_PROCESSES,
    **BGP,
    **EIGRP,
    **ISIS,
    **RIP,
    "ip prefix-list": _prefix_list,
    "ipv6 prefix-list": _prefix_list,
    "ip prefix-list sequence-number": IRRELEVANT,
    "ipv6 prefix-list sequence-number": IRRELEVANT,
    "ip as-path access-list": _as_path_list,
    "ip community-list": _community_list(""),
    "ip extcommunity-list": _community_list("ext:"),
    "ip large-community-list": _community_list("large:"),
    "ip sla": _probe,
    **entries(
        "ip sla schedule, ip sla responder, ip sla enable, ip sla key-chain, ip sla logging, ip sla"
        " reaction-configuration, ip sla reaction-trigger, ip sla restart, ip sla server, ip sla"
        " group, ip sla auto, ip sla low-memory, ip sla monitor schedule, ip sla keepalive",
        IRRELEVANT,
    ),
    "route-map": _route_map,
    "ip policy-list": _policy_list,
    "track": _track,
}
