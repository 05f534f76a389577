"""A walked packet as text: every branch, every decision with its line."""

from __future__ import annotations

from collections.abc import Iterable

from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Trace
from kawanet.report.results import packet_text
from kawanet.report.text import path_lines


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
