"""Proof results as reports show them, and one report in the form asked for."""

from __future__ import annotations

from collections.abc import Callable

from kawanet.findings import Finding
from kawanet.forwarding import Packet, Step
from kawanet.report.github import github
from kawanet.report.junit import junit
from kawanet.report.machine import json_report
from kawanet.report.notation import protocol_to_text
from kawanet.report.outcome import Outcome, RuleInfo
from kawanet.report.outcome import Packet as Witness
from kawanet.report.outcome import Step as Decision
from kawanet.report.sarif import sarif
from kawanet.report.text import text_report
from kawanet.verify import CATALOGUE, Result

Findings = tuple[Finding, ...]
Outcomes = tuple[Outcome, ...]


def outcomes(results: tuple[Result, ...]) -> Outcomes:
    """Results of a proof as reports show them."""
    return tuple(_outcome(result) for result in results)


def rules() -> tuple[RuleInfo, ...]:
    """The catalogue as reports show it."""
    return tuple(RuleInfo(r.code, r.title, r.explanation, r.severity) for r in CATALOGUE)


def witness(packet: Packet) -> Witness:
    """A packet as reports show it."""
    ports = (packet.source_port, packet.destination_port)
    shown = ports if packet.has_ports else (None, None)
    notes = (
        f"type {packet.icmp_type}" if packet.icmp_type is not None else "",
        "established" if packet.established else "",
    )
    return Witness(
        protocol_to_text(packet.protocol),
        str(packet.source),
        str(packet.destination),
        *shown,
        note=", ".join(filter(None, notes)),
    )


def decision(step: Step) -> Decision:
    """A step of a walk as reports show it."""
    vrf = f" {step.node.vrf}" if step.node.vrf else ""
    return Decision(f"{step.node.device}{vrf}", step.text, step.where)


def render_report(form: str, results: tuple[Result, ...], findings: Findings) -> str:
    """The report in one of the forms of `FORMS`."""
    return FORMS[form](outcomes(results), findings)


FORMS: dict[str, Callable[[Outcomes, Findings], str]] = {
    "text": lambda shown, findings: text_report(findings, shown),
    "json": lambda shown, findings: json_report(findings, shown),
    "junit": lambda shown, findings: junit(shown, findings, rules()),
    "sarif": lambda shown, findings: sarif(findings, rules(), shown),
    "github": lambda shown, findings: github(findings, shown),
}


def _outcome(result: Result) -> Outcome:
    return Outcome(
        code=result.code,
        title=result.title,
        kind=result.kind,
        verdict=result.verdict,
        packet=witness(result.witness) if result.witness else None,
        path=tuple(map(decision, result.steps)),
        fix=result.blame,
        reason=result.reason,
        findings=result.findings,
    )
