"""A row of a table by hop set: comparing all classes and joining runs give the same."""

import numpy as np
import pytest

from kawanet.verify import fabric

ROWS = (
    ([0], [3], 5),
    ([0, 2, 2, 4], [1, 7, 1, 2], 9),  # a run that holds no class is left out
    ([0, 1, 3, 8], [2, 0, 2, 0], 8),
)


@pytest.mark.parametrize("few", [0, fabric.FEW_HOPS])
@pytest.mark.parametrize(("starts", "hops", "count"), ROWS)
def test_each_class_is_in_the_set_of_its_hops(monkeypatch, few, starts, hops, count):
    monkeypatch.setattr(fabric, "FEW_HOPS", few)
    dense = {n: h for s, h in zip(starts, hops, strict=True) for n in range(s, count)}
    expected = {h: sum(1 << n for n, at in dense.items() if at == h) for h in dense.values()}
    found = fabric._by_hops(np.array(starts), np.array(hops, np.int32), count)
    assert found == tuple((bits, h) for h, bits in sorted(expected.items()))
