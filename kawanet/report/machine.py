"""Everything a run found, as JSON for other programs."""

from __future__ import annotations

import json
from collections import Counter

from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Step
from kawanet.report.jsontext import Json
from kawanet.report.results import in_order, line_to_change, node_text
from kawanet.verify.result import Result


def json_report(findings: tuple[Finding, ...], results: tuple[Result, ...] = ()) -> str:
    """Counts, every requirement with its verdict, and every finding, in a stable order."""
    verdicts = Counter(r.verdict for r in results)
    severities = Counter(f.severity for f in findings)
    report: dict[str, Json] = {
        "format": "kawanet-report/1",
        "requirements": {v.value: verdicts[v] for v in Verdict},
        "findings_by_severity": {s.value: severities[s] for s in Severity},
        "results": [_result(r) for r in results],
        "findings": [_finding(f) for f in in_order(findings)],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _result(result: Result) -> Json:
    made: dict[str, Json] = {
        "code": result.code,
        "title": result.title,
        "kind": result.kind.value,
        "verdict": result.verdict.value,
    }
    if result.witness:
        made["packet"] = _packet(result.witness)
    if result.steps:
        made["path"] = [_step(s) for s in result.steps]
    change = line_to_change(result)
    if change:
        made["change"] = _span(change)
    if result.reason:
        made["reason"] = result.reason
    if result.findings:
        made["findings"] = [_finding(f) for f in result.findings]
    return made


def _packet(packet: Packet) -> Json:
    return {
        "protocol": packet.protocol,
        "source": str(packet.source),
        "source_port": packet.source_port,
        "destination": str(packet.destination),
        "destination_port": packet.destination_port,
        "icmp_type": packet.icmp_type,
    }


def _step(step: Step) -> Json:
    return {"node": node_text(step), "decision": step.text, "where": _span(step.where)}


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
