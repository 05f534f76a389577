"""Commands that ask a network: what they print, as table, JSON and CSV, and their exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from asked_network import R1, write
from command_line import kawanet


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the network in `net`. Read only."""
    folder = tmp_path_factory.mktemp("asked")
    write(folder / "net")
    return folder


def line_of(text: str) -> int:
    return R1.splitlines().index(text) + 1


USERS = "r1:USERS"
OLD_DENY = line_of("ip access-list extended OLD") + 2
ANSWERS = {
    "routes": (
        ("routes", "net", "--device", "r1", "--protocol", "static", "--prefix", "10.2.0.0/16"),
        0,
        {
            "device": "r1",
            "vrf": "default",
            "prefix": "10.2.0.0/24",
            "protocol": "static",
            "distance": 1,
            "metric": 0,
            "next_hops": ["10.0.12.2 (GigabitEthernet0/0)", "10.0.13.2 (GigabitEthernet0/1)"],
        },
    ),
    "loops": (
        ("loops", "net"),
        1,
        {"family": 4, "routers": ["r1", "r2"], "destination": "10.9.0.0/24"},
    ),
    "blackholes": (
        ("blackholes", "net"),
        1,
        {"device": "r3", "destination": "10.8.0.0/24", "sender": "r1"},
    ),
    "multipath": (
        ("multipath", "net"),
        1,
        {
            "origin": "10.0.12.0/30",
            "more_origins": 2,
            "arrives": "delivered at r2",
            "dropped": "dropped at r3: ACL SERVERS: no line matches out on GigabitEthernet0/1",
        },
    ),
    "sessions": (
        ("sessions", "net"),
        1,
        {
            "protocol": "ospf",
            "device": "r1",
            "remote_device": "r2",
            "up": False,
            "reason": "area 0 and 1",
        },
    ),
    "undefined": (
        ("undefined", "net"),
        1,
        {
            "device": "r2",
            "kind": "IPv4 access list",
            "name": "GONE",
            "used_by": "GigabitEthernet0/1",
        },
    ),
    "unused": (
        ("unused", "net"),
        1,
        {"device": "r1", "kind": "IPv4 access list", "name": "OLD"},
    ),
    "filters": (
        ("filters", "net", "--device", "r1"),
        1,
        {
            "device": "r1",
            "filter": "OLD",
            "line": "2",
            "effect": "redundant",
            "action": "deny",
            "causes": [],
            "where": {
                "file": "net/r1.cfg",
                "line": OLD_DENY,
                "column": 0,
            },
        },
    ),
    "permits": (
        ("filters", "net", "--permits", USERS),
        0,
        {"destination": "any", "source": "any", "protocol": "tcp", "port": "443"},
    ),
    "reach": (
        ("reach", "net", "--from", "10.1.0.0/24", "--to", "r3", "--proto", "udp"),
        0,
        {
            "origin": "10.1.0.0/24",
            "place": "router r3",
            "destination": "10.0.13.2,10.2.0.3",
            "source": "10.1.0.0,10.1.0.2-10.1.0.255",
            "protocol": "udp",
            "port": "53",
        },
    ),
    "reach with an answer": (
        ("reach", "net", "--from", "10.1.0.0/24", "--to", "10.2.0.0/24", "--return"),
        0,
        {"place": "router r2", "destination": "10.2.0.2", "protocol": "tcp", "port": "443"},
    ),
}


@pytest.mark.parametrize(("words", "code", "first"), ANSWERS.values(), ids=list(ANSWERS))
def test_an_answer_as_json(asked: Path, words, code: int, first) -> None:
    ran = kawanet(*words, "--format", "json", cwd=asked)
    assert ran.code == code, ran
    row = json.loads(ran.out)[0]
    assert {name: row[name] for name in first} == first


@pytest.mark.parametrize(("words", "code", "first"), ANSWERS.values(), ids=list(ANSWERS))
def test_the_same_answer_in_every_format(asked: Path, words, code: int, first) -> None:
    as_json = json.loads(kawanet(*words, "--format", "json", cwd=asked).out)
    as_csv = list(csv.DictReader(io.StringIO(kawanet(*words, "--format", "csv", cwd=asked).out)))
    table = kawanet(*words, cwd=asked)
    assert [list(r) for r in as_csv] == [list(r) for r in as_json]
    assert table.code == code
    assert table.out.splitlines()[0].split()[0] == next(iter(as_json[0])).split("_")[0]


def test_lines_without_effect_and_why(asked: Path) -> None:
    ran = kawanet("filters", "net", "--format", "csv", cwd=asked)
    rows = [(r["filter"], r["line"], r["effect"], r["causes"]) for r in _csv(ran.out)]
    assert rows == [
        ("OLD", "2", "redundant", ""),
        ("USERS", "2", "unreachable", "1"),
        ("USERS", "4", "shadowed", "3"),
    ]


def _csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_two_lists_that_are_the_same_and_two_that_are_not(asked: Path) -> None:
    same = kawanet("filters", "net", "--same", USERS, "r1:OLD", cwd=asked)
    assert (same.code, same.out) == (0, "the same: every packet is treated alike\n")
    other = kawanet("filters", "net", "--same", USERS, "r3:SERVERS", "--format", "json", cwd=asked)
    assert other.code == 1
    (row,) = json.loads(other.out)
    assert row["packet"].startswith("udp ")
    assert row["packet"].endswith(":53")
    assert (row["first"], row["second"]) == ("permit", "deny")
    assert row["first_where"]["line"] == line_of(" permit udp any any eq 53")


def test_nothing_gets_there(asked: Path) -> None:
    ran = kawanet("reach", "net", "--from", "10.1.0.0/24", "--to", "10.9.0.0/24", cwd=asked)
    assert ran.code == 1
    assert ran.out.splitlines()[:2] == ["nothing gets there", "none of what was asked arrives"]


def test_every_packet_of_what_was_asked_arrives(asked: Path) -> None:
    words = ("--from", "r1", "--to", "10.0.12.2", "--proto", "icmp")
    ran = kawanet("reach", "net", *words, "--traces", cwd=asked)
    assert ran.code == 0, ran
    assert "all of what was asked arrives\n" in ran.out
    assert "does not" not in ran.out
    assert "branch 1 of 1: local at r2" in ran.out


def test_a_network_does_not_differ_from_itself(asked: Path) -> None:
    ran = kawanet("diff", "net", "net", cwd=asked)
    assert ran.code == 0, ran
    assert ran.out.splitlines() == [
        "no routes differ",
        "no flows differ",
        "no flow changed: proved for all packets, IPv4 and IPv6",
    ]


CHANGES = {
    "a line that permits more": (
        {"r1": (" permit udp any any eq 53", " permit udp any any")},
        {"newly possible"},
        ("udp", "0-52,54-65535"),
    ),
    "a line that permits less": (
        {"r3": (" permit tcp any any eq 443", " deny tcp any any eq 443")},
        {"newly impossible", "newly lost on some path"},
        ("tcp", "443"),
    ),
}


@pytest.mark.parametrize(("change", "said", "headers"), CHANGES.values(), ids=list(CHANGES))
def test_flows_that_changed(
    tmp_path: Path, change, said: set[str], headers: tuple[str, str]
) -> None:
    write(tmp_path / "a")
    write(tmp_path / "b", **change)
    ran = kawanet("diff", "a", "b", "--format", "json", cwd=tmp_path)
    assert ran.code == 1
    found = json.loads(ran.out)
    assert found["routes"] == []
    assert {row["change"] for row in found["flows"]} == said
    assert headers in {(row["protocol"], row["port"]) for row in found["flows"]}
    for row in found["flows"]:
        stopped = row["before"] if "newly possible" in said else row["after"]
        assert "dropped at" in stopped
        assert row["where"]["line"]


def test_routes_and_flows_that_changed_with_their_walks(tmp_path: Path) -> None:
    write(tmp_path / "a")
    gone = "ip route 10.2.0.0 255.255.255.0 10.0.13.2\n"
    write(tmp_path / "b", r1=(gone, ""))
    ran = kawanet("diff", "a", "b", "--traces", cwd=tmp_path)
    assert ran.code == 1
    assert "static 10.0.12.2, 10.0.13.2" in ran.out
    assert "no longer lost on any path" in ran.out, "only r3 filtered what it delivered"
    assert "branch 1 of 2" in ran.out
    worse = kawanet("diff", "b", "a", "--only", "flows", "--format", "csv", cwd=tmp_path)
    assert {row["change"] for row in _csv(worse.out)} == {"newly lost on some path"}
    only = kawanet("diff", "a", "b", "--only", "routes", "--format", "csv", cwd=tmp_path)
    (row,) = _csv(only.out)
    assert (row["change"], row["prefix"]) == ("changed", "10.2.0.0/24")
    assert (row["before"], row["after"]) == ("static 10.0.12.2, 10.0.13.2", "static 10.0.12.2")


def test_a_lan_that_moved_to_other_names_is_the_same_lan(tmp_path: Path) -> None:
    write(tmp_path / "a")
    folder = write(tmp_path / "b")
    for path in folder.iterdir():
        path.write_text(path.read_text("utf-8").replace("GigabitEthernet0", "Ethernet7"), "utf-8")
    ran = kawanet("diff", "a", "b", cwd=tmp_path)
    assert ran.code == 0, ran.out


BAD = {
    "no such device": (
        ("routes", "net", "--device", "r11"),
        "r11: no such device (did you mean `r1`",
    ),
    "no such VRF": (("routes", "net", "--vrf", "RED"), "RED: no such VRF (known: default)"),
    "no such protocol": (("routes", "net", "--protocol", "osfp"), "did you mean `ospf`"),
    "no prefix": (("routes", "net", "--prefix", "ten"), "ten: is no prefix"),
    "no such list": (("filters", "net", "--permits", "r1:USER"), "did you mean `USERS`"),
    "no list named": (("filters", "net", "--permits", "r1"), "write DEVICE:ACL"),
    "no end": (("reach", "net", "--from", "rr", "--to", "r1"), "rr: is no device and no prefix"),
    "two families": (("reach", "net", "--from", "::/0", "--to", "10.0.0.0/8"), "two address"),
    "no port": (("reach", "net", "--from", "r1", "--to", "r2", "--port", "x"), "--port x: is no"),
    "no interface": (("reach", "net", "--from", "r1:e9", "--to", "r2"), "r1:e9"),
    "no folder": (("loops", "nowhere"), "nowhere"),
}


@pytest.mark.parametrize(("words", "said"), BAD.values(), ids=list(BAD))
def test_words_that_are_none(asked: Path, words, said: str) -> None:
    ran = kawanet(*words, cwd=asked)
    assert ran.code == 2, ran
    assert said in ran.err
    assert "Traceback" not in ran.err


ASKED_BY_ALL = {
    "routes": ("routes", "net"),
    "reach": ("reach", "net", "--from", "10.1.0.0/24", "--to", "r3"),
    "diff": ("diff", "net", "net"),
    "loops": ("loops", "net"),
    "blackholes": ("blackholes", "net"),
    "multipath": ("multipath", "net"),
    "sessions": ("sessions", "net"),
    "filters": ("filters", "net"),
    "undefined": ("undefined", "net"),
    "unused": ("unused", "net"),
    "coverage": ("coverage", "net"),
    "conform": ("conform", "net"),
    "check": ("check", "net"),
    "trace": ("trace", "10.1.0.9", "10.2.0.2", "--in", "net"),
}


@pytest.mark.parametrize("words", ASKED_BY_ALL.values(), ids=list(ASKED_BY_ALL))
def test_a_platform_that_there_is_not(asked: Path, words) -> None:
    ran = kawanet(*words, "--platform", "r1.cfg=cisco_ios", cwd=asked)
    assert ran.code == 2, ran
    assert "--platform r1.cfg=cisco_ios: no such platform" in ran.err


@pytest.mark.parametrize("platform", ["fortinet_fortios", "r1.cfg=fortinet_fortios"])
def test_what_the_user_says_of_platforms_counts(asked: Path, platform: str) -> None:
    words = ("routes", "net", "--device", "r1")
    assert "10.2.0.0/24" in kawanet(*words, cwd=asked).out
    ran = kawanet(*words, "--platform", platform, cwd=asked)
    assert "10.2.0.0/24" not in ran.out


def test_a_walk_tells_of_files_that_were_left_out(tmp_path: Path) -> None:
    write(tmp_path / "net")
    (tmp_path / "net" / "notes.cfg").write_text("who knows\n", "utf-8")
    ran = kawanet("trace", "10.1.0.9", "10.2.0.2", "--in", "net", cwd=tmp_path)
    assert "notes.cfg:1: warning KW-SNP-001" in ran.err
    assert "local at r2" in ran.out


def test_ospf_of_any_kind_is_asked_for_by_one_word(tmp_path: Path) -> None:
    ospf = "router ospf 1\n router-id 1.1.1.1\n"
    write(tmp_path / "net", r1=(ospf, ospf + " redistribute static\n"), r2=("area 1", "area 0"))
    words = ("routes", "net", "--device", "r2", "--format", "csv", "--protocol")
    found = {row["protocol"] for row in _csv(kawanet(*words, "ospf", cwd=tmp_path).out)}
    assert "ospf-e2" in found
    only = _csv(kawanet(*words, "ospf-e2", cwd=tmp_path).out)
    assert {row["protocol"] for row in only} == {"ospf-e2"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "no flow changed: proved for all packets, IPv4 and IPv6"),
        (
            " frobnicate\n",
            "no flow changed: proved for all packets, IPv4 and IPv6; 2 lines are not recognised",
        ),
        (
            " distance ospf external 120\n max-metric router-lsa external-lsa\n",
            "no flow changed, as far as the model goes: 1 line is outside it (net/r1.cfg:20)",
        ),
    ],
    ids=["all known", "a line nobody knows", "lines outside the model"],
)
def test_what_an_answer_is_worth(tmp_path: Path, line: str, said: str) -> None:
    known = " router-id 1.1.1.1\n"
    write(tmp_path / "net", r1=(known, known + line))
    ran = kawanet("diff", "net", "net", "--only", "flows", cwd=tmp_path)
    assert ran.out.splitlines()[-1] == said


def test_that_cabling_was_inferred_is_told(asked: Path) -> None:
    ran = kawanet("loops", "net", cwd=asked)
    assert "note KW-FWD-010 No cabling given: segments inferred from subnets" in ran.err


def test_no_session_is_no_session_that_comes_up(tmp_path: Path) -> None:
    folder = write(tmp_path / "net")
    for name in ("r1.cfg", "r2.cfg"):
        (folder / name).unlink()
    ran = kawanet("sessions", "net", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "no routing session is configured\n")


def test_a_walk_as_rows(asked: Path) -> None:
    words = ("trace", "10.1.0.9", "10.2.0.7", "--proto", "udp", "--port", "53", "--in", "net")
    ran = kawanet(*words, "--format", "csv", cwd=asked)
    rows = _csv(ran.out)
    assert {(row["branch"], row["outcome"]) for row in rows} == {
        ("1", "delivered"),
        ("2", "dropped"),
    }
    assert [row["step"] for row in rows if row["branch"] == "1"] == ["1", "2", "3", "4"]
    first = json.loads(kawanet(*words, "--format", "json", cwd=asked).out)[0]
    assert first["decision"] == "ACL USERS permits in"
    assert first["where"]["line"] == line_of(" permit udp any any eq 53")
    assert ran.code == 1


def test_a_walk_lines_up_behind_names_in_japanese(tmp_path: Path) -> None:
    write(tmp_path / "net", r1=("hostname r1", "hostname 本庁"))
    ran = kawanet("trace", "10.1.0.9", "10.9.0.7", "--in", "net", cwd=tmp_path)
    steps = [line for line in ran.out.splitlines() if "net/" in line]
    assert any("本庁  static 10.9.0.0/24" in line for line in steps), ran.out
    assert any("r2    static 10.9.0.0/24" in line for line in steps), ran.out


@pytest.mark.parametrize("port", ["GigabitEthernet0/2", "Gi0/2", "gi0/2"])
def test_an_interface_by_any_spelling(asked: Path, port: str) -> None:
    walk = kawanet(
        "trace", "10.1.0.9", "10.9.0.7", "--from", f"r1:{port}", "--in", "net", cwd=asked
    )
    assert "ACL USERS permits in" in walk.out
    sets = kawanet("reach", "net", "--from", f"r1:{port}", "--to", "r3", cwd=asked)
    assert sets.code == 0, sets


def test_a_neighbour_outside_the_texts_is_counted(tmp_path: Path) -> None:
    bgp = "router bgp 65000\n neighbor 10.0.12.2 remote-as 65001\n"
    folder = write(tmp_path / "net", r1=("router ospf 1\n router-id 1.1.1.1\n", bgp))
    for name in ("r2.cfg", "r3.cfg"):
        (folder / name).unlink()
    (folder / "r1.cfg").write_text(
        (folder / "r1.cfg").read_text("utf-8").replace(" ip ospf 1 area 0\n", ""), "utf-8"
    )
    ran = kawanet("sessions", "net", cwd=tmp_path)
    said = "every session comes up; with neighbours outside these texts: 1\n"
    assert (ran.code, ran.out) == (0, said)
