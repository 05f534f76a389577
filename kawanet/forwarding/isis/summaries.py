"""Summaries of IS-IS: a prefix told in place of its parts, and discarded where nobody has it.

Source: Cisco IOS IS-IS Command Reference, `summary-address` (the least metric of the parts; routes
of level 1 and of other protocols on their way to the level that the line names).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kawanet.forwarding.dataplane import Hop, HopKind
from kawanet.forwarding.isis.levels import Told
from kawanet.forwarding.isis.speakers import Instance
from kawanet.forwarding.ospf.imports import inside
from kawanet.forwarding.rib import ISIS_SUMMARY, Candidate, Rows, Workspace, rows
from kawanet.model.igp import IsisSummary
from kawanet.model.route_policy import Source


class Summarised(NamedTuple):
    """What is told, and rows of discard routes by node."""

    told: list[Told]
    discards: tuple[tuple[int, Rows], ...] = ()


def summarised(
    work: Workspace, instances: Sequence[Instance], level: int, told: Sequence[Told]
) -> Summarised:
    """Put each instance's summaries of a level in place of their parts."""
    if not any(i.process.summaries for i in instances):
        return Summarised(list(told))
    kept, discards = list(told), []
    for instance in instances:
        for summary in instance.process.summaries:
            if str(level) not in summary.level:
                continue
            parts = [
                t
                for t in kept
                if t.instance == instance.number and inside(work, t.prefix, summary.prefix)
            ]
            if parts:
                whole = work.prefixes.number(summary.prefix)
                kept = [t for t in kept if t not in parts]
                least = min(p.metric for p in parts)
                kept.append(Told(instance.number, whole, least, 0))
                row = _discard(work, instance, summary, least)
                discards.append((instance.node_number, rows([row])))
    return Summarised(kept, tuple(discards))


def _discard(work: Workspace, instance: Instance, summary: IsisSummary, metric: int) -> Candidate:
    process = instance.process
    return Candidate(
        work.prefixes.number(summary.prefix),
        process.distance,
        ISIS_SUMMARY,
        metric,
        work.hops([Hop(HopKind.DISCARD)]),
        work.spans.number(summary.where or process.where),
        work.origin(Source.ISIS, process.name, "level-2"),
    )
