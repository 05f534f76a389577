"""Aggregates: originated while a more specific is there; which more specifics stay silent.

Source: Cisco "aggregate-address" (summary-only, as-set, attribute-map, suppress-map,
advertise-map), RFC 4271 §9.2.2.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from kawanet.forwarding.bgp.decision import ORIGINS
from kawanet.forwarding.bgp.exports import view_of
from kawanet.forwarding.bgp.habits import habits
from kawanet.forwarding.bgp.originate import attributes, permitted
from kawanet.forwarding.bgp.paths import Path
from kawanet.forwarding.bgp.speakers import Speaker
from kawanet.forwarding.route_view import AsPath, BgpAttributes, in_order
from kawanet.model.bgp import BgpAggregate
from kawanet.model.route_policy import IPNetwork


def inside(prefix: IPNetwork, of: IPNetwork) -> bool:
    """Whether a prefix is a more specific of another."""
    if prefix.version != of.version or prefix.prefixlen <= of.prefixlen:
        return False
    shift = of.max_prefixlen - of.prefixlen
    return int(prefix.network_address) >> shift == int(of.network_address) >> shift


def contributes(speaker: Speaker, aggregate: BgpAggregate, prefix: IPNetwork, path: Path) -> bool:
    """Whether a more specific counts for an aggregate."""
    view = view_of(speaker, prefix, path, None)
    return permitted(speaker, aggregate.advertise_policy, view) is not None


def suppressed(speaker: Speaker, prefix: IPNetwork, path: Path) -> bool:
    """Whether an aggregate of the speaker keeps it from telling a more specific."""
    for aggregate in speaker.family[prefix.version].aggregates:
        if not inside(prefix, aggregate.prefix):
            continue
        if aggregate.summary_only:
            return True
        if aggregate.suppress_policy is not None:
            view = view_of(speaker, prefix, path, None)
            if permitted(speaker, aggregate.suppress_policy, view) is not None:
                return True
    return False


def aggregated(speaker: Speaker, aggregate: BgpAggregate, parts: Sequence[Path]) -> Path | None:
    """The aggregate of contributing paths; None: its policy denies it."""
    bgp = attributes(speaker, "igp")
    if habits(speaker.device.platform).mixed_origin:
        bgp = bgp._replace(origin=max((p.bgp.origin for p in parts), key=ORIGINS.__getitem__))
    if aggregate.as_set:
        bgp = _with_sets(bgp, parts)
    path = Path(bgp, 0, aggregate=True)
    view = view_of(speaker, aggregate.prefix, path, None)
    decided = permitted(speaker, aggregate.attribute_policy, view)
    return None if decided is None else path._replace(bgp=decided.bgp, med=decided.metric)


def _with_sets(bgp: BgpAttributes, parts: Sequence[Path]) -> BgpAttributes:
    communities = {c for part in parts for c in part.bgp.communities}
    path = merged([part.bgp.as_path for part in parts])
    return bgp._replace(as_path=path, communities=in_order(communities))


def merged(paths: Sequence[AsPath]) -> AsPath:
    """What all paths begin with, then a set of the rest (RFC 4271 §9.2.2.2, appendix F.6)."""
    common: list[int | tuple[int, ...]] = []
    for numbers in zip(*paths, strict=False):
        if len(set(numbers)) > 1:
            break
        common.append(numbers[0])
    rest = {
        n
        for path in paths
        for part in path[len(common) :]
        for n in ((part,) if isinstance(part, int) else part)
    }
    return (*common, tuple(sorted(rest))) if rest else tuple(common)
