"""Peers at hand-offs that nobody configures here (`Plant.peers`): what they announce comes in.

Such a peer has no table of its own: its prefixes begin at the speaker that hears them, as that
speaker's import policies leave them, and what it is told ends there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kawanet.forwarding.bgp.imports import imported
from kawanet.forwarding.bgp.matching import expects, kind_of, shown_as
from kawanet.forwarding.bgp.paths import Path
from kawanet.forwarding.bgp.sources import Origins
from kawanet.forwarding.bgp.speakers import Channel, End, Speaker
from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.policies import Policies
from kawanet.forwarding.rib import Workspace
from kawanet.forwarding.route_view import BgpAttributes
from kawanet.model.bgp import BgpNeighbor, BgpNeighborFamily, BgpProcess
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.plant import ExternalPeer
from kawanet.model.route_policy import IPNetwork


class Handoff(NamedTuple):
    """A session with a peer outside that is up: our line and address, and the peer's address."""

    speaker: Speaker
    neighbor: BgpNeighbor
    local: IPAddress
    interface: str
    peer: ExternalPeer
    remote: IPAddress


def peer_at(work: Workspace, address: IPAddress | None) -> ExternalPeer | None:
    """The peer outside that has an address."""
    peers = work.segments.network.plant.peers
    return next((p for p in peers if address in p.addresses), None)


def refusal(speaker: Speaker, neighbor: BgpNeighbor, peer: ExternalPeer) -> str:
    """Why a line and a peer outside make no session; '': they do."""
    if expects(neighbor, shown_as(speaker, neighbor), peer.asn):
        return ""
    return f"remote AS is {peer.asn}, expected {neighbor.remote_as}"


def announced(work: Workspace, handoffs: Sequence[Handoff], origins: dict[int, Origins]) -> None:
    """Add what peers outside tell to the paths by prefix, then speaker."""
    for handoff in handoffs:
        for channel in _channels(handoff):
            for prefix in handoff.peer.announces:
                path = _heard(channel, handoff, prefix)
                if prefix.version == channel.family and path is not None:
                    of_prefix = origins.setdefault(work.prefixes.number(prefix), {})
                    number = handoff.speaker.number
                    of_prefix[number] = (*of_prefix.get(number, ()), path)


def _heard(channel: Channel, handoff: Handoff, prefix: IPNetwork) -> Path | None:
    """A path as it leaves the peer, then as it enters the table here."""
    sent = Path(
        BgpAttributes(as_path=(handoff.peer.asn,), origin="igp"),
        next_hop=handoff.remote,
        kind=channel.target.kind,
        peer=handoff.remote,
        peer_id=_identity(handoff.peer),
    )
    return imported(channel, None, prefix, sent)


def _identity(peer: ExternalPeer) -> int:
    """Its router-id, which nobody told us: its lowest IPv4 address."""
    return min((int(a) for a in peer.addresses if a.version == 4), default=0)


def _channels(handoff: Handoff) -> Iterator[Channel]:
    """One a family that our line activates. An address of one family tells of prefixes of the
    other only with a next hop of that family, which a hand-off does not say."""
    source, target = _ends(handoff)
    for into in handoff.neighbor.families:
        if into.family == handoff.remote.version:
            yield _channel(source, target, into.family, into)


def _channel(source: End, target: End, family: Family, into: BgpNeighborFamily) -> Channel:
    return Channel(
        number=-1,
        source=source,
        target=target,
        family=family,
        out=BgpNeighborFamily(family),
        into=into,
        own=source.address,
        linked=False,
        shared=(),
        many=False,
    )


def _ends(handoff: Handoff) -> tuple[End, End]:
    speaker, line, peer = handoff.speaker, handoff.neighbor, handoff.peer
    own = shown_as(speaker, line)
    away = BgpNeighbor(handoff.local, own)
    box = Device(peer.name, "")
    process = BgpProcess(DEFAULT_VRF, peer.asn)
    node = Node(peer.name, DEFAULT_VRF)
    far = Speaker(-1, node, -1, box, process, _identity(peer), Policies(box))
    target = End(
        speaker, line, handoff.local, handoff.interface, own, kind_of(speaker, own, peer.asn)
    )
    return End(far, away, handoff.remote, "", peer.asn, "ebgp"), target
