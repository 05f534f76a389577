"""What a speaker tells a neighbour of a path: rules of who hears what, next hop, attributes.

Sources: RFC 4271 §5.1 and §9.2, RFC 4456 (reflection), RFC 5065 (confederations), RFC 1997
(communities), RFC 8950 (IPv4 over IPv6 next hops).
"""

from __future__ import annotations

from ipaddress import IPv4Address

from kawanet.forwarding.bgp.as_paths import without_private
from kawanet.forwarding.bgp.habits import habits
from kawanet.forwarding.bgp.paths import ROUTE_KIND, Path
from kawanet.forwarding.bgp.speakers import Channel, Speaker
from kawanet.forwarding.policies import Policies
from kawanet.forwarding.route_view import BgpAttributes, RouteView, community_kind
from kawanet.model.bgp import NeighborFilter
from kawanet.model.interfaces import IPAddress
from kawanet.model.policy import Action
from kawanet.model.route_policy import IPNetwork, Source

TOLD_DEFAULT = "default"  # a default route told to a neighbour: export policies do not see it
STANDARD = {"standard": "standard", "large": "large"}  # any other kind is extended


def exported(channel: Channel, prefix: IPNetwork, path: Path, metric: int) -> Path | None:
    """The path as it arrives on the channel, before the receiver's own rules; None: not told."""
    if not _may_hear(channel, path) or not _communities_allow(channel, path):
        return None
    path = _cleaned(channel, path)
    if path.route_kind == TOLD_DEFAULT:
        view: RouteView | None = view_of(channel.source.speaker, prefix, path, None)
    else:
        view = _decided(channel, prefix, path, metric)
    return None if view is None else _sent(channel, path, view)


def _cleaned(channel: Channel, path: Path) -> Path:
    """The path with private and the neighbour's own numbers taken out for an external neighbour,
    as its policy sees it (so FRR 8.4)."""
    source, out = channel.source, channel.out
    if source.kind != "ebgp" or not (out.as_override or out.remove_private_as != "no"):
        return path
    own, remote = source.shown_as, channel.target.shown_as
    as_path = without_private(path.bgp.as_path, out.remove_private_as, own, remote)
    if out.as_override:
        as_path = tuple(own if n == remote else n for n in as_path)
    return path._replace(bgp=path.bgp._replace(as_path=as_path))


def _may_hear(channel: Channel, path: Path) -> bool:
    """Split horizon, and what internal neighbours may hear."""
    if path.peer is not None and path.peer == channel.target.address:
        return False
    out, their = channel.out, channel.target.shown_as
    if not out.advertise_peer_as and not out.as_override and channel.source.kind == "ebgp":
        return their not in path.bgp.as_path[:1] and hears(channel, path)
    return hears(channel, path)


def hears(channel: Channel, path: Path) -> bool:
    """Whether an internal neighbour may hear of an internal path (RFC 4456 §6)."""
    if path.kind != "ibgp" or channel.source.kind != "ibgp":
        return True
    to_client = is_client(channel)
    if path.client and to_client:
        return channel.source.speaker.process.client_to_client
    return path.client or to_client


def is_client(channel: Channel) -> bool:
    """Whether the receiver is a client of the sender as a reflector."""
    return channel.out.route_reflector_client or channel.source.neighbor.cluster_id is not None


def _communities_allow(channel: Channel, path: Path) -> bool:
    held, kind = path.bgp.communities, channel.source.kind
    if not held:
        return True
    if "no-advertise" in held:
        return False
    if "no-export" in held and kind == "ebgp":
        return False
    return "local-as" not in held or kind == "ibgp"


def view_of(
    speaker: Speaker, prefix: IPNetwork, path: Path, neighbour: IPAddress | None, metric: int = 0
) -> RouteView:
    """A path as policies see it."""
    return RouteView(
        prefix,
        path.source,
        path.instance or str(speaker.process.asn),
        path.route_kind or ROUTE_KIND[path.kind],
        speaker.node.vrf,
        path.tag,
        path.med,
        next_hop=path.next_hop,
        neighbour=neighbour,
        igp_metric=metric,
        own_as=speaker.process.asn,
        bgp=path.bgp,
    )


def passes(lists: NeighborFilter, policies: Policies, view: RouteView) -> bool:
    """Whether all the lists beside the policies permit a route."""
    known = policies.lists
    return (
        all(known.prefix(name, view.prefix) for name in lists.prefix_lists)
        and all(known.acl(name, view.prefix) for name in lists.acls)
        and all(known.as_path(name, view.bgp) for name in lists.as_path_lists)
    )


def _decided(channel: Channel, prefix: IPNetwork, path: Path, metric: int) -> RouteView | None:
    speaker, out = channel.source.speaker, channel.out
    view = view_of(speaker, prefix, path, channel.target.address, metric)
    if not passes(out.export_filter, speaker.policies, view):
        return None
    return speaker.policies.decide(out.export_policies, view, _default(channel, path))


def _default(channel: Channel, path: Path) -> Action:
    """What is told where no policy says: BGP routes, save where policies are required."""
    process = channel.source.speaker.process
    if process.exports_rib and path.source is not Source.BGP:
        return Action.DENY
    needs = process.ebgp_requires_policy and channel.source.kind == "ebgp"
    out = channel.out
    said = out.export_policies or out.export_filter != NeighborFilter()
    return Action.DENY if needs and not said else Action.PERMIT


def _sent(channel: Channel, path: Path, view: RouteView) -> Path:
    next_hop, linked = _next_hop(channel, path, view)
    bgp = view.bgp._replace(
        weight=0, communities=_kept(channel, view.bgp.communities), local_preference=None
    )
    med = view.metric
    if channel.source.kind == "ebgp":
        bgp = _to_outside(channel, path, bgp)
        if path.kind != "local" and not view.metric_set:
            med = None  # RFC 4271 §5.1.4: not passed on to other ASes
    else:
        bgp = _to_inside(channel, path, bgp, view)
    source = channel.source
    return Path(
        bgp,
        med,
        next_hop,
        channel.target.kind,
        near=channel.near if linked else None,
        far=channel.far if linked else None,
        peer=source.address,
        peer_id=source.speaker.router_id,
        channel=channel.number,
    )


def _kept(channel: Channel, communities: tuple[str, ...]) -> tuple[str, ...]:
    wanted = set(channel.out.send_communities)
    return tuple(c for c in communities if STANDARD.get(community_kind(c), "extended") in wanted)


def _to_outside(channel: Channel, path: Path, bgp: BgpAttributes) -> BgpAttributes:
    """Own numbers before the path. Junos puts what the policy prepended before them, the others
    after."""
    speaker, source = channel.source.speaker, channel.source
    own = speaker.public_as
    numbers: tuple[int, ...] = (source.shown_as,)
    if source.shown_as != own and source.neighbor.local_as_mode != "replace":
        numbers = (source.shown_as, own)
    added = len(bgp.as_path) - len(path.bgp.as_path)
    prepended = bgp.as_path[:added] if speaker.process.exports_rib and added > 0 else ()
    as_path = (*prepended, *numbers, *bgp.as_path[len(prepended) :])
    return bgp._replace(as_path=as_path, confederation=(), originator=None, clusters=())


def _to_inside(channel: Channel, path: Path, bgp: BgpAttributes, view: RouteView) -> BgpAttributes:
    """Local preference goes along; a reflector signs (RFC 4456 §8)."""
    speaker = channel.source.speaker
    preference = view.bgp.local_preference
    if preference is None:
        preference = speaker.process.default_local_preference
    bgp = bgp._replace(local_preference=preference)
    if channel.source.kind == "confed":
        inner = (speaker.process.asn, *bgp.confederation)
        return bgp._replace(confederation=inner, originator=None, clusters=())
    if path.kind == "ibgp":
        own = channel.source.neighbor.cluster_id
        cluster = speaker.cluster if own is None else int(own)
        first = bgp.originator or IPv4Address(path.peer_id)
        return bgp._replace(originator=first, clusters=(cluster, *bgp.clusters))
    return bgp


def _next_hop(channel: Channel, path: Path, view: RouteView) -> tuple[IPAddress | None, bool]:
    """The next hop told, and whether it stands for the sender's own interface."""
    said = view.next_hop
    self_told = (channel.own, channel.linked)
    if said == "self":
        return self_told
    if said == "peer":
        return channel.target.address, False
    if isinstance(said, str) or said is None:  # `unchanged`, or originated here
        said = path.next_hop if said == "unchanged" else None
        return self_told if said is None else (said, False)
    if said != path.next_hop:
        return said, False  # a policy's address
    if path.near is not None:
        return self_told  # a link-local next hop means nothing elsewhere
    return (said, False) if _keeps_next_hop(channel, path, said) else self_told


def _keeps_next_hop(channel: Channel, path: Path, next_hop: IPAddress) -> bool:
    out, kind = channel.out, channel.source.kind
    if next_hop == channel.target.address:
        return False  # RFC 4271 §5.1.3: nobody is told his own address
    if kind in {"ibgp", "confed"}:
        reflects = habits(channel.source.speaker.device.platform).reflects_self
        if out.next_hop_self == "all" or (reflects and out.next_hop_self == "yes"):
            return False
        return path.kind == "ibgp" or out.next_hop_self == "no"
    if out.next_hop_unchanged:
        return True
    third_party = any(
        next_hop.version == shared.version and next_hop in shared for shared in channel.shared
    )
    return third_party and out.next_hop_self == "no"
