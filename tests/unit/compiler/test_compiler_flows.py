"""Ends and services of flows."""

from datetime import date
from ipaddress import ip_network

import pytest

from kawanet.compiler.flows import internet, merged, parse_services
from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP, PortRange, Service


@pytest.mark.parametrize(
    ("text", "family", "service"),
    [
        ("tcp/443", 4, Service(TCP, (PortRange(443, 443),))),
        ("udp/1812-1813", 6, Service(UDP, (PortRange(1812, 1813),))),
        ("icmp", 4, Service(ICMP)),
        ("icmp", 6, Service(ICMPV6)),
        ("icmp/8", 4, Service(ICMP, (), 8)),
        ("icmp/8", 6, Service(ICMPV6, (), 128)),
        ("any", 4, Service()),
    ],
)
def test_services_are_read_for_a_family(text, family, service):
    assert parse_services((text,), family) == (service,)


def test_services_come_sorted_and_once():
    assert parse_services(("udp/53", "tcp/53", "udp/53"), 4) == (
        Service(TCP, (PortRange(53, 53),)),
        Service(UDP, (PortRange(53, 53),)),
    )


def test_prefixes_are_joined_and_sorted():
    texts = ["fd00::/65", "10.0.0.128/25", "10.0.0.0/25", "fd00:0:0:0:8000::/65"]
    assert merged([ip_network(t) for t in texts]) == (
        ip_network("10.0.0.0/24"),
        ip_network("fd00::/64"),
    )


def test_the_internet_is_nothing_that_has_another_name_here(design):
    found = internet(design, "internet")
    named = [t.ipv4 for t in design.tiers] + [t.ipv6 for t in design.tiers]
    named += [p for e in design.externals if e.name != "internet" for p in e.prefixes]
    assert not any(a.overlaps(b) for a in found for b in named if a.version == b.version)
    assert any(p.supernet_of(ip_network("8.8.8.0/24")) for p in found if p.version == 4)
    assert any(p.supernet_of(ip_network("2400::/32")) for p in found if p.version == 6)
    assert not any(p.overlaps(ip_network("192.168.0.0/16")) for p in found if p.version == 4)


def test_a_flow_holds_on_its_days_only(compiled):
    names = {
        on: {f.name for f in compiled(on).statement.flows}
        for on in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 30), date(2026, 10, 1))
    }
    assert [("maint-web-v4" in found) for found in names.values()] == [False, True, True, False]


def test_flows_of_public_systems_name_their_public_addresses_too(city):
    flow = next(
        f for f in city.statement.flows if f.from_tier == "internet" and f.name.endswith("v4")
    )
    assert any(p.subnet_of(ip_network("203.0.113.0/24")) for p in flow.destinations)


def test_tiers_never_overlap(city):
    inner = [t for t in city.statement.tiers if not t.external]
    for a in inner:
        for b in inner:
            if a.name < b.name:
                assert not any(
                    p.overlaps(q) for p in a.prefixes for q in b.prefixes if p.version == q.version
                )


def test_no_plug_belongs_to_two_tiers(city):
    seen = {}
    for tier in city.statement.tiers:
        for port in tier.attachments:
            assert seen.setdefault(port, tier.name) == tier.name
    assert len(seen) > 100
