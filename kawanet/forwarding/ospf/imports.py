"""What an OSPF process imports (RFC 2328 §12.4.4): routes of others, a default, summaries of them.

A forwarding address is told where the next hop is on a segment of the process that has a designated
router (§12.4.4.1); a summary has none. Source for the metric of a summary: IOS `summary-address`,
"the lowest metric in all of the more specific routes".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

from kawanet.forwarding.dataplane import Hop, HopKind
from kawanet.forwarding.ospf.speakers import ELECTING, NSSAS, Instance
from kawanet.forwarding.redistribution import Importer, Taken
from kawanet.forwarding.rib import OSPF_RANGE, Candidate, Rows, Workspace
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.policy import Action
from kawanet.model.route_policy import Source
from kawanet.model.routing import AreaRange, IPNetwork

DEFAULT: Mapping[Family, IPNetwork] = {4: IPv4Network("0.0.0.0/0"), 6: IPv6Network("::/0")}
DEFAULT_METRIC = 20
NSSA_DEFAULT_METRIC = 1


class External(NamedTuple):
    """A prefix that an instance (by number) imports, with metric type 1 or 2."""

    instance: int
    prefix: int
    metric: int
    metric_type: int
    tag: int = 0
    forward: IPAddress | None = None


class Imports(NamedTuple):
    """What one instance imports: for everybody, a default for each NSSA (by area), and the rows by
    which it discards what a summary covers and nobody has."""

    externals: tuple[External, ...] = ()
    nssa_defaults: tuple[tuple[int, External], ...] = ()
    discards: tuple[Candidate, ...] = ()


NOTHING_IMPORTED = Imports()


def importer(work: Workspace, instance: Instance) -> Importer:
    """What it may take in."""
    return Importer(
        work,
        work.segments.network.device[instance.node.device],
        instance.node,
        instance.process.family,
        Source.OSPF,
        instance.name,
        frozenset(s.port.interface for s in instance.speakers),
    )


def imports(work: Workspace, instance: Instance, taker: Importer, best: Rows) -> Imports:
    """All imports of an instance, given the best routes of its node."""
    process = instance.process
    found: dict[int, External] = {}
    if instance.originates_default:
        for external in _default(work, instance, taker, best):
            found[external.prefix] = external
    for taken in taker.taken(process.redistribute, best):
        found.setdefault(taken.row.prefix, _external(work, instance, taken))
    defaults = tuple(_nssa_defaults(work, instance, best))
    discards = []
    for summary in process.summaries:
        discards += _summarise(work, instance, summary, found)
    return Imports(tuple(sorted(found.values(), key=_order)), defaults, tuple(discards))


def _order(external: External) -> tuple[int, int]:
    return external.instance, external.prefix


def _external(work: Workspace, instance: Instance, taken: Taken) -> External:
    row, view, rule = taken
    if view.metric_set and view.metric is not None:
        metric = view.metric
    elif rule.metric is not None:
        metric = rule.metric
    else:
        own = view.source is Source.OSPF or rule.source is Source.ANY  # Junos keeps the metric
        metric = row.metric if own else DEFAULT_METRIC
    kind = view.metric_type if view.metric_type in {1, 2} else rule.metric_type
    forward = _forwarding_address(instance, work.hop_sets.values[row.hops])
    return External(instance.number, row.prefix, metric, int(kind or 2), view.tag, forward)


def _forwarding_address(instance: Instance, hops: Sequence[Hop]) -> IPAddress | None:
    """OSPFv3 routers tell one in NSSAs only, as FRR does."""
    if instance.process.family == 6:
        return None
    here = {
        s.port.interface
        for s in instance.speakers
        if not s.config.passive and s.config.network in ELECTING
    }
    beyond = [h.next_hop for h in hops if h.interface in here and h.next_hop]
    return min(beyond, key=int, default=None)


def _default(
    work: Workspace, instance: Instance, taker: Importer, best: Rows
) -> Iterator[External]:
    """The default route, while there is one in the RIB that is not the process's own (or always).
    Policies ask whether any route passes them, and may set the metric."""
    process = instance.process
    key = work.prefixes.number(DEFAULT[process.family])
    candidates = [Candidate(*r) for r in best.tolist() if not _own(work, instance, r[6])]
    if not process.default_always and not any(c.prefix == key for c in candidates):
        return
    metric, kind, tag = process.default_metric, process.default_metric_type, 0
    if process.default_policies:
        candidates.sort(key=lambda c: c.prefix != key)
        views = (taker.view(c) for c in candidates)
        decided = (taker.policies.decide(process.default_policies, v, Action.DENY) for v in views)
        passed = next((v for v in decided if v is not None), None)
        if passed is None:
            return
        metric = passed.metric if passed.metric_set and passed.metric is not None else metric
        kind = int(passed.metric_type) if passed.metric_type in {1, 2} else kind
        tag = passed.tag if passed.prefix.prefixlen == 0 else 0
    yield External(instance.number, key, metric, kind, tag)


def _own(work: Workspace, instance: Instance, origin: int) -> bool:
    made = work.origins.values[origin]
    return (made.source, made.instance) == (Source.OSPF, instance.name)


def _nssa_defaults(
    work: Workspace, instance: Instance, best: Rows
) -> Iterator[tuple[int, External]]:
    """A default for an NSSA: from its border routers always, from others while they have one."""
    key = work.prefixes.number(DEFAULT[instance.process.family])
    for area in instance.process.areas:
        if area.kind in NSSAS and area.default_originate and area.area in instance.areas:
            mine = best[best["prefix"] == key]
            known = any(not _own(work, instance, o) for o in mine["origin"].tolist())
            if instance.is_border or known:
                metric = area.default_metric or area.default_cost or NSSA_DEFAULT_METRIC
                kind = area.default_metric_type
                yield area.area, External(instance.number, key, metric, kind)


def _summarise(
    work: Workspace, instance: Instance, summary: AreaRange, found: dict[int, External]
) -> list[Candidate]:
    """Put a summary in place of its parts; gives the row that discards."""
    parts = [e for e in found.values() if inside(work, e.prefix, summary.prefix)]
    for part in parts:
        del found[part.prefix]
    if not parts:
        return []
    key = work.prefixes.number(summary.prefix)
    metric, kind = min(p.metric for p in parts), max(p.metric_type for p in parts)
    if instance.traits.ospf_summary_is_new:
        metric, kind = DEFAULT_METRIC, 2
    metric = metric if summary.cost is None else summary.cost
    if summary.advertise:
        found[key] = External(instance.number, key, metric, kind, summary.tag)
    discard = instance.traits.ospf_external_discard
    if "external" not in instance.process.discards:
        return []
    if discard is None or not (summary.advertise or discard.unadvertised):
        return []
    return [
        Candidate(
            key,
            discard.distance,
            OSPF_RANGE,
            metric if discard.metric is None else discard.metric,
            work.hops([Hop(HopKind.DISCARD)]),
            work.spans.number(summary.where or instance.process.where),
            work.origin(Source.OSPF, instance.name, f"external-{kind}"),
        )
    ]


def inside(work: Workspace, key: int, whole: IPNetwork) -> bool:
    """Whether a prefix (by number) lies in another."""
    prefix = work.prefixes.values[key]
    if prefix.version != whole.version or prefix.prefixlen < whole.prefixlen:
        return False
    shift = whole.max_prefixlen - whole.prefixlen
    return int(prefix.network_address) >> shift == int(whole.network_address) >> shift
