"""What a proof gives: one `Result` a requirement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kawanet.errors import Span
from kawanet.findings import Finding, Verdict
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Step, Trace
from kawanet.model.plant import Port


class Kind(StrEnum):
    SEPARATION = "separation"
    FLOW = "flow"
    MUST = "must"
    LAYER2 = "layer 2"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one requirement.

    `witness` is the packet that refutes it, `start` a port of the segment where it enters,
    `steps` its path hop by hop, `blame` the line that let it through (or stopped it); `trace` is
    the concrete walk that confirmed the path. `reason` says why a verdict is unknown.
    """

    code: str
    title: str
    kind: Kind
    verdict: Verdict
    witness: Packet | None = None
    steps: tuple[Step, ...] = ()
    blame: Span | None = None
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    trace: Trace | None = None
    start: Port | None = None


def with_witness(
    result: Result, packet: Packet, walk: Trace, branch: Branch, finding: Finding
) -> Result:
    """The result with a packet that refutes it, and the branch of its walk that shows it."""
    return replace(
        result,
        verdict=Verdict.REFUTED,
        witness=packet,
        steps=branch.steps,
        blame=finding.where,
        findings=(finding,),
        trace=walk,
    )
