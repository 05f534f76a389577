"""A proof is made again when, and only when, an edit changes what a packet can meet."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from pathlib import Path

import pytest

import kawanet.model
from kawanet.findings import Verdict
from kawanet.forwarding.dataplane import DataPlane
from kawanet.model.network import Device, Network
from kawanet.model.system import System
from kawanet.pipeline import check
from kawanet.pipeline.cache import ParseCache
from kawanet.pipeline.check import Proof, prove_network
from kawanet.pipeline.folder import check_folder, read_again, read_facts
from kawanet.pipeline.proved import met
from kawanet.verify.prove import prove

simulate = check.simulate


@pytest.fixture
def simulations(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Network]:
    """The networks that were simulated, in order; the cache is this test's own."""
    done: list[Network] = []

    def counted(network: Network) -> DataPlane:
        done.append(network)
        return simulate(network)

    monkeypatch.setattr(check, "simulate", counted)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return done


def edit(out: Path, name: str, old: str, new: str) -> None:
    path = out / "configs" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def verdicts(proof: Proof) -> list[tuple[str, str, Verdict]]:
    return [(r.code, r.title, r.verdict) for r in proof.results]


def test_nothing_edited_nothing_proved_again(out: Path, simulations: list[Network]) -> None:
    first, second = check_folder((out,)), check_folder((out,))
    assert len(simulations) == 1
    assert verdicts(second) == verdicts(first)
    assert second.findings == first.findings
    assert second.clean


def test_the_forwarding_state_of_a_known_proof_is_there_when_asked_for(
    out: Path, simulations: list[Network]
) -> None:
    first, second = check_folder((out,)), check_folder((out,))
    assert second.dataplane.nodes == first.dataplane.nodes


UNSEEN = [
    (" description fw-hall-fw-1 to hall-fw-1\n", " description moved\n"),
    ("ntp server", "ntp server vrf MGT 10.64.0.99\nntp server"),
    ("hostname ", "! a comment, and all lines move\n!\nhostname "),
]


@pytest.mark.parametrize(("old", "new"), UNSEEN)
def test_what_no_packet_sees_is_not_proved_again(
    out: Path, simulations: list[Network], old: str, new: str
) -> None:
    first = check_folder((out,))
    edit(out, "hall-core-1.cfg", old, new)
    assert verdicts(check_folder((out,))) == verdicts(first)
    assert len(simulations) == 1


def test_the_rules_see_every_edit(out: Path, simulations: list[Network]) -> None:
    check_folder((out,))
    edit(out, "hall-core-1.cfg", "hostname ", "ip http server\nhostname ")
    proof = check_folder((out,))
    assert len(simulations) == 1
    assert any("http" in f.message and f.device == "hall-core-1" for f in proof.findings)


SEEN = [
    (" ip ospf cost 5\n", " ip ospf cost 6\n"),
    (" deny ip any any log\n", " permit ip any any\n"),
    ("router ospf", "ip route vrf MYN 203.0.113.0 255.255.255.0 Null0\nrouter ospf"),
    ("hostname ", "a line that nobody understands\nvrf definition NEW\n!\nhostname "),
]


def test_what_packets_meet_decides_the_whole_proof(out: Path) -> None:
    """The proof of the network itself, without any cache, is that of what packets meet of it."""
    edit(out, "hall-core-1.cfg", " deny ip any any log\n", " permit ip any any\n")
    snapshot, network = read_again((out,), None)
    statement = read_facts((out,), None).statement
    bare = Network(tuple(map(met, network.devices)), network.plant)
    assert bare != network
    doubts = snapshot.doubtful()
    assert prove(simulate(bare), statement, doubts) == prove(simulate(network), statement, doubts)


@pytest.mark.parametrize(("old", "new"), SEEN)
def test_what_a_packet_may_see_is_proved_again(
    out: Path, simulations: list[Network], old: str, new: str
) -> None:
    check_folder((out,))
    edit(out, "hall-core-1.cfg", old, new)
    check_folder((out,))
    assert len(simulations) == 2


def test_another_policy_or_cabling_is_another_proof(out: Path, simulations: list[Network]) -> None:
    cache = ParseCache(out.parent / "store")
    snapshot, network = read_again((out,), cache)
    statement = read_facts((out,), None).statement
    fewer = dataclasses.replace(statement, flows=statement.flows[1:])
    uncabled = Network(network.devices, dataclasses.replace(network.plant, label="x"))
    for given, policy in ((network, statement), (network, fewer), (uncabled, statement)):
        prove_network(given, snapshot, policy, cache=cache)
    assert len(simulations) == 3
    prove_network(network, snapshot, statement, cache=cache)
    assert len(simulations) == 3


def test_what_was_refuted_is_worked_out_each_time(out: Path, simulations: list[Network]) -> None:
    edit(out, "hall-core-1.cfg", " vrf forwarding MYN\n", " vrf forwarding LGW\n")
    first, second = check_folder((out,)), check_folder((out,))
    assert first.count(Verdict.REFUTED)
    assert second.results == first.results
    assert len(simulations) == 2


def test_without_a_cache_nothing_is_remembered(out: Path, simulations: list[Network]) -> None:
    for _ in range(2):
        check_folder((out,), cached=False)
    assert len(simulations) == 2


def test_lines_of_text_are_in_no_digest() -> None:
    """Digests are made of `repr`, so no value of the model may show where it was read."""
    for module in pkgutil.iter_modules(kawanet.model.__path__):
        values = vars(importlib.import_module(f"kawanet.model.{module.name}")).values()
        for kind in (v for v in values if dataclasses.is_dataclass(v)):
            for field in dataclasses.fields(kind):
                if "Span" in str(field.type):
                    assert not field.repr, f"{kind.__name__}.{field.name}"
                    assert not field.compare, f"{kind.__name__}.{field.name}"


def test_the_management_of_a_firewall_is_seen() -> None:
    """Which zone a firewall takes packets to itself from is decided by its management."""
    plain = Device("fw", "fortinet_fortios")
    managed = dataclasses.replace(plain, system=System(management_interface="port1"))
    assert met(managed) != met(plain)
