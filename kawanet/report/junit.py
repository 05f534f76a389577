"""JUnit XML: a test case for each requirement and for each hygiene rule."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kawanet.findings import Finding, Severity, Verdict
from kawanet.report.results import RuleInfo, in_order, packet_text
from kawanet.report.text import finding_text, result_text
from kawanet.verify.result import Result

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(
    results: tuple[Result, ...], findings: tuple[Finding, ...], rules: tuple[RuleInfo, ...] = ()
) -> str:
    """Two suites. A refuted requirement is a failure, an unknown one an error: neither passes.

    A rule fails when a finding of severity error or warning carries its code; a finding whose
    code is in no rule gets a case of its own. Times are 0: equal input gives equal bytes.
    """
    requirements = [_requirement_case(r) for r in results]
    shown = {f for result in results for f in result.findings}
    found = in_order(tuple(shown | set(findings)))
    catalogue = {f.code: RuleInfo(f.code, "") for f in found} | {r.code: r for r in rules}
    hygiene = [_rule_case(rule, found) for _, rule in sorted(catalogue.items())]
    root = Element("testsuites", name="kawanet")
    for name, cases in (("requirements", requirements), ("rules", hygiene)):
        root.append(_suite(name, cases))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    root.set("time", "0")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "unicode") + "\n"


def _suite(name: str, cases: list[Element]) -> Element:
    suite = Element("testsuite", name=name, tests=str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("skipped", "0")
    suite.set("time", "0")
    suite.extend(cases)
    return suite


def _case(group: str, name: str) -> Element:
    return Element("testcase", classname=f"kawanet.{_clean(group)}", name=_clean(name), time="0")


def _requirement_case(result: Result) -> Element:
    case = _case(result.kind, f"{result.code} {result.title}".strip())
    if result.verdict is not Verdict.PROVED:
        refuted = result.verdict is Verdict.REFUTED
        packet = packet_text(result.witness) if result.witness else result.title
        message = packet if refuted else result.reason
        _bad(case, "failure" if refuted else "error", message, result.code, result_text(result))
    return case


def _rule_case(rule: RuleInfo, findings: tuple[Finding, ...]) -> Element:
    case = _case("rules", f"{rule.code} {rule.title}".strip())
    mine = [f for f in findings if f.code == rule.code]
    failing = [f for f in mine if f.severity is not Severity.NOTE]
    if failing:
        said = "".join(finding_text(f) for f in failing)
        _bad(case, "failure", f"{len(failing)} finding(s)", rule.code, said)
    elif mine:
        SubElement(case, "system-out").text = _clean("".join(finding_text(f) for f in mine))
    return case


def _bad(case: Element, tag: str, message: str, kind: str, text: str) -> None:
    SubElement(case, tag, message=_clean(message), type=_clean(kind)).text = _clean(text)


def _clean(text: str) -> str:
    """Replace characters that XML 1.0 cannot hold. Source: XML 1.0, section 2.2."""
    return _NOT_XML.sub("\ufffd", text)
