"""`kawanet build`: what it writes, what it refuses, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Ran, kawanet

NEW_SITE = """\
sites:
  - name: north-hall
    kind: facility
    site_class: library
    region: north
    latitude: 35.546
    longitude: 139.661
    label: 北会館（サンプル）
spurs:
  - { site: north-hall, ward: north, km: 1.2, capacity_mbps: 1000, srlgs: [spur-north-hall] }
"""


def texts(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def summary(out: Path) -> dict[str, object]:
    read: dict[str, object] = json.loads((out / "summary.json").read_text("utf-8"))
    return read


def refused(ran: Ran, *said: str) -> None:
    """Exit 2, every word of `said` on standard error, no traceback, nothing on standard output."""
    assert ran.code == 2, ran
    assert ran.out == ""
    assert "Traceback" not in ran.err
    for words in said:
        assert words in ran.err


def test_everything_is_there_and_proved(workshop: Path) -> None:
    out = workshop / "out"
    wanted = {
        "addresses.csv", "inventory.json", "plant.json", "policy.json", "report.junit.xml",
        "report.sarif", "summary.json", "diagrams/wan.svg", "diagrams/tiers.svg",
        "diagrams/building.svg",
    }  # fmt: skip
    assert wanted <= texts(out).keys()
    inventory = json.loads((out / "inventory.json").read_text("utf-8"))
    assert len(list((out / "configs").iterdir())) == len(inventory["_meta"]["hostvars"]) == 27
    requirements = json.dumps(summary(out))
    assert '"refuted": 0' in requirements
    assert '"unknown": 0' in requirements


def test_the_table_counts_devices_lines_requirements_and_time(city: Path) -> None:
    ran = kawanet("build", city, "-o", city.parent / "out")
    assert ran.code == 0
    for row in ("devices", "lines of configuration", "requirements proved", "seconds"):
        assert row in ran.out
    assert "サンプル" in ran.out
    assert ran.err == ""


def test_the_same_city_gives_the_same_bytes(workshop: Path, city: Path) -> None:
    assert kawanet("build", city, "-o", city.parent / "again").code == 0
    assert texts(city.parent / "again") == texts(workshop / "out")


def test_another_day_is_another_city(workshop: Path, city: Path) -> None:
    ran = kawanet("build", city, "--on", "2024-03-01", "-o", city.parent / "then")
    assert ran.code == 0
    assert summary(city.parent / "then")["on"] == "2024-03-01"
    before, now = texts(city.parent / "then"), texts(workshop / "out")
    # The government cloud is connected, and the head-ends move, in 2024 and 2025.
    assert before["configs/hall-fw-1.conf"] != now["configs/hall-fw-1.conf"]
    assert before["configs/north-library-rt-1.cfg"] != now["configs/north-library-rt-1.cfg"]


def test_another_platform_for_a_role_is_proved_too(city: Path) -> None:
    out = city.parent / "out"
    assert kawanet("build", city, "--platform", "core=linux_frr", "-o", out).code == 0
    assert (out / "configs/hall-core-1/frr.conf").is_file()
    assert not (out / "configs/hall-core-1.cfg").exists()


def test_frozen_passes_while_the_lock_holds_everything(city: Path) -> None:
    before = texts(city)
    assert kawanet("build", city, "--frozen", "-o", city.parent / "out").code == 0
    assert texts(city) == before


def test_frozen_fails_before_anything_is_written(city: Path) -> None:
    (city / "new.yml").write_text(NEW_SITE, encoding="utf-8")
    before = texts(city)
    ran = kawanet("build", city, "--frozen", "-o", city.parent / "out")
    refused(
        ran,
        f"{city}/addresses.lock.yml: the lock would change: 23 entries, the first block/",
        "commit",
    )
    assert texts(city) == before
    assert not (city.parent / "out").exists()


def test_frozen_fails_without_a_lock(city: Path) -> None:
    (city / "addresses.lock.yml").unlink()
    ran = kawanet("build", city, "--frozen", "-o", city.parent / "out")
    refused(ran, "addresses.lock.yml: there is no lock")


def test_a_lock_that_is_gone_is_written_anew(city: Path) -> None:
    lock = city / "addresses.lock.yml"
    lock.unlink()
    assert kawanet("build", city, "-o", city.parent / "out").code == 0
    assert "region/north/1:" in lock.read_text("utf-8")
    assert kawanet("addresses", city, "--frozen").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--on", "2026-13-01"], ["--on 2026-13-01", "YYYY-MM-DD"]),
        (["--on", "tomorrow"], ["--on tomorrow", "YYYY-MM-DD"]),
        (["--platform", "core"], ["--platform core", "core=linux_frr"]),
        (["--platform", "cores=linux_frr"], ["cores", "no such role", "core, ward"]),
        (["--platform", "core=linux"], ["core=linux: no platform that plays core", "or linux_frr"]),
        (["--platform", "wlc=linux_frr"], ["wlc=linux_frr", "cisco_iosxe"]),
        (["--platform", "="], ["no such role"]),
    ],
)
def test_wrong_words_come_back_with_a_hint(city: Path, words: list[str], said: list[str]) -> None:
    refused(kawanet("build", city, "-o", city.parent / "out", *words), *said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--frobnicate"], "No such option: --frobnicate"),
        (["--on"], "requires an argument"),
        (["a", "b"], "unexpected extra argument"),
    ],
)
def test_words_that_no_command_takes(words: list[str], said: str) -> None:
    refused(kawanet("build", *words), said)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    refused(kawanet("build", tmp_path / "nowhere"), "no such directory", "kawanet init")


def test_an_out_folder_is_not_a_city(out: Path, tmp_path: Path) -> None:
    ran = kawanet("build", out, "-o", tmp_path / "x")
    refused(ran, str(out), "holds what `build` wrote", "kawanet check")


def test_a_foreign_folder_is_left_alone_and_told_before_the_work(city: Path) -> None:
    ran = kawanet("build", city, "-o", city)
    refused(ran, f"{city}: exists and was not written by kawanet", "-o")


def test_the_slips_of_design_and_lock_come_out_in_one_run(city: Path) -> None:
    (city / "extra.yml").write_text("sitess: []\n", encoding="utf-8")
    (city / "addresses.lock.yml").write_text('area/flets: "x"\n', encoding="utf-8")
    ran = kawanet("build", city, "-o", city.parent / "out")
    refused(ran, "extra.yml:1:1", "did you mean `sites`", "addresses.lock.yml:1:13")


def test_an_old_out_folder_survives_a_failed_build(city: Path, out: Path) -> None:
    before = texts(out)
    (city / "extra.yml").write_text("sites: 7\n", encoding="utf-8")
    assert kawanet("build", city, "-o", out).code == 2
    assert texts(out) == before


def test_a_city_that_breaks_its_own_must_is_refuted_with_exit_1(city: Path) -> None:
    """The flow list opens what a must forbids: the build says so, and still writes."""
    (city / "wrong.yml").write_text(
        "musts:\n"
        "  - code: MOB-99\n"
        "    text: 仮想デスクトップへは誰も届かない\n"
        "    expect: unreachable\n"
        "    source: system/rdgw\n"
        "    destination: system/desktops\n"
        "    source_of_rule: 試験\n",
        encoding="utf-8",
    )
    ran = kawanet("build", city, "-o", city.parent / "out")
    assert ran.code == 1
    assert "REFUTED MOB-99" in ran.out
    assert "configs/" in ran.out
    assert (city.parent / "out/configs/hall-core-1.cfg").exists()
