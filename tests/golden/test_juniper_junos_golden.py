"""Whole Junos devices as text: read, written again byte for byte, and pointed into."""

from __future__ import annotations

from pathlib import Path

import pytest

from kawanet.errors import Span
from kawanet.model.network import Device
from kawanet.parse.braces import read_tree
from kawanet.parse.juniper_junos import looks_like, parse
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node
from kawanet.render.engine import render_device

FOLDER = Path(__file__).parent / "juniper_junos"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.conf"))}
DEVICES: dict[str, Device] = {name: parse({name: text}).device for name, text in TEXTS.items()}
CORE, ACCESS = DEVICES["core-main-1.conf"], DEVICES["acc-25f-1.conf"]
FACILITY = DEVICES["fac-library-1.conf"]


def test_the_roles_are_there() -> None:
    assert sorted(TEXTS) == ["acc-25f-1.conf", "core-main-1.conf", "fac-library-1.conf"]


@pytest.mark.parametrize("name", TEXTS)
def test_text_read_is_written_again(name: str) -> None:
    assert render_device(DEVICES[name]) == {name: TEXTS[name]}


@pytest.mark.parametrize("name", TEXTS)
def test_carriage_returns_change_nothing(name: str) -> None:
    assert parse({name: TEXTS[name].replace("\n", "\r\n")}).device == DEVICES[name]


@pytest.mark.parametrize("name", TEXTS)
def test_every_line_is_claimed(name: str) -> None:
    parsed = parse({name: TEXTS[name]})
    assert parsed.unclaimed == ()
    assert parsed.counts[LineClass.MODELLED] > parsed.counts[LineClass.IRRELEVANT] > 0
    full = [line for line in TEXTS[name].split("\n") if line.strip()]
    assert sum(parsed.counts.values()) == len(full)


@pytest.mark.parametrize("name", TEXTS)
def test_the_platform_is_recognised(name: str) -> None:
    assert looks_like({name: TEXTS[name]}) >= 60


@pytest.mark.parametrize("name", TEXTS)
def test_the_set_form_says_the_same(name: str) -> None:
    """Remarks stand in comments, which `set` lines do not have: the texts are compared without."""
    plain = "\n".join(
        line for line in TEXTS[name].split("\n") if "/*" not in line and "*/" not in line
    )
    lines = [f"set {path}" for path in _paths(read_tree(plain.split("\n")).root)]
    again = parse({name: "\n".join(lines)})
    assert again.device == parse({name: plain}).device
    assert again.unclaimed == ()


def _paths(node: Node) -> list[str]:
    below = [path for child in node.children.values() for path in _paths(child)]
    word = '"' + node.word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if not node.word:
        return below
    return [f"{word} {path}" for path in below] or [word]


SVI = CORE.interface["irb.110"]
MYN = next(p for p in CORE.routing.ospf if p.vrf == "MYN" and p.family == 4)


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (CORE.system.where, "host-name core-main-1;"),
        (CORE.vrfs[1].where, "LGW {"),
        (CORE.switching.vlans[0].where, "MYN-USERS {"),
        (SVI.where, "unit 110 {"),
        (SVI.address_lines[0], "address 10.16.1.2/24 {"),
        (SVI.address_lines[2], "address fe80::2/64;"),
        (SVI.filters[0].where, "input MYN-IN-V4;"),
        (CORE.routing.static[1].where, "route 10.32.0.0/12 {"),
        (MYN.where, "ospf {"),
        (MYN.areas[0].ranges[0].where, "area-range 10.16.64.0/18;"),
        (MYN.redistribute[0].where, "term connected-1 {"),
        (CORE.policy.acls[1].where, "filter MYN-IN-V4 {"),
        (CORE.policy.acls[1].rules[2].where, "term t30 {"),
        (CORE.system.users[0].where, "user netadmin {"),
        (ACCESS.services.radius_servers[0].where, "10.48.0.41 {"),
        (ACCESS.services.radius_groups[0].where, "profile RADIUS-WIRED {"),
        (FACILITY.interface["gr-0/0/0.20"].where, "unit 20 {"),
    ],
)
def test_values_point_to_their_lines(where: Span | None, line: str) -> None:
    assert where is not None
    assert TEXTS[where.file].split("\n")[where.line - 1].strip() == line
