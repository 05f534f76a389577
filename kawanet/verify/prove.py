"""Data plane and statement of policy -> a verdict on every requirement."""

from __future__ import annotations

from collections.abc import Iterator

from oxidd.util import DDMemoryError

from kawanet.findings import Verdict
from kawanet.forwarding.dataplane import DataPlane
from kawanet.model.interfaces import Family
from kawanet.model.requirement import PolicyStatement
from kawanet.verify.beside import beside
from kawanet.verify.flows import flow_results
from kawanet.verify.layer2 import layer2_results, placed, strays
from kawanet.verify.loops import loops, unending
from kawanet.verify.musts import flows_of_musts, must_results
from kawanet.verify.result import Kind, Result
from kawanet.verify.separation import separations, sweep_tier
from kawanet.verify.study import Doubts, Study, study
from kawanet.verify.tiers import map_tiers


def prove(
    dataplane: DataPlane, statement: PolicyStatement, doubtful_devices: Doubts | None = None
) -> tuple[Result, ...]:
    """Prove or refute everything that must hold: separation of every ordered pair of tiers, every
    flow and its replies, every must, layer 2, and that no packet circles.

    `doubtful_devices` gives, by device, the lines that the parser knew but could not model: what
    stands on such a device is `unknown` where it would be `proved`.
    """
    doubts = {d: s for d, s in (doubtful_devices or {}).items() if s}
    tiers = map_tiers(dataplane, statement)

    def of_family(family: Family) -> tuple[tuple[Result, ...], list[int]]:
        try:
            one = study(dataplane, tiers, family, doubts)
            return tuple(_family(one)), strays(one)
        except DDMemoryError:
            return (_too_large(family),), []

    with beside(lambda: of_family(6)) as ipv6:
        segments = list(layer2_results(dataplane, tiers, doubts))
        results4, strays4 = of_family(4)
        results6, strays6 = ipv6()
    everywhere = placed(dataplane, sorted({*strays4, *strays6}))
    return (*segments, everywhere, *results4, *results6)


def _too_large(family: Family) -> Result:
    """The only result of a family whose filters do not fit: nothing is proved of it."""
    title = f"IPv{family}: everything that must hold"
    reason = "the filters of this network are too large to be proved together"
    return Result(f"ALL-V{family}", title, Kind.SEPARATION, Verdict.UNKNOWN, reason=reason)


def _family(study: Study) -> Iterator[Result]:
    circling = unending(study.fabric)
    for tier in study.statement.tiers:
        sweep = sweep_tier(study, tier)
        yield from separations(study, tier, sweep)
        yield from must_results(study, tier, sweep)
    musts = flows_of_musts(study)
    flows = [f for t in study.statement.tiers for f in study.flows(t.name)]
    kinds = {m.name: Kind.MUST for m in musts}
    yield from flow_results(study, [*flows, *musts], circling, kinds)
    yield loops(study, circling)
