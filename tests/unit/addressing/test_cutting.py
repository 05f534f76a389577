"""Cutting blocks: aligned, first fit, never twice."""

from ipaddress import IPv4Network, IPv6Network
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawanet.addressing.blocks import Cutter, parse_pair, part4, part6, region_bits, region_block
from kawanet.addressing.lock import Ledger, Lock
from kawanet.design.schema import Tier
from kawanet.errors import InputError

SIZES = st.lists(st.sampled_from([1, 2, 4, 8, 16]), max_size=40)


@given(SIZES)
def test_ranges_are_aligned_disjoint_and_inside(sizes):
    cutter, taken = Cutter(()), []
    for size in sizes:
        at = cutter.cut(64, 192, size)
        if at is not None:
            assert at % size == 0
            assert at >= 64
            assert at + size <= 192
            taken.append((at, size))
    taken.sort()
    assert all(a + size <= b for (a, size), (b, _) in pairwise(taken))


@given(SIZES)
def test_a_cutter_that_starts_from_what_is_taken_goes_on_alike(sizes):
    whole = Cutter(())
    done = [(whole.cut(0, 128, s), s) for s in sizes[: len(sizes) // 2]]
    resumed = Cutter([(at, s) for at, s in done if at is not None])
    for size in sizes[len(sizes) // 2 :]:
        assert whole.cut(0, 128, size) == resumed.cut(0, 128, size)


def test_a_full_range_gives_none():
    cutter = Cutter([(0, 8)])
    assert cutter.cut(0, 8, 1) is None
    assert cutter.cut(0, 16, 8) == 8
    assert cutter.cut(0, 16, 1) is None


def test_parts_of_a_block():
    assert part4(IPv4Network("10.32.0.0/12"), 4, 3) == IPv4Network("10.35.0.0/16")
    assert part6(IPv6Network("fd00::/48"), 4, 15) == IPv6Network("fd00:0:0:f000::/52")


@pytest.mark.parametrize("value", ["", "10.0.0.0/24", "10.0.0.1/24 fd00::/64", "x y"])
def test_a_broken_lock_value_is_bad_input(value):
    with pytest.raises(InputError, match="IPv4 and an IPv6 prefix"):
        parse_pair(value)


def test_the_ledger_knows_what_nobody_asked_for():
    ledger = Ledger(Lock({"a/1": "x", "a/2": "y"}))
    assert ledger.get("a/1") == "x"
    ledger.put("b/1", "z")
    assert ledger.unused() == ("a/2",)
    assert dict(ledger.lock()) == {"a/1": "x", "a/2": "y", "b/1": "z"}
    assert dict(ledger.lock().without(("a/2",))) == {"a/1": "x", "b/1": "z"}


@pytest.mark.parametrize(
    ("ipv4", "ipv6", "regions"),
    [
        ("10.16.0.0/12", "fd00:0:1::/48", 16),
        ("10.0.0.0/9", "fd00:0:80::/41", 128),
        ("10.0.0.0/8", "fd00:0:1::/48", 16),  # the smaller family decides
        ("10.1.0.0/16", "fd00:0:1::/48", 16),  # small regions rather than few
    ],
)
def test_a_larger_tier_has_more_regions_of_the_same_size(ipv4, ipv6, regions):
    tier = Tier(name="lgw", number=1, label="x", ipv4=ipv4, ipv6=ipv6, vlans=(100, 199))
    assert 1 << region_bits(tier) == regions
    last = region_block(tier, regions - 1)
    assert last[0].broadcast_address == tier.ipv4.broadcast_address
    assert last[1].broadcast_address == tier.ipv6.broadcast_address
