"""Everything a run found, as JSON for other programs."""

from __future__ import annotations

import json
from collections import Counter

from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict
from kawanet.report.jsontext import Json
from kawanet.report.outcome import Outcome, Packet, Step, in_order


def json_report(findings: tuple[Finding, ...], outcomes: tuple[Outcome, ...] = ()) -> str:
    """Counts, every requirement with its verdict, and every finding, in a stable order."""
    verdicts = Counter(o.verdict for o in outcomes)
    severities = Counter(f.severity for f in findings)
    report: dict[str, Json] = {
        "format": "kawanet-report/1",
        "requirements": {v.value: verdicts[v] for v in Verdict},
        "findings_by_severity": {s.value: severities[s] for s in Severity},
        "outcomes": [_outcome(o) for o in outcomes],
        "findings": [_finding(f) for f in in_order(findings)],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _outcome(outcome: Outcome) -> Json:
    made: dict[str, Json] = {
        "code": outcome.code,
        "title": outcome.title,
        "kind": outcome.kind,
        "verdict": outcome.verdict.value,
    }
    if outcome.packet:
        made["packet"] = _packet(outcome.packet)
    if outcome.path:
        made["path"] = [_step(s) for s in outcome.path]
    if outcome.fix:
        made["change"] = _span(outcome.fix)
    if outcome.reason:
        made["reason"] = outcome.reason
    if outcome.findings:
        made["findings"] = [_finding(f) for f in outcome.findings]
    return made


def _packet(packet: Packet) -> Json:
    return {
        "protocol": packet.protocol,
        "source": packet.source,
        "source_port": packet.source_port,
        "destination": packet.destination,
        "destination_port": packet.destination_port,
        "note": packet.note,
    }


def _step(step: Step) -> Json:
    return {"node": step.node, "decision": step.decision, "where": _span(step.where)}


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "device": finding.device,
        "where": _span(finding.where),
        "related": [_span(s) for s in finding.related],
        "expected": finding.expected,
        "actual": finding.actual,
    }


def _span(where: Span | None) -> Json:
    return {"file": where.file, "line": where.line, "column": where.column} if where else None
