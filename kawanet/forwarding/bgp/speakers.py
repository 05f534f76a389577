"""BGP speakers, and the channels on which they tell each other routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address

from kawanet.forwarding.bgp.paths import PathKind
from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.policies import Policies
from kawanet.forwarding.rib import Workspace
from kawanet.model.bgp import BgpFamily, BgpNeighbor, BgpNeighborFamily, BgpProcess
from kawanet.model.interfaces import Family, InterfaceKind, IPAddress
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.route_policy import IPNetwork


@dataclass(frozen=True, eq=False)
class Speaker:
    """One BGP process at its node."""

    number: int
    node: Node
    node_number: int
    device: Device
    process: BgpProcess
    router_id: int
    policies: Policies

    @cached_property
    def family(self) -> dict[int, BgpFamily]:
        """What the process does, by address family; a default one where nothing is said."""
        said: dict[int, BgpFamily] = {f.family: f for f in self.process.families}
        return {4: BgpFamily(4), 6: BgpFamily(6), **said}

    @cached_property
    def lines(self) -> dict[int, int]:
        """Positions of the neighbour lines, by their identity."""
        return {id(n): position for position, n in enumerate(self.process.neighbors)}

    @cached_property
    def line_of(self) -> dict[IPAddress, BgpNeighbor]:
        """The enabled line of each address, the first if there are two."""
        enabled = [n for n in self.process.neighbors if n.enabled]
        return {n.address: n for n in reversed(enabled) if n.address is not None}

    @cached_property
    def ranges(self) -> list[tuple[IPNetwork, BgpNeighbor]]:
        """Enabled lines for ranges of addresses, narrowest first."""
        found = [(n.listen, n) for n in self.process.neighbors if n.enabled and n.listen]
        return sorted(found, key=lambda r: -r[0].prefixlen)

    @cached_property
    def cluster(self) -> int:
        """The cluster id as a route reflector (RFC 4456 §8: the router-id by default)."""
        own = self.process.cluster_id
        return self.router_id if own is None else int(own)

    @cached_property
    def public_as(self) -> int:
        """The number that speakers outside a confederation see."""
        return self.process.confederation or self.process.asn


@dataclass(frozen=True)
class End:
    """One side of a session."""

    speaker: Speaker
    neighbor: BgpNeighbor
    address: IPAddress | None
    interface: str  # on which packets of the session come and go
    shown_as: int  # the number it calls itself
    kind: PathKind  # what paths from the other side are here

    @cached_property
    def family(self) -> dict[int, BgpNeighborFamily]:
        return {f.family: f for f in self.neighbor.families}


@dataclass(frozen=True, eq=False)
class Channel:
    """One direction of a session in one address family.

    `shared` are the subnets that both ends are on (next hops in them are told as they are),
    `own` is the next hop that stands for the sender itself.
    """

    number: int
    source: End
    target: End
    family: Family
    out: BgpNeighborFamily
    into: BgpNeighborFamily
    own: IPAddress | None
    linked: bool  # packets go straight from interface to interface (link-local, unnumbered)
    shared: tuple[IPNetwork, ...]
    many: bool  # additional paths

    @cached_property
    def near(self) -> Port:
        """The receiver's interface."""
        return Port(self.target.speaker.device.name, self.target.interface)

    @cached_property
    def far(self) -> Port:
        """The sender's interface."""
        return Port(self.source.speaker.device.name, self.source.interface)


def speakers(work: Workspace) -> tuple[Speaker, ...]:
    """All speakers, sorted by node."""
    found = sorted(_processes(work), key=lambda s: s[0])
    return tuple(
        Speaker(
            number,
            node,
            work.node_number[node],
            device,
            process,
            _router_id(work, device, process),
            work.policies(device),
        )
        for number, (node, device, process) in enumerate(found)
    )


def _processes(work: Workspace) -> Iterator[tuple[Node, Device, BgpProcess]]:
    for device in work.segments.network.devices:
        for process in device.routing.bgp:
            yield Node(device.name, process.vrf), device, process


def _router_id(work: Workspace, device: Device, process: BgpProcess) -> int:
    """As configured, else the default process's, else the highest loopback address, else the
    highest of the other interfaces."""
    said = [process.router_id, *(p.router_id for p in device.routing.bgp if p.vrf == "default")]
    for one in said:
        if one is not None:
            return int(one)
    for vrf in (process.vrf, "default"):
        found = [
            (i.kind is InterfaceKind.LOOPBACK, int(a.ip))
            for i in device.interfaces
            for a in i.addresses
            if i.vrf == vrf
            and isinstance(a.ip, IPv4Address)
            and Port(device.name, i.name) in work.segments.layer2.up
        ]
        if found:
            return max(found)[1]
    return 0
