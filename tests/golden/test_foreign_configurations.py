"""Running configurations with much that the model lacks: every line is known, none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kawanet.parse.registry import detect_platform, parse_device
from kawanet.parse.result import LineClass

HERE = Path(__file__).parent / "foreign"


@pytest.mark.parametrize(
    ("name", "platform", "unmodelled"),
    [("nexus9000", "cisco_nxos", 48), ("nexus7000", "cisco_nxos", 29), ("eos", "arista_eos", 73)],
)
def test_every_line_of_a_running_configuration_is_known(
    name: str, platform: str, unmodelled: int
) -> None:
    text = (HERE / f"{name}.cfg").read_text(encoding="utf-8")
    files = {f"{name}.cfg": text}
    assert detect_platform(files) == platform
    parsed = parse_device(files)
    assert parsed is not None
    assert parsed.counts[LineClass.UNRECOGNISED] == 0
    assert parsed.counts[LineClass.UNMODELLED] == unmodelled
    assert sum(parsed.counts.values()) == sum(1 for line in text.split("\n") if line.strip())
