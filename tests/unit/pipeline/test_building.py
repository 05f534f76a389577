"""The small pieces of `build` that no healthy city shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kawanet.errors import InputError
from kawanet.findings import Severity, Verdict
from kawanet.model.network import Device, Vrf
from kawanet.pipeline import build as module
from kawanet.pipeline.build import build, compile_city, only, round_trip_findings
from kawanet.render.engine import render_device

BOX = Device("a", "cisco_iosxe", vrfs=(Vrf("LGW", 2),))


@pytest.mark.parametrize(
    ("read", "actual"),
    [
        (None, "no device was read"),
        (replace(BOX, platform="linux_frr"), "platform: 'cisco_iosxe', read back 'linux_frr'"),
        (replace(BOX, vrfs=(Vrf("LGW", 7),)), "vrfs[0].number: 2, read back 7"),
        (replace(BOX, name="x" * 400), f"name: 'a', read back '{'x' * 278}..."),
    ],
)
def test_a_device_that_comes_back_otherwise_is_our_bug_and_told(
    read: Device | None, actual: str
) -> None:
    (finding,) = round_trip_findings((BOX,), {"a": read} if read else {})
    assert (finding.code, finding.severity) == ("KW-GEN-001", Severity.ERROR)
    assert (finding.device, finding.actual) == ("a", actual)
    assert round_trip_findings((BOX,), {"a": replace(BOX)}) == ()


def test_a_template_that_says_something_else_is_caught(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof never trusts the generator: what is proved is what the text says."""

    def wrong(device: Device) -> dict[str, str]:
        files = render_device(device)
        if device.name not in {"hall-core-1", "hall-core-2"}:
            return files
        block = "interface Vlan512\n description lgw 02f-users\n vrf forwarding "
        return {n: t.replace(f"{block}LGW", f"{block}INT") for n, t in files.items()}

    monkeypatch.setattr(module, "render_device", wrong)
    proof = build(city, tmp_path / "out").proof
    assert not proof.clean
    refuted = {r.code for r in proof.results if r.verdict is Verdict.REFUTED}
    assert "SEP-lgw-int-V4" in refuted
    assert proof.count(Verdict.REFUTED) == len(refuted)
    told = [f.device for f in proof.findings if f.code == "KW-GEN-001"]
    assert told == ["hall-core-1", "hall-core-2"]


def test_the_stages_are_told_in_order(city: Path, tmp_path: Path) -> None:
    told: list[str] = []
    build(city, tmp_path / "out", stage=told.append)
    assert told == [
        "load", "plan", "compile", "render", "read back", "forward", "prove", "rules", "write",
    ]  # fmt: skip


def test_compiling_writes_nothing(city: Path) -> None:
    (city / "addresses.lock.yml").unlink()
    before = sorted(city.iterdir())
    compiled = compile_city(city)
    assert compiled.plan.lock.entries
    assert sorted(city.iterdir()) == before


def test_one_device_of_a_network(city: Path) -> None:
    network = compile_city(city).network
    assert [d.name for d in only(network, "hall-fw-1").devices] == ["hall-fw-1"]
    with pytest.raises(InputError, match="did you mean `hall-fw-1`"):
        only(network, "hall-fv-1")
