"""Every input that fuzzing kept is read without an exception, and each line has one class."""

from __future__ import annotations

from pathlib import Path

import pytest

from kawanet.parse.capture import repair
from kawanet.parse.registry import detect_platform, parse_device

CORPUS = Path(__file__).with_name("corpus")


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


@pytest.mark.parametrize("platform", sorted(p.name for p in CORPUS.iterdir()))
def test_the_kept_inputs_are_read(platform: str) -> None:
    inputs = sorted((CORPUS / platform).iterdir())
    assert inputs
    for path in inputs:
        text = _text(path)
        detect_platform({"fuzzed.cfg": text})
        parsed = parse_device({"fuzzed.cfg": text}, platform)
        assert parsed is not None, path.name
        lines = sum(1 for line in repair(text).split("\n") if line.strip())
        assert sum(parsed.counts.values()) == lines, path.name
