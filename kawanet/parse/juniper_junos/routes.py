"""Drafts -> the model's routing: names resolved, protocols finished, everything in its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from ipaddress import IPv4Address
from typing import Any

from kawanet.model.igp import RipProcess
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.routing import AggregateRoute, OspfProcess, Routing, StaticRoute, Track
from kawanet.parse.juniper_junos.bgp import process_of
from kawanet.parse.juniper_junos.draft import DeviceDraft, InstanceDraft, ProcessDraft
from kawanet.parse.juniper_junos.isis import isis_of
from kawanet.parse.juniper_junos.leaks import leaks_of
from kawanet.parse.juniper_junos.ospf import EXTERNAL_PREFERENCE, PREFERENCE, linked
from kawanet.parse.juniper_junos.reading import guarded
from kawanet.parse.juniper_junos.redistribution import exports_of
from kawanet.parse.juniper_junos.units import interface_name

_NO_ADDRESS = IPv4Address(0)


def routing_of(d: DeviceDraft, names: Mapping[str, str], rip: tuple[RipProcess, ...]) -> Routing:
    instances = d.instances.values()
    ospf = _processes(d)
    made = [
        guarded(d.account, i.bgp, partial(process_of, d, i, _identity(d, i))) for i in instances
    ]
    bgp = [process for process in made if process]
    isis = [q for i in instances if (q := guarded(d.account, i.isis, partial(isis_of, d, i)))]
    leaks = guarded(d.account, d.root.at("routing-options"), partial(leaks_of, d)) or ()
    kept = (p for n, p in sorted(d.policies.items()) if n in d.named or n not in d.absorbed)
    return Routing(
        _static(d, names),
        ospf,
        tuple(sorted(bgp, key=lambda p: p.vrf)),
        isis=tuple(sorted(isis, key=lambda p: p.vrf)),
        rip=tuple(sorted(rip, key=lambda p: (p.family, p.vrf))),
        aggregates=tuple(sorted((a for i in instances for a in i.aggregates), key=_aggregate_key)),
        leaks=leaks,
        policies=tuple(kept),
        prefix_lists=tuple(found for _, found in sorted(d.prefix_lists.items())),
        as_path_lists=tuple(found for _, found in sorted(d.as_path_lists.items())),
        tracks=_tracks(d),
        community_lists=tuple(found for _, found in sorted(d.community_lists.items())),
    )


def _tracks(d: DeviceDraft) -> tuple[Track, ...]:
    """What VRRP groups lean on, interfaces by the model's names."""
    found = {name: track for unit in d.units() for name, track in unit.tracks.items()}
    return tuple(
        replace(t, interface=interface_name(d, t.interface)) if t.interface else t
        for _, t in sorted(found.items())
    )


def _aggregate_key(route: AggregateRoute) -> tuple[str, int, int, int]:
    prefix = route.prefix
    return route.vrf, prefix.version, int(prefix.network_address), prefix.prefixlen


def _identity(d: DeviceDraft, instance: InstanceDraft) -> IPv4Address:
    """The router-id of an instance."""
    return instance.router_id or _highest(d, instance.name)


def _static(d: DeviceDraft, names: Mapping[str, str]) -> tuple[StaticRoute, ...]:
    units = {unit.name: unit for unit in d.units()}
    found = []
    for route in (r for i in d.instances.values() for r in i.static):
        if route.interface is None:
            found.append(route)
            continue
        unit, port = units.get(route.interface), route.interface.removesuffix(".0")
        own = unit.vrf if unit else DEFAULT_VRF if port in d.ports else route.vrf
        leak = own if own != route.vrf else None
        bare = port if port in d.ports else route.interface
        name = names.get(route.interface, bare)
        found.append(replace(route, interface=name, next_hop_vrf=leak))
    return tuple(sorted(found, key=_route_key))


def _route_key(route: StaticRoute) -> tuple[str, int, int, int, int, str, int]:
    prefix = route.prefix
    hop = -1 if route.next_hop is None else int(route.next_hop)
    start = int(prefix.network_address)
    interface = route.interface or ""
    return (route.vrf, prefix.version, start, prefix.prefixlen, hop, interface, route.distance)


def _processes(d: DeviceDraft) -> tuple[OspfProcess, ...]:
    found = [
        _process(d, instance, process)
        for instance in d.instances.values()
        for process in instance.processes
    ]
    return tuple(sorted(found, key=lambda p: (p.family, p.vrf)))


def _process(d: DeviceDraft, instance: InstanceDraft, process: ProcessDraft) -> OspfProcess:
    imports, default = exports_of(d, process)
    settings: dict[str, Any] = {"distance": PREFERENCE, "distance_external": EXTERNAL_PREFERENCE}
    settings |= process.settings
    if settings["distance"] == settings["distance_external"]:
        settings["distance_external"] = None
    return OspfProcess(
        process.vrf,
        process.family,
        None,
        _identity(d, instance),
        linked(process),
        imports,
        default,
        where=process.where,
        **settings,
    )


def _highest(d: DeviceDraft, vrf: str) -> IPv4Address:
    """Without a router-id: the first address of a loopback, else of any interface."""
    units = sorted((u for u in d.units() if u.vrf == vrf), key=lambda u: u.port.name != "lo0")
    mine = [a.ip for u in units for a, _ in u.addresses if isinstance(a.ip, IPv4Address)]
    return next((ip for ip in mine if not ip.is_loopback), _NO_ADDRESS)
