"""What every report has in common: how a result, a packet, a step and a finding are worded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kawanet.errors import Span
from kawanet.findings import Finding, Severity
from kawanet.forwarding.packet import PORT_PROTOCOLS, Packet
from kawanet.forwarding.trace import Step
from kawanet.model.network import DEFAULT_VRF
from kawanet.report.notation import protocol_to_text
from kawanet.verify.result import Result

USUAL_SOURCE_PORT = 50000  # what `kawanet trace` takes if not told


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule of the catalogue, as a report shows it."""

    code: str
    title: str
    help: str = ""
    severity: Severity = Severity.ERROR


def packet_text(packet: Packet) -> str:
    """`tcp 10.16.4.10:49152 -> 10.32.8.20:443`, `icmp 10.1.0.1 -> 10.2.0.1 type 8`."""
    return str(packet)


def trace_command(result: Result) -> str:
    """The command that follows the witness; '' if there is none, or if it is no packet that the
    command can make."""
    packet = result.witness
    if packet is None or packet.established or packet.icmp_type not in {None, 8, 128}:
        return ""
    words = [f"kawanet trace {packet.source} {packet.destination}"]
    words.append(f"--proto {protocol_to_text(packet.protocol)}")
    if packet.protocol in PORT_PROTOCOLS:
        words.append(f"--port {packet.destination_port}")
        if packet.source_port != USUAL_SOURCE_PORT:
            words.append(f"--source-port {packet.source_port}")
    if result.start is not None:
        words.append(f"--from {result.start}")
    return " ".join(words)


def node_text(step: Step) -> str:
    """Device and VRF; the default VRF goes without saying."""
    device, vrf = step.node
    return device if vrf in {"", DEFAULT_VRF} else f"{device} {vrf}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by file and line, those without a line first; the order of every report."""
    return tuple(sorted(findings, key=_finding_key))


def _finding_key(finding: Finding) -> tuple[str, int, int, str, str, str]:
    where = finding.where or Span("")
    return (where.file, where.line, where.column, finding.code, finding.device, finding.message)


def lone_findings(
    findings: tuple[Finding, ...], results: tuple[Result, ...]
) -> tuple[Finding, ...]:
    """Findings that no result already shows, in order, each once."""
    shown = {f for result in results for f in result.findings}
    return in_order(set(findings) - shown)


def line_to_change(result: Result) -> Span | None:
    """The result's own, else that of its first finding that has one."""
    return result.blame or next((f.where for f in result.findings if f.where), None)


def full_message(finding: Finding) -> str:
    """The message with what was expected and what stands there."""
    parts = [finding.message]
    if finding.expected:
        parts.append(f"expected: {finding.expected}")
    if finding.actual:
        parts.append(f"actual: {finding.actual}")
    return "; ".join(parts)
