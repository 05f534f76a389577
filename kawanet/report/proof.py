"""One report in the form asked for."""

from __future__ import annotations

from collections.abc import Callable

from kawanet.findings import Finding
from kawanet.report.github import github
from kawanet.report.junit import junit
from kawanet.report.machine import json_report
from kawanet.report.results import RuleInfo
from kawanet.report.sarif import sarif
from kawanet.report.text import text_report
from kawanet.verify.catalogue import CATALOGUE
from kawanet.verify.result import Result

RULES = tuple(RuleInfo(r.code, r.title, r.explanation, r.severity) for r in CATALOGUE)
Findings = tuple[Finding, ...]
Results = tuple[Result, ...]

FORMS: dict[str, Callable[[Findings, Results], str]] = {
    "text": text_report,
    "json": json_report,
    "junit": lambda findings, results: junit(results, findings, RULES),
    "sarif": lambda findings, results: sarif(findings, RULES, results),
    "github": github,
}


def render_report(form: str, results: Results, findings: Findings) -> str:
    """The report in one of the forms of `FORMS`."""
    return FORMS[form](findings, results)
