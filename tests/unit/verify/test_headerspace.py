"""Sets of headers against plain Python sets of packets, and against another BDD library."""

from ipaddress import ip_address, ip_network

import pytest
from dd.autoref import BDD
from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.forwarding.packet import Packet, acl_decision, matches_acl_rule
from kawanet.model.policy import (
    ICMP,
    TCP,
    UDP,
    Acl,
    AclRule,
    Action,
    PortRange,
    Service,
    Wildcard,
)
from kawanet.verify.filters import FilterTable, acl_rule_match, first_match, shadowed_lines
from kawanet.verify.headerspace import Space

V4, V6 = Space(4), Space(6)
SPACES = {4: V4, 6: V6}


def assignment(space, packet):
    """The variables of a packet, as `eval` takes them."""
    values = zip(
        space.fields,
        (
            int(packet.destination),
            int(packet.source),
            packet.protocol,
            packet.destination_port,
            packet.source_port,
            packet.icmp_type or 0,
            int(packet.established),
        ),
        strict=True,
    )
    return [(i, bool(v >> (field[-1] - i) & 1)) for field, v in values for i in field]


def holds(space, region, packet):
    return region.eval(assignment(space, packet))


BASE = {4: "10.0.0.0", 6: "fd00::"}
prefix4 = st.builds(
    lambda offset, length: ip_network((int(ip_address(BASE[4])) + offset, length), strict=False),
    st.integers(0, 255),
    st.integers(24, 32),
)
wildcards = st.builds(
    lambda value, mask: Wildcard(int(ip_address(BASE[4])) + (value & ~mask), mask),
    st.integers(0, 255),
    st.integers(0, 255),
)
ranges = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda t: PortRange(min(t), max(t)))
port_lists = st.lists(ranges, max_size=2).map(tuple)


@st.composite
def rules(draw):
    protocol = draw(st.sampled_from((None, TCP, UDP, ICMP)))
    address = st.one_of(st.none(), prefix4, wildcards)
    ported = protocol in (TCP, UDP)
    return AclRule(
        draw(st.sampled_from(Action)),
        protocol,
        draw(address),
        draw(address),
        draw(port_lists) if ported else (),
        draw(port_lists) if ported else (),
        draw(st.sampled_from((None, 0, 8))) if protocol == ICMP else None,
        draw(st.booleans()) if protocol == TCP else False,
    )


@st.composite
def some_packets(draw):
    host = st.integers(0, 255).map(lambda n: ip_address(BASE[4]) + n)
    protocol = draw(st.sampled_from((TCP, UDP, ICMP, 50)))
    ported = protocol in (TCP, UDP)
    return Packet(
        draw(host),
        draw(host),
        protocol,
        draw(st.integers(0, 9)) if ported else 0,
        draw(st.integers(0, 9)) if ported else 0,
        draw(st.sampled_from((0, 3, 8))) if protocol == ICMP else None,
        draw(st.booleans()) if protocol == TCP else False,
    )


@settings(deadline=None)
@given(st.lists(rules(), max_size=8), st.lists(some_packets(), min_size=1, max_size=40))
def test_acl_permits_what_first_match_permits(lines, packets):
    acl = Acl("f", 4, tuple(lines))
    permitted = FilterTable(V4).acl(acl)
    for packet in packets:
        assert holds(V4, permitted, packet) == acl_decision(acl, packet).permitted


@settings(deadline=None)
@given(rules(), st.lists(some_packets(), min_size=1, max_size=40))
def test_one_line_matches_what_the_tracer_says(rule, packets):
    region = acl_rule_match(V4, rule)
    for packet in packets:
        assert holds(V4, region, packet) == matches_acl_rule(rule, packet)


@settings(deadline=None)
@given(st.lists(rules(), min_size=1, max_size=6), st.data())
def test_a_shadowed_line_changes_nothing(lines, data):
    shadowed = set(shadowed_lines(V4, [acl_rule_match(V4, r) for r in lines]))
    kept = [(r.action, acl_rule_match(V4, r)) for r in lines]
    whole = first_match(V4, kept)
    for index in range(len(lines)):
        without = first_match(V4, kept[:index] + kept[index + 1 :])
        if index in shadowed:
            assert without == whole


SHADOWS = {
    "same line twice": ([AclRule(Action.PERMIT, TCP), AclRule(Action.DENY, TCP)], [1]),
    "by two lines together": (
        [
            AclRule(Action.PERMIT, destination=ip_network("10.0.0.0/25")),
            AclRule(Action.PERMIT, destination=ip_network("10.0.0.128/25")),
            AclRule(Action.DENY, destination=ip_network("10.0.0.0/24")),
        ],
        [2],
    ),
    "partly": (
        [
            AclRule(Action.PERMIT, destination=ip_network("10.0.0.0/25")),
            AclRule(Action.DENY, destination=ip_network("10.0.0.0/24")),
        ],
        [],
    ),
}


@pytest.mark.parametrize("name", SHADOWS)
def test_shadowing_is_exact(name):
    lines, expected = SHADOWS[name]
    assert list(shadowed_lines(V4, [acl_rule_match(V4, r) for r in lines])) == expected


@settings(deadline=None)
@given(st.integers(0, 65535), st.integers(0, 65535))
def test_a_range_counts_its_values(a, b):
    first, last = min(a, b), max(a, b)
    region = V4.between(V4.destination_port_field, first, last)
    total = len(V4.variables)
    assert region.sat_count(total) == (last - first + 1) << (total - 16)
    fixed = [V4.value(V4.destination_port_field, v) for v in (first, last)]
    assert all(f & region == f for f in fixed)
    for outside in (first - 1, last + 1):
        if 0 <= outside <= 65535:
            assert V4.value(V4.destination_port_field, outside) & region == V4.none


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(prefix4, prefix4, st.booleans()), max_size=6))
def test_another_library_counts_the_same(lines):
    """dd.autoref folds the same list; both say how many (source, destination) pairs pass."""
    other = BDD()
    names = [f"d{i}" for i in range(32)] + [f"s{i}" for i in range(32)]
    other.declare(*names)

    def cube(prefix, letter):
        found = other.true
        for i in range(prefix.prefixlen):
            bit = other.var(f"{letter}{i}")
            found &= bit if int(prefix.network_address) >> (31 - i) & 1 else ~bit
        return found

    theirs, ours = other.false, []
    for source, destination, permit in reversed(lines):
        match = cube(destination, "d") & cube(source, "s")
        theirs = match | theirs if permit else theirs & ~match
    for source, destination, permit in lines:
        rule = AclRule(Action.PERMIT if permit else Action.DENY, None, source, destination)
        ours.append((rule.action, acl_rule_match(V4, rule)))
    rest = len(V4.variables) - 64
    assert first_match(V4, ours).sat_count(len(V4.variables)) == other.count(theirs, 64) << rest


@pytest.mark.parametrize("family", [4, 6])
def test_destination_ranges_split_a_set_by_its_destinations(family):
    space = SPACES[family]
    base = BASE[family]
    bits = space.address_bits
    two = [ip_network(f"{base}/{bits - 8}"), ip_network((int(ip_address(base)) + 512, bits - 8))]
    region = space.destinations(two) & space.protocol(TCP)
    found = list(space.destination_ranges(region))
    assert [(a, b) for a, b, _ in found] == [
        (int(p.network_address), int(p.broadcast_address)) for p in two
    ]
    assert {r for _, _, r in found} == {space.protocol(TCP)}


def test_services_and_icmp_types():
    ping = Packet(ip_address("10.0.0.1"), ip_address("10.0.0.2"), ICMP, 0, 0, 8)
    web = Packet(ip_address("10.0.0.1"), ip_address("10.0.0.2"), TCP, 50000, 443)
    table = {
        Service(ICMP, (), 8): (True, False),
        Service(TCP, (PortRange(443, 443),)): (False, True),
        Service(None, (PortRange(443, 443),)): (False, True),
        Service(): (True, True),
    }
    for service, expected in table.items():
        region = V4.service(service)
        assert (holds(V4, region, ping), holds(V4, region, web)) == expected
