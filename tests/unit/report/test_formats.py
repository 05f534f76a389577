"""Every report format: goldens, the standards' own schemas, and hostile text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict
from kawanet.report.columns import display_width, table, wrap
from kawanet.report.github import github
from kawanet.report.junit import junit
from kawanet.report.machine import json_report
from kawanet.report.outcome import Outcome, Packet, RuleInfo, Step
from kawanet.report.sarif import file_uri, sarif
from kawanet.report.text import summary_table, text_report, verdict_table

Golden = Callable[[str, str], None]
Findings = tuple[Finding, ...]
Outcomes = tuple[Outcome, ...]
Rules = tuple[RuleInfo, ...]

SCHEMAS = Path(__file__).parents[2] / "schemas"
SARIF_SCHEMA = jsonschema.Draft4Validator(
    json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
)
JUNIT_SCHEMA = etree.XMLSchema(etree.parse(SCHEMAS / "junit.xsd"))


def test_text(golden: Golden, findings: Findings, outcomes: Outcomes) -> None:
    golden("report.txt", text_report(findings, outcomes, 90))


def test_text_when_all_is_well() -> None:
    outcome = Outcome("a", "b", "flow", Verdict.PROVED)
    assert text_report((), (outcome,)) == (
        "1 proved, 0 refuted, 0 unknown, 0 errors, 0 warnings, 0 notes\n"
    )


def test_tables(golden: Golden, outcomes: Outcomes) -> None:
    rows = [
        ("devices", 612),
        ("configuration lines", 184_201),
        ("市", "川崎市"),
        ("time", "41.2 s"),
    ]
    golden("tables.txt", summary_table(rows) + "\n" + verdict_table(outcomes))


def test_json(golden: Golden, findings: Findings, outcomes: Outcomes) -> None:
    golden("report.json", json_report(findings, outcomes))


def test_github(golden: Golden, findings: Findings, outcomes: Outcomes) -> None:
    golden("github.txt", github(findings, outcomes))


def test_sarif(golden: Golden, findings: Findings, outcomes: Outcomes, rules: Rules) -> None:
    text = sarif(findings, rules, outcomes)
    golden("report.sarif", text)
    SARIF_SCHEMA.validate(json.loads(text))


def test_sarif_rule_index_points_to_the_rule(
    findings: Findings, outcomes: Outcomes, rules: Rules
) -> None:
    run = json.loads(sarif(findings, rules, outcomes))["runs"][0]
    catalogue = run["tool"]["driver"]["rules"]
    assert [catalogue[r["ruleIndex"]]["id"] for r in run["results"]] == [
        r["ruleId"] for r in run["results"]
    ]


def test_sarif_fingerprint_survives_a_moved_line() -> None:
    def fingerprint(line: int) -> object:
        finding = Finding("KW-X", Severity.ERROR, "m", "d", Span("f.cfg", line))
        return json.loads(sarif((finding,)))["runs"][0]["results"][0]["partialFingerprints"]

    assert fingerprint(1) == fingerprint(99)


def test_junit(golden: Golden, findings: Findings, outcomes: Outcomes, rules: Rules) -> None:
    text = junit(outcomes, findings, rules)
    golden("junit.xml", text)
    JUNIT_SCHEMA.assertValid(etree.fromstring(text.encode()))


def test_junit_counts(findings: Findings, outcomes: Outcomes, rules: Rules) -> None:
    root = ElementTree.fromstring(junit(outcomes, findings, rules))
    assert {k: root.get(k) for k in ("tests", "failures", "errors")} == {
        "tests": "7",
        "failures": "3",
        "errors": "1",
    }


spans = st.builds(Span, st.text(min_size=1), st.integers(0, 99), st.integers(0, 9))
some_findings = st.lists(
    st.builds(
        Finding,
        st.text(min_size=1),
        st.sampled_from(Severity),
        st.text(),
        st.text(),
        st.none() | spans,
        st.lists(spans, max_size=2).map(tuple),
    ),
    max_size=4,
    unique_by=lambda f: f.code,
).map(tuple)
some_outcomes = st.lists(
    st.builds(
        Outcome,
        st.text(min_size=1),
        st.text(),
        st.text(),
        st.sampled_from(Verdict),
        st.none() | st.builds(Packet, st.text(), st.text(), st.text()),
        st.lists(st.builds(Step, st.text(), st.text(), st.none() | spans), max_size=2).map(tuple),
        st.none() | spans,
        st.text(),
    ),
    max_size=3,
    unique_by=lambda o: o.code,
).map(tuple)


@given(some_findings, some_outcomes)
def test_hostile_text_breaks_no_format(findings: Findings, outcomes: Outcomes) -> None:
    SARIF_SCHEMA.validate(json.loads(sarif(findings, (), outcomes)))
    json.loads(json_report(findings, outcomes))
    ElementTree.fromstring(junit(outcomes, findings))
    lines = github(findings, outcomes).split("\n")[:-1]
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    unproved = sum(o.verdict is not Verdict.PROVED for o in outcomes)
    assert len(lines) == len(findings) + unproved


def test_github_escapes() -> None:
    finding = Finding("KW:1,2", Severity.NOTE, "50%\r\nof a:b,c", "", Span("a,b:c%.cfg", 3, 7))
    assert github((finding,)) == (
        "::notice file=a%2Cb%3Ac%25.cfg,line=3,col=7,title=KW%3A1%2C2::50%25%0D%0Aof a:b,c\n"
    )


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("out/a.cfg", "out/a.cfg"),
        ("out/本 a%.cfg", "out/%E6%9C%AC%20a%25.cfg"),
        ("/srv/x y.cfg", "file:///srv/x%20y.cfg"),
        ("c:d.cfg", "c%3Ad.cfg"),
    ],
)
def test_file_uris(file: str, uri: str) -> None:
    assert file_uri(file) == uri


def test_display_width_counts_wide_characters_twice() -> None:
    assert display_width("本庁舎 A") == 8
    assert display_width("か\u3099") == 2


def test_table_lines_up() -> None:
    rows = [["本庁舎", "1"], ["ab", "22"]]
    assert table(["site", "n"], rows, (1,)) == "site     n\n------  --\n本庁舎   1\nab      22\n"


@given(st.text(), st.integers(2, 20))
def test_wrap_keeps_every_character_and_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
