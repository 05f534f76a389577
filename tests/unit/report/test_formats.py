"""Every report format: goldens, the standards' own schemas, and hostile text."""

from __future__ import annotations

import json
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict
from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Step
from kawanet.report.columns import display_width, table, wrap
from kawanet.report.github import github
from kawanet.report.junit import junit
from kawanet.report.machine import json_report
from kawanet.report.results import RuleInfo, packet_text
from kawanet.report.sarif import file_uri, sarif
from kawanet.report.text import summary_table, text_report, verdict_table
from kawanet.verify.result import Kind, Result

Golden = Callable[[str, str], None]
Findings = tuple[Finding, ...]
Results = tuple[Result, ...]
Rules = tuple[RuleInfo, ...]

SCHEMAS = Path(__file__).parents[2] / "schemas"
SARIF_SCHEMA = jsonschema.Draft4Validator(
    json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
)
JUNIT_SCHEMA = etree.XMLSchema(etree.parse(SCHEMAS / "junit.xsd"))


def test_text(golden: Golden, findings: Findings, results: Results) -> None:
    golden("report.txt", text_report(findings, results, 90))


def test_text_when_all_is_well() -> None:
    result = Result("a", "b", Kind.FLOW, Verdict.PROVED)
    assert text_report((), (result,)) == (
        "1 proved, 0 refuted, 0 unknown, 0 errors, 0 warnings, 0 notes\n"
    )


def test_tables(golden: Golden, results: Results) -> None:
    rows = [
        ("devices", 612),
        ("configuration lines", 184_201),
        ("市", "川崎市"),
        ("time", "41.2 s"),
    ]
    golden("tables.txt", summary_table(rows) + "\n" + verdict_table(results))


def test_json(golden: Golden, findings: Findings, results: Results) -> None:
    golden("report.json", json_report(findings, results))


def test_github(golden: Golden, findings: Findings, results: Results) -> None:
    golden("github.txt", github(findings, results))


def test_sarif(golden: Golden, findings: Findings, results: Results, rules: Rules) -> None:
    text = sarif(findings, rules, results)
    golden("report.sarif", text)
    SARIF_SCHEMA.validate(json.loads(text))


def test_sarif_rule_index_points_to_the_rule(
    findings: Findings, results: Results, rules: Rules
) -> None:
    run = json.loads(sarif(findings, rules, results))["runs"][0]
    catalogue = run["tool"]["driver"]["rules"]
    assert [catalogue[r["ruleIndex"]]["id"] for r in run["results"]] == [
        r["ruleId"] for r in run["results"]
    ]


def test_sarif_fingerprint_survives_a_moved_line() -> None:
    def fingerprint(line: int) -> object:
        finding = Finding("KW-X", Severity.ERROR, "m", "d", Span("f.cfg", line))
        return json.loads(sarif((finding,)))["runs"][0]["results"][0]["partialFingerprints"]

    assert fingerprint(1) == fingerprint(99)


def test_junit(golden: Golden, findings: Findings, results: Results, rules: Rules) -> None:
    text = junit(results, findings, rules)
    golden("junit.xml", text)
    JUNIT_SCHEMA.assertValid(etree.fromstring(text.encode()))


def test_junit_counts(findings: Findings, results: Results, rules: Rules) -> None:
    root = ElementTree.fromstring(junit(results, findings, rules))
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
packets = st.builds(
    Packet,
    st.ip_addresses(v=6),
    st.ip_addresses(v=6),
    st.sampled_from((1, 6, 17, 58, 89)),
    st.integers(0, 65535),
    st.integers(0, 65535),
    st.none() | st.integers(0, 255),
)
steps = st.builds(Step, st.builds(Node, st.text(), st.text()), st.text(), st.none() | spans)
some_results = st.lists(
    st.builds(
        Result,
        st.text(min_size=1),
        st.text(),
        st.sampled_from(Kind),
        st.sampled_from(Verdict),
        st.none() | packets,
        st.lists(steps, max_size=2).map(tuple),
        st.none() | spans,
        st.text(),
    ),
    max_size=3,
    unique_by=lambda r: r.code,
).map(tuple)


@given(some_findings, some_results)
def test_hostile_text_breaks_no_format(findings: Findings, results: Results) -> None:
    SARIF_SCHEMA.validate(json.loads(sarif(findings, (), results)))
    json.loads(json_report(findings, results))
    ElementTree.fromstring(junit(results, findings))
    lines = github(findings, results).split("\n")[:-1]
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    unproved = sum(r.verdict is not Verdict.PROVED for r in results)
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


@pytest.mark.parametrize(
    ("packet", "text"),
    [
        (
            Packet(ip_address("10.0.0.1"), ip_address("10.0.0.2"), 6, 1024, 443),
            "tcp 10.0.0.1:1024 -> 10.0.0.2:443",
        ),
        (
            Packet(ip_address("fd00::1"), ip_address("fd00::2"), 17, 1, 53),
            "udp [fd00::1]:1 -> [fd00::2]:53",
        ),
        (
            Packet(ip_address("10.0.0.1"), ip_address("10.0.0.2"), 1, icmp_type=8),
            "icmp 10.0.0.1 -> 10.0.0.2 type 8",
        ),
        (Packet(ip_address("10.0.0.1"), ip_address("10.0.0.2"), 89), "89 10.0.0.1 -> 10.0.0.2"),
    ],
)
def test_packets(packet: Packet, text: str) -> None:
    assert packet_text(packet) == text
