"""From chosen paths to rows of the routing table."""

from __future__ import annotations

from kawanet.forwarding.bgp.exports import view_of
from kawanet.forwarding.bgp.habits import habits
from kawanet.forwarding.bgp.originate import permitted
from kawanet.forwarding.bgp.paths import Chosen, Path
from kawanet.forwarding.bgp.speakers import Speaker
from kawanet.forwarding.dataplane import Hop, HopKind
from kawanet.forwarding.rib import BGP, IBGP, Candidate, Origin, Workspace
from kawanet.forwarding.route_filters import distance_of
from kawanet.model.route_policy import IPNetwork, Source

INTERNAL = frozenset({"ibgp", "confed"})  # by distance and for who takes the route in


def row(
    work: Workspace, speaker: Speaker, number: int, chosen: Chosen, where: int
) -> Candidate | None:
    """The row of a speaker's choice; None for what it originates from its own table."""
    best = chosen.best
    if best is None:
        return None
    path, prefix = best.path, work.prefixes.values[number]
    if path.kind == "local" and not path.aggregate and not path.borrowed:
        return None
    family = speaker.family[prefix.version]
    if family.table_policy is not None:
        view = view_of(speaker, prefix, path, path.peer)
        if permitted(speaker, family.table_policy, view) is None:
            return None
    hops = work.hops([Hop(HopKind.DISCARD)]) if path.aggregate else _hops(work, chosen)
    protocol = IBGP if path.kind in INTERNAL else BGP
    return Candidate(
        number,
        distance(speaker, path, prefix),
        protocol,
        path.med or 0,
        hops,
        where,
        _origin(work, speaker, path),
    )


def distance(speaker: Speaker, path: Path, prefix: IPNetwork) -> int:
    """Administrative distance; confederation paths are internal, leaked local ones external."""
    family = speaker.family[prefix.version]
    if path.distance is not None:
        return path.distance
    ruled = distance_of(speaker.policies, family.distances, path.peer, prefix)
    if ruled is not None and path.kind != "local":
        return ruled
    if path.aggregate or (path.kind == "ebgp" and prefix in family.backdoors):
        return family.distance_local
    return family.distance_internal if path.kind in INTERNAL else family.distance_external


def _hops(work: Workspace, chosen: Chosen) -> int:
    first, *others = (c.hops for c in chosen.shared)
    for hops in others:
        first = work.union(first, hops)
    return first


def _origin(work: Workspace, speaker: Speaker, path: Path) -> int:
    own = str(speaker.process.asn)
    nearest = next((n for n in path.bgp.as_path if isinstance(n, int)), 0)
    if not nearest and habits(speaker.device.platform).tags_own:
        nearest = speaker.process.asn
    kind = "internal" if path.kind in INTERNAL else "external"  # an aggregate is not from within
    return work.origins.number(Origin(Source.BGP, own, kind, path.tag or nearest, path.bgp))
