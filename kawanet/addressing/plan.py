"""`plan_addresses`: every address, VLAN id, router id and port number of the city, kept by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from ipaddress import IPv4Network, IPv6Network
from itertools import count

from kawanet.addressing.blocks import Space, parse_pair, region_block
from kawanet.addressing.boxes import server_box
from kawanet.addressing.cables import plan_wiring
from kawanet.addressing.links import Reach, Underlay, needs_overlay, plan_links, plan_underlay
from kawanet.addressing.lock import Ledger, Lock, refuse
from kawanet.addressing.needs import MANAGEMENT, Need, Places
from kawanet.addressing.ports import plan_ports, tunnel_slots
from kawanet.addressing.values import (
    FIRST_HOST,
    HANDOFF_PUBLISHED,
    Host,
    LinkPair,
    PortNumber,
    Segment,
)
from kawanet.addressing.wiring import Wiring
from kawanet.design.schema import Design, External, Role, Tier

Pair = tuple[IPv4Network, IPv6Network]
ROUTED_VLANS = 10  # the first ids of a tier's block are for routed links
FIRST_CARRIER_AREA = 100
FIREWALL_ROLES = frozenset({Role.FIREWALL, Role.MOBILE_FIREWALL})
ROLES_WITH_LOOPBACK = frozenset(
    {Role.CORE, Role.WARD, Role.BRANCH, Role.FACILITY, Role.HEADEND, Role.MOBILE_EDGE}
)


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


def has_default(external: External) -> bool:
    """Say whether the external is the way to everywhere: the Internet."""
    return any(p.prefixlen == 0 for p in external.prefixes)


def plan_addresses(design: Design, lock: Lock | None) -> AddressPlan:
    """Allocate everything the design asks for; what the lock holds stays as it is.

    The result depends on the values of the design and the lock only, not on their order.

    Raises:
        InputError: the address space is too small, or a line of the lock cannot be read.
    """
    ledger = Ledger(lock or Lock())
    space = Space(ledger, design.tiers)
    places, wiring = Places(design), plan_wiring(design)
    reach = Reach(places)
    segments = _segments(ledger, space, design, places)
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
        management=_management(ledger, design, segments, wiring),
        router_ids=_router_ids(ledger, wiring),
        servers=_servers(ledger, design, places, segments),
        pools=_pools(ledger, space, design, places),
        published=_published(ledger, design),
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


def _segments(ledger: Ledger, space: Space, design: Design, places: Places) -> dict[str, Segment]:
    tiers = {t.name: t for t in design.tiers}
    needs = places.needs
    vlans = _taken_vlans(ledger, needs)
    found = {}
    for need in needs:
        key = f"segment/{need.key}"
        value = ledger.get(key)
        if value is None or parse_pair(value)[0].num_addresses < need.least():
            four, six = space.segment(key, need.tier, need.region, need.base, need.size())
            vlan = _vlan(value, tiers[need.tier], [vlans[s] for s in need.sites], key)
            value = ledger.put(key, f"{four} {six} {vlan}")
        four, six = parse_pair(value)
        vlan = int(value.split(" ")[2])
        found[need.key] = Segment(
            need.key, need.tier, need.site, need.name, need.base, need.sites, four, six, vlan
        )
    return found


def _taken_vlans(ledger: Ledger, needs: tuple[Need, ...]) -> dict[str, set[int]]:
    """VLAN ids by site, also of segments that are in the lock only."""
    sites = {need.key: need.sites for need in needs}
    found: dict[str, set[int]] = {s: set() for need in needs for s in need.sites}
    for key, value in ledger.below("segment/"):
        name = key.removeprefix("segment/")
        for site in sites.get(name, (name.split("/")[1],)):
            found.setdefault(site, set()).add(int(value.split(" ")[2]))
    return found


def _vlan(old: str | None, tier: Tier, taken: list[set[int]], key: str) -> int:
    """The lowest id of the tier's block that is free at all the sites; an old one stays."""
    if old is not None:
        return int(old.split(" ")[2])
    first, last = tier.vlans
    candidates = range(first + ROUTED_VLANS, last + 1)
    vlan = next((n for n in candidates if not any(n in ids for ids in taken)), None)
    if vlan is None:
        refuse("no VLAN id left", f"widen the block of tier {tier.name}", key)
    for ids in taken:
        ids.add(vlan)
    return vlan


def _loopbacks(space: Space, places: Places, wiring: Wiring) -> dict[str, Host]:
    tier = places.design.management.tier
    return {
        box.name: space.loopback(f"loopback/{box.name}", tier, places.home[box.site])
        for box in wiring.boxes
        if box.role in ROLES_WITH_LOOPBACK
    }


def _hosts(
    ledger: Ledger, kind: str, wanted: Iterable[tuple[str, Segment, str]]
) -> dict[str, Host]:
    """Host addresses in segments: wanted is (name, segment, key after `kind`)."""
    taken = {v for _, v in ledger.below(f"{kind}/")}
    next_number: dict[str, int] = {}
    found = {}
    for name, segment, tail in wanted:
        value = ledger.get(f"{kind}/{tail}")
        if value is None or parse_pair(value)[0].network_address not in segment.ipv4:
            number = next_number.get(segment.key, FIRST_HOST)
            while _text(segment.address(number)) in taken:
                number += 1
            next_number[segment.key] = number + 1
            value = ledger.put(f"{kind}/{tail}", _text(segment.address(number)))
        four, six = parse_pair(value)
        found[name] = Host(four.network_address, six.network_address)
    return found


def _text(host: Host) -> str:
    return f"{host.ipv4} {host.ipv6}"


def _management(
    ledger: Ledger, design: Design, segments: Mapping[str, Segment], wiring: Wiring
) -> dict[str, Host]:
    tier = design.management.tier
    own = {f.name for f in design.firewalls if tier not in f.tiers}
    wanted = [
        (box.name, segments[f"{tier}/{box.site}/{MANAGEMENT}"], box.name)
        for box in wiring.boxes
        if box.managed
        and box.role not in ROLES_WITH_LOOPBACK
        and (box.role not in FIREWALL_ROLES or box.name.rpartition("-")[0] in own)
    ]
    return _hosts(ledger, "management", wanted)


def _servers(
    ledger: Ledger, design: Design, places: Places, segments: Mapping[str, Segment]
) -> dict[str, Host]:
    wanted = []
    for system in sorted(design.systems, key=lambda s: s.name):
        home = places.joined[system.windows[0].site][0]
        segment = segments[f"{system.tier}/{home}/{system.segment}"]
        for n in range(1, system.servers + 1):
            wanted.append((server_box(system.name, n), segment, f"{system.name}/{n}"))
    return _hosts(ledger, "server", wanted)


def _pools(ledger: Ledger, space: Space, design: Design, places: Places) -> dict[str, Pair]:
    if design.mobile is None:
        return {}
    found = {}
    region = places.home[design.mobile.site]
    for pool in sorted(design.mobile.pools, key=lambda p: p.name):
        key, size = f"pool/{pool.name}", 1 << (2 * pool.terminals - 1).bit_length()
        value = ledger.get(key)
        if value is None or parse_pair(value)[0].num_addresses < pool.terminals:
            pair = space.segment(key, design.mobile.tier, region, f"pool-{pool.name}", size)
            value = ledger.put(key, f"{pair[0]} {pair[1]}")
        found[pool.name] = parse_pair(value)
    return found


def _published(ledger: Ledger, design: Design) -> dict[str, Host]:
    """Addresses of published systems in the hand-off of the external with the default route."""
    outside = next((e for e in design.externals if has_default(e)), None)
    if outside is None:
        return {}
    taken = {v for _, v in ledger.below("published/")}
    texts = (
        f"{outside.handoff_ipv4[n]} {outside.handoff_ipv6[n]}"
        for n in range(HANDOFF_PUBLISHED, outside.handoff_ipv4.num_addresses - 1)
    )
    free = (text for text in texts if text not in taken)
    found = {}
    for system in sorted((s for s in design.systems if s.published), key=lambda s: s.name):
        for n in range(1, system.servers + 1):
            key = f"published/{system.name}/{n}"
            value = ledger.get(key)
            if value is None:
                text = next(free, None)
                if text is None:
                    refuse("no address left in the hand-off", "ask for a larger prefix", key)
                value = ledger.put(key, text)
            four, six = parse_pair(value)
            found[server_box(system.name, n)] = Host(four.network_address, six.network_address)
    return found


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
