"""Hygiene: what is wrong with how a network is written, beside what the proof says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kawanet.errors import Span
from kawanet.findings import Finding
from kawanet.model.network import Network
from kawanet.model.requirement import PolicyStatement
from kawanet.verify.rules import (
    edges,
    interfaces,
    links,
    policy,
    redundancy,
    references,
    routing,
    services,
    shadowing,
    switching,
    system,
    wireless,
)
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import Check

CHECKS: tuple[Check, ...] = (
    *edges.CHECKS,
    *interfaces.CHECKS,
    *links.CHECKS,
    *policy.CHECKS,
    *redundancy.CHECKS,
    *references.CHECKS,
    *routing.CHECKS,
    *services.CHECKS,
    *shadowing.CHECKS,
    *switching.CHECKS,
    *system.CHECKS,
    *wireless.CHECKS,
)


def check_hygiene(
    network: Network, statement: PolicyStatement | None, on: date | None
) -> tuple[Finding, ...]:
    """Run every rule. Findings are sorted by code, device and line, each once (a rule of a text
    that is for both IP versions is two rules in the model).

    Without a statement, rules that need to know the tier of something say nothing; without a day,
    the statement's is taken, and without either nothing has expired.
    """
    day = on or (statement.on if statement else None)
    return tuple(sorted(dict.fromkeys(_all(Context(network, statement, day))), key=_order))


def _all(context: Context) -> Iterator[Finding]:
    for check in CHECKS:
        yield from check.run(context)


def _order(finding: Finding) -> tuple[str, str, Span, str]:
    return finding.code, finding.device, finding.where or Span(""), finding.message
