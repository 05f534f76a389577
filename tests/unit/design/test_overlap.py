"""The sweep finds an overlap exactly where comparing each with each finds one."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kawanet.design.overlap import Range, overlapping

BOUNDS = st.tuples(st.integers(0, 40), st.integers(0, 40))


@given(st.lists(BOUNDS, max_size=12))
def test_against_all_pairs(bounds: list[tuple[int, int]]) -> None:
    ranges = [Range(a, b, (i,), "") for i, (a, b) in enumerate(bounds)]
    whole = [r for r in ranges if r.first <= r.last]
    pairs = {
        (b.path, a.path)
        for a, b in combinations(whole, 2)
        if a.first <= b.last and b.first <= a.last
    }
    found = {(later.path, other.path) for later, other in overlapping(ranges)}
    assert found <= pairs
    assert bool(found) == bool(pairs)
