"""What was proved of all packets holds of thousands of single ones, walked by the tracer."""

from __future__ import annotations

import random
from ipaddress import ip_address

import pytest

from kawanet.forwarding import Packet, trace
from kawanet.forwarding.trace import Branch, Outcome
from kawanet.model.interfaces import IPAddress
from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP
from kawanet.model.requirement import Flow, PolicyStatement
from kawanet.pipeline.build import Built
from kawanet.verify.tiers import TierMap, map_tiers

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("city")]

PACKETS = 3000
HOSTS = 15  # smaller subnets hold routers only
PORTS = (22, 25, 53, 80, 123, 161, 389, 443, 445, 514, 1812, 3389, 8080, 9100, 50000)


def test_no_random_packet_crosses_tiers_beyond_the_flows(built: Built) -> None:
    plane, statement = built.proof.dataplane, built.compiled.statement
    tiers = map_tiers(plane, statement)
    draw = random.Random(20260401)
    crossed = 0
    for start, packet in _packets(built, tiers, draw):
        for branch in trace(plane, packet, start).branches:
            here, there = tiers.tier_of_domain[start], _tier_of(branch, tiers)
            if there and here and there != here:
                crossed += 1
                assert _permitted(statement, here, there, packet), (packet, branch)
    assert crossed > 20, "the sample met no permitted flow: it tests nothing"


def _packets(built: Built, tiers: TierMap, draw: random.Random) -> list[tuple[int, Packet]]:
    """Packets from segments with hosts: half of them aimed along some flow, half at anything."""
    plane, flows = built.proof.dataplane, built.compiled.statement.flows
    subnets = [
        (domain.index, address.network)
        for domain in plane.domains
        if domain.edges and tiers.tier_of_domain[domain.index]
        for port in domain.routers[:1]
        for address in plane.network.device[port.device].interface[port.interface].addresses
        if address.network.num_addresses > HOSTS
    ]
    found = []
    for _ in range(PACKETS):
        start, home = draw.choice(subnets)
        source = home[draw.randrange(9, min(home.num_addresses - 1, 250))]
        here = [f for f in flows if any(source in p for p in f.sources)]
        if here and draw.random() < 0.5:
            target = _along(draw.choice(here), draw)
        else:
            other = draw.choice([n for _, n in subnets if n.version == home.version])
            target = (other[draw.randrange(9, min(other.num_addresses - 1, 250))], None, None)
        destination, protocol, port = target
        icmp = ICMP if home.version == 4 else ICMPV6
        protocol = protocol or draw.choice((TCP, UDP, icmp))
        ports = (50000, port or draw.choice(PORTS)) if protocol in {TCP, UDP} else (0, 0)
        kind = {ICMP: 8, ICMPV6: 128}.get(protocol)
        found.append((start, Packet(source, destination, protocol, *ports, kind)))
    return found


def _along(flow: Flow, draw: random.Random) -> tuple[IPAddress, int | None, int | None]:
    prefix, service = draw.choice(flow.destinations), draw.choice(flow.services)
    offset = draw.randrange(min(prefix.num_addresses, 250))
    address = ip_address(int(prefix.network_address) + offset)
    port = draw.choice(service.ports).first if service.ports else None
    return address, service.protocol, port


def _tier_of(branch: Branch, tiers: TierMap) -> str:
    if branch.outcome not in {Outcome.DELIVERED, Outcome.EXITED} or branch.domain < 0:
        return ""
    return tiers.tier_of_domain[branch.domain]


def _permitted(statement: PolicyStatement, here: str, there: str, packet: Packet) -> bool:
    return any(
        flow.from_tier == here
        and flow.to_tier == there
        and any(packet.source in p for p in flow.sources if p.version == packet.source.version)
        and any(
            packet.destination in p
            for p in flow.destinations
            if p.version == packet.destination.version
        )
        and any(
            service.protocol in {None, packet.protocol}
            and service.icmp_type in {None, packet.icmp_type}
            and (
                not service.ports
                or any(r.first <= packet.destination_port <= r.last for r in service.ports)
            )
            for service in flow.services
        )
        for flow in statement.flows
    )
