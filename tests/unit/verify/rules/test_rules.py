"""Every rule: a network that breaks it is found, one that does not is left alone."""

import pytest
from hygiene_cases import addresses, cables, management, names, policies, radios

from kawanet.verify.hygiene import CHECKS, check_hygiene

CASES = tuple(
    case
    for table in (addresses, cables, management, names, policies, radios)
    for case in table.CASES
)


def found(case, network, statement):
    return [f for f in check_hygiene(network, statement, case.on) if f.code == case.code]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.code)
def test_a_broken_network_is_found_at_its_line(case):
    findings = found(case, case.bad, case.statement)
    assert findings
    match = [f for f in findings if f.device == case.device]
    assert match, findings
    assert all(f.message and f.expected and f.actual for f in match)
    if case.line:
        assert case.line in {f.where.line for f in match}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.code)
def test_a_sound_network_is_left_alone(case):
    assert found(case, case.good, case.good_statement) == []


def test_every_rule_has_a_case():
    rules = {rule.code for check in CHECKS for rule in check.rules}
    assert {case.code for case in CASES} == rules


def test_findings_are_sorted_and_come_once():
    findings = check_hygiene(cables.CASES[0].bad, None, None)
    assert len(set(findings)) == len(findings)
    keys = [(f.code, f.device) for f in findings]
    assert keys == sorted(keys)
