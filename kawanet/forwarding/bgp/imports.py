"""What a speaker makes of a path that a neighbour tells it: loops, then filters and policies."""

from __future__ import annotations

from kawanet.forwarding.bgp.as_paths import occurrences
from kawanet.forwarding.bgp.exports import is_client, passes, view_of
from kawanet.forwarding.bgp.paths import Path
from kawanet.forwarding.bgp.speakers import Channel
from kawanet.forwarding.route_view import NextHop
from kawanet.model.bgp import NeighborFilter
from kawanet.model.policy import Action
from kawanet.model.route_policy import IPNetwork


def imported(
    channel: Channel, reverse: Channel | None, prefix: IPNetwork, path: Path
) -> Path | None:
    """The path as it enters the receiver's table; None: refused.

    `reverse` is the same session's channel back, on which a reflector counts its clients.
    """
    if _loops(channel, path):
        return None
    path = _own_marks(channel, reverse, path)
    target, into = channel.target, channel.into
    view = view_of(target.speaker, prefix, path, channel.source.address)
    if not passes(into.import_filter, target.speaker.policies, view):
        return None
    decided = target.speaker.policies.decide(into.import_policies, view, _default(channel))
    if decided is None:
        return None
    path = path._replace(
        bgp=decided.bgp, med=decided.metric, distance=decided.distance, tag=decided.tag
    )
    return _with_next_hop(channel, path, decided.next_hop)


def _with_next_hop(channel: Channel, path: Path, said: NextHop) -> Path:
    """What an import policy says of the next hop; `self` means nothing here."""
    if said == "discard":
        return path._replace(discard=True)
    if said == "peer":
        return path._replace(next_hop=channel.source.address, near=None, far=None)
    if isinstance(said, str) or said == path.next_hop:
        return path
    return path._replace(next_hop=said, near=None, far=None)


def _loops(channel: Channel, path: Path) -> bool:
    """Own AS or confederation member in the path, own mark as originator or cluster, or a first
    AS that is not the neighbour's (RFC 4271 §6.3, §9.1.2; RFC 4456 §8; RFC 5065 §5)."""
    target = channel.target
    speaker, bgp, allowed = target.speaker, path.bgp, channel.into.allow_as_in
    process = speaker.process
    own = {process.asn, target.shown_as, speaker.public_as}
    if any(occurrences(bgp.as_path, number) > allowed for number in own):
        return True
    if bgp.confederation.count(process.asn) > allowed:
        return True
    checked = target.kind == "ebgp" and process.enforce_first_as
    if checked and bgp.as_path[:1] != (channel.source.shown_as,):
        return True
    if target.kind != "ibgp":
        return False
    originator = bgp.originator
    if originator is not None and int(originator) == speaker.router_id:
        return True
    own_cluster = target.neighbor.cluster_id
    return speaker.cluster in bgp.clusters or (
        own_cluster is not None and int(own_cluster) in bgp.clusters
    )


def _own_marks(channel: Channel, reverse: Channel | None, path: Path) -> Path:
    """Weight, local preference, the local AS number put before, and whether a client speaks."""
    target, bgp = channel.target, path.bgp
    process = target.speaker.process
    if target.kind == "ebgp":
        bgp = bgp._replace(local_preference=None)
        local = target.neighbor.local_as
        if local is not None and target.neighbor.local_as_mode == "prepend":
            bgp = bgp._replace(as_path=(local, *bgp.as_path))
    if bgp.local_preference is None:
        bgp = bgp._replace(local_preference=process.default_local_preference)
    bgp = bgp._replace(weight=channel.into.weight or 0)
    client = reverse is not None and is_client(reverse)
    return path._replace(bgp=bgp, client=client)


def _default(channel: Channel) -> Action:
    process, into = channel.target.speaker.process, channel.into
    needs = process.ebgp_requires_policy and channel.target.kind == "ebgp"
    said = into.import_policies or into.import_filter != NeighborFilter()
    return Action.DENY if needs and not said else Action.PERMIT
