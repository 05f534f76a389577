"""The questions as a library: typed rows, data frames, sets in and sets out."""

from __future__ import annotations

import subprocess
import sys

import pytest
from asked_network import write

import kawanet
from kawanet import Net
from kawanet.errors import InputError
from kawanet.findings import Verdict
from kawanet.verify.cover import NumberRange
from kawanet.verify.reach import Extent


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Net:
    return kawanet.read(write(tmp_path_factory.mktemp("library") / "net"), cached=False)


def test_rows_are_typed_and_make_a_data_frame(net: Net) -> None:
    routes = net.routes(device="r1", protocol="static")
    assert [r.prefix.prefixlen for r in routes] == [24, 24, 24]
    frame = routes.to_pandas()
    assert list(frame.columns)[:4] == ["device", "vrf", "prefix", "protocol"]
    assert next(iter(frame["next_hops"])) == routes[0].next_hops
    assert len(net.routes(device="r1", protocol="bgp").to_pandas().columns) == len(frame.columns)


def test_rows_slice_print_and_filter(net: Net) -> None:
    routes = net.routes()
    assert len(routes[:2]) == 2
    assert "10.9.0.0/24" in str(routes.only(lambda r: r.device == "r2"))


def test_sets_in_and_sets_out(net: Net) -> None:
    found = net.reach("10.1.0.0/24", "10.2.0.0/24", proto="tcp")
    assert found.extent is Extent.SOME
    assert found.sent == found.received, "no NAT here"
    assert found.sent.complete
    assert all(row.protocols == (NumberRange(6, 6),) for row in found.sent.rows)
    assert all(row.ports == (NumberRange(443, 443),) for row in found.sent.rows)
    assert found.witness is not None
    assert found.witness.arrived
    assert found.counter_witness is not None
    assert not found.counter_witness.arrived
    assert found.round_trip is not None


def test_one_packet_through_every_branch(net: Net) -> None:
    (walk,) = net.trace("10.1.0.9", "10.2.0.9", port=443)
    assert walk.arrived
    assert {b.device for b in walk.branches} == {"r2", "r3"}
    assert all(s.where is not None for s in walk.branches[0].steps[:-1])


def test_a_difference_has_a_verdict(net: Net) -> None:
    assert net.diff(net).verdict is Verdict.PROVED
    assert not net.diff(net).flows


def test_unknown_names_are_errors_of_the_input(net: Net) -> None:
    with pytest.raises(InputError, match="no such device"):
        net.filters(device="r9")


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, kawanet; print(any(m in sys.modules for m in ('numpy', 'oxidd', 'typer')))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
    with pytest.raises(AttributeError):
        _ = kawanet.nothing
