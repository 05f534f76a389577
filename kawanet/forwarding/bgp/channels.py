"""From sessions to channels: one a direction and address family that both sides activated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kawanet.forwarding.bgp.sessions import Peering
from kawanet.forwarding.bgp.speakers import Channel, End
from kawanet.model.interfaces import Interface, IPAddress
from kawanet.model.plant import Port
from kawanet.model.route_policy import IPNetwork


def channels(peerings: Sequence[Peering]) -> tuple[Channel, ...]:
    """All channels, in the order of the sessions."""
    found = [c for peering in peerings for c in _of_peering(peering)]
    return tuple(replace(channel, number=number) for number, channel in enumerate(found))


def _of_peering(peering: Peering) -> Iterator[Channel]:
    for source, target in ((peering.one, peering.two), (peering.two, peering.one)):
        for out in source.neighbor.families:
            into = target.family.get(out.family)
            if into is not None:
                yield Channel(
                    number=-1,
                    source=source,
                    target=target,
                    family=out.family,
                    out=out,
                    into=into,
                    own=_own_next_hop(source, out.family, peering.linked),
                    linked=peering.linked,
                    shared=_shared(source, target),
                    many=out.additional_paths_send and into.additional_paths_receive,
                )


def _own_next_hop(end: End, family: int, linked: bool) -> IPAddress | None:
    """The next hop that stands for the sender: the address of the session, or for IPv6 over IPv4
    an IPv6 address of the same interface. IPv4 over IPv6 keeps the IPv6 address (RFC 8950)."""
    if end.address is None or family == 4 or end.address.version == 6:
        return end.address
    if linked:
        return None  # its link-local address, which nobody wrote
    for interface in end.speaker.device.interfaces:
        if any(a.ip == end.address for a in interface.addresses):
            six = [a.ip for a in interface.addresses if a.version == 6]
            return next((a for a in six if not a.is_link_local), next(iter(six), None))
    return None


def _shared(source: End, target: End) -> tuple[IPNetwork, ...]:
    """Subnets of the sender's interface that the receiver is on, for a session of one hop."""
    device = source.speaker.device
    interface: Interface | None = device.interface.get(source.interface)
    if interface is None or source.neighbor.multihop is not None:
        return ()
    far = target.speaker.device.interface.get(target.interface)
    theirs = {a.network for a in far.addresses} if far is not None else set()
    same = Port(device.name, interface.name) != Port(target.speaker.device.name, target.interface)
    return tuple(a.network for a in interface.addresses if same and a.network in theirs)
