"""Goldens of the report formats, and the small run that all of them show.

`KAWANET_WRITE_GOLDENS=1 pytest tests/unit/report` writes them anew; read the diff before a commit.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import pytest

from kawanet.errors import Span
from kawanet.findings import Finding, Severity, Verdict
from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Step
from kawanet.report.results import RuleInfo
from kawanet.verify.result import Kind, Result

GOLDENS = Path(__file__).parents[2] / "golden" / "report"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with the golden of that name."""

    def compare(name: str, text: str) -> None:
        path = GOLDENS / name
        if os.environ.get("KAWANET_WRITE_GOLDENS"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


LEAK = Finding(
    "KW-SEP-001",
    Severity.ERROR,
    "the trunk carries VLAN 110 of another tier",
    "hon-sw3a",
    Span("out/configs/hon-sw3a.cfg", 41, 2),
    (Span("out/configs/hon-core1.cfg", 310),),
    "VLANs 210,310",
    "VLANs 110,210,310",
)


@pytest.fixture
def findings() -> tuple[Finding, ...]:
    return (
        Finding("KW-NTP-001", Severity.NOTE, "only one NTP server", "hon-sw3a"),
        LEAK,
        Finding(
            "KW-HYG-007",
            Severity.WARNING,
            "100% of rule 'any: any, any' is shadowed\nby the rule before it",
            "hon-fw1",
            Span("out/configs/本庁舎 fw1.cfg", 9),
        ),
    )


@pytest.fixture
def results() -> tuple[Result, ...]:
    packet = Packet(ip_address("10.16.4.10"), ip_address("10.32.8.20"), 6, 49152, 443)
    path = (
        Step(Node("hon-sw3a", ""), "switched in VLAN 110", Span("out/configs/hon-sw3a.cfg", 41, 2)),
        Step(
            Node("hon-core1", "LGW"),
            "ospf 10.32.8.0/24 to 10.16.0.1",
            Span("out/configs/hon-core1.cfg", 9),
        ),
        Step(Node("hon-core1", "default"), "delivered"),
    )
    return (
        Result("mail-out", "メール中継: LGW から INT", Kind.FLOW, Verdict.PROVED),
        Result(
            "lgw!int",
            "nothing passes from LGWAN接続系 to インターネット接続系",
            Kind.SEPARATION,
            Verdict.REFUTED,
            packet,
            path,
            Span("out/configs/hon-sw3a.cfg", 41, 2),
            findings=(LEAK,),
        ),
        Result(
            "myn!int",
            "nothing passes from MYN to INT",
            Kind.SEPARATION,
            Verdict.UNKNOWN,
            reason="hon-fw2:88 is not modelled: set policy route",
        ),
    )


@pytest.fixture
def rules() -> tuple[RuleInfo, ...]:
    return (
        RuleInfo("KW-SEP-001", "A VLAN joins two tiers", "Take the VLAN off the trunk."),
        RuleInfo("KW-HYG-007", "A rule is shadowed", "Remove it.", Severity.WARNING),
        RuleInfo("KW-SYS-001", "Telnet is on", "Use SSH."),
    )
