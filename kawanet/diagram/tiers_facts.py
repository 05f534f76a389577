"""What the tiers picture shows: tiers, the firewalls that join them, and permitted flows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kawanet.errors import InputError, Problem, Span
from kawanet.model.network import Device, Network
from kawanet.model.requirement import IPNetwork, PolicyStatement, Tier

_FAMILY = re.compile(r"-v[46]$")
_FIREWALL_ROLES = frozenset(("firewall", "mobile_firewall"))


@dataclass(frozen=True, slots=True)
class Wall:
    """Firewalls of one site that share a name: usually a pair."""

    name: str
    site: str
    devices: tuple[str, ...]
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TiersFacts:
    """`flows` maps (from tier, to tier) to the names of the flows, sorted; a flow that is stated
    once for each address family counts once."""

    inner: tuple[Tier, ...]
    outer: tuple[Tier, ...]
    walls: tuple[Wall, ...]
    flows: dict[tuple[str, str], tuple[str, ...]]

    @property
    def tiers(self) -> tuple[Tier, ...]:
        return self.inner + self.outer


def tiers_facts(network: Network, statement: PolicyStatement | None) -> TiersFacts:
    """Read tiers and flows. Raises InputError without a statement or without tiers in it."""
    if statement is None or not statement.tiers:
        hint = "the tiers and flows come from the policy; give the folder's policy.json"
        raise InputError((Problem(Span("policy"), "no tiers to draw", hint),))
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for flow in statement.flows:
        named[flow.from_tier, flow.to_tier].add(_FAMILY.sub("", flow.name))
    return TiersFacts(
        tuple(t for t in statement.tiers if not t.external),
        tuple(t for t in statement.tiers if t.external),
        _walls(network, statement.tiers),
        {pair: tuple(sorted(names)) for pair, names in sorted(named.items())},
    )


def _walls(network: Network, tiers: tuple[Tier, ...]) -> tuple[Wall, ...]:
    place_of = {p.device: p for p in network.plant.places}
    site_label = {s.name: s.label for s in network.plant.sites}
    neighbours = _neighbours(network)
    alike: dict[tuple[str, str], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for device in network.devices:
        place = place_of.get(device.name)
        if device.policy.zones or (place and place.role in _FIREWALL_ROLES):
            joined = _joined(device, tiers, neighbours)
            alike[_stem(device.name), place.site if place else ""][device.name] = joined
    order = [t.name for t in tiers]
    walls = []
    for (stem, site), members in sorted(alike.items()):
        joins = set().union(*members.values())
        if joins:
            named = tuple(sorted(members))
            among = tuple(n for n in order if n in joins)
            walls.append(Wall(stem, site_label.get(site, site), named, among))
    return tuple(sorted(walls, key=lambda w: (order.index(w.tiers[0]), -len(w.tiers), w.name)))


def _neighbours(network: Network) -> dict[str, set[str]]:
    """Boxes nobody configures here -> the devices they are plugged into."""
    ours = set(network.device)
    found: dict[str, set[str]] = defaultdict(set)
    for link in network.plant.links:
        near = {p.device for p in link.ends if p.device in ours}
        for port in link.ends:
            if port.device not in ours:
                found[port.device] |= near
    return found


def _joined(
    device: Device, tiers: tuple[Tier, ...], neighbours: dict[str, set[str]]
) -> tuple[str, ...]:
    """Tiers in which the device has an address or a port, in the order of the statement."""
    by_address = {_tier_of(a.network, tiers) for i in device.interfaces for a in i.addresses}
    by_port = {
        t.name
        for t in tiers
        for port in t.attachments
        if port.device == device.name or device.name in neighbours.get(port.device, ())
    }
    return tuple(t.name for t in tiers if t.name in by_address | by_port)


def _tier_of(network: IPNetwork, tiers: Iterable[Tier]) -> str:
    """The tier whose space holds a network; a default route holds nothing. '' if none does."""
    holding = [
        (prefix.prefixlen, tier.name)
        for tier in tiers
        for prefix in tier.prefixes
        if prefix.prefixlen and _holds(prefix, network)
    ]
    return max(holding)[1] if holding else ""


def _holds(outer: IPNetwork, inner: IPNetwork) -> bool:
    return outer.version == inner.version and (
        int(outer.network_address) <= int(inner.network_address)
        and int(inner.broadcast_address) <= int(outer.broadcast_address)
    )


def _stem(name: str) -> str:
    """What the names of a pair share: hq-fw1, hq-fw2 -> hq-fw; fw-a, fw-b -> fw."""
    stem = name.rstrip("0123456789")
    if stem == name and name[-2:-1] in ("-", "_"):
        stem = name[:-1]
    return stem.rstrip("-_.") or name
