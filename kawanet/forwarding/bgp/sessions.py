"""Who peers with whom: each neighbour line finds the speaker that answers at its address.

A session comes up if one of its two sides can open it: the side's route leads to the neighbour's
address, and the neighbour knows the address it comes from (RFC 4271 §8: the other side accepts).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kawanet.forwarding.bgp.local_addresses import addresses, link_address, local_address
from kawanet.forwarding.bgp.matching import kind_of, mismatch, out_of_reach, shown_as
from kawanet.forwarding.bgp.outside import Handoff, peer_at, refusal
from kawanet.forwarding.bgp.reach import Arrival, arrival
from kawanet.forwarding.bgp.speakers import End, Speaker
from kawanet.forwarding.dataplane import Node, Session
from kawanet.forwarding.rib import Rows, Workspace
from kawanet.model.bgp import BgpNeighbor
from kawanet.model.interfaces import IPAddress
from kawanet.model.plant import ExternalPeer, Port


class Peering(NamedTuple):
    """A session that is up. `linked`: over link-local addresses or an unnumbered interface."""

    one: End
    two: End
    linked: bool = False


class Attempt(NamedTuple):
    """What came of one neighbour line; `reason` '' with `found` None: somebody outside answers,
    `peer` if it is known who."""

    speaker: Speaker
    neighbor: BgpNeighbor
    local: IPAddress | None = None
    interface: str = ""
    remote: IPAddress | None = None
    found: tuple[Speaker, BgpNeighbor, str] | None = None  # with its interface
    reason: str = ""
    peer: ExternalPeer | None = None


class Peers(NamedTuple):
    peerings: tuple[Peering, ...]
    rows: tuple[Session, ...]
    handoffs: tuple[Handoff, ...] = ()


def peers(work: Workspace, speakers: Sequence[Speaker], best: Sequence[Rows]) -> Peers:
    """All sessions, given the routes of the moment."""
    at = {s.node_number: s for s in speakers}
    attempts = [
        _attempt(work, at, best, speaker, neighbor)
        for speaker in speakers
        for neighbor in speaker.process.neighbors
        if neighbor.listen is None
    ]
    made: dict[tuple[int, ...], Peering] = {}
    for attempt in attempts:
        if attempt.found is not None and not attempt.reason:
            made.setdefault(_key(attempt), _peering(attempt))
    peerings = tuple(made[key] for key in sorted(made))
    return Peers(peerings, tuple(_rows(attempts, peerings)), tuple(_handoffs(attempts)))


def _handoffs(attempts: Sequence[Attempt]) -> Iterator[Handoff]:
    for a in attempts:
        if a.peer is not None and not a.reason and a.local is not None and a.remote is not None:
            yield Handoff(a.speaker, a.neighbor, a.local, a.interface, a.peer, a.remote)


def _key(attempt: Attempt) -> tuple[int, ...]:
    """The same for both sides of a session; dynamic neighbours by the address they come from."""
    assert attempt.found is not None
    other, line, _ = attempt.found
    mine = attempt.speaker.lines[id(attempt.neighbor)]
    theirs = other.lines[id(line)]
    one, two = (attempt.speaker.number, mine), (other.number, theirs)
    dynamic = int(attempt.local) if line.listen is not None and attempt.local else 0
    return (*min(one, two), *max(one, two), dynamic)


def _peering(attempt: Attempt) -> Peering:
    assert attempt.found is not None
    speaker, here = attempt.speaker, attempt.neighbor
    other, there, interface = attempt.found
    mine, theirs = shown_as(speaker, here), shown_as(other, there)
    one = End(speaker, here, attempt.local, attempt.interface, mine, kind_of(speaker, mine, theirs))
    two = End(other, there, attempt.remote, interface, theirs, kind_of(other, theirs, mine))
    ordered = (one, two) if speaker.number <= other.number else (two, one)
    remote = attempt.remote
    link_local = remote is not None and remote.version == 6 and remote.is_link_local
    return Peering(*ordered, linked=here.interface is not None or link_local)


def _attempt(
    work: Workspace,
    at: dict[int, Speaker],
    best: Sequence[Rows],
    speaker: Speaker,
    neighbor: BgpNeighbor,
) -> Attempt:
    blank = Attempt(speaker, neighbor, remote=neighbor.address)
    if not neighbor.enabled:
        return blank._replace(reason="shut down")
    if neighbor.address is None:
        return _unnumbered(work, at, blank, neighbor.interface or "")
    if neighbor.address.version == 6 and neighbor.address.is_link_local:
        source = neighbor.interface or neighbor.update_source
        return _unnumbered(work, at, blank, source if isinstance(source, str) else "")
    way = arrival(work, best, speaker.node_number, neighbor.address)
    unreachable = out_of_reach(speaker, neighbor, way)
    if unreachable or way is None:
        return blank._replace(reason=unreachable)
    local = local_address(work, speaker, neighbor, way.interface, neighbor.address)
    tried = blank._replace(local=local, interface=way.interface)
    if local is None:
        return tried._replace(reason=f"no address to speak from ({neighbor.update_source})")
    return _answered(work, at, best, tried, way)


def _answered(
    work: Workspace,
    at: dict[int, Speaker],
    best: Sequence[Rows],
    tried: Attempt,
    way: Arrival,
) -> Attempt:
    if way.node < 0:
        peer = peer_at(work, tried.remote)
        reason = refusal(tried.speaker, tried.neighbor, peer) if peer is not None else ""
        return tried._replace(peer=peer, reason=reason)
    other = at.get(way.node)
    if other is None:
        return tried._replace(reason=f"{work.nodes[way.node].device} speaks no BGP in that VRF")
    if other is tried.speaker:
        return tried._replace(reason="the neighbour's address is this router's own")
    line = None if tried.local is None else _line_for(other, tried.local)
    if line is None:
        reason = f"{other.node.device} has no neighbour {tried.local}"
        return tried._replace(reason=reason)
    return _met(work, best, tried, other, line)


def _met(
    work: Workspace, best: Sequence[Rows], tried: Attempt, other: Speaker, line: BgpNeighbor
) -> Attempt:
    """Both lines are known: whether the other side answers, and both agree."""
    name = other.node.device
    assert tried.local is not None
    back = arrival(work, best, other.node_number, tried.local)
    if back is None or back.node != tried.speaker.node_number:
        return tried._replace(reason=f"{name} has no route back to {tried.local}")
    if line.update_source is not None:
        speaks = local_address(work, other, line, back.interface, tried.local)
        if speaks != tried.remote:
            reason = f"{name} speaks from {speaks or line.update_source}, not from {tried.remote}"
            return tried._replace(reason=reason)
    far = out_of_reach(other, line, back)
    reason = f"on {name}: {far}" if far else mismatch(tried.speaker, tried.neighbor, other, line)
    return tried._replace(found=(other, line, back.interface), reason=reason)


def _line_for(speaker: Speaker, address: IPAddress) -> BgpNeighbor | None:
    """The line that lets a session from an address in: its own, or the narrowest range."""
    known = speaker.line_of.get(address)
    if known is not None:
        return known
    return next((line for within, line in speaker.ranges if address in within), None)


def _unnumbered(work: Workspace, at: dict[int, Speaker], blank: Attempt, interface: str) -> Attempt:
    """The neighbour is whoever else speaks BGP on the segment, over its interface too."""
    port = Port(blank.speaker.device.name, interface)
    domain = work.segments.domain(port) if interface else None
    if domain is None:
        return blank._replace(interface=interface, reason=f"interface {interface} is down")
    tried = blank._replace(interface=interface, local=link_address(work, port))
    for far in domain.routers:
        other = at.get(work.node_number.get(_node(work, far), -1))
        if far == port or other is None or far not in work.segments.layer2.up:
            continue
        line = _line_on(other, far.interface, tried.local)
        if line is not None and _may_be(blank.neighbor.address, addresses(work, far)):
            remote = blank.neighbor.address or link_address(work, far)
            reason = mismatch(blank.speaker, blank.neighbor, other, line)
            return tried._replace(remote=remote, found=(other, line, far.interface), reason=reason)
    return tried._replace(reason=f"nobody on the segment of {interface} peers back")


def _line_on(speaker: Speaker, interface: str, address: IPAddress | None) -> BgpNeighbor | None:
    for neighbor in speaker.process.neighbors:
        at_interface = interface in {neighbor.interface, neighbor.update_source}
        own = () if address is None else (address,)
        if neighbor.enabled and at_interface and _may_be(neighbor.address, own):
            return neighbor
    return None


def _may_be(named: IPAddress | None, own: Sequence[IPAddress]) -> bool:
    """Whether an interface may have the address a line names: one of its own, or, where none is
    written, any link-local one."""
    if named is None or named in own:
        return True
    return named.is_link_local and not any(a.version == 6 and a.is_link_local for a in own)


def _node(work: Workspace, port: Port) -> Node:
    return Node(port.device, work.segments.interface(port).vrf)


def _rows(attempts: Sequence[Attempt], peerings: Sequence[Peering]) -> Iterator[Session]:
    up = {
        (here.speaker.number, id(here.neighbor)): (here, there)
        for peering in peerings
        for here, there in ((peering.one, peering.two), (peering.two, peering.one))
    }
    for attempt in attempts:
        ends = up.pop((attempt.speaker.number, id(attempt.neighbor)), None)
        yield _down(attempt) if ends is None else _up(*ends)
    for here, there in up.values():  # what came in for a range of addresses
        yield _up(here, there)


def _up(here: End, there: End) -> Session:
    return Session(
        "bgp",
        here.speaker.node.device,
        here.speaker.node.vrf,
        here.neighbor.interface or "",
        here.address,
        there.speaker.node.device,
        there.address,
        True,
        "",
        here.neighbor.where,
    )


def _down(attempt: Attempt) -> Session:
    """Nobody here answers: up with a peer outside, or perhaps up with whoever is outside; or not
    up for a reason."""
    outside = attempt.found is None and not attempt.reason
    unknown = outside and attempt.peer is None
    name = attempt.peer.name if attempt.peer is not None else ""
    return Session(
        "bgp",
        attempt.speaker.node.device,
        attempt.speaker.node.vrf,
        attempt.neighbor.interface or "",
        attempt.local,
        attempt.found[0].node.device if attempt.found is not None else name,
        attempt.remote,
        outside,
        "no device here has the neighbour's address" if unknown else attempt.reason,
        attempt.neighbor.where,
    )
