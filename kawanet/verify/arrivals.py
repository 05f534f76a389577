"""Where walks end, in terms of tiers: for walks by sets and for concrete ones alike."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch
from kawanet.model.policy import PROTOCOL_NAMES
from kawanet.verify.partition import Partition, collect
from kawanet.verify.propagate import Arrival, Sweep
from kawanet.verify.study import Study


def by_tier(study: Study, sweep: Sweep) -> dict[str, Partition]:
    """What arrived, by the tier that it arrived in."""
    found: dict[str, Partition] = {}
    for place, packets in sweep.arrived.items():
        for name, part in _tiers_of(study, place, packets):
            collect(found.setdefault(name, {}), part)
    return found


def _tiers_of(study: Study, place: Arrival, packets: Partition) -> Iterator[tuple[str, Partition]]:
    """The tier of the segment; for a router itself the inner tier of its address."""
    if place.domain >= 0:
        name = study.tiers.tier_of_domain[place.domain]
        if name:
            yield name, packets
        return
    if study.fabric.device(place.state.node).policy.is_firewall:
        return
    for name, own in study.inner.items():
        part = {r: b & own for r, b in packets.items() if b & own}
        if part:
            yield name, part


def arrived_in(study: Study, branch: Branch, tier: str) -> bool:
    """Whether a walk ended in a tier."""
    if not branch.arrived:
        return False
    if branch.domain >= 0:
        return study.tiers.tier_of_domain[branch.domain] == tier
    found = study.tier(tier)
    firewall = study.dataplane.network.device[branch.device].policy.is_firewall
    address = int(branch.packet.destination)
    held = study.tiers.tier_of_address(study.family, address) == tier
    return held and not firewall and found is not None and not found.external


def describe(packet: Packet) -> str:
    """A packet in words."""
    name = PROTOCOL_NAMES.get(packet.protocol, f"protocol {packet.protocol}")
    port = f" port {packet.destination_port}" if packet.protocol in (6, 17) else ""
    return f"{name} {packet.source} -> {packet.destination}{port}"
