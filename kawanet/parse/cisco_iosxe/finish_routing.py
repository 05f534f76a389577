"""The gathered routing of an IOS-XE draft -> `Routing`: names are resolved, defaults put in."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Several
from dataclasses import replace
from ipaddress import IPv4Address

from kawanet.model.bgp import BgpProcess
from kawanet.model.interfaces import InterfaceKind
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    IPNetwork,
    PrefixListEntry,
    Redistribution,
    SetMetric,
    SetMetricType,
    Source,
)
from kawanet.model.routing import AreaKind, OspfArea, OspfProcess, Routing, StaticRoute, Track
from kawanet.parse.bgp_draft import bgp_of
from kawanet.parse.cisco_iosxe import isis, rip
from kawanet.parse.cisco_iosxe.acl_lists import entries_of
from kawanet.parse.cisco_iosxe.covers import cover
from kawanet.parse.cisco_iosxe.draft import AreaDraft, DeviceDraft, OspfDraft, ProcessDraft
from kawanet.parse.cisco_iosxe.finish_eigrp import eigrp_processes
from kawanet.parse.cisco_iosxe.igp_lines import BY_ACL, is_passive
from kawanet.parse.policy_draft import (
    Sequence,
    TermDraft,
    as_path_lists_of,
    community_lists_of,
    policies_of,
    prefix_lists_of,
)
from kawanet.parse.probes import with_probe
from kawanet.parse.statements import UNMODELLED

ImportName = Callable[[ProcessDraft, Source], str]  # a redistribution's -> of its own route map

_NO_ADDRESS = IPv4Address(0)


def routing_of(d: DeviceDraft, import_name: ImportName) -> Routing:
    """Build the routing. `import_name`: what the renderer calls a redistribution's route map."""
    _run_networks(d)
    _silence(d)
    _listed_by_acl(d)
    _eigrp_by_acl(d)
    processes = _processes(d, import_name)
    return Routing(
        static=_static(d),
        ospf=processes,
        bgp=_bgp(d),
        eigrp=tuple(
            replace(p, redistribute=_taken(d, p.vrf, p.redistribute)) for p in eigrp_processes(d)
        ),
        isis=tuple(
            replace(p, redistribute=_taken(d, p.vrf, p.redistribute)) for p in isis.processes_of(d)
        ),
        rip=tuple(
            replace(p, redistribute=_taken(d, p.vrf, p.redistribute)) for p in rip.processes_of(d)
        ),
        leaks=tuple(
            sorted(d.leaks, key=lambda leak: (leak.vrf, leak.from_vrf, leak.family, leak.policies))
        ),
        policies=policies_of(d.policies),
        prefix_lists=prefix_lists_of(d.policies),
        as_path_lists=as_path_lists_of(d.policies),
        community_lists=community_lists_of(d.policies),
        tracks=_tracks(d),
    )


def _tracks(d: DeviceDraft) -> tuple[Track, ...]:
    """The tracked objects; an interface that a group names itself is one of its own name."""
    named = {t.track for i in d.interfaces.values() for g in i.vrrp for t in g.tracks}
    own = {name: Track(name, name) for name in named if name in d.interfaces}
    probed = {
        name: with_probe(track, d.probes.get(d.probe_of_track.get(name, "")))
        for name, track in d.tracks.items()
    }
    found = {**own, **probed}
    return tuple(found[name] for name in sorted(found))


def _run_networks(d: DeviceDraft) -> None:
    """Enable OSPFv2 where a `network` statement covers the primary address, first match first."""
    for p in d.processes.values():
        if not p.networks:
            continue
        networks = [(*cover(match), area) for match, area in p.networks]
        for i in d.interfaces.values():
            if i.vrf != p.vrf or i.primary is None or (i.ospf4 and i.ospf4.area is not None):
                continue
            number = int(i.primary[0].ip)
            area = next((a for value, care, a in networks if number & care == value), None)
            if area is not None:
                i.ospf4 = i.ospf4 or OspfDraft()
                i.ospf4.process, i.ospf4.area = p.process, area
                others = [(int(a.ip), a.network) for a, _ in i.secondary]
                i.ospf4.left_out = tuple(
                    network
                    for ip, network in others
                    if next((a for value, care, a in networks if ip & care == value), None) != area
                )


def _silence(d: DeviceDraft) -> None:
    """Make interfaces passive as their process says, and let the area's authentication hold."""
    for p in d.processes.values():
        for i in d.interfaces.values():
            ospf = i.ospf4 if p.family == 4 else i.ospf6
            if ospf and ospf.area is not None and (ospf.process, i.vrf) == (p.process, p.vrf):
                ospf.passive = is_passive(p, i.name)
                ospf.filters = tuple(rule for name, rule in p.filters if name == i.name)
                if ospf.suppressed is None:
                    ospf.suppressed = p.suppresses
                if ospf.authentication is None and ospf.area in p.areas:
                    ospf.authentication = p.areas[ospf.area].authentication


def _listed_by_acl(d: DeviceDraft) -> None:
    """An ACL that filters what OSPF puts into the RIB, or what IS-IS lets down to level 1, is a
    policy of one entry."""
    asked: list[tuple[ProcessDraft | isis.IsisDraft, str]] = [
        (p, n) for p in d.processes.values() for n in p.settings.get("import_policies", ())
    ]
    asked += [(p, p.settings.get("leak_policy", "")) for p in d.isis.values()]
    for draft, name in asked:
        if name.startswith(BY_ACL) and name not in d.policies.maps:
            term = TermDraft(10, Action.PERMIT, draft.ledger, draft.where, str)
            term.name("acls", [name.removeprefix(BY_ACL)])
            d.policies.maps[name] = {term.number: term}


def _eigrp_by_acl(d: DeviceDraft) -> None:
    """Give EIGRP's ACLs as prefix lists; one that cannot be said so makes its line UNMODELLED."""
    for e in d.eigrp.values():
        for setting, (acl, line) in e.by_acl.items():
            draft = d.acls.get((4, acl))
            entries = entries_of(draft) if draft else None
            if draft is None or entries is None:
                e.ledger.claim(line, UNMODELLED)
                continue
            name = f"{BY_ACL}{acl}"
            listed = Sequence[PrefixListEntry](draft.where)
            for entry in entries:
                listed.add(None, entry)
            d.policies.prefix_lists[(4, name)] = listed
            e.settings[setting] = (name,)


def _static(d: DeviceDraft) -> tuple[StaticRoute, ...]:
    return tuple(sorted((_leak(d, route) for route in d.static), key=_route_key))


def _leak(d: DeviceDraft, route: StaticRoute) -> StaticRoute:
    """A route through an interface of another VRF resolves its next hop there."""
    if route.interface is None or route.next_hop_vrf is not None:
        return route
    interface = d.interfaces.get(route.interface)
    if interface is None or interface.vrf == route.vrf:
        return route
    return replace(route, next_hop_vrf=interface.vrf)


def _route_key(route: StaticRoute) -> tuple[str, int, int, int, int, str, int]:
    """The model's order: VRF, family, prefix, next hop."""
    prefix = route.prefix
    hop = -1 if route.next_hop is None else int(route.next_hop)
    start = int(prefix.network_address)
    interface = route.interface or ""
    return (route.vrf, prefix.version, start, prefix.prefixlen, hop, interface, route.distance)


def _processes(d: DeviceDraft, import_name: ImportName) -> tuple[OspfProcess, ...]:
    drafts = sorted(d.processes.values(), key=lambda p: (p.family, p.vrf, p.process or 0))
    return tuple(
        OspfProcess(
            p.vrf,
            p.family,
            p.process,
            p.router_id or highest_address(d, p.vrf),
            tuple(a for number, draft in p.areas.items() if (a := _area(number, draft))),
            tuple(_import(d, p, r, import_name) for r in _taken(d, p.vrf, p.redistribute)),
            p.default_originate,
            p.reference_bandwidth_mbps,
            p.where,
            summaries=p.summaries,
            neighbors=tuple(sorted(set(p.neighbors))),
            needs_neighbors=_needs_neighbors(d, p),
            **p.settings,
        )
        for p in drafts
    )


def _needs_neighbors(d: DeviceDraft, p: ProcessDraft) -> bool:
    """Whether the process runs where neighbours must be named; of OSPFv3 that is not modelled."""
    ports = (i.ospf4 for i in d.interfaces.values() if p.family == 4 and i.vrf == p.vrf)
    return any(o.network == "non-broadcast" and o.process == p.process for o in ports if o)


def _area(number: int, a: AreaDraft) -> OspfArea | None:
    """The area; None where nothing is said but how its routers authenticate."""
    found = OspfArea(
        number,
        a.kind,
        a.ranges,
        a.default_cost,
        a.default_originate,
        import_lists=a.import_lists,
        export_lists=a.export_lists,
        virtual_links=a.virtual_links,
        default_metric=a.default_metric,
        default_metric_type=a.default_metric_type,
        imports=a.imports,
    )
    return None if found == OspfArea(number, AreaKind.NORMAL) else found


def highest_address(d: DeviceDraft, vrf: str) -> IPv4Address:
    """The router-id IOS chooses: the highest loopback address in the VRF, else the highest."""
    here = [i for i in d.interfaces.values() if i.primary and i.vrf == vrf]
    mine = [(i.kind, i.primary[0].ip) for i in here if i.primary and i.enabled]
    loopbacks = [ip for kind, ip in mine if kind is InterfaceKind.LOOPBACK]
    return max(loopbacks or [ip for _, ip in mine], default=_NO_ADDRESS)


def _taken(
    d: DeviceDraft, vrf: str, redistribute: Several[Redistribution]
) -> tuple[Redistribution, ...]:
    """Of BGP's routes an IGP takes those from other ASs, unless `bgp redistribute-internal`; in a
    VRF it takes them all."""
    if vrf not in d.bgp_external and (vrf != DEFAULT_VRF or d.takes_internal_bgp):
        return tuple(redistribute)
    kinds = ("external", "internal") if vrf in d.bgp_internal else ("external",)
    return tuple(
        replace(r, route_types=kinds) if r.source is Source.BGP and not r.route_types else r
        for r in redistribute
    )


def _import(
    d: DeviceDraft, p: ProcessDraft, r: Redistribution, import_name: ImportName
) -> Redistribution:
    """A redistribution through a route map of the renderer's own is what the map lets through."""
    name = import_name(p, r.source)
    terms = d.policies.maps.get(name, {})
    if r.policies != (name,) or len(terms) != 1:
        return r
    (term,) = terms.values()
    listed = d.policies.prefix_lists.get((p.family, name))
    prefixes = _exact(listed.ordered()) if listed else None
    wanted = {"prefixes": (name,)} if listed else {}
    if term.named != wanted or not _is_plain(term) or (listed and prefixes is None):
        return r
    del d.policies.maps[name]
    d.policies.prefix_lists.pop((p.family, name), None)
    for change in term.changes:
        if isinstance(change, SetMetric):
            r = replace(r, metric=change.value)
        elif isinstance(change, SetMetricType) and isinstance(change.kind, int):
            r = replace(r, metric_type=change.kind)
    return replace(r, policies=(), prefixes=prefixes)


def _is_plain(term: TermDraft) -> bool:
    return (
        term.action is Action.PERMIT
        and not term.matches
        and term.follows is None
        and all(c in (SetMetricType(1), SetMetricType(2)) or _is_metric(c) for c in term.changes)
    )


def _is_metric(change: object) -> bool:
    return isinstance(change, SetMetric) and change.op == "set"


def _exact(entries: Several[PrefixListEntry]) -> tuple[IPNetwork, ...] | None:
    """The prefixes of a list that permits nothing else; a single deny permits none."""
    if len(entries) == 1 and entries[0].action is Action.DENY:
        return ()
    exact = all(
        e.action is Action.PERMIT and e.match.low == e.match.high == e.match.prefix.prefixlen
        for e in entries
    )
    return tuple(e.match.prefix for e in entries) if exact else None


def _bgp(d: DeviceDraft) -> tuple[BgpProcess, ...]:
    """The processes; VRFs take what is said of the whole, and the router id."""
    for vrf, name in d.bgp_router_ids.items():
        held = d.interfaces.get(name)
        if held and held.primary:
            d.bgp[vrf].settings.setdefault("router_id", held.primary[0].ip)
    whole = d.bgp.get(DEFAULT_VRF)
    if whole is None:
        return ()
    shared = dict(whole.settings)
    if "router_id" not in shared and len(d.bgp) > 1:
        address = highest_address(d, DEFAULT_VRF)
        shared |= {"router_id": address} if address != _NO_ADDRESS else {}
    for vrf, draft in d.bgp.items():
        if vrf != DEFAULT_VRF:
            draft.settings = {**shared, **draft.settings}
    groups = {**d.bgp_groups, **whole.groups}
    return bgp_of(d.bgp, groups)
