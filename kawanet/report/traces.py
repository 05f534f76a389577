"""A walked packet as text or as rows: every branch, every decision with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kawanet.errors import Span
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Outcome, Trace
from kawanet.report.results import packet_text
from kawanet.report.text import path_lines


@dataclass(frozen=True, slots=True)
class WalkRow:
    """One decision. `start` numbers the places where the packet starts, `branch` its ways from
    there, `step` the decisions on one; `outcome` is how that way ends."""

    start: int
    branch: int
    outcome: Outcome
    step: int
    device: str
    vrf: str
    decision: str
    where: Span | None


def walk_rows(traces: Iterable[Trace]) -> Iterator[WalkRow]:
    """Every decision of every branch."""
    for start, trace in enumerate(traces, 1):
        for branch, way in enumerate(trace.branches, 1):
            for number, step in enumerate(way.steps, 1):
                device, vrf = step.node
                yield WalkRow(
                    start, branch, way.outcome, number, device, vrf, step.text, step.where
                )


def traces_text(packet: Packet, traces: Iterable[Trace]) -> str:
    """The packet, then each start with its branches, then how each ended."""
    lines = [packet_text(packet)]
    for trace in traces:
        for number, branch in enumerate(trace.branches, 1):
            lines.append(f"branch {number} of {len(trace.branches)}: {_ending(branch)}")
            lines += path_lines(branch.steps)
        if not trace.branches:
            lines.append("nothing takes the packet here")
        if not trace.complete:
            lines.append("more branches than are followed; the rest was cut off")
    return "\n".join(lines) + "\n"


def _ending(branch: Branch) -> str:
    at = ":".join(filter(None, (branch.device, branch.interface)))
    why = f" ({branch.why})" if branch.why else ""
    line = f" [{branch.where}]" if branch.where else ""
    return f"{branch.outcome.value} at {at}{why}{line}" if at else f"{branch.outcome.value}{why}"
