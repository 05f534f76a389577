"""Ports to carriers' services: a sub-interface a tier and site, or a tunnel where tags are lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kawanet.addressing.links import needs_overlay
from kawanet.addressing.wiring import Box, Cable, Join
from kawanet.compiler.day import UNDERLAY_VRF, Day, vrf_of
from kawanet.compiler.routed import (
    Addresses,
    Sub,
    base_interfaces,
    cost_of,
    ospf_on,
    subinterface,
)
from kawanet.design.schema import CarrierService, Role
from kawanet.model.interfaces import Interface, InterfaceKind, Tunnel

TYPICAL_MTU = 1500
GRE_KEY_OVERHEAD = 28  # RFC 2784 and RFC 2890: IPv4 20, GRE 4, key 4


@dataclass(frozen=True, slots=True)
class Half:
    """One tier of a circuit between a site and one of the two head-ends, seen from one end."""

    name: str  # <carrier>/<site>/<number of the head-end>
    far: Box
    tier: str
    addresses: Addresses
    cost: int


def carrier_port(day: Day, box: Box, cable: Cable) -> Iterator[Interface]:
    """The port to a carrier's service, and what rides on it."""
    carrier = next(c for c in day.design.carriers if c.name == cable.about)
    base = next(base_interfaces(day, box, cable))
    halves = _halves(day, box, carrier)
    if needs_overlay(carrier):
        mtu = carrier.mtu if carrier.mtu < TYPICAL_MTU else None
        addresses = (day.plan.underlay[carrier.name, box.name].address,)
        yield replace(
            base, vrf=UNDERLAY_VRF, addresses=addresses, mtu=mtu, router_advertisements=False
        )
        yield from (_tunnel(day, box, carrier, half) for half in halves)
        return
    yield base
    for half in halves:
        tag = day.plan.tags[half.name, half.tier]
        area = day.plan.areas[carrier.name]
        about = f"tier {half.tier} to {half.far.name}"
        sub = Sub(tag, half.tier, half.addresses, area, half.cost, about)
        yield subinterface(day, box, base.name, sub)


def _halves(day: Day, box: Box, carrier: CarrierService) -> Iterator[Half]:
    """What a box has on a service: of a head-end, all sites; of a site, both head-ends."""
    head = box.role == Role.HEADEND
    cable = next(c for c in day.cable_of(box.name, Join.CARRIER) if c.about == carrier.name)
    for end in day.ends(cable):
        far = day.boxes[end]
        if (far.role == Role.HEADEND) == head:
            continue
        site, number = (far.site, box.index) if head else (box.site, far.index)
        name = f"{carrier.name}/{site}/{number}"
        cost = cost_of(day.rate_mbps[carrier.name, site])
        for tier in day.plan.reach.on_circuit(site, carrier):
            pair = day.plan.links[name, tier]
            yield Half(name, far, tier, pair.end(0 if head else 1), cost)


def _tunnel(day: Day, box: Box, carrier: CarrierService, half: Half) -> Interface:
    """A GRE tunnel a tier; the key tells the tiers of one pair of boxes apart."""
    tier = day.tier[half.tier]
    underlay = day.plan.underlay
    number = day.plan.tunnels[half.far.name] * 1000 + tier.number
    return Interface(
        day.platform(box).tunnel.format(n=number),
        InterfaceKind.TUNNEL,
        f"tier {tier.name} to {half.far.name}",
        vrf=vrf_of(tier.name),
        addresses=half.addresses,
        mtu=min(TYPICAL_MTU, carrier.mtu) - GRE_KEY_OVERHEAD,
        tunnel=Tunnel(
            underlay[carrier.name, box.name].address.ip,
            underlay[carrier.name, half.far.name].address.ip,
            UNDERLAY_VRF,
            key=tier.number,
        ),
        ospf=ospf_on(day, box, tier.name, day.plan.areas[carrier.name], half.cost),
        router_advertisements=False,
    )
