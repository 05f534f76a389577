"""The figures at the end of a build, for people and for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from kawanet.findings import Finding, Severity, Verdict
from kawanet.report.jsontext import write_json
from kawanet.report.results import lone_findings
from kawanet.report.text import summary_table, verdict_table
from kawanet.verify.result import Result


@dataclass(frozen=True)
class Summary:
    """What was built, and what came of proving it. `note` says that samples are samples."""

    city: str
    on: date | None
    devices: int
    lines: int
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    note: str


def summary_text(summary: Summary, seconds: float) -> str:
    """The table that ends `build`; the only place where a time is printed."""
    rows: list[tuple[str, object]] = [
        ("city", summary.city),
        ("day", str(summary.on)),
        ("devices", summary.devices),
        ("lines of configuration", summary.lines),
        *((f"requirements {v.value}", n) for v, n in _verdicts(summary).items()),
        *((f"findings: {s.value}s", n) for s, n in _severities(summary).items()),
        ("seconds", f"{seconds:.1f}"),
    ]
    return f"{verdict_table(summary.results)}\n{summary_table(rows)}\n{summary.note}\n"


def summary_json(summary: Summary) -> str:
    """The same without the time, so that equal input gives equal bytes."""
    return write_json(
        {
            "format": "kawanet-summary/1",
            "city": summary.city,
            "on": str(summary.on),
            "devices": summary.devices,
            "lines": summary.lines,
            "requirements": {v.value: n for v, n in _verdicts(summary).items()},
            "findings": {s.value: n for s, n in _severities(summary).items()},
            "note": summary.note,
        }
    )


def _verdicts(summary: Summary) -> dict[Verdict, int]:
    counts = Counter(r.verdict for r in summary.results)
    return {v: counts[v] for v in Verdict}


def _severities(summary: Summary) -> dict[Severity, int]:
    counts = Counter(f.severity for f in lone_findings(summary.findings, summary.results))
    return {s: counts[s] for s in Severity}
