"""`kawanet trace`: every branch with its lines, the ways to say where, words that are none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import kawanet

BRANCH_USER, HALL_USER = "10.33.0.10", "10.32.8.10"  # LGWAN tier, north-branch and 02f of the hall
MYN_USER = "10.17.0.10"


def servers(workshop: Path, name: str) -> str:
    """The IPv4 address of a server, from the lock."""
    lock = (workshop / "city/addresses.lock.yml").read_text("utf-8")
    found = re.search(rf'^server/{name}/1: "(\S+) ', lock, re.MULTILINE)
    assert found
    return found[1]


def test_a_permitted_packet_arrives_on_every_branch(workshop: Path) -> None:
    groupware = servers(workshop, "groupware")
    ran = kawanet("trace", BRANCH_USER, groupware, cwd=workshop)
    assert ran.code == 0, ran
    first, *rest = ran.out.splitlines()
    assert first == f"tcp {BRANCH_USER}:50000 -> {groupware}:443"
    branches = [line for line in rest if line.startswith("branch ")]
    assert len(branches) == 2, "a branch office has two spurs of equal cost"
    assert all("of 2: delivered at " in line for line in branches)
    steps = [line for line in rest if re.match(r" +\d+\. ", line)]
    decided = [line for line in steps if not line.endswith(" delivered")]
    assert all(re.search(r"out/configs/\S+:\d+$", line) for line in decided)


def test_each_line_named_is_the_one_that_decides(workshop: Path) -> None:
    ran = kawanet("trace", BRANCH_USER, servers(workshop, "groupware"), cwd=workshop)
    found = re.search(r"ACL ANTISPOOF-LGW-V4 permits in +(\S+):(\d+)", ran.out)
    assert found
    line = (workshop / found[1]).read_text("utf-8").splitlines()[int(found[2]) - 1]
    assert line.strip() == "ip saddr 10.32.0.0/12 return"


def test_a_forbidden_packet_makes_exit_1_and_names_the_firewall(workshop: Path) -> None:
    ran = kawanet("trace", MYN_USER, BRANCH_USER, "--port", "443", cwd=workshop)
    assert ran.code == 1
    assert "dropped at hall-fw-1" in ran.out
    assert "no rule permits it from myn to lgw" in ran.out


@pytest.mark.parametrize(
    ("words", "packet"),
    [
        (["--proto", "udp", "--port", "53"], "udp 10.33.0.10:50000 -> 10.32.8.10:53"),
        (["--proto", "icmp"], "icmp 10.33.0.10 -> 10.32.8.10 type 8"),
        (["--proto", "89"], "89 10.33.0.10 -> 10.32.8.10"),
        (["--source-port", "7", "--port", "0"], "tcp 10.33.0.10:7 -> 10.32.8.10:0"),
    ],
)
def test_other_packets(workshop: Path, words: list[str], packet: str) -> None:
    ran = kawanet("trace", BRANCH_USER, HALL_USER, *words, cwd=workshop)
    assert ran.code in {0, 1}
    assert ran.out.splitlines()[0] == packet


def test_ipv6(workshop: Path) -> None:
    words = ["fd12:3456:2:1000::a", "fd12:3456:2:40::a", "--proto", "icmp"]
    ran = kawanet("trace", *words, cwd=workshop)
    assert ran.code == 0, ran
    assert ran.out.splitlines()[0].endswith("type 128")


def test_from_a_port_of_ones_choice(workshop: Path) -> None:
    words = ["trace", HALL_USER, BRANCH_USER, "--from", "hall-core-1:Vlan1111"]
    ran = kawanet(*words, cwd=workshop)
    assert ran.code == 1, "an LGWAN source does not belong in the Internet's segment"
    assert "hall-core-1 INT" in ran.out
    assert "deny" in ran.out or "dropped" in ran.out


@pytest.mark.parametrize("folder", ["out", "out/configs", "city"])
def test_in_a_folder_of_ones_choice(workshop: Path, tmp_path: Path, folder: str) -> None:
    words = ["trace", HALL_USER, BRANCH_USER, "--in", workshop / folder]
    ran = kawanet(*words, cwd=tmp_path)
    assert ran.code in {0, 1}, ran.err
    assert "branch 1 of" in ran.out


def test_on_a_day_of_ones_choice(workshop: Path) -> None:
    """The government cloud opens on 2025-04-01."""
    words = ["trace", servers(workshop, "hub"), "172.20.0.10", "--in", "city", "--on"]
    assert kawanet(*words, "2025-04-01", cwd=workshop).code == 0
    assert kawanet(*words, "2025-03-31", cwd=workshop).code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["10.0.0", HALL_USER], "10.0.0: is no address (e.g."),
        ([HALL_USER, "hall-core-1"], "hall-core-1: is no address"),
        ([HALL_USER, "fd12::1"], "are of two address families"),
        ([HALL_USER, BRANCH_USER, "--proto", "tpc"], "--proto tpc: is no protocol (tcp, udp"),
        ([HALL_USER, BRANCH_USER, "--proto", "256"], "--proto 256: is no protocol"),
        ([HALL_USER, BRANCH_USER, "--port", "65536"], "65536: is no port (0 to 65535)"),
        ([HALL_USER, BRANCH_USER, "--source-port", "-1"], "-1: is no port"),
        ([HALL_USER, BRANCH_USER, "--port", "https"], "Invalid value for '--port'"),
        ([HALL_USER, BRANCH_USER, "--from", "hall-core-1:Vlan51"], "did you mean `hall-core-1:"),
        ([HALL_USER, BRANCH_USER, "--from", "nobody"], "is no edge port or routed interface"),
        ([HALL_USER, BRANCH_USER, "--on", "someday"], "--on someday"),
        ([HALL_USER, BRANCH_USER, "--on", "2026-04-01"], "topology/kawasaki: no such folder"),
        ([HALL_USER, BRANCH_USER, "--on", "2026-04-01", "--in", "out"], "needs a city's folder"),
        ([HALL_USER, BRANCH_USER, "--in", "nowhere"], "nowhere: "),
    ],
)  # fmt: skip
def test_words_that_are_none(workshop: Path, words: list[str], said: str) -> None:
    ran = kawanet("trace", *words, cwd=workshop)
    assert ran.code == 2, ran
    assert said in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err


def test_without_a_build_the_message_says_what_to_do(tmp_path: Path) -> None:
    ran = kawanet("trace", HALL_USER, BRANCH_USER, cwd=tmp_path)
    assert ran.code == 2
    assert ran.err == "out: no such folder (`kawanet build` writes it; or say --in DIR)\n"


def test_a_source_that_lives_nowhere(workshop: Path) -> None:
    alone = "out/configs/north-wr-1.cfg"
    ran = kawanet("trace", "10.250.0.1", HALL_USER, "--in", alone, cwd=workshop)
    assert ran.code == 2
    assert "10.250.0.1: lives on no segment of this network (say --from)" in ran.err
