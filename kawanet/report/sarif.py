"""SARIF 2.1.0 (OASIS standard): findings and refuted requirements for code-scanning viewers."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath
from urllib.parse import quote

from kawanet import __version__
from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict
from kawanet.forwarding.trace import Step
from kawanet.report.jsontext import Json
from kawanet.report.results import (
    RuleInfo,
    full_message,
    line_to_change,
    lone_findings,
    node_text,
    packet_text,
)
from kawanet.verify.result import Result

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
Record = dict[str, Json]


def sarif(
    findings: tuple[Finding, ...],
    rules: tuple[RuleInfo, ...] = (),
    results: tuple[Result, ...] = (),
) -> str:
    """Render one run. The path of a witness is a code flow through the lines that let it pass."""
    unproved = tuple(r for r in results if r.verdict is not Verdict.PROVED)
    lone = lone_findings(findings, results)
    catalogue = _catalogue(rules, unproved, lone)
    index = {rule.code: i for i, rule in enumerate(catalogue)}
    entries = [_unproved(r, index) for r in unproved]
    entries += [_finding_entry(f, index) for f in lone]
    driver: Record = {
        "name": "kawanet",
        "version": __version__,
        "rules": [_rule(rule) for rule in catalogue],
    }
    run: Record = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": list[Json](entries),
    }
    log: Record = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _catalogue(
    rules: tuple[RuleInfo, ...], results: tuple[Result, ...], findings: tuple[Finding, ...]
) -> tuple[RuleInfo, ...]:
    """Rules by code, with an entry for each requirement and each code the catalogue lacks."""
    found = {f.code: RuleInfo(f.code, f.code, severity=f.severity) for f in findings}
    wanted = {r.code: RuleInfo(r.code, r.title, f"Requirement of kind {r.kind}") for r in results}
    given = {r.code: r for r in rules}
    return tuple(rule for _, rule in sorted((found | wanted | given).items()))


def _rule(rule: RuleInfo) -> Record:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title or rule.code},
        "help": {"text": rule.help or rule.title or rule.code},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _entry(
    code: str, level: Severity, message: str, where: Span | None, *, index: dict[str, int], key: str
) -> Record:
    """A result; the fingerprint leaves out the line, so that an edit above does not renew it."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    made: Record = {
        "ruleId": code,
        "ruleIndex": index[code],
        "level": level.value,
        "message": {"text": message},
        "partialFingerprints": {"kawanet/v1": digest},
    }
    if where:
        made["locations"] = [_location(where)]
    return made


def _finding_entry(finding: Finding, index: dict[str, int]) -> Record:
    file = finding.where.file if finding.where else ""
    key = "\n".join((finding.code, file, finding.device, finding.message))
    message = full_message(finding)
    made = _entry(finding.code, finding.severity, message, finding.where, index=index, key=key)
    if finding.related:
        made["relatedLocations"] = [_related(i, s, "") for i, s in enumerate(finding.related, 1)]
    return made


def _unproved(result: Result, index: dict[str, int]) -> Record:
    refuted = result.verdict is Verdict.REFUTED
    packet = packet_text(result.witness) if result.witness else ""
    said = packet or result.reason
    message = f"{result.verdict.value}: {result.title}" + (f" ({said})" if said else "")
    level = Severity.ERROR if refuted else Severity.WARNING
    key = f"{result.code}\n{result.verdict.value}"
    made = _entry(result.code, level, message, line_to_change(result), index=index, key=key)
    placed = [step for step in result.steps if step.where]
    if placed:
        steps: list[Json] = [{"location": _step_location(step)} for step in placed]
        made["codeFlows"] = [
            {
                "message": {"text": packet or result.title},
                "threadFlows": [{"locations": steps}],
            }
        ]
    spans = [(f.where, full_message(f)) for f in result.findings if f.where]
    if spans:
        made["relatedLocations"] = [_related(i, s, m) for i, (s, m) in enumerate(spans, 1)]
    return made


def _step_location(step: Step) -> Record:
    place = _location(step.where) if step.where else {}
    return place | {"message": {"text": f"{node_text(step)}: {step.text}"}}


def _related(number: int, where: Span, message: str) -> Record:
    said: Record = {"message": {"text": message}} if message else {}
    return {"id": number, **_location(where), **said}


def _location(where: Span) -> Record:
    place: Record = {"artifactLocation": {"uri": file_uri(where.file)}}
    if where.line:
        region: Record = {"startLine": where.line}
        if where.column:
            region["startColumn"] = where.column
        place["region"] = region
    return {"physicalLocation": place}


def file_uri(file: str) -> str:
    """A relative reference for a relative path, else `file:///...` (RFC 3986, RFC 8089)."""
    if file.startswith("/"):
        return PurePosixPath(file).as_uri()
    return quote(file)
