"""The network for timing is one: every line is understood, every router hears its neighbours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lab_text import PLANS, Plan, Size, write_lab

from kawanet.forwarding import simulate
from kawanet.pipeline.folder import read_network
from kawanet.verify.ends import End
from kawanet.verify.reachability import all_pairs

SMALL = Plan(cores=3, rings=2, sites_a_ring=2, lines=5, switches=1)
SHARED = Path("../shared/benchmarks/gen_ios.py")


def test_a_small_one_is_read_whole_and_carries_packets(tmp_path: Path) -> None:
    size = write_lab(tmp_path, SMALL)
    snapshot, network = read_network((tmp_path,), cached=False)
    assert (len(network.devices), snapshot.lines) == (size.devices, size.lines)
    assert not any(parsed.unclaimed for parsed in snapshot.parsed)
    dataplane = simulate(network)
    assert len(dataplane.nodes) == 3 * size.routers
    assert all(session.up for session in dataplane.sessions)
    reach = all_pairs(dataplane, 4)
    lans = [p for p in reach.ports() if p.interface == "GigabitEthernet0/1"]
    assert len(lans) == 4
    assert all({End.ACL_IN, End.DELIVERED} <= set(reach.from_port(p)) for p in lans)
    assert not list(reach.loops())


@pytest.mark.skipif(not SHARED.exists(), reason="the generator that others were timed on is absent")
def test_it_is_as_much_work_as_what_others_were_timed_on(tmp_path: Path) -> None:
    command = [sys.executable, str(SHARED), str(tmp_path / "theirs"), *map(str, SMALL)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    routers, links, lines = (int(word) for word in said[0:6:2])
    devices = routers + SMALL.switches * (routers - SMALL.cores)
    assert write_lab(tmp_path / "ours", SMALL) == Size(routers, devices, links, lines)


def test_the_plans_are_those_of_the_figures_quoted() -> None:
    assert PLANS["city300"].cores + PLANS["city300"].rings * PLANS["city300"].sites_a_ring == 300
    assert PLANS["city300sw"] == PLANS["city300"]._replace(switches=3)
