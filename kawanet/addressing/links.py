"""Point-to-point subnets of routed cables and circuits, one a tier, and the carriers' underlay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from kawanet.addressing.blocks import Space
from kawanet.addressing.boxes import is_pair_site
from kawanet.addressing.lock import Ledger, refuse
from kawanet.addressing.needs import Places, carrier_region
from kawanet.addressing.values import LinkPair
from kawanet.addressing.wiring import Cable, Join, Wiring
from kawanet.design.schema import CarrierService, CircuitService, SiteKind

UNDERLAY = IPv4Network("192.168.0.0/16")  # RFC 1918; a sample of what carriers hand out
UNDERLAY_BITS = 4  # a /20 a carrier
AREA_LINK = "area"  # the second sub-interface between two routers, in the area behind them
FIRST_TAG = 101  # dot1q ids of the first circuit on a carrier's layer-2 service


@dataclass(frozen=True, slots=True)
class Underlay:
    """A box's address on a carrier's service, and the carrier's router if it has one."""

    address: IPv4Interface
    gateway: IPv4Address | None = None


def needs_overlay(carrier: CarrierService) -> bool:
    """Say whether tiers ride in tunnels: the service is routed, or drops tags."""
    return carrier.service is CircuitService.FLETS or not carrier.passes_tags


@dataclass(frozen=True)
class Reach:
    """Which tiers are carried where."""

    places: Places

    @cached_property
    def at_site(self) -> Mapping[str, frozenset[str]]:
        """The tiers that have a segment at a site."""
        found: dict[str, set[str]] = {s.name: set() for s in self.places.design.sites}
        for need in self.places.needs:
            for site in need.sites:
                found[site].add(need.tier)
        design = self.places.design
        if design.mobile:
            found[design.mobile.site].add(design.mobile.tier)
        return {site: frozenset(tiers) for site, tiers in found.items()}

    @cached_property
    def _behind(self) -> Mapping[str, frozenset[str]]:
        """As `at_site`, for buildings, with what their spurs and carriers bring."""
        design, found = self.places.design, {s: set(t) for s, t in self.at_site.items()}
        for spur in design.spurs:
            found[spur.ward] |= self.at_site[spur.site]
        for carrier in design.carriers:
            for head in carrier.head_ends:
                for circuit in design.circuits:
                    if circuit.carrier == carrier.name:
                        found[head.site] |= self.at_site[circuit.site] & set(carrier.tiers)
        return {s: frozenset(t) for s, t in found.items() if is_pair_site(self.places.site[s])}

    @cached_property
    def backbone(self) -> frozenset[str]:
        """Tiers that are at two buildings or more: carried on every ring."""
        count: dict[str, int] = {}
        for tiers in self._behind.values():
            for tier in tiers:
                count[tier] = count.get(tier, 0) + 1
        return frozenset(tier for tier, n in count.items() if n > 1)

    def between(self, site: str) -> tuple[str, ...]:
        """Tiers between the two routers of a building."""
        return tuple(sorted(self.backbone | self._behind[site]))

    def on_circuit(self, site: str, carrier: CarrierService) -> tuple[str, ...]:
        """Tiers of a site that may ride on a carrier's service."""
        return tuple(sorted(self.at_site[site] & set(carrier.tiers)))

    def on_head_end(self, site: str) -> tuple[str, ...]:
        """Tiers between the cores and the head-ends of a site."""
        design = self.places.design
        found = {design.management.tier}
        for carrier in design.carriers:
            if any(h.site == site for h in carrier.head_ends):
                found |= set(self.carried(carrier))
        return tuple(sorted(found))

    def carried(self, carrier: CarrierService) -> tuple[str, ...]:
        """Tiers that some site puts on a carrier's service."""
        sites = {c.site for c in self.places.design.circuits if c.carrier == carrier.name}
        return tuple(sorted({t for s in sites for t in self.on_circuit(s, carrier)}))

    def on_cable(self, cable: Cable, wiring: Wiring) -> tuple[str, ...]:
        """Tiers of a routed cable."""
        design = self.places.design
        box = wiring.box[cable.ends[1]]
        match cable.join:
            case Join.RING | Join.FIBRE:
                return tuple(sorted(self.backbone))
            case Join.PAIR:
                return self.between(box.site)
            case Join.SPUR:
                return tuple(sorted(self.at_site[box.site]))
            case Join.HEAD_END if design.mobile and box.role == "mobile_edge":
                return tuple(sorted({design.mobile.tier, design.management.tier}))
            case Join.HEAD_END:
                return self.on_head_end(box.site)
            case _:
                return ()


@dataclass(frozen=True, slots=True)
class Circuits:
    """All circuits of the city: (carrier, site) with the tiers it takes, sorted."""

    pairs: tuple[tuple[CarrierService, str, tuple[str, ...]], ...]


def circuits_of(places: Places, reach: Reach) -> Circuits:
    """Each (carrier, site) once, on whatever days."""
    carriers = {c.name: c for c in places.design.carriers}
    pairs = sorted({(c.carrier, c.site) for c in places.design.circuits})
    return Circuits(tuple((carriers[c], s, reach.on_circuit(s, carriers[c])) for c, s in pairs))


def plan_links(
    ledger: Ledger, space: Space, places: Places, wiring: Wiring, reach: Reach
) -> tuple[dict[tuple[str, str], LinkPair], dict[tuple[str, str], int]]:
    """Subnets by (link, tier), and dot1q ids of circuits by the same."""
    links = {
        (name, tier): space.link(f"link/{name}/{tier}", tier, region)
        for name, tier, region in _old_first(ledger, _cable_links(places, wiring, reach))
    }
    circuits = circuits_of(places, reach)
    for carrier, site, tiers in circuits.pairs:
        region = places.home[site]
        for name, tier in ((f"{carrier.name}/{site}/{n}", t) for n in (1, 2) for t in tiers):
            links[name, tier] = space.link(f"link/{name}/{tier}", tier, region)
    return links, _tags(ledger, circuits)


def _old_first(
    ledger: Ledger, wanted: Iterable[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    return sorted(wanted, key=lambda w: (f"link/{w[0]}/{w[1]}" not in ledger.entries, w))


def _cable_links(places: Places, wiring: Wiring, reach: Reach) -> Iterator[tuple[str, str, str]]:
    """(link, tier, region that the subnet is taken from)."""
    layer3 = {
        f.name for f in places.design.fibres if any(r.role.value[:2] == "l3" for r in f.roles)
    }
    for cable in wiring.cables:
        if cable.join is Join.FIBRE and cable.about not in layer3:
            continue
        site = places.site[wiring.box[cable.ends[0]].site]
        region = places.home[cable.about if cable.join is Join.SPUR else site.name]
        for tier in reach.on_cable(cable, wiring):
            yield cable.name, tier, region
            if cable.join is Join.PAIR and site.kind is SiteKind.WARD:
                yield f"{cable.name}/{AREA_LINK}", tier, region
        if cable.join is Join.CARRIER_PAIR:
            for carrier in places.design.carriers:
                if any(h.site == site.name for h in carrier.head_ends):
                    for tier in reach.carried(carrier):
                        yield f"{cable.name}/{carrier.name}", tier, carrier_region(carrier.name)


def _tags(ledger: Ledger, circuits: Circuits) -> dict[tuple[str, str], int]:
    """A dot1q id for each (circuit, head-end, tier) on a layer-2 service; unique on the service."""
    found: dict[tuple[str, str], int] = {}
    for carrier in {c.name: c for c, _, _ in circuits.pairs}.values():
        if needs_overlay(carrier):
            continue
        taken = {int(v) for _, v in ledger.below(f"tag/{carrier.name}/")}
        free = (n for n in range(FIRST_TAG, 4095) if n not in taken)
        for of, site, tiers in circuits.pairs:
            for n, tier in ((n, t) for n in (1, 2) for t in tiers if of is carrier):
                name = f"{carrier.name}/{site}/{n}"
                value = ledger.get(f"tag/{name}/{tier}")
                if value is None:
                    tag = next(free, None)
                    if tag is None:
                        refuse("no dot1q id left", "split the carrier's service", name)
                    value = ledger.put(f"tag/{name}/{tier}", str(tag))
                found[name, tier] = int(value)
    return found


def plan_underlay(
    ledger: Ledger, places: Places, wiring: Wiring
) -> dict[tuple[str, str], Underlay]:
    """Addresses on the services that need tunnels, by (carrier, box)."""
    found = {}
    cables = {c.about: c for c in wiring.cables if c.join is Join.CARRIER}
    for carrier in sorted(places.design.carriers, key=lambda c: c.name):
        if not needs_overlay(carrier):
            continue
        block = _underlay_block(ledger, carrier.name)
        routed = carrier.service is CircuitService.FLETS
        prefix = f"underlay/{carrier.name}/"
        taken = {int(IPv4Interface(v).ip) for _, v in ledger.below(prefix)}
        step = 2 if routed else 1
        free = (n for n in range(int(block[1]), int(block[-2]), step) if n not in taken)
        for box in cables[carrier.name].ends:
            value = ledger.get(f"{prefix}{box}")
            if value is None:
                length, number = 31 if routed else block.prefixlen, next(free, None)
                if number is None:
                    refuse("no underlay address left", "split the carrier's service", box)
                value = ledger.put(f"{prefix}{box}", str(IPv4Interface((number, length))))
            address = IPv4Interface(value)
            found[carrier.name, box] = Underlay(address, address.ip - 1 if routed else None)
    return found


def _underlay_block(ledger: Ledger, carrier: str) -> IPv4Network:
    key = f"underlay/{carrier}"
    value = ledger.get(key)
    if value is None:
        used = [IPv4Network(v) for k, v in ledger.below("underlay/") if k.count("/") == 1]
        blocks = UNDERLAY.subnets(UNDERLAY_BITS)
        block = next((b for b in blocks if not any(b.overlaps(u) for u in used)), None)
        if block is None:
            refuse("no room for another carrier's underlay", "", key)
        value = ledger.put(key, str(block))
    return IPv4Network(value)
