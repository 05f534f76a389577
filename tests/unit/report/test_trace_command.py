"""The command that a report prints for following a witness."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from kawanet.findings import Verdict
from kawanet.forwarding.packet import Packet
from kawanet.model.plant import Port
from kawanet.report.results import trace_command
from kawanet.report.text import result_text
from kawanet.verify.result import Kind, Result

A, B, A6, B6 = map(ip_address, ("10.0.0.1", "10.1.0.1", "fd00::1", "fd01::1"))
PORT = Port("sw1", "GigabitEthernet1/0/1")
FROM = " --from sw1:GigabitEthernet1/0/1"
CASES = [
    (Packet(A, B, 6, 50000, 443), f"kawanet trace {A} {B} --proto tcp --port 443{FROM}"),
    (
        Packet(A6, B6, 17, 53, 5060),
        f"kawanet trace {A6} {B6} --proto udp --port 5060 --source-port 53{FROM}",
    ),
    (Packet(A, B, 1, icmp_type=8), f"kawanet trace {A} {B} --proto icmp{FROM}"),
    (Packet(A, B, 47), f"kawanet trace {A} {B} --proto 47{FROM}"),
    (Packet(A, B, 1, icmp_type=13), ""),
    (Packet(A, B, 6, 50000, 443, established=True), ""),
]


@pytest.mark.parametrize(("packet", "command"), CASES)
def test_the_command_follows_the_witness(packet: Packet, command: str) -> None:
    result = Result("X", "x", Kind.SEPARATION, Verdict.REFUTED, packet, start=PORT)
    assert trace_command(result) == command
    assert ("follow" in result_text(result)) == bool(command)


def test_the_command_stands_on_one_line_so_that_it_can_be_copied() -> None:
    packet = Packet(A6, B6, 6, 50000, 443)
    result = Result("X", "x", Kind.SEPARATION, Verdict.REFUTED, packet, start=PORT)
    assert trace_command(result) in result_text(result, width=40)
