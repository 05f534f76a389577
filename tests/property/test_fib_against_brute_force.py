"""Longest-prefix match over atoms equals a search of all prefixes."""

from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st
from small_networks import box, net, port, static

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import Node

BASE = {4: int(ip_address("10.0.0.0")), 6: int(ip_address("fd00::"))}
BITS = {4: 32, 6: 128}


@st.composite
def prefixes(draw, family):
    """Prefixes inside a /24 (or /120), so that they often nest and touch."""
    length = draw(st.integers(BITS[family] - 8, BITS[family]))
    offset = draw(st.integers(0, 255))
    value = ip_address(BASE[family] + offset)
    return ip_network(f"{value}/{length}", strict=False)


@given(st.sampled_from((4, 6)).flatmap(lambda f: st.lists(prefixes(f), min_size=1, max_size=12)))
def test_longest_prefix_match(chosen):
    family = chosen[0].version
    own = {4: "192.0.2.1/24", 6: "2001:db8::1/64"}[family]
    hops = [str(port("x", own).addresses[0].ip + 1 + n) for n in range(len(chosen))]
    pairs = list(zip(chosen, hops, strict=True))
    dataplane = simulate(net(box("r", port("e0", own), *(static(str(p), h) for p, h in pairs))))
    node = Node("r", "default")
    for offset in range(-1, 257):
        address = ip_address(BASE[family] + offset)
        best = max((p.prefixlen for p in chosen if address in p), default=None)
        expected = {h for p, h in pairs if address in p and p.prefixlen == best}
        found = {str(h.next_hop) for h in dataplane.hops(node, address)}
        assert found == expected
        atom = dataplane.atoms[family].index(int(address))
        assert dataplane.fib[family][0][atom] == dataplane.fib[family][0, atom]
