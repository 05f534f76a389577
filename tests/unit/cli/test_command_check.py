"""`kawanet check`: where texts and facts are found, every form of report, lines that are right."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from command_line import kawanet
from jsonschema import Draft7Validator

SCHEMAS = Path(__file__).parents[2] / "schemas"
FORMS = ("text", "json", "junit", "sarif", "github")
CORES = ("hall-core-1.cfg", "hall-core-2.cfg")
STANZA, RIGHT, WRONG = "interface Vlan512", " vrf forwarding LGW", " vrf forwarding INT"


@pytest.fixture
def leak(out: Path) -> int:
    """Put a segment of LGWAN users into the Internet's VRF on both cores; give the line."""
    lines = [0, 0]
    for number, name in enumerate(CORES):
        path = out / "configs" / name
        text = path.read_text("utf-8").split("\n")
        at = text.index(RIGHT, text.index(STANZA))
        text[at], lines[number] = WRONG, at + 1
        path.write_text("\n".join(text), encoding="utf-8")
    assert lines[0] == lines[1]
    return lines[0]


def results(report: str) -> list[dict[str, Any]]:
    return list(json.loads(report)["results"])


# ---- what is checked, against what ----------------------------------------------------------


def test_an_out_folder(workshop: Path) -> None:
    ran = kawanet("check", "out", cwd=workshop)
    assert ran.code == 0
    assert re.search(r"^\d+ proved, 0 refuted, 0 unknown, 0 errors, 0 warnings", ran.out, re.M)
    assert ran.err == ""


def test_every_requirement_is_listed_when_asked(workshop: Path) -> None:
    ran = kawanet("check", "out", "--all", cwd=workshop)
    assert ran.code == 0
    assert re.search(r"proved +SEP-lgw-int-V4", ran.out)


def test_it_proves_what_build_proved(workshop: Path) -> None:
    checked = kawanet("check", "out", "--format", "json", cwd=workshop)
    built = json.loads((workshop / "out/summary.json").read_text("utf-8"))
    counts = json.loads(checked.out)["requirements"]
    assert counts["proved"] == len(results(checked.out)) > 400
    assert str(counts["proved"]) in json.dumps(built)


@pytest.mark.parametrize("policy", ["city", "out", "out/configs", "out/policy.json"])
def test_a_folder_of_backups_with_a_policy(workshop: Path, tmp_path: Path, policy: str) -> None:
    shutil.copytree(workshop / "out/configs", tmp_path / "backups")
    words = ["check", tmp_path / "backups", "--policy", policy, "--format", "json"]
    ran = kawanet(*words, cwd=workshop)
    assert ran.code == 0, ran
    assert {r["verdict"] for r in results(ran.out)} == {"proved"}


def test_a_policy_under_another_name(workshop: Path, tmp_path: Path) -> None:
    for name in ("plant.json", "policy.json"):
        shutil.copy(workshop / "out" / name, tmp_path)
    (tmp_path / "policy.json").rename(tmp_path / "agreed.json")
    shutil.copytree(workshop / "out/configs", tmp_path / "backups")
    ran = kawanet("check", "backups", "--policy", "agreed.json", cwd=tmp_path)
    assert ran.code == 0, ran


def test_without_cables_nothing_is_proved_that_needs_them(workshop: Path, tmp_path: Path) -> None:
    shutil.copytree(workshop / "out/configs", tmp_path / "backups")
    shutil.copy(workshop / "out/policy.json", tmp_path)
    ran = kawanet("check", "backups", "--format", "json", cwd=tmp_path)
    assert ran.code == 1
    assert {r["verdict"] for r in results(ran.out) if r["kind"] == "flow"} != {"proved"}


def test_the_files_one_by_one_are_the_folder(workshop: Path) -> None:
    files = sorted(p for p in (workshop / "out/configs").rglob("*") if p.is_file())
    one_by_one = kawanet("check", *files, "--format", "json")
    folder = kawanet("check", workshop / "out", "--format", "json")
    assert one_by_one == folder


def test_a_single_device_is_not_the_city(workshop: Path) -> None:
    """What one box cannot carry alone is not proved of it: its flows end at its neighbours."""
    ran = kawanet("check", "out/configs/hall-core-1.cfg", "--format", "json", cwd=workshop)
    assert ran.code == 1
    assert {r["verdict"] for r in results(ran.out) if r["kind"] == "flow"} > {"proved"}


def test_one_file_of_a_linux_box_stands_for_the_box(workshop: Path) -> None:
    one = kawanet("check", "out/configs/hall-me-1/frr.conf", "--format", "json", cwd=workshop)
    box = kawanet("check", "out/configs/hall-me-1", "--format", "json", cwd=workshop)
    assert one == box


def test_another_day_needs_the_city(workshop: Path) -> None:
    ran = kawanet("check", "out", "--on", "2024-03-01", cwd=workshop)
    assert ran.code == 2
    assert "--on 2024-03-01: is not the day of the policy" in ran.err
    ran = kawanet("check", "out", "--on", "2024-03-01", "--policy", "city", cwd=workshop)
    assert ran.code == 1, "the government cloud of 2025 is already in the texts"


def test_without_a_policy_there_is_no_verdict(workshop: Path, tmp_path: Path) -> None:
    shutil.copytree(workshop / "out/configs", tmp_path / "deep/er/backups")
    ran = kawanet("check", tmp_path / "deep/er/backups")
    assert ran.code == 2
    assert ran.out == ""
    assert "no policy.json in or above it (say with --policy" in ran.err


def test_a_policy_that_is_none(workshop: Path, tmp_path: Path) -> None:
    ran = kawanet("check", "out", "--policy", tmp_path, cwd=workshop)
    assert ran.code == 2
    assert "no policy.json in or above it, and no city's YAML" in ran.err


def test_a_city_is_not_configurations(workshop: Path) -> None:
    ran = kawanet("check", "city", "--policy", "city", cwd=workshop)
    assert ran.code == 2
    assert ran.err.startswith("city: holds a city's YAML, not configurations (`kawanet build city")


# ---- what is reported -----------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_leak_makes_exit_1_in_every_form(out: Path, leak: int, form: str) -> None:
    ran = kawanet("check", "out", "--format", form, cwd=out.parent)
    assert ran.code == 1
    assert ran.err == ""
    assert f"hall-core-1.cfg{':' if form == 'text' else ''}" in ran.out


def test_an_unknown_form(out: Path) -> None:
    ran = kawanet("check", out, "--format", "xml")
    assert ran.code == 2
    assert "'sarif'" in ran.err


def test_text_shows_packet_path_and_line(out: Path, leak: int) -> None:
    said = kawanet("check", "out", cwd=out.parent).out
    block = said[said.index("REFUTED SEP-lgw-int-V4") :].split("\n\n")[0]
    assert re.search(r"packet +tcp 10\.32\.8\.\d+:\d+ -> 10\.48\.", block)
    assert re.search(r"1\. +hall-core-[12] INT", block)
    assert f"change   out/configs/hall-core-1.cfg:{leak}" in block


def test_json_says_the_same_to_programs(out: Path, leak: int) -> None:
    said = results(kawanet("check", "out", "--format", "json", cwd=out.parent).out)
    refuted = {r["code"]: r for r in said if r["verdict"] == "refuted"}
    assert "SEP-lgw-int-V4" in refuted
    assert "SEP-lgw-int-V6" in refuted
    change = refuted["SEP-lgw-int-V4"]["change"]
    assert (change["file"], change["line"]) == ("out/configs/hall-core-1.cfg", leak)


def test_sarif_is_valid_and_points_to_the_line(out: Path, leak: int) -> None:
    log = json.loads(kawanet("check", "out", "--format", "sarif", cwd=out.parent).out)
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text("utf-8"))
    assert list(Draft7Validator(schema).iter_errors(log)) == []
    entry = next(r for r in log["runs"][0]["results"] if r["ruleId"] == "SEP-lgw-int-V4")
    place = entry["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "out/configs/hall-core-1.cfg"
    assert place["region"]["startLine"] == leak
    steps = entry["codeFlows"][0]["threadFlows"][0]["locations"]
    assert all(s["location"]["physicalLocation"]["region"]["startLine"] > 0 for s in steps)


def test_clean_sarif_is_valid_too(workshop: Path) -> None:
    log = json.loads(kawanet("check", "out", "--format", "sarif", cwd=workshop).out)
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text("utf-8"))
    assert list(Draft7Validator(schema).iter_errors(log)) == []
    assert {r["level"] for r in log["runs"][0]["results"]} <= {"note"}


def test_github_annotates_the_edited_lines(out: Path, leak: int) -> None:
    said = kawanet("check", "out", "--format", "github", cwd=out.parent).out
    commands = [re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", x) for x in said.splitlines()]
    assert all(commands), "every line is a workflow command"
    places = [dict(p.split("=", 1) for p in c[2].split(",")) for c in commands if c]
    errors = [p for c, p in zip(commands, places, strict=True) if c and c[1] == "error"]
    assert {(p["file"], int(p["line"])) for p in errors} == {("out/configs/hall-core-1.cfg", leak)}
    assert (out / "configs/hall-core-1.cfg").read_text("utf-8").split("\n")[leak - 1] == WRONG


def test_junit_counts_what_json_counts(out: Path, leak: int) -> None:
    root = ElementTree.fromstring(kawanet("check", out, "--format", "junit").out)
    counts = json.loads(kawanet("check", out, "--format", "json").out)["requirements"]
    suite = next(s for s in root if s.get("name") == "requirements")
    assert int(suite.get("tests", 0)) == sum(counts.values()) == len(suite.findall("testcase"))
    assert int(suite.get("failures", 0)) == counts["refuted"] == len(suite.findall("*/failure")) > 0
    assert int(suite.get("errors", 0)) == counts["unknown"]
    totals = [sum(int(s.get(name, 0)) for s in root) for name in ("tests", "failures")]
    assert totals == [int(root.get(name, 0)) for name in ("tests", "failures")]


def test_a_line_nobody_knows_is_told(out: Path) -> None:
    path = out / "configs/hall-core-1.cfg"
    text = path.read_text("utf-8")
    path.write_text(text.replace("\nend\n", "\nfrobnicate the network\nend\n"), encoding="utf-8")
    line = path.read_text("utf-8").split("\n").index("frobnicate the network") + 1
    ran = kawanet("check", "out", cwd=out.parent)
    said = f"out/configs/hall-core-1.cfg:{line}: warning KW-TXT-001 [hall-core-1] not understood"
    assert said in ran.out
    assert ran.code == 1


def test_a_line_outside_the_model_makes_what_it_may_change_unknown(out: Path) -> None:
    path = out / "configs/hall-core-1.cfg"
    text = path.read_text("utf-8")
    policy = "\nroute-map NEW permit 10\n set ip next-hop 192.0.2.1\ninterface Vlan512\n"
    policy += " ip policy route-map NEW\n"
    spoken = "router bgp 65000\n bgp router-id vrf auto-assign\nend\n"  # not in the model
    path.write_text(text.replace("\nend\n", policy + spoken), encoding="utf-8")
    ran = kawanet("check", "out", "--format", "json", cwd=out.parent)
    assert ran.code == 1
    assert "unknown" in {r["verdict"] for r in results(ran.out)}
    path.write_text(text.replace("\nend\n", policy + "end\n"), encoding="utf-8")
    alone = kawanet("check", "out", "--format", "json", cwd=out.parent)
    verdicts = {r["verdict"] for r in results(alone.out)}
    assert verdicts == {"proved"}, "a policy whose next hop is nowhere leaves packets alone"
    notes = [f for f in json.loads(ran.out)["findings"] if f["code"] == "KW-TXT-002"]
    assert {f["where"]["file"] for f in notes} == {"out/configs/hall-core-1.cfg"}


# ---- files that are no configurations -------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x7fELF\x02\x01\0\0\n", "odd.cfg:1: binary data"),
        (b"", "odd.cfg: is empty"),
        (b" \n\n", "odd.cfg: is empty"),
        (b"Dear all,\nthe network is fine.\n", "odd.cfg:1: is of no known platform"),
        (b"{" * 5000, "odd.cfg:1: is of no known platform"),
    ],
)
def test_an_odd_file_among_the_configurations(out: Path, content: bytes, said: str) -> None:
    (out / "configs/odd.cfg").write_bytes(content)
    ran = kawanet("check", out)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_two_files_for_one_device(out: Path) -> None:
    shutil.copy(out / "configs/hall-core-1.cfg", out / "configs/hall-core-1.old")
    ran = kawanet("check", "out", cwd=out.parent)
    assert ran.code == 2
    also = "hall-core-1 is also configured by out/configs/hall-core-1.cfg (keep one of them)"
    assert ran.err == f"out/configs/hall-core-1.old:1: {also}\n"


@pytest.mark.parametrize("name", ["policy.json", "plant.json"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ":1:1: "),
        (b'{"format": "kawa', ":1:12: not valid JSON"),
        (b'{"format": "something/9"}', ":1: not a kawanet-"),
        (b"\x83\x65\x83\x58\x83\x67", ":1:1: not UTF-8"),
        (b"[" * 100_000, ":1:1: "),
        (b'{"format": "kawanet-policy/1", "links": 7}', ":1: "),
    ],
)
def test_broken_facts(out: Path, name: str, content: bytes, said: str) -> None:
    (out / name).write_bytes(content)
    ran = kawanet("check", "out", cwd=out.parent)
    assert ran.code == 2
    assert f"out/{name}{said}" in ran.err
    assert "Traceback" not in ran.err


def test_slips_of_texts_and_facts_come_out_in_one_run(out: Path) -> None:
    (out / "configs/odd.cfg").write_bytes(b"\0")
    (out / "configs/gone.cfg").symlink_to("nowhere")
    (out / "plant.json").write_text("{")
    (out / "policy.json").write_text("{")
    ran = kawanet("check", out, out / "missing")
    assert ran.code == 2
    told = [line.removeprefix(f"{out}/") for line in ran.err.splitlines()]
    assert [line.split(": ")[0] for line in told] == [
        "configs/gone.cfg", "configs/odd.cfg:1", "missing", "plant.json:1:2", "policy.json:1:2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "part"),
    [("hall-core-1.cfg", 0.6), ("hall-fw-1.conf", 0.3), ("hall-me-1/frr.conf", 0.3)],
)
def test_a_truncated_file_is_not_proved(out: Path, name: str, part: float) -> None:
    path = out / "configs" / name
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * part)])
    ran = kawanet("check", out, "--format", "json")
    assert ran.code == 1, ran.err
    assert {r["verdict"] for r in results(ran.out)} & {"refuted", "unknown"}


def test_a_wrong_as_number_at_a_hand_off_is_refuted_and_said(out: Path) -> None:
    for number in (1, 2):
        path = out / "configs" / f"hall-fw-{number}.conf"
        text = path.read_text("utf-8")
        assert text.count("set remote-as 64496\n") == 2
        path.write_text(text.replace("remote-as 64496", "remote-as 64499"), "utf-8")
    ran = kawanet("check", out)
    assert ran.code == 1
    assert "REFUTED gc-hub-v4" in ran.out
    assert "REFUTED gc-hub-v6" in ran.out
    said = kawanet("sessions", out)
    assert said.code == 1
    assert said.out.count("remote AS is 64496, expected 64499") == 4
