"""GitHub workflow commands: annotations on the lines of a pull request."""

from __future__ import annotations

from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict
from kawanet.report.results import (
    full_message,
    line_to_change,
    lone_findings,
    node_text,
    packet_text,
)
from kawanet.verify.result import Result

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github(findings: tuple[Finding, ...], results: tuple[Result, ...] = ()) -> str:
    """One `::error file=...` line for each requirement not proved and each other finding."""
    lines = [_result_line(r) for r in results if r.verdict is not Verdict.PROVED]
    lines += [
        _line(f.severity, f.where, f.code, full_message(f))
        for f in lone_findings(findings, results)
    ]
    return "".join(f"{line}\n" for line in lines)


def _result_line(result: Result) -> str:
    said = [f"{result.verdict.value}: {result.title}"]
    if result.witness:
        said.append(f"packet: {packet_text(result.witness)}")
    said += [f"{node_text(s)}: {s.text} {s.where or ''}".rstrip() for s in result.steps]
    if result.reason:
        said.append(f"why: {result.reason}")
    return _line(Severity.ERROR, line_to_change(result), result.code, "\n".join(said))


def _line(severity: Severity, where: Span | None, title: str, message: str) -> str:
    properties = {"file": where.file, "line": where.line, "col": where.column} if where else {}
    pairs = [f"{k}={_property(str(v))}" for k, v in properties.items() if v]
    pairs.append(f"title={_property(title)}")
    return f"::{_COMMAND[severity]} {','.join(pairs)}::{_data(message)}"


def _data(text: str) -> str:
    """Escape a message. Source: actions/toolkit, packages/core/src/command.ts, escapeData."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property value. Source: the same file, escapeProperty."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
