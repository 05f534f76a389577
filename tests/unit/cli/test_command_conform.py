"""`kawanet conform` and `kawanet coverage` from the shell."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from command_line import kawanet

LOG = """\
r1#show running-config
version 15.9
hostname r1
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.0
 frobnicate
end
r1#show ip route
Codes: L - local, C - connected
C        10.0.0.0/24 is directly connected, GigabitEthernet0/1
L        10.0.0.1/32 is directly connected, GigabitEthernet0/1
"""
EXTRA = "S        10.9.0.0/16 [1/0] via 10.0.0.2\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r1.log").write_text(LOG + EXTRA, "utf-8")
    return tmp_path


def test_a_log_is_configuration_and_output(tmp_path: Path) -> None:
    (tmp_path / "r1.log").write_text(LOG, "utf-8")
    ran = kawanet("conform", str(tmp_path), cwd=tmp_path)
    assert (ran.code, ran.out.split("\n")[0]) == (0, "Agreement")


def test_differences_as_a_table(folder: Path) -> None:
    ran = kawanet("conform", str(folder), cwd=folder)
    assert ran.code == 1
    assert [line.split() for line in ran.out.split("\n")[3:4]] == [
        ["r1", "default", "route", "10.9.0.0/16", "missing", "static", "[1/0]",
         "10.0.0.2@gigabitethernet0/1"]
    ]  # fmt: skip
    assert "KW-FWD-010" in ran.err  # where the cabling comes from


def test_differences_as_json_and_csv(folder: Path) -> None:
    report = json.loads(kawanet("conform", str(folder), "--format", "json", cwd=folder).out)
    (row,) = report["differences"]
    assert (row["subject"], row["kind"], row["computed"]) == ("10.9.0.0/16", "missing", "")
    assert report["agreement"][-1]["percent"] == 66.6
    assert [n["code"] for n in report["notes"]] == ["KW-FWD-010"]
    out = kawanet("conform", str(folder), "--format", "csv", cwd=folder).out
    assert [r["kind"] for r in csv.DictReader(io.StringIO(out))] == ["missing"]


def test_nothing_to_compare_with(tmp_path: Path) -> None:
    (tmp_path / "r1.cfg").write_text(LOG.partition("r1#show ip")[0], "utf-8")
    ran = kawanet("conform", str(tmp_path), cwd=tmp_path)
    assert ran.code == 2
    assert "holds no output of `show` commands" in ran.err


def test_coverage(folder: Path) -> None:
    ran = kawanet("coverage", str(folder), cwd=folder)
    assert ran.code == 1
    assert "frobnicate" in ran.out
    assert "r1.log:6" in ran.out
    report = json.loads(kawanet("coverage", str(folder), "--format", "json", cwd=folder).out)
    assert report["devices"][0]["unrecognised"] == 1
    assert [line["text"] for line in report["lines"]] == ["frobnicate"]


def test_a_platform_that_there_is_not(folder: Path) -> None:
    ran = kawanet("coverage", str(folder), "--platform", "r1*=vms", cwd=folder)
    assert ran.code == 2
    assert "--platform r1*=vms: no such platform" in ran.err
