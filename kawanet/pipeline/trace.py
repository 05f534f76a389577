"""`trace`: one packet through configurations, or through the city of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kawanet.design.nearest import did_you_mean
from kawanet.findings import Finding
from kawanet.forwarding import Packet, Trace, locate, trace
from kawanet.forwarding.dataplane import DataPlane
from kawanet.model.network import Network
from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP
from kawanet.pipeline.folder import read_network
from kawanet.pipeline.gather import is_city
from kawanet.pipeline.naming import port_of
from kawanet.pipeline.snapshot import Choice
from kawanet.pipeline.words import address_of, bad, protocol_of

ECHO_REQUEST = {ICMP: 8, ICMPV6: 128}  # RFC 792, RFC 4443
BUILT, CITY = Path("out"), Path("topology/kawasaki")


def packet_of(
    source: str, destination: str, proto: str, port: int | None, source_port: int
) -> Packet:
    """Make a packet of command-line words.

    Raises:
        InputError: an address, the protocol or a port is not one.
    """
    ends = address_of(source), address_of(destination)
    if ends[0].version != ends[1].version:
        raise bad(f"{source} {destination}", "are of two address families", "give two of one")
    protocol = protocol_of(proto, ends[0].version)
    with_ports = protocol in {TCP, UDP}
    for number in (port, source_port):
        if number is not None and not 0 <= number <= 65535:
            raise bad(str(number), "is no port", "0 to 65535")
    return Packet(
        source=ends[0],
        destination=ends[1],
        protocol=protocol,
        source_port=source_port if with_ports else 0,
        destination_port=(443 if port is None else port) if with_ports else 0,
        icmp_type=ECHO_REQUEST.get(protocol),
    )


def walk_packet(
    dataplane: DataPlane, packet: Packet, start: str | None = None
) -> tuple[Trace, ...]:
    """Walk the packet from every segment where its source lives, or from `start`.

    Raises:
        InputError: nothing is known of the source or of `start`.
    """
    homes = locate(dataplane, packet.source)
    starts = (domain_at(dataplane, start, homes),) if start else homes
    if not starts:
        raise bad(str(packet.source), "lives on no segment of this network", "say --from")
    return tuple(trace(dataplane, packet, domain) for domain in starts)


def network_of(
    folder: Path | None,
    on: date | None = None,
    cached: bool = True,
    choices: Sequence[Choice] = (),
) -> tuple[Network, tuple[Finding, ...]]:
    """The network of a folder of configurations or of a city's YAML, and what could not be read.

    No folder: `out`, or the reference city for `on`.

    Raises:
        InputError: the folder cannot be read.
    """
    chosen = folder or (CITY if on else BUILT)
    if folder is None and not chosen.exists():
        raise bad(str(chosen), "no such folder", "`kawanet build` writes it; or say --in DIR")
    if is_city(chosen):
        from kawanet.pipeline.build import compile_city  # noqa: PLC0415 - half a second

        return compile_city(chosen, on).network, ()
    if on:
        raise bad(f"--on {on}", "needs a city's folder", f"{chosen} is none; say --in DIR")
    snapshot, network = read_network((chosen,), cached, choices)
    return network, snapshot.findings


def domain_at(dataplane: DataPlane, start: str, homes: tuple[int, ...]) -> int:
    """The domain of an edge port or a layer-3 interface, written `device:interface`; of a trunk's
    domains the one where the source lives."""
    domains: dict[str, int] = {}
    for domain in sorted(dataplane.domains, key=lambda d: d.index not in homes):
        for port in (*domain.edges, *domain.routers):
            domains.setdefault(str(port), domain.index)
    device, _, interface = start.partition(":")
    spelled = str(port_of(dataplane.network.device, device, interface))
    if spelled not in domains:
        mine = [port for port in domains if port.partition(":")[0] == device]
        hint = did_you_mean(start, mine or domains) or "write DEVICE:INTERFACE"
        raise bad(f"--from {start}", "is no edge port or routed interface", hint)
    return domains[spelled]
