"""`plan_addresses`: every address, VLAN id, router id and port number of the city, kept by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from ipaddress import IPv4Network, IPv6Network
from itertools import count

from kawanet.addressing.blocks import Space, parse_pair, region_block
from kawanet.addressing.cables import plan_wiring
from kawanet.addressing.hosts import (
    ROLES_WITH_LOOPBACK,
    locked_homes,
    plan_management,
    plan_pools,
    plan_published,
    plan_servers,
)
from kawanet.addressing.links import Reach, Underlay, needs_overlay, plan_links, plan_underlay
from kawanet.addressing.lock import Ledger, Lock
from kawanet.addressing.needs import Need, Places
from kawanet.addressing.ports import plan_ports, tunnel_slots
from kawanet.addressing.segments import plan_segments
from kawanet.addressing.values import (
    Host,
    LinkPair,
    PortNumber,
    Segment,
)
from kawanet.addressing.wiring import Wiring
from kawanet.design.schema import Design

Pair = tuple[IPv4Network, IPv6Network]
FIRST_CARRIER_AREA = 100


@dataclass(frozen=True)
class AddressPlan:
    """All allocations. `lock` remembers them; `unused` are keys nothing asked for any more."""

    lock: Lock
    unused: tuple[str, ...]
    places: Places
    wiring: Wiring
    reach: Reach
    segments: Mapping[str, Segment]  # by key <tier>/<site>/<name>
    links: Mapping[tuple[str, str], LinkPair]  # by (cable or circuit end, tier)
    tags: Mapping[tuple[str, str], int]  # dot1q ids on a carrier's service, as `links`
    underlay: Mapping[tuple[str, str], Underlay]  # by (carrier, box)
    loopbacks: Mapping[str, Host]  # management addresses of routed boxes
    management: Mapping[str, Host]  # management addresses of switches and controllers
    router_ids: Mapping[str, int]
    servers: Mapping[str, Host]  # by box name
    pools: Mapping[str, Pair]
    published: Mapping[str, Host]  # by server, in the hand-off of the Internet
    areas: Mapping[str, int]  # of carriers
    ports: Mapping[tuple[str, str], PortNumber]  # by (box, link); a LAG has speed 0
    tunnels: Mapping[str, int]  # numbers of routers that end tunnels
    regions: Mapping[tuple[str, str], tuple[Pair, ...]]  # blocks by (tier, region)
    functions: Mapping[tuple[str, str], tuple[Pair, ...]]  # blocks by (tier, function)

    @cached_property
    def underlay_of(self) -> frozenset[str]:
        """Carriers on whose services tiers ride in tunnels."""
        return frozenset(carrier for carrier, _ in self.underlay)

    @cached_property
    def underlay_blocks(self) -> tuple[str, ...]:
        """The blocks of those carriers' own addresses."""
        return tuple(self.lock.entries[f"underlay/{c}"] for c in sorted(self.underlay_of))

    @cached_property
    def segments_at(self) -> Mapping[str, tuple[Segment, ...]]:
        """Segments by each site they may be at."""
        found: dict[str, list[Segment]] = {}
        for segment in self.segments.values():
            for site in segment.sites:
                found.setdefault(site, []).append(segment)
        return {site: tuple(segments) for site, segments in found.items()}


def plan_addresses(design: Design, lock: Lock | None) -> AddressPlan:
    """Allocate everything the design asks for; what the lock holds stays as it is.

    The result depends on the values of the design and the lock only, not on their order.

    Raises:
        InputError: the address space is too small, or a line of the lock cannot be read.
    """
    ledger = Ledger(lock or Lock())
    space = Space(ledger, design.tiers)
    places = Places(design, locked_homes(lock or Lock(), design))
    wiring = plan_wiring(design)
    reach = Reach(places)
    segments = plan_segments(ledger, space, design, places)
    links, tags = plan_links(ledger, space, places, wiring, reach)
    overlays = tuple(c.name for c in design.carriers if needs_overlay(c))
    areas = [c.name for c in sorted(design.carriers, key=lambda c: c.name)]
    found = partial(
        AddressPlan,
        places=places,
        wiring=wiring,
        reach=reach,
        segments=segments,
        links=links,
        tags=tags,
        underlay=plan_underlay(ledger, places, wiring),
        loopbacks=_loopbacks(space, places, wiring),
        management=plan_management(ledger, design, segments, wiring),
        router_ids=_router_ids(ledger, wiring),
        servers=plan_servers(ledger, design, places, segments),
        pools=plan_pools(ledger, space, design, places),
        published=plan_published(ledger, design),
        areas=_numbers(ledger, "area", areas, FIRST_CARRIER_AREA),
        ports=plan_ports(ledger, places, wiring),
        tunnels=tunnel_slots(ledger, wiring, overlays),
        regions=_regions(ledger, design),
        functions=_functions(ledger, places.needs),
    )
    return found(lock=ledger.lock(), unused=ledger.unused())


def released(plan: AddressPlan) -> Lock:
    """The plan's lock without the entries that nothing asks for any more."""
    return plan.lock.without(plan.unused)


def _loopbacks(space: Space, places: Places, wiring: Wiring) -> dict[str, Host]:
    tier = places.design.management.tier
    return {
        box.name: space.loopback(f"loopback/{box.name}", tier, places.home[box.site])
        for box in wiring.boxes
        if box.role in ROLES_WITH_LOOPBACK
    }


def _router_ids(ledger: Ledger, wiring: Wiring) -> dict[str, int]:
    names = [b.name for b in wiring.boxes if b.role in ROLES_WITH_LOOPBACK]
    return _numbers(ledger, "router-id", names, 1)


def _numbers(ledger: Ledger, kind: str, names: Iterable[str], first: int) -> dict[str, int]:
    """A number for each name, the lowest free from `first`."""
    taken = {int(v) for _, v in ledger.below(f"{kind}/")}
    free = (n for n in count(first) if n not in taken)
    found = {}
    for key, name in ((f"{kind}/{name}", name) for name in names):
        value = ledger.get(key)
        found[name] = int(value if value is not None else ledger.put(key, f"{next(free)}"))
    return found


def _regions(ledger: Ledger, design: Design) -> dict[tuple[str, str], tuple[Pair, ...]]:
    """The blocks of each region in each tier, from the ledger: all that are reserved."""
    found: dict[tuple[str, str], list[Pair]] = {}
    for key, value in ledger.below("region/"):
        name = key.split("/")[1]
        ledger.get(key)
        for tier in design.tiers:
            found.setdefault((tier.name, name), []).append(region_block(tier, int(value)))
    return {key: tuple(pairs) for key, pairs in sorted(found.items())}


def _functions(ledger: Ledger, needs: Iterable[Need]) -> dict[tuple[str, str], tuple[Pair, ...]]:
    """The function blocks of each tier in all regions."""
    used = {(n.tier, n.region, n.base) for n in needs}
    found: dict[tuple[str, str], list[Pair]] = {}
    for key, value in ledger.below("block/"):
        _, tier, region, base, _ = key.split("/")
        if (tier, region, base) in used or base.startswith("pool-"):
            ledger.get(key)
        found.setdefault((tier, base), []).append(parse_pair(value))
    return {key: tuple(sorted(pairs)) for key, pairs in sorted(found.items())}
