"""Static routes, OSPF processes, and the prefix lists and route maps that redistribution names."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, ip_network

from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.policy import Wildcard
from kawanet.model.routing import AreaKind, AreaRange, Source, StaticRoute
from kawanet.parse.cisco_iosxe.draft import (
    AreaDraft,
    DeviceDraft,
    PrefixListEntry,
    ProcessDraft,
    RedistributionDraft,
    RouteMapEntry,
)
from kawanet.parse.cisco_iosxe.values import (
    area_number,
    interface_name,
    ipv4_match,
    ipv4_network,
    ipv4_prefix,
    ipv6_network,
    optional_address,
)
from kawanet.parse.indented import Statement
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

_STUB_KINDS = {
    ("stub",): AreaKind.STUB,
    ("stub", "no-summary"): AreaKind.TOTALLY_STUB,
    ("nssa",): AreaKind.NSSA,
}
_NULL = "Null0"
_VALUED = frozenset(("tag", "name", "metric"))  # a value follows, without effect


def _static(d: DeviceDraft, s: Statement) -> LineClass:
    """`ip route [vrf V] prefix mask [interface] [next hop] [distance] ...`, and IPv6 alike."""
    words = s.words[2:]
    v4 = s.words[0] == "ip"
    vrf = DEFAULT_VRF
    if words[0] == "vrf":
        vrf, words = words[1], words[2:]
    if v4:
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
    distance, leak, line_class = _static_options(words)
    d.static.append(
        StaticRoute(
            route.vrf,
            route.prefix,
            next_hop,
            None if interface == _NULL else interface,
            distance,
            leak or route.next_hop_vrf,
            route.where,
        )
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


def _static_options(words: list[str]) -> tuple[int, str | None, LineClass]:
    """Distance, VRF of the next hop, and whether all the options are understood."""
    distance, leak, line_class = 1, None, MODELLED
    rest = iter(words)
    for word in rest:
        if word.isdigit():
            distance = int(word)
        elif word == "global":
            leak = DEFAULT_VRF
        elif word == "nexthop-vrf":
            leak = next(rest, DEFAULT_VRF)
        elif word in _VALUED:
            next(rest, None)
        elif word not in ("permanent", "unicast"):
            line_class = UNMODELLED  # track, multicast, ...
            break
    return distance, leak, line_class


def _ospf(d: DeviceDraft, s: Statement) -> LineClass:
    vrf = s.words[4] if s.words[3:4] == ["vrf"] else DEFAULT_VRF
    read_all(_PROCESS, process_of(d, 4, int(s.words[2]), vrf, s), s.children, d.ledger)
    return MODELLED


def _ipv6_ospf(d: DeviceDraft, s: Statement) -> LineClass:
    vrf = s.words[5] if s.words[4:5] == ["vrf"] else DEFAULT_VRF
    read_all(_PROCESS, process_of(d, 6, int(s.words[3]), vrf, s), s.children, d.ledger)
    return MODELLED


def _ospfv3(d: DeviceDraft, s: Statement) -> LineClass:
    """`router ospfv3 N`: a process an address family; settings outside hold for all of them."""
    number = int(s.words[2])
    shared = ProcessDraft(6, number, DEFAULT_VRF, d.ledger, d.ledger.span(s.number))
    outside = [c for c in s.children if c.words[0] != "address-family"]
    read_all(_PROCESS, shared, outside, d.ledger)
    for child in s.children:
        if child.words[0] == "address-family":
            d.ledger.claim(child.number, _family(d, number, shared, child))
    return MODELLED


def _family(d: DeviceDraft, number: int, shared: ProcessDraft, s: Statement) -> LineClass:
    words = s.words
    if words[1:2] != ["ipv6"]:
        claim_below(s, UNMODELLED, d.ledger)
        return UNMODELLED
    vrf = words[words.index("vrf") + 1] if "vrf" in words[:-1] else DEFAULT_VRF
    process = process_of(d, 6, number, vrf, s)
    process.router_id = shared.router_id
    process.passive_default = shared.passive_default
    process.passive, process.active = set(shared.passive), set(shared.active)
    process.reference_bandwidth_mbps = shared.reference_bandwidth_mbps
    read_all(_PROCESS, process, s.children, d.ledger)
    return MODELLED


def process_of(
    d: DeviceDraft, family: Family, number: int | None, vrf: str, s: Statement
) -> ProcessDraft:
    """The draft of an OSPF process, made when it is first met."""
    key = (family, number, vrf)
    found = d.processes.get(key)
    if found is None:
        found = ProcessDraft(family, number, vrf, d.ledger, d.ledger.span(s.number))
        d.processes[key] = found
    return found


def _router_id(p: ProcessDraft, s: Statement) -> LineClass:
    p.router_id = IPv4Address(s.words[1])
    return MODELLED


def _network(p: ProcessDraft, s: Statement) -> LineClass:
    words = s.words
    if "/" in words[1]:
        covered: IPv4Network | Wildcard = ipv4_prefix(words[1])
        words = words[2:]
    else:
        covered, words = ipv4_match(words[1], words[2]), words[3:]
    if words[0] != "area":
        return UNRECOGNISED
    p.networks.append((covered, area_number(words[1])))
    return MODELLED


def _passive(p: ProcessDraft, s: Statement) -> LineClass:
    off = s.words[0] == "no"
    names = s.words[2:] if off else s.words[1:]
    if names == ["default"]:
        p.passive_default = not off
        return MODELLED
    name = interface_name("".join(names))
    (p.active if off else p.passive).add(name)
    (p.passive if off else p.active).discard(name)
    return MODELLED


def _area(p: ProcessDraft, s: Statement) -> LineClass:
    words = s.words
    area = area_number(words[1])
    if words[2] == "range":
        return _range(p, s, area)
    kind = _STUB_KINDS.get(tuple(words[2:]))
    if kind is None and words[2] == "nssa":
        kind = AreaKind.NSSA
        p.areas.setdefault(area, AreaDraft()).kind = kind
        return UNMODELLED  # its options
    if kind is None:
        return UNMODELLED  # virtual-link, default-cost, filter-list, authentication, ...
    p.areas.setdefault(area, AreaDraft()).kind = kind
    return MODELLED


def _range(p: ProcessDraft, s: Statement, area: int) -> LineClass:
    words = s.words[3:]
    if p.family == 4 and "/" not in words[0]:
        prefix, options = ip_network(ipv4_network(words[0], words[1])), words[2:]
    else:
        prefix, options = ip_network(words[0], strict=False), words[1:]
    found = AreaRange(prefix, "not-advertise" not in options, p.ledger.span(s.number))
    draft = p.areas.setdefault(area, AreaDraft())
    draft.ranges = (*(r for r in draft.ranges if r.prefix != prefix), found)
    return MODELLED if options in ([], ["advertise"], ["not-advertise"]) else UNMODELLED


def _redistribute(p: ProcessDraft, s: Statement) -> LineClass:
    words = s.words
    if words[1] not in ("connected", "static"):
        return UNMODELLED
    metric, metric_type, route_map = 20, 2, ""
    line_class = MODELLED
    rest = iter(words[2:])
    for word in rest:
        if word == "metric":
            metric = int(next(rest))
        elif word == "metric-type":
            metric_type = int(next(rest))
        elif word == "route-map":
            route_map = next(rest)
        elif word == "tag":
            next(rest)
        elif word != "subnets":
            line_class = UNMODELLED
    source = Source(words[1])
    p.redistribute.append(
        RedistributionDraft(source, metric, metric_type, route_map, p.ledger, s.number)
    )
    return line_class


def _default_originate(p: ProcessDraft, s: Statement) -> LineClass:
    p.default_originate = True
    return MODELLED if len(s.words) == 2 else UNMODELLED  # always, metric, route-map


def _reference_bandwidth(p: ProcessDraft, s: Statement) -> LineClass:
    p.reference_bandwidth_mbps = int(s.words[2])
    return MODELLED


def _prefix_list(d: DeviceDraft, s: Statement) -> LineClass:
    """`ip prefix-list NAME ...`: unmodelled until a redistribution uses it."""
    return list_prefix(d, 4 if s.words[0] == "ip" else 6, s.words[2], s.words[3:], s.number)


def list_prefix(
    d: DeviceDraft, family: Family, name: str, words: list[str], number: int
) -> LineClass:
    """Add `[seq N] permit|deny PREFIX ...`, which stands on line `number`, to a prefix list."""
    if words[0] == "seq":
        words = words[2:]
    if words[0] == "description":
        return IRRELEVANT
    if words[0] not in ("permit", "deny"):
        return UNRECOGNISED
    prefix = ip_network(words[1]) if len(words) == 2 else None
    d.prefix_lists.setdefault((family, name), []).append(
        PrefixListEntry(words[0] == "permit", prefix, d.ledger, number)
    )
    return UNMODELLED


def read_route_map(d: DeviceDraft, s: Statement) -> LineClass:
    """Note what a route map's entry matches and sets, if the model can hold it."""
    claim_below(s, UNMODELLED, d.ledger)
    lines = (s.number, *(c.number for c in s.descendants()))
    entry = RouteMapEntry(s.words[2:3] != ["deny"], None, None, None, d.ledger, lines)
    for child in s.children:
        match child.words:
            case ["match", "ip" | "ipv6", "address", "prefix-list", name] if (
                entry.prefix_list is None
            ):
                entry.prefix_list = name
            case ["set", "metric", value] if value.isdigit():
                entry.metric = int(value)
            case ["set", "metric-type", ("type-1" | "type-2") as kind]:
                entry.metric_type = int(kind[-1])
            case ["description", *_]:
                pass
            case _:
                entry.prefix_list = ""
    d.route_maps.setdefault(s.words[1], []).append(entry)
    return UNMODELLED


PROCESS: dict[str, Entry[ProcessDraft]] = {
    **entries(
        """log-adjacency-changes, capability vrf-lite, exit, exit-address-family, bfd, nsf, ispf,
        nsr, timers, max-lsa, event-log, ignore lsa, compatible, fast-reroute, graceful-restart,
        snmp, prefix-suppression, queue-depth, process-min-time, limit, traffic-share,
        max-metric""",
        IRRELEVANT,
    ),
    **entries(
        """distribute-list, summary-address, summary-prefix, distance, default-metric, neighbor,
        maximum-paths, domain-id, domain-tag, shutdown, mpls, capability, discard-route,
        table-map, local-rib-criteria, ip, address-family, default-information, authentication,
        encryption""",
        UNMODELLED,
    ),
    "router-id": _router_id,
    "network": _network,
    "passive-interface": _passive,
    "no passive-interface": _passive,
    "area": _area,
    "redistribute": _redistribute,
    "default-information originate": _default_originate,
    "auto-cost reference-bandwidth": _reference_bandwidth,
}
_PROCESS = build_table(PROCESS)
ROUTING: dict[str, Entry[DeviceDraft]] = {
    "ip route": _static,
    "ipv6 route": _static,
    "router": UNMODELLED,
    "router ospf": _ospf,
    "router ospfv3": _ospfv3,
    "ipv6 router ospf": _ipv6_ospf,
    "ip prefix-list": _prefix_list,
    "ipv6 prefix-list": _prefix_list,
    "route-map": read_route_map,
}
