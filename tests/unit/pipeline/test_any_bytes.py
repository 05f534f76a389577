"""Whatever bytes a configuration holds, it is read or told: never another exception."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.errors import InputError
from kawanet.pipeline.snapshot import read_snapshot

NAMES = ("hall-core-1.cfg", "hall-fw-1.conf", "hall-wlc-1.cfg", "hall-me-1/frr.conf")


@pytest.fixture(scope="module")
def raws(built_small: Path) -> dict[str, bytes]:
    return {name: (built_small / "configs" / name).read_bytes() for name in NAMES}


def read(raw: bytes, name: str = "x.cfg") -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(raw)
        try:
            assert len(read_snapshot([path]).devices) == 1
        except InputError as error:
            assert str(path) in str(error)


@settings(deadline=None, max_examples=60)
@given(raw=st.binary(max_size=300))
def test_any_bytes(raw: bytes) -> None:
    read(raw)


@settings(deadline=None, max_examples=25)
@given(name=st.sampled_from(NAMES), part=st.floats(0, 1))
def test_any_part_of_a_configuration(raws: dict[str, bytes], name: str, part: float) -> None:
    raw = raws[name]
    read(raw[: int(len(raw) * part)], name)


@settings(deadline=None, max_examples=25)
@given(name=st.sampled_from(NAMES), part=st.floats(0, 0.999), noise=st.binary(max_size=20))
def test_noise_in_a_configuration(
    raws: dict[str, bytes], name: str, part: float, noise: bytes
) -> None:
    raw = raws[name]
    at = int(len(raw) * part)
    read(raw[:at] + noise + raw[at + len(noise) :], name)
