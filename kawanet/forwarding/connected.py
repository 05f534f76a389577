"""Connected and local routes: what the addresses of interfaces that are up give."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_network

from kawanet.forwarding.dataplane import Hop, HopKind, Node
from kawanet.forwarding.rib import (
    CONNECTED,
    LOCAL,
    NO_ROWS,
    VIRTUAL,
    Candidate,
    Rows,
    Workspace,
    rows,
)
from kawanet.forwarding.traits import traits
from kawanet.model.interfaces import Interface, InterfaceKind, IPAddress, IPInterface
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.route_policy import Source
from kawanet.model.routing import IPNetwork

Table = dict[tuple[int, int], Candidate]  # by prefix and protocol


def connected_rows(work: Workspace) -> list[Rows]:
    """Connected and local routes of every node, in the order of `work.nodes`."""
    number, layer2 = work.node_number, work.segments.layer2
    found: list[Rows] = [NO_ROWS] * len(work.nodes)
    tables: dict[int, Table] = {}
    for device in work.segments.network.devices:
        made_of = (device, layer2.domains, layer2.domain_of_router, layer2.up)
        own = work.kept.of("connected", made_of, partial(_of_device, work, device))
        for vrf, (table, packed) in own.items():
            node = number[Node(device.name, vrf)]
            tables[node], found[node] = table, packed
    answered: dict[int, Table] = {}
    for port, candidate in _answered(work):
        node = number[Node(port.device, work.segments.interface(port).vrf)]
        if node not in answered:
            answered[node] = dict(tables.get(node, {}))
        _merge(work, answered[node], candidate)
    for node, table in answered.items():
        found[node] = rows(list(table.values()))
    return found


def _of_device(work: Workspace, device: Device) -> dict[str, tuple[Table, Rows]]:
    """What the interfaces of a device give, by VRF."""
    tables: dict[str, Table] = {}
    for interface in device.interfaces:
        if not interface.addresses:
            continue
        port = Port(device.name, interface.name)
        table = tables.setdefault(interface.vrf, {})
        if port in work.segments.layer2.up:
            for candidate in _of_interface(work, port, interface):
                _merge(work, table, candidate)
        elif traits(device.platform).down_addresses_reject:
            for candidate in _of_down_interface(work, interface):
                table.setdefault((candidate.prefix, candidate.protocol), candidate)
    return {vrf: (table, rows(list(table.values()))) for vrf, table in tables.items()}


def _of_interface(work: Workspace, port: Port, interface: Interface) -> Iterator[Candidate]:
    """Link-local addresses give no route: they mean something only on their own segment. A host
    address is connected and local in one; devices show it as connected."""
    connected, local = work.origin(Source.CONNECTED), work.origin(Source.LOCAL)
    own = work.hops([Hop(HopKind.LOCAL, interface.name)])
    for position, address in enumerate(interface.addresses):
        if address.is_link_local and address.version == 6:
            continue
        lines = interface.address_lines
        where = work.spans.number(lines[position] if position < len(lines) else interface.where)
        prefix = work.prefixes.number(address.network)
        if address.network.prefixlen < address.max_prefixlen:
            hops = work.hops([_onto_segment(work, port, interface)])
            yield Candidate(prefix, 0, CONNECTED, 0, hops, where, connected)
            host = work.prefixes.number(_host(address))
            yield Candidate(host, 0, LOCAL, 0, own, where, local)
        else:
            yield Candidate(prefix, 0, CONNECTED, 0, own, where, connected)


def _of_down_interface(work: Workspace, interface: Interface) -> Iterator[Candidate]:
    """Packets to an address of an interface that is down are refused (Junos: `Local`, `Reject`)."""
    hops, local = work.hops([Hop(HopKind.DISCARD)]), work.origin(Source.LOCAL)
    where = work.spans.number(interface.where)
    for address in interface.addresses:
        if address.network.prefixlen < address.max_prefixlen and not address.is_link_local:
            host = work.prefixes.number(_host(address))
            yield Candidate(host, 0, LOCAL, 0, hops, where, local)


def _host(address: IPInterface) -> IPNetwork:
    """An interface's address by itself; made of numbers, for text is slow to read."""
    of_one = (int(address.ip), address.max_prefixlen)
    return IPv4Network(of_one) if address.version == 4 else IPv6Network(of_one)


def _answered(work: Workspace) -> Iterator[tuple[Port, Candidate]]:
    """Virtual addresses are the VRRP master's own (on some platforms every member's); so are
    addresses that a firewall translates (a packet to one that no NAT rule takes ends there)."""
    segments = work.segments
    for (_, address), ports in segments.answering.items():
        for port in ports:
            platform = segments.network.device[port.device].platform
            shown = traits(platform).virtual_addresses != "nobody"
            yield from _answer(work, port, address, LOCAL if shown else VIRTUAL)
    for (_, address), port in segments.proxied.items():
        yield from _answer(work, port, address, VIRTUAL)


def _answer(
    work: Workspace, port: Port, address: IPAddress, protocol: int
) -> Iterator[tuple[Port, Candidate]]:
    if not (address.version == 6 and address.is_link_local):
        hops = work.hops([Hop(HopKind.LOCAL, port.interface)])
        where = work.spans.number(work.segments.interface(port).where)
        prefix = work.prefixes.number(ip_network(address))
        origin = work.origin(Source.LOCAL)
        yield port, Candidate(prefix, 0, protocol, 0, hops, where, origin)


def _onto_segment(work: Workspace, port: Port, interface: Interface) -> Hop:
    """A loopback's prefix holds nobody but the router itself."""
    domain = work.segments.domain(port)
    if domain is None or interface.kind is InterfaceKind.LOOPBACK:
        return Hop(HopKind.DISCARD, interface.name)
    return Hop(HopKind.DELIVER, interface.name, domain.index)


def _merge(work: Workspace, table: Table, new: Candidate) -> None:
    """Two interfaces in one subnet share the load."""
    key = (new.prefix, new.protocol)
    old = table.get(key)
    table[key] = new if old is None else old._replace(hops=work.union(old.hops, new.hops))
