"""Cisco's regular expressions, tried on paths as the model writes them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawanet.parse.cisco_regex import python_regex


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ("_100_", "100", True),
        ("_100_", "65001 100 200", True),
        ("_100_", "1100 200", False),
        ("_100_", "65001 {100,7}", True),
        ("_100_200_", "100 200", True),
        ("_100_200_", "100 1200", False),
        ("^$", "", True),
        ("^$", "1", False),
        ("^(65001_)+$", "65001 65001", True),
        ("^[0-9]+$", "65001", True),
        ("^[0-9]+$", "65001 65002", False),
        ("^65001(_[0-9]+)?$", "65001 7", True),
        ("_(64512|64513)$", "1 64513", True),
        (r"^([0-9]+)(_\1)*$", "7 7 7", True),
        (r"^([0-9]+)(_\1)*$", "7 8", False),
        (".*", "", True),
        ("{", "{1,2}", True),
        ("[^1]$", "21", False),
        (r"\(64512\)", "65001 (64512)", True),
        ("^65[[:digit:]]+$", "65001", True),
    ],
)
def test_what_is_found(text: str, path: str, found: bool) -> None:
    assert bool(re.search(python_regex(text), path)) is found


def test_braces_count_where_posix_says_so() -> None:
    assert re.search(python_regex("^1{3}$", quantified=True), "111")
    assert not re.search(python_regex("^1{3}$"), "111")


@pytest.mark.parametrize("text", ["(", "[1", "*", "a**"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"no regular|open"):
        python_regex(text)


@given(st.text(alphabet="_^$.*+?()[]{}|\\-0123 ,", max_size=12))
def test_any_text_is_one_or_a_value_error(text: str) -> None:
    try:
        re.search(python_regex(text), "65001 65002")
    except ValueError as error:
        assert text in str(error)
