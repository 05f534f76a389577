"""From a leak as sets to one concrete packet that the tracer too sees leak."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Trace, trace
from kawanet.verify.arrivals import arrived_in, by_tier
from kawanet.verify.destinations import some_of
from kawanet.verify.headerspace import Region
from kawanet.verify.journey import starts_in
from kawanet.verify.partition import Partition, passed_by
from kawanet.verify.propagate import Sweep
from kawanet.verify.study import Study
from kawanet.verify.witness import pick_packet

Leak = tuple[Region, int]  # headers as they arrive, destination classes
CLASSES = 64  # destination classes looked at for a witness
TRIES = 40  # domains tried one by one where senders do not tell themselves apart


def confirm(
    study: Study, domains: list[int], to_tier: str, leak: Leak
) -> tuple[Packet, Trace, Branch] | None:
    """A packet of the leak, sent from one of the domains, and its concrete walk into the tier."""
    for packet, domain in _candidates(study, domains, to_tier, leak):
        for sent in study.before_nat(packet):
            walk = trace(study.dataplane, sent, domain)
            branch = next((b for b in walk.branches if arrived_in(study, b, to_tier)), None)
            if branch is not None:
                return sent, walk, branch
    return None


def _candidates(
    study: Study, domains: list[int], to_tier: str, leak: Leak
) -> Iterator[tuple[Packet, int]]:
    """Packets worth a try: with the sender's own address, then with any address of the tier."""
    region, bits = leak
    for part in _with_own_sources(study, domains, leak).get(to_tier, {}).items():
        packet = pick_packet(study.fabric, *part)
        domain = _home(study, domains, packet) if packet is not None else None
        if packet is not None and domain is not None:
            yield packet, domain
    packet = pick_packet(study.fabric, region, bits)
    yield from ((packet, d) for d in domains[:TRIES] if packet is not None)


def _with_own_sources(study: Study, domains: list[int], leak: Leak) -> dict[str, Partition]:
    """What of the leak arrives, by tier, when every domain sends with its own addresses only: so
    the source of what arrives tells where it was sent."""
    region, bits = leak[0], some_of(leak[1], CLASSES)
    sweep = Sweep(study.fabric)
    for domain in domains:
        tier = study.tier(study.tiers.tier_of_domain[domain])
        for ways, sources, _ in starts_in(study, tier, domain) if tier is not None else ():
            packets = {region & sources: bits | study.translated}
            packets.pop(study.space.none, None)
            for way in ways:
                sweep.enter(way.state, packets, way.ingress, way.port.interface)
    arrivals = by_tier(study, sweep.run())
    return {t: passed_by(a, (leak,), study.space.none) for t, a in arrivals.items()}


def _home(study: Study, domains: list[int], packet: Packet) -> int | None:
    """The first domain where the packet's source lives; any that is external."""
    space = study.space
    source = space.value(space.source_field, int(packet.source))
    for domain in domains:
        tier = study.tier(study.tiers.tier_of_domain[domain])
        if tier is not None and tier.external:
            return domain
        if study.entrances.local_sources(domain) & source != space.none:
            return domain
    return None
