"""Addresses and prefixes are read as `ipaddress` reads them, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_interface, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawanet.parse.ip_words import address, interface_address, network

ADDRESSES = st.one_of(
    st.ip_addresses().map(str),
    st.sampled_from(["1.2.3", "1.2.3.04", "::ffff:1.2.3.4", "fe80::1%eth0", "::", "", "٣.1.1.1"]),
    st.text("0123456789.:af%/ ", max_size=12),
)  # fmt: skip
LENGTHS = st.one_of(
    st.integers(0, 130).map(str),
    st.integers(0, 32).map(lambda n: str(IPv4Address((1 << 32) - (1 << n)))),
    st.ip_addresses(v=4).map(str),
    st.sampled_from(["", "024", "+8", "8 ", "٨", "0.0.0.255", "/8", "::", "ffff::"]),
)
WORDS = st.one_of(ADDRESSES, st.tuples(ADDRESSES, LENGTHS).map("/".join))


def _outcome(read: Callable[[str], Any], word: str) -> Any:
    try:
        return read(word)
    except ValueError:
        return ValueError


@given(WORDS)
def test_words_say_what_ipaddress_says(word: str) -> None:
    assert _outcome(address, word) == _outcome(ip_address, word)
    assert _outcome(interface_address, word) == _outcome(ip_interface, word)
    assert _outcome(network, word) == _outcome(lambda w: ip_network(w, strict=False), word)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("10.1.2.3/255.255.0.0", "10.1.0.0/16"),
        ("10.1.2.3/0.0.255.255", "10.1.0.0/16"),
        ("10.1.2.3/0", "0.0.0.0/0"),
        ("10.1.2.3", "10.1.2.3/32"),
        ("2001:db8::1/32", "2001:db8::/32"),
    ],
)
def test_prefixes(word: str, said: str) -> None:
    assert str(network(word)) == said
