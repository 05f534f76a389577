"""Whatever is done to the files of a city, loading gives a design or an InputError."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kawanet.errors import InputError
from kawanet.load import load_design

SMALL = Path(__file__).parents[2] / "topology/small"
FILES = {path.name: path.read_bytes() for path in sorted(SMALL.glob("*.yml"))}
PIECES = [
    b"", b"\t", b"  ", b"\n", b": ", b"- ", b"[", b"]", b"{", b"}", b"'", b'"', b"&a ", b"*a ",
    b"<<: ", b"|", b"!!int ", b"#", b"%", b"---\n", b"\x00", b"\xff", b"~", b"-1", b"1e9", b"1e999",
    b"true", b"2026-13-01", b"10.0.0.0/33", b"::1/129", b"tier/", b"9" * 40, "※".encode(),
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(FILES)),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30)), min_size=1, max_size=4),
    pieces=st.lists(st.sampled_from(PIECES), min_size=4, max_size=4),
)
def test_mutations(name: str, cuts: list[tuple[float, int]], pieces: list[bytes]) -> None:
    raw = FILES[name]
    for (share, removed), piece in zip(cuts, pieces, strict=False):
        at = int(share * len(raw))
        raw = raw[:at] + piece + raw[at + removed :]
    with tempfile.TemporaryDirectory() as directory:
        city = Path(directory)
        for each, text in FILES.items():
            (city / each).write_bytes(raw if each == name else text)
        try:
            design = load_design(city)
        except InputError as error:
            assert error.problems
            assert all(p.where.file.startswith(directory) for p in error.problems)
        else:
            assert design.city.name
