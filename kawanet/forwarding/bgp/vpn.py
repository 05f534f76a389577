"""Routes of VRFs between routers: VPNv4 and VPNv6 sessions, with or without reflectors (RFC 4364).

What a VRF's table chose goes, with its targets, to every router that its own speaks such a session
with, over reflectors too; each VRF there takes what its targets name. The next hop is the teller's
address and is looked up in the table that the session is in; the packets come out in its VRF.
Not modelled: policies of the sessions, and what a reflector drops for being less good.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from kawanet.forwarding.bgp.exports import view_of
from kawanet.forwarding.bgp.habits import habits
from kawanet.forwarding.bgp.leaking import LEAK
from kawanet.forwarding.bgp.network import Leak
from kawanet.forwarding.bgp.paths import Chosen, Path, PathKind
from kawanet.forwarding.bgp.sessions import Peering
from kawanet.forwarding.bgp.speakers import End, Speaker
from kawanet.forwarding.rib import Workspace
from kawanet.forwarding.route_targets import crosses, targets_of
from kawanet.model.bgp import BgpNeighborFamily
from kawanet.model.interfaces import IPAddress
from kawanet.model.network import RouteTargets


class Arrived(NamedTuple):
    """How a router's VPN routes arrive at another: the next hop, the AS numbers put before, and
    the last session's kind and teller."""

    speaker: Speaker
    next_hop: IPAddress
    numbers: tuple[int, ...]
    kind: PathKind
    peer: IPAddress
    client: bool = False


class Side(NamedTuple):
    """One direction of a VPN session."""

    source: End
    target: End
    out: BgpNeighborFamily
    into: BgpNeighborFamily


def vpn_leaks(
    work: Workspace, speakers: Sequence[Speaker], peerings: Sequence[Peering], first: int
) -> list[Leak]:
    """Leaks from VRF to VRF of different routers; their numbers begin after `first` others."""
    found: list[Leak] = []
    for family in (4, 6):
        sides: dict[int, list[Side]] = {}
        for side in _sides(peerings, family):
            sides.setdefault(side.source.speaker.number, []).append(side)
        for number in sorted(sides):
            edge = speakers[number]
            inside = [s for s in speakers if s.device is edge.device and s is not edge]
            for arrived in _told(edge, sides):
                for source, target, gives, takes in _pairs(speakers, inside, arrived, family):
                    tell = partial(_tell, work, source, gives, takes, arrived)
                    leak = LEAK + first + len(found)
                    found.append(Leak(leak, source.number, target.number, family, tell))
    return found


def _sides(peerings: Sequence[Peering], family: int) -> Iterator[Side]:
    for peering in peerings:
        for source, target in ((peering.one, peering.two), (peering.two, peering.one)):
            out = next((f for f in source.neighbor.vpn if f.family == family), None)
            into = next((f for f in target.neighbor.vpn if f.family == family), None)
            if out is not None and into is not None and source.address is not None:
                yield Side(source, target, out, into)


def _pairs(
    speakers: Sequence[Speaker], inside: Sequence[Speaker], arrived: Arrived, family: int
) -> Iterator[tuple[Speaker, Speaker, RouteTargets, RouteTargets]]:
    for source in inside:
        gives = targets_of(source.device, source.node.vrf, family)
        for target in speakers if gives is not None else ():
            if target.device is arrived.speaker.device and target is not arrived.speaker:
                takes = targets_of(target.device, target.node.vrf, family)
                if gives is not None and takes is not None and takes.imports:
                    yield source, target, gives, takes


def _told(edge: Speaker, sides: dict[int, list[Side]]) -> Iterator[Arrived]:
    """Every router that hears the routes of an edge, the nearest way of each."""
    seen = {edge.number}
    waiting: list[Arrived | None] = [None]
    while waiting:
        here = waiting.pop(0)
        speaker = edge if here is None else here.speaker
        for side in sides.get(speaker.number, ()):
            there = side.target.speaker
            if there.number in seen or not _may_hear(here, side):
                continue
            seen.add(there.number)
            arrived = _arrived(here, side)
            waiting.append(arrived)
            yield arrived


def _may_hear(here: Arrived | None, side: Side) -> bool:
    """RFC 4456 §6, as for other routes."""
    inner = here is not None and here.kind == "ibgp" and side.source.kind == "ibgp"
    return not inner or (here is not None and here.client) or side.out.route_reflector_client


def _arrived(here: Arrived | None, side: Side) -> Arrived:
    own = side.source.address
    assert own is not None
    external = side.source.kind == "ebgp"
    changes = here is None or side.out.next_hop_self == "all"
    changes = changes or (external and not side.out.next_hop_unchanged)
    numbers = () if here is None else here.numbers
    return Arrived(
        side.target.speaker,
        own if changes or here is None else here.next_hop,
        (side.source.shown_as, *numbers) if external else numbers,
        side.target.kind,
        own,
        side.into.route_reflector_client,
    )


def _tell(
    work: Workspace,
    source: Speaker,
    gives: RouteTargets,
    takes: RouteTargets,
    arrived: Arrived,
    number: int,
    chosen: Chosen,
) -> tuple[Path, ...]:
    best = chosen.best
    if best is None or best.path.home >= 0:
        return ()
    view = view_of(source, work.prefixes.values[number], best.path, best.path.peer, best.metric)
    marks = habits(source.device.platform).export_map_marks
    taken = crosses(source.policies, gives, takes, view, marks)
    if taken is None:
        return ()
    own = arrived.speaker.process
    preference = taken.bgp.local_preference if arrived.kind == "ibgp" else None
    bgp = taken.bgp._replace(
        as_path=(*arrived.numbers, *taken.bgp.as_path),
        local_preference=preference or own.default_local_preference,
        weight=0,
    )
    if arrived.kind == "ebgp" and own.asn in bgp.as_path:
        return ()
    return (
        Path(
            bgp,
            taken.metric,
            arrived.next_hop,
            arrived.kind,
            peer=arrived.peer,
            peer_id=source.router_id,
            home=arrived.speaker.node_number,
            lands=source.node_number,
            tag=taken.tag,
        ),
    )
