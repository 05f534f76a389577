"""The rule catalogue as text."""

from __future__ import annotations

from kawanet.errors import InputError, Problem, Span
from kawanet.report.columns import table, wrap
from kawanet.verify.catalogue import CATALOGUE, Rule

WIDTH = 100


def catalogue_text() -> str:
    """All rules, a line each."""
    rows = [(r.code, r.severity.value, r.title) for r in CATALOGUE]
    return table(("code", "severity", "rule"), rows)


def rule_text(code: str) -> str:
    """One rule, explained. Raises InputError for a code that is none."""
    rule = next((r for r in CATALOGUE if r.code == code.upper()), None)
    if rule is None:
        problem = Problem(Span(code), "is no rule", "`kawanet rules` lists them all")
        raise InputError((problem,))
    return "\n".join((_heading(rule), "", *wrap(rule.explanation, WIDTH))) + "\n"


def _heading(rule: Rule) -> str:
    return f"{rule.code}  {rule.severity.value}\n{rule.title}\n{rule.title_ja}"
