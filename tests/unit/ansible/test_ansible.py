"""The inventory plugin and the playbooks, run by the real Ansible."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kawanet.model.network import Device, Network
from kawanet.model.plant import Place, Plant, Site
from kawanet.report.inventory import inventory_json

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent

NETWORK = Network(
    (Device("hq-core1", "cisco_iosxe"), Device("hq-fw1", "fortinet_fortios")),
    Plant(
        (Site("city-hall", "本庁舎 {{ 1 + 1 }}", "main", 35.5, 139.7, "south"),),
        (Place("hq-core1", "city-hall", "core", "10F"), Place("hq-fw1", "city-hall", "firewall")),
    ),
)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_NOCOLOR": "1",
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=os.environ | settings | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An inventory source as `inventory/kawanet.yml`, with a build beside it."""
    (tmp_path / "inventory.json").write_text(
        inventory_json(NETWORK, None, {"cisco_iosxe": "cisco.ios.ios"}), encoding="utf-8"
    )
    path = tmp_path / "kawanet.yml"
    path.write_text("plugin: kawanet\nfile: inventory.json\n", encoding="utf-8")
    return path


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts without the mark of text that Ansible must not template."""
    return {
        name: value["__ansible_unsafe"] if isinstance(value, dict) else value
        for name, value in facts.items()
    }


def test_ansible_lists_the_devices(source: Path) -> None:
    listed = run("ansible-inventory", "-i", str(source), "--list")
    assert listed.returncode == 0, listed.stderr
    found = json.loads(listed.stdout)
    assert found["role_core"] == {"hosts": ["hq-core1"]}
    assert found["site_city_hall"] == {"hosts": ["hq-core1", "hq-fw1"]}
    assert found["platform_fortinet_fortios"] == {"hosts": ["hq-fw1"]}
    facts = plain(found["_meta"]["hostvars"]["hq-core1"])
    assert facts["ansible_network_os"] == "cisco.ios.ios"
    assert facts["kawanet_floor"] == "10F"
    assert facts["kawanet_site_label"] == "本庁舎 {{ 1 + 1 }}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "run 'kawanet build' first"),
        ("{", "cannot be read"),
        ('{"format": "else"}', "is no kawanet-inventory/1 file"),
    ],
)
def test_a_bad_build_is_said(source: Path, content: str | None, message: str) -> None:
    file = source.parent / "inventory.json"
    file.unlink()
    if content is not None:
        file.write_text(content, encoding="utf-8")
    listed = run("ansible-inventory", "-i", str(source), "--list")
    assert message in " ".join(listed.stderr.split())


@pytest.mark.parametrize("playbook", ["build", "check"])
@pytest.mark.parametrize(("code", "passes"), [(0, True), (1, False), (2, False)])
def test_playbooks_pass_only_when_nothing_is_found(
    tmp_path: Path, source: Path, playbook: str, code: int, passes: bool
) -> None:
    command = tmp_path / "kawanet"
    command.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/argv\necho summary-line\nexit {code}\n')
    command.chmod(0o755)
    ran = run(
        "ansible-playbook",
        "-i",
        str(source),
        f"playbooks/{playbook}.yml",
        "-e",
        f"kawanet_command={command}",
    )
    assert (ran.returncode == 0) is passes, ran.stdout
    assert "summary-line" in ran.stdout
    wanted = {
        "build": "build topology/kawasaki -o out",
        "check": "check out/configs --policy out --format text",
    }
    assert (tmp_path / "argv").read_text().strip() == wanted[playbook]


def test_ansible_lint_is_content_with_everything() -> None:
    linted = run("ansible-lint", "--offline", "--strict", "playbooks", "inventory")
    assert linted.returncode == 0, linted.stdout + linted.stderr
