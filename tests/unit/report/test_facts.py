"""The facts files: exact round trips, and every problem at its line."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawanet.errors import InputError, Span
from kawanet.model.plant import ExternalPeer, Link, LinkKind, Place, Plant, Port, Site
from kawanet.model.policy import PortRange, Service
from kawanet.model.requirement import Expectation, Flow, Must, PolicyStatement, Tier
from kawanet.report.facts import (
    plant_from_json,
    plant_to_json,
    statement_from_json,
    statement_to_json,
)

PLANT = Plant(
    sites=(
        Site("honcho", "本庁舎", "main", 35.53083, 139.70306, "kawasaki", sample=False),
        Site("kita", "北部施設「一号」", "facility", 35.6, 139.5),
    ),
    places=(Place("core1", "honcho", "core", "10F"), Place("ap1", "honcho", "access_point", "3F")),
    links=(
        Link(
            "sewer-1",
            (Port("core1", "Te1/1/1"), Port("kita-r1", "ge-0/0/0:1")),
            LinkKind.SEWER_FIBRE,
            20_000_000_000,
            9100,
            True,
            3.25,
            ("trunk-a", "trunk-b"),
        ),
    ),
)

STATEMENT = PolicyStatement(
    tiers=(
        Tier("lgw", "LGWAN接続系", (ip_network("10.16.0.0/12"), ip_network("fd00:16::/48"))),
        Tier("int", "インターネット接続系", (), (Port("sw1", "Gi1/0/1"),), (("wlc1", "staff"),)),
        Tier("inet", "インターネット", (ip_network("0.0.0.0/0"),), external=True),
    ),
    flows=(
        Flow(
            "mail",
            "lgw",
            "int",
            (ip_network("10.16.1.0/24"),),
            (ip_network("10.32.1.1/32"),),
            (Service(6, (PortRange(25, 25), PortRange(587, 590))), Service(1, (), 8), Service()),
            "情報管理部",
            "メール",
            date(2027, 3, 31),
            Span("policy.yml", 12, 5),
        ),
    ),
    musts=(Must("KW-SEP-001", "text", Expectation.UNREACHABLE, "lgw"),),
    on=date(2026, 4, 1),
    guideline="R7.3",
    tier_model="alpha",
)


def test_plant_round_trip() -> None:
    text = plant_to_json(PLANT)
    assert plant_from_json(text) == PLANT
    assert plant_to_json(plant_from_json(text)) == text


def test_plant_text_is_one_record_a_line_where_it_fits() -> None:
    lines = plant_to_json(PLANT).splitlines()
    assert lines[1] == '  "format": "kawanet-plant/1",'
    assert '    {"device": "core1", "site": "honcho", "role": "core", "floor": "10F"},' in lines


def test_links_know_the_line_they_stand_on() -> None:
    text = plant_to_json(PLANT)
    link = plant_from_json(text, "out/plant.json").links[0]
    assert link.where is not None
    assert '"name": "sewer-1"' in "".join(text.splitlines()[link.where.line - 1 :][:2])


def test_statement_round_trip() -> None:
    text = statement_to_json(STATEMENT)
    again = statement_from_json(text, "policy.json")
    assert again == STATEMENT
    assert statement_to_json(again) == text
    assert again.flows[0].where == Span("policy.json", text[: text.index('"mail"')].count("\n"))


services = st.builds(
    Service,
    st.none() | st.integers(0, 255),
    st.lists(
        st.tuples(st.integers(0, 65535), st.integers(0, 65535)).map(
            lambda p: PortRange(min(p), max(p))
        ),
        max_size=3,
    ).map(tuple),
    st.none() | st.integers(0, 255),
)
texts = st.text(max_size=12)
networks = st.ip_addresses().map(ip_network)
flows = st.builds(
    Flow,
    texts,
    texts,
    texts,
    st.lists(networks, max_size=3).map(tuple),
    st.lists(networks, max_size=3).map(tuple),
    st.lists(services, max_size=3).map(tuple),
    texts,
    texts,
    st.none() | st.dates(),
)


@given(st.lists(flows, max_size=3), st.none() | st.dates(), texts)
def test_any_statement_round_trips(some: list[Flow], on: date | None, guideline: str) -> None:
    statement = PolicyStatement((), tuple(some), (), on, guideline)
    assert statement_from_json(statement_to_json(statement)) == statement


sites = st.builds(
    Site, texts, texts, texts, st.floats(-90, 90), st.floats(-180, 180), texts, st.booleans()
)
ports = st.builds(Port, texts.filter(lambda t: t and ":" not in t), texts)
links = st.builds(
    Link,
    texts,
    st.lists(ports, max_size=3).map(tuple),
    st.sampled_from(LinkKind),
    st.none() | st.integers(0, 10**12),
    st.none() | st.integers(64, 9216),
    st.booleans(),
    st.none() | st.floats(0, 1e4),
    st.lists(texts, max_size=2).map(tuple),
)


def test_peers_outside_round_trip_and_are_checked() -> None:
    hosts = (ip_address("192.0.2.1"), ip_address("2001:db8:f::1"))
    peer = ExternalPeer("ext-cloud", 64496, hosts, (ip_network("172.20.0.0/15"),))
    text = plant_to_json(Plant(peers=(peer,)))
    assert plant_from_json(text) == Plant(peers=(peer,))
    with pytest.raises(InputError, match="is no address"):
        plant_from_json(text.replace('"192.0.2.1"', '"192.0.2.300"'))


@given(st.lists(sites, max_size=3), st.lists(links, max_size=3))
def test_any_plant_round_trips(some: list[Site], cables: list[Link]) -> None:
    plant = Plant(tuple(some), (), tuple(cables))
    assert plant_from_json(plant_to_json(plant)) == plant


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: b.decode("latin-1")))
def test_any_text_reads_or_raises_input_error(text: str) -> None:
    with pytest.raises(InputError):
        plant_from_json(text)


HEAD = '{"format": "kawanet-plant/1",\n'
BAD = [
    ("", "p.json:1:1: '{' expected (the text ends here)"),
    ("[]", "p.json:1:1: '{' expected (found '[')"),
    ("{}", 'p.json:1: not a kawanet-plant/1 file (the first member is "format":'),
    (HEAD + '"sights": []}', "p.json:2: unknown member 'sights' (did you mean 'sites'?)"),
    (
        HEAD + '"links": [\n{"name": "x", "ends": ["a"]}]}',
        "p.json:3: links[0].ends[0]: 'a' is no port (write it device:interface)",
    ),
    (
        HEAD + '"links": [{"name": "x", "ends": [], "kind": "sewer_fiber"}]}',
        "p.json:2: links[0].kind: 'sewer_fiber' is not known here (did you mean 'sewer_fibre'?)",
    ),
    (
        HEAD + '"places": [\n\n{"device": "x", "site": 3}]}',
        "p.json:4: places[0].site: a string expected (found 3)\n"
        "p.json:4: places[0]: member 'role' is missing",
    ),
    (HEAD + '"sites": [1, NaN]}', "p.json:2:14: NaN is no JSON number"),
    (HEAD + '"sites": [' + "[" * 100_000, "p.json:2:11: nested too deeply"),
    (HEAD + '"sites": [{"a": 1, "a": 2}]}', "p.json:2:11: a member stands twice in one record"),
    (HEAD + '"sites": [],\n"sites": []}', "p.json:3:1: a member name that stands only once"),
    (HEAD + '"sites": "no"}', "p.json:2: sites: a list expected (found 'no')"),
    (HEAD + '"sites": []} x', "p.json:2:14: text after the end of the object"),
    (HEAD + '"sites": [', "p.json:2:11: not valid JSON: Expecting value"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_bad_plants(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        plant_from_json(text, "p.json")
    assert str(caught.value).startswith(message)


BAD_SERVICES = ["tcp/x", "tcp/99999", "tcp/10-2", "gopher/1", "tcp/80,", "icmp/type=300", "", "²"]


@pytest.mark.parametrize("text", BAD_SERVICES)
def test_bad_services(text: str) -> None:
    head = '{"format": "kawanet-policy/1", "tiers": [], "flows": [{"name": "f", "from_tier": "a",'
    body = f'"to_tier": "b", "sources": [], "destinations": [], "services": ["{text}"]}}]}}'
    with pytest.raises(InputError, match="is no service"):
        statement_from_json(head + body)
