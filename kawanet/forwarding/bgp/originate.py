"""Paths that begin at a speaker: `network`, redistribution, a default; Junos: the active routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network

from kawanet.forwarding.bgp.exports import TOLD_DEFAULT, view_of
from kawanet.forwarding.bgp.habits import habits
from kawanet.forwarding.bgp.next_hops import row_of
from kawanet.forwarding.bgp.paths import Path
from kawanet.forwarding.bgp.speakers import Channel, Speaker
from kawanet.forwarding.redistribution import Importer, Taken
from kawanet.forwarding.rib import BGP, IBGP, Candidate, Rows, Workspace
from kawanet.forwarding.route_view import BgpAttributes, RouteView
from kawanet.model.bgp import BgpNetwork
from kawanet.model.interfaces import Family
from kawanet.model.policy import Action
from kawanet.model.route_policy import IPNetwork, Source

DEFAULT: Mapping[Family, IPNetwork] = {4: IPv4Network("0.0.0.0/0"), 6: IPv6Network("::/0")}
LOCAL_WEIGHT = 32768  # Cisco "BGP Best Path Selection Algorithm": what the router itself originates
METRICLESS = {Source.CONNECTED, Source.STATIC, Source.LOCAL, Source.AGGREGATE}

Originated = dict[int, list[Path]]


def attributes(speaker: Speaker, origin: str) -> BgpAttributes:
    """Attributes of a path that begins here."""
    process = speaker.process
    return BgpAttributes(
        origin="igp" if origin == "igp" else "incomplete",
        local_preference=process.default_local_preference,
        weight=LOCAL_WEIGHT if process.prefers_local_weight else 0,
    )


def importer(work: Workspace, speaker: Speaker, family: Family) -> Importer:
    """The speaker as one that takes routes of the table in."""
    return Importer(
        work,
        speaker.device,
        speaker.node,
        family,
        Source.BGP,
        str(speaker.process.asn),
        attributes=attributes(speaker, "incomplete"),
    )


def originated(work: Workspace, speaker: Speaker, best: Rows) -> Originated:
    """Paths by prefix number that a speaker originates, given its node's table."""
    found: Originated = {}
    for family in (4, 6):
        own = speaker.family[family]
        takes = importer(work, speaker, own.family)
        for taken in takes.taken(own.redistribute, best):
            if _may_take_default(work, speaker, own.default_originate, taken.row):
                found.setdefault(taken.row.prefix, []).append(_redistributed(speaker, taken))
        for network in own.networks:
            number = work.prefixes.number(network.prefix)
            row = row_of(best, number)
            if row is not None and row.protocol in {BGP, IBGP}:
                row = None
            path = _network(speaker, takes, network, row)
            if path is not None:
                found.setdefault(number, []).insert(0, path)
    return found


def _may_take_default(work: Workspace, speaker: Speaker, said: bool, row: Candidate) -> bool:
    """Cisco takes a default in only with `default-information originate`."""
    if work.prefixes.values[row.prefix].prefixlen > 0 or said:
        return True
    return not speaker.device.platform.startswith("cisco_")


def _redistributed(speaker: Speaker, taken: Taken) -> Path:
    view, rule = taken.view, taken.rule
    med = view.metric
    if not view.metric_set:
        given = rule.metric if rule.metric is not None else speaker.process.default_metric
        med = taken.row.metric if given is None else given
    keeps = habits(speaker.device.platform).keeps_redistributed
    return _local(speaker, view, med, keeps)


def _local(speaker: Speaker, view: RouteView, med: int | None, keeps_next_hop: bool) -> Path:
    """A path with the next hop that the route was written with; a static route may reach its own
    by others."""
    hop = view.next_hop
    if view.source is Source.STATIC and keeps_next_hop:
        same = (
            r.next_hop
            for r in speaker.device.routing.static
            if (r.vrf, r.prefix) == (speaker.node.vrf, view.prefix)
        )
        hop = next((h for h in same if h is not None), hop)
    next_hop = None if isinstance(hop, str) or not keeps_next_hop else hop
    return Path(view.bgp, med, next_hop, tag=view.tag)


def _network(
    speaker: Speaker, takes: Importer, network: BgpNetwork, row: Candidate | None
) -> Path | None:
    own = habits(speaker.device.platform)
    start = attributes(speaker, "igp")
    if row is not None:
        view = takes.view(row)._replace(bgp=start)
        if not own.network_med:
            view = view._replace(metric=None)
    elif network.unconditional:
        view = RouteView(network.prefix, Source.BGP, kind="local", metric=0, bgp=start)
    else:
        return None
    chain = (network.policy,) if network.policy else ()
    decided = speaker.policies.decide(chain, view)
    return None if decided is None else _local(speaker, decided, decided.metric, own.keeps_network)


def default_told(channel: Channel, takes: Importer, best: Rows) -> Path | None:
    """The default route that a neighbour is told whatever the table has; with a policy only if
    the policy lets some route of the table pass, and with its changes (Cisco `neighbor
    default-originate route-map`). Export policies do not touch it (so FRR 8.4)."""
    speaker, out = channel.source.speaker, channel.out
    start = attributes(speaker, "igp")
    view = RouteView(DEFAULT[channel.family], Source.BGP, kind="local", metric=0, bgp=start)
    if out.default_originate_needs_route and not _has_default(takes, best):
        return None
    if out.default_originate_policy is None:
        return Path(start, 0, route_kind=TOLD_DEFAULT)
    chain = (out.default_originate_policy,)
    decided = speaker.policies.decide(chain, view)
    for values in best.tolist() if decided is None else ():
        row = takes.view(Candidate(*values))
        if row.prefix.version == channel.family:
            decided = speaker.policies.decide(chain, row._replace(bgp=start, metric=0))
        if decided is not None:
            break
    if decided is None:
        return None
    return Path(decided.bgp, decided.metric, route_kind=TOLD_DEFAULT)


def condition_holds(takes: Importer, channel: Channel, best: Rows) -> bool:
    """Whether the table is as a conditional advertisement wants it. Source: Cisco `neighbor
    advertise-map`: routes of BGP's table, which for prefixes that begin here is the RIB's too."""
    wanted = channel.out.conditional
    if wanted is None:
        return True
    policies = channel.source.speaker.policies
    start = attributes(channel.source.speaker, "igp")
    for values in best.tolist():
        row = takes.view(Candidate(*values))
        if row.source is not Source.BGP:
            row = row._replace(bgp=start)
        here = row.prefix.version == channel.family
        if here and policies.decide((wanted.condition_policy,), row) is not None:
            return wanted.exists
    return not wanted.exists


def conditioned(channel: Channel, prefix: IPNetwork, path: Path) -> bool:
    """Whether a path is one that the channel tells on a condition only."""
    wanted = channel.out.conditional
    if wanted is None:
        return False
    speaker = channel.source.speaker
    view = view_of(speaker, prefix, path, channel.target.address)
    return permitted(speaker, wanted.advertise_policy, view) is not None


def _has_default(takes: Importer, best: Rows) -> bool:
    number = takes.work.prefixes.number(DEFAULT[takes.family])
    return row_of(best, number) is not None


def active_routes(work: Workspace, speaker: Speaker, best: Rows) -> Iterator[tuple[int, int, Path]]:
    """(prefix, distance, path) of the table's routes of other protocols, as Junos may export them
    (Junos BGP User Guide: export policies choose among active routes; origin IGP)."""
    start = attributes(speaker, "igp")
    takes = {4: importer(work, speaker, 4), 6: importer(work, speaker, 6)}
    wanted = best[(best["protocol"] != BGP) & (best["protocol"] != IBGP)]
    for values in wanted.tolist():
        row = Candidate(*values)
        taker = takes[work.prefixes.values[row.prefix].version]
        view = taker.view(row)
        if view.source is Source.LOCAL or not taker.may_take(row):
            continue
        med = None if view.source in METRICLESS and not row.metric else row.metric
        marks = view.bgp.communities if view.source in METRICLESS else ()
        path = Path(
            start._replace(communities=marks) if marks else start,
            med,
            source=view.source,
            instance=view.instance,
            route_kind=view.kind,
            tag=view.tag,
        )
        yield row.prefix, row.distance, path


def permitted(speaker: Speaker, policy: str | None, view: RouteView) -> RouteView | None:
    """What a single optional policy makes of a route."""
    chain: Sequence[str] = (policy,) if policy else ()
    return speaker.policies.decide(chain, view, Action.PERMIT)
