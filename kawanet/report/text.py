"""Reports for a terminal or a log: plain text, no colour, aligned by display width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict
from kawanet.forwarding.trace import Step
from kawanet.report.columns import display_width, pad, table, wrap
from kawanet.report.results import (
    full_message,
    line_to_change,
    lone_findings,
    node_text,
    packet_text,
    trace_command,
)
from kawanet.verify.result import Result

_WORST_FIRST = (Verdict.REFUTED, Verdict.UNKNOWN)
_LABEL = 9


def text_report(
    findings: tuple[Finding, ...], results: tuple[Result, ...] = (), width: int = 100
) -> str:
    """Everything that is not well: refuted and unknown requirements, then the other findings."""
    blocks = [
        result_text(r, width) for verdict in _WORST_FIRST for r in results if r.verdict is verdict
    ]
    rest = lone_findings(findings, results)
    if rest:
        blocks.append("".join(finding_text(f, width) for f in rest))
    blocks.append(tally(findings, results))
    return "\n".join(blocks)


def result_text(result: Result, width: int = 100) -> str:
    """One requirement: verdict, witness packet, path hop by hop, and the line to change."""
    lines = wrap(f"{result.verdict.value.upper()} {result.code}: {result.title}", width)
    if result.witness:
        lines += _labelled("packet", packet_text(result.witness), width)
    follow = trace_command(result) if result.start else ""
    lines += [f"  {pad('follow', _LABEL)}{follow}"] if follow else []
    if result.reason:
        lines += _labelled("why", result.reason, width)
    lines += path_lines(result.steps)
    change = line_to_change(result)
    lines += _labelled("change", _place(change), width) if change else []
    for finding in result.findings:
        lines += _labelled("because", f"{finding.code} {full_message(finding)}", width)
    return "\n".join(lines) + "\n"


def _labelled(label: str, text: str, width: int) -> list[str]:
    first, *rest = wrap(text, width - _LABEL - 2)
    return [f"  {pad(label, _LABEL)}{first}", *(" " * (_LABEL + 2) + line for line in rest)]


def path_lines(path: tuple[Step, ...]) -> list[str]:
    """A path as numbered lines: node, decision, file and line."""
    if not path:
        return []
    numbers = [f"{i}." for i, _ in enumerate(path, 1)]
    rows = [
        (number, node_text(step), step.text, _place(step.where))
        for number, step in zip(numbers, path, strict=True)
    ]
    widths = [max(display_width(row[i]) for row in rows) for i in range(3)]
    lines = ["  path"]
    for number, node, decision, place in rows:
        cells = (pad(number, widths[0], True), pad(node, widths[1]), pad(decision, widths[2]))
        lines.append(f"    {'  '.join((*cells, place))}".rstrip())
    return lines


def _place(where: Span | None) -> str:
    return str(where) if where else ""


def finding_text(finding: Finding, width: int = 100) -> str:
    """`file:line:column: severity CODE [device] message`, wrapped, related lines below."""
    place = f"{finding.where}: " if finding.where else ""
    named = not finding.device or finding.message.startswith(f"{finding.device}: ")
    device = "" if named else f" [{finding.device}]"
    head = f"{place}{finding.severity.value} {finding.code}{device} {finding.message}"
    first, *rest = wrap(head, width, hang=4)
    lines = [first, *("    " + line for line in rest)]
    if finding.expected:
        lines += _labelled("expected", finding.expected, width)
    if finding.actual:
        lines += _labelled("actual", finding.actual, width)
    for related in finding.related:
        lines += _labelled("see", str(related), width)
    return "\n".join(lines) + "\n"


def tally(findings: tuple[Finding, ...], results: tuple[Result, ...]) -> str:
    """One line: how many requirements came to what, and how many findings of each severity."""
    verdicts = Counter(r.verdict for r in results)
    severities = Counter(f.severity for f in lone_findings(findings, results))
    parts = [f"{verdicts[v]} {v.value}" for v in Verdict] if results else []
    parts += [f"{severities[s]} {s.value}{'s' * (severities[s] != 1)}" for s in Severity]
    return ", ".join(parts) + "\n"


def listing(results: Iterable[Result]) -> str:
    """Every requirement with its verdict, a line each, in the order of the proof."""
    return table(
        ("verdict", "code", "requirement"), [(r.verdict.value, r.code, r.title) for r in results]
    )


def verdict_table(results: Iterable[Result]) -> str:
    """Requirements by kind: how many proved, refuted, unknown."""
    counts = Counter((r.kind, r.verdict) for r in results)
    kinds = sorted({kind for kind, _ in counts})
    rows = [[kind, *(str(counts[kind, v]) for v in Verdict)] for kind in kinds]
    totals = [str(sum(counts[kind, v] for kind in kinds)) for v in Verdict]
    header = ["requirements", *(v.value for v in Verdict)]
    return table(header, [*rows, ["total", *totals]], numbers=(1, 2, 3))


def summary_table(rows: Iterable[tuple[str, object]]) -> str:
    """Two columns, a name and a figure: the table at the end of `build` and `check`."""
    cells = [(name, f"{value:,}" if isinstance(value, int) else str(value)) for name, value in rows]
    return table(("summary", ""), cells, numbers=(1,))
