"""Which line put two tiers on one segment."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.errors import Span
from kawanet.forwarding.dataplane import DataPlane, Domain
from kawanet.model.interfaces import Family, Interface, InterfaceKind, PortMode
from kawanet.model.plant import Port
from kawanet.verify.segment_path import base_interface, vlans_by_tag
from kawanet.verify.tiers import ADDRESS, Claim, TierMap


def conflict_line(dataplane: DataPlane, tiers: TierMap, index: int, pair: set[str]) -> Span | None:
    """The line to blame for two tiers on one segment: where a cable joins two VLANs, else what
    the side says that has fewer ports there."""
    domain = dataplane.domains[index]
    for line in _joints(dataplane, domain):
        return line
    sides = [claims_of(tiers, index, tier, pair) for tier in sorted(pair)]
    if not all(sides):
        return None
    few, _ = by_suspicion(dataplane, tiers, sides[0], sides[1])
    lines = (line_of(dataplane, tiers, domain, c) for c in few)
    return next((line for line in lines if line is not None), None)


def claims_of(tiers: TierMap, index: int, tier: str, pair: set[str]) -> list[Claim]:
    """Claims on a segment for one tier of two; ports before addresses, which people check first."""
    mine = [c for c in tiers.claims[index] if c.tiers & pair == {tier}]
    return sorted(mine, key=lambda c: (c.what == ADDRESS, c.port))


def by_suspicion(
    dataplane: DataPlane, tiers: TierMap, one: list[Claim], other: list[Claim]
) -> tuple[list[Claim], list[Claim]]:
    """Two sides, the one that is misplaced first: that with fewer ports; of equal ones that with
    sub-interfaces whose name is not their tag, then that whose VRFs hold other tiers too."""

    def weight(side: list[Claim]) -> tuple[int, int, int]:
        ports = {own_end(dataplane, c.port) for c in side}
        odd = sum(_is_odd(_interface(dataplane, p)) for p in ports)
        return len(ports), -odd, sum(_at_home(dataplane, tiers, c) for c in side)

    return (one, other) if weight(one) <= weight(other) else (other, one)


def line_of(dataplane: DataPlane, tiers: TierMap, domain: Domain, claim: Claim) -> Span | None:
    """The line that made a claim: a port's VLAN, a sub-interface's tag, an address, a WLAN's."""
    interface = _interface(dataplane, own_end(dataplane, claim.port))
    if interface is None:
        return claim.where
    if claim.what == ADDRESS:
        return _address_line(tiers, claim, interface) or interface.line("tag")
    switchport = interface.switchport
    if switchport is None:
        return interface.line("tag")
    if switchport.mode is PortMode.ACCESS:
        return interface.line("access")
    native = (claim.port.device, switchport.native_vlan) in domain.vlans
    return interface.line("native", "trunk") if native else interface.line("allowed", "trunk")


def own_end(dataplane: DataPlane, port: Port) -> Port:
    """The configured port at the other end of the cable of a box that nobody configures here."""
    if port.device in dataplane.network.device:
        return port
    far = (
        end
        for link in dataplane.network.plant.links
        if port in link.ends
        for end in link.ends
        if end.device in dataplane.network.device
    )
    return next(far, port)


def _interface(dataplane: DataPlane, port: Port) -> Interface | None:
    device = dataplane.network.device.get(port.device)
    return device.interface.get(port.interface) if device else None


def _address_line(tiers: TierMap, claim: Claim, interface: Interface) -> Span | None:
    """The line of an address of the tier, on an interface that has those of others too."""
    found: dict[str, Span] = {}
    for address, line in zip(interface.addresses, interface.address_lines, strict=False):
        family: Family = 4 if address.version == 4 else 6
        found.setdefault(tiers.tier_of_address(family, int(address.ip)), line)
    mine = [line for tier, line in found.items() if tier in claim.tiers]
    return mine[0] if len(found) > 1 and mine else None


def _is_odd(interface: Interface | None) -> bool:
    """Whether a sub-interface is named after another tag than its own."""
    if interface is None or interface.kind is not InterfaceKind.SUBINTERFACE:
        return False
    number = interface.name.rpartition(".")[2]
    return number.isdecimal() and number != str(interface.vlan)


def _at_home(dataplane: DataPlane, tiers: TierMap, claim: Claim) -> bool:
    """Whether a router's address stands in a VRF that holds its tier only."""
    device = dataplane.network.device.get(claim.port.device)
    if claim.what != ADDRESS or device is None or device.policy.is_firewall:
        return False
    vrf = device.interface[claim.port.interface].vrf
    beside = {
        tier_of_port(dataplane, tiers, Port(device.name, i.name))
        for i in device.interfaces
        if i.vrf == vrf and i.name != claim.port.interface
    }
    return beside - {""} <= claim.tiers


def tier_of_port(dataplane: DataPlane, tiers: TierMap, port: Port) -> str:
    """The tier of the segment that a layer-3 interface is on; '' if it is on none."""
    index = dataplane.domain_of_router.get(port)
    return tiers.tier_of_domain[index] if index is not None else ""


def _joints(dataplane: DataPlane, domain: Domain) -> Iterator[Span]:
    """Ends of cables in a domain where a frame changes its VLAN: native VLANs or access ports
    that do not match."""
    inside = {Port(p.device, p.interface) for p in domain.ports}
    for link in dataplane.network.plant.links:
        ends = [end for end in link.ends if end in inside]
        tagged = [vlans_by_tag(dataplane, end) for end in ends]
        for number, end in enumerate(ends[1:], 1):
            for tag, vlan in tagged[number].items():
                other = tagged[0].get(tag, vlan)
                if other != vlan and (end.device, vlan) in domain.vlans:
                    interface = base_interface(dataplane, end)
                    line = interface.line("native", "access") if interface else None
                    if line is not None:
                        yield line
