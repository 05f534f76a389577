"""What a report says of one requirement, and of one rule: plain values, made from proof results.

The reports print these and nothing else, so that they know neither how a proof is done nor how a
rule is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Packet:
    """A witness. Ports are None where the protocol has none."""

    protocol: str
    source: str
    destination: str
    source_port: int | None = None
    destination_port: int | None = None
    note: str = ""

    def __str__(self) -> str:
        ends = (
            _with_port(self.source, self.source_port),
            _with_port(self.destination, self.destination_port),
        )
        return f"{self.protocol} {' -> '.join(ends)}" + (f" ({self.note})" if self.note else "")


def _with_port(address: str, port: int | None) -> str:
    if port is None:
        return address
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


@dataclass(frozen=True, slots=True)
class Step:
    """One decision on a packet's path: by which node, what, and the line that says so."""

    node: str
    decision: str
    where: Span | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the proof of one requirement came to.

    `packet`, `path` and `fix` (the line to change) go with REFUTED, `reason` with UNKNOWN.
    `findings` are the findings that say the same; a report shows them under the requirement.
    """

    code: str
    title: str
    kind: str
    verdict: Verdict
    packet: Packet | None = None
    path: tuple[Step, ...] = ()
    fix: Span | None = None
    reason: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule of the catalogue, as a report shows it."""

    code: str
    title: str
    help: str = ""
    severity: Severity = Severity.ERROR


def in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings by file and line, those without a line first; the order of every report."""
    return tuple(sorted(findings, key=_finding_key))


def _finding_key(finding: Finding) -> tuple[str, int, int, str, str, str]:
    where = finding.where or Span("")
    return (where.file, where.line, where.column, finding.code, finding.device, finding.message)


def lone_findings(
    findings: tuple[Finding, ...], outcomes: tuple[Outcome, ...]
) -> tuple[Finding, ...]:
    """Findings that no outcome already shows, in order, each once."""
    shown = {f for outcome in outcomes for f in outcome.findings}
    return in_order(tuple(set(findings) - shown))


def line_to_change(outcome: Outcome) -> Span | None:
    """The outcome's own, else that of its first finding that has one."""
    return outcome.fix or next((f.where for f in outcome.findings if f.where), None)


def full_message(finding: Finding) -> str:
    """The message with what was expected and what stands there."""
    parts = [finding.message]
    if finding.expected:
        parts.append(f"expected: {finding.expected}")
    if finding.actual:
        parts.append(f"actual: {finding.actual}")
    return "; ".join(parts)
